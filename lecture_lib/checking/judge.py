"""Compare the replies with the truth and say what is wrong: the other half of a check.

Nothing here runs an answer or can: a judge reads what was written down. What is right comes from the library, never
from the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..validation import TOLERANCE, is_close, real_numbers, safely
from .question import Question
from .replies import Reply, cut_text
from .verdict import Verdict

STOPPED = "stopped"  # in place of a mistake's name: an error ended the answer


def judge_replies(question: Question, replies: Sequence[Reply], truths: Sequence[Any]) -> Verdict:
    """Return the verdict on the replies to the cases that are shown; a wrong one shows the first counterexample.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", cases=[(1.0,), (3.0,)])
    >>> judge_replies(double, [Reply((1.0,), 2.0), Reply((3.0,), 6.0)], [2.0, 6.0])
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge_replies(double, [Reply((1.0,), 2.0), Reply((3.0,), 5.0)], [2.0, 6.0])
    ✗ 00.0 wrong: 5 came back for 3. Wanted: twice the input.
    """
    if _is_stub(replies):
        return Verdict(
            question.number, "not attempted", "Replace the ... with your answer, run the cell, then check again."
        )
    if not replies[0].is_callable:
        return Verdict(
            question.number,
            "wrong",
            f"A function is wanted; {_shown(replies[0].value)} was given. Give its name without brackets.",
            "not a function",
        )
    if any(reply.changed_input for reply in replies):
        return Verdict(
            question.number,
            "wrong",
            "Your function changes the array it is given. "
            "Make a new one, so that the caller's numbers stay as they are.",
            "input changed",
        )
    for reply, truth in zip(replies, truths, strict=True):
        if not is_right_reply(question, reply, truth):
            return _counterexample(question, reply, truth)
    return _right(question)


def judge_hidden_replies(question: Question, replies: Sequence[Reply], truths: Sequence[Any]) -> Verdict:
    """Return the verdict on an answer that is right on the cases that are shown, by its replies to the hidden ones.

    >>> other = Question("00.0", lambda x: 2 * x, "twice", cases=[(1.0,)], hidden=("other numbers", lambda rng: (7.0,)))
    >>> judge_hidden_replies(other, [Reply((7.0,), 2.0)], [14.0]).mistake
    'hidden: other numbers'
    """
    if all(is_right_reply(question, reply, truth) for reply, truth in zip(replies, truths, strict=True)):
        return _right(question)
    name, n = question.hidden[0], len(question.cases)
    return Verdict(
        question.number,
        "wrong",
        f"The {n} cases that are shown agree, but not {name}: such are "
        "drawn anew, and your answer must hold for all of them.",
        f"hidden: {name}",
    )


def is_unexplained(verdict: Verdict) -> bool:
    """Is it wrong without a reason, so that the known mistakes are to be tried?

    >>> is_unexplained(Verdict("00.0", "wrong", "5 came back")), is_unexplained(Verdict("00.0", "right", "Yes."))
    (True, False)
    """
    return verdict.status == "wrong" and verdict.mistake in ("", STOPPED)


def is_right_reply(question: Question, reply: Reply, truth) -> bool:
    """Is the reply as good as the true one? One of a kind that cannot be compared is not.

    >>> is_right_reply(Question("00.0", lambda: 0.3, "a sum"), Reply((), 0.1 + 0.2), 0.3)
    True
    """
    return not reply.error and _is_equal(question, reply.value, truth)


def are_mistaken_replies(question: Question, replies: Sequence[Reply], mistaken: Sequence[Reply]) -> bool:
    """Are the replies those of the mistaken answer, case by case? Where it stops, they must have stopped alike.

    >>> are_mistaken_replies(Question("00.0", lambda x: 2 * x, "twice"), [Reply((3,), 9)], [Reply((3,), 9)])
    True
    """
    return all(_is_alike(question, reply, other) for reply, other in zip(replies, mistaken, strict=True))


def _is_stub(replies: Sequence[Reply]) -> bool:
    return all(reply.is_stub for reply in replies) or any(reply.is_stub and reply.error for reply in replies)


def _is_alike(question: Question, reply: Reply, mistaken: Reply) -> bool:
    if reply.error or mistaken.error:
        return reply.error.split(":")[0] == mistaken.error.split(":")[0]
    return _is_equal(question, reply.value, mistaken.value)


def _is_equal(question: Question, got, truth) -> bool:
    return safely(lambda: bool((question.equal or is_close)(got, truth)), otherwise=False)


def _right(question: Question) -> Verdict:
    n = len(question.cases)
    return Verdict(question.number, "right", question.praise or f"{n} of {n} cases agree.")


def _counterexample(question: Question, reply: Reply, truth) -> Verdict:
    given = f" for {', '.join(map(_shown, reply.case))}" if reply.case else ""
    if reply.error:
        return Verdict(question.number, "wrong", f"Your answer stopped{given} with {reply.error}", STOPPED)
    came = f"{_difference(reply.value, truth)}{given}".removesuffix(",")
    says = f"{came}. Wanted: {question.wanted}."
    return Verdict(question.number, "wrong", says)


def _difference(got, truth) -> str:
    """Say how a wrong reply differs, without giving the right one away."""
    if got is None:
        return "Nothing came back (did you print in place of return?)"
    given, wanted = real_numbers(got), real_numbers(truth)
    if given is None or wanted is None:
        is_text = type(got) is str and wanted is not None
        return f"{_shown(got)} came back{', which is text: a number has no quotation marks,' * is_text}"
    if np.squeeze(given).shape != np.squeeze(wanted).shape:
        if wanted.ndim == 0:
            comma = type(got) is tuple and len(got) == 2  # 27,0 makes a pair
            return f"{_shown(got)} came back where one number is wanted{' (decimals begin with a dot: 27.5)' * comma}"
        return f"Shape {given.shape} came back where shape {wanted.shape} is wanted"
    if not np.isfinite(given).all():
        return f"{_shown(got)} came back, which is not finite,"
    wrong = ~np.isclose(np.squeeze(given), np.squeeze(wanted), rtol=TOLERANCE, atol=TOLERANCE)
    if wrong.ndim and wrong.any():
        return f"{_shown(got)} came back; the first wrong number is at {np.argwhere(wrong)[0].tolist()}"
    return f"{_shown(got)} came back"


def _shown(value) -> str:
    return cut_text(safely(lambda: _written(value), otherwise=f"something of type {type(value).__name__}"))


def _written(value) -> str:
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_written, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=4, separator=", ", threshold=20)
    if isinstance(value, float):
        return f"{value:.6g}"
    return getattr(value, "__name__", "").lstrip("_") or repr(value)
