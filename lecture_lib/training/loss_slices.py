"""Flat cuts through the loss of a network with many weights, and how much of a path lies in a cut (row 08.3).

A cut is a place p₀ and two directions u, v of length 1 at a right angle: p = p₀ + s u + t v.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..validation import Array, InputError, numbers, whole


def random_plane(d: int, rng: np.random.Generator) -> Array:
    """Return two random directions of length 1 at a right angle in d dimensions, shape (2, d) (row 08.3).

    >>> u, v = random_plane(5, np.random.default_rng(0))
    >>> abs(round(float(u @ v), 12)), round(float(u @ u), 12)
    (0.0, 1.0)
    """
    return np.linalg.qr(rng.normal(size=(whole(d, "d", 2), 2)))[0].T


def path_plane(path) -> Array:
    """Return the plane of a path, shape (2, d): the first two principal directions of path - end (row 08.3).

    `path` has one place a row, shape (n, d).

    >>> path_plane([[3.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]).round(6) + 0.0
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    path = numbers(path, "path", ndim=(2,))
    _, _, directions = np.linalg.svd(path - path[-1], full_matrices=False)
    if len(directions) < 2:
        raise InputError("give a path of at least two steps, in two dimensions or more")
    pair = directions[:2]
    return pair * np.sign(pair[np.arange(2), np.abs(pair).argmax(axis=1)])[:, None]


def loss_slice(f: Callable[[Array], float], at: Array, plane: Array, s, t) -> Array:
    """Return f over a cut: entry [i, j] is f(at + s[j] u + t[i] v) (row 08.3).

    >>> loss_slice(lambda p: float(p @ p), np.zeros(2), np.eye(2), [0.0, 1.0], [0.0, 2.0])
    array([[0., 1.],
           [4., 5.]])
    """
    u, v = plane
    return np.array([[f(at + a * u + b * v) for a in s] for b in t])


def path_fraction_in_plane(path, plane: Array) -> float:
    """Return how much of a path's length is left when it is projected onto a plane: 0 none, 1 all (row 08.3).

    >>> path_fraction_in_plane([[0, 0, 0], [3, 0, 0], [3, 0, 1]], np.eye(3)[:2])
    0.75
    """
    steps = np.diff(numbers(path, "path", ndim=(2,)), axis=0)
    length = np.linalg.norm(steps, axis=1).sum()
    if length == 0:
        raise InputError("the path has no length. Give a path with two different points.")
    return float(np.linalg.norm(steps @ plane.T, axis=1).sum() / length)


def local_minimum_count(values) -> int:
    """Return how many inner entries of a table are lower than all their eight neighbours (row 08.3).

    >>> local_minimum_count([[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    1
    """
    v = numbers(values, "the table", ndim=(2,))
    inner, (rows, columns) = v[1:-1, 1:-1], v.shape
    around = [v[1 + i : rows - 1 + i, 1 + j : columns - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    return int(np.all([inner < other for other in around], axis=0).sum())
