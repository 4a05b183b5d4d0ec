"""Two small networks and their composition, side by side, with the way of one joint traced through (row 13.1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import (
    Frame,
    Panel,
    Picture,
    curve_path,
    handle,
    join_elements,
    line_segment,
    number_text,
    svg,
    tag,
    text,
)
from ...piecewise_linear import BreakpointOrigin

FRAME = Frame(0, 1, 0, 1, 38, 32, 204, 190)  # the same in each of the three panels
PANEL_SIZE = (250, 312)
N_SKETCH_POINTS = 41  # heights that a sketch has
SKETCH_HANDLES = range(0, N_SKETCH_POINTS, 5)  # those with a handle for the keyboard
_ROW = 284.0  # where the boxes of the number of regions stand
_HIT = 12.0  # half of what a pointer meets of a small mark
_BOTTOM = FRAME.top + FRAME.height


def breakpoint_reason(origin: BreakpointOrigin) -> str:
    """Return in words why the composition bends at a place.

    >>> breakpoint_reason(BreakpointOrigin(0.25, 0.5, 2, True))
    'At x = 0.25, f₁ reaches joint 2 of f₂ (y = 0.5) on its way up.'
    >>> breakpoint_reason(BreakpointOrigin(0.5, 1.0, 0, False))
    'At x = 0.5, f₁ itself bends (y = 1).'
    """
    place = f"At x = {number_text(origin.x, 3)}, f₁"
    if not origin.joint:
        return f"{place} itself bends (y = {number_text(origin.y, 3)})."
    return (
        f"{place} reaches joint {origin.joint} of f₂ (y = {number_text(origin.y, 3)}) on its way "
        f"{'up' if origin.rising else 'down'}."
    )


def curve_panel(across: str, up: str, title: str, *parts: str) -> Panel:
    """Return one panel: axes with a title, and `parts`.

    >>> curve_panel("x", "y", "first").width
    250
    """
    middle = FRAME.left + FRAME.width / 2
    axes = FRAME.axes(across, "") + text(FRAME.left - 20, FRAME.top + FRAME.height / 4 + 5, up, "mid")
    return svg.panel(*PANEL_SIZE, axes, text(middle, FRAME.top - 15, title, "mid bold"), *parts)


def composition_curve(corners, found: Sequence[BreakpointOrigin], chosen: int | None) -> str:
    """Return the composition through `corners`, shape (n, 2), and its joints to press: squares where f₁ itself bends.

    >>> composition_curve([(0, 0), (0.5, 1), (1, 0)], [BreakpointOrigin(0.5, 0.5, 0, True)], None).count("data-can")
    1
    """
    places = FRAME.points(corners)
    ends = (FRAME.left - _HIT, *places[1:-1, 0].tolist(), FRAME.left + FRAME.width + _HIT)
    marks = [
        _breakpoint_handle(i, origin, at, ends[i : i + 3], i == chosen)
        for i, (origin, at) in enumerate(zip(found, places[1:-1].tolist()))
    ]
    return curve_path(places, stroke="var(--ink)", stroke_width=2.5) + join_elements(
        marks[:chosen] + marks[chosen + 1 :] + [marks[chosen]] if chosen is not None else marks
    )


def _breakpoint_handle(
    i: int, origin: BreakpointOrigin, at: tuple[float, float], neighbours: Sequence[float], chosen: bool
) -> str:
    """Return a joint and what a pointer meets of it: a strip that reaches halfway to the joints beside it."""
    px, py = at
    left, right = (max(px - _HIT, (neighbours[0] + px) / 2), min(px + _HIT, (px + neighbours[2]) / 2))
    able = handle(("joint", i), "press", f"{breakpoint_reason(origin)} Press Enter to trace it.")
    return tag(
        "g",
        tag("g", tag("rect", x=left, y=py - 2 * _HIT, width=right - left, height=4 * _HIT, class_="hit")),
        breakpoint_mark(px, py, bool(origin.joint), chosen),
        **able,
    )


def breakpoint_mark(px: float, py: float, reached: bool, chosen: bool = False) -> str:
    """Return the mark of a bend: a circle where f₁ has reached a joint of f₂, else a square.

    >>> "<rect" in breakpoint_mark(0, 0, False), "<circle" in breakpoint_mark(0, 0, True)
    (True, True)
    """
    size = 8.0 if chosen else 5.5
    look = {"fill": "var(--accent)" if chosen else "var(--ink)", "stroke": "var(--paper)", "stroke_width": 1.5}
    if reached:
        return tag("circle", cx=px, cy=py, r=size, **look)
    return tag("rect", x=px - size * 0.9, y=py - size * 0.9, width=size * 1.8, height=size * 1.8, **look)


def breakpoint_legend(reached: bool) -> str:
    """Return one line that says what a mark means; it stands below the network that the bend comes from.

    >>> "a joint of f₂" in breakpoint_legend(True)
    True
    """
    says = "here f₁ reaches a joint of f₂" if reached else "here f₁ itself bends"
    return breakpoint_mark(FRAME.left + 8, _ROW, reached) + text(FRAME.left + 20, _ROW + 4, says, "small soft")


def breakpoint_trace(origin: BreakpointOrigin, height: float) -> tuple[str, str, str]:
    """Return the lines that follow one joint through each of the panels: x up to f₁, across to y, and y up to f₂.

    >>> [trace.count("<line") for trace in breakpoint_trace(BreakpointOrigin(0.5, 0.5, 0, True), 1.0)]
    [2, 2, 2]
    """
    return _way(origin.x, origin.y), _way(origin.y, height), _way(origin.x, height)


def _way(x: float, y: float) -> str:
    px, py = FRAME.at(x, y)
    look = {"stroke": "var(--accent)", "stroke_width": 2, "stroke_dasharray": "5 4"}
    return (
        line_segment(px, _BOTTOM, px, py, **look)
        + line_segment(px, py, FRAME.left, py, **look)
        + tag("circle", cx=px, cy=py, r=4.5, fill="var(--accent)")
    )


def sketch_curve(heights: Sequence[float], open_: bool) -> str:
    """Return the learner's sketch; while it is `open_`, with handles for the keyboard.

    >>> sketch_curve((), True).count("data-can"), sketch_curve((0.5,) * 41, False).count("data-can")
    (9, 0)
    """
    x = np.arange(N_SKETCH_POINTS) / (N_SKETCH_POINTS - 1)
    drawn = (
        curve_path(
            FRAME.points(np.column_stack([x, heights])),
            stroke="var(--accent)" if open_ else "var(--soft)",
            stroke_width=2.5,
            stroke_dasharray="7 4",
            pointer_events="none",
        )
        if len(heights)
        else ""
    )
    return drawn + (
        join_elements(_sketch_handle(k, heights[k] if len(heights) else 0.5) for k in SKETCH_HANDLES) if open_ else ""
    )


def _sketch_handle(k: int, height: float) -> str:
    x = k / (N_SKETCH_POINTS - 1)
    px, py = FRAME.at(x, height)
    return tag(
        "g",
        tag("circle", cx=px, cy=py, r=_HIT, class_="hit"),
        tag("circle", cx=px, cy=py, r=5, fill="var(--accent)", stroke="var(--paper)"),
        **handle(
            ("sketch", k),
            "drag",
            f"your sketch at x = {number_text(x)}: height {number_text(height)}, moved with the arrow keys",
            at=(x, height),
            step=0.05,
        ),
    )


def region_count_boxes(count: int | None, most: int) -> str:
    """Return the box for the number of regions, between one button that takes a region away and one that adds one.

    >>> region_count_boxes(None, 16).count("data-can"), region_count_boxes(3, 16).count("data-can")
    (2, 3)
    """
    shown = "?" if count is None else str(count)
    label, value = f"your number of regions, {shown}: press Enter to type it", "" if count is None else shown
    return (
        _count_label("regions, you say")
        + _box(144, 26, "−", (count or 0) > 1, handle(("fewer",), "press", "one region fewer"))
        + _box(174, 38, shown, True, handle(("count",), "edit", label, value=value), "bold num")
        + _box(216, 26, "+", (count or 0) < most, handle(("more",), "press", "one region more"))
    )


def region_verdict(said: int | None, true: int) -> str:
    """Return the number that was said beside the true one, with a mark that says whether they agree.

    >>> "✓" in region_verdict(3, 3), "✗" in region_verdict(3, 4)
    (True, True)
    """
    right = said == true
    mark = text(207, _ROW + 5, "✓" if right else "✗", f"mid bold {'good' if right else 'bad'}")
    ring = tag(
        "rect",
        x=144,
        y=_ROW - 14,
        width=38,
        height=28,
        rx=4,
        fill="none",
        stroke=f"var(--{'good' if right else 'bad'})",
        stroke_width=1.5,
    )
    number = text(163, _ROW + 5, str(said), "mid bold num")
    truth = "" if right else text(242, _ROW + 5, str(true), "end bold num")
    return _count_label("regions, you said") + tag("g", ring, number, mark, class_=None if right else "flash") + truth


def region_count_now(n: int) -> str:
    """Return how many regions there are, where nobody has guessed.

    >>> "5" in region_count_now(5)
    True
    """
    return _count_label("regions now") + text(163, _ROW + 5, str(n), "mid bold num")


def _count_label(says: str) -> str:
    return text(FRAME.left, _ROW + 5, says, "small")


def _box(left: float, width: float, content: str, live: bool, able: dict, class_: str = "") -> str:
    border = "var(--line)" if live else "var(--faint)"
    return tag(
        "g",
        tag("rect", x=left, y=_ROW - 14, width=width, height=28, rx=4, fill="var(--paper)", stroke=border),
        text(left + width / 2, _ROW + 5, content, f"mid {class_}" if live or class_ else "mid soft"),
        **(able if live else {}),
    )


def draw_panels(first: str, second: str, composed: str, *, said: str) -> Picture:
    """Return the finished picture, with the parts of its three panels.

    >>> draw_panels("", "", "", said="Nothing yet.")
    Nothing yet.
    """
    return svg.panels(
        curve_panel("x", "y", "first: y = f₁(x)", first),
        curve_panel("y", "y′", "second: y′ = f₂(y)", second),
        curve_panel("x", "y′", "composed: f₂(f₁(x))", composed),
        title="Two networks and their composition",
        text=said,
    )
