"""How learning platforms name what they export, and under which id a student's marks are kept."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .sanitise import short_digest

_MOODLE = re.compile(r"(.+?_\d{1,12})_assignsubmission_(?:file|onlinetext)_(.*)", re.DOTALL)
_CANVAS = re.compile(r"([^_]+)(_LATE)?_(\d{1,12})_\d{1,12}_(.+?)(?:-(\d{1,3}))?(\.\w+)", re.DOTALL)


@dataclass(frozen=True)
class FileOrigin:
    """Whose file it is, as the platform or the folder says, and where it lies below the student."""

    student: str
    path: tuple[str, ...]
    attempt: int = 0
    late: bool = False


def file_origin(path: tuple[str, ...]) -> FileOrigin:
    """Return the origin of a file, by its path below the folder of the class.

    Moodle's number after the name and Canvas's number of the user stay: they tell namesakes apart.

    >>> file_origin(("Anna Muster_1234567_assignsubmission_file_", "x.ipynb"))
    FileOrigin(student='Anna Muster_1234567', path=('x.ipynb',), attempt=0, late=False)
    >>> file_origin(("musteranna_LATE_12345_678901_work-2.ipynb",))
    FileOrigin(student='musteranna_12345', path=('work.ipynb',), attempt=2, late=True)
    >>> file_origin(("anna", "05", "x.ipynb")).path, file_origin(("anna.ipynb",)).student
    (('05', 'x.ipynb'), 'anna')
    """
    top, below = path[0], path[1:]
    if moodle := _MOODLE.fullmatch(top):
        return FileOrigin(moodle[1], below or (moodle[2] or top,))
    if not below and (canvas := _CANVAS.fullmatch(top)):
        name, late, user, stem, attempt, ending = canvas.groups()
        return FileOrigin(f"{name}_{user}", (stem + ending,), int(attempt or 0), bool(late))
    return FileOrigin(top if below else top.rpartition(".")[0] or top, below or path)


def is_export(paths: Iterable[tuple[str, ...]]) -> bool:
    """Are these, one and all, the names of a platform's export of a class?

    >>> is_export([("muster_1_2_x.ipynb",)]), is_export([("anna", "x.ipynb")]), is_export([])
    (True, False, False)
    """
    placed = [path for path in paths if path]
    return bool(placed) and all(
        _MOODLE.fullmatch(path[0]) or len(path) == 1 and _CANVAS.fullmatch(path[0]) for path in placed
    )


def student_ids(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (id, note) for each name; no two ids are alike, not even to somebody who reads them in a hurry.

    >>> student_ids(["anna", "bert"])
    {'anna': ('anna', ''), 'bert': ('bert', '')}
    >>> [id for id, note in student_ids(["anna", "Anna", "=cmd"]).values()]
    ['anna~55579b5578', 'Anna~bf4fccd616', 'cmd~26b1f9b9e2']
    """
    safe = {name: _safe(name) for name in names}
    looks = Counter(map(_look, safe.values()))
    return {name: _distinct_id(name, id_, looks[_look(id_)] > 1) for name, id_ in safe.items()}


def _distinct_id(name: str, id_: str, shared: bool) -> tuple[str, str]:
    apart = f"{id_}~{short_digest(name)}"
    if shared:
        return apart, "another student's name looks the same; the letters after ~ tell them apart"
    if id_ != unicodedata.normalize("NFC", name):
        return apart, "characters of the name that do harm in tables or paths were left out"
    return id_, ""


def _safe(name: str) -> str:
    """Return a name without what is unseen, turns the writing round, leads elsewhere or begins a formula."""
    name = unicodedata.normalize("NFC", name)
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    one_part = re.sub(r"[/\\~]+", "-", seen)
    return one_part.lstrip("-=+@.'\" \uff1d\uff0b\uff0d\uff20").strip()[:80] or "student"


def _look(id_: str) -> str:
    """Return what a reader in a hurry sees of an id."""
    return " ".join(unicodedata.normalize("NFKC", id_).casefold().split())
