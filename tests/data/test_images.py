"""Images as rows: what is read, what is refused in words, and where shifted pixels arrive (row 15.1)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits, image_classes, image_rows, shift_images, with_shifted_copies

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("shape, n", [((784,), 1), ((28, 28), 1), ((3, 784), 3), ((3, 28, 28), 3), ((1, 784), 1)])
def test_images_are_read_in_every_usual_shape(shape, n):
    images = RNG.uniform(size=shape)
    rows = image_rows(images)
    assert rows.shape == (n, 784) and np.array_equal(rows.ravel(), images.ravel())
    assert image_rows(images.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    "images, says",
    [
        (np.zeros((8, 8)), r"has shape \(8, 8\). Give \(784,\), \(28, 28\)"),
        (np.zeros(783), r"has shape \(783,\)"),
        (np.zeros((28, 784)).T, r"has shape \(784, 28\)"),
        (np.zeros((2, 28, 27)), r"has shape \(2, 28, 27\)"),
        (np.full(784, np.nan), r"holds nan at \[0\]; every number must be finite"),
        (np.full((28, 28), 255), "holds 255; pixels go from 0 .paper. to 1 .ink.: divide by 255"),
        (np.full(784, -0.5), "holds -0.5; pixels go from 0"),
        ([], "is empty"),
        ("a seven", "holds text"),
    ],
)
def test_an_image_that_is_none_is_refused_in_words(images, says):
    with pytest.raises(InputError, match=says):
        image_rows(images)


def test_the_five_copies_keep_their_class_and_show_the_same_ink():
    x, y = digits().x[:6], digits().y[:6]
    copies, classes = with_shifted_copies(x, y)
    assert classes.tolist() == y.tolist() * 5 and np.array_equal(copies[:6], x)
    assert np.allclose(copies.sum(axis=1).reshape(5, 6), x.sum(axis=1))  # nothing was cut off at the edge
    for copy, step in zip(copies.reshape(5, 6, 784)[1:], ((1, 0), (-1, 0), (0, 1), (0, -1))):
        assert np.array_equal(copy, shift_images(x, step))


@pytest.mark.parametrize("classes, says", [([1, 2], "1 images came with 2"), ([10], "holds 10"), ([0.5], "holds 0.5")])
def test_labels_outside_the_classes_are_refused_in_words(classes, says):
    with pytest.raises(InputError, match=says):
        with_shifted_copies(np.zeros(784), classes)
    if len(classes) == 1:
        with pytest.raises(InputError, match="whole numbers from 0 to 9"):
            image_classes(classes)
