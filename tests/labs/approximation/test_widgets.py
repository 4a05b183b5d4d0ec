"""The approximator and the broken conditions, in plain Python (rows 11.1, 11.2)."""

import re
from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError, relu, step
from lecture_lib.labs.approximation import approximate_case, cube, square
from lecture_lib.labs.approximation.conditions import CONDITION_CASES
from lecture_lib.labs.approximation.knots import COMPARISON_GRID, MAX_HEIGHT
from lecture_lib.piecewise_linear import minimax_lower_bound

lab = import_module("lecture_lib.labs.approximation.approximator")
broken = import_module("lecture_lib.labs.approximation.broken_conditions")

FIRST = lab.State()


def drag(state, id_, x, y):
    return lab.on_event(state, {"kind": "drag", "id": id_, "x": x, "y": y, "last": True})


def stroke(state, *parts):
    for i, points in enumerate(parts):
        state = lab.on_event(state, {"kind": "draw", "id": "ground", "points": points, "last": i == len(parts) - 1})
    return state


def handles(state):
    return {
        node.get("data-id"): node
        for node in ElementTree.fromstring(lab.view(state).picture.svg).iter()
        if node.get("data-can")
    }


# --- the approximator: the network ---------------------------------------------------------------------------------


@pytest.mark.parametrize("basis, g", [("hinges", relu), ("steps", step)])
def test_the_network_has_n_units_and_goes_where_the_handles_are(basis, g):
    rng, state = np.random.default_rng(0), lab._for_budget(FIRST, basis, 4)
    state = replace(state, heights=tuple(rng.uniform(-1, 1, 5).round(2).tolist()))
    assert state.net.sizes == (1, 4, 1) and state.net[1].g is g and state.n == 4
    for id_, node in handles(state).items():
        if id_[0] == "p":
            assert state.net([[float(node.get("data-x"))]])[0, 0] == pytest.approx(float(node.get("data-y")), abs=1e-6)


def test_dragging_a_corner_moves_joint_and_height_and_an_end_stays_at_its_end():
    state = drag(FIRST, "p2", 0.41, 0.7)
    assert state.joints[1] == 0.41 and state.heights[2] == 0.7
    for end in ("p0", "p6"):
        state = drag(FIRST, end, 0.5, 0.7)
        assert state.joints == FIRST.joints and state.heights[int(end[1])] == 0.7


@pytest.mark.parametrize(
    "basis, ids", [("hinges", ["p1", "p2", "p3", "p4", "p5"]), ("steps", ["t1", "t2", "t3", "t4", "t5", "t6"])]
)
def test_joints_pushed_on_top_of_each_other_stop_beside_each_other(basis, ids):
    state = lab._for_budget(FIRST, basis, 6)
    for id_ in ids:
        state = drag(state, id_, 0.0, 5.0)
    assert np.all(np.diff((0, *state.joints)) >= 0.0099) and max(state.heights) <= MAX_HEIGHT
    for fitted in (lab.fit_heights(state), lab.fit_heights(drag(state, ids[-1], 1.0, 0.0))):
        assert np.isfinite(fitted.net[2].W).all() and "nan" not in lab.view(fitted).picture.svg


def test_a_step_is_moved_by_its_box_and_lifted_by_its_dot():
    state = lab._for_budget(FIRST, "steps", 3)
    moved = lab.on_event(drag(state, "t2", 0.6, 9.0), {"kind": "edit", "id": "p1", "text": "0,5"})
    assert moved.joints == (0.25, 0.6, 0.75) and moved.heights == (0, 0.5, 0, 0)
    assert moved.net([[0.24], [0.26], [0.59], [0.61]])[:, 0] == pytest.approx([0, 0.5, 0.5, 0])
    assert lab.on_event(state, {"kind": "edit", "id": "t1", "text": "0.1"}).joints == (0.1, 0.5, 0.75)


@pytest.mark.parametrize("text, says", [("high", "text"), ("7", "−1.3 to 1.3"), ("nan", "finite")])
def test_bad_heights_are_answered_in_words(text, says):
    stage = lab.approximator()
    stage._on_event({"kind": "edit", "id": "p1", "text": text})
    assert says in stage._note.value and stage.state == FIRST


@pytest.mark.parametrize("basis", ["hinges", "steps"])
@pytest.mark.parametrize("target", lab.TARGET_FUNCTIONS)
def test_no_other_heights_have_a_smaller_mean_square(basis, target):
    state = lab.fit_heights(replace(lab._for_budget(FIRST, basis, 4), target=target))
    loss = lambda s: np.mean(
        (s.net(COMPARISON_GRID[:, None])[:, 0] - lab.TARGET_FUNCTIONS[target][1](COMPARISON_GRID)) ** 2
    )
    for k in range(5):
        for by in (-0.02, 0.02):
            nudged = replace(state, heights=lab._put(state.heights, k, state.heights[k] + by))
            assert loss(nudged) > loss(state)


