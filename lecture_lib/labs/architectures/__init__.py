"""Notebook 16: the families of networks, drawn, sorted and tried."""

from .attention_card import CARD_KEYS, attention_card
from .corridor_card import corridor_card
from .diffusion_card import diffusion_card
from .sample_figure import samples_figure
from .schematics import FAMILIES, family_schematic, family_tree
from .sorting_game import sorting_game

__all__ = [
    "CARD_KEYS",
    "FAMILIES",
    "attention_card",
    "corridor_card",
    "diffusion_card",
    "family_schematic",
    "family_tree",
    "samples_figure",
    "sorting_game",
]
