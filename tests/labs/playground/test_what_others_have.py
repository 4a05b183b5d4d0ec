"""What TensorFlow Playground has, and what its users have asked for, item by item: each by driving our card."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import numpy as np
import pytest

from lecture_lib.interactive import Event
from lecture_lib.labs.playground import SETS, TILES, State, examples, playground
from lecture_lib.labs.playground.exports import numpy_code, state_json, torch_text, weights_json
from lecture_lib.labs.playground.setup import MOST_LAYERS, MOST_UNITS
from lecture_lib.validation import InputError


def press(app, *target) -> None:
    app.send(Event("press", target))


def handles(app, begin: str) -> list[str]:
    markup = "".join(str(panel.parts) for panel in app.picture.panels)
    return [part.split('"')[0] for part in markup.split('data-id="')[1:] if part.startswith(begin)]


def labels(app) -> set[str]:
    return {control["label"] for control in app.face["controls"]}


async def play_for(app, epochs: int) -> None:
    app.press("Run")
    while app.state.run.epochs < epochs:
        await asyncio.sleep(0)
    app.press("Run")


# ---- section 2: what it has


@pytest.mark.parametrize("data", SETS)
def test_problem_types_and_data(data):
    app = playground()
    app.set("data", data)
    assert app.state.data == data and app.state.run.epochs == 0
    app.press("One epoch")
    assert app.state.run.epochs == 1, app.feedback


def test_noise_split_batch_and_new_examples():
    app = playground()
    before = app.state.problem.train.x
    app.set("noise in %", 50)
    app.set("to train on in %", 90)
    assert len(app.state.problem.train) == 450 and len(app.state.problem.held_out) == 50
    app.set("batch size", 1)
    app.press("New examples")
    assert app.state.data_seed == 1 and not np.array_equal(app.state.problem.train.x[:250], before)


def test_features_by_tile_and_by_formula():
    app = playground()
    for i in range(2, len(TILES)):
        press(app, "feature", i)
    assert app.state.features == TILES
    app._receive({"kind": "text", "name": "one more feature, by formula", "text": "exp(-x1^2)"})
    assert app.state.features[-1] == "exp(-x1^2)", app.feedback
    press(app, "feature", len(TILES))
    assert app.state.features == TILES


def test_layers_and_units_beyond_six_and_eight():
    app = playground()
    while len(app.state.hidden) < MOST_LAYERS:
        app.press("Add a layer")
    for _ in range(MOST_UNITS - 4):
        press(app, "resize", 1, 1)
    assert app.state.hidden[0] == MOST_UNITS > 8 and len(app.state.hidden) == MOST_LAYERS > 6
    app.press("One epoch")
    while app.state.hidden:
        app.press("Remove a layer")
    app.press("One epoch")
    assert app.state.net.sizes == (2, 1)


def test_an_activation_for_each_layer_step_too_with_the_reason_why_it_does_not_learn():
    app = playground()
    app.set("activation", "relu")
    press(app, "activation", 2)
    assert app.state.activations == ("relu", "tanh")
    app.set("activation", "step")
    app.press("One epoch")
    assert "slope" in app.feedback.text and "0" in app.feedback.text
    before = app.state.net[1].W.copy()
    app.press("One epoch")
    assert np.array_equal(app.state.net[1].W, before)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("data", ["circle", "three clouds"])
def test_losses(loss, data):
    app = playground(data=data)
    app.set("loss", loss)
    app.press("One epoch")
    assert app.state.run.losses[0].train > 0


def test_settings_of_training_change_without_a_new_start():
    app = playground(epochs=2)
    net = app.state.net
    for label, value in [
        ("learning rate", 1e-5),
        ("learning rate", 10),
        ("rule", "momentum"),
        ("rule", "Adam"),
        ("L1", 0.1),
        ("L2", 0.01),
        ("dropout in %", 20),
        ("batch size", 30),
    ]:
        app.set(label, value)
        assert app.state.run.epochs == 2 and app.state.net == net
    app.press("One epoch")
    assert app.state.run.epochs == 3


def test_run_pause_and_steps():
    app = playground()
    asyncio.run(play_for(app, 5))
    assert app.face["state"] != "moving"
    done = app.state.run.epochs
    app.press("One batch")
    assert (app.state.run.epochs, app.state.run.steps) == (done, 1)
    app.press("One epoch")
    assert (app.state.run.epochs, app.state.run.steps) == (done + 1, 0)
    app.press("Back")
    assert app.state.run.epochs == done


def test_both_losses_with_axes_and_read_out():
    app = playground(epochs=30)
    assert "training loss" in app.picture.text and "held-out loss" in app.picture.text
    app.send(Event("drag", ("epoch",), x=7.0))
    assert app.state.read == 7 and "At epoch 7" in app.picture.text


def test_the_map_with_examples_held_out_ones_and_plain_colours():
    app = playground(epochs=50)
    drawn = app.picture.panels[1]
    app.set("show held-out examples", True)
    assert len(app.picture.panels[1].parts) > len(drawn.parts)
    app.set("one colour a class", True)
    (raster,) = app.picture.panels[1].rasters
    assert len(np.unique(raster.indices)) <= 3


def test_every_unit_has_its_picture_and_is_seen_large():
    app = playground(epochs=50)
    assert [raster.name for raster in app.picture.panels[0].rasters] == handles(app, "unit.")
    press(app, "unit", 1, 2)
    assert app.state.unit == (1, 2) and "unit 3 of layer 1" in str(app.picture.panels[1].parts)
    assert str(app.picture.panels[0].parts).count("data-enlarges") == 9


def test_weights_and_biases_are_told_and_typed():
    app = playground(epochs=3)
    assert len(handles(app, "edge.")) == 18
    app.send(Event("edit", ("edge", 1, 0, 1), "0,75"))
    press(app, "unit", 1, 0)
    app.send(Event("edit", ("b", 1, 0), "-1"))
    app.send(Event("drag", ("W", 1, 0, 0), x=2.0))
    W, b, _ = app.state.net[1]
    assert (W[0].tolist(), b[0]) == ([2.0, 0.75], -1.0)
    app.send(Event("edit", ("b", 1, 0), "many"))
    assert app.feedback.tone == "trouble" and app.state.net[1].b[0] == -1


def test_an_edit_is_in_the_kept_state_and_can_be_undone():
    app = playground(epochs=3)
    before = app.state.net
    app.send(Event("edit", ("edge", 1, 0, 1), "0.75"))
    made: dict = {}
    exec(app.lines, made)  # noqa: S102 - what a learner copies
    exec(f"app = {app.code}", made)  # noqa: S102
    assert made["app"].state.net == app.state.net
    app.undo()
    assert app.state.net == before
    app.redo()
    assert app.state.net[1].W[0, 1] == 0.75


def test_reset_begins_with_the_same_weights_and_new_weights_are_apart():
    app = playground()
    first = app.state.net
    asyncio.run(play_for(app, 3))
    app.press("To epoch 0")
    assert app.state.net == first
    app.press("New weights")
    assert app.state.net != first


def test_controls_can_be_hidden_for_a_lesson():
    hidden = playground(hide=("noise", "rule", "Add a layer"))
    shown = {control["label"] for control in hidden.face["controls"]}
    assert labels(playground()) - shown == {"noise in %", "rule", "Add a layer"}
    with pytest.raises(InputError, match="no control 'noises' to hide"):
        playground(hide=("noises",))


def test_blue_is_positive_everywhere_and_xor_is_where_signs_differ():
    found = State("four quarters").problem.train
    assert found.classes == ("orange", "blue")
    assert np.array_equal(found.y == 1, found.x.prod(axis=1) < 0)


# ---- section 3: what its users ask for


def test_own_data_drawn_moved_flipped_held_out_and_removed():
    app = playground()
    app.set("data", "own")
    app.set("a press on the map", 1)
    app.send(Event("draw", ("ground",), points=((1.0, 2.0),)))
    assert len(app.state.problem.train) == 3, app.feedback
    app.send(Event("drag", ("example", 2), x=-1.0, y=0.5))
    assert examples(*app.state.data_key).x[2].tolist() == [-1.0, 0.5]
    app.send(Event("key", ("example", 2), key="f"))
    assert examples(*app.state.data_key).y[2] == 0
    app.send(Event("key", ("example", 2), key="h"))
    assert len(app.state.problem.held_out) == 1
    app.send(Event("key", ("example", 2), key="Delete"))
    assert len(app.state.problem.train) == 2 and not len(app.state.problem.held_out)
    app.press("Add an example")
    assert len(app.state.problem.train) == 3


@pytest.mark.parametrize("features", [("x1", "x2"), ("x1",)], ids=["a plane", "a line"])
def test_an_example_is_added_by_a_key_where_there_is_none_yet(features):
    """Beside more of them than the first, coarse grid of places holds."""
    places = [(0.5 * i, 0.5 * j)[: len(features)] for i in range(12) for j in range(12)] + [(-1.0,) * len(features)]
    table = "\n".join(f"{','.join(map(str, place))},{'ab'[min(place) < 0]}" for place in places)
    app = playground(data="own", table=table, share=100, features=features)
    app.press("Add an example")
    app.press("Add an example")
    x = app.state.problem.train.x
    assert len(x) == len(places) + 2, app.feedback
    assert len({tuple(row) for row in x.tolist()}) == len({*places}) + 2


def test_own_data_as_a_table():
    app = playground()
    app._receive({"kind": "text", "name": "your own table", "text": "a;b;kind\n1,5;2;cat\n3;4,5;dog\n5;6;cow"})
    assert app.state.problem.train.classes == ("cat", "cow", "dog"), app.feedback
    app.press("One epoch")
    assert app.state.net.sizes == (2, 4, 2, 3)


def test_a_boundary_by_a_formula():
    app = playground()
    app._receive({"kind": "text", "name": "blue where this is above 0", "text": "x2 - sin(x1)"})
    found = app.state.problem.train
    assert np.array_equal(found.y == 1, found.x[:, 1] > np.sin(found.x[:, 0]))


def test_a_pinned_point_with_z_and_a_and_the_formula_with_numbers():
    app = playground(epochs=10)
    app.send(Event("draw", ("ground",), points=((1.0, -2.0),)))
    assert app.state.pinned == (1.0, -2.0) and app.state.alongside == "point"
    assert "z = " in app.picture.text and "sigmoid(" in app.picture.text
    app.send(Event("drag", ("pinned",), x=2.0, y=2.0))
    assert app.state.pinned == (2.0, 2.0)
    app.send(Event("key", ("pinned",), key="Delete"))
    assert app.state.pinned is None


def test_more_than_two_classes_with_probabilities_and_confusion_matrix():
    app = playground(data="three clouds", epochs=30)
    app.set("beside the losses", "confusion")
    assert "of 225 are right" in app.picture.text
    app.set("data", "digits")
    assert app.state.net.sizes[-1] == 10


def test_gradients_on_lines_and_as_bars():
    app = playground(epochs=3)
    app.set("lines show", "gradients")
    app.set("beside the losses", "gradients")
    assert "Norms of the gradient" in app.picture.text


def test_the_hidden_plane_of_any_two_units():
    app = playground(epochs=3)
    app.set("beside the losses", "hidden plane")
    press(app, "plane", 2)
    press(app, "plane", 1)
    assert app.state.plane == (1, 0, 2) and "a[1]₃" in app.picture.text


def test_linear_regions_and_dead_units():
    app = playground(hidden=(4,), activations=("relu",))
    app.set("linear regions", True)
    assert "region" in app.picture.text
    app.send(Event("edit", ("edge", 1, 0, 0), "0"))
    app.send(Event("edit", ("edge", 1, 0, 1), "0"))
    press(app, "unit", 1, 0)
    app.send(Event("edit", ("b", 1, 0), "-5"))
    assert "dead" in str(app.picture.panels[0].parts)


def test_kept_as_python_json_link_numpy_pytorch_and_weights():
    app = playground(data="spiral", epochs=20, rate=0.1, features=("x1", "x2", "sin(x1)"))
    x = app.state.problem.x_held_out
    again = playground()
    again._receive({"kind": "text", "name": "Load a state", "text": state_json(app.state)})
    assert np.array_equal(again.state.net(x), app.state.net(x))
    given = {control["label"] for control in app.face["controls"] if control["kind"] == "download"}
    assert len(given) == 5
    program = numpy_code(app.state.setup, app.state.run)
    points = app.state.problem.held_out.x[:5].tolist()
    asked = f"{program}\nimport json\nprint(json.dumps(network(np.array({points})).tolist()))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603
    assert np.allclose(json.loads(said.stdout.splitlines()[-1]), app.state.net(x[:5]), atol=1e-6)
    compile(torch_text(app.state.setup, app.state.run), "network_torch.py", "exec")
    assert len(json.loads(weights_json(app.state.setup, app.state.run))["layers"]) == 3


def test_two_states_side_by_side():
    app = playground(epochs=5)
    app.press("Keep beside")
    app.press("To epoch 0")
    assert "Kept beside it: 2-4-2-1, epoch 5" in app.picture.text


def test_divergence_ends_by_itself_with_the_last_good_state():
    app = playground(data="plane", rate=10.0, activations=("relu", "relu"))
    asyncio.run(asyncio.wait_for(_run_to_its_end(app), 60))
    assert app.feedback.tone == "trouble" and "diverged" in app.feedback.text
    assert all(np.isfinite(W).all() for W, _, _ in app.state.net)


async def _run_to_its_end(app) -> None:
    app.press("Run")
    await asyncio.sleep(0)
    while app.face["state"] == "moving":
        await asyncio.sleep(0)


def test_an_edit_while_it_trains_is_taken_and_training_goes_on():
    async def edited() -> None:
        app.press("Run")
        while app.state.run.epochs < 3:
            await asyncio.sleep(0)
        app.send(Event("edit", ("edge", 1, 0, 0), "3"))
        app.set("learning rate", 0.1)
        at = app.state.run.epochs
        while app.state.run.epochs < at + 3:
            await asyncio.sleep(0)
        app.press("Run")

    app = playground()
    asyncio.run(asyncio.wait_for(edited(), 60))
    assert app.state.rate == 0.1


def test_two_playgrounds_do_not_meet():
    one, other = playground(), playground()
    one.press("One epoch")
    assert other.state == State()


def test_a_batch_larger_than_the_data_is_all_of_it():
    app = playground(share=10, batch=1000)
    app.press("One batch")
    assert (app.state.run.epochs, app.state.run.steps) == (1, 0)
