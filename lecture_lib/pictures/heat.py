"""A table of numbers as coloured cells: blue above 0, orange below, the stronger the larger (row 02.5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..inputs import InputError, numbers
from ..words.writing import number
from . import svg
from .svg import Picture, tag, text

_CELL, _LEFT, _TOP = 74, 56, 62


def heat(table, rows: Sequence[str], columns: Sequence[str], title: str) -> Picture:
    """Return a picture of the table with its numbers, rounded to three decimals, and the sum of each row.

    >>> heat([[0.25, -0.25], [-0.25, 0.25]], ["p₁", "p₂"], ["z₁", "z₂"], "A Jacobian")
    A Jacobian. Row p₁: 0.25, −0.25. Row p₂: −0.25, 0.25.
    """
    table = numbers(table, "the table", ndim=(2,))
    if table.shape != (len(rows), len(columns)):
        raise InputError(f"the table has shape {table.shape}, but {len(rows)} rows and {len(columns)} columns are "
                         "named")
    right = _LEFT + len(columns) * _CELL
    strongest = max(float(np.abs(table).max()), 1e-12)
    parts = [text((_LEFT + right) / 2, 20, title, "mid bold"),
             text(right + 40, _TOP - 10, "sum", "mid soft")]
    parts += [text(_LEFT + (j + 0.5) * _CELL, _TOP - 10, name, "mid") for j, name in enumerate(columns)]
    for i, name in enumerate(rows):
        y = _TOP + i * 48
        parts.append(text(_LEFT - 12, y + 28, name, "end"))
        for j, v in enumerate(table[i].tolist()):
            parts += [tag("rect", x=_LEFT + j * _CELL, y=y, width=_CELL - 3, height=45, rx=4, stroke="var(--soft)",
                          fill="var(--plus)" if v >= 0 else "var(--minus)",
                          fill_opacity=round(0.08 + 0.42 * abs(v) / strongest, 3)),
                      text(_LEFT + (j + 0.5) * _CELL - 1, y + 28, number(round(v, 3)), "mid num")]
        parts.append(text(right + 40, y + 28, number(round(float(table[i].sum()), 3)), "mid num soft"))
    said = " ".join(f"Row {name}: {', '.join(number(round(v, 3)) for v in row)}."
                    for name, row in zip(rows, table.tolist()))
    width = max(right + 84, 8 * len(title) + 40)
    return svg.picture(width, _TOP + 48 * len(rows) + 12, *parts, title=title, text=f"{title}. {said}")
