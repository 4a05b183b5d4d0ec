"""The shape puzzles: few lines, exactly measured (rows 12.1 to 12.3)."""

import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.path import Path

from lecture_lib import InputError
from lecture_lib.labs.shapes import shape_puzzles
from lecture_lib.labs.shapes.puzzle_lines import MAX_LINES, SHAPE_PUZZLES, move_knob, puzzle_iou, space_knobs_evenly
from lecture_lib.labs.shapes.shape_puzzles import PANEL_SIZE, State, view
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(shape_puzzles(**settings))


FEET = {
    "triangle": [(0.11, -1.0), (0.76, 0.5), (-0.87, 0.32)],
    "two islands": [
        (-1.46, -1.3),
        (-0.85, -0.49),
        (-1.96, -0.35),
        (1.76, 1.19),
        (0.71, 0.86),
        (1.04, -0.19),
        (2.09, 0.14),
    ],
}


def counted(puzzle, knobs, gate):
    """Return the IoU by another road: the points of a fine grid, asked one half-plane at a time."""
    side = np.arange(-3, 3, 0.01) + 0.005
    x = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    wanted = np.any([Path(target).contains_points(x) for target in SHAPE_PUZZLES[puzzle].targets], axis=0)
    holds = []
    for px, py, group in knobs:
        normal = np.array(SHAPE_PUZZLES[puzzle].centres[group]) - (px, py)
        holds.append((group, (x - (px, py)) @ normal > 0))
    groups = [[h for g, h in holds if g == group] for group in sorted({g for g, _ in holds})]
    if len(SHAPE_PUZZLES[puzzle].centres) == 1:
        fires = np.all(groups[0], axis=0) if gate == "AND" else np.any(groups[0], axis=0)
    else:
        ands = [np.all(group, axis=0) for group in groups]
        fires = np.all(ands, axis=0) if gate == "AND" else np.any(ands, axis=0)
    return (fires & wanted).sum() / (fires | wanted).sum()


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["AND", "OR"])
@pytest.mark.parametrize("puzzle", SHAPE_PUZZLES)
def test_the_iou_is_what_a_fine_grid_counts(puzzle, gate):
    rng = np.random.default_rng(1)
    for _ in range(3):
        knobs = SHAPE_PUZZLES[puzzle].start
        for i in range(len(knobs)):
            knobs = move_knob(puzzle, knobs, i, np.array(knobs[i][:2]) + rng.normal(0, 0.4, 2))
        assert puzzle_iou(puzzle, knobs, gate) == pytest.approx(counted(puzzle, knobs, gate), abs=3e-3)


def test_an_or_of_one_line_that_cuts_the_disc():
    knobs = ((0.5, 0.2, 0),)
    assert puzzle_iou("disc", knobs, "OR") == pytest.approx(counted("disc", knobs, "OR"), abs=3e-3)


def solve(driver, puzzle):
    driver.click("puzzle", puzzle)
    if puzzle == "disc":
        for _ in range(8):
            driver.press("Add a line")
        driver.drag(("knob", 0), 1.78, 0)
        driver.press("Spread evenly")
        driver.choose("the output is an", "AND")
        return
    driver.press("Add a line" if puzzle == "triangle" else "Add to AND 2")
    for i, (x, y) in enumerate(FEET[puzzle]):
        driver.drag(("knob", i), x, y)
    driver.choose("the output is an", "AND" if puzzle == "triangle" else "OR")


def test_all_three_puzzles_by_real_moves():
    driver = driven(goal="three shapes")
    for k, (name, puzzle) in enumerate(SHAPE_PUZZLES.items()):
        assert driver.goal.count == f"{k} of 3" and not driver.goal.reached
        solve(driver, name)
        assert dict(driver.state.best)[name] == puzzle.fewest
        assert driver.app.feedback.tone == "right" and driver.note.startswith(f"Solved with {puzzle.fewest} units")
    assert driver.goal.reached and driver.note.endswith("All three are solved.")


def test_the_question_is_about_the_gate_that_was_chosen():
    driver = driven()
    assert driver.note.endswith("OR fires where any of them does. Is that the gate you want?")
    driver.choose("the output is an", "AND")
    assert driver.note.startswith("AND fires where all lines do.") and "OR" not in driver.note


