"""Counting joints, bends and linear regions; a known mistake counts what was not asked (rows 14.1, 14.2)."""

from __future__ import annotations

import numpy as np

from ...piecewise_linear import function_breakpoints, unit_breakpoints
from ...validation import Array, InputError


def _slope_change(v: Array, w: Array) -> Array:
    return v * np.abs(w)


def n_line_regions(w: Array, b: Array, v: Array, *, change=_slope_change, tolerance: float = 1e-9) -> int:
    """Return how many linear regions Σ v relu(w x + b) has on the whole line; w, b, v: (n,).

    change(v, w) is what a unit adds to the slope at its joint, from left to right.

    >>> n_line_regions(np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0]))           # |x|
    2
    """
    turns = w != 0
    at, by = -b[turns] / w[turns], change(v[turns], w[turns])
    return 1 + sum(bool(abs(by[np.abs(at - t) <= tolerance].sum()) > tolerance) for t in np.unique(at.round(9)))


def n_distinct_breakpoints(w: Array, b: Array) -> int:
    """Return how many different joints the units relu(w x + b) have; w, b: (n,).

    >>> n_distinct_breakpoints(np.array([1.0, 2.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    1
    """
    turns = w != 0
    return len(set((-b[turns] / w[turns]).round(9).tolist()))


def n_function_breakpoints(net, low: float = 0.0, high: float = 1.0) -> int | None:
    """Return how many bends a network of one input has between two places; None if it is no ReLU network.

    >>> from lecture_lib import MLP, identity, relu
    >>> n_function_breakpoints(MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity)))
    1
    """
    try:
        return len(function_breakpoints(net, [low], [high])) if net.sizes[-1] == 1 else None
    except (InputError, AttributeError):
        return None


def n_unit_breakpoints(net, low: float = 0.0, high: float = 1.0) -> int:
    """Return how many joints there are, bending or not; 0 if it is no ReLU network of one input.

    >>> from lecture_lib import MLP, relu
    >>> n_unit_breakpoints(MLP(([[1.0], [1.0]], [-0.25, -0.5], relu)))
    2
    """
    try:
        return len(unit_breakpoints(net, [low], [high]))
    except (InputError, AttributeError):
        return 0
