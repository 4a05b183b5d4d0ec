"""Counting linear regions, right and with the mistakes that learners make (rows 14.1, 14.2)."""

from __future__ import annotations

import numpy as np

from ...piecewise_linear import function_breakpoints, unit_breakpoints
from ...validation import Array, InputError


def n_line_regions(w: Array, b: Array, v: Array, change=lambda v, w: v * np.abs(w), tolerance: float = 1e-9) -> int:
    """Return how many linear regions Σ v relu(w x + b) has on the whole line; w, b, v: (n,).

    `change` says by how much a unit is taken to alter the slope at its joint.

    >>> n_line_regions(np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0]))           # |x|
    2
    """
    turns = w != 0
    at, by = -b[turns] / w[turns], change(v[turns], w[turns])
    return 1 + sum(bool(abs(by[np.abs(at - t) <= tolerance].sum()) > tolerance) for t in np.unique(at.round(9)))


def n_distinct_breakpoints(w: Array, b: Array, v: Array, heard: bool = False, infinite: bool = False) -> int:
    """Return how many different joints the units have: all, those with v ≠ 0, or also "at infinity" where w is 0.

    >>> n_distinct_breakpoints(np.array([1.0, 2.0, 0.0]), np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0]))
    1
    """
    chosen = (v != 0) | (not heard)
    w, b = w[chosen], b[chosen]
    at = set((-b[w != 0] / w[w != 0]).round(9).tolist()) | ({np.inf} if infinite and (w == 0).any() else set())
    return len(at)


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
