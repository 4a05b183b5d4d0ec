"""Notebook 14: depth against width, by linear regions counted exactly and by networks trained."""

from .cells_explorer import cells_explorer
from .curve_picture import piecewise_curve
from .depth_width import depth_width
from .kept_scores import classifier_score, regressor_error
from .trials import initial_classifier, initial_diagnostics, random_bias_net, train_classifier, train_regressor

__all__ = [
    "cells_explorer",
    "classifier_score",
    "depth_width",
    "initial_classifier",
    "initial_diagnostics",
    "piecewise_curve",
    "random_bias_net",
    "regressor_error",
    "train_classifier",
    "train_regressor",
]
