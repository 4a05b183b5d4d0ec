"""Drawn graphs: layout, labels and reduced graphs, on the course's own and on random ones (rows 09.2, 09.3)."""

import re
from functools import reduce

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.autodiff import (
    adjoints,
    find_counterexample,
    is_constant,
    named_quantity_graph,
    parse_expression,
    sigmoid,
    tangents,
    topological_order,
    variable,
    without_constants,
)
from lecture_lib.labs.graphs import formula_field, graph_diagram
from lecture_lib.labs.graphs.diagram import _bent, _overlap, _spots, _wide, short_number
from lecture_lib.labs.graphs.layout import (
    MAX_DIAGRAM_NODES,
    MAX_DIAGRAM_WIDTH,
    MAX_LAYERS_ACROSS,
    NODE_SIZE,
    _crossings,
    _links,
    _order,
    _with_lanes,
    graph_layout,
    node_layers,
    parent_indices,
)
from lecture_lib.labs.graphs.text import graph_text, node_names
from lecture_lib.labs.graphs.walkthrough import adjoint_text, graph_steps, step_sentence, sums_after
from lecture_lib.questions.unknown_graphs import random_formula

OWN = [
    "w*x",
    "x*x",
    "h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)",
    "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2/2; L + k*R",
    "h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); u1*h1 + u2*h2",
    "+".join("abcdefghijklmno"),
    "x" + " + x*y" * 7,
    "1",
]
RANDOM = [random_formula(np.random.default_rng(seed), operations) for seed in range(12) for operations in (4, 9)]


def graph(formula):
    expression = parse_expression(formula)
    return without_constants(expression.graph({name: 0.3 + 0.1 * i for i, name in enumerate(expression.names)}))


def samples(plan, edge, n=40):
    """Points along an edge: bent in the gaps, straight where it passes a layer."""
    points = plan.routes[edge]
    for j, (start, end) in enumerate(zip(points, points[1:])):
        for share in np.linspace(0.02, 0.98, n):
            yield (
                _bent(start, end, share, plan.across)
                if j % 2 == 0
                else tuple(np.array(start) + share * np.subtract(end, start))
            )


every_graph = pytest.mark.parametrize("formula", OWN + RANDOM)


@every_graph
def test_arrows_lead_from_layer_to_later_layer_and_all_stands_inside(formula):
    parents = parent_indices(graph(formula))
    level, plan = node_layers(parents), graph_layout(parents)
    assert all(level[p] < level[i] for i, own in enumerate(parents) for p in own) and min(level) == 0
    assert plan.across == (max(level) < MAX_LAYERS_ACROSS) and plan.width <= MAX_DIAGRAM_WIDTH + 1
    for x, y in plan.at:
        assert (
            NODE_SIZE[0] / 2 <= x <= plan.width - NODE_SIZE[0] / 2
            and NODE_SIZE[1] / 2 <= y <= plan.height - NODE_SIZE[1] / 2
        )


