"""Errors in plain words: the ones that learners meet first, made by NumPy and Python themselves."""

import math

import numpy as np
import pytest

from lecture_lib.checking import Question, explained_error, judge_answer

V, W = np.ones(3), np.ones((2, 4))


def unpacked(values):
    a, b, c = values
    return a


def assigned(values, new=1):
    values[0] = new
    return values


SLIPS = {
    "np.where": lambda v: 1 if v > 0 else 0,
    "do not fit together": lambda v: v + np.ones(2),
    "inner lengths": lambda v: W @ v,
    "does not exist. Transpose": lambda v: np.dot(W, v),
    "overflows above about 709": lambda v: math.exp(1000),
    "takes one number": lambda v: 2 * math.exp(v),
    "takes 0 arguments": lambda: 1,
    "takes more arguments": lambda v, w: v,
    "misspelt": lambda v: nummer,  # noqa: F821
    "Python counts from 0": lambda v: v[7],
    "counts from 0": lambda v: [1][3],
    "calls itself without end": lambda v: (lambda f: f(f))(lambda f: f(f)),
    "Make an array": lambda v: [1, 2] * 0.5,
    "has to become an array": lambda v: [1, 2] - 1,
    "Is a * missing": lambda v: V(v) + 1,
    "needed in a place": lambda v: list(3),
    "which has no entries": lambda v: len(3),
    "A quotient with / is a decimal": lambda v: [1, 2, 3][1 / 1],
    "has to be a whole number": lambda v: v[v],
    "Print the shapes": lambda v: np.ones(2).reshape(3, 3),
    "there is no axis 1": lambda v: v.sum(axis=1),
    "Are two arguments exchanged": lambda v: unpacked(v[:2]),
    "but more came": lambda v: unpacked(np.ones(5)),
    "a list has no `.T`": lambda v: [1, 2].T,
    "something of type float has no `.sum`": lambda v: (0.5).sum(),
    "cannot be changed": lambda v: assigned((1, 2)),
    "where one number has to be": lambda v: assigned(np.zeros(2), [1, 2]),
    "cannot become a whole number": lambda v: int(np.nan),
    "is not installed": lambda v: __import__("no_such_thing"),
    "divided by 0": lambda v: 1 / 0,
}
ASKED = Question("00.0", lambda v: 2 * v, "twice", cases=[(V,)])


@pytest.mark.parametrize("words", SLIPS)
def test_an_error_is_told_with_the_next_step(words):
    verdict = judge_answer(ASKED, SLIPS[words])
    assert verdict.mistake == "stopped" and words in verdict.says and "Error)." in verdict.says


def test_our_own_words_are_left_as_they_are():
    assert explained_error("InputError: rate is 0. Give a number above 0.") == "rate is 0. Give a number above 0"


@pytest.mark.parametrize("error", ["KeyError: 'w'", "SystemExit", "Oops: really"])
def test_other_errors_stay_as_they_are(error):
    assert explained_error(error) == error
