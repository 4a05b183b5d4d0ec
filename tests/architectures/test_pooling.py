"""Pooling against its definition and central differences; ties, edges and refusals (row 16.4)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import max_pool2d, mean_pool2d
from lecture_lib.nn import central_difference

POOLS = {"max": (max_pool2d, np.max), "mean": (mean_pool2d, np.mean)}
SETTINGS = [(2, None), (2, 1), (3, 2), (3, None), (1, 2)]  # windows that touch, overlap, leave gaps


@pytest.mark.parametrize("size, stride", SETTINGS)
@pytest.mark.parametrize("kind", POOLS)
def test_it_is_the_definition_and_its_gradient_the_central_difference(kind, size, stride):
    pool, of_window = POOLS[kind]
    x = np.random.default_rng(0).normal(size=(2, 5, 6, 2))
    y, back = pool(x, size, stride)
    step = stride or size
    for i, j in np.ndindex(y.shape[1:3]):
        window = x[:, i * step : i * step + size, j * step : j * step + size]
        assert np.allclose(y[:, i, j], of_window(window, axis=(1, 2)))
    assert y.shape[1:3] == tuple((side - size) // step + 1 for side in (5, 6))
    weights = np.random.default_rng(1).normal(size=y.shape)
    (dx,) = back(weights)
    expected = central_difference(
        lambda p: float((pool(p.reshape(x.shape), size, stride)[0] * weights).sum()), x.ravel()
    )
    assert np.allclose(dx.ravel(), expected, atol=1e-7)


def test_of_equal_maxima_the_first_one_gets_the_derivative():
    y, back = max_pool2d(np.ones((1, 2, 4, 1)))
    assert back(np.full_like(y, 3.0))[0][0, :, :, 0].tolist() == [[3, 0, 3, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("pool", [max_pool2d, mean_pool2d])
@pytest.mark.parametrize(
    "x, size, stride, says",
    [
        (np.ones((1, 2, 2, 1)), 3, None, "the kernel has side 3, but the image has only 2"),
        (np.ones((1, 4, 4, 1)), 2, 0, "stride is 0"),
        (np.ones((1, 4, 4, 1)), 0, None, "is 0. Give a whole number"),
        (np.ones((4, 4)), 2, None, r"x has shape \(4, 4\)"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(pool, x, size, stride, says):
    with pytest.raises(InputError, match=says):
        pool(x, size, stride)
