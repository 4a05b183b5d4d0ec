"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .diffusion_card import diffusion_card
from .sorting_game import sorting_game

__all__ = [
    "diffusion_card",
    "sorting_game",
]
