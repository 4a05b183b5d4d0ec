"""Notebook 10: the backward pass by hand, gradients compared and mistakes named, gradients by depth."""

from .backward_stepper import backward_stepper
from .chain_diagram import chain_diagram
from .compare import compare_gradients
from .gradient_flow import gradient_flow
from .network_picture import backward_pass_diagram, draw_backward_pass
from .own_training import train_with_own_gradients
from .wrong_gradients import wrong_gradients

__all__ = [
    "backward_pass_diagram",
    "backward_stepper",
    "chain_diagram",
    "compare_gradients",
    "draw_backward_pass",
    "gradient_flow",
    "train_with_own_gradients",
    "wrong_gradients",
]
