"""Softmax by hand: drag the logits, heat and cool them, and watch the computer overflow (rows 06.2, 06.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log, log10
from typing import NamedTuple

import numpy as np

from ...drawing import Picture, number_text, subscript
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...nn import SoftmaxSteps, entropy, softmax_steps
from ...validation import InputError, parse_number
from .board_picture import board_number, draw_softmax_board
from .simplex import MAX_TEMPERATURE, MIN_TEMPERATURE

START_LOGITS = (2.0, 1.0, -1.0, 0.0, -2.0)
SLIDE_LOGITS = (1.0, 1000.0, 2.0)  # lecture B's example
MAX_LOGIT = 9999
PRECISIONS = {"float64": np.float64, "float32": np.float32}


@dataclass(frozen=True)
class State:
    """The logits, the temperature, how softmax is worked out, and which task the learner has chosen."""

    z: tuple[float, ...] = START_LOGITS[:3]
    T: float = 1.0
    careless: bool = False
    precision: str = "float64"
    task: str = "half"

    def __post_init__(self) -> None:
        if not 3 <= len(self.z) <= 5 or not all(abs(v) <= MAX_LOGIT for v in self.z):
            raise InputError(
                f"the logits are {', '.join(f'{v:g}' for v in self.z)}; three to five numbers from "
                f"−{MAX_LOGIT} to {MAX_LOGIT} are wanted"
            )
        if not MIN_TEMPERATURE <= self.T <= MAX_TEMPERATURE:
            raise InputError(
                f"the temperature is {self.T:g}; a number from {MIN_TEMPERATURE:g} to {MAX_TEMPERATURE:g} is wanted"
            )
        if self.task not in SOFTMAX_TASKS or self.precision not in PRECISIONS:
            raise InputError(
                f"task is {self.task!r} and precision is {self.precision!r}; one of "
                f"{', '.join(SOFTMAX_TASKS)}, and one of {', '.join(PRECISIONS)}, are wanted"
            )

    @property
    def classes(self) -> int:
        """The number of classes."""
        return len(self.z)

    @property
    def steps(self) -> SoftmaxSteps:
        """What the computer works out."""
        return softmax_steps(self.z, self.T, not self.careless, PRECISIONS[self.precision])

    @property
    def jacobian(self) -> np.ndarray | None:
        """∂pᵢ / ∂zⱼ in row i and column j; None where what came out are no probabilities."""
        p = np.asarray(self.steps.p, float)
        if not np.isfinite(p).all() or not p.any():
            return None
        return (np.diag(p) - np.outer(p, p)) / self.T


def _half(s: State) -> bool:
    return s.z[1] == START_LOGITS[1] and s.T == 1 and bool(abs(s.steps.p[1] - 0.5) <= 0.001)


def _shares(s: State) -> bool:
    return s.T == 1 and bool(np.all(np.abs(s.steps.p[:3] - [0.2, 0.3, 0.5]) <= 0.001))


def _unsure(s: State) -> bool:
    return s.z[:3] == START_LOGITS[:3] and entropy(np.asarray(s.steps.p, float)) >= 0.99 * log(s.classes)


def _rival(s: State) -> bool:
    return s.T == 1 and bool(s.jacobian[0, 1] <= -0.249)


def _nothing(s: State) -> bool:
    p = s.steps.p
    return bool(np.isfinite(p).all() and (p == 0).all())


class SoftmaxTask(NamedTuple):
    """One task of the menu: its label, what it asks for, whether a state does it."""

    label: str
    asks: str
    is_done: Callable[[State], bool]
    needs_probabilities: bool = True


SOFTMAX_TASKS = {
    "half": SoftmaxTask(
        "one half", "at T = 1, give class 2 the probability 0.5 (to 0.001) and leave its logit at 1", _half
    ),
    "shares": SoftmaxTask(
        "0.2, 0.3, 0.5", "at T = 1, give classes 1, 2, 3 the probabilities 0.2, 0.3 and 0.5, each to 0.001", _shares
    ),
    "unsure": SoftmaxTask(
        "unsure", "leave the logits 2, 1, −1 alone and bring the entropy to 99 % of its largest value", _unsure
    ),
    "rival": SoftmaxTask(
        "strongest pull",
        "at T = 1, find logits for which raising z₂ costs class 1 the most: ∂p₁ / ∂z₂ = −0.25 (to 0.001)",
        _rival,
    ),
    "nothing": SoftmaxTask(
        "all zero",
        "find logits for which the careless way gives 0, 0, 0: numbers, but no probabilities",
        _nothing,
        needs_probabilities=False,
    ),
}
"""The tasks by name."""


def view(state: State) -> View:
    """Return the board, the task, and what went wrong if something did.

    >>> view(State()).goal.reached, view(State(z=(1.0, 1.0, -8.0))).goal.reached
    (False, True)
    """
    task = SOFTMAX_TASKS[state.task]
    answerable = state.jacobian is not None or not task.needs_probabilities
    return View(draw(state), LabGoal(task.asks, answerable and task.is_done(state)), _trouble(state))


def draw(state: State) -> Picture:
    """Return the picture."""
    s, jacobian = state.steps, state.jacobian
    way = "careless" if state.careless else "shifted"
    said = (
        f"Logits {_listed(state.z, 6)}, temperature {number_text(state.T, 3)}, the {way} way in {state.precision}. "
        f"Powers of e: {_listed(s.powers)}; their sum: {board_number(s.total)}. "
        f"Probabilities: {_listed(s.p)}."
    )
    if jacobian is not None:
        rows = " ".join(f"p{subscript(i + 1)}: {_listed(row)}." for i, row in enumerate(jacobian))
        said += (
            f" Entropy {number_text(entropy(np.asarray(s.p, float)), 3)}. "
            f"Slopes against z₁ to z{subscript(state.classes)}: {rows}"
        )
    return draw_softmax_board(state.z, state.T, s, jacobian, state.careless, said)


def _listed(values, digits: int = 3) -> str:
    rounded = (0.0 if abs(v) < 5e-7 else v for v in np.asarray(values, float).tolist())
    return f"({', '.join(board_number(v, digits) for v in rounded)})"


def _trouble(state: State) -> str:
    """Say in words what the careless way did."""
    s = state.steps
    end = f"the largest {state.precision}, {np.finfo(PRECISIONS[state.precision]).max:.2g}"
    if np.isinf(s.powers).any():
        j = int(np.argmax(s.exponents))
        return (
            f"e to the power {number_text(s.exponents[j])} is beyond {end}. Infinity divided by infinity is not a "
            f"number: class {j + 1} has no probability at all."
        )
    if np.isinf(s.total):
        return (
            f"Every power fits, but their sum is beyond {end}. A number divided by infinity is 0: the "
            "probabilities sum to 0."
        )
    if s.total == 0:
        return (
            f"Every power is too small for {state.precision} and became 0. Zero divided by zero is not a number: "
            "no class has a probability."
        )
    off = np.abs(s.p - replace(state, careless=False).steps.p).max()
    if off > 0.001:
        return (
            f"The powers are so small that {state.precision} has lost their digits: these probabilities are off by "
            f"up to {number_text(off, 2)}."
        )
    return ""


def on_event(state: State, event: Event) -> State:
    """Answer a dragged bar or temperature, or a number that was typed."""
    match event:
        case Event("edit", ("temperature",), text):
            return replace(state, T=parse_number(text, "the temperature"))
        case Event("edit", ("logit", j), text):
            return _with_logit(state, j, parse_number(text, f"logit {j + 1}"))
        case Event("drag", ("scale",), x=x):
            exponent = min(max(round(x * 20) / 20, log10(MIN_TEMPERATURE)), log10(MAX_TEMPERATURE))
            return replace(state, T=float(f"{10**exponent:.3g}"))
        case Event("drag", ("bar", j), y=y):
            return _with_logit(state, j, round(y, 2) + 0.0)
    return state


def _with_logit(state: State, j: int, value: float) -> State:
    return replace(state, z=(*state.z[:j], value, *state.z[j + 1 :]))


def _each(f: Callable[[float], float]) -> Callable[[State], State]:
    return lambda s: replace(s, z=tuple(round(f(v), 6) + 0.0 for v in s.z))


@widget
def softmax_bars(state: State) -> App:
    """Return the widget; `softmax_bars(task="rival")` starts with another task.

    >>> app = softmax_bars()
    >>> app.press("z = 1, 1000, 2")
    >>> app.state.steps.p.tolist()
    [0.0, 1.0, 0.0]
    """
    return App(
        "softmax_bars",
        state,
        view,
        [
            Choice("task", "task", [(task.label, name) for name, task in SOFTMAX_TASKS.items()]),
            Choice("careless", "worked out", [("shifted by the largest", False), ("the careless way", True)]),
            Choice("precision", "numbers", list(PRECISIONS)),
            Choice("classes", "classes", (3, 4, 5), lambda s, k: replace(s, z=(*s.z, *START_LOGITS[len(s.z) :])[:k])),
            Button("All + 5", _each(lambda v: v + 5)),
            Button("All × −1", _each(lambda v: -v), lambda s: any(s.z)),
            Button("All × 2", _each(lambda v: 2 * v), lambda s: any(s.z)),
            Button(
                "z = 1, 1000, 2",
                lambda s: replace(s, z=SLIDE_LOGITS, T=1.0),
                lambda s: (s.z, s.T) != (SLIDE_LOGITS, 1),
            ),
        ],
        on_event,
        title="Softmax bars",
    )
