"""Answers of sheet 12, read as tables of zeros and ones (rows 12.1, 12.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..activations import step
from ..halfplanes import half_planes
from ..inputs import Array, InputError, numbers
from ..mlp import MLP
from .question import attempted

LEFT, RIGHT = np.array([(-3, -1), (-1, -1), (-1, 1), (-3, 1)]), np.array([(1, 0), (3, 0), (3, 2), (1, 2)])
OUTER, INNER = np.array([(-2, -2), (2, -2), (2, 2), (-2, 2)]), np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
_AROUND = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]


def holds(corners, x) -> Array:
    """Return how many half-planes of a convex polygon hold each point x (m, 2).

    >>> holds(INNER, [[0, 0], [5, 0], [5, 5]])
    array([4, 3, 2])
    """
    W, b = half_planes(corners)
    return (np.asarray(x, float) @ W.T + b > 0).sum(axis=1)


def within(corners, x) -> Array:
    """Return which points x (m, 2) lie in a convex polygon.

    >>> within(INNER, [[0, 0], [5, 0]])
    array([ True, False])
    """
    return holds(corners, x) == len(corners)


def clear_of_border(wanted: Callable, low, high, n: int = 41, margin: float = 0.02) -> Array:
    """Return the points of an n × n grid that do not lie near the border of {wanted}: shape (m, 2).

    A point is near if `wanted` changes within the share `margin` of the grid's size from it.

    >>> len(clear_of_border(lambda x: x[:, 0] > 0, (-1, -1), (1, 1), n=10, margin=0.1))
    80
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    u = (np.arange(n) + 0.5 + 0.1 / np.pi) / n                 # no point on a line of round numbers
    x = low + np.stack(np.meshgrid(u, u), axis=-1).reshape(-1, 2) * (high - low)
    answers = [wanted(x + margin * (high - low) * way) for way in _AROUND]
    return x[np.all(answers, axis=0) | ~np.any(answers, axis=0)]


def points_near(corners) -> Array:
    """Return points in and around a convex polygon, none near its border.

    >>> len(points_near(INNER)) > 1000
    True
    """
    corners = np.asarray(corners, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return clear_of_border(lambda x: within(corners, x), low - (high - low), high + (high - low))


def says(answer, x) -> Array:
    """Return where a network fires (1) and where not (0); an MLP, or a list of layers (W, b) of step units.

    >>> says([([[1, 0]], [0])], [[1, 0], [-1, 0]])
    array([1., 0.])
    """
    if not attempted(answer):
        return answer
    if isinstance(answer, (list, tuple)) and answer and all(map(_is_layer, answer)):
        answer = MLP(*[(*layer, step)[:3] for layer in answer])
    if not isinstance(answer, MLP):
        raise InputError("a network is wanted: MLP((W, b, step), ..., (W, b, step))")
    if (answer.sizes[0], answer.sizes[-1]) != (2, 1):
        raise InputError(f"the network has sizes {answer.sizes}; 2 inputs and 1 output are wanted")
    return np.where(answer(np.asarray(x, float))[:, 0] > 0.5, 1.0, 0.0)


def beside(p, q) -> tuple[Array, Array]:
    """Return points beside the line through p and q, (m, 2), and which lie on the left of the way from p to q.

    >>> beside((0, 0), (1, 0))[1].mean()
    np.float64(0.5)
    """
    p, q = np.asarray(p, float), np.asarray(q, float)
    d = q - p
    along, across = np.meshgrid(np.linspace(-4.3, 5.1, 13), [-6.1, -3.2, -1.3, -0.4, -0.1, 0.1, 0.4, 1.3, 3.2, 6.1])
    return p + along.reshape(-1, 1) * d + across.reshape(-1, 1) * [-d[1], d[0]], across.ravel() > 0


def side_says(answer, p, q) -> Array:
    """Return where a unit (w, b) fires, beside the line through p and q.

    >>> side_says(((0, 1), 0), (0, 0), (1, 0)).mean()
    np.float64(0.5)
    """
    if not attempted(answer):
        return answer
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise InputError("the two parts w and b are wanted: return w, b")
    w, b = numbers(answer[0], "w").ravel(), numbers(answer[1], "b").ravel()
    if (len(w), len(b)) != (2, 1):
        raise InputError(f"w has {len(w)} numbers and b {len(b)}; two and one are wanted")
    return np.where(beside(p, q)[0] @ w + b > 0, 1.0, 0.0)


def _is_layer(given) -> bool:
    return isinstance(given, (list, tuple)) and len(given) in (2, 3)
