"""Bars of sizes on a logarithmic axis, one a row: relative errors of gradients, sizes of gradients by layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ...drawing import join_elements, line_segment, tag, text

_ROW = 26


class LogBar(NamedTuple):
    """One row: its name, its size (0 has no bar), whether it is as it should be, and a remark at its right end."""

    name: str
    size: float
    fine: bool
    remark: str = ""


def log_bar_chart(
    rows: Sequence[LogBar],
    low: int,
    high: int,
    left: float,
    top: float,
    width: float,
    limits: Sequence[float] = (),
    row: float = _ROW,
) -> str:
    """Return the bars from 10^low to 10^high, `width` long; lines stand at `limits`. Fine bars are blue, others
    orange with a dashed edge.

    >>> rows = [LogBar("dW[1]", 1e-9, True, "all × 1"), LogBar("db[1]", 0.5, False)]
    >>> drawn = log_bar_chart(rows, -12, 0, 60, 20, 300, [1e-6])
    >>> drawn.count("<rect"), "dW[1]" in drawn
    (2, True)
    """

    def at(size: float) -> float:
        place = math.log10(size) if size > 0 else low
        return left + width * (min(max(place, low), high) - low) / (high - low)

    bottom, parts = top + row * len(rows), []
    every = max(1, math.ceil((high - low) / 6))
    for power in range(low, high + 1, every):
        x = at(10.0**power)
        parts += [line_segment(x, top, x, bottom, class_="grid"), text(x, bottom + 17, _power(power), "mid small soft")]
    for k, bar in enumerate(rows):
        y, colour = top + k * row, "var(--plus)" if bar.fine else "var(--minus)"
        parts += [
            text(left - 8, y + row / 2 + 4, bar.name, "end small num"),
            tag(
                "rect",
                x=left,
                y=y + row * 0.15,
                width=max(at(bar.size) - left, 1.5),
                height=row * 0.7,
                fill=colour,
                stroke=None if bar.fine else "var(--ink)",
                stroke_dasharray=None if bar.fine else "4 3",
            ),
        ]
        if bar.remark:
            parts.append(text(left + width + 12, y + row / 2 + 4, bar.remark, "small num"))
    parts += [
        line_segment(at(v), top - 6, at(v), bottom, stroke="var(--ink)", stroke_width=1.5, stroke_dasharray="2 3")
        for v in limits
    ]
    return join_elements(parts) + line_segment(left, top, left, bottom, class_="axis")


def _power(power: int) -> str:
    return "10" + str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")) if power else "1"
