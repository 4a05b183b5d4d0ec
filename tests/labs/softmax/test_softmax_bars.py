"""The softmax board: every mode and its handles, every goal, and where the naive way fails (rows 06.2, 06.3)."""

import asyncio
import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError, softmax
from lecture_lib.labs.softmax import softmax_bars
from lecture_lib.labs.softmax.softmax_bars import GOALS, MODES, START_LOGITS, TEMPERATURES, State, view
from lecture_lib.nn import central_difference
from tests.widget_driver import WidgetDriver, settings_of

START = State()
OVERFLOW = State("overflow", (80.0, 79.0, 77.0), naive=True)
PLACES = {  # goal → the state in which its place in the notebook starts
    "all zero": OVERFLOW,
    "the ring": START,
    "the strongest pull": State("slopes"),
}


def driven(state=START, **more):
    return WidgetDriver(softmax_bars(**settings_of(state), **more))


def drag(state, target, x, y):
    driver = driven(state)
    driver.drag(target, x, y)
    return driver.state


def write(state, target, text):
    driver = driven(state)
    driver.type(target, text)
    return driver.state


def sizes(driver):
    return [(panel.width, panel.height) for panel in driver.picture.panels]


def test_a_dragged_bar_changes_its_own_logit_alone():
    assert drag(START, ("bar", 1), 9, -2.34).z == (2.0, -2.34, -1.0)
    assert drag(OVERFLOW, ("bar", 0), 9, 708.6).z == (709, 79, 77)  # whole numbers on the long scale


@pytest.mark.parametrize("j, text, z", [(0, "−1,5", (-1.5, 1, -1)), (2, "1000", (2, 1, 1000))])
def test_a_logit_can_be_typed(j, text, z):
    assert write(START, ("logit", j), text).z == z


def test_the_temperature_is_slid_on_a_scale_of_powers_of_ten():
    driver = driven()
    assert driver.value("temperature T") == 1 and TEMPERATURES[0] == 0.01 and TEMPERATURES[-1] == 100
    for T in (0.01, 2, 100):
        driver.slide("temperature T", T)
        assert driver.state.T == T
    rates = np.diff(np.log(TEMPERATURES))
    assert rates.max() < 0.3


@pytest.mark.parametrize("label, end", [("Heat up", 100), ("Cool down", 0.01)])
def test_heating_and_cooling_run_to_the_end_of_the_scale(label, end):
    async def run():
        driver = driven()
        driver.send({"kind": "motion", "reduced": True})
        driver.press(label)
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert driver.state.T == end and not driver.enabled(label) and not driver.running(label)
        driver.undo()
        assert driver.state == START

    asyncio.run(run())


@pytest.mark.parametrize("text", ["much", "1e9", "-", "1e", "nan"])
def test_what_is_no_number_of_use_is_refused_in_words(text):
    driver = driven()
    driver.type(("logit", 0), text)
    assert driver.state == START and driver.in_trouble
    assert "Give" in driver.note or "real numbers" in driver.note or "finite" in driver.note
    assert "logit" in driver.note


