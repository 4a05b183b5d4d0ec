"""Notebook 16: cards of convolutions, volumes and the family tree."""

from .matrix_view import matrix_view
from .receptive_field import receptive_field

__all__ = [
    "matrix_view",
    "receptive_field",
]
