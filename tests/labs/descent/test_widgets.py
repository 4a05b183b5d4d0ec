"""The landscape widget and its pictures, in plain Python (rows 08.2, 08.3)."""

import re
from dataclasses import replace
from importlib import import_module
from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, Adam, InputError, Momentum
from lecture_lib.drawing import contour
from lecture_lib.labs.descent import map_picture as draw
from lecture_lib.labs.descent import slice_figure
from lecture_lib.labs.descent.runs import (
    MAX_STEPS,
    State,
    advance_runs,
    can_advance,
    classified_points,
    descent_runs,
    reached_point,
    switch_landscape,
)
from lecture_lib.training import LANDSCAPES, descent_path

lab = import_module("lecture_lib.labs.descent.landscape")

START = State()
BOWL = switch_landscape(START, "one linear neuron")


def press(state, id_):
    return lab.on_event(state, {"kind": "press", "id": id_})


def label_all(state):
    for k, spot in enumerate(classified_points(state.land), 1):
        state = press(press(state, f"point{k}"), f"is-{spot.kind}")
    return state


# --- runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule, is_", [("descent", SGD(0.3)), ("momentum", Momentum(0.3, 0.7)), ("adam", Adam(0.3))])
def test_the_paths_are_those_of_the_library_s_rules(rule, is_):
    state = replace(START, rule=rule, beta=0.7, steps=20)
    for start, run in zip(state.starts, descent_runs(state)):
        path = list(islice(descent_path(LANDSCAPES[state.land], start, is_), 20))
        assert np.array_equal(run.path[1:21], path) and np.array_equal(run.path[0], start)


def test_single_examples_make_another_path_and_the_same_one_every_time():
    one = replace(START, single=True, steps=30)
    paths = [np.array(lab.DescentRun(one, START.starts[0]).extend_to(30).path) for _ in range(2)]
    assert np.array_equal(*paths) and not np.allclose(paths[0], descent_runs(replace(START, steps=30))[0].path[:31])


def test_at_the_start_both_runs_end_in_the_same_minimum_so_that_the_goal_asks_for_a_move():
    state = replace(label_all(START), steps=1500)
    ends = [reached_point(state, run) for run in descent_runs(state)]
    assert ends[0] == ends[1] != 0
    assert not lab.view(state).goal.reached and "(3 of 3 so far)" in lab.view(state).goal.asks


def test_the_goal_is_reached_by_labels_and_one_dragged_start():
    stage = lab.landscape()
    for k, name in ((1, "minimum"), (2, "saddle"), (3, "minimum")):
        stage._on_event({"kind": "press", "id": f"row{k}"})
        stage._on_event({"kind": "press", "id": f"is-{name}"})
    stage._on_event({"kind": "drag", "id": "start1", "x": -1.5, "y": -0.5, "last": True})
    assert not lab.view(stage.state).goal.reached
    while can_advance(stage.state) and not lab.view(stage.state).goal.reached:
        stage.change(advance_runs)
    assert lab.view(stage.state).goal.reached and "Reached" in stage._note.value
    assert lab.view(press(press(stage.state, "point2"), "is-flat")).goal.reached is False


def test_on_a_landscape_with_one_minimum_the_goal_cannot_be_reached():
    assert not lab.view(replace(label_all(BOWL), steps=500)).goal.reached


@pytest.mark.parametrize("rate, lost", [(0.49, False), (0.51, True), (1.5, True)])
def test_beyond_two_over_the_largest_curvature_a_run_is_lost_and_it_is_said_in_words(rate, lost):
    state = replace(BOWL, rate=rate, steps=1000)
    shown = lab.view(state)
    assert descent_runs(state)[0].lost is lost and ("ran away" in shown.note) is lost
    assert ("has run away after" in shown.picture.text) is lost and can_advance(state) is not lost
    assert "nan" not in shown.picture.svg and "inf" not in shown.picture.svg


def test_a_run_on_its_way_has_not_arrived():
    away = replace(START, starts=((-1.0, -2.0),), steps=3)
    there = replace(away, steps=900)
    assert (reached_point(away, descent_runs(away)[0]), reached_point(there, descent_runs(there)[0])) == (0, 1)


def test_running_goes_faster_with_time_and_ends():
    state, turns = START, 0
    while can_advance(state):
        state, turns = advance_runs(state), turns + 1
    assert state.steps == MAX_STEPS and 50 < turns < 250
    assert advance_runs(START).steps == 1


# --- labels ----------------------------------------------------------------------------------------------------------


def test_eigenvalues_are_told_only_after_a_label():
    value = draw.eigenvalue_text(classified_points(START.land)[1].eigenvalues)
    assert value not in lab.view(START).picture.svg
    right, wrong = (press(press(START, "point2"), f"is-{name}") for name in ("saddle", "maximum"))
    assert value in lab.view(right).picture.svg and "Right: " in lab.view(right).note
    assert value in lab.view(wrong).note and "a maximum needs: all eigenvalues are below 0" in lab.view(wrong).note
    assert "labelled saddle: right" in lab.view(right).picture.text
    assert "labelled maximum: wrong" in lab.view(wrong).picture.text


def test_every_kind_is_there_to_be_found():
    assert {spot.kind for land in LANDSCAPES for spot in classified_points(land)} == {
        "minimum",
        "saddle",
        "maximum",
        "flat",
    }