def test_a_network_with_a_unit_too_many_is_told_that_fewer_will_do():
    driver = driven()
    solve(driver, "triangle")
    assert "no network with fewer is known. Next puzzle: disc." in driver.note
    solve(driver, "disc")
    driver.press("Add a line")
    driver.press("Spread evenly")
    assert "Solved with 14 units; 13 are known to be enough." in driver.note


def test_the_iou_is_shown_as_the_quotient_of_two_areas():
    svg = driven(gate="AND").picture.svg
    both, either, found = (float(n) for n in re.findall(r'class="end num[^"]*">([\d.]+)<', svg))
    assert both / either == pytest.approx(found, abs=2e-3) and found == pytest.approx(
        driven(gate="AND").state.iou, abs=1e-3
    )


@pytest.mark.parametrize("gate", ["AND", "OR"])
@pytest.mark.parametrize("puzzle", SHAPE_PUZZLES)
def test_the_card_keeps_its_size_and_is_never_silent(puzzle, gate):
    for best in ((), (("triangle", 4), ("disc", 13), ("two islands", 10))):
        shown = view(State(puzzle, SHAPE_PUZZLES[puzzle].start, gate, best))
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [PANEL_SIZE] * 2
        assert 0 < len(shown.note) <= 150


def test_there_is_one_primary_action():
    faces = driven().app.face["controls"]
    assert [face["label"] for face in faces if face.get("primary")] == ["Add a line"]


def test_eleven_lines_are_too_few_for_the_disc_and_more_lines_do_not_spoil_the_best():
    driver = driven()
    solve(driver, "disc")
    driver.press("Add a line")
    driver.press("Spread evenly")
    assert driver.state.iou > 0.98 and dict(driver.state.best)["disc"] == 13
    assert not driver.enabled("Spread evenly")  # they are even now
    best = max(
        puzzle_iou("disc", space_knobs_evenly("disc", ((r, 0.0, 0),) * 11), "AND")
        for r in np.arange(1.7, 1.81, 0.01).round(2)
    )
    assert 0.979 < best < 0.98


def test_a_knob_on_its_centre_keeps_a_direction_and_too_many_lines_are_refused():
    driver = driven()
    driver.drag(("knob", 0), 0.0, -0.1)
    assert driver.state.knobs[0] == (0.1, -0.1, 0)
    for _ in range(MAX_LINES):
        driver.press("Add a line")
    assert len(driver.state.knobs) == MAX_LINES and "more are not needed" in driver.note
    for make in (State, shape_puzzles):
        with pytest.raises(InputError, match="puzzle is 'egg'"):
            make(puzzle="egg")


def test_the_start_of_no_puzzle_is_its_solution():
    for name, puzzle in SHAPE_PUZZLES.items():
        for gate in ("AND", "OR"):
            assert replace(State(), puzzle=name, knobs=puzzle.start, gate=gate).best == ()


@pytest.mark.parametrize("puzzle", SHAPE_PUZZLES)
def test_a_puzzle_starts_by_name_and_comes_back_from_its_code(puzzle):
    driver = driven(puzzle=puzzle)
    assert driver.state.knobs == SHAPE_PUZZLES[puzzle].start and "knobs" not in driver.code
    driver.choose("the output is an", "AND")
    assert driver.code == (f"shape_puzzles(puzzle={puzzle!r}, gate='AND')").replace("puzzle='triangle', ", "")
    driver.drag(("knob", 1), 0.7, 0.4)
    assert eval(driver.code, {"shape_puzzles": shape_puzzles}).state == driver.state
    assert eval(repr(driver.state), {"State": State}) == driver.state


@pytest.mark.parametrize("target", [("knob", -1), ("knob", 2), ("k0",), ("k-1",), ("q",)])
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    driver.drag(target, 0.5, 0.5)
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()
    driver.send({"kind": "drag", "id": "k0", "x": 0.5, "y": 0.5})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State()


def test_a_knob_that_is_taken_away_cannot_be_dragged_and_none_can_be_typed():
    driver = driven()
    driver.press("Remove last")
    before = driver.state
    driver.drag(("knob", 1), 1.0, 1.0)
    assert driver.in_trouble and "“knob.1”" in driver.note and driver.state == before
    driver.type(("knob", 0), "1")
    assert driver.in_trouble and "it answers to drag" in driver.note and driver.state == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_moves_break_no_puzzle(seed):
    move_at_random(driven(), np.random.default_rng(seed), near=4, times=300)
