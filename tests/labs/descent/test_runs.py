"""What the landscape widget shows, as functions of its state: runs, points and where the runs end (rows 08.2, 08.3)."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, Adam, InputError, Momentum
from lecture_lib.labs.descent.runs import (
    MAX_STEPS,
    DescentRun,
    State,
    advance_runs,
    can_advance,
    classified_points,
    descent_runs,
    landscape_state,
    reached_point,
    switch_landscape,
)
from lecture_lib.training import LANDSCAPES, descent_path

START = State()


@pytest.mark.parametrize("name, rule", [("descent", SGD(0.3)), ("momentum", Momentum(0.3, 0.7)), ("adam", Adam(0.3))])
def test_the_paths_are_those_of_the_library_s_rules(name, rule):
    state = replace(START, rule=name, beta=0.7, steps=20)
    for start, run in zip(state.starts, descent_runs(state)):
        path = list(islice(descent_path(LANDSCAPES[state.land], start, rule), 20))
        assert np.array_equal(run.path[1:21], path) and np.array_equal(run.path[0], start)


def test_single_examples_make_another_path_and_the_same_one_every_time():
    one = replace(START, single=True, steps=30)
    paths = [np.array(DescentRun(one, START.starts[0]).extend_to(30).path) for _ in range(2)]
    assert np.array_equal(*paths) and not np.allclose(paths[0], descent_runs(replace(START, steps=30))[0].path[:31])


def test_a_run_on_its_way_has_not_arrived():
    away = replace(START, starts=((-1.0, -2.0),), steps=3)
    there = replace(away, steps=900)
    assert (reached_point(away, descent_runs(away)[0]), reached_point(there, descent_runs(there)[0])) == (0, 1)


def test_running_goes_faster_with_time_and_ends():
    state, turns = replace(START, single=True), 0  # single examples never let it rest
    while can_advance(state):
        state, turns = advance_runs(state), turns + 1
    assert state.steps == MAX_STEPS and 50 < turns < 250
    assert advance_runs(START).steps == 1


@pytest.mark.parametrize("rule", ["descent", "momentum", "adam"])
@pytest.mark.parametrize("land", ["1-1-1, tanh", "one linear neuron", "one tanh neuron"])
def test_running_ends_when_all_runs_are_at_rest_where_the_gradient_is_as_good_as_0(land, rule):
    state = landscape_state(land, rule=rule)
    while can_advance(state):
        state = advance_runs(state)
    assert 10 < state.steps < MAX_STEPS
    for run in descent_runs(state):
        assert reached_point(state, run) and np.abs(state.landscape.gradient(run.path[state.steps])).max() < 1e-3


def test_a_slow_run_far_from_the_bottom_is_not_at_rest():
    slow = landscape_state("one linear neuron", rate=0.01, steps=50)
    assert can_advance(slow) and not reached_point(slow, descent_runs(slow)[0])


@pytest.mark.slow
def test_every_kind_is_there_to_be_found():
    assert {point.kind for land in LANDSCAPES for point in classified_points(land)} == {
        "minimum",
        "saddle",
        "maximum",
        "flat",
    }


def test_another_landscape_starts_afresh():
    labelled = replace(START, labels=("minimum", "saddle", "minimum"), steps=9)
    assert switch_landscape(labelled, "one tanh neuron").labels == ()
    assert switch_landscape(replace(START, rate=0.2), "one tanh neuron").rate == 0.2


@pytest.mark.parametrize("land", LANDSCAPES)
def test_a_landscape_by_its_name_starts_where_the_menu_starts_it(land):
    assert landscape_state(land) == switch_landscape(START, land)
    assert landscape_state(land, starts=((0.5, 0.5),)).starts == ((0.5, 0.5),)


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"land": "the moon"}, "land is 'the moon'; take one of 1-1-1, tanh"),
        ({"rule": "luck"}, "rule is 'luck'; take one of descent"),
        ({"starts": ()}, "0 starts were given; there can be 1 to 4"),
        ({"chosen": 4}, "chosen is 4. Give a whole number from 1 to 3"),
        ({"chosen": 0}, "chosen is 0. Give a whole number from 1 to 3"),
        ({"labels": ("minimum",)}, "1 labels were given; 1-1-1, tanh has 3 points"),
    ],
)
def test_a_state_that_makes_no_sense_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        replace(START, **wrong)
    with pytest.raises(InputError, match=says):
        landscape_state(**wrong)
