"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .corridor_card import corridor_card
from .diffusion_card import diffusion_card
from .sample_figure import samples_figure
from .sorting_game import sorting_game

__all__ = [
    "corridor_card",
    "diffusion_card",
    "samples_figure",
    "sorting_game",
]
