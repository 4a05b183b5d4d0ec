"""The playground's data sets and features: what each is, seeds, and refusals in words (row 17.1)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import (
    SETS,
    TILES,
    feature_values,
    feature_values_where_defined,
    made_examples,
    read_feature,
    split_rows,
)


@pytest.mark.parametrize("name", SETS)
def test_each_set_has_its_classes_and_lies_in_the_plane(name):
    made = made_examples(name)
    assert made.x.shape == (len(made), 2) and np.isfinite(made.x).all() and np.abs(made.x).max() < 8
    if made.classes:
        assert set(np.unique(made.y)) == set(range(len(made.classes)))
    else:
        assert -1 <= made.y.min() < 0 < made.y.max() <= 1
    assert made.n_outputs == (len(made.classes) if len(made.classes) > 2 else 1)


@pytest.mark.parametrize("name", SETS)
def test_a_seed_gives_the_same_examples_and_another_seed_others(name):
    made_examples.cache_clear()
    first, again, other = made_examples(name, 10, 3), made_examples(name, 10, 3), made_examples(name, 10, 4)
    assert np.array_equal(first.x, again.x) and not np.array_equal(first.x, other.x)


@pytest.mark.parametrize("name", [name for name in SETS if SETS[name][2]])
def test_noise_makes_neighbours_differ(name):
    """Of each example's nearest neighbours, fewer are of its own class when there is noise."""

    def agreement(made):
        apart = np.hypot(*(made.x[:, None] - made.x).transpose(2, 0, 1)) + 99 * np.eye(len(made))
        return (made.y[apart.argmin(axis=1)] == made.y).mean()

    assert agreement(made_examples(name, 50)) < agreement(made_examples(name, 0))


def test_what_is_held_out_is_not_trained_on():
    train, held_out = split_rows(500, 70, 1)
    assert (len(train), len(held_out)) == (350, 150)
    assert sorted([*train, *held_out]) == [*range(500)]
    assert len(split_rows(500, 100, 0)[1]) == 0 and len(split_rows(3, 1, 0)[0]) == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: made_examples("rings", 51), "noise is 51"),
        (lambda: made_examples("rings", 0, -1), "seed is -1"),
        (lambda: split_rows(300, 0, 0), "share is 0"),
        (lambda: read_feature("x3"), r"x3 reads x3. The inputs are x1, x2"),
        (lambda: read_feature("x1 +"), "something is missing"),
        (lambda: feature_values([], np.zeros((2, 2))), "no feature is chosen"),
        (lambda: feature_values(["x1"] * 13, np.zeros((2, 2))), "13 features"),
        (lambda: feature_values(["1/x1"], np.zeros((2, 2))), "1/x1 has no value at x1 = 0, x2 = 0"),
        (lambda: feature_values(["exp(x1)"], np.full((1, 2), 30.0)), "smaller values"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_tiles_are_what_they_say():
    x = np.array([[0.5, -2.0]])
    assert feature_values(TILES, x) == pytest.approx(np.array([[0.5, -2, 0.25, 4, -1, np.sin(0.5), np.sin(-2)]]))


def test_where_a_formula_has_no_value_the_map_has_a_hole():
    found = feature_values_where_defined(["log(x1)", "x2"], np.array([[1.0, 5.0], [-1.0, 6.0]]))
    assert found[0].tolist() == [0.0, 5.0] and np.isnan(found[1, 0]) and found[1, 1] == 6
