"""Deep ReLU networks on one input that reach the largest number of linear regions (row 14.2 C).

A layer of n units turns a line with r straight pieces into one with at most r (n + 1), so n units in each of K hidden
layers give at most (n + 1)^K. A layer reaches this if it maps each of n + 1 pieces of [0, 1] onto the whole of [0, 1],
up and down in turn: a sawtooth. Repeated, it folds the interval n + 1 times a layer.
"""

from __future__ import annotations

import numpy as np

from ..nn import MLP, identity, relu
from ..validation import Array, InputError, whole
from .region_bounds import upper_bound


def max_regions_1d(width: int, depth: int) -> int:
    """Return the largest number of linear regions of a ReLU network with one input and `depth` layers of `width` units.

    >>> max_regions_1d(10, 5)                     # lecture C's network of 471 parameters
    161051
    """
    return upper_bound(1, width, depth)


def sawtooth(width: int, depth: int) -> MLP:
    """Return a network of `depth` hidden layers with `width` units that has all (width + 1)^depth regions on [0, 1].

    >>> sawtooth(3, 1)([[0], [2 / 7], [4 / 7], [6 / 7], [1]]).ravel().round(9) + 0.0     # up, down, up, and down
    array([0., 1., 0., 1., 0.])
    """
    width, depth = whole(width, "width", 3), whole(depth, "depth")
    signs, knots, weights, offset = _fold(width)
    first = (signs[:, None], -signs * knots, relu)
    again = (np.outer(signs, weights), signs * (offset - knots), relu)
    return MLP(first, *[again] * (depth - 1), (weights[None, :], [offset], identity))


def sawtooth_2d(width: int, depth: int) -> MLP:
    """Return a network on two inputs that folds the unit square like a sheet: half of each layer for either direction.

    It has (width / 2 + 1)^(2 depth) regions on the square; its output is the sum of both sawtooths. (Row 14.2 B.)

    >>> net = sawtooth_2d(6, 2)
    >>> net.sizes, net([[0, 0], [1 / 7, 0], [1 / 7, 1 / 7]]).ravel().round(9) + 0.0
    ((2, 6, 6, 1), array([0.  , 0.25, 0.5 ]))
    """
    width = whole(width, "width", 6)
    if width % 2:
        raise InputError(f"width is {width}. It should be even: half of it folds each direction.")
    *hidden, (W, b, g) = sawtooth(width // 2, depth)
    both = ((np.kron(np.eye(2), layer.W), np.tile(layer.b, 2), layer.g) for layer in hidden)
    return MLP(*both, (np.tile(W, (1, 2)), 2 * b, g))


def _fold(n: int) -> tuple[Array, Array, Array, float]:
    """Return n units relu(s (x - t)) with output weights v and an offset that make a sawtooth of n + 1 pieces.

    A unit changes the slope at its joint t by v, whichever way it looks (s = 1 or -1). On the first piece only units
    that look left (s = -1) are active, and they must add up to its slope: with units 2 and 3 looking left, to
    1/l₃ - 1/l₁ = 1/l₀ for the lengths l of the pieces. So one piece is half as long as the others.
    """
    lengths = np.ones(n + 1)
    lengths[3] = 0.5
    lengths /= lengths.sum()
    slopes = np.where(np.arange(n + 1) % 2, -1, 1) / lengths
    knots, weights = np.cumsum(lengths)[:-1], np.diff(slopes)
    left = np.isin(np.arange(n), (1, 2))
    return np.where(left, -1.0, 1.0), knots, weights, -float(weights[left] @ knots[left])
