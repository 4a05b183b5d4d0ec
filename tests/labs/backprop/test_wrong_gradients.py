"""The gallery of wrong gradients without a browser: name the mistake behind each pattern (row 10.4)."""

import pytest

from lecture_lib import InputError
from lecture_lib.interactive import Event
from lecture_lib.labs.backprop import wrong_gradients
from lecture_lib.labs.backprop.faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS
from lecture_lib.labs.backprop.wrong_gradients import State, on_event, view
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(wrong_gradients(**settings))


def name(driver, key):
    driver.click("mistake", key)


def test_every_right_answer_goes_on_and_six_at_the_first_try_reach_the_goal():
    driver = driven(goal="first try")
    for k, key in enumerate(FAULTY_GRADIENT_ORDER):
        assert driver.state.at == k and driver.goal.reached is (k >= 6)
        name(driver, key)
        assert f"{k + 1} was: {FAULTY_GRADIENTS[key].title}." in driver.note and driver.app.feedback.tone == "right"
        assert (f"Now exhibit {k + 2}." if k < 8 else "That was the last one.") in driver.note
    assert driver.state.at == 8 and not driver.enabled("Next exhibit")


def test_too_many_wrong_guesses_do_not():
    driver = driven(goal="first try")
    for k, key in enumerate(FAULTY_GRADIENT_ORDER):
        if k < 4:
            name(driver, next(other for other in FAULTY_GRADIENT_ORDER if other != key))
            assert driver.app.feedback.tone == "wrong" and driver.state.at == k
        name(driver, key)
    assert not driver.goal.reached and driver.goal.count == "5 of 6"


def test_the_dots_lead_to_an_exhibit_and_tell_how_it_went():
    driver = driven()
    name(driver, "mean")
    name(driver, FAULTY_GRADIENT_ORDER[0])
    name(driver, FAULTY_GRADIENT_ORDER[1])
    labels = [driver.elements()["exhibit", at].get("aria-label") for at in range(3)]
    assert labels == ["exhibit 1, named", "exhibit 2, named at the first try", "exhibit 3, open"]
    driver.click("exhibit", 0)
    assert driver.state.at == 0 and driver.note.startswith("It was: y − a for a − y. ")
    assert driver.app.feedback.tone == "note"
    driver.click("exhibit", 8)
    driver.press("Next exhibit")
    assert driver.state.at == 2  # the next one that is open, from the first on again


def test_the_card_keeps_its_size_and_always_says_something():
    driver, sizes, longest = driven(), set(), ""
    for key in FAULTY_GRADIENT_ORDER:
        for guess in (*(other for other in FAULTY_GRADIENTS if other != key), key):
            name(driver, guess)
            sizes.add(tuple((panel.width, panel.height) for panel in driver.picture.panels))
            longest = max(longest, driver.note, key=len)
            assert driver.note
    assert len(sizes) == 1 and max(width for size in sizes for width, _ in size) <= 270
    assert len(longest) <= 155, longest
    assert [face["primary"] for face in driver.app.face["controls"] if "primary" in face] == [True]


def test_only_the_mistake_that_was_judged_wrong_just_now_flashes():
    driver = driven()
    name(driver, "mean")
    name(driver, "slope")
    flashing = [target for target, node in driver.elements().items() if node.get("class") == "flash"]
    assert flashing == [("mistake", "slope")]
    driver.click("exhibit", 1)
    assert "flash" not in str(view(driver.state).picture.panels[1].parts)


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
    driver.click("exhibit", 0)
    settled = driver.state
    name(driver, "slope")
    assert driver.state is settled != tried


def test_the_gallery_says_what_it_shows():
    driver = driven(at=2)
    assert "mean" not in driver.text
    name(driver, "sign")
    assert "Exhibit 3 of 9" in driver.text and "db[3] 0.8, all 0.2" in driver.text
    assert "Named so far: y − a for a − y" in driver.text


def test_every_mistake_can_be_pressed_and_what_needs_no_answer_is_quiet():
    driver = driven(at=2)
    mistakes = {("mistake", key) for key in FAULTY_GRADIENTS}
    assert set(driver.elements()) == mistakes | {("exhibit", at) for at in range(len(FAULTY_GRADIENT_ORDER))}
    name(driver, "sign")
    quiet = {target for target, node in driver.elements().items() if node.get("data-quiet")}
    assert quiet == {("mistake", "sign"), ("exhibit", 2)}
    name(driver, FAULTY_GRADIENT_ORDER[2])
    driver.click("exhibit", 2)
    assert all(node.get("data-quiet") for target, node in driver.elements().items() if target in mistakes)


@pytest.mark.parametrize("target", [("mistake", "none"), ("mean",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.click(*target)
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


@pytest.mark.parametrize("at", [-1, 9, 0.5, "1"])
def test_an_exhibit_that_is_not_there_is_refused_in_words(at):
    with pytest.raises(InputError, match="Give a whole number from 0 to 8"):
        wrong_gradients(at=at)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(at=3)
    name(driver, "sign")
    assert driver.code == "wrong_gradients(at=3, tried=((3, 'sign'),), judged=3)"
    assert eval(driver.code, {"wrong_gradients": wrong_gradients}).state == driver.state
