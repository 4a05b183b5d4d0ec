"""A question, its cases and its known mistakes; and how an answer is judged.

Judging has two halves. `collect_replies` calls the answer and only collects what came back; `judge_answer` compares and never
touches the learner's code. What is right comes from the library, never from the learner.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..validation import is_attempted, is_close, real_numbers, safely
from .verdict import Verdict

N_HIDDEN_CASES = 6  # hidden cases that are drawn for a question which has such


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
    a question on a sheet. `hidden` are cases drawn anew, so that no table of replies can pass: a name for them, which
    is all that is told when one fails, and a function that draws one from a generator.
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
    asks: str = ""  # for a choice: the question itself, and its options by letter
    options: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, Callable[[np.random.Generator], tuple]] | None = None

    def get(self, answer, case: tuple):
        """Return the answer's reply to one case."""
        if self.ask is not None:
            return self.ask(answer, *case)
        return answer(*case) if case else answer

    def agrees(self, got, truth) -> bool:
        """Is the reply as good as the true one?"""
        return (self.same or is_close)(got, truth)


def value_question(number: str, truth, wants: str, mistakes: Sequence[tuple[str, Any, str]], **more) -> Question:
    """Return a question whose answer is a number, a list or a table; a mistake is (name, what it gives, what to say).

    >>> judge_answer(value_question("00.0", 6, "the product of 2 and 3", [("sum", 5, "You added.")]), 5)
    ✗ 00.0 wrong: You added.
    """
    twins = tuple(Mistake(name, says, instead=lambda given=given: given) for name, given, says in mistakes)
    return Question(number, lambda: truth, wants, mistakes=twins, **more)


def choice_question(number: str, asks: str, options: Mapping[str, tuple[str, str]], right: str) -> Question:
    """Return a question with options to choose from: letter → (text, what to say when it is chosen).

    >>> judge_answer(choice_question("00.0", "2 + 2?", {"a": ("4", "Yes."), "b": ("5", "One too many.")}, "a"), "b")
    ✗ 00.0 wrong: One too many.
    """
    wrong = tuple(
        Mistake(letter, says, instead=lambda letter=letter: letter)
        for letter, (_, says) in options.items()
        if letter != right
    )
    return Question(
        number,
        truth=lambda: right,
        wants=f"one of {', '.join(options)}",
        mistakes=wrong,
        praise=options[right][1],
        asks=asks,
        options={k: text for k, (text, _) in options.items()},
    )


@dataclass(frozen=True)
class Reply:
    """What came back for one case: a value, or the error that stopped the answer."""

    case: tuple
    value: Any = None
    error: str = ""
    changed_input: bool = False


def collect_replies(question: Question, answer) -> list[Reply]:
    """Call the answer on a copy of every case and keep what comes back, errors too.

    >>> halves = Question("00.0", lambda v: v / 2, "half of it", cases=[(1,), (0,)])
    >>> [reply.value or reply.error for reply in collect_replies(halves, lambda v: 1 / v)]
    [1.0, 'ZeroDivisionError: division by zero']
    """
    return [_reply(lambda given: question.get(answer, given), case) for case in question.cases]


def judge_answer(question: Question, answer, rng: np.random.Generator | None = None) -> Verdict:
    """Return the verdict on an answer: not attempted, right, or wrong with the mistake named if it is known.

    Hidden cases are drawn from `rng`; without one, the same are drawn every time.

    >>> double = Question("00.0", lambda x: 2 * x, "twice the input", ("", "", ""), [(1.0,), (3.0,)],
    ...                   (Mistake("squared", "You squared x.", lambda x: x**2),))
    >>> judge_answer(double, lambda x: x + x)
    ✓ 00.0 right: 2 of 2 cases agree.
    >>> judge_answer(double, lambda x: x * x)
    ✗ 00.0 wrong: You squared x.
    >>> judge_answer(double, lambda x: ...)
    ○ 00.0 not attempted: Replace the ... with your answer, run the cell, then check again.
    """
    if not is_attempted(answer):
        return _not_attempted(question)
    if question.ask is None and question.cases[0] and not callable(answer):
        return Verdict(
            question.number,
            "wrong",
            f"A function is wanted; {_shown(answer)} was given. Give its name without brackets.",
            "not a function",
        )
    got = collect_replies(question, answer)
    if any(r.error == _STUB for r in got) or all(_untouched(answer, r) for r in got):
        return _not_attempted(question)
    truths = [question.truth(*case) for case in question.cases]
    good = [not r.error and _agrees(question, r.value, t) for r, t in zip(got, truths)]
    if any(r.changed_input for r in got):
        return Verdict(
            question.number,
            "wrong",
            "Your function changes the array it is given. "
            "Make a new one, so that the caller's numbers stay as they are.",
            "input changed",
        )
    if all(good):
        return _right(question, answer, len(good), rng or np.random.default_rng(0))
    return _wrong(question, answer, got, truths, good)


