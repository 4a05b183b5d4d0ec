"""The card with a current to draw: what the neuron answers, both goals, and what is refused (row 01.3)."""

import asyncio
import time

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.linear import current_drawing
from lecture_lib.labs.linear.current_drawing import GOALS, NEURON, State, n_spikes, view
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None, **more):
    return WidgetDriver(current_drawing(**settings_of(state or State()), **more))


def test_the_card_keeps_its_height_and_its_word():
    drawn = tuple(np.linspace(0, 4, 51).round(2).tolist())
    states = [State(), State(0.0), State(1.87), State(1.88), State(4.0), State(drawn=drawn), State(drawn=(4.0,) * 51)]
    states += [State(1.88, tried=(1.87,)), State(drawn=(0.0,) * 51)]
    check_card(current_drawing(), states)


def test_dragging_the_square_changes_the_constant_current():
    driver = driven()
    driver.drag(("level",), 0, 2.504)
    assert driver.state.level == 2.5 and driver.state.drawn == () and "6 spikes" in driver.note
    driver.drag(("level",), 0, 9)
    assert driver.state.level == 4
    driver.drag(("level",), 0, -3)
    assert driver.state.level == 0 and "Silent" in driver.note
    driver.undo()
    assert driver.state.level == 2.5 or driver.state.level == 4


def test_a_current_is_drawn_and_bent_and_flattened():
    driver = driven(State(1.0))
    driver.draw(("ground",), (20, 3.0), (40, 3.0))
    heights = np.array(driver.state.drawn)
    assert (heights[10:21] == 3).all() and (heights[:9] == 1).all() and (heights[22:] == 1).all()
    assert driver.state.mean == pytest.approx(np.trapezoid(heights, np.linspace(0, 100, 51)) / 100)
    driver.drag(("shape", 4), 90, 2.5)
    assert driver.state.drawn[45] == 2.5 and driver.state.drawn[35] == 1
    mean = driver.state.mean
    driver.press("Flatten to its mean")
    assert driver.state.drawn == () and driver.state.level == round(mean, 2)
    driver.press("No current")
    assert driver.state.level == 0 and not driver.enabled("No current")


def test_a_typed_current_is_constant():
    driver = driven()
    driver.draw(("ground",), (20, 3.0), (40, 3.0))
    driver.type(("mean",), "2,125")
    assert driver.state.level == 2.125 and not driver.state.drawn


@pytest.mark.parametrize("text", ["much", "-1", "4.5", "nan", ""])
def test_what_is_no_current_is_refused_in_words(text):
    driver = driven()
    driver.type(("mean",), text)
    assert driver.state == State() and driver.in_trouble and ("Give" in driver.note or "finite" in driver.note)


@pytest.mark.parametrize("settings", [{"level": -0.1}, {"level": 5.0}, {"drawn": (1.0, 2.0)}, {"drawn": (9.0,) * 51}])
def test_a_state_that_cannot_be_is_refused(settings):
    with pytest.raises(InputError, match="Give"):
        current_drawing(**settings)


def test_the_smallest_current_is_found_by_trying_both_sides():
    driver = driven(goal="smallest current")
    for level in ("1.5", "2", "1.8", "1.88"):
        driver.type(("mean",), level)
        assert not driver.goal.reached
    driver.type(("mean",), "1.87")
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    silent, firing = driver.state.bracket
    assert silent < NEURON.rheobase < firing and "1.87 nA stays silent and 1.88 nA fires" in driver.note
    assert driver.app.code == "current_drawing(level=1.87, goal='smallest current')"


@pytest.mark.parametrize("tried", [(1.88,), (1.86, 1.88), (1.5, 1.6, 1.7), (2.0, 2.01), (1.87, 1.9)])
def test_a_wider_bracket_is_not_enough(tried):
    assert not GOALS["smallest current"].progress(State(tried[0], tried=tried)).reached


def test_four_spikes_are_fired_with_handles_alone():
    driver = driven(State(1.5), goal="four spikes")
    driver.press("No current")
    driver.drag(("shape", 0), 10, 4)
    assert not driver.goal.reached
    driver.drag(("shape", 1), 30, 4)
    assert driver.goal.reached and driver.state.mean <= 1.5 and int(driver.state.trace.counts) == 4
    assert "4 spikes with a mean of 1.50 nA. A constant current of this mean fires 0 times." in driver.note


def test_four_spikes_need_a_current_that_changes():
    goal = GOALS["four spikes"]
    assert max(goal.have(State(level / 50)) for level in range(0, 201, 8)) == 0
    block = tuple(np.where(np.arange(51) < 19, 4.0, 0.0).tolist())
    assert goal.progress(State(drawn=block)).reached
    assert not goal.progress(State(drawn=(4.0,) * 51)).reached  # many spikes, but a large mean


def test_raising_runs_to_the_top_and_begins_again():
    async def run():
        driver = driven(State(3.9))
        driver.send({"kind": "motion", "reduced": True})
        driver.press("Raise the current")
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not driver.running("Raise the current"):
                break
        assert driver.state.level == 4 and driver.enabled("Raise the current")
        driver.press("Raise the current")
        await asyncio.sleep(0.1)
        assert driver.state.level < 4 and driver.running("Raise the current")
        driver.press("Raise the current")
        assert not driver.running("Raise the current")

    asyncio.run(run())


def test_the_picture_tells_what_the_neuron_does():
    shown = view(State(2.5)).picture
    assert "6 spikes" in shown.text and shown.svg.count('stroke-width="2.4"') == n_spikes(2.5)
    assert "no spike" in view(State(1.8)).picture.text


def test_an_answer_takes_less_than_50_ms():
    driver = driven()
    start = time.perf_counter()
    for k in range(8):
        driver.app.send(driver_event(1.5 + k / 50))
    assert (time.perf_counter() - start) / 8 < 0.05


def driver_event(level):
    from lecture_lib.interactive import Event

    return Event("drag", ("level",), x=0, y=level, last=False)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hand_does_the_card_answers(seed):
    move_at_random(driven(goal="four spikes"), np.random.default_rng(seed), near=5.0, times=60)
