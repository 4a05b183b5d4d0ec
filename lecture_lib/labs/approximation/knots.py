"""A budget of n units on [0, 1]: where their joints may stand, and the heights that suit them best (row 11.2).

n hinges have n - 1 joints inside (the first unit starts at 0) and n + 1 corners; n steps have n joints and n + 1
levels. Joints lie on hundredths and never meet; heights stay from MIN_HEIGHT to MAX_HEIGHT.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from ...nn import MLP, step
from ...piecewise_linear import linear_interpolant, step_interpolant, uneven_knots
from ...validation import Array

MIN_HEIGHT, MAX_HEIGHT = -1.3, 1.3
MIN_SPACING = 0.01
COMPARISON_GRID = np.linspace(0, 1, 401)  # where target and network are compared; joints lie on it
DRAWING_GRID = np.linspace(0, 1, 49)  # where a drawn target has its heights
TARGET_FUNCTIONS = {
    "turn": ("a sharp turn", lambda x: 0.9 * np.tanh(10 * (x - 0.35))),
    "wave": ("one wave", lambda x: np.sin(2 * np.pi * x)),
    "peak": ("a narrow peak", lambda x: 1.6 * np.exp(-(((x - 0.35) / 0.1) ** 2)) - 0.8),
    "root": ("a square root", lambda x: 2 * np.sqrt(x) - 1),
}
"""The targets by name: what they are called, and the function."""


@lru_cache(maxsize=256)
def knot_network(basis: str, joints: tuple[float, ...], heights: tuple[float, ...]) -> MLP:
    """Return the network with these joints that has these heights.

    >>> knot_network("hinges", (0.5,), (0.0, 1.0, 0.0))
    MLP(([[1.0], [1.0]], [-0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
    """
    return linear_interpolant((0.0, *joints, 1.0), heights) if basis == "hinges" else step_interpolant(joints, heights)


@lru_cache(maxsize=64)
def target_on_grid(target: str, drawn: tuple[float, ...] = ()) -> Array:
    """Return the target on COMPARISON_GRID; a drawn one has 49 heights.

    >>> target_on_grid("wave")[[0, 100, 200]].round(3), target_on_grid("drawn", (0.5,) * 49)[7]
    (array([0., 1., 0.]), np.float64(0.5))
    """
    return (
        np.interp(COMPARISON_GRID, DRAWING_GRID, drawn)
        if target == "drawn"
        else TARGET_FUNCTIONS[target][1](COMPARISON_GRID)
    )


@lru_cache(maxsize=256)
def least_squares_heights(
    target: str, drawn: tuple[float, ...], basis: str, joints: tuple[float, ...]
) -> tuple[float, ...]:
    """Return the heights with the smallest mean square distance, for joints that stay.

    >>> least_squares_heights("drawn", (0.25,) * 49, "steps", (0.3, 0.7))
    (0.25, 0.25, 0.25)
    """
    edges, values = (0.0, *joints, 1.0), target_on_grid(target, drawn)
    if basis == "hinges":
        hats = np.column_stack([np.interp(COMPARISON_GRID, edges, unit) for unit in np.eye(len(edges))])
        heights = np.linalg.lstsq(hats, values, rcond=1e-10)[0]
    else:
        piece = step.value(COMPARISON_GRID[:, None] - np.array(joints)).sum(axis=1)  # how many steps lie behind x
        heights = [values[piece == k].mean() for k in range(len(edges) - 1)]
    return tuple(round(float(min(max(y, MIN_HEIGHT), MAX_HEIGHT)), 3) + 0.0 for y in heights)


def uniform_knots(basis: str, n: int) -> tuple[float, ...]:
    """Return the joints of n units that cut the interval into equal pieces.

    >>> uniform_knots("hinges", 4), uniform_knots("steps", 3)
    ((0.25, 0.5, 0.75), (0.25, 0.5, 0.75))
    """
    return _on_grid(np.linspace(0, 1, n + 1 + (basis == "steps"))[1:-1])


@lru_cache(maxsize=64)
def adaptive_knots(target: str, drawn: tuple[float, ...], basis: str, n: int) -> tuple[float, ...]:
    """Return joints placed where the target bends (hinges) or is steep (steps).

    >>> adaptive_knots("turn", (), "hinges", 6)
    (0.2, 0.28, 0.36, 0.43, 0.51)
    """
    f = partial(np.interp, xp=COMPARISON_GRID, fp=target_on_grid(target, drawn))
    knots = uneven_knots(f, n, 2) if basis == "hinges" else uneven_knots(f, n + 1, 1)
    return _on_grid(knots[1:-1])


def _on_grid(joints: Array) -> tuple[float, ...]:
    """Return joints rounded to hundredths, at least one apart from each other and from the ends."""
    kept = []
    for k, t in enumerate(joints):
        low = (kept[-1] if kept else 0.0) + MIN_SPACING
        kept.append(round(min(max(round(float(t), 2), low), 1 - MIN_SPACING * (len(joints) - k)), 2))
    return tuple(kept)
