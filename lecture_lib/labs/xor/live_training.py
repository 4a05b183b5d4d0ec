"""Training live: the decision map bends and the hidden plane deforms as the hidden units learn (rows 04.5, 04.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

import numpy as np
from markupsafe import Markup

from ...data import moons, rings, waves, xor_clouds
from ...drawing import (
    Frame,
    Panel,
    Picture,
    boundary_line,
    decision_layers,
    handle,
    join_elements,
    number_text,
    plane_frame,
    point_marker,
    point_markers,
    scientific_notation,
    signed_raster,
    subscript,
    svg,
    tag,
    text,
    tinted_cells,
)
from ...interactive import App, Button, Choice, Event, Goal, Play, Slider, View, widget
from ...nn import ACTIVATIONS, MLP, backward, binary_cross_entropy, forward, relu, sigmoid, tanh
from ...training import SGD, descend
from ...validation import Array, InputError, count_phrase
from .planes_picture import output_line

DATA_SETS = {"rings": rings, "moons": moons, "waves": waves, "XOR clouds": xor_clouds}
HIDDEN_ACTIVATIONS = ("sigmoid", "tanh", "relu")
HIDDEN_SIZES = (0, 1, 2, 3, 4, 10)
LEARNING_RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
N_POINTS = 120
EPOCHS_PER_STEP = 20  # of training between two pictures
MOST_EPOCHS = 10_000  # of a run
ENOUGH = N_POINTS * 19 // 20  # points classified correctly, for the goal
MOST_ADDED = 40
RANGE = 2.4  # of both inputs, to either side
GRID_STEP = 0.1  # of points that are added or moved
AddedPoint = tuple[float, float, float]


@dataclass(frozen=True)
class State:
    """Settings, and how far training has come: `net` is None before the first step.

    `hidden` is the number of hidden units (0 is logistic regression); `seed` gives the start; `unit` is the
    hidden unit whose own output fills the map, counted from 1, and 0 is the whole network. `added` are points (x1, x2,
    label) beside those of the data set. `losses` follow from the rest, and are not part of the code that makes a widget
    again.
    """

    data: str = "rings"
    hidden: int = 4
    activation: str = "sigmoid"
    rate: float = 3.0
    seed: int = 0
    epochs: int = 0
    unit: int = 0
    net: MLP | None = None
    added: tuple[AddedPoint, ...] = ()
    losses: tuple[float, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        allowed = {"data": DATA_SETS, "hidden": HIDDEN_SIZES, "activation": HIDDEN_ACTIVATIONS, "rate": LEARNING_RATES}
        for name, options in allowed.items():
            if getattr(self, name) not in options:
                raise InputError(f"{name} is {getattr(self, name)!r}; choose one of {', '.join(map(str, options))}")
        if self.unit not in range(self.hidden + 1):
            units = ", ".join(map(str, range(self.hidden + 1)))
            raise InputError(f"unit is {self.unit!r}; choose one of {units}")
        if len(self.added) > MOST_ADDED:
            raise InputError(f"{len(self.added)} points are added; at most {MOST_ADDED} can be. Remove some first")

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


def training_points(state: State) -> tuple[Array, Array]:
    """Return all points that are trained on, and their labels: those of the data set, then those that were added.

    >>> training_points(State(added=((0.0, 0.5, -1.0),)))[0].shape
    (121, 2)
    """
    x, y = labelled_points(state.data)
    if not state.added:
        return x, y
    added = np.array(state.added)
    return np.vstack([x, added[:, :2]]), np.append(y, added[:, 2])


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
    x, y = training_points(state)
    seen = list(islice(descend(state.now, x, (y + 1) / 2, binary_cross_entropy, SGD(state.rate)), epochs))
    return replace(
        state, net=seen[-1].net, epochs=state.epochs + epochs, losses=state.losses + tuple(epoch.loss for epoch in seen)
    )


def restart_training(state: State, **changes) -> State:
    """Return the state with these changes, before the first step of training."""
    return replace(state, **{"epochs": 0, "unit": 0, "net": None, "losses": (), **changes})


def n_correct(state: State) -> int:
    """Return how many points of the data set the network puts on their own side."""
    return int(_correct(state, *labelled_points(state.data)).sum())


def n_correct_added(state: State) -> int:
    """Return how many of the points that were added the network puts on their own side.

    >>> n_correct_added(State())
    0
    """
    return int(_correct(state, *training_points(state))[N_POINTS:].sum())


def _correct(state: State, x: Array, y: Array) -> Array:
    return (forward(state.now, x).z[-1][:, 0] > 0) == (y > 0)


def has_settled(state: State) -> bool:
    """Is the loss near 0, will a thousand epochs hardly change it, or were there very many already?

    >>> has_settled(State()), has_settled(train_epochs(State(hidden=0), 600))
    (False, True)
    """
    if not state.losses:
        return False
    x, y = training_points(state)
    grads = backward(forward(state.now, x), (y + 1)[:, None] / 2, binary_cross_entropy)
    fall = state.rate * sum(float((part**2).sum()) for part in (*grads.dW[1:], *grads.db[1:]))
    flat = state.losses[-1] < 0.01 or 1000 * fall < 0.002 * state.losses[-1]
    return flat or state.epochs >= MOST_EPOCHS


GOALS = {"19 of 20": Goal(f"classify {ENOUGH} of the {N_POINTS} points correctly", have=n_correct, of=ENOUGH)}


def view(state: State) -> View:
    """Return the decision map, the loss curve and the hidden units' own maps.

    >>> view(train_epochs(State(), 400)).note
    '120 of 120 points right with 4 hidden units. Next: can 3 units close the ring?'
    """
    good = n_correct(state)
    reached = good >= ENOUGH and state.epochs > 0
    return View(draw(state, good), note=_note(state, good), right=True if reached else None)


def _note(state: State, good: int) -> str:
    if not state.epochs:
        if state.hidden == 0:
            return "Press Run and watch the boundary: one neuron has one straight line."
        return "Press Run and watch: each dashed line belongs to a hidden unit, and training moves it."
    so_far = f"{good} of {N_POINTS} points right"
    if state.added:
        so_far += f" and {n_correct_added(state)} of {len(state.added)} added ones"
    if good >= ENOUGH:
        return f"{so_far} with {count_phrase(state.hidden, 'hidden unit')}. Next: {_next_try(state)}"
    if has_settled(state):
        if state.rate < 1:
            return f"{so_far}, and the loss hardly falls. Next: a larger learning rate."
        return f"{so_far}, and more epochs hardly help. Next: another number of hidden units, or a new start."
    return f"{so_far}. Run continues; point at a small map to see which line is its unit’s."


def _next_try(state: State) -> str:
    fewer = [size for size in HIDDEN_SIZES if size < state.hidden]
    if not fewer:
        return "other data."
    what = "close the ring" if state.data == "rings" else "do it"
    return f"can {fewer[-1]} {'unit' if fewer[-1] == 1 else 'units'} {what}?"


_SIZE = 258, 300  # of the panels with a plane
_LOW_SIZE = 258, 152  # of the panels below them
MAP_FRAME = plane_frame(-RANGE, RANGE, -RANGE, RANGE, left=42, size=208)
_SMALL = 16  # a hidden unit's small map has 16 × 16 values
_SMALL_GRID = MAP_FRAME.grid(_SMALL)
_CELLS = 16  # of the grid that the hidden plane shows, in each direction


def draw(state: State, good: int) -> Picture:
    """Return the picture."""
    net = state.now
    said = f"{_kind(state)} on {state.data}, rate {number_text(state.rate)}, epoch {state.epochs}: "
    said += f"{good} of {N_POINTS} points classified correctly"
    if state.added:
        said += f", {n_correct_added(state)} of {len(state.added)} added ones"
    said += f", loss {scientific_notation(state.losses[-1], 3)}." if state.losses else "."
    shown = f"hidden unit {state.unit}" if state.unit else "the answer"
    answer, edge = decision_layers("map", MAP_FRAME, unit_response(net, state.unit), 70)
    return svg.panels(
        svg.panel(
            *_SIZE,
            MAP_FRAME.open(
                edge,
                _unit_lines(net, state),
                _points(state.data),
                target=("ground",),
                clear=True,
            ),
            MAP_FRAME.hold(*_added_points(state)),
            MAP_FRAME.axes(title=f"{shown}, epoch {state.epochs}"),
            text(10, 293, f"{good} of {N_POINTS} right", "num bold"),
            text(250, 293, count_phrase(net.n_parameters, "parameter"), "num small soft end"),
            rasters=[answer],
        ),
        svg.panel(*_SIZE, *_hidden_plane(state, net)),
        svg.panel(*_LOW_SIZE, _curve(state)),
        _unit_maps(state, net),
        title="What hidden units learn",
        text=" ".join(filter(None, (said, _hidden_text(state, net)))),
    )


def shown_units(state: State) -> tuple[int, int] | None:
    """Return the two hidden units, counted from 1, that the hidden plane shows: the chosen one and the one after it.

    >>> shown_units(State(hidden=2)), shown_units(State(hidden=4, unit=4)), shown_units(State(hidden=1))
    ((1, 2), (4, 1), None)
    """
    if state.hidden < 2:
        return None
    first = state.unit or 1
    return (1, 2) if state.hidden == 2 else (first, first % state.hidden + 1)


def hidden_images(state: State, x: Array) -> Array:
    """Return where the two hidden units that are shown take the points x, shape (n, 2).

    >>> hidden_images(State(hidden=2), np.zeros((3, 2))).shape
    (3, 2)
    """
    return forward(state.now, x).a[1][:, np.array(shown_units(state)) - 1]


def _hidden_plane(state: State, net: MLP) -> list[str]:
    """Return the plane of two hidden units: where the points and a square grid over the inputs land."""
    units = shown_units(state)
    if units is None:
        says = "one hidden unit: no plane yet" if state.hidden else "no hidden units: the output reads x"
        return [text(129, 150, says, "mid small soft")]
    images, (_, y) = hidden_images(state, training_points(state)[0]), training_points(state)
    frame = hidden_plane_frame(state, images)
    side = np.linspace(-RANGE, RANGE, _CELLS + 1)
    corners = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    middle = (side[1:] + side[:-1]) / 2
    centres = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
    said = np.where(forward(net, centres).z[-1][:, 0] > 0, 1, 0)
    names = [f"h{subscript(unit)}" for unit in units]
    return [
        frame.open(
            tinted_cells(frame.points(hidden_images(state, corners)), said),
            output_line(frame, net) if state.hidden == 2 else "",
            point_markers(frame, images, y),
        ),
        frame.axes(*names, title=f"hidden plane, epoch {state.epochs}"),
        text(129, 293, "the line is the output unit’s" if state.hidden == 2 else "two of the units", "mid small soft"),
    ]


def hidden_plane_frame(state: State, images: Array) -> Frame:
    """Return the range of the hidden plane; that of ReLU units grows in doublings, so that it does not jump often."""
    if state.activation == "sigmoid":
        low, high = -0.15, 1.15
    elif state.activation == "tanh":
        low, high = -1.3, 1.3
    else:
        high = float(2.0 ** np.ceil(np.log2(max(1.1 * images.max(), 1.0))))
        low = -high / 8
    return plane_frame(low, high, low, high, left=42, size=208)


def _hidden_text(state: State, net: MLP) -> str:
    """Say where the two classes lie in the hidden plane, on average."""
    units = shown_units(state)
    if units is None:
        return ""
    x, y = training_points(state)
    images = hidden_images(state, x)
    middles = (
        f"class {'+1' if label > 0 else '−1'} around "
        f"({', '.join(number_text(v, 2) for v in images[y == label].mean(axis=0).tolist())})"
        for label in (-1, 1)
    )
    return f"In the hidden plane of h{subscript(units[0])} and h{subscript(units[1])}: {' and '.join(middles)}."


def _added_points(state: State) -> list[str]:
    """Return the points that were added; each can be moved, flipped and removed."""
    parts = []
    for i, (x1, x2, label) in enumerate(state.added):
        says = (
            f"added point {i + 1}, class {'+1' if label > 0 else '−1'}, at ({number_text(x1)}, {number_text(x2)}): "
            "arrow keys move it, F or Enter flips its class, Delete removes it"
        )
        px, py = MAP_FRAME.at(x1, x2)
        parts.append(
            tag(
                "g",
                tag("circle", cx=px, cy=py, r=13, class_="hit"),
                tag("circle", cx=px, cy=py, r=9, fill="none", stroke="var(--ink)", stroke_width=1.5),
                point_marker(MAP_FRAME, (x1, x2), label, 5),
                **handle(("added", i), "drag press", says, at=(x1, x2), step=GRID_STEP),
            )
        )
    return parts


@cache
def _points(data: str) -> str:
    return point_markers(MAP_FRAME, *labelled_points(data))


def _kind(state: State) -> str:
    if state.hidden == 0:
        return "Logistic regression"
    return count_phrase(state.hidden, f"{state.activation} hidden unit")


def unit_response(net: MLP, unit: int) -> Callable[[Array], Array]:
    """Return the output of hidden unit `unit`, or for 0 of the whole network, at each point, in [-1, 1].

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
            class_=f"ll-unit-{j + 1}",
        )
        for j in range(len(b))
    )


