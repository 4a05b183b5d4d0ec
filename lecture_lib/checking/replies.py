"""Run an answer and write down what came back: the one half of a check that touches the learner's code.

What is far larger than any reply can be is written down as its size only, so that no question's rule has to look at it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np

from ..validation import InputError, as_lists, is_attempted, is_stub, safely
from .differences import cut_text
from .question import Mistake, Question, is_unchanged

MAX_NUMBERS = 50_000  # in the arrays and networks of one reply
MAX_ITEMS = 5_000  # in its lists, tuples and dictionaries


@dataclass(frozen=True)
class TooLarge:
    """What is written down in place of a reply that is too large to be compared: what it is."""

    what: str

    def __repr__(self) -> str:
        return self.what


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
    if large := _too_large(answer):
        return [Reply(case, large) for case in cases]
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


def reply_value(question: Question, answer, given: tuple):
    """Return what an answer gives for a case: as the question reads it, by a call, or the answer itself.

    >>> reply_value(Question("00.0", abs, "its size"), abs, (-3,)), reply_value(Question("00.0", abs, "it"), 3, ())
    (3, 3)
    """
    if question.reply is not None:
        return question.reply(_of_bounded_size(answer) if given and callable(answer) else as_lists(answer), *given)
    return as_lists(answer(*given) if given else answer)


def _reply(act: Callable, case: tuple, does_nothing: bool = False) -> Reply:
    given = copy.deepcopy(case)
    try:
        with np.errstate(all="ignore"):  # an answer that overflows is judged, not shouted at
            value = act(*given)
    except (KeyboardInterrupt, MemoryError):  # what is too large is too large for all that comes after, too
        raise
    except BaseException as problem:  # an answer may leave by any door: sys.exit() too
        return Reply(case, error=_error_text(problem), is_stub=type(problem).__name__ == "NotImplementedError")
    value = _too_large(value) or value
    left_open = not is_attempted(value) and (value is not None or does_nothing)
    changed = not safely(lambda: is_unchanged(given, case), otherwise=False)
    return Reply(case, value, is_stub=left_open, changed_input=changed)


def _error_text(problem: BaseException) -> str:
    kind = type(problem).__name__
    return cut_text(safely(lambda: f"{kind}: {problem}".removesuffix(": "), otherwise=kind))


def _of_bounded_size(answer: Callable) -> Callable:
    """Return the answer; in place of a value that is too large for a question's rule it raises `InputError`."""

    @wraps(answer, assigned=("__name__", "__doc__"), updated=())
    def bounded(*given):
        value = as_lists(answer(*given))
        if large := _too_large(value):
            raise InputError(f"it returned {large}. That is far more than can be right")
        return value

    return bounded


def _too_large(value) -> TooLarge | None:
    """Return what stands for the value if it is too large; None if it can be looked at."""
    return safely(lambda: _large_part(value), otherwise=None)


def _large_part(value) -> TooLarge | None:
    n_numbers = n_items = 0
    ahead = [value]
    while ahead:
        part = ahead.pop()
        if isinstance(part, np.ndarray):
            n_numbers += part.size
        elif isinstance(part, (list, tuple, Mapping)):
            n_items += len(part)
            if n_items <= MAX_ITEMS:
                ahead += part.values() if isinstance(part, Mapping) else part
        elif isinstance(getattr(type(part), "n_parameters", None), property):
            n_numbers += part.n_parameters
        if n_numbers > MAX_NUMBERS or n_items > MAX_ITEMS:
            return TooLarge(_size_in_words(value, n_numbers))
    return None


def _size_in_words(value, n_numbers: int) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple, Mapping)):
        return f"a {type(value).__name__} of more than {MAX_NUMBERS if n_numbers > MAX_NUMBERS else MAX_ITEMS:,} values"
    return f"a network with {n_numbers:,} parameters"
