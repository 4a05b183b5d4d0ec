"""Activations and slopes as plain functions: what questions hand to learners as arguments, and compare with."""

from __future__ import annotations

import numpy as np


def sigmoid(z):
    """Return the sigmoid.

    >>> float(sigmoid(0))
    0.5
    """
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def sigmoid_slope(z):
    """Return the slope of the sigmoid at z.

    >>> float(sigmoid_slope(0))
    0.25
    """
    return sigmoid(z) * (1 - sigmoid(z))


def tanh_slope(z):
    """Return the slope of tanh at z.

    >>> float(tanh_slope(0))
    1.0
    """
    return 1 - np.tanh(z) ** 2


def relu(z):
    """Return the ReLU.

    >>> relu([-1, 2]).tolist()
    [0, 2]
    """
    return np.maximum(z, 0)


def relu_slope(z):
    """Return the slope of the ReLU at z; 0 at 0.

    >>> relu_slope([-1, 0, 2]).tolist()
    [0.0, 0.0, 1.0]
    """
    return np.where(np.asarray(z) > 0, 1.0, 0.0)
