"""On which side of a line a point lies, decided exactly: floats where they suffice, fractions elsewhere (row 12.1)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..validation import Array

_BOUND = (3 + 16 * np.finfo(float).eps / 2) * np.finfo(float).eps / 2  # Shewchuk 1997: error of the float determinant


def turn_sign(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """Return 1 if the way from a over b to c turns left, -1 if it turns right, 0 if the three lie on one line.

    >>> turn_sign(0, 0, 1, 0, 1, 1), turn_sign(0.0, 0.0, 1e9, 1.0, 3e9, 3.0)
    (1, 0)
    """
    left, right = (ax - cx) * (by - cy), (ay - cy) * (bx - cx)
    found = left - right
    if abs(found) > _BOUND * (abs(left) + abs(right)):
        return 1 if found > 0 else -1
    return _exact_turn(ax, ay, bx, by, cx, cy)


def turn_signs(a: Array, b: Array, c: Array) -> Array:
    """Return `turn_sign` for points a, b, c of shape (2,) or (m, 2), as an array (m,).

    >>> turn_signs(np.array([0.0, 0.0]), np.array([1.0, 0.0]), np.array([[0.0, 1.0], [3.0, 0.0], [0.0, -1.0]]))
    array([ 1,  0, -1])
    """
    a, b, c = np.broadcast_arrays(a, b, c)
    left, right = (a[:, 0] - c[:, 0]) * (b[:, 1] - c[:, 1]), (a[:, 1] - c[:, 1]) * (b[:, 0] - c[:, 0])
    found = left - right
    signs = np.sign(found).astype(int)
    for i in np.flatnonzero(np.abs(found) <= _BOUND * (np.abs(left) + np.abs(right))):
        signs[i] = _exact_turn(*a[i].tolist(), *b[i].tolist(), *c[i].tolist())
    return signs


def _exact_turn(*coordinates: float) -> int:
    ax, ay, bx, by, cx, cy = map(Fraction, coordinates)
    found = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx)
    return (found > 0) - (found < 0)
