"""The gradient check: exact where it can be, and never satisfied with a gradient that is wrong."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import MLP, InputError, backward, forward, half_squares, identity, sigmoid, tanh
from lecture_lib.nn import central_difference, complex_step, gradient_errors, relative_error
from tests.mutants import library
from tests.reference_gradients import complex_step as complex_step_of_tests
from tests.reference_gradients import library_network, mean_loss, sample_network

pytestmark = pytest.mark.filterwarnings("error")

LAYERS, X, Y = sample_network("tanh", "identity", "half_squares", (2, 3, 2), 3)
NET = library_network(library(), LAYERS)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5), st.lists(st.floats(-2, 2), min_size=5, max_size=5))
def test_a_quadratic_is_met(p, c):
    p, c = np.array(p), np.array(c[: len(p)])
    found = central_difference(lambda q: np.sum(c * q**2 / 2 + q), p)
    assert np.allclose(found, c * p + 1, rtol=1e-4, atol=1e-4 * max(1, np.sum(np.abs(c) * p**2) / 1e3))


@pytest.mark.parametrize("p", [0.0, 3.0, -1e6, 1e12, -1e15, 1e100])
def test_a_large_number_does_not_swallow_the_step(p):
    assert np.isclose(central_difference(lambda q: 3 * q, p), 3, rtol=1e-6)


def test_the_shape_and_the_point_are_kept():
    p = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.allclose(central_difference(lambda q: (q**3).sum(), p), 3 * p**2) and p.tolist() == [
        [1, 2],
        [3, 4],
    ]
    assert (
        central_difference(lambda q: q**2, 2).shape == ()
        and central_difference(np.sum, np.float32([1])).dtype == np.float64
    )


@pytest.mark.parametrize(
    "f, p, more, words",
    [
        (lambda q: q, [1, 2], {}, "f(p) has shape (2,). Give a single number"),
        (lambda q: "a", [1], {}, "f(p) holds text"),
        (lambda q: np.nan, [1], {}, "f(p) holds nan"),
        (lambda q: None, [1], {}, "f(p) holds None"),
        (np.sum, "a", {}, "p holds text"),
        (np.sum, [], {}, "p is empty"),
        (np.sum, [1], {"h": 0}, "h is 0. Give a number above 0"),
        (np.sum, [1], {"h": "a"}, "h holds text"),
    ],
)
def test_what_has_no_gradient_is_refused(f, p, more, words):
    with pytest.raises(InputError) as error:
        central_difference(f, p, **more)
    assert words in str(error.value)


def test_relative_errors_by_hand():
    assert (
        relative_error([0, 0], [0, 0]) == 0 and relative_error(1, 2) == 0.5 and relative_error([10, 1], [10, 0]) == 0.1
    )
    assert relative_error([1, -1], [-1, 1]) == 2 and relative_error([1e-12], [2e-12]) == 0.5


@pytest.mark.parametrize(
    "got, expected, words",
    [
        ([1.0, 1.0], [[1.0, 1.0]], "the gradient has shape (2,), but shape (1, 2) is expected"),
        ([1.0], [1.0, 1.0], "shape (1,)"),
        (1.0, [1.0], "shape ()"),
        ([np.nan, 1.0], [1.0, 1.0], "the gradient holds nan at [0]"),
        ([np.inf], [np.inf], "the gradient holds inf"),
        (None, [1.0], "the gradient holds None"),
        ([], [], "empty"),
    ],
)
def test_no_comparison_in_silence(got, expected, words):
    with pytest.raises(InputError) as error:
        relative_error(got, expected)
    assert words in str(error.value)


def test_every_gradient_is_reported():
    errors = gradient_errors(NET, X.tolist(), Y.tolist(), half_squares)
    assert errors.keys() == {"da[0]", "dW[1]", "db[1]", "dW[2]", "db[2]"} and 0 < max(errors.values()) < 1e-8


WRONG = {
    "bias forgotten": lambda g: replace(g, db=(None, *(0 * b for b in g.db[1:]))),
    "sign": lambda g: replace(g, dW=(None, *(-W for W in g.dW[1:]))),
    "sum for mean": lambda g: replace(g, dW=(None, *(3 * W for W in g.dW[1:]))),
    "a hair": lambda g: replace(g, dW=(None, g.dW[1] * (1 + 1e-5), g.dW[2])),
    "the input": lambda g: replace(g, da=(g.da[0] + 1e-3, *g.da[1:])),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_gradient_shows(wrong):
    errors = gradient_errors(NET, X, Y, half_squares, lambda *given_: wrong(backward(*given_)))
    assert max(errors.values()) > 1e-6


@pytest.mark.parametrize(
    "wrong, words",
    [
        (
            lambda g: replace(g, dW=(None, g.dW[1].T, g.dW[2])),
            "the gradient has shape (2, 3), but shape (3, 2) is expected",
        ),
        (lambda g: replace(g, db=(None, g.db[1][None], g.db[2])), "shape (1, 3), but shape (3,)"),
        (lambda g: replace(g, db=(None, None, g.db[2])), "the gradient holds None"),
        (lambda g: replace(g, dW=(None, g.dW[1], g.dW[2] * np.nan)), "the gradient holds nan"),
    ],
)
def test_a_gradient_of_the_wrong_shape_or_of_no_number_is_refused(wrong, words):
    with pytest.raises(InputError) as error:
        gradient_errors(NET, X, Y, half_squares, lambda *given_: wrong(backward(*given_)))
    assert words in str(error.value)


# --- the complex step (row 10.4) ---------------------------------------------------------------------------------


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=4))
def test_the_complex_step_is_exact_to_rounding(p):
    p = np.array(p)
    found = complex_step(lambda q: (np.tanh(q) * np.exp(q) + q**3 / (2 + np.sin(q))).sum(), p)
    t, e, s = np.tanh(p), np.exp(p), 2 + np.sin(p)
    expected = (1 - t**2) * e + t * e + (3 * p**2 * s - p**3 * np.cos(p)) / s**2
    assert np.allclose(found, expected, rtol=1e-13, atol=1e-13)


def test_it_is_exact_for_a_network_where_central_differences_keep_ten_digits():
    W, x = np.random.default_rng(0).normal(size=(3, 4)), np.ones(4)
    f = lambda V: (np.tanh(V @ x) ** 2).sum() / 2
    t = np.tanh(W @ x)
    exact = np.outer(t * (1 - t**2), x)
    assert relative_error(complex_step(f, W), exact) < 1e-14 < relative_error(central_difference(f, W), exact) < 1e-8


@pytest.mark.parametrize(
    "f, says",
    [
        (lambda p: np.maximum(p, 0).sum(), r"a maximum \(max or np.maximum\)"),
        (lambda p: np.abs(p).sum(), "it uses np.abs,"),
        (lambda p: abs(p[0]), "it uses np.abs,"),
        (lambda p: p[0] if p[0] > 1 else 2 * p[1], "a comparison with >"),
        (lambda p: max(p[0], p[1]), "a comparison with >"),
        (lambda p: np.where(p.real > 0, np.abs(p), 0).sum(), "it uses np.abs,"),
        (lambda p: math.exp(p[0]), "stopped at a complex number"),
        (lambda p: float(np.asarray(p)[0]), "complex"),
        (lambda p: p.real.sum(), "it returned a real number"),
        (lambda p: 3.0, "a real number"),
        (np.linalg.norm, "a real number"),
        (lambda p: p.max(), r"a maximum \(max or np.maximum\)"),
        (lambda p: np.vdot(p, p), "np.vdot .which conjugates."),
        (lambda p: np.correlate(p, p)[0], "np.correlate"),
        (lambda p: (p.conj() * p).sum(), "np.conj"),
        (lambda p: np.einsum("i,i", np.conj(p), p), "np.conj"),
        (lambda p: (p.real * p).sum(), "the complex step gives 2 at .0., but small real steps give 4"),
        (lambda p: p[0] + float(p[0].real) ** 2, "gives 1 at .0., but small real steps give 5"),
        (lambda p: p[0] + p[1].item().real ** 2, "gives 0 at .1., but small real steps give 6"),
        (lambda p: p[0] + np.var(p), "small real steps"),
        (lambda p: 1e4 * (p**2).sum() + np.dot(p.real, p.real), "gives 40000 at .0., but small real steps give 40004"),
        (lambda p: 1e8 * p[0] + p[1].real * p[1], "gives 3 at .1., but small real steps give 6"),
        (lambda p: np.where(p.real > 2, p, 0).sum(), "is there a kink"),
        (lambda p: np.log(p - 5).sum(), "not real at this p"),
        (lambda p: np.sqrt(-p).sum(), "not real at this p"),
        (lambda p: ((-p) ** 0.5).sum(), "not real at this p"),
        (lambda p: np.arccos(p).sum(), "not real at this p"),
        (lambda p: p, r"shape \(2,\)"),
        (lambda p: np.exp(p * 1e9).sum(), "not finite"),
    ],
)
def test_a_function_that_is_not_complex_safe_is_refused_in_words(f, says):
    with np.errstate(all="ignore"), pytest.raises(InputError, match=says):
        complex_step(f, [2.0, 3.0])


@pytest.mark.parametrize(
    "f, p, truth",
    [
        (lambda p: np.log(p).sum(), [1e-15, 1e-6, 2.0], [1e15, 1e6, 0.5]),
        (lambda p: np.sin(1e6 * p).sum(), [0.3], [1e6 * np.cos(3e5)]),
        (lambda p: (1e8 + p**2).sum() - 1e8, [0.3], [0.6]),
        (lambda p: (1 / p).sum(), [1e-8, -2.0], [-1e16, -0.25]),
        (lambda p: ((1 / (1 + np.exp(-p))) ** 2 / 2).sum(), [20.0, 30.0], [2.0611536e-9, 9.3576230e-14]),
        (lambda p: (p**2).sum(), [0.0, 1e-12, 1e12], [0.0, 2e-12, 2e12]),
        (lambda p: np.exp(p).sum(), [300.0, -300.0], [np.exp(300), np.exp(-300)]),
        (lambda p: np.sqrt((p * p).sum()), [3.0, 4.0], [0.6, 0.8]),
        (np.linalg.det, [[1.0, 2.0], [3.0, 5.0]], [[5.0, -3.0], [-2.0, 1.0]]),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_right_is_not_refused(f, p, truth):
    assert np.allclose(complex_step(f, p), truth, rtol=1e-6, atol=0)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("f", [np.log, np.sqrt, lambda p: p**0.5, lambda p: p**-0.5])
@pytest.mark.parametrize("p", [-4.0, -1.0, -1e-9, -0.0])
def test_no_derivative_where_the_function_is_not_real(f, p):
    with pytest.raises(InputError):
        complex_step(lambda q: f(q[0]), [p])


@pytest.mark.parametrize("h", [1e-17, 1e-20, 1e-300, 2e-16])
@pytest.mark.parametrize("p", [0.0, 1.0, 1e9])
def test_a_step_below_rounding_is_refused_in_words(h, p):
    with pytest.raises(InputError, match="below the rounding of a float"):
        central_difference(lambda q: q**2, p, h=h)


def test_a_step_to_infinity_is_refused_in_words():
    with pytest.raises(InputError, match="no finite number"):
        central_difference(lambda q: q**2, 1e200, h=1e200)


def test_whole_numbers_are_not_truncated():
    whole = np.array([3, 4])
    assert np.allclose(central_difference(lambda p: (p**2).sum(), whole), [6, 8])
    assert complex_step(lambda p: (p**2).sum(), whole).tolist() == [6, 8] and whole.tolist() == [3, 4]


def complex_errors(name, layers, net, x, y):
    """The relative errors of `backward` against the complex step of independent code."""
    grads = backward(forward(net, x), y, half_squares)
    moved = lambda l, k, p: [
        tuple(p if (i, j) == (l, k) else v for j, v in enumerate(layer[:2])) for i, layer in enumerate(layers)
    ]
    found = []
    for l in range(len(layers)):
        for k, got in ((0, grads.dW[l + 1]), (1, grads.db[l + 1])):
            slow = complex_step_of_tests(
                lambda p: mean_loss([(*v, name) for v in moved(l, k, p)], x, y, "half_squares"), layers[l][k]
            )
            found.append(np.abs(got - slow).max() / np.abs(slow).max())
    return max(found)


@pytest.mark.parametrize("depth", [4, 8, 10, 15, 25])
def test_deep_sigmoids_are_no_mistake(depth):
    rng = np.random.default_rng(depth)
    net = MLP.random([4] * depth + [2], sigmoid, rng=rng)
    x, y = rng.normal(size=(3, 4)), rng.uniform(size=(3, 2))
    assert complex_errors("sigmoid", [(W, b) for W, b, _ in net], net, x, y) < 1e-12
    assert max(gradient_errors(net, x, y, half_squares).values()) < 1e-6


@pytest.mark.parametrize("z", [0.0, 10.0, 20.0, 30.0, 100.0, -30.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_saturated_unit_is_no_mistake(z, y):
    net = MLP(([[1.0]], [z - 1], sigmoid))
    assert max(gradient_errors(net, [[1.0]], [[y]], half_squares).values()) < 1e-6


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e2, 1e3, 1e6])
@pytest.mark.parametrize("g", [tanh, identity])
def test_large_and_small_inputs_are_no_mistake(scale, g):
    rng = np.random.default_rng(0)
    net = MLP.random((20, 8, 2), g, identity, rng=rng)
    assert (
        max(gradient_errors(net, scale * rng.normal(size=(5, 20)), rng.normal(size=(5, 2)), half_squares).values())
        < 1e-6
    )


def test_a_perfect_fit_is_no_mistake():
    net = MLP.random((2, 3, 2), tanh, identity, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(4, 2))
    assert max(gradient_errors(net, x, net(x), half_squares).values()) < 1e-6
    assert max(gradient_errors(net, x, net(x) + 1e-14, half_squares).values()) < 1e-6


def test_a_network_of_short_floats_is_checked_in_long_ones():
    rng = np.random.default_rng(0)
    net = MLP.random((3, 5, 5, 5, 2), tanh, tanh, tanh, identity, rng=rng)
    short = MLP(*((np.float32(W), np.float32(b), g) for W, b, g in net))
    x, y = np.float32(rng.normal(size=(4, 3))), np.float32(rng.normal(size=(4, 2)))
    assert max(gradient_errors(short, x, y, half_squares).values()) < 1e-8


@pytest.mark.parametrize("depth, wrong", [(6, 2.0), (8, 2.0), (10, 0.0)])
def test_a_wrong_gradient_shows_in_deep_sigmoids_as_long_as_differences_can_see_it(depth, wrong):
    rng = np.random.default_rng(1)
    net = MLP.random([4] * depth + [2], sigmoid, rng=rng)
    spoilt = lambda g: replace(g, dW=(None, wrong * g.dW[1], *g.dW[2:]))
    x, y = rng.normal(size=(3, 4)), rng.uniform(size=(3, 2))
    errors = gradient_errors(net, x, y, half_squares, lambda *given_: spoilt(backward(*given_)))
    assert errors.pop("dW[1]") > 1e-6 > max(errors.values())


def test_choosing_by_the_real_part_is_safe_and_the_shape_is_kept():
    relu_squares = lambda p: (np.where(p.real > 0, p, 0) ** 2).sum()
    assert complex_step(relu_squares, [[2.0, -3.0]]).tolist() == [[4.0, 0.0]]
