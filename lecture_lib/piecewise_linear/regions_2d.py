"""Linear regions of ReLU networks with two inputs, as polygons, exactly (rows 12.1, 14.1).

Within one cell of the plane every unit stays on or off, so the network is linear there. Layer by layer, each unit's
line cuts the cells that it crosses in two. All corners of all cells stand in one table, each with the pre-activations
of the layer at hand; along an edge these are linear, so a cut needs nothing but interpolation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..nn import MLP, identity, relu
from ..validation import Array, InputError, must_be, numbers
from .regions_1d import must_be_piecewise_linear

_NEAR = 1e-11  # a corner this near to a unit's line, relative to the terms of z in its cell, lies on it


class ActivationRegions(NamedTuple):
    """Convex polygons that cover a rectangle: `corners` (k, 2) of all cells, one after the other, anticlockwise.

    Cell i has the corners starts[i] to starts[i + 1]; `active` (cells, units) tells for each unit of all ReLU layers
    whether it is on there. `len(regions_2d.active)` is the number of cells.
    """

    corners: Array
    starts: Array
    active: Array

    def polygon(self, i: int) -> Array:
        """Return the corners of cell i, shape (m, 2)."""
        return self.corners[self.starts[i] : self.starts[i + 1]]

    def next_corners(self) -> Array:
        """Return for each corner the number of the one that follows it, round its cell: shape (k,)."""
        return _after(self.starts)


def regions_2d(net: MLP, low=(-1.0, -1.0), high=(1.0, 1.0)) -> ActivationRegions:
    """Return the cells of the activation pattern in the rectangle from `low` to `high`.

    A line that only touches a cell, within rounding, does not cut it: cells have an area. Two cells may carry the same
    linear function, where a unit is on but without effect on the output.

    >>> from lecture_lib import relu
    >>> found = regions_2d(MLP(([[1, 0], [0, 1]], [0, 0], relu)))            # the four quadrants
    >>> len(found.active), found.active.astype(int).tolist()
    (4, [[1, 1], [0, 1], [1, 0], [0, 0]])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    (x0, y0), (x1, y1) = _corner(low, "low"), _corner(high, "high")
    if net.sizes[0] != 2 or not (x0 < x1 and y0 < y1):
        raise InputError(
            f"the network reads {net.sizes[0]} values and the rectangle goes from ({x0:g}, {y0:g}) to "
            f"({x1:g}, {y1:g}). It should read two values, and the rectangle should have an area."
        )
    must_be_piecewise_linear(net)
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    owner, a, active = np.zeros(4, int), corners, []
    for W, b, g in net:
        z = a @ W.T + b
        if g is not identity:
            table, parent = np.hstack([corners, z]), np.arange(owner[-1] + 1)
            terms = np.maximum.reduceat(np.abs(a) @ np.abs(W).T + np.abs(b), _starts(owner)[:-1])
            for unit in range(len(b)):
                owner, table, parent = _cut(owner, table, parent, unit + 2, _NEAR * terms[:, unit])
            corners, z = table[:, :2], table[:, 2:]
            on = np.maximum.reduceat(z, _starts(owner)[:-1]) > 0
            active = [*(before[parent] for before in active), on]
        a = g.value(z)
    pattern = np.hstack(active) if active else np.zeros((1, 0), bool)
    return ActivationRegions(corners, _starts(owner), pattern)


def local_affine_map(net: MLP, active) -> tuple[Array, Array]:
    """Return (W, b) with net(x) = W x + b wherever the units are on and off as `active` (units,) says.

    `active` lists the units of all ReLU layers, as a row of `ActivationRegions.active` does.

    >>> from lecture_lib import relu
    >>> net = MLP(([[1, 0], [0, 1]], [0, 3], relu), ([[2, 5]], [1], identity))
    >>> local_affine_map(net, [True, False]), local_affine_map(net, [False, True])
    ((array([[2., 0.]]), array([1.])), (array([[0., 5.]]), array([16.])))
    """
    must_be(MLP, net, "net must be a network, an MLP")
    active, first = np.asarray(active, bool), 0
    n = sum(len(b) for _, b, g in net if g is not identity)
    if active.shape != (n,):
        raise InputError(f"active has shape {active.shape}. It should have one value for each of the {n} ReLU units")
    W, b = np.eye(net.sizes[0]), np.zeros(net.sizes[0])
    for layer, offset, g in net:
        W, b = layer @ W, layer @ b + offset
        if g is not identity:
            if g is not relu:
                raise InputError(f"{g} is not made of an on and an off half. Use relu.")
            on = active[first : first + len(b)]
            W, b, first = W * on[:, None], b * on, first + len(on)
    return W, b


def _cut(owner: Array, table: Array, parent: Array, column: int, near: Array) -> tuple[Array, Array, Array]:
    """Cut all cells that the line table[:, column] = 0 crosses; `owner` tells each corner's cell, in order.

    `parent` tells for each cell which cell it was before this layer, and `near` for each of those how small a value
    counts as 0 in it.
    """
    z = table[:, column]
    z[np.abs(z) <= near[parent[owner]]] = 0.0
    starts = _starts(owner)
    crossed = (np.maximum.reduceat(z, starts[:-1]) > 0) & (np.minimum.reduceat(z, starts[:-1]) < 0)
    if not crossed.any():
        return owner, table, parent
    after = _after(starts)
    edge = np.flatnonzero(z * z[after] < 0)  # edges that the line crosses in their inside
    share = (z[edge] / (z[edge] - z[after[edge]]))[:, None]
    met = table[edge] + share * (table[after[edge]] - table[edge])
    met[:, column] = 0.0
    cut = crossed[owner]  # corners of cells that are cut, on either side
    above, below = np.flatnonzero(~cut | (z >= 0)), np.flatnonzero(cut & (z <= 0))
    new = len(parent) + np.cumsum(crossed) - 1  # the half below becomes a cell of its own
    cell = np.concatenate([owner[above], owner[edge], new[owner[below]], new[owner[edge]]])
    place = np.concatenate([above, edge + 0.5, below, edge + 0.5])
    order = np.argsort(cell * len(owner) + place, kind="stable")  # cell by cell, round each
    rows = np.concatenate([table[above], met, table[below], met])
    return cell[order], rows[order], np.concatenate([parent, parent[crossed]])


def _starts(owner: Array) -> Array:
    """Return where each cell's corners start in a table in order, and at the end how many there are."""
    return np.concatenate([[0], np.flatnonzero(np.diff(owner)) + 1, [len(owner)]])


def _after(starts: Array) -> Array:
    """Return for each corner the number of the one that follows it, round its cell."""
    after = np.arange(1, starts[-1] + 1)
    after[starts[1:] - 1] = starts[:-1]
    return after


def _corner(value, name: str) -> Array:
    corner = numbers(value, name, ndim=(1,))
    if len(corner) != 2:
        raise InputError(f"{name} holds {len(corner)} numbers. It should hold two.")
    return corner
