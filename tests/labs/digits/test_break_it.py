"""Damage: what it does to a network or an image, and the curves that are guessed and measured (row 15.4)."""

import asyncio
import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.labs.digits import DAMAGES, break_it, damage_curve, damaged_accuracy, initial_net, trained_net
from lecture_lib.labs.digits.break_it import State, largest_miss
from lecture_lib.labs.digits.damage import (
    add_weight_noise,
    cut_units,
    shift_right,
    shuffle_alike,
    shuffle_units,
    zero_biases,
)
from tests.labs.digits.cards import check_states
from tests.widget_driver import WidgetDriver, settings_of


def rng():
    return np.random.default_rng(3)


def with_biases():
    net = initial_net()
    return net.with_layer(1, b=np.linspace(0.5, 2, 64).astype(np.float32))


X = digits().x_test[:20].astype(np.float32)


def test_as_many_biases_are_0_as_asked_and_nothing_else_changes():
    net = with_biases()
    hurt, x = zero_biases(net, X, 16, rng())
    assert (hurt[1].b == 0).sum() == 16 and (hurt[1].b == net[1].b).sum() == 48 and x is X
    assert np.array_equal(hurt[1].W, net[1].W) and np.array_equal(hurt[2].W, net[2].W)


def test_a_cut_unit_says_nothing_to_the_next_layer():
    net = with_biases()
    hurt, _ = cut_units(net, X, 10, rng())
    silent = ~hurt[2].W.any(axis=0)
    assert silent.sum() == 10 and np.array_equal(hurt[2].W[:, ~silent], net[2].W[:, ~silent])


def test_units_shuffled_alike_compute_the_same_and_shuffled_alone_do_not():
    net = with_biases()
    for count in (2, 16, 64):
        alike, alone = shuffle_alike(net, X, count, rng())[0], shuffle_units(net, X, count, rng())[0]
        assert np.allclose(alike(X), net(X), atol=1e-5) and not np.allclose(alone(X), net(X), atol=1e-3)
        moved = (alone[1].b != net[1].b).sum()
        assert moved == count and sorted(alone[1].b) == sorted(net[1].b)


def test_noise_has_the_size_that_is_asked_for():
    net = initial_net()
    noise = add_weight_noise(net, X, 0.5, rng())[0][1].W - net[1].W
    assert noise.std() == pytest.approx(0.5 * net[1].W.std(), rel=0.02) and noise.dtype == np.float32


def test_an_image_is_moved_to_the_right_and_paper_comes_in():
    moved = shift_right(initial_net(), X, 3, rng())[1].reshape(-1, 28, 28)
    images = X.reshape(-1, 28, 28)
    assert np.array_equal(moved[:, :, 3:], images[:, :, :-3]) and not moved[:, :, :3].any()


@pytest.mark.parametrize("kind", DAMAGES)
def test_no_damage_changes_nothing_and_the_same_seed_gives_the_same(kind):
    net = initial_net()
    whole = (net(digits().x_test.astype(np.float32)).argmax(axis=1) == digits().y_test).mean()
    assert damaged_accuracy(net, kind, 0) == pytest.approx(whole)
    amount = DAMAGES[kind].amounts[-1]
    assert damaged_accuracy(net, kind, amount, 1) == damaged_accuracy(net, kind, amount, 1)
    assert len(DAMAGES[kind].amounts) == 5 and DAMAGES[kind].amounts[0] == 0


@pytest.mark.slow
def test_the_curves_say_what_the_notebook_says():
    curve = {kind: [point.value for point in damage_curve(kind)] for kind in DAMAGES}
    assert all(values[0] > 0.94 for values in curve.values())
    assert curve["biases set to 0"][-1] > 0.93
    assert np.ptp(curve["both layers shuffled"]) < 0.001
    assert curve["units shuffled"][-1] < 0.25 and curve["image shifted"][-1] < 0.5
    for kind in ("units cut", "units shuffled", "noise on weights", "image shifted"):
        assert (np.diff(curve[kind]) < 0).all()


