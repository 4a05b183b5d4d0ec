"""Which classes are taken for which: the confusion matrix, and the loss of each single example (row 15.2)."""

from __future__ import annotations

import numpy as np

from ..validation import Array, InputError, numbers
from .losses import one_hot


def confusion_matrix(true, read, k: int = 10) -> Array:
    """Return the counts, shape (k, k): in row i and column j, how many examples of class i were read as class j.

    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2)
    array([[1, 1],
           [0, 1]])
    """
    rows, columns = (one_hot(numbers(classes, "classes", ndim=(1,)), k) for classes in (true, read))
    if len(rows) != len(columns):
        raise InputError(f"{len(rows)} true classes came with {len(columns)} that were read. Give one each.")
    return np.rint(rows.T @ columns).astype(int)


def example_losses(p, classes) -> Array:
    """Return the cross-entropy of each example: minus the logarithm of the probability of its own class.

    p: (n, k), each row sums to 1; classes: n whole numbers from 0 to k - 1. A probability of 0 gives infinity.

    >>> example_losses([[0.5, 0.5], [1.0, 0.0]], [0, 0]).round(3)
    array([0.693, 0.   ])
    """
    p = numbers(p, "p", ndim=(2,))
    Y = one_hot(numbers(classes, "classes", ndim=(1,)), p.shape[1])
    if len(p) != len(Y):
        raise InputError(f"p holds {len(p)} examples, but classes holds {len(Y)}")
    with np.errstate(divide="ignore"):
        return 0.0 - np.log(p[Y == 1])
