"""A function and its tangent: drag the point, read the slope, see what ten such slopes leave (rows 02.1 to 02.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..inputs import InputError, typed
from ..pictures import tangent as pictures
from ..pictures.activation import FAR, LOOKS, SIDES, activation
from ..pictures.tangent import EPSILON_AT, Shown
from ..words.writing import number, scientific
from .stage import Choice, Goal, Press, Stage, View

_START = {"leaky_relu": 0.01, "prelu": 0.25}        # epsilon when the function is chosen
_LOWEST = {"leaky_relu": 0.0, "prelu": -1.0}        # and what it may be: from here to _HIGHEST
_HIGHEST = 2.0
_BENDS = ("sigmoid", "tanh")
_DEPTH = 10


@dataclass(frozen=True)
class State:
    """A function by name, the point z on it, epsilon where it has one, and which side holds at exactly 0."""

    g: str = "sigmoid"
    z: float = 2.0
    epsilon: float = 0.01
    side: str = "left"

    def __post_init__(self) -> None:
        if self.g not in LOOKS or self.side not in SIDES:
            raise InputError(f"g is {self.g!r} and side is {self.side!r}; one of {', '.join(LOOKS)} and one of "
                             f"{', '.join(SIDES)} are wanted")
        if not -FAR <= self.z <= FAR:
            raise InputError(f"z is {number(self.z)}; a number from −{FAR:g} to {FAR:g} is wanted")
        lowest = _LOWEST.get(self.g, 0.0)
        if not lowest <= self.epsilon <= _HIGHEST:
            raise InputError(f"epsilon is {number(self.epsilon)}; a number from {number(lowest)} to "
                             f"{number(_HIGHEST)} is wanted")

    @property
    def shown(self) -> Shown:
        """What the picture shows of this state."""
        epsilon = 0.0 if self.g == "relu" else self.epsilon
        return Shown(LOOKS[self.g], activation(self.g, epsilon, self.side), self.z,
                     epsilon if self.g in _START else None, self.side)


def view(state: State) -> View:
    """Return the function, its slope and the product of ten slopes.

    >>> view(State()).goal.reached, view(State("tanh", 0.2)).goal.reached, view(State("relu", 3)).goal.reached
    (False, True, False)
    """
    shown = state.shown
    kept = shown.slope**_DEPTH
    goal = Goal("with the sigmoid or with tanh, find a z at which ten layers still keep at least half of a change",
                state.g in _BENDS and kept >= 0.5)
    return View(pictures.draw(shown, _said(state, shown)), goal, _note(state, shown, kept))


def _said(state: State, shown: Shown) -> str:
    epsilon = "" if shown.epsilon is None else f" with ε = {number(shown.epsilon)}"
    return (f"{shown.look.label}{epsilon} at z = {number(shown.z)}: value {number(shown.value)}, slope "
            f"{number(shown.slope)}. Ten layers with this slope leave {scientific(shown.slope**_DEPTH)}.")


def _note(state: State, shown: Shown, kept: float) -> str:
    if shown.at_break and shown.look.kind == "jump":
        return "At the jump there is no tangent. The value there is a convention: press one of the three dots."
    if shown.at_break:
        return ("At the kink every slope in the shaded fan would do. Which one is used is a convention: press one of "
                "the three dots below.")
    if shown.slope == 0:
        return "Flat: the slope is exactly 0. No change of z comes through, not even in one layer."
    if state.g == "sigmoid" and abs(state.z) < 0.05:
        return (f"Here the sigmoid is steepest, and ten layers leave {scientific(kept)} of a change. No other z of the "
                "sigmoid leaves more.")
    if abs(kept) > 1:
        return f"A slope above 1 makes a change grow: ten such layers make it {number(kept)} times as large."
    return (f"One layer passes on {number(100 * shown.slope, 3)} % of a change of z; ten such layers leave "
            f"{scientific(kept)} of it.")


def react(state: State, event: dict) -> State:
    """Answer a drag of the point or of the left branch, a number typed, or a convention that was chosen."""
    id_ = event["id"]
    if event["kind"] == "press":
        return replace(state, side=id_)
    if event["kind"] == "edit":
        field = "epsilon" if id_ == "epsilon" else "z"
        return replace(state, **{field: typed(event["text"], field)})
    if event["kind"] == "drag" and id_ == "tilt":
        epsilon = round(event["y"] / EPSILON_AT, 2) + 0.0
        return replace(state, epsilon=min(max(epsilon, _LOWEST[state.g]), _HIGHEST))
    if event["kind"] == "drag":
        return replace(state, z=round(min(max(event["x"], -FAR), FAR), 2) + 0.0)
    return state


def tangent(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = tangent(State("relu", z=-1.0))
    >>> stage.press("z to exactly 0")
    >>> stage.board.say
    'ReLU at z = 0: value 0, slope 0. Ten layers with this slope leave 0.'
    """
    return Stage("tangent", state, view, [
        Choice("g", "function g", [(look.label, name) for name, look in LOOKS.items()],
               lambda s, g: replace(s, g=g, epsilon=_START.get(g, 0.01))),
        Press("z to exactly 0", lambda s: replace(s, z=0.0), lambda s: s.z != 0),
    ], react)
