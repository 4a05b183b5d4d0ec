"""`check`, `hint` and `solution`: what a learner calls beside a question (row 00.1)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources

import numpy as np

from ..course import progress, questions
from ..validation import InputError
from .isolation import LimitExceeded, run_limited
from .judge import are_mistaken_replies, is_unexplained, judge_hidden_replies, judge_replies
from .question import Mistake, Question, draw_hidden_cases
from .replies import Reply, collect_mistaken_replies, collect_replies, shows_mistake
from .verdict import CheckFailed, Verdict


def find_question(number: str) -> Question:
    """Return the question with this number, or say which numbers there are.

    >>> find_question("05.4").wanted
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


def judge_answer(question: Question, answer, rng: np.random.Generator | None = None) -> Verdict:
    """Return the verdict on an answer: not attempted, right, or wrong with the mistake named if it is known.

    The answer runs, then its replies are judged. An answer that is right so far meets the hidden cases, drawn from
    `rng` (without one, the same are drawn every time); for one that is wrong the known mistakes are tried in order.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", cases=[(1.0,), (3.0,)],
    ...                   mistakes=(Mistake("squared", "You squared x.", lambda x: x**2),))
    >>> judge_answer(double, lambda x: x + x)
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge_answer(double, lambda x: x * x)
    ✗ 00.0 wrong: You squared x.
    >>> judge_answer(double, lambda x: ...)
    ○ 00.0 not attempted: Replace the ... with your answer, run the cell, then check again.
    """
    replies = collect_replies(question, answer, question.cases)
    verdict = judge_replies(question, replies, _truths(question, question.cases))
    if verdict.right and question.hidden:
        cases = draw_hidden_cases(question, rng or np.random.default_rng(0))
        return judge_hidden_replies(question, collect_replies(question, answer, cases), _truths(question, cases))
    if is_unexplained(verdict):
        for mistake in question.mistakes:
            if _is_made(mistake, question, answer, replies):
                return Verdict(question.number, "wrong", mistake.says, mistake.name)
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


def _truths(question: Question, cases: Sequence[tuple]) -> list:
    return [question.truth(*case) for case in cases]


def _is_made(mistake: Mistake, question: Question, answer, replies: Sequence[Reply]) -> bool:
    if mistake.shows is not None:
        return shows_mistake(mistake, answer)
    return are_mistaken_replies(question, replies, collect_mistaken_replies(mistake, replies))


@cache
def _solved() -> dict[str, str]:
    """The solved cells of all sheets; `python3 run.py build` makes the file from the sheets' sources."""
    return json.loads(resources.files("lecture_lib.questions").joinpath("solved.json").read_text(encoding="utf-8"))
