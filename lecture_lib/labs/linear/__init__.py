"""Notebook 01: from linear models to neurons."""

from .current_drawing import current_drawing
from .neuron_diagram import neuron_diagram
from .timeline import EVENTS, timeline

__all__ = [
    "EVENTS",
    "current_drawing",
    "neuron_diagram",
    "timeline",
]
