"""The nearest mean: means by loops, ties, and the network of one layer that is the same (row 15.1)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.linear import class_means, nearest_mean, nearest_mean_net

RNG = np.random.default_rng(2)


def test_the_means_are_those_of_a_loop():
    x, y = RNG.normal(size=(30, 4)), RNG.integers(0, 3, 30)
    for k, mean in enumerate(class_means(x, y, 3)):
        own = [row for row, c in zip(x, y) if c == k]
        assert np.allclose(mean, sum(own) / len(own))


def test_the_nearest_mean_is_that_of_a_loop_and_the_first_of_equals():
    means, x = RNG.normal(size=(5, 3)), RNG.normal(size=(40, 3))
    assert nearest_mean(means, x).tolist() == [min(range(5), key=lambda k: sum((means[k] - row) ** 2)) for row in x]
    assert nearest_mean(means, x[0]) == nearest_mean(means, x)[0]
    assert nearest_mean([[0.0], [2.0]], [1.0]) == 0


def test_on_the_digits_it_reads_784_of_1000():
    d = digits()
    read = nearest_mean(class_means(d.x, d.y), d.x_test)
    assert int((read == d.y_test).sum()) == 784


def test_its_outputs_are_the_squared_distances_but_for_what_all_share():
    means, x = RNG.normal(size=(4, 6)), RNG.normal(size=6)
    outputs = nearest_mean_net(means)(x)
    assert np.allclose(((x - means) ** 2).sum(axis=1), x @ x - 2 * outputs)


@pytest.mark.parametrize(
    "x, classes, says",
    [
        ([[1.0], [2.0]], [0], "x holds 2 examples, but classes holds 1"),
        ([[1.0]], [2], "holds 2. Give whole numbers from 0 to 1"),
        ([[1.0]], [-1], "holds -1"),
        ([[1.0]], [1], "class 0 has no example"),
        ([[np.nan]], [0], "holds nan"),
    ],
)
def test_what_has_no_mean_is_refused_in_words(x, classes, says):
    with pytest.raises(InputError, match=says):
        class_means(x, classes, 2)


@pytest.mark.parametrize(
    "x, says",
    [
        (np.zeros((8, 8)), "an example in x has 8 numbers, but a mean has 784"),
        (np.zeros(64), "an example in x has 64 numbers"),
        (np.full(784, np.nan), "x holds nan"),
        (np.zeros((2, 28, 28)), "x has shape"),
    ],
)
def test_an_image_of_the_wrong_size_is_refused_in_words(x, says):
    with pytest.raises(InputError, match=says):
        nearest_mean(np.zeros((10, 784)), x)
