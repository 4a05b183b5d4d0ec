"""Where nodes and edges stand: layers, crossings, ports (row 09.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.graphs.diagram import curve_point
from lecture_lib.labs.graphs.layout import (
    FITTING_WIDTH,
    GAP,
    count_crossings,
    graph_layout,
    layer_links,
    layers_with_lanes,
    node_layers,
    parent_indices,
    sort_layers,
)
from tests.autodiff.example_formulas import OWN, RANDOM, every_formula, graph


def samples(plan, edge, n=40):
    """Points along an edge: bent in the gaps, straight where it passes a layer."""
    points = plan.routes[edge]
    for j, (start, end) in enumerate(zip(points, points[1:])):
        for share in np.linspace(0.02, 0.98, n):
            yield (
                curve_point(start, end, share)
                if j % 2 == 0
                else tuple(np.array(start) + share * np.subtract(end, start))
            )


@every_formula
def test_arrows_lead_from_layer_to_later_layer_and_all_stands_inside(formula):
    parents = parent_indices(graph(formula))
    level, plan = node_layers(parents), graph_layout(parents)
    assert all(level[p] < level[i] for i, own in enumerate(parents) for p in own) and min(level) == 0
    assert all(plan.at[p][1] < plan.at[i][1] for i, own in enumerate(parents) for p in own)
    wide, high = plan.node
    for x, y in plan.at:
        assert wide / 2 <= x <= plan.width - wide / 2 and high / 2 <= y <= plan.height - high / 2


@pytest.mark.parametrize("formula", [formula for formula in OWN + RANDOM if "+ x*y + x*y" not in formula])
def test_every_graph_of_the_course_fits_a_narrow_page(formula):
    assert graph_layout(parent_indices(graph(formula))).width <= FITTING_WIDTH


def test_layers_stand_further_apart_where_there_is_room_and_not_too_far():
    parents = parent_indices(graph("w*x + b"))
    gaps = {}
    for height in (0, 300, 2000):
        plan = graph_layout(parents, height=height)
        assert plan.height >= height and max(y for _, y in plan.at) <= plan.height - plan.node[1] / 2
        layers = sorted({y for _, y in plan.at})
        gaps[height] = layers[1] - layers[0] - plan.node[1]
    assert gaps[0] == GAP < gaps[300] < gaps[2000] < 100


@every_formula
def test_no_two_nodes_overlap_and_no_edge_runs_through_a_node(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    wide, high = plan.node
    for i, (x, y) in enumerate(plan.at):
        assert all(abs(x - u) >= wide + 6 - 1e-6 or abs(y - v) >= high + 6 for u, v in plan.at[:i])
    for edge in plan.routes:
        for x, y in samples(plan, edge):
            assert not any(abs(x - u) < wide / 2 - 0.5 and abs(y - v) < high / 2 - 0.5 for u, v in plan.at), edge


@every_formula
def test_an_edge_starts_at_its_parent_and_ends_at_its_child(formula):
    parents = parent_indices(graph(formula))
    plan = graph_layout(parents)
    assert set(plan.routes) == {(i, k) for i, own in enumerate(parents) for k in range(len(own))}
    for (i, k), points in plan.routes.items():
        for point, (x, y) in ((points[0], plan.at[parents[i][k]]), (points[-1], plan.at[i])):
            assert abs(point[0] - x) <= plan.node[0] / 2 + 1e-6 and abs(point[1] - y) <= plan.node[1] / 2 + 1e-6


def test_a_square_has_two_edges_that_can_be_told_apart():
    plan = graph_layout(((), (0, 0)))
    assert plan.routes[1, 0] != plan.routes[1, 1]


@pytest.mark.parametrize("formula", OWN[2:4])
def test_crossings_that_can_be_avoided_are_avoided(formula):
    parents = parent_indices(graph(formula))
    rows, chains = layers_with_lanes(parents, node_layers(parents))
    after = layer_links(chains)[1]
    before_sorting = count_crossings(rows, after)
    sort_layers(rows, chains)
    assert (before_sorting, count_crossings(rows, after)) == (1, 0)


def test_a_graph_that_is_too_wide_is_refused_in_words():
    with pytest.raises(InputError, match="too wide"):
        graph_layout((*(() for _ in range(15)), tuple(range(15))))
