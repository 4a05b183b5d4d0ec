"""Activations and losses in place, not carried out, but written down as calls that carry them out; and the buffers.

The trainer makes the same calls on the same buffers thousands of times, so each is made ready once, as a call
without arguments. Arrays have one column an example. Common activations have forms of their own here; any
other goes through its `value` and `pull`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from ..nn import (
    Activation,
    Loss,
    binary_cross_entropy,
    cross_entropy,
    half_squares,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from ..validation import Array

Calls = list[Callable[[], object]]
_FEW = 1000  # numbers, for which the count of calls matters more than the work in each


class InPlaceActivation(NamedTuple):
    """g on buffers: its value, and either its slope or, where that is not enough, a pull of its own.

    value(z, a): the calls that write g(z) into a. slope(a, t): those that write g'(z) into t, read off a alone;
    then a may be z itself. pull(z, a, d, t): those that turn dL/da in d into dL/dz, with t as scratch.
    """

    value: Callable[[Array, Array], Calls]
    slope: Callable[[Array, Array], Calls] | None = None
    pull: Callable[[Array, Array, Array, Array], Calls] = lambda z, a, d, t: [partial(np.multiply, d, t, d)]


def in_place_activation(g: Activation) -> InPlaceActivation:
    """Return the forms of g that work in place.

    >>> z = np.array([[-1.0, 2.0]])
    >>> form, t = in_place_activation(relu), np.empty_like(z)
    >>> for call in form.value(z, z) + form.slope(z, t):
    ...     _ = call()
    >>> z, t
    (array([[0., 2.]]), array([[0., 1.]]))
    """
    return _FORMS.get(g) or InPlaceActivation(
        value=lambda z, a: [lambda: np.copyto(a, g.value(z.T).T)],
        pull=lambda z, a, d, t: [lambda: np.copyto(d, g.pull(z.T, a.T, d.T).T)],
    )


def _constant(value: float, like: Array) -> Array:
    return np.array(value, like.dtype)  # cheaper in a call than a Python number


@lru_cache(64)
def _zeros(shape: tuple[int, ...], dtype) -> Array:
    return np.zeros(shape, dtype)  # beside an array of zeros, maximum takes half the time


def _relu(z, a) -> Calls:
    return [partial(np.maximum, z, _zeros(z.shape, z.dtype), out=a)]


def _relu_slope(a, t) -> Calls:
    if a.size < _FEW:
        return [partial(np.sign, a, t)]
    above = np.empty(a.shape, bool)  # two calls, yet three times as fast on many numbers
    return [partial(np.greater, a, _constant(0, a), above), partial(np.copyto, t, above)]


def _sigmoid(z, a) -> Calls:  # where exp(-z) overflows, 1 / (1 + inf) is 0
    one = _constant(1, z)
    return [
        partial(np.negative, z, a),
        partial(np.exp, a, a),
        partial(np.add, a, one, a),
        partial(np.divide, one, a, a),
    ]


def _sigmoid_slope(a, t) -> Calls:  # a · (1 - a)
    return [partial(np.subtract, _constant(1, a), a, t), partial(np.multiply, a, t, t)]


def _tanh(z, a) -> Calls:
    return [partial(np.tanh, z, a)]


def _tanh_slope(a, t) -> Calls:  # 1 - a²
    return [partial(np.multiply, a, a, t), partial(np.subtract, _constant(1, a), t, t)]


def _softmax(z, a) -> Calls:
    row = np.empty_like(z[0])
    return [
        partial(np.maximum.reduce, z, 0, None, row),
        partial(np.subtract, z, row, a),
        partial(np.exp, a, a),
        partial(np.add.reduce, a, 0, None, row),
        partial(np.divide, a, row, a),
    ]


def _softmax_pull(z, a, d, t) -> Calls:  # a · (d - Σ d · a)
    row = np.empty_like(z[0])
    return [
        partial(np.multiply, d, a, t),
        partial(np.add.reduce, t, 0, None, row),
        partial(np.subtract, d, row, d),
        partial(np.multiply, a, d, d),
    ]


_FORMS = {
    identity: InPlaceActivation(lambda z, a: [partial(np.copyto, a, z)], pull=lambda z, a, d, t: []),
    relu: InPlaceActivation(_relu, _relu_slope),
    sigmoid: InPlaceActivation(_sigmoid, _sigmoid_slope),
    softmax: InPlaceActivation(_softmax, pull=_softmax_pull),
    tanh: InPlaceActivation(_tanh, _tanh_slope),
}


def slope_at_output(loss: Loss, g: Activation, factor: float, y: Array, a: Array, d: Array) -> Calls:
    """Return the calls that write factor · dL/da into d; for the loss's partner factor · dL/dz, which is a - y.

    >>> a, d = np.array([[0.75, 0.5]]), np.empty((1, 2))
    >>> for call in slope_at_output(binary_cross_entropy, sigmoid, 0.5, np.array([[1.0, 0.0]]), a, d):
    ...     _ = call()
    >>> d
    array([[-0.125,  0.25 ]])
    """
    scale = _constant(factor, d)
    if g is loss.partner or loss is half_squares:
        return [partial(np.subtract, a, y, d), partial(np.multiply, d, scale, d)]
    return [lambda: np.multiply(loss.slope(a.T, y.T).T, scale, d)]


def summed_loss(loss: Loss, g: Activation, z: Array, y: Array) -> Callable[[], float]:
    """Return a function that gives the sum of the loss over all columns, from the last layer's pre-activations z.

    >>> total = summed_loss(binary_cross_entropy, sigmoid, np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]]))
    >>> round(total(), 4)
    1.3863
    """
    if loss is cross_entropy and g is softmax:
        return _softmax_loss(z, y)
    if loss is binary_cross_entropy and g is sigmoid:
        return _sigmoid_loss(z, y)
    if g is loss.partner and (terms_of_z := loss.terms_of_z):
        return lambda: float(terms_of_z(z.T, y.T).sum())
    return lambda: float(loss.terms(g.value(z.T), y.T).sum())


def _softmax_loss(z, y) -> Callable[[], float]:  # Σ y · (log Σ exp z - z), with z less the largest of its column
    row, t, e = np.empty_like(y[0]), np.empty_like(y), np.empty_like(y)

    def total() -> float:
        np.subtract(z, np.maximum.reduce(z, 0, None, row), t)
        np.log(np.add.reduce(np.exp(t, e), 0, None, row), row)
        return float(np.add.reduce(np.multiply(y, np.subtract(row, t, t), t), None))

    return total


def _sigmoid_loss(z, y) -> Callable[[], float]:  # Σ log(1 + exp(-|z|)) + max(z, 0) - y · z
    one, t, above, zeros = _constant(1, y), np.empty_like(y), np.empty_like(y), _zeros(y.shape, y.dtype)

    def total() -> float:
        np.exp(np.negative(np.abs(z, t), t), t)
        np.add(np.log(np.add(one, t, t), t), np.maximum(z, zeros, out=above), t)
        return float(np.add.reduce(t, None) - np.vdot(y, z))

    return total


class LayerMatrices:
    """A vector as p, and `layers`, its views as one matrix [W b] a layer: entry l is that of layer l, entry 0 None.

    >>> LayerMatrices(np.arange(5.0), [(1, 3), (1, 2)]).layers
    [None, array([[0., 1., 2.]]), array([[3., 4.]])]
    """

    def __init__(self, vector: Array, shapes: list[tuple[int, int]]) -> None:
        ends = np.cumsum([n_out * n_in for n_out, n_in in shapes])
        self.vector = vector
        self.layers: list[Any] = [None]
        self.layers += [part.reshape(shape) for part, shape in zip(np.split(vector, ends[:-1]), shapes)]


class TrainingBuffers:
    """Buffers for m examples. Lists count layers from 1: A[l] is [a; 1], then a, z, d for dL/da and dL/dz, t.

    z shares the place of a wherever the slope is read off a. D[l] is d with a row more, for what comes down to
    the ones: to leave that row out would make NumPy copy W. The A of all layers stand in one array, so do the
    t; `stretch(l, ..., k)` are the rows of the layers l to k in these.
    """

    def __init__(self, gs: list[Any], shapes: list[tuple[int, int]], dtype, m: int) -> None:
        sizes = [n_out + 1 for n_out, _ in shapes]
        self.ends = [0, *np.cumsum(sizes)]
        self.all_A, self.all_t = np.ones((sum(sizes), m), dtype), np.empty((sum(sizes), m), dtype)
        self.A = [None, *np.split(self.all_A, self.ends[1:-1])]
        self.a, self.t = (
            [None, *(part[:-1] for part in np.split(whole, self.ends[1:-1]))] for whole in (self.all_A, self.all_t)
        )
        self.D = [None, *(np.empty((size, m), dtype) for size in sizes)]
        self.d = [None, *(D[:-1] for D in self.D[1:])]
        self.z = [None, *(a if in_place_activation(g).slope else np.empty_like(a) for g, a in zip(gs[1:], self.a[1:]))]

    def stretch(self, *layers: int) -> slice:
        return slice(self.ends[layers[0] - 1], self.ends[layers[-1]])
