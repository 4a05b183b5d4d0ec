"""The message game without a browser: place every local derivative and every adjoint (rows 09.2, 09.4)."""

import re

import pytest

from lecture_lib import InputError
from lecture_lib.interactive import cell_contents, is_complete, open_cells
from lecture_lib.labs.graphs import message_game
from lecture_lib.labs.graphs.layout import parent_indices
from lecture_lib.labs.graphs.message_game import (
    GOALS,
    MESSAGE_GRAPHS,
    State,
    graph_with_values,
    slots_in_turn,
    true_derivatives,
)
from lecture_lib.labs.graphs.text import node_names
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(message_game(**settings))


def node(driver, name):
    """Return the place of a node in its graph."""
    return node_names(driver.state.out).index(name)


@pytest.mark.parametrize("graph", MESSAGE_GRAPHS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_game_is_won_by_placing_every_number(graph, seed):
    driver = driven(graph=graph, seed=seed)
    sizes = [(panel.width, panel.height) for panel in driver.picture.panels]
    while turn := slots_in_turn(driver.state):
        true = true_derivatives(graph, seed)[turn[-1]]
        driver.type(turn[-1], f"{true:.2f}" if abs(true) < 100 else f"{true:.6g}")
        assert "right." in driver.note and driver.app.feedback.tone == "right"
        assert [(panel.width, panel.height) for panel in driver.picture.panels] == sizes
    assert not open_cells(driver.state) and "All numbers are there" in driver.note


@pytest.mark.parametrize("graph, n, of", [("a small one", 8, 6), ("two paths", 13, 9)])
def test_each_goal_counts_the_learners_own_numbers_of_the_graph_that_its_place_shows(graph, n, of):
    driver = driven(graph=graph, goal=graph)
    truth = true_derivatives(graph, 0)
    assert len(truth) == n and f"{of} of the {n} numbers" in driver.goal.asks and GOALS[graph].of == of
    driver.press("Show the next number")
    assert driver.goal.have == 0
    for count, slot in enumerate(list(truth)[1 : of + 1], 1):
        assert not driver.goal.reached
        driver.type(slot, f"{truth[slot]:.3f}")
        assert driver.goal.have == count
    assert driver.goal.reached


def test_numbers_are_in_their_turn_when_what_they_need_stands_and_are_marked():
    driver = driven(graph="two paths")
    f, h2 = node(driver, "f"), node(driver, "h2")
    assert slots_in_turn(driver.state) == [("adjoint", f)] and "To be worked out now: adjoint of f." in driver.text
    driver.type(("adjoint", f), "2")
    assert slots_in_turn(driver.state) == [("adjoint", f)]  # a wrong number keeps its turn
    while slots_in_turn(driver.state) != [("adjoint", h2)]:
        driver.press("Show the next number")
        assert ("adjoint", h2) not in slots_in_turn(driver.state) or len(slots_in_turn(driver.state)) < 3
    svg = driver.picture.svg
    assert svg.count('stroke="var(--accent)"') == 2  # the place itself and its line in the list


def test_no_advice_is_given_at_the_result_that_cannot_be_followed():
    driver = driven(graph="two paths")
    driver.type(("adjoint", node(driver, "f")), "2")
    assert (
        driver.picture.svg.count('class="flash"') == 1 and driver.elements()[driver.state.last].get("class") == "flash"
    )
    assert "No edge leaves the result" in driver.note and "each edge that leaves" not in driver.note
    assert driver.app.feedback.tone == "wrong"


def test_the_card_has_one_primary_action_and_always_says_something():
    driver = driven()
    for act in (lambda: None, lambda: driver.press("Show the next number"), lambda: driver.press("New numbers")):
        act()
        assert driver.note and sum(control.get("primary", False) for control in driver.app.face["controls"]) == 1


def is_complete_but_not_own(driver):
    return is_complete(cell_contents(driver.state)) and driver.goal.have == 0


def test_showing_all_numbers_does_not_win():
    driver = driven(graph="two paths", goal="two paths")
    while open_cells(driver.state):
        driver.press("Show the next number")
    assert not driver.enabled("Show the next number")
    assert is_complete_but_not_own(driver) and "?" not in re.sub("<[^>]*>", "", driver.picture.panels[0].markup)
    assert "All numbers are there" in driver.note
    assert driver.text.endswith("; 0 open.")


def test_a_wrong_number_is_shown_in_its_turn_and_a_shown_one_can_be_typed_over():
    driver = driven()
    first, second, *_ = true_derivatives("a small one", 0)
    driver.type(first, "7")
    driver.press("Show the next number")
    assert (driver.state.typed, driver.state.revealed, driver.state.last) == ((), (first,), None)
    driver.press("Show the next number")
    driver.type(first, "1")
    assert (driver.state.typed, driver.state.revealed) == (((first, 1.0),), (second,))


@pytest.mark.parametrize(
    "graph, name, wrong, says",
    [
        ("a small one", "w", 3, "One path is missing"),
        ("a small one", "w", 1, "One path is missing"),
        ("the regularised loss", "w", 0.3, "One path is missing"),
        ("the regularised loss", "w", -0.25, "One path is missing"),
        ("the regularised loss", "w", -0.075, "multiplied the messages"),
        ("the regularised loss", "w", -0.05, "sign is wrong"),
        ("the loss", "z", -0.5, "Multiply it by the local derivative"),
        ("the loss", "z", 0.25, "local derivatives only"),
        ("the loss", "z", -0.25, "Multiply along an edge"),
        ("the loss", "L", 0, "its own adjoint is not 0"),
        ("the loss", "w", 17, "One message for each edge"),
        ("one used three times", "s", 6, "One path is missing"),
        ("one used three times", "s", 2, "All paths but one are missing"),
        ("two paths", "x", -1.44, "One path is missing"),
    ],
)
def test_mistakes_in_an_adjoint(graph, name, wrong, says):
    driver = driven(graph=graph)
    driver.type(("adjoint", node(driver, name)), str(wrong))
    assert says in driver.note and "✗" in driver.picture.svg and not driver.in_trouble
    assert f"adjoint of {name}: {wrong}".replace("-", "−") in driver.text and "which is wrong" in driver.text


@pytest.mark.parametrize(
    "graph, child, parent, wrong, says",
    [
        ("a small one", "(w × x)", "w", 2, "the other factor"),
        ("the loss", "(y − t)", "t", 1, "the node falls"),
        ("the loss", "y", "z", 0.5, "That is σ itself"),
        ("the loss", "y", "z", 0.235, "taken at the input"),
        ("the loss", "y", "z", 0, "needs σ’s result"),
        ("the loss", "((y − t)^2)", "(y − t)", -0.5, "The exponent has to come down"),
        ("the loss", "((y − t)^2)", "(y − t)", 0.5, "go down by one"),
        ("the loss", "L", "((y − t)^2)", 2, "reciprocal"),
        ("the loss", "z", "b", -6, "A sum passes a change on"),
        ("two paths", "h1", "x", 0.8415, "sign is wrong"),
        ("two paths", "exp(h1 × h2)", "(h1 × h2)", 5.57, "wrong point"),
        ("one used three times", "relu(s)", "s", 2, "ReLU itself"),
        ("the loss", "y", "z", -0.125, "whole message"),
        ("the loss", "y", "z", 55, "grows by a small h"),
    ],
)
def test_mistakes_in_a_local_derivative(graph, child, parent, wrong, says):
    driver = driven(graph=graph)
    i, p = node(driver, child), node(driver, parent)
    driver.type(("partial", i, parent_indices(driver.state.out)[i].index(p)), str(wrong))
    assert says in driver.note and not driver.in_trouble


@pytest.mark.parametrize(
    "text, says",
    [
        ("five", "Give real numbers"),
        ("-", "Give real numbers"),
        ("1e", "Give real numbers"),
        ("", "Give real numbers"),
        ("1e9", "Give a number from −1000000 to 1000000"),
        ("nan", "every number must be finite"),
    ],
)
def test_what_is_no_number_of_use_is_refused(text, says):
    driver = driven()
    driver.type(("adjoint", 0), text)
    assert driver.in_trouble and says in driver.note and driver.note.startswith("the number ")
    assert driver.state == State()


def test_digits_of_another_script_are_refused_in_words():
    driver = driven()
    driver.type(("adjoint", 3), "१")
    assert driver.in_trouble and "text ('१')" in driver.note


@pytest.mark.parametrize("target", [("adjoint", -1), ("adjoint", 9), ("partial", 3, 2), ("bar0",), ("d2.0",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.type(target, "1")
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


def test_a_place_that_the_graph_does_not_have_is_answered_in_one_line():
    driver = driven(graph="a small one")
    driver.type(("adjoint", 7), "1")
    assert driver.in_trouble and "no “adjoint.7” any more" in driver.note and driver.state == State()


def test_new_numbers_keep_the_graph():
    driver = driven(graph="the loss")
    driver.type(("adjoint", 0), "1")
    driver.press("New numbers")
    assert driver.state == State("the loss", 1)
    assert graph_with_values("the loss", 1).value != graph_with_values("the loss", 0).value


def test_a_graph_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InputError, match="graph is 'my own'; take one of a small one, the loss"):
        driven(graph="my own")


@pytest.mark.parametrize("graph", MESSAGE_GRAPHS)
def test_every_place_can_be_typed_into_and_says_what_stands_there(graph):
    driver = driven(graph=graph)
    assert set(driver.elements()) == set(true_derivatives(graph, 0))
    first = next(iter(true_derivatives(graph, 0)))
    driver.type(first, "0.125")
    node = driver.elements()[first]
    assert node.get("data-value") == "0.125" and "0.125, which is wrong: press Enter" in node.get("aria-label")
    others = [node for slot, node in driver.elements().items() if slot != first]
    assert all(node.get("data-value") == "" and ", open: press Enter" in node.get("aria-label") for node in others)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(graph="the loss")
    driver.type(("partial", 4, 0), "0.25")
    driver.press("Show the next number")
    again = eval(driver.code, {"message_game": message_game})
    assert again.state == driver.state and again.picture == driver.picture


def test_a_graph_that_is_not_there_is_refused_in_words():
    with pytest.raises(InputError, match="graph is 'cat'; take one of "):
        message_game(graph="cat")
