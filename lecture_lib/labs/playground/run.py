"""A run of the playground: where its training stands, and how it goes on, by an epoch or by a single step.

A run is a value, as everything is that can be undone. The trainer that made it is kept beside it, so that going
on costs nothing; without it, it is made anew from what the run remembers and goes the same way.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import isfinite, nan
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ...nn import MLP, Layer, drop_units, forward_checked
from ...training import Trainer
from ...validation import Array, InputError
from .setup import Problem, Setup, fresh_net, problem


class Losses(NamedTuple):
    """Mean losses of an epoch: on what is trained on, as seen during it; after it on what is held out, or NaN."""

    train: float
    held_out: float


class LossHistory(Sequence[Losses]):
    """The losses of epochs in a row. Those that go on from one another share their numbers, 16 bytes an epoch.

    >>> begun = LossHistory([Losses(1.0, 2.0)])
    >>> on = begun.then(Losses(0.5, 1.5))
    >>> len(begun), len(on), on[-1].train, on == [(1.0, 2.0), (0.5, 1.5)]
    (1, 2, 0.5, True)
    """

    def __init__(self, losses: Iterable[Losses] = ()) -> None:
        self._numbers = array("d", chain.from_iterable(losses))
        self._end = len(self._numbers)

    def then(self, losses: Losses) -> LossHistory:
        """Return the history with one more epoch."""
        on = LossHistory()
        on._numbers = self._numbers if len(self._numbers) == self._end else self._numbers[: self._end]
        on._numbers.extend(losses)
        on._end = len(on._numbers)
        return on

    def __len__(self) -> int:
        return self._end // 2

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        first = 2 * range(len(self))[at]
        return Losses(*self._numbers[first : first + 2])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(tuple.__eq__, self, other))

    def __array__(self, dtype=None, copy=None) -> Array:
        return np.array(self._numbers[: self._end], dtype).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class Run:
    """Where training stands: `epochs` are done, and `steps` of the next one.

    `memory` is what the rule remembers; `seen` is the sum of the losses of those examples that the epoch has had.
    """

    net: MLP
    memory: Any = None
    epochs: int = 0
    steps: int = 0
    seen: float = 0.0
    losses: LossHistory = field(default_factory=LossHistory)


class _EpochOrder:
    """The order of the examples, drawn for each epoch by itself, so that none needs those before it."""

    def __init__(self, seed: int, epoch: int) -> None:
        self.seed, self.epoch = seed, epoch

    def permutation(self, n: int) -> Array:
        order = np.random.default_rng((self.seed, self.epoch)).permutation(n)
        self.epoch += 1
        return order


_trainers: WeakKeyDictionary[MLP, tuple[Setup, Trainer]] = WeakKeyDictionary()


def first_run(setup: Setup) -> Run:
    """Return the run before its first step.

    >>> first_run(Setup(hidden=(3,), activations=("relu",))).net.sizes
    (2, 3, 1)
    """
    found = problem(setup)
    sizes = (len(setup.features), *setup.hidden, found.y_train.shape[1])
    return Run(fresh_net(sizes, setup.activations, found.head, setup.seed))


def run_epoch(setup: Setup, run: Run) -> Run:
    """Return the run at the end of the epoch that has begun, or of the next one.

    Raises `InputError` where the loss is no longer finite; `run` is then the last that was good.

    >>> setup = Setup()
    >>> run = run_epoch(setup, run_epoch(setup, first_run(setup)))
    >>> run.epochs, len(run.losses), run.losses[1].train < run.losses[0].train
    (2, 2, True)
    """
    return _by_steps(setup, run) if run.steps or setup.dropout else _fast_epoch(setup, run)


def _by_steps(setup: Setup, run: Run) -> Run:
    epochs = run.epochs
    while run.epochs == epochs:
        run = run_step(setup, run)
    return run


def run_step(setup: Setup, run: Run) -> Run:
    """Return the run one step further: by one batch. The last one of an epoch may be smaller, and ends it.

    >>> run = run_step(Setup(), first_run(Setup()))
    >>> run.epochs, run.steps
    (0, 1)
    """
    p, batch = problem(setup), setup.batch
    n = len(p.x_train)
    order = _EpochOrder(setup.seed, run.epochs).permutation(n)
    rows = order[run.steps * batch : (run.steps + 1) * batch]
    net = run.net
    if setup.dropout:
        draw = np.random.default_rng((setup.seed, run.epochs, run.steps))
        net = drop_units(net, setup.dropout / 100, len(rows), draw)
    trainer = _trainer(setup, p, replace(run, net=net), rows)
    _, seen = trainer.epochs(1)
    moved = MLP.of_checked(Layer(W, b, g) for (W, b, _), (_, _, g) in zip(trainer.net, run.net))
    run = replace(
        run, net=moved, memory=trainer.memory, steps=run.steps + 1, seen=run.seen + len(rows) * _finite(run, seen)
    )
    return run if run.steps * batch < n else _ended(p, run, run.seen / n)


def _fast_epoch(setup: Setup, run: Run) -> Run:
    p = problem(setup)
    kept, trainer = _trainers.pop(run.net, (None, None))
    if trainer is None or kept != setup:
        trainer = _trainer(setup, p, run)
    _, seen = trainer.epochs(1)
    if not isfinite(seen):
        return _by_steps(setup, run)  # which says at what step it happened
    moved = _ended(p, replace(run, net=trainer.net, memory=trainer.memory), seen)
    _trainers[moved.net] = setup, trainer
    return moved


def _trainer(setup: Setup, p: Problem, run: Run, rows: Array | None = None) -> Trainer:
    """Return what trains on from a run: in batches on all examples, or for one step on some rows."""
    rule, penalty = setup.update_rule, setup.penalty
    if rows is not None:
        return Trainer(run.net, p.x_train[rows], p.y_train[rows], p.loss, rule, None, None, penalty, run.memory)
    order = _EpochOrder(setup.seed, run.epochs)
    return Trainer(run.net, p.x_train, p.y_train, p.loss, rule, setup.batch, order, penalty, run.memory)


def _ended(p: Problem, run: Run, seen: float) -> Run:
    """Return the run with one more epoch done, and its losses."""
    told = Losses(seen, held_out_loss(p, run.net))
    return replace(run, epochs=run.epochs + 1, steps=0, seen=0.0, losses=run.losses.then(told))


@np.errstate(all="ignore")
def held_out_loss(p: Problem, net: MLP) -> float:
    """Return the mean loss on the examples that are held out; NaN if there are none.

    >>> held_out_loss(problem(Setup(share=100)), first_run(Setup(share=100)).net)
    nan
    """
    return p.loss.of_checked(forward_checked(net, p.x_held_out), p.y_held_out) if len(p.held_out) else nan


def _finite(run: Run, seen: float) -> float:
    if not isfinite(seen):
        raise InputError(
            f"the loss is {seen} in epoch {run.epochs + 1}, step {run.steps + 1}: the training has diverged. "
            "You are where the loss was finite. Choose a smaller rate, or go back."
        )
    return seen
