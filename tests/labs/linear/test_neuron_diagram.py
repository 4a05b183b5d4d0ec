"""One neuron in two steps: every number, both ways of the bias, both goals, and what is refused (row 01.5)."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from lecture_lib import InputError, identity, relu, sigmoid, sign, step, tanh
from lecture_lib.labs.linear import neuron_diagram
from lecture_lib.labs.linear.neuron_diagram import ACTIVATION_BY_NAME, GOALS, TASKS, State, next_row, view
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of

READINGS = State(task="readings")


def driven(state=None, **more):
    return WidgetDriver(neuron_diagram(**settings_of(state or State()), **more))


def test_the_card_keeps_its_height_and_its_word():
    long = State((-12.375, 19.875, -0.125), (-19.125, 13.875, -17.375), -19.875)
    for state in (State(), READINGS):
        states = [
            replace(state, activation=name, folded=folded) for name in ACTIVATION_BY_NAME for folded in (False, True)
        ]
        states += [replace(long, task=state.task, folded=True), replace(long, task=state.task)]
        states += [replace(state, x=row.x) for row in state.rows]
        states += [State(w=(2.0, 2.0, 2.0), b=-3.0, activation="step"), replace(READINGS, x=(9.0, 9.0, 9.0))]
        check_card(neuron_diagram(), states)


@pytest.mark.parametrize("name, g", list(zip(ACTIVATION_BY_NAME, (identity, step, sign, sigmoid, tanh, relu))))
def test_both_steps_are_those_of_the_neuron(name, g):
    rng = np.random.default_rng(5)
    for _ in range(20):
        x, w, b = rng.uniform(-4, 4, 3).round(1), rng.uniform(-4, 4, 3).round(1), round(float(rng.uniform(-4, 4)), 1)
        state = State(tuple(x.tolist()), tuple(w.tolist()), b, name)
        z = sum(p * q for p, q in zip(w, x)) + b
        assert state.z == pytest.approx(z, abs=1e-8)
        assert state.a == pytest.approx(float(g(round(z, 9) + 0.0)), abs=1e-6)
        folded = replace(state, folded=True)
        assert (folded.z, folded.a) == (state.z, state.a) and folded.rows == state.rows


def test_every_number_can_be_dragged_and_typed():
    driver = driven()
    for name, i in (*product("xw", range(3)), ("b", 0)):
        driver.drag((name, i), 2.349, 0)
        assert number(driver.state, name, i) == 2.3
        driver.drag((name, i), -99, 0)
        assert number(driver.state, name, i) == -4
        driver.type((name, i), "−7,25")
        assert number(driver.state, name, i) == -7.25
    assert set(driver.elements()) >= {*product("xw", range(3)), ("b", 0)}


def number(state, name, i):
    return state.b if name == "b" else getattr(state, name)[i]


@pytest.mark.parametrize("text", ["many", "21", "-1e9", "nan"])
def test_what_is_no_number_of_use_is_refused_in_words(text):
    driver = driven()
    driver.type(("w", 1), text)
    assert driver.state == State() and driver.in_trouble and ("Give" in driver.note or "finite" in driver.note)


@pytest.mark.parametrize(
    "settings", [{"activation": "softplus"}, {"task": "parity"}, {"x": (1.0, 2.0)}, {"b": 100.0}, {"w": (1.0,) * 4}]
)
def test_a_state_that_cannot_be_is_refused(settings):
    with pytest.raises(InputError, match="Give"):
        neuron_diagram(**settings)


def test_a_row_loads_its_inputs_and_the_button_goes_to_the_next_wrong_one():
    driver = driven()
    driver.click("row", 6)
    assert driver.state.x == (1, 1, 0) and "This row needs 1" in driver.note
    state = State(w=(8.0, 8.0, 8.0), b=-4.0)  # OR, except for the empty row: wrong are the rows of a single 1
    wrong = [row.x for row in state.rows if not row.right]
    seen = []
    for _ in wrong:
        state = next_row(state)
        seen.append(state.x)
    assert sorted(seen) == sorted(wrong) == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]


def test_the_majority_is_reached_by_typing_and_counted_on_the_way():
    driver = driven(goal="majority")
    assert driver.goal.count == "0 of 8"
    driver.choose("activation", "step")
    for i in range(3):
        driver.type(("w", i), "1")
    assert not driver.goal.reached and 0 < driver.goal.have < 8
    driver.type(("b", 0), "-1.5")
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    driver.choose("bias", True)
    assert driver.goal.reached and "w₀" in driver.picture.text


@pytest.mark.parametrize("w, b, g", [((20.0, 20.0, 20.0), -20.0, "sigmoid"), ((10.0, 9.5, 10.5), -15.0, "sigmoid")])
def test_a_steep_sigmoid_may_do_for_a_step(w, b, g):
    good = GOALS["majority"].progress(State(w=w, b=b, activation=g))
    assert good.reached == (b == -15.0)  # with −20, one active input leaves σ(0)


def test_the_readings_need_a_relu():
    right = State(w=(2.0, -1.0, 0.5), b=0.5, activation="ReLU", task="readings")
    assert GOALS["six readings"].progress(right).reached
    assert GOALS["six readings"].progress(replace(right, activation="identity")).have == 5
    assert not GOALS["six readings"].progress(READINGS).reached
    assert not GOALS["majority"].progress(right).reached  # another place's goal


def test_no_affine_neuron_does_the_readings():
    x, y = (np.array(list(part), float) for part in zip(*TASKS["readings"].wanted.items()))
    X = np.column_stack([x, np.ones(6)])
    w = np.linalg.lstsq(X, y, rcond=None)[0]
    assert abs(X @ w - y).max() > 0.1


def test_the_steps_are_told_in_numbers():
    note = view(State(w=(2.0, -1.0, 0.0), b=-0.5, activation="ReLU", x=(3.0, 1.0, 2.0))).note
    assert note == "z = 2·3 − 1·1 + 0·2 − 0.5 = 4.5, then a = ReLU(4.5) = 4.5."
    folded = view(State(w=(2.0, -1.0, 0.0), b=-0.5, activation="ReLU", x=(3.0, 1.0, 2.0), folded=True)).note
    assert folded == "z = −0.5·1 + 2·3 − 1·1 + 0·2 = 4.5, then a = ReLU(4.5) = 4.5."


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hand_does_the_card_answers(seed):
    move_at_random(driven(goal="majority"), np.random.default_rng(seed), near=5.0, times=60)
