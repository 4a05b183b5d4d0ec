"""Logistic regression is a network of one layer: predictions, cost, gradient and training agree (row 01.6)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, SGD, backward, binary_cross_entropy, descend, forward, half_squares, sigmoid
from lecture_lib.linear import gradient_descent, logistic_regression
from tests.reference_gradients import complex_step

RNG = np.random.default_rng(16)


@pytest.mark.parametrize("n, d", [(1, 1), (7, 2), (40, 5)])
def test_both_are_one_model(n, d):
    x, y = RNG.normal(size=(n, d)), RNG.choice([-1.0, 1.0], n)
    w, b, t = RNG.normal(size=d), float(RNG.normal()), (y + 1) / 2
    net = MLP(([w], [b], sigmoid))
    trace, cost = forward(net, x), logistic_regression(w, b, x, y)
    grads = backward(trace, t[:, None], binary_cross_entropy)
    assert np.abs(trace.a[1][:, 0] - 1 / (1 + np.exp(-(x @ w + b)))).max() < 1e-12
    assert abs(binary_cross_entropy.of(trace, t[:, None]) - cost.value) < 1e-12
    assert np.abs(grads.dW[1][0] - cost.dw).max() < 1e-12 and abs(grads.db[1][0] - cost.db) < 1e-12

    def slow(w):
        return sum(np.log(1 + np.exp(-label * (sum(w * row) + b))) for row, label in zip(x, y)) / n

    assert cost.dw == pytest.approx(complex_step(slow, w), abs=1e-12)


def test_trained_side_by_side_they_go_the_same_way():
    x, y = RNG.normal(size=(60, 3)), RNG.choice([-1.0, 1.0], 60)
    w, b = RNG.normal(size=3), 0.2
    steps = list(islice(gradient_descent(lambda w, b: logistic_regression(w, b, x, y), w, b, 0.7), 101))
    epochs = list(islice(descend(MLP(([w], [b], sigmoid)), x, (y + 1) / 2, binary_cross_entropy, SGD(0.7)), 100))
    for (w, b, _), epoch in zip(steps[1:], epochs):
        layer = epoch.net[1]
        assert np.abs(layer.W[0] - w).max() < 1e-12 and abs(layer.b[0] - b) < 1e-12


def test_with_another_loss_it_is_another_model():
    x, y = RNG.normal(size=(20, 2)), RNG.choice([-1.0, 1.0], 20)
    net = MLP(([RNG.normal(size=2)], [0.1], sigmoid))
    trace = forward(net, x)
    grads = [backward(trace, (y[:, None] + 1) / 2, loss).dW[1] for loss in (binary_cross_entropy, half_squares)]
    assert np.abs(grads[0] - grads[1]).max() > 1e-2
