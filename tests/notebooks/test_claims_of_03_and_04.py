"""What notebooks 03 and 04 say of runs and networks, computed (rows 03.3, 03.4, 04.2, 04.3, 04.5, 04.7)."""

from functools import cache
from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, backward, binary_cross_entropy, forward, relu, sigmoid, tanh
from lecture_lib.nn import half_squares, make_leaky_relu, make_relu
from lecture_lib.threshold import GATES, INPUTS, XOR_RELU_NET, find_cycle, separate, train_perceptron
from lecture_lib.training import descend_batched, wilson

XOR = GATES["XOR"]
TARGET = (XOR + 1) / 2


def test_no_line_has_a_wider_margin_on_and_than_the_one_of_the_notebook():
    angles = np.linspace(0, np.pi / 2, 5001)
    scores = INPUTS @ [np.cos(angles), np.sin(angles)]
    widest = ((scores[3] - scores[:3].max(axis=0)) / 2).max()
    assert widest == pytest.approx(np.sqrt(2) / 4, abs=1e-6)


def without_a_line(draw, n):
    sets = ((draw(rng), rng.choice([-1.0, 1.0], 8)) for rng in map(np.random.default_rng, range(1000)))
    return list(islice((s for s in sets if not separate(*s).separable), n))


def test_on_real_numbers_no_run_comes_back_and_the_weights_stay_bounded():
    for x, y in without_a_line(lambda rng: rng.normal(size=(8, 2)), 8):
        steps = list(islice(train_perceptron(x, y), 3000))
        longest = [max(np.hypot(np.hypot(*s.w), s.b) for s in part) for part in (steps[:1500], steps[1500:])]
        assert find_cycle(steps) is None and longest[1] < 1.5 * longest[0]


def test_on_a_grid_the_runs_come_back():
    found = [
        find_cycle(list(islice(train_perceptron(x, y), 3000)))
        for x, y in without_a_line(lambda rng: rng.integers(-4, 5, (8, 2)) / 4, 6)
    ]
    assert all(found)


def test_with_one_skip_connection_xor_needs_one_hidden_unit():
    total = INPUTS.sum(axis=1)
    assert np.array_equal(np.where(total - 2 * (total > 1.5) - 0.5 > 0, 1, -1), XOR)


def test_two_of_the_three_sums_that_are_0_feel_the_convention_at_0():
    dz = [
        backward(forward(XOR_RELU_NET.with_layer(1, g=make_relu(slope)), INPUTS), TARGET[:, None], half_squares).dz[1]
        for slope in (0, 1)
    ]
    at_zero = forward(XOR_RELU_NET, INPUTS).z[1] == 0
    assert at_zero.sum() == 3 and (dz[0] != dz[1])[at_zero].tolist() == [False, True, True]
    assert dz[1][1, 1] == dz[1][2, 1] == 0.25


def test_the_relu_network_never_outputs_minus_1_and_at_most_a_half():
    out = XOR_RELU_NET(np.random.default_rng(0).normal(0, 3, (20_000, 2)))
    assert out.min() == 0 and out.max() <= 0.5


@cache
def trained(g, width, epochs=4000):
    starts = [MLP.random((2, width, 1), g, sigmoid, rng=np.random.default_rng(k)) for k in range(100)]
    return next(descend_batched(starts, INPUTS, TARGET, binary_cross_entropy, 1.0, every=epochs)).nets


def learned(nets):
    return ((nets(INPUTS)[:, :, 0] > 0.5) == (TARGET > 0.5)).all(axis=1)


@pytest.mark.slow
def test_in_stuck_relu_networks_the_sums_move_but_no_corner_is_switched_on():
    nets = trained(relu, 2)
    before = [nets[int(k)] for k in np.flatnonzero(~learned(nets))]
    later = next(descend_batched(before, INPUTS, TARGET, binary_cross_entropy, 1.0, every=5000)).nets
    z0, z1 = (np.array([forward(net, INPUTS).z[1] for net in group]) for group in (before, later))
    off = (z0 <= 0).all(axis=2)
    three = np.flatnonzero(off.sum(axis=1) == 3)
    rise = np.array([(z1[k] - z0[k])[off[k]].max() for k in three])
    assert (len(three), (rise > 1e-9).sum()) == (51, 38) and rise.max() == pytest.approx(0.65, abs=0.01)
    assert not any((z1[k][off[k]] > 0).any() for k in three) and not learned(later).any()


@pytest.mark.slow
def test_each_change_of_the_notebook_helps_beyond_the_intervals():
    low, high = wilson(int(learned(trained(relu, 2)).sum()), 100)
    for g, width, n in ((relu, 4, 74), (relu, 8, 97), (make_leaky_relu(0.1), 2, 54), (make_leaky_relu(0.1), 4, 100)):
        count = int(learned(trained(g, width)).sum())
        assert count == pytest.approx(n, abs=1) and wilson(count, 100)[0] > high
    assert 1 - 0.85**10 == pytest.approx(0.80, abs=0.005)


def test_the_counts_that_the_notebook_asks_for():
    counts = [int(learned(trained(g, width)).sum()) for g, width in ((sigmoid, 2), (tanh, 2), (relu, 2), (tanh, 4))]
    assert counts == pytest.approx([79, 61, 15, 96], abs=3)
