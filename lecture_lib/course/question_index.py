"""Which questions there are: each notebook's stand in a file of their own, found by its name (row 00.3).

The files of `lecture_lib.questions` are plug-ins. The checks and the course map ask for them by the number of a
notebook and never import one by name, so that a copy of the library without the questions works as well.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def questions(lecture: str) -> dict[str, Any]:
    """Return the questions of one notebook, "03" say, by number; empty if it has none.

    >>> sorted(questions("99"))
    []
    >>> questions("05")["05.4"].wanted
    'the number of weights and biases together'
    """
    name = f"lecture_lib.questions.q{lecture}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise  # the module is there; something that it imports is not
        return {}
    return {question.number: question for question in module.QUESTIONS}
