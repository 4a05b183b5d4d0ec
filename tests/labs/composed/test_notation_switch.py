"""The notation switch of notebook 07, in plain Python (row 07.2)."""

import pytest

from lecture_lib import InputError
from lecture_lib.labs.composed import notation_switch
from lecture_lib.labs.composed.notation_switch import State, network_spelling, view
from lecture_lib.labs.composed.spelling import NOTATION_TITLES
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(notation_switch(**settings))


def places_of(driver, part):
    """Return the targets of a part, wherever it stands."""
    return [target for target in driver.elements() if target[-1] == part]


def press_part(driver, part, where="drawing"):
    driver.click(*next(target for target in places_of(driver, part) if target[0] == where))


def marked_places(driver):
    """Return the targets that stand on a marked ground."""
    return [target for target, node in driver.elements().items() if node.get("data-quiet")]


def symbol_of(driver, part):
    return str(network_spelling(driver.state.notation).names[part])


def test_the_start_has_an_open_question_and_no_mark():
    driver = driven()
    assert not driver.goal.reached and marked_places(driver) == []
    assert "Question 1 of 6: lecture D writes W^[2]. Press it in lecture C." in driver.text


@pytest.mark.parametrize("notation", NOTATION_TITLES)
@pytest.mark.parametrize("part", ["x", "W1", "b2", "a1", "a3"])
def test_a_press_marks_the_part_in_the_drawing_in_the_formulas_and_in_the_code(notation, part):
    driver = driven(notation=notation)
    press_part(driver, part)
    assert {target[0] for target in marked_places(driver)} == {"drawing", "formula", "code"}
    assert marked_places(driver) == places_of(driver, part)


@pytest.mark.slow
@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_every_symbol_that_can_be_pressed_marks_its_part(notation):
    for target in driven(notation=notation).elements():
        driver = driven(notation=notation)
        driver.click(*target)
        assert target in marked_places(driver) and driver.state.marked == target[-1]


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_no_two_symbols_share_a_target(notation):
    driver = driven(notation=notation)
    assert driver.picture.svg.count("data-can=") == len(driver.elements()) > 30


def test_the_answers_worked_out_by_hand_reach_the_goal():
    answers = [("C", "Ω₁"), ("here", "a[2]"), ("B", "c"), ("D", "z^[1]"), ("C", "β₀"), ("D", "S^[3]")]
    driver = driven()
    for notation, symbol in answers:
        assert not driver.goal.reached
        driver.choose("notation", notation)
        part = next(part for part, name in network_spelling(notation).names.items() if str(name) == symbol)
        press_part(driver, part, "formula")
    assert driver.goal.reached and driver.state.missed == 0
    assert "All questions are answered." in driver.text


def test_the_wrong_symbol_is_named_and_counted():
    driver = driven(notation="C")
    press_part(driver, "W3")
    assert (driver.state.found, driver.state.missed) == (0, 1)
    assert driver.note == driver.state.said == "Not this one: Ω₂ stands for the weights into layer 3."


def test_in_another_notation_a_press_explains_and_does_not_count():
    driver = driven(notation="B")
    press_part(driver, "W2", "code")
    assert (driver.state.found, driver.state.missed) == (0, 0)
    assert driver.note == "W^(2)T stands for the weights into layer 2."


def test_the_mark_goes_along_to_another_notation_but_not_for_the_part_that_is_asked_for():
    driver = driven()
    press_part(driver, "b1")
    driver.choose("notation", "B")
    assert driver.state.marked == "b1" and symbol_of(driver, "b1") == "b^(1)"
    for part in ("W2", "z1"):  # W2 is asked for; C has no name for z1
        driver = driven()
        press_part(driver, part)
        driver.choose("notation", "C")
        assert driver.state.marked == ""


def test_the_mark_can_be_taken_away():
    driver = driven(notation="B")
    assert not driver.enabled("Take the mark away")
    press_part(driver, "x")
    assert driver.state.marked == "x"
    driver.press("Take the mark away")
    assert driver.state.marked == "" and driver.state == State("B")


def test_a_symbol_that_the_notation_no_longer_shows_is_answered_in_one_line():
    driver = driven()
    (gone,) = [target for target in places_of(driver, "z1") if target[0] == "drawing"]
    driver.choose("notation", "C")
    driver.click(*gone)
    assert driver.in_trouble and "This picture has no “drawing.z1” any more" in driver.note
    driver.send({"kind": "press", "target": "net:z1:0"})
    assert driver.in_trouble and "run the cell once more" in driver.note
    assert driver.state == State("C")


@pytest.mark.parametrize("bad", [{"notation": "E"}, {"found": 7}, {"found": -1}])
def test_states_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError):
        notation_switch(**bad)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven()
    driver.choose("notation", "B")
    press_part(driver, "b1")
    again = eval(driver.code, {"notation_switch": notation_switch})
    assert again.state == driver.state and again.picture == view(driver.state).picture
