"""The library's activations and slopes as plain functions: what questions hand to learners as arguments, by name.

And what a softmax that a learner wrote gets right: all of it, or all but numbers that are very large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from ...nn import activations
from ...validation import Array, is_close, safely


def sigmoid(z):
    """Return the sigmoid.

    >>> float(sigmoid(0))
    0.5
    """
    return activations.sigmoid.value(np.asarray(z, float))


def sigmoid_slope(z):
    """Return the slope of the sigmoid at z.

    >>> float(sigmoid_slope(0))
    0.25
    """
    return activations.sigmoid.derivative(np.asarray(z, float))


def tanh_slope(z):
    """Return the slope of tanh at z.

    >>> float(tanh_slope(0))
    1.0
    """
    return activations.tanh.derivative(np.asarray(z, float))


def relu(z):
    """Return the ReLU.

    >>> relu([-1, 2]).tolist()
    [0, 2]
    """
    return activations.relu.value(np.asarray(z))


def relu_slope(z):
    """Return the slope of the ReLU at z; 0 at 0.

    >>> relu_slope([-1, 0, 2]).tolist()
    [0.0, 0.0, 1.0]
    """
    return activations.relu.derivative(np.asarray(z, float))


def agrees_with(answer: Callable, other: Callable, arrays: Iterable[Array]) -> bool:
    """Does the answer return what `other` returns for each of these arrays? Where it stops, it does not.

    >>> agrees_with(lambda z: z + z, lambda z: 2 * z, [np.arange(3.0)]), agrees_with(lambda z: 1 / 0, abs, [np.ones(1)])
    (True, False)
    """
    return all(safely(lambda z=z: is_close(answer(z.copy()), other(z)), otherwise=False) for z in arrays)


def is_softmax(answer: Callable, arrays: Iterable[Array]) -> bool:
    """Does the answer return the softmax of each of these vectors or, row by row, of these tables?

    >>> is_softmax(lambda z: np.exp(z) / np.exp(z).sum(), [np.array([0.0, 1.0])])
    True
    """
    return agrees_with(answer, lambda z: activations.softmax.value(z.astype(float)), arrays)


def is_softmax_but_for(answer: Callable, arrays: Iterable[Array], extremes: Iterable[Array]) -> bool:
    """Is the answer a softmax of these arrays, but not of the extreme ones?

    >>> with np.errstate(all="ignore"):
    ...     is_softmax_but_for(lambda z: np.exp(z) / np.exp(z).sum(), [np.zeros(2)], [np.array([800.0, 801.0])])
    True
    """
    return is_softmax(answer, arrays) and not is_softmax(answer, extremes)
