"""Activation functions fitted to a neuron's rate–current curve by least squares (row 01.3).

Each is a height a times a step, a ReLU or a sigmoid that is moved to an onset c; the sigmoid also has a width s:

    a · step(I − c)        a · ReLU(I − c)        a · σ((I − c) / s)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..nn import relu, sigmoid, step
from ..validation import Array, InputError, numbers

_SHAPES = {"step": step, "ReLU": relu, "sigmoid": sigmoid}
_ROUNDS, _GRID = 8, 41


@dataclass(frozen=True)
class RateFit:
    """One fitted curve: a · g((I − c) / s), and its root-mean-square error in the rate's unit."""

    name: str
    height: float
    onset: float
    width: float
    error: float

    def __call__(self, current) -> Array:
        """Return the fitted rates."""
        z = (numbers(current, "current") - self.onset) / self.width
        return self.height * _SHAPES[self.name].value(z)


def fit_activation(name: str, current, rate) -> RateFit:
    """Return the best step, ReLU or sigmoid for the rates at these currents, both of shape (n,).

    The height is solved exactly; onset and width are searched on a grid that closes in on the best point.

    >>> current = np.linspace(0, 4, 81)
    >>> fit = fit_activation("ReLU", current, 30 * np.maximum(0, current - 1.5))
    >>> round(fit.height, 3), round(fit.onset, 3), round(fit.error, 6)
    (30.0, 1.5, 0.0)
    """
    if name not in _SHAPES:
        raise InputError(f"name is {name!r}. Give one of {', '.join(_SHAPES)}.")
    current, rate = numbers(current, "current", ndim=(1,)), numbers(rate, "rate", ndim=(1,))
    if current.shape != rate.shape or len(current) < 3 or np.ptp(current) == 0:
        raise InputError(
            f"current holds {len(current)} numbers and rate {len(rate)}. "
            "Give equally many, at least 3 and not all at one current."
        )
    g, reach = _SHAPES[name].value, float(np.ptp(current))
    onsets = np.linspace(current.min(), current.max(), _GRID)
    widths = reach * np.logspace(-3, 0, _GRID) if name == "sigmoid" else np.ones(1)
    for _ in range(1 if name == "step" else _ROUNDS):
        c, s = (grid.ravel() for grid in np.meshgrid(onsets, widths))
        heights, errors = _best_heights(g, current, rate, c, s)
        best = int(errors.argmin())
        onsets, widths = _closer(onsets, c[best]), _closer(np.log(widths), np.log(s[best]), np.exp)
        if name != "sigmoid":
            widths = np.ones(1)
    if name == "step":  # its error changes only where the onset passes a current
        c, s = np.r_[(current[1:] + current[:-1]) / 2, current.min() - 1], np.ones(len(current))
        heights, errors = _best_heights(g, current, rate, c, s)
        best = int(errors.argmin())
    return RateFit(name, float(heights[best]), float(c[best]), float(s[best]), float(errors[best]))


def _best_heights(g: Callable, current: Array, rate: Array, c: Array, s: Array) -> tuple[Array, Array]:
    """Return the best height for each pair of onset and width, and its root-mean-square error."""
    shape = g((current - c[:, None]) / s[:, None])
    squares = (shape**2).sum(axis=1)
    heights = np.divide(shape @ rate, squares, out=np.zeros_like(squares), where=squares > 0)
    return heights, np.sqrt(((heights[:, None] * shape - rate) ** 2).mean(axis=1))


def _closer(grid: Array, best: float, back: Callable = lambda v: v) -> Array:
    """Return a grid of a quarter of the width round the best point."""
    reach = float(np.ptp(grid)) / 8
    return back(np.linspace(best - reach, best + reach, _GRID))
