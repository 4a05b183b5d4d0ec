"""One run of the perceptron's rule: next example, next mistake and the end agree (rows 03.1, 03.3)."""

import pytest

from lecture_lib.labs.perceptron import POINT_SETS
from lecture_lib.labs.perceptron.run import (
    MAX_STEPS,
    State,
    run_facts,
    run_to_end,
    show_next_example,
    skip_to_mistake,
)


def test_next_example_next_mistake_and_the_end_agree():
    state, mistakes = State(POINT_SETS["NAND"]), 0
    while skip_to_mistake(state) != state:
        state, mistakes = skip_to_mistake(state), mistakes + 1
        assert run_facts(state).mistakes == mistakes
    assert state == run_to_end(State(POINT_SETS["NAND"])) and run_facts(state).finished
    assert show_next_example(state) == state and run_to_end(state) == state
    single = State(POINT_SETS["NAND"])
    for _ in range(state.shown):
        single = show_next_example(single)
    assert single == state


def test_the_end_is_bounded_where_the_rule_never_stops():
    for points in POINT_SETS.values():
        state = run_to_end(State(points))
        assert state.shown <= MAX_STEPS
        assert run_facts(state).finished or run_facts(state).cycle is not None


@pytest.mark.parametrize("name", list(POINT_SETS))
def test_the_end_is_the_same_when_the_run_is_known_already(name):
    state = State(POINT_SETS[name], start=(0.5, -0.25, 0.0))  # a run that no other test has asked for
    first = run_to_end(state)
    assert run_to_end(state) == first
    assert run_facts(first).finished or run_facts(first).cycle
