"""Answers about composed networks in plain NumPy, with the mistakes that learners make as switches (rows 13.2, 13.3).

A network with one input is its corners: places t and heights v, straight between them. A layer pair is (W, b, v, c): hidden
units relu(W y + b), output v · h + c.
"""

from __future__ import annotations

import numpy as np


def preimages_of_height(
    t, v, y: float, *, falling: bool = True, checked: bool = True, once: bool = True, share=None
) -> np.ndarray:
    """Return all x in order at which the polyline through (t, v) has the height y.

    Without `falling`, falling pieces are left out; unless `checked`, each piece is taken for a whole line; unless `once`, a
    corner counts for both of its pieces. `share` may take the place of (y - v0) / (v1 - v0).

    >>> preimages_of_height([0, 1, 2], [0, 1, 0], 0.5).tolist(), preimages_of_height([0, 1, 2], [0, 1, 0], 0.5, falling=False).tolist()
    ([0.5, 1.5], [0.5])
    """
    share = share or (lambda y, v0, v1: (y - v0) / (v1 - v0))
    found = []
    for t0, t1, v0, v1 in zip(t[:-1], t[1:], v[:-1], v[1:]):
        meets = min(v0, v1) <= y <= max(v0, v1) or not checked
        if v0 != v1 and meets and (falling or v1 > v0):
            found.append(t0 + share(y, v0, v1) * (t1 - t0))
    found = np.sort(np.array(found, float))
    return found[np.diff(found, prepend=-np.inf) > 1e-9] if once else found


def psi_coefficients(theta, phi, *, bias=lambda t0, t1, f0: t0 + t1 * f0, rows: bool = True) -> np.ndarray:
    """Return ψ, one row a unit: bias first, then θ′_j1 φ_k. theta: (n, 2), phi: (m + 1,).

    `bias` may make ψ_j0 in another way; unless `rows`, the table of weights is turned over.

    >>> psi_coefficients(np.array([[1, 2]]), np.array([10, 3, 4])).tolist()
    [[21.0, 6.0, 8.0]]
    """
    theta, phi = np.asarray(theta, float), np.asarray(phi, float)
    weights = np.outer(theta[:, 1], phi[1:])
    if not rows:
        weights = np.outer(phi[1:], theta[:, 1])
    return np.column_stack([bias(theta[:, 0], theta[:, 1], phi[0]), weights])


def composed_network_output(
    first, second, x, *, between=lambda y: y, hidden=lambda z: np.maximum(z, 0), keep: bool = True
):
    """Return what the second network says to what the first one says about the numbers x; each is (w, b, v, c).

    `between` acts on what travels; unless `keep`, the first network's output bias is lost.

    >>> composed_network_output(([1], [0], [2], 1), ([1], [-1], [1], 0), np.array([3.0])).tolist()
    [6.0]
    """
    for i, (w, b, v, c) in enumerate((first, second)):
        h = hidden(np.outer(x, w) + b)
        x = h @ np.asarray(v, float) + (c if keep or i else 0)
        x = between(x) if i == 0 else x
    return x
