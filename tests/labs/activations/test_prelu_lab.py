"""A PReLU unit learns its epsilon: gradient descent on the loss that is drawn; Run, Step and drags (row 02.4)."""

import asyncio
import re

import pytest

from lecture_lib import InputError
from lecture_lib.labs.activations import prelu_lab
from lecture_lib.labs.activations.prelu_lab import (
    MAX_EPSILON,
    MIN_EPSILON,
    PRELU_RATES,
    PRELU_TARGETS,
    State,
    best_epsilon,
    can_train,
    is_at_the_bottom,
    loss_and_derivative,
    train_epsilon,
    view,
)
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, elements_of, settings_of


def driven(state=None):
    return WidgetDriver(prelu_lab(**settings_of(state or State()), goal="the bottom"))


@pytest.mark.slow
def test_every_state_has_a_well_formed_picture_without_nan_and_its_code_makes_it_again():
    for state in (State(t, r, e) for t in PRELU_TARGETS for r in PRELU_RATES for e in (-1.5, 0.0, 1.5)):
        shown = view(state)
        assert (
            elements_of(shown.picture)
            and "nan" not in shown.picture.svg.lower()
            and "nan" not in shown.picture.text.lower()
        )
        assert "inf" not in shown.picture.svg.replace("info", "") and shown.note
        assert eval(repr(state), {"State": State}) == state
        assert eval(driven(state).app.code, {"prelu_lab": prelu_lab}).state == state


def test_the_card_keeps_its_height_and_always_says_something():
    states = [State(t, r, e) for t in PRELU_TARGETS for r in PRELU_RATES for e in (-1.5, best_epsilon(t), 1.5)]
    check_card(prelu_lab(), [*states, *map(train_epsilon, states)])


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"target": "cats"}, "target is 'cats'"),
        ({"rate": 7.0}, "rate is 7.0"),
        ({"epsilon": 2.0}, "epsilon is 2. Give a number from −1.5 to 1.5"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        prelu_lab(**wrong)


@pytest.mark.parametrize("text", ["two", "", "1e9", "nan", "1j", "-", "1e"])
def test_what_cannot_be_used_is_answered_in_words_and_nothing_is_lost(text):
    driver = driven()
    driver.type(("epsilon",), text)
    assert driver.state == State() and driver.in_trouble and driver.note.startswith("epsilon ")


@pytest.mark.parametrize("target", [("W1.-1.0",), ("q",), ("ball", 1)])
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    driver.drag(target, 1.0, 1.0)
    assert driver.state == State() and driver.in_trouble and "This picture has no" in driver.note


@pytest.mark.parametrize("target, end", [("line", 1), ("hinge", 0), ("size", -1), ("bowl", -0.768)])
def test_run_brings_epsilon_to_the_bottom_and_one_back_undoes_it(target, end):
    driver = driven(State(target, 1.0))

    async def run():
        driver.press("Run")
        while driver.running("Run"):
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert driver.state.epsilon == pytest.approx(end, abs=0.02) and driver.goal.reached
    assert driver.app.feedback.tone == "right" and "Next: another target" in driver.note
    driver.undo()
    assert driver.state == State(target, 1.0)


@pytest.mark.parametrize("target", PRELU_TARGETS)
@pytest.mark.parametrize("epsilon", [-1.2, 0.25, 1.4])
def test_a_step_is_gradient_descent_on_the_loss_that_is_drawn(target, epsilon):
    state = State(target, 0.2, epsilon)
    loss, slope = loss_and_derivative(target, epsilon)
    h = 1e-6
    above, below = (loss_and_derivative(target, epsilon + by)[0] for by in (h, -h))
    assert slope == pytest.approx((above - below) / (2 * h), abs=1e-8)
    after = train_epsilon(state)
    assert after.epsilon == pytest.approx(epsilon - 0.2 * slope, abs=1e-12) and after.path == (epsilon,)
    assert loss_and_derivative(target, after.epsilon)[0] < loss
    assert loss_and_derivative(target, best_epsilon(target))[1] == pytest.approx(0, abs=1e-12)


def test_a_rate_of_3_never_comes_to_rest_and_stays_in_the_picture():
    state = State(rate=3.0)
    for _ in range(300):
        state = train_epsilon(state)
        assert MIN_EPSILON <= state.epsilon <= MAX_EPSILON
    assert can_train(state) and len(state.path) == 200 and not is_at_the_bottom(state)


def test_the_goal_wants_training_and_what_is_moved_by_hand_starts_afresh():
    driver = driven(train_epsilon(State()))
    driver.drag(("ball",), -1.0, 0.0)
    assert driver.state == State(epsilon=-1.0) and not driver.goal.reached
    driver.drag(("tilt",), -1.6, 0.8)
    assert driver.state == State(epsilon=-0.5)
    driver.drag(("tilt",), -1.6, 1.6)
    assert driver.state.epsilon == -1.0
    driver.type(("epsilon",), "0,5")
    assert driver.state.epsilon == 0.5
    driver.press("Step")
    driver.choose("target", "line")
    assert driver.state == State("line", epsilon=driver.state.epsilon) and driver.state.path == ()
