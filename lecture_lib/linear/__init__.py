"""Linear models: hypothesis, cost and learning of regression and classification without a hidden layer.

What a single neuron was before it was called one; and the features that were made for it by hand.
"""

from .features import cell_histograms, hog, ink_and_asymmetry, pixel_gradients
from .margin_losses import MARGIN_LOSSES, MarginLoss
from .models import Cost, gradient_descent, linear_svm, logistic_regression, softmax_regression
from .svm import SVM, svm_dual, svm_hard_margin, svm_primal

__all__ = [
    "MARGIN_LOSSES",
    "SVM",
    "Cost",
    "MarginLoss",
    "cell_histograms",
    "gradient_descent",
    "hog",
    "ink_and_asymmetry",
    "linear_svm",
    "logistic_regression",
    "pixel_gradients",
    "softmax_regression",
    "svm_dual",
    "svm_hard_margin",
    "svm_primal",
]
