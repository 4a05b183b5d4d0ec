"""Trials of depth: the same seed gives the same network, and scores say what was learnt (rows 14.1 to 14.6)."""

import numpy as np
import pytest

from lecture_lib import SGD
from lecture_lib.labs.depth import (
    initial_classifier,
    initial_diagnostics,
    random_bias_net,
    train_classifier,
    train_regressor,
)
from lecture_lib.piecewise_linear import unit_breakpoints


def test_the_same_seed_makes_the_same_network_and_the_joints_start_inside():
    x = np.linspace(0, 1, 65)[:, None]
    one, two = (train_regressor((1, 20, 1), x, x**2, seed=3, epochs=1) for _ in range(2))
    assert one == two and len(unit_breakpoints(one, [-0.1], [1.1])) == 20
    assert random_bias_net((1, 5, 1), np.random.default_rng(1)) == random_bias_net((1, 5, 1), np.random.default_rng(1))


def test_a_fit_comes_near_what_is_within_reach():
    x = np.linspace(0, 1, 129)[:, None]
    y = np.abs(x - 0.3)
    assert np.sqrt(((train_regressor((1, 40, 1), x, y, 0, 300)(x) - y) ** 2).mean()) < 0.02


def blobs(n, seed):
    """Two classes of ten, well apart: anybody who learns gets them."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    return rng.normal(size=(n, 4)) + 6.0 * y[:, None], y


DATA = (*blobs(200, 0), *blobs(100, 1))


def test_what_can_be_learnt_is_and_the_score_says_so():
    few, many = train_classifier((4, 8, 10), DATA, 0, 1, SGD(0.001)), train_classifier((4, 8, 10), DATA, 0, 400)
    assert many.error == 0 == many.test_error and many.loss < 0.2 < few.loss and few.error > 0.1


def test_errors_on_what_was_seen_and_what_was_not_are_told_apart():
    x, y, x_test, y_test = DATA
    turned = train_classifier((4, 8, 10), (x, y, x_test, 1 - y_test), 0, 400)
    assert (turned.error, turned.test_error) == (0.0, 1.0)


def test_what_the_first_step_finds_by_differences():
    sizes, (x, y) = (4, 6, 10), DATA[:2]
    found, net = initial_diagnostics(sizes, DATA, 0), initial_classifier(sizes, np.random.default_rng(0))

    def loss(W):
        p = net.with_layer(1, W=W)(x)
        return -np.log(p[np.arange(len(y)), y]).mean()

    W = net[1].W.astype(float)
    steps = np.eye(W.size).reshape(W.size, *W.shape) * 1e-3
    by_hand = np.linalg.norm([(loss(W + s) - loss(W - s)) / 2e-3 for s in steps])
    assert found.gradients[0] == pytest.approx(by_hand, rel=0.02) and found.gradients.shape == (2,)


def test_silent_units_are_those_that_never_fire():
    x = np.column_stack([np.ones(50), np.linspace(1, 2, 50)])
    shares = [initial_diagnostics((2, 40, 10), (x, np.zeros(50, int)), seed).silent for seed in range(20)]
    assert 0.3 < np.mean(shares) < 0.7  # all inputs lie on one side: nearly half of the units look away
    assert initial_diagnostics((2, 40, 10), (np.vstack([x, -x]), np.zeros(100, int)), 0).silent == 0
