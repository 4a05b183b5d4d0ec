"""The rules for one step of gradient descent: SGD, momentum, Adam (row 08.2 A, B); penalties on large weights (17.1).

Each is here twice. `step` is the equation and returns new arrays. `in_place_step` does the same in place, for the
trainer: whenever dp holds factor · dL/dp, its `move` takes p on. What a rule remembers is taken up and told in the form
that `start` and `step` give it, so that a run can be left and gone on with. A rule of one's own needs `rate`, `start`
and `step` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ..nn import MLP
from ..validation import Array, InputError, numbers


class InPlaceStep(NamedTuple):
    """A step on buffers: `move` takes p on when dp holds factor · dL/dp; `memory` tells what the rule remembers."""

    factor: float
    move: Callable[[], object]
    memory: Callable[[], Any] = lambda: None


@dataclass(frozen=True)
class SGD:
    """p ← p - rate · dp."""

    rate: float = 0.1

    def start(self, p: Array):
        return None

    def step(self, p: Array, dp: Array, memory):
        return p - self.rate * dp, memory

    def in_place_step(self, p: Array, dp: Array, memory=None) -> InPlaceStep:
        return InPlaceStep(self.rate, partial(np.subtract, p, dp, p))


@dataclass(frozen=True)
class Momentum:
    """v ← beta · v + dp, then p ← p - rate · v (heavy ball; Polyak 1964)."""

    rate: float = 0.1
    beta: float = 0.9

    def __post_init__(self) -> None:
        _must_fade(self.beta, "beta")

    def start(self, p: Array) -> Array:
        return np.zeros_like(p)

    def step(self, p: Array, dp: Array, v: Array):
        v = self.beta * v + dp
        return p - self.rate * v, v

    def in_place_step(self, p: Array, dp: Array, memory=None) -> InPlaceStep:
        v, beta = np.zeros_like(p), np.array(self.beta, p.dtype)  # v here is rate · v there
        if memory is not None:
            v[:] = self.rate * memory

        def move() -> None:
            np.multiply(v, beta, v)
            np.add(v, dp, v)
            np.subtract(p, v, p)

        return InPlaceStep(self.rate, move, lambda: v / self.rate)


@dataclass(frozen=True)
class Adam:
    """A step for each parameter, scaled by running means of dp and dp² (Kingma and Ba 2015)."""

    rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _must_fade(self.beta1, "beta1")
        _must_fade(self.beta2, "beta2")

    def start(self, p: Array):
        return np.zeros_like(p), np.zeros_like(p), 0

    def step(self, p: Array, dp: Array, memory):
        m, v, t = memory
        t += 1
        m = self.beta1 * m + (1 - self.beta1) * dp
        v = self.beta2 * v + (1 - self.beta2) * dp**2
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        return p - self.rate * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v, t)

    def in_place_step(self, p: Array, dp: Array, memory=None) -> InPlaceStep:
        """As `step`, with m / (1 - beta1) and v / (1 - beta2) kept in place of m and v."""
        m, v, t = self.start(p) if memory is None else memory
        m, v = m / (1 - self.beta1), v / (1 - self.beta2)
        beta1, beta2 = np.array(self.beta1, p.dtype), np.array(self.beta2, p.dtype)

        def move() -> None:
            nonlocal t
            t += 1
            root = ((1 - self.beta2) / (1 - self.beta2**t)) ** 0.5  # sqrt(v_hat) = root · sqrt(v)
            rate = self.rate * (1 - self.beta1) / (1 - self.beta1**t) / root
            np.add(np.multiply(m, beta1, m), dp, m)
            np.add(np.multiply(v, beta2, v), np.multiply(dp, dp, dp), v)
            np.add(np.sqrt(v, dp), self.epsilon / root, dp)
            np.subtract(p, np.multiply(np.divide(m, dp, dp), rate, dp), p)

        return InPlaceStep(1.0, move, lambda: (m * (1 - self.beta1), v * (1 - self.beta2), t))


def _must_fade(beta: float, name: str) -> None:
    """Refuse a factor of the memory with which old gradients would not fade."""
    if not 0 <= beta < 1:
        raise InputError(f"{name} is {beta:g}; it must be at least 0 and below 1, or old gradients would never fade")


def in_place_step(rule, p: Array, dp: Array, memory=None) -> InPlaceStep:
    """Return the rule's own step on buffers, or one made of its `start` and `step`; it goes on from a `memory`.

    >>> p, dp = np.array([1.0]), np.array([0.0])
    >>> step = in_place_step(SGD(0.5), p, dp)
    >>> dp[:] = step.factor * 4.0                       # the derivative is 4
    >>> _ = step.move()
    >>> p
    array([-1.])
    """
    if hasattr(rule, "in_place_step"):
        return rule.in_place_step(p, dp, memory)
    remembered = rule.start(p) if memory is None else memory

    def move() -> None:
        nonlocal remembered
        p[:], remembered = rule.step(p, dp, remembered)

    return InPlaceStep(1.0, move, lambda: remembered)


@dataclass(frozen=True)
class Penalty:
    """l1 · Σ|w| + ½ l2 · Σw² over all weights of a network; both factors are 0 or more.

    The squares are part of the gradient. |w| has no slope at 0, so it takes its turn after each step: every weight goes
    towards 0 by rate · l1 and stops there (the proximal step; Parikh and Boyd 2014).

    >>> from lecture_lib.nn import identity
    >>> Penalty(l1=0.1, l2=1.0)(MLP(([[3.0, -4.0]], [7.0], identity)))
    13.2
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        for name in ("l1", "l2"):
            if float(numbers(getattr(self, name), name, ndim=(0,))) < 0:
                raise InputError(f"{name} is {getattr(self, name):g}. Give 0 or more.")

    def __call__(self, net: MLP) -> float:
        return float(sum(self.l1 * np.abs(W).sum() + self.l2 * (W**2).sum() / 2 for W, _, _ in net))

    def slope(self, W: Array) -> Array:
        """Return what the squares add to the gradient of the weights W."""
        return self.l2 * W

    def shrink(self, W: Array, rate: float) -> Array:
        """Return the weights after a step of size `rate`, nearer to 0 by rate · l1.

        >>> Penalty(l1=1.0).shrink(np.array([0.5, -0.05, -2.0]), rate=0.1)
        array([ 0.4,  0. , -1.9])
        """
        by = rate * self.l1
        return np.maximum(W - by, 0) + np.minimum(W + by, 0)

    def in_place(
        self, move: Callable[[], object], p: Array, dp: Array, is_weight: Array, factor: float, rate: float
    ) -> Callable[[], None]:
        """Return a rule's own move (see `in_place_step`) with the penalty before and after it.

        `is_weight` tells the weights in p from the biases; dp holds factor · dL/dp.
        """
        pull, t = self.l2 * factor * is_weight.astype(p.dtype), np.empty_like(p)
        by, zeros = self.l1 * rate * is_weight.astype(p.dtype), np.zeros_like(p)
        before = [partial(np.multiply, p, pull, t), partial(np.add, dp, t, dp)] if self.l2 else []
        after = [
            partial(np.subtract, p, by, t),
            partial(np.maximum, t, zeros, out=t),
            partial(np.add, p, by, p),
            partial(np.minimum, p, zeros, out=p),
            partial(np.add, p, t, p),
        ]
        calls = [*before, move, *(after if self.l1 else [])]

        def moved() -> None:
            for call in calls:
                call()

        return moved
