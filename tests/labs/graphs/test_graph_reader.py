"""Reading graphs without a browser: from the drawing back to the function (row 09.3)."""

import math

import pytest

from lecture_lib import InputError
from lecture_lib.autodiff import topological_order
from lecture_lib.drawing import number_text
from lecture_lib.labs.graphs import graph_reader
from lecture_lib.labs.graphs.graph_reader import RANDOM_GRAPH, State, submit_formula
from lecture_lib.labs.graphs.layout import FITTING_WIDTH, graph_layout, parent_indices
from lecture_lib.questions.unknown_graphs import UNKNOWN_GRAPHS, unknown_expression
from tests.widget_driver import WidgetDriver

OTHER_FORMS = {
    "a warm-up": "x*(1 + y)",
    "one neuron": "1/(1 + exp(-(w*x + b)))",
    "used twice": "x^2 - 2*x*y + y*y + y",
    "a quotient": "σ(x*y)",
    "two ways from y": "(x - y*y)*cos(y*y - x) + y",
    "a loss": "e = tanh(b + x*w) - t; e*e + λ*w*w",
}


def driven(**settings):
    return WidgetDriver(graph_reader(**settings))


def type_formula(driver, formula):
    driver.type(("formula",), formula)


def test_other_forms_of_the_functions_are_accepted_and_reading_all_reaches_the_goal():
    driver = driven(goal="six graphs")
    sizes = [panel.height for panel in driver.picture.panels]
    for name in UNKNOWN_GRAPHS:
        assert not driver.goal.reached
        driver.choose("graph", name)
        type_formula(driver, OTHER_FORMS[name])
        assert driver.state.solved and "Right" in driver.note and driver.app.feedback.tone == "right"
        assert [panel.height for panel in driver.picture.panels] == sizes
    assert driver.goal.reached


def test_next_graph_leads_through_the_list_and_then_to_random_ones():
    driver = driven()
    for name in UNKNOWN_GRAPHS:
        assert driver.state.graph == name and not driver.enabled("Next graph")
        type_formula(driver, OTHER_FORMS[name])
        driver.press("Next graph")
    assert driver.state.graph == RANDOM_GRAPH and len(driver.state.read) == 6


def test_a_graph_counts_once_and_a_random_one_not_at_all():
    driver = driven()
    for formula in ("x*(1 + y)", "x + y", "x*y + x"):
        type_formula(driver, formula)
    assert driver.state.read == ("a warm-up",)
    driver.press("Another random one")
    type_formula(driver, unknown_expression(RANDOM_GRAPH, driver.state.seed).text)
    assert driver.state.solved and driver.state.read == ("a warm-up",)


@pytest.mark.parametrize(
    "name, formula",
    [
        ("a warm-up", "x*y + y"),
        ("one neuron", "w*x + b"),
        ("used twice", "(y - x)^2 - y"),
        ("a quotient", "exp(x*y)"),
        ("two ways from y", "cos(x - y^2) + y"),
        ("a loss", "(tanh(w*x + b) - t)^2"),
        ("a warm-up", "1"),
    ],
)
def test_a_wrong_function_is_answered_with_a_point_and_the_formula_is_never_shown(name, formula):
    driver = driven(graph=name)
    type_formula(driver, formula)
    differs, wanted = driver.state.verdict.counterexample, unknown_expression(name)
    assert math.isclose(wanted.graph(differs.at).value, differs.wanted)
    assert not math.isclose(differs.got, differs.wanted)
    assert "Not this one" in driver.note and driver.app.feedback.tone == "wrong" and driver.state.read == ()
    assert f"the graph gives {number_text(differs.wanted)}, your formula {number_text(differs.got)}" in driver.text
    assert driver.state.out.value == differs.wanted
    for text in (driver.picture.svg, driver.text, driver.note):
        assert wanted.text not in text


@pytest.mark.parametrize(
    "formula, says",
    [
        ("x y", "an operator is missing"),
        ("q*x", "there is no input q; the inputs are x, y"),
        ("log(x - 5) + y", "no value"),
        ("x/0", "no value"),
        (")", "character 1"),
        ("-", "something is missing"),
    ],
)
def test_what_cannot_be_read_is_said(formula, says):
    driver = driven()
    type_formula(driver, formula)
    assert says in driver.note and not driver.in_trouble and not driver.state.solved
    assert driver.state.formula == formula


def test_an_emptied_field_asks_again():
    driver = driven()
    type_formula(driver, "x*y")
    type_formula(driver, "")
    assert driver.note.startswith("Which function does this graph compute?") and driver.state == State()


@pytest.mark.parametrize("target", [("formula", 0), ("q",), ("W1.-1.0",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.type(target, "x")
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_can_be_drawn_and_read(seed):
    state = State(RANDOM_GRAPH, seed)
    assert submit_formula(state, unknown_expression(RANDOM_GRAPH, seed).text).solved
    assert not submit_formula(state, "a + 17").solved
    plan = graph_layout(parent_indices(state.out))
    assert plan.width <= FITTING_WIDTH and len(topological_order(state.out)) >= 5


def test_the_order_of_a_difference_can_be_seen_and_heard():
    driver = driven(graph="used twice")
    assert "1st" in driver.picture.svg and "2nd" in driver.picture.svg and "(−) reads x and y" in driver.text


def test_the_state_as_code_makes_the_widget_again():
    driver = driven()
    for formula in ("x*y + x", "x*y", "2x"):
        type_formula(driver, formula)
        again = eval(driver.code, {"graph_reader": graph_reader})
        assert again.state == driver.state and again.feedback == driver.app.feedback
    assert driver.code == "graph_reader(formula='2x', read=('a warm-up',))"


def test_a_graph_that_is_not_there_is_refused_in_words():
    with pytest.raises(InputError, match="graph is 'cat'; take one of "):
        graph_reader(graph="cat")
