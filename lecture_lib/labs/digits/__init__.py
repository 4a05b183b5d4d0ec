"""Notebook 15: what a network learns from handwritten digits."""

from .confusion_card import digit_confusions
from .pixel_card import pixel_numbers, pixel_order
from .training_card import digit_training

__all__ = ["digit_confusions", "digit_training", "pixel_numbers", "pixel_order"]
