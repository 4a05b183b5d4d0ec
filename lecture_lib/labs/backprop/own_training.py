"""The learner's own gradients at work: the function of sheet 10 trains a small network (row 10.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...course import Card
from ...data import waves
from ...drawing import decision_map_row, number_text
from ...interactive import progress_bar
from ...nn import MLP, Gradients, backward_checked, forward_checked, half_squares, sigmoid, tanh
from ...questions.mistaken import sigmoid_slope, tanh_slope
from ...validation import Array, InputError, is_attempted, is_stub

_SIZES, _N_POINTS, _EVERY = (2, 8, 8, 1), 200, 100
_KINDS = {sigmoid: sigmoid_slope, tanh: tanh_slope}


def train_with_own_gradients(all_gradients: Callable, steps: int = 3000, rate: float = 2.0, seed: int = 1) -> Card:
    """Train a 2-8-8-1 network on 200 points with the learner's answer to 10.2b, and show what it has learned.

    What is told is the loss on the way, how many points are classified correctly in the end, and whether the gradients
    agreed with the course's on the way.

    >>> train_with_own_gradients(lambda layers, X, Y: ...)
    ○ 10.2b not attempted: Answer 10.2b first. Then this cell trains a network with your gradients.
    """
    if not is_attempted(all_gradients) or is_stub(all_gradients):
        return Card(
            "10.2b", "not attempted", "Answer 10.2b first. Then this cell trains a network with your gradients."
        )
    rng = np.random.default_rng(seed)
    X, side = waves(_N_POINTS, rng)
    Y = (side[:, None] + 1) / 2
    own = start = MLP.random(_SIZES, tanh, tanh, sigmoid, rng=rng)
    losses, apart = [], 0.0
    for step in progress_bar(range(steps + 1), "your gradients at work"):
        pairs = _own_gradients(all_gradients, own, X, Y)
        if step % _EVERY == 0:
            trace = forward_checked(own, X)
            losses.append(half_squares.of(trace, Y))
            apart = max(apart, _distance(pairs, backward_checked(trace, Y, half_squares)))
        if step < steps:
            own = _step(own, pairs, rate)
    maps = decision_map_row(
        [_field(start), _field(own)], ["before training", "after training"], X, side, "Your gradients at work"
    )
    right = int(((own(X)[:, 0] > 0.5) == (side > 0)).sum())
    return Card("10.2b", "note", _said(losses, right, apart), picture=maps.svg)


def _own_gradients(all_gradients: Callable, net: MLP, X: Array, Y: Array) -> list[tuple[Array, Array]]:
    layers = [(W.copy(), b.copy(), g.value, _KINDS[g]) for W, b, g in net]
    try:
        pairs = [(np.asarray(dW, float), np.asarray(db, float)) for dW, db in all_gradients(layers, X.copy(), Y.copy())]
    except Exception as problem:
        raise InputError(f"your function stopped with {type(problem).__name__}: {problem}. Check it first") from None
    if [(dW.shape, db.size) for dW, db in pairs] != [(W.shape, b.size) for W, b, _ in net]:
        raise InputError("your gradients do not have the shapes of the weights. Check your function first")
    return [(dW, db.ravel()) for dW, db in pairs]


def _step(net: MLP, pairs: list[tuple[Array, Array]], rate: float) -> MLP:
    return MLP(*((W - rate * dW, b - rate * db, g) for (W, b, g), (dW, db) in zip(net, pairs)))


def _field(net: MLP) -> Callable[[Array], Array]:
    return lambda x: 2 * net(x)[:, 0] - 1


def _distance(pairs: list[tuple[Array, Array]], right: Gradients) -> float:
    """Return the largest difference, relative to the largest derivative of all."""
    true = list(zip(right.dW[1:], right.db[1:]))
    largest = max(float(np.abs(part).max()) for pair in true for part in pair)
    return max(float(np.abs(a - b).max()) for mine, pair in zip(pairs, true) for a, b in zip(mine, pair)) / largest


def _said(losses: list[float], right: int, apart: float) -> str:
    thirds = sorted({k * (len(losses) - 1) // 3 for k in range(4)})
    way = ", ".join(f"{number_text(losses[k])} after {k * _EVERY}" for k in thirds)
    agree = (
        "All the way, your gradients agreed with those of `backward` up to rounding."
        if apart < 1e-6
        else "Your gradients did not agree with those of `backward`. The check above says more."
    )
    return f"Loss {way} steps. {right} of {_N_POINTS} points are classified correctly.\n{agree}"
