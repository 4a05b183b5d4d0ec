"""Is a gradient right? Compare it with central differences (row 10.4).

    dL/dp ≈ (L(p + h) - L(p - h)) / 2h
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .backprop import backward
from .inputs import Array, InputError, numbers, positive
from .losses import Loss
from .mlp import MLP, forward


def central_difference(f: Callable[[Array], float], p, h: float = 1e-5) -> Array:
    """Return the gradient of the scalar function f at p, one central difference a number; same shape as p.

    The step is h, and h · |p| for a number beyond 1, so that it does not drown in the rounding of p.

    >>> central_difference(lambda p: p[0] ** 2 + 3 * p[1], [2.0, 5.0]).round(6)
    array([4., 3.])
    """
    p, h = numbers(p, "p").astype(float), positive(h, "h")
    gradient = np.empty_like(p)
    for i in np.ndindex(p.shape):
        up, down = p.copy(), p.copy()
        up[i] += h * max(1, abs(p[i]))
        down[i] -= h * max(1, abs(p[i]))
        gradient[i] = (_scalar(f, up) - _scalar(f, down)) / (up[i] - down[i])
    return gradient


def relative_error(got, expected) -> float:
    """Return the largest difference, relative to the largest number in either array (0 if both are 0).

    Arrays of different shapes, NaN and infinity are refused: no comparison can be trusted with them.

    >>> round(relative_error([1.0, 2.0], [1.0, 2.002]), 6)
    0.000999
    """
    got, expected = numbers(got, "the gradient"), numbers(expected, "the expected gradient")
    if got.shape != expected.shape:
        raise InputError(f"the gradient has shape {got.shape}, but shape {expected.shape} is expected")
    scale = max(np.abs(got).max(), np.abs(expected).max())
    return float(np.abs(got - expected).max() / scale) if scale else 0.0


def gradient_errors(net: MLP, x, y, loss: Loss, gradients: Callable = backward) -> dict[str, float]:
    """Return the relative error of each gradient against central differences: {"dW[1]": 2e-11, ...}.

    `gradients(trace, y, loss)` is the function under test, `backward` unless another is given. Above 1e-6
    something is wrong, unless a kink (ReLU at 0) lies within the step.

    >>> from lecture_lib import MLP, half_squares, tanh
    >>> net = MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0))
    >>> max(gradient_errors(net, [[1.0, 2.0]], [[0.5]], half_squares).values()) < 1e-6
    True
    """
    grads = gradients(forward(net, x), y, loss)
    errors = {"da[0]": relative_error(grads.da[0], central_difference(
        lambda p: loss.of(forward(net, p), y), x))}
    for l in range(1, len(net) + 1):
        for name, got in (("W", grads.dW[l]), ("b", grads.db[l])):
            slow = central_difference(
                lambda p: loss.of(forward(net.with_layer(l, **{name: p}), x), y), getattr(net[l], name))
            errors[f"d{name}[{l}]"] = relative_error(got, slow)
    return errors


def _scalar(f: Callable, p: Array) -> float:
    return float(numbers(f(p), "f(p)", ndim=(0,)))
