"""No question can be fooled by its own solution, changed in one place; the tool that tries it finds what is amiss."""

from functools import cache

import numpy as np
import pytest

from lecture_lib.checking import OPERATORS, Mutant, Question, Verdict, answer_mutants, isolation
from tools import question_mutants
from tools.question_mutants import (
    PAGE,
    SEEDS,
    Row,
    Task,
    Tried,
    faults,
    judged,
    page,
    reason_line,
    row,
    tasks,
    tells_what_is_wrong,
    tried_mutants,
)

N_SEEDS = 8  # the table was made with many more


@cache
def sheet(number):
    return {task.question.number: task for task in tasks(number)}


SHEETS = [f"{k:02}" for k in range(1, 17)]


@pytest.mark.slow
@pytest.mark.parametrize("number", SHEETS)
def test_every_mutant_is_refused_whatever_the_seed_or_has_a_reason_to_be_right(number):
    assert [fault for task in sheet(number).values() for fault in faults(task, tried_mutants(task, N_SEEDS))] == []


def test_the_page_names_every_question_that_has_mutants():
    there = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text("utf-8").splitlines()]
    assert [number for number in there if number[:1].isdigit()] == [n for k in SHEETS for n in sheet(k)]
    assert f"{SEEDS} seeds" in PAGE.read_text("utf-8")


# --- the tool finds what is amiss


def weak(**more):
    """A question about the mean of a list, with cases that let something pass."""
    question = Question("99.9a", lambda x: float(np.mean(x)), "the mean", cases=[(np.array([2.0, 2.0]),)], **more)
    return Task(question, "def mean(x):\n    return x.mean()", "mean", {"np": np})


def found(task, operator):
    return [one for one in tried_mutants(task, 20) if one.mutant.operator == operator]


def test_a_case_that_says_nothing_is_found():
    assert "99.9a: accepted, another function: x.mean() → x.max()" in faults(weak(), tried_mutants(weak(), 2))


def test_hidden_cases_that_decide_by_chance_are_found():
    task = weak(hidden=("others", lambda rng: (np.full(2, rng.random()) if rng.random() < 0.95 else np.arange(3.0),)))
    assert any("20 verdicts accept" in fault for fault in faults(task, tried_mutants(task, 20)))


def test_a_question_that_tells_them_apart_has_no_fault():
    task = weak(hidden=("others", lambda rng: (rng.normal(size=5),)))
    assert all(one.is_refused for one in found(task, "another function"))
    assert faults(task, [one for one in tried_mutants(task, 20) if one.mutant.operator != "guard"]) == []


def test_a_mutant_without_end_or_with_an_error_is_refused(monkeypatch):
    monkeypatch.setattr(question_mutants, "LIMIT", 0.3)
    task = weak()
    for source in ("def mean(x):\n    while True: pass", "def mean(x):\n    return 1 / 0", "def mean(x: 1 / 0): pass"):
        assert judged(task, Mutant("sign", "", source), 2).is_refused


def test_what_is_named_and_what_is_not():
    verdicts = {("wrong",): True, ("right",): False, ("wrong", "right"): False}
    for said, refused in verdicts.items():
        assert Tried(Mutant("sign", "", ""), said, True).is_refused == refused
    assert not Tried(Mutant("sign", "", ""), ("wrong",), False).is_named
    assert not Tried(Mutant("sign", "", ""), ("right",), True).is_named


@pytest.mark.parametrize(
    "mistake, says, more, told",
    [
        ("sign", "One sign is wrong.", {}, True),
        ("", "You returned 3.", {}, False),
        ("", "dW agrees, db does not.", {"parts": ("dW", "db")}, True),
        ("hidden: others", "Right on the first case.", {}, False),
        ("stopped", "Your answer stopped: KeyError: 3.", {}, False),
        ("stopped", "Your answer stopped: a number is divided by 0.", {}, True),
    ],
)
def test_what_tells_a_learner_something(mistake, says, more, told):
    question = Question("99.9a", abs, "it", **more)
    assert tells_what_is_wrong(question, Verdict("99.9a", "wrong", says, mistake)) == told


def test_every_reason_is_needed():
    all_tasks = [task for number in SHEETS for task in sheet(number).values()]
    found = {
        reason_line(task.question.number, mutant) for task in all_tasks for mutant in answer_mutants(task.solution)
    }
    assert [line for line in question_mutants.RIGHT_ALL_THE_SAME if line not in found] == []


@pytest.mark.parametrize(
    "operator, solution, mutated",
    [
        ("sign", "def f(a, b):\n    return a + b", "a - b"),
        ("missing factor", "y = 3 * x", "y = x"),
        ("missing term", "y = x + b", "y = x"),
        ("multiplied for divided", "y = x / n", "y = x * n"),
        ("transposed", "y = W @ x", "y = x @ W"),
        ("other axis", "y = x.sum(axis=1)", "y = x.sum(axis=0)"),
        ("another function", "y = np.max(x)", "y = np.mean(x)"),
        ("function left out", "y = np.abs(x)", "y = x"),
        ("guard", "y = np.log(p)", "y = np.log(p + 1e-09)"),
        ("off by one", "y = range(n)", "y = range(n - 1)"),
        ("rounding", "y = a // b", "y = -(-a // b)"),
        ("strict for not strict", "y = a < b", "y = a <= b"),
        ("tolerance dropped", "y = np.isclose(a, b)", "y = a == b"),
        ("one case of two", "y = a if c else b", "y = b"),
        ("kind of number", "y = np.zeros(n)", "y = np.zeros(n, dtype=int)"),
        ("in place", "x = x * 2", "x *= 2"),
        ("early return", "def f(x):\n    for v in x:\n        s += v\n    return s", "        return s"),
        ("swapped", "def f(x):\n    return (a, b)", "return (b, a)"),
        ("own constant", "def f(x, rate):\n    return rate * x", "rate = 0.1"),
        ("statement left out", "def f(x):\n    x += 1\n    return x", "def f(x):\n    return x"),
    ],
)
def test_each_slip_is_made(operator, solution, mutated):
    texts = [mutant.source for mutant in answer_mutants(solution) if mutant.operator == operator]
    assert any(mutated in text for text in texts), texts


def test_all_slips_are_tried():
    assert len(OPERATORS) == 20
    assert page([Row("05.4b", 3, 2, 1, ("free",))]).endswith("| 05.4b | 3 | 2 | 1 | free |\n| all | 3 | 2 | 1 | |\n")
    assert row(weak(), []).mutants == 0 and isolation.can_fork() in (True, False)
