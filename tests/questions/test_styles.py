"""One answer, one verdict: at the desk and by the grader, whatever its words and whatever kind of value it gives."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest

from lecture_lib.checking import judge_answer
from lecture_lib.grading.intake import Submission, read_sheets
from lecture_lib.grading.marking import mark_submission
from lecture_lib.grading.sandbox import Session, Trusted
from tests.grading.submissions import ROOT, sheet_cells
from tests.questions.right_answers import RIGHT_ANSWERS
from tools.question_mutants import tasks

SHEETS = [f"{k:02}" for k in range(1, 17)]

HELPERS = """
import collections as _c
import functools as _f
from decimal import Decimal as _Decimal
from fractions import Fraction as _Fraction
import numpy as np

def _each(value, change):
    if isinstance(value, (tuple, list)):
        return type(value)(_each(part, change) for part in value)
    if isinstance(value, dict):
        return {key: _each(part, change) for key, part in value.items()}
    return change(value)

def _number(value):
    is_number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return is_number and np.isfinite(value)

def _exact(kind):
    def change(value):
        if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "fi" and np.isfinite(value).all():
            return [kind(float(each)) for each in value]
        return kind(float(value)) if _number(value) else value
    return change

def _named(value):
    if not isinstance(value, tuple):
        return value
    return _c.namedtuple("Answer", [f"part{i}" for i in range(len(value))])(*value)

def _long(value):
    is_float = isinstance(value, (float, np.floating)) or isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return np.longdouble(value) if is_float else value

def _queue(value):
    return _c.deque(value) if isinstance(value, np.ndarray) and value.ndim == 1 else value

def _ordered(value):
    return _c.OrderedDict(value) if isinstance(value, dict) else value

def _default(value):
    return _c.defaultdict(float, value) if isinstance(value, dict) else value

def _lazy(value):
    return (part for part in value) if isinstance(value, (list, tuple)) else value

class _Made:
    def __init__(self, function):
        self.function = function
    def __call__(self, *given):
        return self.function(*given)

def _styled(function, change):
    return _f.wraps(function)(lambda *given: change(function(*given)))
"""
STYLES = {
    "fractions": "lambda value: _each(value, _exact(_Fraction))",
    "decimals": "lambda value: _each(value, _exact(_Decimal))",
    "long floats": "lambda value: _each(value, _long)",
    "queues": "lambda value: _each(value, _queue)",
    "named tuples": "_named",
    "ordered dictionaries": "_ordered",
    "dictionaries with a default": "_default",
    "generators": "_lazy",
}


@cache
def sheet_tasks(sheet):
    return list(tasks(sheet))


def solutions_in_style(sheet, style):
    """Return the solution of each question of a sheet that is a function, its replies changed as the style says."""
    return {
        task.question.number: f"{task.solution}\n{HELPERS}\n"
        f"if callable({task.answer}):\n    {task.answer} = _styled({task.answer}, {STYLES[style]})"
        for task in sheet_tasks(sheet)
        if task.question.wants_function or task.answer.isidentifier() and task.question.cases[0]
    }


def by_the_desk(task, source, rng=None):
    names = dict(task.names)
    exec(source, names)
    return judge_answer(task.question, eval(task.answer, names), rng)


def by_the_grader(sheet, change, seed="seed"):
    submission = Submission(tuple(sheet_cells(sheet, change)))
    found = mark_submission(submission, read_sheets(ROOT / "exercises")[sheet], lambda: Session(Trusted()), seed)
    return {mark.number: mark for mark in found.marks}


@pytest.fixture(autouse=True)
def no_progress(monkeypatch):
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", os.devnull)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_the_right_answer_is_right_in_every_kind_of_value(sheet, style):
    changed = solutions_in_style(sheet, style)
    marks = by_the_grader(sheet, changed)
    for task in sheet_tasks(sheet):
        number = task.question.number
        if number in changed:
            assert by_the_desk(task, changed[number]).right, number
            assert marks[number].status == "right", (number, marks[number].says)


@pytest.mark.parametrize("number", RIGHT_ANSWERS)
def test_a_right_answer_in_other_words_is_right_at_the_desk_whatever_the_seed(number):
    (task,) = (task for task in sheet_tasks(number[:2]) if task.question.number == number)
    for source in RIGHT_ANSWERS[number]:
        for rng in (None, *map(np.random.default_rng, range(1, 5))):
            verdict = by_the_desk(task, source, rng)
            assert verdict.right, (source, verdict.says)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_right_answer_in_other_words_is_right_for_the_grader(sheet):
    mine = {number: sources for number, sources in RIGHT_ANSWERS.items() if number[:2] == sheet}
    for i in range(max(map(len, mine.values()))):
        change = {number: sources[i] for number, sources in mine.items() if i < len(sources)}
        marks = by_the_grader(sheet, change, f"seed {i}")
        assert all(mark.status == "right" for mark in marks.values()), [
            m for m in marks.values() if m.status != "right"
        ]


@pytest.mark.parametrize(
    "number, answer",
    [
        ("04.4b", "xnor = MLP(([[1, 1], [-1, -1]], [-1.5, 0.5], make_step(1.0)), ([[1, 1]], [-0.5], make_step(0.0)))"),
        ("07.5a", "net = [([[1], [1], [1]], [1, -0.5, -2], relu), ([[1, -1, 1], [1, 0, -1]], [0, 0], identity)]"),
    ],
)
def test_activations_of_the_library_are_known_to_the_grader(number, answer):
    source = f"from lecture_lib import *\nfrom lecture_lib.nn import make_step\n{answer}"
    (task,) = (task for task in sheet_tasks(number[:2]) if task.question.number == number)
    assert by_the_desk(task, source).right
    assert by_the_grader(number[:2], {number: source})[number].status == "right"


def test_an_activation_of_ones_own_is_none_of_the_librarys():
    source = "import lecture_lib\ndef relu(z):\n    return np.maximum(z, 0)\n"
    source += "net = [([[1], [1], [1]], [1, -0.5, -2], relu), ([[1, -1, 1], [1, 0, -1]], [0, 0], identity)]"
    (task,) = (task for task in sheet_tasks("07") if task.question.number == "07.5a")
    assert by_the_desk(task, source).status == by_the_grader("07", {"07.5a": source})["07.5a"].status == "wrong"


def test_numbers_without_an_order_may_come_in_a_set_where_order_does_not_count():
    assert by_the_grader("13", {"13.1a": "composition_bends = {0.1, 0.25, 0.4, 0.6, 0.8}"})["13.1a"].status == "right"
    assert by_the_grader("04", {"04.6a": "counts = {6, 29, 71}"})["04.6a"].status == "wrong"


def test_a_generator_without_end_is_cut_off():
    source = "def inputs_that_land(t, v, y):\n    while True:\n        yield y"
    (task,) = (task for task in sheet_tasks("13") if task.question.number == "13.2a")
    assert "a list of more than 5,000 values" in by_the_desk(task, source).says
    assert by_the_grader("13", {"13.2a": source})["13.2a"].status == "wrong"
