"""Notebook 12: shapes from neurons, drawn, built and solved with as few units as possible."""

from .network_picture import network_size_text
from .picture import half_plane_sums, shape_gallery
from .polygon_drawing import polygon_drawing
from .shape_puzzles import shape_puzzles

__all__ = [
    "half_plane_sums",
    "network_size_text",
    "polygon_drawing",
    "shape_gallery",
    "shape_puzzles",
]
