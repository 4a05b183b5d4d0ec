"""One point's way through the network: every unit's z and a for it, and one unit's arithmetic with the numbers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ....drawing import Panel, join_elements, number_text, svg, tag, text
from ....nn import Trace
from ....validation import InputError
from ..insight import UnitFormula, feature_label, point_values, unit_formula, unit_words
from ..state import State

_WIDTH, _HEIGHT = 272, 298
_TOP, _CELLS = 36.0, 116.0  # where the columns begin and how high they are
_LINES = 3, 4, 1  # of the arithmetic below them: with names, with numbers, and the activation
_SIGNS = 38  # in a line
_TINTS = 8  # of either colour


def point_trace(state: State) -> tuple[Panel, str]:
    """Return the panel for the pinned point, and what it shows in words.

    Each column is a layer, from the features to the output; each box has a unit's z and a where there is room. Below
    them is the arithmetic of the unit that is chosen, or of the first output.

    >>> point_trace(State(pinned=(1.0, -2.0)))[1][:68]
    'The point (1, −2): the output is 0.493. For the output: z = −0.385·a'
    """
    if state.pinned is None:
        return _nothing("press the map to pin a point"), "No point is pinned."
    at = f"({', '.join(number_text(v, 3) for v in state.pinned)})"
    try:
        trace = point_values(state.setup, state.run, state.pinned)
    except InputError as why:
        return _nothing("a feature has no value there"), f"The point {at}: {why}"
    layer, unit = state.unit or (len(state.net), 0)
    formula = unit_formula(state.setup, state.run, layer, unit, state.pinned)
    name = unit_words(state.setup, layer, unit)
    lines = _lines(formula)
    parts = [
        text(8, 16, f"the point {at}", "bold num"),
        *(_column(state, trace, l, (layer, unit)) for l in range(len(trace.a))),
        text(8, _TOP + _CELLS + 18, f"{name}:", "small bold"),
        *(text(8, _TOP + _CELLS + 33 + 15 * i, line, "small num") for i, line in enumerate(lines)),
    ]
    outputs = trace.a[-1].tolist()
    said = f"the output is {number_text(outputs[0], 3)}"
    if len(outputs) > 1:
        k = int(np.argmax(outputs))
        said = f"the class {state.problem.train.classes[k]} has the largest output, {number_text(outputs[k], 3)}"
    words = f"The point {at}: {said}. For {name}: {formula.names}; {formula.numbers}; {formula.output}."
    return svg.panel(_WIDTH, _HEIGHT, *parts), words


@lru_cache(maxsize=2)
def _nothing(why: str) -> Panel:
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, _HEIGHT / 2, why, "mid small soft"))


def _column(state: State, trace: Trace, layer: int, chosen: tuple[int, int]) -> Markup:
    """Return a layer's boxes, tinted by a: blue above 0, orange below."""
    a, z = trace.a[layer].tolist(), None if layer == 0 else trace.z[layer].tolist()
    wide = (_WIDTH - 12) / len(trace.a)
    left, high = 6 + wide * layer, min(_CELLS / len(a), 34.0)
    top = _TOP + (_CELLS - high * len(a)) / 2
    width, tall = wide - min(8.0, wide / 4), max(high - min(3.0, high / 5), 1)
    head = "inputs" if layer == 0 else "out" if layer == len(trace.a) - 1 else str(layer)
    parts = [text(left + width / 2, _TOP - 6, head if wide >= 40 else head[:3], "mid small soft")]
    boxes = [(left, top + high * j, width, tall) for j in range(len(a))]
    parts += _tints(a, boxes)
    if layer == chosen[0]:
        x, y, w, h = boxes[chosen[1]]
        rim = {"fill": "none", "stroke": "var(--accent)", "stroke_width": 2.5}
        parts.append(tag("rect", x=x, y=y, width=w, height=h, **rim))
    if width >= 36 and high >= 15:
        both = width >= 54 and high >= 28
        for j, value in enumerate(a):
            named = feature_label(state.features[j])[:9] if z is None else f"z {number_text(z[j], 2)}"
            x, y = left + width / 2, boxes[j][1]
            parts += [
                text(x, y + 11.5, named, "mid small num") if both else "",
                text(x, y + (23.5 if both else tall / 2 + 4), _output(value, both and z is not None), "mid small num"),
            ]
    return join_elements(parts)


def _output(a: float, is_named: bool) -> str:
    return f"{'a ' if is_named else ''}{number_text(a, 2)}"


def _tints(values: Sequence[float], boxes: Sequence[tuple[float, float, float, float]]) -> list[Markup]:
    """Return one element for all boxes of a tint, so that hundreds of them cost little."""
    tinted: dict[int, list[str]] = {}
    for value, (x, y, width, tall) in zip(values, boxes):
        tint = round(_TINTS * min(max(value, -1.0), 1.0)) if math.isfinite(value) else 0
        tinted.setdefault(tint, []).append(f"M{x:.1f} {y:.1f}h{width:.1f}v{tall:.1f}h{-width:.1f}z")
    return [
        tag(
            "path",
            d="".join(ways),
            fill="var(--plus)" if tint > 0 else "var(--minus)",
            fill_opacity=round(0.5 * abs(tint) / _TINTS, 2),
            stroke="var(--line)",
            stroke_width=0.7,
        )
        for tint, ways in tinted.items()
    ]


def _lines(formula: UnitFormula) -> list[str]:
    """Return the arithmetic in lines that are short enough; what would be too much is left out."""
    found = []
    for part, most in zip(formula, _LINES):
        lines = textwrap.wrap(part, _SIGNS, subsequent_indent="   ", break_on_hyphens=False)
        found += lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: _SIGNS - 2]} …"]
    return found
