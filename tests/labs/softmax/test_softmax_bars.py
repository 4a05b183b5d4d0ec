"""The softmax board: every handle, every task, and where the careless way fails (rows 06.2, 06.3)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError, softmax
from lecture_lib.labs.softmax import softmax_bars
from lecture_lib.labs.softmax.softmax_bars import SOFTMAX_TASKS, START_LOGITS, State, view
from lecture_lib.nn import central_difference
from tests.widget_driver import WidgetDriver, settings_of

START = State()


def driven(state=START):
    return WidgetDriver(softmax_bars(**settings_of(state)))


def drag(state, target, x, y):
    driver = driven(state)
    driver.drag(target, x, y)
    return driver.state


def write(state, target, text):
    driver = driven(state)
    driver.type(target, text)
    return driver.state


def test_a_dragged_bar_changes_its_own_logit_alone():
    assert drag(START, ("bar", 1), 9, -2.34).z == (2.0, -2.34, -1.0)


@pytest.mark.parametrize("j, text, z", [(0, "−1,5", (-1.5, 1, -1)), (2, "1000", (2, 1, 1000))])
def test_a_logit_can_be_typed(j, text, z):
    assert write(START, ("logit", j), text).z == z


@pytest.mark.parametrize("x, T", [(0, 1), (2, 100), (-2, 0.01), (5, 100), (-9, 0.01), (0.301, 2.0), (1, 10)])
def test_the_temperature_is_dragged_on_a_scale_of_powers_of_ten(x, T):
    assert drag(START, ("scale",), x, 0).T == pytest.approx(T, rel=0.01)


def test_the_temperature_can_be_typed_and_must_be_within_its_scale():
    driver = driven()
    driver.type(("temperature",), "0.5")
    assert driver.state.T == 0.5
    for bad in ("0", "-1", "101", "0.001"):
        driver.type(("temperature",), bad)
        assert driver.in_trouble and "the temperature is" in driver.note and driver.state.T == 0.5


@pytest.mark.parametrize(
    "target, text",
    [
        (("logit", 0), "much"),
        (("logit", 0), "1e9"),
        (("logit", 0), "-"),
        (("logit", 0), "1e"),
        (("logit", 1), "nan"),
        (("temperature",), "warm"),
        (("temperature",), "inf"),
        (("temperature",), "-"),
        (("temperature",), "1e"),
    ],
)
def test_what_is_no_number_of_use_is_refused_in_words(target, text):
    driver = driven()
    driver.type(target, text)
    assert driver.state == START and driver.in_trouble
    assert "wanted" in driver.note or "finite" in driver.note
    assert "logit" in driver.note or "temperature" in driver.note


def test_a_bar_that_is_gone_and_a_target_of_an_older_page_are_answered_in_words():
    driver = driven()
    driver.choose("classes", 5)
    driver.drag(("bar", 4), 0, 1.5)
    assert driver.state.z[4] == 1.5
    driver.choose("classes", 3)
    before = driver.state
    for act in (
        lambda: driver.drag(("bar", 4), 0, 1.0),
        lambda: driver.type(("logit", -1), "1"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.type(("n0",), "1"),
        lambda: driver.drag(("q",), 0, 1.0),
    ):
        act()
        assert driver.state == before and driver.in_trouble and "This picture has no" in driver.note


TABLE_OF_FAILURES = [
    ((1.0, 1000.0, 2.0), "float64", "e to the power 1000 is beyond the largest float64, 1.8e+308"),
    ((1.0, 89.0, 2.0), "float32", "e to the power 89 is beyond the largest float32, 3.4e+38"),
    ((709.5, 709.5, 709.5), "float64", "the probabilities sum to 0"),
    ((88.5, 88.5, 88.0), "float32", "the probabilities sum to 0"),
    ((-1000.0, -1001.0, -2000.0), "float64", "Zero divided by zero is not a number"),
    ((-103.0, -103.5, -104.0), "float32", "float32 has lost their digits: these probabilities are off by up to 0.19"),
]


@pytest.mark.parametrize("z, precision, says", TABLE_OF_FAILURES)
def test_the_careless_way_fails_in_words_and_the_shifted_way_does_not(z, precision, says):
    state = State(z=z, careless=True, precision=precision)
    shown = view(state)
    assert says in shown.note and "nan" not in (shown.picture.svg + shown.picture.text + shown.note).lower()
    assert "inf<" not in shown.picture.svg and ("no probabilities" in shown.picture.svg) == ("lost" not in says)
    mended = view(replace(state, careless=False))
    assert mended.note == "" and "no probabilities" not in mended.picture.svg


@pytest.mark.parametrize("T", [0.3, 1.0, 4.0])
def test_the_jacobian_is_that_of_the_probabilities_on_the_board(T):
    state = State(z=(0.5, -1.0, 2.0, 0.0), T=T)
    for i in range(4):
        slopes = central_difference(lambda z: softmax(z / T)[i], state.z)
        assert state.jacobian[i] == pytest.approx(slopes, abs=1e-8)


REACHED = {
    "half": [(("logit", 0), "0.3069"), (("logit", 2), "0.3069")],
    "shares": [(("logit", 0), "-1.609"), (("logit", 1), "-1.204"), (("logit", 2), "-0.693")],
    "unsure": [(("temperature",), "50")],
    "rival": [(("logit", 0), "3"), (("logit", 1), "3"), (("logit", 2), "-5")],
    "nothing": [(("logit", 0), "709.5"), (("logit", 1), "709.5")],
}


@pytest.mark.parametrize("task", SOFTMAX_TASKS)
def test_each_task_is_open_at_the_start_and_reached_by_typing(task):
    driver = driven(State(task=task, careless=task == "nothing"))
    for target, text in REACHED[task]:
        assert not driver.goal.reached
        driver.type(target, text)
    assert driver.goal.reached is True


@pytest.mark.parametrize(
    "state",
    [
        State(task="half", z=(0.3069, 1.0, 0.3069), T=2.0),
        State(task="half", z=(2.0, 2.6931, 2.0)),
        State(task="shares", z=(0.5, 0.3, 0.2)),
        State(task="unsure", z=(0.0, 0.0, 0.0)),
        State(task="rival", z=(3.0, 3.0, -5.0), T=0.5),
        State(task="nothing", z=(1.0, 1000.0, 2.0), careless=True),
        State(task="rival", z=(1000.0, 1000.0, 0.0), careless=True),
    ],
)
def test_what_only_looks_like_the_task_does_not_count(state):
    assert not view(state).goal.reached


def test_buttons_and_menus_of_the_board():
    driver = driven()
    before = driver.state.steps.p
    driver.press("All + 5")
    assert driver.state.z == (7, 6, 4) and driver.state.steps.p == pytest.approx(before)
    driver.press("All × −1")
    assert driver.state.z == (-7, -6, -4)
    driver.press("All × 2")
    assert driver.state.z == (-14, -12, -8)
    driver.press("z = 1, 1000, 2")
    assert driver.state.z == (1, 1000, 2) and driver.state.steps.p.tolist() == [0, 1, 0]
    assert not driver.enabled("z = 1, 1000, 2")
    driver.choose("worked out", True)
    assert "Infinity divided by infinity" in driver.note
    driver.press("Reset")
    for k in (5, 4, 3):
        driver.choose("classes", k)
        assert driver.state.z == START_LOGITS[:k] and driver.state.classes == k
    driver.choose("numbers", "float32")
    assert driver.state.steps.p.dtype == np.float32


def test_doubling_too_often_is_refused_and_nothing_is_lost():
    driver = driven(State(z=(9000.0, 0.0, 0.0)))
    driver.press("All × 2")
    assert driver.state.z[0] == 9000 and driver.in_trouble


def test_the_text_twin_tells_all_that_is_drawn():
    said = view(START).picture.text
    for part in (
        "Logits (2, 1, −1), temperature 1, the shifted way in float64.",
        "Powers of e: (1, 0.368, 0.0498)",
        "Probabilities: (0.705, 0.259, 0.0351).",
        "Entropy 0.714.",
        "p₁: (0.208, −0.183, −0.0248).",
    ):
        assert part in said
    assert (
        "Powers of e: (2.72, too large, 7.39); their sum: too large. Probabilities: (0, none, 0)."
        in view(State(z=(1.0, 1000.0, 2.0), careless=True)).picture.text
    )


def test_a_bar_beyond_the_scale_keeps_its_handle_inside_and_its_number():
    svg = view(State(z=(1000.0, 0.0, -1000.0))).picture.svg
    tops = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="30" height="12"', svg)]
    assert tops == [28.0, 116.0, 204.0] and 'data-value="1000"' in svg and 'data-y="1000"' in svg


@pytest.mark.parametrize("k", [3, 4, 5])
def test_every_handle_is_there_for_every_number_of_classes(k):
    found = set(driven(State(z=START_LOGITS[:k])).elements())
    assert found == {(kind, j) for kind in ("bar", "logit") for j in range(k)} | {("scale",), ("temperature",)}


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"z": (1.0, 2.0)}, "three to five numbers"),
        ({"z": (1.0,) * 6}, "three to five"),
        ({"T": 0.0}, "the temperature is 0"),
        ({"z": (float("nan"), 0.0, 0.0)}, "three to five"),
        ({"task": "win"}, "task is 'win'"),
        ({"precision": "float16"}, "float16"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(changes, words):
    with pytest.raises(InputError, match=words):
        softmax_bars(**changes)


def test_a_state_comes_back_from_its_code():
    state = State(z=(1.0, 2.5, -3.0, 0.0), T=0.1, careless=True, task="rival")
    assert eval(repr(state), {"State": State}) == state
    assert eval(driven(state).code, {"softmax_bars": softmax_bars}).state == state
