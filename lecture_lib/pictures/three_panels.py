"""Two small networks and their composition, side by side, with the way of one joint traced through (row 13.1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..fold import Origin
from ..words.writing import number
from . import svg
from .svg import Frame, handle, line, path, tag, text

FIRST = Frame(0, 1, 0, 1, 52, 32, 280, 170)
SECOND = Frame(0, 1, 0, 1, 410, 32, 280, 170)
WHOLE = Frame(0, 1, 0, 1, 52, 288, 638, 190)
SIZE = (710, 566)
SPOTS = 41                  # heights that a sketch has
HOLDS = range(0, SPOTS, 5)  # those with a handle for the keyboard


def why(origin: Origin) -> str:
    """Return in words why the composition bends at a place.

    >>> why(Origin(0.25, 0.5, 2, True))
    'At x = 0.25, f₁ reaches joint 2 of f₂ (y = 0.5) on its way up.'
    >>> why(Origin(0.5, 1.0, 0, False))
    'At x = 0.5, f₁ itself bends (y = 1).'
    """
    place = f"At x = {number(origin.x, 3)}, f₁"
    if not origin.joint:
        return f"{place} itself bends (y = {number(origin.y, 3)})."
    return (f"{place} reaches joint {origin.joint} of f₂ (y = {number(origin.y, 3)}) on its way "
            f"{'up' if origin.rising else 'down'}.")


def axes() -> str:
    """Return the axes of the three panels.

    >>> axes().count("bold")
    3
    """
    named = ((FIRST, "x", "y", "first: y = f₁(x)"), (SECOND, "y", "y′", "second: y′ = f₂(y)"),
             (WHOLE, "x", "y′", "composed: y′ = f₂(f₁(x))"))
    return "".join(frame.axes(across, up) + text(frame.left + frame.width / 2, frame.top - 15, title, "mid bold")
                   for frame, across, up, title in named)      # a joint at the top reaches above the frame


def revealed(corners, found: Sequence[Origin], chosen: int | None) -> str:
    """Return the composition through `corners`, shape (n, 2), and its joints to press: squares where f₁ itself bends.

    >>> revealed([(0, 0), (0.5, 1), (1, 0)], [Origin(0.5, 0.5, 0, True)], None).count("<rect")
    1
    """
    heights = np.asarray(corners, float)[1:-1, 1]
    marks = [_joint(i, origin, WHOLE.at(origin.x, y), i == chosen) for i, (origin, y) in enumerate(zip(found, heights))]
    return (path(WHOLE.points(corners), stroke="var(--ink)", stroke_width=2.5)
            + "".join(marks[:chosen] + marks[chosen + 1:] + [marks[chosen]] if chosen is not None else marks))


def _joint(i: int, origin: Origin, at: tuple[float, float], chosen: bool) -> str:
    size, (px, py) = (9 if chosen else 6.5), at
    can = handle(f"joint{i}", "press", f"{why(origin)} Press Enter to trace it.")
    if origin.joint:
        return tag("circle", cx=px, cy=py, r=size, class_="minus", **can)
    return tag("rect", x=px - size * 0.9, y=py - size * 0.9, width=size * 1.8, height=size * 1.8, class_="plus", **can)


def trace(origin: Origin, height: float) -> str:
    """Return the lines that follow one joint through the panels: x up to f₁, across to y, and y up to f₂.

    >>> trace(Origin(0.5, 0.5, 0, True), 1.0).count("<line")
    5
    """
    (ax, ay), (bx, by), (cx, cy) = FIRST.at(origin.x, origin.y), SECOND.at(origin.y, height), WHOLE.at(origin.x, height)
    bottom = [frame.top + frame.height for frame in (FIRST, SECOND, WHOLE)]
    ways = [(ax, bottom[0], ax, ay), (ax, ay, FIRST.left, ay), (bx, bottom[1], bx, by), (bx, by, SECOND.left, by),
            (cx, bottom[2], cx, cy)]
    dots = "".join(tag("circle", cx=px, cy=py, r=4.5, fill="var(--good)") for px, py in ((ax, ay), (bx, by)))
    return "".join(line(*way, stroke="var(--good)", stroke_width=2, stroke_dasharray="5 4") for way in ways) + dots


def sketched(heights: Sequence[float], open_: bool) -> str:
    """Return the learner's sketch; while it is `open_`, with handles for the keyboard.

    >>> sketched((), True).count("data-can"), sketched((0.5,) * 41, False).count("data-can")
    (9, 0)
    """
    x = np.arange(SPOTS) / (SPOTS - 1)
    drawn = path(WHOLE.points(np.column_stack([x, heights])), stroke="var(--accent)", stroke_width=2.5,
                 stroke_dasharray="7 4", pointer_events="none") if len(heights) else ""
    return drawn + ("".join(_hold(k, heights[k] if len(heights) else 0.5) for k in HOLDS) if open_ else "")


def _hold(k: int, height: float) -> str:
    x = k / (SPOTS - 1)
    px, py = WHOLE.at(x, height)
    return tag("circle", cx=px, cy=py, r=5, fill="var(--accent)", fill_opacity=0.55, stroke="var(--paper)",
               **handle(f"hold{k}", "drag", f"your sketch at x = {number(x)}: height {number(height)}; arrow keys move it",
                        at=(x, height), step=0.05))


def count_box(count: int | None, open_: bool) -> str:
    """Return the box for the number of regions.

    >>> "data-can" in count_box(None, True), "data-can" in count_box(3, False)
    (True, False)
    """
    shown = "?" if count is None else str(count)
    can = handle("count", "edit", f"your number of regions, {shown}: press Enter to type it",
                 value="" if count is None else shown) if open_ else {}
    return (text(596, 273, "regions, you say:", "end small")
            + tag("g", tag("rect", x=604, y=255, width=44, height=24, rx=4, fill="var(--zone)", stroke="var(--soft)"),
                  text(626, 272, shown, "mid bold num"), **can))


def told(first: str, second: str) -> str:
    """Return the two lines of words below the panels.

    >>> told("a", "b").count("<text")
    2
    """
    return text(52, 540, first) + text(52, 560, second, "soft")


def panels(*parts: str, said: str) -> svg.Picture:
    """Return the finished picture.

    >>> panels(axes(), said="Nothing yet.")
    Nothing yet.
    """
    return svg.picture(*SIZE, axes(), *parts, title="Two networks and their composition", text=said)
