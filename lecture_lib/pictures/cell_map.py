"""Cells of a network with two inputs, coloured by what the network says in them (row 13.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..cells import Cells
from . import svg
from .planes import MINUS_TINT, PLUS_TINT, plane
from .svg import Frame, Picture, tag

_BANDS = 9


def cell_maps(maps: Sequence[tuple[str, Cells, Callable]], half: float = 1.0, size: float = 300) -> Picture:
    """Return maps side by side, each of (title, cells, function): cells as polygons, coloured by their mean value.

    The function takes (n, 2) points and returns (n, 1) or (n,) values. Orange is low, blue is high, the edges are drawn.

    >>> from lecture_lib import MLP, relu
    >>> from lecture_lib.cells import cells
    >>> net = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, 1]], [0], relu))
    >>> cell_maps([("corner", cells(net), net)])
    corner: 4 cells.
    """
    frames = [plane(-half, half, -half, half, left=52 + i * (size + 58), size=size) for i in range(len(maps))]
    parts = [frame.open(_polygons(frame, found, f)) + frame.axes(title=f"{title}: {len(found.active)} cells")
             for frame, (title, found, f) in zip(frames, maps)]
    said = " ".join(f"{title}: {len(found.active)} cells." for title, found, _ in maps)
    last = frames[-1]
    return svg.picture(last.left + size + 12, last.top + size + 42, *parts, title="Cells of networks", text=said)


def _polygons(frame: Frame, found: Cells, f: Callable) -> str:
    corners = [found.polygon(i) for i in range(len(found.active))]
    means = np.array([float(np.mean(f(polygon))) for polygon in corners])
    span = np.abs(means - means.mean()).max(initial=0.0) or 1.0
    return "".join(_polygon(frame, polygon, (v - means.mean()) / span) for polygon, v in zip(corners, means))


def _polygon(frame: Frame, corners: np.ndarray, value: float) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in frame.points(corners))
    strength = round(abs(value) * _BANDS) / _BANDS
    return tag("polygon", points=points, fill=PLUS_TINT if value > 0 else MINUS_TINT, fill_opacity=0.1 + 0.6 * strength,
               stroke="var(--ink)", stroke_width=0.8, stroke_linejoin="round")
