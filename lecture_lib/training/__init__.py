"""How networks learn: gradient descent read line by line, the same made fast, and what is measured on the way.

Optimisers, many networks at once, gradient sizes, saturation, the Hessian, loss slices and intervals over seeds.
"""

from .batched_mlp import BatchedEpoch, BatchedMLP, descend_batched
from .confidence import MeanInterval, mean_with_interval, paired_difference, wilson
from .fast_trainer import Trainer
from .gradient_descent import Epoch, Parameters, batches, descend, minimise, train_reference
from .gradient_norms import GradientSizes, factor_per_layer, gradient_sizes, gradient_sizes_in
from .hessian import (
    STATIONARY_KINDS,
    GradientFunction,
    hessian,
    loss_and_gradient,
    newton_stationary_points,
    parameter_vector,
    stationary_kind,
    with_parameters,
)
from .inplace_ops import (
    Calls,
    InPlaceActivation,
    LayerMatrices,
    TrainingBuffers,
    in_place_activation,
    slope_at_output,
    summed_loss,
)
from .loss_slices import local_minimum_count, loss_slice, path_fraction_in_plane, path_plane, random_plane
from .optimizers import SGD, Adam, InPlaceStep, Momentum, Penalty, in_place_step
from .saturation import SATURATION_TOLERANCE, chain_slopes, is_always_saturated, is_saturated
from .threads import Team, ThreadChooser, allowed_threads, limit_threads, make_calls
from .two_weight_loss import LANDSCAPES, Landscape, descent_path, landscape_stationary_points

__all__ = [
    "LANDSCAPES",
    "SATURATION_TOLERANCE",
    "SGD",
    "STATIONARY_KINDS",
    "Adam",
    "BatchedEpoch",
    "BatchedMLP",
    "Calls",
    "Epoch",
    "GradientFunction",
    "GradientSizes",
    "InPlaceActivation",
    "InPlaceStep",
    "Landscape",
    "LayerMatrices",
    "MeanInterval",
    "Momentum",
    "Parameters",
    "Penalty",
    "Team",
    "ThreadChooser",
    "Trainer",
    "TrainingBuffers",
    "allowed_threads",
    "batches",
    "chain_slopes",
    "descend",
    "descend_batched",
    "descent_path",
    "factor_per_layer",
    "gradient_sizes",
    "gradient_sizes_in",
    "hessian",
    "in_place_activation",
    "in_place_step",
    "is_always_saturated",
    "is_saturated",
    "landscape_stationary_points",
    "limit_threads",
    "local_minimum_count",
    "loss_and_gradient",
    "loss_slice",
    "make_calls",
    "mean_with_interval",
    "minimise",
    "newton_stationary_points",
    "paired_difference",
    "parameter_vector",
    "path_fraction_in_plane",
    "path_plane",
    "random_plane",
    "slope_at_output",
    "stationary_kind",
    "summed_loss",
    "train_reference",
    "wilson",
    "with_parameters",
]
