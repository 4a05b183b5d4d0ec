"""Two formulas held against each other at random points (row 09.3)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.autodiff import find_counterexample, parse_expression


@pytest.mark.parametrize(
    "got, wanted",
    [
        ("(x + 1)^2", "x^2 + 2*x + 1"),
        ("exp(x)*exp(y)", "exp(x + y)"),
        ("1 - σ(x)", "σ(-x)"),
        ("tanh(x)", "2*σ(2*x) - 1"),
        ("log(exp(x))", "x"),
        ("sqrt(x)*sqrt(x)", "exp(log(x))"),
    ],
)
def test_the_same_function_in_another_form(got, wanted):
    assert find_counterexample(parse_expression(got), parse_expression(wanted), np.random.default_rng(1)) is None


@pytest.mark.parametrize(
    "got, wanted", [("x", "x + 1e-4"), ("x*y", "x + y"), ("relu(x)", "x"), ("sqrt(x)", "x"), ("2", "x")]
)
def test_another_function(got, wanted):
    found = find_counterexample(parse_expression(got), parse_expression(wanted), np.random.default_rng(1))
    assert found is not None and (found.got is None) == bool(found.problem)


def test_where_the_graph_itself_has_no_value_nothing_is_compared():
    assert find_counterexample(parse_expression("log(x)"), parse_expression("log(x)"), np.random.default_rng(0)) is None
    with pytest.raises(InputError, match="no point was found"):
        find_counterexample(parse_expression("x"), parse_expression("log(-1 - x*x)"), np.random.default_rng(0))
