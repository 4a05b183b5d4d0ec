"""The picture of a target, a network that follows it, its units, and where it is farthest away (row 11.2)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import Frame, Picture, curve_path, handle, join_elements, line_segment, number_text, svg, tag, text
from ...nn import MLP, relu
from ...validation import Array
from .curve_key import TARGET_LOOK, key_row
from .knots import COMPARISON_GRID, MAX_HEIGHT, MIN_HEIGHT

_FRAME = Frame(-0.03, 1.03, MIN_HEIGHT - 0.1, MAX_HEIGHT + 0.1, 50, 28, 440, 290)
_UNITS = Frame(-0.03, 1.03, -2, 2, 50, 378, 440, 84)
KNOB_SPACING = 6  # of the columns of a drawn target that have a handle
_STEP = 0.02  # of an arrow key
_NETWORK_LOOK = {"stroke": "var(--plus)", "stroke_width": 2.6}
_GAP_LOOK = {"stroke": "var(--bad)", "stroke_width": 2.5, "stroke_dasharray": "4 3"}


class ApproximatorScene(NamedTuple):
    """What the picture shows.

    `values`: the target on COMPARISON_GRID; `joints` and `heights` as the state has them; `drawn`: the 49 heights
    while the target is being drawn, or (); `scores`: (name, error or None) from top to bottom.
    """

    net: MLP
    values: Array
    joints: tuple[float, ...]
    heights: tuple[float, ...]
    drawn: tuple[float, ...]
    scores: tuple[tuple[str, float | None], ...]

    @property
    def hinges(self) -> bool:
        return self.net[1].g is relu


def draw_approximation(scene: ApproximatorScene, net_values: Array, worst: int, said: str) -> Picture:
    """Return the picture; `worst` is the place on COMPARISON_GRID where the network is farthest from the target.

    >>> from lecture_lib.piecewise_linear import linear_interpolant
    >>> line = ApproximatorScene(linear_interpolant([0, 1], [0, 1]), COMPARISON_GRID, (), (0.0, 1.0), (), ())
    >>> draw_approximation(line, COMPARISON_GRID, 0, "No distance at all.")
    No distance at all.
    """
    inside = (
        target_curve(tuple(scene.values[::2].round(4).tolist())),
        _network(scene),
        _gap(scene.values[worst], net_values[worst], COMPARISON_GRID[worst]),
        "" if scene.drawn else _handles(scene),
        _knobs(scene.drawn),
    )
    return svg.picture(
        708,
        508,
        _FRAME.open(*inside, target=("ground",) if scene.drawn else None),
        _FRAME.axes("", "y", "target and network"),
        _UNITS.open(*_units(scene)),
        _UNITS.axes("x", "v g", "the units, each times its output weight"),
        _key(scene.hinges),
        _scores(scene.scores),
        title="An approximation by hand",
        text=said,
    )


@lru_cache(maxsize=64)
def target_curve(values: tuple[float, ...]) -> str:
    """Return the target's curve, from its values at equally spaced places.

    >>> target_curve((0.0, 0.5)).count("polyline")
    1
    """
    x = np.linspace(0, 1, len(values))
    return curve_path(_FRAME.points(np.column_stack([x, values])), **TARGET_LOOK)


def _network(scene: ApproximatorScene) -> str:
    """Return the network's curve from its own corners; a step is drawn upright."""
    edges = (0.0, *scene.joints, 1.0)
    if scene.hinges:
        corners = np.column_stack([edges, scene.heights])
    else:
        corners = np.column_stack([np.repeat(edges, 2)[1:-1], np.repeat(scene.heights, 2)])
    return curve_path(_FRAME.points(corners), **_NETWORK_LOOK)


def _gap(target: float, reached: float, x: float) -> str:
    """Return the largest distance as an upright bar with feet."""
    (px, a), (_, b) = _FRAME.at(x, target), _FRAME.at(x, reached)
    feet = join_elements(line_segment(px - 6, y, px + 6, y, stroke="var(--bad)", stroke_width=2.5) for y in (a, b))
    return line_segment(px, a, px, b, **_GAP_LOOK) + feet


def _handles(scene: ApproximatorScene) -> str:
    edges = (0.0, *scene.joints, 1.0)
    if scene.hinges:
        return join_elements(_dot("corner", k, x, y) for k, (x, y) in enumerate(zip(edges, scene.heights)))
    middles = [(a + b) / 2 for a, b in zip(edges, edges[1:])]
    levels = join_elements(_dot("level", k, x, y) for k, (x, y) in enumerate(zip(middles, scene.heights)))
    return levels + join_elements(_riser(k, x, scene.heights) for k, x in enumerate(scene.joints))