def test_the_largest_distance_is_where_the_mark_stands_and_is_what_the_words_say():
    state = drag(drag(FIRST, "p2", 0.3, -0.5), "p4", 0.6, 1.0)
    far = [abs(state.net([[x]])[0, 0] - 0.9 * np.tanh(10 * (x - 0.35))) for x in COMPARISON_GRID]
    said = re.search(r"largest distance is ([\d.]+), at x = ([\d.]+)", lab.view(state).picture.text)
    assert float(said[1]) == pytest.approx(max(far), abs=6e-4) and float(said[2]) == pytest.approx(
        COMPARISON_GRID[np.argmax(far)], abs=1e-3
    )


# --- the approximator: goal and scores -----------------------------------------------------------------------------


def test_the_goal_takes_placing_and_is_reached_by_real_moves():
    stage = lab.approximator()
    goal = lambda: stage.view(stage.state).goal.reached
    stage.press("Fit heights")
    assert not goal()  # equal pieces are not enough
    for k, x in enumerate((0.2, 0.28, 0.36, 0.43, 0.51), 1):
        stage._on_event({"kind": "drag", "id": f"p{k}", "x": x, "y": 0.0, "last": True})
        assert not goal()
    stage.press("Fit heights")
    assert goal() and "Your best so far: 0.0" in stage.board.say
    stage._on_event({"kind": "drag", "id": "p3", "x": 0.36, "y": 1.2, "last": True})
    assert goal()  # the best is kept


@pytest.mark.parametrize("target, basis, n", [("turn", "steps", 6), ("turn", "hinges", 8), ("wave", "hinges", 6)])
def test_the_goal_is_not_reached_by_another_task(target, basis, n):
    state = replace(FIRST, best=(((target, basis, n), 0.01),))
    assert not lab.view(state).goal.reached


def test_the_best_is_the_smallest_of_each_task():
    state = lab.fit_heights(FIRST)
    first = dict(state.best)["turn", "hinges", 6]
    worse = drag(state, "p3", 0.5, -1.0)
    assert dict(worse.best) == {("turn", "hinges", 6): first} and lab.max_error(worse) > first
    other = drag(lab._for_target(worse, "wave"), "p1", 0.2, 0.9)
    assert set(dict(other.best)) == {("turn", "hinges", 6), ("wave", "hinges", 6)}


@pytest.mark.parametrize("basis", ["hinges", "steps"])
@pytest.mark.parametrize("n", lab.BUDGETS)
@pytest.mark.parametrize("target", [*lab.TARGET_FUNCTIONS])
def test_every_task_can_be_shown_and_placing_by_bend_is_valid(target, basis, n):
    joints = lab.adaptive_knots(target, (), basis, n)
    state = lab.State(target, basis, joints, (0.0,) * (n + 1))
    assert lab.view(state).goal and lab.view(lab.fit_heights(state)).picture.text


# --- the approximator: drawing -------------------------------------------------------------------------------------


def test_a_stroke_draws_the_target_along_the_pointer_and_leaves_the_rest():
    state = stroke(replace(FIRST, hand="target"), [[0.25, 0.0]], [[0.5, 1.0], [0.75, 0.0]])
    x = np.linspace(0, 1, 49)
    drawn, old = np.array(state.drawn), 0.9 * np.tanh(10 * (x - 0.35))
    inside = (x >= 0.25) & (x <= 0.75)
    assert drawn[inside] == pytest.approx(1 - 4 * np.abs(x[inside] - 0.5), abs=2e-3) and drawn[
        ~inside
    ] == pytest.approx(old[~inside], abs=1e-2)
    assert state.target == "drawn" and state.pen is None


def test_a_stroke_to_the_left_does_the_same():
    ahead = stroke(replace(FIRST, hand="target"), [[0.25, -1.0], [0.75, 1.0]])
    back = stroke(replace(FIRST, hand="target"), [[0.75, 1.0], [0.25, -1.0]])
    assert ahead.drawn == back.drawn


def test_a_stroke_beside_the_interval_stays_within():
    state = stroke(replace(FIRST, hand="target"), [[-0.03, 0.5], [0.2, 0.5]], [[1.03, 0.5]])
    assert len(state.drawn) == 49 and set(state.drawn) == {0.5}


def test_a_stroke_means_nothing_while_the_pointer_moves_joints():
    assert stroke(FIRST, [[0.2, 0.2], [0.7, 0.7]]) == FIRST


def test_the_target_is_drawn_by_keys_too_and_a_new_drawing_forgets_old_scores():
    state = replace(FIRST, hand="target")
    assert sum(id_[0] == "k" for id_ in handles(state)) == 9 and "p1" not in handles(state)
    state = drag(state, "k24", 0.9, -0.5)
    assert state.drawn[24] == -0.5 and lab.target_on_grid("drawn", state.drawn)[200] == pytest.approx(-0.5)
    assert state.drawn[18] == pytest.approx(0.9 * np.tanh(10 * (18 / 48 - 0.35)), abs=1e-2)
    scored = lab.fit_heights(replace(state, hand="joints"))
    assert ("drawn", "hinges", 6) in dict(scored.best)
    assert ("drawn", "hinges", 6) not in dict(drag(replace(scored, hand="target"), "k0", 0, 1.0).best)
    assert lab.on_event(replace(scored, hand="target"), {"kind": "edit", "id": "k6", "text": "0.25"}).drawn[6] == 0.25


