"""Drawing the missing edges of a graph, by pointer and by presses, without a browser (row 09.2)."""

import pytest

from lecture_lib import InputError
from lecture_lib.labs.graphs import edge_game
from lecture_lib.labs.graphs.edge_game import EDGE_GRAPHS, State, missing_edges, node_centres, quantity_names
from lecture_lib.labs.graphs.layout import NODE_SIZE
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
        assert not driver.goal.reached
        if by_pointer:
            pull(driver, start, end)
        else:
            driver.click("node", start)
            driver.click("node", end)
    assert driver.goal.reached and driver.state.wrong == 0


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
    ],
)
def test_a_wrong_line_is_refused_with_the_reason(start, end, says):
    driver = driven(graph="the regularised loss")
    names = quantity_names("the regularised loss")
    pull(driver, names.index(start), names.index(end))
    assert says in driver.note and driver.state.drawn == () and driver.state.wrong == 1 and "1 refused" in driver.text


def test_a_line_into_nothing_a_tap_and_a_line_that_is_there():
    driver = driven()
    pull(driver, 0, (700.0, 5.0))
    assert "let go over one" in driver.note
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


def test_start_again_keeps_the_graph():
    driver = driven(graph="the loss")
    assert not driver.enabled("Start again")
    driver.click("node", 0)
    driver.press("Start again")
    assert driver.state == State("the loss")


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(graph="the loss")
    driver.click("node", 0)
    driver.click("node", 3)
    assert eval(driver.code, {"edge_game": edge_game}).state == driver.state


def test_a_graph_that_is_not_there_is_refused_in_words():
    with pytest.raises(InputError, match="graph is 'cat'; one of "):
        edge_game(graph="cat")


def test_boxes_are_as_large_as_the_layout_thinks():
    svg = driven(graph="the loss").picture.svg
    assert svg.count(f'width="{NODE_SIZE[0]}" height="{NODE_SIZE[1]}"') == len(node_centres("the loss"))
