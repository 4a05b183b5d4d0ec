"""Notebook 00: one neuron to learn the controls on, and the notation of four lectures read as one."""

from .first_neuron import first_neuron
from .notation import notation_table
from .notation_game import notation_game

__all__ = [
    "first_neuron",
    "notation_game",
    "notation_table",
]
