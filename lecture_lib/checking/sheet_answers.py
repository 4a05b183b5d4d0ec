"""The solved cells of all sheets and the model answers in words; `python3 run.py build` makes both from the sheets."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple


class SolvedAnswer(NamedTuple):
    """A model solution: its code, the cells before it that it may need, and what is handed to `check`."""

    code: str
    given: str
    answer: str


class InWords(NamedTuple):
    """A model answer in words, and the questions that a learner asks of their own answer."""

    answer: str
    compare: tuple[str, ...]


@cache
def solved_answers() -> dict[str, SolvedAnswer]:
    """Return the model solution of every question that is answered in code, by its number; none if kept back.

    >>> solved_answers()["06.1a"].answer
    'mean_cross_entropy'
    """
    if are_solutions_kept_back():
        return {}
    return {number: SolvedAnswer(**each) for number, each in _read_json("solved.json").items()}


@cache
def are_solutions_kept_back() -> bool:
    """Is this a copy for students that came without the model solutions?

    >>> are_solutions_kept_back()
    False
    """
    return not resources.files("lecture_lib.questions").joinpath("solved.json").is_file()


@cache
def answers_in_words() -> dict[str, InWords]:
    """Return the model answers of the questions in words, by number.

    >>> all(words.answer for words in answers_in_words().values())
    True
    """
    return {
        number: InWords(each["answer"], tuple(each["compare"])) for number, each in _read_json("in_words.json").items()
    }


def _read_json(name: str) -> dict:
    return json.loads(resources.files("lecture_lib.questions").joinpath(name).read_text(encoding="utf-8"))
