"""Matplotlib figures that stand still: made without pyplot, shown with their text alternative."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from .palette import INK, PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class RenderedFigure:
    """A finished figure as PNG, with the words that replace it for who cannot see it."""

    png: bytes
    alt: str
    width: int

    def _repr_html_(self) -> Markup:
        data = base64.b64encode(self.png).decode()
        return Markup(
            '<img alt="{}" width="{}" style="max-width:100%;height:auto" src="data:image/png;base64,{}">'
        ).format(self.alt, self.width, data)

    def __repr__(self) -> str:
        return self.alt


def figure(width: float = 6.4, height: float = 4.0, nrows: int = 1, ncols: int = 1):
    """Return a figure of the given size in inches and its axes: one, or an array of them.

    >>> fig, ax = figure()
    >>> render_figure(fig, "Nothing yet.")
    Nothing yet.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # a widget alone never waits for matplotlib
    from matplotlib.figure import Figure

    fig = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    FigureCanvasAgg(fig)
    axes = fig.subplots(nrows, ncols)
    for ax in fig.axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(colors=INK)
    return fig, axes


def render_figure(fig: Figure, alt: str, dpi: int = 100) -> RenderedFigure:
    """Return the figure as a picture with the text alternative `alt`, on an opaque ground.

    >>> picture = render_figure(figure(2, 1)[0], "Two empty axes.")
    >>> picture.width, picture.png[:4], 'alt="Two empty axes."' in picture._repr_html_()
    (200, b'\\x89PNG', True)
    """
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi=dpi, facecolor=fig.get_facecolor())
    return RenderedFigure(file.getvalue(), alt, int(fig.get_figwidth() * dpi))
