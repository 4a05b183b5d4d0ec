"""A hidden layer on 4000 digits: counts that agree with the library's, and what moves them (row 02.3)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError, relu, sigmoid, tanh
from lecture_lib.data import digits
from lecture_lib.labs.activations import saturation
from lecture_lib.labs.activations.saturation import LAYER_ACTIVATIONS, State, layer_statistics, n_healthy, view
from lecture_lib.training import is_always_saturated, is_saturated
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of

STATES = [State(g, s, b) for g in LAYER_ACTIVATIONS for s in (0.001, 0.0357, 3.0) for b in (-20.0, 0.0, 20.0)]


def driven(*fields):
    return WidgetDriver(saturation(**settings_of(State(*fields)), goal="both marks"))


@pytest.mark.slow
def test_every_state_has_a_well_formed_picture_without_nan_and_its_code_makes_it_again():
    for state in STATES:
        shown = view(state)
        assert "nan" not in shown.picture.svg.lower() and "nan" not in shown.picture.text.lower()
        assert "inf" not in shown.picture.svg.replace("info", "") and shown.note
        assert eval(repr(state), {"State": State}) == state
        assert eval(saturation(**settings_of(state)).code, {"saturation": saturation}).state == state


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(saturation(), STATES)


@pytest.mark.parametrize(
    "wrong, says",
    [({"g": "step"}, "g is 'step'"), ({"scale": 0.0}, "the scale is 0"), ({"bias": 21.0}, "the bias is 21")],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        saturation(**wrong)


@pytest.mark.parametrize("g", LAYER_ACTIVATIONS)
@pytest.mark.parametrize("scale, bias", [(1.0, 0.0), (0.0357, 0.0), (0.1, -3.0), (0.05, -1.0), (0.5, 7.0)])
def test_counts_agree_with_the_library_on_all_sums(g, scale, bias):
    counted = layer_statistics(State(g, scale, bias))
    W = np.random.default_rng(0).normal(size=(100, 784))
    z = scale * (digits().x @ W.T) + bias
    own = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}[g]
    assert counted.share == pytest.approx(is_saturated(own, z).mean(), abs=1e-5)
    assert counted.n_stuck == is_always_saturated(own, z).sum()
    assert counted.output_std == pytest.approx(own(z).std(), rel=0.01)


def test_the_goal_lies_between_too_large_and_too_small_weights():
    held = {
        g: [n_healthy(State(g, s)) for s in (0.01, 0.15 if g == "sigmoid" else 0.05, 1.0)] for g in LAYER_ACTIVATIONS
    }
    assert held == {"sigmoid": [1, 2, 1], "tanh": [1, 2, 1], "relu": [0] * 3}
    driver = driven()
    driver.slide("scale of the weights", 0.15)
    assert driver.state.scale == 0.15 and driver.goal.reached and driver.app.feedback.tone == "right"


def test_marks_and_verdicts_stand_on_the_numbers_where_the_goal_can_be_reached():
    def signs(*fields):
        return [view(State(*fields)).picture.svg.count(sign) for sign in ("✓", "✗", "at most", "at least")]

    assert signs("sigmoid", 0.15) == [2, 0, 1, 1] and signs("sigmoid", 1.0) == [1, 1, 1, 1]
    assert signs("relu", 0.15) == [0, 0, 0, 0]


def test_a_negative_bias_kills_relu_units_and_the_picture_crosses_them_out():
    alive, dead = view(State("relu", 0.0357)), view(State("relu", 0.0357, -2.0))
    assert "0 units stuck" in alive.picture.text and "100 units stuck" in dead.picture.text and "are stuck" in dead.note
    assert dead.picture.svg.count("<line") == alive.picture.svg.count("<line") + 100


def test_the_scale_goes_by_powers_of_ten_and_the_usual_one_is_a_button():
    driver = driven()
    values = driver.app.controls["scale of the weights"].values
    assert values[0] == 0.001 and values[-1] == 3.0 and max(b / a for a, b in zip(values, values[1:])) < 2
    driver.slide("bias of every unit", -4.5)
    driver.press("Usual scale √(1/784)")
    assert (driver.state.bias, driver.state.scale) == (-4.5, 0.0357)
    assert driver.control("scale of the weights")["says"] == "0.0357"
