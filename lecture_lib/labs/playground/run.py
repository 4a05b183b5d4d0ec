"""A run of the playground: where its training stands, and how it goes on, by an epoch or by a single step.

A run is a value, as everything is that can be undone. The trainer that made it is kept beside it, so that going
on costs nothing; without it, it is made anew from what the run remembers and goes the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ...nn import MLP, Layer, drop_units, forward_checked
from ...training import Trainer
from ...validation import Array, InputError
from .settings import Problem, Settings, problem, start_net


class Losses(NamedTuple):
    """Mean losses of an epoch: on what is trained on, as seen during it; after it on what is held out, or NaN."""

    train: float
    held_out: float


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
    losses: tuple[Losses, ...] = ()


class _EpochOrder:
    """The order of the examples, drawn for each epoch by itself, so that none needs those before it."""

    def __init__(self, seed: int, epoch: int) -> None:
        self.seed, self.epoch = seed, epoch

    def permutation(self, n: int) -> Array:
        order = np.random.default_rng((self.seed, self.epoch)).permutation(n)
        self.epoch += 1
        return order


_trainers: WeakKeyDictionary[MLP, tuple[Settings, Trainer]] = WeakKeyDictionary()


def first_run(settings: Settings) -> Run:
    """Return the run before its first step.

    >>> first_run(Settings(hidden=(3,), activations=("relu",))).net.sizes
    (2, 3, 1)
    """
    found = problem(settings)
    sizes = (len(settings.features), *settings.hidden, found.y_train.shape[1])
    return Run(start_net(sizes, settings.activations, found.head, settings.seed))


def train_epoch(settings: Settings, run: Run) -> Run:
    """Return the run at the end of the epoch that has begun, or of the next one.

    Raises `InputError` where the loss is no longer finite; `run` is then the last that was good.

    >>> settings = Settings()
    >>> run = train_epoch(settings, train_epoch(settings, first_run(settings)))
    >>> run.epochs, len(run.losses), run.losses[1].train < run.losses[0].train
    (2, 2, True)
    """
    if not run.steps and not settings.dropout:
        return _fast_epoch(settings, run)
    epochs = run.epochs
    while run.epochs == epochs:
        run = train_step(settings, run)
    return run


def train_step(settings: Settings, run: Run) -> Run:
    """Return the run one step further: by one batch. The last one of an epoch may be smaller, and ends it.

    >>> run = train_step(Settings(), first_run(Settings()))
    >>> run.epochs, run.steps
    (0, 1)
    """
    p, batch = problem(settings), settings.batch
    n = len(p.x_train)
    order = _EpochOrder(settings.seed, run.epochs).permutation(n)
    rows = order[run.steps * batch : (run.steps + 1) * batch]
    net = run.net
    if settings.dropout:
        draw = np.random.default_rng((settings.seed, run.epochs, run.steps))
        net = drop_units(net, settings.dropout / 100, len(rows), draw)
    trainer = _trainer(settings, p, replace(run, net=net), rows)
    _, seen = trainer.epochs(1)
    moved = MLP.of_checked(Layer(W, b, g) for (W, b, _), (_, _, g) in zip(trainer.net, run.net))
    run = replace(
        run, net=moved, memory=trainer.memory, steps=run.steps + 1, seen=run.seen + len(rows) * _finite(run, seen)
    )
    return run if run.steps * batch < n else _ended(p, run, run.seen / n)


def _fast_epoch(settings: Settings, run: Run) -> Run:
    p = problem(settings)
    kept, trainer = _trainers.pop(run.net, (None, None))
    if trainer is None or kept != settings:
        trainer = _trainer(settings, p, run)
    _, seen = trainer.epochs(1)
    moved = _ended(p, replace(run, net=trainer.net, memory=trainer.memory), _finite(run, seen))
    _trainers[moved.net] = settings, trainer
    return moved


def _trainer(settings: Settings, p: Problem, run: Run, rows: Array | None = None) -> Trainer:
    """Return what trains on from a run: in batches on all examples, or for one step on some rows."""
    rule, penalty = settings.update_rule, settings.penalty
    if rows is not None:
        return Trainer(run.net, p.x_train[rows], p.y_train[rows], p.loss, rule, None, None, penalty, run.memory)
    order = _EpochOrder(settings.seed, run.epochs)
    return Trainer(run.net, p.x_train, p.y_train, p.loss, rule, settings.batch, order, penalty, run.memory)


def _ended(p: Problem, run: Run, seen: float) -> Run:
    """Return the run with one more epoch done, and its losses."""
    told = Losses(seen, held_out_loss(p, run.net))
    return replace(run, epochs=run.epochs + 1, steps=0, seen=0.0, losses=(*run.losses, told))


@np.errstate(all="ignore")
def held_out_loss(p: Problem, net: MLP) -> float:
    """Return the mean loss on the examples that are held out; NaN if there are none.

    >>> held_out_loss(problem(Settings(share=100)), first_run(Settings(share=100)).net)
    nan
    """
    return p.loss.of_checked(forward_checked(net, p.x_held_out), p.y_held_out) if len(p.held_out) else nan


def _finite(run: Run, seen: float) -> float:
    if not isfinite(seen):
        raise InputError(
            f"the loss is {seen} in epoch {run.epochs + 1}: the training has diverged. It stands at the last good epoch. "
            "Choose a smaller rate, or go back."
        )
    return seen
