"""Gradient descent: the readable training loop, and the rules for one step (row 08.2 A, B).

    for each epoch, for each batch:   p ← p - rate · dL/dp       for every W and b
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .backprop import backward_checked
from .inputs import Array, InputError, numbers, positive
from .losses import Loss
from .mlp import MLP, Layer, forward, forward_checked


@dataclass(frozen=True)
class SGD:
    """p ← p - rate · dp."""

    rate: float = 0.1

    def start(self, p: Array):
        return None

    def step(self, p: Array, dp: Array, memory):
        return p - self.rate * dp, memory


@dataclass(frozen=True)
class Momentum:
    """v ← beta · v + dp, then p ← p - rate · v (heavy ball; Polyak 1964)."""

    rate: float = 0.1
    beta: float = 0.9

    def start(self, p: Array) -> Array:
        return np.zeros_like(p)

    def step(self, p: Array, dp: Array, v: Array):
        v = self.beta * v + dp
        return p - self.rate * v, v


@dataclass(frozen=True)
class Adam:
    """A step for each parameter, scaled by running means of dp and dp² (Kingma and Ba 2015)."""

    rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def start(self, p: Array):
        return np.zeros_like(p), np.zeros_like(p), 0

    def step(self, p: Array, dp: Array, memory):
        m, v, t = memory
        t += 1
        m = self.beta1 * m + (1 - self.beta1) * dp
        v = self.beta2 * v + (1 - self.beta2) * dp**2
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        return p - self.rate * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v, t)


class Epoch(NamedTuple):
    """One pass through the data: its number from 1, the network after it, the mean loss seen during it."""

    number: int
    net: MLP
    loss: float


def descend(net: MLP, x, y, loss: Loss, rule=SGD(0.1), *, batch: int | None = None,
            rng: np.random.Generator | None = None) -> Iterator[Epoch]:
    """Train without end, one epoch at a time; the caller stops when it has seen enough.

    x: (n, n_in), y: as the output. `batch` examples a step, in an order shuffled by `rng` each epoch; all at
    once if `batch` is None. Stops with `InputError` at the first loss that is not finite.

    >>> from itertools import islice
    >>> from lecture_lib import MLP, half_squares, identity
    >>> net = MLP(([[0.0]], [0.0], identity))
    >>> *_, last = islice(descend(net, [[0.0], [1.0]], [1.0, 3.0], half_squares, SGD(0.5)), 200)
    >>> last.net([[10.0]]).round(5)                                     # it found y = 2x + 1
    array([[21.]])
    """
    x, positive_rate = numbers(x, "x", ndim=(2,)), positive(rule.rate, "rate")
    y = loss.targets(y, forward(net, x).a[-1])
    if batch is not None and not (isinstance(batch, int) and batch >= 1):
        raise InputError(f"batch is {batch}; a whole number from 1 up is wanted, or None for all examples "
                         f"at once")
    if batch is not None and rng is None:
        raise InputError("mini-batches are shuffled: give rng=np.random.default_rng(seed) too")
    memory = [(rule.start(W), rule.start(b)) for W, b, _ in net]
    number = 0
    while True:
        number += 1
        net, memory, seen = _one_epoch(net, memory, x, y, loss, rule, _batches(len(x), batch, rng))
        if not np.isfinite(seen):
            raise InputError(f"the loss is {seen} in epoch {number}: the training has run away. "
                             f"The rate is {positive_rate:g}; try a tenth of it")
        yield Epoch(number, net, seen)


@np.errstate(over="ignore", invalid="ignore")           # a run that diverges is told of in words
def _one_epoch(net: MLP, memory, x: Array, y: Array, loss: Loss, rule, batches: Iterator):
    seen = 0.0
    for rows in batches:
        trace = forward_checked(net, x[rows])
        seen += loss.of_checked(trace, y[rows]) * len(y[rows]) / len(y)
        net, memory = _moved(net, backward_checked(trace, y[rows], loss), rule, memory)
    return net, memory, seen


def _batches(n: int, batch: int | None, rng) -> Iterator:
    if batch is None:
        yield slice(None)
        return
    order = rng.permutation(n)
    for start in range(0, n, batch):
        yield order[start:start + batch]


def _moved(net: MLP, grads, rule, memory):
    layers, remembered = [], []
    for (W, b, g), dW, db, (for_W, for_b) in zip(net, grads.dW[1:], grads.db[1:], memory):
        W, for_W = rule.step(W, dW, for_W)
        b, for_b = rule.step(b, db, for_b)
        layers.append(Layer(W, b, g))
        remembered.append((for_W, for_b))
    return MLP.of_checked(layers), remembered
