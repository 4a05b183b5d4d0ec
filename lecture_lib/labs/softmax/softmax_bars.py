"""Softmax by hand, in three modes: temperature, slopes, and what overflows on a computer (rows 06.2, 06.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log
from typing import NamedTuple

import numpy as np

from ...drawing import Picture, number_text, scientific_notation, subscript, svg
from ...interactive import App, Button, Choice, Event, Goal, Play, Slider, View, log_values, widget
from ...nn import SoftmaxSteps, entropy, softmax_steps
from ...validation import InputError, parse_number
from .board_picture import (
    board_number,
    jacobian_panel,
    logits_panel,
    probabilities_panel,
    triangle_panel,
    working_panel,
)

START_LOGITS = (2.0, 1.0, -1.0)
SLIDE_LOGITS = (1.0, 1000.0, 2.0)  # lecture B's example
MAX_LOGIT = 9999
MODES = ("temperature", "slopes", "overflow")
PRECISIONS = {"float64": np.float64, "float32": np.float32}
TEMPERATURES = log_values(0.01, 100, digits=(1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8))
TARGET, TARGET_TOLERANCE = (0.2, 0.3, 0.5), 0.005
_NUDGE = 0.1  # by so much is z₂ raised


@dataclass(frozen=True)
class State:
    """What the board shows beside the logits, the logits, the temperature, and how softmax is worked out.

    `naive` (without the largest logit subtracted) holds in the mode "overflow" only. `done` is the button pressed
    last: "shift", "double" or "raise"; "" after anything else.
    """

    mode: str = "temperature"
    z: tuple[float, ...] = START_LOGITS
    T: float = 1.0
    naive: bool = False
    precision: str = "float64"
    done: str = ""

    def __post_init__(self) -> None:
        if len(self.z) != 3 or not all(abs(v) <= MAX_LOGIT for v in self.z):
            raise InputError(
                f"the logits are {', '.join(f'{v:g}' for v in self.z)}. Give three numbers from −{MAX_LOGIT} "
                f"to {MAX_LOGIT}."
            )
        if not TEMPERATURES[0] <= self.T <= TEMPERATURES[-1]:
            raise InputError(
                f"the temperature is {self.T:g}. Give a number from {TEMPERATURES[0]:g} to {TEMPERATURES[-1]:g}."
            )
        if self.mode not in MODES or self.precision not in PRECISIONS:
            raise InputError(
                f"mode is {self.mode!r} and precision is {self.precision!r}. The mode is one of {', '.join(MODES)}, "
                f"the precision one of {', '.join(PRECISIONS)}."
            )

    @property
    def is_naive(self) -> bool:
        """Is softmax worked out as it stands?"""
        return self.naive and self.mode == "overflow"

    @property
    def steps(self) -> SoftmaxSteps:
        """What the computer works out."""
        return softmax_steps(self.z, self.T, not self.is_naive, PRECISIONS[self.precision])

    @property
    def are_probabilities(self) -> bool:
        """Are the numbers that come out probabilities?"""
        p = np.asarray(self.steps.p, float)
        return bool(np.isfinite(p).all() and p.any())

    @property
    def jacobian(self) -> np.ndarray:
        """∂pᵢ / ∂zⱼ in row i and column j."""
        p = np.asarray(self.steps.p, float)
        return (np.diag(p) - np.outer(p, p)) / self.T


def _near_target(s: State) -> int:
    """Return how many of the probabilities are where the ring wants them."""
    return int(np.sum(np.abs(s.steps.p - TARGET) <= TARGET_TOLERANCE)) if s.T == 1 else 0


def _pulls_most(s: State) -> bool:
    return s.T == 1 and s.are_probabilities and bool(s.jacobian[0, 1] <= -0.249)


def _is_nothing(s: State) -> bool:
    p = s.steps.p
    return bool(np.isfinite(p).all() and (p == 0).all())


GOALS = {
    "the ring": Goal("at T = 1, bring p to (0.2, 0.3, 0.5), each to 0.005", _near_target, 3),
    "the strongest pull": Goal("find logits with ∂p₁ / ∂z₂ = −0.25, to 0.001", _pulls_most),
    "all zero": Goal("find logits for which the naive way gives 0, 0, 0", _is_nothing),
}
"""The goals by name: one for each mode."""


def view(state: State) -> View:
    """Return the panels of the mode, and what the last move did.

    >>> view(State()).note
    'Drag a bar, or press a number and type another. The point moves with p; the ring is where it is to go.'
    """
    feedback = MODE_TABLE[state.mode].feedback(state)
    return View(draw(state), note=feedback.note, right=feedback.right)


def draw(state: State) -> Picture:
    """Return the picture."""
    mode = MODE_TABLE[state.mode]
    said = (
        f"Logits {_listed(state.z, 6)}, temperature {number_text(state.T, 3)}. Probabilities {_listed(state.steps.p)}."
    )
    return svg.panels(*mode.panels(state), title=mode.title, text=f"{said} {mode.words(state)}")


def _listed(values, digits: int = 3) -> str:
    rounded = (0.0 if abs(v) < 5e-7 else v for v in np.asarray(values, float).tolist())
    return f"({', '.join(number_text(v, digits) if np.isfinite(v) else board_number(v) for v in rounded)})"


class _Feedback(NamedTuple):
    note: str
    right: bool | None = None


# --- the mode "temperature"


def _temperature_panels(s: State) -> list:
    return [
        logits_panel(s.z, 6, 0.1),
        probabilities_panel(s.steps, True),
        triangle_panel(s.z, s.steps, TARGET),
    ]


def _temperature_words(s: State) -> str:
    return f"Entropy {number_text(entropy(s.steps.p), 3)} of at most {number_text(log(3), 4)}."


def _temperature_feedback(s: State) -> _Feedback:
    p = s.steps.p
    if _near_target(s) == 3:
        return _Feedback(
            "The point is in the ring. Beside log p, your logits have one number added to all three.", True
        )
    if s.done == "shift":
        return _Feedback("Adding 5 multiplies every eᶻ by e⁵, and their sum too: no probability has changed.")
    if s.done == "double":
        return _Feedback("Doubling squares the ratio of any two probabilities, as halving the temperature does.")
    if s.T > 1 and entropy(p) > 0.99 * log(3):
        return _Feedback("Hot: the numbers z / T are nearly equal, so p is near the centre and the entropy near log 3.")
    if s.T < 1 and max(p) > 0.99:
        return _Feedback("Cold: the numbers z / T are far apart, so the largest takes nearly all.")
    if s.T != 1:
        return _Feedback(f"Softmax now gets z / T = {_listed(np.divide(s.z, s.T))}. The ring asks for T = 1.")
    if s.z == START_LOGITS:
        return _Feedback(
            "Drag a bar, or press a number and type another. The point moves with p; the ring is where it is to go."
        )
    j = int(np.argmax(np.abs(p - TARGET)))
    return _Feedback(
        f"Farthest from the ring is p{subscript(j + 1)}: it is {number_text(round(p[j], 3))} and should be {TARGET[j]}."
    )


# --- the mode "slopes"


def _slope_panels(s: State) -> list:
    return [logits_panel(s.z, 6, 0.1), probabilities_panel(s.steps, True), jacobian_panel(s.jacobian, s.T)]


def _slope_words(s: State) -> str:
    rows = " ".join(f"p{subscript(i + 1)}: {_listed(row)}." for i, row in enumerate(s.jacobian))
    return f"Derivatives with respect to z₁ to z₃: {rows}"


def _slope_feedback(s: State) -> _Feedback:
    p1, p2 = s.steps.p[:2]
    if _pulls_most(s):
        return _Feedback("p₁ and p₂ are both close to ½, and a product p₁p₂ of such numbers is at most ¼.", True)
    if s.done == "raise":
        before = softmax_steps((s.z[0], s.z[1] - _NUDGE, s.z[2]), s.T).p
        change, guess = p1 - before[0], -_NUDGE * before[0] * before[1] / s.T
        return _Feedback(
            f"p₁ changed by {scientific_notation(change, 3)}. The framed derivative, times {_NUDGE}, predicted "
            f"{scientific_notation(guess, 3)}."
        )
    if s.z == START_LOGITS:
        return _Feedback(
            "Raise z₂ and see what p₁ loses: about 0.1 times the framed derivative. Then drag bars to make it stronger."
        )
    product = " · ".join(scientific_notation(v, 3) for v in (p1, p2))
    return _Feedback(f"The framed derivative is −p₁p₂ = −{product}. It is strongest where this product is largest.")


# --- the mode "overflow"


def _overflow_panels(s: State) -> list:
    kind = np.finfo(PRECISIONS[s.precision])
    largest, smallest = log(float(kind.max)), log(float(kind.smallest_subnormal))
    limits = (largest, smallest - log(2)) if s.is_naive else ()  # half the smallest number is rounded to 0
    reach, step = (900, 5) if s.precision == "float64" else (150, 1)
    return [
        logits_panel(s.z, reach, step, limits),
        working_panel(s.z, s.steps, s.is_naive),
        probabilities_panel(s.steps, s.are_probabilities),
    ]


def _overflow_words(s: State) -> str:
    powers = ", ".join(board_number(float(v)) for v in s.steps.powers)
    way = "naive" if s.is_naive else "shifted"
    return f"The {way} way in {s.precision}. Exponentials: {powers}; their sum: {board_number(float(s.steps.total))}."


def _overflow_feedback(state: State) -> _Feedback:
    """Say in words what came of the way in which softmax is worked out."""
    s = state.steps
    if np.isinf(s.powers).any():
        j = int(np.argmax(s.exponents))
        return _Feedback(
            f"e to the power {number_text(s.exponents[j])} is too large for {state.precision}, and ∞ / ∞ is not a "
            f"number: class {j + 1} has no probability. Now try shifted."
        )
    if np.isinf(s.total):
        return _Feedback(
            "Every exponential fits, but their sum is too large. A number divided by ∞ is 0, so the results sum to 0.",
            True,
        )
    if s.total == 0:
        return _Feedback(
            f"Every exponential is too small for {state.precision} and is 0, but 0 / 0 is not a number. Try shifted."
        )
    if not state.is_naive:
        return _Feedback("Shifted, the largest exponent is 0: no exponential exceeds 1, and their sum is at least 1.")
    off = np.abs(s.p - replace(state, naive=False).steps.p).max()
    if off > 0.001:
        return _Feedback(
            f"The exponentials are so small that {state.precision} has lost digits: the probabilities are off by up to "
            f"{number_text(off, 2)}."
        )
    return _Feedback("All exponentials and their sum fit. Try lecture B's logits, or drag a bar across a dashed line.")


class _Mode(NamedTuple):
    """What a mode shows and offers."""

    title: str
    panels: Callable[[State], list]
    words: Callable[[State], str]
    feedback: Callable[[State], _Feedback]
    controls: tuple


def _each(f: Callable[[float], float], done: str) -> Callable[[State], State]:
    return lambda s: replace(s, z=tuple(round(f(v), 6) + 0.0 for v in s.z), done=done)


def _heat(s: State) -> State:
    return replace(s, T=next(T for T in TEMPERATURES if s.T < T), done="")


def _cool(s: State) -> State:
    return replace(s, T=next(T for T in reversed(TEMPERATURES) if s.T > T), done="")


def _raise(s: State) -> State:
    return replace(s, z=(s.z[0], round(s.z[1] + _NUDGE, 6), s.z[2]), done="raise")


_ADD, _DOUBLE = Button("All + 5", _each(lambda v: v + 5, "shift")), Button("All × 2", _each(lambda v: 2 * v, "double"))
MODE_TABLE = {
    "temperature": _Mode(
        "Softmax, temperature and entropy",
        _temperature_panels,
        _temperature_words,
        _temperature_feedback,
        (
            Play("Heat up", _heat, lambda s: s.T < TEMPERATURES[-1], primary=True, moves=True),
            Play("Cool down", _cool, lambda s: s.T > TEMPERATURES[0], moves=True),
            _ADD,
            _DOUBLE,
            Slider("T", "temperature T", TEMPERATURES),
        ),
    ),
    "slopes": _Mode(
        "The derivatives of softmax",
        _slope_panels,
        _slope_words,
        _slope_feedback,
        (Button(f"Raise z₂ by {_NUDGE}", _raise, primary=True), _ADD, _DOUBLE),
    ),
    "overflow": _Mode(
        "Softmax on a computer",
        _overflow_panels,
        _overflow_words,
        _overflow_feedback,
        (
            Button(
                "Try 1, 1000, 2",
                lambda s: replace(s, z=SLIDE_LOGITS, done=""),
                lambda s: s.z != SLIDE_LOGITS,
                primary=True,
            ),
            Button("All × −1", _each(lambda v: -v, ""), lambda s: any(s.z)),
            Choice("naive", "worked out", [("naive", True), ("shifted", False)]),
            Choice("precision", "numbers", list(PRECISIONS)),
        ),
    ),
}
"""The modes by name."""


def on_event(state: State, event: Event) -> State:
    """Answer a dragged bar, or a number that was typed."""
    match event:
        case Event("edit", ("logit", j), text):
            return _with_logit(state, j, parse_number(text, f"logit {j + 1}"))
        case Event("drag", ("bar", j), y=y):
            return _with_logit(state, j, round(y, 0 if state.mode == "overflow" else 2) + 0.0)
    return state


def _with_logit(state: State, j: int, value: float) -> State:
    return replace(state, z=(*state.z[:j], value, *state.z[j + 1 :]), done="")


@widget
def softmax_bars(state: State) -> App:
    """Return the widget; `softmax_bars(mode="slopes")` shows the Jacobian, "overflow" the computer's numbers.

    >>> app = softmax_bars(mode="overflow")
    >>> app.press("Try 1, 1000, 2")
    >>> app.state.steps.p.tolist()
    [0.0, 1.0, 0.0]
    """
    mode = MODE_TABLE[state.mode]
    return App("softmax_bars", state, view, mode.controls, on_event, title=mode.title, goals=GOALS)
