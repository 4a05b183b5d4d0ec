"""A question: what is asked, what is right, the cases to try, and the mistakes that are known. Data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

N_HIDDEN_CASES = 6  # hidden cases that are drawn for a question which has such


@dataclass(frozen=True)
class Mistake:
    """A mistake that learners make, and what to tell them; never the answer itself.

    Either `instead(*case)` is the mistaken answer, or `shows(answer)` is true of an answer with this mistake.
    """

    name: str
    says: str
    instead: Callable | None = None
    shows: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Question:
    """One question of a sheet.

    number: the curriculum row, with a letter on exercise sheets ("05.4a"). truth(*case) is the right reply for
    each of `cases`; the smallest case comes first. `reply(answer, *case)` gets the learner's: by default it
    calls the answer, or, if the only case is (), takes it as it is. `equal(got, truth)` compares. `wanted` says in
    words what a reply should be; it is shown beside a counterexample. Hints come one by one, each nearer, and the
    `explanation` opens once the question has been tried. `hidden` are cases drawn anew, so that no table of replies
    can pass: a name for their kind, and a function that draws one from a generator. A reply of several parts has
    their names in `parts`. `differs(got, truth)` says how a wrong reply differs where comparing numbers does not
    tell; "" leaves it to that. A choice has a `prompt`, the question itself, and its options by letter.
    """

    number: str
    truth: Callable
    wanted: str
    hints: tuple[str, ...] = ()
    cases: Sequence[tuple] = ((),)
    mistakes: tuple[Mistake, ...] = ()
    reply: Callable | None = None
    equal: Callable[[Any, Any], bool] | None = None
    parts: tuple[str, ...] = ()
    differs: Callable[[Any, Any], str] | None = None
    praise: str = ""
    explanation: str = ""
    prompt: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, Callable[[np.random.Generator], tuple]] | None = None

    @cached_property
    def truths(self) -> list:
        """The right reply for each of its cases."""
        return [self.truth(*case) for case in self.cases]

    @property
    def wants_function(self) -> bool:
        """Is the answer a function, to be called with each case as it stands?"""
        return self.reply is None and bool(self.cases[0])


def value_question(number: str, truth, wanted: str, mistakes: Sequence[tuple[str, Any, str]], **more) -> Question:
    """Return a question whose answer is a number, a list or a table; a mistake is (name, what it gives, what to say).

    >>> product = value_question("00.0", 6, "the product of 2 and 3", [("sum", 5, "You added.")])
    >>> product.truth(), product.mistakes[0].instead()
    (6, 5)
    """
    known = tuple(Mistake(name, says, instead=lambda given=given: given) for name, given, says in mistakes)
    return Question(number, lambda: truth, wanted, mistakes=known, **more)


def choice_question(
    number: str,
    prompt: str,
    options: Mapping[str, tuple[str, str]],
    right: str,
    hints: tuple[str, ...] = (),
    explanation: str = "",
) -> Question:
    """Return a question with options to choose from: letter → (text, what to say when it is chosen).

    >>> sum_ = choice_question("00.0", "2 + 2?", {"a": ("4", "Yes."), "b": ("5", "One too many.")}, right="a")
    >>> sum_.wanted, sum_.praise, [mistake.says for mistake in sum_.mistakes]
    ('one of a, b', 'Yes.', ['One too many.'])
    """
    wrong = tuple(
        Mistake(letter, says, instead=lambda letter=letter: letter)
        for letter, (_, says) in options.items()
        if letter != right
    )
    return Question(
        number,
        truth=lambda: right,
        wanted=f"one of {', '.join(options)}",
        mistakes=wrong,
        praise=options[right][1],
        hints=hints,
        explanation=explanation,
        prompt=prompt,
        options={letter: text for letter, (text, _) in options.items()},
    )


def draw_hidden_cases(question: Question, rng: np.random.Generator) -> list[tuple]:
    """Return new hidden cases of the question; none if it has no such.

    >>> square = Question("00.0", lambda n: n**2, "its square", hidden=("others", lambda rng: (int(rng.integers(9)),)))
    >>> len(draw_hidden_cases(square, np.random.default_rng(0))) == N_HIDDEN_CASES
    True
    """
    return [question.hidden[1](rng) for _ in range(N_HIDDEN_CASES)] if question.hidden else []
