"""Notebook 08: gradient descent on a loss of two weights, with an honest map of it."""

from .landscape import landscape
from .slice_figures import slice_figure

__all__ = [
    "landscape",
    "slice_figure",
]
