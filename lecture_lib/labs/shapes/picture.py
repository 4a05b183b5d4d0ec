"""Pictures of polygons and their half-planes: filled rings, lines, cells with their sums (rows 12.1, 12.2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    boundary_line,
    join_elements,
    path_data,
    plane_frame,
    region_outlines,
    svg,
    tag,
    text,
)
from ...nn import MLP, relu
from ...piecewise_linear import ActivationRegions, regions_2d
from ...threshold import convex_parts, half_planes, polygon_area, polygon_shape
from ...validation import Array, count_phrase

_NUMBER_WIDTH = 17  # pixels that a number in a cell needs, across


def filled_rings(frame: Frame, rings: Sequence, **attributes) -> str:
    """Return rings of corners as one filled area; where rings lie in each other, every second one is a hole.

    >>> print(filled_rings(Frame(0, 1, 0, 1, 0, 0, 10, 10), [[(0, 0), (1, 0), (0, 1)]], fill="red"))
    <path d="M0.0 10.0L10.0 10.0L0.0 0.0z" fill-rule="evenodd" fill="red"/>
    """
    return tag(
        "path",
        d="".join(outline_path(frame, ring) + "z" for ring in rings if len(ring)),
        fill_rule="evenodd",
        **attributes,
    )


def outline_path(frame: Frame, corners) -> str:
    """Return the way along corners, as path data that is left open.

    >>> outline_path(Frame(0, 1, 0, 1, 0, 0, 10, 10), [(0, 0), (1, 0)])
    'M0.0 10.0L10.0 10.0'
    """
    return path_data(frame.points(corners))


def unit_lines(frame: Frame, W, b, colour: str = "var(--soft)", **attributes) -> str:
    """Return the lines of step units with weights W (n, 2) and biases b (n,), as far as they cross the frame.

    >>> unit_lines(plane_frame(-1, 1, -1, 1), [[1, 0], [0, 1]], [0, 5]).count("<line")
    1
    """
    look = {"stroke_width": 1.2, "stroke_dasharray": "6 4"} | attributes
    return join_elements(boundary_line(frame, w, c, colour, **look) for w, c in zip(W, b))


def firing_count_map(frame: Frame, W, b) -> str:
    """Return the cells that the lines cut the frame into, the bluer the more units fire there, with that number.

    >>> firing_count_map(plane_frame(-1, 1, -1, 1), [[1, 0]], [0]).count("<path")
    2
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    found = regions_2d(MLP((W, b, relu)), (frame.x0, frame.y0), (frame.x1, frame.y1))
    parts = [
        tag(
            "path",
            d=way,
            fill="var(--plus)",
            stroke="var(--paper)",
            stroke_width=1,
            fill_opacity=round(0.04 + 0.62 * (total / len(b)) ** 2, 3),
        )
        for total, way in region_outlines(frame, found).items()
    ]
    middles, reach = _middles(found)
    roomy = 2 * reach * frame.width / (frame.x1 - frame.x0) > _NUMBER_WIDTH
    totals = found.active.sum(axis=1)
    return join_elements(
        parts
        + [
            text(round(x, 1), round(y + 4, 1), str(total), "mid small num")
            for (x, y), total in zip(frame.points(middles[roomy]).tolist(), totals[roomy].tolist())
        ]
    )


def _middles(found: ActivationRegions) -> tuple[Array, Array]:
    """Return a point well inside each cell (cells, 2), and how far it lies from the cell's sides at least."""
    first, n = found.starts[:-1], np.diff(found.starts)
    middle = np.add.reduceat(found.corners, first) / n[:, None]
    along, to = found.corners[found.next_corners()] - found.corners, np.repeat(middle, n, axis=0) - found.corners
    length = np.hypot(along[:, 0], along[:, 1])
    away = np.abs(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]) / np.where(length > 0, length, 1)
    return middle, np.minimum.reduceat(away, first)


def half_plane_sums(corners, title: str, half: float = 2.0) -> Picture:
    """Return a picture of a convex polygon's half-planes: in each cell of the plane, how many of them contain it.

    >>> half_plane_sums([(-1, -1), (1, -1), (0, 1)], "A triangle")
    A triangle. How many of the 3 half-planes contain a cell: 1 in 3 cells, 2 in 3 cells, 3 in 1 cell.
    """
    W, b = half_planes(corners)
    frame = plane_frame(-half, half, -half, half, size=340)
    found = regions_2d(MLP((W, b, relu)), (-half, -half), (half, half))
    totals = found.active.sum(axis=1).tolist()
    each = [(total, totals.count(total)) for total in sorted(set(totals))]
    said = ", ".join(f"{total} in {count_phrase(n, 'cell')}" for total, n in each)
    return svg.picture(
        frame.left + frame.width + 16,
        frame.top + frame.height + 42,
        frame.open(
            firing_count_map(frame, W, b),
            filled_rings(frame, [corners], fill="none", stroke="var(--ink)", stroke_width=2.5),
        ),
        frame.axes(title=title),
        title=title,
        text=f"{title}. How many of the {len(b)} half-planes contain a cell: {said}.",
    )


def shape_gallery(shapes: dict[str, Sequence], title: str, notes: Sequence[str] = (), half: float = 3.0) -> Picture:
    """Return shapes side by side, four in a row, each name → rings with its note below.

    >>> shape_gallery({"a triangle": [[(0, 0), (1, 0), (0, 1)]]}, "Shapes", ["4 units"])
    Shapes: a triangle (area 0.5), 4 units.
    """
    size, parts, said = 150, [], []
    for i, (name, rings) in enumerate(shapes.items()):
        left, top = 8 + i % 4 * (size + 16), 30 + i // 4 * (size + 58)
        frame = Frame(-half, half, -half, half, left, top, size, size)
        note = notes[i] if i < len(notes) else ""
        parts += [
            frame.open(
                filled_rings(frame, rings, fill="var(--plus)", fill_opacity=0.35, stroke="var(--plus)", stroke_width=2)
            ),
            tag("rect", x=left, y=top, width=size, height=size, class_="axis"),
            text(left + size / 2, top - 8, name, "mid small bold"),
            text(left + size / 2, top + size + 17, note, "mid small soft"),
        ]
        drawn = polygon_shape(*rings)
        covered = sum(hull.sign * polygon_area(drawn.points[list(hull.corners)]) for hull in convex_parts(drawn))
        said.append(f"{name} (area {covered:.3g}){', ' * bool(note)}{note}")
    rows, columns = -(-len(shapes) // 4), min(len(shapes), 4)
    return svg.picture(
        columns * (size + 16), rows * (size + 58) + 4, *parts, title=title, text=f"{title}: {'; '.join(said)}."
    )
