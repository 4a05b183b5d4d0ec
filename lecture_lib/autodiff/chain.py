"""Lecture D's algorithm 1: backpropagation for any model that is a chain of steps (row 10.3).

    a[l] = f[l](a[l-1]; θ[l])                           forward, l = 1 ... L
    ζ[L] = dC/da[L],   ζ[l] = ḟ_a[l+1] ζ[l+1]           backward, l = L-1 ... 1
    g[l] = ḟ_θ[l] ζ[l]                                  the gradients

ḟ_a and ḟ_θ are *transposed* Jacobians. They are never stored: a step only has to say what they do to a vector ζ. This
holds for one example; for a data set, run it for each example and average.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..nn import MLP, Activation
from ..validation import Array, InputError, must_be


class ChainStep(Protocol):
    """One step f(a; θ) of the chain: its value, and what its two transposed Jacobians do to ζ."""

    def value(self, a: Array, theta: Any) -> Array:
        """Return f(a; θ)."""
        ...

    def pull_a(self, a: Array, theta: Any, zeta: Array) -> Array:
        """Return ḟ_a ζ, shape of a."""
        ...

    def pull_theta(self, a: Array, theta: Any, zeta: Array) -> Any:
        """Return ḟ_θ ζ, shape of θ."""
        ...


class Dense(NamedTuple):
    """The dense layer as a step: f(a; θ) = g(W a + b) with θ = (W, b).

    >>> from lecture_lib import relu
    >>> layer, theta = Dense(relu), (np.array([[1.0, -2.0]]), np.array([0.5]))
    >>> layer.value(np.array([3.0, 1.0]), theta), layer.pull_a(np.array([3.0, 1.0]), theta, np.array([10.0]))
    (array([1.5]), array([ 10., -20.]))
    """

    g: Activation

    def value(self, a: Array, theta: tuple[Array, Array]) -> Array:
        """Return g(W a + b)."""
        W, b = theta
        return self.g.value(W @ a + b)

    def pull_a(self, a: Array, theta: tuple[Array, Array], zeta: Array) -> Array:
        """Return Wᵀ dz."""
        return theta[0].T @ self._pull_z(a, theta, zeta)

    def pull_theta(self, a: Array, theta: tuple[Array, Array], zeta: Array) -> tuple[Array, Array]:
        """Return (dz aᵀ, dz)."""
        dz = self._pull_z(a, theta, zeta)
        return np.outer(dz, a), dz

    def _pull_z(self, a: Array, theta: tuple[Array, Array], zeta: Array) -> Array:
        W, b = theta
        z = W @ a + b
        return self.g.pull(z, self.g.value(z), zeta)


class ChainResult(NamedTuple):
    """What algorithm 1 leaves: a[0] ... a[L], ζ[1] ... ζ[L] and g[1] ... g[L]; ζ[0] and g[0] are None."""

    a: tuple
    zeta: tuple
    g: tuple


def backpropagate_chain(
    steps: Sequence[ChainStep], thetas: Sequence, x: Array, slope: Callable[[Array], Array]
) -> ChainResult:
    """Return activations, ζ and gradients of one example x; `slope(a[L])` is dC/da at the output.

    >>> from lecture_lib import identity
    >>> theta = (np.array([[2.0]]), np.array([1.0]))
    >>> passed = backpropagate_chain([Dense(identity)], [theta], np.array([3.0]), lambda a: a - 5)
    >>> passed.zeta[1], passed.g[1]
    (array([2.]), (array([[6.]]), array([2.])))
    """
    if not steps or len(steps) != len(thetas):
        raise InputError(f"{len(steps)} steps came with {len(thetas)} parameters; give one θ for each step")
    L, a = len(steps), [np.asarray(x, float)]
    for f, theta in zip(steps, thetas):
        a.append(f.value(a[-1], theta))
    zeta: list[Any] = [None] * (L + 1)
    g = zeta.copy()
    zeta[L] = slope(a[L])
    g[L] = steps[L - 1].pull_theta(a[L - 1], thetas[L - 1], zeta[L])
    for l in range(L - 1, 0, -1):
        zeta[l] = steps[l].pull_a(a[l], thetas[l], zeta[l + 1])  # steps[l] is f[l+1]: lists count from 0
        g[l] = steps[l - 1].pull_theta(a[l - 1], thetas[l - 1], zeta[l])
    return ChainResult(tuple(a), tuple(zeta), tuple(g))


def as_chain(net: MLP) -> tuple[list[Dense], list[tuple[Array, Array]]]:
    """Return the steps and the parameters of a network, for `backpropagate_chain`.

    >>> from lecture_lib import tanh
    >>> steps, thetas = as_chain(MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0)))
    >>> len(steps), thetas[0][0].shape
    (2, (3, 2))
    """
    must_be(MLP, net, "net must be a network, an MLP")
    return [Dense(g) for _, _, g in net], [(W, b) for W, b, _ in net]
