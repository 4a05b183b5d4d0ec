"""Answers of sheet 12, read as tables of zeros and ones (rows 12.1, 12.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...nn import MLP, step
from ...threshold import half_planes
from ...validation import Array, InputError, is_attempted, numbers

LEFT_SQUARE, RIGHT_SQUARE = np.array([(-3, -1), (-1, -1), (-1, 1), (-3, 1)]), np.array([(1, 0), (3, 0), (3, 2), (1, 2)])
OUTER_SQUARE, INNER_SQUARE = (
    np.array([(-2, -2), (2, -2), (2, 2), (-2, 2)]),
    np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
)
_AROUND = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]


def n_containing_half_planes(corners, x) -> Array:
    """Return how many half-planes of a convex polygon hold each point x (m, 2).

    >>> n_containing_half_planes(INNER_SQUARE, [[0, 0], [5, 0], [5, 5]])
    array([4, 3, 2])
    """
    W, b = half_planes(corners)
    return (np.asarray(x, float) @ W.T + b > 0).sum(axis=1)


def is_in_polygon(corners, x) -> Array:
    """Return which points x (m, 2) lie in a convex polygon.

    >>> is_in_polygon(INNER_SQUARE, [[0, 0], [5, 0]])
    array([ True, False])
    """
    return n_containing_half_planes(corners, x) == len(corners)


def grid_off_boundary(wanted: Callable, low, high, n: int = 41, margin: float = 0.02) -> Array:
    """Return the points of an n × n grid that do not lie near the border of {wanted}: shape (m, 2).

    A point is near if `wanted` changes within the share `margin` of the grid's size from it.

    >>> len(grid_off_boundary(lambda x: x[:, 0] > 0, (-1, -1), (1, 1), n=10, margin=0.1))
    80
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    u = (np.arange(n) + 0.5 + 0.1 / np.pi) / n  # no point on a line of round numbers
    x = low + np.stack(np.meshgrid(u, u), axis=-1).reshape(-1, 2) * (high - low)
    answers = [wanted(x + margin * (high - low) * way) for way in _AROUND]
    return x[np.all(answers, axis=0) | ~np.any(answers, axis=0)]


def polygon_test_points(corners) -> Array:
    """Return points in and around a convex polygon, none near its border.

    >>> len(polygon_test_points(INNER_SQUARE)) > 1000
    True
    """
    corners = np.asarray(corners, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return grid_off_boundary(lambda x: is_in_polygon(corners, x), low - (high - low), high + (high - low))


def network_labels(answer, x) -> Array:
    """Return where a network fires (1) and where not (0); an MLP, or a list of layers (W, b) of step units.

    >>> network_labels([([[1, 0]], [0])], [[1, 0], [-1, 0]])
    array([1., 0.])
    """
    if not is_attempted(answer):
        return answer
    if isinstance(answer, (list, tuple)) and answer and all(map(_is_layer, answer)):
        answer = MLP(*[(*layer, step)[:3] for layer in answer])
    if not isinstance(answer, MLP):
        raise InputError("a network is wanted: MLP((W, b, step), ..., (W, b, step))")
    if (answer.sizes[0], answer.sizes[-1]) != (2, 1):
        raise InputError(f"the network has sizes {answer.sizes}; 2 inputs and 1 output are wanted")
    return np.where(answer(np.asarray(x, float))[:, 0] > 0.5, 1.0, 0.0)


def points_beside_line(p, q) -> tuple[Array, Array]:
    """Return points beside the line through p and q, (m, 2), and which lie on the left of the way from p to q.

    >>> points_beside_line((0, 0), (1, 0))[1].mean()
    np.float64(0.5)
    """
    p, q = np.asarray(p, float), np.asarray(q, float)
    d = q - p
    along, across = np.meshgrid(np.linspace(-4.3, 5.1, 13), [-6.1, -3.2, -1.3, -0.4, -0.1, 0.1, 0.4, 1.3, 3.2, 6.1])
    return p + along.reshape(-1, 1) * d + across.reshape(-1, 1) * [-d[1], d[0]], across.ravel() > 0


def unit_labels(answer, p, q) -> Array:
    """Return where a unit (w, b) fires, beside the line through p and q.

    >>> unit_labels(((0, 1), 0), (0, 0), (1, 0)).mean()
    np.float64(0.5)
    """
    if not is_attempted(answer):
        return answer
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise InputError("the two parts w and b are wanted: return w, b")
    w, b = numbers(answer[0], "w").ravel(), numbers(answer[1], "b").ravel()
    if (len(w), len(b)) != (2, 1):
        raise InputError(f"w has {len(w)} numbers and b {len(b)}; two and one are wanted")
    return np.where(points_beside_line(p, q)[0] @ w + b > 0, 1.0, 0.0)


def _is_layer(given) -> bool:
    return isinstance(given, (list, tuple)) and len(given) in (2, 3)
