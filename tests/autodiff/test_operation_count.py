"""Counting arrays: exact against counts by hand, and against n_out · n_in · n for any network (row 10.5)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import MLP, InputError, backward, forward, half_squares, identity, relu, sigmoid, softmax, tanh
from lecture_lib.autodiff import CountingArray, Tally, counting_array, counting_net
from lecture_lib.nn import backward_checked, forward_checked


def made(*shape):
    tally = Tally()
    return counting_array(np.arange(1.0, 1 + np.prod(shape)).reshape(shape), tally), tally


HAND = [
    ("scalar times vector", (3,), lambda v: 2 * v, 3, 0),
    ("elementwise", (2, 3), lambda M: M * M, 6, 0),
    ("broadcast", (2, 3), lambda M: M * M[0], 6, 0),
    ("divide", (4,), lambda v: v / 2, 4, 0),
    ("two over v", (4,), lambda v: 2 / v, 4, 0),
    ("square", (5,), lambda v: v**2, 5, 0),
    ("fourth power", (5,), lambda v: v**4, 15, 0),
    ("first power", (5,), lambda v: v**1, 0, 0),
    ("inverse", (5,), lambda v: v**-1, 5, 0),
    ("square method", (5,), np.square, 5, 0),
    ("dot", (4,), lambda v: v @ v, 4, 3),
    ("np.dot", (4,), lambda v: np.dot(v, v), 4, 3),
    ("v.dot", (4,), lambda v: v.dot(v), 4, 3),
    ("plain at counted", (4,), lambda v: np.ones(4) @ v, 4, 3),
    ("inner", (2, 3), lambda M: np.inner(M, M), 12, 8),
    ("vdot", (2, 3), lambda M: np.vdot(M, M), 6, 5),
    ("dot with a number", (3,), lambda v: np.dot(2.0, v), 3, 0),
    ("matrix vector", (2, 3), lambda M: M @ np.ones(3), 6, 4),
    ("vector matrix", (2, 3), lambda M: np.ones(2) @ M, 6, 3),
    ("matrix matrix", (2, 3), lambda M: M @ M.T, 12, 8),
    ("stack of matrices", (5, 2, 3), lambda T: T @ np.ones((3, 4)), 120, 80),
    ("outer", (3,), lambda v: np.outer(v, v), 9, 0),
    ("outer of a ufunc", (3,), lambda v: np.multiply.outer(v, v), 9, 0),
    ("sum", (2, 3), np.sum, 0, 5),
    ("sum of columns", (2, 3), lambda M: M.sum(axis=0), 0, 3),
    ("mean", (4,), np.mean, 1, 3),
    ("product", (4,), np.prod, 3, 0),
    ("plus minus", (4,), lambda v: v + 1 - v, 0, 8),
    ("in place", (4,), lambda v: v.__imul__(3), 4, 0),
    ("turned and cut", (2, 3), lambda M: M.T[1:].ravel() * 1, 4, 0),
    ("number by number", (3,), lambda v: sum(s * s for s in v), 3, 3),
    ("through where", (4,), lambda v: np.where(v > 2, v, 0) * 2, 4, 0),
    ("function", (4,), np.exp, 0, 0),
    ("comparison", (4,), lambda v: v > 2, 0, 0),
    ("minus sign", (4,), lambda v: -v, 0, 0),
]


@pytest.mark.parametrize("name, shape, act, products, sums", HAND, ids=[case[0] for case in HAND])
def test_by_hand(name, shape, act, products, sums):
    array, tally = made(*shape)
    result = act(array)
    assert (tally.multiplications, tally.additions) == (products, sums)
    with np.errstate(all="ignore"):
        assert np.array_equal(np.asarray(result), np.asarray(act(np.arange(1.0, 1 + np.prod(shape)).reshape(shape))))


def test_functions_are_counted_by_name_and_numbers_out_of_an_array_still_count():
    v, tally = made(4)
    assert np.exp(v)[0] * 2 and tally.by["exp"] == 4 and tally.multiplications == 1
    tally.reset()
    assert (tally.multiplications, tally.additions, tally.by["exp"]) == (0, 0, 0)


def test_truth_values_and_indices_stay_plain():
    v, _ = made(4)
    assert (
        not isinstance(v > 2, CountingArray)
        and not isinstance(np.argmax(v), CountingArray)
        and isinstance(v + 1, CountingArray)
    )


@pytest.mark.parametrize(
    "act",
    [lambda v: np.einsum("i,i", v, v), lambda v: np.convolve(v, v), np.add.accumulate, lambda v: v**1.5],
    ids=["einsum", "convolve", "accumulate", "root"],
)
def test_what_cannot_be_counted_is_refused_in_words(act):
    with pytest.raises(InputError, match="counting"):
        act(made(4)[0])


sizes = st.lists(st.integers(1, 7), min_size=2, max_size=5)


@settings(max_examples=40, deadline=None)
@given(sizes, st.integers(1, 6), st.sampled_from([identity, sigmoid, tanh, relu, softmax]))
def test_a_pass_takes_what_the_formula_says(sizes, n, g):
    net, x = MLP.random(sizes, g, rng=np.random.default_rng(0)), np.random.default_rng(1).normal(size=(n, sizes[0]))
    y, tally = np.ones((n, sizes[-1])), Tally()
    trace = forward_checked(counting_net(net, tally), counting_array(x, tally))
    products = n * sum(n_out * n_in for n_in, n_out in zip(sizes, sizes[1:]))
    assert tally.by["matmul"] == products and np.array_equal(trace.a[-1], forward(net, x).a[-1])
    tally.reset()
    grads = backward_checked(trace, y, half_squares)
    assert tally.by["matmul"] == 2 * products
    plain = backward(forward(net, x), y, half_squares)
    assert all(np.allclose(grads.dW[l], plain.dW[l], rtol=1e-12) for l in range(1, len(sizes)))
