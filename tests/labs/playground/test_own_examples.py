"""Examples of one's own: from a made set, by a formula, changed one at a time, held out by choice (row 17.1)."""

from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import (
    SETS,
    Setup,
    add_example,
    examples,
    feature_values,
    first_run,
    flip_example,
    formula_examples,
    move_example,
    own_table,
    problem,
    read_table,
    remove_example,
    run_epoch,
    set_target,
    toggle_held_out,
    two_examples,
)

SPREADSHEET = "id;length;width;kind\na;1,5;10;cat\nb;2,5;20;dog\nc;3,5;30;cat"
OWN = Setup("own", table=SPREADSHEET, target="kind", inputs=("length", "width"), share=100)


def after(setup, changes):
    return replace(setup, **changes)


def all_of(setup):
    return examples(*setup.data_key)


@pytest.mark.parametrize("name", SETS)
def test_a_made_set_becomes_a_table_with_the_same_examples_held_out(name):
    made = Setup(name, noise=10, share=70)
    own = after(made, own_table(made))
    before, now = all_of(made), all_of(own)
    assert (now.classes, now.inputs) == (before.classes, before.inputs)
    assert np.abs(now.x - before.x).max() < 0.001 and np.abs(now.y - before.y).max() < 0.001
    assert set(problem(own).held_out_rows) == set(problem(made).held_out_rows)


def test_an_example_is_added_at_the_mean_of_the_inputs_that_are_not_drawn():
    own = after(OWN, add_example(OWN, [2.25], 1))
    assert all_of(own).x[-1].tolist() == [2.25, 20] and all_of(own).y.tolist() == [0, 1, 0, 1]
    assert own.table == SPREADSHEET + "\n;2,25;20;dog"
    assert sorted(problem(own).train_rows) == [0, 1, 2, 3]


def test_a_new_example_can_be_held_out_and_the_others_keep_their_places():
    made = Setup("spiral")
    own = after(made, add_example(made, (1, 2), 0, held_out=True))
    assert len(all_of(own)) == 501 and 500 in own.held
    assert {*own.held} - {500} == set(problem(made).held_out_rows)


def test_a_third_colour_begins_a_third_class_and_leaves_the_others_as_they_are():
    made = Setup("circle")
    own = after(made, add_example(made, (0, 0), 2))
    assert all_of(own).classes == ("orange", "blue", "purple") and problem(own).y_train.shape == (250 + 1, 3)
    assert all_of(own).y[:500].tolist() == all_of(made).y.tolist()
    with pytest.raises(InputError, match="the number of the class is 3"):
        add_example(own, (0, 0), 3)


def test_moving_flipping_and_removing():
    own = after(OWN, move_example(OWN, 1, (9, 8)))
    assert all_of(own).x.tolist() == [[1.5, 10], [9, 8], [3.5, 30]] and own.table.splitlines()[2] == "b;9;8;dog"
    own = after(own, flip_example(own, 0))
    assert all_of(own).y.tolist() == [1, 1, 0]
    own = after(own, remove_example(own, 0))
    assert own.table == "id;length;width;kind\nb;9;8;dog\nc;3,5;30;cat"


def test_what_is_held_out_is_chosen_one_by_one():
    own = after(OWN, toggle_held_out(OWN, 1))
    assert (own.held, problem(own).train_rows.tolist()) == ((1,), [0, 2])
    none = after(own, toggle_held_out(own, 1))
    assert (none.held, none.share, len(problem(none).held_out)) == ((), 100, 0)
    removed = after(own, remove_example(after(own, add_example(own, (1, 1), 0)), 0))
    assert removed.held == (0,)


def test_numbers_are_set_and_cannot_be_flipped():
    plane = Setup("plane")
    own = after(plane, set_target(plane, 3, 0.5))
    assert all_of(own).y[3] == 0.5 and all_of(own).classes == ()
    with pytest.raises(InputError, match="have numbers, not classes"):
        flip_example(own, 3)


def test_two_examples_are_enough_to_begin_with():
    own = after(Setup(), two_examples())
    assert run_epoch(own, first_run(own)).epochs == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: remove_example(OWN, 1), "every example is of class 'cat'"),
        (lambda: remove_example(after(Setup(), two_examples()), 0), "1 example. Give at least two"),
        (lambda: flip_example(OWN, 3), "the number of the example is 3. Give a whole number from 0 to 2"),
        (lambda: move_example(OWN, 0, (np.nan, 1)), "every number must be finite"),
        (lambda: add_example(OWN, (1e9, 1), 0), "Give numbers up to 1,000,000"),
        (lambda: add_example(OWN, (1, 1), 2), "the number of the class is 2"),
        (lambda: toggle_held_out(replace(OWN, held=(0, 1)), 2), "all examples are held out"),
        (lambda: own_table(replace(OWN, held=(3,))), "held names example 3, but there are 3"),
    ],
)
def test_a_change_after_which_nothing_could_be_learned_is_refused(change, says):
    with pytest.raises(InputError, match=says):
        change()


