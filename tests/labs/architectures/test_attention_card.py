"""The attention card: the query by hand, by number and by button, its weights, and a goal that can be reached."""

import asyncio

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import attention, attention_weights
from lecture_lib.labs.architectures import attention_card
from lecture_lib.labs.architectures.attention_card import CARD_KEYS, DIVISORS, REACH, SQRT_D, VALUES, State, view
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None):
    return WidgetDriver(attention_card(**settings_of(state or State()), goal="one value"))


def test_weights_and_output_are_those_of_the_library():
    q = (0.7, -1.3)
    state = State(q, divisor=float(np.sqrt(2)))
    assert np.allclose(state.weights, attention_weights([q], CARD_KEYS)[0])
    assert np.allclose(state.output, attention([q], CARD_KEYS, VALUES)[0][0])
    assert np.allclose(State((0.0, 0.0)).weights, 0.2) and np.allclose(State((0.0, 0.0)).output, VALUES.mean(axis=0))
    assert abs(SQRT_D - 2**0.5) < 0.005


def test_the_query_is_dragged_pointed_at_and_typed():
    driver = driven()
    driver.drag(("query",), -1.234, 0.5)
    assert driver.state.q == (-1.23, 0.5)
    driver.draw(("ground",), (1.0, 2.0), (2.0, 2.5))
    assert driver.state.q == (2.0, 2.5)
    driver.type(("q", 0), "−0,5")
    driver.type(("q", 1), "1.5")
    assert driver.state.q == (-0.5, 1.5)
    driver.drag(("query",), 99, -99)
    assert driver.state.q == (REACH, -REACH)
    driver.undo()
    assert driver.state.q == (-0.5, 1.5)


@pytest.mark.parametrize("typed", ["much", "4", "nan", "-"])
def test_a_number_that_is_none_or_too_large_is_told_and_changes_nothing(typed):
    driver = driven()
    driver.type(("q", 0), typed)
    assert driver.in_trouble and driver.state == State()


def test_the_goal_is_reached_and_only_with_key_3():
    driver = driven()
    assert not driver.goal.reached and driver.app.feedback.tone == "note"
    for at in ((3, 3), (0, -3), (0, 0)):
        driver.drag(("query",), *at)
        assert not driver.goal.reached
    driver.drag(("query",), -3, 0.6)
    driver.slide("scores divided by", 1.0)
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    others = np.delete(driver.state.scores, 2)
    assert (driver.state.scores[2] - others).min() / driver.state.divisor > 2.9


def test_the_key_inside_the_others_hull_never_weighs_most():
    angles = np.linspace(0, 2 * np.pi, 720)
    most = (np.column_stack([np.cos(angles), np.sin(angles)]) @ CARD_KEYS.T).argmax(axis=1)
    assert set(most.tolist()) == {0, 1, 2, 3}


@pytest.mark.slow
def test_turning_goes_once_round_and_longer_ends_at_the_frame():
    async def run():
        driver = driven(State(q=(-0.2, -0.1)))
        driver.send({"kind": "motion", "reduced": True})
        driver.press("Turn the query")
        for _ in range(60):
            await asyncio.sleep(0.01)
        assert driver.state.turned == 360 and not driver.running("Turn the query")
        assert np.allclose(driver.state.q, (-0.2, -0.1), atol=0.1) and driver.enabled("Turn the query")

    asyncio.run(run())
    driver = driven()
    while driver.enabled("Longer"):
        driver.press("Longer")
    assert REACH / 1.25 < max(map(abs, driver.state.q)) <= REACH
    assert not driven(State(q=(0.0, 0.0))).enabled("Longer")


def test_it_is_a_card():
    grid = [float(v) for v in np.linspace(-REACH, REACH, 7)]
    check_card(
        attention_card(), [State((x, y), d) for x in grid for y in grid for d in (DIVISORS[0], 1.0, DIVISORS[-1])]
    )
    assert all(len(view(State((x, y))).note) <= 110 for x in grid for y in grid)


@pytest.mark.parametrize(
    "wrong, says",
    [({"q": (4.0, 0.0)}, "two numbers from −3 to 3"), ({"divisor": 0.01}, "Give a number from 0.1 to 10")],
)
def test_a_state_that_cannot_be_shown_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        attention_card(**wrong)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_moves_break_no_card(seed):
    move_at_random(driven(), np.random.default_rng(seed), REACH, 60)
