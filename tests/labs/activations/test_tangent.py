"""The tangent widget: every event, the goal, and numbers equal to the library's (rows 02.1 to 02.3)."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.interactive import Event
from lecture_lib.labs.activations import make_activation, tangent
from lecture_lib.labs.activations.curves import CURVE_STYLES, SIDES
from lecture_lib.labs.activations.tangent import State, on_event, view
from tests.widget_driver import WidgetDriver, elements_of, settings_of


def driven(*fields):
    return WidgetDriver(tangent(**settings_of(State(*fields))))


def elements(*fields):
    return elements_of(view(State(*fields)).picture)


def words(picture):
    return [e.text for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("text") and e.text]


STATES = [
    State(g, z, e, side)
    for g in CURVE_STYLES
    for side in SIDES
    for z, e in ((-6.0, 0.0), (0.0, 0.25), (2.5, 1.0), (-6.0, 2.0))
]


@pytest.mark.slow
def test_every_state_has_a_well_formed_picture_without_nan_and_its_code_makes_it_again():
    for state in STATES:
        shown = view(state)
        assert (
            elements_of(shown.picture)
            and "nan" not in shown.picture.svg.lower()
            and "nan" not in shown.picture.text.lower()
        )
        assert "inf" not in shown.picture.svg.replace("info", "") and shown.note
        assert eval(repr(state), {"State": State}) == state
        assert eval(tangent(**settings_of(state)).code, {"tangent": tangent}).state == state


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"g": "cosine"}, "g is 'cosine'"),
        ({"z": 7.0}, "z is 7; a number from −6 to 6"),
        ({"g": "leaky_relu", "epsilon": -0.1}, "a number from 0 to 2"),
        ({"g": "prelu", "epsilon": -1.5}, "from −1 to 2"),
        ({"side": "top"}, "side is 'top'"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        tangent(**wrong)


@pytest.mark.parametrize("target", [("z",), ("value",), ("slope",), ("epsilon",)])
@pytest.mark.parametrize("text", ["two", "", "1e9", "nan", "1j", "-", "1e"])
def test_what_cannot_be_used_is_answered_in_words_and_nothing_is_lost(target, text):
    driver = driven("prelu")
    before = driver.state
    driver.type(target, text)
    assert driver.state == before and driver.in_trouble and "Traceback" not in driver.note
    assert target[0] in driver.note or "z" in driver.note


def test_digits_of_another_script_are_refused_in_words():
    driver = driven()
    before = driver.state
    driver.type(("z",), "१")
    assert driver.state == before and "text ('१')" in driver.note


def test_a_handle_that_is_gone_is_answered_in_words():
    driver = driven("prelu")
    driver.choose("function g", "sigmoid")
    before = driver.state
    for act in (
        lambda: driver.drag(("tilt",), -3, 1),
        lambda: driver.type(("epsilon",), "1"),
        lambda: driver.click("side", "left"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.click("q"),
    ):
        act()
        assert driver.state == before and driver.in_trouble and "This picture has no" in driver.note


def test_the_point_is_dragged_typed_and_set_to_0():
    driver = driven()
    driver.drag(("value",), -1.234, 0)
    assert driver.state.z == -1.23
    driver.drag(("slope",), 99, 0)
    assert driver.state.z == 6.0
    for name in ("z", "value", "slope"):
        driver.reset()
        driver.type((name,), "−2,5")
        assert driver.state.z == -2.5
    driver.press("z to exactly 0")
    assert driver.state.z == 0 and not driver.enabled("z to exactly 0")
    before = driver.state
    driver.key(("value",), "a")
    assert driver.state == before and not driver.in_trouble


@pytest.mark.parametrize("g", CURVE_STYLES)
def test_what_is_told_is_what_the_library_computes(g):
    for z in (-3.0, -0.4, 0.7, 5.0):
        state = State(g, z, 0.25)
        own = make_activation(g, 0.25)
        value, slope = float(own(z)), float(own.slope(z))
        said = re.search(r"value (\S+), slope (.+?)\. Ten", view(state).picture.text).groups()
        assert [float(v.replace("−", "-")) for v in said] == pytest.approx([value, slope], rel=1e-3, abs=1e-12)
        assert state.curve_point.value == value and state.curve_point.slope == slope
        point = elements_of(view(state).picture)["slope",]
        assert (float(point.get("data-x")), float(point.get("data-y"))) == pytest.approx((z, slope), abs=1e-4)


def test_ten_rows_hold_the_powers_of_the_slope():
    shown = words(view(State("sigmoid", 0.0)).picture)
    rows = shown[shown.index("10⁻¹²") :]
    rows = rows[rows.index("1", rows.index("1") + 1) :]
    assert [rows[2 * k] for k in range(10)] == [str(k) for k in range(1, 11)]
    assert rows[1:20:2] == [
        "0.25",
        "0.062",
        "0.016",
        "0.0039",
        "9.8 · 10⁻⁴",
        "2.4 · 10⁻⁴",
        "6.1 · 10⁻⁵",
        "1.5 · 10⁻⁵",
        "3.8 · 10⁻⁶",
        "9.5 · 10⁻⁷",
    ]


def test_bars_are_as_long_as_the_logarithm():
    def lengths(state):
        found = re.findall(r'width="([\d.]+)" height="14" rx="2"', view(state).picture.svg)
        return [float(v) for v in found]

    sigmoid = lengths(State("sigmoid", 0.0))
    assert len(sigmoid) == 10 and np.allclose(np.diff(sigmoid), -132 * np.log10(4) / 16, atol=0.02)
    assert lengths(State("relu", 2.0)) == [132 * 12 / 16] * 10 and lengths(State("relu", -2.0)) == []


def test_the_goal_needs_tanh_near_0_and_no_sigmoid_reaches_it():
    driver = driven()
    driver.choose("function g", "tanh")
    assert not driver.goal.reached
    driver.drag(("value",), 0.2, 0)
    assert driver.state == replace(State(), g="tanh", z=0.2) and driver.goal.reached
    assert not any(view(State("sigmoid", float(z))).goal.reached for z in np.linspace(-6, 6, 49))
    edges = [z for z in np.arange(0, 1, 0.01) if view(State("tanh", round(float(z), 2))).goal.reached]
    assert max(edges) == pytest.approx(0.26)


@pytest.mark.parametrize(
    "g, of_slope, levels",
    [
        ("sign", False, [-1, 0, 1]),
        ("step", False, [0, 0.5, 1]),
        ("relu", True, [0, 0.5, 1]),
        ("leaky_relu", True, [0.2, 0.6, 1]),
        ("prelu", True, [0.2, 0.6, 1]),
    ],
)
def test_the_convention_at_0_is_pressed_and_holds_at_0_alone(g, of_slope, levels):
    driver = driven(g, 0.0, 0.2)
    assert {("side", side) for side in SIDES} <= set(driver.elements())
    for side, level in zip(SIDES, levels):
        driver.click("side", side)
        point = driver.state.curve_point
        assert (point.slope if of_slope else point.value) == pytest.approx(level)
        beside = replace(driver.state, z=-0.01).curve_point
        assert (beside.slope if of_slope else beside.value) == pytest.approx(levels[0])


@pytest.mark.parametrize(
    "fields", [("sigmoid", 0.0), ("tanh", 0.0), ("identity", 0.0), ("prelu", 0.0, 1.0)], ids=lambda fields: fields[0]
)
def test_functions_without_a_break_have_no_dots(fields):
    assert not [target for target in elements(*fields) if target[0] == "side"]


@pytest.mark.parametrize(
    "g, start, y, epsilon",
    [
        ("leaky_relu", 0.01, -0.9, 0.3),
        ("leaky_relu", 0.01, 3, 0.0),
        ("prelu", 0.25, 1.8, -0.6),
        ("prelu", 0.25, -6.6, 2.0),
    ],
)
def test_the_left_branch_is_tilted_within_what_the_function_allows(g, start, y, epsilon):
    driver = driven(g, 2.0, start)
    driver.drag(("tilt",), -3, y)
    assert driver.state.epsilon == epsilon


def test_epsilon_is_typed_where_the_function_has_one():
    assert on_event(State("prelu", epsilon=0.25), Event("edit", ("epsilon",), "-0,5")).epsilon == -0.5
    assert ("tilt",) not in elements("relu")
    driver = driven()
    driver.choose("function g", "prelu")
    assert driver.state.epsilon == 0.25


def test_a_slope_above_1_makes_a_change_grow_and_the_point_stays_in_sight():
    state = State("leaky_relu", -6.0, 2.0)
    shown = view(state)
    assert "1024 times as large" in shown.note and state.curve_point.value == -12
    assert float(elements_of(shown.picture)["value",].get("data-y")) == pytest.approx(-6.6)


def test_notes_tell_a_flat_place_a_jump_a_kink_and_the_steepest_place():
    note = lambda *fields: view(State(*fields)).note
    assert note("sign", 0.0).startswith("At the jump") and note("relu", 0.0).startswith("At the kink")
    assert note("relu", -1.0).startswith("Flat") and note("sigmoid", 0.0).startswith("Here the sigmoid is steepest")
    assert note("tanh", 0.0) == "One layer passes on 100 % of a change of z; ten such layers leave 1 of it."
