"""The library's activations and slopes as plain functions, as questions hand them to learners."""

from ...nn import PLAIN_FUNCTIONS

one, relu, relu_slope, same, sigmoid, sigmoid_slope, tanh_slope = (
    PLAIN_FUNCTIONS[name] for name in ("one", "relu", "relu_slope", "same", "sigmoid", "sigmoid_slope", "tanh_slope")
)
