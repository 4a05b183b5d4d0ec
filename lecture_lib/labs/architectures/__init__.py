"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .attention_card import CARD_KEYS, attention_card
from .matrix_view import matrix_view
from .receptive_field import receptive_field
from .schematics import FAMILIES, family_schematic, family_tree

__all__ = [
    "CARD_KEYS",
    "FAMILIES",
    "attention_card",
    "family_schematic",
    "family_tree",
    "matrix_view",
    "receptive_field",
]
