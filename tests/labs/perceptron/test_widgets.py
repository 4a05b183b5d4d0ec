"""The widgets of notebook 03, in plain Python: every event, every goal, and numbers equal to the library's."""

import re
from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.drawing import plane_frame
from lecture_lib.labs.perceptron.picture import half_plane_tint
from lecture_lib.threshold import GATES, INPUTS, mistake_bound, train_perceptron

board = import_module("lecture_lib.labs.perceptron.gate_board")
proof = import_module("lecture_lib.labs.perceptron.gate_proof")
lab = import_module("lecture_lib.labs.perceptron.perceptron_lab")


def press(id_):
    return {"kind": "press", "id": id_}


def key(id_, name):
    return {"kind": "key", "id": id_, "key": name}


def drag(id_, x, y, last=True):
    return {"kind": "drag", "id": id_, "x": x, "y": y, "last": last}


def edit(id_, text):
    return {"kind": "edit", "id": id_, "text": text}


def drawn(picture):
    """The picture's elements; it must be well-formed."""
    return ElementTree.fromstring(picture.svg)


def handles(picture):
    return {e.get("data-id"): e for e in drawn(picture).iter() if e.get("data-id")}


def words(picture):
    return [e.text for e in drawn(picture).iter() if e.tag.endswith("text")]


ALL_STATES = [
    *[(lab, lab.run_to_end(lab.State(points))) for points in lab.SETS.values()],
    *[(lab, lab.State(points, shown=3)) for points in lab.SETS.values()],
    (lab, lab.State(start=(1.0, 0.0, -0.5))),
    *[(board, board.learn_weights(board.State(gate))) for gate in GATES],
    (board, board.State(w1=0.0, w2=0.0)),
    *[(proof, proof.State(gate, (1, 0, 2, 1))) for gate in GATES],
    (proof, proof.State()),
]


@pytest.mark.parametrize("module, state", ALL_STATES)
def test_every_picture_is_well_formed_and_told_in_words(module, state):
    shown = module.view(state)
    found = handles(shown.picture)
    assert shown.picture.text and (found or module is None)
    for id_, element in found.items():
        if "draw" not in element.get("data-can"):
            assert element.get("tabindex") == "0" and element.get("aria-label"), id_


@pytest.mark.parametrize("module, state", ALL_STATES)
def test_the_state_can_be_shared_as_text(module, state):
    assert eval(repr(state), {"State": module.State, "np": np}) == state


# --- the laboratory -----------------------------------------------------------------------------------------


def test_numbers_on_the_picture_are_the_library_s():
    for n, step in enumerate(train_perceptron(INPUTS, GATES["AND"]), start=1):
        shown = lab.view(lab.State(shown=n)).picture
        w, b = step.after
        assert [float(handles(shown)[name].get("data-value")) for name in ("w1", "w2", "b")] == [*w, b]
        assert f"Step {n}: example {step.index + 1} at" in shown.text
        assert f"{step.mistakes} mistake" in shown.text
        assert ("a mistake" in shown.text) == (step.guess != step.y)


def test_a_mistake_shows_old_line_added_vector_and_new_line():
    state = lab.skip_to_mistake(lab.State())
    shown = lab.view(state).picture
    assert "Before: w = (0, 0), b = 0. Added: (2, 2) to w and 2 to b. After: w = (2, 2), b = 2." in shown.text
    later = lab.skip_to_mistake(state)
    assert "Added: (0, 0) to w and −2 to b." in lab.view(later).picture.text
    dashed = [e for e in drawn(lab.view(later).picture).iter() if e.get("stroke-dasharray") == "7 5"]
    assert len(dashed) == 1
    assert not [e for e in drawn(lab.view(lab.State(shown=1)).picture).iter() if e.get("stroke-dasharray") == "7 5"]


def test_next_example_next_mistake_and_the_end_agree():
    state, mistakes = lab.State(lab.SETS["NAND"]), 0
    while lab.skip_to_mistake(state) != state:
        state, mistakes = lab.skip_to_mistake(state), mistakes + 1
        assert lab.run_facts(state).mistakes == mistakes
    assert state == lab.run_to_end(lab.State(lab.SETS["NAND"])) and lab.run_facts(state).finished
    assert lab.show_next_example(state) == state and lab.run_to_end(state) == state
    single = lab.State(lab.SETS["NAND"])
    for _ in range(state.shown):
        single = lab.show_next_example(single)
    assert single == state


def test_going_back_restores_every_step():
    stage = lab.perceptron_lab()
    seen = [stage.board.say]
    for label in ("Next example", "Next mistake", "Next mistake", "To the end"):
        stage.press(label)
        seen.append(stage.board.say)
    assert len(set(seen)) == 5
    for said in reversed(seen[:-1]):
        stage.press("◀ Back")
        assert stage.board.say == said
    stage.press("Forward ▶")
    assert stage.board.say == seen[1]


