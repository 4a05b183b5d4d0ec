"""Networks of dense layers: activations, the forward pass and its record, losses, backpropagation, gradient checks.

Everything that computes with a network stands on this folder. It imports `validation` and nothing else of ours.
"""

from .activations import (
    ACTIVATIONS,
    Activation,
    VectorActivation,
    activation_named,
    identity,
    leaky_relu,
    make_leaky_relu,
    make_relu,
    make_sign,
    make_step,
    relu,
    sigmoid,
    sign,
    softmax,
    step,
    tanh,
)
from .affine import collapse, merge_linear_layers
from .backprop import Gradients, backward, backward_checked, update
from .confusion import confusion_matrix, example_losses
from .dropout import drop_units
from .gradient_check import central_difference, complex_step, gradient_errors, relative_error
from .losses import Loss, absolute, binary_cross_entropy, cross_entropy, half_squares, one_hot, targets_like
from .mlp import MLP, Layer, PerLayer, Trace, forward, forward_checked, n_parameters
from .plain_functions import PLAIN_FUNCTIONS
from .prelu import PReLU, PReLUStep, epsilon_gradient, epsilon_gradients, make_prelu, prelu_losses, train_prelu
from .stable_softmax import SoftmaxSteps, entropy, softmax_steps

__all__ = [
    "ACTIVATIONS",
    "MLP",
    "PLAIN_FUNCTIONS",
    "Activation",
    "Gradients",
    "Layer",
    "Loss",
    "PReLU",
    "PReLUStep",
    "PerLayer",
    "SoftmaxSteps",
    "Trace",
    "VectorActivation",
    "absolute",
    "activation_named",
    "backward",
    "backward_checked",
    "binary_cross_entropy",
    "central_difference",
    "collapse",
    "complex_step",
    "confusion_matrix",
    "cross_entropy",
    "drop_units",
    "entropy",
    "epsilon_gradient",
    "epsilon_gradients",
    "example_losses",
    "forward",
    "forward_checked",
    "gradient_errors",
    "half_squares",
    "identity",
    "leaky_relu",
    "make_leaky_relu",
    "make_prelu",
    "make_relu",
    "make_sign",
    "make_step",
    "merge_linear_layers",
    "n_parameters",
    "prelu_losses",
    "one_hot",
    "relative_error",
    "relu",
    "sigmoid",
    "sign",
    "softmax",
    "softmax_steps",
    "step",
    "tanh",
    "targets_like",
    "train_prelu",
    "update",
]
