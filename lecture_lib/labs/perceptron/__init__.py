"""Notebook 03: the perceptron on logic gates and on points, its rule, its bound and its proof."""

from .convergence_figures import bound_figure, mistakes_figure
from .gate_board import gate_board
from .gate_proof import gate_proof
from .perceptron_lab import perceptron_lab
from .picture import margin_picture
from .run import POINT_SETS

__all__ = [
    "POINT_SETS",
    "bound_figure",
    "gate_board",
    "gate_proof",
    "margin_picture",
    "mistakes_figure",
    "perceptron_lab",
]
