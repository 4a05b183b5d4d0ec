"""Notebook 04: the input plane and the hidden plane side by side, and networks trained live."""

from .live_training import hidden_units
from .planes_picture import both_planes
from .xor_planes import xor_planes

__all__ = [
    "both_planes",
    "hidden_units",
    "xor_planes",
]
