"""The course's own formulas and random ones, and their graphs as they are drawn."""

import numpy as np
import pytest

from lecture_lib.autodiff import parse_expression, without_constants
from lecture_lib.questions.unknown_graphs import random_formula

OWN = [
    "w*x",
    "x*x",
    "h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)",
    "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2/2; L + k*R",
    "h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); u1*h1 + u2*h2",
    "+".join("abcdfghijklmnop"),
    "x" + " + x*y" * 7,
    "1",
]
RANDOM = [random_formula(np.random.default_rng(seed), operations) for seed in range(12) for operations in (4, 9)]

every_formula = pytest.mark.parametrize("formula", OWN + RANDOM)


def graph(formula):
    """Return the graph without constants; its inputs are 0.3, 0.4, ..."""
    expression = parse_expression(formula)
    return without_constants(expression.graph({name: 0.3 + 0.1 * i for i, name in enumerate(expression.names)}))
