"""Notebook 17: the playground, where everything about a small network can be tried."""

from .challenges import CHALLENGES, explain, foretell
from .examples import SETS, Examples, formula_examples, made_examples, split_rows
from .features import TILES, feature_values, feature_values_where_defined, read_feature
from .own_examples import (
    add_example,
    flip_example,
    move_example,
    own_table,
    remove_example,
    set_target,
    toggle_held_out,
    two_examples,
)
from .playground_card import playground
from .run import Losses, Run, first_run, held_out_loss, run_epoch, run_step
from .setup import HIDDEN_ACTIVATIONS, LOSSES, RULES, Problem, Setup, examples, problem
from .state import State
from .table import Table, read_cells, read_table

__all__ = [
    "CHALLENGES",
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
    "State",
    "Table",
    "add_example",
    "examples",
    "explain",
    "feature_values",
    "feature_values_where_defined",
    "first_run",
    "flip_example",
    "foretell",
    "formula_examples",
    "held_out_loss",
    "made_examples",
    "move_example",
    "own_table",
    "playground",
    "problem",
    "read_cells",
    "read_feature",
    "read_table",
    "remove_example",
    "run_epoch",
    "run_step",
    "set_target",
    "split_rows",
    "toggle_held_out",
    "two_examples",
]