def _dot(what: str, k: int, x: float, y: float) -> str:
    px, py = _FRAME.at(x, y)
    label = f"{what} {k} at x = {number_text(x)}, height {number_text(y)}: arrow keys move it, Enter types its height"
    return tag(
        "circle",
        cx=px,
        cy=py,
        r=7,
        fill="var(--plus)",
        stroke="var(--paper)",
        stroke_width=2,
        **handle((what, k), "drag edit", label, at=(x, y), step=_STEP, value=f"{y:g}"),
    )


def _riser(k: int, x: float, heights: tuple[float, ...]) -> str:
    middle = (heights[k] + heights[k + 1]) / 2
    px, py = _FRAME.at(x, middle)
    label = f"step {k + 1} at x = {number_text(x)}: arrow keys move it, Enter types its place"
    return tag(
        "rect",
        x=px - 5,
        y=py - 8,
        width=10,
        height=16,
        rx=3,
        fill="var(--paper)",
        stroke="var(--plus)",
        stroke_width=2.2,
        **handle(("step", k), "drag edit", label, at=(x, middle), step=_STEP, value=f"{x:g}"),
    )


def _knobs(drawn: tuple[float, ...]) -> str:
    """Return the nine handles of a target that is being drawn."""
    parts = []
    for column in range(0, len(drawn), KNOB_SPACING):
        x, y = column / 48, drawn[column]
        px, py = _FRAME.at(x, y)
        label = f"the target at x = {number_text(x, 3)}, height {number_text(y)}: arrow keys move it, Enter types it"
        parts.append(
            tag(
                "rect",
                x=px - 7,
                y=py - 7,
                width=14,
                height=14,
                fill="var(--paper)",
                stroke="var(--accent)",
                stroke_width=2.5,
                **handle(("knob", column), "drag edit", label, at=(x, y), step=_STEP, value=f"{y:g}"),
            )
        )
    return join_elements(parts)


def _units(scene: ApproximatorScene):
    """Yield each unit times its output weight: hinges as two straight pieces, steps with their jump."""
    t, v = -scene.net[1].b, scene.net[2].W[0]
    for at, weight in zip(t, v):
        far = [(1, weight * (1 - at))] if scene.hinges else [(at, weight), (1, weight)]
        yield curve_path(_UNITS.points([(0, 0), (at, 0), *far]), opacity=0.85, **_unit_look(weight >= 0))


def _unit_look(adds: bool) -> dict:
    return {
        "stroke": "var(--plus)" if adds else "var(--minus)",
        "stroke_width": 1.6,
        "stroke_dasharray": None if adds else "6 3",
    }


@lru_cache(maxsize=2)
def _key(hinges: bool) -> str:
    """Return the key at the right: which line is what."""
    rows = (
        (40, TARGET_LOOK, "the target"),
        (64, _NETWORK_LOOK, "the network"),
        (88, _GAP_LOOK, "the largest distance"),
        (404, _unit_look(True), "weight above 0"),
        (428, _unit_look(False), "weight below 0"),
    )
    formula = "v g = v · max(0, x − t)" if hinges else "v g = v · step(x − t)"
    key = join_elements(key_row(512, y, label, look) for y, look, label in rows)
    return key + text(512, 457, formula, "small soft")


def _scores(scores: tuple[tuple[str, float | None], ...]) -> str:
    """Return the errors as numbers and bars; a bar is full at 0.6."""
    parts = [text(512, 138, "largest distance", "bold")]
    for i, (name, error) in enumerate(scores):
        y = 164 + 40 * i
        parts += [
            text(512, y, name, "small"),
            text(690, y, "–" if error is None else f"{error:.3f}", "end num"),
            tag("rect", x=512, y=y + 7, width=178, height=8, rx=2, fill="var(--zone)"),
        ]
        if error is not None:
            parts.append(
                tag(
                    "rect",
                    x=512,
                    y=y + 7,
                    width=round(178 * min(error / 0.6, 1), 1),
                    height=8,
                    rx=2,
                    fill="var(--bad)" if i == 0 else "var(--plus)" if i == 1 else "var(--soft)",
                )
            )
    return join_elements(parts)
