"""Rasters: pictures of pixels, each pixel the number of a colour in a small palette.

A page gets the numbers as bytes and paints them on a canvas; where no page lives they are a PNG.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Protocol

import numpy as np

from .palette import SERIES_TINTS

_STRONGEST = 120  # of 255: what lies above a raster is to be seen well


class _Box(Protocol):
    """A rectangle of a panel, such as a `Frame`."""

    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


@dataclass(frozen=True, eq=False)
class Raster:
    """Pixels over a rectangle of a panel, whose units `left`, `top`, `width` and `height` are in.

    `indices`, (n, m) of uint8 and row by row from the top, count the colours of `palette`: four bytes each, red,
    green, blue, alpha. With `smooth` the pixels flow into each other. One that `enlarges` shows another raster of
    the card instead, while a person points at an element that has `data_enlarges` with that raster's name.

    >>> Raster("answer", 0, 0, 20, 10, np.zeros((1, 2), np.uint8), bytes(4)).size
    (2, 1)
    """

    name: str
    left: float
    top: float
    width: float
    height: float
    indices: np.ndarray = field(repr=False)
    palette: bytes = field(repr=False)
    smooth: bool = False
    enlarges: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """How many pixels there are from left to right, and from top to bottom."""
        n, m = self.indices.shape
        return m, n

    @property
    def palette_name(self) -> str:
        """A short name of the palette; other colours have another."""
        return _name(self.palette)

    @property
    def pixels(self) -> bytes:
        """The numbers of all pixels, row by row."""
        return self.indices.tobytes()

    @property
    def png(self) -> str:
        """The raster as the data address of a small PNG."""
        return _png_address(self.indices, self.palette)

    def _key(self) -> tuple:
        box = self.name, self.left, self.top, self.width, self.height
        return box, self.size, self.palette, self.smooth, self.enlarges, self.pixels

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Raster) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


def signed_raster(
    name: str,
    frame: _Box,
    values,
    low: str = SERIES_TINTS[1],
    high: str = SERIES_TINTS[0],
    levels: int = 21,
    *,
    enlarges: bool = False,
) -> Raster:
    """Return n × m `values` in [-1, 1] as a raster over the frame: colour `low` at -1, clear at 0, `high` at +1.

    What is no number is clear. `levels` is the number of colours, odd and at most 255.

    >>> from lecture_lib.drawing import Frame
    >>> signed_raster("answer", Frame(0, 1, 0, 1, 0, 0, 9, 9), [[-1, 0, 1]]).indices.tolist()
    [[0, 10, 20]]
    """
    indices, palette = signed_indices(values, levels), signed_palette(low, high, levels)
    return _over(name, frame, indices, palette, enlarges)


def class_raster(
    name: str,
    frame: _Box,
    shares,
    colours: Sequence[str] = SERIES_TINTS,
    levels: int = 21,
    *,
    enlarges: bool = False,
) -> Raster:
    """Return a raster in which each pixel has the colour of its likeliest class, the stronger the surer.

    `shares`, (n, m, k), are the k classes' probabilities; at 1/k, where nothing is known, and where one is no number,
    the pixel is clear. There are `levels` strengths; k times as many colours must be at most 256, else fewer are used.

    >>> from lecture_lib.drawing import Frame
    >>> class_raster("sure", Frame(0, 1, 0, 1, 0, 0, 9, 9), [[[0, 1, 0], [1 / 3, 1 / 3, 1 / 3]]], levels=5).indices
    array([[9, 0]], dtype=uint8)
    """
    shares = np.asarray(shares)
    k = shares.shape[-1]
    levels = min(levels, 256 // k)
    likeliest = shares.argmax(-1)
    sure = (shares.max(-1) - 1 / k) / (1 - 1 / k)
    strength = np.nan_to_num(np.rint(sure * (levels - 1))).clip(0, levels - 1)
    indices = np.where(strength > 0, likeliest * levels + strength, 0).astype(np.uint8)
    return _over(name, frame, indices, _class_palette(tuple(colours[:k]), levels), enlarges)


def _over(name: str, box: _Box, indices: np.ndarray, palette: bytes, enlarges: bool) -> Raster:
    return Raster(name, box.left, box.top, box.width, box.height, indices, palette, enlarges=enlarges)


def signed_indices(values, levels: int = 21) -> np.ndarray:
    """Return the numbers of the colours of `signed_palette` for values in [-1, 1], an array of any shape.

    Many rasters of one size are found fastest in one call.

    >>> signed_indices([-2, -1, 0, 1, np.nan], 3).tolist()
    [0, 0, 1, 2, 1]
    """
    values = np.asarray(values)
    middle = (levels - 1) / 2
    flat, indices = values.reshape(-1), np.empty(values.size, np.uint8)
    for first in range(0, len(flat), _FEW):
        index = flat[first : first + _FEW] * middle + middle
        np.clip(np.rint(index, index), 0, levels - 1, index)
        if np.isnan(index).any():  # what is no number has no colour
            index = np.where(np.isnan(index), middle, index)
        indices[first : first + _FEW] = index
    return indices.reshape(values.shape)


_FEW = 8192  # numbers that are coloured at a time: memory for more is new at each call, and slow


@cache
def signed_palette(low: str, high: str, levels: int = 21) -> bytes:
    """Return the colours from `low` over none to `high`, four bytes each.

    >>> list(signed_palette("#ff0000", "#0000ff", 3))
    [255, 0, 0, 120, 0, 0, 255, 0, 0, 0, 255, 120]
    """
    strength = np.linspace(-1, 1, levels)
    return b"".join(_colour(low if s < 0 else high, abs(s)) for s in strength)


@cache
def _class_palette(colours: tuple[str, ...], levels: int) -> bytes:
    strength = np.linspace(0, 1, levels)
    return b"".join(_colour(colour, s) for colour in colours for s in strength)


def _colour(colour: str, strength: float) -> bytes:
    return bytes.fromhex(colour[1:]) + bytes([round(strength * _STRONGEST)])


def palette_png(values, low: str, high: str, levels: int = 21) -> str:
    """Return an n × m array of numbers in [-1, 1] as a data address of a small PNG with transparent colours.

    >>> palette_png([[-1, 1]], "#ff0000", "#0000ff")[:22]
    'data:image/png;base64,'
    """
    return _png_address(signed_indices(values, levels), signed_palette(low, high, levels))


def _png_address(indices: np.ndarray, palette: bytes) -> str:
    height, width = indices.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with the number of its filter, 0
    rows[:, 1:] = indices
    data = b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _colour_chunks(palette),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            _chunk(b"IEND", b""),
        )
    )
    return "data:image/png;base64," + base64.b64encode(data).decode()


@lru_cache(maxsize=64)
def _name(palette: bytes) -> str:
    return f"{zlib.crc32(palette):08x}"


@lru_cache(maxsize=64)
def _colour_chunks(palette: bytes) -> bytes:
    """Return the chunks with the colours and how strong each of them is."""
    colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)
    return _chunk(b"PLTE", colours[:, :3].tobytes()) + _chunk(b"tRNS", colours[:, 3].tobytes())


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
