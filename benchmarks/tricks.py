"""Tricks: what each trick of the trainer gains, by training without it.

For every shape of `benchmarks.trainer`: the time without the trick over the time with it, as a ratio. Each
trick is taken away alone, all others stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from types import MethodType
from unittest.mock import patch

import numpy as np

from benchmarks.compare import interleaved_seconds, time_ratio
from benchmarks.trainer import TASKS, Task
from lecture_lib import MLP
from lecture_lib.training import fast_trainer, in_place_step, inplace_ops

ROUNDS = 7


def without_one_vector(rule, p, dp, memory):
    """Return what moves six pieces of the parameters one by one, as a loop over three layers' W and b does."""
    pieces = zip(np.array_split(p, 6), np.array_split(dp, 6))
    factors, moves, memories = zip(*(in_place_step(rule, piece, slope) for piece, slope in pieces))
    return factors[0], lambda: [move() for move in moves], memories[0]


def with_new_arrays(calls: list) -> list:
    """Let every elementwise call make a new array first, and copy it over."""

    def fresh(call):
        *inputs, out = call.args
        return lambda: np.copyto(out, call.func(*inputs))

    return [
        fresh(call) if isinstance(getattr(call, "func", None), np.ufunc) and not call.keywords else call
        for call in calls
    ]


@contextmanager
def new_arrays() -> Iterator[None]:
    block = fast_trainer.Trainer._block
    with patch.object(fast_trainer.Trainer, "_block", lambda *a, **k: with_new_arrays(block(*a, **k))):
        yield


@contextmanager
def slopes_one_by_one() -> Iterator[None]:
    def one_by_one(items, key):
        return ((key(item), [item]) for item in items)

    with patch.object(fast_trainer, "groupby", one_by_one):
        yield


@contextmanager
def rebuild_calls() -> Iterator[None]:
    """Write the calls down again for every piece, as a loop that finds its views each time does."""
    with patch.object(fast_trainer, "cache", lambda make: make if isinstance(make, MethodType) else cache(make)):
        yield


TRICKS = {
    "float32 (against float64)": nullcontext,
    "calls written down once": rebuild_calls,
    "buffers (against new arrays)": new_arrays,
    "one vector of parameters": partial(patch.object, fast_trainer, "in_place_step", without_one_vector),
    "forms in place of g's own": partial(patch.object, inplace_ops, "_FORMS", {}),
    "slopes of all layers in one go": slopes_one_by_one,
    "blocks of rows": partial(patch.object, fast_trainer, "_CACHE", 2**40),
    "relu's slope by comparison": partial(patch.object, inplace_ops, "_FEW", 10**9),
    "constants as arrays": partial(patch.object, inplace_ops, "_constant", lambda value, like: value),
}


def run(task: Task, wide: bool = False) -> fast_trainer.Trainer:
    net, x, y = task.start()
    if wide:
        net = MLP(*((W.astype(float), b.astype(float), g) for W, b, g in net))
    return fast_trainer.Trainer(net, x, y, task.loss, task.rule, task.batch, np.random.default_rng(0))


def main() -> None:
    """Print one line a trick, one column a shape."""
    print(f"{'':<34}" + "".join(f"{str(task).split(',')[0]:>16}" for task in TASKS))
    print(f"{'':<34}" + "".join(f"{str(task).split(', ')[1]:>16}" for task in TASKS))
    for name, take_away in TRICKS.items():
        cells = []
        for task in TASKS:
            with_it = run(task)
            with_it.epochs(1)  # writes its calls down, all tricks in them
            with take_away():
                without = run(task, wide=name.startswith("float32"))
                seconds = interleaved_seconds(
                    {"with": partial(with_it.epochs, task.epochs), "without": partial(without.epochs, task.epochs)},
                    ROUNDS,
                )
            cells.append(f"{time_ratio(seconds['without'], seconds['with']).middle:.2f}")
        print(f"{name:<34}" + "".join(f"{cell:>16}" for cell in cells), flush=True)
