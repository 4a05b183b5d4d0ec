"""Representations of the digits in the plane: each example is a small figure of its class (row 15.4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...drawing import SERIES, RenderedFigure, figure, render_figure
from ...validation import Array, InputError, numbers

_SHOWN = 400  # examples in one plot


def digit_scatter(points: Mapping[str, Array], y, alt: str) -> RenderedFigure:
    """Return one plot per named set of points (n, 2), side by side; each point is drawn as its digit y.

    >>> digit_scatter({"pixels": np.eye(2)}, [3, 8], "Two digits.")
    Two digits.
    """
    y = numbers(y, "y", ndim=(1,)).astype(int)
    fig, axes = figure(3.4 * len(points), 3.6, 1, len(points))
    for ax, (title, xy) in zip(np.ravel(axes), points.items()):
        xy = numbers(xy, title, ndim=(2,))
        if xy.shape != (len(y), 2):
            raise InputError(f"{title} has shape {xy.shape}; {len(y)} points of two numbers are needed")
        for digit in range(10):
            of_digit = xy[:_SHOWN][y[:_SHOWN] == digit]
            colour = SERIES[digit % len(SERIES)]["color"]
            ax.plot(*of_digit.T, linestyle="none", marker=f"${digit}$", markersize=6, color=colour, markeredgewidth=0)
        ax.set_title(title)
        ax.set_xticks([])
        ax.set_yticks([])
    return render_figure(fig, alt)
