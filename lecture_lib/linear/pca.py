"""Principal component analysis: the directions along which a batch of examples varies most (rows 15.4, 16.5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, numbers, whole


class PCA(NamedTuple):
    """Where the examples' mean is, which directions follow, and what fraction of the variance each carries.

    mean: (d,), directions: (k, d) with rows of length 1, perpendicular to each other; fractions: (k,).
    """

    mean: Array
    directions: Array
    fractions: Array

    def project(self, x) -> Array:
        """Return the coordinates (n, k) of examples x (n, d) along the directions, from the mean.

        >>> pca([[0.0, 0.0], [2.0, 0.0]], 1).project([[3.0, 5.0]]).tolist()
        [[2.0]]
        """
        x = numbers(x, "x", ndim=(2,))
        if x.shape[1] != len(self.mean):
            raise InputError(f"x has {x.shape[1]} columns; the directions belong to examples of {len(self.mean)}")
        return (x - self.mean) @ self.directions.T

    def reconstruct(self, coordinates) -> Array:
        """Return the examples (n, d) that have these coordinates (n, k): each the nearest to all that project there.

        Among all linear maps to k numbers and back, none has a smaller mean squared error (Eckart and Young, 1936).

        >>> line = pca([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]], 1)
        >>> line.reconstruct(line.project([[3.0, 6.0]])).round(6)
        array([[3., 6.]])
        """
        coordinates = numbers(coordinates, "coordinates", ndim=(2,))
        if coordinates.shape[1] != len(self.directions):
            raise InputError(
                f"the coordinates have {coordinates.shape[1]} columns for {len(self.directions)} directions"
            )
        return self.mean + coordinates @ self.directions


def pca(x, k: int = 2) -> PCA:
    """Return the k directions of largest variance of examples x (n, d), by a singular value decomposition.

    The sign of a direction is a convention: its entry of largest size is positive (Jolliffe, 2002).

    >>> found = pca([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]], 1)
    >>> found.mean.tolist(), found.directions.tolist(), found.fractions.tolist()
    ([2.0, 1.0], [[1.0, 0.0]], [1.0])
    """
    x = numbers(x, "x", ndim=(2,))
    if len(x) < 2:
        raise InputError(f"x has shape {x.shape}; at least two examples are needed for a variance")
    k = whole(k, "k", 1, min(x.shape))
    mean = x.mean(axis=0)
    _, s, vt = np.linalg.svd(x - mean, full_matrices=False)
    if not s.any():
        raise InputError("all examples of x are equal, so no direction is longer than another")
    largest = np.take_along_axis(vt, np.abs(vt).argmax(axis=1)[:, None], axis=1)
    return PCA(mean, (vt * np.sign(largest))[:k], (s**2 / (s**2).sum())[:k])
