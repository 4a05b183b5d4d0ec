"""The gallery of wrong gradients without a browser: name the mistake behind each pattern (row 10.4)."""

import pytest

from lecture_lib import InputError
from lecture_lib.interactive import Event
from lecture_lib.labs.backprop import wrong_gradients
from lecture_lib.labs.backprop.faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS
from lecture_lib.labs.backprop.wrong_gradients import State, on_event
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(wrong_gradients(**settings))


def name(driver, key):
    driver.click("mistake", key)


def test_naming_every_mistake_reaches_the_goal():
    driver = driven()
    for key in FAULTY_GRADIENT_ORDER:
        assert not driver.goal.reached
        name(driver, key)
        assert driver.note.startswith(f"Right: {FAULTY_GRADIENTS[key].title}.")
        driver.press("Next exhibit")
    assert driver.goal.reached


def test_too_many_wrong_guesses_do_not():
    driver = driven()
    for k, key in enumerate(FAULTY_GRADIENT_ORDER):
        if k < 4:
            name(driver, next(other for other in FAULTY_GRADIENT_ORDER if other != key))
        name(driver, key)
        driver.press("Next exhibit")
    assert not driver.goal.reached and "9 named, 5 at the first try" in driver.goal.asks


@pytest.mark.parametrize("k", range(len(FAULTY_GRADIENT_ORDER)))
def test_each_wrong_guess_is_answered_with_its_own_pattern(k):
    notes = set()
    for key in FAULTY_GRADIENT_ORDER:
        driver = driven(at=k)
        if key != FAULTY_GRADIENT_ORDER[k]:
            name(driver, key)
            notes.add(driver.note)
    assert len(notes) == len(FAULTY_GRADIENT_ORDER) - 1 and all(note.startswith("Not this one. ") for note in notes)


def test_a_settled_exhibit_and_a_second_press_change_nothing():
    driver = driven()
    name(driver, "mean")
    tried = driver.state
    name(driver, "mean")
    driver.key(("mistake", "mean"), "x")
    assert driver.state is tried and on_event(tried, Event("key", ("mistake", "mean"))) is tried
    name(driver, FAULTY_GRADIENT_ORDER[0])
    settled = driver.state
    name(driver, "slope")
    assert driver.state is settled != tried


def test_the_gallery_says_what_it_shows():
    driver = driven(at=2)
    assert "mean" not in driver.text
    name(driver, "sign")
    assert "Exhibit 3 of 9" in driver.text and "db[3] 8.0e-01, all × 0.2" in driver.text
    assert "Named so far: y − a for a − y" in driver.text


def test_every_mistake_can_be_pressed_and_what_needs_no_answer_is_quiet():
    driver = driven(at=2)
    assert set(driver.elements()) == {("mistake", key) for key in FAULTY_GRADIENTS}
    name(driver, "sign")
    quiet = [target[-1] for target, node in driver.elements().items() if node.get("data-quiet")]
    assert quiet == ["sign"]
    name(driver, FAULTY_GRADIENT_ORDER[2])
    assert all(node.get("data-quiet") for node in driver.elements().values())


@pytest.mark.parametrize("target", [("mistake", "none"), ("mean",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.click(*target)
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


def test_the_buttons_go_through_the_exhibits():
    driver = driven()
    assert not driver.enabled("Exhibit before")
    driver.press("Exhibit before")
    assert driver.state.at == 0
    for _ in range(20):
        driver.press("Next exhibit")
    assert driver.state.at == len(FAULTY_GRADIENT_ORDER) - 1 and not driver.enabled("Next exhibit")


@pytest.mark.parametrize("at", [-1, 9, 0.5, "1"])
def test_an_exhibit_that_is_not_there_is_refused_in_words(at):
    with pytest.raises(InputError, match="a whole number from 0 to 8 is wanted"):
        wrong_gradients(at=at)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(at=3)
    name(driver, "sign")
    assert driver.code == "wrong_gradients(at=3, tried=((3, 'sign'),))"
    assert eval(driver.code, {"wrong_gradients": wrong_gradients}).state == driver.state