def test_columns_are_chosen_and_their_order_counts():
    chosen = read_table(SPREADSHEET, target="kind", inputs=("width", "length"))
    assert (chosen.inputs, chosen.x[0].tolist()) == (("width", "length"), [10, 1.5])
    text = "kind,n\na,1\nb,2\na,3"
    assert read_table(text, target="kind").x.ravel().tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("target", "inputs", "says"),
    [
        ("", (), "line 2 holds 'a' in column id. Inputs are numbers. Correct it, or choose other columns"),
        ("length", ("length",), "column length is the target"),
        ("", ("height",), "there is no column 'height'"),
        ("", ("width", "width"), "names a column twice"),
    ],
)
def test_columns_that_cannot_be_chosen_are_refused(target, inputs, says):
    with pytest.raises(InputError, match=says):
        read_table(SPREADSHEET, target, inputs)


def test_a_table_of_three_inputs_is_learned():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3)).round(3)
    text = "\n".join(",".join(map(str, row)) + f",{'in' if row[2] > 0 else 'out'}" for row in x)
    setup = Setup("own", table=text, features=("x1", "x2", "x3"), rule="Adam", rate=0.03)
    run = first_run(setup)
    for _ in range(60):
        run = run_epoch(setup, run)
    assert run.losses[-1].train < 0.2
    with pytest.raises(InputError, match="x4 reads x4. The inputs are x1, x2, x3"):
        problem(replace(setup, features=("x4",)))


def test_a_formula_divides_the_plane_and_noise_blurs_it():
    clean, noisy = formula_examples("x1*x2"), formula_examples("x1*x2", 50)
    above = clean.x.prod(axis=1) > 0
    assert np.array_equal(above, clean.y == 1)
    assert 0.5 < (above == noisy.y).mean() < 0.9
    assert not np.array_equal(formula_examples("x1*x2", 0, 1).x, clean.x)
    setup = Setup("formula", boundary="x2 - x1", hidden=(), activations=(), rate=1.0)
    run = first_run(setup)
    for _ in range(20):
        run = run_epoch(setup, run)
    assert run.losses[-1].train < 0.1


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("", "there is no formula yet"),
        ("x1 +", "something is missing"),
        ("y - x1", "reads y. The inputs are x1, x2"),
        ("sqrt(x1) - x2", r"has no value at x1 = -\d.\d\d, x2 = "),
        ("1", "at all of the 500 points, so all are blue"),
        ("-exp(x1)", "at none of the 500 points, so all are orange"),
        ("__import__('os')", "character"),
    ],
)
def test_a_formula_that_divides_nothing_is_refused(formula, says):
    with pytest.raises(InputError, match=says):
        problem(Setup("formula", boundary=formula))


def test_a_formula_may_be_infinite_where_only_its_sign_counts():
    assert problem(Setup("formula", boundary="exp(exp(x1 + 4)) - 100")).train.y.max() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"hidden": 4, "activations": ("relu",)}, "hidden is 4. Give a list of numbers"),
        ({"features": "x1"}, "features is 'x1'. Give a list of text"),
        ({"features": (1, 2)}, "Give a list of text"),
        ({"held": (-1,)}, "the number of an example in held is -1"),
        ({"table": 3}, "table must be text"),
        ({"data": ["circle"]}, "data must be text"),
    ],
)
def test_settings_of_another_kind_are_refused(given, says):
    with pytest.raises(InputError, match=says):
        Setup(**given)


def test_lists_are_taken_for_tuples_so_that_a_setup_can_be_looked_up():
    assert Setup(hidden=[4, 2], features=["x1", "x2"], activations=["tanh", "tanh"]) == Setup()
    assert hash(Setup(hidden=[4, 2])) == hash(Setup())


def test_features_are_asked_for_at_all_examples():
    with pytest.raises(InputError, match="has no value at x1 = "):
        problem(Setup(features=("log(x1)",)))
    assert feature_values(["x1"], all_of(OWN).x).shape == (3, 1)
