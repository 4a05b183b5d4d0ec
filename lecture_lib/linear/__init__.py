"""Linear models: hypothesis, cost and learning of regression and classification without a hidden layer.

What a single neuron was before it was called one.
"""

from .linear_probe import ProbeScore, linear_probe
from .models import Cost, gradient_descent, linear_svm, logistic_regression, softmax_regression
from .pca import PCA, pca
from .prototypes import class_means, nearest_mean, nearest_mean_net
from .rate_fits import RateFit, fit_activation
from .spiking_neuron import MembraneTrace, SpikingNeuron, simulate

__all__ = [
    "PCA",
    "Cost",
    "MembraneTrace",
    "ProbeScore",
    "RateFit",
    "SpikingNeuron",
    "class_means",
    "fit_activation",
    "gradient_descent",
    "linear_probe",
    "linear_svm",
    "logistic_regression",
    "nearest_mean",
    "nearest_mean_net",
    "pca",
    "simulate",
    "softmax_regression",
]
