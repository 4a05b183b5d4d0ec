"""A stub is a stub at the desk and in the grader: the same code brings the same verdict in both."""

from pathlib import Path

import pytest

from lecture_lib.checking import find_question, judge_answer
from lecture_lib.grading.intake import Submission, read_sheets
from lecture_lib.grading.marking import mark_submission
from lecture_lib.grading.sandbox import Session, Trusted

SHEET = read_sheets(Path(__file__).parents[3] / "exercises")["05"]
NUMBER, NAME = next((task.number, task.names[0]) for task in SHEET.tasks if task.number == "05.4b")
NOT_ATTEMPTED = [
    "def {name}(sizes):\n    ...",
    "def {name}(sizes):\n    pass",
    "def {name}(sizes):\n    '''Return how many there are.'''",
    "def {name}(sizes):\n    '''Return how many there are.'''\n    return None",
    "def {name}(sizes):\n    raise NotImplementedError",
    "def {name}(sizes):\n    raise NotImplementedError('replace me')",
    "{name} = lambda sizes: ...",
    "{name} = ...",
    "class Count:\n    def __call__(self, sizes):\n        ...\n{name} = Count()",
    "import functools\ndef count(factor, sizes):\n    ...\n{name} = functools.partial(count, 2)",
]
WRONG = [
    "def {name}(sizes):\n    sizes * 2",
    "def {name}(sizes):\n    n = None\n    return n",
    "{name} = print",
    "class Count:\n    def __call__(self, sizes):\n        sum(sizes)\n{name} = Count()",
    "def {name}(sizes):\n    raise ValueError('NotImplementedError')",
]


def desk(source):
    names = {}
    exec(source, names)
    return judge_answer(find_question(NUMBER), names[NAME])


def grader(source):
    marks, _ = mark_submission(Submission((source,)), SHEET, lambda: Session(Trusted()), "seed")
    return next(mark for mark in marks if mark.number == NUMBER)


@pytest.mark.parametrize(
    "source, status", [*((s, "not attempted") for s in NOT_ATTEMPTED), *((s, "wrong") for s in WRONG)]
)
def test_the_same_code_is_a_stub_at_the_desk_and_in_the_grader(source, status):
    source = source.format(name=NAME)
    verdict, mark = desk(source), grader(source)
    assert verdict.status == mark.status == status
    assert (verdict.says, verdict.mistake) == (mark.says, mark.mistake)
