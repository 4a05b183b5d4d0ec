"""Small data sets, made from a formula and a random generator; nothing is downloaded.

Each returns x, shape (n, 2), and labels y, shape (n,): half of them -1, half +1. `noise` is the standard
deviation of what chance adds. Chance is always given: without a generator it is said which one to give.
"""

from __future__ import annotations

import numpy as np

from ..validation import Array, InputError, must_be, numbers, whole


def rings(n: int, rng: np.random.Generator | None = None, radii=(0.5, 1.5), noise: float = 0.12) -> tuple[Array, Array]:
    """Return n points on two rings round the origin: -1 the inner ring, +1 the outer (row 04.5 B).

    `noise` acts on the radius.

    >>> x, y = rings(200, np.random.default_rng(0))
    >>> bool(np.all((np.hypot(*x.T) > 1) == (y > 0)))
    True
    """
    y, rng = _halves(n, noise), _generator(rng)
    radius = np.where(y > 0, radii[1], radii[0]) + rng.normal(0, noise, n)
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


def moons(n: int, rng: np.random.Generator | None = None, noise: float = 0.15) -> tuple[Array, Array]:
    """Return n points on two half circles that reach into each other: -1 the upper one, +1 the lower.

    >>> x, y = moons(100, np.random.default_rng(0))
    >>> x.shape, int(y.sum())
    ((100, 2), 0)
    """
    y, rng = _halves(n, noise), _generator(rng)
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    return -y[:, None] * upper + rng.normal(0, noise, (n, 2)), y


def waves(n: int, rng: np.random.Generator | None = None, noise: float = 0.25) -> tuple[Array, Array]:
    """Return n points below (-1) and above (+1) a winding line, a border with many bends (row 04.6 D).

    >>> x, y = waves(100, np.random.default_rng(0))
    >>> bool(np.mean((x[:, 1] > 0.8 * np.sin(3 * x[:, 0])) == (y > 0)) > 0.95)
    True
    """
    y, rng = _halves(n, noise), _generator(rng)
    x1 = rng.uniform(-2, 2, n)
    return np.column_stack([x1, 0.8 * np.sin(3 * x1) + 0.55 * y + rng.normal(0, noise, n)]), y


def xor_clouds(n: int, rng: np.random.Generator | None = None, noise: float = 0.3) -> tuple[Array, Array]:
    """Return n points in clouds round (±1, ±1): +1 where the signs differ, -1 where they agree (row 04.1).

    >>> x, y = xor_clouds(200, np.random.default_rng(0), noise=0.1)
    >>> bool(np.all((x[:, 0] * x[:, 1] < 0) == (y > 0)))
    True
    """
    y, rng = _halves(n, noise), _generator(rng)
    first = rng.choice([-1.0, 1.0], n)
    return np.column_stack([first, -y * first]) + rng.normal(0, noise, (n, 2)), y


def blobs(n: int, rng: np.random.Generator | None = None, distance: float = 3.0) -> tuple[Array, Array]:
    """Return n points in two round clouds of unit variance, `distance` apart.

    >>> x, y = blobs(100, np.random.default_rng(0))
    >>> bool(x[y > 0].mean() > x[y < 0].mean())
    True
    """
    y, rng = _halves(n), _generator(rng)
    centre = distance / np.sqrt(8)
    return y[:, None] * centre + rng.normal(0, 1, (n, 2)), y


def _halves(n: int, noise: float = 0.0) -> Array:
    if numbers(noise, "noise", ndim=(0,)) < 0:
        raise InputError(f"noise is {noise}. Give 0 or more.")
    return np.where(np.arange(whole(n, "n", 2)) % 2, 1.0, -1.0)


def _generator(rng) -> np.random.Generator:
    return must_be(np.random.Generator, rng, "rng must be a random generator such as np.random.default_rng(0)")
