"""Losses: how wrong an output is. A loss sums over outputs and averages over examples; the mean enters here.

`half_squares` ½(a - y)², `absolute` |a - y|, `binary_cross_entropy` for probabilities of one class each, and
`cross_entropy` for a whole distribution (rows 08.1 B, 06.3 B).

Three of them have a partner activation with which dL/dz collapses to a - y: identity, sigmoid, softmax. Next to
its partner a loss is computed from z, so that it stays finite where the probability itself rounds to 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activations import Activation, identity, sigmoid, softmax
from .inputs import Array, InputError, numbers


@dataclass(frozen=True, repr=False)
class Loss:
    """A loss L(a, y) with its slope dL/da and, where there is one, its partner activation.

    `loss(a, y)` is the mean over the examples (rows) of the sum over the outputs.

    >>> half_squares([[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 2.0]])     # (½ + 2 + 0 + 2) / 2
    2.25
    >>> round(cross_entropy([0.25, 0.75, 0.0], [0, 1, 0]), 4)                # -log 0.75; 0 · log 0 is 0
    0.2877
    """

    name: str
    terms: Callable[[Array, Array], Array]              # one term an output, from the output a
    slope: Callable[[Array, Array], Array]              # dL/da, one number an output
    partner: Activation | None = None                   # with it, dL/dz = a - y
    terms_of_z: Callable[[Array, Array], Array] | None = None

    def __call__(self, a, y) -> float:
        a = numbers(a, "the output")
        return _mean_over_examples(self.terms(a, targets(y, a)))

    def of(self, trace, y) -> float:
        """Return the loss of a forward pass; from z where the last activation is the partner."""
        return self.of_checked(trace, targets(y, trace.a[-1]))

    def of_checked(self, trace, y: Array) -> float:
        """As `of`, for targets that are known to fit."""
        g = trace.net[len(trace.net)].g
        if g is self.partner and self.terms_of_z:
            return _mean_over_examples(self.terms_of_z(trace.z[-1], y))
        return _mean_over_examples(self.terms(trace.a[-1], y))

    def __repr__(self) -> str:
        return self.name


def targets(y, like: Array) -> Array:
    """Return targets in the shape of the output `like`; n targets for n single outputs may be a plain list.

    >>> targets([0, 1, 1], np.zeros((3, 1)))
    array([[0.],
           [1.],
           [1.]])
    """
    y = numbers(y, "y").astype(like.dtype)
    if like.shape[-1:] == (1,) and y.shape == like.shape[:-1]:
        y = y[..., None]
    if y.shape != like.shape:
        raise InputError(f"y has shape {y.shape}, but the output has shape {like.shape}; they must be equal")
    return y


def one_hot(classes, k: int) -> Array:
    """Return one row an example with a 1 at its class and 0 elsewhere; classes count from 0 (row 06.1 B).

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes = numbers(classes, "classes", ndim=(0, 1))
    if np.any((classes < 0) | (classes >= k) | (classes % 1 != 0)):
        raise InputError(f"classes must be whole numbers from 0 to {k - 1}; {np.ravel(classes).tolist()} was given")
    return np.eye(k)[classes.astype(int)]


def _mean_over_examples(terms: Array) -> float:
    return float(np.mean(terms.sum(axis=-1) if terms.ndim else terms))


def _times_log(y: Array, p: Array) -> Array:
    """Return y · log p with 0 · log 0 = 0."""
    with np.errstate(divide="ignore"):
        return np.where(y == 0, 0, y * np.log(np.where(y == 0, 1, p)))


def _over(y: Array, p: Array) -> Array:
    """Return y / p with 0 / 0 = 0."""
    with np.errstate(divide="ignore"):
        return np.where(y == 0, 0, y / np.where(y == 0, 1, p))


def _softplus(z: Array) -> Array:
    """Return log(1 + exp z) without overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _log_sum_exp(z: Array) -> Array:
    top = z.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):
        return top + np.log(np.exp(z - top).sum(axis=-1, keepdims=True))


half_squares = Loss(
    "half_squares",
    terms=lambda a, y: (a - y) ** 2 / 2,
    slope=lambda a, y: a - y,
    partner=identity,
)
absolute = Loss(
    "absolute",
    terms=lambda a, y: np.abs(a - y),
    slope=lambda a, y: np.sign(a - y),
)
binary_cross_entropy = Loss(
    "binary_cross_entropy",
    terms=lambda p, y: -_times_log(y, p) - _times_log(1 - y, 1 - p),
    slope=lambda p, y: _over(1 - y, 1 - p) - _over(y, p),
    partner=sigmoid,
    terms_of_z=lambda z, y: y * _softplus(-z) + (1 - y) * _softplus(z),
)
cross_entropy = Loss(
    "cross_entropy",
    terms=lambda p, y: -_times_log(y, p),
    slope=lambda p, y: -_over(y, p),
    partner=softmax,
    terms_of_z=lambda z, y: np.where(y == 0, 0, y * (_log_sum_exp(z) - z)),
)
