"""One answer, one verdict: at the desk and by the grader, in whatever kind of value it comes."""

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
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and np.isfinite(value)

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


def by_the_desk(task, source):
    names = dict(task.names)
    exec(source, names)
    return judge_answer(task.question, eval(task.answer, names))


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
