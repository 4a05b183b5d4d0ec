"""How large are the gradients, layer by layer? Vanishing and exploding gradients, measured (row 10.6).

A deep network of equally wide layers gets an input of independent standard normal numbers, and at its output a
derivative of the same kind. What is measured is the root mean square of dz[l] and of dW[l] in every layer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..nn import MLP, Activation, backward_checked, forward_checked, half_squares
from ..validation import Array, InputError, must_be, positive, whole


class GradientSizes(NamedTuple):
    """Root mean squares for l = 1 ... depth: of the signal that travels back, and of the weights' gradients."""

    dz: Array
    dW: Array


def gradient_sizes(
    depth: int, g: Activation, gain: float, rng: np.random.Generator, width: int = 32, n: int = 16
) -> GradientSizes:
    """Return the sizes of the gradients in a random network whose weights have standard deviation gain / √width.

    gain 1 is LeCun's choice, √2 is He's. depth: 1 to 200 layers, all of `width` units with activation g; n examples.

    >>> from lecture_lib import identity
    >>> flow = gradient_sizes(6, identity, 0.5, np.random.default_rng(0))
    >>> flow.dz.shape, bool(flow.dz[0] < flow.dz[-1] / 10)
    ((6,), True)
    """
    must_be(Activation, g, "g should be an activation such as tanh or relu")
    depth, width, n = whole(depth, "depth", 1, 200), whole(width, "width"), whole(n, "n")
    net = MLP.random([width] * (depth + 1), g, rng=rng, spread=positive(gain, "gain") / np.sqrt(width))
    return gradient_sizes_in(net, rng.normal(size=(n, width)), rng)


def gradient_sizes_in(net: MLP, x: Array, rng: np.random.Generator) -> GradientSizes:
    """Return the sizes of the gradients in this network for the examples x, shape (n, n_in).

    The derivative at the output is random: standard normal numbers, divided by n as a mean over examples is.

    >>> from lecture_lib import tanh
    >>> rng = np.random.default_rng(0)
    >>> gradient_sizes_in(MLP.random((3, 4, 2), tanh, rng=rng), np.ones((5, 3)), rng).dW.shape
    (2,)
    """
    trace = forward_checked(net, x)
    out = trace.a[-1]
    grads = backward_checked(trace, out - rng.normal(size=out.shape), half_squares)
    return GradientSizes(*(np.array([np.sqrt(np.mean(d**2)) for d in part[1:]]) for part in (grads.dz, grads.dW)))


def factor_per_layer(sizes: Array) -> float:
    """Return by what factor the sizes change from a layer to the one below it: the slope of their logarithm.

    >>> round(factor_per_layer(np.array([1.0, 10.0, 100.0])), 6)          # a tenth is left at each step down
    0.1
    """
    sizes = np.asarray(sizes, float)
    if sizes.size < 2 or not (sizes > 0).all():
        raise InputError("sizes should hold at least two layers, all above 0: a size of 0 has no logarithm")
    return float(np.exp(-np.polyfit(np.arange(sizes.size), np.log(sizes), 1)[0]))