def test_xor_is_caught_going_round():
    state = lab.run_to_end(lab.State(lab.SETS["XOR"]))
    note = lab.view(state).note
    assert note.startswith("The weights before step 10 are those before step 6") and "for ever" in note
    assert note.count("0.25 ×") == 4
    assert "for ever" not in lab.view(replace(state, shown=state.shown - 1)).note
    first, again = (next(s for s in train_perceptron(INPUTS, GATES["XOR"]) if s.number == n) for n in (6, 10))
    assert first.w.tolist() == again.w.tolist() and (first.b, first.index) == (again.b, again.index)


def test_the_bound_is_shown_only_where_it_holds():
    shown = lab.view(lab.run_to_end(lab.State())).picture
    assert f"at most {int(mistake_bound(INPUTS, GATES['AND']) + 1e-6)} are possible" in shown.text
    assert "no line separates" in lab.view(lab.State(lab.SETS["XOR"])).picture.text
    elsewhere = lab.view(lab.State(start=(1.0, 0.0, 0.0))).picture
    assert "starts elsewhere" in elsewhere.text and "at most" not in elsewhere.text


def test_the_bar_is_as_long_as_its_share():
    shown = lab.view(lab.run_to_end(lab.State())).picture
    bars = [float(e.get("width")) for e in drawn(shown).iter() if e.tag.endswith("rect") and e.get("height") == "16"]
    assert bars[1] / bars[0] == pytest.approx(10 / 51, abs=1e-4)


def test_moving_a_point_starts_the_run_anew():
    state = lab.on_event(lab.State(shown=7), drag("p4", 1.27, 0.9))
    assert state.points[3] == (1.25, 0.875, 1.0) and state.shown == 0 and state.data == lab.OWN_POINTS


def test_points_stay_on_the_plane_and_on_the_grid():
    state = lab.on_event(lab.State(), drag("p1", -40, 3.21))
    assert state.points[0][:2] == (lab.AXIS_LOW + lab.GRID_STEP, lab.AXIS_HIGH - lab.GRID_STEP)


@pytest.mark.parametrize("event", [press("p2"), key("p2", "f"), key("p2", "F")])
def test_a_point_can_be_flipped(event):
    assert lab.on_event(lab.State(shown=3), event).points[1] == (0.0, 1.0, 1.0)


def test_points_can_be_added_and_removed():
    ground = {"kind": "draw", "id": "ground", "points": [[0.3, 2.2]], "last": False}
    assert lab.on_event(lab.State(), ground) == lab.State()  # nothing before the button is let go
    more = lab.on_event(lab.State(shown=2), ground | {"last": True})
    assert more.points[4] == (0.25, 2.25, 1.0) and more.shown == 0
    assert lab.on_event(more, key("p5", "Delete")) == lab.State() == lab.on_event(more, key("p5", "Backspace"))
    assert lab.on_event(more, key("p5", "q")) == more


def test_there_is_a_least_and_a_largest_number_of_points():
    with pytest.raises(InputError, match="last point"):
        lab.on_event(lab.State(points=((0.0, 0.0, 1.0),)), key("p1", "Delete"))
    stage = lab.perceptron_lab()
    for _ in range(lab.MAX_POINTS - 4):
        stage.press("Add a point")
    assert len(stage.state.points) == lab.MAX_POINTS == len({p[:2] for p in stage.state.points})
    with pytest.raises(InputError, match="24 points already"):
        lab.on_event(stage.state, {"kind": "draw", "id": "ground", "points": [[0, 0]], "last": True})


def test_typed_weights_are_a_new_start():
    state = lab.on_event(lab.State(shown=4), edit("w2", "−0,5"))
    assert state.start == (2.0, -0.5, 2.0) and state.shown == 0
    with pytest.raises(InputError, match="weight|w2"):
        lab.on_event(state, edit("w2", "two"))
    stage = lab.perceptron_lab(state)
    stage.press("Start from zero")
    assert stage.state == lab.State()


def test_choosing_points_and_rate_from_the_menus():
    stage = lab.perceptron_lab(lab.State(shown=4))
    stage.controls["points"][1].value = "OR"
    assert stage.state == lab.State(lab.SETS["OR"])
    stage.controls["learning rate η"][1].value = 0.25
    assert stage.state.rate == 0.25
    stage._on_event(drag("p1", 0.5, 0.5))
    assert stage.controls["points"][1].value == lab.OWN_POINTS
    stage.controls["points"][1].value = "XOR"
    assert stage.state.points == lab.SETS["XOR"]


