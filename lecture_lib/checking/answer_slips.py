"""Slips in the model solution as known mistakes: what a learner's answer is compared with when nothing else names it.

Each slip changes the solution in one place (`answer_mutants`). An answer with the same replies to all cases makes
the same slip, however it is written.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import cache, lru_cache
from typing import Any

from .answer_mutants import Mutant, answer_mutants
from .question import Mistake, Question
from .replies import reply_value
from .sheet_answers import SolvedAnswer, solved_answers


def answer_slips(question: Question) -> Iterator[Mistake]:
    """Yield the slips of a sheet's question, each with a sentence about its kind; none if it has no solution in code.

    >>> from lecture_lib.course import questions
    >>> next(answer_slips(questions("06")["06.1a"])).name
    'slip: sign'
    """
    solved = solved_answers().get(question.number)
    if solved is None or not solved.answer or "while " in solved.code:  # a slip in a loop might never end
        return
    for mutant in _mutants(solved.code):
        if mutant.operator != "in place":  # a changed argument is noticed where the answer runs
            yield Mistake(f"slip: {mutant.operator}", slip_words(mutant), instead=_mutated(question, solved, mutant))


def slip_words(mutant: Mutant) -> str:
    """Return what to say of an answer that makes this slip; the solution itself is not told.

    >>> slip_words(Mutant("own constant", "def f(x, rate): → rate = 0.1", "", "rate"))
    'Your values do not change with `rate`. The function must use what it is given.'
    """
    return _WORDS[mutant.operator].format(name=mutant.about)


@cache
def argument_names(number: str) -> Sequence[str]:
    """Return the names of the arguments of the function that a question of a sheet asks for; else none.

    >>> argument_names("06.1a"), argument_names("06.3a")
    (('P', 'Y'), ())
    """
    solved = solved_answers().get(number)
    for node in ast.parse(solved.code).body if solved else []:
        if isinstance(node, ast.FunctionDef) and node.name == solved.answer:
            return tuple(argument.arg for argument in node.args.args)
    return ()


@cache
def _mutants(code: str) -> list[Mutant]:
    """The grader judges many wrong answers to the same question: their solution is taken apart once."""
    return answer_mutants(code)


def _mutated(question: Question, solved: SolvedAnswer, mutant: Mutant) -> Callable:
    """Return what replies as an answer with this slip would."""

    @cache
    def answer() -> Any:
        names = dict(_given_names(solved.given))
        _run(mutant.source, names)
        return eval(solved.answer, names)

    return lambda *case: reply_value(question, answer(), case)


@lru_cache(maxsize=4)
def _given_names(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    _run(source, names)
    return names


def _run(source: str, names: dict[str, Any]) -> None:
    with redirect_stdout(io.StringIO()):
        exec(source, names)


_WORDS = {
    "sign": "One sign is wrong: your values come out with a plus and a minus exchanged, or without a minus.",
    "missing factor": "One factor or divisor is missing: without it, the right formula gives your values.",
    "missing term": "One term of a sum or a difference is missing: without it, the right formula gives your values.",
    "multiplied for divided": "Somewhere you multiply where you should divide, or the other way round.",
    "transposed": "A matrix product has its factors in another order, or one of them should be transposed.",
    "other axis": "A sum, mean or maximum is taken along another axis, or its axis is not kept (`keepdims`).",
    "another function": "One step of your calculation takes `{name}` where another function belongs.",
    "function left out": "One step is missing: `{name}` is not applied where it should be.",
    "guard": "Right for moderate numbers, but a guard such as clip, nan_to_num or a small ε changes extreme ones.",
    "off by one": "A count, an index or a range is one too large or one too small.",
    "rounding": "A quotient is rounded where it should not be, or the other way, or not rounded at all.",
    "strict for not strict": "A comparison is wrong at equality, or in its direction: check < against ≤ and >.",
    "tolerance dropped": "Two numbers are compared exactly. Rounding errors need a small tolerance.",
    "one case of two": "Of two cases only one is handled, or the two are exchanged.",
    "kind of number": "Decimals are cut to whole numbers somewhere: an array of integers was given decimals to hold.",
    "in place": "An argument is changed before it is used. Work on a copy.",
    "early return": "Your function returns inside the loop, after the first turn.",
    "swapped": "Two things are exchanged: the values that you return, or two arguments.",
    "own constant": "Your values do not change with `{name}`. The function must use what it is given.",
    "statement left out": "One step is left out: a line of the loop, or the treatment of one case.",
}
