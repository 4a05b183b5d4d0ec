"""Trainings that the course has made before: their scores are looked up, all others are trained (rows 14.3 to 14.6).

A score is found under the name of its training, which says all that the training depends on. So whoever changes the
network, the data or the method gets a training of their own, never a number that belongs to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...data import data_checksum, load_depth_scores
from ...training import Adam
from ...validation import Array
from .trials import ClassifierScore, train_classifier, train_regressor


def classifier_score(
    sizes: tuple[int, ...], data, seed: int, epochs: int, rule=Adam(0.003), batch: int = 100, *, retrain: bool = False
) -> ClassifierScore:
    """Return the score of `train_classifier`: looked up if it is kept and `retrain` is False, else trained now.

    >>> from lecture_lib.data import mnist1d
    >>> classifier_score((40, 97, 10), mnist1d(), seed=0, epochs=40).test_error
    0.424
    """
    name = f"{_network(sizes, seed)}, {epochs} epochs in batches of {batch}, {rule}, data {data_checksum(*data)}"
    score = look_up(name, lambda: train_classifier(sizes, data, seed, epochs, rule, batch), retrain)
    return ClassifierScore(*score)


def regressor_error(
    sizes: tuple[int, ...], x: Array, y: Array, seed: int, epochs: int, *, retrain: bool = False
) -> float:
    """Return the root of the mean squared error of `train_regressor` on x and y: looked up or trained, as above.

    >>> x = np.linspace(0, 1, 65)[:, None]
    >>> regressor_error((1, 32, 1), x, np.abs(x - 0.5), seed=0, epochs=300) < 0.05         # not kept: trained now
    True
    """

    def train() -> list[float]:
        net = train_regressor(sizes, x, y, seed, epochs)
        return [float(np.sqrt(((net(x) - y) ** 2).mean()))]

    (error,) = look_up(f"{_network(sizes, seed)}, {epochs} epochs, fit to {data_checksum(x, y)}", train, retrain)
    return error


def _network(sizes: tuple[int, ...], seed: int) -> str:
    return f"{'-'.join(map(str, sizes))}, seed {seed}"


def look_up(name: str, train: Callable[[], Sequence[float]], retrain: bool) -> Sequence[float]:
    """Return the numbers that are kept under a name; if there are none, or `retrain` is True, what `train()` returns.

    >>> look_up("a training that nobody has made", lambda: [0.5], retrain=False)
    [0.5]
    """
    kept = load_depth_scores().scores.get(name)
    return train() if retrain or kept is None else kept
