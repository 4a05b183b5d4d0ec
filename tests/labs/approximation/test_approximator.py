"""The approximator, in plain Python (row 11.2)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError, relu, step
from lecture_lib.labs.approximation import approximator
from lecture_lib.labs.approximation.approximator import (
    BUDGETS,
    GOAL_ERROR,
    GOALS,
    TARGET_FUNCTIONS,
    State,
    fit_heights,
    follow_target,
    max_error,
    place_evenly,
    view,
)
from lecture_lib.labs.approximation.approximator_picture import PANEL_SIZE
from lecture_lib.labs.approximation.knots import COMPARISON_GRID, MAX_HEIGHT, adaptive_knots, target_on_grid
from tests.widget_driver import WidgetDriver, settings_of

FIRST = State()


def driven(state=FIRST, goal=""):
    return WidgetDriver(approximator(**settings_of(state), goal=goal))


def drag(state, target, x, y):
    driver = driven(state)
    driver.drag(target, x, y)
    return driver.state


def stroke(state, *parts):
    driver = driven(state)
    for i, points in enumerate(parts):
        driver.draw(("ground",), *points, last=i == len(parts) - 1)
    return driver.state


# --- the approximator: the network ---------------------------------------------------------------------------------


@pytest.mark.parametrize("basis, g", [("hinges", relu), ("steps", step)])
def test_the_network_has_n_units_and_goes_where_the_handles_are(basis, g):
    rng, state = np.random.default_rng(0), place_evenly(FIRST, basis, 4)
    state = replace(state, heights=tuple(rng.uniform(-1, 1, 5).round(2).tolist()))
    assert state.net.sizes == (1, 4, 1) and state.net[1].g is g and state.n == 4
    dots = {target: node for target, node in driven(state).elements().items() if target[0] in ("corner", "level")}
    assert len(dots) == 5
    for node in dots.values():
        assert state.net([[float(node.get("data-x"))]])[0, 0] == pytest.approx(float(node.get("data-y")), abs=1e-6)


def test_dragging_a_corner_moves_joint_and_height_and_an_end_stays_at_its_end():
    state = drag(FIRST, ("corner", 2), 0.41, 0.7)
    assert state.joints[1] == 0.41 and state.heights[2] == 0.7
    for end in (0, 6):
        state = drag(FIRST, ("corner", end), 0.5, 0.7)
        assert state.joints == FIRST.joints and state.heights[end] == 0.7


@pytest.mark.parametrize(
    "basis, targets",
    [("hinges", [("corner", k) for k in range(1, 6)]), ("steps", [("step", k) for k in range(6)])],
)
def test_joints_pushed_on_top_of_each_other_stop_beside_each_other(basis, targets):
    state = place_evenly(FIRST, basis, 6)
    for target in targets:
        state = drag(state, target, 0.0, 5.0)
    assert np.all(np.diff((0, *state.joints)) >= 0.0099) and max(state.heights) <= MAX_HEIGHT
    for fitted in (fit_heights(state), fit_heights(drag(state, targets[-1], 1.0, 0.0))):
        assert np.isfinite(fitted.net[2].W).all() and "nan" not in view(fitted).picture.svg


def test_a_step_is_moved_by_its_box_and_lifted_by_its_dot():
    state = place_evenly(FIRST, "steps", 4)
    driver = driven(state)
    driver.drag(("step", 1), 0.5, 9.0)
    driver.type(("level", 1), "0,5")
    moved = driver.state
    assert moved.joints == (0.2, 0.5, 0.6, 0.8) and moved.heights == (0, 0.5, 0, 0, 0)
    assert moved.net([[0.19], [0.21], [0.49], [0.51]])[:, 0] == pytest.approx([0, 0.5, 0.5, 0])
    driver = driven(state)
    driver.type(("step", 0), "0.1")
    assert driver.state.joints == (0.1, 0.4, 0.6, 0.8)


@pytest.mark.parametrize(
    "settings, target, name",
    [
        ({}, ("corner", 1), "the height"),
        ({"basis": "steps"}, ("level", 1), "the height"),
        ({"basis": "steps"}, ("step", 1), "the step's place"),
        ({"hand": "target"}, ("knob", 24), "the height"),
    ],
)
@pytest.mark.parametrize(
    "text, says",
    [
        ("high", "text"),
        ("-", "text"),
        ("1e", "text"),
        ("", "text"),
        ("nan", "finite"),
        ("१", "text"),
        ("1e999", "finite"),
    ],
)
def test_bad_numbers_are_answered_in_words(settings, target, name, text, says):
    driver = WidgetDriver(approximator(**settings))
    before, picture = driver.state, driver.picture
    driver.type(target, text)
    assert driver.in_trouble and says in driver.note and name in driver.note
    assert (driver.state, driver.picture) == (before, picture)


def test_a_height_outside_the_picture_is_refused():
    driver = driven()
    driver.type(("corner", 1), "7")
    assert driver.in_trouble and "−1.3 to 1.3" in driver.note and driver.state == FIRST
    driver.type(("corner", 1), "1")
    assert not driver.in_trouble and driver.state.heights[1] == 1


@pytest.mark.parametrize(
    "target", [("corner", -1), ("corner", 7), ("level", 1), ("step", 0), ("knob", 24), ("p1",), ("W1.-1.0",), ("q",)]
)
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    for act in (lambda: driver.type(target, "1"), lambda: driver.drag(target, 0.5, 0.5)):
        act()
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == FIRST
    driver.send({"kind": "drag", "id": "p1", "x": 0.5, "y": 0.5})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == FIRST


def test_a_corner_that_has_gone_with_its_unit_is_refused():
    driver = driven()
    driver.choose("how many", 4)
    before = driver.state
    driver.type(("corner", 5), "1")
    assert driver.in_trouble and "This picture has no “corner.5”" in driver.note and driver.state == before
    driver.choose("units", "steps")
    driver.drag(("corner", 1), 0.5, 0.5)
    assert driver.in_trouble and driver.state.heights == (0.0,) * 5


@pytest.mark.parametrize("basis", ["hinges", "steps"])
@pytest.mark.parametrize("target", TARGET_FUNCTIONS)
def test_no_other_heights_have_a_smaller_mean_square(basis, target):
    state = fit_heights(replace(place_evenly(FIRST, basis, 4), target=target))
    loss = lambda s: np.mean((s.net(COMPARISON_GRID[:, None])[:, 0] - target_on_grid(target)) ** 2)
    for k in range(5):
        for by in (-0.02, 0.02):
            heights = (*state.heights[:k], state.heights[k] + by, *state.heights[k + 1 :])
            assert loss(replace(state, heights=heights)) > loss(state)


def test_the_largest_distance_is_where_the_mark_stands_and_is_what_the_words_say():
    state = drag(drag(FIRST, ("corner", 2), 0.3, -0.5), ("corner", 4), 0.6, 1.0)
    far = [abs(state.net([[x]])[0, 0] - 0.9 * np.tanh(10 * (x - 0.35))) for x in COMPARISON_GRID]
    said = re.search(r"maximum error is ([\d.]+), at x = ([\d.]+)", view(state).picture.text)
    assert float(said[1]) == pytest.approx(max(far), abs=6e-4)
    assert float(said[2]) == pytest.approx(COMPARISON_GRID[np.argmax(far)], abs=1e-3)


# --- the approximator: goal and scores -----------------------------------------------------------------------------


def test_the_goal_takes_placing_and_is_reached_by_real_moves():
    driver = driven(goal="a sharp turn")
    driver.press("Fit heights")
    assert not driver.goal.reached  # equal pieces are not enough
    for k, x in enumerate((0.2, 0.28, 0.36, 0.43, 0.51), 1):
        driver.drag(("corner", k), x, 0.0)
        assert not driver.goal.reached
    driver.press("Fit heights")
    assert driver.goal.reached and "Your best so far: 0.0" in driver.text
    assert driver.app.feedback.tone == "right" and "good places" in driver.note
    driver.drag(("corner", 3), 0.36, 1.2)
    assert driver.goal.reached  # the best is kept


@pytest.mark.parametrize("target, basis, n", [("turn", "steps", 6), ("turn", "hinges", 8), ("wave", "hinges", 6)])
def test_the_goal_is_not_reached_by_another_task(target, basis, n):
    state = replace(FIRST, best=(((target, basis, n), 0.01),))
    assert not GOALS["a sharp turn"].progress(state).reached


def test_the_best_is_the_smallest_of_each_task():
    state = fit_heights(FIRST)
    first = dict(state.best)["turn", "hinges", 6]
    worse = drag(state, ("corner", 3), 0.5, -1.0)
    assert dict(worse.best) == {("turn", "hinges", 6): first} and max_error(worse) > first
    other = drag(follow_target(worse, "wave"), ("corner", 1), 0.2, 0.9)
    assert set(dict(other.best)) == {("turn", "hinges", 6), ("wave", "hinges", 6)}


@pytest.mark.parametrize("basis", ["hinges", "steps"])
@pytest.mark.parametrize("n", BUDGETS)
@pytest.mark.parametrize("target", TARGET_FUNCTIONS)
def test_every_task_can_be_shown_and_placing_by_bend_is_valid(target, basis, n):
    joints = adaptive_knots(target, (), basis, n)
    state = State(target, basis, joints, (0.0,) * (n + 1))
    for shown in (view(state), view(fit_heights(state))):
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [PANEL_SIZE] * 2
        assert 0 < len(shown.note) <= 150


def test_the_feedback_says_where_the_network_is_farthest_away_and_on_which_side():
    driver = driven()
    assert driver.note.startswith("Drag the dots onto the pale curve")
    driver.type(("corner", 0), "1")
    assert driver.note.startswith("Farthest away at x = 0: 1.898 too high. Move what is near")
    driver.press("Fit heights")
    assert "too low" in driver.note and "move a corner" in driver.note and not driver.enabled("Fit heights")
    driver.choose("the pointer", "target")
    assert driver.note.startswith("Draw over the picture")


def test_the_mark_of_the_goal_stands_where_it_can_be_reached():
    words = f"goal {GOAL_ERROR:g}"
    assert words in driven().picture.svg
    for state in (follow_target(FIRST, "wave"), place_evenly(FIRST, "hinges", 8), place_evenly(FIRST, "steps", 6)):
        assert words not in driven(state).picture.svg


def test_a_target_is_chosen_by_its_small_picture():
    driver = driven()
    driver.click("target", "peak")
    assert driver.state == replace(FIRST, target="peak") and "a narrow peak" in driver.picture.svg
    before = driver.state
    driver.click("target", "peak")
    assert driver.state == before
    driver.click("target", "drawn")
    assert driver.state.target == "drawn" and driver.state.hand == driver.value("the pointer") == "target"
    driver.click("target", "turn")
    assert (driver.state.target, driver.state.hand) == ("turn", "joints") and len(driver.state.drawn) == 49


def test_there_are_no_menus_and_one_primary_action():
    faces = driven().app.face["controls"]
    assert [face["label"] for face in faces if face.get("primary")] == ["Fit heights"]
    assert {face["kind"] for face in faces} == {"button", "segments"}


# --- the approximator: drawing -------------------------------------------------------------------------------------


def test_a_stroke_draws_the_target_along_the_pointer_and_leaves_the_rest():
    state = stroke(replace(FIRST, hand="target"), [[0.25, 0.0]], [[0.5, 1.0], [0.75, 0.0]])
    x = np.linspace(0, 1, 49)
    drawn, old = np.array(state.drawn), 0.9 * np.tanh(10 * (x - 0.35))
    inside = (x >= 0.25) & (x <= 0.75)
    assert drawn[inside] == pytest.approx(1 - 4 * np.abs(x[inside] - 0.5), abs=2e-3)
    assert drawn[~inside] == pytest.approx(old[~inside], abs=1e-2)
    assert state.target == "drawn" and state.pen is None


def test_a_stroke_to_the_left_does_the_same():
    ahead = stroke(replace(FIRST, hand="target"), [[0.25, -1.0], [0.75, 1.0]])
    back = stroke(replace(FIRST, hand="target"), [[0.75, 1.0], [0.25, -1.0]])
    assert ahead.drawn == back.drawn


def test_a_stroke_beside_the_interval_stays_within():
    state = stroke(replace(FIRST, hand="target"), [[-0.03, 0.5], [0.2, 0.5]], [[1.03, 0.5]])
    assert len(state.drawn) == 49 and set(state.drawn) == {0.5}


def test_a_stroke_means_nothing_while_the_pointer_moves_joints():
    driver = driven()
    driver.draw(("ground",), (0.2, 0.2), (0.7, 0.7))
    assert driver.state == FIRST and driver.in_trouble


def test_the_target_is_drawn_by_keys_too_and_a_new_drawing_forgets_old_scores():
    state = replace(FIRST, hand="target")
    targets = set(driven(state).elements())
    assert sum(target[0] == "knob" for target in targets) == 9 and ("corner", 1) not in targets
    state = drag(state, ("knob", 24), 0.9, -0.5)
    assert state.drawn[24] == -0.5 and target_on_grid("drawn", state.drawn)[200] == pytest.approx(-0.5)
    assert state.drawn[18] == pytest.approx(0.9 * np.tanh(10 * (18 / 48 - 0.35)), abs=1e-2)
    scored = fit_heights(replace(state, hand="joints"))
    assert ("drawn", "hinges", 6) in dict(scored.best)
    driver = driven(replace(scored, hand="target"))
    driver.drag(("knob", 0), 0, 1.0)
    assert ("drawn", "hinges", 6) not in dict(driver.state.best)
    driver.undo()
    driver.type(("knob", 6), "0.25")
    assert driver.state.drawn[6] == 0.25


def test_back_takes_a_whole_stroke_away():
    driver = WidgetDriver(approximator(hand="target"))
    for i in range(5):
        driver.draw(("ground",), (i / 5, 0.5), last=i == 4)
    assert len(driver.state.drawn) == 49
    driver.undo()
    assert driver.state == replace(FIRST, hand="target")


@pytest.mark.parametrize(
    "change, says",
    [
        ({"target": "moon"}, "'moon'"),
        ({"joints": (0.5,)}, "1 joints and 7 heights"),
        ({"joints": (0.5, 0.4, 0.6, 0.7, 0.8)}, "must grow"),
        ({"heights": (9.0,) * 7}, "outside the picture"),
        ({"target": "drawn"}, "drawn has 0 heights"),
        ({"drawn": (0.5,) * 48}, "drawn has 48 heights"),
        ({"hand": "left"}, "hand is 'left'"),
    ],
)
def test_states_that_make_no_sense_are_refused(change, says):
    with pytest.raises(InputError, match=says):
        replace(FIRST, **change)


def test_units_of_another_kind_start_by_name_and_the_code_says_no_more():
    driver = WidgetDriver(approximator(basis="steps"))
    assert driver.state.n == 6 and driver.state == place_evenly(FIRST, "steps", 6)
    assert driver.code == "approximator(basis='steps')"
    driver.type(("level", 2), "0.5")
    assert (
        driver.code.startswith("approximator(basis='steps', heights=(0.0, 0.0, 0.5, ") and "joints" not in driver.code
    )
    assert eval(driver.code, {"approximator": approximator}).state == driver.state
    assert WidgetDriver(approximator(joints=(0.25, 0.5, 0.75))).state.n == 4
