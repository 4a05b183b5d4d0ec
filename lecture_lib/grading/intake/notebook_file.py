"""A notebook that a stranger handed in, read as plain data: its code cells, and nothing is run.

Honest trouble is read all the same: a byte-order mark, Windows line ends, old formats, lost metadata, much saved
output. What cannot be read is refused with a plain reason.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .notebook import TOO_LONG, BrokenJson, TooDeepJson, TooMuchJson, read_json
from .stored_bytes import StoredBytes

MAX_FILE_BYTES = 100 * 2**20  # bytes of one notebook
MAX_CODE_LENGTH = 2**20  # characters of all its code
MAX_TEXT_LENGTH = 100_000  # characters of one Markdown or raw cell that is looked at
MAX_CELLS = 2_000
CLEAR_OUTPUTS = "choose Edit > Clear Outputs of All Cells in JupyterLab, save it and hand it in again"
_LONG = "its code is longer than a million characters"
_DEFINES = re.compile(r"^[ \t>]*(?:(?:async +)?def +\w|class +\w|\w[\w ,]*=(?!=))", re.MULTILINE)  # a name
_OTHER_KINDS = {
    b"pk\x03\x04": "a zip",
    b"rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"%pdf": "a PDF",
    b"<": "a web page",
    b"version https://git-lfs": "a pointer of Git LFS",
}
MAX_ATTACHMENTS, MAX_ATTACHMENT_BYTES = 50, 20 * 2**20


class UnreadableFile(Exception):
    """A file that cannot be graded; the text says why, for the student."""


class FileTooLarge(UnreadableFile):
    """A file with more bytes than are read."""


@dataclass(frozen=True)
class NotebookCells:
    """The cells of one notebook in order: its code, and the texts of its Markdown and raw cells."""

    code: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """The code cells of one notebook, and the helper files handed in with it.

    other_cells: its Markdown and raw cells that look like code. They are not run; an answer that was lost may be there.
    """

    cells: tuple[str, ...]
    attachments: tuple[tuple[str, bytes | StoredBytes], ...] = ()
    other_cells: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The content hash: of the code and helpers alone, so that saved outputs and texts do not matter."""
        sha = hashlib.sha256()
        for part in (
            *(cell.encode("utf-8", "replace") for cell in self.cells),
            *(part for name, data in self.attachments for part in (name.encode("utf-8", "replace"), data)),
        ):
            sha.update(len(part).to_bytes(8, "big"))
            sha.update(bytes(part))
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
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        raise UnreadableFile("it is not a plain file")
    with os.fdopen(fd, "rb") as file:
        data = file.read(min(limit, status.st_size) + 1)
    if len(data) > limit:
        raise FileTooLarge(f"it is larger than {limit >> 20} MB")
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
    """Return the cells of a notebook; raises UnreadableFile. Saved outputs are passed over, whatever they hold.

    >>> notebook_cells(b'{"cells": [{"cell_type": "raw", "source": "z = 1", "outputs": [NaN]}]}')
    NotebookCells(code=(), texts=('z = 1',))
    """
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile("it is empty")
    try:
        cells = _cells(read_json(data, {"cells", "worksheets", "cell_type", "source", "input"}))
    except BrokenJson:
        raise UnreadableFile(_not_json(data)) from None
    except TooDeepJson:
        raise UnreadableFile("it is nested too deeply to be a notebook") from None
    except TooMuchJson:
        raise UnreadableFile(f"it holds more lists than can be read: {CLEAR_OUTPUTS}") from None
    if len(cells) > MAX_CELLS:
        raise UnreadableFile(f"it has {len(cells)} cells; a sheet has some twenty")
    code = tuple(source for cell in cells if (source := _source(cell, ("code",))) is not None)
    if sum(map(len, code)) > MAX_CODE_LENGTH:
        raise UnreadableFile(_LONG)
    texts = (source for cell in cells if (source := _source(cell, ("markdown", "raw"))) is not None)
    return NotebookCells(code, tuple(text for text in texts if len(text) <= MAX_TEXT_LENGTH))


def version_of_reading() -> str:
    """Return what stands for the code that reads notebooks: another one may read what this one refused."""
    sha = hashlib.sha256()
    for path in (Path(__file__), Path(__file__).parent / "notebook" / "json_reader.py"):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def code_like(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that seem to define something: an answer may be there by mistake.

    >>> code_like(["z = [1, 2]", "The sum of both.", "    def layer(W):"])
    ('z = [1, 2]', '    def layer(W):')
    """
    return tuple(text for text in texts if _DEFINES.search(text))


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


def _source(cell, kinds: tuple[str, ...]) -> str | None:
    """Return the text of a cell of these kinds, with Unix line ends; None for any other cell."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in kinds:
        return None
    source = cell.get("source", cell.get("input", ""))
    parts = source if isinstance(source, list) else [source]
    if TOO_LONG in parts and "code" in kinds:
        raise UnreadableFile(_LONG)
    text = "".join(part for part in parts if isinstance(part, str))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_json(data: bytes) -> str:
    if b"<<<<<<<" in data and b">>>>>>>" in data:
        return "it holds the conflict marks of a failed merge (<<<<<<<); the two versions must be made one first"
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{"):
        return "it breaks off or is damaged: it is not a complete notebook"
    for begins, what in _OTHER_KINDS.items():
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:40].lower().startswith(begins):
            return f"it is {what}, and not a notebook, whatever its name says"
    if any(byte in data[:1000] for byte in b"\0\x01\x02\x03\x04"):
        return "it is not text, so it is not a notebook"
    return "it is not a notebook (not JSON)"
