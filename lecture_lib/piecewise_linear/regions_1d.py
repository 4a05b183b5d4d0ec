"""Linear regions of ReLU networks, counted exactly along a line (rows 13.6, 14.1). In the plane: `regions_2d`.

Along a segment of the input space every pre-activation is a piecewise linear function of one number t. Layer by
layer, each unit adds a joint wherever its z crosses 0; between two neighbouring joints all is straight.
"""

from __future__ import annotations

import numpy as np

from ..nn import MLP, identity
from ..validation import Array, InputError, must_be, numbers

_SAME = 1e-12  # joints closer than this share of the segment are one
_AT_ONCE = 20_000  # joints whose slopes are compared at a time: what is in memory stays small


def unit_breakpoints(net: MLP, start, end) -> Array:
    """Return every t in (0, 1), in order, at which a unit switches between `start` and `end`.

    start, end: (n_in,). The point of a joint is start + t (end - start). The activations must be straight but
    for a joint at 0: relu, leaky_relu, identity.

    >>> from lecture_lib import MLP, identity, relu
    >>> net = MLP(([[1.0], [1.0]], [0.0, -1.0], relu), ([[1.0, -2.0]], [0.0], identity))
    >>> unit_breakpoints(net, [-1.0], [3.0])                      # at x = 0 and x = 1
    array([0.25, 0.5 ])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    ends = [numbers(point, name, ndim=(1,)) for point, name in ((start, "start"), (end, "end"))]
    if [len(point) for point in ends] != [net.sizes[0]] * 2:
        raise InputError(
            f"start and end hold {' and '.join(str(len(point)) for point in ends)} values, but "
            f"layer 1 reads {net.sizes[0]}"
        )
    must_be_piecewise_linear(net)
    last = max((l for l in range(1, len(net) + 1) if net[l].g is not identity), default=0)
    t, a = np.array([0.0, 1.0]), np.stack(ends)
    for l in range(1, last + 1):
        W, b, g = net[l]
        z = a @ W.T + b
        if l == last:  # what follows adds no joint
            t = _apart(np.sort(np.concatenate([t, _crossings(t, z)[0]])))[0]
        elif g is not identity:
            t, z = _with_crossings(t, z)
        a = g.value(z)
    return t[1:-1]


def must_be_piecewise_linear(net: MLP) -> None:
    """Raise `InputError` unless every activation is straight but for a joint at 0: relu, leaky_relu, identity.

    >>> from lecture_lib import tanh
    >>> must_be_piecewise_linear(MLP(([[1.0]], [0.0], tanh)))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: layer 1 has tanh, which is not made of straight pieces. Use relu.
    """
    for l, (_, _, g) in enumerate(net, start=1):
        if g is not identity and "relu" not in g.name:
            raise InputError(f"layer {l} has {g}, which is not made of straight pieces. Use relu.")


def function_breakpoints(net: MLP, start, end, tolerance: float = 1e-12) -> Array:
    """Return those joints at which an output changes its slope: one more than these are the linear regions.

    A unit that switches without effect on the output makes a joint and no bend: where the effects of several units
    cancel to less than `tolerance` of their sizes, nothing bends. Only what meets at a joint decides about it, however
    steep the network is elsewhere.

    >>> from lecture_lib import MLP, identity, relu
    >>> net = MLP(([[1.0], [1.0]], [0.0, -1.0], relu), ([[1.0, 0.0]], [0.0], identity))
    >>> unit_breakpoints(net, [-1.0], [3.0]), function_breakpoints(net, [-1.0], [3.0])    # unit 2's output weight is 0
    (array([0.25, 0.5 ]), array([0.25]))
    """
    found = unit_breakpoints(net, start, end)
    t = np.concatenate([[0.0], found, [1.0]])
    start, way = np.asarray(start, float), np.asarray(end, float) - np.asarray(start, float)
    bends = [np.zeros(0, bool)]
    for i in range(0, len(found), _AT_ONCE):
        bends.append(_slope_changes(net, start, way, t[i : i + _AT_ONCE + 2], tolerance))
    return found[np.concatenate(bends)]


def line_breakpoints(net: MLP) -> Array:
    """Return every x on the whole line, in order, at which a network of one input bends: one more are its regions.

    >>> from lecture_lib import MLP, identity, relu
    >>> line_breakpoints(MLP(([[1.0], [1.0]], [0.0, -5000.0], relu), ([[1.0, 1.0]], [0.0], identity))).round(9) + 0.0
    array([   0., 5000.])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    if net.sizes[0] != 1:
        raise InputError(f"the network reads {net.sizes[0]} numbers. A line needs a network with one input.")
    switches = np.concatenate([[0.0], *(side * _distances(net, side) for side in (-1.0, 1.0))])
    low, high = switches.min(), switches.max()
    margin = max(1.0, high - low)
    low, high = low - margin, high + margin
    return low + (high - low) * function_breakpoints(net, [low], [high])


