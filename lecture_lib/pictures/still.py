"""Figures that stand still: matplotlib without any state of its own, shown with a text alternative."""

from __future__ import annotations

import base64
from html import escape
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..inputs import InputError


class Still:
    """A finished figure as a PNG inside HTML, with its text alternative; the last line of a cell shows it."""

    def __init__(self, html: str, text: str) -> None:
        self._html, self.text = html, text

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return self.text


def figure(width: float = 7.0, height: float = 3.4, nrows: int = 1, ncols: int = 1):
    """Return a figure of this size in inches and its axes (one, or an array as matplotlib's `subplots` gives).

    >>> fig, ax = figure()
    >>> ax.get_xlabel()
    ''
    """
    fig = Figure(figsize=(width, height), dpi=100, facecolor="white", layout="constrained")
    FigureCanvasAgg(fig)
    return fig, fig.subplots(nrows, ncols)


def still(fig: Figure, alt: str) -> Still:
    """Return the figure as an image on an opaque ground; `alt` says in words what it shows.

    >>> still(figure()[0], "An empty pair of axes.")
    An empty pair of axes.
    """
    if not alt.strip():
        raise InputError("alt is empty; say in a sentence what the figure shows")
    png = BytesIO()
    fig.canvas.print_png(png)
    code = base64.b64encode(png.getvalue()).decode()
    width, height = (int(v * fig.dpi) for v in fig.get_size_inches())
    return Still(f'<img alt="{escape(alt)}" width="{width}" height="{height}" style="max-width:100%;height:auto" '
                 f'src="data:image/png;base64,{code}">', alt)
