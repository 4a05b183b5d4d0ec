"""The confusion matrix of four ways to read a digit; a cell opens the images that are behind it (row 15.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from ...data import digits
from ...drawing import Picture, handle, join_elements, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...linear import class_means
from ...nn import confusion_matrix
from ...validation import Array, InputError, count_phrase
from .pixel_image import ink_image
from .training_run import Settings, float_digits, training_run

MEANS = "mean digits"
READERS = {
    MEANS: None,
    "softmax regression": (Settings(hidden=0), 20),
    "100 hidden units": (Settings(hidden=100), 20),
    "100 units, shifted copies": (Settings(hidden=100, copies=True), 4),
}
"""Each reader's settings and epochs: all that are trained make 1600 steps."""
PER_PAGE = 12


@dataclass(frozen=True)
class State:
    """Whose matrix is shown, which cell is open (its digit and what is read; -1 before), and from which page on.

    `solved` are the readers whose fullest cell of mistakes was opened.
    """

    reader: str = MEANS
    digit: int = -1
    read: int = -1
    page: int = 0
    solved: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.reader not in READERS:
            raise InputError(f"reader is {self.reader!r}. Give one of {', '.join(READERS)}.")
        for name in ("digit", "read"):
            if getattr(self, name) not in range(-1, 10):
                raise InputError(f"{name} is {getattr(self, name)!r}. Give a digit from 0 to 9, or −1.")

    @property
    def is_open(self) -> bool:
        """Is a cell open?"""
        return self.digit >= 0 and self.read >= 0


class Reading(NamedTuple):
    """What a reader makes of the test images: scores (1000, 10), the class of each, and the counts (10, 10).

    Scores are probabilities, or for the mean digits distances with the sign turned: the largest wins.
    """

    scores: Array
    read: Array
    counts: Array

    def images(self, digit: int, read: int) -> Array:
        """Return which images of a digit were read so, those with the lowest score of their own digit first."""
        rows = np.flatnonzero((digits().y_test == digit) & (self.read == read))
        return rows[np.argsort(self.scores[rows, digit], kind="stable")]

    @property
    def most_mistakes(self) -> int:
        """How many images are in the fullest cell beside the diagonal."""
        return int((self.counts - np.diag(self.counts.diagonal())).max())


@cache
def reading(reader: str) -> Reading:
    """Return what a reader makes of the test images; the first time it is trained.

    >>> int(reading("mean digits").counts.trace())
    784
    """
    d = float_digits()
    plan = READERS[reader]
    if plan is None:
        gaps = d.x_test[:, None] - class_means(d.x, d.y)
        scores = -np.sqrt((gaps**2).sum(axis=2))
    else:
        settings, epochs = plan
        scores = training_run(settings).net(epochs)(d.x_test)
    read = scores.argmax(axis=1)
    return Reading(scores, read, confusion_matrix(d.y_test, read))


def _is_fullest(state: State) -> bool:
    found = reading(state.reader)
    return (
        state.is_open
        and state.digit != state.read
        and bool(found.counts[state.digit, state.read] == found.most_mistakes)
    )


GOALS = {
    "most frequent mistake": Goal(
        "open the most frequent mistake of each of the four readers", have=lambda s: len(s.solved), of=len(READERS)
    )
}


def view(state: State) -> View:
    """Return the matrix, and the images of the cell that is open.

    >>> view(State()).note
    'Press a cell: row 4, column 9 holds the fours that are read as 9. Which cell beside the diagonal is fullest?'
    """
    right = _is_fullest(state) or None
    return View(draw(state), note=_note(state), right=right)


def _note(state: State) -> str:
    if not state.is_open:
        return (
            "Press a cell: row 4, column 9 holds the fours that are read as 9. "
            "Which cell beside the diagonal is fullest?"
        )
    found = reading(state.reader)
    n = int(found.counts[state.digit, state.read])
    if state.digit == state.read:
        return f"{n} of the 100 images of {state.digit} are read correctly. Mistakes are beside the diagonal."
    said = f"{count_phrase(n, 'image')} of {state.digit} {'is' if n == 1 else 'are'} read as {state.read}"
    if not _is_fullest(state):
        return f"{said}. There is a cell with more."
    after = "Next: another reader." if len(state.solved) < len(READERS) else "Which confusions do all four share?"
    return f"{said}: no other mistake is as frequent. {after}"


_SIZE = 262, 316
_LEFT, _TOP, _CELL = 22, 52, 24


def draw(state: State) -> Picture:
    """Return the picture."""
    found = reading(state.reader)
    n_right = int(found.counts.trace())
    rows = "; ".join(
        f"{i}: " + ", ".join(f"{found.counts[i, j]} as {j}" for j in range(10) if found.counts[i, j]) for i in range(10)
    )
    said = f"{state.reader}: {n_right} of 1000 right. Images of each digit, by what is read: {rows}."
    return svg.panels(
        svg.panel(*_SIZE, _matrix(state, found)),
        svg.panel(*_SIZE, _images(state, found)),
        title="Which digits are taken for which",
        text=said + _open_words(state, found),
    )


