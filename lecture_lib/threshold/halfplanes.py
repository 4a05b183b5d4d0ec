"""Half-planes and the convex polygons that they cut out (rows 12.1, 12.3).

A threshold unit fires where w·x + b > 0: on one side of a straight line. A convex polygon with n sides is what n such
half-planes have in common. Polygons are corners (n, 2), anticlockwise: the inside lies on the left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..validation import Array, InputError, numbers, positive, whole


def half_planes(corners) -> tuple[Array, Array]:
    """Return W (n, 2) and b (n,): unit j fires on the inner side of the side from corner j to the next.

    The rows of W have length 1, so w·x + b is the distance from the line. Corners that do not go round a convex
    polygon, in either direction, raise `InputError`.

    >>> W, b = half_planes([(0, 0), (2, 0), (2, 1), (0, 1)])
    >>> W @ [0.5, 0.25] + b                         # how far inside the four sides
    array([0.25, 1.5 , 0.75, 0.5 ])
    """
    corners = _polygon(corners)
    if polygon_area(corners) < 0:
        corners = corners[::-1]
    along = np.roll(corners, -1, axis=0) - corners
    length = np.hypot(*along.T)
    if (length == 0).any():
        raise InputError("two neighbouring corners are the same; each side needs two different ends")
    W = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    b = -(W * corners).sum(axis=1)
    if (corners @ W.T + b).min() < -1e-9 * np.ptp(corners, axis=0).max() or not polygon_area(corners):
        raise InputError(
            "these corners do not go round a convex polygon; lecture_lib.threshold.polygon_net takes any polygon apart"
        )
    return W + 0.0, b + 0.0


def regular_polygon(n: int, radius: float = 1.0, centre: Sequence[float] = (0.0, 0.0), turn: float = 0.0) -> Array:
    """Return the n corners of a regular polygon, at distance `radius` from `centre`; `turn` is the angle of the first.

    >>> regular_polygon(4, 2).round(9) + 0.0
    array([[ 2.,  0.],
           [ 0.,  2.],
           [-2.,  0.],
           [ 0., -2.]])
    """
    n = whole(n, "n", 3)
    angle = turn + 2 * np.pi * np.arange(n) / n
    round_ = np.column_stack([np.cos(angle), np.sin(angle)])
    return numbers(centre, "centre", ndim=(1,)) + positive(radius, "radius") * round_


def clip_polygon(corners, w, c: float) -> Array:
    """Return the part of a convex polygon where w·x + c >= 0, as corners (m, 2); m is 0 where nothing is left.

    >>> clip_polygon([(0, 0), (2, 0), (2, 2), (0, 2)], (1, 0), -1)
    array([[1., 0.],
           [2., 0.],
           [2., 2.],
           [1., 2.]])
    """
    corners = np.asarray(corners, float).reshape(-1, 2)
    side = corners @ np.asarray(w, float) + c
    if not len(corners) or side.min() >= 0:
        return corners
    after, there = np.roll(corners, -1, axis=0), np.roll(side, -1)
    crossed = side * there < 0
    share = np.where(crossed, side, 0) / np.where(crossed, side - there, 1)
    table = np.stack([corners, corners + share[:, None] * (after - corners)], axis=1).reshape(-1, 2)
    return table[np.column_stack([side >= 0, crossed]).ravel()]


def clip_to_half_planes(corners, W, b) -> Array:
    """Return what all the half-planes W (n, 2), b (n,) leave of a convex polygon.

    >>> W, b = half_planes([(0, 0), (1, 0), (0, 1)])
    >>> polygon_area(clip_to_half_planes([(-2, -2), (2, -2), (2, 2), (-2, 2)], W, b))
    0.5
    """
    for w, c in zip(W, b):
        corners = clip_polygon(corners, w, c)
    return np.asarray(corners, float)


def polygon_area(corners) -> float:
    """Return the area inside one ring of corners (n, 2): above 0 if it goes round anticlockwise; 0 for no corners.

    >>> polygon_area([(0, 0), (2, 0), (0, 2)]), polygon_area([(0, 0), (0, 2), (2, 0)])
    (2.0, -2.0)
    """
    corners = np.asarray(corners, float).reshape(-1, 2)
    x, y = (corners - corners[:1]).T  # near the first corner: a small polygon far from the origin keeps its digits
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def iou(intersection, union) -> Array:
    """Return the intersection over union of each pair of sizes; two empty sets agree: 1 where the union is 0.

    >>> iou([1, 2, 0], [4, 2, 0])
    array([0.25, 1.  , 1.  ])
    """
    intersection, union = np.broadcast_arrays(np.asarray(intersection, float), np.asarray(union, float))
    return np.divide(intersection, union, out=np.ones(union.shape), where=union != 0)


def polygon_overlap(pieces: Sequence, targets: Sequence) -> tuple[float, float]:
    """Return the area of the intersection and of the union of two unions of convex polygons, exactly.

    `pieces` are at most two polygons that may overlap; the `targets` lie apart from each other.

    >>> square = np.array([(0, 0), (2, 0), (2, 2), (0, 2)])
    >>> polygon_overlap([square], [square + [1, 0]]), polygon_overlap([square, square], [square])
    ((2.0, 6.0), (4.0, 4.0))
    """
    if not 1 <= len(pieces) <= 2:
        raise InputError(f"{len(pieces)} pieces were given; give one or two")
    wanted = sum(abs(polygon_area(target)) for target in targets)
    both = sum(union_area(pieces, target) for target in targets)
    return float(both), float(union_area(pieces) + wanted - both)


def union_area(pieces: Sequence, within=None) -> float:
    """Return the area that one or two convex polygons cover, of the convex polygon `within` or of the whole plane.

    >>> square = np.array([(0, 0), (2, 0), (2, 2), (0, 2)])
    >>> union_area([square, square + 1]), union_area([square], square + 1)
    (7.0, 1.0)
    """
    parts = list(pieces) if within is None else [_common(piece, within) for piece in pieces]
    total = sum(polygon_area(part) for part in parts)
    return total - (polygon_area(_common(*parts)) if len(parts) == 2 else 0.0)


def _common(one, other) -> Array:
    """Return the common part of two convex polygons; either may be empty."""
    if polygon_area(one) <= 0 or polygon_area(other) <= 0:
        return np.empty((0, 2))
    one, other = sorted((np.asarray(part, float) for part in (one, other)), key=len, reverse=True)  # fewer cuts
    along = np.roll(other, -1, axis=0) - other
    W = np.column_stack([-along[:, 1], along[:, 0]])
    return clip_to_half_planes(one, W, -(W * other).sum(axis=1))


def _polygon(corners) -> Array:
    corners = numbers(corners, "the corners", ndim=(2,))
    if corners.shape[1] != 2 or len(corners) < 3:
        raise InputError(f"the corners have shape {corners.shape}; give at least three rows of two numbers")
    return corners
