"""The picture of a target, a network that follows it, its units, and where it is farthest away (row 11.2)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    Point,
    curve_path,
    handle,
    hit_discs,
    join_elements,
    line_segment,
    number_text,
    svg,
    tag,
    text,
)
from ...nn import MLP, relu
from ...validation import Array
from .curve_key import TARGET_LOOK, key_row
from .knots import COMPARISON_GRID, MAX_HEIGHT, MIN_HEIGHT

PANEL_SIZE = 258, 330
_FRAME = Frame(-0.035, 1.035, MIN_HEIGHT - 0.1, MAX_HEIGHT + 0.1, 26, 8, 231, 206)
_UNITS = Frame(-0.035, 1.035, -2, 2, 26, 258, 231, 50)
KNOB_SPACING = 6  # of the columns of a drawn target that have a handle
_STEP = 0.02  # of an arrow key
_STEP_BOX_HEIGHT = MIN_HEIGHT + 0.04  # where the boxes stand that move steps sideways
_NETWORK_LOOK = {"stroke": "var(--ink)", "stroke_width": 2.4}
_GAP_LOOK = {"stroke": "var(--accent)", "stroke_width": 3, "stroke_dasharray": "4 3"}
_FULL_BAR = 0.3


class Score(NamedTuple):
    """A maximum error (None: there is none yet), and how its bar looks."""

    name: str
    error: float | None
    colour: str


class ApproximatorScene(NamedTuple):
    """What the picture shows.

    `values`: the target on COMPARISON_GRID; `joints` and `heights` as the state has them; `drawn`: the 49 heights
    while the target is being drawn, or (); `scores` from top to bottom; `mark`: the error to come below, or None;
    `targets`: (name, words, heights at equal steps) of all that can be followed; `chosen`: the name of one of them.
    """

    net: MLP
    values: Array
    joints: tuple[float, ...]
    heights: tuple[float, ...]
    drawn: tuple[float, ...] = ()
    scores: tuple[Score, ...] = ()
    mark: float | None = None
    targets: tuple[tuple[str, str, tuple[float, ...]], ...] = ()
    chosen: str = ""

    @property
    def hinges(self) -> bool:
        return self.net[1].g is relu


def draw_approximation(scene: ApproximatorScene, net_values: Array, worst: int, said: str) -> Picture:
    """Return the picture; `worst` is the place on COMPARISON_GRID where the network is farthest from the target.

    >>> from lecture_lib.piecewise_linear import linear_interpolant
    >>> line = ApproximatorScene(linear_interpolant([0, 1], [0, 1]), COMPARISON_GRID, (), (0.0, 1.0))
    >>> draw_approximation(line, COMPARISON_GRID, 0, "No distance at all.")
    No distance at all.
    """
    inside = (
        target_curve(tuple(scene.values[::2].round(4).tolist())),
        _network(scene),
        _gap(scene.values[worst], net_values[worst], COMPARISON_GRID[worst]),
        _knobs(scene.drawn) if scene.drawn else _handles(scene),
    )
    left = (
        _FRAME.open(*inside, target=("ground",) if scene.drawn else None),
        _FRAME.axes("", ""),
        text(4, 18, "y", "small"),
        text(26, 251, f"each unit, v · {'max(0, x − t)' if scene.hinges else 'step(x − t)'}", "small bold"),
        _UNITS.open(*_units(scene)),
        _UNITS.axes("", ""),
        text(10, 325, "x", "small"),
    )
    right = (_targets(scene), _scores(scene.scores, scene.mark), _key())
    return svg.panels(
        svg.panel(*PANEL_SIZE, *left), svg.panel(*PANEL_SIZE, *right), title="An approximation by hand", text=said
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
    """Return the maximum error as an upright bar with feet."""
    (px, a), (_, b) = _FRAME.at(x, target), _FRAME.at(x, reached)
    feet = join_elements(line_segment(px - 6, y, px + 6, y, stroke="var(--accent)", stroke_width=3) for y in (a, b))
    return line_segment(px, a, px, b, **_GAP_LOOK) + feet


def _handles(scene: ApproximatorScene) -> str:
    """Return the corners of hinges; or the levels of steps, and below them the boxes that move steps sideways."""
    edges = (0.0, *scene.joints, 1.0)
    if scene.hinges:
        return _dots("corner", list(zip(edges, scene.heights)))
    middles = [(a + b) / 2 for a, b in zip(edges, edges[1:])]
    return _step_boxes(scene) + _dots("level", list(zip(middles, scene.heights)))


def _dots(what: str, places: list[Point]) -> str:
    at = _FRAME.points(places)
    return join_elements(
        tag(
            "g",
            disc,
            tag("circle", cx=px, cy=py, r=6.5, fill="var(--ink)", stroke="var(--paper)", stroke_width=2),
            **handle(
                (what, k),
                "drag edit",
                f"{what} {k} at x = {number_text(x)}, height {number_text(y)}: "
                "arrow keys move it, Enter types its height",
                at=(x, y),
                step=_STEP,
                value=f"{y:g}",
            ),
        )
        for k, ((x, y), (px, py), disc) in enumerate(zip(places, at.tolist(), hit_discs(at)))
    )


def _step_boxes(scene: ApproximatorScene) -> str:
    at = _FRAME.points([(x, _STEP_BOX_HEIGHT) for x in scene.joints])
    lines = join_elements(
        line_segment(px, py, px, _FRAME.at(0, min(scene.heights[k : k + 2]))[1], class_="grid", stroke_dasharray="2 3")
        for k, (px, py) in enumerate(at.tolist())
    )
    return lines + join_elements(
        tag(
            "g",
            disc,
            _box(px, py, 10, 18, "var(--ink)"),
            **handle(
                ("step", k),
                "drag edit",
                f"step {k + 1} at x = {number_text(x)}: arrow keys move it, Enter types its place",
                at=(x, _STEP_BOX_HEIGHT),
                step=_STEP,
                value=f"{x:g}",
            ),
        )
        for k, (x, (px, py), disc) in enumerate(zip(scene.joints, at.tolist(), hit_discs(at)))
    )


def _knobs(drawn: tuple[float, ...]) -> str:
    """Return the nine handles of a target that is being drawn."""
    columns = range(0, len(drawn), KNOB_SPACING)
    at = _FRAME.points([(column / 48, drawn[column]) for column in columns])
    return join_elements(
        tag(
            "g",
            disc,
            _box(px, py, 14, 14, "var(--accent)"),
            **handle(
                ("knob", column),
                "drag edit",
                f"the target at x = {number_text(column / 48, 3)}, height {number_text(drawn[column])}: "
                "arrow keys move it, Enter types it",
                at=(column / 48, drawn[column]),
                step=_STEP,
                value=f"{drawn[column]:g}",
            ),
        )
        for column, (px, py), disc in zip(columns, at.tolist(), hit_discs(at))
    )


def _box(px: float, py: float, width: float, height: float, colour: str) -> str:
    look = {"fill": "var(--paper)", "stroke": colour, "stroke_width": 2.4}
    return tag("rect", x=px - width / 2, y=py - height / 2, width=width, height=height, rx=3, **look)


def _units(scene: ApproximatorScene):
    """Yield each unit times its output weight: hinges as two straight pieces, steps with their jump."""
    t, v = -scene.net[1].b, scene.net[2].W[0]
    for at, weight in zip(t, v):
        far = [(1, weight * (1 - at))] if scene.hinges else [(at, weight), (1, weight)]
        yield curve_path(_UNITS.points([(0, 0), (at, 0), *far]), **_unit_look(weight >= 0))


def _unit_look(adds: bool) -> dict:
    return {
        "stroke": "var(--ink)" if adds else "var(--soft)",
        "stroke_width": 1.5,
        "stroke_dasharray": None if adds else "5 3",
    }


def _targets(scene: ApproximatorScene) -> str:
    """Return the targets as small pictures to press, the chosen one with its name above."""
    parts = []
    for k, (name, words, heights) in enumerate(scene.targets):
        here, left = name == scene.chosen, 1 + 52.5 * k
        frame = Frame(0, 1, MIN_HEIGHT, MAX_HEIGHT, left + 4, 28, 38, 26)
        curve = np.column_stack([np.linspace(0, 1, len(heights)), heights]) if heights else np.empty((0, 2))
        look = {"stroke": "var(--accent)" if here else "var(--line)", "stroke_width": 2.5 if here else 1}
        inner = curve_path(frame.points(curve), stroke="var(--ink)", stroke_width=1.8) if heights else _pencil(left)
        parts.append(
            tag(
                "g",
                tag("rect", x=left, y=24, width=46, height=34, rx=4, fill="var(--paper)", **look),
                inner,
                **handle(("target", name), "press", f"follow {words}{', chosen' * here}", quiet=here),
            )
        )
        if here:
            parts.append(text(0, 14, f"The target: {words}", "bold"))
    return join_elements(parts)


def _pencil(left: float) -> str:
    return text(left + 23, 46, "✎", "mid big")


@lru_cache(maxsize=1)
def _key() -> str:
    """Return the key: which line is what."""
    rows = (
        (0, 280, TARGET_LOOK, "the target"),
        (0, 301, _NETWORK_LOOK, "the network"),
        (0, 322, _GAP_LOOK, "maximum error"),
        (142, 280, _unit_look(True), "weight v > 0"),
        (142, 301, _unit_look(False), "weight v < 0"),
    )
    return join_elements(key_row(x, y, label, look) for x, y, look, label in rows)


def _scores(scores: tuple[Score, ...], mark: float | None) -> str:
    """Return the errors as numbers and bars; a bar is full at 0.3. The mark stands on the first two."""
    width = PANEL_SIZE[0]
    parts = [text(0, 86, "maximum error", "bold")]
    for i, (name, error, colour) in enumerate(scores):
        y = 110 + 38 * i
        share = 0.0 if error is None else min(error / _FULL_BAR, 1.0)
        parts += [
            text(0, y, name, "small"),
            text(width, y, "–" if error is None else number_text(round(error, 3)), "end num bold"),
            tag("rect", x=0, y=y + 6, width=width, height=9, rx=2, fill="var(--zone)"),
            tag("rect", x=0, y=y + 6, width=round(width * share, 1), height=9, rx=2, fill=colour, class_="moves"),
        ]
        if mark is not None and i < 2:
            x = width * mark / _FULL_BAR
            parts.append(line_segment(x, y + 2, x, y + 19, stroke="var(--ink)", stroke_width=2))
            parts += [text(x, y, f"goal {number_text(mark)}", "mid small soft")] * (i == 0)
    return join_elements(parts)
