"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""

from .conv_net import class_labels, conv_net_logits, conv_net_loss, conv_net_loss_checked, images, initial_conv_net
from .convolution import conv2d, conv2d_checked, output_side, patches, volume_batch
from .layer_counts import ConvLayer, DenseLayer, LayerCount, PoolLayer, count_layers
from .pooling import max_pool2d, max_pool2d_checked, mean_pool2d
from .vgg import VGG19_SHAPE, vgg19_counts, vgg19_layers

__all__ = [
    "ConvLayer",
    "DenseLayer",
    "LayerCount",
    "PoolLayer",
    "VGG19_SHAPE",
    "class_labels",
    "conv2d",
    "conv2d_checked",
    "conv_net_logits",
    "conv_net_loss",
    "conv_net_loss_checked",
    "count_layers",
    "images",
    "initial_conv_net",
    "max_pool2d",
    "max_pool2d_checked",
    "mean_pool2d",
    "output_side",
    "patches",
    "vgg19_counts",
    "vgg19_layers",
    "volume_batch",
]
