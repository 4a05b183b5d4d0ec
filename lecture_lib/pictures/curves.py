"""Curves on matplotlib axes: told apart by colour, line and marker; each call returns what it shows in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .style import SERIES


def curves(ax, lines: Mapping[str, tuple], x_label: str, y_label: str, *, log: str = "") -> str:
    """Draw named curves (x, y) on `ax` and return the text alternative. `log` is "", "x", "y" or "xy".

    >>> from lecture_lib.pictures.still import figure
    >>> fig, ax = figure()
    >>> curves(ax, {"loss": ([1, 2, 3], [0.5, 0.3, 0.2])}, "epoch", "loss")
    'loss against epoch. loss: from 0.5 to 0.2.'
    """
    for (name, (x, y)), look in zip(lines.items(), SERIES * len(lines)):
        ax.plot(x, y, label=name, markevery=max(1, len(x) // 8), markersize=5, **look)
    if "x" in log:
        ax.set_xscale("log")
    if "y" in log:
        ax.set_yscale("log")
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    if len(lines) > 1:
        ax.legend(frameon=False)
    told = " ".join(f"{name}: from {y[0]:.3g} to {y[-1]:.3g}." for name, (_, y) in lines.items())
    return f"{y_label} against {x_label}. {told}"


def slope(x, y) -> float:
    """Return the slope of the straight line through log y against log x: the exponent p in y ∝ xᵖ.

    >>> round(slope([1, 10, 100], [2, 200, 20000]), 6)
    2.0
    """
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])
