"""The inputs of which row 17.1 says that they must end in plain words, one by one, in the playground's engine.

What is done to the widget itself (an edit while it trains, a kernel that is restarted) is tested with the widget.
"""

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import Setup, first_run, problem, run_epoch, run_step
from lecture_lib.labs.playground.exports import read_snapshot, read_state, snapshot_text
from lecture_lib.labs.playground.exports.kept_json import read_kept_json


def own(table, **more):
    return problem(Setup("own", table=table, share=100, **more))


def refusal(act):
    """Return what is said of an input that cannot be used: one or a few short sentences."""
    with pytest.raises(InputError) as refused:
        act()
    said = str(refused.value)
    assert len(said) < 250 and not re.search(r"Traceback|Error\b|<class|object at|dtype", said)
    return said


# --- tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "table", "says"),
    [
        ("missing values", "a,b,kind\n1,2,cat\n3,,dog", "line 3 has no number in column b. Fill it in"),
        ("a missing class", "a,b,kind\n1,2,cat\n3,4,", "line 3 says nothing in column kind. Fill it in"),
        ("text", "a,b,kind\n1,2,cat\n3,four,dog", "line 3 holds 'four' in column b. Inputs are numbers"),
        ("only text", "The quick brown fox\njumps over the lazy dog", "the table has 1 column"),
        ("nothing", " \n\n", "the table is empty"),
        ("one class", "a,b,kind\n1,2,cat\n3,4,cat", "every example is of class 'cat'. Give two classes or more"),
        ("one point", "a,b,kind\n1,2,cat", "the table has 1 example. Give at least two"),
        ("a million rows", "1,2\n" * 1_000_000, "lines. Give at most 10,000"),
        ("longer rows", "1.2345,2.3456,7\n" * 1_000_000, "the table has 16,000,000 characters. Give at most"),
        ("a million columns", "1," * 1_000_000 + "2\n", "the table has 1,000,001 columns. Give at most 50"),
        ("ragged rows", "1,2,cat\n3,4", "line 2 has 2 columns; line 1 has 3."),
        ("large numbers", "1,2,cat\n3,2.5e9,dog", "line 2 holds 2.5e9 in column x2. Give numbers up to 1,000,000"),
        ("an open quotation mark", '1,2,cat\n3,"4,dog\n' + "5,6,cat\n" * 9000 + "x" * 140_000, "cannot be read"),
        ("bytes of an image", "\x89PNG\r\n\x1a\n\x00\x00\x00", "the table has 1 column"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_table_that_cannot_be_learned_from(what, table, says):
    assert says in refusal(lambda: own(table))


@pytest.mark.parametrize(
    "table",
    [
        "\ufeffa,b,kind\n1.5,2,cat\n3,4.25,dog",
        "a;b;kind\n1.5;2;cat\n3;4.25;dog",
        "a;b;kind\n1,5;2;cat\n3;4,25;dog",
        "1,5;2;cat\r\n3;4,25;dog\r\n",
        "a\tb\tkind\n1,5\t2\tcat\n3\t4,25\tdog",
    ],
    ids=["byte-order mark", "semicolons", "decimal commas", "without names", "tabs"],
)
def test_a_table_as_spreadsheets_write_it_is_read(table):
    found = own(table).train
    assert sorted(found.x.tolist()) == [[1.5, 2], [3, 4.25]] and found.classes == ("cat", "dog")


def test_decimal_commas_in_every_column():
    assert sorted(own("1,5;2,5;0,5\n3,5;4,5;1,5").train.y.tolist()) == [0.5, 1.5]


# --- formulas ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["log(x1)", "sqrt(x2)", "1/(x1 - x1)", "x1^0.5"])
def test_a_feature_that_is_undefined_on_a_part_of_the_plane(text):
    assert f"{text} has no value at x1 = " in refusal(lambda: problem(Setup(features=("x1", text))))


@pytest.mark.parametrize("text", ["log(x1)", "sqrt(x2) - x1", "0/(x1 - x1)"])
def test_a_boundary_that_is_undefined_on_a_part_of_the_plane(text):
    said = refusal(lambda: problem(Setup("formula", boundary=text)))
    assert f"{text} has no value at x1 = " in said and "Give a formula that has one everywhere" in said


def test_a_feature_whose_values_are_too_large():
    assert "Give a formula with smaller values" in refusal(lambda: problem(Setup(features=("exp(9*x1)",))))


# --- training ----------------------------------------------------------------------------------------------------

FAST = Setup("plane", hidden=(8,), activations=("identity",), rate=5.0)


def test_divergence_says_at_which_step_and_leaves_the_last_good_run():
    """By epochs and by single steps it is the same step, and the run before it is still there."""
    run, good = first_run(FAST), snapshot_text(first_run(FAST))
    said = refusal(lambda: run_epoch(FAST, run))
    epoch, step = map(int, re.search(r"in epoch (\d+), step (\d+): the training has diverged", said).groups())
    assert "Choose a smaller rate, or go back" in said
    assert snapshot_text(run) == good
    for _ in range((epoch - 1) * 60 + step - 1):
        run = run_step(FAST, run)
    assert (run.epochs, run.steps) == (epoch - 1, step - 1) and np.isfinite(run.seen)
    assert said == refusal(lambda: run_step(FAST, run))
    slow = replace(FAST, rate=0.01)
    assert np.isfinite(run_epoch(slow, first_run(slow)).losses[-1].train)


def test_a_batch_larger_than_the_data():
    large, all_of_them = Setup(batch=10**9), Setup(batch=250)
    assert run_step(large, first_run(large)).net == run_step(all_of_them, first_run(all_of_them)).net


def test_two_playgrounds_beside_each_other_do_not_meet():
    setups = Setup(), Setup(rule="Adam")

    def after(setup, epochs):
        run = first_run(setup)
        for _ in range(epochs):
            run = run_epoch(setup, run)
        return run

    alone = [after(setup, 4).net for setup in setups]
    runs = [*map(first_run, setups)]
    for _ in range(4):
        runs = [run_epoch(setup, run) for setup, run in zip(setups, runs)]
    assert [run.net for run in runs] == alone


AGAIN = """
from lecture_lib.labs.playground import Setup, run_epoch
from lecture_lib.labs.playground.exports import read_snapshot, snapshot_text
import sys
setup = Setup(rule="Adam")
print(snapshot_text(run_epoch(setup, read_snapshot(sys.stdin.read(), setup)), with_losses=True))
"""


@pytest.mark.slow
def test_another_kernel_goes_on_as_this_one_would_have():
    setup = Setup(rule="Adam")
    text = snapshot_text(run_step(setup, run_epoch(setup, first_run(setup))), with_losses=True)
    there = subprocess.run([sys.executable, "-c", AGAIN], input=text, capture_output=True, text=True, check=True)
    here = snapshot_text(run_epoch(setup, read_snapshot(text, setup)), with_losses=True)
    assert there.stdout.strip() == here


def test_a_state_from_another_version():
    said = refusal(lambda: read_state('{"kind": "playground", "version": 2}', Setup))
    assert said == "the text holds a playground of version 2, but this course reads version 1. Update the course."
    said = refusal(lambda: read_kept_json('{"kind": "playground", "version": 1}', "playground", 2))
    assert said.endswith("Older ones can no longer be read.")
