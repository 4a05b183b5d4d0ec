"""Polygons as networks of threshold units: half-planes, AND, OR, and what is cut out again (rows 12.1 to 12.3 B).

A shape is one or more rings of corners that do not cross; a ring inside another is a hole, one inside a hole an island.
Any ring is its convex hull without its pockets, and a pocket is its own hull without *its* pockets, and so on. Hulls
are nested, so that inside (1) and outside (0) follow by adding and subtracting:

    1[shape]  =  1[hull]  -  sum of 1[pocket]                   and the same again for every pocket

So three layers do: a unit for each straight line, an AND for each hull, and one unit that adds the ANDs up, + and -.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..nn import MLP, step
from ..validation import Array, InputError, numbers
from .halfplanes import iou, polygon_area

_SMALL = 1e-9  # areas below this share of the drawing's square count as none


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

    A corner that stands twice or lies on the straight line between its neighbours is left out.

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
    points = np.concatenate(tables)
    found, first = [], 0
    for k, table in enumerate(tables, start=1):
        found.append(_ring(points, range(first, first + len(table)), k))
        first += len(table)
    for k, ring in enumerate(found):
        for other in found[:k]:
            if next(_meetings(points, _sides(ring), _sides(other)), None):
                raise InputError(
                    f"ring {k + 1} crosses ring {found.index(other) + 1}; rings may lie inside each other, not across"
                )
    return PolygonShape(points, tuple(found))


def convex_parts(drawn: PolygonShape) -> list[ConvexPart]:
    """Return the convex polygons whose indicators, added and subtracted, are the shape's.

    >>> convex_parts(polygon_shape([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]))    # a square with a notch from above
    [ConvexPart(corners=(0, 1, 2, 4), sign=1), ConvexPart(corners=(4, 3, 2), sign=-1)]
    """
    found = []
    for k, ring in enumerate(drawn.rings):
        around = sum(
            _contains(drawn.points[list(other)], drawn.points[ring[0]]) for i, other in enumerate(drawn.rings) if i != k
        )
        found += _tree(drawn.points, list(ring), 1 if around % 2 == 0 else -1)
    return found


def shape_net(drawn: PolygonShape) -> MLP:
    """Return the network 2 - lines - hulls - 1 of step units that fires (1) inside the shape and not (0) outside.

    >>> net = shape_net(polygon_shape([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]))
    >>> net.sizes, net([[1, 1], [2, 2], [5, 1]]).ravel()
    ((2, 6, 2, 1), array([1., 0., 0.]))
    """
    all_hulls = convex_parts(drawn)
    size = float(np.ptp(drawn.points, axis=0).max())
    lines: dict[tuple, tuple[int, Array, float, int]] = {}
    W2, b2 = [], []
    for hull in all_hulls:
        row, looks = {}, 0  # an AND: each line of the hull, on its inner side
        for a, b in _sides(hull.corners):
            (w, c), sign = _line(*drawn.points[[a, b]])
            unit, _, _, first = lines.setdefault(
                (*w.round(9), round(c / size, 9)), (len(lines), sign * w + 0.0, sign * c, sign)
            )
            row[unit] = sign * first  # a line fires on the inner side of the first hull that has it
            looks += sign == first
        W2.append(row)
        b2.append(0.5 - looks)  # where a line is asked for its other side: 1 - h
    table = np.array([[row.get(unit, 0) for unit in range(len(lines))] for row in W2], float)
    return MLP(
        ([w for _, w, *_ in lines.values()], [c for *_, c, _ in lines.values()], step),
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


def _ring(points: Array, numbers_: Sequence[int], k: int) -> tuple[int, ...]:
    """Return a ring without needless corners, anticlockwise; refuse what bounds no area."""
    ring = [
        i for i, before in zip(numbers_, [numbers_[-1], *numbers_]) if np.ptp(points[[i, before]], axis=0).max() > 0
    ]
    if len(ring) < 3:
        n_corners = len(set(map(tuple, points[list(numbers_)].tolist())))
        raise InputError(f"ring {k} has {n_corners} different corners; at least 3 are wanted")
    small = _no_area(points)
    kept = [b for a, b, c in zip([ring[-1], *ring], ring, [*ring[1:], ring[0]]) if abs(_turn(points, a, b, c)) > small]
    if len(kept) < 3:
        raise InputError(f"ring {k} has all its corners on one line; it bounds no area")
    sides = _sides(kept)
    crossing = next(_meetings(points, sides, sides), None)
    if crossing:
        raise InputError(f"ring {k} crosses itself: side {crossing[0] + 1} meets side {crossing[1] + 1}")
    signed = polygon_area(points[kept])
    if abs(signed) <= small:
        raise InputError(f"ring {k} bounds no area")
    return tuple(kept if signed > 0 else kept[::-1])


def _no_area(points: Array) -> float:
    """Return the largest area that is rounding and nothing else."""
    return _SMALL * float(np.ptp(points, axis=0).max()) ** 2


def _sides(ring: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(ring, [*ring[1:], ring[0]]))


def _meetings(points: Array, one: list, other: list) -> Iterator[tuple[int, int]]:
    """Yield the sides, by their places, that cross or touch, but for neighbours at their common corner."""
    for i, (a, b) in enumerate(one):
        for j, (c, d) in enumerate(other):
            if (one is not other or i < j) and not {a, b} & {c, d} and _meet(*points[[a, b, c, d]]):
                yield i, j


def _meet(a: Array, b: Array, c: Array, d: Array) -> bool:
    """Have the closed segments ab and cd a point in common?"""
    across = [_cross(b - a, c - a), _cross(b - a, d - a), _cross(d - c, a - c), _cross(d - c, b - c)]
    if across[0] * across[1] < 0 and across[2] * across[3] < 0:
        return True
    return any(
        value == 0 and (np.minimum(p, q) <= r).all() and (r <= np.maximum(p, q)).all()
        for value, p, q, r in zip(across, (a, a, c, c), (b, b, d, d), (c, d, a, b))
    )


def _cross(u: Array, v: Array) -> float:
    return float(u[0] * v[1] - u[1] * v[0])


def _turn(points: Array, a: int, b: int, c: int) -> float:
    """Return twice the area of the triangle abc: above 0 if the way turns left at b."""
    return _cross(points[b] - points[a], points[c] - points[b])


def _contains(corners: Array, x: Array) -> Array:
    """Return whether points x (..., 2) lie inside one ring: a ray to the right crosses an odd number of its sides."""
    (x1, y1), (x2, y2) = corners.T, np.roll(corners, -1, axis=0).T
    px, py = x[..., :1], x[..., 1:]
    spans = (y1 <= py) != (y2 <= py)
    with np.errstate(divide="ignore", invalid="ignore"):
        right = px < x1 + (py - y1) / (y2 - y1) * (x2 - x1)
    return (spans & right).sum(axis=-1) % 2 == 1


# --- hulls -------------------------------------------------------------------------------------------------------


def _line(start: Array, end: Array) -> tuple[tuple[Array, float], int]:
    """Return the line through two points as (w, c), w of length 1, and on which side of it (1 or -1) the left lies.

    w·x + c is 0 on the line; both directions of it give the same w and c.
    """
    w = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
    sign = -1 if w[0] < -1e-9 or abs(w[0]) <= 1e-9 and w[1] < 0 else 1
    return (sign * w + 0.0, -sign * float(w @ start)), sign


def _tree(points: Array, ring: list[int], sign: int) -> list[ConvexPart]:
    """Return the hull of a ring, and the trees of its pockets with the other sign."""
    on_hull = _on_hull(points, ring)
    corners = [
        b for a, b, c in zip([on_hull[-1], *on_hull], on_hull, [*on_hull[1:], on_hull[0]]) if _turn(points, a, b, c) > 0
    ]
    found, places = [ConvexPart(tuple(corners), sign)], [ring.index(i) for i in on_hull]
    for p, q in zip(places, [*places[1:], places[0] + len(ring)]):
        between = [ring[i % len(ring)] for i in range(p, q + 1)]
        if len(between) > 2 and abs(polygon_area(points[between])) > _no_area(points):
            found += _tree(points, between[::-1], -sign)
    return found


def _on_hull(points: Array, ring: list[int]) -> list[int]:
    """Return the corners that lie on the convex hull's border, in the ring's own order."""
    order = sorted(ring, key=lambda i: tuple(points[i]))
    found = set()
    for way in (order, order[::-1]):
        chain: list[int] = []
        for i in way:
            while len(chain) > 1 and _turn(points, chain[-2], chain[-1], i) < 0:
                chain.pop()
            chain.append(i)
        found |= set(chain)
    return [i for i in ring if i in found]