def test_another_landscape_starts_afresh():
    assert switch_landscape(replace(label_all(START), steps=9), "one tanh neuron").labels == ()
    assert switch_landscape(replace(START, rate=0.2), "one tanh neuron").rate == 0.2


# --- starts ----------------------------------------------------------------------------------------------------------


def test_starts_are_added_where_one_clicks_and_removed_by_key_and_button():
    state = lab.on_event(START, {"kind": "draw", "id": "ground", "points": [[0.123, -1.0]], "last": False})
    assert state == START
    state = lab.on_event(START, {"kind": "draw", "id": "ground", "points": [[0.1, 0.1], [0.123, -1.0]], "last": True})
    assert state.starts[2] == (0.12, -1.0)
    assert lab.on_event(state, {"kind": "key", "id": "start1", "key": "Delete"}).starts == state.starts[1:]
    stage = lab.landscape()
    stage.press("Add a start")
    stage.press("Remove a start")
    assert stage.state.starts == START.starts


def test_there_is_never_no_start_and_never_a_fifth():
    with pytest.raises(InputError, match="last start"):
        lab.on_event(BOWL, {"kind": "key", "id": "start1", "key": "Delete"})
    full = replace(START, starts=START.starts + ((0.0, 1.0), (1.0, 1.0)))
    with pytest.raises(InputError, match="4 starts already"):
        lab.on_event(full, {"kind": "draw", "id": "ground", "points": [[0, 0]], "last": True})


@pytest.mark.parametrize("wrong", [{"land": "the moon"}, {"rule": "luck"}, {"starts": ()}])
def test_a_state_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        replace(START, **wrong)


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("land", LANDSCAPES)
def test_every_landscape_has_a_picture_with_all_handles(land):
    state = replace(switch_landscape(START, land), steps=40)
    svg = lab.view(state).picture.svg
    ids = set(re.findall(r'data-id="([^"]+)"', svg))
    n = len(classified_points(land))
    assert ids == {
        "ground",
        *(f"point{k}" for k in range(1, n + 1)),
        *(f"row{k}" for k in range(1, n + 1)),
        *(f"is-{name}" for name in ("minimum", "saddle", "maximum", "flat")),
        *(f"start{k}" for k in range(1, len(state.starts) + 1)),
    }
    assert "nan" not in svg


def test_contour_lines_lie_at_equal_height():
    land = LANDSCAPES["one linear neuron"]
    frame = draw.map_frame(land.low, land.high)
    path = re.search(r'<path d="([^"]+)"', draw.loss_map(land))[1]
    for piece in path.split("M")[1:]:
        x, y = np.array([p.split() for p in piece.split("L")], float).T
        w = np.column_stack(
            [
                frame.x0 + (x - frame.left) / frame.width * (frame.x1 - frame.x0),
                frame.y1 - (y - frame.top) / frame.height * (frame.y1 - frame.y0),
            ]
        )
        losses = np.log(land.loss(w) + 0.01 * 24)  # the raster spreads the logarithm over the levels
        assert np.ptp(losses) < 0.25
        assert np.hypot(np.diff(x), np.diff(y)).max() < 1.5 * frame.width / 72  # from one cell to the next


def test_joined_contour_lines_are_as_long_as_their_segments_together():
    land, frame, n = LANDSCAPES["one tanh neuron"], draw.map_frame(-0.5, 2.0), 72
    height = draw._spread(land.loss(frame.grid(n)).reshape(n, n))
    levels = np.linspace(-1, 1, 13)[1:-1]
    segments = np.concatenate([contour(height, level) for level in levels]) * frame.width / n
    pieces = re.search(r'<path d="([^"]+)"', draw.loss_map(land))[1].split("M")[1:]
    joined = [np.array([p.split() for p in piece.split("L")], float) for piece in pieces]
    length = sum(np.linalg.norm(np.diff(xy, axis=0), axis=1).sum() for xy in joined)
    assert length == pytest.approx(np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum(), rel=0.01)
    assert len(pieces) < len(segments) / 10


@pytest.mark.parametrize(
    "changes", [{"rule": "adam"}, {"rate": 0.31}, {"rule": "momentum", "beta": 0.5}, {"single": True}]
)
def test_every_setting_is_seen_before_the_first_step(changes):
    before = replace(START, rule=changes.get("rule", START.rule))
    if "beta" not in changes:
        before = START
    assert lab.view(replace(before, **changes)).picture.svg != lab.view(before).picture.svg


def test_each_start_has_a_look_of_its_own():
    assert len({re.sub(r"[\d.,-]+", "", draw.start_marker((0, 0), k)) + draw.START_SHAPES[k] for k in range(4)}) == 4
    assert len(set(draw.START_DASHES)) == len(set(draw.START_COLOURS)) == 4


def test_cuts_are_told_in_words():
    table = [[3.0, 2, 3], [2, 1, 2], [3, 2, 3]]
    shown = slice_figure(["a", "b"], [-1, 0, 1], [-1, 0, 1], [table, table], [[(1, 1), (0, 0)], [(0, 0.5), (0, 0)]])
    assert repr(shown) == (
        "Loss in 2 cuts. a: from 1 to 3; the path's shadow is 1.41 long. b: from 1 to 3; the path's shadow is 0.5 long."
    )
