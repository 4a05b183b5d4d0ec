"""Which of several names are those of people, and not of versions or pieces of work of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .exports import is_work

_COPY = re.compile(r"(?: ?\(\d+\)|-Copy\d+)+$")
_CLASS = re.compile(
    r"\b(?:all|alle|bulk|class|klasse|kurs|course|export|students?|studierende|collected|downloads?|tutor\w*|groups?"
    r"|gruppe|section|seminar|late|on time)\b"
    r"|abgabe|einreich|submi(?:t|ss)|hand(?:ed)?[ _-]?in|hausaufgabe|homework|assignment|exercise|sheet|blatt|[uü]bung",
    re.IGNORECASE,
)


def people_named(names: Iterable[str]) -> set[str]:
    """Return which of the names people bear, by what they do not have in common; a letter is nobody's name.

    >>> sorted(people_named(["exercise-5-anna", "exercise-5-bert", "exercise-5-final"]))
    ['exercise-5-anna', 'exercise-5-bert']
    >>> people_named(["week1", "week2"]), people_named(["solution", "solution_old", "solution (1)"])
    (set(), set())
    """
    plain = {_COPY.sub("", name): name for name in names}
    begin = _common_begin(list(plain))
    return {name for each, name in plain.items() if len(own := each[begin:].strip(" _-.")) > 1 and not is_work(own)}


def may_be_around_class(name: str) -> bool:
    """Is this how a folder or a zip with the work of a class is named, rather than one person's?

    >>> may_be_around_class("Abgaben"), may_be_around_class("all"), may_be_around_class("Sally Muster")
    (True, True, False)
    """
    return is_work(name) or _CLASS.search(name) is not None


def _common_begin(names: list[str]) -> int:
    """Return how many characters all names begin with: whole words, or one of the names."""
    if len(names) < 2:
        return 0
    shortest = min(names, key=len)
    n = next((n for n, letters in enumerate(zip(*names)) if len(set(letters)) > 1), len(shortest))
    if n == len(shortest):
        return n
    return max((found.end() for found in re.finditer(r"[ _.-]+", shortest[:n])), default=0)
