"""What has been graded so far: one line for each submission, on the disk before the next one begins.

After a kill at any moment the journal holds whole lines and perhaps one half line, which is passed over. The
grade book is made of the journal alone, so an interrupted run that is taken up again ends in the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path

from ...validation import InputError
from ..intake import HandIn
from ..sandbox import library_files, shipped_files
from .mark import CellNote, Mark, SubmissionMarks
from .results_folder import errors_that_name, write_whole

LIBRARY = Path(__file__).parents[2]
CHECKING_FOLDERS = ("checking", "questions", "grading/sandbox", "grading/judging", "grading/marking")
CHECKING_FILES = (
    "course/question_index.py",
    "grading/intake/notebook_file.py",
    "grading/intake/notebook/answers.py",
    "grading/intake/sheets.py",
)
"""What can change the mark of given code, beside the mathematics; the rest of `intake` only says whose code it is."""


class Journal:
    """The journal of one folder of results. Only one grader at a time may hold it.

    >>> import tempfile
    >>> anna = HandIn("anna", "05", None)
    >>> with Journal(Path(tempfile.mkdtemp())) as journal:
    ...     journal.add("v1", anna, SubmissionMarks())
    ...     journal.find("v1", anna), journal.find("v2", anna) is None, journal.holds_other_version("v2", anna)
    (SubmissionMarks(marks=(), cells=()), True, True)
    """

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.path = out / "journal.jsonl"
        self._marked: dict[tuple[str, str, str], dict[str, SubmissionMarks]] = {}  # by content, then by version

    def __enter__(self) -> Journal:
        self._file = open(self.path, "a+b", buffering=0)  # what was refused a place is not tried again at the end
        _hold(self._file, self.path)
        self._file.seek(0)
        *whole, half = self._file.read().split(b"\n")
        for line in whole:
            self._read(line)
        if half:
            self._append(b"\n")  # the half line of a run that was killed stays alone
        return self

    def __exit__(self, *_) -> None:
        self._file.close()

    def _read(self, line: bytes) -> None:
        """Take up one line; one that is broken or of another form stays in the file and is passed over."""
        try:
            said = json.loads(line)
            graded = said["graded"]
            content = graded["student"], graded["sheet"], graded["digest"]
            marked = SubmissionMarks(
                tuple(Mark(**mark) for mark in graded["marks"]), tuple(CellNote(**cell) for cell in graded["cells"])
            )
            self._marked.setdefault(content, {})[said["version"]] = marked
        except (ValueError, KeyError, TypeError, RecursionError):
            return

    def find(self, version: str, hand_in: HandIn) -> SubmissionMarks | None:
        """Return the marks that this content was given before under this version of the checks."""
        return self._marked.get(_content(hand_in), {}).get(version)

    def holds_other_version(self, version: str, hand_in: HandIn) -> bool:
        """Was this content marked before, but under other versions of the checks alone?"""
        versions = self._marked.get(_content(hand_in), {})
        return bool(versions) and version not in versions

    def add(self, version: str, hand_in: HandIn, marked: SubmissionMarks) -> None:
        """Write the marks of one submission; they are on the disk when this returns."""
        content = _content(hand_in)
        graded = dict(zip(("student", "sheet", "digest"), content)) | {
            "marks": [asdict(mark) for mark in marked.marks],
            "cells": [asdict(cell) for cell in marked.cells],
        }
        self._append(json.dumps({"version": version, "graded": graded}).encode() + b"\n")
        self._marked.setdefault(content, {})[version] = marked

    def _append(self, line: bytes) -> None:
        """Write this on the disk, as a whole or, where there is no room, not at all."""
        end, rest = self._file.seek(0, os.SEEK_END), line
        try:
            with errors_that_name(self.path):
                while rest:
                    rest = rest[self._file.write(rest) :]
                os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(end)
            raise


def _content(hand_in: HandIn) -> tuple[str, str, str]:
    return hand_in.student, hand_in.sheet, hand_in.digest


def _hold(file, path: Path) -> None:
    """Keep a second grader away from the same folder."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(f"another grader is at work in {path.parent}; wait for it, or give another --out") from None
    except (ImportError, OSError):  # Windows has no flock, nor have some network disks; there nobody is kept away
        return


def version_of_checks(sheets: Path, library: Path = LIBRARY) -> str:
    """Return the hash of all that decides a mark: the checks, the mathematics with its data, and the sheets."""
    checks = [path for name in CHECKING_FOLDERS for path in library_files(library / name)]
    named = [(library, path) for path in (*shipped_files(library), *checks, *map(library.joinpath, CHECKING_FILES))]
    named += [(sheets, path) for path in sorted(sheets.glob("*.ipynb"))]
    sha = hashlib.sha256()
    for folder, path in named:
        sha.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()[:16]


def course_secret(out: Path) -> str:
    """Return the course's secret, from which hidden inputs are drawn; made once, kept beside the results."""
    path = out / "secret.txt"
    kept = path.read_text("utf-8", "replace").strip() if path.is_file() else ""
    if kept:
        return kept
    secret = secrets.token_hex(16)
    write_whole(path, secret, 0o600)
    return secret
