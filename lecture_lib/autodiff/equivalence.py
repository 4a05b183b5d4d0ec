"""Are two formulas the same function? Judged by random evaluation, not by their looks (row 09.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..validation import InputError, is_close
from .expression import Expression

N_TEST_POINTS, MAX_DRAWS = 20, 400
EQUALITY_TOLERANCE = 5e-7  # of the value, and of 1


@dataclass(frozen=True)
class Counterexample:
    """A point at which two formulas differ; `got` is None where the first has no value there, `problem` says why."""

    at: dict[str, float]
    got: float | None
    wanted: float
    problem: str = ""


def find_counterexample(got: Expression, wanted: Expression, rng: np.random.Generator) -> Counterexample | None:
    """Return the first random point at which `got` is not `wanted`; None if they agree at all of them.

    Names that `wanted` does not know are refused. Points where `wanted` itself has no value are passed over.

    >>> from lecture_lib.autodiff.expression import parse_expression
    >>> rng = np.random.default_rng(0)
    >>> find_counterexample(parse_expression("x*(x + 2)"), parse_expression("(x + 1)^2 - 1"), rng) is None
    True
    >>> find_counterexample(parse_expression("2*x + x"), parse_expression("2*x*x"), rng).at
    {'x': -1.89}
    """
    for name in got.names:
        must_be_input(name, wanted.names)
    for at, value in _points(wanted, rng):
        try:
            mine = got.graph(at).value
        except InputError as problem:
            return Counterexample(at, None, value, str(problem))
        if not is_close(mine, value, EQUALITY_TOLERANCE):
            return Counterexample(at, mine, value)
    return None


def must_be_input(name: str, inputs: Sequence[str]) -> None:
    """Refuse a name that is none of the inputs, and say which one was probably meant.

    >>> must_be_input("wx", ("w", "x"))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: wx is read as one name; a product is written w*x
    >>> must_be_input("W", ("w", "x"))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: there is no input W; the inputs are w, x
    """
    if name in inputs:
        return
    known = "|".join(sorted(map(re.escape, inputs), key=len, reverse=True))
    if inputs and re.fullmatch(f"(?:{known}){{2,}}", name):
        raise InputError(f"{name} is read as one name; a product is written {'*'.join(re.findall(known, name))}")
    raise InputError(f"there is no input {name}; the inputs are {', '.join(inputs) or 'none'}")


def _points(wanted: Expression, rng: np.random.Generator):
    """Yield points of two decimals and the value there, until there are enough."""
    found = 0
    for _ in range(MAX_DRAWS):
        at = {name: round(float(rng.uniform(-2, 2)), 2) for name in wanted.names}
        try:
            value = wanted.graph(at).value
        except InputError:
            continue
        yield at, value
        found += 1
        if found == N_TEST_POINTS:
            return
    if not found:
        raise InputError("no point was found at which the graph has a value")
