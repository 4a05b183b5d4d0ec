"""Digits moved across their paper: the same images, with the ink elsewhere (rows 15.2, 16.4)."""

from __future__ import annotations

import numpy as np

from ..validation import Array, InputError, numbers, whole
from .digits import IMAGE_SIDE


def shift_images(x, by) -> Array:
    """Return images, rows of 784 numbers, each moved `by` (rows down, columns right); what leaves the paper is lost.

    x: (n, 784); by: two whole numbers for all images, or one pair per image, shape (n, 2). What comes in is paper, 0.
    Raises `InputError` for images of another size, or shifts that are not whole numbers (row 16.4).

    >>> dot = np.zeros((1, 784))
    >>> dot[0, 0] = 1
    >>> np.argwhere(shift_images(dot, (2, 3)).reshape(28, 28)).tolist()
    [[2, 3]]
    """
    x = numbers(x, "x", ndim=(2,))
    if x.shape[1] != IMAGE_SIDE**2:
        raise InputError(f"x has {x.shape[1]} numbers per image. Give {IMAGE_SIDE**2}, 28 rows of 28 pixels.")
    by = numbers(by, "by", ndim=(1, 2))
    if by.shape not in ((2,), (len(x), 2)) or (by % 1 != 0).any():
        raise InputError(f"by has shape {by.shape}. Give two whole numbers, or a pair of them per image.")
    pixels = np.arange(IMAGE_SIDE)
    source = pixels - np.broadcast_to(by, (len(x), 2)).astype(int)[:, :, None]  # where each row and column comes from
    inside = (source >= 0) & (source < IMAGE_SIDE)
    down, right = (np.clip(source, 0, IMAGE_SIDE - 1) * inside).transpose(1, 0, 2)
    moved = x.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)[np.arange(len(x))[:, None, None], down[:, :, None], right[:, None]]
    return (moved * (inside[:, 0, :, None] & inside[:, 1, None])).reshape(x.shape)


def random_shifts(n: int, rng: np.random.Generator, most: int = 4) -> Array:
    """Return n pairs of shifts, each from -most to +most pixels, all equally probable.

    >>> random_shifts(1000, np.random.default_rng(0)).min(axis=0).tolist()
    [-4, -4]
    """
    most = whole(most, "most", low=0)
    return rng.integers(-most, most + 1, (whole(n, "n"), 2))
