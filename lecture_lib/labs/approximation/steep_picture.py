"""The picture of two sigmoids: the network with its numbers, and its curves over a bump (row 11.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
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
from ...nn import MLP, forward
from ...validation import Array
from .curve_key import TARGET_LOOK, key_row

PANEL_SIZE = 258, 330
MAX_HEIGHT = 1.2
_FRAME = Frame(-0.04, 1.04, -1.3, 1.7, 30, 24, 226, 210)
_GRID = np.linspace(-0.04, 1.04, 433)
_UNITS = ((129, 92), (129, 232))
_INPUT, _OUTPUT = (26, 162), (232, 162)
_RADIUS = 21
_NETWORK_LOOK = {"stroke": "var(--ink)", "stroke_width": 2.6}
_UNIT_LOOKS = (
    {"stroke": "var(--plus)", "stroke_width": 1.8, "stroke_dasharray": "6 3"},
    {"stroke": "var(--minus)", "stroke_width": 1.8, "stroke_dasharray": "2 3"},
)


class SteepScene(NamedTuple):
    """What the picture shows: the network, where its steps are, the bump, the error now and of the goal.

    `held` is what stays as w changes.
    """

    net: MLP
    steps: tuple[float, float]
    target: Callable[[Array], Array]
    error: float
    goal: float
    held: str = "b"


def draw_steep_sigmoids(scene: SteepScene, said: str) -> Picture:
    """Return the picture.

    >>> from lecture_lib.nn import identity, sigmoid
    >>> net = MLP(([[8], [8]], [-4, -2], sigmoid), ([[1, -1]], [0], identity))
    >>> draw_steep_sigmoids(SteepScene(net, (0.5, 0.25), np.zeros_like, 0.2, 0.03), "Two units.")
    Two units.
    """
    return svg.panels(
        svg.panel(*PANEL_SIZE, *_diagram(scene)),
        svg.panel(*PANEL_SIZE, *_plot(scene)),
        title="Two sigmoids become two steps",
        text=said,
    )


def _diagram(scene: SteepScene) -> list[str]:
    """Return the network: what can be typed over stands in a box."""
    hidden, output = scene.net[1], scene.net[2]
    parts = [text(129, 14, "the network", "mid bold")]
    for k, (x, y) in enumerate(_UNITS):
        look = _UNIT_LOOKS[k]["stroke"]
        parts += [
            line_segment(_INPUT[0] + 14, _INPUT[1], x - _RADIUS, y, stroke="var(--soft)", stroke_width=1.5),
            line_segment(x + _RADIUS, y, _OUTPUT[0] - 16, _OUTPUT[1], stroke=look, stroke_width=2),
            tag("circle", cx=x, cy=y, r=_RADIUS, fill="var(--zone)", stroke=look, stroke_width=2),
            text(x, y + 5, "σ", "mid bold"),
            text(50, y - 4 if k == 0 else y + 14, f"w = {number_text(float(hidden.W[k, 0]), 4)}", "mid small num"),
            _box(x - 45, y - 58 if k == 0 else y + 28, 90, ("b", k), "b", float(hidden.b[k]), f"bias of unit {k + 1}"),
            text(x, y + 49 if k == 0 else y - 43, f"s = −b/w = {number_text(scene.steps[k], 3)}", "mid small bold num"),
            _box(178, y - 38 if k == 0 else y + 14, 78, ("v", k), "v", float(output.W[0, k]), f"output weight {k + 1}"),
        ]
    for (x, y), name, radius in ((_INPUT, "x", 14), (_OUTPUT, "+", 16)):
        parts += [
            tag("circle", cx=x, cy=y, r=radius, fill="var(--paper)", stroke="var(--soft)", stroke_width=1.5),
            text(x, y + 5, name, "mid bold"),
        ]
    return [*parts, text(129, 322, f"σ(w x + b): when w changes, {scene.held} stays", "mid small soft")]


def _box(left: float, top: float, width: float, target: tuple, name: str, value: float, label: str) -> str:
    """Return a number that can be typed over."""
    shown = number_text(value, 4)
    return tag(
        "g",
        tag("rect", x=left, y=top, width=width, height=26, rx=4, fill="var(--paper)", stroke="var(--line)"),
        text(left + width / 2, top + 18, f"{name} = {shown}", "mid small num"),
        **handle(target, "edit", f"{label}, {shown}: press Enter to type another", value=f"{value:.6g}"),
    )


def _plot(scene: SteepScene) -> list[str]:
    trace = forward(scene.net, _GRID[:, None])
    each = trace.a[1] * scene.net[2].W[0]
    curves = [curve_path(_points(each[:, k]), **_UNIT_LOOKS[k]) for k in range(2)]
    far = "good" if scene.error <= scene.goal else ""
    return [
        text(143, 14, "output over the bump", "mid bold"),
        _FRAME.open(_target(scene.target), *curves, curve_path(_points(trace.a[2][:, 0]), **_NETWORK_LOOK)),
        _FRAME.hold(_knobs(scene)),
        _FRAME.axes("", ""),
        key_row(30, 264, "bump", TARGET_LOOK),
        key_row(136, 264, "output", _NETWORK_LOOK),
        key_row(30, 284, "v₁σ, unit 1", _UNIT_LOOKS[0]),
        key_row(136, 284, "v₂σ, unit 2", _UNIT_LOOKS[1]),
        text(30, 308, "mean error", "small"),
        text(256, 308, number_text(scene.error, 3), f"end small bold num {far}"),
        text(30, 325, "goal", "small soft"),
        text(256, 325, number_text(scene.goal), "end small soft num"),
    ]


def _points(y: Array) -> Array:
    return _FRAME.points(np.column_stack([_GRID, y]))


@lru_cache(maxsize=4)
def _target(target: Callable[[Array], Array]) -> str:
    x = np.linspace(-0.04, 1.04, 1081)
    return curve_path(_FRAME.points(np.column_stack([x, target(x)])), **TARGET_LOOK)


def _knobs(scene: SteepScene) -> str:
    """Return a knob for each unit, at its step and as high as its output weight."""
    at = [(min(max(s, 0.0), 1.0), float(v)) for s, v in zip(scene.steps, scene.net[2].W[0])]
    places, parts = _FRAME.points(at), []
    for k, ((x, y), disc, place) in enumerate(zip(places.tolist(), hit_discs(places), at)):
        label = (
            f"step {k + 1} at {number_text(scene.steps[k], 3)}, output weight {number_text(place[1])}: "
            "arrow keys move it sideways or change the weight"
        )
        look = {"fill": _UNIT_LOOKS[k]["stroke"], "stroke": "var(--paper)", "stroke_width": 2}
        parts.append(
            tag(
                "g",
                disc,
                tag("circle", cx=x, cy=y, r=8, **look)
                if k == 0
                else tag("rect", x=x - 7, y=y - 7, width=14, height=14, **look),
                **handle(("knob", k), "drag", label, at=place, step=0.02),
            )
        )
    return join_elements(parts)
