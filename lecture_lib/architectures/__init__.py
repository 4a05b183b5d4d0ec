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
from .receptive_field import Field, as_layers, connections, lit_units, receptive_fields, seen_inputs
from .recurrent import gru, gru_step, lstm, lstm_step, recurrent_score, recurrent_weights, rnn, rnn_step

__all__ = [
    "Field",
    "PrincipalSubspace",
    "Sliding",
    "as_layers",
    "attention",
    "attention_weights",
    "autoencoder_net",
    "causal_mask",
    "connections",
    "convolution_matrix",
    "convolve_1d",
    "gru",
    "gru_step",
    "layer_norm",
    "linear_autoencoder_loss",
    "lit_units",
    "lstm",
    "lstm_step",
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
]
