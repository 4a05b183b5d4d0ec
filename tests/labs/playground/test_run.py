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
    Setup,
    first_run,
    problem,
    run_epoch,
    run_step,
)
from lecture_lib.labs.playground import run as run_module
from lecture_lib.nn import forward


def parameters(run):
    return np.concatenate([part.ravel() for W, b, _ in run.net for part in (W, b)])


def after(setup, epochs, run=None):
    run = run or first_run(setup)
    for _ in range(epochs):
        run = run_epoch(setup, run)
    return run


VARIANTS = {
    "plain": Setup(),
    "momentum": Setup(rule="momentum"),
    "Adam": Setup(rule="Adam", rate=0.01),
    "penalties": Setup(l1=0.001, l2=0.01),
    "dropout": Setup(dropout=20),
    "all at once": Setup(batch=1000),
    "odd batches": Setup(batch=7, share=33),
    "three classes": Setup(data="three clouds"),
    "numbers": Setup(data="plane", rate=0.01),
    "squared": Setup(loss="squared"),
}


@pytest.mark.parametrize("setup", VARIANTS.values(), ids=VARIANTS)
def test_single_steps_make_up_an_epoch(setup):
    whole = after(setup, 3)
    run = after(setup, 1)
    while run.epochs < 3:
        run = run_step(setup, run)
    assert run.steps == 0 and len(run.losses) == 3
    assert np.array_equal(parameters(run), parameters(whole))
    assert np.array(run.losses) == pytest.approx(np.array(whole.losses), rel=1e-4)


@pytest.mark.parametrize("setup", [v for k, v in VARIANTS.items() if k != "all at once"])
def test_an_epoch_that_was_begun_is_finished_first(setup):
    begun = run_step(setup, after(setup, 1))
    finished = run_epoch(setup, begun)
    assert finished.epochs == 2 and finished.steps == 0
    assert np.array_equal(parameters(finished), parameters(after(setup, 2)))


@pytest.mark.parametrize("setup", VARIANTS.values(), ids=VARIANTS)
def test_a_run_goes_on_the_same_way_whether_its_trainer_is_kept_or_made_anew(setup):
    there = after(setup, 6)
    run = after(setup, 3)
    run_module._trainers.clear()
    again = after(setup, 3, Run(run.net, run.memory, run.epochs, run.steps, run.seen, run.losses))
    assert np.array_equal(parameters(again), parameters(there))
    from_the_same = after(setup, 3, run)
    assert np.array_equal(parameters(from_the_same), parameters(again))


@pytest.mark.parametrize("rule", RULES)
def test_a_step_on_the_way_changes_nothing_even_where_the_training_is_chaotic(rule):
    """With momentum at this rate, a difference in the last bit once grew to another network within 40 epochs."""
    setup, stepped = Setup(rule=rule), first_run(Setup(rule=rule))
    while stepped.epochs < 60:
        stepped = run_step(setup, stepped) if stepped.epochs % 20 == 3 else stepped
        stepped = run_epoch(setup, stepped)
    assert np.array_equal(parameters(stepped), parameters(after(setup, 60)))


@pytest.mark.parametrize("setup", VARIANTS.values(), ids=VARIANTS)
def test_a_run_is_a_value_that_going_on_does_not_change(setup):
    run = after(setup, 2)
    before = parameters(run).copy(), run.losses
    after(setup, 2, run)
    assert np.array_equal(parameters(run), before[0]) and run.losses == before[1]


def test_a_rate_that_changes_while_it_trains_keeps_what_the_rule_remembers():
    fast, slow = Setup(rule="momentum", rate=0.1), Setup(rule="momentum", rate=0.001)
    run = after(fast, 3)
    assert run.memory is not None
    gone_on, forgetful = after(slow, 1, run), after(slow, 1, replace(run, memory=None))
    assert np.abs(parameters(gone_on) - parameters(forgetful)).max() > 1e-4


@pytest.mark.parametrize("data", SETS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_set_can_be_trained_on_with_every_loss(data, loss):
    setup = Setup(data=data, loss=loss, rule="Adam", rate=0.01)
    run = after(setup, 15)
    assert run.losses[-1].train < run.losses[0].train
    assert np.isfinite(np.array(run.losses)).all()


@pytest.mark.parametrize("g", HIDDEN_ACTIVATIONS)
@pytest.mark.parametrize("rule", RULES)
def test_every_activation_and_rule_runs(g, rule):
    setup = Setup(activations=(g, "tanh"), rule=rule, rate=0.01)
    run = after(setup, 3)
    moved = np.abs(run.net[1].W - first_run(setup).net[1].W).max()
    assert (moved == 0) == (g == "step")  # its slope is 0, so what lies below it never learns


def test_no_hidden_layer_is_one_neuron():
    setup = Setup(data="two clouds", hidden=(), activations=())
    run = after(setup, 20)
    p = problem(setup)
    right = (forward(run.net, p.x_held_out).z[-1] > 0) == (p.y_held_out > 0)
    assert run.net.sizes == (2, 1) and right.mean() > 0.95


def test_the_default_learns_its_circle():
    run = after(Setup(), 150)
    p = problem(Setup())
    right = (forward(run.net, p.x_held_out).z[-1] > 0) == (p.y_held_out > 0)
    assert right.mean() > 0.95


def test_divergence_is_told_in_words_and_the_last_good_run_is_still_there():
    """A rate that is raised too far while it trains."""
    good = Setup(data="plane", hidden=(8,), activations=("identity",), rate=0.03)
    run = after(good, 5)
    before = parameters(run).copy()
    with pytest.raises(InputError, match=r"in epoch \d+, step \d+: the training has diverged"):
        after(replace(good, rate=1.0), 50, run)
    assert np.array_equal(parameters(run), before)
    assert after(good, 5, run).epochs == 10


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
        Setup(**given)


def test_a_batch_larger_than_the_data_is_all_of_them():
    small, large = Setup(batch=250), Setup(batch=10_000)
    assert np.array_equal(parameters(after(small, 2)), parameters(after(large, 2)))


def test_ones_own_table_is_learned():
    text = "\n".join(f"{x},{y},{'in' if x * x + y * y < 9 else 'out'}" for x in range(-5, 6) for y in range(-5, 6))
    setup = Setup(data="own", table=text, rule="Adam", rate=0.03)
    assert after(setup, 100).losses[-1].train < 0.2
