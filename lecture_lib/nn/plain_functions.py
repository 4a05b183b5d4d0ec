"""Activations and slopes as plain functions of an array: what questions hand to learners as arguments, by name.

Where an answer runs elsewhere, the name of such a function is enough: the other side has the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from . import activations


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


def same(z):
    """Return z itself: no activation.

    >>> same(2.0)
    2.0
    """
    return z


def one(z):
    """Return the slope of `same`.

    >>> one([2.0, 3.0]).tolist()
    [1.0, 1.0]
    """
    return np.ones_like(z)


PLAIN_FUNCTIONS: Mapping[str, Callable] = {
    **{
        function.__name__: function
        for function in (sigmoid, sigmoid_slope, tanh_slope, relu, relu_slope, same, one, np.tanh, np.cos, np.sign)
    },
    "sigmoid.value": activations.sigmoid.value,
    "relu.value": activations.relu.value,
}
"""By the name that stands for it between two processes that both have this library; none keeps a state."""
