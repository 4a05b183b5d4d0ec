"""Bounds on the number of linear regions: against counts of built and of random networks (rows 14.1, 14.2)."""

from itertools import combinations, product

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.labs.depth import random_bias_net
from lecture_lib.piecewise_linear import (
    arrangement_regions,
    compose_networks,
    layer_sizes,
    lower_bound,
    regions_2d,
    sawtooth_2d,
    sharper_lower_bound,
    upper_bound,
)


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
    ],
)
def test_what_makes_no_sense_is_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_a_bound_beyond_64_bits_is_exact_whatever_integers_come_in():
    assert upper_bound(np.int64(1), np.int64(10), np.int64(30)) == 17449402268886407318558803753801
    assert upper_bound(np.uint8(2), np.int8(100), np.array(9, np.uint16)) == 5051**9
    assert lower_bound(np.int8(1), np.int8(100), np.int8(10)) == 100**9 * 101
    assert arrangement_regions(np.uint8(2), np.uint8(200)) == 1 + 200 + 200 * 199 // 2


def test_a_folded_sheet_with_six_lines_across_reaches_the_sharper_bound():
    *folds, (W, b, g) = sawtooth_2d(6, 1)
    half = W[0, :3]
    both = np.kron(np.eye(2), half), np.repeat(b / 2, 2), g  # the two coordinates of the folded sheet
    angle = np.pi * (np.arange(6) + 0.3) / 6
    lines = np.column_stack([np.cos(angle), np.sin(angle)])
    crossing = lines @ [0.5, 0.5] + 0.02 * np.sin(7.0 * np.arange(6) ** 2 + 1)
    net = compose_networks(MLP(*folds, both), MLP((lines, -crossing, relu), (np.ones((1, 6)), [0.0], identity)))
    assert net.sizes == (2, 6, 6, 1)
    assert len(regions_2d(net, (0, 0), (1, 1)).active) == 4**2 * 22 == sharper_lower_bound(2, 6, 2)


@pytest.mark.parametrize("width, depth", [(3, 1), (3, 4), (10, 5)])
def test_with_one_input_the_sharper_bound_is_the_most(width, depth):
    assert sharper_lower_bound(1, width, depth) == upper_bound(1, width, depth) >= lower_bound(1, width, depth)


def test_too_few_units_for_the_sharper_bound_are_told():
    with pytest.raises(InputError, match="at least three units per input"):
        sharper_lower_bound(2, 5, 2)