def test_back_takes_a_whole_stroke_away():
    stage = lab.approximator(replace(FIRST, hand="target"))
    for i in range(5):
        stage._on_event({"kind": "draw", "id": "ground", "points": [[i / 5, 0.5]], "last": i == 4})
    stage.back()
    assert stage.state == replace(FIRST, hand="target")


@pytest.mark.parametrize(
    "change, says",
    [
        ({"target": "moon"}, "'moon'"),
        ({"joints": (0.5,)}, "1 joints and 7 heights"),
        ({"joints": (0.5, 0.4, 0.6, 0.7, 0.8)}, "must grow"),
        ({"heights": (9.0,) * 7}, "outside the picture"),
    ],
)
def test_states_that_make_no_sense_are_refused(change, says):
    with pytest.raises(InputError, match=says):
        replace(FIRST, **change)


# --- broken conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONDITION_CASES)
@pytest.mark.parametrize("n", [1, 2, 5, 64])
def test_every_network_has_as_many_units_as_it_says(name, n):
    assert approximate_case(name, n).net.sizes == (1, n, 1)


@pytest.mark.parametrize("name, g, degree", [("square", square, 2), ("cube", cube, 3)])
def test_polynomial_networks_are_polynomials_and_stop(name, g, degree):
    for n in (1, 3, 20):
        seen = approximate_case(name, n)
        assert seen.net[1].g is g
        p = np.polynomial.Polynomial.fit(seen.x, seen.reached, degree)
        assert np.abs(p(seen.x) - seen.reached).max() < 1e-6
        assert seen.largest >= minimax_lower_bound(lambda x: np.sin(np.pi * x), degree, -1, 1)
    assert approximate_case(name, 64).largest == pytest.approx(approximate_case(name, 4).largest, abs=1e-6)


def test_a_jump_costs_half_of_itself_in_the_largest_and_less_and_less_on_average():
    seen = [approximate_case("jump", n) for n in (3, 4, 9, 16, 33, 64)]
    assert all(0.5 - 1e-6 <= m.largest < 0.55 for m in seen)
    assert all(a.average > b.average for a, b in zip(seen, seen[1:])) and seen[-1].average < 0.01


def test_outside_relu_goes_straight_and_tanh_lies_flat():
    line, flat = approximate_case("outside relu", 16, 3.0), approximate_case("outside tanh", 16, 3.0)
    beyond = line.x > 1.001
    assert np.abs(np.diff(line.reached[beyond], 2)).max() < 1e-9 and line.largest > 5
    assert np.ptp(flat.reached[flat.x > 2.5]) < 1e-3 and flat.largest > 1


def test_one_over_x_is_missed_by_hundreds_and_the_control_falls():
    assert min(approximate_case("open", n).largest for n in (1, 8, 64)) > 800
    assert approximate_case("none", 64).largest < 0.002 < approximate_case("none", 16).largest


def test_what_is_no_case_is_refused():
    for act in (
        lambda: approximate_case("moon", 3),
        lambda: approximate_case("none", 0),
        lambda: approximate_case("none", 3, 0.5),
        lambda: broken.State("moon"),
        lambda: broken.State(n=2.5),
        lambda: broken.State(reach=9),
    ):
        with pytest.raises(InputError):
            act()


def test_the_goal_is_reached_by_the_menu_and_the_slider_and_by_no_other_case():
    stage = broken.broken_conditions()
    stage.controls["what is broken"][1].value = "jump"
    assert not stage.view(stage.state).goal.reached
    stage.controls["units N₁"][1].value = 32
    assert stage.view(stage.state).goal.reached and stage.board.say.startswith("a target that jumps. With 32 units")
    for name in CONDITION_CASES:
        reached = [
            broken.view(broken.State(name, float(n), reach)).goal.reached for n in (1, 8, 64) for reach in (1.0, 3.0)
        ]
        assert any(reached) == (name == "jump")


def test_the_words_tell_the_same_numbers_as_the_network():
    shown = broken.view(broken.State("outside relu", 8.0, 2.5)).picture.text
    seen = approximate_case("outside relu", 8, 2.5)
    x = np.linspace(-2.5, 2.5, 1201)
    far = np.abs(seen.net(x[:, None])[:, 0] - np.sin(np.pi * x))
    assert f"on [−2.5, 2.5] is {far.max():.3g}, the average distance {far.mean():.3g}" in shown


@pytest.mark.parametrize("name", CONDITION_CASES)
def test_how_far_one_looks_matters_outside_only(name):
    near, far = (broken.view(broken.State(name, 8.0, reach)).picture.svg for reach in (1.5, 3.0))
    assert (near != far) == CONDITION_CASES[name].outside
    assert np.abs(approximate_case(name, 8, 3.0).x).max() == (3 if CONDITION_CASES[name].outside else 1)
