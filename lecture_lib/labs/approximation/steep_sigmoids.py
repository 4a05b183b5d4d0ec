"""Two sigmoids whose weights grow until they are steps, and with opposite signs a bump (row 11.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...drawing import number_text
from ...interactive import App, Button, Choice, Event, Goal, Slider, View, log_values, widget
from ...nn import MLP, identity, sigmoid
from ...validation import Array, InputError, parse_number
from .steep_picture import MAX_HEIGHT, SteepScene, draw_steep_sigmoids

MIN_WEIGHT, MAX_WEIGHT = 1.0, 200.0
GOAL_ERROR = 0.03
BUMP_EDGES, BUMP_HEIGHT = (0.3, 0.6), 0.8
_GRID = np.linspace(0, 1, 401)
_MAX_BIAS = 400.0


@dataclass(frozen=True)
class State:
    """The weight w that both units have, their biases b, their output weights v, and what stays when w changes.

    `hold` is "biases" or "steps". A unit's step is at s = -b/w, where its pre-activation is 0.

    >>> State().steps, State(w=16.0).steps
    ((0.5, 0.25), (0.25, 0.125))
    """

    w: float = 8.0
    b: tuple[float, float] = (-4.0, -2.0)
    v: tuple[float, float] = (BUMP_HEIGHT, BUMP_HEIGHT)
    hold: str = "biases"

    def __post_init__(self) -> None:
        if self.hold not in ("biases", "steps"):
            raise InputError(f"hold is {self.hold!r}; choose biases or steps")
        if not MIN_WEIGHT <= self.w <= MAX_WEIGHT:
            raise InputError(f"w is {number_text(self.w)}; choose a number from {MIN_WEIGHT:g} to {MAX_WEIGHT:g}")
        if len(self.b) != 2 or len(self.v) != 2:
            raise InputError(f"there are {len(self.b)} biases and {len(self.v)} output weights; give two of each")
        if any(abs(b) > _MAX_BIAS for b in self.b) or any(abs(v) > MAX_HEIGHT for v in self.v):
            raise InputError(
                f"a bias or an output weight is too large; a bias goes up to {_MAX_BIAS:g}, an output weight up to "
                f"{MAX_HEIGHT:g}"
            )

    @property
    def steps(self) -> tuple[float, float]:
        """Where each unit's pre-activation is 0: -b/w."""
        first, second = (-b / self.w + 0.0 for b in self.b)
        return first, second

    @property
    def net(self) -> MLP:
        """The network: two sigmoids, and an output without bias and activation."""
        return MLP(([[self.w], [self.w]], self.b, sigmoid), ([self.v], [0.0], identity))


def bump(x: Array) -> Array:
    """Return the bump that the goal asks for.

    >>> bump(np.array([0.2, 0.5, 0.7]))
    array([0. , 0.8, 0. ])
    """
    left, right = BUMP_EDGES
    return np.where((x >= left) & (x < right), BUMP_HEIGHT, 0.0)


def average_error(state: State) -> float:
    """Return the mean error between network and bump.

    >>> round(average_error(State(100.0, (-30.0, -60.0), (0.8, -0.8))), 3)
    0.022
    """
    return float(np.abs(state.net(_GRID[:, None])[:, 0] - bump(_GRID)).mean())


GOALS = {
    "a bump": Goal(
        f"follow the bump with a mean error of at most {GOAL_ERROR:g}",
        lambda state: average_error(state) <= GOAL_ERROR,
    )
}


def view(state: State) -> View:
    """Return the network with its numbers, its curves over the bump, and what to try next.

    >>> view(State()).note
    'Double w. The biases stay: where does each step go? Watch s = −b/w.'
    """
    error = average_error(state)
    scene = SteepScene(state.net, state.steps, bump, error, GOAL_ERROR, "b" if state.hold == "biases" else "s")
    reached = error <= GOAL_ERROR
    return View(draw_steep_sigmoids(scene, _description(state, error)), note=_note(state, error), right=reached or None)


