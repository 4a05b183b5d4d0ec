"""What the network reads: tiles such as x1^2, and formulas that are typed, of a point's inputs x1, x2, ..."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ...autodiff import Expression, parse_expression
from ...validation import Array, InputError

TILES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
MOST_FEATURES = 12
_LARGEST = 1e6  # beyond this a feature would swamp every other one


def offered_features(features: Sequence[str]) -> tuple[str, ...]:
    """Return what can be switched on and off: the tiles, and then what was typed, in this order.

    >>> offered_features(("x1", "x1 - x2"))[-2:]
    ('sin(x2)', 'x1 - x2')
    """
    return (*TILES, *(feature for feature in features if feature not in TILES))


@lru_cache(maxsize=256)
def read_feature(text: str, n_inputs: int = 2) -> Expression:
    """Return the formula of a feature; `InputError` if it is none, or reads what is not an input.

    >>> read_feature("sin(x1) + x2^2").names
    ('x1', 'x2')
    >>> read_feature("x1 + y")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: x1 + y reads y. The inputs are x1, x2.
    """
    formula = parse_expression(text)
    known = [f"x{i + 1}" for i in range(n_inputs)]
    if strange := [name for name in formula.names if name not in known]:
        raise InputError(f"{text} reads {strange[0]}. The inputs are {', '.join(known)}.")
    return formula


def feature_values(features: Sequence[str], x: Array) -> Array:
    """Return the features (n, k) of points x (n, d).

    >>> feature_values(["x1", "x1*x2"], np.array([[2.0, 3.0]]))
    array([[2., 6.]])
    >>> feature_values(["log(x1)"], np.array([[2.0, 3.0], [-1.0, 0.0]]))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: log(x1) has no value at x1 = -1, x2 = 0. Give a formula that has one everywhere.
    """
    if not features:
        raise InputError("no feature is chosen. Give at least one, such as x1.")
    if len(features) > MOST_FEATURES:
        raise InputError(f"{len(features)} features are chosen. Give at most {MOST_FEATURES}.")
    values = feature_values_where_defined(features, x)
    for text, column in zip(features, values.T):
        strange = np.flatnonzero(~np.isfinite(column) | (np.abs(column) > _LARGEST))
        if strange.size:
            at = ", ".join(f"x{j + 1} = {v:g}" for j, v in enumerate(x[strange[0]]))
            if np.isfinite(column[strange[0]]):
                raise InputError(f"{text} is {column[strange[0]]:.3g} at {at}. Give a formula with smaller values.")
            raise InputError(f"{text} has no value at {at}. Give a formula that has one everywhere.")
    return values


def feature_values_where_defined(features: Sequence[str], x: Array) -> Array:
    """Return the features (n, k) of points x (n, d), NaN or infinite where a formula has no value.

    >>> feature_values_where_defined(["1/x1"], np.array([[0.0, 1.0], [2.0, 1.0]])).tolist()
    [[inf], [0.5]]
    """
    inputs = {f"x{j + 1}": column for j, column in enumerate(x.T)}
    columns = [read_feature(text, x.shape[1]).on_arrays(inputs) for text in features]
    return np.column_stack(columns)
