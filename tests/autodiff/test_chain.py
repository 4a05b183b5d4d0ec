"""Lecture D's algorithm 1 against the course's backward, and against the complex step (row 10.3)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import (
    MLP,
    InputError,
    backward,
    binary_cross_entropy,
    forward,
    half_squares,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from lecture_lib.autodiff import Dense, as_chain, backpropagate_chain
from lecture_lib.nn import complex_step


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=6),
    st.sampled_from([identity, sigmoid, tanh, relu, softmax]),
    st.integers(0, 1000),
)
def test_the_same_numbers_from_both(sizes, g, seed):
    rng = np.random.default_rng(seed)
    net, x, y = (
        MLP.random(sizes, tanh if g is softmax else g, *[g] * (len(sizes) - 2), rng=rng),
        rng.normal(size=sizes[0]),
        rng.normal(size=sizes[-1]),
    )
    if len(sizes) == 2:
        net = net.with_layer(1, g=g)
    passed = backpropagate_chain(*as_chain(net), x, lambda a: a - y)
    grads = backward(forward(net, x), y, half_squares)
    for l in range(1, len(sizes)):
        assert np.allclose(passed.zeta[l], grads.da[l], rtol=1e-12, atol=1e-12)
        assert np.allclose(passed.g[l][0], grads.dW[l], rtol=1e-12, atol=1e-12)
        assert np.allclose(passed.g[l][1], grads.db[l], rtol=1e-12, atol=1e-12)
    assert passed.zeta[0] is None and passed.g[0] is None


def test_a_loss_whose_slope_is_not_its_partners():
    rng = np.random.default_rng(3)
    net, x, y = MLP.random((3, 4, 2), tanh, sigmoid, rng=rng), rng.normal(size=3), np.array([0.2, 0.9])
    passed = backpropagate_chain(*as_chain(net), x, lambda a: binary_cross_entropy.slope(a, y))
    grads = backward(forward(net, x), y, binary_cross_entropy)
    assert np.allclose(passed.g[1][0], grads.dW[1], rtol=1e-12, atol=1e-14)


class Scale:
    """f(a; θ) = θ a with one number θ: a step that is no dense layer."""

    def value(self, a, theta):
        return theta * a

    def pull_a(self, a, theta, zeta):
        return theta * zeta

    def pull_theta(self, a, theta, zeta):
        return a @ zeta


def test_any_step_that_can_pull_back_will_do():
    rng = np.random.default_rng(4)
    W, b, x = rng.normal(size=(2, 3)), rng.normal(size=2), rng.normal(size=3)
    passed = backpropagate_chain([Scale(), Dense(tanh), Scale()], [1.5, (W, b), -0.5], x, lambda a: a)
    whole = lambda p: ((p[1] * np.tanh(W @ (p[0] * x) + b)) ** 2).sum() / 2
    assert np.allclose([passed.g[1], passed.g[3]], complex_step(whole, [1.5, -0.5]), rtol=1e-12)


def test_as_many_parameters_as_steps():
    with pytest.raises(InputError, match="2 steps came with 1 parameters"):
        backpropagate_chain([Scale(), Scale()], [1.0], np.ones(2), lambda a: a)
