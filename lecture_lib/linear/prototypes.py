"""The nearest mean: a class is known by the mean of its examples (row 15.1)."""

from __future__ import annotations

import numpy as np

from ..nn import MLP, identity, one_hot
from ..validation import Array, InputError, numbers


def class_means(x, classes, k: int = 10) -> Array:
    """Return the mean of the examples of each class: row c is the mean of the rows of x whose class is c.

    x: (n, d); classes: n whole numbers from 0 to k - 1, each of them at least once. Returns (k, d).

    >>> class_means([[0, 0], [2, 0], [5, 5]], [0, 0, 1], 2)
    array([[1., 0.],
           [5., 5.]])
    >>> class_means([[0, 0]], [0], 2)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: class 1 has no example; every class from 0 to 1 needs one
    """
    x, Y = numbers(x, "x", ndim=(2,)), one_hot(numbers(classes, "classes", ndim=(1,)), k)
    if len(x) != len(Y):
        raise InputError(f"x holds {len(x)} examples, but classes holds {len(Y)}")
    counts = Y.sum(axis=0)
    if not counts.all():
        raise InputError(
            f"class {int(np.argmin(counts))} has no example; every class from 0 to {len(counts) - 1} needs one"
        )
    return Y.T.astype(x.dtype) @ x / counts[:, None].astype(x.dtype)


def nearest_mean(means, x) -> Array:
    """Return for each row of x the number of the nearest row of `means`, by Euclidean distance; the first of equals.

    means: (k, d), x: (n, d) or (d,).

    >>> nearest_mean([[0, 0], [4, 0]], [[1, 9], [3, 9]])
    array([0, 1])
    """
    means, x = numbers(means, "means", ndim=(2,)), numbers(x, "x", ndim=(1, 2))
    if x.shape[-1] != means.shape[1]:
        raise InputError(f"an example in x has {x.shape[-1]} numbers, but a mean has {means.shape[1]}")
    return nearest_mean_net(means)(x).argmax(axis=-1)


def nearest_mean_net(means) -> MLP:
    """Return the nearest mean as a network of one layer that nobody trained: the largest output is the nearest mean.

    Row c of W is the mean m of class c, and its bias is -|m|²/2, for |x - m|² = |x|² - 2 (m·x - |m|²/2).

    >>> nearest_mean_net([[0, 0], [4, 0]])[1].b
    array([ 0., -8.])
    """
    means = numbers(means, "means", ndim=(2,))
    return MLP((means, 0 - (means**2).sum(axis=1) / 2, identity))
