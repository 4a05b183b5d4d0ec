"""How a wrong reply differs: the part is named, positions count from 1, and nothing long is written out."""

import numpy as np
import pytest

from lecture_lib.checking import (
    Mistake,
    Question,
    judge_answer,
    number_difference,
    pairs_difference,
    parts_difference,
    written_case,
    written_value,
)


@pytest.mark.parametrize(
    "value, written",
    [
        (np.array([1.0, -2.0, 0.5]), "[1, -2, 0.5]"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array([-0.0]), "[0]"),
        (np.zeros((3, 4)), "an array of shape (3, 4)"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, ...]"),
        (np.float32(0.1), "0.1"),
        (np.True_, "True"),
        ((1,), "(1,)"),
        (np.tanh, "tanh"),
        ("text", "'text'"),
    ],
)
def test_a_value_is_written_as_a_learner_would_type_it(value, written):
    assert written_value(value) == written


def test_arguments_bear_the_names_of_the_sheet():
    case = (np.ones((4, 4)), np.array([1.0]), 0.5)
    assert written_case(case, ("W", "b", "rate")) == "W of shape (4, 4), b = [1], rate = 0.5"
    assert written_case(case) == "an array of shape (4, 4), [1], 0.5"


@pytest.mark.parametrize(
    "got, truth, says",
    [
        (None, 1.0, "nothing (did you print"),
        ("2", 2, "a number has no quotation marks"),
        ((2, 5), 2.5, "decimals begin with a dot"),
        ([1, 2], 1.0, "in place of one number"),
        (np.inf, 1.0, "inf, which is not finite"),
        (np.arange(12.0).reshape(3, 4), np.arange(12.0).reshape(3, 4) + [[0], [0], [1]], "8 at row 3, column 1"),
        (np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]]), "[[1, 2]], wrong at row 1, column 2"),
        (np.ones((2, 1)), np.array([1.0, 2.0]), "wrong at position 2"),
    ],
)
def test_a_number_is_shown_where_it_is_wrong(got, truth, says):
    assert says in number_difference(got, truth)


TRUTH = np.eye(2), np.ones(2), np.array([[5.0]])
NAMES = "dW1", "db1", "dW2"


@pytest.mark.parametrize(
    "got, says",
    [
        ((np.eye(2), np.ones(2), [[5.0]]), ""),
        ((np.eye(2), 2 * np.ones(2), [[5.0]]), "dW1 and dW2 agree, db1 does not: you returned [2, 2]"),
        ((np.eye(2), [0, 0], [[1]]), "dW1 agrees, db1 and dW2 do not: db1 is [0, 0]"),
        ((1, 2, 3), "None of dW1, db1 and dW2 agrees: dW1 is 1"),
        ((np.ones(2), np.eye(2), [[5.0]]), "in another order. The order should be dW1, db1, dW2"),
        ((np.eye(2), np.ones(2)), "You returned 2 parts. It should be 3: dW1, db1, dW2"),
        ({"dW1": 1}, "You returned a dictionary"),
        (3.0, "You returned 3. It should be 3 parts"),
    ],
)
def test_the_part_that_differs_is_named(got, says):
    assert says in parts_difference(got, TRUTH, NAMES) and bool(says) == bool(parts_difference(got, TRUTH, NAMES))


def test_pairs_are_looked_into():
    truth = [(np.eye(2), np.ones(2)), (np.array([[5.0]]), np.zeros(1))]
    names = ("W of layer 1", "b of layer 1", "W of layer 2", "b of layer 2")
    says = parts_difference([(np.eye(2), np.zeros(2)), (np.array([[5.0]]), np.zeros(1))], truth, names)
    assert says.startswith("W of layer 1, W of layer 2 and b of layer 2 agree, b of layer 1 does not: you")
    assert "2 parts. It should be 4" in parts_difference([(np.eye(2), np.zeros(2)), 3], truth, names)


def test_where_nothing_agrees_the_parts_are_not_listed_at_length():
    assert parts_difference((1, 2), (3, 4), ("dw", "db")) == "Neither dw nor db agrees: dw is 1"
    assert parts_difference((1, 2, 3, 4), (5, 6, 7, 8), tuple("abcd")) == "None of the 4 parts agrees: a is 1"


EDGES = {("x", "z"), ("z", "a"), ("a", "L")}


@pytest.mark.parametrize(
    "got, says",
    [
        ([("x", "z"), ("z", "a")], "Of your 2 edges 2 are right. 1 edge is missing."),
        ([("z", "x"), ("z", "a"), ("a", "L")], "(z, x) points the wrong way."),
        ([*EDGES, ("x", "L")], "(x, L) is not one of them."),
        ([*EDGES, ("x", "z")], "Some of them occur twice."),
        ([], "Of your 0 edges 0 are right. 3 edges are missing."),
        ("xz", "It should be a list of pairs."),
        (7, "It should be a list of pairs."),
        ([("x", "z", "a")], "It should be a list of pairs."),
    ],
)
def test_pairs_that_are_missing_extra_or_turned(got, says):
    assert says in pairs_difference(got, EDGES)


def test_no_pair_that_is_missing_is_told():
    assert "L" not in pairs_difference([("x", "z")], EDGES)


def test_the_judge_uses_what_the_question_has():
    parts = Question("00.0", lambda k: (k, 2 * k), "the pair dw, db", cases=[(3,)], parts=("dw", "db"))
    assert judge_answer(parts, lambda k: (k, k)).says == "dw agrees, db does not: you returned 3 (for 3)."
    edges = Question("00.0", lambda: EDGES, "the edges", equal=lambda got, truth: False, differs=pairs_difference)
    assert judge_answer(edges, [("z", "x")]).says.startswith("Of your 1 edge 0 are right. (z, x) points")


def test_a_difference_that_fails_is_passed_over():
    broken = Question("00.0", lambda: 1, "one", differs=lambda got, truth: 1 / 0)
    assert judge_answer(broken, 2).says == "You gave 2. It should be one."


def test_hidden_cases_are_told_at_the_desk_only_and_their_mistakes_named():
    question = Question(
        "00.0",
        lambda v: v.sum(),
        "the sum",
        cases=[(np.array([2.0]),)],
        mistakes=(Mistake("mean", "That is the mean.", lambda v: v.mean()),),
        hidden=("longer lists", lambda rng: (rng.integers(1, 9, 3) / 2,)),
    )
    at_the_desk = judge_answer(question, lambda v: v[0])
    by_the_grader = judge_answer(question, lambda v: v[0], np.random.default_rng(0))
    assert at_the_desk.mistake == by_the_grader.mistake == "hidden: longer lists"
    assert "For [" in at_the_desk.says and "[" not in by_the_grader.says
    assert judge_answer(question, lambda v: v.mean()).mistake == "mean"
