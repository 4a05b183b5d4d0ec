"""What the landscape widget shows, as functions of its state: the runs, where they are, the points and their kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...training import (
    LANDSCAPES,
    SGD,
    Adam,
    Landscape,
    Momentum,
    descent_path,
    hessian,
    landscape_stationary_points,
    stationary_kind,
)
from ...validation import InputError, whole

RULE_NAMES = {"descent": "gradient descent", "momentum": "momentum", "adam": "Adam", "race": "all three rules"}
RACERS = {"descent": "descent", "momentum": "momentum", "adam": "Adam"}  # the rules of a race, and their short names
MAX_STARTS, MAX_STEPS = 4, 3000  # starts; steps
MAX_DRAWN_STEPS = 160  # places of a path that are drawn
DIVERGED_BEYOND = 1e3  # a run with a weight beyond this has diverged
_STILL, _STILL_STEPS = 1e-3, 10  # a run whose weights move less than this times the rate in so many steps is at rest

_STARTS = {
    "1-1-1, tanh": ((-0.5, 2.5), (2.5, -0.5)),
    "1-1-1, linear": ((0.3, -2.5), (2.6, 2.6)),
    "one linear neuron": ((-2.0, 2.0),),
    "one tanh neuron": ((-0.3, 1.2), (0.6, 0.6)),
}
_NEWTON = {"1-1-1, linear": 4}  # the valley is all stationary: so many starts a side give a few points of it

WeightPair = tuple[float, float]


@dataclass(frozen=True)
class State:
    """land: its name; starts: places (w1, w2); steps: how far all runs have come.

    beta belongs to momentum; single: each step sees one example, not all; chosen: the stationary point that is asked
    about, from 1; labels: what the learner says of each point, "" for nothing yet; judged: was a label the last thing
    that was said? The rule "race" runs all three rules from the first start.
    """

    land: str = "1-1-1, tanh"
    starts: tuple[WeightPair, ...] = _STARTS["1-1-1, tanh"]
    rule: str = "descent"
    rate: float = 0.3
    beta: float = 0.9
    single: bool = False
    steps: int = 0
    chosen: int = 1
    labels: tuple[str, ...] = ()
    judged: bool = False

    def __post_init__(self) -> None:
        for name, options in (("land", LANDSCAPES), ("rule", RULE_NAMES)):
            if getattr(self, name) not in options:
                raise InputError(f"{name} is {getattr(self, name)!r}; take one of {', '.join(options)}")
        if not 1 <= len(self.starts) <= MAX_STARTS:
            raise InputError(f"{len(self.starts)} starts were given; there can be 1 to {MAX_STARTS}")
        if self.rule == "race":
            object.__setattr__(self, "starts", self.starts[:1])
        n = len(classified_points(self.land))
        whole(self.chosen, "chosen", 1, n)
        if len(self.labels) not in (0, n):
            raise InputError(
                f"{len(self.labels)} labels were given; {self.land} has {n} points, so give one label for each"
            )

    @property
    def number_of_starts(self) -> int:
        return len(self.starts)

    @property
    def landscape(self) -> Landscape:
        return LANDSCAPES[self.land]

    @property
    def runners(self) -> list[tuple[str, WeightPair, str]]:
        """What each run is called, where it starts, and its rule."""
        if self.rule == "race":
            return [(name, self.starts[0], rule) for rule, name in RACERS.items()]
        return [(f"start {k}", start, self.rule) for k, start in enumerate(self.starts, 1)]

    def label(self, k: int) -> str:
        """The learner's label of point k, from 1."""
        return self.labels[k - 1] if self.labels else ""


@dataclass(frozen=True, eq=False)
class StationaryPoint:
    """A stationary point: its place, the eigenvalues of the Hessian there, its kind."""

    at: np.ndarray
    eigenvalues: np.ndarray
    kind: str


@lru_cache(maxsize=8)
def classified_points(land: str) -> tuple[StationaryPoint, ...]:
    """Return the stationary points of a landscape, worked out once.

    >>> [point.kind for point in classified_points("1-1-1, tanh")]
    ['minimum', 'saddle', 'minimum']
    """
    found, gradient = landscape_stationary_points(LANDSCAPES[land], _NEWTON.get(land, 9)), LANDSCAPES[land].gradient
    values = [np.linalg.eigvalsh(hessian(gradient, p)) for p in found]
    return tuple(StationaryPoint(p, v, stationary_kind(v)) for p, v in zip(found, values))


