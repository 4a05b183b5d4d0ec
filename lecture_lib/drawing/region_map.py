"""The cells of a ReLU network on two inputs, as polygons (rows 13.5, 14.1).

They are darker the more units are on, with the line where the output is 0, or coloured by what the network says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from ..nn import MLP
from ..piecewise_linear import ActivationRegions, regions_2d
from . import svg
from .planes import MINUS_TINT, PLUS_TINT, plane_frame, point_markers
from .svg import Frame, Picture, join_elements, tag


def region_outlines(frame: Frame, found: ActivationRegions) -> dict[int, str]:
    """Return the path data of all cells with so many active units, for each such number, in order.

    >>> from lecture_lib import MLP, relu
    >>> list(region_outlines(plane_frame(-1, 1, -1, 1), regions_2d(MLP(([[1, 0], [0, 1]], [0, 0], relu)))))
    [0, 1, 2]
    """
    corners = [f"{x:.1f} {y:.1f}" for x, y in frame.points(found.corners).tolist()]
    starts, ways = found.starts.tolist(), {}
    for i, k in enumerate(found.active.sum(axis=1).tolist()):
        ways.setdefault(k, []).append(f"M{'L'.join(corners[starts[i] : starts[i + 1]])}z")
    return {k: "".join(ways[k]) for k in sorted(ways)}


def regions_by_activity(frame: Frame, found: ActivationRegions) -> Markup:
    """Return all cells as one element for each number of active units.

    >>> from lecture_lib import MLP, relu
    >>> quadrants = regions_2d(MLP(([[1, 0], [0, 1]], [0, 0], relu)))
    >>> regions_by_activity(plane_frame(-1, 1, -1, 1), quadrants).count("<path")    # none, one (twice) or both on
    3
    """
    ways = region_outlines(frame, found)
    low, most = min(ways), max(max(ways) - min(ways), 1)
    return join_elements(
        tag(
            "path",
            d=way,
            fill="var(--soft)",
            fill_opacity=round(0.04 + 0.6 * (k - low) / most, 3),
            stroke="var(--soft)",
            stroke_width=0.7,
        )
        for k, way in ways.items()
    )


def zero_line(frame: Frame, found: ActivationRegions, values) -> Markup:
    """Return where a function that is linear in each cell is 0; `values` (k,) holds it at the corners.

    >>> from lecture_lib import MLP, relu
    >>> quadrants = regions_2d(MLP(([[1, 0], [0, 1]], [0, 0], relu)))
    >>> zero_line(plane_frame(-1, 1, -1, 1), quadrants, quadrants.corners.sum(axis=1) - 0.5).count("M")  # crosses three
    3
    """
    v = np.where(np.asarray(values) == 0, 1e-12, values)  # a corner on the line belongs to one side
    after = found.next_corners()
    edge = np.flatnonzero((v > 0) != (v[after] > 0))  # two edges of each convex cell that is crossed
    share = (v[edge] / (v[edge] - v[after[edge]]))[:, None]
    pixels = frame.points(found.corners[edge] + share * (found.corners[after[edge]] - found.corners[edge]))
    line = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in pixels.reshape(-1, 4).tolist())
    return tag("path", d=line, fill="none", stroke="var(--ink)", stroke_width=2.5) if line else Markup()


def regions_by_output(frame: Frame, found: ActivationRegions, net: MLP) -> Markup:
    """Return all cells coloured by the mean of output 1 at their corners: orange below the middle, blue above (row
    13.5).

    >>> from lecture_lib import MLP, relu
    >>> net = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, 1]], [0], relu))
    >>> regions_by_output(plane_frame(-1, 1, -1, 1), regions_2d(net), net).count("<polygon")
    4
    """
    polygons = [found.polygon(i) for i in range(len(found.active))]
    means = np.array([net(polygon)[:, 0].mean() for polygon in polygons])
    share = _from_middle(means)
    return join_elements(
        tag(
            "polygon",
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in frame.points(polygon)),
            fill=PLUS_TINT if v > 0 else MINUS_TINT,
            fill_opacity=0.1 + 0.6 * round(abs(v) * 9) / 9,
            stroke="var(--ink)",
            stroke_width=0.8,
            stroke_linejoin="round",
        )
        for polygon, v in zip(polygons, share.tolist())
    )


def _from_middle(means: np.ndarray) -> np.ndarray:
    """Return how far each mean lies from the middle, from -1 to 1; 0 where they differ by rounding alone."""
    off = means - means.mean()
    most = np.abs(off).max()
    return off / most if most > 1e-12 * np.abs(means).max() else np.zeros_like(off)


def region_maps(
    nets: Sequence[MLP], names: Sequence[str], title: str, low=(-2.0, -2.0), high=(2.0, 2.0), x=None, y=None
) -> Picture:
    """Return up to three networks' cells side by side; with points x of classes y, also the line where output 1 is 0.

    >>> from lecture_lib import relu
    >>> region_maps([MLP(([[1, 0], [0, 1]], [0, 0], relu))], ["two units"], "Quadrants")
    Quadrants. two units: 4 cells.
    """

    def drawn(frame: Frame, found: ActivationRegions, net: MLP) -> Markup:
        border = (
            "" if x is None else point_markers(frame, x, y, 2.5) + zero_line(frame, found, net(found.corners)[:, 0])
        )
        return frame.open(regions_by_activity(frame, found), border)

    return _side_by_side(nets, names, title, low, high, drawn)


def value_maps(nets: Sequence[MLP], names: Sequence[str], title: str, low=(-1.0, -1.0), high=(1.0, 1.0)) -> Picture:
    """Return up to three networks' cells side by side, coloured by what the network says in them.

    >>> from lecture_lib import relu
    >>> value_maps([MLP(([[1, 0], [0, 1]], [0, 0], relu))], ["two units"], "Quadrants")
    Quadrants. two units: 4 cells.
    """
    return _side_by_side(
        nets, names, title, low, high, lambda frame, found, net: frame.open(regions_by_output(frame, found, net))
    )


def _side_by_side(
    nets: Sequence[MLP],
    names: Sequence[str],
    title: str,
    low,
    high,
    drawn: Callable[[Frame, ActivationRegions, MLP], str],
) -> Picture:
    size, gap = {1: (420, 60), 2: (300, 60)}.get(len(nets), (190, 52))
    parts, said = [], []
    for i, (net, name) in enumerate(zip(nets, names)):
        frame = plane_frame(low[0], high[0], low[1], high[1], left=48 + i * (size + gap), size=size)
        found = regions_2d(net, low, high)
        said.append(f"{name}: {len(found.active)} cells")
        parts += [drawn(frame, found, net), frame.axes(title=said[-1])]
    return svg.picture(
        48 + len(nets) * (size + gap) - gap + 14,
        frame.top + frame.height + 42,
        *parts,
        title=title,
        text=f"{title}. {'. '.join(said)}.",
    )
