"""Answers about composed networks in plain NumPy; a known mistake replaces one of their steps (rows 13.2, 13.3).

A network with one input is its corners: places t and heights v, straight between them. With one hidden layer it is also
(w, b, v, c): hidden units relu(w y + b), output v · h + c.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...validation import Array


def _reaches(y: float, v0: float, v1: float) -> bool:
    return min(v0, v1) <= y <= max(v0, v1)


def _fraction(y: float, v0: float, v1: float) -> float:
    return (y - v0) / (v1 - v0)


def _without_repeats(x: Array) -> Array:
    return x[np.diff(x, prepend=-np.inf) > 1e-9]


def preimages_of_height(
    t, v, y: float, *, reaches=_reaches, fraction=_fraction, without_repeats=_without_repeats
) -> Array:
    """Return all x in order at which the polyline through (t, v) has the height y.

    The steps: which pieces, with heights v0 and v1 at their ends, reach y; at what fraction of the piece they do; what
    becomes of the sorted places, in which a corner is found on both of its pieces.

    >>> preimages_of_height([0, 1, 2], [0, 1, 0], 0.5).tolist()
    [0.5, 1.5]
    >>> preimages_of_height([0, 1, 2], [0, 1, 0], 0.5, reaches=lambda y, v0, v1: v0 <= y <= v1).tolist()
    [0.5]
    """
    pieces = zip(t[:-1], t[1:], v[:-1], v[1:])
    places = [t0 + fraction(y, v0, v1) * (t1 - t0) for t0, t1, v0, v1 in pieces if v0 != v1 and reaches(y, v0, v1)]
    return without_repeats(np.sort(np.array(places, float)))


def _composed_bias(t0: Array, t1: Array, f0: float) -> Array:
    return t0 + t1 * f0


def psi_coefficients(theta, phi, *, bias: Callable = _composed_bias, weights: Callable = np.outer) -> Array:
    """Return ψ, one row a unit: bias(θ′_j0, θ′_j1, φ_0) first, then weights(θ′_j1, φ_k). theta: (n, 2), phi: (m + 1,).

    >>> psi_coefficients(np.array([[1, 2]]), np.array([10, 3, 4])).tolist()
    [[21.0, 6.0, 8.0]]
    """
    theta, phi = np.asarray(theta, float), np.asarray(phi, float)
    return np.column_stack([bias(theta[:, 0], theta[:, 1], phi[0]), weights(theta[:, 1], phi[1:])])


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _unchanged(y: Array) -> Array:
    return y


def composed_network_output(first, second, x, *, between: Callable = _unchanged, hidden: Callable = _relu) -> Array:
    """Return the output of the second network for that of the first one for the numbers x; each is (w, b, v, c).

    The steps: what the hidden units do, and what happens between the networks.

    >>> composed_network_output(([1], [0], [2], 1), ([1], [-1], [1], 0), np.array([3.0])).tolist()
    [6.0]
    """

    def output(net, x):
        w, b, v, c = net
        return hidden(np.outer(x, w) + b) @ np.asarray(v, float) + c

    return output(second, between(output(first, x)))
