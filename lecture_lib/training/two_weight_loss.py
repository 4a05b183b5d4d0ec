"""Networks with two weights in all: their loss is a landscape that a map shows completely (row 08.3).

    a chain:   f(x) = w₂ g(w₁ x)          one hidden unit, one output unit, no biases
    a neuron:  f(x) = g(w₁ x₁ + w₂ x₂)    two inputs, no bias

The loss is the mean of half squares. Loss and gradient take any number of places w at once, shape (..., 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..nn import MLP, Activation, identity, tanh
from ..validation import Array, whole
from .gradient_descent import batches
from .hessian import newton_stationary_points


@dataclass(frozen=True, eq=False)
class Landscape:
    """A network with two weights and its examples: x (n,) makes it a chain, x (n, 2) a neuron; y has shape (n,).

    `low` and `high` bound the square of weights that is looked at.

    >>> bowl = Landscape("bowl", identity, np.eye(2), np.zeros(2))
    >>> float(bowl.loss([2.0, 0.0])), bowl.gradient([2.0, 0.0])
    (1.0, array([1., 0.]))
    """

    name: str
    g: Activation
    x: Array
    y: Array
    low: float = -3.0
    high: float = 3.0

    def output(self, w) -> Array:
        """Return f(x) of every example at the places w (..., 2): shape (..., n)."""
        return self._output(np.asarray(w, float), self.x)

    def loss(self, w) -> Array:
        """Return the mean loss at the places w (..., 2): shape (...)."""
        return ((self.output(w) - self.y) ** 2).mean(axis=-1) / 2

    def gradient(self, w, rows=slice(None)) -> Array:
        """Return dL/dw at the places w (..., 2), same shape; `rows` chooses the examples of a batch."""
        w, x, y = np.asarray(w, float), self.x[rows], self.y[rows]
        if x.ndim == 1:
            z = w[..., :1] * x
            h = self.g.value(z)
            wrong = (w[..., 1:] * h - y) / len(y)
            d1 = (self.g.pull(z, h, wrong * w[..., 1:]) * x).sum(axis=-1)
            return np.stack([d1, (wrong * h).sum(axis=-1)], axis=-1)
        z = w @ x.T
        f = self.g.value(z)
        return self.g.pull(z, f, (f - y) / len(y)) @ x

    def net(self, w) -> MLP:
        """Return the same network as an MLP whose biases are 0."""
        w1, w2 = (float(v) for v in w)
        if self.x.ndim == 1:
            return MLP(([[w1]], [0.0], self.g), ([[w2]], [0.0], identity))
        return MLP(([[w1, w2]], [0.0], self.g))

    def _output(self, w: Array, x: Array) -> Array:
        if x.ndim == 1:
            return w[..., 1:] * self.g.value(w[..., :1] * x)
        return self.g.value(w @ x.T)


def landscape_stationary_points(land: Landscape, n: int = 9) -> list[Array]:
    """Return the stationary points in the landscape's square that Newton finds from n × n starts (row 08.3).

    >>> [p.round(3).tolist() for p in landscape_stationary_points(LANDSCAPES["one linear neuron"])]
    [[1.0, 0.5]]
    """
    side = np.linspace(land.low, land.high, whole(n, "n"))
    found = newton_stationary_points(land.gradient, ((a, b) for b in side for a in side), stride=0.25, steps=60)
    inside = [p for p in found if (p > land.low).all() and (p < land.high).all()]
    return sorted(inside, key=lambda p: tuple(p.round(6) + 0.0))


def descent_path(
    land: Landscape, start, rule, batch: int | None = None, rng: np.random.Generator | None = None
) -> Iterator[Array]:
    """Yield the places of a run of gradient descent after each step, without end; w starts at `start`, shape (..., 2).

    Each step sees all examples, or `batch` of them in an order shuffled by `rng` anew each epoch (row 08.2).

    >>> from itertools import islice
    >>> from lecture_lib import SGD
    >>> bowl = Landscape("bowl", identity, np.eye(2), np.zeros(2))
    >>> [w.tolist() for w in islice(descent_path(bowl, [1, 0], SGD(1.0)), 2)]
    [[0.5, 0.0], [0.25, 0.0]]
    """
    w = np.array(start, float)
    memory = rule.start(w)
    while True:
        for rows in batches(len(land.y), batch, rng):
            w, memory = rule.step(w, land.gradient(w, rows), memory)
            yield w


_T = np.linspace(-2, 2, 8)
LANDSCAPES = {
    land.name: land
    for land in (
        Landscape("1-1-1, tanh", tanh, _T, np.array([-0.9, -1.5, -0.9, -0.5, 0.1, 1.2, 1.0, 1.4])),
        Landscape("1-1-1, linear", identity, _T, 1.5 * _T),
        Landscape(
            "one linear neuron",
            identity,
            np.array([[2.0, 2.0], [1.0, -1.0], [-2.0, -2.0], [-0.5, 0.5]]),
            np.array([3.0, 0.5, -3.0, -0.25]),
        ),
        Landscape(
            "one tanh neuron",
            tanh,
            np.array([[1.0, 0.0], [4.0, 0.0], [0.0, 1.0], [0.0, 4.0]]),
            np.array([0.9, 0.0, 0.9, 0.0]),
            -0.5,
            2.0,
        ),
    )
}
"""The landscapes of notebook 08 by name: one with a saddle, a valley, a bowl, and one with nine points."""
