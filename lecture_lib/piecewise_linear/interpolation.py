"""One hidden layer that follows a given function on an interval, built and not trained (row 11.2).

    steps:  f(m₀) + Σ (f(m_k) - f(m_{k-1})) · step(x - t_k)         a staircase; the error falls as 1/N
    hinges: f(t₀) + Σ (s_k - s_{k-1}) · relu(x - t_k)               straight pieces; the error falls as 1/N²

t_0, t_1, ... cut the interval into equal pieces, m_k is the middle of piece k, and s_k the slope of the chord over it.
A difference of two steps is a bump; a second difference of hinges is a hat. Sums of these are the same networks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..nn import MLP, identity, relu, step
from ..validation import Array, InputError, numbers, whole

_MOST_PIECES = 2000

TargetFunction = Callable[[Array], Array]
_ROUNDING = 4 * np.finfo(float).eps


def staircase(f: TargetFunction, n: int, low: float = 0.0, high: float = 1.0) -> MLP:
    """Return the network of n step units that has the value f(m) in the middle m of each of n + 1 equal pieces.

    >>> net = staircase(lambda x: x, 1)
    >>> net([[0.1], [0.9]]).ravel()                     # one step at ½, from ¼ to ¾
    array([0.25, 0.75])
    """
    t = _knots(whole(n, "n", 0) + 1, low, high)
    return step_interpolant(t[1:-1], _of(f, (t[1:] + t[:-1]) / 2))


def step_interpolant(t, values) -> MLP:
    """Return the network of n step units at the places t, growing, with n + 1 values: left of, between, right of them.

    >>> step_interpolant([1, 2], [5, 7, 3])([[0.0], [1.5], [9.0]]).ravel()
    array([5., 7., 3.])
    """
    t, values = numbers(t, "t", ndim=(1,)), numbers(values, "values", ndim=(1,))
    if len(values) != len(t) + 1 or np.any(np.diff(t) <= 0):
        raise InputError(
            f"{len(t)} positions and {len(values)} values were given; give one value more than positions, "
            "each to the right of the one before"
        )
    return MLP((np.ones((len(t), 1)), -t, step), (np.diff(values)[None, :], values[:1], identity))


def polyline(f: TargetFunction, n: int, low: float = 0.0, high: float = 1.0) -> MLP:
    """Return the network of n ReLU units that goes straight from f(t) to f(t) between n + 1 equally spaced knots t.

    >>> polyline(lambda x: x**2, 2)([[0.0], [0.25], [0.5], [1.0]]).ravel()
    array([0.   , 0.125, 0.25 , 1.   ])
    """
    t = _knots(whole(n, "n"), low, high)
    return linear_interpolant(t, _of(f, t))


def linear_interpolant(t, values) -> MLP:
    """Return the network of n ReLU units that goes straight from point to point: n + 1 places t and as many values.

    Each unit has its joint at a place, all but the last. So the network is flat left of the first place and goes on
    straight on right of the last one (rows 11.2, 13.1).

    >>> linear_interpolant([0, 1, 3], [1, 0, 4])([[-1], [0], [1], [2], [4]]).ravel()
    array([1., 1., 0., 2., 6.])
    """
    t, values = numbers(t, "t", ndim=(1,)), numbers(values, "the values", ndim=(1,))
    if len(t) != len(values) or len(t) < 2 or not (np.diff(t) > 0).all():
        raise InputError(
            f"{len(t)} positions and {len(values)} values were given; give as many of both, at least "
            "two, with the places from left to right"
        )
    slopes = np.diff(values) / np.diff(t)
    height, far = (np.maximum(np.abs(at[1:]), np.abs(at[:-1])) for at in (values, t))
    unsure = _ROUNDING * (height + far * np.abs(slopes)) / np.diff(t)  # how far a slope may be off by rounding
    turns, unsure = np.diff(slopes, prepend=0.0), unsure + np.append(0.0, unsure[:-1])
    turns[np.abs(turns) <= unsure] = 0.0  # three points on one line make no bend
    return MLP((np.ones((len(slopes), 1)), -t[:-1], relu), (turns[None, :], values[:1], identity))


def largest_error(net: MLP, f: TargetFunction, low: float = 0.0, high: float = 1.0, points: int = 10_001) -> float:
    """Return the largest |net(x) - f(x)| that was found on the interval: a lower bound of the true one.

    It looks at equally spaced points and, if the network has one hidden layer of steps or hinges, within each of its
    pieces too, however narrow, on both sides of the joints.

    >>> round(largest_error(polyline(lambda x: x**2, 10), lambda x: x**2), 6)     # h² / 4 with h = 0.1
    0.0025
    """
    x = np.linspace(low, high, whole(points, "points", 2))
    x = np.concatenate([x, _within_pieces(net, low, high)])
    return float(np.abs(net(x[:, None])[:, 0] - _of(f, x)).max())


def _within_pieces(net, low: float, high: float) -> Array:
    """Return places in each piece between neighbouring joints of a hidden layer of steps or hinges, ends included."""
    if not isinstance(net, MLP) or len(net) != 2 or net.sizes[0] != 1 or net[1].g not in (relu, step):
        return np.empty(0)
    w = net[1].W[:, 0]
    joints = -net[1].b[w != 0] / w[w != 0]
    edges = np.unique(np.concatenate([[low, high], joints[(joints > low) & (joints < high)]]))
    if len(edges) > _MOST_PIECES:
        return np.empty(0)
    inside = edges[:-1, None] + np.diff(edges)[:, None] * np.linspace(0, 1, 33)[1:-1] ** 2
    beside = np.concatenate([np.nextafter(edges[1:], low), np.nextafter(edges[:-1], high)])
    return np.concatenate([inside.ravel(), beside])


def _knots(pieces: int, low: float, high: float) -> Array:
    if not low < high:
        raise InputError(f"the interval goes from {low:g} to {high:g}; its left end must lie left of its right end")
    return np.linspace(low, high, pieces + 1)


def _of(f: TargetFunction, x: Array) -> Array:
    values = numbers(f(x), "the target's values", ndim=(1,))
    if values.shape != x.shape:
        raise InputError(f"the target gave {len(values)} values for {len(x)} places; it should give one for each")
    return values
