"""conv2d against its definition by loops, scipy, and central differences; what it refuses (row 16.4)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import conv2d, output_side, patches
from lecture_lib.nn import central_difference

SETTINGS = [
    # image, channels, kernel, kernels, stride, padding
    ((5, 6), 2, (3, 3), 3, 1, 0),
    ((5, 6), 2, (3, 3), 3, 1, 1),
    ((7, 6), 1, (2, 3), 2, 2, 0),
    ((6, 7), 3, (3, 2), 2, 3, 2),
    ((4, 4), 2, (4, 4), 1, 1, 0),
    ((5, 5), 2, (1, 1), 4, 2, 0),
]
every_setting = pytest.mark.parametrize("setting", SETTINGS, ids=str)


def drawn(setting, n=2, seed=0):
    (high, wide), channels, kernel, out, stride, padding = setting
    rng = np.random.default_rng(seed)
    x, K = rng.normal(size=(n, high, wide, channels)), rng.normal(size=(*kernel, channels, out))
    return x, K, rng.normal(size=out), stride, padding


def by_loops(x, K, b, stride, padding):
    """The definition, one product at a time; what lies outside the image is 0."""
    n, high, wide, channels = x.shape
    k, l, _, out = K.shape
    rows, columns = (high + 2 * padding - k) // stride + 1, (wide + 2 * padding - l) // stride + 1
    y = np.zeros((n, rows, columns, out))
    for m, i, j, o in np.ndindex(y.shape):
        y[m, i, j, o] = b[o]
        for u, v, c in np.ndindex(k, l, channels):
            p, q = i * stride + u - padding, j * stride + v - padding
            if 0 <= p < high and 0 <= q < wide:
                y[m, i, j, o] += x[m, p, q, c] * K[u, v, c, o]
    return y


@every_setting
def test_it_is_the_definition(setting):
    task = drawn(setting)
    assert np.allclose(conv2d(*task)[0], by_loops(*task), atol=1e-12)


@pytest.mark.slow
def test_it_is_scipys_correlation():
    signal = pytest.importorskip("scipy.signal")
    x, K, b, _, _ = drawn(((8, 9), 2, (3, 4), 2, 1, 0), n=1)
    wanted = [sum(signal.correlate2d(x[0, :, :, c], K[:, :, c, o], "valid") for c in range(2)) + b[o] for o in range(2)]
    assert np.allclose(conv2d(x, K, b)[0][0], np.moveaxis(wanted, 0, 2))


@every_setting
def test_its_gradients_are_the_central_differences(setting):
    x, K, b, stride, padding = drawn(setting)
    y, back = conv2d(x, K, b, stride, padding)
    weights = np.random.default_rng(1).normal(size=y.shape)

    def loss(x, K, b):
        return float((conv2d(x, K, b, stride, padding)[0] * weights).sum())

    parts = x, K, b
    for i, derivative in enumerate(back(weights)):
        flat = lambda p, i=i: loss(*(p.reshape(part.shape) if j == i else part for j, part in enumerate(parts)))
        expected = central_difference(flat, parts[i].ravel()).reshape(parts[i].shape)
        assert np.allclose(derivative, expected, atol=1e-7), ("x", "kernels", "bias")[i]


def test_a_dense_layer_is_a_convolution_with_a_kernel_as_large_as_the_volume():
    rng = np.random.default_rng(0)
    x, W, b = rng.normal(size=(3, 4, 5, 2)), rng.normal(size=(6, 40)), rng.normal(size=6)
    y, _ = conv2d(x, W.T.reshape(4, 5, 2, 6), b)
    assert np.allclose(y[:, 0, 0], x.reshape(3, -1) @ W.T + b)


def test_float32_stays_float32_and_what_is_given_is_not_changed():
    task = [np.ones(shape, np.float32) for shape in ((1, 4, 4, 1), (2, 2, 1, 3), (3,))]
    y, back = conv2d(*task)
    assert y.dtype == np.float32 and {d.dtype for d in back(np.ones_like(y))} == {np.dtype(np.float32)}
    assert all((part == 1).all() for part in task)


def test_patches_are_what_lies_under_the_kernel():
    x = np.arange(24.0).reshape(1, 4, 3, 2)
    assert patches(x, (2, 2), stride=2).shape == (1, 2, 1, 2, 2, 2)
    assert np.array_equal(patches(x, (2, 2), stride=2)[0, 1, 0], x[0, 2:4, 0:2])
    assert np.array_equal(patches(x, (2, 2), padding=1)[0, 0, 0, :, :, 0], [[0, 0], [0, 0]])


IMAGE, KERNELS = np.ones((1, 3, 3, 2)), np.ones((2, 2, 2, 4))


@pytest.mark.parametrize(
    "task, says",
    [
        ((IMAGE, np.ones((5, 5, 2, 4)), np.ones(4)), "the kernel has side 5, but the image has only 3"),
        (
            (IMAGE, np.ones((6, 6, 2, 4)), np.ones(4), 1, 1),
            "side 6, but the image has .* = 5 with its padding",
        ),
        ((IMAGE, KERNELS, np.ones(4), 0), "stride is 0. Give a whole number of at least 1"),
        ((IMAGE, KERNELS, np.ones(4), 1.5), "stride is 1.5. Give a whole number"),
        ((IMAGE, KERNELS, np.ones(4), 1, -1), "padding is -1. Give a whole number of at least 0"),
        ((IMAGE[..., :1], KERNELS, np.ones(4)), "x has 1 channel, but the kernels read 2"),
        ((IMAGE[0], KERNELS, np.ones(4)), r"x has shape \(3, 3, 2\). Give a batch of volumes"),
        ((IMAGE, KERNELS[0], np.ones(4)), r"kernels has shape \(2, 2, 4\)"),
        ((IMAGE, KERNELS, np.ones(3)), "bias holds 3 numbers"),
        ((IMAGE * np.nan, KERNELS, np.ones(4)), "x holds nan"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(task, says):
    with pytest.raises(InputError, match=says):
        conv2d(*task)


def test_output_side_counts_the_positions():
    for side in range(1, 12):
        for k in range(1, side + 1):
            for stride in (1, 2, 3):
                assert output_side(side, k, stride) == len(range(0, side - k + 1, stride))
