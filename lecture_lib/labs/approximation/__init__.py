"""Notebook 11: functions built from few units, and what happens when a condition of the theorem is broken."""

from .approximator import approximator
from .broken_conditions import broken_conditions
from .conditions import approximate_case, cube, sine_with_jump, square
from .steep_sigmoids import steep_sigmoids

__all__ = [
    "approximate_case",
    "approximator",
    "broken_conditions",
    "cube",
    "sine_with_jump",
    "square",
    "steep_sigmoids",
]
