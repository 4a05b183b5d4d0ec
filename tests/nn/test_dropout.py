"""Dropout: gradients against finite differences, and the same output on average (row 17.1)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, backward, forward, half_squares, identity, relu, sigmoid, tanh
from lecture_lib.nn import drop_units

RNG = np.random.default_rng(0)
NET = MLP.random((3, 6, 5, 2), tanh, sigmoid, identity, rng=RNG)
X, Y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 2))


def test_gradients_are_those_of_the_step():
    dropped = drop_units(NET, 0.4, 4, np.random.default_rng(1))
    grads = backward(forward(dropped, X), Y, half_squares)
    for l in (1, 2, 3):
        W, h = NET[l].W, 1e-6
        for at in [(0, 0), (1, 2)]:
            losses = []
            for sign in (1, -1):
                moved = W.copy()
                moved[at] += sign * h
                net = drop_units(NET.with_layer(l, W=moved), 0.4, 4, np.random.default_rng(1))
                losses.append(half_squares(net(X), Y))
            assert grads.dW[l][at] == pytest.approx((losses[0] - losses[1]) / (2 * h), abs=1e-8)


def test_a_unit_that_is_dropped_learns_nothing_from_that_example():
    dropped = drop_units(NET, 0.5, 4, np.random.default_rng(2))
    trace = forward(dropped, X)
    grads = backward(trace, Y, half_squares)
    silent = trace.a[1] == 0
    assert silent.any() and not silent.all() and (grads.dz[1][silent] == 0).all()


def test_the_next_layer_reads_the_same_on_average():
    linear = MLP.random((3, 6, 2), identity, rng=np.random.default_rng(3))
    rng = np.random.default_rng(4)
    draws = np.array([drop_units(linear, 0.3, 1, rng)(X[:1])[0] for _ in range(4000)])
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (np.abs(draws.mean(axis=0) - linear(X[0])) < 4 * error).all()


def test_nothing_is_dropped_of_the_output_and_nothing_at_share_0():
    assert np.array_equal(drop_units(NET, 0.0, 4, RNG)(X), NET(X))
    single = MLP.random((3, 2), relu, rng=RNG)
    assert np.array_equal(drop_units(single, 0.9, 4, RNG)(X), single(X))


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_that_makes_no_sense_is_refused(share):
    with pytest.raises(InputError, match="share"):
        drop_units(NET, share, 4, RNG)
