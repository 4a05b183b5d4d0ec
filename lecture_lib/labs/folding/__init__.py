"""Notebook 13: two networks in a row, sketched before they are shown, and the input as folded paper."""

from .compose_and_sketch import compose_and_sketch
from .fold import fold
from .inside_figure import hidden_units_figure

__all__ = [
    "compose_and_sketch",
    "fold",
    "hidden_units_figure",
]
