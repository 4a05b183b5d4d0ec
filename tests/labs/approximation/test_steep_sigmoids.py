"""Two sigmoids that become steps, and a bump, in plain Python (row 11.2)."""

from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError, sigmoid
from lecture_lib.labs.approximation import steep_sigmoids
from lecture_lib.labs.approximation.steep_sigmoids import GOAL_ERROR, GOALS, State, average_error, bump, with_weight
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of

FIRST = State()
SOFT = State(8.0, (-2.4, -4.8), (0.8, -0.8), "steps")
DONE = with_weight(SOFT, 128)


def driven(state=FIRST, goal="a bump"):
    return WidgetDriver(steep_sigmoids(**settings_of(state), goal=goal))


def test_the_step_of_a_unit_is_where_its_pre_activation_is_0_and_its_sigmoid_a_half():
    for state in (FIRST, SOFT, DONE, State(3.0, (-1.0, 7.0))):
        for k, s in enumerate(state.steps):
            assert state.w * s + state.b[k] == pytest.approx(0, abs=1e-12)
            assert sigmoid(np.array([state.w * s + state.b[k]]))[0] == pytest.approx(0.5)


def test_with_its_bias_held_a_step_moves_and_with_its_place_held_the_bias_grows():
    driver = driven()
    driver.press("Twice as steep")
    assert driver.state.w == 16 and driver.state.b == FIRST.b and driver.state.steps == (0.25, 0.125)
    driver.press("Half as steep")
    driver.choose("when w changes, hold", "steps")
    driver.slide("weight w of both units", 200)
    assert driver.state.steps == pytest.approx(FIRST.steps) and driver.state.b == (-100, -50)
    assert not driver.enabled("Twice as steep")


def test_a_knob_moves_a_step_and_changes_an_output_weight():
    driver = driven()
    driver.drag(("knob", 1), 0.6, -0.8)
    assert driver.state.steps[1] == pytest.approx(0.6) and driver.state.v == (0.8, -0.8)
    driver.drag(("knob", 0), -3, 9)
    assert driver.state.steps[0] == 0 and driver.state.v[0] == 1.2 and "nan" not in driver.picture.svg


def test_numbers_are_typed_over():
    driver = driven()
    driver.type(("b", 0), "-2.4")
    driver.type(("v", 1), "-0.8")
    assert driver.state.b == (-2.4, -2.0) and driver.state.v == (0.8, -0.8)
    driver.type(("v", 1), "9")
    assert driver.in_trouble and driver.state.v == (0.8, -0.8)


def test_the_goal_takes_steep_units_at_the_edges_with_opposite_weights():
    driver = driven()
    assert not driver.goal.reached
    for k, (s, v) in enumerate(((0.3, 0.8), (0.6, -0.8))):
        driver.drag(("knob", k), s, v)
    assert not driver.goal.reached and "soft" in driver.note
    driver.choose("when w changes, hold", "steps")
    for _ in range(4):
        driver.press("Twice as steep")
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    for spoilt in (
        replace(DONE, v=(0.8, 0.8)),
        replace(DONE, v=(0.5, -0.5)),
        with_weight(replace(DONE, hold="biases"), 64),
        SOFT,
    ):
        assert not GOALS["a bump"].progress(spoilt).reached


def test_the_distance_is_that_of_two_soft_edges():
    """Each edge of height c is missed by c · 2 ln 2 / w in the sum over x, as the integral of |σ - step| says."""
    assert average_error(DONE) == pytest.approx(2 * 0.8 * 2 * np.log(2) / 128, rel=0.02)
    assert average_error(DONE) <= GOAL_ERROR < average_error(with_weight(DONE, 64))
    x = np.linspace(0, 1, 7)
    assert np.array_equal(bump(x), np.where((x >= 0.3) & (x < 0.6), 0.8, 0))


@pytest.mark.parametrize(
    "settings", [{"w": 0.5}, {"w": 300.0}, {"hold": "w"}, {"b": (0.0,)}, {"b": (0.0, 1e9)}, {"v": (2.0, 0.0)}]
)
def test_what_makes_no_sense_is_refused(settings):
    with pytest.raises(InputError):
        State(**settings)


def test_the_card_keeps_its_size_and_is_never_silent():
    states = [FIRST, SOFT, DONE, State(1.0, (-4.0, 9.0)), State(hold="steps"), replace(SOFT, v=(0.0, 0.0))]
    check_card(steep_sigmoids(), states)
    assert "Two sigmoid units with w = 128" in driven(DONE).text
