"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""

from .conv_net import conv_net_logits, conv_net_loss, initial_conv_net
from .convolution import conv2d, output_side, patches
from .layer_counts import Convolution, Dense, LayerCount, Pooling, count_layers
from .pooling import max_pool2d, mean_pool2d
from .vgg import VGG19_SHAPE, vgg19_counts, vgg19_layers

__all__ = [
    "VGG19_SHAPE",
    "Convolution",
    "Dense",
    "LayerCount",
    "Pooling",
    "conv2d",
    "conv_net_logits",
    "conv_net_loss",
    "count_layers",
    "initial_conv_net",
    "max_pool2d",
    "mean_pool2d",
    "output_side",
    "patches",
    "vgg19_counts",
    "vgg19_layers",
]
