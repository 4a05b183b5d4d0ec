"""The card of four losses: every event, both goals, and numbers equal to the library's (row 01.1)."""

import asyncio
import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.linear import margin_losses
from lecture_lib.labs.linear.margin_losses import GOALS, State, view
from lecture_lib.linear import MARGIN_LOSSES, linear_svm, logistic_regression
from lecture_lib.nn import central_difference
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of

W = [1.0, 0.5]
STATES = [State(x1, x2, y) for x1 in (-2.0, -0.75, 0.0, 0.5, 1.0, 2.0) for x2 in (-2.0, 0.0, 1.5) for y in (-1, 1)]


def driven(state=None, **more):
    return WidgetDriver(margin_losses(**settings_of(state or State()), **more))


def loss(name, state):
    return float(MARGIN_LOSSES[name].value(state.margin))


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(margin_losses(goal="too right"), STATES)


@pytest.mark.parametrize("state", STATES[::2], ids=repr)
def test_losses_and_slopes_are_those_of_the_models(state):
    x, y, m = [[state.x1, state.x2]], [state.y], state.margin
    z = W[0] * state.x1 + W[1] * state.x2
    assert m == pytest.approx(state.y * z)
    assert loss("hinge", state) == pytest.approx(linear_svm(W, 0, x, y).value)
    assert loss("logistic", state) == pytest.approx(logistic_regression(W, 0, x, y).value)
    assert loss("squared", state) == pytest.approx((state.y - z) ** 2)
    assert loss("0/1", state) == (state.y * z <= 0)
    if m not in (0, 1):
        for name, each in MARGIN_LOSSES.items():
            assert each.slope(m) == pytest.approx(central_difference(each.value, m), abs=1e-6), name


def test_the_table_and_the_words_say_these_numbers():
    shown = view(State(2.0, 1.0))
    for text in ("margin 2.5", "hinge 0 with slope 0", "squared 2.25 with slope 3", "0/1 0 with slope 0"):
        assert text in shown.picture.text
    assert ">2.25<" in shown.picture.svg and ">2.5<" in shown.picture.svg


def test_the_point_goes_where_it_is_dragged_and_stays_in_the_frame():
    driver = driven()
    driver.drag(("point",), 1.0, -0.5)
    assert (driver.state.x1, driver.state.x2, driver.state.margin) == (1.0, -0.5, 0.75)
    driver.drag(("point",), 9.0, -9.0)
    assert (driver.state.x1, driver.state.x2) == (2.0, -2.0)
    driver.undo()
    driver.undo()
    assert driver.state == State()


@pytest.mark.parametrize("state", STATES[::7], ids=repr)
@pytest.mark.parametrize("margin", [-3.0, -1.25, 0.0, 2.5, 3.0])
def test_every_margin_can_be_reached_from_everywhere(state, margin):
    for move in (lambda d: d.drag(("margin",), margin, 0.0), lambda d: d.type(("typed",), f"{margin}")):
        driver = driven(state)
        move(driver)
        assert driver.state.margin == pytest.approx(margin) and not driver.in_trouble
        assert max(abs(driver.state.x1), abs(driver.state.x2)) <= 2


def test_dragging_the_margin_moves_the_point_at_a_right_angle_to_the_line():
    driver = driven()
    driver.drag(("margin",), 0.5, 0.0)
    by = np.array([driver.state.x1 - State().x1, driver.state.x2 - State().x2])
    assert by[0] * W[1] == pytest.approx(by[1] * W[0])


@pytest.mark.parametrize("text", ["far", "nan", "4", "-3.5", "1e"])
def test_a_margin_that_cannot_be_shown_is_refused_in_words(text):
    driver = driven()
    driver.type(("typed",), text)
    assert driver.in_trouble and driver.state == State() and "the margin" in driver.note


@pytest.mark.parametrize("wrong, says", [({"x1": 2.5}, "two numbers from −2 to 2"), ({"y": 0}, "Give −1 or +1")])
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        margin_losses(**wrong)


def test_buttons():
    driver = driven()
    driver.press("Other class")
    assert driver.state == State(y=-1) and driver.state.margin == -State().margin
    assert "class −1: m = −z" in driver.picture.svg
    driver.press("To margin 1")
    assert driver.state.margin == 1 and "kink" in driver.note and not driver.enabled("To margin 1")
    driver.type(("typed",), "0")
    assert "jumps" in driver.note and "jump" in driver.picture.svg


def test_carried_across_it_ends_at_the_largest_margin_and_starts_again():
    async def run():
        driver = driven(goal="equal pull")
        driver.send({"kind": "motion", "reduced": True})
        for _ in range(2):
            driver.press("Carry it across")
            for _ in range(30):
                await asyncio.sleep(0.01)
            assert driver.state.margin == 3 and driver.enabled("Carry it across")

    asyncio.run(run())


def test_both_goals_are_open_at_the_start_and_reached():
    driver = driven(goal="too right")
    assert not driver.goal.reached
    driver.type(("typed",), "2")
    assert not driver.goal.reached
    driver.type(("typed",), "2.5")
    assert driver.goal.reached
    driver = driven(State(1.6, 0.4), goal="equal pull")
    for margin, reached in (("1.5", False), ("0.4", False), ("0.5", True)):
        assert not driver.goal.reached
        driver.type(("typed",), margin)
        assert driver.goal.reached == reached


def test_a_point_on_the_wrong_side_reaches_neither():
    for margin in np.linspace(-3, 0, 61):
        driver = driven()
        driver.type(("typed",), f"{margin:g}")
        assert not any(goal.progress(driver.state).reached for goal in GOALS.values())


def test_a_state_comes_back_from_its_code():
    driver = driven(State(0.5, -1.0, -1), goal="equal pull")
    again = eval(driver.code, {"margin_losses": margin_losses})
    assert again.state == driver.state and again.goal_name == "equal pull"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hand_does(seed):
    move_at_random(driven(goal="too right"), np.random.default_rng(seed), 2.5, 150)
