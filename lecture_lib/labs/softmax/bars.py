"""Bars, one per class, for logits and probabilities, and what is grasped and typed over at them (row 06.2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...drawing import Frame, Target, handle, join_elements, labelled_ticks, line_segment, subscript, tag, text

CLASS_COLOURS = ("var(--plus)", "var(--minus)", "var(--soft)")
"""One per class; the number of the class stands below each bar as well."""


def bar_frame(k: int, low: float, high: float, left: float, top: float, width: float, height: float) -> Frame:
    """Return a frame for k bars: the middle of bar j, counted from 0, is at j + ½.

    >>> bar_frame(3, 0, 1, 0, 0, 300, 100).at(0.5, 1)
    (50.0, 0.0)
    """
    return Frame(0, k, low, high, left, top, width, height)


def class_bars(frame: Frame, values: Sequence[float], share: float = 0.56, **attributes) -> str:
    """Return one bar per value, from 0 to the value, cut off where the frame ends.

    >>> class_bars(bar_frame(2, 0, 1, 0, 0, 100, 100), [0.5, 2.0]).count('height="100"')
    1
    """
    parts = []
    for j, value in enumerate(values):
        (left, zero), (_, end) = (frame.at(j + (1 - share) / 2, min(max(v, frame.y0), frame.y1)) for v in (0, value))
        look = {"fill": CLASS_COLOURS[j % 3], "fill_opacity": 0.55, "stroke": CLASS_COLOURS[j % 3]} | attributes
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


def bar_grip(x: float, y: float, colour: str, hollow: bool = False, **attributes) -> str:
    """Return the grip at the end of a bar: a pill, with room round it for a finger; hollow while nothing is set.

    >>> bar_grip(50, 50, "red").count("<circle")
    1
    """
    pill = tag(
        "rect",
        x=x - 15,
        y=y - 6,
        width=30,
        height=12,
        rx=6,
        fill="var(--paper)" if hollow else colour,
        stroke=colour if hollow else "var(--paper)",
        stroke_width=2,
    )
    return tag("g", tag("circle", cx=x, cy=y, r=15, class_="hit"), pill, class_="moves", **attributes)


def number_chip(x: float, y: float, content: str, width: float = 58, **attributes) -> str:
    """Return a number in a box that says: it can be typed over. The box is centred at (x, y).

    >>> number_chip(50, 50, "0.25").count("<rect")
    1
    """
    box = tag(
        "rect", x=x - width / 2, y=y - 13, width=width, height=26, rx=4, fill="var(--paper)", stroke="var(--line)"
    )
    return tag("g", box, text(x, y + 5, content, "mid num"), **attributes)


def logit_handle(kind: str, j: int, v: float, written: str, step: float = 0.1) -> dict:
    """Return what makes an element the handle of logit j: a grip ("bar") to drag, or a box ("logit") to type over.

    >>> logit_handle("logit", 1, 0.5, "0.5")["data_value"]
    '0.5'
    """
    target: Target = (kind, j)
    if kind == "bar":
        return handle(target, "drag", f"logit {j + 1}, {written}: arrow up and down", at=(j + 0.5, v), step=step)
    return handle(target, "edit", f"logit {j + 1}, {written}: press Enter to type another", value=f"{v:.12g}")
