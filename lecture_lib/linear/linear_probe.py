"""A linear probe: how well a linear classifier reads the classes from a representation (row 15.4)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, numbers, positive


class ProbeScore(NamedTuple):
    """The fractions of examples that a linear classifier gets right: of those it was fitted to, and of others."""

    train: float
    held_out: float


def linear_probe(x, y, x_test, y_test, penalty: float = 1e-3) -> ProbeScore:
    """Return the scores of the least-squares classifier on a representation.

    x: (n, d), y: (n,) classes 0, 1, 2, ...; x_test and y_test are examples that it has not seen. One column of
    targets per class, 1 where the example belongs to it; the answer is the largest of the outputs. The weights have a
    small penalty, relative to the mean square of the columns, so that equal columns do no harm (Alain and Bengio,
    2016).

    >>> linear_probe([[0.0], [1.0], [9.0], [8.0]], [0, 0, 1, 1], [[2.0], [3.0]], [0, 1])
    ProbeScore(train=1.0, held_out=0.5)
    """
    x, x_test = numbers(x, "x", ndim=(2,)).astype(float), numbers(x_test, "x_test", ndim=(2,)).astype(float)
    y, y_test = _classes(y, "y", len(x)), _classes(y_test, "y_test", len(x_test))
    if x.shape[1] != x_test.shape[1]:
        raise InputError(f"x has {x.shape[1]} columns and x_test has {x_test.shape[1]}; both need the same")
    mean = x.mean(axis=0)
    inputs, targets = x - mean, np.eye(y.max() + 1)[y]
    gram = inputs.T @ inputs
    ridge = positive(penalty, "penalty") * max(float(np.trace(gram)) / len(gram), 1e-12)
    weights = np.linalg.solve(gram + ridge * np.eye(len(gram)), inputs.T @ (targets - targets.mean(axis=0)))

    def score(x: Array, y: Array) -> float:
        return float((((x - mean) @ weights + targets.mean(axis=0)).argmax(axis=1) == y).mean())

    return ProbeScore(score(x, y), score(x_test, y_test))


def _classes(y, name: str, n: int) -> Array:
    y = numbers(y, name, ndim=(1,))
    if len(y) != n:
        raise InputError(f"{name} holds {len(y)} classes for {n} examples")
    if (y < 0).any() or (y % 1).any():
        raise InputError(f"{name} holds {y[(y < 0) | (y % 1 > 0)][0]:g}; classes are whole numbers from 0")
    return y.astype(int)
