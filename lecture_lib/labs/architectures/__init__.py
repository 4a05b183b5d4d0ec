"""Notebook 16: cards of convolutions, volumes and the family tree."""

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
from .volumes import volumes

__all__ = [
    "accuracy",
    "accuracy_by_shift",
    "count_bars",
    "shift_curves",
    "test_images",
    "train_conv_net",
    "train_dense_net",
    "train_network",
    "training_images",
    "volumes",
]
