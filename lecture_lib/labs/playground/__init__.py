"""Notebook 17: the playground, where everything about a small network can be tried."""

from .examples import SETS, Examples, hold_out, made_examples
from .features import TILES, feature_values, feature_values_where_defined, read_feature
from .table import read_table

__all__ = [
    "SETS",
    "TILES",
    "Examples",
    "feature_values",
    "feature_values_where_defined",
    "made_examples",
    "read_feature",
    "read_table",
    "hold_out",
]
