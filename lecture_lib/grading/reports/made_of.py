"""What a student's page was made of, so that a page that would come out the same is not made again.

In a class of a thousand, most calls change a few pages. Each page names in its head a hash of all that went into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ..intake import Sheet
from ..marking import SheetResult

LIBRARY = Path(__file__).parents[2]
MAKERS = (
    "grading/reports/*",
    "grading/marking/*.py",
    "grading/intake/sanitise.py",
    "questions/*.py",
    "checking/*.py",
    "drawing/palette.py",
    "validation.py",
)
"""The files whose code and texts can change a page of given marks."""
HEAD_BYTES = 1000  # of a page, in which the hash stands


def hash_of_makers(sheets: dict[str, Sheet]) -> str:
    """Return the hash of what goes into the pages of all students: the code that makes them, the sheets' questions."""
    return _hash(_hash_of_code(), *sorted(map(_shown_of_sheet, sheets.values())))


def _shown_of_sheet(sheet: Sheet) -> str:
    return repr((sheet.name, sheet.read_by_hand, [(task.number, task.text) for task in sheet.tasks]))


def hash_of_page(makers: str, theirs: Iterable[SheetResult]) -> str:
    """Return the hash of all that goes into the page of a student: what makes the pages, and the student's results."""
    shown = [(each.hand_in.sheet, each.hand_in.problem, each.hand_in.notes, each.marked) for each in theirs]
    return _hash(makers, *map(repr, shown))


def is_made_of(path: Path, made_of: str) -> bool:
    """Is there a whole page that names this hash?

    >>> is_made_of(Path("README.md"), "0123456789abcdef")
    False
    """
    if path.is_symlink() or not path.is_file():
        return False
    with open(path, "rb") as page:
        head = page.read(HEAD_BYTES)
        page.seek(-min(page.seek(0, 2), 8), 2)
        return f'"{made_of}"'.encode() in head and page.read().endswith(b">\n")


@cache
def _hash_of_code() -> str:
    paths = sorted(path for pattern in MAKERS for path in LIBRARY.glob(pattern) if path.is_file())
    return _hash(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
