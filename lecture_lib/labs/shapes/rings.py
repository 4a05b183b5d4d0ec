"""Rings of corners as they are drawn: setting, moving and removing, and what to do next, in words (row 12.2)."""

from __future__ import annotations

from ...drawing import Point
from ...validation import InputError, count_phrase

Ring = tuple[Point, ...]
Rings = tuple[Ring, ...]

MAX_CORNERS, MAX_RINGS = 18, 5
_RASTER = 20  # corners lie on a raster of 1 / 20, so that a straight line can be drawn by hand
_REMEDIES = (
    ("different corners", "Drag its corners apart, or delete them and draw the ring again."),
    ("on one line", "Drag a corner away from the line."),
    ("bounds no area", "Drag its corners apart."),
    ("crosses itself", "Drag a corner until the two sides no longer meet."),
    ("meets itself", "Drag a corner until the two sides no longer touch."),
    ("crosses ring", "Drag one of them away, or wholly into the other."),
    ("touches ring", "Drag a corner until there is a gap between them."),
)


def snap_to_grid(x: float, y: float) -> Point:
    """Return the nearest place of the raster, inside the plane.

    >>> snap_to_grid(0.512, -9)
    (0.5, -3.0)
    """
    return _snap(x), _snap(y)


def _snap(v: float) -> float:
    return min(max(round(v * _RASTER) / _RASTER, -3.0), 3.0) + 0.0


def can_close(open_: Ring) -> bool:
    """Can this ring be closed?

    >>> can_close(((0, 0), (1, 0), (1, 0)))
    False
    """
    return len(set(open_)) >= 3


def add_corner(rings: Rings, open_: Ring, at: Point) -> Ring:
    """Return the open ring with one more corner.

    >>> add_corner((), ((0.0, 0.0),), (1.0, 0.0))
    ((0.0, 0.0), (1.0, 0.0))
    """
    if at in open_:
        raise InputError("a corner of this ring is here already; set the next one somewhere else")
    if sum(map(len, rings)) + len(open_) >= MAX_CORNERS:
        raise InputError(
            f"there are {MAX_CORNERS} corners, and more do not fit; delete one first (choose it, press Delete)"
        )
    if not open_ and len(rings) >= MAX_RINGS:
        raise InputError(f"there are {MAX_RINGS} rings, and more do not fit; delete the corners of one first")
    return (*open_, at)


def add_ring(rings: Rings, open_: Ring) -> Rings:
    """Return the rings with the open one among them.

    >>> len(add_ring((), ((0, 0), (1, 0), (0, 1))))
    1
    """
    if not can_close(open_):
        raise InputError("the open ring needs three different corners before it can be closed")
    return (*rings, open_)


def move_corner(every: Rings, k: int, i: int, to: Point) -> Rings:
    """Return all rings with corner i of ring k at another place.

    >>> move_corner((((0, 0), (1, 0)), ()), 0, 1, (2, 2))
    (((0, 0), (2, 2)), ())
    """
    return (*every[:k], (*every[k][:i], to, *every[k][i + 1 :]), *every[k + 1 :])


def remove_corner(every: Rings, k: int, i: int) -> Rings:
    """Return all rings without corner i of ring k; the last of `every` is the open one, which may be empty.

    A closed ring that is left with two corners is opened again if no other is open, and else goes.

    >>> remove_corner((((0, 0), (1, 0), (0, 1)), ()), 0, 0)
    (((1, 0), (0, 1)),)
    """
    left = (*every[k][:i], *every[k][i + 1 :])
    if k == len(every) - 1 or len(left) >= 3:
        return (*every[:k], left, *every[k + 1 :])
    others = (*every[:k], *every[k + 1 :])
    return others if others[-1] else (*others[:-1], left)


def drawing_advice(rings: Rings, open_: Ring, problem: str) -> str:
    """Return one or two sentences: what is wrong with the closed rings, how far the open one is, or what comes next.

    >>> drawing_advice((), (), "")
    'Click or tap into the plane to set a corner; or move the cross with the arrow keys and press Enter.'
    """
    if problem and rings:
        then = next((step for mark, step in _REMEDIES if mark in problem), "Move a corner, or clear the drawing.")
        return f"{problem[0].upper()}{problem[1:]}. {then}"
    if open_:
        wanted, ring = 3 - len(set(open_)), f"Ring {len(rings) + 1} is open"
        if wanted > 0:
            return f"{ring}: set {count_phrase(wanted, 'more corner')}, then close it."
        return f"{ring}: press its first corner to close it, or set another."
    if not rings:
        return "Click or tap into the plane to set a corner; or move the cross with the arrow keys and press Enter."
    return (
        "Drag the corners, and the cross: which units change? Corners set inside a ring make a hole, "
        "one dragged inwards a notch."
    )
