"""Small data sets, made from a formula and a random generator; nothing is downloaded."""

from __future__ import annotations

import numpy as np

from .inputs import Array, InputError


def rings(n: int, rng: np.random.Generator, radii=(0.5, 1.5), noise: float = 0.12) -> tuple[Array, Array]:
    """Return n points on two rings round the origin and their labels: -1 the inner ring, +1 the outer (row 04.5 B).

    x: (n, 2). `noise` is the standard deviation of the radius.

    >>> x, y = rings(200, np.random.default_rng(0))
    >>> bool(np.all((np.hypot(*x.T) > 1) == (y > 0)))
    True
    """
    y = _halves(n)
    radius = np.where(y > 0, radii[1], radii[0]) + rng.normal(0, noise, n)
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


def moons(n: int, rng: np.random.Generator, noise: float = 0.15) -> tuple[Array, Array]:
    """Return n points on two crescents that reach into each other, labels -1 and +1 (row 04.6 D).

    >>> x, y = moons(100, np.random.default_rng(0))
    >>> x.shape, int(y.sum())
    ((100, 2), 0)
    """
    y = _halves(n)
    angle = rng.uniform(0, np.pi, n)
    x = np.column_stack([np.cos(angle) * -y - 0.5 * -y, np.sin(angle) * -y + 0.25 * y])
    return x + rng.normal(0, noise, (n, 2)), y


def blobs(n: int, rng: np.random.Generator, distance: float = 3.0) -> tuple[Array, Array]:
    """Return n points in two round clouds of unit variance, `distance` apart, labels -1 and +1.

    >>> x, y = blobs(100, np.random.default_rng(0))
    >>> bool(x[y > 0].mean() > x[y < 0].mean())
    True
    """
    y = _halves(n)
    centre = distance / np.sqrt(8)
    return y[:, None] * centre + rng.normal(0, 1, (n, 2)), y


def _halves(n: int) -> Array:
    if n < 2:
        raise InputError(f"n is {n}; at least 2 points are wanted")
    return np.where(np.arange(n) % 2, 1.0, -1.0)
