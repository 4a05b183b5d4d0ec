"""The drawn graph: labels, short numbers, the graph in words, the field for a formula (rows 09.2, 09.3)."""

import re
from xml.etree import ElementTree

import pytest

from lecture_lib import InputError
from lecture_lib.autodiff import adjoints, edge_count, variable
from lecture_lib.labs.graphs import formula_field, graph_diagram, network_and_graph
from lecture_lib.labs.graphs.diagram import (
    GraphAnnotations,
    array_graph,
    graph_drawing,
    label_centres,
    label_width,
    overlap_area,
    short_number,
)
from lecture_lib.labs.graphs.formula_field import field_height
from lecture_lib.labs.graphs.layout import MAX_DIAGRAM_NODES, graph_layout, parent_indices
from tests.autodiff.example_formulas import OWN, graph


@pytest.mark.parametrize("formula", OWN)
def test_labels_cover_no_node(formula):
    plan = graph_layout(parent_indices(graph(formula)))
    wide, high = plan.node
    centres = label_centres(plan, tuple((edge, 4) for edge in sorted(plan.routes)))
    for x, y in centres.values():
        spot = (x - label_width(4) / 2 + 3, y - 6, label_width(4) - 6, 12)
        assert (
            sum(overlap_area(spot, (u - wide / 2 + 3, v - high / 2 + 3, wide - 6, high - 6)) for u, v in plan.at) == 0
        )


@pytest.mark.parametrize("formula", OWN[1:4])
def test_labels_cover_no_other_label(formula):
    plan = graph_layout(parent_indices(graph(formula)))
    centres = label_centres(plan, tuple((edge, 4) for edge in sorted(plan.routes)))
    boxes = [(x - label_width(4) / 2, y - 9, label_width(4), 18) for x, y in centres.values()]
    assert not any(overlap_area(one, other) for n, one in enumerate(boxes) for other in boxes[:n])


def test_a_graph_that_is_too_large_is_refused_with_the_limit():
    big = graph(" + ".join(f"a{i}" for i in range(20)))
    with pytest.raises(InputError, match=f"this graph has 39 nodes; up to {MAX_DIAGRAM_NODES} can be drawn"):
        graph_diagram(big)


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


def test_a_long_formula_shows_the_rows_round_the_fault():
    shown = formula_field(0, 0, 300, 2, "a" * 100 + "$" + "b" * 100, "formula", at=100, wrong=True)
    rows = re.findall(r">([ab$…]+)</text>", shown)
    assert len(rows) == 2 and "$" in rows[1]
    x, y = map(float, re.search(r"L([\d.]+) ([\d.]+)", shown).groups())
    assert abs(x - (10 + (rows[1].index("$") + 0.5) * 8.4)) < 0.1 and y < field_height(2) - 6


def test_a_formula_of_more_rows_than_the_field_has_says_so():
    shown = formula_field(0, 0, 120, 2, "a = x; b = a + a; c = b*b; c", "formula")
    assert re.findall(r">([^<]+)</text>", shown) == ["a\u00a0=\u00a0x;", "b\u00a0=\u00a0a\u00a0+\u00a0a…"]


def test_what_is_pressed_in_a_graph_is_large_enough_for_a_finger():
    z = variable(2, "w") * variable(3, "x")
    handles = {edge: {"data_can": "edit"} for edge in ((2, 0), ("tab", 2))}
    marks = GraphAnnotations(labels={(2, 0): "3"}, room={(2, 0): 1}, tabs={2: "1"}, handles=handles, high=24)
    shown = ElementTree.fromstring(f"<svg>{graph_drawing(z, marks)}</svg>")
    for element in shown.iter("g"):
        if element.get("data-can"):
            assert max(float(rect.get("height")) for rect in element.iter("rect")) >= 24


def test_a_refused_edge_is_red_and_crossed_out_so_that_no_colour_is_needed():
    z = variable(2, "w") * variable(3, "x")
    shown = graph_drawing(z, GraphAnnotations(refused=[(0, 1)]))
    assert 'class="refused"' in shown and "l14 14m0 -14l-14 14" in shown
    assert "refused" not in graph_drawing(z, GraphAnnotations())


def test_a_title_that_is_wider_than_its_node_is_pressed_together():
    long, short = (graph_drawing(variable(2, name), GraphAnnotations()) for name in ("a_very_long_name", "w"))
    assert "textLength" in long and "textLength" not in short


def test_a_network_beside_its_graph_has_five_nodes_for_the_first_layer_and_four_for_each_further_one():
    shown = network_and_graph((2, 3, 1), ("relu", "sigmoid"))
    assert shown.text.startswith("Left: a 2-3-1 network") and "z1, computed from W1 and x and b1" in shown.text
    assert "y, computed from z2" in shown.text
    network = shown.panels[0].parts
    assert network.count("<circle") == 6 and network.count("<line") == 2 * 3 + 3 * 1


@pytest.mark.parametrize("activations", [("relu",), ("relu", "sigmoid"), ("tanh", "tanh", "sigmoid")])
def test_an_array_graph_has_four_edges_per_layer(activations):
    assert edge_count(array_graph(activations)) == 4 * len(activations)
