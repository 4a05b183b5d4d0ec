"""Drawn digits made as the data are: strokes as an image, scaled and centred by the rule of MNIST (row 15.4).

MNIST's digits are scaled to fit a box of 20 × 20 pixels and moved until their centre of mass is the centre of 28 × 28
(LeCun, Cortes and Burges, 1998). In row and column numbers from 0, that centre is 14.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..validation import Array, InputError, count_phrase, numbers, positive, whole
from .digits import IMAGE_SIDE

Stroke = tuple[tuple[float, float], ...]

BOX_SIDE = 20  # pixels of the longer side of a digit
CENTRE = 14  # row and column of the centre of mass, counted from 0
_LEAST = 4  # pixels of the longer side of a drawing that can be a digit


def as_digit(image) -> Array:
    """Return an image as the data have it: ink scaled to fit 20 × 20, its centre of mass at the centre of 28 × 28.

    image: a table of numbers from 0 (paper) to 1 (ink) of any size, or 784 of them in one row. Returns 784 numbers.
    The digits of the data themselves stay as they are.

    >>> drawn = np.zeros((60, 60))
    >>> drawn[5:45, 20:24] = 1                       # a stroke of 40 × 4 pixels, near the upper edge
    >>> rows, columns = np.nonzero(as_digit(drawn).reshape(28, 28))
    >>> rows.min().item(), rows.max().item(), columns.min().item(), columns.max().item()
    (5, 24, 14, 15)
    """
    box = _ink_box(_read_image(image))
    scale = max(box.shape) / BOX_SIDE
    height, width = (max(1, round(side / scale)) for side in box.shape)
    small = _resampling(height, box.shape[0]) @ box @ _resampling(width, box.shape[1]).T
    digit = np.zeros((IMAGE_SIDE, IMAGE_SIDE))
    top, left = _corner(small)
    digit[top : top + height, left : left + width] = small
    return np.clip(digit, 0, 1).ravel()


def _read_image(image) -> Array:
    image = numbers(image, "the image", ndim=(1, 2))
    if image.ndim == 1:
        if image.size != IMAGE_SIDE**2:
            raise InputError(
                f"the image is one row of {count_phrase(image.size, 'number')}; give {IMAGE_SIDE**2} or a table"
            )
        image = image.reshape(IMAGE_SIDE, IMAGE_SIDE)
    if image.min() < 0 or image.max() > 1:
        raise InputError(
            f"the image holds numbers from {image.min():g} to {image.max():g}; give 0 for paper up to 1 for ink"
        )
    return image


def _ink_box(image: Array) -> Array:
    """Return the smallest part of the image that holds all ink; refuse what is too small for a digit."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if not rows.size:
        raise InputError("nothing is drawn: all pixels are 0. Draw a digit first")
    box = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if max(box.shape) < _LEAST:
        height, width = box.shape
        raise InputError(
            f"the ink is only {height} × {width} pixels large, a dot. Draw a stroke of at least {_LEAST} pixels"
        )
    return box


@lru_cache(maxsize=64)
def _resampling(n_out: int, n_in: int) -> Array:
    """Return the matrix (n_out, n_in) that averages n_in pixels in a row over n_out equal pieces of it."""
    edges = np.arange(n_out + 1) * n_in / n_out
    low = np.maximum(edges[:-1, None], np.arange(n_in))
    high = np.minimum(edges[1:, None], np.arange(n_in) + 1)
    return np.maximum(high - low, 0) * n_out / n_in


def _corner(box: Array) -> tuple[int, int]:
    """Return where the upper left corner of a box goes, in whole pixels, and never so that ink is lost."""
    centre = np.array([np.arange(n) @ box.sum(axis=1 - axis) for axis, n in enumerate(box.shape)]) / box.sum()
    at = np.floor(CENTRE - centre + 0.5).astype(int)
    top, left = np.clip(at, 0, IMAGE_SIDE - np.array(box.shape))
    return int(top), int(left)


def stroke_image(strokes: Sequence[Stroke], side: int = 56, width: float = 2.4) -> Array:
    """Return strokes as an image (side, side) from 0 to 1, with smooth edges.

    A stroke is points (x, y) from 0 to 28, x to the right and y upwards, joined by straight lines; `width` is that of
    the pen in the same unit. A stroke of one point is a dot.

    >>> image = stroke_image([((4.0, 14.0), (24.0, 14.0))], side=28)
    >>> image[13:15, 14].round(2), image[10, 14].item()
    (array([1., 1.]), 0.0)
    """
    side, radius = whole(side, "side", IMAGE_SIDE), positive(width, "width") / 2
    image, pixel = np.zeros((side, side)), IMAGE_SIDE / side
    for number, stroke in enumerate(strokes, start=1):
        points = numbers(stroke, f"stroke {number}", ndim=(2,))
        if points.shape[1] != 2:
            raise InputError(f"stroke {number} has shape {points.shape}; each of its points is two numbers, x and y")
        places = np.column_stack([IMAGE_SIDE - points[:, 1], points[:, 0]])  # row and column, in the strokes' unit
        for start, end in zip(places, places[1:] if len(places) > 1 else places):
            _add_segment(image, start, end, radius, pixel)
    return image


def _add_segment(image: Array, start: Array, end: Array, radius: float, pixel: float) -> None:
    """Darken the pixels near a segment: fully within the pen's radius, and less over the width of one pixel."""
    reach = radius + pixel
    low = np.maximum(np.floor((np.minimum(start, end) - reach) / pixel).astype(int), 0)
    high = np.ceil((np.maximum(start, end) + reach) / pixel).astype(int)
    window = image[low[0] : high[0], low[1] : high[1]]
    row = (low[0] + np.arange(window.shape[0]) + 0.5)[:, None] * pixel - start[0]
    column = (low[1] + np.arange(window.shape[1]) + 0.5) * pixel - start[1]
    along = end - start
    share = np.clip((row * along[0] + column * along[1]) / max(along @ along, 1e-12), 0, 1)
    distance = np.hypot(row - share * along[0], column - share * along[1])
    np.maximum(window, np.clip((radius - distance) / pixel + 0.5, 0, 1), out=window)
