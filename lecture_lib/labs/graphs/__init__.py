"""Notebook 09: computational graphs, typed, drawn, stepped through and read back."""

from .diagram import graph_diagram, network_and_graph
from .edge_game import edge_game
from .formula_field import formula_field
from .graph_reader import graph_reader
from .graph_stepper import graph_stepper
from .message_game import message_game
from .unknown_graph import unknown_graph_diagram

__all__ = [
    "edge_game",
    "formula_field",
    "graph_diagram",
    "graph_reader",
    "graph_stepper",
    "message_game",
    "network_and_graph",
    "unknown_graph_diagram",
]
