"""Training on the digits live: Run, Pause, Continue, the same start again, and the goal within its time (row 15.2)."""

import asyncio

import pytest

from lecture_lib import InputError
from lecture_lib.labs.digits import digit_training, training_card
from lecture_lib.labs.digits.training_card import ENOUGH, GOALS, MOST_EPOCHS, SECONDS, State, view
from lecture_lib.labs.digits.training_run import Measured, TrainingRun
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver

(GOAL,) = GOALS


def driven(**settings):
    return WidgetDriver(digit_training(**{"hidden": 10, "batch": 200} | settings, goal=GOAL))


@pytest.fixture
def scores(monkeypatch):
    """Let a run measure what a test says: (n_right, seconds) for each epoch."""
    made = {}

    def measurements(run, epochs):
        n_right, seconds = made.get(epochs, (500, 0.1 * epochs))
        return tuple(Measured(k, 1 / (k + 1), 0.5, n_right, seconds) for k in range(epochs + 1))

    monkeypatch.setattr(TrainingRun, "measurements", measurements)
    monkeypatch.setattr(TrainingRun, "net", lambda run, epochs: run._nets[0])
    return made


@pytest.mark.parametrize(
    "wrong, says",
    [({"epochs": 41}, "epochs is 41. Give a whole number from 0 to 40"), ({"hidden": 55}, "hidden is 55. Give one of")],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=says):
        digit_training(**wrong)


@pytest.mark.slow
def test_run_trains_on_the_event_loop_pause_answers_and_continue_goes_on_from_there():
    driver = driven()

    async def run_to(epochs):
        driver.press("Run")
        while driver.state.epochs < epochs:
            await asyncio.sleep(0.01)
        driver.press("Run")
        await asyncio.sleep(0.1)
        stopped = driver.state.epochs
        await asyncio.sleep(0.1)
        assert driver.state.epochs == stopped and not driver.running("Run")

    assert driver.control("Run")["label"] == "Run"
    asyncio.run(run_to(2))
    first = driver.state
    assert driver.control("Run")["label"] == "Continue" and 2 <= first.epochs < MOST_EPOCHS
    asyncio.run(run_to(first.epochs + 2))
    assert driver.state.measured[: first.epochs + 1] == first.measured
    driver.undo()
    assert driver.state == first
    driver.undo()
    assert driver.state.epochs == 0


def test_epoch_0_is_the_same_start_and_new_start_another():
    driver = driven()
    start, loss = driver.state, driver.state.measured[0].loss
    driver.press("Step")
    after = driver.state.measured[-1]
    driver.press("To epoch 0")
    assert driver.state == start and not driver.enabled("To epoch 0")
    driver.press("Step")
    assert driver.state.measured[-1] == after
    driver.press("New start")
    assert driver.state.epochs == 0 and driver.state.seed == 1 and driver.state.measured[0].loss != loss
    driver.undo()
    assert driver.state.epochs == 1 and driver.state.measured[-1] == after


@pytest.mark.parametrize(
    "label, value, field",
    [("hidden units", 20, "hidden"), ("learning rate", 0.5, "rate"), ("images per batch", 100, "batch")],
)
def test_another_setting_begins_at_epoch_0_and_the_same_one_changes_nothing(label, value, field):
    driver = driven()
    driver.press("Step")
    state = driver.state
    driver.slide(label, getattr(state, field))
    assert driver.state == state
    driver.slide(label, value)
    assert getattr(driver.state, field) == value and driver.state.epochs == 0


@pytest.mark.slow
def test_shifted_copies_can_be_chosen():
    driver = driven()
    driver.press("Step")
    driver.choose("training images", True)
    assert driver.state.copies and driver.state.epochs == 0
    assert "images with shifted copies" in driver.text


def test_the_goal_counts_new_digits_and_only_within_its_time(scores):
    scores |= {1: (ENOUGH - 1, 1.0), 2: (ENOUGH, SECONDS), 3: (ENOUGH, SECONDS + 0.1)}
    progress = [GOALS[GOAL].progress(State(epochs=k)) for k in (1, 2, 3)]
    assert [p.reached for p in progress] == [False, True, False] and progress[0].have == ENOUGH - 1
    assert view(State(epochs=2)).right and view(State(epochs=1)).right is None
    assert "the 10 s are over" in view(State(epochs=3)).note


def test_run_stops_at_the_goal(scores):
    scores |= {3: (950, 0.3)}
    driver = driven()

    async def run():
        driver.press("Run")
        while driver.running("Run"):
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert driver.state.epochs == 3 and driver.goal.reached and driver.app.feedback.tone == "right"
    assert driver.note == "950 of 1000 right after 0.3 s of training. Next: can fewer hidden units do it?"


def test_the_time_left_and_the_end_are_told(scores):
    assert view(State(epochs=10)).note.endswith("about 3.0 s to epoch 40.")
    assert "after 40 epochs. Compare the two losses" in view(State(epochs=MOST_EPOCHS)).note
    driver = driven(epochs=MOST_EPOCHS)
    assert not driver.enabled("Run") and not driver.enabled("Step")


def test_the_card_keeps_its_height_and_tells_what_it_shows(scores):
    scores |= {5: (0, 1.0), 6: (1000, 0.5), 7: (800, 123.4), 8: (941, 1.0)}
    check_card(digit_training(), [State(epochs=k, copies=k % 2 > 0) for k in (0, 5, 6, 7, 8, 9, MOST_EPOCHS)])
    said = view(State(epochs=8)).picture.text
    assert said.startswith("30 hidden units, rate 0.1, batches of 50") and "941 of 1000 test images right" in said
    assert "interval 0.925 to 0.954" in said


def test_the_code_of_a_card_is_short_and_makes_it_again():
    driver = driven()
    driver.press("Step")
    assert driver.code.startswith("digit_training(hidden=10, batch=200, epochs=1")
    again = eval(driver.code, {"digit_training": digit_training})
    assert again.state == driver.state and again.state.measured == driver.state.measured


def test_the_worst_mistakes_are_mistakes_and_shown_with_what_is_read():
    shown = view(State(hidden=10)).picture.markup
    assert shown.count(" → ") == training_card._SHOWN + 1
