"""`check`, `hint` and `solution`: what a learner calls beside a question (row 00.1)."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial

import numpy as np

from ..course import progress, questions
from ..validation import InputError, is_close, real_numbers
from .answer_slips import answer_slips, argument_names
from .isolation import LimitExceeded, run_limited
from .judge import are_mistaken_replies, is_unexplained, judge_hidden_replies, judge_replies
from .question import Mistake, Question, draw_hidden_cases
from .replies import Reply, TooLarge, collect_mistaken_replies, collect_replies, shows_mistake
from .sheet_answers import InWords, answers_in_words, are_solutions_kept_back, solved_answers
from .verdict import CheckFailed, Verdict


def find_question(number: str) -> Question:
    """Return the question with this number, or say which numbers there are.

    >>> find_question("05.4").wanted
    'the number of weights and biases together'
    """
    known = questions(number[:2]) if isinstance(number, str) and number[:2].isdigit() else {}
    if known and number in known:
        return known[number]
    if _in_words(number):
        raise InputError(
            f"{number} is answered in words, and a person reads it; "
            f'hint("{number}") and solution("{number}") help if you are on your own'
        )
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
    `rng` (without one, the same are drawn every time, and the one that fails is shown). For an answer that is wrong
    the known mistakes are tried in order, then the slips that its model solution allows.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", cases=[(1.0,), (3.0,)],
    ...                   mistakes=(Mistake("squared", "You squared x.", lambda x: x**2),))
    >>> judge_answer(double, lambda x: x + x)
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge_answer(double, lambda x: x * x)
    ✗ 00.0 wrong: You squared x.
    >>> judge_answer(double, lambda x: ...)
    ○ 00.0 not attempted: Replace the ... with your answer, run the cell, then check again.
    """
    draw = partial(draw_hidden_cases, question, rng or np.random.default_rng(0))
    return judge_on_cases(question, answer, draw, case_is_told=rng is None)


def judge_on_cases(question: Question, answer, draw: Callable[[], list[tuple]], case_is_told: bool = False) -> Verdict:
    """Return the verdict of `judge_answer`, where the hidden cases are what `draw` gives; they are told if wanted.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", cases=[(0,)], hidden=("others", lambda rng: (1,)))
    >>> judge_on_cases(double, lambda x: x, lambda: [(5,)]).right, judge_on_cases(double, lambda x: x, list).right
    (False, True)
    """
    names = argument_names(question.number)
    replies = collect_replies(question, answer, question.cases)
    verdict = judge_replies(question, replies, question.truths, names)
    if verdict.right and question.hidden:
        cases = draw()
        hidden = collect_replies(question, answer, cases)
        verdict = judge_hidden_replies(question, hidden, _truths(question, cases), names, case_is_told=case_is_told)
        replies += hidden
    if is_unexplained(verdict):
        named = _named(question, answer, replies)
        return Verdict(question.number, "wrong", named.says, named.name) if named else verdict
    return verdict


def judge_isolated(question: Question, answer) -> Verdict:
    """Return the verdict of `judge_answer`; where the answer is code, it runs under limits.

    >>> judge_isolated(find_question("05.4"), 71)
    ✓ 05.4 right: 1 of 1 cases agree.
    """
    try:
        if not callable(answer):
            return judge_answer(question, answer)
        return Verdict(**run_limited(lambda: asdict(judge_answer(question, answer))))
    except MemoryError:
        return Verdict(question.number, "wrong", "Your answer is too large for this computer's memory.", "stopped")
    except LimitExceeded as problem:
        return Verdict(question.number, "wrong", f"Your answer was stopped: {problem}", "stopped")


def hint(number: str) -> Verdict:
    """Show the next hint, each nearer than the one before; after the last, all of them.

    >>> hint("00.1")
    → 00.1 note: ...
    """
    hints, opened = _hints(number), progress().hints(number)
    if not hints:
        return Verdict(number, "note", "This one has no hints. Try an answer, and you will be told why it is wrong.")
    if opened < len(hints):
        progress().record_hint(number, opened + 1)
        return Verdict(number, "note", f"Hint {opened + 1} of {len(hints)}: {hints[opened]}")
    return Verdict(number, "note", "All hints: " + "\n".join(f"{i}. {h}" for i, h in enumerate(hints, 1)))


