"""Bars, one a class, for logits and probabilities (row 06.2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...drawing import Frame, join_elements, labelled_ticks, line_segment, subscript, tag, text

CLASS_COLOURS = ("var(--plus)", "var(--minus)", "var(--accent)", "var(--good)", "var(--soft)")
"""One a class; the number of the class stands below each bar as well."""


def bar_frame(k: int, low: float, high: float, left: float, top: float, width: float, height: float) -> Frame:
    """Return a frame for k bars: the middle of bar j, counted from 0, is at j + ½.

    >>> bar_frame(3, 0, 1, 0, 0, 300, 100).at(0.5, 1)
    (50.0, 0.0)
    """
    return Frame(0, k, low, high, left, top, width, height)


def class_bars(frame: Frame, values: Sequence[float], share: float = 0.56, **attributes) -> str:
    """Return one bar a value, from 0 to the value, cut off where the frame ends.

    >>> class_bars(bar_frame(2, 0, 1, 0, 0, 100, 100), [0.5, 2.0]).count('height="100"')
    1
    """
    parts = []
    for j, value in enumerate(values):
        (left, zero), (_, end) = (frame.at(j + (1 - share) / 2, min(max(v, frame.y0), frame.y1)) for v in (0, value))
        look = {"fill": CLASS_COLOURS[j % 5], "fill_opacity": 0.55, "stroke": CLASS_COLOURS[j % 5]} | attributes
        parts.append(
            tag("rect", x=left, y=min(zero, end), width=share * frame.width / frame.x1, height=abs(zero - end), **look)
        )
    return join_elements(parts)


@cache
def bar_axes(frame: Frame, title: str, letter: str) -> str:
    """Return title, grid lines with their numbers, and the name of each bar below it: z₁, z₂, ... for letter "z".

    >>> "p₂" in bar_axes(bar_frame(2, 0, 1, 0, 0, 100, 100), "probabilities", "p")
    True
    """
    right, bottom = frame.left + frame.width, frame.top + frame.height
    parts = [text(frame.left + frame.width / 2, frame.top - 16, title, "mid bold")]
    for v, label in labelled_ticks(frame.y0, frame.y1, 5):
        _, y = frame.at(0, v)
        parts += [
            line_segment(frame.left, y, right, y, class_="grid" if v else "axis"),
            text(frame.left - 7, round(y + 4, 2), label, "end small soft num"),
        ]
    parts += [
        text(frame.at(j + 0.5, 0)[0], bottom + 18, letter + subscript(j + 1), "mid small bold")
        for j in range(int(frame.x1))
    ]
    return join_elements(parts)
