"""The layers of a ConvNet as data: volumes, parameters, multiplications, receptive fields, counted (row 16.4 A).

A convolution with k × k kernels, c input channels and d output channels on H × W positions has

    (k·k·c + 1) · d parameters      and      H·W · k·k·c · d multiplications.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from ..validation import InputError, whole
from .convolution import output_side

Shape = tuple[int, ...]


@dataclass(frozen=True)
class ConvLayer:
    """A convolutional layer: `channels` kernels, each `kernel` × `kernel` × the channels of its input, with biases."""

    channels: int
    kernel: int = 3
    stride: int = 1
    padding: int = 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return height, width and channels of the output for those of the input."""
        height, width, _ = _volume(shape)
        high, wide = (output_side(side, self.kernel, self.stride, self.padding) for side in (height, width))
        return high, wide, whole(self.channels, "channels")

    def n_parameters(self, shape: Shape) -> int:
        return (self.kernel**2 * shape[2] + 1) * self.channels

    def multiplications(self, shape: Shape) -> int:
        return prod(self.output_shape(shape)) * self.kernel**2 * shape[2]


@dataclass(frozen=True)
class PoolLayer:
    """Pooling over windows of `kernel` × `kernel` pixels, `stride` apart: no parameter, and no multiplication."""

    kernel: int = 2
    stride: int = 2
    padding: int = 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return height, width and channels of the output for those of the input."""
        height, width, channels = _volume(shape)
        high, wide = (output_side(side, self.kernel, self.stride, self.padding) for side in (height, width))
        return high, wide, channels

    def n_parameters(self, shape: Shape) -> int:
        return 0

    def multiplications(self, shape: Shape) -> int:
        return 0


@dataclass(frozen=True)
class DenseLayer:
    """A dense layer with biases; a volume in front of it is read as one long row of numbers."""

    units: int

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of units, as a shape."""
        return (whole(self.units, "units"),)

    def n_parameters(self, shape: Shape) -> int:
        return (prod(shape) + 1) * self.units

    def multiplications(self, shape: Shape) -> int:
        return prod(shape) * self.units


LayerKind = ConvLayer | PoolLayer | DenseLayer


class LayerCount(NamedTuple):
    """One layer, counted: the shape of its output, its parameters, its multiplications for one image.

    `field` is the side of the square of input pixels on which one output number depends, and `jump` how many input
    pixels lie between two neighbours of the output; both are 0 after a dense layer, which reads everything.
    """

    layer: LayerKind
    shape: Shape
    n_parameters: int
    multiplications: int
    field: int
    jump: int


def count_layers(layers: Iterable[LayerKind], shape: Shape) -> tuple[LayerCount, ...]:
    """Return one count per layer, for an input of this shape (height, width, channels).

    The receptive field grows by (kernel − 1) · jump per layer, the jump by the factor stride. Raises `InputError`
    where a kernel does not fit or a convolution follows a dense layer (row 16.4).

    >>> first, pool, last = count_layers([ConvLayer(8, 5), PoolLayer(), DenseLayer(10)], (28, 28, 1))
    >>> first.shape, first.n_parameters, first.multiplications
    ((24, 24, 8), 208, 115200)
    >>> pool.shape, pool.field, last.n_parameters
    ((12, 12, 8), 6, 11530)
    """
    counts: list[LayerCount] = []
    field = jump = 1
    for layer in layers:
        output = layer.output_shape(shape)
        if isinstance(layer, DenseLayer):
            field = jump = 0
        else:
            field, jump = field + (layer.kernel - 1) * jump, jump * layer.stride
        counts.append(LayerCount(layer, output, layer.n_parameters(shape), layer.multiplications(shape), field, jump))
        shape = output
    return tuple(counts)


def _volume(shape: Shape) -> Shape:
    if len(shape) != 3:
        raise InputError(f"the input has shape {shape}; a volume (height, width, channels) is wanted")
    height, width, channels = (whole(n, name) for n, name in zip(shape, ("height", "width", "channels")))
    return height, width, channels
