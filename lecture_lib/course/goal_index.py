"""Which notebooks there are, and which goals their widgets ask for, known without running them (row 00.3).

`goals.json` is made from the notebooks' sources by the build. A goal's name is that of the journal:
"<widget>: <goal>".
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


def notebooks() -> tuple[str, ...]:
    """Return the numbers of the notebooks that are there.

    >>> notebooks()[0]
    '00'
    """
    return tuple(_all_goals())


def goals(lecture: str) -> tuple[str, ...]:
    """Return the goals of one notebook, "03" say, in its order; empty if it has none or is not there.

    >>> goals("99")
    ()
    """
    return tuple(_all_goals().get(lecture, ()))


@cache
def _all_goals() -> dict[str, list[str]]:
    return json.loads(resources.files("lecture_lib.course").joinpath("goals.json").read_text(encoding="utf-8"))
