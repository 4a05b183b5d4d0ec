"""The proof that no unit computes XOR: inequalities that contradict each other (row 03.2)."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.perceptron import gate_proof
from lecture_lib.labs.perceptron.gate_proof import MAX_PICKS, State, inequality_coefficients, inequality_text, view
from lecture_lib.threshold import GATES, INPUTS
from tests.widget_driver import WidgetDriver, elements_of, settings_of


def driven(*fields, goal=""):
    return WidgetDriver(gate_proof(**settings_of(State(*fields)), goal=goal))


STATES = [*[State(gate, (1, 0, 2, 1)) for gate in GATES], State()]


@pytest.mark.parametrize("state", STATES)
def test_every_picture_is_well_formed_and_told_in_words(state):
    shown = view(state)
    found = elements_of(shown.picture)
    assert shown.picture.text and set(found) == {("corner", i) for i in range(4)}
    for target, element in found.items():
        assert element.get("tabindex") == "0" and element.get("aria-label"), target


@pytest.mark.parametrize("state", STATES)
def test_the_state_can_be_shared_as_text(state):
    assert eval(repr(state), {"State": State}) == state
    assert eval(gate_proof(**settings_of(state)).code, {"gate_proof": gate_proof}).state == state


def test_every_inequality_is_what_the_gate_wants():
    rng = np.random.default_rng(0)
    for gate, y in GATES.items():
        for w1, w2, b in rng.normal(size=(20, 3)):
            score = INPUTS @ [w1, w2] + b
            fulfilled = np.where(score > 0, 1, -1) == y
            assert np.array_equal(inequality_coefficients(gate) @ [w1, w2, b] > 0, fulfilled)


@pytest.mark.parametrize("gate", ["XOR", "XNOR"])
def test_the_goal_is_reached_by_the_contradiction_alone(gate):
    driver = driven(gate, goal="contradiction")
    for i in range(4):
        assert not driver.goal.reached
        driver.click("corner", i)
    assert (
        driver.goal.reached
        and driver.app.feedback.tone == "right"
        and "0 > 0" in driver.note
        and "Sum: 0 > 0." in driver.text
    )
    assert State(gate, (2, 2, 2, 2)).proven and not State(gate, (2, 1, 1, 1)).proven


def test_wrong_picks_are_told_what_is_left():
    shown = view(State("XOR", (1, 1, 0, 0)))
    assert "Still to cancel: w₂" in shown.note and "−w₂" in shown.note and "Sum: w₂ > 0." in shown.picture.text


@pytest.mark.parametrize("gate", [g for g in GATES if g not in ("XOR", "XNOR")])
def test_the_other_gates_show_weights_that_fulfil_all(gate):
    shown = view(State(gate, (1, 2, 0, 1)))
    assert "can be done" in shown.note and len(shown.note) <= 160
    w = [float(v.replace("−", "-")) for v in re.findall(r"= (−?[\d.]+)", shown.note)][:3]
    assert np.array_equal(np.where(INPUTS @ w[:2] + w[2] > 0, 1, -1), GATES[gate])
    assert "true" in shown.note


def test_picks_can_be_taken_back_one_by_one():
    driver = driven("XOR", (2, 0, 0, 0))
    driver.key(("corner", 0), "x")
    assert driver.state.picked == (2, 0, 0, 0)
    for key, left in (("Delete", 1), ("Backspace", 0), ("Backspace", 0)):
        driver.key(("corner", 0), key)
        assert driver.state.picked == (left, 0, 0, 0)
    driver.restart()
    driver.press("Remove all")
    assert driver.state == State()
    driver.choose("gate", "XNOR")
    assert driver.state == State("XNOR")


def test_the_contradiction_is_what_was_looked_for_and_is_shown_as_found():
    def words(state):
        panel = view(state).picture.panels[1].markup
        return {e.text: e.get("class") for e in ElementTree.fromstring(panel).iter() if e.text}

    found = words(State("XOR", (1, 1, 1, 1)))
    assert "good" in found["✓ contradiction found"] and "bad" not in " ".join(filter(None, found.values())).split()
    assert "no contradiction" in words(State("XOR", (1, 1, 0, 0)))


def test_the_next_gate_comes_when_this_one_is_settled():
    driver = driven()
    assert not driver.enabled("Next gate")
    for i in range(4):
        driver.click("corner", i)
    seen = []
    for _ in range(2):
        driver.press("Next gate")
        seen.append(driver.state)
        for i in range(4):
            driver.click("corner", i)
    assert seen == [State("XNOR"), State("FALSE")] and driver.enabled("Next gate")
    assert [face["label"] for face in driver.app.face["controls"] if face.get("primary")] == ["Next gate"]


@pytest.mark.parametrize("gate", GATES)
def test_the_card_keeps_its_size_and_is_never_silent(gate):
    for picked in itertools.product((0, 1, 9), repeat=4):
        shown = view(State(gate, picked))
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [(258, 304)] * 2
        assert 0 < len(shown.note) <= 160


def test_an_inequality_is_picked_nine_times_at_most():
    driver = driven("XOR", (0, 8, 0, 0))
    for _ in range(3):
        driver.click("corner", 1)
    assert driver.state.picked == (0, MAX_PICKS, 0, 0)


@pytest.mark.parametrize("target", [("corner", -1), ("corner", 4), ("corner0",), ("W1.-1.0",), ("q",)])
def test_what_the_picture_does_not_hold_cannot_be_picked(target):
    driver = driven()
    for act in (lambda: driver.click(*target), lambda: driver.key(target, "Delete")):
        act()
        assert driver.state == State() and driver.in_trouble and "This picture has no" in driver.note


def test_an_inequality_cannot_be_typed_over():
    driver = driven()
    driver.type(("corner", 0), "1")
    assert driver.state == State() and driver.in_trouble and "does not answer to “edit”" in driver.note


def test_inequalities_are_written_as_on_paper():
    assert inequality_text([1, 1, 1], True) == "w₁ + w₂ + b > 0"
    assert inequality_text([-1, 0, -2], False) == "−w₁ − 2b ≥ 0"
    assert inequality_text([0, 0, 0], True) == "0 > 0"


def test_a_gate_that_is_none_is_refused_in_words():
    with pytest.raises(InputError, match="gate is 'NOT'; choose one of FALSE, AND, "):
        gate_proof(gate="NOT")
