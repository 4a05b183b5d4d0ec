"""The marks that all schematics of the family tree share: purple is learned, grey is given or computed (row 16.5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from ...drawing import Panel, Point, arrow, curve_path, join_elements, line_segment, panel, tag, text, unit_centres

WIDTH, HEIGHT = 250, 206
_RADIUS = 7


def schematic_panel(title: str, caption: str, *parts: str) -> Panel:
    """Return a panel with its title above and one line of words below.

    >>> schematic_panel("Dense", "all to all").width
    250
    """
    return panel(
        WIDTH,
        HEIGHT,
        text(WIDTH / 2, 18, title, "mid bold"),
        *parts,
        text(WIDTH / 2, HEIGHT - 8, caption, "mid small soft"),
    )


def layered_units(sizes: Sequence[int], left: float, top: float, width: float, height: float) -> Markup:
    """Return layers of units with a learned edge for each weight; the units of a layer stand close to its middle.

    >>> layered_units((2, 3), 0, 0, 100, 60).count("<circle"), layered_units((2, 3), 0, 0, 100, 60).count("<line")
    (5, 6)
    """
    gap, middle = height / max(sizes), top + height / 2
    at = [
        [(x, middle + gap * (j - (n - 1) / 2)) for j in range(n)]
        for n, ((x, _), *_rest) in zip(sizes, unit_centres(sizes, left, top, width, height))
    ]
    edges = [
        line_segment(*a, *b, stroke="var(--accent)", stroke_width=1, opacity=0.55)
        for before, after in zip(at, at[1:])
        for a in before
        for b in after
    ]
    return join_elements([*edges, *(value_dot(place) for layer in at for place in layer)])


def value_dot(at: Point, radius: float = _RADIUS) -> Markup:
    """Return one computed number: a grey circle.

    >>> value_dot((3, 4)).count("<circle")
    1
    """
    return tag("circle", cx=at[0], cy=at[1], r=radius, fill="var(--paper)", stroke="var(--soft)", stroke_width=1.5)


def learned_box(left: float, top: float, width: float, height: float, *lines: str) -> Markup:
    """Return a box with learned weights, and what it is in one line or two.

    >>> learned_box(0, 0, 80, 30, "attention").count("var(--accent)")
    1
    """
    return _box(left, top, width, height, lines, stroke="var(--accent)", stroke_width=2)


def fixed_box(left: float, top: float, width: float, height: float, *lines: str) -> Markup:
    """Return a box that is not learned.

    >>> fixed_box(0, 0, 80, 30, "world").count("var(--soft)")
    1
    """
    return _box(left, top, width, height, lines, stroke="var(--soft)", stroke_width=1.5)


def _box(left: float, top: float, width: float, height: float, lines: Sequence[str], **stroke) -> Markup:
    first = top + height / 2 + 4 - 7.5 * (len(lines) - 1)
    words = [text(left + width / 2, first + 15 * i, line, "mid small") for i, line in enumerate(lines)]
    return tag("rect", x=left, y=top, width=width, height=height, rx=6, fill="var(--zone)", **stroke) + join_elements(
        words
    )


def repeated_frame(left: float, top: float, width: float, height: float, label: str) -> Markup:
    """Return a dashed frame round what is repeated, with how often at its upper left corner.

    >>> "×N" in repeated_frame(0, 0, 80, 90, "×N")
    True
    """
    frame = tag(
        "rect",
        x=left,
        y=top,
        width=width,
        height=height,
        rx=9,
        fill="none",
        stroke="var(--soft)",
        stroke_dasharray="4 3",
    )
    return frame + text(left + 6, top + 14, label, "small soft")


def flow(*way: Point, learned: bool = False) -> Markup:
    """Return an arrow along `way`, two points or more: which way the numbers go.

    >>> flow((0, 0), (10, 0), (10, 20)).count("<polygon")
    1
    """
    colour = "var(--accent)" if learned else "var(--soft)"
    bent = curve_path(way[:-1], stroke=colour, stroke_width=1.6) if len(way) > 2 else Markup()
    return bent + arrow(*way[-2], *way[-1], colour, 1.6)


def small_text(x: float, y: float, words: str, learned: bool = False) -> Markup:
    """Return small words centred at x.

    >>> "var(--accent)" in small_text(0, 0, "code", learned=True)
    True
    """
    return text(x, y, words, "mid small", style="fill:var(--accent)" if learned else None)


def image_tile(left: float, top: float, side: float, ink: np.ndarray) -> Markup:
    """Return a small square image; `ink`, shape (n, n), runs from 0 (paper) to 1.

    >>> image_tile(0, 0, 20, np.eye(2)).count("<rect")
    3
    """
    n, cell = len(ink), side / len(ink)
    dots = [
        tag(
            "rect",
            x=left + cell * column,
            y=top + cell * row,
            width=cell + 0.3,
            height=cell + 0.3,
            fill="var(--ink)",
            opacity=round(float(ink[row, column]), 2),
        )
        for row in range(n)
        for column in range(n)
        if ink[row, column] > 0.01
    ]
    border = tag("rect", x=left, y=top, width=side, height=side, fill="var(--paper)", stroke="var(--soft)")
    return border + join_elements(dots)