def _curve(state: State) -> str:
    """Return the loss curve; its axes grow in doublings, so that the curve does not jump at every step."""
    n = 100 * 2 ** max(0, int(np.ceil(np.log2(max(state.epochs, 1) / 100))))
    losses = np.array(state.losses or (np.log(2),))
    highest = max(0.8, 0.2 * np.ceil(losses[:1].max() * 5 + 0.5))
    frame = Frame(0, n, 0, highest, 42, 28, 208, 84)
    shown = np.unique(np.linspace(0, len(losses) - 1, 150).astype(int))
    line = svg.curve_path(
        frame.points(np.column_stack([shown + 1, losses[shown]])), stroke="var(--accent)", stroke_width=2
    )
    now = f": {scientific_notation(state.losses[-1], 3)}" if state.losses else ""
    return frame.open(line if state.losses else "") + frame.axes("epoch", "loss", f"mean loss{now}")


def _unit_maps(state: State, net: MLP) -> Panel:
    """Return the panel with one small map for each hidden unit; a press shows the unit large, another goes back.

    Up to four are in one row, with the weight that the output gives them, more in two rows.
    """
    if state.hidden == 0:
        return svg.panel(*_LOW_SIZE, text(10, 16, "no hidden units: logistic regression", "small soft"))
    row, side, gap = (4, 60, 3) if state.hidden <= 4 else (5, 46, 4)
    told = "output of each hidden unit, × its weight" if row == 4 else "output of each hidden unit"
    parts, rasters = [_links(state.hidden), text(4, 16, told, "small soft")], []
    for j in range(1, state.hidden + 1):
        left, top = 4 + (j - 1) % row * (side + gap), 26 + (j - 1) // row * (side + gap)
        frame = Frame(MAP_FRAME.x0, MAP_FRAME.x1, MAP_FRAME.y0, MAP_FRAME.y1, left, top, side, side)
        values = unit_response(net, j)(_SMALL_GRID).reshape(_SMALL, _SMALL)
        rasters.append(signed_raster(f"unit {j}", frame, values))
        chosen = j == state.unit
        weight = number_text(float(net[2].W[0, j - 1]), 2)
        says = f"hidden unit {j}, output weight {weight}: press Enter to show it large, again to go back"
        border = {"stroke": "var(--accent)" if chosen else "var(--line)", "stroke_width": 3 if chosen else 1}
        parts += [
            tag(
                "g",
                tag("rect", x=left, y=top, width=side, height=side, fill="transparent", **border),
                text(left + 5, top + 15, str(j), "small bold"),
                **handle(("unit", j), "press", says),
            ),
            text(left + side / 2, top + side + 16, f"× {weight}", "mid small num") if row == 4 else "",
        ]
    return svg.panel(*_LOW_SIZE, *parts, rasters=rasters)


