"""The matrix view: three kinds of layer, their numbers and their goals, and words for what cannot be (16.2, 16.3)."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.convolutions import matrix_view
from lecture_lib.labs.convolutions.matrix_view import GOALS, IMPULSE, MODES, PADDINGS, STRIDES, State, view
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of

SPARSE, TIED = State("sparse"), State("tied")
STATES = [
    State(mode, padding=padding, stride=stride, unit=0) for mode, padding, stride in product(MODES, PADDINGS, STRIDES)
]


def driven(state=None, **more):
    return WidgetDriver(matrix_view(**settings_of(state or State()), **more))


def test_dense_sparse_and_tied_have_25_13_and_3_numbers():
    assert [State(mode).n_numbers for mode in MODES] == [25, 13, 3]
    assert [int(State(mode).connected.sum()) for mode in MODES] == [25, 13, 13]


@pytest.mark.parametrize("state", [s for s in STATES if s.mode == "tied"], ids=lambda s: f"{s.padding}-{s.stride}")
def test_the_line_of_numpy_on_the_card_gives_its_outputs(state):
    x, w = np.array(state.x), np.array(state.kernel)
    assert np.allclose(eval(state.numpy_line, {"np": np, "x": x, "w": w}), state.matrix @ x)  # noqa: S307 - our own text


def test_the_line_of_numpy_is_shown_only_where_the_place_asks_for_it():
    assert ["np.correlate" in view(replace(TIED, numpy=numpy)).picture.svg for numpy in (True, False)] == [True, False]


def test_a_number_that_is_typed_over_moves_all_its_copies_when_tied_and_itself_alone_when_not():
    tied, sparse = driven(TIED), driven(SPARSE)
    for driver in (tied, sparse):
        driver.type(("W", 2, 3), "−0,5")
    assert tied.state.kernel == (1, 2, -0.5) and (tied.state.matrix == -0.5).sum() == 4
    assert "w₃ appears at 4 positions" in tied.note
    changed = np.argwhere(sparse.state.matrix != SPARSE.matrix).tolist()
    assert changed == [[2, 3]] and sparse.state.matrix[2, 3] == -0.5


def test_a_slider_moves_all_copies():
    driver = driven(TIED)
    driver.slide("w₂", 0.7)
    assert (driver.state.matrix == 0.7).sum() == 5 and "w₂ appears at 5 positions" in driver.note


def test_the_sum_on_the_card_is_the_output():
    driver = driven(TIED)
    for unit in (2, 3, 4, 0, 1):
        driver.press("Next output")
        assert driver.state.unit == unit
        y = float((TIED.matrix @ TIED.x)[unit])
        assert f">{y:g}<".replace("-", "−") in driver.picture.svg
    driver.click("y", 3)
    assert driver.state.unit == 3 and "y₄, step by step" in driver.picture.svg


def test_an_input_that_is_typed_changes_the_outputs_that_read_it():
    driver = driven(SPARSE)
    driver.type(("x", 0), "9")
    assert np.flatnonzero(driver.state.matrix @ driver.state.x != SPARSE.matrix @ SPARSE.x).tolist() == [0, 1]


def test_an_impulse_shows_the_kernel_from_its_end():
    driver = driven(TIED)
    driver.press("A 1 among zeros")
    assert driver.state.x == IMPULSE and (driver.state.matrix @ driver.state.x).tolist() == [0, -1, 2, 1, 0]
    assert not driver.enabled("A 1 among zeros") and "w₃, w₂, w₁" in driver.note


def test_another_padding_or_stride_keeps_an_output_that_is_there():
    driver = driven(State("tied", padding=2, unit=6))
    driver.choose("step of the window (stride)", 3)
    assert driver.state.unit == 2 and driver.state.matrix.shape == (3, 5)
    driver.undo()
    assert driver.state.unit == 6


def test_the_goal_of_an_unread_input():
    driver = driven(SPARSE, goal="an unread input")
    assert not driver.goal.reached
    driver.choose("zeros at each end (padding)", 0)
    assert not driver.goal.reached
    driver.choose("step of the window (stride)", 3)
    assert driver.goal.reached and "x₄ and x₅ are read by no output" in driver.note
    reached = [(s.padding, s.stride) for s in STATES if s.mode == "sparse" and GOALS["an unread input"].have(s)]
    assert reached == [(0, 3)]
    driver.choose("layer", "dense")
    assert not driver.goal.reached


def test_the_goal_of_one_step_late():
    driver = driven(TIED, goal="one step late")
    for place, text, have in ((("W", 1, 0), "1", 0), (("W", 1, 1), "0", 1), (("W", 1, 2), "0", 5)):
        assert not driver.goal.reached
        driver.type(place, text)
        assert driver.goal.have == have
    assert driver.goal.reached
    assert (driver.state.matrix @ driver.state.x).tolist() == [0, *driver.state.x[:4]]
    assert not GOALS["one step late"].have(replace(driver.state, mode="sparse"))
    assert not GOALS["one step late"].have(replace(driver.state, padding=2))


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.type(("x", 0), "much"),
        lambda d: d.type(("x", 0), "1e3"),
        lambda d: d.type(("W", 0, 0), "nan"),
        lambda d: d.type(("W", 0, 4), "1"),  # cut
        lambda d: d.type(("W", -1, 0), "1"),
        lambda d: d.click("y", 9),
    ],
)
def test_what_cannot_be_is_said_in_words(act):
    driver = driven(TIED)
    act(driver)
    assert driver.state == TIED and driver.in_trouble and driver.note


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"mode": "loose"}, "mode is 'loose'. Give one of dense, sparse, tied"),
        ({"padding": -1}, "padding is -1. Give one of 0, 1, 2"),
        ({"stride": 0}, "stride is 0. Give one of 1, 2, 3"),
        ({"unit": 5}, "unit is 5. Give a whole number from 0 to 4"),
        ({"x": (1.0, 2.0)}, "x holds 5 numbers"),
        ({"w1": 100.0}, "100 is too large here"),
        ({"w1": float("nan")}, "nan is too large here"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        matrix_view(**wrong)


def test_what_holds_of_the_card_in_every_state():
    large = State("tied", -2.25, 12.5, -99.0, (-99.0,) * 5)
    states = [
        *STATES,
        large,
        replace(TIED, done="impulse", x=IMPULSE),
        replace(TIED, done="w1"),
        replace(TIED, done="x"),
    ]
    check_card(matrix_view(), states)
    assert view(State("tied", 1.0, 0.0, 0.0)).right is True and view(TIED).right is None


def test_every_connection_is_drawn_and_every_cut_one_is_not():
    for state in STATES:
        targets = {target[1:] for target in driven(state).elements() if target[0] == "W"}
        assert targets == set(map(tuple, np.argwhere(state.connected).tolist()))


def test_the_code_makes_the_card_again():
    driver = driven(TIED)
    driver.type(("W", 0, 0), "5")
    assert driver.code == "matrix_view(mode='tied', w2=5.0, done='w2')"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_moves_break_nothing(seed):
    move_at_random(driven(TIED, goal="one step late"), np.random.default_rng(seed), near=6, times=120)