def _description(state: State, error: float) -> str:
    units = "; ".join(
        f"unit {k}: b = {number_text(b, 4)}, step at {number_text(s, 3)}, output weight {number_text(v)}"
        for k, (b, s, v) in enumerate(zip(state.b, state.steps, state.v), start=1)
    )
    return (
        f"Two sigmoid units with w = {number_text(state.w)}; when w changes, the {state.hold} stay. {units}. "
        f"Their sum is on average {number_text(error, 3)} away from a bump of height {BUMP_HEIGHT:g} between "
        f"{BUMP_EDGES[0]:g} and {BUMP_EDGES[1]:g}."
    )


def _note(state: State, error: float) -> str:
    if state == State():
        return "Double w. The biases stay: where does each step go? Watch s = −b/w."
    if error <= GOAL_ERROR:
        return (
            f"Two steep sigmoids make a bump. The mean error, {number_text(error, 2)}, is nearly all beside the edges."
        )
    outside = [k for k, s in enumerate(state.steps, start=1) if not 0 <= s <= 1]
    if outside:
        return f"The step of unit {outside[0]} is at {number_text(state.steps[outside[0] - 1], 3)}, outside the plot."
    if state.v[0] * state.v[1] >= 0:
        return "No step goes down yet. What should the right-hand step do, so that nothing is left behind it?"
    near = all(abs(s - edge) < 0.03 for s, edge in zip(sorted(state.steps), BUMP_EDGES))
    if near and state.w < 60:
        return "The edges are soft. Make w larger, and hold the steps, or they move."
    return "Drag the round knobs: sideways they move a step, up and down they change its output weight."


def on_event(state: State, event: Event) -> State:
    """Answer a knob that was dragged, and a bias or an output weight that was typed."""
    match event:
        case Event("drag", ("knob", k), x=x, y=y):
            s, v = round(min(max(x, 0.0), 1.0), 2), round(min(max(y, -MAX_HEIGHT), MAX_HEIGHT), 2)
            return replace(state, b=_with(state.b, k, -state.w * s), v=_with(state.v, k, v))
        case Event("edit", ("b", k), text):
            return replace(state, b=_with(state.b, k, parse_number(text, f"the bias of unit {k + 1}")))
        case Event("edit", ("v", k), text):
            return replace(state, v=_with(state.v, k, parse_number(text, f"the output weight of unit {k + 1}")))
    return state


def _with(pair: tuple[float, float], k: int, value: float) -> tuple[float, float]:
    value = round(float(value), 6) + 0.0
    return (value, pair[1]) if k == 0 else (pair[0], value)


def with_weight(state: State, w: float) -> State:
    """Return the state with another weight: the biases stay, or the steps.

    >>> with_weight(State(), 16.0).steps, with_weight(State(hold="steps"), 16.0).b
    ((0.25, 0.125), (-8.0, -4.0))
    """
    w = min(max(float(w), MIN_WEIGHT), MAX_WEIGHT)
    if state.hold == "biases":
        return replace(state, w=w)
    first, second = (round(-w * s, 6) + 0.0 for s in state.steps)
    return replace(state, w=w, b=(first, second))


class _WeightSlider(Slider):
    """A slider for w that keeps what the state holds."""

    def answer(self, state: State, at: int) -> State:
        return with_weight(state, super().answer(state, at).w)


@widget
def steep_sigmoids(state: State) -> App:
    """Return the widget.

    >>> app = steep_sigmoids()
    >>> app.press("Twice as steep"); app.state.steps
    (0.25, 0.125)
    """
    controls = [
        Button("Twice as steep", lambda s: with_weight(s, 2 * s.w), lambda s: s.w < MAX_WEIGHT, primary=True),
        Button("Half as steep", lambda s: with_weight(s, s.w / 2), lambda s: s.w > MIN_WEIGHT),
        _WeightSlider("w", "weight w of both units", log_values(MIN_WEIGHT, MAX_WEIGHT)),
        Choice("hold", "when w changes, hold", [("the biases", "biases"), ("the steps", "steps")]),
    ]
    return App("steep_sigmoids", state, view, controls, on_event, title="Two sigmoids become two steps", goals=GOALS)
