"""A question, its cases and its known mistakes; and how an answer is judged.

Judging has two halves. `replies` calls the answer and only collects what came back; `judge` compares and never
touches the learner's code. What is right comes from the library, never from the learner.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .verdict import Verdict


@dataclass(frozen=True)
class Mistake:
    """A mistake that learners make, and what to tell them; never the answer itself.

    Either `instead(*case)` returns what an answer with this mistake gives, or `shows(answer)` is true of one.
    """

    name: str
    says: str
    instead: Callable | None = None
    shows: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Question:
    """One question of a sheet.

    number: the curriculum row, with a letter on exercise sheets ("05.4a"). truth(*case) is the right reply for
    each of `cases`; the smallest case comes first. `ask(answer, *case)` gets the learner's reply: by default it
    calls the answer, or, if the only case is (), takes it as it is. `same(got, truth)` compares. `wants` says in
    words what property a reply must have; it is shown beside a counterexample. Three hints, each nearer, go with
    a question on a sheet.
    """

    number: str
    truth: Callable
    wants: str
    hints: tuple[str, ...] = ()
    cases: Sequence[tuple] = ((),)
    mistakes: tuple[Mistake, ...] = ()
    ask: Callable | None = None
    same: Callable[[Any, Any], bool] | None = None
    praise: str = ""
    asks: str = ""                              # for a choice: the question itself, and its options by letter
    options: Mapping[str, str] = field(default_factory=dict)

    def get(self, answer, case: tuple):
        """Return the answer's reply to one case."""
        if self.ask is not None:
            return self.ask(answer, *case)
        return answer(*case) if case else answer

    def agrees(self, got, truth) -> bool:
        """Is the reply as good as the true one?"""
        return (self.same or close)(got, truth)


def choice(number: str, asks: str, options: Mapping[str, tuple[str, str]], right: str) -> Question:
    """Return a question with options to choose from: letter → (text, what to say when it is chosen).

    >>> judge(choice("00.0", "2 + 2?", {"a": ("4", "Yes."), "b": ("5", "One too many.")}, "a"), "b")
    ✗ 00.0 wrong: One too many.
    """
    wrong = tuple(Mistake(letter, says, instead=lambda letter=letter: letter)
                  for letter, (_, says) in options.items() if letter != right)
    return Question(number, truth=lambda: right, wants=f"one of {', '.join(options)}", mistakes=wrong,
                    praise=options[right][1], asks=asks, options={k: text for k, (text, _) in options.items()})


@dataclass(frozen=True)
class Reply:
    """What came back for one case: a value, or the error that stopped the answer."""

    case: tuple
    value: Any = None
    error: str = ""
    changed_input: bool = False


def attempted(answer) -> bool:
    """Is this more than the stub? `...` and None, alone or inside a list or tuple, mean: not yet.

    >>> attempted(...), attempted([1, ...]), attempted([1, 2])
    (False, False, True)
    """
    if answer is None or answer is ...:
        return False
    if isinstance(answer, dict):
        answer = tuple(answer.values())
    return not isinstance(answer, (list, tuple)) or all(attempted(part) for part in answer)


def replies(question: Question, answer) -> list[Reply]:
    """Call the answer on a copy of every case and keep what comes back, errors too."""
    return [_reply(question, answer, case) for case in question.cases]


def judge(question: Question, answer) -> Verdict:
    """Return the verdict on an answer: not attempted, right, or wrong with the mistake named if it is known.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", ("", "", ""), [(1.0,), (3.0,)],
    ...                   (Mistake("squared", "You squared x.", lambda x: x**2),))
    >>> judge(double, lambda x: x + x)
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge(double, lambda x: x * x)
    ✗ 00.0 wrong: You squared x.
    >>> judge(double, lambda x: ...)
    ○ 00.0 not attempted: Replace the ... with your answer, run the cell, then check again.
    """
    if not attempted(answer):
        return _not_attempted(question)
    if question.ask is None and question.cases[0] and not callable(answer):
        return Verdict(question.number, "wrong", f"A function is wanted; {_shown(answer)} was given. "
                       "Give its name without brackets.", "not a function")
    got = replies(question, answer)
    if any(r.error == _STUB for r in got) or all(_untouched(answer, r) for r in got):
        return _not_attempted(question)
    truths = [question.truth(*case) for case in question.cases]
    good = [not r.error and _agrees(question, r.value, t) for r, t in zip(got, truths)]
    if any(r.changed_input for r in got):
        return Verdict(question.number, "wrong", "Your function changes the array it is given. "
                       "Make a new one, so that the caller's numbers stay as they are.", "input changed")
    if all(good):
        n = len(good)
        return Verdict(question.number, "right", question.praise or f"{n} of {n} cases agree.")
    return _wrong(question, answer, got, truths, good)


_STUB = "NotImplementedError"


