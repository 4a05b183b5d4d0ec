"""The builder of notebook 07, in plain Python (row 07.4)."""

import re

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu, sigmoid, tanh
from lecture_lib.labs.composed import builder
from lecture_lib.labs.composed.builder import (
    BUILDER_ACTIVATIONS,
    SIZE_PUZZLES,
    WRITTEN,
    State,
    add_layer,
    construction_code,
    linear_layers_note,
    remove_layer,
    view,
)
from tests.widget_driver import WidgetDriver, elements_of


def driven(**settings):
    return WidgetDriver(builder(**settings))


def build(state):
    """Return the network of the code that the builder shows."""
    names = {
        "MLP": MLP,
        "relu": relu,
        "tanh": tanh,
        "sigmoid": sigmoid,
        "identity": identity,
        "rng": np.random.default_rng(0),
    }
    exec("\n".join(construction_code(state)), names)
    return names["net"]


def build_by_hand(puzzle, widths):
    """Reach a network by presses and typing, as a learner does."""
    driver = driven(goal="three puzzles")
    driver.choose("parameters wanted", puzzle)
    while len(driver.state.sizes) < len(widths):
        driver.press("Add a layer")
    assert driver.goal.have == 0
    for l, n in enumerate(widths):
        driver.type(("width", l), str(n))
    return driver


@pytest.mark.parametrize(
    "puzzle, widths",
    [
        ("471 parameters", (1, 10, 10, 10, 10, 10, 1)),
        ("100 parameters", (2, 5, 12, 1)),
        ("100 parameters", (2, 5, 6, 6, 1)),
        ("50 parameters", (3, 3, 3, 3, 2, 2)),
    ],
)
def test_each_puzzle_can_be_solved(puzzle, widths):
    driver = build_by_hand(puzzle, widths)
    assert driver.goal.count == "1 of 3" and driver.app.feedback.tone == "right"
    assert driver.note.endswith("parameters: this is it. Choose another puzzle: 2 to go.")
    assert "○" not in driver.picture.svg
    assert build(driver.state).n_parameters == SIZE_PUZZLES[puzzle].n_parameters


@pytest.mark.parametrize(
    "puzzle, widths, said",
    [
        ("471 parameters", (2, 3, 1), "The puzzle has 1 input and 1 output."),
        ("471 parameters", (1, 11, 1), "The puzzle allows no hidden layer wider than 10."),
        ("100 parameters", (2, 8, 8, 1), "105 parameters: 5 too many."),
        ("100 parameters", (2, 32, 1, 1), "33 hidden units: the puzzle allows 17."),
        ("50 parameters", (3, 7, 2), "The puzzle asks for at least 4 hidden layers."),
    ],
)
def test_what_is_missing_is_said(puzzle, widths, said):
    activations = ("relu",) * (len(widths) - 2) + ("identity",)
    driver = driven(sizes=widths, activations=activations, puzzle=puzzle)
    assert driver.note == said and driver.state.solved == () and "○" in driver.picture.svg


def test_the_code_makes_the_network_and_the_table_has_its_counts():
    state = State((2, 30, 4, 3), ("tanh", "identity", "sigmoid"), "D")
    net, svg = build(state), view(state).picture.svg
    assert net.sizes == (2, 30, 4, 3) and [g for _, _, g in net] == [tanh, identity, sigmoid]
    assert state.counts == [W.size + c.size for W, c, _ in net] and f"{net.n_parameters} of 471 parameters<" in svg
    assert all(f">{W.shape[0]} × {W.shape[1]} + {len(c)}<" in svg for W, c, _ in net)


def test_buttons_change_a_width_by_one_and_stop_at_the_ends():
    driver = driven()
    driver.click("more", 1)
    assert driver.state.sizes == (1, 4, 3, 1)
    driver.click("fewer", 1)
    assert driver.state.sizes == (1, 3, 3, 1)
    driver.click("fewer", 0)
    assert driver.state == State() and not driver.in_trouble
    widest = driven(sizes=(1, 999, 3, 1))
    widest.click("more", 1)
    assert widest.state == State(sizes=(1, 999, 3, 1)) and not widest.in_trouble


def test_an_activation_goes_round():
    driver, seen = driven(), []
    for _ in BUILDER_ACTIVATIONS:
        driver.click("activation", 2)
        seen.append(driver.state.activations[1])
    assert seen == ["tanh", "sigmoid", "identity", "relu"] and driver.state == State()


@pytest.mark.parametrize(
    "text, says",
    [
        ("0", "Give a whole number from 1 to 999"),
        ("1000", "Give a whole number from 1 to 999"),
        ("2.5", "Give a whole number from 1 to 999"),
        ("many", "Give real numbers"),
        ("-", "Give real numbers"),
        ("1e", "Give real numbers"),
        ("", "Give real numbers"),
        ("nan", "holds nan; every number must be finite"),
    ],
)
def test_a_width_that_cannot_be_is_refused_in_words(text, says):
    driver = driven()
    driver.type(("width", 1), text)
    assert driver.state == State() and driver.in_trouble and says in driver.note