def test_the_goal_is_reached_by_shrinking_the_margin():
    start = lab.run_to_end(lab.State())
    assert not lab.view(start).goal.reached
    closer = lab.run_to_end(lab.on_event(lab.State(), drag("p1", 1.0, 0.875)))
    assert lab.view(closer).goal.reached, lab.run_facts(closer)
    assert lab.run_facts(closer).separation.margin < lab.run_facts(start).separation.margin
    assert not lab.view(replace(closer, shown=closer.shown - 1)).goal.reached
    elsewhere = lab.run_to_end(replace(closer, start=(-9.0, 9.0, 30.0), shown=0))
    assert lab.run_facts(elsewhere).mistakes >= lab.GOAL_MISTAKES and not lab.view(elsewhere).goal.reached


def test_the_end_is_bounded_where_the_rule_never_stops():
    for points in lab.SETS.values():
        state = lab.run_to_end(lab.State(points))
        assert state.shown <= lab.MAX_STEPS
        assert lab.run_facts(state).finished or lab.run_facts(state).cycle is not None


@pytest.mark.parametrize("name", list(lab.SETS))
def test_the_end_is_the_same_when_the_run_is_known_already(name):
    state = lab.State(lab.SETS[name], start=(0.5, -0.25, 0.0))  # a run that no other test has asked for
    first = lab.run_to_end(state)
    assert lab.run_to_end(state) == first
    assert lab.run_facts(first).finished or lab.run_facts(first).cycle


def test_sides_are_tinted_as_the_unit_answers():
    frame = plane_frame(0, 1, 0, 1, left=0, top=0, size=100)
    blue, orange = re.findall(r'points="([^"]*)"', half_plane_tint(frame, (1, 0), -0.25))
    assert {p.split(",")[0] for p in blue.split()} == {"25.0", "100.0"}
    assert {p.split(",")[0] for p in orange.split()} == {"0.0", "25.0"}
    assert half_plane_tint(frame, (0, 0), 0).count("polygon") == 1 and "#e08a3c" in half_plane_tint(frame, (0, 0), 0)


# --- the board of gates -------------------------------------------------------------------------------------


def test_the_board_has_a_tile_for_every_gate():
    assert set(GATES) <= set(handles(board.view(board.State()).picture))


def test_scores_and_answers_on_the_picture_are_the_unit_s():
    state = board.State("AND", 1.0, -0.5, 0.25)
    said = board.view(state).picture.text
    for x in INPUTS:
        score = 1.0 * x[0] - 0.5 * x[1] + 0.25
        written = f"{score:g}".replace("-", "−")
        assert f"score {written}, answer {'+1' if score > 0 else '−1'}" in said


def test_choosing_a_tile_keeps_the_weights_and_a_solved_one_brings_its_own():
    solved = board.learn_weights(board.State("NAND"))
    other = board.on_event(solved, press("OR"))
    assert (other.gate, other.weights) == ("OR", solved.weights) and dict(other.solved)["NAND"] == solved.weights
    moved = board.on_event(other, edit("b", "7"))
    assert board.on_event(moved, press("NAND")).weights == solved.weights


def test_a_tile_turns_green_when_all_four_corners_agree():
    almost = board.State("AND", 1.0, 1.0, -0.75)
    assert not almost.solved
    done = board.on_event(almost, edit("b", "-1.5"))
    assert done.solved == (("AND", (1.0, 1.0, -1.5)),)
    assert "all 4 corners agree" in board.view(done).note
    tile = handles(board.view(done).picture)["AND"]
    assert "solved" in tile.get("aria-label") and any(e.get("fill") == "var(--good)" for e in tile)


def test_sliders_solve_and_undo_unsolves():
    stage = board.gate_board()
    stage.controls["bias b"][1].value = -1.5
    assert dict(stage.state.solved) == {"AND": (1.0, 1.0, -1.5)}
    stage.press("◀ Back")
    assert stage.state == board.State()


def test_the_line_is_shifted_and_turned_by_its_knobs():
    state = board.State("AND", 1.0, 1.0, -1.0)
    shifted = board.on_event(state, drag("shift", 0.75, 0.75))
    assert shifted.weights == (1.0, 1.0, -1.5)
    tip = handles(board.view(state).picture)["turn"]
    x, y = float(tip.get("data-x")), float(tip.get("data-y"))
    assert board.on_event(state, drag("turn", x, y)).weights == state.weights
    assert board.on_event(state, drag("turn", x + float(tip.get("data-step")), y)).weights[:2] == (1.25, 1.0)
    turned = board.on_event(state, drag("turn", 0.5 - 0.6, 0.5))
    assert turned.weights == (-2.0, 0.0, 1.0)


