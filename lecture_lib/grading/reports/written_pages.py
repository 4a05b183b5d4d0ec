"""Pages of students who are no longer there go: those that the grader wrote, and nothing that a teacher put there.

A page ends in a mark with its own file's name, so a copy under another name is the teacher's, and no list is kept that
could be wrong after a kill.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def with_mark(name: str, page: str) -> str:
    """Return a page that the grader knows again as its own under this file name.

    >>> with_mark("anna.html", "<p>14 of 14</p>")
    '<p>14 of 14</p>\\n<!-- written by the grader as anna.html -->\\n'
    """
    return f"{page.rstrip()}{_mark(name)}"


def remove_old_pages(feedback: Path, names: Collection[str]) -> None:
    """Remove the grader's own pages in a folder but for those of these names."""
    for path in feedback.glob("*.html"):
        if path.name not in names and _is_ours(path):
            path.unlink()


def _mark(name: str) -> str:
    return f"\n<!-- written by the grader as {name} -->\n"


def _is_ours(path: Path) -> bool:
    mark = os.fsencode(_mark(path.name))
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                file.seek(max(0, path.stat().st_size - len(mark)))
                return file.read() == mark
    return False
