"""The diffusion card: noise added, a denoiser trained, and samples that walk back (row 16.5)."""

import asyncio
import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.architectures import diffusion_card
from lecture_lib.labs.architectures.diffusion_card import (
    ENOUGH,
    GOALS,
    MOST_EPOCHS,
    N_STEPS,
    SCHEDULE,
    State,
    add_step,
    distance_to_data,
    points_now,
    predicted_noise,
    step_back,
    train_epoch,
    view,
)
from tests.widget_driver import WidgetDriver, settings_of

pytestmark = pytest.mark.slow  # a denoiser is trained


def driven(state=None):
    return WidgetDriver(diffusion_card(**settings_of(state or State()), goal="from noise"))


def run(driver, label):
    async def play():
        driver.press(label)
        while driver.running(label):
            await asyncio.sleep(0.005)

    asyncio.run(play())


STATES = [
    State(t, back, epochs, denoiser)
    for t in (0, 1, 20, N_STEPS)
    for back in (False, True)
    for epochs in (0, 2, 12)
    for denoiser in ("learned", "best", "none")
]


def test_the_card_keeps_its_height_and_always_says_something():
    shown = [view(state) for state in STATES]
    assert len({tuple((panel.width, panel.height) for panel in each.picture.panels) for each in shown}) == 1
    assert max(panel.width for panel in shown[0].picture.panels) <= 270
    assert all(0 < len(each.note) <= 150 for each in shown)


@pytest.mark.parametrize("state", STATES, ids=repr)
def test_one_control_is_the_primary_one(state):
    faces = driven(state).app.face["controls"]
    assert [face["enabled"] for face in faces if face.get("primary")] == [True]


def test_noise_train_and_walk_back_reach_the_goal():
    driver = driven()
    run(driver, "Add noise")
    assert driver.state == State(t=N_STEPS) and 0.06 < distance_to_data(driver.state) < 0.09
    for _ in range(6):
        driver.app.change(train_epoch)
    assert driver.state.epochs == 6 and driver.state.t == N_STEPS and not driver.goal.reached
    run(driver, "Walk back")
    assert driver.state.t == 0 and driver.goal.reached and distance_to_data(driver.state) <= ENOUGH
    assert driver.app.feedback.tone == "right"


def test_neither_data_that_were_never_noised_nor_the_best_denoiser_reach_the_goal():
    for state in (State(), State(epochs=20), State(back=True, denoiser="best"), State(back=True, denoiser="none")):
        assert GOALS["from noise"].progress(state).have == 0
    assert GOALS["from noise"].progress(State(back=True, epochs=20)).reached


def test_without_training_or_without_a_denoiser_the_walk_leads_astray():
    assert distance_to_data(State(back=True)) > 100 and distance_to_data(State(back=True, denoiser="none")) > 5
    assert distance_to_data(State(back=True, denoiser="best")) < 0.02


def test_the_points_of_a_step_have_its_share_of_noise():
    noised = points_now(State(t=10))
    noise = points_now(State(t=N_STEPS, back=True))
    assert np.allclose((noised - np.sqrt(1 - SCHEDULE[10]) * noise) / np.sqrt(SCHEDULE[10]), points_now(State()))


def test_training_goes_the_same_way_whenever_it_is_asked_for():
    late, early = State(epochs=5), State(epochs=3)
    x = np.ones((2, 2))
    first = predicted_noise(late, x, 4)
    predicted_noise(early, x, 4)
    assert np.array_equal(predicted_noise(State(epochs=5), x, 4), first)
    assert not np.array_equal(predicted_noise(early, x, 4), first)


def test_moves_end_where_they_should():
    assert add_step(State(t=N_STEPS)).t == N_STEPS and add_step(State(t=5, back=True)) == State(t=1)
    assert step_back(State(t=0, back=True)).t == N_STEPS - 1 and step_back(State(t=7)).t == N_STEPS - 1
    assert train_epoch(State(epochs=MOST_EPOCHS)).epochs == MOST_EPOCHS
    assert not driven(State(epochs=MOST_EPOCHS)).enabled("Train the denoiser")


def test_pause_answers_while_training_and_one_undo_takes_the_run_back():
    driver = driven(State(t=N_STEPS))

    async def play():
        driver.press("Train the denoiser")
        while driver.state.epochs < 3:
            await asyncio.sleep(0.005)
        driver.press("Train the denoiser")
        await asyncio.sleep(0.1)
        stopped = driver.state.epochs
        await asyncio.sleep(0.15)
        assert driver.state.epochs == stopped < MOST_EPOCHS

    asyncio.run(play())
    driver.undo()
    assert driver.state == State(t=N_STEPS)


def test_slider_choice_and_new_noise():
    driver = driven()
    driver.slide("step", 12)
    assert driver.state.t == 12 and "step 12" in driver.text
    driver.press("New noise")
    assert driver.state.seed == 1
    driver.choose("denoiser", "best")
    assert driver.state.denoiser == "best" and "Denoiser: best" in driver.text


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"t": 41}, "t is 41. Give a whole number from 0 to 40"),
        ({"epochs": -1}, "epochs is -1"),
        ({"denoiser": "worst"}, "denoiser is 'worst'. Give one of learned, best, none"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        diffusion_card(**wrong)
