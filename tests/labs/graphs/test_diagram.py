"""The drawn graph: labels, short numbers, the graph in words, the field for a formula (rows 09.2, 09.3)."""

import re

import pytest

from lecture_lib import InputError
from lecture_lib.autodiff import adjoints, variable
from lecture_lib.labs.graphs import formula_field, graph_diagram
from lecture_lib.labs.graphs.diagram import label_centres, label_width, overlap_area, short_number
from lecture_lib.labs.graphs.layout import MAX_DIAGRAM_NODES, NODE_SIZE, graph_layout, parent_indices
from tests.autodiff.example_formulas import OWN, graph


@pytest.mark.parametrize("formula", OWN)
def test_labels_cover_no_node(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    centres = label_centres(parents, tuple((edge, 4) for edge in sorted(plan.routes)))
    for x, y in centres.values():
        spot = (x - label_width(4) / 2 + 3, y - 6, label_width(4) - 6, 12)
        assert (
            sum(
                overlap_area(
                    spot, (u - NODE_SIZE[0] / 2 + 3, v - NODE_SIZE[1] / 2 + 3, NODE_SIZE[0] - 6, NODE_SIZE[1] - 6)
                )
                for u, v in plan.at
            )
            == 0
        )


@pytest.mark.parametrize("formula", OWN[1:4])
def test_labels_cover_no_other_label(formula):
    parents = parent_indices(graph(formula))
    centres = label_centres(parents, tuple((edge, 4) for edge in sorted(graph_layout(parents).routes)))
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


def test_a_long_formula_shows_the_part_with_the_fault():
    shown = formula_field(0, 0, 300, "a" * 100 + "$" + "b" * 100, "formula", at=100, wrong=True)
    visible = re.search(r">(…[^<]*…)</text>", shown)[1]
    assert "$" in visible and len(visible) == 33
    mark = float(re.search(r"L([\d.]+) 33", shown)[1])
    assert abs(mark - (10 + (visible.index("$") + 0.5) * 8.4)) < 0.1