class DescentRun:
    """One run, made as far as it is asked for: `path` holds its places; `diverged` tells whether it has diverged."""

    def __init__(self, state: State, start: WeightPair) -> None:
        rule = {"descent": SGD(state.rate), "momentum": Momentum(state.rate, state.beta), "adam": Adam(state.rate)}
        some = (1, np.random.default_rng(0)) if state.single else (None, None)
        self._coming = descent_path(state.landscape, start, rule[state.rule], *some)
        self.path, self.diverged, self._still = [np.array(start, float)], False, _STILL * state.rate

    def extend_to(self, steps: int) -> DescentRun:
        """Go on until the path has this many steps, or has diverged."""
        while len(self.path) <= steps and not self.diverged:
            self.path.append(next(self._coming))
            self.diverged = bool(np.abs(self.path[-1]).max() > DIVERGED_BEYOND)
        return self

    def has_diverged(self, steps: int) -> bool:
        """Has it diverged after so many steps?"""
        return self.diverged and len(self.path) <= steps + 1

    def is_at_rest(self, steps: int) -> bool:
        """Has it settled after so many steps?"""
        last = self.path[max(0, steps - _STILL_STEPS) : steps + 1]
        return len(last) > _STILL_STEPS and bool(np.ptp(last, axis=0).max() < self._still)

    def drawn_path(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps that are drawn, at most MAX_DRAWN_STEPS of those so far, and the places there."""
        last = min(steps, len(self.path) - 1)
        at = (
            np.arange(last + 1)
            if last < MAX_DRAWN_STEPS
            else np.unique(np.linspace(0, last, MAX_DRAWN_STEPS).astype(int))
        )
        return at, np.array([self.path[i] for i in at])


@lru_cache(maxsize=32)
def _run(settings: State, start: WeightPair) -> DescentRun:
    return DescentRun(settings, start)


def descent_runs(state: State) -> list[DescentRun]:
    """Return the run from each start, or of each rule in a race, as far as `state.steps` at least.

    >>> [len(run.path) > 3 for run in descent_runs(State(steps=3))]
    [True, True]
    """
    settings = replace(state, starts=((0.0, 0.0),), steps=0, chosen=1, labels=(), judged=False)
    return [_run(replace(settings, rule=rule), start).extend_to(state.steps) for _, start, rule in state.runners]


def reached_point(state: State, run: DescentRun) -> int:
    """Return the number of the stationary point at which a run is now, 0 if at none.

    >>> state = State(starts=((1.0, 1.0),), rate=0.5, steps=400)
    >>> reached_point(state, descent_runs(state)[0])
    3
    """
    here = run.path[min(state.steps, len(run.path) - 1)]
    gaps = [np.linalg.norm(here - point.at) for point in classified_points(state.land)]
    near = int(np.argmin(gaps))
    return near + 1 if gaps[near] < 0.06 and state.steps > 0 else 0


def advance_runs(state: State) -> State:
    """Return the state some steps on: one at a time at first, more as the run gets longer.

    >>> advance_runs(State()).steps, advance_runs(State(steps=100)).steps
    (1, 104)
    """
    return replace(state, steps=min(MAX_STEPS, state.steps + max(1, state.steps // 25)), judged=False)


def can_advance(state: State) -> bool:
    """Is there anything still to be seen? Not past the limit, nor when all runs are at rest or have diverged.

    >>> can_advance(State()), can_advance(State(steps=900)), can_advance(State(steps=MAX_STEPS))
    (True, False, False)
    """
    return state.steps < MAX_STEPS and not all(
        run.is_at_rest(state.steps) or (run.diverged and len(run.path) <= state.steps) for run in descent_runs(state)
    )


def landscape_state(land: str = "1-1-1, tanh", **settings) -> State:
    """Return the state in which a landscape starts, with other settings as they are given.

    >>> landscape_state("one tanh neuron", rate=0.5).starts
    ((-0.3, 1.2), (0.6, 0.6))
    """
    return State(**{"land": land, "starts": _STARTS.get(land, ())} | settings)


def switch_landscape(state: State, land: str) -> State:
    """Return the start state of another landscape, with the same rule.

    >>> switch_landscape(State(rate=0.5, steps=40), "one linear neuron").starts
    ((-2.0, 2.0),)
    """
    return replace(state, land=land, starts=_STARTS[land], steps=0, chosen=1, labels=(), judged=False)
