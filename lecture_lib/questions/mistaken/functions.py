"""The library's activations and slopes as plain functions: what questions hand to learners as arguments, by name."""

from __future__ import annotations

import numpy as np

from ...nn import activations


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
