"""Compare the replies with the truth and say what is wrong: the other half of a check.

Nothing here runs an answer or can: a judge reads what was written down. What is right comes from the library, never
from the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..validation import safely
from .differences import (
    is_reshaped,
    nan_as_number,
    number_difference,
    parts_difference,
    written_case,
    written_value,
)
from .error_words import explained_error
from .question import Question
from .replies import Reply
from .verdict import Verdict

# in place of a mistake's name
STOPPED = "stopped"  # an error ended the answer
SHAPE = "shape"  # the numbers are right, but the array has axes too many or too few


def judge_replies(
    question: Question, replies: Sequence[Reply], truths: Sequence[Any], names: Sequence[str] = ()
) -> Verdict:
    """Return the verdict on the replies to the cases that are shown; a wrong one shows the first counterexample.

    `names` are those of the arguments that a case consists of.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", cases=[(1.0,), (3.0,)])
    >>> judge_replies(double, [Reply((1.0,), 2.0), Reply((3.0,), 6.0)], [2.0, 6.0])
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge_replies(double, [Reply((1.0,), 2.0), Reply((3.0,), 5.0)], [2.0, 6.0], ["x"])
    ✗ 00.0 wrong: For x = 3 you returned 5. It should be twice the input.
    """
    if _is_stub(replies):
        return Verdict(
            question.number, "not attempted", "Replace the ... with your answer, run the cell, then check again."
        )
    if not replies[0].is_callable:
        given = written_value(replies[0].value)
        return Verdict(
            question.number,
            "wrong",
            f"You gave {given}. Give `check` the function itself: its name, without brackets.",
            "not a function",
        )
    if any(reply.changed_input for reply in replies):
        return Verdict(
            question.number,
            "wrong",
            "Your function changes the array it is given, even if only by rounding when it puts a number back. "
            "Work on a copy, so that the caller's numbers stay as they are.",
            "input changed",
        )
    for reply, truth in zip(replies, truths, strict=True):
        if not is_right_reply(question, reply, truth):
            says, mistake = _counterexample(question, reply, truth, names)
            return Verdict(question.number, "wrong", says + _next_step(question), mistake)
    return _right(question)


def judge_hidden_replies(
    question: Question,
    replies: Sequence[Reply],
    truths: Sequence[Any],
    names: Sequence[str] = (),
    *,
    case_is_told: bool = False,
) -> Verdict:
    """Return the verdict on an answer that is right on the cases of its question, by its replies to the hidden ones.

    `case_is_told`: the first that fails is shown, as a learner at the desk sees it; a grader tells its kind only.

    >>> other = Question("00.0", lambda x: 2 * x, "twice", cases=[(1.0,)], hidden=("other numbers", lambda rng: (7.0,)))
    >>> judge_hidden_replies(other, [Reply((7.0,), 2.0)], [14.0], ["x"], case_is_told=True)
    ✗ 00.0 wrong: Right on the first case, but not for other numbers. For x = 7 you returned 2. It should be twice.
    >>> judge_hidden_replies(other, [Reply((7.0,), 2.0)], [14.0]).mistake
    'hidden: other numbers'
    """
    failed = [
        (reply, truth)
        for reply, truth in zip(replies, truths, strict=True)
        if not is_right_reply(question, reply, truth)
    ]
    if not failed:
        return _right(question)
    kind, n = question.hidden[0], len(question.cases)
    first = f"the first {n} cases" if n > 1 else "the first case"
    more, _ = _counterexample(question, *failed[0], names) if case_is_told else ("It must hold for all of them.", "")
    says = f"Right on {first}, but not for {kind}. {more}"
    return Verdict(question.number, "wrong", says, f"hidden: {kind}")


def is_unexplained(verdict: Verdict) -> bool:
    """Is it wrong without a reason, so that the known mistakes are to be tried?

    >>> is_unexplained(Verdict("00.0", "wrong", "5 came back")), is_unexplained(Verdict("00.0", "right", "Yes."))
    (True, False)
    """
    return verdict.status == "wrong" and (
        verdict.mistake in ("", STOPPED, SHAPE) or verdict.mistake.startswith("hidden: ")
    )


def is_right_reply(question: Question, reply: Reply, truth) -> bool:
    """Is the reply as good as the true one? One of a kind that cannot be compared is not.

    >>> is_right_reply(Question("00.0", lambda: 0.3, "a sum"), Reply((), 0.1 + 0.2), 0.3)
    True
    """
    return not reply.error and question.agrees(reply.value, truth)


def are_mistaken_replies(question: Question, replies: Sequence[Reply], mistaken: Sequence[Reply]) -> bool:
    """Are the replies those of the mistaken answer, case by case? Where it stops, they must have stopped alike.

    >>> are_mistaken_replies(Question("00.0", lambda x: 2 * x, "twice"), [Reply((3,), 9)], [Reply((3,), 9)])
    True
    """
    return all(_is_alike(question, reply, other) for reply, other in zip(replies, mistaken, strict=True))


def _is_stub(replies: Sequence[Reply]) -> bool:
    return all(reply.is_stub for reply in replies)


def _is_alike(question: Question, reply: Reply, mistaken: Reply) -> bool:
    if reply.error or mistaken.error:
        return reply.error.split(":")[0] == mistaken.error.split(":")[0]
    return question.agrees(nan_as_number(reply.value), nan_as_number(mistaken.value))


def _right(question: Question) -> Verdict:
    n = len(question.cases)
    return Verdict(question.number, "right", question.praise or f"{n} of {n} cases agree.")


def _counterexample(question: Question, reply: Reply, truth, names: Sequence[str]) -> tuple[str, str]:
    """Return what is said of a wrong reply, and "stopped" or "shape" if that is what is wrong."""
    case = f"For {written_case(reply.case, names)} " if reply.case else ""
    if reply.error:
        return f"{case}{'y' if case else 'Y'}our answer stopped: {explained_error(reply.error)}.", STOPPED
    by_numbers = question.equal is None or question.exact_shape
    mistake = SHAPE if by_numbers and is_reshaped(reply.value, truth) else ""
    if question.differs is not None:
        special = safely(lambda: question.differs(reply.value, truth), otherwise="")
        if special:
            return f"{case.strip()}: {special}" if case else special, mistake
    if question.parts:
        of_parts = parts_difference(reply.value, truth, question.parts, question.exact_shape)
        if of_parts:
            return f"{of_parts} (f{case[1:].strip()})." if case else f"{of_parts}.", mistake
    verb = "you returned" if question.wants_function else "your answer gives" if case else "You gave"
    return f"{case}{verb} {number_difference(reply.value, truth)}. It should be {question.wanted}.", mistake


def _next_step(question: Question) -> str:
    return f' Next: hint("{question.number}").' if question.hints else ""
