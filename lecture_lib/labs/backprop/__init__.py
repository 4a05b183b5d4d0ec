"""Notebook 10: the backward pass by hand, gradients compared and mistakes named, gradients by depth."""

from .backward_stepper import backward_stepper
from .compare import compare_gradients
from .gradient_flow import gradient_flow
from .network_picture import draw_backward_pass
from .wrong_gradients import wrong_gradients

__all__ = [
    "backward_stepper",
    "compare_gradients",
    "draw_backward_pass",
    "gradient_flow",
    "wrong_gradients",
]
