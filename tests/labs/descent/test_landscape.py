"""The landscape widget without a browser: label the points, move the starts, let them run (rows 08.2, 08.3)."""

import asyncio
import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib.labs.descent import landscape
from lecture_lib.labs.descent.landscape import RATES
from lecture_lib.labs.descent.map_picture import eigenvalue_text
from lecture_lib.labs.descent.runs import (
    MAX_STARTS,
    State,
    can_advance,
    classified_points,
    descent_runs,
    landscape_state,
    reached_point,
)
from lecture_lib.training import LANDSCAPES, STATIONARY_KINDS
from tests.widget_driver import WidgetDriver

START = State()


def driven(**settings):
    return WidgetDriver(landscape(**settings))


def right_labels(land):
    return tuple(point.kind for point in classified_points(land))


def label(driver, k, kind, place="row"):
    driver.click(place, k)
    driver.click("label", kind)


# --- the goals -------------------------------------------------------------------------------------------------------


def test_at_the_start_both_runs_end_in_the_same_minimum_so_that_the_goal_asks_for_a_move():
    driver = driven(labels=right_labels(START.land), steps=1500, goal="both minima")
    ends = [reached_point(driver.state, run) for run in descent_runs(driver.state)]
    assert ends[0] == ends[1] != 0
    assert not driver.goal.reached and driver.goal.count == "4 of 5"


def test_the_goal_is_reached_by_labels_and_one_dragged_start_and_run_stops_there():
    driver = driven(goal="both minima")
    for k, kind in enumerate(("minimum", "saddle", "minimum"), 1):
        label(driver, k, kind, "point" if k == 2 else "row")
        assert driver.goal.have == k
    driver.drag(("start", 0), -1.5, -0.5)
    assert not driver.goal.reached

    async def run_to_the_end():
        driver.press("Run")
        assert driver.running("Run") and driver.control("Run")["label"] == "Pause"
        while driver.running("Run"):
            await asyncio.sleep(0.01)

    asyncio.run(run_to_the_end())
    assert driver.goal.reached and driver.state.steps < 500 and driver.enabled("Run")  # it is not at rest yet
    label(driver, 2, "flat", "point")
    assert not driver.goal.reached and driver.app.face["reached"]  # what was reached stays so


@pytest.mark.parametrize("rate, fast", [(0.1, False), (0.33, False), (0.43, True), (0.47, False), (0.51, False)])
def test_the_fastest_rate_is_two_over_the_sum_of_the_curvatures(rate, fast):
    driver = driven(land="one linear neuron", rate=rate, steps=60, goal="the fastest rate")
    assert driver.goal.reached is fast and rate in RATES
    driver.drag(("start", 0), 1.1, 0.6)  # a start beside the bottom does not count
    assert not driver.goal.reached


def test_each_goal_needs_its_own_landscape():
    assert not driven(land="one tanh neuron", steps=500, goal="the fastest rate").goal.reached
    assert driven(land="one tanh neuron", labels=right_labels("one tanh neuron"), goal="both minima").goal.have == 0


def test_run_is_grey_when_all_runs_are_at_rest_and_it_is_said_what_comes_next():
    driver = driven(steps=900)
    assert not driver.enabled("Run") and not driver.enabled("Step")
    assert "all runs are at point 3" in driver.note and "Drag a start" in driver.note
    driver.press("Rewind")
    assert driver.enabled("Run") and driver.state.steps == 0 and not driver.enabled("Rewind")


@pytest.mark.parametrize("rate, diverged", [(0.49, False), (0.51, True), (1.5, True)])
def test_beyond_two_over_the_largest_curvature_a_run_diverges_and_it_is_said_in_words(rate, diverged):
    driver = driven(land="one linear neuron", rate=rate, steps=1000)
    assert descent_runs(driver.state)[0].diverged is diverged and ("diverged" in driver.note) is diverged
    assert ("diverged after" in driver.text) is diverged and not can_advance(driver.state)
    assert driver.control("Run")["enabled"] is False
    assert "nan" not in driver.picture.svg and "inf" not in driver.picture.svg


