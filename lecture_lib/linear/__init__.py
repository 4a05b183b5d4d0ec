"""Linear models: hypothesis, cost and learning of regression and classification without a hidden layer.

What a single neuron was before it was called one.
"""

from .linear_probe import ProbeScore, linear_probe
from .models import Cost, gradient_descent, linear_svm, logistic_regression, softmax_regression
from .pca import PCA, pca

__all__ = [
    "PCA",
    "Cost",
    "ProbeScore",
    "gradient_descent",
    "linear_probe",
    "linear_svm",
    "logistic_regression",
    "pca",
    "softmax_regression",
]
