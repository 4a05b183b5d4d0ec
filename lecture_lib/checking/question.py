"""A question: what is asked, what is right, the cases to try, and the mistakes that are known. Data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np

from ..validation import is_close, safely

N_HIDDEN_CASES = 6  # hidden cases that are drawn for a question which has such
_TRIALS = 30  # before a draw is given up that is never new, or never has another reply


class CaseGenerator(np.random.Generator):
    """What a question's hidden cases are drawn with: a generator that also draws sizes.

    `largest`: every size is the largest that there is, so that an answer which is right up to some size only is met.

    >>> CaseGenerator(np.random.default_rng(0), largest=True).size(2, 6)
    5
    """

    def __init__(self, rng: np.random.Generator, largest: bool = False) -> None:
        super().__init__(rng.bit_generator)
        self.largest = largest

    def size(self, low: int, high: int) -> int:
        """Return a size of at least `low` and below `high`."""
        return self.sizes(low, high, 1)[0]

    def sizes(self, low: int, high: int, n: int) -> list[int]:
        """Return n sizes, each of at least `low` and below `high`."""
        return [high - 1] * n if self.largest else self.integers(low, high, n).tolist()


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
    calls the answer, or, if the only case is (), takes it as it is. `equal(got, truth)` compares; without it, numbers
    agree to rounding, in the very shape of the true ones if the text states it: `exact_shape`. `wanted` says in
    words what a reply should be; it is shown beside a counterexample. Hints come one by one, each nearer, and the
    `explanation` opens once the question has been tried. `hidden` are cases drawn anew, so that no table of replies
    can pass: a name for their kind, and a function that draws one, its sizes too. A reply of several parts has
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
    exact_shape: bool = False
    parts: tuple[str, ...] = ()
    differs: Callable[[Any, Any], str] | None = None
    praise: str = ""
    explanation: str = ""
    prompt: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, Callable[[CaseGenerator], tuple]] | None = None

    @cached_property
    def truths(self) -> list:
        """The right reply for each of its cases."""
        return [self.truth(*case) for case in self.cases]

    @property
    def wants_function(self) -> bool:
        """Is the answer a function, to be called with each case as it stands?"""
        return self.reply is None and bool(self.cases[0])

    def agrees(self, value: Any, truth: Any) -> bool:
        """Is a value as good as the true one? One of a kind that cannot be compared is not.

        >>> Question("00.0", lambda: 0.3, "a sum").agrees(0.1 + 0.2, 0.3)
        True
        """
        return safely(lambda: bool((self.equal or self._are_numbers_close)(value, truth)), otherwise=False)

    def _are_numbers_close(self, value: Any, truth: Any) -> bool:
        close = partial(is_close, exact_shape=self.exact_shape)
        if self.parts and isinstance(truth, tuple) and len(truth) == len(self.parts):
            return len(value) == len(truth) and all(map(close, value, truth))
        return close(value, truth)


def value_question(
    number: str, truth, wanted: str, mistakes: Sequence[tuple[str, Any, str] | Mistake], **more
) -> Question:
    """Return a question whose answer is a number, a list or a table; a mistake is (name, what it gives, what to say).

    Where many answers show the same mistake, it is given as a `Mistake` with `shows`.

    >>> product = value_question("00.0", 6, "the product of 2 and 3", [("sum", 5, "You added.")])
    >>> product.truth(), product.mistakes[0].instead()
    (6, 5)
    """
    known = tuple(each if isinstance(each, Mistake) else _given(*each) for each in mistakes)
    return Question(number, lambda: truth, wanted, mistakes=known, **more)


def _given(name: str, given, says: str) -> Mistake:
    """Return the mistake of giving this."""
    return Mistake(name, says, instead=lambda: given)


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

    Two of them are as large as any, are not among those that are shown, and have different replies. So neither a
    table of the shown replies with one value for all else nor an answer that is right up to some size passes.

    >>> square = Question("00.0", lambda n: n**2, "its square", hidden=("others", lambda rng: (int(rng.integers(9)),)))
    >>> len(draw_hidden_cases(square, np.random.default_rng(0))) == N_HIDDEN_CASES
    True
    """
    if not question.hidden:
        return []
    _, draw = question.hidden
    large, any_size = CaseGenerator(rng, largest=True), CaseGenerator(rng)
    first = _drawn(draw, [large, any_size], lambda case: not _is_shown(question, case))
    reply = question.truth(*first)

    def is_other(case: tuple) -> bool:
        return not _is_shown(question, case) and not question.agrees(reply, question.truth(*case))

    second = _drawn(draw, [large, any_size], is_other)
    return [first, second, *(draw(any_size) for _ in range(N_HIDDEN_CASES - 2))]


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


def _drawn(draw: Callable[[CaseGenerator], tuple], rngs: Sequence[CaseGenerator], fits: Callable[[tuple], bool]):
    """Return the first case that fits, drawn from one generator after the other; the last case if none does."""
    case = ()
    for rng in rngs:
        for _ in range(_TRIALS):
            case = draw(rng)
            if fits(case):
                return case
    return case


def _is_shown(question: Question, case: tuple) -> bool:
    return safely(lambda: any(is_unchanged(case, shown) for shown in question.cases), otherwise=False)
