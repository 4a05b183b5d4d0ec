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
from lecture_lib.labs.activations.tangent import GOALS, State, on_event, view
from lecture_lib.labs.activations.tangent_picture import tangent_frames
from tests.labs.card_states import check_card
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


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(tangent(), [*STATES, State()])


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"g": "cosine"}, "g is 'cosine'"),
        ({"z": 7.0}, "z is 7. Give a number from −6 to 6"),
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
        driver.restart()
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
        plain = [v.replace("−", "-").replace(" · 10⁻⁴", "e-4") for v in said]
        assert list(map(float, plain)) == pytest.approx([value, slope], rel=1e-3, abs=1e-12)
        assert state.curve_point.value == value and state.curve_point.slope == slope
        point = elements_of(view(state).picture)["slope",]
        assert (float(point.get("data-x")), float(point.get("data-y"))) == pytest.approx((z, slope), abs=1e-4)


def bars(*fields):
    """The heights of the bars, and which of them are hollow."""
    found = re.findall(
        r'<rect [^>]*width="14.56" height="([\d.]+)" fill="var\(--(\w+)\)"', view(State(*fields)).picture.svg
    )
    return [float(height) for height, _ in found], [fill == "paper" for _, fill in found]


def test_bars_are_as_high_as_the_logarithm_of_the_powers_of_the_slope():
    heights, hollow = bars("sigmoid", 0.0)
    assert (
        len(heights) == 10
        and not any(hollow)
        and "after ten: 9.5 · 10⁻⁷ is left" in words(view(State("sigmoid", 0.0)).picture)
    )
    assert np.allclose(np.diff(heights), -118 * np.log10(4) / 16, atol=0.02)
    assert bars("relu", 2.0)[0] == [118 * 12 / 16] * 10 and bars("relu", -2.0) == ([], [])
    assert bars("prelu", -2.0, -0.5)[1] == [True, False] * 5


def test_each_place_has_a_goal_of_its_own():
    assert len({goal.asks for goal in GOALS.values()}) == len(GOALS)
    half = WidgetDriver(tangent(goal="half as steep"))
    half.choose("function g", "tanh")
    assert not half.goal.reached
    half.drag(("value",), 0.88, 0)
    assert half.goal.reached
    convention = WidgetDriver(tangent(g="relu", z=0.0, goal="D’s convention"))
    assert not convention.goal.reached
    convention.click("side", "right")
    assert convention.goal.reached


def test_the_goal_of_ten_layers_needs_tanh_near_0_and_no_sigmoid_reaches_it():
    kept = lambda g, z: GOALS["ten layers"].progress(State(g, round(float(z), 2))).reached
    driver = WidgetDriver(tangent(goal="ten layers"))
    driver.choose("function g", "tanh")
    assert not driver.goal.reached
    driver.drag(("value",), 0.2, 0)
    assert driver.state == replace(State(), g="tanh", z=0.2) and driver.goal.reached
    assert not any(kept("sigmoid", z) for z in np.linspace(-6, 6, 49)) and not kept("relu", 3)
    assert max(z for z in np.arange(0, 1, 0.01) if kept("tanh", z)) == pytest.approx(0.26)


@pytest.mark.parametrize("epsilon", [-1.0, 0.25, 0.9, 2.0])
def test_dots_that_lie_close_are_drawn_apart_and_inside_the_frame(epsilon):
    _, frame = tangent_frames(CURVE_STYLES["prelu"])
    found = elements("prelu", 0.0, epsilon)
    centres = sorted(float(found["side", side][0].get("cy")) for side in SIDES)
    assert min(np.diff(centres)) >= 24 and frame.top < centres[0] and centres[-1] < frame.top + frame.height


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
    assert note("relu", -1.0).startswith("Here the curve is flat") and note("sigmoid", 0.0).startswith(
        "Here the sigmoid is steepest"
    )
    assert note("tanh", 0.0) == "One layer passes on 100% of a small change of z, and ten leave 1."
    assert view(State()).note.startswith("Drag the purple point")
