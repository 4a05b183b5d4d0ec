"""Matplotlib figures that stand still: made without pyplot, in the colours of the page's theme, with their words."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from .palette import INK, PAPER, SERIES
from .themes import themed_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_THEME = Markup(
    "<style>.ll-figure{color-scheme:light}[data-jp-theme-light=false] .ll-figure{color-scheme:dark}</style>"
)
_NARROW = 549  # pixels of a figure in a notebook that is 700 wide
_SMALLEST_TEXT = 12  # pixels, there
_MARGIN = 0.08  # inches between the picture's edge and what stands in it


@dataclass(frozen=True)
class RenderedFigure:
    """A finished figure as SVG for both themes, with the words that replace it for who cannot see it.

    Shows itself as one `<img>`: where a page strips styles, the picture is still there, once.
    """

    svg: str
    alt: str
    width: int

    def _repr_html_(self) -> Markup:
        return _THEME + Markup(
            '<img class="ll-figure" alt="{}" width="{}" style="max-width:100%;height:auto" src="data:image/svg+xml,{}">'
        ).format(self.alt, self.width, quote(self.svg, safe=" ='()*+,-./:;@!{}"))

    def __repr__(self) -> str:
        return self.alt


def figure(width: float = 6.4, height: float = 4.0, nrows: int = 1, ncols: int = 1):
    """Return a figure of the given size in inches and its axes: one, or an array of them.

    >>> fig, ax = figure()
    >>> render_figure(fig, "Nothing yet.")
    Nothing yet.
    """
    from matplotlib.figure import Figure  # a widget alone never waits for matplotlib

    fig = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    fig.get_layout_engine().set(w_pad=_MARGIN, h_pad=_MARGIN)
    axes = fig.subplots(nrows, ncols)
    for ax in fig.axes:
        ax.set_facecolor(PAPER)
        ax.set_prop_cycle(color=[look["color"] for look in SERIES])
        ax.spines[:].set_color(INK)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(which="both", colors=INK)
    return fig, axes


def render_figure(fig: Figure, alt: str) -> RenderedFigure:
    """Return the figure as a picture with the text alternative `alt`, 100 pixels an inch, on an opaque ground.

    Text that would be too small in a narrow notebook is made larger.

    >>> picture = render_figure(figure(2, 1)[0], "Two empty axes.")
    >>> picture.width, picture.svg[:5], 'alt="Two empty axes."' in picture._repr_html_()
    (200, '<svg ', True)
    """
    from matplotlib import rc_context
    from matplotlib.text import Text

    width = int(fig.get_figwidth() * 100)
    points = _SMALLEST_TEXT * 72 * fig.get_figwidth() / min(width, _NARROW)
    for text in fig.findobj(Text):
        text.set_fontsize(max(text.get_fontsize(), points))
    file = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "lecture_lib"}):
        fig.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return RenderedFigure(themed_svg(file.getvalue()), alt, width)
