"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""

from .attention import (
    attention,
    attention_weights,
    causal_mask,
    layer_norm,
    self_attention,
    sinusoidal_positions,
)
from .autoencoder import (
    PrincipalSubspace,
    autoencoder_net,
    linear_autoencoder_loss,
    principal_subspace,
    reconstruction_error,
    split_at_code,
)
from .recurrent import gru, gru_step, lstm, lstm_step, recurrent_score, recurrent_weights, rnn, rnn_step

__all__ = [
    "PrincipalSubspace",
    "attention",
    "attention_weights",
    "autoencoder_net",
    "causal_mask",
    "gru",
    "gru_step",
    "layer_norm",
    "linear_autoencoder_loss",
    "lstm",
    "lstm_step",
    "principal_subspace",
    "reconstruction_error",
    "recurrent_score",
    "recurrent_weights",
    "rnn",
    "rnn_step",
    "self_attention",
    "sinusoidal_positions",
    "split_at_code",
]