def test_from_no_line_at_all_the_arrow_can_be_pulled_out():
    flat = board.State("x1", 0.0, 0.0, 0.0)
    found = handles(board.view(flat).picture)
    assert "shift" not in found and "turn" in found
    assert board.on_event(flat, drag("turn", 0.8, 0.5)).solved == (("x1", (1.0, 0.0, -0.5)),)


def test_ties_are_shown_and_decided_as_minus_one():
    tied = board.State("AND", 1.0, 1.0, -1.0)
    shown = board.view(tied)
    assert "Exactly on the line, where 0 decides: (0, 1) and (1, 0)." in shown.note
    assert words(shown.picture).count("0 tie") == 2 and tied.computes == "AND"
    rounding = board.State("AND", 0.1, 0.2, -0.3)
    assert rounding.scores[3] == 0 and rounding.answers[3] == -1


def test_all_fourteen_and_only_these_turn_green():
    state = board.State()
    for gate in GATES:
        state = board.learn_weights(board.on_event(state, press(gate)))
        assert (gate in dict(state.solved)) == (gate not in ("XOR", "XNOR"))
    assert len(state.solved) == 14 and board.view(state).goal.reached
    assert not board.view(replace(state, solved=state.solved[1:], gate="XOR", w1=0.0, w2=0.0)).goal.reached
    for name, (w1, w2, b) in state.solved:
        assert np.array_equal(np.where(INPUTS @ [w1, w2] + b > 0, 1, -1), GATES[name])


def test_the_rule_on_xor_stops_where_the_round_closes():
    run = board.train_gate("XOR")
    last = next(s for s in train_perceptron(INPUTS, GATES["XOR"]) if s.number == run.cycle.again - 1)
    assert run == (tuple((*last.after[0].tolist(), last.after[1])), last.number, last.mistakes, run.cycle)


def test_xor_leads_to_the_proof():
    three = board.State("XOR", 1.0, 1.0, -0.5)
    assert "3 of 4 corners agree" in board.view(three).note and "gate_proof" in board.view(three).note
    assert "goes round for ever" in board.view(board.learn_weights(board.State("XOR"))).note


# --- the proof ----------------------------------------------------------------------------------------------


def test_every_inequality_is_what_the_gate_wants():
    rng = np.random.default_rng(0)
    for gate, y in GATES.items():
        for w1, w2, b in rng.normal(size=(20, 3)):
            score = INPUTS @ [w1, w2] + b
            fulfilled = np.where(score > 0, 1, -1) == y
            assert np.array_equal(proof.inequality_coefficients(gate) @ [w1, w2, b] > 0, fulfilled)


@pytest.mark.parametrize("gate", ["XOR", "XNOR"])
def test_the_goal_is_reached_by_the_contradiction_alone(gate):
    state = proof.State(gate)
    for i in range(4):
        assert not proof.view(state).goal.reached
        state = proof.on_event(state, press(f"corner{i}"))
    shown = proof.view(state)
    assert shown.goal.reached and "0 > 0" in shown.note and "Sum: 0 > 0." in shown.picture.text
    assert proof.State(gate, (2, 2, 2, 2)).proven and not proof.State(gate, (2, 1, 1, 1)).proven


def test_wrong_picks_are_told_what_is_left():
    note = proof.view(proof.State("XOR", (1, 1, 0, 0))).note
    assert "w₂ > 0" in note and "Still to cancel: w₂" in note and "−w₂" in note


@pytest.mark.parametrize("gate", [g for g in GATES if g not in ("XOR", "XNOR")])
def test_the_other_gates_show_weights_that_fulfil_all(gate):
    shown = proof.view(proof.State(gate, (1, 2, 0, 1)))
    assert shown.goal is None and "can be done" in shown.note
    w = [float(v.replace("−", "-")) for v in re.findall(r"= (−?[\d.]+)", shown.note)][:3]
    assert np.array_equal(np.where(INPUTS @ w[:2] + w[2] > 0, 1, -1), GATES[gate])
    assert "true" in shown.note


def test_picks_can_be_taken_back_one_by_one():
    state = proof.State("XOR", (2, 0, 0, 0))
    assert proof.on_event(state, key("corner0", "Delete")).picked == (1, 0, 0, 0)
    assert proof.on_event(proof.State(), key("corner0", "Backspace")) == proof.State()
    assert proof.on_event(state, key("corner0", "x")) == state
    stage = proof.gate_proof(state)
    stage.press("Take all back")
    assert stage.state == proof.State()
    stage.controls["gate"][1].value = "XNOR"
    assert stage.state == proof.State("XNOR")


def test_inequalities_are_written_as_on_paper():
    assert proof.inequality_text([1, 1, 1], True) == "w₁ + w₂ + b > 0"
    assert proof.inequality_text([-1, 0, -2], False) == "−w₁ − 2b ≥ 0"
    assert proof.inequality_text([0, 0, 0], True) == "0 > 0"
