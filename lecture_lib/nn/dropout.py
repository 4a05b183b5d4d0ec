"""Dropout: in each step some hidden units say nothing, so that no unit can rely on another (row 17.1)."""

from __future__ import annotations

import numpy as np

from ..validation import InputError, must_be, numbers, whole
from .activations import Activation
from .mlp import MLP, Layer


def drop_units(net: MLP, share: float, n: int, rng: np.random.Generator) -> MLP:
    """Return the network for one step on n examples: each hidden unit says 0 for a `share` of them, drawn anew.

    What is left is divided by 1 - share, so that the next layer reads the same on average (Srivastava et al. 2014). The
    weights are those of `net`, and so `backward` gives their gradients for this step. Afterwards the whole network is
    used as it is.

    >>> from lecture_lib.nn.activations import identity
    >>> net = MLP(([[1.0], [1.0]], [0.0, 0.0], identity), ([[1.0, 1.0]], [0.0], identity))
    >>> drop_units(net, 0.5, 3, np.random.default_rng(0))([[1.0], [1.0], [1.0]]).ravel()
    array([2., 0., 4.])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    must_be(np.random.Generator, rng, "rng must be a random generator such as np.random.default_rng(0)")
    if not 0 <= float(numbers(share, "share", ndim=(0,))) < 1:
        raise InputError(f"share is {share:g}. Give a number of at least 0 and below 1.")
    n, last = whole(n, "n"), len(net)
    return MLP.of_checked(
        Layer(W, b, g if l == last else _dropped(g, _mask(len(b), share, n, rng).astype(W.dtype)))
        for l, (W, b, g) in enumerate(net, start=1)
    )


def _mask(units: int, share: float, n: int, rng: np.random.Generator) -> np.ndarray:
    return (rng.random((n, units)) >= share) / (1 - share)


def _dropped(g: Activation, mask: np.ndarray) -> Activation:
    """Return g where a mask lets it through: a = m · g(z), so da/dz = m · g'(z)."""
    return Activation(f"dropped {g.name}", lambda z: mask * g.value(z), lambda z: mask * g.derivative(z))
