"""The layers of a ConvNet as data: volumes, parameters, multiplications, receptive fields, counted (row 16.4 A).

A convolution with k × k kernels, c input channels and d output channels on H × W positions has

    (k·k·c + 1) · d parameters      and      H·W · k·k·c · d multiplications.

VGG19 is lecture D's example: 16 convolutions with 3 × 3 kernels, stride 1 and padding 1, in five blocks with a max
pooling after each, and three dense layers. It reads colour images of 224 × 224 pixels and tells 1000 classes apart
(K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image recognition, 2015: table 1,
configuration E).
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
        raise InputError(f"the input has shape {shape}. Give a volume (height, width, channels).")
    height, width, channels = (whole(n, name) for n, name in zip(shape, ("height", "width", "channels")))
    return height, width, channels


VGG19_SHAPE = 224, 224, 3
VGG19_BLOCKS = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))
"""Channels of each block, and how many convolutions it has."""
VGG19_DENSE = 4096, 4096, 1000


def vgg19_layers() -> dict[str, LayerKind]:
    """Return the layers by name, in order: conv1_1, conv1_2, pool1, ..., conv5_4, pool5, dense1, dense2, dense3.

    >>> len(vgg19_layers()), vgg19_layers()["conv3_1"]
    (24, ConvLayer(channels=256, kernel=3, stride=1, padding=1))
    """
    layers: dict[str, LayerKind] = {}
    for block, (channels, n) in enumerate(VGG19_BLOCKS, 1):
        layers |= {f"conv{block}_{i}": ConvLayer(channels, 3, padding=1) for i in range(1, n + 1)}
        layers[f"pool{block}"] = PoolLayer()
    return layers | {f"dense{i}": DenseLayer(units) for i, units in enumerate(VGG19_DENSE, 1)}


def vgg19_counts() -> dict[str, LayerCount]:
    """Return shape, parameters, multiplications and receptive field of each layer, for one image of 224 × 224.

    >>> counts = vgg19_counts()
    >>> sum(count.n_parameters for count in counts.values()), counts["pool5"].shape
    (143667240, (7, 7, 512))
    """
    layers = vgg19_layers()
    return dict(zip(layers, count_layers(layers.values(), VGG19_SHAPE)))
