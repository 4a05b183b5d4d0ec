"""Features made by hand for images: two simple ones, and histograms of oriented gradients (row 01.2).

An image is a row of numbers from 0 (paper) to 1 (ink), read line by line; `side` is its width and height.
"""

from __future__ import annotations

import numpy as np

from ..validation import Array, InputError, numbers, whole

_NEARLY_NOTHING = 1e-6  # keeps a cell without any edge from a division by 0


def ink_and_asymmetry(images, side: int = 28) -> Array:
    """Return two features for each image: how much ink it has, and how much its left half differs from its right.

    `images` has shape (n, side²). Column 0 is the mean of all pixels; column 1 is the mean distance between a pixel
    and its mirror image, both from 0 to 1.

    >>> ink_and_asymmetry([[1, 0, 1, 0], [1, 1, 0, 0]], side=2)
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    pixels = _as_pixels(images, side)
    mirrored = np.abs(pixels - pixels[:, :, ::-1])
    return np.column_stack([pixels.mean(axis=(1, 2)), mirrored.mean(axis=(1, 2))])


def hog(images, side: int = 28, cell: int = 4, bins: int = 9) -> Array:
    """Return the histograms of oriented gradients of each image (Dalal and Triggs 2005), one row per image.

    The image is cut into square cells of `cell` × `cell` pixels. Each pixel votes with the length of its gradient for
    the direction of its gradient, one of `bins` equal sectors of the half circle from 0 to π: an edge from dark to
    light counts as the same edge from light to dark. Each vote is shared by the two nearest sectors. The histograms
    of 2 × 2 neighbouring cells are divided by their common length, so that faint and strong ink look alike.

    >>> upright = np.tile([0.0, 0.0, 1.0, 1.0], 4)                          # an edge whose gradient points right
    >>> hog([upright], side=4, cell=2, bins=2).round(3)
    array([[0.354, 0.354, 0.354, 0.354, 0.354, 0.354, 0.354, 0.354]])
    """
    pixels = _as_pixels(images, side)
    cell, bins = whole(cell, "cell", 1, side // 2), whole(bins, "bins", 2)
    if side % cell:
        raise InputError(f"cells of {cell} pixels do not fill a side of {side}. Give a divisor of {side}.")
    histograms = cell_histograms(*pixel_gradients(pixels), cell, bins)
    blocks = np.concatenate(
        [histograms[:, :-1, :-1], histograms[:, :-1, 1:], histograms[:, 1:, :-1], histograms[:, 1:, 1:]], axis=-1
    )
    blocks /= np.sqrt((blocks**2).sum(axis=-1, keepdims=True) + _NEARLY_NOTHING)
    return blocks.reshape(len(pixels), -1)


def pixel_gradients(pixels) -> tuple[Array, Array]:
    """Return the gradient's length and its direction from 0 to π at each pixel of images (n, height, width).

    Half the difference of a pixel's two neighbours; beyond the edge, the image goes on as it ends.

    >>> length, direction = pixel_gradients(np.array([[[0.0, 1.0, 2.0]] * 3]))
    >>> length[0, 1].tolist(), direction[0, 1].tolist()
    ([0.5, 1.0, 0.5], [0.0, 0.0, 0.0])
    """
    padded = np.pad(pixels, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    down = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    return np.hypot(across, down), np.arctan2(down, across) % np.pi


def cell_histograms(length, direction, cell: int, bins: int) -> Array:
    """Return the votes in each cell: shape (n, height / cell, width / cell, bins).

    Sector k has its centre at (k + ½) π / bins; a vote between two centres is shared in proportion.

    >>> votes = cell_histograms(np.ones((1, 2, 2)), np.full((1, 2, 2), np.pi / 4), cell=2, bins=2)
    >>> votes.ravel().tolist()
    [4.0, 0.0]
    """
    place = direction / np.pi * bins - 0.5
    lower = np.floor(place).astype(int)
    upper_share = place - lower
    n, height, width = length.shape
    votes = np.zeros((n, height // cell, width // cell, bins))
    for sector, share in ((lower, 1 - upper_share), (lower + 1, upper_share)):
        for k in range(bins):
            voted = np.where(sector % bins == k, length * share, 0)
            votes[..., k] += voted.reshape(n, height // cell, cell, width // cell, cell).sum(axis=(2, 4))
    return votes


def _as_pixels(images, side: int) -> Array:
    images, side = numbers(images, "the images", ndim=(2,)), whole(side, "side", 2)
    if images.shape[1] != side**2:
        raise InputError(
            f"the images have {images.shape[1]} numbers each. Give {side} × {side} = {side**2}, one per pixel."
        )
    return images.reshape(-1, side, side)
