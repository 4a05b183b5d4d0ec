"""Linear regions of ReLU networks, counted exactly along a line (rows 13.6, 14.1). In the plane: `regions_2d`.

Along a segment of the input space every pre-activation is a piecewise linear function of one number t. Layer by
layer, each unit adds a joint wherever its z crosses 0; between two neighbouring joints all is straight.
"""

from __future__ import annotations

import numpy as np

from ..nn import MLP, identity
from ..validation import Array, InputError, must_be, numbers

_SAME = 1e-12  # joints closer than this share of the segment are one


def unit_breakpoints(net: MLP, start, end) -> Array:
    """Return every t in (0, 1), in order, at which a unit switches on the way from `start` to `end`.

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
    lecture_lib.validation.InputError: layer 1 has tanh, which is not made of straight pieces; relu is wanted
    """
    for l, (_, _, g) in enumerate(net, start=1):
        if g is not identity and "relu" not in g.name:
            raise InputError(f"layer {l} has {g}, which is not made of straight pieces; relu is wanted")


def function_breakpoints(net: MLP, start, end, tolerance: float = 1e-7) -> Array:
    """Return those joints at which an output changes its slope: one more than these are the linear regions.

    A unit that switches without effect on the output makes a joint and no bend. A change counts as one above
    `tolerance` times the steepest slope.

    >>> from lecture_lib import MLP, identity, relu
    >>> net = MLP(([[1.0], [1.0]], [0.0, -1.0], relu), ([[1.0, 0.0]], [0.0], identity))
    >>> unit_breakpoints(net, [-1.0], [3.0]), function_breakpoints(net, [-1.0], [3.0])    # unit 2's output weight is 0
    (array([0.25, 0.5 ]), array([0.25]))
    """
    found = unit_breakpoints(net, start, end)
    t = np.concatenate([[0.0], found, [1.0]])
    start, end = np.asarray(start, float), np.asarray(end, float)
    slopes = np.diff(net(start + t[:, None] * (end - start)), axis=0) / np.diff(t)[:, None]
    return found[(np.abs(np.diff(slopes, axis=0)) > tolerance * np.abs(slopes).max()).any(axis=1)]


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
