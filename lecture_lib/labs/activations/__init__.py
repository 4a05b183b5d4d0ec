"""Notebook 02: activation functions with their slopes, tangents, saturation and a learned leak."""

from .curves import activation_gallery, make_activation
from .prelu_lab import prelu_lab
from .saturation import saturation
from .tangent import tangent

__all__ = [
    "activation_gallery",
    "make_activation",
    "prelu_lab",
    "saturation",
    "tangent",
]
