"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .schematics import FAMILIES, family_schematic, family_tree

__all__ = [
    "FAMILIES",
    "family_schematic",
    "family_tree",
]
