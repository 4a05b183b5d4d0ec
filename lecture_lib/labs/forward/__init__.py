"""Notebook 05: a forward pass by hand, number by number, with the likely mistake named."""

from .mistakes import known_mistakes
from .table_picture import forward_table
from .tracer import tracer

__all__ = [
    "forward_table",
    "known_mistakes",
    "tracer",
]
