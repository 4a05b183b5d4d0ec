"""Small square images side by side, such as digits or rows of weights (row 06.4)."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import numpy as np

from ..validation import InputError
from .figure import RenderedFigure, figure, render_figure
from .palette import INK, MINUS, PAPER, PLUS, colour_map

_TITLE = 14  # characters of a title that fit above one image


def image_grid(rows, titles: Sequence[str], alt: str, *, signed: bool = False, columns: int = 5) -> RenderedFigure:
    """Return each row of numbers as a square image under its title; `alt` tells what is to be seen.

    From 0 (paper) to 1 (ink); or, if `signed`, from orange over white at 0 to blue, on one scale for all.

    >>> image_grid(np.eye(4), ["a", "b", "c", "d"], "Four images of four pixels.", columns=4)
    Four images of four pixels.
    """
    rows = np.asarray(rows, float)
    side = round(rows.shape[1] ** 0.5)
    if side**2 != rows.shape[1] or len(titles) != len(rows):
        raise InputError(
            f"{len(rows)} rows of {rows.shape[1]} numbers came with {len(titles)} titles. "
            "Give square images and one title each."
        )
    n_rows = -(-len(rows) // columns)
    titles = [fill(title, _TITLE) for title in titles]
    lines = 1 + max(title.count("\n") for title in titles)
    fig, axes = figure(1.35 * columns, (1.4 + 0.22 * lines) * n_rows, n_rows, columns)
    full = (np.abs(rows).max() or 1) if signed else 1
    look = (
        {"cmap": colour_map(MINUS, PAPER, PLUS), "vmin": -full, "vmax": full}
        if signed
        else {"cmap": colour_map(PAPER, INK), "vmin": 0, "vmax": 1}
    )
    for ax in np.ravel(axes):
        ax.set_axis_off()
    for ax, row, title in zip(np.ravel(axes), rows, titles):
        ax.imshow(row.reshape(side, side), interpolation="none", **look)
        ax.set_title(title, color=INK)
    return render_figure(fig, alt)
