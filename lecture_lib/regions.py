"""Linear regions of ReLU networks, counted exactly along a line (rows 13.6, 14.1).

Along a segment of the input space every pre-activation is a piecewise linear function of one number t. Layer by
layer, each unit adds a joint wherever its z crosses 0; between two neighbouring joints all is straight.
"""

from __future__ import annotations

import numpy as np

from .activations import identity
from .inputs import Array, InputError, must_be, numbers
from .mlp import MLP

_SAME = 1e-12               # joints closer than this share of the segment are one


def joints(net: MLP, start, end) -> Array:
    """Return every t in (0, 1), in order, at which a unit switches on the way from `start` to `end`.

    start, end: (n_in,). The point of a joint is start + t (end - start). The activations must be straight but
    for a joint at 0: relu, leaky_relu, identity.

    >>> from lecture_lib import MLP, identity, relu
    >>> net = MLP(([[1.0], [1.0]], [0.0, -1.0], relu), ([[1.0, -2.0]], [0.0], identity))
    >>> joints(net, [-1.0], [3.0])                      # at x = 0 and x = 1
    array([0.25, 0.5 ])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    ends = [numbers(point, name, ndim=(1,)) for point, name in ((start, "start"), (end, "end"))]
    if [len(point) for point in ends] != [net.sizes[0]] * 2:
        raise InputError(f"start and end hold {' and '.join(str(len(point)) for point in ends)} values, but "
                         f"layer 1 reads {net.sizes[0]}")
    t, a = np.array([0.0, 1.0]), np.stack(ends)
    for l, (W, b, g) in enumerate(net, start=1):
        if g is not identity and "relu" not in g.name:
            raise InputError(f"layer {l} has {g}, which is not made of straight pieces; relu is wanted")
        z = a @ W.T + b
        if g is not identity:
            t, z = _with_crossings(t, z)
        a = g.value(z)
    return t[1:-1]


def _with_crossings(t: Array, z: Array) -> tuple[Array, Array]:
    """Add to t (k,) all places where a column of z (k, n) crosses 0 between two of them, and z there."""
    piece, unit = np.nonzero(np.sign(z[:-1]) * np.sign(z[1:]) < 0)
    z0, z1 = z[piece, unit], z[piece + 1, unit]
    share = z0 / (z0 - z1)
    new_z = z[piece] + share[:, None] * (z[piece + 1] - z[piece])
    new_z[np.arange(len(unit)), unit] = 0.0
    all_t = np.concatenate([t, t[piece] + share * (t[piece + 1] - t[piece])])
    order = np.argsort(all_t, kind="stable")
    all_t, all_z = all_t[order], np.concatenate([z, new_z])[order]
    apart = np.append(np.diff(all_t) > _SAME, True)         # of joints that differ by rounding, one stays
    return all_t[apart], all_z[apart]
