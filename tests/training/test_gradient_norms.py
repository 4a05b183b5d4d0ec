"""Sizes of gradients by layer: against theory where there is one, and against plain loops (row 10.6)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, backward, forward, half_squares, identity, relu, sigmoid, tanh
from lecture_lib.training import factor_per_layer, gradient_sizes, gradient_sizes_in


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("g, c", [(identity, 1.0), (relu, np.sqrt(0.5))])
def test_a_homogeneous_network_multiplies_by_the_gain(g, c, gain):
    found = [
        factor_per_layer(gradient_sizes(15, g, gain, np.random.default_rng(seed), width=64).dz) for seed in range(8)
    ]
    assert np.median(found) == pytest.approx(gain * c, rel=0.07)


def test_small_sigmoids_multiply_by_a_quarter_of_the_gain():
    found = [
        factor_per_layer(gradient_sizes(10, sigmoid, 0.2, np.random.default_rng(seed), width=64).dz)
        for seed in range(5)
    ]
    assert np.median(found) == pytest.approx(0.05, rel=0.05)


def test_small_relu_weights_make_dz_vanish_but_dW_equally_small_everywhere():
    flow = gradient_sizes(20, relu, 0.5, np.random.default_rng(0), width=64)
    assert flow.dz[0] < 1e-7 * flow.dz[-1] and 0.2 < flow.dW[0] / flow.dW[-1] < 5 and flow.dW.max() < 1e-6


def test_the_sizes_are_those_of_backward():
    rng = np.random.default_rng(1)
    net, x = MLP.random((3, 4, 2), tanh, rng=rng), rng.normal(size=(5, 3))
    flow, y = (
        gradient_sizes_in(net, x, np.random.default_rng(2)),
        forward(net, x).a[-1] - np.random.default_rng(2).normal(size=(5, 2)),
    )
    grads = backward(forward(net, x), y, half_squares)
    assert np.allclose(flow.dz, [np.sqrt(np.mean(grads.dz[l] ** 2)) for l in (1, 2)]) and np.allclose(
        flow.dW, [np.sqrt(np.mean(grads.dW[l] ** 2)) for l in (1, 2)]
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda: gradient_sizes(0, tanh, 1, np.random.default_rng(0)),
        lambda: gradient_sizes(2.5, tanh, 1, np.random.default_rng(0)),
        lambda: gradient_sizes(3, "tanh", 1, np.random.default_rng(0)),
        lambda: gradient_sizes(3, tanh, 0, np.random.default_rng(0)),
        lambda: factor_per_layer([1.0]),
        lambda: factor_per_layer([1.0, 0.0]),
    ],
)
def test_what_makes_no_sense_is_refused(act):
    with pytest.raises(InputError):
        act()
