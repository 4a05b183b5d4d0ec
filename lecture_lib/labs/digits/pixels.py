"""Small square images of ink and of weights as parts of a card's picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from ...drawing import MINUS_TINT, PLUS_TINT, Frame, join_elements, tag
from ...validation import Array

_LEVELS = 6  # shades of ink


def ink_image(x: float, y: float, width: float, values: Array, *, fill: str = "var(--ink)", edge: str = "") -> Markup:
    """Return a table of numbers from 0 (paper) to 1 (ink) as an image `width` wide, with its upper left corner at x, y.

    Its colours follow the theme. One path holds all pixels of a shade.

    >>> ink_image(0, 0, 10, np.eye(2)).count("<path")
    1
    """
    rows, columns = values.shape
    size = width / columns
    shades = np.rint(np.clip(values, 0, 1) * _LEVELS).astype(int)
    parts = [tag("rect", x=x, y=y, width=width, height=size * rows, fill="var(--paper)")]
    for shade in range(1, _LEVELS + 1):
        where = np.argwhere(shades == shade)
        if len(where):
            path = "".join(
                f"M{x + size * c:.1f} {y + size * r:.1f}h{size:.2f}v{size:.2f}h-{size:.2f}" for r, c in where
            )
            parts.append(tag("path", d=path, fill=fill, fill_opacity=shade / _LEVELS, shape_rendering="crispEdges"))
    parts.append(_border(x, y, width, size * rows, edge))
    return join_elements(parts)


def weight_image(x: float, y: float, width: float, values: Array, full: float, edge: str = "") -> Markup:
    """Return a square table of signed numbers as an image: blue above 0, orange below, in full colour at ±`full`.

    >>> weight_image(0, 0, 10, np.eye(2), 1.0).count("<image")
    2
    """
    frame = Frame(0, 1, 0, 1, x, y, width, width)
    ground = tag("rect", x=x, y=y, width=width, height=width, fill="var(--paper)")
    shown = np.clip(values / full if full else values, -1, 1)
    pixels = frame.raster(shown, MINUS_TINT, PLUS_TINT)
    return join_elements((ground, pixels, pixels, _border(x, y, width, width, edge)))


def _border(x: float, y: float, width: float, height: float, edge: str) -> Markup:
    look = {"stroke": edge or "var(--line)", "stroke_width": 2 if edge else 1}
    return tag("rect", x=x, y=y, width=width, height=height, fill="none", **look)


def ink_row(x: float, y: float, width: float, images: Sequence[Array], gap: float = 4) -> Markup:
    """Return images of 784 numbers side by side.

    >>> ink_row(0, 0, 10, [np.zeros(784)] * 3).count("<rect")
    6
    """
    return join_elements(
        ink_image(x + i * (width + gap), y, width, image.reshape(28, 28)) for i, image in enumerate(images)
    )
