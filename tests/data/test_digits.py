"""The handwritten digits: as many as said, mixed, never changed, and really digits (rows 02.3, 06.4)."""

import hashlib

import numpy as np
import pytest

from lecture_lib.data import IMAGE_SIDE, digits

PIXEL_SUM, FIRST = 131267102, "671c0e015b025900"


def test_each_digit_is_there_equally_often_in_training_and_test():
    d = digits()
    assert np.bincount(d.y).tolist() == [400] * 10 and np.bincount(d.y_test).tolist() == [100] * 10
    assert d.x.shape == (4000, IMAGE_SIDE**2) and d.x_test.shape == (1000, IMAGE_SIDE**2)
    assert d.x.min() == 0 and d.x.max() == 1


@pytest.mark.slow
def test_no_image_is_there_twice_so_that_the_test_is_fair():
    d = digits()
    assert len(np.unique(np.concatenate([d.x, d.x_test]), axis=0)) == 5000


def test_the_order_is_mixed():
    for y in (digits().y, digits().y_test):
        for k in range(0, len(y), 100):
            assert len(set(y[k : k + 100])) == 10, f"a hundred images from number {k} on lack a digit"


def test_the_arrays_cannot_be_spoiled():
    for array in digits():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_labels_belong_to_their_images():
    """The mean image of each digit is nearest to most test images of that digit: wrong labels would give a tenth."""
    d = digits()
    means = np.stack([d.x[d.y == k].mean(axis=0) for k in range(10)])
    nearest = ((d.x_test[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == d.y_test).mean() > 0.75


def test_the_file_is_the_one_whose_source_is_given():
    d = digits()
    pixels = np.rint(np.concatenate([d.x, d.x_test]) * 255).astype(np.uint8)
    assert int(pixels.sum(dtype=np.int64)) == PIXEL_SUM
    assert hashlib.sha256(pixels[0].tobytes()).hexdigest()[:16] == FIRST
