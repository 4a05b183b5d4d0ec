"""The loop for any parameters goes the way of the loop for networks, and names derivatives that do not fit."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, SGD, Adam, InputError, Momentum, backward, descend, forward, half_squares, tanh
from lecture_lib.training import minimise

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 3)), RNG.normal(size=(20, 2))


@pytest.mark.parametrize("rule", [SGD(0.1), Momentum(0.1), Adam(0.01)], ids=lambda rule: type(rule).__name__)
def test_a_dense_layer_goes_the_way_of_descend(rule):
    start = MLP.random((3, 2), tanh, rng=np.random.default_rng(1))

    def loss(W, b):
        gradients = backward(forward(MLP((W, b, start[1].g)), X), Y, half_squares)
        return half_squares(start[1].g.value(X @ W.T + b), Y), (gradients.dW[1], gradients.db[1])

    *_, (parameters, _) = islice(minimise(loss, (start[1].W, start[1].b), rule), 21)
    *_, last = islice(descend(start, X, Y, half_squares, rule), 20)
    np.testing.assert_allclose(parameters[0], last.net[1].W, rtol=1e-9)
    np.testing.assert_allclose(parameters[1], last.net[1].b, rtol=1e-9)


def test_what_is_given_is_left_as_it_was():
    w = np.ones(2)
    list(islice(minimise(lambda w: (w @ w, [2 * w]), [w]), 5))
    assert w.tolist() == [1, 1]


def test_derivatives_that_do_not_fit_are_named():
    with pytest.raises(InputError, match=r"shapes \[\(3,\)\]; the parameters have shapes \[\(2,\)\]"):
        next(minimise(lambda w: (0.0, [np.zeros(3)]), [np.zeros(2)]))
