"""Networks of threshold units: the perceptron, Boolean functions, XOR, half-planes, polygons and discs.

What one neuron can separate, and what two layers of neurons can draw.
"""

from .boolean_functions import GATES, INPUTS
from .disc_net import (
    BestThreshold,
    best_threshold,
    disc_and_net,
    disc_sum_net,
    firing_counts,
    half_plane_fraction,
    tangent_half_planes,
)
from .example_shapes import EXAMPLE_SHAPES
from .halfplanes import (
    clip_polygon,
    clip_to_half_planes,
    half_planes,
    iou,
    polygon_area,
    polygon_overlap,
    regular_polygon,
    union_area,
)
from .mcculloch_pitts import McCullochPitts, ThresholdUnit, gate_name
from .orientation import turn_sign, turn_signs
from .perceptron import (
    Cycle,
    Perceptron,
    PerceptronStep,
    Separation,
    find_cycle,
    mistake_bound,
    separate,
    train_perceptron,
)
from .polygon_net import ConvexPart, PolygonShape, convex_parts, is_inside, mask_iou, polygon_shape, shape_net
from .xor import (
    HAND_BUILT_NETS,
    XOR_RELU_NET,
    XOR_SIGN_NET,
    XOR_STEP_NET,
    equivalent_net_name,
    interpolate_to_hidden,
    predicted_labels,
    solves_xor,
)

__all__ = [
    "EXAMPLE_SHAPES",
    "GATES",
    "HAND_BUILT_NETS",
    "INPUTS",
    "XOR_RELU_NET",
    "XOR_SIGN_NET",
    "XOR_STEP_NET",
    "BestThreshold",
    "ConvexPart",
    "Cycle",
    "McCullochPitts",
    "Perceptron",
    "PerceptronStep",
    "PolygonShape",
    "Separation",
    "ThresholdUnit",
    "best_threshold",
    "clip_polygon",
    "clip_to_half_planes",
    "convex_parts",
    "disc_and_net",
    "disc_sum_net",
    "equivalent_net_name",
    "find_cycle",
    "firing_counts",
    "gate_name",
    "half_plane_fraction",
    "half_planes",
    "interpolate_to_hidden",
    "iou",
    "is_inside",
    "mask_iou",
    "mistake_bound",
    "polygon_area",
    "polygon_overlap",
    "polygon_shape",
    "predicted_labels",
    "regular_polygon",
    "separate",
    "shape_net",
    "solves_xor",
    "tangent_half_planes",
    "train_perceptron",
    "turn_sign",
    "turn_signs",
    "union_area",
]
