"""What notebook 09 says of paths and edges, computed once more (rows 09.4, 09.5)."""

import numpy as np

from lecture_lib.autodiff import (
    adjoints,
    edge_count,
    named_quantity_graph,
    parse_expression,
    without_constants,
)

TWO_PATHS = parse_expression("h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)")


def through_h1(x):
    return -(x**2) * np.exp(np.cos(x) * x**2) * np.sin(x)


def slope(x):
    found = adjoints(TWO_PATHS.graph({"x": x}))
    return next(bar for node, bar in found.items() if node.name == "x")


def test_the_path_through_h1_has_the_wrong_sign_from_minus_2_to_2_and_not_everywhere():
    xs = [x for x in np.linspace(-2, 2, 41) if abs(x) > 1e-9]
    assert all(through_h1(x) * slope(x) < 0 for x in xs)
    assert 0 < through_h1(4.0) < 0.001 and 8 < slope(4.0) < 8.001


def test_the_edges_of_the_regularised_loss_are_counted_in_three_ways():
    formula = "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R"
    out = parse_expression(formula).graph({"w": 1.5, "x": 2.0, "b": -2.0, "t": 1.0, "λ": 0.1})
    drawn = without_constants(out)
    assert [edge_count(each) for each in (out, drawn, named_quantity_graph(drawn))] == [17, 15, 10]
