"""The foundations of neural networks, as a course of interactive notebooks.

Learners import the names below; everything else lives in the module that is named after its subject.
"""

from .activations import identity, leaky_relu, relu, sigmoid, sign, softmax, step, tanh
from .backprop import backward, update
from .descend import descend
from .inputs import InputError
from .losses import absolute, binary_cross_entropy, cross_entropy, half_squares, one_hot
from .mlp import MLP, Layer, Trace, forward
from .perceptron import Perceptron
from .rules import SGD, Adam, Momentum
from .words.checks import check, hint, solution
from .words.predictions import predict, reveal

__version__ = "0.1.0"
