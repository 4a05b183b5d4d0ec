"""The loss of two weights as a map: colours, contour lines, stationary points, paths from several starts (row 08.3).

Low ground is blue, high ground orange. Each start has a shape, a colour and a dash of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from markupsafe import Markup

from ...drawing import (
    MINUS_TINT,
    PLUS_TINT,
    Frame,
    Point,
    Raster,
    curve_path,
    join_elements,
    labelled_ticks,
    line_segment,
    number_text,
    plane_frame,
    scientific_notation,
    signed_raster,
    tag,
    text,
)
from ...training import Landscape

START_COLOURS = ("var(--plus)", "var(--minus)", "var(--accent)", "var(--good)")
START_DASHES = (None, "7 4", "2 4", "9 3 2 3")
START_SHAPES = ("circle", "square", "triangle", "diamond")
_N, _LEVELS = 72, 11


@cache
def map_frame(low: float, high: float) -> Frame:
    """Return the frame of the square low..high of both weights.

    >>> map_frame(-3, 3).at(0, 0)
    (150.0, 131.0)
    """
    return plane_frame(low, high, low, high, left=44, top=25, size=212)


@cache
def loss_map(land: Landscape) -> tuple[Raster, Markup]:
    """Return the coloured map and its contour lines; each landscape is drawn once and kept.

    >>> from lecture_lib.training import LANDSCAPES
    >>> loss_map(LANDSCAPES["one linear neuron"])[0].size
    (72, 72)
    """
    frame = map_frame(land.low, land.high)
    losses = land.loss(frame.grid(_N)).reshape(_N, _N)
    height = map_heights(losses)
    lines = frame.contour(height, *np.linspace(-1, 1, _LEVELS + 2)[1:-1])
    path = tag("path", d=lines, fill="none", stroke="var(--soft)", stroke_width=0.8, opacity=0.8)
    return signed_raster("loss", frame, height, PLUS_TINT, MINUS_TINT), path


def map_heights(losses: np.ndarray) -> np.ndarray:
    """Return heights from -1 to 1 in the order of the losses: half the logarithm, half the rank.

    So neither a steep wall nor a wide plain takes all the colours and contour lines. Equal losses have the height 0.

    >>> map_heights(np.array([0.0, 1.0, 100.0])).round(2).tolist(), map_heights(np.array([2.0, 2.0])).tolist()
    ([-1.0, -0.35, 1.0], [0.0, 0.0])
    """
    if not np.ptp(losses):
        return np.zeros_like(losses)
    logs = np.log(losses - losses.min() + 0.01 * np.ptp(losses))
    rank = np.searchsorted(np.sort(losses.ravel()), losses) / losses.size
    return (logs - logs.min()) / np.ptp(logs) + rank / rank.max() - 1


def start_marker(at: Point, which: int, size: float = 8, **attributes) -> str:
    """Return the sign of start number `which` (from 0): circle, square, triangle or diamond.

    >>> [str(start_marker((0, 0), k))[:8] for k in range(4)]
    ['<circle ', '<polygon', '<polygon', '<polygon']
    """
    x, y = at
    look = {"fill": START_COLOURS[which], "stroke": "var(--paper)", "stroke_width": 1.5} | attributes
    if START_SHAPES[which] == "circle":
        return tag("circle", cx=x, cy=y, r=size, **look)
    corners = {
        "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        "triangle": ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
        "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    }[START_SHAPES[which]]
    return tag("polygon", points=" ".join(f"{x + size * dx:.1f},{y + size * dy:.1f}" for dx, dy in corners), **look)


def draw_descent_path(frame: Frame, places: np.ndarray, which: int) -> str:
    """Return the path (n, 2) of start number `which` with a small sign at its head; nothing for a single place.

    >>> draw_descent_path(map_frame(-3, 3), np.zeros((1, 2)), 0)
    ''
    """
    if len(places) < 2:
        return ""
    pixels = frame.points(np.clip(places, -1e4, 1e4))
    dots = tag(
        "path",
        d="".join(f"M{x:.1f} {y:.1f}h0" for x, y in pixels[:60]),
        stroke=START_COLOURS[which],
        stroke_width=5,
        stroke_linecap="round",
    )
    line = curve_path(pixels, stroke=START_COLOURS[which], stroke_width=2, stroke_dasharray=START_DASHES[which])
    return line + dots + start_marker(tuple(pixels[-1]), which, 6)


def stationary_marker(frame: Frame, at: Sequence[float], name: int, judged: str, chosen: bool, **attributes) -> str:
    """Return the marker of stationary point `name`; `judged` is "", "right" or "wrong".

    >>> "stroke-dasharray" in stationary_marker(map_frame(-3, 3), (0, 0), 1, "wrong", False)
    True
    """
    x, y = frame.at(*at)
    rim = {"": "var(--ink)", "right": "var(--good)", "wrong": "var(--bad)"}[judged]
    halo = tag("circle", cx=x, cy=y, r=15, fill="none", stroke="var(--ink)", stroke_width=1.5) if chosen else ""
    return tag(
        "g",
        halo,
        tag(
            "circle",
            cx=x,
            cy=y,
            r=11,
            fill="var(--paper)",
            stroke=rim,
            stroke_width=2.5,
            stroke_dasharray="4 3" if judged == "wrong" else None,
        ),
        text(x, y + 4.5, name, "mid small bold"),
        tag("circle", cx=x, cy=y, r=13, class_="hit"),
        **attributes,
    )


def loss_curves(frame: Frame, runs: Sequence[tuple[np.ndarray, np.ndarray]]) -> str:
    """Return the loss of each run (steps, losses) as a line with the run's own colour and dash.

    The frame's y is the power of ten of the loss; what is beyond the frame is drawn on its edge.

    >>> loss_curves(Frame(0, 1, -2, 0, 0, 0, 10, 10), [(np.array([0, 1]), np.array([1.0, 0.5]))]).count("<polyline")
    1
    """
    curves = [
        frame.points(np.column_stack([steps, np.clip(np.log10(np.maximum(losses, 1e-30)), frame.y0, frame.y1)]))
        for steps, losses in runs
    ]
    lines = [
        curve_path(curve, stroke=START_COLOURS[k], stroke_width=2, stroke_dasharray=START_DASHES[k])
        for k, curve in enumerate(curves)
    ]
    heads = [start_marker(tuple(curve[-1]), k, 5) for k, curve in enumerate(curves)]
    return frame.open(*lines) + _log_axes(frame) + join_elements(heads)


def _log_axes(frame: Frame) -> str:
    """Return the axes round a frame whose y is a power of ten."""
    bottom, powers = frame.top + frame.height, range(round(frame.y0), round(frame.y1) + 1)
    parts = [tag("rect", x=frame.left, y=frame.top, width=frame.width, height=frame.height, class_="axis")]
    for v, label in labelled_ticks(frame.x0, frame.x1, 3):
        x, _ = frame.at(v, 0)
        parts += [
            line_segment(x, bottom, x, bottom + 4, class_="axis"),
            text(x, bottom + 17, label, "mid small soft num"),
        ]
    for power in powers[:: 2 if len(powers) > 6 else 1]:
        _, y = frame.at(0, power)
        parts += [
            line_segment(frame.left, y, frame.left + frame.width, y, class_="grid"),
            text(frame.left - 6, y + 4, scientific_notation(10.0**power, 1), "end small soft num"),
        ]
    parts.append(text(frame.left + frame.width / 2, bottom + 31, "step", "mid small"))
    return join_elements(parts)


def eigenvalue_text(eigenvalues) -> str:
    """Return the two eigenvalues as they are shown beside a judged label.

    >>> eigenvalue_text([-1.26789, 3e-13])
    '−1.27, 0'
    """
    return ", ".join(number_text(round(float(v), 6), 3) for v in eigenvalues)
