"""Images as rows of numbers: read what a learner hands in, make copies to train on (row 15.1)."""

from __future__ import annotations

import numpy as np

from ..nn import one_hot
from ..validation import Array, InputError, numbers
from .digits import IMAGE_SIDE
from .shifted_digits import shift_images

_N_PIXELS = IMAGE_SIDE**2
ONE_PIXEL = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
"""Where the five copies of an image are: in place, and one pixel down, up, right, left."""


def image_rows(images, name: str = "the array of images") -> Array:
    """Return images as rows of 784 numbers: n of them in shape (n, 784) or (n, 28, 28), or one, (784,) or (28, 28).

    Numbers are to go from 0 (paper) to 1 (ink). float32 stays float32.

    >>> image_rows(np.zeros((28, 28))).shape, image_rows(np.zeros((5, 784))).shape
    ((1, 784), (5, 784))
    >>> image_rows(np.zeros((8, 8)))                                    # doctest: +ELLIPSIS
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the array of images has shape (8, 8). Give (784,), (28, 28), ...
    >>> image_rows(np.full(784, 255))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the array of images holds 255; pixels go from 0 (paper) to 1 (ink): divide by 255
    """
    rows = numbers(images, name, ndim=(1, 2, 3))
    if rows.shape == (IMAGE_SIDE, IMAGE_SIDE) or rows.ndim == 1 and rows.size == _N_PIXELS:
        rows = rows.reshape(1, -1)
    elif rows.shape[1:] == (IMAGE_SIDE, IMAGE_SIDE):
        rows = rows.reshape(len(rows), -1)
    elif rows.ndim != 2 or rows.shape[1] != _N_PIXELS:
        raise InputError(f"{name} has shape {rows.shape}. Give (784,), (28, 28), (n, 784) or (n, 28, 28).")
    strange = rows[(rows < 0) | (rows > 1)]
    if strange.size:
        remedy = ": divide by 255" if strange.min() > 1 else ""
        raise InputError(f"{name} holds {strange[0]:g}; pixels go from 0 (paper) to 1 (ink){remedy}")
    return rows


def with_shifted_copies(images, classes) -> tuple[Array, Array]:
    """Return each image five times, in place and one pixel down, up, right and left, and the classes of all.

    >>> x, y = with_shifted_copies(np.zeros((3, 784)), [7, 2, 1])
    >>> x.shape, y[:4]
    ((15, 784), array([7, 2, 1, 7]))
    """
    rows, classes = image_rows(images), image_classes(classes)
    if len(rows) != len(classes):
        raise InputError(f"{len(rows)} images came with {len(classes)} classes. Give one each.")
    return np.concatenate([shift_images(rows, step) for step in ONE_PIXEL]), np.tile(classes, len(ONE_PIXEL))


def image_classes(classes, k: int = 10) -> Array:
    """Return classes as whole numbers from 0 to k - 1.

    >>> image_classes([3.0, 1])
    array([3, 1])
    >>> image_classes([3, 10])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: classes holds 10. Give whole numbers from 0 to 9.
    """
    return one_hot(numbers(classes, "classes", ndim=(1,)), k).argmax(axis=1)
