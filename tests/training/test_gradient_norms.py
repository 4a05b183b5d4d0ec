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


# --- what notebook 10 says of its factors (row 10.6)


def median_factor(g, gain, depth=20):
    flows = [gradient_sizes(depth, g, gain, np.random.default_rng(seed)) for seed in range(10)]
    return float(np.median([factor_per_layer(flow.dz) for flow in flows]))


@pytest.mark.parametrize(
    "g, gain, low, high",
    [
        (relu, np.sqrt(2), 0.95, 1.04),
        (relu, 0.5, 0.33, 0.37),
        (tanh, 1.0, 0.90, 0.96),
        (tanh, np.sqrt(2), 1.02, 1.08),
        (tanh, 4.0, 1.4, 1.6),
        (sigmoid, 0.5, 0.115, 0.13),
        (sigmoid, 4.0, 0.57, 0.66),
        (sigmoid, 8.0, 0.78, 0.88),
        (sigmoid, 12.0, 0.97, 1.1),
        (sigmoid, 32.0, 1.3, 1.55),
    ],
)
def test_the_factors_that_the_notebook_tells(g, gain, low, high):
    assert low < median_factor(g, gain) < high


def test_no_gain_of_the_card_brings_the_signal_through_twenty_layers_of_sigmoids():
    for gain in (0.2, 1.0, 2.0, 3.0, 4.0):
        for seed in range(10):
            dz = gradient_sizes(20, sigmoid, gain, np.random.default_rng(seed), width=24, n=8).dz
            assert dz.max() / dz.min() > 1000


def test_a_deep_network_of_sigmoids_has_gradients_that_differences_cannot_see():
    sizes = gradient_sizes(25, sigmoid, 1.0, np.random.default_rng(0)).dz
    assert 1e-17 < sizes[0] / sizes[-1] < 1e-13
