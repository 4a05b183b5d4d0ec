"""Samples side by side with the clouds that they should fill: data, diffusion, two players (row 16.5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...architectures import modes_covered
from ...drawing import ACCENT, SOFT, RenderedFigure, figure, render_figure
from ...validation import Array, InputError, numbers, positive

_MOST_POINTS = 400


def samples_figure(samples: Mapping[str, Array], centres, radius: float = 0.45) -> RenderedFigure:
    """Return a panel for each named sample (n, 2), with a circle of the radius round each of the centres (k, 2).

    >>> samples_figure({"data": [[0.0, 0.1], [5.0, 0.0]], "lost": [[0.0, 0.0]]}, [[0.0, 0.0], [5.0, 0.0]])
    Scatter plots of x₂ against x₁ with a dashed circle at each of the 2 clouds. data: 2 clouds reached. lost: 1 ...
    """
    if not samples:
        raise InputError("no samples were given. Give a name and its points for each panel.")
    centres, radius = numbers(centres, "centres", ndim=(2,)), positive(radius, "radius")
    fig, axes = figure(1.9 * len(samples), 2.2, 1, len(samples))
    turn, told = np.linspace(0, 2 * np.pi, 60), []
    for ax, (name, points) in zip(np.ravel(axes), samples.items()):
        points = numbers(points, name, ndim=(2,))
        ax.scatter(*points[:_MOST_POINTS].T, s=3, color=ACCENT, alpha=0.6)
        for x, y in centres:
            ax.plot(x + radius * np.cos(turn), y + radius * np.sin(turn), "--", color=SOFT, linewidth=1)
        half = np.abs(centres).max() + 2.5 * radius
        ax.set(xlim=(-half, half), ylim=(-half, half), aspect="equal", xticks=(), yticks=())
        ax.set_title(name, fontsize=11)
        reached = modes_covered(points, centres, radius)
        told.append(f"{name}: {reached} cloud{'s' * (reached != 1)} reached.")
    clouds = f"with a dashed circle at each of the {len(centres)} clouds"
    return render_figure(fig, f"Scatter plots of x₂ against x₁ {clouds}. {' '.join(told)}")
