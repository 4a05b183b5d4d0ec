"""Linear models: hypothesis, cost and learning of regression and classification without a hidden layer.

What a single neuron was before it was called one.
"""

from .models import Cost, gradient_descent, linear_svm, logistic_regression, softmax_regression

__all__ = [
    "Cost",
    "gradient_descent",
    "linear_svm",
    "logistic_regression",
    "softmax_regression",
]
