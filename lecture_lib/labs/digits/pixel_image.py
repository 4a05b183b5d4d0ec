"""An image drawn as SVG: ink in the colour of the page's text, on the page's paper, light and dark (row 15.1)."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from ...data import IMAGE_SIDE
from ...drawing import join_elements, tag
from ...validation import Array

_LEVELS = 8  # of grey


def pixel_image(pixels, left: float, top: float, side: float, border: str = "var(--line)") -> Markup:
    """Return a square image of 28 × 28 numbers from 0 (paper) to 1 (ink), at a place in the picture.

    >>> pixel_image(np.zeros(784), 0, 0, 56).count("<path")
    0
    """
    image = np.reshape(pixels, (IMAGE_SIDE, IMAGE_SIDE))
    ground = tag("rect", x=left, y=top, width=side, height=side, fill="var(--paper)", stroke=border)
    scale = side / IMAGE_SIDE
    ink = ink_paths(image)
    return ground + tag(
        "g", ink, transform=f"translate({left:g} {top:g}) scale({scale:g})", shape_rendering="crispEdges"
    )


def ink_paths(image: Array) -> Markup:
    """Return one path for each level of grey, in which a pixel is a square of side 1; `image` has rows and columns.

    >>> print(ink_paths(np.array([[0.0, 1.0, 1.0]])))
    <path d="M1 0h2v1h-2z" fill="var(--ink)" fill-opacity="1"/>
    """
    levels = np.ceil(np.clip(image, 0, 1) * _LEVELS - 1e-9).astype(int)
    return join_elements(
        tag("path", d=_squares(levels == level), fill="var(--ink)", fill_opacity=level / _LEVELS)
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