def _untouched(answer, reply: Reply) -> bool:
    """Did the stub itself reply? A function that works but returns nothing has printed, and was attempted."""
    works = bool(getattr(getattr(answer, "__code__", None), "co_names", ()))
    return not reply.error and not attempted(reply.value) and not (reply.value is None and works)


def _not_attempted(question: Question) -> Verdict:
    return Verdict(question.number, "not attempted",
                   "Replace the ... with your answer, run the cell, then check again.")


def _reply(question: Question, answer, case: tuple) -> Reply:
    given = copy.deepcopy(case)
    try:
        with np.errstate(all="ignore"):         # an answer that overflows is judged, not shouted at
            value = question.get(answer, given)
    except NotImplementedError:
        return Reply(case, error=_STUB)
    except (Exception, SystemExit) as problem:
        return Reply(case, error=f"{type(problem).__name__}: {problem}")
    return Reply(case, value, changed_input=not _unchanged(given, case))


def _unchanged(given, case) -> bool:
    if isinstance(case, (list, tuple)):
        return len(given) == len(case) and all(map(_unchanged, given, case))
    if isinstance(case, np.ndarray):
        return np.array_equal(given, case, equal_nan=case.dtype.kind == "f")
    return given is case or bool(given == case)


def _wrong(question: Question, answer, got, truths, good) -> Verdict:
    for mistake in question.mistakes:
        if _made(question, mistake, answer, got, truths):
            return Verdict(question.number, "wrong", mistake.says, mistake.name)
    first = good.index(False)
    reply, truth = got[first], truths[first]
    given = f" for {', '.join(map(_shown, reply.case))}" if reply.case else ""
    if reply.error:
        return Verdict(question.number, "wrong", f"Your answer stopped{given} with {reply.error}", "stopped")
    return Verdict(question.number, "wrong", f"{_difference(reply.value, truth)}{given}. "
                   f"Wanted: {question.wants}.", "")


def _made(question: Question, mistake: Mistake, answer, got, truths) -> bool:
    """Does the answer look like this mistake on every case, and does the mistake differ from the truth?"""
    try:
        if mistake.shows is not None:
            return bool(mistake.shows(answer))
        twins = [mistake.instead(*reply.case) for reply in got]
        if all(_agrees(question, twin, truth) for twin, truth in zip(twins, truths)):
            return False
        return all(not r.error and _agrees(question, r.value, twin) for r, twin in zip(got, twins))
    except Exception:       # a learner's answer may be anything at all; then it is not this mistake
        return False


def _agrees(question: Question, got, truth) -> bool:
    try:
        return bool(question.agrees(got, truth))
    except Exception:       # a reply of a kind that cannot be compared is not the right one
        return False


def close(got, truth, tolerance: float = 1e-6) -> bool:
    """Are the numbers equal to rounding? Shapes must agree, but for axes of length 1; text must be the same.

    >>> close([0.1 + 0.2], 0.3), close([1, 2], [1, 3]), close(float("nan"), 1.0), close("a", "a")
    (True, False, False, True)
    """
    if isinstance(truth, str) or isinstance(got, str):
        return got == truth
    if isinstance(truth, dict) or not isinstance(truth, (int, float, complex, list, tuple, np.ndarray, np.generic)):
        return got is truth or got == truth
    got, truth = np.asarray(got), np.asarray(truth)
    if got.dtype.kind not in "fiub" or np.squeeze(got).shape != np.squeeze(truth).shape:
        return False
    return bool(np.allclose(np.squeeze(got), np.squeeze(truth), rtol=tolerance, atol=tolerance))


def _difference(got, truth) -> str:
    """Say how a wrong reply differs, without giving the right one away."""
    if got is None:
        return "Nothing came back (did you print in place of return?)"
    try:
        got_shape, true_shape = np.squeeze(np.asarray(got, float)).shape, np.squeeze(np.asarray(truth, float)).shape
    except (TypeError, ValueError):
        return f"{_shown(got)} came back"
    if got_shape != true_shape:
        return f"Shape {np.shape(got)} came back where shape {np.shape(truth)} is wanted,"
    if not np.isfinite(np.asarray(got, float)).all():
        return f"{_shown(got)} came back, which is not finite,"
    if got_shape:
        wrong = ~np.isclose(np.squeeze(got), np.squeeze(truth), rtol=1e-6, atol=1e-6)
        index = np.argwhere(wrong)[0].tolist() if wrong.any() else []
        return f"{_shown(got)} came back; the first wrong number is at {index}"
    return f"{_shown(got)} came back"


def _shown(value) -> str:
    if isinstance(value, np.ndarray):
        written = np.array2string(value, precision=4, separator=", ", threshold=20)
    elif isinstance(value, float):
        written = f"{value:.6g}"
    else:
        written = repr(value)
    return written if len(written) <= 160 else written[:157] + "..."
