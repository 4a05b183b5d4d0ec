"""Linear models, each as its cost and gradient: logistic regression, support vector machine, softmax regression.

With n examples x (rows), the score z = wᵀx + b, and the margin m = y z for labels y of -1 and +1 (row 01.1):

    logistic   mean of -log σ(m)
    hinge      mean of max(0, 1 - m), plus ½ λ |w|²
    softmax    mean of -log p at the true class, p = softmax(W x + b)       (row 06.4)

The last is a network of one layer; `descend` trains it faster than `gradient_descent`, and goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ..nn import cross_entropy, sigmoid, softmax
from ..validation import Array, InputError, labelled_examples, numbers, positive


class Cost(NamedTuple):
    """A cost and its gradient: dw has the shape of w, db that of b."""

    value: float
    dw: Array
    db: Array | float


def logistic_regression(w, b, x, y) -> Cost:
    """Return the cost of logistic regression and its gradient. w: (d,), b: a number, x: (n, d), y: n labels -1 or +1.

    >>> logistic_regression([0.0], 0.0, [[1.0], [3.0]], [1, -1])           # σ(0) = ½ for both: log 2
    Cost(value=0.6931471805599453, dw=array([0.5]), db=0.0)
    """
    w, b, x, y = _read(w, b, x, y)
    m = y * (x @ w + b)
    dz = -y * sigmoid.value(-m) / len(y)
    return Cost(float(np.logaddexp(0, -m).mean()), dz @ x, float(dz.sum()))


def linear_svm(w, b, x, y, penalty: float = 0.0, slope_at_kink: float = 0.0) -> Cost:
    """Return the cost of a linear support vector machine and a subgradient; arguments as for `logistic_regression`.

    `penalty` is λ. Where the margin is 1, max(0, 1 - m) has a kink: `slope_at_kink` from 0 to 1 says how much
    such an example still pulls.

    >>> linear_svm([1.0], 0.0, [[2.0], [0.5]], [1, 1], penalty=0.1)  # margins 2 and ½: (0 + ½) / 2, and ½ · 0.1 · 1
    Cost(value=0.3, dw=array([-0.15]), db=-0.5)
    """
    w, b, x, y = _read(w, b, x, y)
    penalty, at_kink = (
        float(numbers(v, name, ndim=(0,))) for v, name in ((penalty, "penalty"), (slope_at_kink, "slope_at_kink"))
    )
    if penalty < 0 or not 0 <= at_kink <= 1:
        raise InputError(
            f"penalty is {penalty:g} and slope_at_kink is {at_kink:g}. "
            "Give a penalty >= 0 and a slope_at_kink from 0 to 1."
        )
    m = y * (x @ w + b)
    dz = -y * np.where(m == 1, at_kink, m < 1) / len(y)
    return Cost(float(np.maximum(0, 1 - m).mean() + penalty / 2 * w @ w), dz @ x + penalty * w, float(dz.sum()))


def softmax_regression(W, b, x, y) -> Cost:
    """Return the cost of softmax regression and its gradient. W: (k, d), b: (k,), x: (n, d), y: (n, k), one-hot.

    >>> softmax_regression([[0.0], [0.0]], [0.0, 0.0], [[2.0]], [[1, 0]])
    Cost(value=0.6931471805599453, dw=array([[-1.],
           [ 1.]]), db=array([-0.5,  0.5]))
    """
    W, b, x = numbers(W, "W", ndim=(2,)), numbers(b, "b", ndim=(1,)), numbers(x, "x", ndim=(2,))
    if W.shape != (len(b), x.shape[1]):
        raise InputError(
            f"W has shape {W.shape}, b holds {len(b)} and an example {x.shape[1]} values; "
            f"W must have shape ({len(b)}, {x.shape[1]})"
        )
    z = x @ W.T + b
    p = softmax.value(z)
    y = cross_entropy.targets(y, p)
    dz = (p - y) / len(x)
    return Cost(float(cross_entropy.terms_of_z(z, y).sum() / len(x)), dz.T @ x, dz.sum(axis=0))


def gradient_descent(cost: Callable[[Array, Array], Cost], w, b, rate: float) -> Iterator[tuple[Array, Array, float]]:
    """Yield (w, b, cost) without end, one step of gradient descent further each time; the start comes first.

    >>> from itertools import islice
    >>> task = lambda w, b: logistic_regression(w, b, [[-1.0], [1.0]], [-1, 1])
    >>> [round(seen, 3) for _, _, seen in islice(gradient_descent(task, [0.0], 0.0, 1.0), 4)]
    [0.693, 0.474, 0.348, 0.27]
    """
    w, b, rate = numbers(w, "w"), numbers(b, "b"), positive(rate, "rate")
    while True:
        now = cost(w, b)
        yield w, b, now.value
        w, b = w - rate * now.dw, b - rate * np.asarray(now.db)


def _read(w, b, x, y) -> tuple[Array, float, Array, Array]:
    x, y = labelled_examples(x, y)
    w, b = numbers(w, "w", ndim=(1,)), float(numbers(b, "b", ndim=(0,)))
    if x.shape[1] != len(w):
        raise InputError(f"x has shape {x.shape}, so an example holds {x.shape[1]} values, but w has {len(w)}")
    return w, b, x, y