@cache
def _links(hidden: int) -> str:
    """Return the style by which a unit's line is strong as long as one points at its small map."""
    pointed = ".ll-picture:has([data-id='unit.{0}']:is(:hover,:focus-visible)) .ll-unit-{0}"
    rules = (pointed.format(j) + "{stroke-width:4;opacity:1}" for j in range(1, hidden + 1))
    return tag("style", Markup("".join(rules)))  # noqa: S704 - our own text


def on_event(state: State, event: Event) -> State:
    """Answer a press on a hidden unit's small map; add a point, or move, flip or remove one that was added."""
    match event:
        case Event("press", ("unit", unit)):
            return replace(state, unit=0 if unit == state.unit else unit)
        case Event("draw", ("ground",), points=(*_, at), last=True):
            return add_point(state, at)
        case Event("drag", ("added", i), x=x, y=y):
            return _put_added(state, i, (_on_grid((x, y), state.added[i][2]),))
        case Event("press", ("added", i)) | Event("key", ("added", i), key="f" | "F"):
            x1, x2, label = state.added[i]
            return _put_added(state, i, ((x1, x2, -label),))
        case Event("key", ("added", i), key="Delete" | "Backspace"):
            return _put_added(state, i, ())
    return state


def add_point(state: State, at=None) -> State:
    """Return the state with one more point, of class +1, at this place or at a free one; training goes on from there.

    >>> add_point(State(), (0.33, -9)).added
    ((0.3, -2.4, 1.0),)
    """
    taken = {point[:2] for point in state.added}
    free = ((round(x, 1), round(y, 1)) for y in np.arange(0, RANGE, 0.3) for x in np.arange(0, RANGE, 0.3))
    place = next(p for p in free if p not in taken) if at is None else at
    return replace(state, added=(*state.added, _on_grid(place, 1.0)))


