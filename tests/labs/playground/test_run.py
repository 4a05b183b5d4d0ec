"""The playground's training: by epochs, by single steps, left and gone on with, always the same way (row 17.1)."""

from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import (
    HIDDEN_ACTIVATIONS,
    LOSSES,
    RULES,
    SETS,
    Run,
    Settings,
    first_run,
    problem,
    train_epoch,
    train_step,
)
from lecture_lib.labs.playground import run as run_module
from lecture_lib.nn import forward


def parameters(run):
    return np.concatenate([part.ravel() for W, b, _ in run.net for part in (W, b)])


def after(settings, epochs, run=None):
    run = run or first_run(settings)
    for _ in range(epochs):
        run = train_epoch(settings, run)
    return run


VARIANTS = {
    "plain": Settings(),
    "momentum": Settings(rule="momentum"),
    "Adam": Settings(rule="Adam", rate=0.01),
    "penalties": Settings(l1=0.001, l2=0.01),
    "dropout": Settings(dropout=20),
    "all at once": Settings(batch=1000),
    "odd batches": Settings(batch=7, share=33),
    "three classes": Settings(data="three clouds"),
    "numbers": Settings(data="plane", rate=0.01),
    "squared": Settings(loss="squared"),
}


@pytest.mark.parametrize("settings", VARIANTS.values(), ids=VARIANTS)
def test_single_steps_make_up_an_epoch(settings):
    whole = after(settings, 3)
    run = after(settings, 1)
    while run.epochs < 3:
        run = train_step(settings, run)
    assert run.steps == 0 and len(run.losses) == 3
    assert np.abs(parameters(run) - parameters(whole)).max() < 1e-5
    assert np.array(run.losses) == pytest.approx(np.array(whole.losses), rel=1e-4)


@pytest.mark.parametrize("settings", [v for k, v in VARIANTS.items() if k != "all at once"])
def test_an_epoch_that_was_begun_is_finished_first(settings):
    begun = train_step(settings, after(settings, 1))
    finished = train_epoch(settings, begun)
    assert finished.epochs == 2 and finished.steps == 0
    assert np.abs(parameters(finished) - parameters(after(settings, 2))).max() < 1e-5


@pytest.mark.parametrize("settings", VARIANTS.values(), ids=VARIANTS)
def test_a_run_goes_on_the_same_way_whether_its_trainer_is_kept_or_made_anew(settings):
    there = after(settings, 6)
    run = after(settings, 3)
    run_module._trainers.clear()
    again = after(settings, 3, Run(run.net, run.memory, run.epochs, run.steps, run.seen, run.losses))
    assert np.abs(parameters(again) - parameters(there)).max() < 1e-5
    from_the_same = after(settings, 3, run)
    assert np.array_equal(parameters(from_the_same), parameters(again))


@pytest.mark.parametrize("settings", VARIANTS.values(), ids=VARIANTS)
def test_a_run_is_a_value_that_going_on_does_not_change(settings):
    run = after(settings, 2)
    before = parameters(run).copy(), run.losses
    after(settings, 2, run)
    assert np.array_equal(parameters(run), before[0]) and run.losses == before[1]


def test_a_rate_that_changes_while_it_trains_keeps_what_the_rule_remembers():
    fast, slow = Settings(rule="momentum", rate=0.1), Settings(rule="momentum", rate=0.001)
    run = after(fast, 3)
    assert run.memory is not None
    gone_on, forgetful = after(slow, 1, run), after(slow, 1, replace(run, memory=None))
    assert np.abs(parameters(gone_on) - parameters(forgetful)).max() > 1e-4


@pytest.mark.parametrize("data", SETS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_set_can_be_trained_on_with_every_loss(data, loss):
    settings = Settings(data=data, loss=loss, rule="Adam", rate=0.01)
    run = after(settings, 15)
    assert run.losses[-1].train < run.losses[0].train
    assert np.isfinite(np.array(run.losses)).all()


@pytest.mark.parametrize("g", HIDDEN_ACTIVATIONS)
@pytest.mark.parametrize("rule", RULES)
def test_every_activation_and_rule_runs(g, rule):
    settings = Settings(activations=(g, "tanh"), rule=rule, rate=0.01)
    run = after(settings, 3)
    moved = np.abs(run.net[1].W - first_run(settings).net[1].W).max()
    assert (moved == 0) == (g == "step")  # its slope is 0, so what lies below it never learns


def test_no_hidden_layer_is_one_neuron():
    settings = Settings(data="two clouds", hidden=(), activations=())
    run = after(settings, 20)
    p = problem(settings)
    right = (forward(run.net, p.x_held_out).z[-1] > 0) == (p.y_held_out > 0)
    assert run.net.sizes == (2, 1) and right.mean() > 0.95


def test_the_default_learns_its_circle():
    run = after(Settings(), 150)
    p = problem(Settings())
    right = (forward(run.net, p.x_held_out).z[-1] > 0) == (p.y_held_out > 0)
    assert right.mean() > 0.95


def test_divergence_is_told_in_words_and_the_last_good_run_is_still_there():
    settings = Settings(data="plane", hidden=(8,), activations=("identity",), rate=1.0)
    run, good = first_run(settings), None
    with pytest.raises(InputError, match="diverged"):
        for _ in range(50):
            good, run = run, train_epoch(settings, run)
    assert np.isfinite(parameters(run)).all() and good is not None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"noise": 60}, "noise is 60"),
        ({"hidden": (3,)}, "1 hidden layer and 2 activations"),
        ({"hidden": (0, 2)}, "the size of a hidden layer is 0"),
        ({"hidden": (1,) * 11, "activations": ("relu",) * 11}, "11 layers"),
        ({"activations": ("relu", "softmax")}, "an activation is 'softmax'"),
        ({"loss": "hinge"}, "loss is 'hinge'"),
        ({"rule": "sgd"}, "rule is 'sgd'"),
        ({"rate": 0}, "rate is 0"),
        ({"l1": -1}, "l1 is -1"),
        ({"dropout": 95}, "dropout is 95"),
        ({"batch": 0}, "batch is 0"),
        ({"share": 101}, "share is 101"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(given, says):
    with pytest.raises(InputError, match=says):
        Settings(**given)


def test_a_batch_larger_than_the_data_is_all_of_them():
    small, large = Settings(batch=250), Settings(batch=10_000)
    assert np.array_equal(parameters(after(small, 2)), parameters(after(large, 2)))


def test_ones_own_table_is_learned():
    text = "\n".join(f"{x},{y},{'in' if x * x + y * y < 9 else 'out'}" for x in range(-5, 6) for y in range(-5, 6))
    settings = Settings(data="own", table=text, rule="Adam", rate=0.03)
    assert after(settings, 100).losses[-1].train < 0.2
