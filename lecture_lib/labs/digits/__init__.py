"""Notebook 15: what a network learns from handwritten digits."""

from .break_it import break_it
from .confusion_card import digit_confusions
from .damage import DAMAGES, damage_curve, damaged_accuracy
from .draw_digit import draw_digit
from .features import digit_scatter, exciting_images, neighbour_correlation, unit_votes
from .pixel_card import pixel_numbers, pixel_order
from .trained_net import initial_net, shifted_images, trained_net
from .training_card import digit_training
from .training_run import Settings, training_run
from .unit_detector import unit_detector

__all__ = [
    "DAMAGES",
    "Settings",
    "break_it",
    "damage_curve",
    "damaged_accuracy",
    "digit_confusions",
    "digit_scatter",
    "digit_training",
    "draw_digit",
    "exciting_images",
    "initial_net",
    "neighbour_correlation",
    "pixel_numbers",
    "pixel_order",
    "shifted_images",
    "trained_net",
    "training_run",
    "unit_detector",
    "unit_votes",
]
