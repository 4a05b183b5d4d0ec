"""Break a trained network: draw the accuracy curve that you expect, then have it measured (row 15.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup

from ...drawing import Frame, Picture, curve_path, handle, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, Play, View, widget
from ...validation import InputError, parse_number
from .damage import DAMAGES, N_SEEDS, damage_curve, damaged_accuracies

CLOSE = 10  # per cent points that a guess may be off, at each amount, for the goal
_START = 90.0
_N = 5  # amounts of each kind

Guess = tuple[float, ...]


@dataclass(frozen=True)
class State:
    """The kind of damage, the accuracies that the learner expects (in per cent), and the kinds that were measured.

    `measured` holds pairs (kind, guess): the guess is that before measuring, and stays. `networks` is how many of the
    five networks have been measured so far with this kind.
    """

    kind: str = "biases set to 0"
    guess: Guess = (_START,) * _N
    measured: tuple[tuple[str, Guess], ...] = ()
    networks: int = 0

    def __post_init__(self) -> None:
        if self.kind not in DAMAGES:
            raise InputError(f"kind is {self.kind!r}; give one of {', '.join(DAMAGES)}")
        if self.networks not in range(N_SEEDS):
            raise InputError(f"networks is {self.networks!r}; give a whole number from 0 to {N_SEEDS - 1}")
        for guess in (self.guess, *dict(self.measured).values()):
            if len(guess) != _N or not all(0 <= value <= 100 for value in guess):
                raise InputError(f"a guess is {_N} numbers from 0 to 100; {guess} was given")

    @property
    def is_measured(self) -> bool:
        """Has this kind been measured?"""
        return self.kind in dict(self.measured)

    @property
    def shown_guess(self) -> Guess:
        """The guess that is in the picture."""
        return dict(self.measured).get(self.kind, self.guess)


def largest_miss(kind: str, guess: Guess) -> float:
    """Return the largest distance of a guess from the measured curve, in percentage points."""
    return max(abs(value - 100 * point.value) for value, point in zip(guess, damage_curve(kind)))


def _foreseen(state: State) -> float:
    return float(any(largest_miss(kind, guess) <= CLOSE for kind, guess in state.measured))


GOALS = {"foresee": Goal(f"guess one curve to within {CLOSE} percentage points everywhere", _foreseen)}


def view(state: State) -> View:
    """Return the guess, the measured curve once there is one, and how far they are apart.

    >>> view(State()).note
    'Drag the five dots to the accuracies that you expect (arrow keys work too), then press Measure.'
    """
    if state.networks:
        return View(draw(state), note=f"Networks measured: {state.networks} of {N_SEEDS}. Measure goes on.")
    if not state.is_measured:
        return View(
            draw(state),
            note="Drag the five dots to the accuracies that you expect (arrow keys work too), then press Measure.",
        )
    miss = largest_miss(state.kind, state.shown_guess)
    said = f"Your guess is at most {miss:.0f} percentage points from the measured curve."
    left = len(DAMAGES) - len(state.measured)
    more = "Try another damage." if left else "All kinds are measured."
    return View(draw(state), note=f"{said} {more}", right=miss <= CLOSE)


_SIZE = 264, 282
_FRAME = Frame(0, _N - 1, 0, 100, 46, 28, 206, 208)


def draw(state: State) -> Picture:
    """Return the picture."""
    damage = DAMAGES[state.kind]
    return svg.panels(
        svg.panel(*_SIZE, _chart(state)),
        svg.panel(*_SIZE, _table(state)),
        title="Break the network",
        text=_description(state, damage.unit),
    )


def _chart(state: State) -> Markup:
    damage, guess = DAMAGES[state.kind], state.shown_guess
    bottom = _FRAME.top + _FRAME.height
    parts = [tag("rect", x=_FRAME.left, y=_FRAME.top, width=_FRAME.width, height=_FRAME.height, class_="axis")]
    for value in (0, 50, 100):
        y = _FRAME.at(0, value)[1]
        parts.append(text(_FRAME.left - 8, y + 4, str(value), "end small soft num"))
        parts.append(line_segment(_FRAME.left, y, _FRAME.left + _FRAME.width, y, class_="grid"))
    for i, amount in enumerate(damage.amounts):
        parts.append(text(_FRAME.at(i, 0)[0], bottom + 18, number_text(amount), "mid small soft num"))
    parts += [
        text(149, 16, "held-out accuracy in per cent", "mid bold"),
        text(149, bottom + 38, damage.unit, "mid"),
        curve_path(_FRAME.points(list(enumerate(guess))), stroke="var(--ink)", stroke_width=2, stroke_dasharray="5 4"),
    ]
    if state.is_measured:
        parts.append(_measured_curve(state.kind))
    parts += [_dot(i, value, state.is_measured) for i, value in enumerate(guess)]
    return _FRAME.hold(*parts)


def _measured_curve(kind: str) -> Markup:
    curve = damage_curve(kind)
    parts = [
        curve_path(
            _FRAME.points([(i, 100 * p.value) for i, p in enumerate(curve)]), stroke="var(--accent)", stroke_width=2.5
        )
    ]
    for i, point in enumerate(curve):
        ends = np.clip([100 * (point.value - point.half), 100 * (point.value + point.half)], 0, 100)
        (x, low), (_, high) = _FRAME.at(i, ends[0]), _FRAME.at(i, ends[1])
        parts.append(line_segment(x, low, x, high, stroke="var(--accent)", stroke_width=5, stroke_linecap="round"))
    return join_elements(parts)


def _dot(i: int, value: float, fixed: bool) -> Markup:
    x, y = _FRAME.at(i, value)
    parts = (
        tag("circle", cx=x, cy=y, r=13, class_="hit"),
        tag("circle", cx=x, cy=y, r=6, fill="var(--paper)" if fixed else "var(--ink)", stroke="var(--ink)"),
    )
    label = f"your guess at point {i + 1}: {value:.0f} per cent"
    able = handle(("guess", i), "drag edit", label, at=(i, value), step=1, value=f"{value:.0f}", quiet=fixed)
    return tag("g", *parts, **able)


def _table(state: State) -> Markup:
    """Return each kind of damage with the largest miss of its guess."""
    parts = [text(2, 16, "damage", "bold"), text(262, 16, "largest miss", "end bold")]
    guesses = dict(state.measured)
    for i, kind in enumerate(DAMAGES):
        y = 44 + 26 * i
        chosen = " bold" * (kind == state.kind)
        miss = f"{largest_miss(kind, guesses[kind]):.0f} points" if kind in guesses else "–"
        parts += [text(2, y, kind, f"small{chosen}"), text(262, y, miss, f"end small num{chosen}")]
    parts += [
        line_segment(2, 214, 40, 214, stroke="var(--ink)", stroke_width=2, stroke_dasharray="5 4"),
        text(48, 218, "your guess", "small"),
        line_segment(2, 236, 40, 236, stroke="var(--accent)", stroke_width=2.5),
        text(48, 240, "measured: mean of 5 networks", "small"),
        line_segment(21, 254, 21, 268, stroke="var(--accent)", stroke_width=5, stroke_linecap="round"),
        text(48, 265, "95% interval of that mean", "small"),
    ]
    return join_elements(parts)


def _description(state: State, unit: str) -> str:
    amounts = ", ".join(map(number_text, DAMAGES[state.kind].amounts))
    guess = ", ".join(f"{value:.0f}" for value in state.shown_guess)
    said = f"Held-out accuracy in per cent at {amounts} ({unit}). Your guess: {guess}."
    if not state.is_measured:
        return said
    curve = ", ".join(f"{100 * p.value:.1f} ± {100 * p.half:.1f}" for p in damage_curve(state.kind))
    return f"{said} Measured: {curve}."


def on_event(state: State, event: Event) -> State:
    """Move a dot of the guess."""
    match event:
        case Event("drag", ("guess", int(i)), y=y):
            return _with_guess(state, i, min(max(y, 0.0), 100.0))
        case Event("edit", ("guess", int(i)), text):
            return _with_guess(state, i, parse_number(text, "the accuracy"))
    return state


def _with_guess(state: State, i: int, value: float) -> State:
    if state.is_measured:
        return state
    return replace(state, guess=(*state.guess[:i], round(value, 1) + 0.0, *state.guess[i + 1 :]))


def measure_next(state: State) -> State:
    """Return the state with one more network measured; after the last one, the guess is kept and the curve shown."""
    damaged_accuracies(state.kind, state.networks)
    if state.networks + 1 < N_SEEDS:
        return replace(state, networks=state.networks + 1)
    return replace(state, networks=0, measured=(*state.measured, (state.kind, state.guess)))


def _next_kind(state: State) -> State:
    done = dict(state.measured)
    kinds = list(DAMAGES)
    at = kinds.index(state.kind)
    ahead = kinds[at + 1 :] + kinds[: at + 1]
    kind = next((kind for kind in ahead if kind not in done), ahead[0])
    return with_kind(state, kind)


def with_kind(state: State, kind: str) -> State:
    """Return the state with another kind of damage, and a guess to begin with."""
    return replace(state, kind=kind, guess=(_START,) * _N, networks=0)


@widget
def break_it(state: State) -> App:
    """Return the widget.

    >>> break_it().picture.text[:44]
    'Held-out accuracy in per cent at 0, 8, 16, 3'
    """
    return App(
        "break_it",
        state,
        view,
        [
            Play("Measure", measure_next, lambda s: not s.is_measured, primary=lambda s: not s.is_measured),
            Button("Next damage", _next_kind, primary=lambda s: s.is_measured),
            Choice("kind", "damage", list(DAMAGES), with_kind),
        ],
        on_event,
        title="Break the network",
        goals=GOALS,
    )