def _crossings(t: Array, z: Array) -> tuple[Array, Array, Array, Array]:
    """Return all places where a column of z (k, n) crosses 0 between two of t (k,), and for each: where it lies.

    That is the piece it lies in, the unit, and the share of the piece that lies before it.
    """
    piece, unit = np.nonzero(np.sign(z[:-1]) * np.sign(z[1:]) < 0)
    z0 = z[piece, unit]
    share = z0 / (z0 - z[piece + 1, unit])
    return t[piece] + share * (t[piece + 1] - t[piece]), piece, unit, share


def _with_crossings(t: Array, z: Array) -> tuple[Array, Array]:
    """Add to t (k,) all places where a column of z (k, n) crosses 0 between two of them, and z there."""
    new_t, piece, unit, share = _crossings(t, z)
    new_z = z[piece] + share[:, None] * (z[piece + 1] - z[piece])
    new_z[np.arange(len(unit)), unit] = 0.0
    all_t = np.concatenate([t, new_t])
    order = np.argsort(all_t, kind="stable")
    all_t, apart = _apart(all_t[order])
    return all_t, np.concatenate([z, new_z])[order][apart]


def _apart(t: Array) -> tuple[Array, Array]:
    """Return sorted places without those that differ from the next by rounding alone, and which ones stay."""
    stay = np.append(np.diff(t) > _SAME, True)
    return t[stay], stay


def _slope_changes(net: MLP, start: Array, way: Array, t: Array, tolerance: float) -> Array:
    """Return for each joint t[1:-1] whether an output's slope differs between the pieces on its left and its right.

    With g the slope of the activations and d the move of the sums z, from one piece to the next the output's slope
    changes by the sum over all units of back · (g right - g left) · d left, where back is the output's derivative by
    the unit's value on the right. Each sum is taken for 0 where its terms cancel, so no rounding error is carried on.
    """
    middle = (t[1:] + t[:-1]) / 2
    a, move = start + middle[:, None] * way, np.broadcast_to(way, (len(middle), len(way)))
    slopes, moves = [], []
    for W, b, g in net:
        z, move = a @ W.T + b, _sums(move, W, tolerance)
        slopes.append(g.derivative(z))
        moves.append(move)
        a, move = g.value(z), slopes[-1] * move
    change = size = 0.0
    back = np.eye(net.sizes[-1])[:, None, :]
    for (W, _, _), slope, move in zip(reversed(list(net)), reversed(slopes), reversed(moves)):
        terms = back * (slope[1:] - slope[:-1]) * move[:-1]
        change, size = change + terms.sum(axis=-1), size + np.abs(terms).sum(axis=-1)
        back = _sums(back * slope[1:], W.T, tolerance)
    return (np.abs(change) > tolerance * size).any(axis=0)


def _sums(values: Array, W: Array, tolerance: float) -> Array:
    """Return values @ W.T, with 0 wherever the terms of a sum cancel to less than `tolerance` of their sizes."""
    total = values @ W.T
    return np.where(np.abs(total) <= tolerance * (np.abs(values) @ np.abs(W.T)), 0.0, total)


def _distances(net: MLP, side: float) -> Array:
    """Return how far from 0 units of a network with one input switch, on the side -1.0 or 1.0 of it.

    With a second input s for 1 and biases that are weights of s, the network is homogeneous: x = ∞ is (1, 0), x = 0 is
    (0, 1), and the segment between them holds every x on that side, as (1 - t, t) with x = (1 - t) / t.
    """
    through = (
        (np.block([[W, b[:, None]], [np.zeros((1, W.shape[1])), 1.0]]), np.zeros(len(b) + 1), g) for W, b, g in net
    )
    t = unit_breakpoints(MLP(*through), [side, 0.0], [0.0, 1.0])
    return (1 - t) / t
