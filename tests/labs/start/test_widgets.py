"""Notebook 00's widgets: the neuron to learn the controls on, and the game of the four notations."""

import pytest

from lecture_lib.course import progress
from lecture_lib.labs.start import first_neuron, notation_game
from lecture_lib.labs.start.first_neuron import State as NeuronState
from lecture_lib.labs.start.notation_game import State as GameState
from lecture_lib.labs.start.notation_game import select_part, view
from tests.widget_driver import WidgetDriver


def test_a_number_typed_over_another_moves_slider_picture_and_words():
    driver = WidgetDriver(first_neuron())
    driver.type(("w",), "−0,5")
    assert driver.state == NeuronState(w=-0.5) and driver.control("weight w").value == -0.5
    assert driver.text == "z = −0.5 × 2 + 1 = 0; the neuron’s output is a = σ(z) = 0.5."
    assert driver.goal.reached and progress().goals() == {"first_neuron"}
    driver.undo()
    assert driver.state == NeuronState()


@pytest.mark.parametrize("x, w", [(0.0, 1.0), (1.0, 0.0)])
def test_the_neuron_is_not_balanced_by_nothing(x, w):
    assert not WidgetDriver(first_neuron(x=x, w=w, b=0.0)).goal.reached


def test_the_slider_and_the_picture_name_what_was_typed_wrongly():
    driver = WidgetDriver(first_neuron())
    driver.type(("b",), "two")
    assert driver.in_trouble and driver.note == "bias b holds text ('two'); real numbers are wanted"
    assert driver.state == NeuronState()


@pytest.mark.parametrize("lecture", ["here", "A", "B", "C first", "C", "D"])
def test_every_name_of_a_lecture_can_be_found(lecture):
    driver = WidgetDriver(notation_game(lecture=lecture))
    while driver.state.current_part:
        assert not driver.goal.reached
        driver.click(driver.state.current_part)
        assert driver.state.hit and "Yes, " in driver.note
    assert driver.goal.reached and "All names are found." in driver.text


def test_a_wrong_part_is_named_and_not_counted():
    driver = WidgetDriver(notation_game())
    wrong = "a2" if driver.state.current_part != "a2" else "x"
    driver.click(wrong)
    assert driver.state.found == () and driver.note.startswith("That is the output.")
    assert view(select_part(GameState("A"), wrong)).note == driver.note


def test_names_can_be_shown_and_the_lecture_changed_without_losing_them():
    driver = WidgetDriver(notation_game())
    driver.press("Show the names")
    driver.choose("notation", "B")
    assert driver.state == GameState("B", names=True)
    assert driver.code == "notation_game(lecture='B', names=True)"
    assert eval(driver.code, {"notation_game": notation_game}).state == driver.state
