"""Notebook 16: sparse connections, shared weights and volumes, and a ConvNet beside dense networks."""

from .conv_trials import (
    accuracy,
    accuracy_by_shift,
    test_images,
    train_conv_net,
    train_dense_net,
    train_network,
    training_images,
)
from .count_figures import count_bars, shift_curves
from .matrix_view import matrix_view
from .receptive_field import receptive_field
from .volumes import volumes

__all__ = [
    "accuracy",
    "accuracy_by_shift",
    "count_bars",
    "matrix_view",
    "receptive_field",
    "shift_curves",
    "test_images",
    "train_conv_net",
    "train_dense_net",
    "train_network",
    "training_images",
    "volumes",
]
