"""Where training stands is kept as text and read back exactly; what is broken is refused in words (row 17.1)."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import InputError
from lecture_lib.labs.playground import Losses, Run, Setup, first_run, run_epoch, run_step
from lecture_lib.labs.playground.exports import read_snapshot, snapshot_text
from lecture_lib.nn import MLP, Layer


def trained(setup, epochs=2, steps=3):
    run = first_run(setup)
    for _ in range(epochs):
        run = run_epoch(setup, run)
    for _ in range(steps):
        run = run_step(setup, run)
    return run


def bits(run):
    memory = run.memory if isinstance(run.memory, tuple) else (run.memory,)
    arrays = [part for W, b, _ in run.net for part in (W, b)] + [m for m in memory if m is not None]
    return [np.asarray(array).tobytes() for array in arrays]


SETUPS = {
    "SGD": Setup(),
    "momentum": Setup(rule="momentum"),
    "Adam": Setup(rule="Adam"),
    "three classes": Setup(data="three clouds", rule="Adam"),
    "numbers": Setup(data="plane", rate=0.01),
    "dropout": Setup(dropout=20),
    "no hidden layer": Setup(hidden=(), activations=()),
    "nothing held out": Setup(share=100),
}


@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_a_run_comes_back_exactly_and_goes_on_the_same_way(setup):
    run = trained(setup)
    back = read_snapshot(snapshot_text(run, with_losses=True), setup)
    assert bits(back) == bits(run) and [g for _, _, g in back.net] == [g for _, _, g in run.net]
    assert (back.epochs, back.steps, back.seen) == (run.epochs, run.steps, run.seen)
    assert np.array_equal(back.losses, run.losses, equal_nan=True)
    assert all(part.dtype == np.float32 for W, b, _ in back.net for part in (W, b))
    assert bits(run_epoch(setup, back)) == bits(run_epoch(setup, run))


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_every_float32_survives(values):
    setup = Setup(hidden=(), activations=())
    (W, b, g), *_ = first_run(setup).net
    run = Run(MLP.of_checked([Layer(np.array([values[:2]], np.float32), np.array(values[2:], np.float32), g)]))
    assert bits(read_snapshot(snapshot_text(run), setup)) == bits(run)


def test_losses_are_kept_on_demand_only():
    run = trained(Setup())
    assert read_snapshot(snapshot_text(run), Setup()).losses == ()
    assert len(snapshot_text(run)) < len(snapshot_text(run, with_losses=True))


def test_a_setup_that_differs_in_what_fits_all_the_same_is_fine():
    run = trained(Setup())
    assert read_snapshot(snapshot_text(run), Setup(rate=1.0, activations=("relu", "relu"), l2=0.1)).epochs == 2


KEPT = json.loads(snapshot_text(trained(Setup(rule="Adam")), with_losses=True))


def changed(**members):
    return json.dumps(KEPT | members)


LAYER = KEPT["layers"][0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the text is not JSON: line 1, character 1"),
        ("{", "the text is not JSON"),
        ("[1, 2]", "does not say what it holds"),
        ('{"kind": "playground", "version": 1}', "holds a playground. It should be a training state"),
        ("[" * 100_000, "too many lists in lists"),
        ("1" * 10_000, "thousands of digits"),
        ("x" * 10_000_000, "10,000,000 characters"),
        ('{"kind": "training state", "version": 1, "epochs": NaN}', "holds NaN"),
        ('{"kind": "\\ud800"}', "half a character"),
        (changed(version=2), "of version 2, but this course reads version 1. Update the course"),
        (changed(version=True), "no version number"),
        (changed(version=0), "no version number"),
        (changed(epochs=-1), "epochs is -1"),
        (changed(epochs=1.5), "epochs is 1.5"),
        (changed(epochs=10**12), "epochs is 1000000000000"),
        (changed(steps=25), "steps is 25. Give a whole number from 0 to 24"),
        (changed(seen="much"), "seen holds text"),
        (changed(layers=[]), "has 0 layers, but these settings make 3"),
        (changed(layers=None), "has no layers"),
        (changed(layers=[1, 2, 3]), "layer 1: there is no W"),
        (changed(layers=[{"W": LAYER["W"]}] * 3), "layer 1: there is no b"),
        (changed(layers=[LAYER, LAYER, LAYER]), r"layer 2: W has shape \(4, 2\)"),
        (changed(layers=[LAYER | {"b": [1, 2, "3", 4]}] * 3), "layer 1: b holds text"),
        (changed(layers=[LAYER | {"b": [1, 2, [3], 4]}] * 3), "layer 1: b mixes"),
        (changed(layers=[LAYER | {"b": [1, 2, 3, 1e39]}] * 3), "1e[+]39, which is beyond the largest float32"),
        (changed(layers=[LAYER | {"b": [1, 2, 3, None]}] * 3), "layer 1: b holds None"),
        (changed(memory={"v": [1.0]}), "is not one of the rule Adam"),
        (changed(memory=[1.0]), "is not one of the rule Adam"),
        (changed(memory=KEPT["memory"] | {"m": [1.0]}), r"memory m has shape \(1,\)"),
        (changed(memory=KEPT["memory"] | {"v": [-1.0] * 25}), "mean of squares"),
        (changed(memory=KEPT["memory"] | {"t": 10**400}), "memory t is"),
        (changed(losses=[[1, 1]] * 3), "3 pairs of losses, but only 2 epochs"),
        (changed(losses=[[1]]), "a list of pairs"),
        (changed(losses=[["a", 1]]), "a loss holds text"),
        (changed(losses={"a": 1}), "a list of pairs"),
    ],
)
def test_what_is_broken_is_refused_in_words(text, says):
    with pytest.raises(InputError, match=says) as refused:
        read_snapshot(text, Setup(rule="Adam"))
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("other", ["SGD", "momentum"])
def test_the_memory_of_another_rule_does_not_fit(other):
    with pytest.raises(InputError, match=f"is not one of the rule {other}"):
        read_snapshot(changed(), Setup(rule=other))


def test_a_network_that_is_not_finite_is_not_kept():
    (W, b, g), *others = first_run(Setup()).net
    with pytest.raises(InputError, match="Go back to before it diverged"):
        snapshot_text(Run(MLP.of_checked([Layer(W * np.inf, b, g), *others])))


def test_a_held_out_loss_that_is_not_finite_is_kept_as_none():
    run = replace(trained(Setup(), epochs=1), losses=(Losses(1.0, np.inf),))
    assert np.isnan(read_snapshot(snapshot_text(run, with_losses=True), Setup()).losses[0].held_out)
