"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .attention_card import CARD_KEYS, attention_card
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
from .schematics import FAMILIES, family_schematic, family_tree
from .volumes import volumes

__all__ = [
    "CARD_KEYS",
    "FAMILIES",
    "accuracy",
    "accuracy_by_shift",
    "attention_card",
    "count_bars",
    "family_schematic",
    "family_tree",
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
