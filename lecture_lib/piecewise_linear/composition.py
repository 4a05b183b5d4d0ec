"""Networks put one behind the other, the same as one network, and which inputs they fold together (rows 13.1 to 13.6).

The last layer of the first network and the first layer of the second are both affine up to the activation, so they
merge: W = W₁′ W₂ and b = W₁′ b₂ + b₁′. A general network of that shape can have any W there; a merged one has no more
rank than the bottleneck had units.

Seen from the input, the first network folds: all x with the same first(x) are one and the same for whatever follows. So
the composition bends where the first network does, and wherever the first network reaches a joint of the second.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..nn import MLP, identity
from ..validation import Array, InputError, must_be, numbers, whole
from .regions_1d import function_breakpoints, line_breakpoints


def compose_networks(first: MLP, second: MLP) -> MLP:
    """Return second(first(x)) as one network; the last activation of `first` must be the identity.

    >>> from lecture_lib import relu
    >>> hat = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
    >>> twice = compose_networks(hat, hat)
    >>> twice.sizes, twice([[0.125], [0.25], [0.5]]).ravel()
    ((1, 2, 2, 1), array([0.5, 1. , 0. ]))
    """
    for net in (first, second):
        must_be(MLP, net, "both must be networks, MLPs")
    *below, (W2, b2, g) = first
    (W1, b1, g1), *above = second
    if g is not identity:
        raise InputError(f"the first network ends with {g}; only behind the identity can two layers merge")
    if W1.shape[1] != len(b2):
        raise InputError(f"the first network gives {len(b2)} values, but the second reads {W1.shape[1]}")
    return MLP(*below, (W1 @ W2, W1 @ b2 + b1, g1), *above)


def iterate_network(net: MLP, times: int) -> MLP:
    """Return the network put behind itself, `times` times in all, as one network.

    >>> from lecture_lib import relu
    >>> hat = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
    >>> iterate_network(hat, 3).sizes
    (1, 2, 2, 2, 1)
    """
    composed = net
    for _ in range(whole(times, "times") - 1):
        composed = compose_networks(composed, net)
    return composed


class LinearPiece(NamedTuple):
    """One straight piece of a network with one input and one output: from x0 to x1 it goes from y0 to y1."""

    x0: float
    x1: float
    y0: float
    y1: float


def linear_pieces(net: MLP, low: float = 0.0, high: float = 1.0) -> list[LinearPiece]:
    """Return the straight pieces of a network with one input and one output between `low` and `high`, in order.

    >>> from lecture_lib.piecewise_linear.interpolation import linear_interpolant
    >>> linear_pieces(linear_interpolant([0, 0.25, 1], [0, 1, 0]))
    [LinearPiece(x0=0.0, x1=0.25, y0=0.0, y1=1.0), LinearPiece(x0=0.25, x1=1.0, y0=1.0, y1=0.0)]
    """
    x = np.concatenate([[low], _bends(net, low, high), [high]])
    y = net(x[:, None])[:, 0]
    return [LinearPiece(*map(float, piece)) for piece in zip(x[:-1], x[1:], y[:-1], y[1:])]


def preimages(net: MLP, y: float, low: float = 0.0, high: float = 1.0) -> Array:
    """Return all x between `low` and `high`, in order, with net(x) = y: the inputs that are folded onto y.

    On each straight piece this is one linear equation, so the answer is exact. Where the network stays at y along a
    whole piece, both ends of that piece are given.

    >>> from lecture_lib.piecewise_linear.interpolation import linear_interpolant
    >>> preimages(linear_interpolant([0, 0.25, 1], [0, 1, 0]), 0.5)
    array([0.125, 0.625])
    """
    y = float(numbers(y, "y", ndim=(0,)))
    found, pieces = [], linear_pieces(net, low, high)
    slack = _ROUNDING * max(max(abs(piece.y0), abs(piece.y1)) for piece in pieces)
    for piece in pieces:
        if abs(piece.y1 - piece.y0) <= slack:
            found += [piece.x0, piece.x1] if abs(y - piece.y0) <= slack else []
        elif min(piece.y0, piece.y1) - slack <= y <= max(piece.y0, piece.y1) + slack:
            share = min(max((y - piece.y0) / (piece.y1 - piece.y0), 0.0), 1.0)
            found.append(piece.x0 + share * (piece.x1 - piece.x0))
    x = np.sort(np.array(found))
    return x[np.diff(x, prepend=-np.inf) > _NEAR * (high - low)]


class BreakpointOrigin(NamedTuple):
    """Why second(first(x)) bends at x: `joint` is 0 where the first network itself bends.

    Otherwise the first network reaches joint number `joint` of the second there, on its way up (`rising`) or down.
    """

    x: float
    y: float
    joint: int
    rising: bool


def breakpoint_origins(first: MLP, second: MLP, low: float = 0.0, high: float = 1.0) -> list[BreakpointOrigin]:
    """Return all places between `low` and `high` where the composition bends, in order, and why it does.

    Joints of the second network are counted from its leftmost bend. A place where both reasons meet counts as the first
    network's own.

    >>> from lecture_lib.piecewise_linear.interpolation import linear_interpolant
    >>> hat = linear_interpolant([0, 0.5, 1], [0, 1, 0])
    >>> [(found.x, found.joint, found.rising) for found in breakpoint_origins(hat, hat)]
    [(0.25, 2, True), (0.5, 0, False), (0.75, 2, False)]
    """
    x = _bends(compose_networks(first, second), low, high)
    if not len(x):
        return []
    own, turns = _bends(first, low, high), line_breakpoints(second)
    middles = (x + np.append(x[1:], high)) / 2  # each between a bend and what comes next on its right
    y, after = (first(at[:, None])[:, 0] for at in (x, middles))
    near = _NEAR * (high - low)
    return [
        BreakpointOrigin(
            float(x[i]),
            float(y[i]),
            0 if (np.abs(own - x[i]) <= near).any() else int(np.abs(turns - y[i]).argmin()) + 1,
            bool(after[i] > y[i]),
        )
        for i in range(len(x))
    ]


_NEAR = 1e-9  # two places closer than this share of the range are one
_ROUNDING = 1e-13  # heights closer than this share of the largest are one


def _bends(net: MLP, low: float, high: float) -> Array:
    """Return the places between `low` and `high` at which a network of one input bends."""
    must_be(MLP, net, "net must be a network, an MLP")
    if (net.sizes[0], net.sizes[-1]) != (1, 1) or not low < high:
        raise InputError(
            f"the network has sizes {net.sizes} and the range goes from {low:g} to {high:g}. It should have one "
            "input and one output, and the range should go from left to right."
        )
    return low + (high - low) * function_breakpoints(net, [low], [high])
