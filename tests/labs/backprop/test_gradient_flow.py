"""Gradients by depth without a browser, and the bars that show them (row 10.6)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.backprop import gradient_flow
from lecture_lib.labs.backprop.gradient_flow import FLOW_ACTIVATIONS, GOALS, State, layers_in_band, view
from lecture_lib.labs.backprop.log_bars import LogAxis, LogBar, log_bar_chart
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(gradient_flow(**settings))


def test_the_start_vanishes_and_a_good_choice_arrives():
    driver = driven(goal="20 layers")
    assert driver.goal.count == "2 of 20" and "vanishes" in driver.note
    driver.slide("layers", 25)
    driver.choose("activation", "tanh")
    driver.slide("gain of the weights", 1.1)
    assert driver.goal.reached and driver.state == State(depth=25, g="tanh", gain=1.1)
    driver.undo()
    assert driver.state == State(depth=25, g="tanh")
    for missed in (driven(depth=19, g="tanh", goal="20 layers"), driven(depth=20, g="identity", goal="20 layers")):
        assert not missed.goal.reached
    exploding = driven(g="identity", gain=3.0)
    assert "explodes" in exploding.note and "e+" not in exploding.note + exploding.text
    assert "keeps" in driven(g="identity").note


@pytest.mark.parametrize("seed", range(3))
def test_relu_arrives_with_a_gain_near_root_two(seed):
    gains = np.arange(0.2, 4.01, 0.1).round(1)
    reached = [gain for gain in gains if layers_in_band(State(20, "relu", float(gain), seed)) >= 20]
    assert reached and all(1.1 <= gain <= 1.8 for gain in reached)


@pytest.mark.parametrize("g", FLOW_ACTIVATIONS)
@pytest.mark.parametrize("depth, gain", [(2, 0.2), (30, 0.2), (30, 4.0)])
def test_every_corner_has_a_picture(g, depth, gain):
    driver = driven(depth=depth, g=g, gain=gain)
    assert "nan" not in driver.picture.svg and "inf" not in driver.picture.svg
    assert f"{depth} layers of {'ReLU' if g == 'relu' else g}" in driver.text and f"layer {depth}" in driver.note
    assert len(driver.note) <= 150
    start = view(State()).picture
    assert [(p.width, p.height) for p in driver.picture.panels] == [(p.width, p.height) for p in start.panels]
    assert start.panels[0].width <= 270


def test_the_button_draws_other_weights_and_undo_brings_the_old_ones_back():
    driver = driven()
    before = driver.picture
    driver.press("Another draw")
    assert driver.state.seed == 1 and driver.picture != before
    driver.undo()
    assert driver.picture == before and GOALS["20 layers"].of == 20
    assert [face["primary"] for face in driver.app.face["controls"] if "primary" in face] == [True]


def test_the_band_is_a_factor_of_ten_either_way_of_the_last_layer():
    driver = driven(g="tanh", depth=4)
    filled = driver.picture.svg.count('fill="var(--soft)"')
    sizes = [*driver.state.flow.dz / driver.state.flow.dz[-1], *driver.state.flow.dW / driver.state.flow.dW[-1]]
    assert filled == sum(0.1 <= size <= 10 for size in sizes)
    assert driver.picture.svg.count('fill="var(--good)"') == 2  # a band in each panel


def test_nothing_in_the_picture_can_be_touched():
    driver = driven()
    driver.click("q")
    assert driver.elements() == {} and driver.state == State()


@pytest.mark.parametrize("bad", [{"g": "cat"}, {"depth": 1}, {"gain": 0.0}, {"seed": -1}])
def test_a_network_that_cannot_be_is_refused_in_words(bad):
    with pytest.raises(InputError, match="should be"):
        gradient_flow(**bad)


def test_the_state_as_code_makes_the_widget_again():
    driver = driven(depth=25, g="tanh", gain=1.1)
    assert driver.code == "gradient_flow(depth=25, g='tanh', gain=1.1)"
    assert eval(driver.code, {"gradient_flow": gradient_flow}).state == driver.state


def test_bars_that_are_nothing_or_off_the_axis_stay_inside():
    rows = [LogBar("a", 0.0, True), LogBar("b", 1e9, False), LogBar("c", 1e-30, True)]
    drawn = log_bar_chart(rows, LogAxis(-6, 0, 50, 10, 300, 26))
    ends = [float(x) + float(w) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)]
    assert max(ends) <= 350 and len(ends) == 3
