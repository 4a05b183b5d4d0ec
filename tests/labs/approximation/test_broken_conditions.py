"""What happens when a condition of the theorem is broken, in plain Python (rows 11.1, 11.2)."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.approximation import approximate_case, broken_conditions, cube, square
from lecture_lib.labs.approximation.broken_conditions import BROKEN, State, view
from lecture_lib.labs.approximation.conditions import CONDITION_CASES
from lecture_lib.labs.approximation.conditions_picture import PANEL_SIZE
from lecture_lib.piecewise_linear import minimax_lower_bound
from tests.widget_driver import WidgetDriver


@pytest.mark.parametrize("name", CONDITION_CASES)
@pytest.mark.parametrize("n", [1, 2, 5, 64])
def test_every_network_has_as_many_units_as_it_says(name, n):
    assert approximate_case(name, n).net.sizes == (1, n, 1)


@pytest.mark.parametrize("name, g, degree", [("square", square, 2), ("cube", cube, 3)])
def test_polynomial_networks_are_polynomials_and_stop(name, g, degree):
    for n in (1, 3, 20):
        seen = approximate_case(name, n)
        assert seen.net[1].g is g
        p = np.polynomial.Polynomial.fit(seen.x, seen.reached, degree)
        assert np.abs(p(seen.x) - seen.reached).max() < 1e-6
        assert seen.largest >= minimax_lower_bound(lambda x: np.sin(np.pi * x), degree, -1, 1)
    assert approximate_case(name, 64).largest == pytest.approx(approximate_case(name, 4).largest, abs=1e-6)


def test_a_jump_costs_half_of_itself_in_the_largest_and_less_and_less_on_average():
    seen = [approximate_case("jump", n) for n in (3, 4, 9, 16, 33, 64)]
    assert all(0.5 - 1e-6 <= m.largest < 0.55 for m in seen)
    assert all(a.average > b.average for a, b in zip(seen, seen[1:])) and seen[-1].average < 0.01


def test_outside_relu_goes_straight_and_tanh_lies_flat():
    line, flat = approximate_case("outside relu", 16, 3.0), approximate_case("outside tanh", 16, 3.0)
    beyond = line.x > 1.001
    assert np.abs(np.diff(line.reached[beyond], 2)).max() < 1e-9 and line.largest > 5
    assert np.ptp(flat.reached[flat.x > 2.5]) < 1e-3 and flat.largest > 1


def test_one_over_x_is_missed_by_hundreds_and_the_control_falls():
    assert min(approximate_case("open", n).largest for n in (1, 8, 64)) > 800
    assert approximate_case("none", 64).largest < 0.002 < approximate_case("none", 16).largest


def test_what_is_no_case_is_refused():
    for act in (
        lambda: approximate_case("moon", 3),
        lambda: approximate_case("none", 0),
        lambda: approximate_case("none", 3, 0.5),
        lambda: State("moon"),
        lambda: State(n=2.5),
        lambda: State(reach=9),
    ):
        with pytest.raises(InputError):
            act()


def run(driver, label):
    """Let a play go on for as long as it does."""

    async def go():
        driver.press(label)
        while driver.running(label):
            await asyncio.sleep(0)

    asyncio.run(go())


def test_the_goal_takes_every_condition_to_all_units():
    driver = WidgetDriver(broken_conditions(goal="all six"))
    driver.app._reduced_motion = True
    run(driver, "Add units")
    assert driver.state.n == 64 and driver.goal.count == "0 of 6"  # nothing is broken yet
    for k, name in enumerate(BROKEN):
        driver.click("case", name)
        assert driver.state.n == 4 and driver.goal.count == f"{k} of 6" and not driver.goal.reached
        driver.slide("units N₁", 64)
    assert driver.goal.reached and driver.picture.svg.count("✓") == 7


def test_units_are_added_one_by_one_and_then_no_more():
    driver = WidgetDriver(broken_conditions(case="square"))
    run(driver, "Add units")
    assert driver.state.n == 64 and not driver.enabled("Add units")
    driver.undo()
    assert driver.state.n == 4 and driver.enabled("Add units")


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_is_told_before_it_has_been_seen(name):
    early, late = State(name), State(name, 64)
    assert "Say first" in view(early).note and "Say first" not in view(late).note
    points = [view(state).picture.svg.count(",") for state in (early, replace(early, n=16), late)]
    assert points[0] < points[1] < points[2]  # the curves of the errors grow
    back = replace(late, n=4)
    assert view(back).note == view(late).note and dict(back.seen) == {name: 64}


@pytest.mark.parametrize("name", CONDITION_CASES)
def test_the_card_keeps_its_size_and_is_never_silent(name):
    for state in (State(name), State(name, 64), State(name, 1, 3.0)):
        shown = view(state)
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [PANEL_SIZE] * 3
        assert 0 < len(shown.note) <= 150


def test_the_words_tell_the_same_numbers_as_the_network():
    shown = view(State("outside relu", 8.0, 2.5)).picture.text
    seen = approximate_case("outside relu", 8, 2.5)
    x = np.linspace(-2.5, 2.5, 1201)
    far = np.abs(seen.net(x[:, None])[:, 0] - np.sin(np.pi * x))
    assert f"on [−2.5, 2.5] is {far.max():.3g}, the mean error {far.mean():.3g}" in shown


@pytest.mark.parametrize("name", CONDITION_CASES)
def test_how_far_one_looks_matters_outside_only(name):
    near, far = (view(State(name, 8.0, reach)).picture.svg for reach in (1.5, 3.0))
    assert (near != far) == CONDITION_CASES[name].outside
    assert np.abs(approximate_case(name, 8, 3.0).x).max() == (3 if CONDITION_CASES[name].outside else 1)


def test_only_outside_k_one_can_look_farther():
    driver = WidgetDriver(broken_conditions(case="outside tanh", n=8, reach=2.5))
    assert driver.code == "broken_conditions(case='outside tanh', n=8, reach=2.5)"
    driver.drag(("reach",), 2.04, -9)
    assert driver.state.reach == 2.0
    driver.drag(("reach",), 9, 0)
    assert driver.state.reach == 3.0 and "on [−3, 3]" in driver.text
    driver.click("case", "jump")
    assert ("reach",) not in driver.elements()
    driver.drag(("reach",), 1, 0)
    assert driver.in_trouble and driver.state.reach == 3.0


def test_there_is_one_primary_action():
    faces = WidgetDriver(broken_conditions()).app.face["controls"]
    assert [face["label"] for face in faces if face.get("primary")] == ["Add units"]
