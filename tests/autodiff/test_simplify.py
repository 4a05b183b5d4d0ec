"""Reduced graphs: constants inside operations, one node for each named quantity (row 09.2)."""

import pytest

from lecture_lib.autodiff import (
    adjoints,
    is_constant,
    named_quantity_graph,
    parse_expression,
    topological_order,
    without_constants,
)
from lecture_lib.labs.graphs.text import graph_text
from tests.autodiff.example_formulas import every_formula, graph


@every_formula
def test_reduced_graphs_have_the_same_value_and_the_same_derivatives(formula):
    expression = parse_expression(formula)
    full = expression.graph({name: 0.3 + 0.1 * i for i, name in enumerate(expression.names)})
    exact = {node.name: v for node, v in adjoints(full).items() if not node.parents and node.name}
    for small in (without_constants(full), named_quantity_graph(full), named_quantity_graph(without_constants(full))):
        found = {node.name: v for node, v in adjoints(small).items() if not node.parents and node.name}
        assert small.value == full.value and found == pytest.approx(exact)
        assert len(topological_order(small)) <= len(topological_order(full))
    inner = topological_order(without_constants(full))
    assert len(inner) == 1 or not any(is_constant(node) for node in inner)


def test_a_constant_keeps_its_side():
    ops = [graph(formula).op for formula in ("x - 2", "2 - x", "x/2", "2/x", "2*x", "x*2", "x + 2", "2 + x")]
    assert ops == ["- 2", "2 -", "÷ 2", "2 ÷", "× 2", "× 2", "+ 2", "+ 2"]
    assert graph_text(graph("2 - x"), values=False) == "x. (2 − x), computed from x."


def test_constants_among_themselves_become_one_number():
    assert [node.op for node in topological_order(graph("x*(2*3 + 1)"))] == ["x", "× 7"]
