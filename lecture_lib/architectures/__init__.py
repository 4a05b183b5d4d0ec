"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""

from .attention import attention, attention_weights, causal_mask, layer_norm, self_attention, sinusoidal_positions
from .autoencoder import (
    PrincipalSubspace,
    autoencoder_net,
    linear_autoencoder_loss,
    principal_subspace,
    reconstruction_error,
    split_at_code,
)
from .conv_net import class_labels, conv_net_logits, conv_net_loss, conv_net_loss_checked, images, initial_conv_net
from .convolution import conv2d, conv2d_checked, output_side, patches, volume_batch
from .convolution_matrix import (
    Sliding,
    convolution_matrix,
    convolve_1d,
    pool_1d,
    shift_error,
    shift_signal,
    tied_gradient,
    tied_places,
)
from .layer_counts import ConvLayer, DenseLayer, LayerCount, PoolLayer, count_layers
from .pooling import max_pool2d, max_pool2d_checked, mean_pool2d
from .receptive_field import Field, as_layers, connections, lit_units, receptive_fields, seen_inputs
from .recurrent import gru, gru_step, lstm, lstm_step, recurrent_score, recurrent_weights, rnn, rnn_step
from .vgg import VGG19_SHAPE, vgg19_counts, vgg19_layers

__all__ = [
    "VGG19_SHAPE",
    "ConvLayer",
    "DenseLayer",
    "Field",
    "LayerCount",
    "PoolLayer",
    "PrincipalSubspace",
    "Sliding",
    "as_layers",
    "attention",
    "attention_weights",
    "autoencoder_net",
    "causal_mask",
    "class_labels",
    "connections",
    "conv2d",
    "conv2d_checked",
    "conv_net_logits",
    "conv_net_loss",
    "conv_net_loss_checked",
    "convolution_matrix",
    "convolve_1d",
    "count_layers",
    "gru",
    "gru_step",
    "images",
    "initial_conv_net",
    "layer_norm",
    "linear_autoencoder_loss",
    "lit_units",
    "lstm",
    "lstm_step",
    "max_pool2d",
    "max_pool2d_checked",
    "mean_pool2d",
    "output_side",
    "patches",
    "pool_1d",
    "principal_subspace",
    "receptive_fields",
    "reconstruction_error",
    "recurrent_score",
    "recurrent_weights",
    "rnn",
    "rnn_step",
    "seen_inputs",
    "self_attention",
    "shift_error",
    "shift_signal",
    "sinusoidal_positions",
    "split_at_code",
    "tied_gradient",
    "tied_places",
    "vgg19_counts",
    "vgg19_layers",
    "volume_batch",
]