@pytest.mark.parametrize("rate", [0.26, 0.3, 0.39, 0.47])
def test_the_limit_of_steps_that_see_one_example_is_its_own(rate):
    """The curvature of one example is up to 8, that of the mean 4: these rates lie between 2/8 and 2/4."""
    one = driven(land="one linear neuron", rate=rate, steps=1000, single=True)
    every = driven(land="one linear neuron", rate=rate, steps=1000)
    assert "the limit is 2/8, not 2/4" in one.note and "diverged" not in every.note
    assert "2 divided by the largest curvature, 4." in driven(land="one linear neuron", rate=0.51, steps=1000).note


def test_no_limit_is_told_where_the_curvature_changes():
    assert "2 divided by" not in driven(land="1-1-1, linear", rate=0.3, steps=50).note
    momentum = driven(land="one linear neuron", rate=1.5, rule="momentum", steps=500)
    assert "diverged" in momentum.note and "2 divided by" not in momentum.note


def test_in_a_race_three_rules_run_from_one_start():
    driver = driven(land="one linear neuron", rule="race", rate=0.1, steps=20)
    assert [name for name, _, _ in driver.state.runners] == ["descent", "momentum", "Adam"]
    assert len(driver.state.starts) == 1
    for rule, run in zip(("descent", "momentum", "adam"), descent_runs(driver.state)):
        alone = driven(land="one linear neuron", rule=rule, rate=0.1, steps=20)
        assert np.array_equal(run.path[20], descent_runs(alone.state)[0].path[20])
    assert "Descent: loss" in driver.text and "Adam: loss" in driver.text
    driver.draw(("ground",), (1.5, -1.0))
    assert driver.state.starts == ((1.5, -1.0),)


@pytest.mark.parametrize("rate, all_there", [(0.02, False), (0.1, False), (0.24, True), (0.27, True), (0.6, False)])
def test_the_race_is_won_by_a_rate_that_serves_all_three(rate, all_there):
    driver = driven(land="one linear neuron", rule="race", rate=rate, goal="a race", steps=200)
    assert driver.goal.reached is all_there
    assert not driven(land="one linear neuron", rule="race", rate=rate, goal="a race", steps=12).goal.reached
    beside = driven(land="one linear neuron", rule="race", rate=rate, goal="a race", steps=200, starts=((1.1, 0.6),))
    assert not beside.goal.reached


def test_a_rule_of_a_race_that_diverges_is_named():
    driver = driven(land="one linear neuron", rule="race", rate=0.6, steps=120)
    assert driver.note.startswith("Descent diverged") and "momentum" not in driver.note


# --- labels ----------------------------------------------------------------------------------------------------------


def test_eigenvalues_are_shown_only_after_a_label():
    value = eigenvalue_text(classified_points(START.land)[1].eigenvalues)
    assert value not in driven().picture.svg
    right, wrong = driven(), driven()
    label(right, 2, "saddle", "point")
    label(wrong, 2, "maximum", "point")
    assert value in right.picture.svg and "Right: " in right.note and right.app.feedback.tone == "right"
    assert wrong.app.feedback.tone == "wrong"
    right.press("Step")
    assert right.app.feedback.tone == "note"  # what was judged before is not said again
    right.click("row", 2)
    assert right.app.feedback.tone == "right"
    assert value in wrong.note and "a maximum needs: all eigenvalues are below 0" in wrong.note
    assert "labelled saddle: right" in right.text
    assert "labelled maximum: wrong" in wrong.text


def test_another_landscape_has_points_of_its_own():
    driver = driven()
    label(driver, 3, "minimum")
    driver.choose("network", "one linear neuron")
    assert driver.state == landscape_state("one linear neuron")
    driver.click("row", 3)
    assert driver.in_trouble and "no “row.3” any more" in driver.note
    assert driver.state == landscape_state("one linear neuron")


# --- starts ----------------------------------------------------------------------------------------------------------


def test_starts_are_added_where_one_clicks_and_removed_by_key_and_choice():
    driver = driven()
    driver.draw(("ground",), (0.123, -1.0), last=False)
    assert driver.state == START
    driver.draw(("ground",), (0.1, 0.1), (0.123, -1.0))
    assert driver.state.starts == (*START.starts, (0.12, -1.0))
    driver.key(("start", 0), "x")
    assert len(driver.state.starts) == 3
    driver.key(("start", 0), "Delete")
    assert driver.state.starts == (START.starts[1], (0.12, -1.0))
    driver = driven()
    driver.choose("starts", 3)
    assert driver.state.starts[:2] == START.starts and len(set(driver.state.starts)) == 3
    assert driver.value("starts") == 3
    driver.choose("starts", 1)
    assert driver.state.starts == START.starts[:1]


