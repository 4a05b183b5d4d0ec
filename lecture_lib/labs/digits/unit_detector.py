"""A hidden unit as a detector: weights, image, their products and the sum, and a vote to predict (row 15.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from markupsafe import Markup

from ...data import digits
from ...drawing import Frame, Picture, curve_path, handle, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, Play, View, widget
from ...nn import MLP
from ...validation import Array, InputError, count_phrase
from .features import exciting_images, unit_votes
from .pixel_image import ink_image, ink_row, weight_image
from .trained_net import initial_net, trained_net

N_UNITS = 64
N_IMAGES = 20  # held-out images that can stand beside the weights
GOAL_VOTES = 5
_ROWS = 28
_EXCITING = 5


@dataclass(frozen=True)
class State:
    """Which unit (from 1) looks at which held-out image (from 1), and how many rows of products are added up.

    `trained` says whether the weights are those after training; `votes` keeps the learner's (unit, class) pairs, one
    per unit, in the order in which they were cast.
    """

    unit: int = 1
    image: int = 1
    rows: int = 0
    trained: bool = False
    votes: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        limits = {"unit": (1, N_UNITS), "image": (1, N_IMAGES), "rows": (0, _ROWS)}
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise InputError(f"{name} is {getattr(self, name)}; give a whole number from {low} to {high}")
        units = [unit for unit, _ in self.votes]
        if len(set(units)) < len(units) or not all(1 <= u <= N_UNITS and 0 <= c <= 9 for u, c in self.votes):
            raise InputError(f"votes are pairs of a unit from 1 to {N_UNITS} and a class from 0 to 9, one per unit")

    @property
    def vote(self) -> int | None:
        """The class that the learner has chosen for this unit; None before that."""
        return dict(self.votes).get(self.unit)


@cache
def detector_net(trained: bool) -> MLP:
    """Return the card's network, with one hidden layer of 64 units: before or after training.

    >>> detector_net(False).sizes
    (784, 64, 10)
    """
    return trained_net(0, (N_UNITS,)) if trained else initial_net(0, (N_UNITS,))


@cache
def _exciting(trained: bool, unit: int) -> tuple[Array, ...]:
    x = digits().x
    return tuple(x[exciting_images(detector_net(trained), x, unit, _EXCITING)])


def right_votes(state: State) -> int:
    """Return for how many units the learner has predicted the class with the largest outgoing weight."""
    return sum(int(unit_votes(detector_net(True))[unit - 1]) == guess for unit, guess in state.votes)


GOALS = {"votes": Goal(f"predict the vote of {GOAL_VOTES} units", right_votes, GOAL_VOTES)}


def view(state: State) -> View:
    """Return the unit's weights, the image, their products with the sum so far, and the vote.

    >>> view(State()).note
    'Press Add up the rows: each product is a weight times a pixel. Then choose trained weights.'
    """
    if state.vote is None:
        return View(draw(state), note=_advice(state))
    truth = int(unit_votes(detector_net(True))[state.unit - 1])
    so_far = f"{right_votes(state)} of {len(state.votes)} predicted so far."
    if state.vote == truth:
        return View(draw(state), note=f"Right: the largest outgoing weight goes to {truth}. {so_far}", right=True)
    return View(
        draw(state), note=f"Its largest outgoing weight goes to {truth}, not to {state.vote}. {so_far}", right=False
    )


def _advice(state: State) -> str:
    if not state.trained:
        if state.rows < _ROWS:
            return "Press Add up the rows: each product is a weight times a pixel. Then choose trained weights."
        return "That is the whole sum, of random weights. Choose trained weights and see what has changed."
    return "Which class does this unit vote for? Look at its weights and the images below; press a digit."


_SIZE = 264, 338
_SIDE = 126


def draw(state: State) -> Picture:
    """Return the picture."""
    net = detector_net(state.trained)
    w, b = net[1].W[state.unit - 1].astype(float), float(net[1].b[state.unit - 1])
    x = digits().x_test[state.image - 1]
    z = float(w @ x + b)
    shown = float(np.quantile(np.abs(w), 0.98))
    sums = np.concatenate([[0.0], np.cumsum((w * x).reshape(_ROWS, _ROWS).sum(axis=1))])
    return svg.panels(
        svg.panel(
            *_SIZE,
            text(_SIDE / 2 + 2, 16, "weights w", "mid bold"),
            weight_image(2, 24, _SIDE, w.reshape(_ROWS, _ROWS), shown),
            text(262 - _SIDE / 2, 16, "image x", "mid bold"),
            ink_image(262 - _SIDE, 24, _SIDE, x.reshape(_ROWS, _ROWS)),
            text(2, 176, "These training images excite it most:", "small soft"),
            ink_row(2, 184, 48, _exciting(state.trained, state.unit), gap=5),
            _vote_part(state),
        ),
        svg.panel(*_SIZE, _sum_part(state, w * x, sums, b, z, shown)),
        title="A hidden unit as a detector",
        text=_description(state, sums, b, z),
    )


def _sum_part(state: State, products: Array, sums: Array, b: float, z: float, full: float) -> Markup:
    """Return the products with the rows that are added, and beside them the sum after each row."""
    top, side = 24, 168
    reach = max(1.0, float(np.ceil(np.abs(sums).max())))
    frame = Frame(-reach, reach, _ROWS, 0, side + 14, top, 78, side)
    line = top + side * state.rows / _ROWS
    waiting = tag("rect", x=2, y=line, width=side, height=top + side - line, fill="var(--zone)", opacity=0.8)
    zero = frame.at(0, 0)[0]
    so_far = frame.points(np.column_stack([sums[: state.rows + 1], np.arange(state.rows + 1)]))
    done = state.rows == _ROWS
    return join_elements(
        (
            text(2 + side / 2, 16, "products w · x", "mid bold"),
            weight_image(2, top, side, products.reshape(_ROWS, _ROWS), 0.6 * full),
            waiting,
            line_segment(2, line, 262, line, stroke="var(--accent)", stroke_width=2),
            text(frame.left + 39, 16, "sum", "mid bold"),
            tag("rect", x=frame.left, y=top, width=78, height=side, fill="none", stroke="var(--line)"),
            line_segment(zero, top, zero, top + side, stroke="var(--line)", stroke_dasharray="3 3"),
            curve_path(so_far, stroke="var(--accent)", stroke_width=2.5) if state.rows else "",
            text(frame.left, top + side + 16, number_text(-reach), "small soft num"),
            text(zero, top + side + 16, "0", "mid small soft num"),
            text(frame.left + 78, top + side + 16, number_text(reach), "end small soft num"),
            text(2, 232, f"sum of {count_phrase(state.rows, 'row')}", "small"),
            text(262, 232, number_text(round(float(sums[state.rows]), 2)), "end num bold"),
            text(2, 256, "bias b", "small" + " soft" * (not done)),
            text(262, 256, number_text(round(b, 2)) if done else "", "end num bold"),
            text(2, 280, "pre-activation z", "small" + " soft" * (not done)),
            text(262, 280, number_text(round(z, 2)) if done else "", "end num bold"),
            text(2, 304, "activation a = max(0, z)", "small" + " soft" * (not done)),
            text(262, 304, number_text(round(max(z, 0.0), 2)) if done else "", "end num bold"),
            text(2, 330, "blue above 0, orange below", "small soft"),
        )
    )


def _vote_part(state: State) -> Markup:
    """Return the ten digits to press, and above them, once one is pressed, the outgoing weights."""
    decided = state.vote is not None
    outgoing = detector_net(True)[2].W[:, state.unit - 1] if decided else np.zeros(10)
    full, parts = float(np.abs(outgoing).max()) or 1.0, []
    for digit in range(10):
        left = 2 + 26.2 * digit
        if decided:
            height = 26 * float(outgoing[digit]) / full
            best = digit == int(outgoing.argmax())
            colour = "var(--accent)" if best else "var(--line)"
            parts.append(tag("rect", x=left + 5, y=280 - max(height, 0), width=14, height=abs(height), fill=colour))
        chosen = digit == state.vote
        look = {"stroke": "var(--accent)" if chosen else "var(--line)", "stroke_width": 2.5 if chosen else 1}
        can_vote = state.trained and not decided
        able = handle(("vote", digit), "press", f"it votes for {digit}", quiet=not can_vote)
        parts.append(
            tag(
                "g",
                tag("rect", x=left, y=310, width=24.2, height=26, rx=4, fill="var(--paper)", **look),
                text(left + 12.1, 328, str(digit), "mid" + " bold" * chosen + " soft" * (not state.trained)),
                **able,
            )
        )
    asks = "outgoing weights" if decided else "outgoing weights: hidden until you vote"
    parts.append(line_segment(2, 280, 262, 280, stroke="var(--line)"))
    parts.append(text(2, 247, asks if state.trained else "no vote before training", "small soft"))
    return join_elements(parts)


def _description(state: State, sums: Array, b: float, z: float) -> str:
    kind = "trained" if state.trained else "random"
    shown = f"Unit {state.unit} with {kind} weights looks at held-out image {state.image}. "
    shown += (
        f"The products of the first {count_phrase(state.rows, 'row')} sum to {number_text(round(sums[state.rows], 2))}"
    )
    if state.rows == _ROWS:
        shown += f"; with the bias {number_text(round(b, 2))} the pre-activation is {number_text(round(z, 2))}"
    vote = f" Your vote: {state.vote}." if state.vote is not None else ""
    return f"{shown}. {len(state.votes)} units judged.{vote}"


def on_event(state: State, event: Event) -> State:
    """Take a vote for the unit that is shown; a second one for the same unit changes nothing."""
    match event:
        case Event("press", ("vote", int(digit))) if state.trained and state.vote is None:
            return replace(state, votes=(*state.votes, (state.unit, digit)))
    return state


def _next_unit(state: State) -> State:
    """Return the state with the next unit that has no vote yet, from its first row."""
    voted = dict(state.votes)
    order = [(state.unit + i) % N_UNITS + 1 for i in range(N_UNITS)]
    free = [unit for unit in order if unit not in voted]
    return replace(state, unit=free[0] if free else order[0], rows=0)


@widget
def unit_detector(state: State) -> App:
    """Return the widget.

    >>> app = unit_detector()
    >>> app.press("Next unit"); app.state.unit
    2
    """
    add_row = Play(
        "Add up the rows",
        lambda s: replace(s, rows=s.rows + 1),
        lambda s: s.rows < _ROWS,
        primary=lambda s: s.vote is None,
        moves=True,
        begin=lambda s: replace(s, rows=0),
    )
    return App(
        "unit_detector",
        state,
        view,
        [
            add_row,
            Button("Next unit", _next_unit, primary=lambda s: s.vote is not None),
            Button("Next image", lambda s: replace(s, image=s.image % N_IMAGES + 1, rows=0)),
            Choice("trained", "weights", [("at the start", False), ("trained", True)]),
        ],
        on_event,
        title="A hidden unit as a detector",
        goals=GOALS,
    )
