"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .sorting_game import sorting_game

__all__ = [
    "sorting_game",
]
