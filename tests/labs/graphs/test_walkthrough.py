"""Walks through a graph and the names of its nodes (rows 09.2, 09.4, 09.5)."""

from functools import reduce

import pytest

from lecture_lib.autodiff import adjoints, sigmoid, tangents, topological_order, variable
from lecture_lib.labs.graphs.text import node_names
from lecture_lib.labs.graphs.walkthrough import adjoint_text, graph_steps, step_sentence, sums_after
from tests.autodiff.example_formulas import every_formula, graph


@every_formula
def test_walks_end_in_adjoints_and_tangents(formula):
    out = graph(formula)
    order = topological_order(out)
    assert sums_after(graph_steps(out)) == pytest.approx({i: adjoints(out)[node] for i, node in enumerate(order)})
    for along, node in enumerate(order):
        if not node.parents:
            ends = sums_after(graph_steps(out, along))
            assert ends[len(order) - 1] == pytest.approx(tangents(node, out)[out])


@every_formula
def test_every_step_can_be_said_and_every_name_is_its_own(formula):
    out = graph(formula)
    names = node_names(out)
    assert len(set(names)) == len(names) == len(topological_order(out))
    lines = [step_sentence(out, step, names) for step in graph_steps(out)]
    assert all(line.endswith(".") and "nan" not in line for line in lines)
    for i in range(len(names)):
        assert adjoint_text(out, i, names).startswith(f"adjoint of {names[i]} = ")


def test_a_deep_graph_is_walked_without_recursion():
    node = reduce(lambda u, _: sigmoid(u), range(5000), variable(0.1, "x"))
    assert len(graph_steps(node)) == 5000 + 1 + 5000
