"""PReLU: a leaky ReLU whose slope on the left, epsilon, is learned with the weights (row 02.4, lecture D).

    a = max(0, z) + ε · min(0, z),    da/dz = 1 or ε,    da/dε = min(0, z),    dL/dε = Σ dL/da · min(0, z)

One epsilon serves a whole layer. It may be any number: nothing in gradient descent keeps it between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np

from ..validation import Array, InputError, must_be, numbers, positive, whole
from .activations import Activation, identity, relu
from .backprop import Gradients, backward, update
from .losses import Loss, targets_like
from .mlp import MLP, Trace, forward


@dataclass(frozen=True, repr=False)
class PReLU(Activation):
    """A leaky ReLU that keeps its epsilon, so that training can read it and make the next one."""

    epsilon: float


def make_prelu(epsilon: float = 0.25, slope_at_zero: float | None = None) -> PReLU:
    """Return max(0, z) + epsilon · min(0, z) for any epsilon; the slope at 0 is epsilon unless given.

    >>> g = make_prelu(-0.5)
    >>> g([-2.0, 3.0]), g.slope([-2.0, 0.0, 3.0])
    (array([1., 3.]), array([-0.5, -0.5,  1. ]))
    """
    epsilon = float(numbers(epsilon, "epsilon", ndim=(0,)))
    at_zero = epsilon if slope_at_zero is None else float(numbers(slope_at_zero, "the slope at 0", ndim=(0,)))
    return _made(epsilon, at_zero)


@lru_cache(maxsize=256)  # the same arguments give the same activation; training passes many by
def _made(epsilon: float, at_zero: float) -> PReLU:
    def value(z: Array) -> Array:
        return np.maximum(z, 0) + z.dtype.type(epsilon) * np.minimum(z, 0)

    def slope(z: Array) -> Array:
        return np.where(z > 0, 1, np.where(z < 0, epsilon, at_zero)).astype(z.dtype)

    more = "" if at_zero == epsilon else f", {at_zero}"
    return PReLU(f"make_prelu({epsilon}{more})", value, slope, epsilon)


def epsilon_gradient(z, da) -> float:
    """Return dL/dε of one layer: the sum of da · min(0, z) over its units and, in a batch, its examples.

    z and da have the same shape. The mean over the examples is in da already; the loss has put it there.

    >>> epsilon_gradient([[-2.0, 3.0], [-1.0, -4.0]], [[0.5, 7.0], [1.0, 0.25]])
    -3.0
    """
    z, da = numbers(z, "z"), numbers(da, "da")
    if z.shape != da.shape:
        raise InputError(f"z has shape {z.shape}, but da has shape {da.shape}; they must be equal")
    return float(np.sum(da * np.minimum(0, z)))


def epsilon_gradients(trace: Trace, grads: Gradients) -> dict[int, float]:
    """Return dL/dε of every PReLU layer of a network, by the layer's number.

    >>> from lecture_lib import half_squares
    >>> trace = forward(MLP(([[1.0]], [0.0], make_prelu(0.5))), [-2.0])         # a = −1, and da = a − y = −4
    >>> epsilon_gradients(trace, backward(trace, [3.0], half_squares))
    {1: 8.0}
    """
    return {
        l: epsilon_gradient(trace.z[l], grads.da[l])
        for l, layer in enumerate(trace.net, start=1)
        if isinstance(layer.g, PReLU)
    }


class PReLUStep(NamedTuple):
    """One step of training: the loss before it, and the network after it."""

    loss: float
    net: MLP

    @property
    def epsilons(self) -> list[float]:
        """The epsilon of each PReLU layer, from the first on."""
        return [layer.g.epsilon for layer in self.net if isinstance(layer.g, PReLU)]


def train_prelu(net: MLP, x, y, loss: Loss, rate: float = 0.1, *, only_epsilon: bool = False) -> Iterator[PReLUStep]:
    """Train all W and b and every epsilon by gradient descent on all examples, without end; the caller stops.

    With `only_epsilon` the weights and biases stay as they are.

    >>> from itertools import islice
    >>> from lecture_lib import half_squares
    >>> x = [[-2.0], [-1.0], [1.0], [2.0]]
    >>> unit = MLP(([[1.0]], [0.0], make_prelu(0.25)))
    >>> *_, last = islice(train_prelu(unit, x, np.abs(x), half_squares, 0.5, only_epsilon=True), 60)
    >>> round(last.epsilons[0], 6)                                              # |x| has slope −1 on the left
    -1.0
    """
    must_be(MLP, net, "net must be a network, an MLP")
    rate = positive(rate, "rate")
    if not any(isinstance(layer.g, PReLU) for layer in net):
        raise InputError("no layer has an epsilon to learn; give one the activation make_prelu(0.25)")
    while True:
        trace = forward(net, x)
        grads = backward(trace, y, loss)
        if not only_epsilon:
            net = update(net, grads, rate)
        for l, depsilon in epsilon_gradients(trace, grads).items():
            net = net.with_layer(l, g=make_prelu(cast(PReLU, net[l].g).epsilon - rate * depsilon))
        yield PReLUStep(loss.of(trace, y), net)


def prelu_losses(nets: Sequence[MLP], x, y, steps: int, rate: float = 0.1) -> Array:
    """Return the loss that each of many networks has after training, all of them trained side by side.

    Each has one hidden layer, all with the same activation, a PReLU or the ReLU, and an identity output; the loss is
    half the squared error. The number is that of the last of so many steps of `train_prelu`.

    >>> from lecture_lib import identity
    >>> net = MLP(([[1.0]], [0.0], make_prelu(0.25)), ([[1.0]], [0.0], identity))
    >>> losses = prelu_losses([net, net], [[-1.0], [1.0]], [[1.0], [1.0]], 200, 0.5)
    >>> bool(losses.max() < 1e-6), losses.shape                                 # the two bend into |x|
    (True, (2,))
    """
    g, x = _common_activation(nets), numbers(x, "x", ndim=(2,))
    y = targets_like(y, nets[0](x))
    rate, learns = positive(rate, "rate"), isinstance(g, PReLU)
    epsilon = np.full((len(nets), 1, 1), g.epsilon if isinstance(g, PReLU) else 0.0)
    W, b, V, c = (
        np.stack(parts)
        for parts in zip(*((net[1].W.T, net[1].b[None], net[2].W.T, net[2].b[None]) for net in nets), strict=True)
    )
    loss = np.empty(len(nets))
    for _ in range(whole(steps, "steps")):
        z = x @ W + b  # one page per network, one row per example
        a = np.maximum(z, 0) + epsilon * np.minimum(z, 0)
        error = a @ V + c - y
        loss = (error**2).sum(axis=(1, 2)) / (2 * len(x))
        da = error @ V.swapaxes(1, 2) / len(x)
        dz = da * np.where(z > 0, 1, epsilon)
        V = V - rate * (a.swapaxes(1, 2) @ error) / len(x)
        c = c - rate * error.mean(axis=1, keepdims=True)
        W, b = W - rate * (x.T @ dz), b - rate * dz.sum(axis=1, keepdims=True)
        epsilon = epsilon - learns * rate * (da * np.minimum(z, 0)).sum(axis=(1, 2), keepdims=True)
    return loss


def _common_activation(nets: Sequence[MLP]) -> Activation:
    """Return the hidden activation that all the networks have; refuse what cannot be trained side by side."""
    shapes = {(must_be(MLP, net, "every network must be an MLP").sizes, net[1].g) for net in nets}
    if len(shapes) != 1:
        raise InputError(f"{len(shapes)} kinds of networks were given; one size and one hidden activation is needed")
    ((sizes, g),) = shapes
    if len(sizes) != 3 or nets[0][2].g is not identity or not (isinstance(g, PReLU) or g is relu):
        raise InputError("give networks with one hidden layer, PReLU or relu, and an identity output")
    return g
