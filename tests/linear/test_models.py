"""The linear models: gradients by two other roads, numbers by hand, and softmax regression as a one-layer network
(rows 01.1, 06.4)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, SGD, InputError, backward, cross_entropy, descend, forward, one_hot, softmax
from lecture_lib.linear import gradient_descent, linear_svm, logistic_regression, softmax_regression
from lecture_lib.nn import central_difference
from tests.reference_gradients import assert_close, complex_step

RNG = np.random.default_rng(6)
X, Y = RNG.normal(size=(7, 3)), np.array([1, -1, 1, 1, -1, -1, 1])
W_, B_ = RNG.normal(size=3), 0.3
TABLE, BIAS = RNG.normal(size=(4, 3)), RNG.normal(size=4)
HOT = one_hot([0, 3, 1, 1, 2, 0, 3], 4)


# The three costs once more, in loops and in complex numbers.


def logistic_slow(w, b):
    return sum(np.log(1 + np.exp(-y * (sum(w * x) + b))) for x, y in zip(X, Y)) / len(Y)


def hinge_slow(w, b, penalty):
    lacks = [1 - y * (sum(w * x) + b) for x, y in zip(X, Y)]
    return sum(v for v in lacks if np.real(v) > 0) / len(Y) + penalty * sum(w * w) / 2


def softmax_slow(W, b):
    total = 0
    for x, y in zip(X, HOT):
        e = np.exp(W @ x + b)
        total -= np.log((e * y).sum() / e.sum())
    return total / len(X)


CASES = {
    "logistic": (lambda w, b: logistic_regression(w, b, X, Y), logistic_slow, W_, B_),
    "hinge": (lambda w, b: linear_svm(w, b, X, Y), lambda w, b: hinge_slow(w, b, 0), W_, B_),
    "hinge with penalty": (lambda w, b: linear_svm(w, b, X, Y, 0.7), lambda w, b: hinge_slow(w, b, 0.7), W_, B_),
    "softmax": (lambda w, b: softmax_regression(w, b, X, HOT), softmax_slow, TABLE, BIAS),
}
every_case = pytest.mark.parametrize("fast, slow, w, b", CASES.values(), ids=CASES)


@every_case
def test_the_cost_is_the_sum_written_out(fast, slow, w, b):
    assert_close(fast(w, b).value, slow(w, b), "cost")


@every_case
def test_the_gradient_agrees_with_the_complex_step(fast, slow, w, b):
    assert_close(fast(w, b).dw, complex_step(lambda p: slow(p, b), w), "dw")
    assert_close(fast(w, b).db, complex_step(lambda p: slow(w, p), b), "db")


@every_case
def test_the_gradient_agrees_with_central_differences(fast, slow, w, b):
    assert np.allclose(fast(w, b).dw, central_difference(lambda p: fast(p, b).value, w), atol=1e-8)
    assert np.allclose(fast(w, b).db, central_difference(lambda p: fast(w, p).value, b), atol=1e-8)


@pytest.mark.parametrize("cost", [logistic_regression, linear_svm])
def test_far_out_nothing_overflows(cost):
    far = cost([1000.0], 0.0, [[1.0], [-1.0], [1.0]], [1, -1, -1])
    assert far.value == pytest.approx(1000 / 3, rel=0.002) and far.dw == pytest.approx([1 / 3])


def test_far_out_softmax_regression_is_finite_too():
    far = softmax_regression([[1000.0], [0.0]], [0.0, 0.0], [[1.0]], [[0, 1]])
    assert far.value == 1000 and far.dw.tolist() == [[1.0], [-1.0]]


@pytest.mark.parametrize("at_kink, pull", [(0.0, 0.0), (1.0, -2.0), (0.25, -0.5)])
def test_at_the_kink_the_slope_is_the_one_that_was_asked_for(at_kink, pull):
    assert linear_svm([0.5], 0.0, [[2.0]], [1], slope_at_kink=at_kink).dw == pytest.approx([pull])


def test_logistic_regression_is_the_two_class_case_with_w_in_one_row_and_zeros_in_the_other():
    hot = one_hot((Y < 0).astype(int), 2)
    two = softmax_regression([W_, np.zeros(3)], [B_, 0.0], X, hot)
    one = logistic_regression(W_, B_, X, Y)
    assert two.value == pytest.approx(one.value) and np.allclose(two.dw, [one.dw, -one.dw])
    assert np.allclose(two.db, [one.db, -one.db])


def test_softmax_regression_is_a_network_of_one_layer():
    trace = forward(MLP((TABLE, BIAS, softmax)), X)
    grads, cost = backward(trace, HOT, cross_entropy), softmax_regression(TABLE, BIAS, X, HOT)
    assert_close(cost.value, cross_entropy.of(trace, HOT), "cost")
    assert_close(cost.dw, grads.dW[1], "dW")
    assert_close(cost.db, grads.db[1], "db")


def test_downhill_goes_the_way_of_descend():
    slow = list(islice(gradient_descent(lambda w, b: softmax_regression(w, b, X, HOT), TABLE, BIAS, 0.5), 31))
    *_, fast = islice(descend(MLP((TABLE, BIAS, softmax)), X, HOT, cross_entropy, SGD(0.5)), 30)
    assert_close(slow[-1][0], fast.net[1].W, "W after 30 steps")
    assert_close(slow[-1][1], fast.net[1].b, "b after 30 steps")
    assert_close(slow[-2][2], fast.loss, "the loss seen in step 30")


def test_the_support_vector_machine_finds_the_widest_street():
    """Two points a distance 4 apart: the widest street has w = (½, 0), b = 0 and both margins are 1."""
    x, y = [[2.0, 1.0], [-2.0, 1.0]], [1, -1]
    steps = gradient_descent(lambda w, b: linear_svm(w, b, x, y, penalty=0.01), [0.0, 0.0], 0.0, 0.05)
    *_, (w, b, _) = islice(steps, 5000)
    assert w == pytest.approx([0.5, 0], abs=0.06) and abs(b) < 0.06


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: logistic_regression([1.0], 0.0, [[1.0, 2.0]], [1]), "an example holds 2 values, but w has 1"),
        (lambda: logistic_regression([1.0], 0.0, [[1.0]], [0]), "y holds the label 0"),
        (lambda: linear_svm([1.0], 0.0, [[1.0]], [1], penalty=-1), "penalty is -1"),
        (lambda: linear_svm([1.0], 0.0, [[1.0]], [1], slope_at_kink=2), "slope_at_kink is 2"),
        (lambda: softmax_regression([[1.0]], [0.0, 0.0], [[1.0]], [[1, 0]]), "W must have shape (2, 1)"),
        (lambda: softmax_regression([[1.0], [0.0]], [0.0, 0.0], [[1.0]], [[1, 1]]), "y adds up to 2"),
        (lambda: next(gradient_descent(None, [0.0], 0.0, -1)), "rate is -1"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(call, words):
    with pytest.raises(InputError) as error:
        call()
    assert words in str(error.value)
