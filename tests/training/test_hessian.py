"""The Hessian against formulas, second differences and the complex step; kinds and stationary points (row 08.3)."""

import numpy as np
import pytest

from lecture_lib import (
    MLP,
    InputError,
    binary_cross_entropy,
    cross_entropy,
    forward,
    half_squares,
    identity,
    sigmoid,
    softmax,
    tanh,
)
from lecture_lib.training import (
    hessian,
    loss_and_gradient,
    newton_stationary_points,
    parameter_vector,
    stationary_kind,
    with_parameters,
)
from tests.reference_gradients import complex_step, mean_loss

RNG = np.random.default_rng(8)
X = RNG.normal(size=(6, 2))
Y = RNG.uniform(0.1, 0.9, 6)
NETS = {
    "squares": (MLP.random((2, 3, 1), tanh, identity, rng=RNG), Y, half_squares),
    "binary": (MLP.random((2, 2, 2, 1), tanh, sigmoid, sigmoid, rng=RNG), Y, binary_cross_entropy),
    "classes": (MLP.random((2, 3, 3), tanh, softmax, rng=RNG), RNG.dirichlet(np.ones(3), 6), cross_entropy),
}
nets = pytest.mark.parametrize("net, y, loss", NETS.values(), ids=NETS)


def as_layers(net, p):
    """Cut the vector p into the layers of `net`, for the oracle."""
    layers, at = [], 0
    for W, b, g in net:
        layers.append((p[at : at + W.size].reshape(W.shape), p[at + W.size : at + W.size + b.size], g.name))
        at += W.size + b.size
    return layers


@nets
def test_parameters_there_and_back(net, y, loss):
    p = parameter_vector(net)
    assert p.shape == (net.n_parameters,) and with_parameters(net, p) == net
    assert np.array_equal(parameter_vector(with_parameters(net, p + 1)), p + 1)
    assert p[net[1].W.size] == net[1].b[0] == 0 and p[0] == net[1].W[0, 0] and p[1] == net[1].W[0, 1]


@nets
def test_the_gradient_is_that_of_the_loss_by_the_complex_step(net, y, loss):
    L, dL = loss_and_gradient(net, X, y, loss)
    p = parameter_vector(net) + 0.1
    assert L(p) == pytest.approx(loss.of(forward(with_parameters(net, p), X), y))
    slow = complex_step(lambda q: mean_loss(as_layers(net, q), X, y, loss.name), p)
    assert np.allclose(dL(p), slow, rtol=1e-10, atol=1e-13)


@nets
def test_the_hessian_is_symmetric_and_agrees_with_second_differences_of_the_loss(net, y, loss):
    L, dL = loss_and_gradient(net, X, y, loss)
    p, h = parameter_vector(net) + 0.1, 1e-3
    H, E = hessian(dL, p), h * np.eye(len(p))
    slow = [[(L(p + a + b) - L(p + a - b) - L(p - a + b) + L(p - a - b)) / (4 * h * h) for a in E] for b in E]
    assert np.array_equal(H, H.T)
    assert np.allclose(H, slow, atol=3e-6)


@nets
def test_the_hessian_is_the_slope_of_the_exact_gradient(net, y, loss):
    _, dL = loss_and_gradient(net, X, y, loss)
    p, v = parameter_vector(net) + 0.1, np.random.default_rng(1).normal(size=net.n_parameters)
    fourth_order = (8 * (dL(p + 1e-3 * v) - dL(p - 1e-3 * v)) - (dL(p + 2e-3 * v) - dL(p - 2e-3 * v))) / 12e-3
    assert np.allclose(hessian(dL, p) @ v, fourth_order, atol=1e-8)


def test_a_linear_neuron_has_the_covariance_of_its_inputs():
    _, dL = loss_and_gradient(MLP(([[0.0, 0.0]], [0.0], identity)), X, Y, half_squares)
    X1 = np.column_stack([X, np.ones(6)])
    for p in (np.zeros(3), np.array([3.0, -50.0, 7.0])):
        assert np.allclose(hessian(dL, p), X1.T @ X1 / 6, atol=1e-9)


def test_a_logistic_neuron_weighs_each_example_with_p_times_1_minus_p():
    _, dL = loss_and_gradient(MLP(([[0.0, 0.0]], [0.0], sigmoid)), X, Y, binary_cross_entropy)
    w, X1 = np.array([0.7, -1.2, 0.3]), np.column_stack([X, np.ones(6)])
    p = 1 / (1 + np.exp(-X1 @ w))
    assert np.allclose(hessian(dL, w), (X1 * (p * (1 - p))[:, None]).T @ X1 / 6, atol=1e-9)


def test_known_eigenvalues():
    Q = np.linalg.qr(np.random.default_rng(2).normal(size=(4, 4)))[0]
    A = Q @ np.diag([-3.0, 0.0, 1e-3, 20.0]) @ Q.T
    assert np.allclose(np.linalg.eigvalsh(hessian(lambda p: A @ p, np.ones(4))), [-3, 0, 1e-3, 20], atol=1e-9)


@pytest.mark.parametrize(
    "values, name",
    [
        ([1], "minimum"),
        ([-2, -1e-3], "maximum"),
        ([-1e-3, 5], "saddle"),
        ([0, 0], "flat"),
        ([0, 3], "flat"),
        ([-3, 0], "flat"),
        ([-3, 0, 1], "saddle"),
        ([1e-7, 3], "flat"),
        ([1e-5, 3], "minimum"),
        ([1e-5, 100], "flat"),
        ([-1e-9, 2], "flat"),
    ],
)
def test_kinds(values, name):
    assert stationary_kind(values) == stationary_kind(values[::-1]) == name


def test_the_tolerance_of_kinds_is_an_argument():
    assert (
        stationary_kind([1e-3, 1.0], tolerance=1e-2) == "flat"
        and stationary_kind([1e-9, 1.0], tolerance=1e-12) == "minimum"
    )


def test_stationary_points_of_a_quartic_each_once_and_with_their_kinds():
    def gradient(p):  # (x² - 1)² / 4 + (y² - 4)² / 4: 9 points
        return np.array([p[0] ** 3 - p[0], p[1] ** 3 - 4 * p[1]])

    side = np.linspace(-2.7, 2.6, 8)
    found = newton_stationary_points(gradient, [(a, b) for a in side for b in side])
    assert sorted(tuple((p.round(6) + 0.0).tolist()) for p in found) == [(x, y) for x in (-1, 0, 1) for y in (-2, 0, 2)]
    kinds = {
        (int(round(x)), int(round(y))): stationary_kind(np.linalg.eigvalsh(hessian(gradient, (x, y)))) for x, y in found
    }
    assert kinds[0, 0] == "maximum" and kinds[1, 2] == "minimum" and kinds[1, 0] == kinds[0, -2] == "saddle"


def test_a_place_without_a_stationary_point_gives_none():
    assert newton_stationary_points(lambda p: np.ones(2), [[0.0, 0.0]]) == []
    assert newton_stationary_points(lambda p: np.array([np.nan]), [[0.0]]) == []


@pytest.mark.parametrize(
    "call, word",
    [
        (lambda: with_parameters(NETS["squares"][0], [1.0, 2.0]), "13 parameters"),
        (lambda: parameter_vector([1, 2]), "net must be a network"),
        (lambda: hessian(lambda p: p, [1.0], h=0), "h is 0"),
        (lambda: stationary_kind([]), "empty"),
        (lambda: loss_and_gradient(NETS["squares"][0], X, Y, "squares"), "the loss must be one"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(call, word):
    with pytest.raises(InputError, match=word):
        call()