def test_digits_of_another_script_are_refused_in_words():
    driver = driven()
    driver.type(("width", 1), "१२")
    assert driver.state == State() and "text ('१२')" in driver.note


@pytest.mark.parametrize("target", [("width", 4), ("width", -1), ("more", 9), ("activation", 0), ("w1",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.click(*target)
    assert driver.in_trouble and "This picture has no" in driver.note
    driver.type(target, "5")
    assert driver.in_trouble and driver.state == State()


def test_a_column_that_is_gone_is_answered_in_one_line():
    driver = driven()
    driver.press("Remove a layer")
    driver.type(("width", 3), "7")
    assert driver.in_trouble and "no “width.3” any more" in driver.note and driver.state.sizes == (1, 3, 1)


def test_layers_come_before_the_output_and_go_again():
    longer = add_layer(State())
    assert longer.sizes == (1, 3, 3, 3, 1) and longer.activations == ("relu", "relu", "relu", "identity")
    assert remove_layer(longer) == State()
    single = remove_layer(remove_layer(State()))
    assert single.sizes == (1, 1) and add_layer(single).sizes == (1, 3, 1)
    ends = driven(sizes=(1, 1), activations=("relu",))
    assert not ends.enabled("Remove a layer") and ends.enabled("Add a layer")
    assert not driven(sizes=(9,) * 7, activations=("relu",) * 6).enabled("Add a layer")


def test_layers_without_activation_are_pointed_out():
    state = State((2, 5, 4, 1), ("relu", "identity", "identity"))
    assert linear_layers_note(state).startswith("Layer 2 has no activation") and "2-5-1" in view(state).note
    assert linear_layers_note(State()) == ""


@pytest.mark.parametrize("notation", WRITTEN)
@pytest.mark.parametrize("sizes", [(1, 1), (1, 999, 1), (9,) * 7])
def test_every_network_has_a_picture_with_all_its_handles(notation, sizes):
    picture = view(State(sizes, ("tanh",) * (len(sizes) - 1), notation)).picture
    columns, layers = range(len(sizes)), range(1, len(sizes))
    assert set(elements_of(picture)) == {(what, l) for what in ("width", "fewer", "more") for l in columns} | {
        ("activation", l) for l in layers
    }
    assert [(panel.width, panel.height) for panel in picture.panels] == [(250, 358)] * 3
    assert picture.svg.count("⋮") == sum(n > 8 for n in sizes) and "nan" not in picture.svg


@pytest.mark.parametrize(
    "bad",
    [
        {"notation": "E"},
        {"puzzle": "none"},
        {"sizes": (1, 1)},
        {"sizes": (1, 0, 3, 1)},
        {"sizes": (1,), "activations": ()},
        {"activations": ("relu", "relu", "cube")},
        {"sizes": (1,) * 9, "activations": ("relu",) * 8},
    ],
)
def test_builders_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError):
        builder(**bad)


def test_the_state_as_code_makes_the_widget_again():
    driver = build_by_hand("100 parameters", (2, 5, 12, 1))
    assert eval(driver.code, {"builder": builder}).state == driver.state


def test_the_three_puzzles_together_are_the_goal_and_one_solved_twice_counts_once():
    driver = build_by_hand("471 parameters", (1, 10, 10, 10, 10, 10, 1))
    for puzzle, widths in (
        ("471 parameters", ()),
        ("100 parameters", (2, 5, 12, 1)),
        ("50 parameters", (3, 3, 3, 3, 2, 2)),
    ):
        driver.choose("parameters wanted", puzzle)
        while widths and len(driver.state.sizes) > len(widths):
            driver.press("Remove a layer")
        while len(driver.state.sizes) < len(widths):
            driver.press("Add a layer")
        for l, n in enumerate(widths):
            driver.type(("width", l), str(n))
    assert driver.goal.reached and driver.note.endswith("All three puzzles are solved.")
    assert driver.state.solved == tuple(SIZE_PUZZLES)


def test_one_button_is_primary_and_something_is_always_said():
    for puzzle in SIZE_PUZZLES:
        for sizes in ((1, 1), (1, 3, 3, 1), (9,) * 7):
            driver = driven(sizes=sizes, activations=("identity",) * (len(sizes) - 1), puzzle=puzzle)
            assert 0 < len(driver.note) <= 170
            assert [face.get("primary", False) for face in driver.app.face["controls"]].count(True) == 1


def test_what_can_be_pressed_is_large_enough_and_does_not_overlap():
    panel = view(State((9,) * 7, ("identity",) * 6)).picture.panels[0].parts
    centres = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="66" r="13"', panel)]
    assert len(centres) == 7 and min(np.diff(centres)) >= 26 and min(centres) >= 13 and max(centres) <= 250 - 13
