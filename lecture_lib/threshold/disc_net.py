"""Bumps from one hidden layer: the sum of n half-planes round a circle, and what two layers do (row 12.3).

A point inside the circle lies in all n half-planes. Outside, at distance r from the centre, it lies in those whose
line it has not crossed, which for many lines is the share ½ + arcsin(radius / r) / π. It never falls below a half.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..nn import MLP, step
from ..validation import Array, InputError, numbers, positive, whole
from .halfplanes import iou


def half_plane_fraction(r, radius: float = 1.0) -> Array:
    """Return what fraction of the half-planes that touch a circle contains a point at distance r from its centre.

    r: a number or an array of numbers, none below 0. This is the limit for many lines.

    >>> half_plane_fraction([0.5, 1.0, 2.0]).round(4)
    array([1.    , 1.    , 0.6667])
    """
    r, radius = numbers(r, "r"), positive(radius, "radius")
    if (r < 0).any():
        raise InputError(f"r holds {r.min():g}; a distance is 0 or more")
    return 0.5 + np.arcsin(radius / np.maximum(r, radius)) / np.pi


def tangent_half_planes(n: int, radius: float = 1.0, centre: Sequence[float] = (0.0, 0.0)) -> tuple[Array, Array]:
    """Return W (n, 2), b (n,): lines touch a circle, evenly spread, and each unit fires on the circle's side.

    With u the direction from the centre c to where the line touches, this is -u·x + r + u·c.

    >>> W, b = tangent_half_planes(4)
    >>> [int((W @ point + b > 0).sum()) for point in ([0.5, 0.5], [2, 0])]
    [4, 3]
    """
    n = whole(n, "n", 3)
    angle = 2 * np.pi * np.arange(1, n + 1) / n
    u = np.column_stack([np.cos(angle), np.sin(angle)])
    return -u, positive(radius, "radius") + u @ numbers(centre, "centre", ndim=(1,))


def disc_sum_net(centres, n: int, radius: float, threshold: float) -> MLP:
    """Return 2 - n·k - 1: the half-planes of k circles; fires where more than `threshold` of them do.

    >>> disc_sum_net([(-2, 0), (2, 0)], 10, 1.0, 15.5).sizes
    (2, 20, 1)
    """
    W, b = _stacked(centres, n, radius)
    return MLP((W, b, step), (np.ones((1, len(b))), [-float(threshold)], step))


def disc_and_net(centres, n: int, radius: float) -> MLP:
    """Return 2 - n·k - k - 1: for each circle an AND of its n half-planes, and one OR.

    >>> disc_and_net([(-2, 0), (2, 0)], 10, 1.0)([[2, 0], [0, 0]]).ravel()
    array([1., 0.])
    """
    W, b = _stacked(centres, n, radius)
    k = len(b) // n
    return MLP(
        (W, b, step), (np.kron(np.eye(k), np.ones((1, n))), np.full(k, 0.5 - n), step), (np.ones((1, k)), [-0.5], step)
    )


def firing_counts(centres, n: int, radius: float, x) -> Array:
    """Return how many of its n half-planes each of k circles has at each point x (m, 2): shape (k, m).

    >>> firing_counts([(-2, 0), (2, 0)], 10, 1.0, [[-2, 0], [0, 0]])
    array([[10,  7],
           [ 5,  7]])
    """
    x = numbers(x, "x", ndim=(2,))
    layers = [tangent_half_planes(n, radius, centre) for centre in numbers(centres, "centres", ndim=(2,))]
    return np.array([(x @ W.T + b > 0).sum(axis=1) for W, b in layers])


class BestThreshold(NamedTuple):
    """The best place to cut a sum of 0/1 outputs: fire above `threshold`; `iou` is the overlap reached so."""

    threshold: float
    iou: float


def best_threshold(sums, wanted) -> BestThreshold:
    """Return the threshold, halfway between two whole numbers, at which {sums > threshold} agrees best with `wanted`.

    sums: (m,) whole numbers, one per point; wanted: (m,) true or false.

    >>> best_threshold([1, 2, 3, 3], [False, False, True, True])
    BestThreshold(threshold=2.5, iou=1.0)
    """
    sums, wanted = np.asarray(sums).astype(int), np.asarray(wanted, bool)
    if sums.shape != wanted.shape or sums.ndim != 1 or not wanted.any() or sums.min() < 0:
        raise InputError(
            "give each point one whole sum, at least 0, and one wish, true or false; at least one wish must be true"
        )
    above = [np.bincount(part, minlength=sums.max() + 1)[::-1].cumsum()[::-1] for part in (sums[wanted], sums[~wanted])]
    overlaps = iou(above[0], wanted.sum() + above[1])
    best = int(overlaps.argmax())
    return BestThreshold(best - 0.5, float(overlaps[best]))


def _stacked(centres, n: int, radius: float) -> tuple[Array, Array]:
    layers = [tangent_half_planes(n, radius, centre) for centre in numbers(centres, "centres", ndim=(2,))]
    return np.vstack([W for W, _ in layers]), np.concatenate([b for _, b in layers])
