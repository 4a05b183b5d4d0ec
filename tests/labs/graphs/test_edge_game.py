"""Drawing the missing edges of a graph, by pointer and by presses, without a browser (row 09.2)."""

import pytest

from lecture_lib import InputError
from lecture_lib.labs.graphs import edge_game
from lecture_lib.labs.graphs.edge_game import (
    EDGE_GRAPHS,
    GOALS,
    State,
    has_all_edges,
    missing_edges,
    node_centres,
    quantity_names,
)
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(edge_game(**settings))


def pull(driver, start, end, steps=4):
    """Drag from node to node, or to a point."""
    (x, y), (u, v) = (node_centres(driver.state.graph)[i] if isinstance(i, int) else i for i in (start, end))
    for k in range(steps + 1):
        driver.draw(("node", start), (x + (u - x) * k / steps, y + (v - y) * k / steps), last=k == steps)


@pytest.mark.parametrize("graph", EDGE_GRAPHS)
@pytest.mark.parametrize("by_pointer", [True, False])
def test_all_missing_edges_by_pointer_and_by_presses(graph, by_pointer):
    driver = driven(graph=graph)
    for start, end in missing_edges(graph):
        assert not has_all_edges(driver.state) and not driver.enabled("Next graph")
        if by_pointer:
            pull(driver, start, end)
        else:
            driver.click("node", start)
            driver.click("node", end)
        assert driver.app.feedback.tone == "right"
    assert driver.state.done == (graph,) and driver.state.wrong == 0 and driver.enabled("Next graph")
    before = driver.picture
    driver.press("Next graph")
    assert driver.state.done == (graph,) and driver.state.graph != graph
    assert [panel.height for panel in driver.picture.panels] == [panel.height for panel in before.panels]


def test_the_goal_is_three_graphs_and_stays_reached():
    driver = driven(goal="all edges")
    for n in range(3):
        assert (driver.goal.have, driver.goal.of, driver.app.face["reached"]) == (n, 3, False)
        for start, end in missing_edges(driver.state.graph):
            pull(driver, start, end)
        driver.press("Next graph")
    assert driver.app.face["reached"] and driver.goal.count == "3 of 3" and len(GOALS) == 1


def test_both_edges_that_leave_w_are_missing_in_the_regularised_loss():
    w, z, R = map(quantity_names("the regularised loss").index, ("w", "z", "R"))
    assert {(w, z), (w, R)} <= set(missing_edges("the regularised loss"))


def test_a_line_follows_the_pointer_and_one_back_takes_it_away():
    driver = driven(graph="the loss")
    before = driver.picture.svg
    pull(driver, 0, 3)
    assert driver.state.drawn == ((0, 3),)
    driver.undo()
    assert driver.picture.svg == before
    driver.draw(("node", 0), (300.0, 90.0), last=False)
    assert 'x2="' in driver.picture.svg and "stroke-dasharray" in driver.picture.svg


@pytest.mark.parametrize(
    "start, end, says",
    [
        ("z", "w", "the arrow starts at w and ends at z"),
        ("w", "L", "not directly"),
        ("w", "y", "not directly"),
        ("Lreg", "w", "there is a node between them"),
        ("b", "R", "R can be computed without b"),
        ("y", "R", "without y"),
        ("w", "λ", "λ is an input"),
    ],
)
def test_a_wrong_line_is_refused_with_the_reason(start, end, says):
    driver = driven(graph="the regularised loss")
    names = quantity_names("the regularised loss")
    pull(driver, names.index(start), names.index(end))
    assert says in driver.note and driver.state.drawn == () and driver.state.wrong == 1 and "1 refused" in driver.text
    assert driver.app.feedback.tone == "wrong" and 'class="refused"' in driver.picture.svg
    driver.click("node", 0)
    assert driver.state.refused is None and 'class="refused"' not in driver.picture.svg


def test_a_line_into_nothing_a_tap_and_a_line_that_is_there():
    driver = driven()
    pull(driver, 0, (250.0, 370.0))
    assert "Let go over a node" in driver.note
    pull(driver, 0, 0)
    assert driver.state.chosen == 0 and "w is chosen." in driver.text
    pull(driver, 2, 2)
    assert driver.state.drawn == ((0, 2),) and driver.state.chosen is None
    for start, end in ((0, 2), (3, 4)):
        pull(driver, start, end)
        assert "there already" in driver.note


def test_a_second_press_on_a_node_lets_go_of_it():
    driver = driven()
    driver.click("node", 0)
    driver.click("node", 0)
    assert driver.state == State()


@pytest.mark.parametrize("target", [("node", -1), ("node", 5), ("n0",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.click(*target)
    driver.draw(target, (100.0, 100.0))
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


def test_a_node_that_is_gone_with_its_graph_is_answered_in_one_line():
    driver = driven(graph="the regularised loss")
    driver.choose("graph", "z = wx + b")
    driver.click("node", 7)
    assert driver.in_trouble and "no “node.7” any more" in driver.note and driver.state == State()


def test_the_lines_of_the_formula_tell_how_many_edges_are_there():
    driver = driven()
    assert ">0 of 2<" in driver.picture.svg and ">1 of 2<" in driver.picture.svg
    for start, end in missing_edges("z = wx + b"):
        pull(driver, start, end)
    assert driver.picture.svg.count(">✓ 2 of 2<") == 2


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(graph="the loss")
    driver.click("node", 0)
    driver.click("node", 3)
    assert eval(driver.code, {"edge_game": edge_game}).state == driver.state


def test_a_graph_that_is_not_there_is_refused_in_words():
    with pytest.raises(InputError, match="graph is 'cat'; take one of "):
        edge_game(graph="cat")


def test_boxes_stand_where_the_pointer_looks_for_them():
    for graph in EDGE_GRAPHS:
        driver = driven(graph=graph)
        for i, (x, y) in enumerate(node_centres(graph)):
            assert 0 < x < driver.picture.panels[0].width and 0 < y < driver.picture.panels[0].height
            driver.draw(("node", i), (x + 3, y - 3))
            assert driver.state.chosen == i
            driver.undo()


@pytest.mark.parametrize("graph", EDGE_GRAPHS)
def test_the_card_has_one_primary_action_and_always_says_something(graph):
    driver = driven(graph=graph)
    for act in (lambda: None, lambda: pull(driver, 0, 1), lambda: pull(driver, 0, 0), lambda: driver.click("node", 0)):
        act()
        assert driver.note and sum(control.get("primary", False) for control in driver.app.face["controls"]) == 1
