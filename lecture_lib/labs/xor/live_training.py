"""Training live: the plane bends as the hidden units learn (rows 04.5, 04.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

import numpy as np

from ...data import moons, rings, waves, xor_clouds
from ...drawing import (
    MINUS_TINT,
    PLUS_TINT,
    Frame,
    Picture,
    boundary_line,
    decision_surface,
    handle,
    join_elements,
    number_text,
    plane_frame,
    point_markers,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, LabGoal, Play, View, widget
from ...nn import ACTIVATIONS, MLP, binary_cross_entropy, forward, relu, sigmoid, tanh
from ...training import SGD, descend
from ...validation import Array, InputError, count_phrase

DATA_SETS = {"rings": rings, "moons": moons, "waves": waves, "XOR clouds": xor_clouds}
HIDDEN_ACTIVATIONS = ("sigmoid", "tanh", "relu")
HIDDEN_SIZES = (0, 1, 2, 3, 4, 10)
LEARNING_RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
N_POINTS = 120
EPOCHS_PER_STEP = 20  # of training between two pictures


@dataclass(frozen=True)
class State:
    """Settings, and how far training has come: `net` is None before the first step.

    `hidden` is the number of hidden units (0 is logistic regression); `seed` gives the start; `unit` is the
    hidden unit whose own output fills the map, counted from 1, and 0 is the whole network. `losses` follow from the
    rest, and are no part of the code that makes a widget again.
    """

    data: str = "rings"
    hidden: int = 4
    activation: str = "sigmoid"
    rate: float = 3.0
    seed: int = 0
    epochs: int = 0
    unit: int = 0
    net: MLP | None = None
    losses: tuple[float, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        allowed = {"data": DATA_SETS, "hidden": HIDDEN_SIZES, "activation": HIDDEN_ACTIVATIONS, "rate": LEARNING_RATES}
        for name, options in allowed.items():
            if getattr(self, name) not in options:
                raise InputError(f"{name} is {getattr(self, name)!r}; one of {', '.join(map(str, options))} is wanted")
        if self.unit not in range(self.hidden + 1):
            units = ", ".join(map(str, range(self.hidden + 1)))
            raise InputError(f"unit is {self.unit!r}; one of {units} is wanted")

    @property
    def now(self) -> MLP:
        """The network as it is now."""
        return untrained_net(self.hidden, self.activation, self.seed) if self.net is None else self.net


@cache
def labelled_points(data: str) -> tuple[Array, Array]:
    """Return the points of a data set and their labels, the same ones every time.

    >>> labelled_points("rings")[0].shape
    (120, 2)
    """
    return DATA_SETS[data](N_POINTS, np.random.default_rng(0))


@cache
def untrained_net(hidden: int, activation: str, seed: int) -> MLP:
    """Return the network that training starts from; the same seed gives the same one.

    >>> untrained_net(0, "tanh", 0).sizes, untrained_net(4, "tanh", 0).sizes
    ((2, 1), (2, 4, 1))
    """
    rng = np.random.default_rng(seed)
    if hidden == 0:
        return MLP.random((2, 1), sigmoid, rng=rng)
    return MLP.random((2, hidden, 1), ACTIVATIONS[activation], sigmoid, rng=rng)


def train_epochs(state: State, epochs: int = EPOCHS_PER_STEP) -> State:
    """Return the state after some more epochs of gradient descent on all points at once.

    >>> train_epochs(State(), 5).epochs, len(train_epochs(State(), 5).losses)
    (5, 5)
    """
    x, y = labelled_points(state.data)
    seen = list(islice(descend(state.now, x, (y + 1) / 2, binary_cross_entropy, SGD(state.rate)), epochs))
    return replace(
        state, net=seen[-1].net, epochs=state.epochs + epochs, losses=state.losses + tuple(epoch.loss for epoch in seen)
    )


def restart_training(state: State, **changes) -> State:
    """Return the state with these changes, before the first step of training."""
    return replace(state, **{"epochs": 0, "unit": 0, "net": None, "losses": (), **changes})


def n_correct(state: State) -> int:
    """Return how many points the network puts on their own side."""
    x, y = labelled_points(state.data)
    return int(((forward(state.now, x).z[-1][:, 0] > 0) == (y > 0)).sum())


def view(state: State) -> View:
    """Return the decision map, the loss curve and the hidden units' own maps.

    >>> view(State()).goal.reached, view(train_epochs(State(), 400)).goal.reached
    (False, True)
    """
    goal = LabGoal(
        f"put at least 19 of 20 points on their own side ({N_POINTS * 19 // 20} of {N_POINTS})",
        n_correct(state) >= N_POINTS * 19 / 20,
    )
    return View(draw(state), goal, "" if state.epochs else "Choose, then press Run.")


MAP_FRAME = plane_frame(-2.4, 2.4, -2.4, 2.4, size=310)
_SMALL = 16  # a hidden unit's small map has 16 × 16 values
_SMALL_GRID = MAP_FRAME.grid(_SMALL)


def draw(state: State) -> Picture:
    """Return the picture."""
    net, good = state.now, n_correct(state)
    said = (
        f"{_kind(state)} on {state.data}, rate {number_text(state.rate)}, epoch {state.epochs}: "
        f"{good} of {N_POINTS} points on their own side"
        + (f", loss {number_text(state.losses[-1], 3)}." if state.losses else ".")
    )
    shown = f"hidden unit {state.unit}" if state.unit else "the network’s answer"
    return svg.picture(
        692,
        384,
        MAP_FRAME.open(
            decision_surface(MAP_FRAME, unit_response(net, state.unit), 70),
            _unit_lines(net, state),
            _points(state.data),
        ),
        MAP_FRAME.axes(title=f"{shown}, epoch {state.epochs}"),
        _curve(state),
        _thumbnails(state, net),
        text(
            390,
            376,
            f"{good} of {N_POINTS} right, {net.n_parameters} parameters, rate {number_text(state.rate)}",
            "num",
        ),
        title="Training live",
        text=said,
    )


@cache
def _points(data: str) -> str:
    return point_markers(MAP_FRAME, *labelled_points(data))


def _kind(state: State) -> str:
    if state.hidden == 0:
        return "Logistic regression"
    return count_phrase(state.hidden, f"{state.activation} hidden unit")


def unit_response(net: MLP, unit: int) -> Callable[[Array], Array]:
    """Return what hidden unit `unit`, or for 0 the whole network, says at each point, in [-1, 1].

    >>> unit_response(MLP(([[1.0, 0.0]], [0.0], tanh), ([[1.0]], [0.0], sigmoid)), 1)(np.array([[0.0, 5.0]]))
    array([0.])
    """
    if unit == 0:
        return lambda x: np.tanh(forward(net, x).z[-1][:, 0] / 2)  # 2σ(z) - 1
    W, b, g = net[1]
    scale = {sigmoid: lambda a: 2 * a - 1, tanh: lambda a: a, relu: np.tanh}[g]
    return lambda x: scale(g.value(x @ W[unit - 1] + b[unit - 1]))


def _unit_lines(net: MLP, state: State) -> str:
    """Return the line of each hidden unit, the chosen one's strong."""
    if state.hidden == 0:
        return ""
    W, b, _ = net[1]
    return join_elements(
        boundary_line(
            MAP_FRAME,
            W[j],
            b[j],
            "var(--accent)",
            stroke_width=3 if j + 1 == state.unit else 1.2,
            stroke_dasharray="5 4",
            opacity=1 if j + 1 == state.unit else 0.6,
        )
        for j in range(len(b))
    )


