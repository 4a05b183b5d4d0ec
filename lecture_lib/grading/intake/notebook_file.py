"""A notebook that a stranger handed in, read as plain data: its code cells, and nothing is run.

Honest trouble is read all the same: a byte-order mark, Windows line ends, old formats, lost metadata, much saved
output. What cannot be read is refused with a plain reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MAX_FILE_BYTES = 100 * 2**20  # bytes of one notebook
MAX_CODE_LENGTH = 2**20  # characters of all its code
MAX_CELLS = 2_000
MAX_BRACKETS = 1_000_000  # that open in its text: more would fill the memory when they are read
_DEFINES = re.compile(r"^[ \t>]*(?:(?:async +)?def +\w|class +\w|\w[\w ,]*=(?!=))", re.MULTILINE)  # a name
MAX_ATTACHMENTS, MAX_ATTACHMENT_BYTES = 50, 20 * 2**20


class UnreadableFile(Exception):
    """A file that cannot be graded; the text says why, for the student."""


@dataclass(frozen=True)
class NotebookCells:
    """The cells of one notebook in order: `code`, and `other`, the Markdown and raw cells that look like code."""

    code: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """The code cells of one notebook, and the helper files handed in with it.

    other_cells: its Markdown and raw cells that look like code. They are not run; an answer that was lost may be there.
    """

    cells: tuple[str, ...]
    attachments: tuple[tuple[str, bytes], ...] = ()
    other_cells: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The content hash: of the code and helpers alone, so that saved outputs and texts do not matter."""
        sha = hashlib.sha256()
        for part in (
            *(cell.encode("utf-8", "replace") for cell in self.cells),
            *(part for name, data in self.attachments for part in (name.encode("utf-8", "replace"), data)),
        ):
            sha.update(len(part).to_bytes(8, "big") + part)
        return sha.hexdigest()


def read_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of a plain file; links, devices and pipes are refused, and what grows beyond the limit."""
    try:
        fd = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as problem:
        raise UnreadableFile(
            "it is a link, and links are not followed"
            if path.is_symlink()
            else f"it cannot be opened ({problem.strerror})"
        ) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise UnreadableFile("it is not a plain file")
    with os.fdopen(fd, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise UnreadableFile(f"it is larger than {limit >> 20} MB")
    return data


def code_cells(data: bytes) -> tuple[str, ...]:
    """Return the code cells of a notebook, nbformat 3 or 4.

    >>> code_cells(b'{"cells": [{"cell_type": "code", "source": ["x = 1\\\\n", "y = 2"]}], "nbformat": 4}')
    ('x = 1\\ny = 2',)
    >>> code_cells(b"")
    Traceback (most recent call last):
    lecture_lib.grading.intake.notebook_file.UnreadableFile: it is empty
    """
    return notebook_cells(data).code


def notebook_cells(data: bytes) -> NotebookCells:
    """Return the code cells of a notebook, and those others that look like code; raises UnreadableFile.

    >>> notebook_cells(b'{"cells": [{"cell_type": "raw", "source": "z = 1"}]}')
    NotebookCells(code=(), other=('z = 1',))
    """
    text = _text(data)
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise UnreadableFile("it holds more lists than a notebook can have")
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise UnreadableFile("it is nested too deeply to be a notebook") from None
    except ValueError:
        raise UnreadableFile(_not_json(text)) from None
    cells = _cells(notebook)
    if len(cells) > MAX_CELLS:
        raise UnreadableFile(f"it has {len(cells)} cells; a sheet has some twenty")
    code = tuple(_source(cell) for cell in cells if _kind(cell) == "code")
    if sum(map(len, code)) > MAX_CODE_LENGTH:
        raise UnreadableFile("its code is longer than a million characters")
    return NotebookCells(code, _code_like(_source(cell) for cell in cells if _kind(cell) in ("markdown", "raw")))


def _code_like(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that define something, as far as they are no longer than code may be."""
    kept, room = [], MAX_CODE_LENGTH
    for text in texts:
        if len(text) <= room and _DEFINES.search(text):
            kept.append(text)
            room -= len(text)
    return tuple(kept)


def _text(data: bytes) -> str:
    if not data.strip():
        raise UnreadableFile("it is empty")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile("it is not text, so it is not a notebook") from None


def _not_json(text: str) -> str:
    if "<<<<<<<" in text and ">>>>>>>" in text:
        return "it holds the conflict marks of a failed merge (<<<<<<<); the two versions must be made one first"
    if text.lstrip().startswith("{"):
        return "it breaks off or is damaged: it is not a complete notebook"
    return "it is not a notebook (not JSON)"


def _cells(notebook) -> list:
    """Return the cells: a list in format 4, lists on worksheets in format 3."""
    if not isinstance(notebook, dict):
        raise UnreadableFile("it is not a notebook (JSON of another kind)")
    if isinstance(notebook.get("cells"), list):
        return notebook["cells"]
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list):
        return [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    raise UnreadableFile("it is not a notebook: it has no cells")


def _kind(cell) -> str | None:
    return cell.get("cell_type") if isinstance(cell, dict) else None


def _source(cell: dict) -> str:
    """Return the text of a cell with Unix line ends."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""
