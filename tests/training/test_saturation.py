"""Saturated, stuck and dead units, and slopes through many layers (row 02.3)."""

import numpy as np
import pytest

from lecture_lib import (
    MLP,
    SGD,
    InputError,
    backward,
    cross_entropy,
    descend,
    forward,
    half_squares,
    leaky_relu,
    one_hot,
    relu,
    sigmoid,
    softmax,
    step,
    tanh,
)
from lecture_lib.nn import make_prelu
from lecture_lib.training import chain_slopes, is_always_saturated, is_saturated


def test_saturated_is_the_slope_below_the_tolerance():
    z = np.array([[-9.0, 0.0, 4.0], [5.0, -1.0, 3.0]])
    for g in (sigmoid, tanh, relu, leaky_relu, step):
        for tolerance in (0.001, 0.01, 0.05):
            assert np.array_equal(is_saturated(g, z, tolerance), g.slope(z) < tolerance)
    assert is_saturated(sigmoid, z).tolist() == [[True, False, False], [True, False, False]]
    assert not is_saturated(make_prelu(-1.0), z).any()  # a slope of −1 lets everything through


def test_stuck_needs_every_example():
    z = np.array([[-9.0, -1.0, 4.0], [5.0, -1.0, 3.0]])
    assert is_always_saturated(relu, z).tolist() == [False, True, False] and is_always_saturated(
        sigmoid, z
    ).tolist() == [True, False, False]
    assert is_always_saturated(relu, z[:1]).tolist() == [True, True, False] and is_always_saturated(step, z).all()


@pytest.mark.parametrize(
    "act, words",
    [
        (lambda: is_saturated(np.tanh, [1.0]), "an activation"),
        (lambda: is_saturated(tanh, [1.0], 0), "tolerance is 0"),
        (lambda: is_always_saturated(tanh, [1.0]), "a table"),
        (lambda: chain_slopes(tanh, [1.0], 0), "layers is 0"),
        (lambda: chain_slopes(tanh, [[1.0]]), "a list of numbers"),
        (lambda: chain_slopes(tanh, [1.0], 2.5), "layers is 2.5"),
        (lambda: chain_slopes("tanh", [1.0]), "an activation"),
    ],
)
def test_what_makes_no_sense_is_refused(act, words):
    with pytest.raises(InputError, match=words):
        act()


@pytest.mark.parametrize("weight", [1.0, 0.5, -2.0])
@pytest.mark.parametrize("g", [sigmoid, tanh, relu, leaky_relu], ids=repr)
def test_a_chain_is_the_derivative_of_its_last_unit(g, weight):
    z = np.array([-1.3, -0.2, 0.4, 2.0])

    def last(v, k):
        for _ in range(k):
            v = weight * g.value(v)
        return g.value(v)

    got, h = chain_slopes(g, z, 5, weight), 1e-6
    for k in range(5):
        assert np.allclose(got[k], (last(z + h, k) - last(z - h, k)) / (2 * h), atol=1e-8)


def test_ten_sigmoids_never_pass_on_more_than_a_quarter_to_the_tenth():
    z = np.linspace(-8, 8, 400)
    assert (chain_slopes(sigmoid, z) <= 0.25 ** np.arange(1, 11)[:, None]).all()
    assert set(chain_slopes(relu, z)[-1]) == {0.0, 1.0}


def test_a_dead_unit_stays_to_the_last_bit_and_a_leaky_one_moves():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 1, (60, 5)), one_hot(rng.integers(3, size=60), 3)
    net = MLP.random((5, 6, 3), relu, softmax, rng=rng)
    net = net.with_layer(1, b=[-50.0, 0.5, -50.0, 0.5, 0.5, 0.5])
    dead = is_always_saturated(relu, forward(net, x).z[1])
    assert dead[[0, 2]].all() and dead.sum() < 6
    grads = backward(forward(net, x), y, cross_entropy)
    assert not grads.dW[1][dead].any() and not grads.db[1][dead].any() and grads.dW[1][~dead].any()
    for g, moves in ((relu, False), (leaky_relu, True)):
        after = next(descend(net.with_layer(1, g=g), x, y, cross_entropy, SGD(0.1), every=20)).net
        assert (after[1].W[dead] != net[1].W[dead]).any() == moves and (after[1].W[~dead] != net[1].W[~dead]).any()


@pytest.mark.parametrize("g, moves", [(step, False), (sigmoid, True)])
def test_hidden_steps_do_not_move_and_hidden_sigmoids_do(g, moves):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 2)), rng.integers(2, size=30).astype(float)
    net = MLP.random((2, 3, 1), g, sigmoid, rng=rng)
    after = next(descend(net, x, y, half_squares, SGD(1.0), every=50)).net
    assert np.array_equal(after[1].W, net[1].W) != moves and not np.array_equal(after[2].W, net[2].W)


@pytest.mark.parametrize("g, floor", [(relu, 0.0), (leaky_relu, 0.01**10)])
def test_a_chain_with_a_kink_has_two_results_and_its_median_is_a_coin_toss(g, floor):
    medians = set()
    for seed in range(6):
        slopes = chain_slopes(g, np.random.default_rng(seed).normal(size=2000))[-1]
        assert np.isclose(slopes, 1).sum() + np.isclose(slopes, floor, atol=1e-25).sum() == 2000
        medians.add(float(np.median(slopes).round(5)))
    assert medians == {0.0, 1.0}


def test_the_quantiles_of_smooth_chains_do_not_depend_on_the_seed():
    for seed in range(4):
        z = np.random.default_rng(seed).normal(size=2000)
        low, middle, high = np.quantile(chain_slopes(tanh, z)[-1], (0.1, 0.5, 0.9))
        assert 0.005 < low < 0.012 and 0.09 < middle < 0.14 and 0.75 < high < 0.9
        assert 2.5e-7 < np.median(chain_slopes(sigmoid, z)[-1]) < 4e-7
