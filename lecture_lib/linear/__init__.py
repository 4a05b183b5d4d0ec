"""Linear models: hypothesis, cost and learning of regression and classification without a hidden layer.

What a single neuron was before it was called one.
"""

from .features import cell_histograms, hog, ink_and_asymmetry, pixel_gradients
from .linear_probe import ProbeScore, linear_probe
from .margin_losses import MARGIN_LOSSES, MarginLoss
from .models import Cost, gradient_descent, linear_svm, logistic_regression, softmax_regression
from .pca import PCA, pca
from .prototypes import class_means, nearest_mean, nearest_mean_net
from .rate_fits import RateFit, fit_activation
from .spiking_neuron import MembraneTrace, SpikingNeuron, simulate
from .svm import SVM, svm_dual, svm_hard_margin, svm_primal

__all__ = [
    "MARGIN_LOSSES",
    "PCA",
    "SVM",
    "Cost",
    "MarginLoss",
    "MembraneTrace",
    "ProbeScore",
    "RateFit",
    "SpikingNeuron",
    "cell_histograms",
    "class_means",
    "fit_activation",
    "gradient_descent",
    "hog",
    "ink_and_asymmetry",
    "linear_probe",
    "linear_svm",
    "logistic_regression",
    "nearest_mean",
    "nearest_mean_net",
    "pca",
    "pixel_gradients",
    "simulate",
    "softmax_regression",
    "svm_dual",
    "svm_hard_margin",
    "svm_primal",
]
