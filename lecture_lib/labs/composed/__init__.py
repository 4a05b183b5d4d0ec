"""Notebook 07: one network in five notations, built by depth and width."""

from .black_boxes import black_box_diagram
from .builder import builder
from .network_picture import network_in_notation
from .notation_switch import notation_switch
from .spelling import formula_text, spell_network

__all__ = [
    "black_box_diagram",
    "builder",
    "formula_text",
    "network_in_notation",
    "notation_switch",
    "spell_network",
]
