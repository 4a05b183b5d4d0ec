"""MNIST-1D: the examples are those of the published generator (row 14.5)."""

import numpy as np
import pytest

from lecture_lib.data import MNIST1D_TEMPLATES, mnist1d

FIRST = [-0.332006, -0.47191, -0.778697, -1.009741, -0.882353, 0.103935]
"""The first numbers of the first example that the package mnist1d 0.0.2 makes with its own seed, 42; all 5000 examples
of both were compared once, and differ by 1.3e-15 at most."""


def test_the_first_example_is_the_published_one():
    data = mnist1d()
    assert np.allclose(data.x[0, :6], FIRST, atol=1e-6) and data.y[:5].tolist() == [2, 6, 4, 5, 6]


def test_sizes_and_scale():
    data = mnist1d()
    assert data.x.shape == (4000, 40) and data.x_test.shape == (1000, 40) and MNIST1D_TEMPLATES.shape == (10, 12)
    both = np.concatenate([data.x, data.x_test])
    assert abs(both.mean()) < 1e-12 and abs(both.std() - 1) < 1e-12
    assert np.bincount(np.concatenate([data.y, data.y_test])).tolist() == [500] * 10


@pytest.mark.slow
def test_the_same_seed_gives_the_same_examples_and_another_seed_others():
    assert np.array_equal(mnist1d(1).x, mnist1d(1).x) and not np.array_equal(mnist1d(1).x, mnist1d(2).x)


@pytest.mark.slow
def test_labels_can_be_learned_from_the_signals():
    """Nearest neighbour by plain distance: well above chance, or signals and labels would not belong together."""
    data = mnist1d()
    x, probe = data.x, data.x_test[:200]
    nearest = ((probe[:, None] - x) ** 2).sum(axis=2).argmin(axis=1)
    assert (data.y[nearest] == data.y_test[:200]).mean() > 0.4


def test_examples_are_made_once_and_cannot_be_written_to():
    data = mnist1d()
    assert mnist1d(42).x is data.x and not any(array.flags.writeable for array in data)
