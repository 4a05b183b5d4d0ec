"""Notebook 16: the families of networks, drawn, sorted and tried."""

from .attention_card import CARD_KEYS, attention_card
from .schematics import FAMILIES, family_schematic, family_tree

__all__ = [
    "CARD_KEYS",
    "FAMILIES",
    "attention_card",
    "family_schematic",
    "family_tree",
]