def _open_words(state: State, found: Reading) -> str:
    if not state.is_open:
        return ""
    n = int(found.counts[state.digit, state.read])
    return f" Open: {state.digit} read as {state.read}, {count_phrase(n, 'image')}."


def _matrix(state: State, found: Reading) -> Markup:
    n_right = int(found.counts.trace())
    parts = [
        text(_LEFT, 16, f"{n_right} of 1000 right", "bold num"),
        text(_LEFT, 34, "row: the digit, column: what is read", "small soft"),
    ]
    for k in range(10):
        middle = (k + 0.5) * _CELL
        parts += [
            text(_LEFT + middle, _TOP - 5, k, "mid small soft num"),
            text(_LEFT - 8, _TOP + middle + 4, k, "end small soft num"),
        ]
        parts += [_cell(state, found, k, j) for j in range(10)]
    if state.is_open:
        x, y = _LEFT + state.read * _CELL, _TOP + state.digit * _CELL
        parts.append(
            tag("rect", x=x, y=y, width=_CELL, height=_CELL, fill="none", stroke="var(--accent)", stroke_width=3)
        )
    return join_elements(parts)


def _cell(state: State, found: Reading, digit: int, read: int) -> Markup:
    n = int(found.counts[digit, read])
    x, y = _LEFT + read * _CELL, _TOP + digit * _CELL
    own = digit == read
    strength = 0.18 if own else 0.75 * min(n / found.most_mistakes, 1)
    ground = tag(
        "rect",
        x=x,
        y=y,
        width=_CELL,
        height=_CELL,
        fill="var(--good)" if own else "var(--bad)",
        fill_opacity=round(strength, 3),
        stroke="var(--faint)",
    )
    words = text(x + _CELL / 2, y + 16, n or "", "mid small num")
    if n == 0:
        return ground
    says = f"{digit} read as {read}: {count_phrase(n, 'image')}"
    return tag("g", ground, words, **handle(("cell", digit, read), "press", says))


def _images(state: State, found: Reading) -> Markup:
    if not state.is_open:
        return text(131, 150, "Press a cell to see its images.", "mid soft")
    rows = found.images(state.digit, state.read)
    first = state.page * PER_PAGE
    shown = rows[first : first + PER_PAGE]
    of = f", {first + 1} to {first + len(shown)}" if len(rows) > PER_PAGE else ""
    score = "distance" if state.reader == MEANS else "probability"
    parts = [
        text(6, 16, f"{state.digit} read as {state.read}: {count_phrase(len(rows), 'image')}{of}", "bold num"),
        text(6, 34, f"below each: the two best, by {score}", "small soft"),
    ]
    for i, row in enumerate(shown):
        x, y = 6 + i % 4 * 65, 42 + i // 4 * 91
        parts.append(ink_image(x, y, 54, digits().x_test[row].reshape(28, 28)))
        best = np.argsort(-found.scores[row], kind="stable")[:2]
        for line, k in enumerate(best):
            said = f"{k}: {_score(float(found.scores[row, k]))}"
            parts.append(text(x + 27, y + 68 + 14 * line, said, f"mid small num{' soft' if line else ''}"))
    return join_elements(parts)


def _score(score: float) -> str:
    """Write a probability, or a distance, which comes as a number below 0.

    >>> _score(0.714), _score(-6.31), _score(0.0004)
    ('71%', '6.3', '<1%')
    """
    if score < 0:
        return f"{-score:.1f}"
    return "<1%" if score < 0.005 else f"{score:.0%}"


def on_event(state: State, event: Event) -> State:
    """Answer a press on a cell."""
    match event:
        case Event("press", ("cell", digit, read)):
            opened = replace(state, digit=digit, read=read, page=0)
            new = _is_fullest(opened) and state.reader not in state.solved
            return replace(opened, solved=(*state.solved, state.reader)) if new else opened
    return state


def _n_pages(state: State) -> int:
    if not state.is_open:
        return 1
    return -(-int(reading(state.reader).counts[state.digit, state.read]) // PER_PAGE)


def _next_images(state: State) -> State:
    return replace(state, page=(state.page + 1) % _n_pages(state))


@widget
def digit_confusions(state: State) -> App:
    """Return the widget.

    >>> digit_confusions(digit=4, read=9).picture.text[-28:]
    'Open: 4 read as 9, 6 images.'
    """
    return App(
        "digit_confusions",
        state,
        view,
        [
            Button("Next images", _next_images, lambda s: _n_pages(s) > 1, primary=True),
            Choice(
                "reader",
                "who reads",
                list(READERS),
                lambda s, v: replace(s, reader=v, digit=-1, read=-1, page=0),
            ),
        ],
        on_event,
        title="Which digits are taken for which",
        goals=GOALS,
    )
