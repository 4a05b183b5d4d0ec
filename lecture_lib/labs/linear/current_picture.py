"""The picture of a current, a membrane potential and its spikes, and of the constant currents tried (row 01.3)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    curve_path,
    handle,
    join_elements,
    line_segment,
    number_text,
    square_knob,
    svg,
    tag,
    text,
)
from ...validation import Array

DURATION = 100.0  # ms
MAX_CURRENT = 4.0  # nA
N_HEIGHTS = 51  # of a drawn current
SHAPE_HANDLES = range(5, N_HEIGHTS, 10)  # the heights that have a handle for the keyboard
_SIZE = 262, 338
_CURRENT = Frame(0, DURATION, 0, MAX_CURRENT, 46, 26, 203, 108)
_POTENTIAL = Frame(0, DURATION, -1, 20, 46, 180, 203, 116)
_TRIED = Frame(0, MAX_CURRENT, -0.8, 14, 46, 26, 203, 150)
_SPIKE_TOP = 19.5  # mV, as high as a spike is drawn


class CurrentScene(NamedTuple):
    """What the picture shows.

    `heights`: the current in nA at equal steps; `t` and `v`: the trace; `spikes`: their times; `tried`: constant
    currents with their numbers of spikes; `silent` and `firing`: the highest silent and the lowest firing of them;
    `level`: the constant current of now, None if it is drawn.
    """

    heights: tuple[float, ...]
    t: Array
    v: Array
    spikes: Array
    threshold: float
    mean: float
    tried: tuple[tuple[float, int], ...]
    silent: float | None
    firing: float | None
    level: float | None


def draw_current(scene: CurrentScene, said: str) -> Picture:
    """Return the picture: current above potential on one axis of time, and beside them the currents tried.

    Dots are constant currents; a drawn one is a ring.

    >>> t = np.array([50.0, 100.0])
    >>> scene = CurrentScene((1.0,) * 51, t, 0 * t, t[:0], 15.0, 1.0, ((1.0, 0),), 1.0, None, 1.0)
    >>> draw_current(scene, "Silent.").abilities(("level",))
    frozenset({'drag'})
    """
    return svg.panels(
        svg.panel(*_SIZE, _current(scene), _potential(scene)),
        svg.panel(*_SIZE, _tried(scene), _numbers(scene)),
        title="A neuron that spikes",
        text=said,
    )


def _current(scene: CurrentScene) -> str:
    times = np.linspace(0, DURATION, N_HEIGHTS)
    line = _CURRENT.points(np.column_stack([times, scene.heights]))
    left, bottom = _CURRENT.at(0, 0)
    area = [(left, bottom), *line.tolist(), (_CURRENT.left + _CURRENT.width, bottom)]
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in area)
    said = f"constant current, {scene.mean:.2f} nA: arrow keys change it by 0.01"
    return join_elements(
        [
            _CURRENT.open(
                tag("polygon", points=outline, fill="var(--act)", fill_opacity=0.12),
                curve_path(line, stroke="var(--act)", stroke_width=2.2),
                target=("ground",),
            ),
            _CURRENT.axes("", "I in nA", "current: draw here"),
            _CURRENT.hold(
                *(_shape_handle(k, scene.heights) for k in range(len(SHAPE_HANDLES))),
                square_knob(
                    _CURRENT,
                    (0, scene.mean),
                    "var(--act)",
                    **handle(("level",), "drag", said, at=(0, scene.mean), step=0.01),
                ),
            ),
        ]
    )


def _shape_handle(k: int, heights: tuple[float, ...]) -> str:
    time = DURATION * SHAPE_HANDLES[k] / (N_HEIGHTS - 1)
    height = heights[SHAPE_HANDLES[k]]
    x, y = _CURRENT.at(time, height)
    said = f"current at {time:g} ms: {number_text(height)} nA; arrow keys bend the curve there"
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=13, class_="hit"),
        tag("circle", cx=x, cy=y, r=5, fill="var(--paper)", stroke="var(--act)", stroke_width=2),
        **handle(("shape", k), "drag", said, at=(time, height), step=0.1),
    )


def _potential(scene: CurrentScene) -> str:
    points = np.column_stack([np.r_[0, scene.t], np.r_[0, np.minimum(scene.v, scene.threshold)]])
    (x0, y), (x1, _) = _POTENTIAL.at(0, scene.threshold), _POTENTIAL.at(DURATION, scene.threshold)
    _, top = _POTENTIAL.at(0, _SPIKE_TOP)
    strokes = [_POTENTIAL.at(t, 0)[0] for t in scene.spikes.tolist()]
    return join_elements(
        [
            _POTENTIAL.open(
                curve_path(_POTENTIAL.points(points), stroke="var(--ink)", stroke_width=1.6),
                line_segment(x0, y, x1, y, stroke="var(--soft)", stroke_width=1.5, stroke_dasharray="5 4"),
                *(line_segment(x, y, x, top, stroke="var(--accent)", stroke_width=2.4) for x in strokes),
            ),
            text(x1 - 3, y - 6, "" if strokes else "threshold", "end small soft"),
            _potential_axes(),
        ]
    )


@cache
def _potential_axes() -> str:
    return _POTENTIAL.axes("time in ms", "v in mV", "potential above rest")


def _tried(scene: CurrentScene) -> str:
    dots = []
    for level, n in scene.tried:
        x, y = _TRIED.at(level, n)
        now = level == scene.level
        dots.append(tag("circle", cx=x, cy=y, r=5.5 if now else 3, fill="var(--accent)" if now else "var(--soft)"))
    if scene.level is None:  # a drawn current: a ring at its mean
        x, y = _TRIED.at(scene.mean, len(scene.spikes))
        dots.append(tag("circle", cx=x, cy=y, r=6, fill="none", stroke="var(--accent)", stroke_width=2.5))
    return _TRIED.open(*dots) + _TRIED.axes("mean current in nA", f"spikes in {DURATION:g} ms", "currents tried")


def _numbers(scene: CurrentScene) -> str:
    """Return the rows below the dots: the mean current, which can be typed over, the spikes, and the bracket."""
    says = f"mean current, {scene.mean:.2f} nA: press Enter to type a constant one"
    box = tag(
        "g",
        tag("rect", x=170, y=222, width=58, height=26, rx=5, fill="var(--paper)", stroke="var(--line)"),
        text(199, 239.5, f"{scene.mean:.2f}", "mid num"),
        **handle(("mean",), "edit", says, value=f"{scene.mean:.2f}"),
    )
    known = [("–" if v is None else f"{v:.2f}") for v in (scene.silent, scene.firing)]
    rows = [
        ("mean current", "", "nA"),
        ("spikes now", str(len(scene.spikes)), ""),
        ("highest silent constant", known[0], "nA"),
        ("lowest firing constant", known[1], "nA"),
    ]
    parts = [box]
    for i, (name, value, unit) in enumerate(rows):
        y = 240 + 28 * i
        parts += [text(10, y, name, "small"), text(222, y, value, "end num bold"), text(234, y, unit, "small soft")]
    return join_elements(parts)
