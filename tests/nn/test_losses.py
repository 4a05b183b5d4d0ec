"""Losses: values by hand, slopes by the complex step, probabilities that underflow, bad targets."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import (
    MLP,
    InputError,
    absolute,
    binary_cross_entropy,
    cross_entropy,
    forward,
    half_squares,
    identity,
    one_hot,
    relu,
    sigmoid,
    softmax,
)
from lecture_lib.nn import targets_like
from tests.reference_gradients import TERMS, assert_close, complex_step

pytestmark = pytest.mark.filterwarnings("error")

EVERY = [half_squares, absolute, binary_cross_entropy, cross_entropy]
LARGEST = {dtype: float(np.finfo(dtype).max) for dtype in (np.float32, np.float64)}
PROBABILITIES = st.floats(0, 1)


def passing(z, g):
    """Return the trace of a network whose last z is this: the input goes straight through."""
    z = np.asarray(z)
    k = z.shape[-1]
    return forward(MLP((np.eye(k, dtype=z.dtype), np.zeros(k, z.dtype), g)), z)


def test_values_by_hand():
    assert half_squares([3.0, 1.0], [1.0, 2.0]) == 2.5 and absolute([3.0, 1.0], [1.0, 2.0]) == 3
    assert half_squares([[3.0], [1.0]], [1.0, 2.0]) == 1.25 and absolute([[3.0], [1.0]], [1.0, 2.0]) == 1.5
    assert np.isclose(binary_cross_entropy([0.25], [1]), np.log(4)) and binary_cross_entropy([0.0, 1.0], [0, 1]) == 0
    assert np.isclose(cross_entropy([[0.5, 0.5], [0.25, 0.75]], one_hot([0, 0], 2)), np.log(8) / 2)
    assert half_squares(3.0, 1.0) == 2 and absolute(3, 1) == 2 and np.isclose(binary_cross_entropy(0.5, 1), np.log(2))


def test_the_sum_is_over_outputs_and_the_mean_over_examples():
    rng = np.random.default_rng(0)
    a, y = rng.dirichlet(np.ones(3), 5), rng.dirichlet(np.ones(3), 5)
    for loss in EVERY:
        assert np.isclose(loss(a, y), np.mean([loss(p, q) for p, q in zip(a, y)]), rtol=1e-14)
        assert np.isclose(loss(a, y), TERMS[loss.name](a, y).sum() / 5, rtol=1e-14)


@pytest.mark.parametrize("loss", EVERY, ids=repr)
def test_a_perfect_output_costs_nothing(loss):
    assert str(loss([0.0, 1.0], [0.0, 1.0])) == "0.0"  # and not -0.0


def test_zero_times_log_zero_is_zero():
    assert cross_entropy([0.0, 0.5, 0.5], [0, 1, 0]) == np.log(2)
    assert (
        cross_entropy([0.0, 1.0], [1, 0])
        == binary_cross_entropy([0.0], [1])
        == binary_cross_entropy([1.0], [0])
        == np.inf
    )
    assert cross_entropy.slope(np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [0, -1]
    assert cross_entropy.slope(np.array([5e-324, 1.0]), np.array([1.0, 0.0])).tolist() == [-np.inf, 0]
    assert binary_cross_entropy.slope(np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [1, -1]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("gap", [1e3, 1e4, 1e30])
def test_finite_where_the_probability_underflows(gap, dtype):
    trace = passing(np.array([[gap, 0.0]], dtype), softmax)
    assert trace.a[-1].tolist() == [[1, 0]] and trace.a[-1].dtype == dtype
    assert cross_entropy.of(trace, [[0, 1]]) == np.array(gap, dtype) and cross_entropy.of(trace, [[1, 0]]) == 0
    for z, wrong in ((gap, 0), (-gap, 1)):
        trace = passing(np.array([z], dtype), sigmoid)
        assert binary_cross_entropy.of(trace, [wrong]) == np.array(gap, dtype)
        assert binary_cross_entropy.of(trace, [1 - wrong]) == 0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_largest_floats(dtype):
    top = LARGEST[dtype]
    for y in ([1, 0], [0, 1], [0.5, 0.5]):
        assert np.isfinite(cross_entropy.of(passing(np.array([top, -top], dtype), softmax), y))
        assert np.isfinite(binary_cross_entropy.of(passing(np.array([top], dtype), sigmoid), y[:1]))
        assert np.isfinite(binary_cross_entropy.of(passing(np.array([-top], dtype), sigmoid), y[:1]))
    a = np.array([top, -top, 0.0], dtype)
    assert absolute(a, -a) == half_squares(a, -a) == np.inf  # beyond the largest float, and no warning
    assert absolute(a, a) == half_squares(a, a) == 0


@pytest.mark.parametrize("dtype, width", [(np.float64, 64), (np.float32, 32)])
@settings(max_examples=60)
@given(data=st.data())
def test_no_finite_input_gives_nan_or_a_warning(dtype, width, data):
    finite = st.floats(allow_nan=False, allow_infinity=False, width=width)
    z = np.array(data.draw(st.lists(finite, min_size=2, max_size=4)), dtype)
    other = np.array(data.draw(st.lists(finite, min_size=len(z), max_size=len(z))), dtype)
    probability = np.array(data.draw(st.lists(PROBABILITIES, min_size=len(z), max_size=len(z))))
    hot = one_hot(data.draw(st.integers(0, len(z) - 1)), len(z))
    found = [
        half_squares(z, other),
        absolute(z, other),
        half_squares.of(passing(z, identity), other),
        binary_cross_entropy.of(passing(z, sigmoid), probability),
        cross_entropy.of(passing(z, softmax), hot),
        binary_cross_entropy(sigmoid(z), probability),
        cross_entropy(softmax(z), hot),
    ]
    assert min(found) >= 0 and not np.isnan(found).any()
    for loss, a, y in (
        (half_squares, z, other),
        (absolute, z, other),
        (cross_entropy, softmax(z), hot.astype(dtype)),
        (binary_cross_entropy, sigmoid(z), probability.astype(dtype)),
    ):
        with np.errstate(over="ignore"):  # a sum beyond the largest float is infinite
            assert loss.terms(a, y).dtype == loss.slope(a, y).dtype == dtype
            assert not np.isnan(loss.slope(a, y)).any()


@settings(max_examples=60)
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=5), st.integers(0, 1))
def test_both_ways_agree_where_both_can(z, c):
    hot = one_hot(c, len(z))
    assert np.isclose(cross_entropy.of(passing(z, softmax), hot), cross_entropy(softmax(z), hot), rtol=1e-9, atol=1e-12)
    z = np.clip(z, -15, 15)  # beyond, 1 - p has lost its digits: that is the point of z
    assert np.isclose(
        binary_cross_entropy.of(passing(z, sigmoid), hot), binary_cross_entropy(sigmoid(z), hot), rtol=1e-8
    )


@pytest.mark.parametrize("loss", EVERY, ids=repr)
@settings(max_examples=60)
@given(data=st.data())
def test_the_slope_is_the_derivative(loss, data):
    a = np.array(data.draw(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4)))
    y = np.array(data.draw(st.lists(PROBABILITIES, min_size=len(a), max_size=len(a))))
    if np.any(np.abs(a - y) < 1e-6):
        y = np.where(np.abs(a - y) < 1e-6, 0.0, y)
    assert_close(loss.slope(a, y), complex_step(lambda p: TERMS[loss.name](p, y).sum(), a), "slope")


@pytest.mark.parametrize(
    "loss, a, y, words",
    [
        (
            cross_entropy,
            [-0.5, 1.5],
            [0, 1],
            "the output holds -0.5; this loss compares probabilities, from 0 to 1",
        ),
        (cross_entropy, [0.5, 0.5], [1, 1], "y adds up to 2"),
        (cross_entropy, [[0.5, 0.5]] * 2, [[1, 0], [0, 0]], "y adds up to 0"),
        (cross_entropy, [0.5, 0.5], [2, -1], "y holds 2"),
        (cross_entropy, [[0.5, 0.9]], [[1, 0]], "the output adds up to 1.4 in an example"),
        (cross_entropy, [0.3, 0.3, 0.3], [1, 0, 0], "the output adds up to 0.9"),
        (binary_cross_entropy, [0.5], [-1], "y holds -1; this loss compares probabilities, from 0 to 1"),
        (binary_cross_entropy, [3.2], [1], "the output holds 3.2"),
        (half_squares, [1, 2], [1], "y has shape (1,), but the output has shape (2,); they must be equal"),
        (half_squares, [[1], [2]], [1, 2, 3], "y has shape (3,), but the output has shape (2, 1)"),
        (half_squares, [[1, 2], [3, 4]], [1, 2], "y has shape (2,), but the output has shape (2, 2)"),
        (half_squares, [[1], [2]], [[1, 2]], "y has shape (1, 2)"),
        (half_squares, [1, 2], [1, np.nan], "y holds nan at [1]"),
        (half_squares, [1, np.inf], [1, 2], "the output holds inf at [1]"),
        (
            half_squares,
            np.float32([1]),
            [1e300],
            "y holds 1e+300, but the output is float32, which ends at 3.4",
        ),
        (half_squares, [[1], [2, 3]], [1, 2], "the output has rows of different lengths"),
        (absolute, "a", [1], "the output holds text"),
        (absolute, [1], None, "y holds None"),
    ],
)
def test_what_does_not_fit_is_refused(loss, a, y, words):
    with pytest.raises(InputError) as error:
        loss(a, y)
    assert words in str(error.value)


def test_a_loss_reads_a_trace():
    for bad in ([1.0], None, MLP(([[1.0]], [0.0], relu))):
        with pytest.raises(InputError, match="the trace that forward"):
            half_squares.of(bad, [1.0])
    with pytest.raises(InputError, match=r"the output holds 3; .* from 0 to 1"):
        cross_entropy.of(passing([3.0, 0.0], identity), [1, 0])


def test_targets_take_the_shape_of_the_output():
    assert targets_like([1, 2], np.zeros((2, 1))).tolist() == [[1], [2]] and targets_like(3, np.zeros(1)).tolist() == [
        3
    ]
    assert targets_like([1, 2], np.zeros(2, np.float32)).dtype == np.float32
    for y, shape in (([1, 2], (2, 2)), ([[1, 2]], (2, 1)), (1, (2,)), ([1], (2, 1)), ([[1], [2]], (2,))):
        with pytest.raises(InputError, match="they must be equal"):
            targets_like(y, np.zeros(shape))


@pytest.mark.parametrize(
    "classes, k, words",
    [
        ([0, 3], 3, "classes holds 3. Give whole numbers from 0 to 2"),
        ([-1], 3, "classes holds -1"),
        ([0.5], 3, "holds 0.5"),
        ([0], 0, "k is 0"),
        ([0], 2.5, "k is 2.5"),
        ([0], 2.0**63, "k is 9.22337e+18; 1 rows of that length would fill the memory"),
        ([0, 1, 0], 10**8, "3 rows of that length"),
        (np.ma.array([0, 9], mask=[0, 1]), 3, "classes holds masked entries"),
        ([0], "3", "k holds text"),
        ([0], None, "k holds None"),
        (["a"], 3, "text"),
        ([[0]], 3, "(1, 1)"),
        ([], 3, "empty"),
    ],
)
def test_one_hot_refuses(classes, k, words):
    with pytest.raises(InputError) as error:
        one_hot(classes, k)
    assert words in str(error.value)


def test_one_hot():
    assert one_hot(1, 3).tolist() == [0, 1, 0] and one_hot([1, 1], 2).tolist() == [[0, 1], [0, 1]]
    assert one_hot([0], 3.0).tolist() == [[1, 0, 0]] and one_hot([7], 10**7)[0, 6:9].tolist() == [0, 1, 0]


def test_probabilities_that_were_rounded_are_taken():
    assert math.isclose(cross_entropy([0.705, 0.259, 0.035], [0, 1, 0]), -math.log(0.259))
    assert math.isclose(cross_entropy(np.float32([[0.7, 0.3], [0.1, 0.9]]), [[1, 0], [0, 1]]), 0.2310, rel_tol=1e-3)


def test_nothing_is_changed():
    a, y = np.array([[0.2, 0.8]]), np.array([[1.0, 0.0]])
    for loss in EVERY:
        assert loss(a, y) == loss(a, y) and loss.slope(a, y).tolist() == loss.slope(a, y).tolist()
    assert a.tolist() == [[0.2, 0.8]] and y.tolist() == [[1, 0]]