def test_a_dragged_start_is_rounded_and_one_step_back_undoes_the_whole_drag():
    driver = driven()
    for x in (0.1, 0.2, 0.3456):
        driver.drag(("start", 1), x, -0.001, last=x > 0.3)
    assert driver.state.starts == (START.starts[0], (0.35, 0.0)) and "(0.35, 0)" in driver.text
    driver.undo()
    assert driver.state == START


def test_there_is_never_no_start_and_never_a_fifth():
    driver = driven(land="one linear neuron")
    driver.key(("start", 0), "Delete")
    assert driver.in_trouble and "only start" in driver.note and len(driver.state.starts) == 1
    driver = driven(starts=START.starts + ((0.0, 1.0), (1.0, 1.0)))
    driver.draw(("ground",), (0.0, 0.0))
    assert driver.in_trouble and "4 starts already" in driver.note and len(driver.state.starts) == MAX_STARTS


@pytest.mark.parametrize("target", [("start", -1), ("start", 2), ("start1",), ("point", 0), ("label", "hill"), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.drag(target, 0.0, 0.0)
    driver.key(target, "Delete")
    driver.click(*target)
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == START


def test_a_start_that_is_gone_is_answered_in_one_line():
    driver = driven()
    driver.choose("starts", 1)
    driver.drag(("start", 1), 1.0, 1.0)
    assert driver.in_trouble and "no “start.1” any more" in driver.note and driver.state.starts == START.starts[:1]


def test_the_loss_is_drawn_over_powers_of_ten_so_that_it_falls_in_a_line():
    svg = driven(land="one linear neuron", starts=((-2.0, 2.0),), rate=0.1, steps=200).picture.panels[1].markup
    curve = re.search(r'<polyline points="([^"]+)"', svg)[1]
    x, y = np.array([point.split(",") for point in curve.split()], float).T
    falling = y < y.max() - 1  # before it meets the chart's floor
    slopes = (np.diff(y[falling]) / np.diff(x[falling]))[10:]
    assert len(slopes) > 50 and slopes.min() > 0 and slopes.max() / slopes.min() < 1.1
    assert ">10⁻⁸<" in svg and ">100<" in svg


# --- the whole -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("land", LANDSCAPES)
def test_every_landscape_has_a_picture_with_all_handles(land):
    driver = driven(land=land, steps=40)
    points = range(1, len(classified_points(land)) + 1)
    assert set(driver.elements()) == {
        ("ground",),
        *(("point", k) for k in points),
        *(("row", k) for k in points),
        *(("label", kind) for kind in STATIONARY_KINDS),
        *(("start", k) for k in range(len(driver.state.starts))),
    }
    assert "nan" not in driver.picture.svg


def test_the_card_keeps_its_size_has_one_primary_action_and_always_says_something():
    driver, sizes = driven(), set()
    moves = [lambda: None, lambda: driver.press("Step"), lambda: driver.choose("starts", 4)]
    moves += [lambda land=land: driver.choose("network", land) for land in LANDSCAPES]
    moves += [lambda: driver.choose("rule", "momentum"), lambda: label(driver, 1, "flat")]
    for move in moves:
        move()
        sizes.add(tuple((panel.width, panel.height) for panel in driver.picture.panels))
        assert 0 < len(driver.note) <= 200
        assert [control["label"] for control in driver.app.face["controls"] if control.get("primary")] == ["Run"]
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "changes", [{"rule": "adam"}, {"rate": 0.31}, {"rule": "momentum", "beta": 0.5}, {"single": True}]
)
def test_every_setting_is_seen_before_the_first_step(changes):
    before = replace(START, rule=changes["rule"]) if "beta" in changes else START
    assert driven(**changes).picture.svg != driven(rule=before.rule).picture.svg


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(land="one tanh neuron")
    assert driver.code == "landscape(land='one tanh neuron')"
    label(driver, 1, "flat")
    driver.drag(("start", 0), 0.5, 0.25)
    driver.press("Step")
    assert eval(driver.code, {"landscape": landscape}).state == driver.state
