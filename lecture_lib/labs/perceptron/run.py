"""One run of the perceptron's rule, as far as it has been shown; what the laboratory shows is read from it.

A run is a function of points, rate, start and the order of the points, so the state holds these and the number of
steps shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, count, islice

import numpy as np

from ...data import toy
from ...threshold import (
    GATES,
    INPUTS,
    Cycle,
    Perceptron,
    PerceptronStep,
    Separation,
    find_cycle,
    separate,
    train_perceptron,
)
from ...validation import InputError, count_phrase, whole

LabelledPoint = tuple[float, float, float]

GRID_STEP = 0.125  # all coordinates are multiples of it: sums are exact, and a cycle is a true cycle
MAX_STEPS = 1000  # steps after which "to the end" stops and says so
MAX_POINTS = 24
LEARNING_RATES = (0.25, 0.5, 1.0, 2.0)
CLICKS = {"flip": "flips its class", "train": "trains on it"}
"""What a click on a point can do."""
AXIS_LOW, AXIS_HIGH = -1.5, 2.5


def grid_points(x, y) -> tuple[LabelledPoint, ...]:
    """Return points x (n, 2) with labels y on the grid and inside the picture.

    >>> grid_points([(0.1, 9.0)], [1])
    ((0.125, 2.375, 1.0),)
    """
    x = np.clip(np.rint(np.asarray(x) / GRID_STEP) * GRID_STEP, AXIS_LOW + GRID_STEP, AXIS_HIGH - GRID_STEP)
    return tuple((float(a), float(b), float(c)) for (a, b), c in zip(x, y))


def _clouds(distance: float, seed: int) -> tuple[LabelledPoint, ...]:
    x, y = toy.blobs(12, np.random.default_rng(seed), distance)
    return grid_points(0.5 + 0.6 * x, y)


POINT_SETS: dict[str, tuple[LabelledPoint, ...]] = {
    "AND": grid_points(INPUTS, GATES["AND"]),
    "OR": grid_points(INPUTS, GATES["OR"]),
    "NAND": grid_points(INPUTS, GATES["NAND"]),
    "two clouds, far apart": _clouds(5.0, 16),
    "two clouds, close": _clouds(3.2, 38),
    "XOR": grid_points(INPUTS, GATES["XOR"]),
    "two clouds that overlap": _clouds(3.2, 21),
}
OWN_POINTS = "your own"
INITIAL_POINTS: tuple[LabelledPoint, ...] = ((0.0, 0.0, -1.0), (1.0, 1.0, 1.0))  # what "your own" begins with


@dataclass(frozen=True)
class State:
    """points: (x1, x2, label) each; start: w1, w2, b before the first step; shown: steps taken so far.

    `order` holds the points that the first steps show, counted from 0, where somebody chose one; after these they come
    in turn. `click` is what a click on a point does. `reach` is the least range of the plane of the weights: it keeps
    the plane still while the arrow is dragged.
    """

    points: tuple[LabelledPoint, ...] = POINT_SETS["AND"]
    rate: float = 1.0
    start: tuple[float, float, float] = (0.0, 0.0, 0.0)
    shown: int = 0
    order: tuple[int, ...] = ()
    click: str = "flip"
    reach: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        if self.rate not in LEARNING_RATES:
            raise InputError(f"rate is {self.rate!r}; choose one of {', '.join(map(str, LEARNING_RATES))}")
        if not 0 < len(self.points) <= MAX_POINTS:
            raise InputError(f"{count_phrase(len(self.points), 'point')} given; give 1 to {MAX_POINTS}")
        for i in self.order:
            whole(i, "an index in order", 0, len(self.points) - 1)
        if self.click not in CLICKS:
            raise InputError(f"click is {self.click!r}; choose one of {', '.join(CLICKS)}")

    @property
    def data(self) -> str:
        """The name of the set that the points are, or "your own"."""
        return next((name for name, points in POINT_SETS.items() if points == self.points), OWN_POINTS)

    @property
    def x(self) -> np.ndarray:
        return np.array([p[:2] for p in self.points])

    @property
    def y(self) -> np.ndarray:
        return np.array([p[2] for p in self.points])


class _Record:
    """The steps of one run, made as far as they are asked for."""

    def __init__(self, state: State) -> None:
        self.unit = Perceptron(state.start[:2], state.start[2])
        first = state.order[-1] + 1 if state.order else 0
        order = chain(state.order, (k % len(state.points) for k in count(first)))
        self._coming, self.steps = train_perceptron(state.x, state.y, state.rate, order, self.unit), []

    def upto(self, n: int) -> list[PerceptronStep]:
        self.steps += islice(self._coming, max(0, n - len(self.steps)))
        return self.steps[:n]


@lru_cache(maxsize=16)
def _cached_record(points, rate, start, order) -> _Record:
    return _Record(State(points, rate, start, order=order))


def _record(state: State) -> _Record:
    return _cached_record(state.points, state.rate, state.start, state.order)


def _find_cycle(state: State, steps: list[PerceptronStep]) -> Cycle | None:
    """Return the cycle, if there is one, where the points come in turn: what somebody chose need not come again."""
    return find_cycle(steps[len(state.order) :])


@lru_cache(maxsize=64)
def _separation(points) -> Separation:
    state = State(points)
    return separate(state.x, state.y)


@dataclass(frozen=True)
class RunFacts:
    """All that is known where the state stands: the last step shown, the unit after it, cycle, bound."""

    step: PerceptronStep | None
    unit: Perceptron
    mistakes: int
    finished: bool
    cycle: Cycle | None
    radius: float
    separation: Separation
    bound: float  # infinite if no line separates


def run_facts(state: State) -> RunFacts:
    """Return what the run has shown so far.

    >>> run_facts(State(shown=100)).mistakes, round(run_facts(State()).bound, 6)
    (10, 51.0)
    """
    record = _record(state)
    so_far = record.upto(state.shown)
    step = so_far[-1] if so_far else None
    unit = Perceptron(*step.after) if step else record.unit
    separation = _separation(state.points)
    radius = float(np.sqrt((state.x**2).sum(axis=1) + 1).max())
    bound = (radius / separation.margin) ** 2 if separation.separable else np.inf
    return RunFacts(
        step,
        unit,
        step.mistakes if step else 0,
        bool(np.all(unit(state.x) == state.y)),
        None if separation.separable else _find_cycle(state, record.upto(state.shown + 1)),
        radius,
        separation,
        bound,
    )


def show_next_example(state: State) -> State:
    """Return the state after one more example.

    >>> show_next_example(State()).shown
    1
    """
    record = _record(state)
    return replace(state, shown=min(state.shown + 1, len(record.upto(state.shown + 1))))


def skip_to_mistake(state: State) -> State:
    """Return the state after the next example that the unit gets wrong.

    >>> skip_to_mistake(State()).shown, skip_to_mistake(State(shown=4)).shown
    (4, 5)
    """
    record, shown = _record(state), state.shown
    while len(record.upto(shown + 1)) > shown:
        shown += 1
        if record.steps[shown - 1].guess != record.steps[shown - 1].y:
            break
    return replace(state, shown=shown)


def run_to_end(state: State) -> State:
    """Return the state where all is right, where the run is known to go round, or MAX_STEPS steps further.

    >>> run_to_end(State()).shown, run_to_end(State(POINT_SETS["XOR"])).shown
    (18, 9)
    """
    record, n = _record(state), 16
    while (
        n < MAX_STEPS
        and len(steps := record.upto(state.shown + n)) == state.shown + n
        and not _find_cycle(state, steps)
    ):
        n *= 2
    steps = record.upto(state.shown + min(n, MAX_STEPS))
    cycle = _find_cycle(state, steps)
    return replace(state, shown=max(state.shown, cycle.again - 1 if cycle else len(steps)))


def has_next_example(state: State) -> bool:
    """Is there another example to show, before all are right?

    >>> has_next_example(State()), has_next_example(run_to_end(State()))
    (True, False)
    """
    return len(_record(state).upto(state.shown + 1)) > state.shown


def train_on(state: State, i: int) -> State:
    """Return the state after point i, counted from 0, has been shown next; the others then come in turn.

    >>> chosen = train_on(State(), 3)
    >>> chosen.order, chosen.shown, run_facts(chosen).mistakes
    ((3,), 1, 1)
    """
    if not has_next_example(state):
        raise InputError("all points are right, so none of them teaches the unit anything; move one first")
    steps = _record(state).upto(state.shown + 1)
    if steps[-1].index == i:  # it comes next in any case
        return replace(state, shown=state.shown + 1)
    return replace(state, order=(*(step.index for step in steps[:-1]), i), shown=state.shown + 1)


def start_anew(state: State, **changes) -> State:
    """Return the state with these changes, before the first step, with the points in turn.

    >>> start_anew(State(shown=7, order=(3, 1)), rate=0.5) == State(rate=0.5)
    True
    """
    return replace(state, **{"shown": 0, "order": (), "reach": 0.0, **changes})
