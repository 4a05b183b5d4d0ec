"""Bounds, prices, means of runs, trials and crowding: what notebook 14 stands on (rows 14.1 to 14.6)."""

from itertools import combinations, product
from statistics import mean, stdev

import numpy as np
import pytest

from lecture_lib import MLP, SGD, InputError, identity, relu
from lecture_lib.labs.depth import (
    initial_classifier,
    initial_diagnostics,
    random_bias_net,
    train_classifier,
    train_regressor,
)
from lecture_lib.piecewise_linear import (
    arrangement_regions,
    breakpoint_density,
    layer_sizes,
    lower_bound,
    max_width,
    n_parameters,
    regions_2d,
    sawtooth_2d,
    unit_breakpoints,
    upper_bound,
)
from lecture_lib.training import mean_with_interval, paired_difference

# --- bounds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 4, 7])
def test_lines_drawn_at_random_make_all_the_cells_that_the_bound_allows(n):
    """Count corners: each crossing of two lines adds a cell, each line adds one, and there is one to begin with."""
    rng = np.random.default_rng(n)
    W, b = rng.normal(size=(n, 2)), rng.normal(size=n) / 10
    net = MLP((W, b, relu))
    far = 1e4
    assert (
        len(regions_2d(net, (-far, -far), (far, far)).active)
        == arrangement_regions(2, n)
        == 1 + n + len(list(combinations(range(n), 2)))
    )


def test_planes_in_space_by_the_patterns_that_points_have():
    W, b, x = (
        np.vstack([np.eye(3), -np.ones(3)]),
        np.array([0, 0, 0, 1]),
        np.random.default_rng(0).normal(size=(20_000, 3)),
    )
    assert len({row.tobytes() for row in x @ W.T + b > 0}) == arrangement_regions(3, 4) == 15
    assert arrangement_regions(5, 3) == len(
        list(product((0, 1), repeat=3))
    )  # few planes in a large space: every pattern


@pytest.mark.parametrize("width, depth", [(6, 1), (6, 2), (8, 2)])
def test_what_is_built_lies_between_the_bounds_and_what_is_random_below_them(width, depth):
    built = len(regions_2d(sawtooth_2d(width, depth), (0, 0), (1, 1)).active)
    assert built <= upper_bound(2, width, depth) and lower_bound(2, width, depth) <= upper_bound(2, width, depth)
    random = random_bias_net(layer_sizes(2, width, depth, 1), np.random.default_rng(0))
    assert len(regions_2d(random, (-9, -9), (9, 9)).active) <= upper_bound(2, width, depth)


def test_montufars_numbers_by_hand():
    assert [lower_bound(1, 3, 2), lower_bound(2, 4, 3), lower_bound(2, 5, 2), lower_bound(3, 3, 1)] == [12, 176, 64, 8]


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: arrangement_regions(0, 3), "n_in is 0"),
        (lambda: arrangement_regions(2, 1.5), "units is 1.5"),
        (lambda: lower_bound(3, 2, 1), "at least as many units"),
        (lambda: upper_bound(1, 2, 0), "depth is 0"),
        (lambda: max_width(100, 0, 1, 1), "depth is 0"),
        (lambda: max_width(10, 3, 5, 5), "not even one unit"),
        (lambda: mean_with_interval([1.0]), "1 run were given|1 run "),
        (lambda: mean_with_interval(range(21)), "21 runs"),
        (lambda: paired_difference([1, 2], [1, 2, 3]), "cannot be paired"),
        (lambda: breakpoint_density(MLP(([[1.0]], [0.0], relu))), "reads 1 values"),
        (lambda: breakpoint_density(MLP(([[1, 0]], [5], relu), ([[1]], [1], identity))), "no border"),
    ],
    ids=range(11),
)
def test_what_makes_no_sense_is_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


# --- prices ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_in, width, depth, n_out", [(1, 10, 5, 1), (40, 63, 4, 10), (2, 1, 1, 3), (784, 25, 1, 10)])
def test_a_price_is_what_the_network_has(n_in, width, depth, n_out):
    sizes = layer_sizes(n_in, width, depth, n_out)
    assert (
        n_parameters(sizes) == MLP.random(sizes, relu, rng=np.random.default_rng(0)).n_parameters
        and len(sizes) == depth + 2
    )


@pytest.mark.parametrize("budget", [100, 471, 470, 5000])
@pytest.mark.parametrize("depth", [1, 3, 5])
def test_the_widest_fits_and_one_wider_does_not(budget, depth):
    width = max_width(budget, depth, 1, 1)
    assert n_parameters(layer_sizes(1, width, depth, 1)) <= budget < n_parameters(layer_sizes(1, width + 1, depth, 1))


# --- means of runs -----------------------------------------------------------------------------------------------


def test_the_interval_is_students():
    runs = [0.3, 0.1, 0.4, 0.1, 0.5]
    found = mean_with_interval(runs)
    assert found.value == pytest.approx(mean(runs)) and found.half == pytest.approx(2.776 * stdev(runs) / 5**0.5)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_the_interval_holds_the_truth_in_95_of_100(n):
    rng = np.random.default_rng(n)
    found = [mean_with_interval(rng.normal(7, 2, n)) for _ in range(4000)]
    assert 0.94 < np.mean([abs(m.value - 7) <= m.half for m in found]) < 0.96


def test_pairs_take_out_what_they_share():
    luck = np.array([1.0, 5.0, 9.0, 2.0])
    assert paired_difference(luck + [0.1, 0.2, 0.1, 0.2], luck).half < 0.11 < mean_with_interval(luck).half


# --- trials ------------------------------------------------------------------------------------------------------


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


# --- crowding ----------------------------------------------------------------------------------------------------


def test_crowding_of_parallel_lines():
    """Ten joints at x = 0.02, 0.06, ..., 0.38, the border at 0.2: near it there are 10 on a way of 0.4 along x."""
    b = -0.04 * np.arange(10) - 0.02
    net = MLP((np.column_stack([np.ones(10), np.zeros(10)]), b, relu), ([[1.0, *[0.0] * 9]], [-0.18], identity))
    found = breakpoint_density(net, n=400)
    assert found.everywhere == pytest.approx(10 / 4 / 2, rel=0.05) and found.near == pytest.approx(
        10 / 0.4 / 2, rel=0.1
    )


def test_joints_far_from_the_border_are_not_near_it():
    net = MLP(
        ([[1, 0], [0, 1]], [1.5, 0], relu), ([[0, 1]], [-1.5], identity)
    )  # joints x = −1.5, y = 0; border y = 1.5
    found = breakpoint_density(net)
    assert found.near == pytest.approx(1 / 4 / 2, rel=0.1) and found.everywhere == pytest.approx(2 / 4 / 2, rel=0.05)
