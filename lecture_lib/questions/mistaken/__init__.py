"""Mistaken answers: what a learner with one known mistake would have written, for the questions to recognise.

Each is the right answer with one named step replaced.
"""

from .affine import composed_value, layers_from_coefficients, mistaken_collapse
from .backward import (
    MISTAKEN_STEPS,
    RIGHT_STEPS,
    BackwardStep,
    BackwardSteps,
    LayerContext,
    combined_steps,
    deep_backward_pass,
    early_update_steps,
    gradients_by_steps,
    shallow_backward_pass,
)
from .composition import composed_network_output, preimages_of_height, psi_coefficients
from .functions import one, relu, relu_slope, same, sigmoid, sigmoid_slope, tanh_slope
from .polygons import (
    INNER_SQUARE,
    LEFT_SQUARE,
    OUTER_SQUARE,
    RIGHT_SQUARE,
    firing_difference,
    firing_table,
    grid_off_boundary,
    is_in_polygon,
    is_same_unit,
    mistaken_table,
    n_containing_half_planes,
    network_labels,
    places_to_test,
    unit_difference,
    unit_table,
)
from .regions import n_distinct_breakpoints, n_function_breakpoints, n_line_regions, n_unit_breakpoints
from .softmax import agrees_with, is_softmax, is_softmax_but_for

__all__ = [
    "INNER_SQUARE",
    "LEFT_SQUARE",
    "MISTAKEN_STEPS",
    "OUTER_SQUARE",
    "RIGHT_SQUARE",
    "RIGHT_STEPS",
    "BackwardStep",
    "BackwardSteps",
    "LayerContext",
    "agrees_with",
    "combined_steps",
    "composed_network_output",
    "composed_value",
    "deep_backward_pass",
    "early_update_steps",
    "firing_difference",
    "firing_table",
    "gradients_by_steps",
    "grid_off_boundary",
    "is_in_polygon",
    "is_same_unit",
    "is_softmax",
    "is_softmax_but_for",
    "layers_from_coefficients",
    "mistaken_collapse",
    "mistaken_table",
    "n_containing_half_planes",
    "n_distinct_breakpoints",
    "n_function_breakpoints",
    "n_line_regions",
    "n_unit_breakpoints",
    "network_labels",
    "places_to_test",
    "preimages_of_height",
    "psi_coefficients",
    "one",
    "relu",
    "relu_slope",
    "shallow_backward_pass",
    "same",
    "sigmoid",
    "sigmoid_slope",
    "tanh_slope",
    "unit_difference",
    "unit_table",
]
