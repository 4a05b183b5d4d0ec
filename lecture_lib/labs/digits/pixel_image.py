"""Small images of ink and of weights as parts of a card's picture, in the colours of the page (rows 15.1, 15.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from ...data import IMAGE_SIDE
from ...drawing import MINUS_TINT, PLUS_TINT, Frame, join_elements, tag
from ...validation import Array

_LEVELS = 8  # of grey


def ink_image(x: float, y: float, width: float, values: Array, *, fill: str = "var(--ink)", edge: str = "") -> Markup:
    """Return a table of numbers from 0 (paper) to 1 (ink) as an image `width` wide, with its upper left corner at x, y.

    >>> ink_image(0, 0, 10, np.eye(2)).count("<path"), ink_image(0, 0, 56, np.zeros((28, 28))).count("<path")
    (1, 0)
    """
    rows, columns = values.shape
    scale = width / columns
    ground = tag("rect", x=x, y=y, width=width, height=scale * rows, fill="var(--paper)")
    place = {"transform": f"translate({x:g} {y:g}) scale({scale:g})", "shape_rendering": "crispEdges"}
    return join_elements((ground, tag("g", ink_paths(values, fill), **place), _border(x, y, width, scale * rows, edge)))


def ink_paths(image: Array, fill: str = "var(--ink)") -> Markup:
    """Return one path for each level of grey, in which a pixel is a square of side 1; `image` has rows and columns.

    >>> print(ink_paths(np.array([[0.0, 1.0, 1.0]])))
    <path d="M1 0h2v1h-2z" fill="var(--ink)" fill-opacity="1"/>
    """
    levels = np.ceil(np.clip(image, 0, 1) * _LEVELS - 1e-9).astype(int)
    return join_elements(
        tag("path", d=_squares(levels == level), fill=fill, fill_opacity=level / _LEVELS)
        for level in range(1, _LEVELS + 1)
        if (levels == level).any()
    )


def _squares(there: Array) -> str:
    """Return the data of a path round the pixels that are there: one rectangle for each run in a row."""
    edges = np.diff(np.pad(there.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return "".join(
        f"M{start} {row}h{end - start}v1h-{end - start}z"
        for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist())
    )


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
        ink_image(x + i * (width + gap), y, width, image.reshape(IMAGE_SIDE, IMAGE_SIDE))
        for i, image in enumerate(images)
    )
