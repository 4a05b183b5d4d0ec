"""The notation switch of notebook 07, in plain Python (row 07.2)."""

import re

import pytest

from lecture_lib import InputError
from lecture_lib.labs.composed import notation_switch
from lecture_lib.labs.composed.notation_switch import State, network_spelling, view
from lecture_lib.labs.composed.spelling import NOTATION_TITLES
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(notation_switch(**settings))


def press_part(driver, part):
    driver.click("symbol", part)


def marked_panels(driver):
    """Return for each panel how many symbols stand on a marked ground there."""
    drawing, formulas, code = (panel.parts for panel in driver.picture.panels)
    return [drawing.count("data-quiet"), formulas.count("<rect"), code.count("<rect")]


def symbol_of(driver, part):
    return network_spelling(driver.state.notation).names[part].inline


def test_the_start_has_an_open_question_and_no_mark():
    driver = driven(goal="six symbols")
    assert driver.goal.count == "0 of 6" and marked_panels(driver) == [0, 0, 0]
    assert driver.note == "Question 1 of 6: Lecture D writes W[²]. Press it in lecture C."
    assert "Lecture D writes<" in driver.picture.svg and "Press it in lecture C.<" in driver.picture.svg


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_every_symbol_that_can_be_pressed_marks_its_part_in_the_drawing_the_formulas_and_the_code(notation):
    targets = list(driven(notation=notation).elements())
    assert {part for _, part in targets} == set(network_spelling(notation).names)
    for target in targets:
        driver = driven(notation=notation)
        driver.click(*target)
        drawing, formulas, code = marked_panels(driver)
        assert driver.state.marked == target[1] and drawing == 1 and formulas >= 1 and code >= 1


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_no_two_symbols_share_a_target_and_few_are_to_be_passed_with_the_keyboard(notation):
    driver = driven(notation=notation)
    assert driver.picture.svg.count("data-can=") == len(driver.elements()) <= 16


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_symbols_are_large_apart_and_without_carets_and_the_words_are_few(notation):
    driver = driven(notation=notation)
    drawing = driver.picture.panels[0].parts
    boxes = [
        tuple(map(float, box))
        for box in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawing)
    ]
    assert len(boxes) == len(driver.elements()) and all(w >= 40 and h == 32 for _, _, w, h in boxes)
    for i, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x and x + w <= 250 and y + h <= 376
        assert all(x + w <= u or u + m <= x or y + h <= v or v + n <= y for u, v, m, n in boxes[:i])
    told = driver.picture.svg + driver.note + driver.text + repr(driver.app.face)
    assert "^" not in told and len(driver.text.split()) <= 40


def test_the_answers_worked_out_by_hand_reach_the_goal():
    answers = [("C", "Ω₁"), ("here", "a[2]"), ("B", "c"), ("D", "z[¹]"), ("C", "β₀"), ("D", "S[³]")]
    driver = driven(goal="six symbols")
    for notation, symbol in answers:
        assert not driver.goal.reached
        driver.choose("notation", notation)
        part = next(part for part, name in network_spelling(notation).names.items() if name.inline == symbol)
        press_part(driver, part)
        assert driver.app.feedback.tone == "right"
    assert driver.goal.reached and driver.state.missed == 0
    assert "All questions are answered." in driver.text and "last question" in driver.note


def test_the_wrong_symbol_is_named_counted_and_shown():
    driver = driven(notation="C")
    assert driver.note == "This is lecture C. Now press what lecture D writes as W[²]."  # found by switching
    press_part(driver, "W3")
    assert (driver.state.found, driver.state.missed) == (0, 1)
    assert driver.app.feedback.tone == "wrong" and 'class="flash"' in driver.picture.svg
    assert driver.note == "Not this one: Ω₂ stands for the weights into layer 3."


def test_in_another_notation_a_press_explains_and_does_not_count():
    driver = driven(notation="B")
    press_part(driver, "W2")
    assert (driver.state.found, driver.state.missed) == (0, 0) and driver.app.feedback.tone == "note"
    assert driver.note.startswith("W⁽²⁾ᵀ stands for the weights into layer 2")


def test_the_next_notation_goes_through_all_five():
    driver, seen = driven(), []
    for _ in NOTATION_TITLES:
        driver.press("Next notation")
        seen.append(driver.state.notation)
    assert seen == ["here", "A", "B", "C", "D"]


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_panels_keep_their_size_one_button_is_primary_and_something_is_always_said(notation):
    for found in range(7):
        for marked, right in (("", None), ("W1", None), ("W1", False)):
            driver = driven(notation=notation, found=found, marked=marked, right=right)
            assert {(panel.width, panel.height) for panel in driver.picture.panels} == {(250, 376)}
            assert 0 < len(driver.note) <= 150
            assert [face.get("primary", False) for face in driver.app.face["controls"]].count(True) == 1


def test_the_mark_goes_along_to_another_notation_but_not_for_the_part_that_is_asked_for():
    driver = driven()
    press_part(driver, "b1")
    driver.choose("notation", "B")
    assert driver.state.marked == "b1" and symbol_of(driver, "b1") == "b⁽¹⁾"
    for part in ("W2", "z1"):  # W2 is asked for; C has no name for z1
        driver = driven()
        press_part(driver, part)
        driver.choose("notation", "C")
        assert driver.state.marked == ""


def test_the_mark_can_be_taken_away():
    driver = driven(notation="B")
    assert not driver.enabled("Clear the mark")
    press_part(driver, "x")
    assert driver.state.marked == "x"
    driver.press("Clear the mark")
    assert driver.state.marked == "" and driver.state == State("B")


def test_a_symbol_that_the_notation_no_longer_shows_is_answered_in_one_line():
    driver = driven()
    driver.choose("notation", "C")
    press_part(driver, "z1")
    assert driver.in_trouble and "This picture has no “symbol.z1” any more" in driver.note
    driver.send({"kind": "press", "target": "net:z1:0"})
    assert driver.in_trouble and "run the cell once more" in driver.note
    assert driver.state == State("C")


@pytest.mark.parametrize("bad", [{"notation": "E"}, {"found": 7}, {"found": -1}, {"notation": "C", "marked": "z1"}])
def test_states_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError):
        notation_switch(**bad)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven()
    driver.choose("notation", "B")
    press_part(driver, "b1")
    again = eval(driver.code, {"notation_switch": notation_switch})
    assert again.state == driver.state and again.picture == view(driver.state).picture
