"""One PReLU unit learns its epsilon: the curve turns while the ball rolls down the loss (row 02.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

import numpy as np

from ..inputs import Array, InputError, typed
from ..losses import half_squares
from ..mlp import MLP
from ..pictures import network, svg
from ..pictures.svg import Frame, Picture, handle, line, path, tag, text
from ..prelu import epsilon_gradient, learn, make_prelu
from ..words.writing import number
from .stage import Choice, Goal, Play, Press, Stage, View

INPUTS = np.linspace(-2, 2, 41)
TARGETS = {"line": ("the line x", lambda x: x), "hinge": ("the hinge max(0, x)", lambda x: np.maximum(0, x)),
           "size": ("the size |x|", np.abs), "bowl": ("the bowl x²/2", lambda x: x**2 / 2)}
RATES = (0.05, 0.2, 1.0, 2.2, 3.0)
LOWEST, HIGHEST = -1.5, 1.5
_AT = -1.6                  # where on the left branch its handle sits
_CURVE = Frame(-2.2, 2.2, -2.6, 2.6, 52, 28, 290, 300)
_LOSS = Frame(LOWEST - 0.1, HIGHEST + 0.1, -0.15, 2.7, 402, 28, 290, 196)


@dataclass(frozen=True)
class State:
    """What is to be followed, the rate, the leak now, and the leaks that training has left behind."""

    target: str = "size"
    rate: float = 0.2
    epsilon: float = 0.25
    path: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.target not in TARGETS or self.rate not in RATES:
            raise InputError(f"target is {self.target!r} and rate is {self.rate!r}; one of {', '.join(TARGETS)} and "
                             f"one of {', '.join(map(str, RATES))} are wanted")
        if not LOWEST <= self.epsilon <= HIGHEST:
            raise InputError(f"epsilon is {number(self.epsilon)}; a number from {number(LOWEST)} to {number(HIGHEST)} "
                             "is wanted")


@cache
def wanted(target: str) -> Array:
    """Return the target at all inputs."""
    return TARGETS[target][1](INPUTS)


def measured(target: str, epsilon: float) -> tuple[float, float]:
    """Return the loss at this leak, and its derivative there.

    >>> [round(v, 3) + 0.0 for v in measured("size", -1.0)]
    [0.0, 0.0]
    """
    a = make_prelu(epsilon).value(INPUTS)
    loss = half_squares(a[:, None], wanted(target)[:, None])
    return loss, epsilon_gradient(INPUTS, (a - wanted(target)) / len(INPUTS))


@cache
def best(target: str) -> float:
    """Return the leak with the smallest loss: the left side is a straight fit through the origin."""
    left = INPUTS < 0
    return float(wanted(target)[left] @ INPUTS[left] / (INPUTS[left] @ INPUTS[left]))


def trained(state: State) -> State:
    """Return the state after one more step of gradient descent; the leak stays within the picture."""
    unit = MLP(([[1.0]], [0.0], make_prelu(state.epsilon)))
    step = next(islice(learn(unit, INPUTS[:, None], wanted(state.target)[:, None], half_squares, state.rate,
                             only_epsilon=True), 1))
    epsilon = min(max(step.epsilons[0], LOWEST), HIGHEST)
    return replace(state, epsilon=epsilon, path=(*state.path, state.epsilon)[-200:])


def goes_on(state: State) -> bool:
    """Is there still a slope to follow?"""
    return abs(measured(state.target, state.epsilon)[1]) > 1e-3


def view(state: State) -> View:
    """Return the curve over its target, and the leak on the loss curve.

    >>> view(State()).goal.reached, view(State(epsilon=-1.0, path=(0.25,))).goal.reached
    (False, True)
    """
    loss, depsilon = measured(state.target, state.epsilon)
    said = (f"PReLU with ε = {number(state.epsilon)} follows {TARGETS[state.target][0]}, after {len(state.path)} steps "
            f"of rate {number(state.rate)}: loss {number(loss, 3)}, dL/dε = {number(depsilon, 3)}.")
    reached = bool(state.path) and abs(state.epsilon - best(state.target)) < 0.02
    return View(_draw(state, loss, depsilon, said), Goal("let training bring ε to the bottom of the loss", reached),
                _note(state, depsilon))


def _note(state: State, depsilon: float) -> str:
    if abs(depsilon) <= 1e-3:
        return "The loss curve is flat here: nothing is left to learn for ε."
    way = "down" if depsilon > 0 else "up"
    far = " Does it come to rest with so large a rate?" if state.rate > 2 else ""
    return f"dL/dε is {'positive' if depsilon > 0 else 'negative'}, so the next step moves ε {way}.{far}"


def _draw(state: State, loss: float, depsilon: float, said: str) -> Picture:
    """Return the picture."""
    g = make_prelu(state.epsilon)
    ends = np.array([-2.2, 0.0, 2.2])
    at = (_AT, _AT * state.epsilon)
    px, py = _CURVE.at(*at)
    tilt = tag("rect", x=px - 8, y=py - 8, width=16, height=16, rx=4, fill="var(--paper)", stroke="var(--accent)",
               stroke_width=3, **handle("tilt", "drag", f"left branch, ε = {number(state.epsilon)}", at=at, step=0.08))
    dots = "".join(tag("circle", cx=x, cy=y, r=3) for x, y in _CURVE.points(
        np.column_stack([INPUTS, wanted(state.target)])))
    return svg.picture(
        708, 376,
        _CURVE.open(tag("g", dots, fill="var(--soft)"),
                    path(_CURVE.points(np.column_stack([ends, g.value(ends)])), stroke="var(--accent)", stroke_width=3),
                    tilt),
        _CURVE.axes("x", "a", f"PReLU over {TARGETS[state.target][0]}"),
        _LOSS.open(_valley(state.target), _trail(state), _ball(state, loss, depsilon)),
        _LOSS.axes("ε", "loss", "the loss, for every ε"),
        text(402, 300, f"loss = {number(loss, 3)}", "num"),
        text(540, 300, f"dL/dε = {number(depsilon, 3)}", "num bold"),
        text(402, 332, "ε ="), network.on_edge((468, 327), (468, 327), number(state.epsilon, 3), **handle(
            "epsilon", "edit", f"epsilon, {number(state.epsilon)}: press Enter to type another",
            value=f"{state.epsilon:.6g}")),
        text(540, 332, f"{len(state.path)} steps taken", "soft num"),
        title="PReLU learns its leak", text=said)


@cache
def _valley(target: str) -> str:
    """Return the loss curve of a target: it stands still while the ball rolls."""
    leaks = np.linspace(_LOSS.x0, _LOSS.x1, 81)
    losses = [measured(target, float(leak))[0] for leak in leaks]
    return path(_LOSS.points(np.column_stack([leaks, losses])), stroke="var(--plus)", stroke_width=2.5)


def _trail(state: State) -> str:
    """Return the places where training has been."""
    seen = sorted({round(leak, 3) for leak in state.path})
    return "".join(tag("circle", cx=x, cy=y, r=3.5, fill="var(--paper)", stroke="var(--accent)", stroke_width=1.5)
                   for x, y in (_LOSS.at(leak, measured(state.target, leak)[0]) for leak in seen))


def _ball(state: State, loss: float, depsilon: float) -> str:
    """Return the ball on the loss curve with its tangent."""
    (ax, ay), (bx, by) = (_LOSS.at(state.epsilon + by, loss + depsilon * by) for by in (-0.5, 0.5))
    px, py = _LOSS.at(state.epsilon, loss)
    return (line(ax, ay, bx, by, stroke="var(--ink)", stroke_width=1.6)
            + tag("circle", cx=px, cy=py, r=9, fill="var(--accent)", stroke="var(--paper)", stroke_width=2.5,
                  **handle("ball", "drag", f"ε = {number(state.epsilon)}, loss {number(loss, 3)}",
                           at=(state.epsilon, loss), step=0.05)))


def react(state: State, event: dict) -> State:
    """Answer a drag of the branch or the ball, or an epsilon typed; training starts afresh from there."""
    if event["kind"] == "edit":
        return replace(state, epsilon=typed(event["text"], "epsilon"), path=())
    if event["kind"] == "drag":
        epsilon = event["y"] / _AT if event["id"] == "tilt" else event["x"]
        return replace(state, epsilon=round(min(max(epsilon, LOWEST), HIGHEST), 2) + 0.0, path=())
    return state


def prelu_lab(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = prelu_lab()
    >>> stage.press("Step")
    >>> round(stage.state.epsilon, 3)
    0.075
    """
    return Stage("prelu_lab", state, view, [
        Choice("target", "target", [(words, name) for name, (words, _) in TARGETS.items()],
               lambda s, v: replace(s, target=v, path=())),
        Choice("rate", "learning rate", RATES),
        Play("Run", trained, goes_on),
        Press("Step", trained, goes_on),
    ], react)
