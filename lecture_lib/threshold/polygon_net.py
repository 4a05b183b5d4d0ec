"""Polygons as networks of threshold units: half-planes, AND, OR, and what is cut out again (rows 12.1 to 12.3 B).

A shape is one or more rings of corners that do not cross; a ring inside another is a hole, one inside a hole an island.
Any ring is its convex hull without its pockets, and a pocket is its own hull without *its* pockets, and so on. Hulls
are nested, so that inside (1) and outside (0) follow by adding and subtracting:

    1[shape]  =  1[hull]  -  sum of 1[pocket]                   and the same again for every pocket

So three layers do: a unit for each straight line, an AND for each hull, and one unit that adds the ANDs up, + and -.
On which side of a line a corner lies is decided exactly (`orientation`), so that no pocket and no island is too small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..nn import MLP, step
from ..validation import Array, InputError, numbers
from .halfplanes import iou
from .orientation import turn_sign, turn_signs

_SAME_CORNER = 1e-9  # neighbours nearer than this share of their ring's size are one corner
_ROUNDING = 64 * np.finfo(float).eps  # corners this near to a line, as a share of their numbers, lie on it
_SAME_DIRECTION = 1e-12  # sides that turn by less than this can lie on one line


class ConvexPart(NamedTuple):
    """A convex polygon of a shape: the numbers of its corners, anticlockwise, and whether it is added (1) or cut out
    (-1).
    """

    corners: tuple[int, ...]
    sign: int


class PolygonShape(NamedTuple):
    """A checked drawing: all corners (n, 2), and for each ring the numbers of its corners, anticlockwise."""

    points: Array
    rings: tuple[tuple[int, ...], ...]


def polygon_shape(*rings) -> PolygonShape:
    """Check a drawing and return it as a shape; each ring is a list of corners (x, y), in either direction.

    Of neighbouring corners that coincide, to 1e-9 of their ring's size, the first is kept. A corner that lies on the
    straight line between its neighbours, up to rounding error, is left out.

    >>> polygon_shape([(0, 0), (1, 0), (2, 0), (2, 2), (0, 2)]).rings
    ((0, 2, 3, 4),)
    >>> polygon_shape([(0, 0), (2, 2), (2, 0), (0, 2)])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: ring 1 crosses itself: side 1 meets side 3
    """
    if not rings:
        raise InputError("a shape needs at least one ring of corners; none was given")
    tables = [numbers(ring, f"ring {k}", ndim=(2,)) for k, ring in enumerate(rings, start=1)]
    if any(table.shape[1] != 2 for table in tables):
        raise InputError("a corner is two numbers, x and y")
    points = np.concatenate(tables).astype(float)
    found, first = [], 0
    for k, table in enumerate(tables, start=1):
        found.append(_ring(points, range(first, first + len(table)), k))
        first += len(table)
    for k, ring in enumerate(found):
        for i, other in enumerate(found[:k]):
            _refuse_meeting(points, other, ring, i + 1, k + 1)
    return PolygonShape(points, tuple(found))


def convex_parts(drawn: PolygonShape) -> list[ConvexPart]:
    """Return the convex polygons whose indicators, added and subtracted, are the shape's.

    >>> convex_parts(polygon_shape([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]))    # a square with a notch from above
    [ConvexPart(corners=(0, 1, 2, 4), sign=1), ConvexPart(corners=(4, 3, 2), sign=-1)]
    """
    found = []
    for k, ring in enumerate(drawn.rings):
        corner = drawn.points[[ring[0]]]
        around = sum(_contains(drawn.points[list(other)], corner)[0] for i, other in enumerate(drawn.rings) if i != k)
        found += _nested_hulls(drawn.points, list(ring), 1 if around % 2 == 0 else -1)
    return found


def shape_net(drawn: PolygonShape) -> MLP:
    """Return the network 2 - lines - hulls - 1 of step units that fires (1) inside the shape and not (0) outside.

    >>> net = shape_net(polygon_shape([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]))
    >>> net.sizes, net([[1, 1], [2, 2], [5, 1]]).ravel()
    ((2, 6, 2, 1), array([1., 0., 0.]))
    """
    all_hulls = convex_parts(drawn)
    lines = _Lines(drawn.points)
    W2, b2 = [], []
    for hull in all_hulls:
        row, n_inner = {}, 0  # an AND: each line of the hull, on its inner side
        for a, b in _sides(hull.corners):
            unit, sign = lines.unit(a, b)
            row[unit] = sign
            n_inner += sign > 0
        W2.append(row)
        b2.append(0.5 - n_inner)  # a line that is needed from its other side counts as 1 - h
    table = np.zeros((len(W2), lines.n))
    for k, row in enumerate(W2):
        table[k, list(row)] = list(row.values())
    return MLP(
        (lines.W[: lines.n], lines.b[: lines.n], step),
        (table, b2, step),
        ([[hull.sign for hull in all_hulls]], [-0.5], step),
    )


def is_inside(drawn: PolygonShape, x) -> Array:
    """Return for each point x (n, 2) whether it lies in the shape: a ray from it crosses the rings an odd number of
    times.

    >>> frame = polygon_shape([(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (2, 1), (2, 2), (1, 2)])
    >>> is_inside(frame, [[0.5, 0.5], [1.5, 1.5]])
    array([ True, False])
    """
    x = numbers(x, "x", ndim=(2,))
    return np.logical_xor.reduce([_contains(drawn.points[list(ring)], x) for ring in drawn.rings])


def mask_iou(one, other) -> float:
    """Return how well two sets of points agree, given for each point as true or false: those in both over those in any.

    >>> mask_iou([1, 1, 0, 0], [1, 0, 1, 0])
    0.3333333333333333
    """
    one, other = np.asarray(one, bool), np.asarray(other, bool)
    return float(iou((one & other).sum(), (one | other).sum()))


# --- rings -------------------------------------------------------------------------------------------------------


def _ring(points: Array, given: Sequence[int], k: int) -> tuple[int, ...]:
    """Return a ring without needless corners, anticlockwise; refuse what bounds no area."""
    ring = _without_repeats(points, given)
    if len(ring) < 3:
        raise InputError(f"ring {k} has {len(ring)} different corners; draw at least 3")
    kept = _without_straight_corners(points, ring)
    if len(kept) < 3:
        raise InputError(f"ring {k} has all its corners on one line, up to rounding error; it bounds no area")
    places = {corner: i for i, corner in enumerate(kept)}
    crossing = next(_meetings(points, _sides(kept), None), None)
    if crossing:
        i, j, proper = crossing
        what = f"crosses itself: side {i + 1} meets" if proper else f"meets itself: side {i + 1} touches"
        raise InputError(f"ring {k} {what} side {j + 1}")
    lowest = min(kept, key=lambda i: tuple(points[i]))
    before, after = (kept[(places[lowest] + step_) % len(kept)] for step_ in (-1, 1))
    return tuple(kept if turn_sign(*points[[before, lowest, after]].ravel().tolist()) > 0 else kept[::-1])


def _without_repeats(points: Array, ring: Sequence[int]) -> list[int]:
    """Return the corners of a ring, of neighbours that coincide the first; the last one is a neighbour of the first."""
    near = _SAME_CORNER * np.ptp(points[list(ring)], axis=0).max()

    def same(i: int, j: int) -> bool:
        return np.abs(points[i] - points[j]).max() <= near

    kept: list[int] = []
    for i in ring:
        if not kept or not same(kept[-1], i):
            kept.append(i)
    while len(kept) > 1 and same(kept[0], kept[-1]):
        kept.pop()
    return kept


def _without_straight_corners(points: Array, ring: list[int]) -> list[int]:
    """Return the corners of a ring but for those on the line through their neighbours, which bound nothing."""
    near = _ROUNDING * np.abs(points[ring]).max()
    corners = {i: points[i].tolist() for i in ring}

    def bends(a: int, b: int, c: int) -> bool:
        (ax, ay), (bx, by), (cx, cy) = corners[a], corners[b], corners[c]
        base = max(np.hypot(cx - ax, cy - ay), near)
        return abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) > near * base

    kept, went = list(ring), True
    while went and len(kept) > 2:  # to leave one out gives its neighbours a new one: look again until all bend
        went, chain = False, []
        for i, b in enumerate(kept):
            a = chain[-1] if chain else kept[-1]
            c = kept[i + 1] if i + 1 < len(kept) else (chain[0] if chain else kept[0])
            if a != c and bends(a, b, c):
                chain.append(b)
            else:
                went = True
        kept = chain
    return kept


def _sides(ring: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(ring, [*ring[1:], ring[0]]))


def _refuse_meeting(points: Array, one: tuple[int, ...], other: tuple[int, ...], k: int, l: int) -> None:
    """Refuse two rings that have a point in common, and say whether they cross."""
    meetings = list(_meetings(points, _sides(one), _sides(other)))
    if not meetings:
        return
    i, j, _ = meetings[0]
    if any(proper for *_, proper in meetings) or _lies_on_both_sides(points, one, other):
        raise InputError(f"ring {l} crosses ring {k}; rings may lie inside each other, not across")
    raise InputError(f"ring {l} touches ring {k}: its side {j + 1} meets side {i + 1}")


def _lies_on_both_sides(points: Array, one: Sequence[int], other: Sequence[int]) -> bool:
    """Has ring `other` corners or middles of sides strictly inside ring `one` and others strictly outside?"""
    corners, at = points[list(one)], points[list(other)]
    x = np.concatenate([at, (at + np.roll(at, -1, axis=0)) / 2])
    x = x[~_on_border(corners, x)]
    inside = _contains(corners, x)
    return bool(inside.any() and not inside.all())


def _on_border(corners: Array, x: Array) -> Array:
    """Return which points x (m, 2) lie on a side of a ring."""
    found = np.zeros(len(x), bool)
    for a, b in zip(corners, np.roll(corners, -1, axis=0)):
        in_box = ((np.minimum(a, b) <= x) & (x <= np.maximum(a, b))).all(axis=1)
        found[in_box] |= turn_signs(a, b, x[in_box]) == 0
    return found


def _meetings(points: Array, one: list, other: list | None) -> Iterator[tuple[int, int, bool]]:
    """Yield the sides, by their places, that have a point in common, and whether they properly cross there.

    Without `other` a ring is held against itself; neighbours, which share a corner, are left out.
    """
    second = one if other is None else other
    (start, end), (low, high) = _ends_and_boxes(points, second)
    for i, (a, b) in enumerate(one):
        near = _boxes_overlap(points[[a, b]], low, high)
        if other is None:
            near[: i + 2] = False
            near[-1] &= i > 0
        places = np.flatnonzero(near)
        if not len(places):
            continue
        p, q, c, d = points[a], points[b], start[places], end[places]
        across = [turn_signs(p, q, c), turn_signs(p, q, d), turn_signs(c, d, p), turn_signs(c, d, q)]
        proper = (across[0] * across[1] < 0) & (across[2] * across[3] < 0)
        meets = proper.copy()
        for sign, r, u, v in zip(across, (c, d, p, q), (p, p, c, c), (q, q, d, d)):
            meets |= (sign == 0) & ((np.minimum(u, v) <= r) & (r <= np.maximum(u, v))).all(axis=1)
        for j in np.flatnonzero(meets):
            yield i, int(places[j]), bool(proper[j])


def _ends_and_boxes(points: Array, sides: list) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    start, end = points[[a for a, _ in sides]], points[[b for _, b in sides]]
    return (start, end), (np.minimum(start, end), np.maximum(start, end))


def _boxes_overlap(ends: Array, low: Array, high: Array) -> Array:
    bottom, top = ends.min(axis=0), ends.max(axis=0)
    return (low[:, 0] <= top[0]) & (high[:, 0] >= bottom[0]) & (low[:, 1] <= top[1]) & (high[:, 1] >= bottom[1])


def _contains(corners: Array, x: Array) -> Array:
    """Return whether points x (m, 2) lie inside one ring: a ray to the right crosses an odd number of its sides."""
    inside = np.zeros(len(x), bool)
    for a, b in zip(corners, np.roll(corners, -1, axis=0)):
        spans = np.flatnonzero((a[1] <= x[:, 1]) != (b[1] <= x[:, 1]))
        if len(spans):
            inside[spans] ^= turn_signs(a, b, x[spans]) == (1 if b[1] > a[1] else -1)
    return inside


# --- lines -------------------------------------------------------------------------------------------------------


class _Lines:
    """The units of the first layer: one for each straight line, however many sides lie on it."""

    def __init__(self, points: Array) -> None:
        self.points, self.n = points, 0
        self.near = _ROUNDING * np.abs(points).max()
        self.W, self.b, self.length, self.ends = np.empty((8, 2)), np.empty(8), np.empty(8), np.empty((8, 2, 2))

    def unit(self, a: int, b: int) -> tuple[int, int]:
        """Return the unit of the line through corners a and b, and 1 if it fires on the left of the way, else -1."""
        ends = self.points[[a, b]]
        along = ends[1] - ends[0]
        length = np.hypot(*along)
        w = np.array([-along[1], along[0]]) / length
        c = -float(w @ ends[0])
        W, n = self.W[: self.n], self.n
        turned = np.abs(W[:, 0] * w[1] - W[:, 1] * w[0])
        on_old = np.abs(W @ ends.T + self.b[:n, None]).max(axis=1, initial=0)
        on_new = np.abs(self.ends[:n] @ w + c).max(axis=1, initial=0)
        away = np.where(self.length[:n] >= length, on_old, on_new)  # the shorter side's ends, from the longer's line
        same = np.flatnonzero((turned <= _SAME_DIRECTION) & (away <= self.near))
        if len(same):
            return int(same[0]), 1 if W[same[0]] @ w > 0 else -1
        if n == len(self.W):
            self.W, self.b, self.length, self.ends = (
                np.concatenate([kept, np.empty_like(kept)]) for kept in (self.W, self.b, self.length, self.ends)
            )
        self.W[n], self.b[n], self.length[n], self.ends[n] = w + 0.0, c + 0.0, length, ends
        self.n += 1
        return n, 1


# --- hulls -------------------------------------------------------------------------------------------------------


def _nested_hulls(points: Array, ring: list[int], sign: int) -> list[ConvexPart]:
    """Return the hull of a ring, and those of its pockets with the other sign, and so on."""
    at = {i: points[i].tolist() for i in ring}
    rank = {i: place for place, i in enumerate(sorted(ring, key=lambda i: tuple(at[i])))}
    found, to_do = [], [(ring, sign)]
    while to_do:
        ring, sign = to_do.pop()
        on_hull = _on_hull(at, rank, ring)
        around = zip([on_hull[-1], *on_hull], on_hull, [*on_hull[1:], on_hull[0]])
        corners = [b for a, b, c in around if turn_sign(*at[a], *at[b], *at[c]) > 0]
        found.append(ConvexPart(tuple(corners), sign))
        place = {i: k for k, i in enumerate(ring)}
        places = [place[i] for i in on_hull]
        pockets = [(ring + ring)[p : q + 1] for p, q in zip(places, [*places[1:], places[0] + len(ring)]) if q - p > 1]
        to_do += [(pocket[::-1], -sign) for pocket in reversed(pockets)]
    return found


def _on_hull(at: dict, rank: dict, ring: list[int]) -> list[int]:
    """Return the corners that lie on the convex hull's border, in the ring's own order."""
    order = sorted(ring, key=rank.__getitem__)
    found = set()
    for way in (order, order[::-1]):
        chain: list[int] = []
        for i in way:
            while len(chain) > 1 and turn_sign(*at[chain[-2]], *at[chain[-1]], *at[i]) < 0:
                chain.pop()
            chain.append(i)
        found |= set(chain)
    return [i for i in ring if i in found]
