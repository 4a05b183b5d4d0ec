"""A digit as 784 numbers: a lens over the image, the numbers under it, and which number is which pixel (row 15.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from markupsafe import Markup

from ...data import IMAGE_SIDE, digits
from ...drawing import Frame, Picture, handle, join_elements, line_segment, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import Array, InputError, count_phrase
from .pixel_image import ink_image, ink_paths

LENS = 5  # pixels along a side
ASKED = (500, 291, 386, 212, 598, 431, 267, 544)
"""The numbers of the pixels to find, one after the other."""
WANTED = 3
_FARTHEST = IMAGE_SIDE - LENS


@dataclass(frozen=True)
class State:
    """Which digit is shown, whether its pixels are shuffled, where the lens is, and what is asked.

    `row` and `column` are those of the lens's upper left pixel, from 0. `task` counts the pixels asked for, `found` are
    the tasks that were solved, and `pressed` is the number of the pixel pressed last, -1 before.
    """

    digit: int = 3
    shuffled: bool = False
    row: int = 4
    column: int = 10
    task: int = 0
    found: tuple[int, ...] = ()
    pressed: int = -1

    def __post_init__(self) -> None:
        limits = {"digit": 9, "row": _FARTHEST, "column": _FARTHEST, "task": len(ASKED) - 1}
        for name, highest in limits.items():
            if getattr(self, name) not in range(highest + 1):
                raise InputError(f"{name} is {getattr(self, name)!r}. Give a whole number from 0 to {highest}.")

    @property
    def asked(self) -> int:
        """The number of the pixel to find."""
        return ASKED[self.task]

    @property
    def pixels(self) -> Array:
        """The 784 numbers, in the order in which they are shown."""
        return _pixels(self.digit, self.shuffled)


@cache
def _pixels(digit: int, shuffled: bool) -> Array:
    x, y, *_ = digits()
    row = max(x[np.flatnonzero(y == digit)[:20]], key=lambda image: len(np.unique(image)))  # with many greys
    return row[pixel_order()] if shuffled else row


@cache
def pixel_order() -> Array:
    """Return the order in which shuffled pixels stand: the same for every image.

    >>> sorted(pixel_order().tolist()) == list(range(784))
    True
    """
    return np.random.default_rng(28).permutation(IMAGE_SIDE**2)


def row_and_column(number: int) -> tuple[int, int]:
    """Return where the pixel with this number is, both counted from 0.

    >>> row_and_column(0), row_and_column(29)
    ((0, 0), (1, 1))
    """
    return divmod(number, IMAGE_SIDE)


GOALS = {
    "pixel numbers": Goal(f"find {WANTED} pixels by their numbers", have=lambda state: len(state.found), of=WANTED)
}


def view(state: State) -> View:
    """Return the image with its lens, the numbers under the lens, and what was found.

    >>> view(State()).note
    'In which row and column is pixel 500? Drag the lens there (or use the arrow keys), and press the pixel.'
    """
    right = None if state.pressed < 0 else state.pressed == state.asked
    return View(draw(state), note=_note(state), right=right)


def _note(state: State) -> str:
    row, column = row_and_column(state.pressed)
    if state.pressed == state.asked:
        after = "Next: shuffle the pixels." if len(state.found) >= WANTED else "Next pixel asks for another."
        return f"Right: {state.asked} = 28 · {row} + {column}. {after}"
    if state.pressed >= 0:
        more = "more" if state.asked > state.pressed else "fewer"
        return (
            f"That is row {row}, column {column}, so pixel 28 · {row} + {column} = {state.pressed}. "
            f"You need {count_phrase(abs(state.asked - state.pressed), 'pixel')} {more}."
        )
    if state.shuffled:
        return f"The same 784 numbers, in one new order for all images. Where is pixel {state.asked} in this one?"
    return (
        f"In which row and column is pixel {state.asked}? "
        "Drag the lens there (or use the arrow keys), and press the pixel."
    )


_SIZE = 262, 326
_IMAGE = Frame(0, IMAGE_SIDE, 0, IMAGE_SIDE, 30, 26, 224, 224)  # y grows upwards: that of row r is 28 - r
_CELL, _LEFT, _TOP = 44, 34, 26
_STRIP = Frame(0, IMAGE_SIDE**2, 0, 1, 4, 286, 254, 18)


def draw(state: State) -> Picture:
    """Return the picture."""
    rows = f"rows {state.row} to {state.row + LENS - 1}, columns {state.column} to {state.column + LENS - 1}"
    shown = f"A handwritten {state.digit}, its pixels {'shuffled' if state.shuffled else 'in order'}."
    under = state.pixels.reshape(IMAGE_SIDE, IMAGE_SIDE)[
        state.row : state.row + LENS, state.column : state.column + LENS
    ]
    numbers = "; ".join(", ".join(f"{v:.2f}" for v in row) for row in under)
    return svg.panels(
        svg.panel(*_SIZE, _image(state), _strip(state)),
        svg.panel(*_SIZE, _numbers(state, under)),
        title="An image as 784 numbers",
        text=f"{shown} The lens shows {rows}: {numbers}. Asked: pixel number {state.asked}.",
    )


def _image(state: State) -> Markup:
    x, y = _IMAGE.at(state.column, IMAGE_SIDE - state.row)
    side = LENS * 8
    marks = [
        text(*_IMAGE.at(*at), k, f"{anchor} small soft num")
        for k in (0, 7, 14, 21, 27)
        for at, anchor in (((k + 0.5, 28.6), "mid"), ((-0.8, 27 - k), "end"))
    ]
    lens = tag(
        "g",
        tag("rect", x=x, y=y, width=side, height=side, fill="var(--accent)", fill_opacity=0.12),
        tag("rect", x=x, y=y, width=side, height=side, fill="none", stroke="var(--accent)", stroke_width=3),
        **handle(
            ("lens",),
            "drag",
            f"lens at row {state.row}, column {state.column}: arrow keys move it by a pixel",
            at=(state.column + LENS / 2, IMAGE_SIDE - state.row - LENS / 2),
            step=1,
        ),
    )
    picture = ink_image(_IMAGE.left, _IMAGE.top, _IMAGE.width, state.pixels.reshape(28, 28))
    return join_elements([*marks, _IMAGE.hold(picture, lens)])


def _strip(state: State) -> Markup:
    """Return all 784 numbers in one row, and the stretches of it that are under the lens."""
    scale = _STRIP.width / IMAGE_SIDE**2
    ink = tag(
        "g",
        ink_paths(state.pixels.reshape(1, -1)),
        transform=f"translate({_STRIP.left:g} {_STRIP.top:g}) scale({scale:g} {_STRIP.height:g})",
    )
    marks = [
        line_segment(
            *(_STRIP.left + scale * (IMAGE_SIDE * row + state.column), _STRIP.top + 22),
            *(_STRIP.left + scale * (IMAGE_SIDE * row + state.column + LENS), _STRIP.top + 22),
            stroke="var(--accent)",
            stroke_width=5,
        )
        for row in range(state.row, state.row + LENS)
    ]
    return join_elements(
        [
            text(4, 276, "the same numbers in one row, 0 to 783", "small soft"),
            tag(
                "rect",
                x=_STRIP.left,
                y=_STRIP.top,
                width=_STRIP.width,
                height=_STRIP.height,
                fill="var(--paper)",
                stroke="var(--line)",
            ),
            ink,
            *marks,
        ]
    )


def _numbers(state: State, under: Array) -> Markup:
    """Return the numbers under the lens, each a place to press."""
    parts = [
        text(_LEFT + 5 * _CELL / 2, 276, f"Where is pixel number {state.asked}?", "mid bold"),
        text(_LEFT + 5 * _CELL / 2, 302, f"{len(state.found)} of {WANTED} found", "mid small soft num"),
    ]
    for i in range(LENS):
        parts += [
            text(_LEFT + (i + 0.5) * _CELL, 18, state.column + i, "mid small soft num"),
            text(_LEFT - 7, _TOP + (i + 0.5) * _CELL + 5, state.row + i, "end small soft num"),
        ]
        parts += [_cell(state, i, j, float(under[i, j])) for j in range(LENS)]
    return join_elements(parts)


def _cell(state: State, i: int, j: int, value: float) -> Markup:
    row, column = state.row + i, state.column + j
    x, y = _LEFT + j * _CELL, _TOP + i * _CELL
    pressed = state.pressed == IMAGE_SIDE * row + column
    verdict = "var(--good)" if state.pressed == state.asked else "var(--bad)"
    look = {"stroke": verdict if pressed else "var(--line)", "stroke_width": 3 if pressed else 1}
    inset = 2 if pressed else 0
    return tag(
        "g",
        tag("rect", x=x, y=y, width=_CELL, height=_CELL, fill="var(--ink)", fill_opacity=0.25 * value),
        tag(
            "rect",
            x=x + inset,
            y=y + inset,
            width=_CELL - 2 * inset,
            height=_CELL - 2 * inset,
            fill="transparent",
            **look,
        ),
        text(x + _CELL / 2, y + _CELL / 2 + 5, "0" if value == 0 else "1" if value == 1 else f"{value:.2f}", "mid num"),
        **handle(("pixel", row, column), "press", f"row {row}, column {column}: {value:.2f}"),
    )


def on_event(state: State, event: Event) -> State:
    """Answer a lens that is dragged, or a pixel that is pressed."""
    match event:
        case Event("drag", ("lens",), x=x, y=y):
            row, column = (int(np.clip(round(v - LENS / 2), 0, _FARTHEST)) for v in (IMAGE_SIDE - y, x))
            return replace(state, row=row, column=column)
        case Event("press", ("pixel", row, column)):
            pressed = IMAGE_SIDE * row + column
            right = pressed == state.asked and state.task not in state.found
            return replace(state, pressed=pressed, found=(*state.found, state.task) if right else state.found)
    return state


def _next_pixel(state: State) -> State:
    return replace(state, task=(state.task + 1) % len(ASKED), pressed=-1)


@widget
def pixel_numbers(state: State) -> App:
    """Return the widget.

    >>> app = pixel_numbers()
    >>> app.press("Next pixel")
    >>> app.state.asked
    291
    """
    return App(
        "pixel_numbers",
        state,
        view,
        [
            Button("Next pixel", _next_pixel, primary=True),
            Choice("digit", "digit", list(range(10))),
            Choice("shuffled", "pixels", [("in order", False), ("shuffled", True)]),
        ],
        on_event,
        title="An image as 784 numbers",
        goals=GOALS,
    )
