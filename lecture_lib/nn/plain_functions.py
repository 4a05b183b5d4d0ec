"""Activations and slopes as plain functions of an array: what questions hand to learners as arguments, by name.

Where an answer runs elsewhere, the name of such a function is enough: the other side has the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from . import activations


def _called(name: str) -> Callable[[Callable], Callable]:
    """Let a function be called by its name in the table below wherever it is printed."""

    def named(function: Callable) -> Callable:
        function.__name__ = function.__qualname__ = name
        return function

    return named


@_called("sigmoid")
def _sigmoid(z):
    """Return the sigmoid.

    >>> float(_sigmoid(0))
    0.5
    """
    return activations.sigmoid.value(np.asarray(z, float))


@_called("sigmoid_slope")
def _sigmoid_slope(z):
    """Return the slope of the sigmoid at z.

    >>> float(_sigmoid_slope(0))
    0.25
    """
    return activations.sigmoid.derivative(np.asarray(z, float))


@_called("tanh_slope")
def _tanh_slope(z):
    """Return the slope of tanh at z.

    >>> float(_tanh_slope(0))
    1.0
    """
    return activations.tanh.derivative(np.asarray(z, float))


@_called("relu")
def _relu(z):
    """Return the ReLU.

    >>> _relu([-1, 2]).tolist()
    [0, 2]
    """
    return activations.relu.value(np.asarray(z))


@_called("relu_slope")
def _relu_slope(z):
    """Return the slope of the ReLU at z; 0 at 0.

    >>> _relu_slope([-1, 0, 2]).tolist()
    [0.0, 0.0, 1.0]
    """
    return activations.relu.derivative(np.asarray(z, float))


@_called("same")
def _same(z):
    """Return z itself: no activation.

    >>> _same(2.0)
    2.0
    """
    return z


@_called("one")
def _one(z):
    """Return the slope of no activation.

    >>> _one([2.0, 3.0]).tolist()
    [1.0, 1.0]
    """
    return np.ones_like(z)


PLAIN_FUNCTIONS: Mapping[str, Callable] = {
    "cos": np.cos,
    "one": _one,
    "relu": _relu,
    "relu.value": activations.relu.value,
    "relu_slope": _relu_slope,
    "same": _same,
    "sigmoid": _sigmoid,
    "sigmoid.value": activations.sigmoid.value,
    "sigmoid_slope": _sigmoid_slope,
    "sign": np.sign,
    "tanh": np.tanh,
    "tanh_slope": _tanh_slope,
}
"""By the name that stands for each between two processes that both have this library; none keeps a state."""
