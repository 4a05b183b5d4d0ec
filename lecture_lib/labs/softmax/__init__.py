"""Notebook 06: scores to probabilities, on bars, on the triangle of probabilities, and in rounds."""

from .bars import class_bars
from .softmax_bars import softmax_bars
from .softmax_rounds import softmax_rounds

__all__ = [
    "class_bars",
    "softmax_bars",
    "softmax_rounds",
]
