"""Two small networks and their composition, side by side, with the way of one joint traced through (row 13.1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import Frame, Picture, curve_path, handle, join_elements, line_segment, number_text, svg, tag, text
from ...piecewise_linear import BreakpointOrigin

FIRST_FRAME = Frame(0, 1, 0, 1, 52, 32, 280, 170)
SECOND_FRAME = Frame(0, 1, 0, 1, 410, 32, 280, 170)
COMPOSITION_FRAME = Frame(0, 1, 0, 1, 52, 288, 638, 190)
_SIZE = (710, 566)
N_SKETCH_POINTS = 41  # heights that a sketch has
SKETCH_HANDLES = range(0, N_SKETCH_POINTS, 5)  # those with a handle for the keyboard


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


def panel_axes() -> str:
    """Return the axes of the three panels.

    >>> panel_axes().count("bold")
    3
    """
    named = (
        (FIRST_FRAME, "x", "y", "first: y = f₁(x)"),
        (SECOND_FRAME, "y", "y′", "second: y′ = f₂(y)"),
        (COMPOSITION_FRAME, "x", "y′", "composed: y′ = f₂(f₁(x))"),
    )
    return join_elements(
        frame.axes(across, up) + text(frame.left + frame.width / 2, frame.top - 15, title, "mid bold")
        for frame, across, up, title in named
    )  # a joint at the top reaches above the frame


def composition_curve(corners, found: Sequence[BreakpointOrigin], chosen: int | None) -> str:
    """Return the composition through `corners`, shape (n, 2), and its joints to press: squares where f₁ itself bends.

    >>> composition_curve([(0, 0), (0.5, 1), (1, 0)], [BreakpointOrigin(0.5, 0.5, 0, True)], None).count("<rect")
    1
    """
    heights = np.asarray(corners, float)[1:-1, 1]
    marks = [
        _breakpoint_handle(i, origin, COMPOSITION_FRAME.at(origin.x, y), i == chosen)
        for i, (origin, y) in enumerate(zip(found, heights))
    ]
    return curve_path(COMPOSITION_FRAME.points(corners), stroke="var(--ink)", stroke_width=2.5) + join_elements(
        marks[:chosen] + marks[chosen + 1 :] + [marks[chosen]] if chosen is not None else marks
    )


def _breakpoint_handle(i: int, origin: BreakpointOrigin, at: tuple[float, float], chosen: bool) -> str:
    size, (px, py) = (9 if chosen else 6.5), at
    able = handle(("joint", i), "press", f"{breakpoint_reason(origin)} Press Enter to trace it.")
    if origin.joint:
        return tag("circle", cx=px, cy=py, r=size, class_="minus", **able)
    return tag("rect", x=px - size * 0.9, y=py - size * 0.9, width=size * 1.8, height=size * 1.8, class_="plus", **able)


def breakpoint_trace(origin: BreakpointOrigin, height: float) -> str:
    """Return the lines that follow one joint through the panels: x up to f₁, across to y, and y up to f₂.

    >>> breakpoint_trace(BreakpointOrigin(0.5, 0.5, 0, True), 1.0).count("<line")
    5
    """
    (ax, ay), (bx, by), (cx, cy) = (
        FIRST_FRAME.at(origin.x, origin.y),
        SECOND_FRAME.at(origin.y, height),
        COMPOSITION_FRAME.at(origin.x, height),
    )
    bottom = [frame.top + frame.height for frame in (FIRST_FRAME, SECOND_FRAME, COMPOSITION_FRAME)]
    ways = [
        (ax, bottom[0], ax, ay),
        (ax, ay, FIRST_FRAME.left, ay),
        (bx, bottom[1], bx, by),
        (bx, by, SECOND_FRAME.left, by),
        (cx, bottom[2], cx, cy),
    ]
    dots = join_elements(tag("circle", cx=px, cy=py, r=4.5, fill="var(--good)") for px, py in ((ax, ay), (bx, by)))
    look = {"stroke": "var(--good)", "stroke_width": 2, "stroke_dasharray": "5 4"}
    return join_elements(line_segment(*way, **look) for way in ways) + dots


def sketch_curve(heights: Sequence[float], open_: bool) -> str:
    """Return the learner's sketch; while it is `open_`, with handles for the keyboard.

    >>> sketch_curve((), True).count("data-can"), sketch_curve((0.5,) * 41, False).count("data-can")
    (9, 0)
    """
    x = np.arange(N_SKETCH_POINTS) / (N_SKETCH_POINTS - 1)
    drawn = (
        curve_path(
            COMPOSITION_FRAME.points(np.column_stack([x, heights])),
            stroke="var(--accent)",
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
    px, py = COMPOSITION_FRAME.at(x, height)
    return tag(
        "circle",
        cx=px,
        cy=py,
        r=5,
        fill="var(--accent)",
        fill_opacity=0.55,
        stroke="var(--paper)",
        **handle(
            ("sketch", k),
            "drag",
            f"your sketch at x = {number_text(x)}: height {number_text(height)}; arrow keys move it",
            at=(x, height),
            step=0.05,
        ),
    )


def region_count_box(count: int | None, open_: bool) -> str:
    """Return the box for the number of regions.

    >>> "data-can" in region_count_box(None, True), "data-can" in region_count_box(3, False)
    (True, False)
    """
    shown = "?" if count is None else str(count)
    label, value = f"your number of regions, {shown}: press Enter to type it", "" if count is None else shown
    able = handle(("count",), "edit", label, value=value) if open_ else {}
    return text(596, 273, "regions, you say:", "end small") + tag(
        "g",
        tag("rect", x=604, y=255, width=44, height=24, rx=4, fill="var(--zone)", stroke="var(--soft)"),
        text(626, 272, shown, "mid bold num"),
        **able,
    )


def panel_captions(first: str, second: str) -> str:
    """Return the two lines of words below the panels.

    >>> panel_captions("a", "b").count("<text")
    2
    """
    return text(52, 540, first) + text(52, 560, second, "soft")


def draw_panels(*parts: str, said: str) -> Picture:
    """Return the finished picture.

    >>> draw_panels(panel_axes(), said="Nothing yet.")
    Nothing yet.
    """
    return svg.picture(*_SIZE, panel_axes(), *parts, title="Two networks and their composition", text=said)
