"""The small CNN: its gradient, its loss, its batches, and what it refuses (row 16.4)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import conv2d, conv_net_logits, conv_net_loss, initial_conv_net, max_pool2d
from lecture_lib.data import digits
from lecture_lib.nn import cross_entropy, one_hot, softmax

X, Y = digits().x[:3], digits().y[:3]
START = initial_conv_net(np.random.default_rng(0), float)


def test_the_logits_are_those_of_the_layers_one_by_one():
    K1, b1, K2, b2, W, c = START
    h = X.reshape(-1, 28, 28, 1)
    h = max_pool2d(np.maximum(conv2d(h, K1, b1)[0], 0))[0]
    assert h.shape[1:] == (12, 12, 8)
    h = max_pool2d(np.maximum(conv2d(h, K2, b2, padding=1)[0], 0))[0]
    assert h.shape[1:] == (6, 6, 16)
    z = h.reshape(3, -1) @ W.T + c
    assert np.allclose(conv_net_logits(START, X), z)
    assert np.isclose(conv_net_loss(START, X, Y)[0], cross_entropy(softmax(z), one_hot(Y, 10)))


@pytest.mark.parametrize("i", range(6))
def test_each_gradient_is_the_central_difference_along_random_directions(i):
    rng = np.random.default_rng(i)
    parameters = [p + 0.1 * rng.normal(size=p.shape) for p in START]  # biases that are not 0
    gradient = conv_net_loss(parameters, X, Y)[1]
    assert [d.shape for d in gradient] == [p.shape for p in parameters]
    for _ in range(6):
        way, h = rng.normal(size=parameters[i].shape), 1e-6
        ends = [[p + s * h * way if j == i else p for j, p in enumerate(parameters)] for s in (1, -1)]
        up, down = (conv_net_loss(end, X, Y)[0] for end in ends)
        assert np.isclose((up - down) / (2 * h), (gradient[i] * way).sum(), rtol=1e-5, atol=1e-7)


def test_a_batch_is_the_mean_of_its_images_in_both_layouts():
    loss, gradient = conv_net_loss(START, X, Y)
    singles = [conv_net_loss(START, X[i : i + 1], Y[i : i + 1]) for i in range(3)]
    assert np.isclose(loss, np.mean([single for single, _ in singles]))
    assert all(np.allclose(d, np.mean([g[i] for _, g in singles], axis=0)) for i, d in enumerate(gradient))
    assert np.isclose(conv_net_loss(START, X.reshape(3, 28, 28, 1), Y)[0], loss)


def test_float32_is_computed_in_float32():
    start = initial_conv_net(np.random.default_rng(0))
    _, gradient = conv_net_loss(start, X.astype(np.float32), Y)
    assert {d.dtype for d in gradient} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    "x, y, says",
    [
        (X, [0, 1, 10], "classes holds 10. Give whole numbers from 0 to 9"),
        (X, [0, 1, -1], "classes holds -1"),
        (X, [0, 1, 2.5], "classes holds 2.5"),
        (X, [0, 1], "x holds 3 images, but classes holds 2 labels"),
        (X[:, :700], Y, r"x has shape \(3, 700\). Give images as rows of 784 numbers"),
        (np.ones((3, 28, 28, 3)), Y, r"x has shape \(3, 28, 28, 3\)"),
        (np.full_like(X, np.inf), Y, "every number must be finite"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(x, y, says):
    with pytest.raises(InputError, match=says):
        conv_net_loss(START, x, y)


def test_parameters_of_another_network_are_refused():
    with pytest.raises(InputError, match="the parameters have shapes"):
        conv_net_logits(START[:5], X)
