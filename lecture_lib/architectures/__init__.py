"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""

from .convolution_matrix import (
    Sliding,
    convolution_matrix,
    convolve_1d,
    pool_1d,
    shift_error,
    shift_signal,
    tied_gradient,
    tied_places,
)
from .receptive_field import Field, as_layers, connections, lit_units, receptive_fields, seen_inputs

__all__ = [
    "Field",
    "Sliding",
    "as_layers",
    "connections",
    "convolution_matrix",
    "convolve_1d",
    "lit_units",
    "pool_1d",
    "receptive_fields",
    "seen_inputs",
    "shift_error",
    "shift_signal",
    "tied_gradient",
    "tied_places",
]