@pytest.mark.slow
def test_an_interval_is_that_of_the_five_networks():
    each = [damaged_accuracy(trained_net(seed), "units cut", 16, seed) for seed in range(5)]
    point = damage_curve("units cut")[2]
    assert point.value == pytest.approx(np.mean(each))
    assert point.half == pytest.approx(2.776 * np.std(each, ddof=1) / np.sqrt(5))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"kind": "rain"}, "kind is 'rain'"),
        ({"networks": 5}, "networks is 5; give a whole number from 0 to 4"),
        ({"guess": (1.0, 2.0)}, "a guess is 5 numbers from 0 to 100"),
        ({"guess": (1.0, 2.0, 3.0, 4.0, 101.0)}, "a guess is 5 numbers from 0 to 100"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        break_it(**wrong)


def driven(**settings):
    return WidgetDriver(break_it(**settings, goal="foresee"))


def measure(driver):
    """Press Measure and wait for the curve."""

    async def run():
        driver.press("Measure")
        while driver.running("Measure"):
            await asyncio.sleep(0.01)

    asyncio.run(run())


def test_dots_are_dragged_and_typed_over_within_0_to_100():
    driver = driven()
    driver.drag(("guess", 1), 3.0, 62.26)
    driver.drag(("guess", 2), 3.0, 140.0)
    driver.type(("guess", 4), "12,5")
    assert driver.state.guess == (90.0, 62.3, 100.0, 90.0, 12.5)
    driver.type(("guess", 4), "many")
    assert driver.in_trouble and driver.state.guess[4] == 12.5
    driver.type(("guess", 4), "101")
    assert driver.in_trouble


def test_nothing_is_measured_before_the_guess():
    driver = driven(kind="units shuffled")
    assert "Measured" not in driver.text and driver.enabled("Measure")


@pytest.mark.slow
def test_a_guess_stays_once_it_is_measured_and_the_first_one_counts():
    driver = driven(kind="units shuffled")
    measure(driver)
    assert driver.app.feedback.tone == "wrong" and not driver.goal.reached and not driver.enabled("Measure")
    assert "Measured: 95" in driver.text
    driver.drag(("guess", 1), 1.0, 50.0)
    driver.type(("guess", 2), "50")
    assert driver.state.guess == driver.state.shown_guess == (90.0,) * 5
    driver.choose("damage", "units cut")
    driver.choose("damage", "units shuffled")
    assert driver.state.is_measured and not driver.enabled("Measure")
    driver.press("Next damage")
    assert driver.state.kind == "both layers shuffled" and not driver.state.is_measured
    measure(driver)
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    assert largest_miss("both layers shuffled", (90.0,) * 5) < 10


@pytest.mark.slow
def test_measuring_goes_network_by_network_and_pause_answers():
    driver = driven(kind="noise on weights")

    async def run():
        driver.press("Measure")
        while driver.state.networks < 2:
            await asyncio.sleep(0.001)
        driver.press("Measure")
        await asyncio.sleep(0.1)

    asyncio.run(run())
    assert 2 <= driver.state.networks < 5 and not driver.state.is_measured and "Measured" not in driver.text
    assert driver.note == f"Networks measured: {driver.state.networks} of 5. Measure goes on."
    measure(driver)
    assert driver.state.is_measured and driver.state.networks == 0


@pytest.mark.slow
def test_the_card_keeps_its_height_has_one_primary_action_and_always_says_something():
    guess = (90.0, 70.0, 40.0, 20.0, 10.0)
    every = tuple((kind, guess) for kind in DAMAGES)
    check_states(
        break_it(),
        [
            State(),
            State(networks=3),
            *(State(kind=kind) for kind in DAMAGES),
            *(State(kind=kind, measured=every) for kind in DAMAGES),
        ],
    )


@pytest.mark.slow
def test_its_code_makes_it_again():
    driver = driven(kind="units cut", measured=(("units cut", (90.0, 80.0, 70.0, 60.0, 50.0)),))
    assert break_it(**settings_of(driver.state)).state == driver.state
