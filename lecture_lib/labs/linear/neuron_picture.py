"""The picture of one neuron: a diagram of the affine step, the activation’s curve, a table of cases (row 01.5)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    activation_name,
    arrow,
    curve_path,
    handle,
    join_elements,
    line_segment,
    number_text,
    subscript,
    svg,
    tag,
    text,
)
from ...nn import Activation

MAX_DRAGGED = 4.0  # a box is dragged from −4 to 4; more can be typed
_SIZE = 250, 318
_X_AT, _W_AT, _PRODUCT_AT, _BEND_AT, _SUM_AT = 33, 107, 156, 174, (222, 158)
_ROWS = (60, 122, 184, 256)  # of the three inputs and of the bias
_BOX = 56, 40
_TRACK = 44.0
_RANGES = {"identity": (-8, 8), "relu": (-2, 8), "step": (-0.25, 1.25), "sigmoid": (-0.25, 1.25)}
_JUMPS = ("step", "sign")


class TableRow(NamedTuple):
    """One case: inputs, the wanted output, the neuron's, and whether it is near enough."""

    x: tuple[float, float, float]
    wanted: float
    got: float
    right: bool


class NeuronScene(NamedTuple):
    """What the picture shows."""

    x: tuple[float, float, float]
    w: tuple[float, float, float]
    b: float
    z: float
    a: float
    g: Activation
    folded: bool
    task: str
    rows: tuple[TableRow, ...]


def draw_neuron(scene: NeuronScene, said: str) -> Picture:
    """Return the picture: step 1, step 2 and the table.

    >>> from lecture_lib.nn import tanh
    >>> rows = (TableRow((1.0, 0.0, 0.0), 1.0, 0.76, False),)
    >>> scene = NeuronScene((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), 0.0, 1.0, 0.76, tanh, False, "one row", rows)
    >>> sorted(draw_neuron(scene, "One row.").abilities(("w", 0)))
    ['drag', 'edit']
    """
    return svg.panels(
        svg.panel(*_SIZE, *_affine(scene)),
        svg.panel(*_SIZE, *_activation(scene)),
        svg.panel(*_SIZE, *_cases(scene)),
        title="One neuron in two steps",
        text=said,
    )


def _affine(scene: NeuronScene) -> list[str]:
    parts = [text(4, 16, "Step 1: weigh and add", "bold")]
    for i, (x, w, y) in enumerate(zip(scene.x, scene.w, _ROWS)):
        number = subscript(i + 1)
        parts += _edge(y, w, w * x)
        parts += [
            _number_box(("x", i), f"input x{number}", x, (_X_AT, y), f"x{number}"),
            _number_box(("w", i), f"weight w{number}", w, (_W_AT, y), f"w{number}"),
        ]
    y = _ROWS[-1]
    parts += _edge(y, scene.b, scene.b, from_input=scene.folded)
    if scene.folded:
        parts += [
            tag("circle", cx=_X_AT, cy=y, r=20, fill="var(--zone)", stroke="var(--soft)", stroke_width=1.5),
            text(_X_AT, y + 5, "1", "mid num bold"),
            text(_X_AT, y - 25, "x₀ = 1", "mid small soft"),
        ]
    name = ("weight w₀", "w₀") if scene.folded else ("bias b", "b")
    parts.append(_number_box(("b", 0), name[0], scene.b, (_W_AT, y), name[1]))
    (x, y), z = _SUM_AT, number_text(round(scene.z, 3))
    parts += [
        tag("circle", cx=x, cy=y, r=26, fill="var(--zone)", stroke="var(--accent)", stroke_width=2),
        text(x, y + 5, z, "mid num bold"),
        text(x, y - 34, "z", "mid soft"),
        text(4, 306, "z = w₀·1 + w·x" if scene.folded else "z = w·x + b", "soft"),
    ]
    return parts


def _edge(y: float, weight: float, product: float, from_input: bool = True) -> list[str]:
    """Return the way of one input to the sum: as wide as its weight is large, dashed where that is negative."""
    look = {
        "stroke": "var(--soft)",
        "stroke_width": 0.8 + 0.8 * min(abs(weight), 4),
        "stroke_dasharray": "5 4" if weight < 0 else None,
    }
    way = [(_W_AT, y), (_BEND_AT, y), _SUM_AT]
    return [
        line_segment(_X_AT, y, _W_AT, y, **look) if from_input else "",
        curve_path(way, **look),
        text(_PRODUCT_AT, y - 7, number_text(round(product, 3)), "mid small num"),
    ]


