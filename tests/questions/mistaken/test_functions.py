"""Plain functions that questions hand out: the library's numbers, under the names that verdicts print."""

import math

import numpy as np
import pytest

from lecture_lib.questions.mistaken import relu, relu_slope, sigmoid, sigmoid_slope, tanh_slope

PLACES = [-3.5, -1.0, 0.0, 0.25, 2.0]
FORMULAS = {
    sigmoid: lambda z: 1 / (1 + math.exp(-z)),
    sigmoid_slope: lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    tanh_slope: lambda z: 1 / math.cosh(z) ** 2,
    relu: lambda z: z if z > 0 else 0.0,
    relu_slope: lambda z: 1.0 if z > 0 else 0.0,
}


@pytest.mark.parametrize("function", FORMULAS)
def test_values_at_single_numbers_lists_and_tables(function):
    expected = [FORMULAS[function](z) for z in PLACES]
    assert function(PLACES) == pytest.approx(expected, rel=1e-14)
    assert function(np.array([PLACES, PLACES])).shape == (2, 5)
    assert [float(function(z)) for z in PLACES] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("function", FORMULAS)
def test_integers_are_numbers_and_nothing_overflows(function, recwarn):
    assert float(function(2)) == pytest.approx(FORMULAS[function](2.0))
    assert np.isfinite(function([-800, 800])).all() and not recwarn.list


def test_the_names_that_a_counterexample_prints():
    assert [f.__name__ for f in FORMULAS] == ["sigmoid", "sigmoid_slope", "tanh_slope", "relu", "relu_slope"]