def solution(number: str) -> Verdict:
    """Show a worked solution, once the question has been attempted honestly: answered and checked, right or wrong.

    Where the course was handed out without solutions, those of the sheets stay with the teacher. An answer in words is
    not checked. Its model answer opens when it is asked for a second time.

    >>> solution("00.1")
    → 00.1 note: First try it: answer, run the cell and call check("00.1", ...). ...
    """
    words = _in_words(number)
    if words and words.answer:
        return _model_answer(number, words)
    question = None if words else find_question(number)
    if question is None or are_solutions_kept_back() and number[-1].isalpha():
        return Verdict(
            number, "note", f'Your teacher keeps the solutions of the sheets. Stuck? hint("{number}") still helps.'
        )
    if number not in progress().attempted_questions():
        return Verdict(
            number,
            "note",
            f'First try it: answer, run the cell and call check("{number}", ...). '
            f'The solution opens after that. Stuck? hint("{number}").',
        )
    solved = solved_answers().get(number)
    code = solved.code if solved else ""
    return Verdict(number, "note", question.explanation or "One solution of several:", code=code)


def _model_answer(number: str, words: InWords) -> Verdict:
    if number not in progress().attempted_questions():
        progress().record_check(number, right=False)
        return Verdict(
            number,
            "note",
            "This answer is in words, and only a reader can judge it. Write yours first. "
            f'Then run solution("{number}") once more: it shows a model answer to compare with.',
        )
    compare = "\n".join(f"• {item}" for item in words.compare)
    return Verdict(number, "note", f"A model answer:\n{words.answer}\n\nCompare yours.\n{compare}")


def _hints(number: str) -> Sequence[str]:
    words = _in_words(number)
    return words.compare if words else find_question(number).hints


def _in_words(number: str) -> InWords | None:
    return answers_in_words().get(number) if isinstance(number, str) else None


def _truths(question: Question, cases: Sequence[tuple]) -> list:
    return [question.truth(*case) for case in cases]


def _named(question: Question, answer, replies: Sequence[Reply]) -> Mistake | None:
    """Return the first known mistake that the answer makes; else the slip whose replies are the same.

    None is looked for where a reply was too large to be compared.
    """
    if any(type(reply.value) is TooLarge for reply in replies):
        return None
    for mistake in question.mistakes:
        if _is_made(mistake, question, answer, replies):
            return mistake
    built = question.differs is not None and not question.cases[0]  # its own words say more than the kind of a slip
    if built or all(reply.error for reply in replies):
        return None
    if _is_constant(replies):
        return Mistake("constant", f"You return the same for every case. It should be {question.wanted}.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the slip's, not the learner's
        return next((slip for slip in answer_slips(question) if _is_slip(slip, question, replies)), None)


def _is_constant(replies: Sequence[Reply]) -> bool:
    """Are the replies to several cases always the same number, or the same numbers?"""
    first = real_numbers(replies[0].value)
    if len(replies) == 1 or first is None:
        return False
    return all(is_close(each.value, first) for each in replies)


def _is_made(mistake: Mistake, question: Question, answer, replies: Sequence[Reply]) -> bool:
    """Does the answer show the mistake, or give its replies to all cases? Most differ on the first case."""
    if mistake.shows is not None:
        return shows_mistake(mistake, answer)
    return all(are_mistaken_replies(question, [each], collect_mistaken_replies(mistake, [each])) for each in replies)


def _is_slip(slip: Mistake, question: Question, replies: Sequence[Reply]) -> bool:
    """Does the slip give the same replies to all cases, and stop with the same words?"""
    for reply in replies:
        (mistaken,) = collect_mistaken_replies(slip, [reply])
        if mistaken.error != reply.error or not are_mistaken_replies(question, [reply], [mistaken]):
            return False
    return True