def test_a_target_of_an_older_page_is_answered_in_words():
    driver = driven()
    for act in (
        lambda: driver.drag(("bar", 4), 0, 1.0),
        lambda: driver.type(("logit", -1), "1"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.drag(("scale",), 0, 1.0),
    ):
        act()
        assert driver.state == START and driver.in_trouble and "This picture has no" in driver.note


TABLE_OF_FAILURES = [
    ((1.0, 1000.0, 2.0), "float64", "e to the power 1000 is too large for float64"),
    ((1.0, 89.0, 2.0), "float32", "e to the power 89 is too large for float32"),
    ((709.5, 709.5, 709.5), "float64", "the results sum to 0"),
    ((88.5, 88.5, 88.0), "float32", "the results sum to 0"),
    ((-1000.0, -1001.0, -2000.0), "float64", "0 / 0 is not a number"),
    ((-103.0, -103.5, -104.0), "float32", "float32 has lost digits: the probabilities are off by up to 0.19"),
]


@pytest.mark.parametrize("z, precision, says", TABLE_OF_FAILURES)
def test_the_naive_way_fails_in_words_and_the_shifted_way_does_not(z, precision, says):
    state = State("overflow", z, naive=True, precision=precision)
    shown = view(state)
    assert says in shown.note and "nan" not in (shown.picture.svg + shown.picture.text + shown.note).lower()
    assert "inf<" not in shown.picture.svg and ("no probabilities" in shown.picture.svg) == ("lost" not in says)
    mended = view(replace(state, naive=False))
    assert "no exponential exceeds 1" in mended.note and "no probabilities" not in mended.picture.svg


@pytest.mark.parametrize("precision, exponents", [("float64", (709.8, -745.1)), ("float32", (88.7, -104))])
def test_the_limits_on_the_board_are_those_of_the_computer(precision, exponents):
    drawn = view(replace(OVERFLOW, precision=precision)).picture.svg
    above, below = (float(v.replace("−", "-")) for v in re.findall(r"(?:above|below) (−?[\d.]+)", drawn))
    assert (above, below) == exponents
    kind = np.dtype(precision).type
    with np.errstate(over="ignore", under="ignore"):
        assert np.isinf(np.exp(kind(above + 0.1))) and np.isfinite(np.exp(kind(above - 0.1)))
        assert np.exp(kind(below - 0.1)) == 0 and np.exp(kind(below + 0.1)) > 0
    assert "above" not in view(replace(OVERFLOW, naive=False)).picture.svg


@pytest.mark.parametrize("T", [0.3, 1.0, 4.0])
def test_the_jacobian_is_that_of_the_probabilities_on_the_board(T):
    state = State(z=(0.5, -1.0, 2.0), T=T)
    for i in range(3):
        slopes = central_difference(lambda z: softmax(z / T)[i], state.z)
        assert state.jacobian[i] == pytest.approx(slopes, abs=1e-8)


REACHED = {
    "the ring": [(("logit", 0), "-1.609"), (("logit", 1), "-1.204"), (("logit", 2), "-0.693")],
    "the strongest pull": [(("logit", 0), "3"), (("logit", 1), "3"), (("logit", 2), "-5")],
    "all zero": [(("logit", 0), "709.5"), (("logit", 1), "709.5")],
}


@pytest.mark.parametrize("goal", GOALS)
def test_each_goal_is_open_where_its_place_starts_and_reached_by_typing(goal):
    driver = driven(PLACES[goal], goal=goal)
    for target, text in REACHED[goal]:
        assert not driver.goal.reached and driver.app.feedback.tone == "note"
        driver.type(target, text)
    assert driver.goal.reached is True and driver.app.feedback.tone == "right"


def test_the_ring_counts_the_probabilities_that_are_there():
    driver = driven(goal="the ring")
    assert driver.goal.count == "0 of 3"
    driver.type(("logit", 1), "1.2")  # p₂ = 0.3
    assert driver.goal.count == "1 of 3"


@pytest.mark.parametrize(
    "goal, state",
    [
        ("the ring", State(z=(0.5, 0.3, 0.2))),
        ("the ring", State(z=(-3.219, -2.408, -1.386), T=2.0)),
        ("the strongest pull", State("slopes", z=(3.0, 3.0, -5.0), T=0.5)),
        ("the strongest pull", State("overflow", z=(1000.0, 1000.0, 0.0), naive=True)),
        ("all zero", State("overflow", z=(1.0, 1000.0, 2.0), naive=True)),
        ("all zero", State("overflow", z=(709.5, 709.5, 0.0))),
    ],
)
def test_what_only_looks_like_the_goal_does_not_count(goal, state):
    assert not GOALS[goal].progress(state).reached


def test_buttons_of_the_board():
    driver = driven()
    before = driver.state.steps.p
    driver.press("All + 5")
    assert driver.state.z == (7, 6, 4) and driver.state.steps.p == pytest.approx(before)
    assert "no probability has changed" in driver.note
    driver.press("All × 2")
    assert driver.state.z == (14, 12, 8) and "squares" in driver.note


def test_raising_a_logit_is_foretold_by_the_framed_slope():
    driver = driven(State("slopes"))
    p, slope = driver.state.steps.p[0], driver.state.jacobian[0, 1]
    driver.press("Raise z₂ by 0.1")
    assert driver.state.z == (2, 1.1, -1)
    change = driver.state.steps.p[0] - p
    assert f"{change:.3g}".replace("-", "−") in driver.note and f"{0.1 * slope:.3g}".replace("-", "−") in driver.note


def test_the_framed_slope_is_told_as_a_product_after_a_drag():
    driver = driven(State("slopes"))
    driver.drag(("bar", 2), 0, -2.0)
    p = driver.state.steps.p
    assert f"−{p[0]:.3g} · {p[1]:.3g}" in driver.note


def test_lecture_bs_logits_break_the_naive_way_and_not_the_shifted_one():
    driver = driven(OVERFLOW)
    driver.press("Try 1, 1000, 2")
    assert driver.state.z == (1, 1000, 2) and not driver.enabled("Try 1, 1000, 2")
    assert "∞ / ∞ is not a number" in driver.note
    driver.choose("worked out", False)
    assert driver.state.steps.p.tolist() == [0, 1, 0]
    driver.choose("numbers", "float32")
    assert driver.state.steps.p.dtype == np.float32
    driver.press("All × −1")
    assert driver.state.z == (-1, -1000, -2)


def test_doubling_too_often_is_refused_and_nothing_is_lost():
    driver = driven(State(z=(9000.0, 0.0, 0.0)))
    driver.press("All × 2")
    assert driver.state.z[0] == 9000 and driver.in_trouble


@pytest.mark.parametrize(
    "state, parts",
    [
        (START, ("Logits (2, 1, −1), temperature 1. Probabilities (0.705, 0.259, 0.0351).", "Entropy 0.714 of")),
        (State("slopes"), ("p₁: (0.208, −0.183, −0.0248).",)),
        (
            replace(OVERFLOW, z=(1.0, 1000.0, 2.0)),
            ("Probabilities (0, none, 0).", "Exponentials: 2.72, too large, 7.39; their sum: too large."),
        ),
    ],
)
def test_the_words_tell_what_is_drawn(state, parts):
    assert all(part in view(state).picture.text for part in parts)


def test_a_bar_beyond_the_scale_keeps_its_grip_inside_and_its_number():
    svg = view(State(z=(1000.0, 0.0, -1000.0))).picture.svg
    tops = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="30" height="12"', svg)]
    assert tops == [30.0, 130.0, 230.0] and 'data-value="1000"' in svg and 'data-y="1000"' in svg


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_three_panels_of_one_size_whatever_is_done(mode):
    wished = [START_LOGITS, (1.0, 1000.0, 2.0), (-9999.0, -9999.0, -9999.0), (709.5, 709.5, 709.5)]
    drivers = [
        driven(State(mode, z, T, naive, precision))
        for z in wished
        for T in (0.01, 1.0, 100.0)
        for naive in (True, False)
        for precision in ("float64", "float32")
    ]
    assert {tuple(sizes(driver)) for driver in drivers} == {((250, 300),) * 3}
    for driver in drivers:
        assert 0 < len(driver.note) <= 125 and "nan" not in driver.note
        assert set(driver.elements()) == {(kind, j) for kind in ("bar", "logit") for j in range(3)}
        assert sum(face.get("primary", False) for face in driver.app.face["controls"]) == 1


@pytest.mark.parametrize("state", PLACES.values())
def test_no_place_starts_broken_or_empty(state):
    assert state.are_probabilities and min(state.steps.p) > 0.01


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"z": (1.0, 2.0)}, "three numbers"),
        ({"z": (1.0,) * 4}, "three numbers"),
        ({"T": 0.0}, "the temperature is 0"),
        ({"z": (float("nan"), 0.0, 0.0)}, "three numbers"),
        ({"mode": "win"}, "mode is 'win'"),
        ({"precision": "float16"}, "float16"),
        ({"goal": "half"}, "no goal 'half'"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(changes, words):
    with pytest.raises(InputError, match=words):
        softmax_bars(**changes)


def test_a_state_comes_back_from_its_code():
    state = State("overflow", (1.0, 2.5, -3.0), T=0.1, naive=True)
    assert eval(repr(state), {"State": State}) == state
    driver = driven(state, goal="all zero")
    again = eval(driver.code, {"softmax_bars": softmax_bars})
    assert again.state == state and again.goal_name == "all zero"