def _right(question: Question, answer, n: int, rng: np.random.Generator) -> Verdict:
    """Return the verdict on an answer that is right on all the cases that are shown: are the hidden ones right?"""
    if question.hidden:
        name, draw = question.hidden
        for case in [draw(rng) for _ in range(N_HIDDEN_CASES)]:
            reply = _reply(lambda given: question.get(answer, given), case)
            if reply.error or not _agrees(question, reply.value, question.truth(*case)):
                return Verdict(
                    question.number,
                    "wrong",
                    f"The {n} cases that are shown agree, but not {name}: such are "
                    "drawn anew, and your answer must hold for all of them.",
                    f"hidden: {name}",
                )
    return Verdict(question.number, "right", question.praise or f"{n} of {n} cases agree.")


_STUB = "NotImplementedError"


def _untouched(answer, reply: Reply) -> bool:
    """Did the stub itself reply? A function that works but returns nothing was attempted."""
    works = safely(lambda: len(answer.__code__.co_code) > len(_does_nothing.__code__.co_code), otherwise=False)
    return not reply.error and not is_attempted(reply.value) and not (reply.value is None and works)


def _does_nothing() -> None: ...


def _not_attempted(question: Question) -> Verdict:
    return Verdict(
        question.number, "not attempted", "Replace the ... with your answer, run the cell, then check again."
    )


def _reply(act: Callable[[tuple], Any], case: tuple) -> Reply:
    given = copy.deepcopy(case)
    try:
        with np.errstate(all="ignore"):  # an answer that overflows is judged, not shouted at
            value = act(given)
    except NotImplementedError:
        return Reply(case, error=_STUB)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # an answer may leave by any door: sys.exit() too
        return Reply(case, error=_told(problem))
    return Reply(case, value, changed_input=not safely(lambda: _unchanged(given, case), otherwise=False))


def _told(problem: BaseException) -> str:
    kind = type(problem).__name__
    return _cut(safely(lambda: f"{kind}: {problem}".removesuffix(": "), otherwise=kind))


def _unchanged(given, case) -> bool:
    if isinstance(case, (list, tuple)):
        return len(given) == len(case) and all(map(_unchanged, given, case))
    if isinstance(case, np.ndarray):
        return np.array_equal(given, case, equal_nan=case.dtype.kind == "f")
    return given is case or bool(given == case)


def _wrong(question: Question, answer, got, truths, good) -> Verdict:
    for mistake in question.mistakes:
        if _made(question, mistake, answer, got):
            return Verdict(question.number, "wrong", mistake.says, mistake.name)
    first = good.index(False)
    reply, truth = got[first], truths[first]
    given = f" for {', '.join(map(_shown, reply.case))}" if reply.case else ""
    if reply.error:
        return Verdict(question.number, "wrong", f"Your answer stopped{given} with {reply.error}", "stopped")
    return Verdict(question.number, "wrong", f"{_difference(reply.value, truth)}{given}. Wanted: {question.wants}.", "")


def _made(question: Question, mistake: Mistake, answer, got) -> bool:
    """Does the answer look like this mistake on every case?

    A mistake may stop on some cases, as a product does whose shapes do not fit; then the answer must stop too.
    """
    if mistake.shows is not None:
        with np.errstate(all="ignore"):
            return safely(lambda: bool(mistake.shows(answer)), otherwise=False)
    twins = [_reply(lambda given: mistake.instead(*given), reply.case) for reply in got]
    return all(_alike(question, reply, twin) for reply, twin in zip(got, twins))


def _alike(question: Question, reply: Reply, twin: Reply) -> bool:
    if reply.error or twin.error:
        return reply.error.split(":")[0] == twin.error.split(":")[0]
    return _agrees(question, reply.value, twin.value)


def _agrees(question: Question, got, truth) -> bool:
    """Compare; a reply of a kind that cannot be compared is not the right one."""
    return safely(lambda: bool(question.agrees(got, truth)), otherwise=False)


def _difference(got, truth) -> str:
    """Say how a wrong reply differs, without giving the right one away."""
    if got is None:
        return "Nothing came back (did you print in place of return?)"
    given, wanted = real_numbers(got), real_numbers(truth)
    if given is None or wanted is None:
        return f"{_shown(got)} came back"
    if np.squeeze(given).shape != np.squeeze(wanted).shape:
        return f"Shape {given.shape} came back where shape {wanted.shape} is wanted,"
    if not np.isfinite(given).all():
        return f"{_shown(got)} came back, which is not finite,"
    wrong = ~np.isclose(np.squeeze(given), np.squeeze(wanted), rtol=1e-6, atol=1e-6)
    if wrong.ndim and wrong.any():
        return f"{_shown(got)} came back; the first wrong number is at {np.argwhere(wrong)[0].tolist()}"
    return f"{_shown(got)} came back"


def _shown(value) -> str:
    return _cut(safely(lambda: _written(value), otherwise=f"something of type {type(value).__name__}"))


def _written(value) -> str:
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_written, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=4, separator=", ", threshold=20)
    if isinstance(value, float):
        return f"{value:.6g}"
    return getattr(value, "__name__", "").lstrip("_") or repr(value)


def _cut(written: str) -> str:
    return written if len(written) <= 160 else written[:157] + "..."
