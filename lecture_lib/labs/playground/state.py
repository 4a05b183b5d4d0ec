"""What a playground is at a moment: its setup, where its training stands, and what is looked at.

A state is a value: it can be undone, written as code, kept and made again. Training is deterministic, so that a
number of epochs is enough to say where it stands, counted from the network that training went on from: the fresh
one, or one that was kept when somebody typed a weight or changed the rate on the way.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache

from ...nn import MLP
from ...validation import InputError, count_phrase, whole
from .exports import read_snapshot, snapshot_text
from .run import Run, first_run, run_epoch, run_step
from .setup import Problem, Setup, problem

MOST_EPOCHS = 20_000
ALONGSIDE = ("weights", "hidden plane", "gradients", "point", "confusion", "kept state")
"""What can be shown beside the network, its answer and its losses."""
EDGES = ("weights", "gradients")
_RECENT = 64  # runs that are remembered, so that a step back is at hand


@dataclass(frozen=True)
class State(Setup):
    """A playground. Beside the fields of `Setup`:

    `epochs` are done, and `steps` of the next one; where `kept` is not empty it holds the run that training went on
    from (see `exports.snapshot_text`). `unit` is (layer, unit) whose picture fills the map, layers counted from 1 and
    units from 0; None is the output. `pinned` is a point of the inputs that is followed through the network, `plane`
    is (layer, unit, unit): the hidden plane. `read` is the epoch whose losses are read out; None is the last one.
    `edges` says what the lines between units show, `alongside` which panel lies beside the losses. `hand` is what a
    press on the map does: pin a point there (-1), or add an example of the class with that number. `challenge` is the
    name of one of the challenges, `best` the best score that was reached in it (0: none yet), and `compared` holds the
    JSON of a state that was kept to be seen beside this one.
    """

    epochs: int = 0
    steps: int = 0
    kept: str = ""
    unit: tuple[int, int] | None = None
    pinned: tuple[float, ...] | None = None
    plane: tuple[int, int, int] | None = None
    read: int | None = None
    edges: str = "weights"
    alongside: str = "weights"
    hand: int = -1
    challenge: str = ""
    best: int = 0
    compared: str = ""
    discrete: bool = False
    shows_held_out: bool = False
    shows_regions: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.epochs, "epochs", 0, MOST_EPOCHS)
        whole(self.steps, "steps", 0)
        whole(self.best, "best", 0)
        for name, given, options in (("edges", self.edges, EDGES), ("alongside", self.alongside, ALONGSIDE)):
            if given not in options:
                raise InputError(f"{name} is {given!r}. Give one of {', '.join(options)}.")
        sizes = (*self.hidden, self.problem.y_train.shape[1])
        if self.unit is not None:
            layer, unit = self.unit
            whole(layer, "the layer of unit", 1, len(sizes))
            whole(unit, "the number of unit", 0, sizes[layer - 1] - 1)
        if self.read is not None:
            whole(self.read, "read", 1)
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
    def input_columns(self) -> str:
        """The columns of one's own table to learn from, with commas between; empty where they are not chosen."""
        return ", ".join(self.inputs)

    @property
    def feature(self) -> str:
        """The feature that is being typed: none."""
        return ""

    @property
    def net(self) -> MLP:
        """The network as it is now."""
        return self.run.net


@lru_cache(maxsize=16)  # a card asks at each frame whether there is a step to take back
def begun_run(setup: Setup, kept: str) -> Run:
    """Return the run that training went on from: the one that was kept, or the fresh one.

    >>> begun_run(Setup(), "").epochs, begun_run(Setup(), snapshot_text(State(epochs=2).run)).epochs
    (0, 2)
    """
    return read_snapshot(kept, setup) if kept else first_run(setup)


class _RecentRuns:
    """The runs that were seen last; what is not among them is made again from the nearest one before it."""

    def __init__(self) -> None:
        self._runs: OrderedDict[tuple[Setup, str, int, int], Run] = OrderedDict()

    def keep(self, setup: Setup, kept: str, run: Run) -> None:
        self._runs[setup, kept, run.epochs, run.steps] = run
        while len(self._runs) > _RECENT:
            self._runs.popitem(last=False)

    def run(self, setup: Setup, kept: str, epochs: int, steps: int) -> Run:
        run = begun_run(setup, kept)
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
    return at_run(replace(state, kept=snapshot_text(run)), run)


def short_name(state: State) -> str:
    """Return the network in a few words: its sizes and where its training stands.

    >>> short_name(State(epochs=3))
    '2-4-2-1, epoch 3'
    """
    sizes = "-".join(map(str, state.net.sizes))
    steps = f", {count_phrase(state.run.steps, 'step')}" if state.run.steps else ""
    return f"{sizes}, epoch {state.run.epochs}{steps}"
