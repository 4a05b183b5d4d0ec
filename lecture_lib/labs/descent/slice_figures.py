"""Contour maps of cuts through a loss, side by side, each with the shadow of a training path (row 08.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import ACCENT, INK, PAPER, PLUS, RenderedFigure, colour_map, figure, render_figure
from ...validation import count_phrase


def slice_figure(titles: Sequence[str], s, t, tables: Sequence, shadows: Sequence) -> RenderedFigure:
    """Return one contour map for each table [i, j] of losses at (s[j], t[i]), with a path (n, 2) drawn over it.

    A ring marks where the path starts, a square where it ends; all maps have the same levels.

    >>> slice_figure(["bowl"], [-1, 0, 1], [-1, 0, 1], [[[2, 1, 2], [1, 0, 1], [2, 1, 2]]], [[(1, 0), (0, 0)]])
    Loss in 1 cut. bowl: from 0 to 2; the projected path is 1 long.
    """
    fig, axes = figure(3.5 * len(titles), 3.5, ncols=len(titles))
    low = max(min(np.min(table) for table in tables), 1e-3)
    levels = np.geomspace(low, max(np.max(table) for table in tables), 14)
    said = []
    for ax, title, table, shadow in zip(np.atleast_1d(axes), titles, tables, map(np.asarray, shadows)):
        ax.contourf(s, t, np.maximum(table, low), levels=levels, cmap=colour_map(PAPER, PLUS), alpha=0.6, norm="log")
        ax.contour(s, t, np.maximum(table, low), levels=levels, colors=INK, linewidths=0.4)
        ax.plot(*shadow.T, color=PAPER, linewidth=6)  # a rim, so that the path stands out on any ground
        ax.plot(*shadow.T, color=ACCENT, linewidth=2.5)
        ax.plot(*shadow[0], "o", color=ACCENT, markerfacecolor=PAPER, markersize=8, markeredgewidth=2)
        ax.plot(*shadow[-1], "s", color=ACCENT, markersize=7)
        ax.set(title=title, xlabel="s", ylabel="t", aspect="equal")
        length = np.linalg.norm(np.diff(shadow, axis=0), axis=1).sum()
        said.append(
            f"{title}: from {np.min(table):.3g} to {np.max(table):.3g}; the projected path is {length:.3g} long."
        )
    return render_figure(fig, f"Loss in {count_phrase(len(titles), 'cut')}. {' '.join(said)}")
