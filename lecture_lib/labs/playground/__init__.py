"""Notebook 17: the playground, where everything about a small network can be tried."""

from .examples import SETS, Examples, hold_out, made_examples
from .features import TILES, feature_values, feature_values_where_defined, read_feature
from .run import Losses, Run, first_run, held_out_loss, run_epoch, run_step
from .setup import HIDDEN_ACTIVATIONS, LOSSES, RULES, Problem, Setup, problem
from .table import read_table

__all__ = [
    "HIDDEN_ACTIVATIONS",
    "LOSSES",
    "RULES",
    "SETS",
    "TILES",
    "Examples",
    "Losses",
    "Problem",
    "Run",
    "Setup",
    "feature_values",
    "feature_values_where_defined",
    "first_run",
    "held_out_loss",
    "hold_out",
    "made_examples",
    "problem",
    "read_feature",
    "read_table",
    "run_epoch",
    "run_step",
]
