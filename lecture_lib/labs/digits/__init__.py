"""Notebook 15: what a network learns from handwritten digits."""

from .break_it import break_it
from .damage import DAMAGES, damage_curve, damaged_accuracy
from .digit_scatter import digit_scatter
from .draw_digit import draw_digit
from .features import exciting_images, neighbour_correlation, unit_votes
from .trained_net import initial_net, shifted_images, trained_net
from .unit_detector import unit_detector

__all__ = [
    "DAMAGES",
    "break_it",
    "damage_curve",
    "damaged_accuracy",
    "digit_scatter",
    "draw_digit",
    "exciting_images",
    "neighbour_correlation",
    "shifted_images",
    "trained_net",
    "unit_detector",
    "unit_votes",
    "initial_net",
]
