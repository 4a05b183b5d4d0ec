"""The card of the receptive field: what is lit, the prediction, the goals, and words for what does not fit (16.2)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import seen_inputs
from lecture_lib.labs.convolutions import receptive_field
from lecture_lib.labs.convolutions.receptive_field import GOALS, MOST_LAYERS, N_INPUTS, State, view
from tests.labs.card_states import check_card
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of

POOLED = State((("conv", 3, 1, 1), ("pool", 2, 2, 1), ("conv", 3, 1, 1)))
DILATED = State(tuple(("conv", 3, 1, d) for d in (1, 2, 4, 8)))
STRIDED = State((("conv", 3, 2, 1),) * 4)
HOLES = State((("conv", 3, 1, 4),))
DEEP = State((("conv", 3, 1, 1),) * MOST_LAYERS)
STACKS = [State(), POOLED, DILATED, STRIDED, HOLES, DEEP, State((("conv", 1, 1, 1),))]


def driven(state=None, **more):
    return WidgetDriver(receptive_field(**settings_of(state or State()), **more))


def lit_inputs(state):
    inputs = re.findall(r'<rect[^>]*width="5.6"[^>]*>', view(state).picture.svg)
    return ['fill="var(--accent)"' in rect for rect in inputs]


@pytest.mark.parametrize("state", STACKS, ids=lambda s: str(len(s.layers)))
def test_the_lit_inputs_are_those_of_the_product_of_matrices(state):
    seen = seen_inputs(state.windows, N_INPUTS)
    for unit in {0, len(seen) - 1}:
        assert lit_inputs(replace(state, unit=unit, lit=True)) == seen[unit].tolist()
    assert not any(lit_inputs(state))


@pytest.mark.parametrize("state", STACKS, ids=lambda s: str(len(s.layers)))
def test_nothing_is_told_before_the_field_is_lit(state):
    before, after = view(state).picture, view(replace(state, lit=True)).picture
    assert "size " + str(state.fields[-1].size) not in before.svg and "Sizes" not in before.text
    assert before.svg.count(">?<") == 2 * len(state.layers) + 1 and after.svg.count(">?<") == 1
    assert f"Sizes of the fields: {', '.join(str(field.size) for field in state.fields[1:])}." in after.text


def test_a_prediction_is_judged_when_the_field_is_lit():
    driver = driven(POOLED)
    for typed, tone, says in (("8", "right", "Right: the field spans 8 inputs"), ("7", "wrong", "You predicted 7")):
        driver.type(("size",), typed)
        assert f"Your prediction is {typed}" in driver.note and not driver.state.lit
        driver.press("Light the field")
        assert driver.app.feedback.tone == tone and says in driver.note
    assert "lie 2 inputs apart" in driver.note and "size 8 = 4 + (3 − 1) · 2" in driver.picture.svg


def test_a_change_of_the_stack_asks_for_a_new_prediction():
    driver = driven(replace(POOLED, size=8, lit=True))
    driver.type(("kernel", 1), "5")
    assert driver.state == State((("conv", 5, 1, 1), *POOLED.layers[1:]))
    driver.click("kind", 1)
    assert driver.state.layers[0] == ("pool", 5, 4, 1)
    driver.click("kind", 1)
    assert driver.state.layers[0] == ("conv", 5, 1, 1)
    driver.press("Remove a layer")
    driver.press("Add a layer")
    assert len(driver.state.layers) == 3 and not driver.state.lit and driver.state.size == 0


def test_a_unit_is_marked_by_a_press_on_it_by_a_drag_and_by_its_layer():
    driver = driven(replace(POOLED, lit=True))
    driver.draw(("ground",), (0.0, 1.2))
    assert (driver.state.level, driver.state.unit) == (1, 0) and "This unit of layer 1 has a field of 3" in driver.note
    driver.drag(("unit",), 35.9, 9.0)
    assert (driver.state.level, driver.state.unit) == (1, 33)
    driver.click("level", 3)
    assert (driver.state.level, driver.state.unit) == (3, driver.state.widths[3] - 1)
    driver.draw(("ground",), (1e9, -4.0))
    assert driver.state.level == 1
    assert driver.state.lit


@pytest.mark.parametrize("state", STACKS, ids=lambda s: str(len(s.layers)))
def test_the_arrow_keys_go_from_unit_to_unit(state):
    driver = driven(replace(state, unit=0))
    grip = driver.elements()["unit",]
    for unit in range(1, state.widths[-1]):
        driver.drag(("unit",), float(grip.get("data-x")) + float(grip.get("data-step")), 0.0)
        assert driver.state.unit == unit
        grip = driver.elements()["unit",]


def test_a_field_with_holes_is_said_to_have_them():
    assert "has a field of 9 inputs, of which it reads 3" in view(replace(HOLES, lit=True)).note


@pytest.mark.parametrize("state", [DILATED, STRIDED])
def test_the_goal_of_31_has_two_ways(state):
    driver = driven(goal="thirty-one")
    while len(driver.state.layers) < 4:
        driver.press("Add a layer")
    for l, (_, _, stride, dilation) in enumerate(state.layers, 1):
        driver.type(("stride", l), str(stride))
        driver.type(("dilation", l), str(dilation))
    assert not driver.goal.reached
    driver.press("Light the field")
    assert driver.goal.reached and driver.state.layers == state.layers


def test_the_goal_of_31_wants_few_small_layers():
    have = GOALS["thirty-one"].have
    assert not have(State((("conv", 7, 1, 5),), lit=True)) and State((("conv", 7, 1, 5),)).fields[-1].size == 31
    assert not have(State((*DILATED.layers, ("conv", 1, 1, 1)), lit=True))
    assert not have(DILATED) and have(replace(DILATED, lit=True))


def test_the_goal_of_a_size_that_was_foretold():
    driver = driven(goal="foretold")
    driver.type(("size",), "5")
    driver.press("Light the field")
    assert driver.app.feedback.tone == "right" and not driver.goal.reached  # two layers only
    driver.press("Add a layer")
    driver.type(("size",), "7")
    driver.press("Light the field")
    assert not driver.goal.reached  # no stride
    driver.type(("stride", 1), "2")
    driver.type(("size",), "11")
    assert not driver.goal.reached
    driver.press("Light the field")
    assert driver.goal.reached


@pytest.mark.parametrize(
    "target, typed, says",
    [
        (("kernel", 1), "0", "kernel of layer 1 is 0. Give a whole number from 1 to 9"),
        (("stride", 2), "0", "stride of layer 2 is 0. Give a whole number from 1 to 4"),
        (("dilation", 1), "-1", "dilation of layer 1 is -1. Give a whole number from 1 to 9"),
        (("kernel", 2), "2,5", "kernel of layer 2 is 2.5"),
        (("size",), "many", "your prediction holds text ('many')"),
        (("kernel", 4), "3", "This picture has no"),
    ],
)
def test_what_cannot_be_is_said_in_words(target, typed, says):
    driver = driven(POOLED)
    driver.type(target, typed)
    assert driver.state == POOLED and driver.in_trouble and says in driver.note


def test_a_kernel_larger_than_what_it_reads_is_said_in_words():
    driver = driven(STRIDED)
    driver.type(("kernel", 4), "4")
    assert driver.state == STRIDED and driver.in_trouble
    assert "layer 4: the kernel spans 4 inputs, but there are only 3" in driver.note
    driver.press("Add a layer")
    assert "layer 5: the kernel spans 3 inputs, but there are only 1" in driver.note


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"layers": ()}, "there are 0 layers. Give 1 to 6"),
        ({"layers": 3}, "layers is 3. Give a list of"),
        ({"layers": (3,)}, "layers is (3,). Give a list of"),
        ({"layers": (("norm", 3, 1, 1),)}, "a layer is ('norm', 3, 1, 1)"),
        ({"layers": (("conv", 3, 0, 1),)}, "layer 1: stride is 0"),
        ({"layers": (("conv", 37, 1, 1),)}, "layer 1: the kernel spans 37 inputs, but there are only 36"),
        ({"level": 3}, "level is 3. Give a whole number from 1 to 2"),
        ({"unit": 99}, "unit is 99. Give a whole number from 0 to 31"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        receptive_field(**wrong)


def test_a_size_that_was_lit_before_is_not_foretold():
    driver = driven(POOLED, goal="foretold")
    driver.press("Light the field")
    driver.type(("size",), "8")
    driver.press("Light the field")
    assert "but you had lit it before" in driver.note and not driver.goal.reached
    driver.click("kind", 2)
    driver.click("kind", 2)
    assert not driver.state.told


def test_the_verdict_is_on_the_last_layer_alone():
    driver = driven(replace(POOLED, size=7, lit=True))
    assert driver.app.feedback.tone == "wrong"
    driver.click("level", 1)
    assert driver.app.feedback.tone == "note" and "You predicted" not in driver.note
    driver.type(("size",), "9")
    assert (driver.state.level, driver.state.size) == (3, 9)
    assert view(replace(DILATED, lit=True)).right is True and view(replace(POOLED, lit=True)).right is None


def test_what_holds_of_the_card_in_every_state():
    states = [replace(state, lit=lit, size=size) for state in STACKS for lit in (False, True) for size in (0, 3, 31)]
    states += [replace(POOLED, level=1, unit=0, lit=True)]
    check_card(receptive_field(), states)


def test_the_code_makes_the_card_again():
    driver = driven(POOLED)
    driver.press("Light the field")
    assert eval(driver.code, {"receptive_field": receptive_field}).state == driver.state  # noqa: S307 - our own text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_moves_break_nothing(seed):
    move_at_random(driven(POOLED, goal="foretold"), np.random.default_rng(seed), near=40, times=120)
