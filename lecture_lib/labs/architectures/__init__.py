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
from .volumes import volumes

__all__ = [
    "accuracy",
    "accuracy_by_shift",
    "test_images",
    "train_conv_net",
    "train_dense_net",
    "train_network",
    "training_images",
    "volumes",
]
