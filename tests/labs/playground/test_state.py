"""A playground's state: training that is made again exactly, steps back, edits on the way, and what begins anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lecture_lib.labs.playground.moves import (
    can_go_back,
    change_width,
    deepen,
    make_shallower,
    new_weights,
    to_epoch_0,
    toggled_feature,
    train_a_batch,
    train_an_epoch,
    undo_step,
    with_parameter,
    with_settings,
)
from lecture_lib.labs.playground.state import State
from lecture_lib.validation import InputError


def same(one: State, other: State) -> bool:
    return all(
        np.array_equal(W, V) and np.array_equal(b, c) for (W, b, _), (V, c, _) in zip(one.net, other.net, strict=True)
    )


def fresh(state: State) -> State:
    """The state as its code makes it again: without anything that is remembered."""
    from lecture_lib.labs.playground import state as module

    module._recent._runs.clear()
    return replace(state)


@pytest.mark.parametrize("rule", ["SGD", "momentum", "Adam"])
@pytest.mark.parametrize("dropout", [0, 30])
def test_its_fields_make_the_same_network_again(rule, dropout):
    state = State(rule=rule, dropout=dropout)
    for _ in range(3):
        state = train_an_epoch(state)
    state = with_settings(state, rate=0.1)
    state = train_a_batch(train_a_batch(train_an_epoch(state)))
    state = with_parameter(state, 1, 2, 0, "0,25")
    state = train_a_batch(state)
    again = fresh(state)
    assert again == state
    assert same(again, state)
    assert (again.run.epochs, again.run.steps) == (4, 3)


def test_a_step_back_is_where_it_was_before():
    state = train_an_epoch(train_an_epoch(State()))
    on = train_a_batch(train_a_batch(state))
    back = undo_step(on)
    assert (back.epochs, back.steps) == (2, 1)
    assert same(undo_step(back), state)
    assert same(fresh(undo_step(fresh(on))), back)
    assert same(undo_step(state), State(epochs=1))
    assert undo_step(State()) == State()


def test_an_edit_on_the_way_is_where_a_step_back_ends():
    state = with_parameter(State(epochs=2), 3, 0, None, "1")
    assert not can_go_back(state)
    assert can_go_back(train_a_batch(state))


def test_epoch_0_has_the_same_weights_and_new_weights_are_others():
    state = State(epochs=5, seed=3)
    assert same(to_epoch_0(state), State(seed=3))
    assert not same(new_weights(state), State(seed=3))
    edited = with_parameter(State(), 1, 0, 0, "2")
    assert same(to_epoch_0(train_an_epoch(edited)), edited)


def test_a_rate_goes_on_and_another_network_begins_anew():
    state = State(epochs=3)
    on = with_settings(state, rate=0.3)
    assert same(on, state) and on.run.epochs == 3 and len(on.run.losses) == 3
    for move in (deepen, make_shallower, new_weights, lambda s: change_width(s, 1, -1)):
        assert move(state).run.epochs == 0
    assert with_settings(state, data="spiral").run.epochs == 0
    assert with_settings(state, rate=state.rate) is state


def test_what_is_looked_at_goes_with_the_network_it_belongs_to():
    state = State(unit=(1, 3), plane=(1, 0, 1), pinned=(1.0, 2.0))
    assert change_width(state, 1, -1).unit is None
    assert with_settings(state, data="spiral").pinned is None
    assert with_settings(state, seed=4).unit == (1, 3)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"epochs": -1}, "epochs"),
        ({"unit": (4, 0)}, "layer of unit"),
        ({"unit": (1, 4)}, "number of unit"),
        ({"plane": (1, 0, 4)}, "unit of plane"),
        ({"edges": "lines"}, "edges is 'lines'"),
        ({"alongside": "all"}, "alongside is 'all'"),
        ({"kept": "{}", "epochs": 1}, ""),
    ],
)
def test_what_does_not_fit_is_said(fields, says):
    with pytest.raises(InputError, match=says or "."):
        _ = State(**fields).run


@pytest.mark.parametrize("move", [deepen, lambda s: change_width(s, 1, 1)])
def test_the_largest_network_says_that_it_is(move):
    with pytest.raises(InputError, match="the most|from 1 to 32"):
        move(State(hidden=(32,) * 10, activations=("relu",) * 10))


def test_the_last_feature_stays():
    with pytest.raises(InputError, match="needs a feature"):
        toggled_feature(State(features=("x1",)), "x1")
