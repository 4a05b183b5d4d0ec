"""What a unit reads: each of its weights and its bias as a bar with a number, to be dragged or typed over."""

from __future__ import annotations

import math

from markupsafe import Markup

from ....drawing import Frame, Panel, Target, handle, line_segment, number_text, svg, tag, target_name, text
from ..insight import input_labels, unit_words
from ..state import State

_WIDTH, _ROW, _TOP = 272, 27, 30
_BOX = 24  # how high a bar's box is, and how high a target must be
_ONE_COLUMN = 9  # rows; more are set in two columns
_RANGE = 4.0  # to either side; it doubles where a weight lies beyond
_STEP = 0.1
HALO = {"paint_order": "stroke", "stroke": "var(--paper)", "stroke_width": 3}
"""What makes a text be read over bars and tiles."""


def weight_list(state: State, layer: int, unit: int) -> tuple[Panel, str]:
    """Return the panel for one unit, and its numbers in words; layers count from 1, the output's is the last.

    The handles are ("W", layer, unit, from) and ("b", layer, unit); when dragged, x is the new number.

    >>> weight_list(State(), 1, 0)[1]
    'Unit 1 of layer 1 reads x₁ with weight 0.0889 and x₂ with weight −0.0934; its bias is 0.'
    """
    W, b, _ = state.net[layer]
    values = [*W[unit].tolist(), float(b[unit])]
    names = [*input_labels(state, layer), "bias"]
    targets: list[Target] = [*(("W", layer, unit, i) for i in range(len(names) - 1)), ("b", layer, unit)]
    title = unit_words(state, layer, unit)
    columns = 1 if len(names) <= _ONE_COLUMN else 2
    deep = math.ceil(len(names) / columns)
    wide = (_WIDTH - 8) / columns
    reach = _reach(values)
    parts = []
    for column in range(columns):
        left = 4 + column * wide + (84 if columns == 1 else 52)
        frame = Frame(-reach, reach, 0, 1, left, _TOP, 4 + (column + 1) * wide - left - 4, deep * _ROW)
        rows = range(column * deep, min((column + 1) * deep, len(names)))
        boxes = [_row(frame, i - rows[0], names[i], values[i], targets[i], title) for i in rows]
        parts.append(frame.hold(*boxes))
    return (
        svg.panel(
            _WIDTH,
            _TOP + deep * _ROW + 20,
            text(8, 18, f"what {title} reads", "bold"),
            *parts,
            text(8, _TOP + deep * _ROW + 13, "drag a bar, or press Enter to type", "small soft"),
        ),
        _words(title, names, values),
    )


def _reach(values: list[float]) -> float:
    most = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    return _RANGE * 2 ** max(0, math.ceil(math.log2(most / _RANGE))) if most > _RANGE else _RANGE


def _row(frame: Frame, place: int, name: str, value: float, target: Target, title: str) -> Markup:
    """Return a name, and a box in which a bar goes from the middle, 0, to the value, with its number on it."""
    y = frame.top + place * _ROW
    shown = min(max(value, frame.x0), frame.x1) if math.isfinite(value) else 0.0
    (zero, _), (end, _) = frame.at(0, 0), frame.at(shown, 0)
    is_narrow = frame.width < 150
    what = f"bias of {title}" if target[0] == "b" else f"weight of {name} in {title}"
    able = handle(
        target,
        "drag edit",
        f"{what}, {number_text(value, 3)}: arrow keys change it, Enter opens it",
        at=(shown, 0.5),
        step=_STEP,
        value=f"{value:.6g}",
    )
    able["data_id"] = f"list.{target_name(target)}"  # the network has handles of the same numbers
    colour = "var(--plus)" if value > 0 else "var(--minus)"
    most, number = 7 if is_narrow else 11, number_text(value, 2 if is_narrow else 3)
    beside = frame.left + frame.width - 4 if shown < 0 else frame.left + 4
    return text(frame.left - 6, y + 16.5, name if len(name) <= most else f"{name[: most - 1]}…", "end small") + tag(
        "g",
        tag(
            "rect",
            x=frame.left,
            y=y,
            width=frame.width,
            height=_BOX,
            rx=4,
            fill="var(--paper)",
            stroke="var(--line)",
        ),
        tag("rect", x=min(zero, end), y=y + 3, width=abs(end - zero), height=_BOX - 6, fill=colour, fill_opacity=0.45),
        line_segment(zero, y, zero, y + _BOX, stroke="var(--line)"),
        line_segment(end, y + 2, end, y + _BOX - 2, stroke=colour, stroke_width=3),
        text(beside, y + 16.5, number, _side(shown), **HALO),
        **able,
    )


def _side(value: float) -> str:
    """Return where the number is written: in the half of the box that the bar leaves free."""
    return "small num end" if value < 0 else "small num"


def _words(title: str, names: list[str], values: list[float]) -> str:
    *weights, bias = values
    start = f"{title[0].upper()}{title[1:]} reads"
    if len(weights) <= 8:
        read = [f"{name} with weight {number_text(w, 3)}" for name, w in zip(names, weights)]
        told = " and ".join(filter(None, (", ".join(read[:-1]), read[-1])))
    else:
        low, high = (number_text(pick(weights), 3) for pick in (min, max))
        told = f"{len(weights)} numbers with weights from {low} to {high}"
    return f"{start} {told}; its bias is {number_text(bias, 3)}."
