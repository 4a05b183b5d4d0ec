"""Counts of sheet 14 against slopes between whole numbers, and the mistaken counts by hand."""

import numpy as np
import pytest

from lecture_lib import MLP, identity, relu, sigmoid
from lecture_lib.questions.mistaken import (
    n_distinct_breakpoints,
    n_function_breakpoints,
    n_line_regions,
    n_unit_breakpoints,
)

array = np.array


@pytest.mark.parametrize("seed", range(20))
def test_regions_begin_where_the_slope_changes(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    w, v = rng.integers(-2, 3, n).astype(float), rng.integers(-2, 3, n).astype(float)
    b = -w * rng.integers(-3, 4, n)  # every joint is a whole number from -3 to 3

    def slope(x):
        return (np.maximum(w * (x + 0.1) + b, 0) - np.maximum(w * x + b, 0)) @ v / 0.1

    slopes = [slope(x) for x in np.arange(-3.5, 4)]
    assert n_line_regions(w, b, v) == 1 + np.count_nonzero(np.abs(np.diff(slopes)) > 1e-9)


def test_a_mistaken_change_of_slope_cancels_where_the_right_one_does_not():
    w, b, v = array([1.0, -1.0]), array([0.0, 0.0]), array([1.0, 1.0])  # |x|
    assert n_line_regions(w, b, v) == 2
    assert n_line_regions(w, b, v, change=lambda v, w: v * w) == 1


def test_joints_that_coincide_count_once_and_a_level_unit_has_none():
    assert n_distinct_breakpoints(array([1.0, 2.0, -4.0]), array([-0.5, -1.0, 2.0])) == 1
    assert n_distinct_breakpoints(array([1.0, 0.0, 1.0]), array([0.0, 1.0, -1.0])) == 2
    assert n_distinct_breakpoints(array([0.0]), array([1.0])) == 0


CANCELLED = MLP(([[1.0], [1.0], [1.0]], [-0.25, -0.5, -0.5], relu), ([[1.0, 2.0, -2.0]], [0.0], identity))


def test_joints_that_bend_nothing_are_joints_of_units_only():
    assert (n_function_breakpoints(CANCELLED), n_unit_breakpoints(CANCELLED)) == (1, 2)
    assert n_function_breakpoints(CANCELLED, 0.3, 1.0) == 0


@pytest.mark.parametrize("thing", [MLP.random((1, 2, 1), sigmoid, rng=np.random.default_rng(0)), 3, None, "net"])
def test_what_is_not_a_relu_network_has_no_count(thing):
    assert n_function_breakpoints(thing) is None and n_unit_breakpoints(thing) == 0


def test_two_outputs_have_no_single_count():
    assert n_function_breakpoints(MLP(([[1.0], [1.0]], [0.0, 0.0], relu))) is None