def _number_box(target: tuple, name: str, value: float, at: tuple[float, float], letter: str) -> str:
    """Return a number with a small track below it; the whole box can be dragged sideways or typed over."""
    (x, y), (width, height) = at, _BOX
    track = Frame(-MAX_DRAGGED, MAX_DRAGGED, 0, 1, x - _TRACK / 2, y + 10, _TRACK, 1)
    knob, _ = track.at(min(max(value, -MAX_DRAGGED), MAX_DRAGGED), 0)
    zero, _ = track.at(0, 0)
    said = f"{name}, {number_text(value)}: arrow keys change it, Enter to type"
    return track.hold(
        text(x, y - height / 2 - 5, letter, "mid small soft"),
        tag(
            "g",
            tag(
                "rect",
                x=x - width / 2,
                y=y - height / 2,
                width=width,
                height=height,
                rx=6,
                fill="var(--paper)",
                stroke="var(--line)",
            ),
            text(x, y + 1, number_text(value), "mid num"),
            line_segment(x - _TRACK / 2, y + 11, x + _TRACK / 2, y + 11, stroke="var(--faint)", stroke_width=3),
            line_segment(zero, y + 7, zero, y + 15, stroke="var(--line)"),
            tag("circle", cx=knob, cy=y + 11, r=5, fill="var(--act)"),
            **handle(target, "drag edit", said, at=(value, 0), step=0.1, value=f"{value:g}"),
        ),
    )


def _activation(scene: NeuronScene) -> list[str]:
    name = scene.g.name
    frame = Frame(-8, 8, *_RANGES.get(name, (-1.4, 1.4)), 40, 30, 204, 172)
    seen = min(max(scene.z, -8), 8)
    height = float(scene.g.value(np.array(seen)))
    (px, bottom), (_, py) = frame.at(seen, frame.y0), frame.at(seen, height)
    outside = "" if seen == scene.z else "z →" if scene.z > 0 else "← z"
    z, a = number_text(round(scene.z, 3)), number_text(round(scene.a, 3))
    dashed = {"stroke": "var(--accent)", "stroke_width": 1.6, "stroke_dasharray": "4 3"}
    letter = "σ" if name == "sigmoid" else activation_name(scene.g)
    return [
        text(4, 16, f"Step 2: {activation_name(scene.g)}", "bold"),
        frame.open(
            line_segment(*frame.at(-8, 0), *frame.at(8, 0), class_="grid"),
            line_segment(*frame.at(0, frame.y0), *frame.at(0, frame.y1), class_="grid"),
            _activation_curve(frame, scene.g),
            line_segment(px, bottom, px, py, **dashed),
            line_segment(frame.left, py, px, py, **dashed),
            tag("circle", cx=px, cy=py, r=6, fill="var(--accent)", stroke="var(--paper)", stroke_width=1.5),
        ),
        frame.axes("z", "a"),
        text(min(max(px, 58), 226), bottom - 6, outside, "mid bold", style="fill:var(--accent)"),
        tag("circle", cx=32, cy=272, r=26, fill="var(--zone)", stroke="var(--accent)", stroke_width=2),
        text(32, 277, z, "mid num"),
        arrow(60, 272, 190, 272, "var(--soft)", 2),
        text(125, 264, letter, "mid soft"),
        tag("circle", cx=218, cy=272, r=26, fill="var(--zone)", stroke="var(--ink)", stroke_width=2),
        text(218, 277, a, "mid num bold"),
        text(32, 313, "z", "mid small soft"),
        text(248, 313, "a, the output", "end small soft"),
    ]


@cache
def _activation_curve(frame: Frame, g: Activation) -> str:
    """Return the curve; a jump is left open."""
    parts = [np.linspace(-8, 0, 81), np.linspace(0, 8, 81)]
    if g.name in _JUMPS:
        parts = [np.r_[parts[0][:-1], -1e-9], np.r_[1e-9, parts[1][1:]]]
    look = {"stroke": "var(--ink)", "stroke_width": 2}
    return join_elements(curve_path(frame.points(np.column_stack([z, g.value(z)])), **look) for z in parts)


def _cases(scene: NeuronScene) -> list[str]:
    good = sum(row.right for row in scene.rows)
    parts = [
        text(4, 16, scene.task, "bold"),
        *(text(22 + 36 * i, 42, f"x{subscript(i + 1)}", "mid small soft") for i in range(3)),
        text(148, 42, "wanted", "mid small soft"),
        text(200, 42, "output", "mid small soft"),
    ]
    for k, row in enumerate(scene.rows):
        y = 62 + 29 * k
        now = row.x == scene.x
        sign_, class_ = ("✓", "mid good bold") if row.right else ("✗", "mid bad bold")
        values = ", ".join(map(number_text, row.x))
        state = "right" if row.right else "not right yet"
        said = (
            f"inputs {values}: wanted {number_text(row.wanted)}, output {number_text(row.got, 3)}, {state}; load them"
        )
        frame = {"stroke": "var(--accent)", "stroke_width": 2} if now else {"stroke": "var(--line)"}
        parts.append(
            tag(
                "g",
                tag("rect", x=3, y=y - 13, width=244, height=26, rx=5, fill="var(--paper)", **frame),
                *(text(22 + 36 * i, y + 5, number_text(v), "mid num") for i, v in enumerate(row.x)),
                text(148, y + 5, number_text(row.wanted), "mid num bold"),
                text(200, y + 5, number_text(round(row.got, 2)), "mid num"),
                text(233, y + 5, sign_, class_),
                **handle(("row", k), "press", said, quiet=now),
            )
        )
    parts.append(text(4, 306, f"{good} of {len(scene.rows)} right", "num bold"))
    return parts
