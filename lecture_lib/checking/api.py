"""`check`, `hint` and `solution`: what a learner calls beside a question (row 00.1)."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from functools import cache
from importlib import resources

from ..course import progress, questions
from ..validation import InputError
from .isolation import LimitExceeded, run_limited
from .question import Question, judge_answer
from .verdict import CheckFailed, Verdict


def find_question(number: str) -> Question:
    """Return the question with this number, or say which numbers there are.

    >>> find_question("05.4").wants
    'the number of weights and biases together'
    """
    known = questions(number[:2]) if isinstance(number, str) and number[:2].isdigit() else {}
    if known and number in known:
        return known[number]
    there = (
        f"the questions of that notebook are: {', '.join(sorted(known))}"
        if known
        else 'a number is written as text, with two digits in front: "05.1a"'
    )
    raise InputError(f"there is no question {number!r}; {there}")


def check(number: str, answer) -> Verdict | None:
    """Judge an answer at once: not attempted, right, or wrong with the mistake named.

    Where nbgrader runs the sheet (it sets NBGRADER_EXECUTION to "autograde" or "validate"), anything but right is
    raised as `CheckFailed`, so that it costs the points; right gives no output, which would be read as points.

    >>> check("99.9", 1)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: there is no question '99.9'; a number is written as text, ...
    """
    verdict = judge_isolated(find_question(number), answer)
    if os.environ.get("NBGRADER_EXECUTION"):
        if not verdict.right:
            raise CheckFailed(str(verdict))
        return None
    if verdict.status != "not attempted":
        progress().record_check(number, verdict.right)
    return verdict


def judge_isolated(question: Question, answer) -> Verdict:
    """Return the verdict of `judge_answer`; where the answer is code, it runs under limits.

    >>> judge_isolated(find_question("05.4"), 71)
    ✓ 05.4 right: 1 of 1 cases agree.
    """
    if not callable(answer):
        return judge_answer(question, answer)
    try:
        return Verdict(**run_limited(lambda: asdict(judge_answer(question, answer))))
    except LimitExceeded as problem:
        return Verdict(question.number, "wrong", f"Your answer was stopped: {problem}", "stopped")


def hint(number: str) -> Verdict:
    """Show the next hint, each nearer than the one before; after the last, all of them.

    >>> hint("05.4")
    → 05.4 note: This one has no hints: try an answer, and it will be talked about.
    """
    question, opened = find_question(number), progress().hints(number)
    if not question.hints:
        return Verdict(number, "note", "This one has no hints: try an answer, and it will be talked about.")
    if opened < len(question.hints):
        progress().record_hint(number, opened + 1)
        return Verdict(number, "note", f"Hint {opened + 1} of {len(question.hints)}: {question.hints[opened]}")
    return Verdict(number, "note", "All hints: " + "\n".join(f"{i}. {h}" for i, h in enumerate(question.hints, 1)))


def solution(number: str) -> Verdict:
    """Show a worked solution, once the question has been attempted honestly: answered and checked, right or wrong.

    >>> solution("00.1")
    → 00.1 note: First try it: answer, run the cell and call check("00.1", ...). ...
    """
    find_question(number)
    if number not in progress().attempted_questions():
        return Verdict(
            number,
            "note",
            f'First try it: answer, run the cell and call check("{number}", ...). '
            f'The solution opens after that. Stuck? hint("{number}").',
        )
    return Verdict(number, "note", "One solution of several:", code=_solved().get(number, "see the notebook's text"))


@cache
def _solved() -> dict[str, str]:
    """The solved cells of all sheets; `python3 run.py build` makes the file from the sheets' sources."""
    return json.loads(resources.files("lecture_lib.questions").joinpath("solved.json").read_text(encoding="utf-8"))
