"""Plain functions that questions hand out: the library's numbers, under the names that verdicts print."""

import math

import numpy as np
import pytest

from lecture_lib.questions.mistaken import (
    agrees_with,
    is_softmax,
    is_softmax_but_for,
    relu,
    relu_slope,
    sigmoid,
    sigmoid_slope,
    tanh_slope,
)

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


# --- what a learner's softmax gets right ---------------------------------------------------------------------------

SMALL, LARGE = [np.array([0.0, 1.0]), np.array([[1.0, 2.0], [3.0, -1.0]])], [np.array([800.0, 801.0])]


def shifted(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def naive(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


def of_vectors(z):
    return [math.exp(v) / sum(map(math.exp, z)) for v in z]  # stops for matrices, and for large numbers


def test_a_softmax_is_known_by_its_values_row_by_row():
    assert is_softmax(shifted, SMALL + LARGE) and is_softmax(naive, SMALL) and not is_softmax(naive, LARGE)
    assert not is_softmax(lambda z: shifted(2 * z), SMALL) and is_softmax(lambda z: naive(z).tolist(), SMALL)


def test_an_answer_that_stops_is_not_right_there():
    assert is_softmax(of_vectors, SMALL[:1]) and not is_softmax(of_vectors, SMALL) and not is_softmax(of_vectors, LARGE)
    assert is_softmax_but_for(of_vectors, SMALL[:1], LARGE) and is_softmax_but_for(naive, SMALL, LARGE)
    assert not is_softmax_but_for(shifted, SMALL, LARGE) and not is_softmax_but_for(abs, SMALL, LARGE)


def test_the_answer_gets_arrays_of_its_own():
    def spoils(z):
        z += 1
        return z

    arrays = [np.zeros(2)]
    assert agrees_with(spoils, lambda z: z + 1, arrays) and not arrays[0].any()