def _on_grid(at, label: float) -> AddedPoint:
    x1, x2 = np.clip(np.rint(np.asarray(at, float) / GRID_STEP) * GRID_STEP, -RANGE, RANGE).round(6) + 0.0
    return float(x1), float(x2), label


def _put_added(state: State, i: int, instead: tuple[AddedPoint, ...]) -> State:
    return replace(state, added=state.added[:i] + instead + state.added[i + 1 :])


@widget
def hidden_units(state: State) -> App:
    """Return the widget.

    >>> app = hidden_units()
    >>> app.press("Step")
    >>> app.press("To epoch 0")
    >>> app.state == State()
    True
    """
    return App(
        "hidden_units",
        state,
        view,
        [
            Play("Run", train_epochs, lambda s: not has_settled(s), primary=True),
            Button("Step", train_epochs),
            Button("To epoch 0", restart_training, lambda s: s.epochs > 0),
            Button("New start", lambda s: restart_training(s, seed=s.seed + 1)),
            Button("Add a point", add_point, lambda s: len(s.added) < MOST_ADDED),
            Button("Remove added points", lambda s: replace(s, added=()), lambda s: bool(s.added)),
            Choice("data", "data", list(DATA_SETS), lambda s, v: restart_training(s, data=v)),
            Choice(
                "hidden",
                "hidden units",
                [("0: one neuron", 0), *((str(n), n) for n in HIDDEN_SIZES[1:])],
                lambda s, v: restart_training(s, hidden=v),
            ),
            Slider("rate", "learning rate", LEARNING_RATES),
            Choice(
                "activation",
                "activation",
                [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")],
                lambda s, v: restart_training(s, activation=v),
            ),
        ],
        on_event,
        title="What hidden units learn",
        goals=GOALS,
    )
