"""The board of the sixteen gates: which can one unit compute? (row 03.2)"""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.perceptron import gate_board
from lecture_lib.labs.perceptron.gate_board import GOALS, HIGH, LOW, State, learn_weights, train_gate, view
from lecture_lib.threshold import GATES, INPUTS, train_perceptron
from tests.widget_driver import WidgetDriver, elements_of, settings_of


def driven(*fields, goal=""):
    return WidgetDriver(gate_board(**settings_of(State(*fields)), goal=goal))


def words(picture):
    return [e.text for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("text")]


STATES = [*[learn_weights(State(gate)) for gate in GATES], State(w1=0.0, w2=0.0)]


@pytest.mark.parametrize("state", STATES)
def test_every_picture_is_well_formed_and_told_in_words(state):
    shown = view(state)
    found = elements_of(shown.picture)
    assert shown.picture.text and found
    for target, element in found.items():
        assert element.get("tabindex") == "0" and element.get("aria-label"), target


@pytest.mark.parametrize("state", STATES)
def test_the_state_can_be_shared_as_text(state):
    assert eval(repr(state), {"State": State}) == state
    assert eval(gate_board(**settings_of(state)).code, {"gate_board": gate_board}).state == state


def test_the_board_has_a_tile_for_every_gate():
    assert {("gate", name) for name in GATES} <= set(driven().elements())


def test_scores_and_answers_on_the_picture_are_the_unit_s():
    said = view(State("AND", 1.0, -0.5, 0.25)).picture.text
    for x in INPUTS:
        score = 1.0 * x[0] - 0.5 * x[1] + 0.25
        written = f"{score:g}".replace("-", "−")
        assert f"score {written}, answer {'+1' if score > 0 else '−1'}" in said


def test_choosing_a_tile_keeps_the_weights_and_a_solved_one_brings_its_own():
    driver = driven("NAND")
    driver.press("Learn it by the rule")
    solved = driver.state
    driver.click("gate", "OR")
    other = driver.state
    assert (other.gate, other.weights) == ("OR", solved.weights) and dict(other.solved)["NAND"] == solved.weights
    driver.slide("bias b", 6)
    driver.click("gate", "NAND")
    assert driver.state.weights == solved.weights


def test_a_tile_turns_green_when_all_four_corners_agree():
    driver = driven("AND", 1.0, 1.0, -0.75)
    assert not driver.state.solved
    driver.slide("bias b", -1.5)
    assert driver.state.solved == (("AND", (1.0, 1.0, -1.5)),)
    assert "all 4 corners agree" in driver.note
    tile = driver.elements()["gate", "AND"]
    assert "solved" in tile.get("aria-label") and any(e.get("fill") == "var(--good)" for e in tile)


def test_sliders_solve_and_undo_unsolves():
    driver = driven()
    driver.slide("bias b", -1.5)
    assert dict(driver.state.solved) == {"AND": (1.0, 1.0, -1.5)}
    driver.undo()
    assert driver.state == State()


def test_the_line_is_shifted_and_turned_by_its_knobs():
    driver = driven("AND", 1.0, 1.0, -1.0)
    tip = driver.elements()["turn",]
    x, y = float(tip.get("data-x")), float(tip.get("data-y"))
    driver.drag(("shift",), 0.75, 0.75)
    assert driver.state.weights == (1.0, 1.0, -1.5)
    driver.undo()
    driver.drag(("turn",), x, y)
    assert driver.state.weights == (1.0, 1.0, -1.0)
    driver.drag(("turn",), x + float(tip.get("data-step")), y)
    assert driver.state.weights[:2] == (1.25, 1.0)
    driver.undo()
    driver.drag(("turn",), 0.5 - 0.6, 0.5)
    assert driver.state.weights == (-2.0, 0.0, 1.0)


def test_from_no_line_at_all_the_arrow_can_be_pulled_out():
    driver = driven("x1", 0.0, 0.0, 0.0)
    found = driver.elements()
    assert ("shift",) not in found and ("turn",) in found
    driver.drag(("turn",), 0.8, 0.5)
    assert driver.state.solved == (("x1", (1.0, 0.0, -0.5)),)


