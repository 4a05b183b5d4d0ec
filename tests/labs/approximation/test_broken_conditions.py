"""What happens when a condition of the theorem is broken, in plain Python (rows 11.1, 11.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.approximation import approximate_case, broken_conditions, cube, square
from lecture_lib.labs.approximation.broken_conditions import State, view
from lecture_lib.labs.approximation.conditions import CONDITION_CASES
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


def test_the_goal_is_reached_by_the_menu_and_the_slider_and_by_no_other_case():
    driver = WidgetDriver(broken_conditions())
    driver.choose("what is broken", "jump")
    assert not driver.goal.reached
    driver.slide("units N₁", 32)
    assert driver.goal.reached and driver.text.startswith("a target that jumps. With 32 units")
    for name in CONDITION_CASES:
        reached = [view(State(name, float(n), reach)).goal.reached for n in (1, 8, 64) for reach in (1.0, 3.0)]
        assert any(reached) == (name == "jump")


def test_the_words_tell_the_same_numbers_as_the_network():
    shown = view(State("outside relu", 8.0, 2.5)).picture.text
    seen = approximate_case("outside relu", 8, 2.5)
    x = np.linspace(-2.5, 2.5, 1201)
    far = np.abs(seen.net(x[:, None])[:, 0] - np.sin(np.pi * x))
    assert f"on [−2.5, 2.5] is {far.max():.3g}, the average distance {far.mean():.3g}" in shown


@pytest.mark.parametrize("name", CONDITION_CASES)
def test_how_far_one_looks_matters_outside_only(name):
    near, far = (view(State(name, 8.0, reach)).picture.svg for reach in (1.5, 3.0))
    assert (near != far) == CONDITION_CASES[name].outside
    assert np.abs(approximate_case(name, 8, 3.0).x).max() == (3 if CONDITION_CASES[name].outside else 1)


def test_only_outside_k_one_can_look_farther():
    driver = WidgetDriver(broken_conditions(case="outside tanh", n=8, reach=2.5))
    assert driver.control("look as far as").layout.display is None
    assert driver.code == "broken_conditions(case='outside tanh', n=8, reach=2.5)"
    driver.choose("what is broken", "jump")
    assert driver.control("look as far as").layout.display == "none" and driver.elements() == {}
