"""Layers without an activation become one layer (rows 07.3 A, D).

For affine layers x ↦ W[l] x + b[l], l = 1 ... L, one after another:

    W̃ = W[L] ··· W[1],    b̃ = Σ_l (W[L] ··· W[l+1]) b[l]      (the empty product, for l = L, is the identity)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..validation import Array, InputError, must_be, numbers
from .activations import identity
from .mlp import MLP, Layer


def collapse(layers: Sequence) -> tuple[Array, Array]:
    """Return W̃, shape (n_L, n_0), and b̃, shape (n_L,), of affine layers by the formula above (row 07.3 D).

    `layers` holds pairs (W, b), the first layer first. Shapes that do not fit raise `InputError`.

    >>> collapse([([[1.0], [2.0]], [0.0, 1.0]), ([[3.0, 1.0]], [5.0])])
    (array([[5.]]), array([6.]))
    """
    layers = _read(layers)
    after = np.eye(len(layers[-1][1]))  # W[L] ··· W[l+1]; at first empty, so the identity
    b_all = np.zeros(len(after))
    for W, b in reversed(layers):
        b_all = b_all + after @ b
        after = after @ W
    return after, b_all


def merge_linear_layers(net: MLP) -> MLP:
    """Return the same function with every layer without an activation taken into the layer after it (row 07.3).

    A layer whose activation is the identity needs no place of its own, except at the end.

    >>> from lecture_lib import relu
    >>> net = MLP(([[2.0]], [1.0], identity), ([[3.0]], [0.0], relu), ([[1.0]], [0.0], identity))
    >>> merge_linear_layers(net)
    MLP(([[6.0]], [3.0], relu), ([[1.0]], [0.0], identity))
    """
    must_be(MLP, net, "net should be a network, an MLP")
    layers, waiting = [], []
    for W, b, g in net:
        waiting.append((W, b))
        if g is not identity:
            layers.append(Layer(*collapse(waiting), g))
            waiting = []
    if waiting:
        layers.append(Layer(*collapse(waiting), identity))
    return MLP(*layers)


def _read(layers: Sequence) -> list[tuple[Array, Array]]:
    """Return the pairs as arrays that fit; an MLP's own check says what does not."""
    try:
        pairs = [(W, b) for W, b in layers]
    except (TypeError, ValueError):
        raise InputError(
            "layers should be pairs (W, b), one for each layer; for a network: [(W, b) for W, b, _ in net]"
        ) from None
    checked = MLP(*((numbers(W, f"layer {l}: W", ndim=(2,)), b, identity) for l, (W, b) in enumerate(pairs, start=1)))
    return [(W, b) for W, b, _ in checked]
