"""VGG19, lecture D's example of a convolutional network, as data (rows 16.4 A, 16.5 D).

K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image recognition, 2015: table 1,
configuration E. It has 16 convolutions with 3 × 3 kernels, stride 1 and padding 1, in five blocks with a max pooling
after each, and three dense layers. It reads colour images of 224 × 224 pixels and tells 1000 classes apart.
"""

from __future__ import annotations

from .layer_counts import ConvLayer, DenseLayer, LayerCount, LayerKind, PoolLayer, count_layers

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
