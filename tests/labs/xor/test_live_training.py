"""Networks trained live: the loss, the hidden units' maps, and training on the event loop (rows 04.5, 04.6)."""

import asyncio
import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import MLP, SGD, InputError, sigmoid
from lecture_lib.labs.xor import hidden_units, live_training
from lecture_lib.labs.xor.live_training import (
    DATA_SETS,
    EPOCHS_PER_STEP,
    GOALS,
    HIDDEN_ACTIVATIONS,
    HIDDEN_SIZES,
    MOST_ADDED,
    MOST_EPOCHS,
    State,
    has_settled,
    hidden_images,
    labelled_points,
    n_correct,
    n_correct_added,
    shown_units,
    train_epochs,
    unit_response,
    view,
)
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None):
    return WidgetDriver(hidden_units(**settings_of(state or State()), goal="19 of 20"))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"data": "cats"}, "data is 'cats'; choose one of rings, moons"),
        ({"hidden": 7}, "hidden is 7; choose one of 0, 1"),
        ({"rate": 0.5}, "rate is 0.5; choose one of 0.03"),
        ({"activation": "sign"}, "activation is 'sign'"),
        ({"hidden": 2, "unit": 3}, "unit is 3; choose one of 0, 1, 2"),
        ({"unit": -1}, "unit is -1; choose one of 0, 1, 2, 3, 4"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        hidden_units(**wrong)


def test_a_map_that_is_gone_and_a_target_of_an_older_page_are_answered_in_words():
    driver = driven()
    driver.choose("hidden units", 2)
    before = driver.state
    for act in (
        lambda: driver.click("unit", 3),
        lambda: driver.click("unit", 0),
        lambda: driver.click("unit2"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.click("q"),
    ):
        act()
        assert driver.state == before and driver.in_trouble and "This picture has no" in driver.note


@pytest.mark.parametrize("hidden", [0, 1, 4, 10])
@pytest.mark.parametrize("data", DATA_SETS)
def test_training_lowers_the_loss_and_keeps_its_history(data, hidden):
    state = State(data=data, hidden=hidden, rate=1.0)
    after = train_epochs(train_epochs(state, 30), 30)
    assert after.epochs == len(after.losses) == 60 and after.losses[-1] < after.losses[0]
    assert state.net is None and state.losses == ()


def test_in_two_parts_or_at_once_training_goes_the_same_way():
    parts, once = train_epochs(train_epochs(State(), 7), 5), train_epochs(State(), 12)
    assert parts == once and parts.losses == once.losses


def test_one_neuron_fails_on_the_rings_and_three_hidden_units_do_it():
    reached = lambda hidden: GOALS["19 of 20"].progress(train_epochs(State(hidden=hidden), 600)).reached
    assert [reached(hidden) for hidden in (0, 2, 3)] == [False, False, True]


def test_the_card_keeps_its_height_and_always_says_something():
    starts = [State(hidden=hidden, data=data) for hidden in HIDDEN_SIZES for data in ("rings", "waves")]
    check_card(hidden_units(), [*starts, *(train_epochs(start, 200) for start in starts)])


def test_run_stops_at_the_goal_and_says_what_to_try_next():
    driver = driven()

    async def run():
        driver.press("Run")
        while driver.running("Run"):
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert driver.goal.reached and driver.state.epochs < 400 and driver.app.feedback.tone == "right"
    assert driver.note.endswith("with 4 hidden units. Next: can 3 units close the ring?") and driver.enabled("Run")


def test_what_more_training_cannot_help_ends_the_run_and_says_so():
    lone, slow = train_epochs(State(hidden=0), 600), train_epochs(State(hidden=1, rate=0.03), 1000)
    assert has_settled(lone) and "another number of hidden units" in view(lone).note and not driven(lone).enabled("Run")
    assert has_settled(slow) and view(slow).note.endswith("a larger learning rate.")
    assert not has_settled(replace(slow, rate=10.0)) and has_settled(replace(slow, rate=10.0, epochs=MOST_EPOCHS))


def test_each_small_map_is_tied_to_its_line():
    driver = driven(State(hidden=3))
    shown = driver.picture.svg
    for j in (1, 2, 3):
        assert f"[data-id='unit.{j}']:is(:hover,:focus-visible)) .ll-unit-{j}{{" in shown
        assert f'class="ll-unit-{j}"' in shown and f'data-id="unit.{j}"' in shown


def data_paths(state):
    """The paths of the panel with the hidden plane."""
    return re.findall(r' d="(M[^"]*)"', view(state).picture.panels[1].markup)


def test_the_hidden_plane_deforms_while_the_network_trains():
    start = State(data="XOR clouds", hidden=2, activation="tanh", rate=1.0)
    seen = [data_paths(train_epochs(start, n)) if n else data_paths(start) for n in (0, 20, 40, 200)]
    assert len({tuple(paths) for paths in seen}) == 4


def test_the_hidden_plane_is_that_of_the_network_and_its_line_the_output_units():
    state = train_epochs(State(data="XOR clouds", hidden=2, activation="tanh", rate=1.0), 300)
    x, y = labelled_points("XOR clouds")
    images, (w, b, _) = hidden_images(state, x), state.now[2]
    assert np.allclose(images, np.tanh(x @ state.now[1].W.T + state.now[1].b))
    assert int(((images @ w[0] + b[0] > 0) == (y > 0)).sum()) == n_correct(state) >= 114
    assert "In the hidden plane of h₁ and h₂: class −1 around" in view(state).picture.text


@pytest.mark.parametrize("hidden, units", [(0, None), (1, None), (2, (1, 2)), (3, (1, 2)), (10, (1, 2))])
def test_which_units_the_hidden_plane_shows(hidden, units):
    assert shown_units(State(hidden=hidden)) == units
    if hidden > 2:
        assert shown_units(State(hidden=hidden, unit=hidden)) == (hidden, 1)
    assert ("hidden plane" in view(State(hidden=hidden)).picture.svg) == (units is not None)


@pytest.mark.parametrize("activation", HIDDEN_ACTIVATIONS)
def test_all_images_lie_inside_the_hidden_plane(activation):
    state = train_epochs(State(hidden=2, activation=activation, rate=0.3), 300)
    images = hidden_images(state, labelled_points("rings")[0])
    frame = live_training.hidden_plane_frame(state, images)
    assert images.min() >= frame.x0 and images.max() <= frame.x1


def test_a_click_adds_a_point_and_training_goes_on_with_it():
    driver = driven(train_epochs(State(), 40))
    before = driver.state
    driver.draw(("ground",), (0.33, -0.51), last=False)
    assert driver.state == before  # nothing before the button is let go
    driver.draw(("ground",), (0.33, -0.51))
    after = driver.state
    assert after.added == ((0.3, -0.5, 1.0),) and after.net == before.net and after.epochs == 40
    driver.press("Step")
    alone = train_epochs(before)
    assert driver.state.epochs == 60 and driver.state.net != alone.net
    assert (
        "added" in driver.code
        and eval(driver.code, {"hidden_units": hidden_units, "MLP": MLP, "sigmoid": sigmoid}).state == driver.state
    )


def test_added_points_can_be_moved_flipped_and_removed():
    driver = driven()
    driver.press("Add a point")
    driver.press("Add a point")
    assert len({point[:2] for point in driver.state.added}) == 2
    driver.drag(("added", 1), -9, 0.111)
    driver.click("added", 1)
    assert driver.state.added[1] == (-2.4, 0.1, -1.0)
    driver.key(("added", 1), "f")
    assert driver.state.added[1] == (-2.4, 0.1, 1.0)
    driver.key(("added", 0), "Delete")
    assert driver.state.added == ((-2.4, 0.1, 1.0),)
    driver.press("Remove added points")
    assert driver.state == State() and not driver.enabled("Remove added points")


def test_added_points_are_counted_apart_and_have_a_limit():
    wrong_side = train_epochs(State(added=((0.0, 0.0, 1.0),)), 400)
    shown = view(wrong_side)
    assert (
        n_correct_added(wrong_side) == 0
        and "and 0 of 1 added ones" in shown.note
        and GOALS["19 of 20"].progress(wrong_side).reached
    )
    driver = driven()
    for _ in range(MOST_ADDED):
        driver.press("Add a point")
    assert not driver.enabled("Add a point")
    driver.draw(("ground",), (0, 0))
    assert driver.in_trouble and "at most 40" in driver.note and len(driver.state.added) == MOST_ADDED


def test_restart_is_the_same_start_and_new_start_another():
    driver = driven()
    first = driver.state.now
    driver.press("Step")
    assert driver.state.epochs == EPOCHS_PER_STEP and driver.state.now != first
    driver.press("To epoch 0")
    assert driver.state.now == first and driver.state.epochs == 0 and driver.state.losses == ()
    driver.press("New start")
    assert driver.state.now != first and driver.state.seed == 1


@pytest.mark.parametrize(
    "label, value, field",
    [("data", "moons", "data"), ("hidden units", 10, "hidden"), ("activation", "relu", "activation")],
)
def test_another_setting_starts_afresh_but_another_rate_goes_on(label, value, field):
    driver = driven()
    driver.press("Step")
    driver.slide("learning rate", 0.3)
    assert driver.state.epochs == EPOCHS_PER_STEP and driver.state.rate == 0.3
    driver.choose(label, value)
    assert getattr(driver.state, field) == value and driver.state.epochs == 0 and driver.state.net is None


def test_run_trains_on_the_event_loop_and_pause_answers_and_one_back_undoes_the_run():
    driver = driven()

    async def run():
        driver.press("Run")
        while driver.state.epochs < 3 * EPOCHS_PER_STEP:
            await asyncio.sleep(0.01)
        driver.press("Run")
        await asyncio.sleep(0.1)
        stopped = driver.state.epochs
        await asyncio.sleep(0.2)
        assert driver.state.epochs == stopped

    asyncio.run(run())
    driver.undo()
    assert driver.state == State()


def test_a_training_that_runs_away_says_so_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr(live_training, "SGD", lambda rate: SGD(1e308))
    driver = driven()
    driver.press("Step")
    assert driver.in_trouble and "diverged" in driver.note and driver.state.epochs == 0


def test_a_pressed_unit_fills_the_map_and_pressed_again_gives_it_back():
    driver = driven(train_epochs(State(), 200))
    state, whole = driver.state, driver.picture
    driver.click("unit", 3)
    assert driver.state.unit == 3 and "hidden unit 3, epoch 200" in driver.picture.svg
    assert driver.picture.svg != whole.svg
    driver.click("unit", 3)
    assert driver.state == state and driver.picture == whole


@pytest.mark.parametrize("activation", HIDDEN_ACTIVATIONS)
def test_a_units_map_is_its_own_output(activation):
    state = train_epochs(State(activation=activation, rate=0.3), 50)
    x = np.random.default_rng(0).uniform(-2, 2, (50, 2))
    W, b, g = state.now[1]
    a = g.value(x @ W[1] + b[1])
    shown = unit_response(state.now, 2)(x)
    assert np.all(np.diff(shown[np.argsort(a)]) >= -1e-12) and abs(shown).max() <= 1


def test_the_text_twin_tells_the_epoch_the_loss_and_the_points():
    state = train_epochs(State(), 200)
    said = view(state).picture.text
    assert (
        said.startswith("4 sigmoid hidden units on rings, rate 3, epoch 200: ") and f"{n_correct(state)} of 120" in said
    )
    assert "Logistic regression on moons" in view(State(data="moons", hidden=0)).picture.text


def test_a_state_of_training_comes_back_from_its_code_with_its_weights():
    state = train_epochs(State(), 3)
    again = eval(repr(state), {"State": State, "MLP": MLP, "sigmoid": sigmoid})
    assert again.net == state.net and again.epochs == 3
    driver = driven(state)
    assert "losses" not in driver.code
    assert eval(driver.code, {"hidden_units": hidden_units, "MLP": MLP, "sigmoid": sigmoid}).state == state
