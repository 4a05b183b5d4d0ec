"""What counts as right for a guess: a count exactly, a measured value within a band, words in any dress (row 00.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations
from numbers import Integral
from typing import Any

from ..validation import InputError, parse_number, positive

CLOSE, NEAR = 0.01, 0.1  # of the true value: right, and near
_ONE_OFF_FROM = 5  # counts from here on are near if they are one off
_ON_THE_EDGE = 1 + 1e-9  # what lies on the edge of a band counts, whatever its rounding
_MOST_IN_ANY_ORDER = 6


class Nearness(IntEnum):
    """How close a guess is."""

    NOT = 0
    NEAR = 1
    RIGHT = 2


@dataclass(frozen=True)
class About:
    """A truth that was measured: guesses within the band are right, as those of the value that theory gives."""

    value: float
    within: float
    theory: float | None = None


@dataclass(frozen=True)
class AnyOf:
    """A truth with several right answers; the first one is shown."""

    options: tuple


@dataclass(frozen=True)
class InAnyOrder:
    """A truth whose parts have no order."""

    parts: tuple


def about(value: float, within: float, theory: float | None = None) -> About:
    """Return a measured truth for `reveal`: a guess is right where it is within this of the value, or of the theory.

    >>> judge_guess(-1, about(-0.94, within=0.1)).name, judge_guess(-1.1, about(-0.94, 0.1, theory=-1)).name
    ('RIGHT', 'RIGHT')
    """
    return About(float(value), positive(within, "within"), None if theory is None else float(theory))


def any_of(*options) -> AnyOf:
    """Return a truth for `reveal` that has several names.

    >>> judge_guess("It falls.", any_of("down", "it falls")).name
    'RIGHT'
    """
    if not options:
        raise InputError('any_of takes the answers that count: any_of("down", "falls")')
    return AnyOf(options)


def in_any_order(parts) -> InAnyOrder:
    """Return a truth for `reveal` whose parts may be guessed in any order.

    >>> judge_guess([0.8, 0.2], in_any_order([0.2, 0.8])).name
    'RIGHT'
    """
    return InAnyOrder(tuple(_plain_list(parts)))


def judge_guess(guess: Any, truth: Any) -> Nearness:
    """Return how close a guess is: a whole number exactly, another one to 1 %, near to 10 % or one off.

    Words are compared without case, articles, brackets and punctuation; numbers may be written as text.

    >>> [judge_guess(each, 161051).name for each in (161051, 161501, 150000, 1)]
    ['RIGHT', 'NEAR', 'NEAR', 'NOT']
    >>> judge_guess("The saddle", "saddle").name, judge_guess(0.52, 0.5205).name, judge_guess(0, 9.5e-7).name
    ('RIGHT', 'RIGHT', 'NOT')
    """
    match truth:
        case About():
            return _judge_about(guess, truth)
        case AnyOf():
            return max(judge_guess(guess, option) for option in truth.options)
        case InAnyOrder():
            return _judge_in_any_order(guess, truth.parts)
        case bool():
            return _exactly(_as_bool(guess), truth)
        case list() | tuple():
            return _judge_list(guess, list(truth))
        case int() | float():
            return _judge_number(guess, truth)
    return _exactly(_bare(guess), _bare(truth))


def shown_truth(truth: Any) -> Any:
    """Return the value of a truth, as it is shown.

    >>> shown_truth(about(-0.94, 0.1)), shown_truth(any_of("down", "falls"))
    (-0.94, 'down')
    """
    match truth:
        case About():
            return truth.value
        case AnyOf():
            return truth.options[0]
        case InAnyOrder():
            return list(truth.parts)
    return truth


def _judge_about(guess: Any, truth: About) -> Nearness:
    number = _as_number(guess)
    if number is None:
        return Nearness.NOT
    aims = [truth.value] if truth.theory is None else [truth.value, truth.theory]
    distance = min(abs(number - aim) for aim in aims)
    if distance <= truth.within * _ON_THE_EDGE:
        return Nearness.RIGHT
    return Nearness.NEAR if distance <= max(2 * truth.within, NEAR * abs(truth.value)) else Nearness.NOT


def _judge_number(guess: Any, truth: float) -> Nearness:
    number = _as_number(guess)
    if number is None or number != number:
        return Nearness.NOT
    if number == truth:
        return Nearness.RIGHT
    distance = abs(number - truth)
    if isinstance(truth, Integral):
        one_off = distance == 1 and abs(truth) >= _ONE_OFF_FROM
        return Nearness.NEAR if one_off or distance <= NEAR * abs(truth) else Nearness.NOT
    if distance <= CLOSE * (abs(truth) or 1) * _ON_THE_EDGE:
        return Nearness.RIGHT
    return Nearness.NEAR if distance <= NEAR * abs(truth) else Nearness.NOT


def _judge_list(guess: Any, truth: list) -> Nearness:
    parts = _plain_list(guess)
    if len(parts) != len(truth):
        return Nearness.NOT
    return min((judge_guess(part, true) for part, true in zip(parts, truth)), default=Nearness.RIGHT)


def _judge_in_any_order(guess: Any, truth: tuple) -> Nearness:
    parts = _plain_list(guess)
    if len(parts) != len(truth) or len(parts) > _MOST_IN_ANY_ORDER:
        return Nearness.NOT
    return max(_judge_list(list(order), list(truth)) for order in permutations(parts))


def _exactly(one: Any, other: Any) -> Nearness:
    return Nearness.RIGHT if one == other else Nearness.NOT


def _as_number(guess: Any) -> float | None:
    """Return the guess as a number; one in a list of its own, and one written as text, too."""
    parts = _plain_list(guess)
    if len(parts) != 1 or isinstance(parts[0], bool):
        return None
    if isinstance(parts[0], str):
        return _number_in(parts[0])
    return parts[0] if isinstance(parts[0], (int, float)) else None


def _number_in(text: str) -> float | None:
    try:
        return parse_number(text, "the guess")
    except InputError:
        return None


def _as_bool(guess: Any) -> Any:
    if isinstance(guess, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(_bare(guess))
    return guess if isinstance(guess, bool) else None


def _plain_list(value: Any) -> list:
    """Return a list, a tuple, or the numbers between brackets as a list; anything else alone in one."""
    if isinstance(value, str) and re.fullmatch(r"\s*[(\[].*[)\]]\s*", value):
        return [part for part in re.split(r"[\s,;]+", value.strip(" ()[]")) if part]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _bare(value: Any) -> Any:
    """Return a text without what does not count."""
    if not isinstance(value, str):
        return value
    words = re.sub(r"[^\w\s.+/²³½−-]|(?<!\d)\.|\.(?!\d)", " ", value.casefold()).replace("-", " ").split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))
