"""Notebook 01: from linear models to neurons."""

from .current_drawing import current_drawing
from .feature_tasks import draw_task, has_trees
from .feature_trials import kept_interval, kept_provenance, kept_scores, repeat_kept, train_and_test
from .fitted_lines import fitted_lines
from .margin_losses import margin_losses
from .neuron_diagram import neuron_diagram
from .timeline import EVENTS, timeline

__all__ = [
    "EVENTS",
    "current_drawing",
    "draw_task",
    "fitted_lines",
    "has_trees",
    "kept_interval",
    "kept_provenance",
    "kept_scores",
    "margin_losses",
    "neuron_diagram",
    "repeat_kept",
    "timeline",
    "train_and_test",
]