def test_a_knob_that_is_gone_and_a_target_of_an_older_page_are_answered_in_words():
    driver = driven()
    driver.slide("weight w₁", 0)
    driver.slide("weight w₂", 0)
    before = driver.state
    for act in (
        lambda: driver.drag(("shift",), 1, 1),
        lambda: driver.click("AND"),
        lambda: driver.click("gate", "AND or OR"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.type(("q",), "1"),
    ):
        act()
        assert driver.state == before and driver.in_trouble and "This picture has no" in driver.note


def test_ties_are_shown_and_decided_as_minus_one():
    tied = State("AND", 1.0, 1.0, -1.0)
    shown = view(tied)
    assert shown.picture.text.count("score 0, on the line, answer −1") == 2 and tied.computes == "AND"
    diamonds = [e for e in ElementTree.fromstring(shown.picture.svg).iter() if "rotate(45" in e.get("transform", "")]
    assert words(shown.picture).count("z = 0") == 2 and len(diamonds) == 3  # and one that says what they mean
    rounding = State("AND", 0.1, 0.2, -0.3)
    assert rounding.scores[3] == 0 and rounding.answers[3] == -1


def test_each_corner_bears_its_score_and_a_verdict():
    shown = words(view(State("AND", 1.0, -0.5, 0.25)).picture)
    scores = [f"z = {text}" for text in ("0.25", "−0.25", "1.25", "0.75")]
    assert [word for word in shown if word and word.startswith("z = ")] == scores
    assert shown.count("✗") == 2


@pytest.mark.parametrize("state", [*STATES, State("AND", -6.0, 6.0, 6.0), State("AND", 6.0, 0.25, -6.0), State(b=-6.0)])
def test_the_arrow_and_its_knobs_stay_in_sight(state):
    found = elements_of(view(state).picture)
    places = {name: np.array([float(found[name,].get(f"data-{axis}")) for axis in "xy"]) for name in ("turn", "shift")
              if (name,) in found}  # fmt: skip
    for at in places.values():
        assert (LOW < at).all() and (at < HIGH).all()
    if "shift" in places:
        along = places["turn"] - places["shift"]
        assert np.hypot(*along) > 0.07 and np.cross([*along, 0], [state.w1, state.w2, 0])[2] == pytest.approx(
            0, abs=1e-4
        )


def test_no_knob_hides_a_corner():
    knob = elements_of(view(State()).picture)["shift",]  # the line's nearest point is the corner (0, 0)
    at = np.array([float(knob.get("data-x")), float(knob.get("data-y"))])
    assert np.hypot(*(INPUTS - at).T).min() > 0.2 and at.sum() == pytest.approx(0)


def test_a_line_out_of_sight_is_pulled_back_by_its_knob():
    driver = driven("TRUE", 1.0, 1.0, 6.0)
    assert driver.state.computes == "TRUE"
    driver.drag(("shift",), 0.75, 0.75)
    assert driver.state.weights == (1.0, 1.0, -1.5)


@pytest.mark.parametrize("gate", GATES)
def test_the_card_keeps_its_size_and_is_never_silent(gate):
    for state in (State(gate), learn_weights(State(gate)), State(gate, 0.0, 0.0), State(gate, 1.0, 1.0, -0.5)):
        shown = view(state)
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [(258, 304)] * 2
        assert 0 < len(shown.note) <= 150


def test_the_feedback_is_green_when_the_gate_is_done_and_never_tells_how_many_there_are():
    driver = driven()
    assert driver.app.feedback.tone == "note" and driver.note.startswith("AND: 2 of 4 corners agree")
    driver.press("Learn it by the rule")
    assert driver.app.feedback.tone == "right" and "in 18 steps" in driver.note
    assert "14" not in driver.note + GOALS["every gate"].asks and not driven(goal="every gate").goal.count


def test_one_action_is_the_primary_one():
    assert [face["label"] for face in driven().app.face["controls"] if face.get("primary")] == ["Learn it by the rule"]


def test_all_fourteen_and_only_these_turn_green():
    driver = driven(goal="every gate")
    for gate in GATES:
        driver.click("gate", gate)
        driver.press("Learn it by the rule")
        assert (gate in dict(driver.state.solved)) == (gate not in ("XOR", "XNOR"))
    state = driver.state
    assert len(state.solved) == 14 and driver.goal.reached
    assert not GOALS["every gate"].progress(replace(state, solved=state.solved[1:], gate="XOR", w1=0.0, w2=0.0)).reached
    for name, (w1, w2, b) in state.solved:
        assert np.array_equal(np.where(INPUTS @ [w1, w2] + b > 0, 1, -1), GATES[name])


def test_the_rule_on_xor_stops_where_the_round_closes():
    run = train_gate("XOR")
    last = next(s for s in train_perceptron(INPUTS, GATES["XOR"]) if s.number == run.cycle.again - 1)
    assert run == (tuple((*last.after[0].tolist(), last.after[1])), last.number, last.mistakes, run.cycle)


def test_xor_leads_to_the_proof():
    note = view(State("XOR", 1.0, 1.0, -0.5)).note
    assert "3 of 4 corners agree" in note and "gate_proof" in note
    assert "goes round forever" in view(learn_weights(State("XOR"))).note


def test_a_gate_that_is_none_is_refused_in_words():
    with pytest.raises(InputError, match="gate is 'NOT'; choose one of FALSE, AND, "):
        gate_board(gate="NOT")
