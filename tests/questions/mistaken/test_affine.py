"""Mistaken answers of sheet 07, each beside the sum or product that a learner with this mistake writes down."""

import numpy as np
import pytest

from lecture_lib.nn import collapse
from lecture_lib.questions.mistaken import composed_value, layers_from_coefficients, mistaken_collapse

RNG = np.random.default_rng(7)
(A, a), (B, b), (C, c) = LAYERS = [(RNG.normal(size=(2, 2)), RNG.normal(size=2)) for _ in range(3)]

PATHS = {
    "right": (lambda Ws, l: Ws[l + 1 :], C @ B @ a + C @ b + c),
    "not carried": (lambda Ws, l: [], a + b + c),
    "own layer too": (lambda Ws, l: Ws[l:], C @ B @ A @ a + C @ B @ b + C @ c),
    "one layer far": (lambda Ws, l: Ws[l + 1 : l + 2], B @ a + C @ b + c),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_collapse_carries_the_biases_along_its_path(name):
    path, bias = PATHS[name]
    W, got = mistaken_collapse(path)(LAYERS)
    assert np.allclose(W, C @ B @ A) and np.allclose(got, bias)
    assert np.allclose(got, collapse(LAYERS)[1]) == (name == "right")


def test_a_path_that_does_not_fit_stops():
    with pytest.raises(ValueError):
        mistaken_collapse(lambda Ws, l: Ws[l:])([(np.ones((3, 2)), np.ones(3))])


def test_functions_act_first_to_last():
    assert composed_value([lambda v: v + 1, lambda v: v * 10], 2) == 30
    assert composed_value([lambda v: v * 10, lambda v: v + 1], 2) == 21
    assert composed_value([], 2) == 2


@pytest.mark.parametrize("bias, first", [(0, 1.0), (-1, 3.0)])
def test_one_column_of_the_coefficients_is_the_bias(bias, first):
    theta, psi, phi = np.array([[1.0, 2.0, 3.0]]), np.array([[4.0, 5.0]]), np.array([6.0, 7.0])
    layers = layers_from_coefficients(theta, psi, phi, bias=bias)
    assert [W.shape for W, _ in layers] == [(1, 2), (1, 1), (1, 1)]
    assert layers[0][1].tolist() == [first] and sorted([*layers[0][0][0], first]) == [1.0, 2.0, 3.0]
