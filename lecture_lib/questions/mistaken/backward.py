"""The steps of a backward pass by name, and known mistakes as single replaced steps (rows 10.2, 10.4).

A step is a function of a `LayerContext`. `BackwardSteps()` holds the right ones, `BackwardSteps(db=...)` one mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from ...nn import MLP, Activation, Gradients, Layer, Loss, Trace, forward, half_squares, sigmoid
from ...validation import Array


class LayerContext(NamedTuple):
    """All that a step at layer l may read, in batches: examples are rows.

    da and dz are None until they are known.
    """

    trace: Trace
    y: Array
    loss: Loss
    l: int
    da: Array | None = None
    dz: Array | None = None

    @property
    def n(self) -> int:
        """The number of examples."""
        return len(self.y)

    @property
    def net(self) -> MLP:
        """The whole network."""
        return self.trace.net

    @property
    def is_last(self) -> bool:
        """Is this the output layer?"""
        return self.l == len(self.net)

    @property
    def layer(self) -> Layer:
        """W, b and g of this layer."""
        return self.net[self.l]

    @property
    def z(self) -> Array:
        """z[l], the pre-activations."""
        return self.trace.z[self.l]

    @property
    def a(self) -> Array:
        """a[l], the activations."""
        return self.trace.a[self.l]

    @property
    def before(self) -> Array:
        """a[l-1], what the layer reads."""
        return self.trace.a[self.l - 1]


BackwardStep = Callable[[LayerContext], Array]


@dataclass(frozen=True)
class BackwardSteps:
    """A backward pass: the derivative of the loss at the output, then the four equations at each layer.

    `da_output` gives da[L]; dz, dW and db belong to layer l; `da_before` gives da[l-1].
    """

    da_output: BackwardStep = lambda s: s.loss.slope(s.a, s.y) / s.n
    dz: BackwardStep = lambda s: s.layer.g.pull(s.z, s.a, s.da)
    dW: BackwardStep = lambda s: s.dz.T @ s.before
    db: BackwardStep = lambda s: s.dz.sum(axis=0)
    da_before: BackwardStep = lambda s: s.dz @ s.layer.W


RIGHT_STEPS = BackwardSteps()

MISTAKEN_STEPS: dict[str, BackwardSteps] = {
    "sign": BackwardSteps(da_output=lambda s: -s.loss.slope(s.a, s.y) / s.n),
    "mean missing": BackwardSteps(da_output=lambda s: s.loss.slope(s.a, s.y)),
    "mean over entries": BackwardSteps(da_output=lambda s: s.loss.slope(s.a, s.y) / s.y.size),
    "mean taken twice": BackwardSteps(da_output=lambda s: s.loss.slope(s.a, s.y) / s.n**2),
    "factor 2": BackwardSteps(da_output=lambda s: 2 * s.loss.slope(s.a, s.y) / s.n),
    "slopes missing": BackwardSteps(dz=lambda s: s.da),
    "output slope missing": BackwardSteps(dz=lambda s: s.da if s.is_last else RIGHT_STEPS.dz(s)),
    "hidden slopes missing": BackwardSteps(dz=lambda s: RIGHT_STEPS.dz(s) if s.is_last else s.da),
    "slope at a": BackwardSteps(dz=lambda s: s.da * s.layer.g.derivative(s.a)),
    "slope of tanh": BackwardSteps(dz=lambda s: s.da * (1 - s.a**2)),
    "slope of ReLU": BackwardSteps(dz=lambda s: s.da * (s.z > 0)),
    "a alone": BackwardSteps(dz=lambda s: s.da * s.a),
    "slope overwrites": BackwardSteps(dz=lambda s: RIGHT_STEPS.dz(s) if s.is_last else s.layer.g.derivative(s.z)),
    "neighbour's slope": BackwardSteps(
        dz=lambda s: RIGHT_STEPS.dz(s) if s.is_last else s.da * s.net[s.l + 1].g.derivative(s.trace.z[s.l + 1])
    ),
    "sigmoid's slope": BackwardSteps(dz=lambda s: s.da * s.a * (1 - s.a)),
    "first layer's slope": BackwardSteps(dz=lambda s: s.da * s.net[1].g.derivative(s.z)),
    "transposed": BackwardSteps(dW=lambda s: s.before.T @ s.dz),
    "da for dz": BackwardSteps(dW=lambda s: s.da.T @ s.before),
    "da for dz at the output": BackwardSteps(dW=lambda s: (s.da if s.is_last else s.dz).T @ s.before),
    "value for delta": BackwardSteps(dW=lambda s: s.a.T @ s.before),
    "mean twice in dW": BackwardSteps(dW=lambda s: RIGHT_STEPS.dW(s) / s.n),
    "mean missing in dW": BackwardSteps(dW=lambda s: RIGHT_STEPS.dW(s) * s.n),
    "mean missing in db": BackwardSteps(db=lambda s: RIGHT_STEPS.db(s) * s.n),
    "a of the same layer": BackwardSteps(dW=lambda s: s.dz.T @ s.a),
    "z for a": BackwardSteps(dW=lambda s: s.dz.T @ (s.before if s.l == 1 else s.trace.z[s.l - 1])),
    "x for a": BackwardSteps(dW=lambda s: s.dz.T @ s.trace.a[0]),
    "wrong axis": BackwardSteps(db=lambda s: s.dz.sum(axis=1)),
    "db as a mean": BackwardSteps(db=lambda s: s.dz.mean(axis=0)),
    "db one number": BackwardSteps(db=lambda s: s.dz.sum()),
    "db of da": BackwardSteps(db=lambda s: s.da.sum(axis=0)),
    "last example only": BackwardSteps(dW=lambda s: s.dz[-1:].T @ s.before[-1:], db=lambda s: s.dz[-1]),
    "W transposed": BackwardSteps(da_before=lambda s: s.dz @ s.layer.W.T),
    "da sent back": BackwardSteps(da_before=lambda s: s.da @ s.layer.W),
}
"""The name of a mistake → the steps of a learner who makes it. All replace one step, "last example only" two."""


def combined_steps(*mistakes: BackwardSteps) -> BackwardSteps:
    """Return the steps of a learner who makes several mistakes, each in another step.

    >>> both = combined_steps(MISTAKEN_STEPS["sign"], MISTAKEN_STEPS["db as a mean"])
    >>> both.da_output is MISTAKEN_STEPS["sign"].da_output, both.db is MISTAKEN_STEPS["db as a mean"].db
    (True, True)
    >>> both.dz is RIGHT_STEPS.dz
    True
    """
    changed = {}
    for mistake in mistakes:
        for step in fields(BackwardSteps):
            if getattr(mistake, step.name) is not getattr(RIGHT_STEPS, step.name):
                changed[step.name] = getattr(mistake, step.name)
    return BackwardSteps(**changed)


def early_update_steps(rate: float, base: BackwardSteps = RIGHT_STEPS) -> BackwardSteps:
    """Return the step of a learner who updates W, with the dW of `base`, before sending dz back through it.

    >>> trace = forward(MLP(([[2.0]], [0.0], sigmoid)), [[1.0]])
    >>> layer = LayerContext(trace, np.array([[0.0]]), half_squares, 1, dz=np.array([[3.0]]))
    >>> early_update_steps(0.1).da_before(layer)        # 3 · (2 − 0.1 · 3 · 1)
    array([[5.1]])
    """
    return BackwardSteps(da_before=lambda s: s.dz @ (s.layer.W - rate * base.dW(s)))


def layers_backward(steps: BackwardSteps, trace: Trace, y: Array, loss: Loss) -> Iterator[LayerContext]:
    """Yield the layers from the last to the first, with da and dz.

    >>> trace = forward(MLP(([[2.0]], [1.0], sigmoid), ([[0.0]], [0.0], sigmoid)), [[1.0]])
    >>> layers = layers_backward(RIGHT_STEPS, trace, np.array([[1.0]]), half_squares)
    >>> [(layer.l, layer.da.item()) for layer in layers]
    [(2, -0.5), (1, 0.0)]
    """
    L, above = len(trace.net), None
    for l in range(L, 0, -1):
        here = LayerContext(trace, y, loss, l)
        here = here._replace(da=steps.da_output(here) if above is None else steps.da_before(above))
        above = here._replace(dz=steps.dz(here))
        yield above


def gradients_by_steps(steps: BackwardSteps, trace: Trace, y, loss: Loss) -> Gradients:
    """Return all gradients of a batch that these steps lead to.

    >>> from lecture_lib.nn import backward
    >>> trace, y = forward(MLP(([[2.0]], [1.0], sigmoid)), [[1.0], [3.0]]), [[0.0], [1.0]]
    >>> right = backward(trace, y, half_squares)
    >>> mistaken = gradients_by_steps(MISTAKEN_STEPS["db as a mean"], trace, y, half_squares)
    >>> np.allclose(mistaken.dW[1], right.dW[1]), np.allclose(mistaken.db[1], right.db[1] / 2)
    (True, True)
    """
    first_to_last = list(layers_backward(steps, trace, np.asarray(y, float), loss))[::-1]
    return Gradients(
        da=(steps.da_before(first_to_last[0]), *(layer.da for layer in first_to_last)),
        dz=(None, *(layer.dz for layer in first_to_last)),
        dW=(None, *map(steps.dW, first_to_last)),
        db=(None, *map(steps.db, first_to_last)),
    )


def shallow_backward_pass(steps: BackwardSteps = RIGHT_STEPS) -> Callable:
    """Return the answer to 10.2a by these steps: (W1, b1, W2, b2, X, Y) → dW1, db1, dW2, db2.

    >>> one, zero = np.ones((1, 1)), np.zeros(1)
    >>> shallow_backward_pass()(one, zero, 0 * one, zero, one, one)[3]      # (½ − 1) · ½ · ½
    array([-0.125])
    """

    def answer(W1, b1, W2, b2, X, Y):
        net = MLP((W1, b1, sigmoid), (W2, b2, sigmoid))
        second, first = layers_backward(steps, forward(net, X), Y, half_squares)
        return steps.dW(first), steps.db(first), steps.dW(second), steps.db(second)

    return answer


def deep_backward_pass(steps: BackwardSteps = RIGHT_STEPS) -> Callable:
    """Return the answer to 10.2b by these steps: layers (W, b, g, slope of g), X, Y → a pair (dW, db) for each layer.

    >>> square = (np.ones((1, 1)), np.zeros(1), np.square, lambda z: 2 * z)
    >>> deep_backward_pass()([square], np.array([[3.0]]), np.array([[8.0]]))    # (9 − 8) · 6 · 3
    [(array([[18.]]), array([6.]))]
    """

    def answer(layers, X, Y):
        net = MLP(*((W, b, Activation("g", g, slope)) for W, b, g, slope in layers))
        grads = gradients_by_steps(steps, forward(net, X), Y, half_squares)
        return list(zip(grads.dW[1:], grads.db[1:]))

    return answer
