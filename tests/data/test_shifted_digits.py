"""Digits moved across their paper: nothing comes round the other side (row 16.4)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits, random_shifts, shift_images

X = digits().x[:20]


def moved(image, down, right):
    """The definition, pixel by pixel."""
    out = np.zeros((28, 28))
    for i, j in np.ndindex(28, 28):
        if 0 <= i + down < 28 and 0 <= j + right < 28:
            out[i + down, j + right] = image.reshape(28, 28)[i, j]
    return out.ravel()


@pytest.mark.parametrize("by", [(0, 0), (1, 0), (0, -2), (-4, 3), (27, 27), (28, 0), (-40, 5)])
def test_it_is_the_definition(by):
    assert np.array_equal(shift_images(X[:3], by), [moved(image, *by) for image in X[:3]])


def test_each_image_may_have_its_own_shift():
    by = random_shifts(20, np.random.default_rng(0))
    assert np.array_equal(shift_images(X, by), [moved(image, *way) for image, way in zip(X, by)])


def test_up_to_four_pixels_hardly_any_ink_is_lost():
    """The digits stand in the middle 20 × 20 pixels; those that were centred by their mass may reach further out."""
    x = digits().x_test
    kept = shift_images(x, random_shifts(len(x), np.random.default_rng(1))).sum() / x.sum()
    assert kept > 0.99


def test_shifts_are_even_and_bounded():
    by = random_shifts(9000, np.random.default_rng(0), 4)
    counts = [np.bincount(by[:, axis] + 4, minlength=9) for axis in (0, 1)]
    assert all(len(n) == 9 and n.min() > 850 for n in counts)
    assert not random_shifts(5, np.random.default_rng(0), 0).any()


def test_float32_stays_float32_and_the_digits_are_not_changed():
    x = X.astype(np.float32)
    assert shift_images(x, (1, 1)).dtype == np.float32 and np.array_equal(x, X.astype(np.float32))


@pytest.mark.parametrize(
    "x, by, says",
    [
        (np.ones((2, 64)), (1, 1), "x has 64 numbers per image. Give 784"),
        (X, (1, 1, 1), r"by has shape \(3,\). Give two whole numbers"),
        (X, np.zeros((3, 2)), r"by has shape \(3, 2\)"),
        (X, (0.5, 1), "Give two whole numbers, or a pair of them per image"),
        (X * np.nan, (1, 1), "x holds nan"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(x, by, says):
    with pytest.raises(InputError, match=says):
        shift_images(x, by)
