"""Attention in the plane: drag a query, and watch its weights and what it reads (row 16.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, hypot, radians, sin, sqrt

import numpy as np

from ...drawing import (
    Frame,
    Panel,
    Picture,
    handle,
    line_segment,
    number_text,
    panel,
    plane_frame,
    round_knob,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Event, Goal, Play, Slider, View, log_values, widget
from ...nn import softmax
from ...validation import InputError, parse_number

CARD_KEYS = np.array([[1.6, 0.4], [0.3, 1.5], [-1.5, 0.7], [-0.6, -1.5], [0.4, -0.2]])
VALUES = np.array([[-1.4, -0.6], [1.5, -0.5], [0.2, 1.5], [-0.9, 1.0], [0.6, -1.5]])
REACH = 3.0  # how far the query may go
DIVISORS = log_values(0.1, 10, digits=(1, 1.4, 2, 3, 5, 7))
SQRT_D = round(sqrt(2), 2)
_TURN, _STRETCH, _WANTED_KEY, _ENOUGH = 10, 1.25, 3, 95  # degrees, factor, number, per cent
_KEY_FRAME = plane_frame(-REACH, REACH, -REACH, REACH, left=44, top=34, size=200)
_VALUE_FRAME = plane_frame(-2, 2, -2, 2, left=44, top=34, size=200)
_BAR_FRAME = Frame(0, 5, 0, 1.1, 46, 34, 196, 200)
_WIDTH, _HEIGHT = 252, 312


@dataclass(frozen=True)
class State:
    """The query, what the scores are divided by, and how many degrees the query has turned by itself."""

    q: tuple[float, float] = (1.0, 1.2)
    divisor: float = SQRT_D
    turned: int = 0

    def __post_init__(self) -> None:
        if len(self.q) != 2 or not all(abs(v) <= REACH for v in self.q):
            raise InputError(f"the query is {self.q}. Give two numbers from −{REACH:g} to {REACH:g}.")
        if not DIVISORS[0] <= self.divisor <= DIVISORS[-1]:
            raise InputError(
                f"the divisor is {self.divisor:g}. Give a number from {DIVISORS[0]:g} to {DIVISORS[-1]:g}."
            )

    @property
    def scores(self) -> np.ndarray:
        """The products of the query with the keys."""
        return CARD_KEYS @ np.array(self.q)

    @property
    def weights(self) -> np.ndarray:
        """How much of each value is read: positive, with sum 1."""
        return softmax.value(self.scores / self.divisor)

    @property
    def output(self) -> np.ndarray:
        """The mixture of the values."""
        return self.weights @ VALUES


def _wanted_per_cent(s: State) -> int:
    return int(100 * s.weights[_WANTED_KEY - 1])


GOALS = {"one value": Goal(f"bring weight {_WANTED_KEY} to {_ENOUGH}%", _wanted_per_cent, _ENOUGH)}


def view(state: State) -> View:
    """Return keys, weights and values, and what the query reads.

    >>> view(State()).note
    'Drag the query. Softmax turns its products with the keys into weights. The cross is what it reads.'
    """
    reached = _wanted_per_cent(state) >= _ENOUGH
    return View(draw(state), note=_note(state, reached), right=True if reached else None)


def _note(s: State, reached: bool) -> str:
    if reached:
        return f"Almost only value {_WANTED_KEY}: divided, its score leads each of the others by more than 2.9."
    if s == State():
        return "Drag the query. Softmax turns its products with the keys into weights. The cross is what it reads."
    if hypot(*s.q) < 0.05:
        return "All scores are near 0, so every weight is near 1/5, and the query reads the mean of all values."
    j = int(np.argmax(s.weights))
    most = f"Key {j + 1} scores most and weighs {number_text(round(s.weights[j], 2))}."
    if 100 * s.weights[j] >= _ENOUGH:
        return f"{most} Turn the query so that key {_WANTED_KEY} does."
    if j + 1 == _WANTED_KEY:
        return f"{most} For more, make the query longer, or divide by less."
    return f"{most} Turn the query towards key {_WANTED_KEY}."


def draw(state: State) -> Picture:
    """Return the picture."""
    weights = ", ".join(number_text(round(w, 2)) for w in state.weights)
    said = (
        f"Query {_pair(state.q)}, scores divided by {number_text(state.divisor)}. Weights of keys 1 to 5: {weights}. "
        f"Output {_pair(state.output)}."
    )
    return svg.panels(_key_panel(state), _weight_panel(state), _value_panel(state), title="Attention", text=said)


def _pair(v) -> str:
    return f"({', '.join(number_text(round(float(c), 2)) for c in v)})"


def _key_panel(s: State) -> Panel:
    query_line = line_segment(*_KEY_FRAME.at(0, 0), *_KEY_FRAME.at(*s.q), stroke="var(--accent)", stroke_width=2.5)
    parts = [
        _KEY_FRAME.open(target=("ground",)),
        _KEY_FRAME.axes("", "", "query and keys"),
        *(_numbered(_KEY_FRAME, at, j, w) for j, (at, w) in enumerate(zip(CARD_KEYS, s.weights), start=1)),
        tag("g", query_line, pointer_events="none"),
        round_knob(
            _KEY_FRAME, s.q, "var(--accent)", **handle(("query",), "drag", f"query {_pair(s.q)}", at=s.q, step=0.1)
        ),
        *(_chip(92 + 82 * i, f"q{'₁₂'[i]}", value, ("q", i)) for i, value in enumerate(s.q)),
    ]
    return panel(_WIDTH, _HEIGHT, *parts)


def _chip(x: float, name: str, value: float, target: tuple) -> str:
    written = number_text(round(value, 2))
    about = handle(target, "edit", f"{name} {written}", value=written)
    box = tag("rect", x=x, y=274, width=54, height=26, rx=5, fill="var(--paper)", stroke="var(--line)")
    return text(x - 6, 292, name, "end small") + tag("g", box, text(x + 27, 292, written, "mid num"), **about)


def _numbered(frame: Frame, at, j: int, weight: float) -> str:
    x, y = frame.at(*at)
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=10, fill="var(--paper)", stroke="var(--soft)"),
        tag("circle", cx=x, cy=y, r=10, fill="var(--accent)", opacity=round(float(weight), 3)),
        text(x, y + 4.5, j, "mid small bold", style="fill:var(--paper)" if weight > 0.6 else None),
    )


def _weight_panel(s: State) -> Panel:
    left, bottom = _BAR_FRAME.left, _BAR_FRAME.top + _BAR_FRAME.height
    parts = [text(left + _BAR_FRAME.width / 2, 26, "weights", "mid bold")]
    for v in (0, 0.25, 0.5, 0.75, 1):
        _, y = _BAR_FRAME.at(0, v)
        parts += [
            line_segment(left, y, left + _BAR_FRAME.width, y, class_="grid" if v else "axis"),
            text(left - 7, y + 4, number_text(v), "end small soft num"),
        ]
    for j, (score, w) in enumerate(zip(s.scores, s.weights)):
        x, y = _BAR_FRAME.at(j + 0.5, w)
        parts += [
            tag("rect", x=x - 11, y=y, width=22, height=bottom - y, fill="var(--accent)", opacity=0.75),
            text(x, y - 4, number_text(round(w, 2)), "mid small num"),
            text(x, bottom + 18, j + 1, "mid small bold"),
            text(x, bottom + 58, number_text(round(score, 1)), "mid small num"),
        ]
    parts += [
        text(left + _BAR_FRAME.width / 2, bottom + 40, "scores q · k", "mid small soft"),
    ]
    return panel(_WIDTH, _HEIGHT, *parts)


def _value_panel(s: State) -> Panel:
    cx, cy = _VALUE_FRAME.at(*s.output)
    pulls = [
        line_segment(*_VALUE_FRAME.at(*at), cx, cy, stroke="var(--accent)", stroke_width=0.5 + 5 * w, opacity=0.5)
        for at, w in zip(VALUES, s.weights)
    ]
    cross = [
        line_segment(cx - 8, cy - 8 * side, cx + 8, cy + 8 * side, stroke="var(--ink)", stroke_width=3)
        for side in (1, -1)
    ]
    return panel(
        _WIDTH,
        _HEIGHT,
        _VALUE_FRAME.open(),
        _VALUE_FRAME.axes("", "", "values and output"),
        *pulls,
        *(_numbered(_VALUE_FRAME, at, j, w) for j, (at, w) in enumerate(zip(VALUES, s.weights), start=1)),
        *cross,
        text(144, 292, f"output {_pair(s.output)}", "mid num"),
    )


def on_event(state: State, event: Event) -> State:
    """Answer a dragged query, a place pointed at, or a number that was typed."""
    match event:
        case Event("drag", ("query",), x=x, y=y):
            return _with_query(state, x, y)
        case Event("draw", ("ground",), points=[*_, (x, y)]):
            return _with_query(state, x, y)
        case Event("edit", ("q", 0), text):
            return replace(state, q=(parse_number(text, "q₁"), state.q[1]), turned=0)
        case Event("edit", ("q", 1), text):
            return replace(state, q=(state.q[0], parse_number(text, "q₂")), turned=0)
    return state


def _with_query(s: State, x: float, y: float, turned: int = 0) -> State:
    q = (round(min(max(float(v), -REACH), REACH), 2) + 0.0 for v in (x, y))
    return replace(s, q=tuple(q), turned=turned)


def _turn(s: State) -> State:
    c, d, (x, y) = cos(radians(_TURN)), sin(radians(_TURN)), s.q
    return _with_query(s, c * x - d * y, d * x + c * y, s.turned + _TURN)


def _stretch(s: State) -> State:
    return _with_query(s, *(_STRETCH * v for v in s.q))


@widget
def attention_card(state: State) -> App:
    """Return the card; `attention_card(q=(0.0, 0.0))` starts with a query that prefers nothing.

    >>> app = attention_card(q=(-3.0, 1.0), divisor=1.0)
    >>> app.state.weights.round(2).tolist()
    [0.0, 0.01, 0.98, 0.01, 0.0]
    """
    controls = (
        Play(
            "Turn the query",
            _turn,
            lambda s: s.turned < 360,
            primary=True,
            moves=True,
            begin=lambda s: replace(s, turned=0),
        ),
        Button("Longer", _stretch, lambda s: hypot(*s.q) > 0 and max(map(abs, s.q)) * _STRETCH <= REACH),
        Slider("divisor", "scores divided by", DIVISORS),
    )
    return App("attention_card", state, view, controls, on_event, title="What a query reads", goals=GOALS)
