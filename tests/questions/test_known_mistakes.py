"""Every known mistake of every question: on some case, shown or hidden, its answer is not the right one."""

import numpy as np
import pytest

from lecture_lib.checking import draw_hidden_cases
from lecture_lib.course import questions
from tests.notebooks.rows import question_modules

MISTAKES = [
    (number, mistake)
    for lecture in question_modules()
    for number, question in questions(lecture).items()
    for mistake in question.mistakes
    if mistake.instead is not None
]


def differs(one, other):
    """Do two answers, nested or not, differ by more than rounding?"""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) != len(other) or any(map(differs, one, other))
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape or one.dtype.kind not in "biufc":
        return not np.array_equal(one, other)
    return not np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)


def is_seen(mistake, truth, case):
    """A mistake shows in a case if its answer is another or stops."""
    try:
        with np.errstate(all="ignore"):
            return differs(mistake.instead(*case), truth(*case))
    except (ArithmeticError, IndexError, TypeError, ValueError):
        return True


@pytest.mark.parametrize("number, mistake", MISTAKES, ids=[f"{number}-{m.name}" for number, m in MISTAKES])
def test_a_mistake_is_seen_on_some_case(number, mistake):
    question = questions(number[:2])[number]
    hidden = draw_hidden_cases(question, np.random.default_rng(0))
    assert any(is_seen(mistake, question.truth, case) for case in (*question.cases, *hidden))


def test_the_comparison_can_tell():
    assert not differs([(np.ones(2), 1.0)], [(np.ones(2) + 1e-15, 1)])
    assert differs([np.ones(2)], [np.ones(3)]) and differs([1.0], [1.1]) and differs("a", "b") and differs([1], [1, 2])
