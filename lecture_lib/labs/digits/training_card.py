"""Training on the digits, live: losses, test images read correctly, and those that still are not (row 15.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log10

import numpy as np
from markupsafe import Markup

from ...drawing import Frame, Picture, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Goal, Play, Slider, View, widget
from ...nn import example_losses
from ...training import wilson
from ...validation import whole
from .pixel_image import ink_image
from .training_run import (
    BATCHES,
    HIDDEN_SIZES,
    LEARNING_RATES,
    Measured,
    Settings,
    TrainingRun,
    float_digits,
    training_run,
)

MOST_EPOCHS = 40
SECONDS = 10  # of training that count for the goal
ENOUGH, N_TEST = 941, 1000


@dataclass(frozen=True)
class State(Settings):
    """The settings of a run, and how many epochs of it are made; all else follows from them."""

    hidden: int = 30
    epochs: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.epochs, "epochs", 0, MOST_EPOCHS)

    @property
    def settings(self) -> Settings:
        """The settings alone."""
        return Settings(self.hidden, self.rate, self.batch, self.copies, self.seed)

    @property
    def run(self) -> TrainingRun:
        """The run with these settings."""
        return training_run(self.settings)

    @property
    def measured(self) -> tuple[Measured, ...]:
        """What was measured up to here, from epoch 0."""
        return self.run.measurements(self.epochs)


def _in_time(state: State) -> int:
    last = state.measured[-1]
    return last.n_right if last.seconds <= SECONDS and state.hidden <= 100 else 0


GOALS = {
    "above 94 per cent": Goal(
        f"with at most 100 hidden units, read {ENOUGH} of {N_TEST} new digits after at most {SECONDS} s of training",
        have=_in_time,
        of=ENOUGH,
    )
}


def view(state: State) -> View:
    """Return the curves, what has been reached, and the worst mistakes of the moment.

    >>> view(State()).note
    'Press Run. Each epoch goes once through the training images; then the network reads 1000 images it has never seen.'
    """
    measured = state.measured
    reached = _in_time(state) >= ENOUGH
    return View(draw(state), note=_note(state, measured), right=True if reached else None)


def _note(state: State, measured: Sequence[Measured]) -> str:
    last = measured[-1]
    if state.epochs == 0:
        return (
            "Press Run. Each epoch goes once through the training images; "
            "then the network reads 1000 images it has never seen."
        )
    so_far = f"{last.n_right} of {N_TEST} right"
    if _in_time(state) >= ENOUGH:
        return f"{so_far} after {_seconds(last.seconds)} of training. Next: can fewer hidden units do it?"
    if last.seconds > SECONDS:
        return f"{so_far}, but the {SECONDS} s are over. Next: fewer hidden units or larger batches, which are faster."
    if state.epochs == MOST_EPOCHS:
        return f"{so_far} after {MOST_EPOCHS} epochs. Compare the two losses, then change one setting and run again."
    left = last.seconds / state.epochs * (MOST_EPOCHS - state.epochs)
    return f"{so_far}. Continue goes on from here: about {_seconds(left)} to epoch {MOST_EPOCHS}."


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


_SIZE = 262, 330
_X = {"left": 46, "width": 208}
_LOSS = Frame(0, MOST_EPOCHS, -3, 1, top=24, height=110, **_X)
_RIGHT = Frame(0, MOST_EPOCHS, 0.8, 1.0, top=184, height=100, **_X)
_LOSS_TICKS = (0.001, 0.01, 0.1, 1, 10)


def draw(state: State) -> Picture:
    """Return the picture."""
    measured = state.measured
    last = measured[-1]
    low, high = wilson(last.n_right, N_TEST)
    images = "with shifted copies" if state.copies else "as they are"
    said = (
        f"{state.hidden} hidden units, rate {number_text(state.rate)}, batches of {state.batch}, images {images}. "
        f"Epoch {state.epochs} of {MOST_EPOCHS}, {_seconds(last.seconds)} of training: training loss "
        f"{number_text(last.loss, 2)}, test loss {number_text(last.test_loss, 2)}, {last.n_right} of {N_TEST} test "
        f"images right, 95% interval {low:.3f} to {high:.3f}."
    )
    return svg.panels(
        svg.panel(*_SIZE, _curves(measured)),
        svg.panel(*_SIZE, _progress(last), _interval(last.n_right), _mistakes(state)),
        title="Training on the digits",
        text=said,
    )


def _curves(measured: Sequence[Measured]) -> Markup:
    epochs = [m.epoch for m in measured]
    training = _LOSS.points(np.column_stack([epochs, [_height(m.loss) for m in measured]]))
    test = _LOSS.points(np.column_stack([epochs, [_height(m.test_loss) for m in measured]]))
    right = _RIGHT.points(np.column_stack([epochs, [m.n_right / N_TEST for m in measured]]))
    goal = _RIGHT.at(0, 0.94)[1]
    dashes = {"stroke": "var(--soft)", "stroke_width": 2, "stroke_dasharray": "5 3"}
    solid = {"stroke": "var(--accent)", "stroke_width": 2.5}
    return join_elements(
        [
            _loss_axes(),
            _LOSS.open(svg.curve_path(training, **dashes), svg.curve_path(test, **solid), _dot(test[-1])),
            text(250, 46, "test", "end small", style="fill:var(--accent)"),
            text(212, 46, "- - training", "end small soft"),
            _RIGHT.axes("epoch", "", "test images right"),
            _RIGHT.open(
                line_segment(
                    _RIGHT.left, goal, _RIGHT.left + _RIGHT.width, goal, stroke="var(--good)", stroke_width=1.5
                ),
                svg.curve_path(right, **solid),
                _dot(right[-1]),
            ),
            text(_RIGHT.left - 7, goal + 4, "0.94", "end small good num"),
        ]
    )


def _height(loss: float) -> float:
    """Return the loss's power of ten, kept inside the frame."""
    return log10(min(max(loss, 1.001 * _LOSS_TICKS[0]), 0.99 * _LOSS_TICKS[-1]))