def _curve(state: State) -> str:
    """Return the loss curve; its axes grow in doublings, so that the curve does not jump at every step."""
    n = 100 * 2 ** max(0, int(np.ceil(np.log2(max(state.epochs, 1) / 100))))
    losses = np.array(state.losses or (np.log(2),))
    highest = max(0.8, 0.2 * np.ceil(losses[:1].max() * 5 + 0.5))
    frame = Frame(0, n, 0, highest, 436, 28, 240, 126)
    shown = np.unique(np.linspace(0, len(losses) - 1, 150).astype(int))
    line = svg.curve_path(
        frame.points(np.column_stack([shown + 1, losses[shown]])), stroke="var(--accent)", stroke_width=2
    )
    return frame.open(line if state.losses else "") + frame.axes("epoch", "loss", "mean loss")


def _thumbnails(state: State, net: MLP) -> str:
    """Return one small map for each hidden unit; a press shows the unit large, another goes back."""
    if state.hidden == 0:
        return text(390, 224, "no hidden units: this is logistic regression", "soft")
    parts = [text(390, 222, "each hidden unit’s own output (press to enlarge)", "small soft")]
    for j in range(1, state.hidden + 1):
        left, top = 390 + (j - 1) % 5 * 60, 230 + (j - 1) // 5 * 60
        frame = Frame(MAP_FRAME.x0, MAP_FRAME.x1, MAP_FRAME.y0, MAP_FRAME.y1, left, top, 54, 54)
        values = unit_response(net, j)(_SMALL_GRID).reshape(_SMALL, _SMALL)
        chosen = j == state.unit
        weight = number_text(float(net[2].W[0, j - 1]), 3)
        says = f"hidden unit {j}, output weight {weight}: press Enter to show it large, again to go back"
        parts.append(
            tag(
                "g",
                frame.raster(values, MINUS_TINT, PLUS_TINT),
                tag(
                    "rect",
                    x=left,
                    y=top,
                    width=54,
                    height=54,
                    fill="none",
                    stroke="var(--ink)" if chosen else "var(--soft)",
                    stroke_width=3 if chosen else 1,
                ),
                text(left + 5, top + 15, str(j), "small bold"),
                **handle(("unit", j), "press", says),
            )
        )
    return join_elements(parts)


def on_event(state: State, event: Event) -> State:
    """Answer a press on a hidden unit's small map."""
    match event:
        case Event("press", ("unit", unit)):
            return replace(state, unit=0 if unit == state.unit else unit)
    return state


@widget
def hidden_units(state: State) -> App:
    """Return the widget.

    >>> app = hidden_units()
    >>> app.press("Step")
    >>> app.press("Restart")
    >>> app.state == State()
    True
    """
    return App(
        "hidden_units",
        state,
        view,
        [
            Choice("data", "data", list(DATA_SETS), lambda s, v: restart_training(s, data=v)),
            Choice(
                "hidden",
                "hidden units",
                [("none: logistic regression", 0), *((str(n), n) for n in HIDDEN_SIZES[1:])],
                lambda s, v: restart_training(s, hidden=v),
            ),
            Choice(
                "activation",
                "activation",
                [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")],
                lambda s, v: restart_training(s, activation=v),
            ),
            Choice("rate", "learning rate", LEARNING_RATES),
            Play("Run", train_epochs),
            Button("Step", train_epochs),
            Button("Restart", restart_training, lambda s: s.epochs > 0),
            Button("New start", lambda s: restart_training(s, seed=s.seed + 1)),
        ],
        on_event,
        title="Hidden units",
    )
