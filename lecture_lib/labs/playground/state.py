"""What a playground is at a moment: its setup, where its training stands, and what is looked at.

A state is a value: it can be undone, written as code, kept and made again. Training is deterministic, so that a
number of epochs is enough to say where it stands, counted from the network that training went on from: the fresh
one, or one that was kept when somebody typed a weight or changed the rate on the way.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from ...nn import MLP, Layer
from ...validation import InputError, count_phrase, parse_number, whole
from .exports import read_snapshot, snapshot_text
from .run import Run, first_run, run_epoch, run_step
from .setup import MOST_LAYERS, MOST_UNITS, Problem, Setup, problem

MOST_EPOCHS = 20_000
LARGEST_WEIGHT = 1000.0
ALONGSIDE = ("weights", "hidden plane", "gradients", "point", "confusion")
"""What can be shown beside the network, its answer and its losses."""
EDGES = ("weights", "gradients")
_ON_THE_WAY = frozenset({"rule", "rate", "l1", "l2", "dropout", "batch"})  # can change without a new start
_RECENT = 64  # runs that are remembered, so that a step back is at hand


@dataclass(frozen=True)
class State(Setup):
    """A playground. Beside the fields of `Setup`:

    `epochs` are done, and `steps` of the next one; where `kept` is not empty it holds the run that training went on
    from (see `exports.snapshot_text`). `unit` is (layer, unit) whose picture fills the map, layers counted from 1 and
    units from 0; None is the output. `pinned` is a point of the inputs that is followed through the network, `plane`
    is (layer, unit, unit): the hidden plane. `edges` says what the lines between units show, `alongside` which
    panel lies beside the losses. `hand` is what a press on the map does: pin a point there, or add an example of the
    class with that number.
    """

    epochs: int = 0
    steps: int = 0
    kept: str = ""
    unit: tuple[int, int] | None = None
    pinned: tuple[float, ...] | None = None
    plane: tuple[int, int, int] | None = None
    edges: str = "weights"
    alongside: str = "weights"
    hand: int = -1
    discrete: bool = False
    shows_held_out: bool = False
    shows_regions: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.epochs, "epochs", 0, MOST_EPOCHS)
        whole(self.steps, "steps", 0)
        for name, given, options in (("edges", self.edges, EDGES), ("alongside", self.alongside, ALONGSIDE)):
            if given not in options:
                raise InputError(f"{name} is {given!r}. Give one of {', '.join(options)}.")
        sizes = (*self.hidden, self.problem.y_train.shape[1])
        if self.unit is not None:
            layer, unit = self.unit
            whole(layer, "the layer of unit", 1, len(sizes))
            whole(unit, "the number of unit", 0, sizes[layer - 1] - 1)
        if self.plane is not None:
            layer, *units = self.plane
            whole(layer, "the layer of plane", 1, len(self.hidden))
            for unit in units:
                whole(unit, "a unit of plane", 0, self.hidden[layer - 1] - 1)

    @cached_property
    def setup(self) -> Setup:
        """What it begins with."""
        return Setup(**{field.name: getattr(self, field.name) for field in fields(Setup)})

    @property
    def problem(self) -> Problem:
        """What is to be learned."""
        return problem(self)

    @cached_property
    def run(self) -> Run:
        """Where the training stands."""
        return _recent.run(self.setup, self.kept, self.epochs, self.steps)

    @property
    def activation(self) -> str:
        """The activation of all hidden layers; "various" where they differ."""
        return self.activations[0] if len({*self.activations}) == 1 else "various"

    @property
    def feature(self) -> str:
        """The feature that is being typed: none."""
        return ""

    @property
    def net(self) -> MLP:
        """The network as it is now."""
        return self.run.net


class _RecentRuns:
    """The runs that were seen last; what is not among them is made again from the nearest one before it."""

    def __init__(self) -> None:
        self._runs: OrderedDict[tuple[Setup, str, int, int], Run] = OrderedDict()

    def keep(self, setup: Setup, kept: str, run: Run) -> None:
        self._runs[setup, kept, run.epochs, run.steps] = run
        while len(self._runs) > _RECENT:
            self._runs.popitem(last=False)

    def run(self, setup: Setup, kept: str, epochs: int, steps: int) -> Run:
        run = read_snapshot(kept, setup) if kept else first_run(setup)
        goal = max((epochs, steps), (run.epochs, run.steps))
        for (s, k, e, i), found in self._runs.items():
            if (s, k) == (setup, kept) and (run.epochs, run.steps) < (e, i) <= goal:
                run = found
        while run.epochs < goal[0]:
            run = run_epoch(setup, run)
        while run.steps < goal[1] and run.epochs == goal[0]:
            run = run_step(setup, run)
        self.keep(setup, kept, run)
        return run


_recent = _RecentRuns()


def at_run(state: State, run: Run) -> State:
    """Return the state with its training at `run`, which has gone on from where it stood.

    >>> state = at_run(State(), run_epoch(State().setup, State().run))
    >>> state.epochs, state.run.epochs
    (1, 1)
    """
    moved = replace(state, epochs=run.epochs, steps=run.steps)
    moved.__dict__["run"] = run
    _recent.keep(state.setup, state.kept, run)
    return moved


def from_run(state: State, run: Run) -> State:
    """Return the state with its training at any `run` of its setup, which is kept as text.

    >>> state = State(epochs=2)
    >>> from_run(state, state.run).epochs
    2
    """
    moved = replace(state, kept=snapshot_text(run), epochs=run.epochs, steps=run.steps)
    moved.__dict__["run"] = run
    _recent.keep(moved.setup, moved.kept, run)
    return moved


def train_epoch(state: State) -> State:
    """Return the state at the end of the epoch that has begun, or of the next one.

    >>> train_epoch(State()).epochs
    1
    """
    if state.run.epochs >= MOST_EPOCHS:
        raise InputError(f"{MOST_EPOCHS:,} epochs are done. Go back to epoch 0, or start with new weights.")
    return at_run(state, run_epoch(state.setup, state.run))


def train_step(state: State) -> State:
    """Return the state one batch further.

    >>> train_step(State()).steps
    1
    """
    return at_run(state, run_step(state.setup, state.run))


def can_go_back(state: State) -> bool:
    """Has a step been taken since the training began, or went on from what was kept?

    >>> can_go_back(State()), can_go_back(State(epochs=3))
    (False, True)
    """
    begun = read_snapshot(state.kept, state.setup) if state.kept else first_run(state.setup)
    return (state.run.epochs, state.run.steps) > (begun.epochs, begun.steps)


def step_back(state: State) -> State:
    """Return the state one batch earlier if an epoch has begun, else one epoch earlier.

    >>> step_back(State(epochs=3)).epochs, step_back(State(epochs=3, steps=2)).steps
    (2, 1)
    """
    if not can_go_back(state):
        return state
    earlier = (state.run.epochs, state.run.steps - 1) if state.run.steps else (state.run.epochs - 1, 0)
    return replace(state, epochs=earlier[0], steps=earlier[1])


def to_epoch_0(state: State) -> State:
    """Return the state before its first step, with the same weights as it began with.

    >>> to_epoch_0(State(epochs=3)) == State()
    True
    """
    kept = state.kept if state.kept and not read_snapshot(state.kept, state.setup).epochs else ""
    return replace(state, epochs=0, steps=0, kept=kept)


def new_weights(state: State) -> State:
    """Return the state before its first step, with other weights.

    >>> new_weights(State(epochs=3)).seed
    1
    """
    return replace(state, seed=state.seed + 1, epochs=0, steps=0, kept="")


def changed(state: State, **changes) -> State:
    """Return the state with other settings: those of training go on from where it stands, all others begin anew.

    >>> on = changed(State(epochs=2), rate=0.1)
    >>> on.epochs, on.rate, changed(on, hidden=(3,), activations=("relu",)).epochs
    (2, 0.1, 0)
    """
    changes = {name: value for name, value in changes.items() if getattr(state, name) != value}
    if not changes:
        return state
    if not changes.keys() <= _ON_THE_WAY:
        looks = {"unit": None, "plane": None} if changes.keys() & {"hidden", "data", "table", "features"} else {}
        if changes.keys() & {"data", "table"}:
            looks |= {"pinned": None, "hand": -1}
        return replace(state, epochs=0, steps=0, kept="", **looks | changes)
    if state.run.epochs == state.run.steps == 0:
        return replace(state, **changes)
    run = state.run
    if "rule" in changes:
        run = replace(run, memory=None)
    if "batch" in changes:  # the epoch that has begun begins again
        run = replace(run, steps=0, seen=0.0)
    return from_run(replace(state, **changes), run)


def with_hidden(state: State, hidden: tuple[int, ...], activations: tuple[str, ...]) -> State:
    """Return the state with other hidden layers.

    >>> with_hidden(State(), (3,), ("relu",)).hidden
    (3,)
    """
    return changed(state, hidden=hidden, activations=activations)


def add_layer(state: State) -> State:
    """Return the state with one more hidden layer, like the last one, before the output.

    >>> add_layer(State()).hidden
    (4, 2, 2)
    """
    if len(state.hidden) >= MOST_LAYERS:
        raise InputError(f"there are {MOST_LAYERS} hidden layers. That is the most.")
    size, g = (state.hidden[-1], state.activations[-1]) if state.hidden else (4, "tanh")
    return with_hidden(state, (*state.hidden, size), (*state.activations, g))


def remove_layer(state: State) -> State:
    """Return the state without its last hidden layer.

    >>> remove_layer(State()).hidden
    (4,)
    """
    return with_hidden(state, state.hidden[:-1], state.activations[:-1])


def resize_layer(state: State, layer: int, by: int) -> State:
    """Return the state with more or fewer units in hidden layer `layer`, counted from 1.

    >>> resize_layer(State(), 1, 2).hidden
    (6, 2)
    """
    size = state.hidden[layer - 1] + by
    if not 1 <= size <= MOST_UNITS:
        raise InputError(f"a hidden layer has from 1 to {MOST_UNITS} units.")
    return with_hidden(state, (*state.hidden[: layer - 1], size, *state.hidden[layer:]), state.activations)


def with_parameter(state: State, layer: int, unit: int, source: int | None, text: str) -> State:
    """Return the state with another weight into a unit, from the unit `source` before it, or another bias (None).

    >>> float(with_parameter(State(), 1, 0, 1, "0.5").net[1].W[0, 1])
    0.5
    >>> with_parameter(State(), 1, 0, 1, "much")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the weight holds text ('much'). Give real numbers.
    """
    name = "bias" if source is None else "weight"
    value = parse_number(text, f"the {name}")
    if abs(value) > LARGEST_WEIGHT:
        raise InputError(f"the {name} is {value:g}. Give a number from -{LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}.")
    layers = [Layer(W.copy(), b.copy(), g) for W, b, g in state.net]
    W, b, _ = layers[layer - 1]
    if source is None:
        b[unit] = value
    else:
        W[unit, source] = value
    run = state.run
    return from_run(state, replace(run, net=MLP.of_checked(Layer(*layer) for layer in layers)))


def toggled_feature(state: State, text: str) -> State:
    """Return the state with a feature switched on or off; the last one stays.

    >>> toggled_feature(State(), "x1*x2").features, toggled_feature(State(), "x1").features
    (('x1', 'x2', 'x1*x2'), ('x2',))
    """
    rest = tuple(feature for feature in state.features if feature != text)
    if not rest:
        raise InputError("the network needs a feature to read. Switch another one on first.")
    return changed(state, features=rest if len(rest) < len(state.features) else (*state.features, text))


def short_name(state: State) -> str:
    """Return the network in a few words: its sizes and where its training stands.

    >>> short_name(State(epochs=3))
    '2-4-2-1, epoch 3'
    """
    sizes = "-".join(map(str, state.net.sizes))
    steps = f", {count_phrase(state.run.steps, 'step')}" if state.run.steps else ""
    return f"{sizes}, epoch {state.run.epochs}{steps}"


def all_finite(net: MLP) -> bool:
    """Is every weight and bias a number?

    >>> all_finite(State().net)
    True
    """
    return all(np.isfinite(W).all() and np.isfinite(b).all() for W, b, _ in net)