@every_graph
def test_no_two_nodes_overlap_and_no_edge_runs_through_a_node(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    for i, (x, y) in enumerate(plan.at):
        assert all(abs(x - u) >= NODE_SIZE[0] + 6 or abs(y - v) >= NODE_SIZE[1] + 6 for u, v in plan.at[:i])
    for edge in plan.routes:
        for x, y in samples(plan, edge):
            assert not any(
                abs(x - u) < NODE_SIZE[0] / 2 - 0.5 and abs(y - v) < NODE_SIZE[1] / 2 - 0.5 for u, v in plan.at
            ), edge


@every_graph
def test_an_edge_starts_at_its_parent_and_ends_at_its_child(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    assert set(plan.routes) == {(i, k) for i, own in enumerate(parents) for k in range(len(own))}
    for (i, k), points in plan.routes.items():
        for point, (x, y) in ((points[0], plan.at[parents[i][k]]), (points[-1], plan.at[i])):
            assert abs(point[0] - x) <= NODE_SIZE[0] / 2 + 1e-6 and abs(point[1] - y) <= NODE_SIZE[1] / 2 + 1e-6


@pytest.mark.parametrize("formula", OWN)
def test_labels_cover_no_node(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    spots = _spots(parents, tuple((edge, 4) for edge in sorted(plan.routes)))
    for x, y in spots.values():
        spot = (x - _wide(4) / 2 + 3, y - 6, _wide(4) - 6, 12)
        assert (
            sum(
                _overlap(spot, (u - NODE_SIZE[0] / 2 + 3, v - NODE_SIZE[1] / 2 + 3, NODE_SIZE[0] - 6, NODE_SIZE[1] - 6))
                for u, v in plan.at
            )
            == 0
        )


def test_a_square_has_two_edges_that_can_be_told_apart():
    plan = graph_layout(((), (0, 0)))
    assert plan.routes[1, 0] != plan.routes[1, 1]


@pytest.mark.parametrize("formula", OWN[1:4])
def test_labels_cover_no_other_label(formula):
    parents = parent_indices(graph(formula))
    spots = _spots(parents, tuple((edge, 4) for edge in sorted(graph_layout(parents).routes)))
    boxes = [(x - _wide(4) / 2, y - 9, _wide(4), 18) for x, y in spots.values()]
    assert not any(_overlap(one, other) for n, one in enumerate(boxes) for other in boxes[:n])


@pytest.mark.parametrize("formula", OWN[2:4])
def test_crossings_that_can_be_avoided_are_avoided(formula):
    parents = parent_indices(graph(formula))
    rows, chains = _with_lanes(parents, node_layers(parents))
    after = _links(chains)[1]
    before_sorting = _crossings(rows, after)
    _order(rows, chains)
    assert (before_sorting, _crossings(rows, after)) == (1, 0)


def test_a_graph_that_is_too_large_is_refused_with_the_limit():
    big = graph(" + ".join(f"a{i}" for i in range(20)))
    with pytest.raises(InputError, match=f"this graph has 39 nodes; up to {MAX_DIAGRAM_NODES} can be drawn"):
        graph_diagram(big)


def test_a_graph_that_is_deep_and_wide_is_refused_in_words():
    with pytest.raises(InputError, match="too wide"):
        graph_layout(
            tuple(parent_indices(graph("sin(sin(sin(sin(sin(sin(sin(sin(x))))))))"))[:-1])
            + tuple(() for _ in range(9))
            + (tuple(range(7, 17)),)
            + ((17,),)
        )


@pytest.mark.parametrize(
    "v, room, shown",
    [
        (0.0, 8, "0"),
        (-0.5, 6, "−0.5"),
        (1 / 3, 6, "0.3333"),
        (-1 / 3, 6, "−0.333"),
        (1e300, 7, "1e+300"),
        (-1.23456e-9, 7, "−1.2e−9"),
        (99999.5, 6, "1.0e+5"),
    ],
)
def test_numbers_fit_into_their_places(v, room, shown):
    assert short_number(v, room) == shown and len(shown) <= room


def test_the_diagram_tells_values_and_adjoints_in_words():
    z = variable(2, "w") * variable(3, "x")
    assert graph_diagram(z, adjoints=adjoints(z)).text == (
        "w = 2, adjoint 3. x = 3, adjoint 2. (w × x), computed from w and x, = 6, adjoint 1."
    )


def test_a_long_formula_shows_the_part_with_the_fault():
    shown = formula_field(0, 0, 300, "a" * 100 + "$" + "b" * 100, "formula", at=100, wrong=True)
    visible = re.search(r">(…[^<]*…)</text>", shown)[1]
    assert "$" in visible and len(visible) == 33
    mark = float(re.search(r"L([\d.]+) 33", shown)[1])
    assert abs(mark - (10 + (visible.index("$") + 0.5) * 8.4)) < 0.1


# --- reduced graphs --------------------------------------------------------------------------------------------------


@every_graph
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


# --- walks and names -------------------------------------------------------------------------------------------------


@every_graph
def test_walks_end_in_adjoints_and_tangents(formula):
    out = graph(formula)
    order = topological_order(out)
    assert sums_after(graph_steps(out)) == pytest.approx({i: adjoints(out)[node] for i, node in enumerate(order)})
    for along, node in enumerate(order):
        if not node.parents:
            ends = sums_after(graph_steps(out, along))
            assert ends[len(order) - 1] == pytest.approx(tangents(node, out)[out])


@every_graph
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


# --- random evaluation -----------------------------------------------------------------------------------------------


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
