"""One PReLU unit learns its epsilon: the curve turns while the ball rolls down the loss (row 02.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    curve_path,
    handle,
    join_elements,
    line_segment,
    network,
    number_text,
    round_knob,
    scientific_notation,
    square_knob,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, Goal, Play, Slider, View, widget
from ...nn import MLP, epsilon_gradient, half_squares, make_prelu, train_prelu
from ...validation import Array, InputError, count_phrase, parse_number

PRELU_INPUTS = np.linspace(-2, 2, 41)
PRELU_TARGETS = {
    "line": ("the line x", lambda x: x),
    "hinge": ("the hinge max(0, x)", lambda x: np.maximum(0, x)),
    "size": ("the absolute value |x|", np.abs),
    "bowl": ("the bowl x²/2", lambda x: x**2 / 2),
}
PRELU_RATES = (0.05, 0.2, 1.0, 2.2, 3.0)
MIN_EPSILON, MAX_EPSILON = -1.5, 1.5
_AT = -1.6  # where on the left branch its handle sits
_SIZE = 258, 284  # of both panels
_CURVE = Frame(-2.2, 2.2, -2.6, 2.6, 42, 28, 208, 216)
_LOSS = Frame(MIN_EPSILON - 0.1, MAX_EPSILON + 0.1, -0.15, 2.7, 42, 28, 208, 146)


@dataclass(frozen=True)
class State:
    """What is to be followed, the rate, the leak now, and the leaks that training has left behind."""

    target: str = "size"
    rate: float = 0.2
    epsilon: float = 0.25
    path: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.target not in PRELU_TARGETS or self.rate not in PRELU_RATES:
            raise InputError(
                f"target is {self.target!r} and rate is {self.rate!r}. Give one of {', '.join(PRELU_TARGETS)}, and "
                f"one of {', '.join(map(str, PRELU_RATES))}."
            )
        if not MIN_EPSILON <= self.epsilon <= MAX_EPSILON:
            raise InputError(
                f"epsilon is {number_text(self.epsilon)}. Give a number from {number_text(MIN_EPSILON)} to "
                f"{number_text(MAX_EPSILON)}."
            )


@cache
def prelu_target(target: str) -> Array:
    """Return the target at all inputs."""
    return PRELU_TARGETS[target][1](PRELU_INPUTS)


def loss_and_derivative(target: str, epsilon: float) -> tuple[float, float]:
    """Return the loss at this leak, and its derivative there.

    >>> [round(v, 3) + 0.0 for v in loss_and_derivative("size", -1.0)]
    [0.0, 0.0]
    """
    a = make_prelu(epsilon).value(PRELU_INPUTS)
    loss = half_squares(a[:, None], prelu_target(target)[:, None])
    return loss, epsilon_gradient(PRELU_INPUTS, (a - prelu_target(target)) / len(PRELU_INPUTS))


@cache
def best_epsilon(target: str) -> float:
    """Return the leak with the smallest loss: the left side is a straight fit through the origin."""
    left = PRELU_INPUTS < 0
    return float(prelu_target(target)[left] @ PRELU_INPUTS[left] / (PRELU_INPUTS[left] @ PRELU_INPUTS[left]))


def train_epsilon(state: State) -> State:
    """Return the state after one more step of gradient descent; the leak stays within the picture."""
    unit = MLP(([[1.0]], [0.0], make_prelu(state.epsilon)))
    x, y = PRELU_INPUTS[:, None], prelu_target(state.target)[:, None]
    step = next(train_prelu(unit, x, y, half_squares, state.rate, only_epsilon=True))
    epsilon = min(max(step.epsilons[0], MIN_EPSILON), MAX_EPSILON)
    return replace(state, epsilon=epsilon, path=(*state.path, state.epsilon)[-200:])


def can_train(state: State) -> bool:
    """Is there still a slope to follow?"""
    return abs(loss_and_derivative(state.target, state.epsilon)[1]) > 1e-3


def is_at_the_bottom(state: State) -> bool:
    """Has training brought the leak to the bottom of the loss?

    >>> is_at_the_bottom(State()), is_at_the_bottom(State(epsilon=-1.0, path=(0.25,)))
    (False, True)
    """
    return bool(state.path) and abs(state.epsilon - best_epsilon(state.target)) < 0.02


GOALS = {"the bottom": Goal("let training bring ε to the bottom of the loss", have=is_at_the_bottom)}


def view(state: State) -> View:
    """Return the curve over its target, and the leak on the loss curve.

    >>> view(State()).note
    'Press Run and watch the left branch turn: dL/dε is positive, so each step moves ε down.'
    """
    loss, depsilon = loss_and_derivative(state.target, state.epsilon)
    said = (
        f"PReLU with ε = {number_text(state.epsilon)} follows {PRELU_TARGETS[state.target][0]}, "
        f"after {count_phrase(len(state.path), 'step')} with learning rate {number_text(state.rate)}: "
        f"loss {scientific_notation(loss, 3)}, dL/dε = {scientific_notation(depsilon, 3)}."
    )
    settled = is_at_the_bottom(state)
    return View(draw(state, loss, depsilon, said), note=_note(state, depsilon), right=True if settled else None)


def _note(state: State, depsilon: float) -> str:
    if is_at_the_bottom(state) or not can_train(state):
        there = f"ε = {number_text(state.epsilon, 3)} is at the bottom of the loss"
        return f"{there}. Next: another target, or drag the ball away and let it go."
    sign, way = ("positive", "down") if depsilon > 0 else ("negative", "up")
    if state.path:
        far = " Does it settle with so large a rate?" if state.rate > 2 else ""
        return f"dL/dε is {sign}, so the next step moves ε {way}.{far}"
    return f"Press Run and watch the left branch turn: dL/dε is {sign}, so each step moves ε {way}."


def draw(state: State, loss: float, depsilon: float, said: str) -> Picture:
    """Return the picture."""
    g = make_prelu(state.epsilon)
    ends = np.array([-2.2, 0.0, 2.2])
    at = (_AT, _AT * state.epsilon)
    able = handle(("tilt",), "drag", f"left branch, ε = {number_text(state.epsilon)}", at=at, step=0.08)
    dots = join_elements(
        tag("circle", cx=x, cy=y, r=3)
        for x, y in _CURVE.points(np.column_stack([PRELU_INPUTS, prelu_target(state.target)]))
    )
    return svg.panels(
        svg.panel(
            *_SIZE,
            _CURVE.open(
                tag("g", dots, fill="var(--soft)"),
                curve_path(
                    _CURVE.points(np.column_stack([ends, g.value(ends)])), stroke="var(--accent)", stroke_width=3
                ),
                square_knob(_CURVE, at, "var(--accent)", **able),
            ),
            _CURVE.axes("x", "a", f"target: {PRELU_TARGETS[state.target][0].removeprefix('the ')}"),
        ),
        svg.panel(
            *_SIZE,
            _LOSS.open(_valley(state.target), _trail(state), _ball(state, loss, depsilon)),
            _LOSS.axes("ε", "loss", "the loss, for every ε"),
            _numbers(state, loss, depsilon),
        ),
        title="PReLU learns its leak",
        text=said,
    )


def _numbers(state: State, loss: float, depsilon: float) -> str:
    """Return the leak to type over, and what training has come to."""
    epsilon = number_text(state.epsilon, 3)
    able = handle(
        ("epsilon",),
        "edit",
        f"epsilon, {number_text(state.epsilon)}: press Enter to type another",
        value=f"{state.epsilon:.6g}",
    )
    return join_elements(
        [
            text(10, 240, "ε ="),
            network.edge_label((72, 235), (72, 235), epsilon, **able),
            text(132, 240, f"{count_phrase(len(state.path), 'step')} taken", "soft num"),
            text(10, 272, f"loss {scientific_notation(loss, 3)}", "num"),
            text(132, 272, f"dL/dε {scientific_notation(depsilon, 3)}", "num bold"),
        ]
    )


@cache
def _valley(target: str) -> str:
    """Return the loss curve of a target: it stands still while the ball rolls."""
    leaks = np.linspace(_LOSS.x0, _LOSS.x1, 81)
    losses = [loss_and_derivative(target, float(leak))[0] for leak in leaks]
    return curve_path(_LOSS.points(np.column_stack([leaks, losses])), stroke="var(--soft)", stroke_width=2.5)


def _trail(state: State) -> str:
    """Return the places where training has been."""
    seen = sorted({round(leak, 3) for leak in state.path})
    return join_elements(
        tag("circle", cx=x, cy=y, r=3.5, fill="var(--paper)", stroke="var(--accent)", stroke_width=1.5)
        for x, y in (_LOSS.at(leak, loss_and_derivative(state.target, leak)[0]) for leak in seen)
    )


def _ball(state: State, loss: float, depsilon: float) -> str:
    """Return the ball on the loss curve with its tangent."""
    (ax, ay), (bx, by) = (_LOSS.at(state.epsilon + step, loss + depsilon * step) for step in (-0.5, 0.5))
    said = f"ε = {number_text(state.epsilon)}, loss {scientific_notation(loss, 3)}"
    able = handle(("ball",), "drag", said, at=(state.epsilon, loss), step=0.05)
    tangent = line_segment(ax, ay, bx, by, stroke="var(--ink)", stroke_width=1.6)
    return tangent + round_knob(_LOSS, (state.epsilon, loss), "var(--accent)", **able)


def on_event(state: State, event: Event) -> State:
    """Answer a drag of the branch or the ball, or an epsilon typed; training starts afresh from there."""
    match event:
        case Event("edit", ("epsilon",), text):
            return replace(state, epsilon=parse_number(text, "epsilon"), path=())
        case Event("drag", ("tilt",), y=y):
            return _with_epsilon(state, y / _AT)
        case Event("drag", ("ball",), x=x):
            return _with_epsilon(state, x)
    return state


def _with_epsilon(state: State, epsilon: float) -> State:
    return replace(state, epsilon=round(min(max(epsilon, MIN_EPSILON), MAX_EPSILON), 2) + 0.0, path=())


@widget
def prelu_lab(state: State) -> App:
    """Return the widget.

    >>> app = prelu_lab()
    >>> app.press("Step")
    >>> round(app.state.epsilon, 3)
    0.075
    """
    return App(
        "prelu_lab",
        state,
        view,
        [
            Play("Run", train_epsilon, can_train, primary=True),
            Button("Step", train_epsilon, can_train),
            Choice(
                "target",
                "target",
                [(words, name) for name, (words, _) in PRELU_TARGETS.items()],
                lambda s, v: replace(s, target=v, path=()),
            ),
            Slider("rate", "learning rate", PRELU_RATES),
        ],
        on_event,
        title="A leak that is learned",
        goals=GOALS,
    )
