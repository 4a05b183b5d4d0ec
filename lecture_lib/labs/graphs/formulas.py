"""The formulas that the stepper starts from; the graph, the walk and the values of any formula (rows 09.2, 09.4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ...autodiff import (
    ExpressionError,
    Node,
    named_quantity_graph,
    parse_expression,
    topological_order,
    without_constants,
)
from ...validation import InputError
from .layout import graph_layout, parent_indices
from .walkthrough import GraphStep, graph_steps

FORMULAS = {
    "a product": "z = w*x",
    "a neuron’s sum": "z = w*x + b",
    "logistic regression": "y = σ(w1*x1 + w2*x2 + b)",
    "a layer of ReLUs": "h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); y = u1*h1 + u2*h2",
    "the loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2",
    "the regularised loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R",
    "two paths": "h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)",
}
DEFAULT_VALUES = {
    "w": 2.0,
    "x": 3.0,
    "b": -6.0,
    "t": 1.0,
    "lam": 0.1,
    "λ": 0.1,
    "w1": 2.0,
    "w2": -1.0,
    "x1": 1.0,
    "x2": 3.0,
    "b1": 1.0,
    "b2": 2.0,
    "u1": 1.0,
    "u2": -2.0,
    "h1": 0.5,
    "h2": 1.0,
}
"""Values to start from for the names that the course uses; any other name gets one of `_OTHER`."""
_OTHER = (2.0, 0.5, 3.0, -1.0, 1.5, 4.0, -2.0, 1.0)
PER_OPERATION, PER_QUANTITY = "one an operation", "named quantities"


@lru_cache(maxsize=64)
def formula_graph(formula: str, values: tuple[tuple[str, float], ...], nodes: str) -> Node:
    """Return the graph of a formula, small enough to be drawn.

    >>> formula_graph("x + 1", (("x", 2.0),), PER_OPERATION)
    <+ 1 = 3>
    """
    out = without_constants(parse_expression(formula).graph(dict(values)))
    out = named_quantity_graph(out) if nodes == PER_QUANTITY else out
    graph_layout(parent_indices(out))
    return out


@lru_cache(maxsize=64)
def walk_steps(formula: str, values: tuple, nodes: str, along: str) -> list[GraphStep]:
    """Return the walk; `along` names the input of a forward walk, "" walks backwards.

    >>> len(walk_steps("w*x", (("w", 2.0), ("x", 3.0)), PER_OPERATION, ""))
    4
    """
    out = formula_graph(formula, values, nodes)
    inputs = {node.name: i for i, node in enumerate(topological_order(out)) if not node.parents}
    return graph_steps(out, inputs[along] if along else None)


def formula_values(formula: str, known: Mapping[str, float] = DEFAULT_VALUES) -> tuple[tuple[str, float], ...]:
    """Return values for the formula's names for which it can be worked out; `InputError` if none are found.

    >>> formula_values("w*x"), formula_values("log(x - 3)")
    ((('w', 2.0), ('x', 3.0)), (('x', 4.0),))
    """
    names, trouble = parse_expression(formula).names, None
    for turn in range(len(_OTHER) + 1):
        other = {name: _OTHER[(j + turn) % len(_OTHER)] for j, name in enumerate(names)}
        values = tuple((name, (other | dict(known) if turn == 0 else other)[name]) for name in names)
        try:
            walk_steps(formula, values, PER_OPERATION, "")
            return values
        except ExpressionError:
            raise
        except InputError as problem:
            trouble = trouble or problem
    raise trouble
