"""Run an answer and write down what came back: the one half of a check that touches the learner's code."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..validation import is_attempted, is_stub, safely
from .differences import cut_text
from .question import Mistake, Question


@dataclass(frozen=True)
class Reply:
    """What came back for one case: a value, or the error that stopped the answer.

    `is_stub`: the stub of the sheet itself replied. `changed_input`: the case was no longer as it had been.
    `is_callable` is false where a function is wanted and `value` is what was given in its place.
    """

    case: tuple
    value: Any = None
    error: str = ""
    is_stub: bool = False
    changed_input: bool = False
    is_callable: bool = True


def collect_replies(question: Question, answer, cases: Sequence[tuple]) -> list[Reply]:
    """Call the answer on a copy of each of these cases and keep what comes back, errors too.

    >>> halves = Question("00.0", lambda v: v / 2, "half of it", cases=[(1,), (0,)])
    >>> [reply.value or reply.error for reply in collect_replies(halves, lambda v: 1 / v, halves.cases)]
    [1.0, 'ZeroDivisionError: division by zero']
    >>> [reply.is_stub for reply in collect_replies(halves, lambda v: ..., halves.cases)]
    [True, True]
    """
    if not is_attempted(answer):
        return [Reply(case, answer, is_stub=True) for case in cases]
    if question.wants_function and not callable(answer):
        return [Reply(case, answer, is_callable=False) for case in cases]
    does_nothing = is_stub(answer)
    return [_reply(lambda *given: reply_value(question, answer, given), case, does_nothing) for case in cases]


def collect_mistaken_replies(mistake: Mistake, replies: Sequence[Reply]) -> list[Reply]:
    """Return what the mistaken answer gives for the same cases; it may stop on some, as the learner's may.

    >>> collect_mistaken_replies(Mistake("squared", "You squared.", lambda v: v**2), [Reply((3,), 6)])[0].value
    9
    """
    return [_reply(mistake.instead, reply.case) for reply in replies]


def shows_mistake(mistake: Mistake, answer) -> bool:
    """Does the answer show this mistake? Asked where the mistake knows answers by more than their replies.

    >>> always_1 = Mistake("always 1", "You return 1 for everything.", shows=lambda f: f(2) == f(3) == 1)
    >>> shows_mistake(always_1, lambda v: 1), shows_mistake(always_1, lambda: 1)
    (True, False)
    """
    with np.errstate(all="ignore"):
        return safely(lambda: bool(mistake.shows(answer)), otherwise=False)


def is_unchanged(given, case) -> bool:
    """Is what was given to an answer still equal to the case, in all its parts?

    >>> is_unchanged([1, np.ones(2)], [1, np.ones(2)]), is_unchanged([1, np.ones(2)], [1, np.zeros(2)])
    (True, False)
    """
    if isinstance(case, (list, tuple)):
        return len(given) == len(case) and all(map(is_unchanged, given, case))
    if isinstance(case, np.ndarray):
        return np.array_equal(given, case, equal_nan=case.dtype.kind == "f")
    return given is case or bool(given == case)


def reply_value(question: Question, answer, given: tuple):
    """Return what an answer gives for a case: as the question reads it, by a call, or the answer itself.

    >>> reply_value(Question("00.0", abs, "its size"), abs, (-3,)), reply_value(Question("00.0", abs, "it"), 3, ())
    (3, 3)
    """
    if question.reply is not None:
        return question.reply(answer, *given)
    return answer(*given) if given else answer


def _reply(act: Callable, case: tuple, does_nothing: bool = False) -> Reply:
    given = copy.deepcopy(case)
    try:
        with np.errstate(all="ignore"):  # an answer that overflows is judged, not shouted at
            value = act(*given)
    except (KeyboardInterrupt, MemoryError):  # what is too large is too large for all that comes after, too
        raise
    except BaseException as problem:  # an answer may leave by any door: sys.exit() too
        return Reply(case, error=_error_text(problem), is_stub=type(problem).__name__ == "NotImplementedError")
    left_open = not is_attempted(value) and (value is not None or does_nothing)
    changed = not safely(lambda: is_unchanged(given, case), otherwise=False)
    return Reply(case, value, is_stub=left_open, changed_input=changed)


def _error_text(problem: BaseException) -> str:
    kind = type(problem).__name__
    return cut_text(safely(lambda: f"{kind}: {problem}".removesuffix(": "), otherwise=kind))