def _dot(at) -> Markup:
    return tag("circle", cx=float(at[0]), cy=float(at[1]), r=3.5, fill="var(--accent)")


@cache
def _loss_axes() -> Markup:
    """Return the axes of the losses, in powers of ten."""
    parts = [
        tag("rect", x=_LOSS.left, y=_LOSS.top, width=_LOSS.width, height=_LOSS.height, class_="axis"),
        text(_LOSS.left + _LOSS.width / 2, _LOSS.top - 8, "mean loss", "mid bold"),
    ]
    for loss in _LOSS_TICKS:
        y = _LOSS.at(0, log10(loss))[1]
        parts += [
            line_segment(_LOSS.left - 4, y, _LOSS.left, y, class_="axis"),
            text(_LOSS.left - 7, y + 4, number_text(loss), "end small soft num"),
        ]
    return join_elements(parts)


_BAR = 234


def _progress(last: Measured) -> Markup:
    """Return two bars: how many of the epochs are made, and how much of the time is used."""
    spent = min(last.seconds / SECONDS, 1)
    return join_elements(
        [
            text(12, 26, f"epoch {last.epoch} of {MOST_EPOCHS}", "num bold"),
            _bar(34, last.epoch / MOST_EPOCHS, "var(--act)"),
            text(12, 66, f"{_seconds(last.seconds)} of training, {SECONDS} s count", "num small soft"),
            _bar(73, spent, "var(--bad)" if last.seconds > SECONDS else "var(--soft)"),
        ]
    )


def _bar(y: float, share: float, colour: str) -> Markup:
    ground = tag("rect", x=12, y=y, width=_BAR, height=8, rx=4, fill="var(--faint)")
    return ground + tag("rect", x=12, y=y, width=round(_BAR * share, 1), height=8, rx=4, fill=colour)


_SCALE = Frame(0.8, 1.0, 0, 1, 24, 118, 214, 40)


