"""Notebook 15: what a network learns from handwritten digits."""

from .confusion_card import digit_confusions
from .pixel_card import pixel_numbers, pixel_order
from .training_card import digit_training
from .training_run import Settings, training_run

__all__ = ["Settings", "digit_confusions", "digit_training", "pixel_numbers", "pixel_order", "training_run"]
