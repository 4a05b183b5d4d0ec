"""Mistaken answers of sheet 13: each step replaced gives what the learner's own line gives."""

import numpy as np
import pytest

from lecture_lib import MLP, identity, relu
from lecture_lib.piecewise_linear import linear_interpolant, preimages
from lecture_lib.questions.mistaken import composed_network_output, preimages_of_height, psi_coefficients

T, V = np.array([0.0, 1.0, 2.0, 4.0]), np.array([0.0, 2.0, 0.0, 1.0])  # up, down, up


@pytest.mark.parametrize("y", [0.5, 1.0, 1.5, 2.0, 2.5])
def test_preimages_are_those_of_the_network(y):
    assert preimages_of_height(T, V, y) == pytest.approx(preimages(linear_interpolant(T, V), y, 0.0, 4.0))


@pytest.mark.parametrize(
    "y, replaced, expected",
    [
        (0.5, {"reaches": lambda y, v0, v1: v0 <= y <= v1}, [0.25, 3.0]),  # falling pieces left out
        (1.5, {"reaches": lambda y, v0, v1: True}, [0.75, 1.25, 5.0]),  # pieces taken for lines
        (2.0, {"without_repeats": lambda x: x}, [1.0, 1.0]),  # corners twice
        (0.5, {"fraction": lambda y, v0, v1: (v1 - y) / (v1 - v0)}, [0.75, 1.25, 3.0]),  # from the wrong end
    ],
)
def test_a_step_replaced(y, replaced, expected):
    got = preimages_of_height(T, V, y, **replaced)
    assert got == pytest.approx(expected)
    assert got.tolist() != preimages_of_height(T, V, y).tolist()


def test_level_pieces_are_never_solved():
    assert preimages_of_height([0.0, 1.0], [3.0, 3.0], 3.0, reaches=lambda y, v0, v1: True).size == 0


THETA, PHI = np.array([[1.0, 2.0], [-1.0, 4.0]]), np.array([10.0, 3.0, 5.0])


@pytest.mark.parametrize(
    "replaced, expected",
    [
        ({}, [[21, 6, 10], [39, 12, 20]]),
        ({"bias": lambda t0, t1, f0: t1 * f0}, [[20, 6, 10], [40, 12, 20]]),
        ({"bias": lambda t0, t1, f0: t0}, [[1, 6, 10], [-1, 12, 20]]),
        ({"bias": lambda t0, t1, f0: t0 + f0}, [[11, 6, 10], [9, 12, 20]]),
        ({"weights": lambda t1, f: np.outer(f, t1)}, [[21, 6, 12], [39, 10, 20]]),
    ],
)
def test_coefficients_by_hand(replaced, expected):
    assert psi_coefficients(THETA, PHI, **replaced).tolist() == expected


ONE = np.array([1.0, -1.0]), np.array([0.0, 0.5]), np.array([2.0, -1.0]), -0.5
TWO = np.array([1.0, -2.0]), np.array([0.3, 0.2]), np.array([1.0, 1.5]), 0.2


def output(part, x):
    w, b, v, c = part
    return MLP((w[:, None], b, relu), (v[None], [c], identity))(x[:, None])[:, 0]


def test_the_output_of_two_networks_and_of_four_mistakes():
    x = np.linspace(-2, 2, 9)
    y = output(ONE, x)
    right = output(TWO, y)
    assert composed_network_output(ONE, TWO, x) == pytest.approx(right)
    clipped = composed_network_output(ONE, TWO, x, between=lambda y: np.maximum(y, 0))
    assert clipped == pytest.approx(output(TWO, np.where(y > 0, y, 0)))
    lost = composed_network_output((*ONE[:3], 0), TWO, x)
    assert lost == pytest.approx(output(TWO, y - ONE[3]))
    straight = composed_network_output(ONE, TWO, x, hidden=lambda z: z)
    assert np.diff(straight, 2) == pytest.approx(0)
    mistaken = (clipped, lost, straight, composed_network_output(TWO, ONE, x))
    assert not any(np.allclose(got, right) for got in mistaken)