def _interval(n_right: int) -> Markup:
    """Return the share of test images read correctly with its 95% interval, on a line; an arrow if it lies below."""
    low, high = wilson(n_right, N_TEST)
    y = _SCALE.top + 22
    parts = [
        text(12, 112, f"{n_right} of {N_TEST} test images right", "num bold"),
        line_segment(_SCALE.left, y, _SCALE.left + _SCALE.width, y, stroke="var(--line)"),
    ]
    for share, name in ((0.8, "80%"), (0.85, "85%"), (0.9, "90%"), (0.95, "95%"), (1.0, "100%")):
        x = _SCALE.at(share, 0)[0]
        parts += [
            line_segment(x, y, x, y + 4, stroke="var(--line)"),
            text(min(x, 236), y + 18, name, "mid small soft num"),
        ]
    x = _SCALE.at(0.94, 0)[0]
    parts.append(line_segment(x, y - 14, x, y + 4, stroke="var(--good)", stroke_width=2))
    if high <= 0.8:
        parts.append(text(_SCALE.left, y - 6, f"◀ {n_right / N_TEST:.1%}", "small num"))
    else:
        ends = [_SCALE.at(max(v, 0.8), 0)[0] for v in (low, high)]
        parts += [
            line_segment(*(ends[0], y - 6), *(ends[1], y - 6), stroke="var(--accent)", stroke_width=4),
            tag("circle", cx=_SCALE.at(max(n_right / N_TEST, 0.8), 0)[0], cy=y - 6, r=5, fill="var(--accent)"),
        ]
    return join_elements(parts)


_SHOWN, _STEP = 8, 60


def _mistakes(state: State) -> Markup:
    """Return the test images with the largest loss, each with its digit and what is read."""
    d = float_digits()
    p = state.run.net(state.epochs)(d.x_test)
    read = p.argmax(axis=1)
    wrong = np.flatnonzero(read != d.y_test)
    losses = example_losses(p[wrong], d.y_test[wrong])
    parts = [text(12, 188, "worst mistakes: digit → read as", "small soft")]
    for i, image in enumerate(wrong[np.argsort(-losses, kind="stable")[:_SHOWN]]):
        x, y = 12 + i % 4 * _STEP, 196 + i // 4 * 66
        parts += [
            ink_image(x, y, 46, d.x_test[image].reshape(28, 28)),
            text(x + 23, y + 60, f"{d.y_test[image]} → {read[image]}", "mid small num"),
        ]
    return join_elements(parts)


class _Setting(Slider):
    """A slider for a setting of the run: another value begins at epoch 0."""

    def answer(self, state: State, at: int) -> State:
        return _restart(super().answer(state, at)) if at != self.find(getattr(state, self.field)) else state


def _restart(state: State, **changes) -> State:
    return replace(state, **{"epochs": 0, **changes})


def _one_more(state: State) -> State:
    return replace(state, epochs=state.epochs + 1)


def _has_more(state: State) -> bool:
    return state.epochs < MOST_EPOCHS


@widget
def digit_training(state: State) -> App:
    """Return the widget.

    >>> app = digit_training(hidden=10)
    >>> app.press("Step")
    >>> app.press("To epoch 0")
    >>> app.state.epochs
    0
    """
    return App(
        "digit_training",
        state,
        view,
        [
            Play("Run", _one_more, _has_more, primary=True, says=lambda s: "Continue" if s.epochs else "Run"),
            Button("Step", _one_more, _has_more),
            Button("To epoch 0", _restart, lambda s: s.epochs > 0),
            Button("New start", lambda s: _restart(s, seed=s.seed + 1)),
            _Setting("hidden", "hidden units", HIDDEN_SIZES[1:]),
            _Setting("rate", "learning rate", LEARNING_RATES),
            _Setting("batch", "images per batch", BATCHES),
            Choice(
                "copies",
                "training images",
                [("4000", False), ("20,000: shifted", True)],
                lambda s, v: _restart(s, copies=v),
            ),
        ],
        title="Training on the digits",
        goals=GOALS,
    )
