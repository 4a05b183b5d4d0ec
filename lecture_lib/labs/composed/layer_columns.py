"""A network as columns of circles, wide layers shortened, for pictures that name layers (rows 07.2, 07.4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...drawing import Point, join_elements, tag, text

_FARTHEST = 30
_MOST = 8  # circles of one column; a wider layer shows 6 and an ellipsis


def column_centres(sizes: Sequence[int], left: float, width: float, top: float, height: float) -> list[list[Point]]:
    """Return the centres of the circles that are drawn, column by column; the middle of a column is the frame's.

    The highest column fills the frame, but no two circles are farther apart than `_FARTHEST`.

    >>> [len(layer_column) for layer_column in column_centres((1, 100), 0, 100, 0, 100)]
    [1, 6]
    """
    gap = width / max(len(sizes) - 1, 1)
    pitch = min(height / min(max(sizes), _MOST), _FARTHEST)
    return [[(left + l * gap, y) for y in _heights(n, pitch, top + height / 2)] for l, n in enumerate(sizes)]


def _heights(n: int, pitch: float, middle: float) -> list[float]:
    if n <= _MOST:
        return [middle + (j - (n - 1) / 2) * pitch for j in range(n)]
    return [middle + (j - 3.5) * pitch for j in (0, 1, 2, 5, 6, 7)]


@lru_cache(maxsize=256)
def edge_bundle(
    one: tuple[Point, ...], other: tuple[Point, ...], colour: str = "var(--soft)", stroke: float = 0.8
) -> str:
    """Return the lines from every circle of one column to every circle of the other, as one path.

    >>> edge_bundle(((0, 0),), ((10, 0), (10, 5))).count("M")
    2
    """
    d = "".join(f"M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" for x1, y1 in one for x2, y2 in other)
    return tag("path", d=d, fill="none", stroke=colour, stroke_width=stroke, opacity=0.8)


@lru_cache(maxsize=256)
def layer_column(
    places: tuple[Point, ...],
    n: int,
    radius: float,
    fill: str = "var(--paper)",
    stroke: str = "var(--soft)",
    stroke_width: float = 1.5,
) -> str:
    """Return one column of circles; three dots stand for those of n that are left out.

    >>> layer_column(((0, 0), (0, 20)), 2, 5).count("<circle"), layer_column(((0, 0),) * 6, 100, 5).count("⋮")
    (2, 1)
    """
    circles = join_elements(
        tag("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=stroke_width) for x, y in places
    )
    if n == len(places):
        return circles
    return circles + text(places[0][0], (places[2][1] + places[3][1]) / 2 + 6, "⋮", "mid big bold")
