"""The corridor card: a policy learns from reward alone, and its episodes can be watched (row 16.5)."""

import asyncio
import re

import pytest

from lecture_lib import InputError
from lecture_lib.architectures import expected_return
from lecture_lib.labs.architectures import corridor_card
from lecture_lib.labs.architectures.corridor_card import (
    CORRIDOR,
    ENOUGH,
    GOALS,
    MOST_UPDATES,
    RATES,
    State,
    forget,
    learn_once,
    mean_return,
    policy_now,
    view,
    walk_on,
    watched_cells,
)
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None):
    return WidgetDriver(corridor_card(**settings_of(state or State()), goal="near the best"))


def run(driver, label):
    async def play():
        driver.press(label)
        while driver.running(label):
            await asyncio.sleep(0.005)

    asyncio.run(play())


WALKS = (-1, 0, 3, 20)
STATES = [State(updates, rate, walk=walk) for updates in (0, 1, 12, 100) for rate in (0.1, 10.0) for walk in WALKS]


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(corridor_card(), STATES)
    assert max(len(view(state).note) for state in STATES) <= 150


@pytest.mark.slow
def test_learning_reaches_the_goal_and_stops_there():
    driver = driven(State(rate=3.0))
    run(driver, "Learn")
    assert driver.goal.reached and 5 < driver.state.updates < 60 and driver.app.feedback.tone == "right"
    assert mean_return(driver.state) >= ENOUGH > mean_return(State(rate=3.0))


def test_the_goal_needs_learning_and_is_out_of_reach_of_a_small_rate():
    goal = GOALS["near the best"]
    assert not goal.progress(State()).reached and not goal.progress(State(updates=20, rate=0.1)).reached
    assert ENOUGH < CORRIDOR.best_return < 0.73


def test_the_curve_is_that_of_the_exact_return_and_goes_the_same_way_whenever_asked():
    later = policy_now(State(updates=9, seed=4))
    policy_now(State(updates=3, seed=4))
    assert (policy_now(State(updates=9, seed=4)) == later).all()
    assert mean_return(State()) == round(expected_return(CORRIDOR, [[0, 0]] * 7), 3)


def test_an_episode_follows_the_rules_and_ends_at_the_goal_or_after_the_horizon():
    for updates in (0, 5, 60):
        cells = watched_cells(updates, 1.0, True, 0)
        assert cells[0] == CORRIDOR.start
        assert all(b == max(a - 1, 0) or b == a + 1 for a, b in zip(cells, cells[1:]))
        assert cells[-1] == CORRIDOR.n_cells - 1 or len(cells) == CORRIDOR.horizon + 1


def test_watching_moves_through_an_episode_and_learning_goes_on_after_it():
    driver = driven(State(updates=60))
    run(driver, "Watch an episode")
    cells = watched_cells(60, 1.0, True, 0)
    assert driver.state.walk == len(cells) - 1 and driver.note.startswith("The goal, after")
    assert walk_on(driver.state) == driver.state
    driver.press("One update")
    assert driver.state == State(updates=61)


def test_an_episode_without_reward_says_so():
    lost = next(
        State(seed=seed) for seed in range(200) if watched_cells(0, 1.0, True, seed)[-1] != CORRIDOR.n_cells - 1
    )
    at_end = State(seed=lost.seed, walk=CORRIDOR.horizon)
    assert view(at_end).note.startswith("No reward: 20 steps are over")


def test_the_start_comes_back_and_other_episodes_are_others():
    driver = driven()
    driver.press("One update")
    driver.press("One update")
    second = policy_now(driver.state)
    driver.press("To update 0")
    assert driver.state == State()
    driver.press("Other episodes")
    assert driver.state == State(seed=1) and (policy_now(State(updates=2, seed=1)) != second).any()
    assert forget(State(updates=5), seed=3) == State(seed=3)


def test_rate_and_baseline_are_compared_at_the_same_update():
    driver = driven(State(updates=10))
    driver.slide("learning rate", 3.0)
    driver.choose("baseline", False)
    assert driver.state == State(updates=10, rate=3.0, baseline=False)
    assert mean_return(driver.state) > mean_return(State(updates=10))


def test_the_settings_stand_in_the_picture():
    shown = view(State(rate=0.3, baseline=False, seed=2)).picture
    assert "rate 0.3, without a baseline, episodes no. 3" in shown.svg and "Rate 0.3, without a baseline" in shown.text


def test_after_the_last_update_learning_is_over():
    last = State(updates=MOST_UPDATES, rate=0.1)
    assert learn_once(last) == last and not driven(last).enabled("Learn") and "larger rate" in view(last).note


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"updates": 201}, "updates is 201. Give a whole number from 0 to 200"),
        ({"rate": 2.0}, "rate is 2.0 and baseline True. Give one of 0.1"),
        ({"baseline": 3}, "baseline 3"),
        ({"walk": 21}, "walk is 21"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        corridor_card(**wrong)


def test_a_state_comes_back_from_its_code():
    driver = driven(State(updates=4, rate=RATES[3]))
    assert eval(driver.code, {"corridor_card": corridor_card}).state == driver.state
