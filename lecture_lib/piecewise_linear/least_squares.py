"""What a given hidden layer, or a given number of pieces, can reach at best on an interval (rows 11.1 to 11.3).

fit_output          the output layer with the smallest mean square distance, over hidden units that stay
minimax_lower_bound a maximum error that no polynomial of this degree can go below
uneven_knots        where to put knots: close together where the target is steep, or where it bends
"""

from __future__ import annotations

import numpy as np

from ..nn import MLP, Activation, identity
from ..validation import Array, InputError, numbers, whole
from .interpolation import TargetFunction

_LARGEST_SHARE, _MOST_ROUNDS = 0.002, 80  # of the integral, at one place; how often places are put closer together


def fit_output(f: TargetFunction, W, b, g: Activation, low: float = 0.0, high: float = 1.0, points: int = 401) -> MLP:
    """Return the network with hidden layer (W, b, g) and the best linear output, by least squares.

    W: (n, 1), b: (n,). The distance to f is measured at equally spaced points of the interval.

    >>> from lecture_lib.nn import relu
    >>> net = fit_output(lambda x: abs(x), [[1.0], [-1.0]], [0.0, 0.0], relu, -1, 1)
    >>> net([[-0.5], [0.25]]).round(6).ravel()
    array([0.5 , 0.25])
    """
    points = whole(points, "points", 2)
    x = np.linspace(low, high, points)
    hidden = MLP((W, b, g))(x[:, None])
    scale = np.maximum(np.abs(hidden).max(axis=0), 1e-12)  # equal sizes, or the largest would count alone
    basis = np.column_stack([hidden / scale, np.ones(points)])
    weights = np.linalg.lstsq(basis, numbers(f(x), "the target's values", ndim=(1,)), rcond=1e-10)[0]
    return MLP((W, b, g), (weights[None, :-1] / scale, weights[-1:], identity))


def minimax_lower_bound(f: TargetFunction, degree: int, low: float = 0.0, high: float = 1.0) -> float:
    """Return a number that max |p(x) - f(x)| cannot go below, for any polynomial p of this degree (row 11.1).

    At degree + 2 points there is one p whose distances to f have equal size E and alternate in sign. A p with all
    distances below E would differ from it by a polynomial with degree + 1 zeros: there is none (de la Vallée
    Poussin). The points are those of Chebyshev. A floor for the next degree is a floor for this one too, and for
    even or odd f it is often the higher.

    >>> round(minimax_lower_bound(np.abs, 2, -1, 1), 3)            # the best is x² + 1/8, everywhere within 0.125
    0.104
    """
    degree = whole(degree, "degree", 0)
    return max(_levelled(f, d, low, high) for d in (degree, degree + 1))


def _levelled(f: TargetFunction, degree: int, low: float, high: float) -> float:
    """Return E: the equal distance at Chebyshev's degree + 2 points."""
    u = np.cos(np.pi * np.arange(degree + 2) / (degree + 1))
    system = np.column_stack([np.polynomial.chebyshev.chebvander(u, degree), (-1.0) ** np.arange(degree + 2)])
    values = numbers(f((low + high) / 2 + (high - low) / 2 * u), "the target's values", ndim=(1,))
    return float(abs(np.linalg.solve(system, values)[-1]))


def uneven_knots(f: TargetFunction, pieces: int, order: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Return pieces + 1 knots that share out the integral of |f'| (order 1) or of √|f''| (order 2) equally.

    Order 1 suits steps: on each piece f then moves by the same amount. Order 2 suits hinges: on each piece the chord
    is missed by about the same amount (row 11.3).

    >>> uneven_knots(lambda x: x**2, 4, 2).round(3)             # bends alike everywhere: equal pieces
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    >>> uneven_knots(np.sqrt, 4, 1).round(2)                    # quarters of the height
    array([0.  , 0.06, 0.25, 0.56, 1.  ])
    >>> uneven_knots(np.sqrt, 4, 2).round(3)                    # close together at the steep start: (k/4)⁴
    array([0.   , 0.004, 0.064, 0.318, 1.   ])
    """
    if order not in (1, 2):
        raise InputError(f"order is {order}; choose 1 for steps or 2 for hinges")
    pieces, width = whole(pieces, "pieces"), high - low
    x, share = _refined(f, np.linspace(low, high, 2001), order, min(_LARGEST_SHARE, 0.1 / pieces))
    edges = x if order == 1 else np.concatenate([x[:1], (x[1:-2] + x[2:-1]) / 2, x[-1:]])
    share = share + (0.001 * share.sum() + 1e-9) * np.diff(edges) / width  # flat parts get knots too, if seldom
    total = np.append(0.0, np.cumsum(share))
    return np.interp(np.linspace(0, total[-1], pieces + 1), total, edges)


def _refined(f: TargetFunction, x: Array, order: int, most: float) -> tuple[Array, Array]:
    """Return places and how much of the integral lies at each, none with more than the share `most`.

    Where there is more, as beside the steep start of a root, the places are put closer together; but not at a kink,
    whose part of the integral only vanishes so.
    """
    share = _shares(f, x, order)
    for _ in range(_MOST_ROUNDS):
        at = np.flatnonzero(share > most * share.sum())
        if order == 2:
            at = np.unique(np.concatenate([at, at + 1]))  # both intervals beside the place
        at = at[np.diff(x)[at] > 1e-13 * (x[-1] - x[0])]
        finer = np.sort(np.append(x, (x[at] + x[at + 1]) / 2))
        if not len(at) or (found := _shares(f, finer, order)).sum() < 0.999 * share.sum():
            break
        x, share = finer, found
    return x, share


def _shares(f: TargetFunction, x: Array, order: int) -> Array:
    """Return what lies between neighbours of |f'|, or around each inner place of √|f''|."""
    y = numbers(f(x), "the target's values", ndim=(1,))
    slopes = np.diff(y) / np.diff(x)
    if order == 1:
        return np.abs(np.diff(y))
    return np.sqrt(np.abs(np.diff(slopes)) * (x[2:] - x[:-2]) / 2)
