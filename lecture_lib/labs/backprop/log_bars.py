"""Bars of sizes on a logarithmic axis, one a row: relative errors of gradients, sizes of gradients by layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from ...drawing import join_elements, line_segment, scientific_notation, tag, text

_THICKEST = 18


class LogBar(NamedTuple):
    """One row: its name, its size (0 has no bar), whether it is as it should be, and a remark at its right end."""

    name: str
    size: float
    fine: bool
    remark: str = ""


class LogAxis(NamedTuple):
    """The axis from 10^low to 10^high: where it begins in the picture, how long it is, how high each row."""

    low: int
    high: int
    left: float
    top: float
    width: float
    row: float

    def at(self, size: float) -> float:
        """Return where a size stands; what is off the axis stands at its end.

        >>> axis = LogAxis(-6, 0, left=10, top=0, width=60, row=20)
        >>> axis.at(1e-3), axis.at(0), axis.at(1e9)
        (40.0, 10.0, 70.0)
        """
        place = math.log10(size) if size > 0 else self.low
        place = min(max(place, self.low), self.high)
        return self.left + self.width * (place - self.low) / (self.high - self.low)


def log_bar_chart(
    rows: Sequence[LogBar], axis: LogAxis, limit: float | None = None, band: tuple[float, float] | None = None
) -> Markup:
    """Return the bars: fine ones are filled, others hollow. A name that begins with ✗ is red.

    A dotted line stands at `limit`; the sizes in a `band` have a green ground.

    >>> rows = [LogBar("dW[1]", 1e-9, True, "all × 1"), LogBar("✗ db[1]", 0.5, False)]
    >>> drawn = log_bar_chart(rows, LogAxis(-12, 0, left=60, top=20, width=300, row=26), limit=1e-6)
    >>> drawn.count("<rect"), "✗ db[1]" in drawn
    (2, True)
    """
    bottom, parts = axis.top + axis.row * len(rows), []
    if band:
        low, high = map(axis.at, band)
        ground = {"fill": "var(--good)", "fill_opacity": 0.16}
        parts.append(tag("rect", x=low, y=axis.top, width=high - low, height=bottom - axis.top, **ground))
        parts += [line_segment(x, axis.top, x, bottom, stroke="var(--good)", stroke_width=1.2) for x in (low, high)]
    every = max(1, math.ceil((axis.high - axis.low) / (axis.width / 44)))
    for power in range(axis.high, axis.low - 1, -every):
        x = axis.at(10.0**power)
        parts += [
            line_segment(x, axis.top, x, bottom, class_="grid"),
            text(x, bottom + 17, scientific_notation(10.0**power, 1), "mid small soft"),
        ]
    parts += [_bar(bar, axis, k) for k, bar in enumerate(rows)]
    if limit is not None:
        x = axis.at(limit)
        parts.append(
            line_segment(x, axis.top - 6, x, bottom, stroke="var(--ink)", stroke_width=1.5, stroke_dasharray="2 3")
        )
    return join_elements(parts) + line_segment(axis.left, axis.top, axis.left, bottom, class_="axis")


def _bar(bar: LogBar, axis: LogAxis, k: int) -> Markup:
    y = axis.top + k * axis.row
    thick = min(axis.row * 0.66, _THICKEST)
    look = {"fill": "var(--soft)"} if bar.fine else {"fill": "var(--paper)", "stroke": "var(--soft)"}
    parts = [
        text(axis.left - 6, y + axis.row / 2 + 4.5, bar.name, f"end small num{' bad' * bar.name.startswith('✗')}"),
        tag(
            "rect",
            x=axis.left,
            y=y + (axis.row - thick) / 2,
            width=max(axis.at(bar.size) - axis.left, 1.5),
            height=thick,
            class_="moves",
            **look,
        ),
    ]
    if bar.remark:
        parts.append(text(axis.left + axis.width + 8, y + axis.row / 2 + 4.5, bar.remark, "small num"))
    return join_elements(parts)
