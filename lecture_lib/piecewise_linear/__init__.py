"""ReLU networks as piecewise linear functions: breakpoints, linear regions, how many there can be, and composition.

Counts are exact; each is held against a bound or a second road in the tests.
"""

from .composition import (
    BreakpointOrigin,
    LinearPiece,
    breakpoint_origins,
    compose_networks,
    iterate_network,
    linear_pieces,
    preimages,
)
from .interpolation import TargetFunction, largest_error, linear_interpolant, polyline, staircase, step_interpolant
from .least_squares import fit_output, minimax_lower_bound, uneven_knots
from .parameter_count import layer_sizes, max_width
from .region_bounds import arrangement_regions, lower_bound, sharper_lower_bound, upper_bound
from .region_density import BreakpointDensity, breakpoint_density
from .regions_1d import function_breakpoints, line_breakpoints, must_be_piecewise_linear, unit_breakpoints
from .regions_2d import ActivationRegions, local_affine_map, regions_2d
from .sawtooth import max_regions_1d, sawtooth, sawtooth_2d

__all__ = [
    "ActivationRegions",
    "BreakpointDensity",
    "BreakpointOrigin",
    "LinearPiece",
    "TargetFunction",
    "arrangement_regions",
    "breakpoint_density",
    "breakpoint_origins",
    "compose_networks",
    "fit_output",
    "function_breakpoints",
    "iterate_network",
    "largest_error",
    "layer_sizes",
    "line_breakpoints",
    "linear_interpolant",
    "linear_pieces",
    "local_affine_map",
    "lower_bound",
    "max_regions_1d",
    "max_width",
    "minimax_lower_bound",
    "must_be_piecewise_linear",
    "polyline",
    "preimages",
    "regions_2d",
    "sawtooth",
    "sawtooth_2d",
    "sharper_lower_bound",
    "staircase",
    "step_interpolant",
    "uneven_knots",
    "unit_breakpoints",
    "upper_bound",
]
