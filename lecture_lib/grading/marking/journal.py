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
from .mark import CellNote, Mark, SheetResult


class Journal:
    """The journal of one folder of results. Only one grader at a time may hold it.

    >>> import tempfile
    >>> with Journal(Path(tempfile.mkdtemp())) as journal:
    ...     journal.add("v1", SheetResult("anna", "05", "abc"))
    ...     journal.find("v1", "anna", "05", "abc"), journal.find("v2", "anna", "05", "abc") is None
    (SheetResult(student='anna', sheet='05', digest='abc', marks=(), cells=(), problem='', notes=()), True)
    """

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.path, self.lock = out / "journal.jsonl", out / "journal.lock"
        self._lines: dict[tuple, SheetResult] = {}

    def __enter__(self) -> Journal:
        self._file = open(self.path, "a+b")
        _hold(self._file, self.path)
        self._file.seek(0)
        *whole, half = self._file.read().split(b"\n")
        for line in whole:
            self._read(line)
        if half:
            self._file.write(b"\n")  # the half line of a run that was killed stays alone
        return self

    def __exit__(self, *_) -> None:
        self._file.close()

    def _read(self, line: bytes) -> None:
        try:
            said = json.loads(line)
            graded = SheetResult(
                **{
                    **said["graded"],
                    "marks": tuple(Mark(**mark) for mark in said["graded"]["marks"]),
                    "cells": tuple(CellNote(**cell) for cell in said["graded"]["cells"]),
                    "notes": tuple(said["graded"]["notes"]),
                }
            )
        except (ValueError, KeyError, TypeError):
            return
        self._lines[said["version"], graded.student, graded.sheet, graded.digest] = graded

    def find(self, version: str, student: str, sheet: str, digest: str) -> SheetResult | None:
        """Return what was graded before under this version of the checks."""
        return self._lines.get((version, student, sheet, digest))

    def add(self, version: str, graded: SheetResult) -> None:
        """Write one result; it is on the disk when this returns."""
        self._file.write(json.dumps({"version": version, "graded": asdict(graded)}).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._lines[version, graded.student, graded.sheet, graded.digest] = graded


def _hold(file, path: Path) -> None:
    """Keep a second grader away from the same folder."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has no flock; there nobody is kept away
        return
    except OSError:
        raise InputError(f"another grader is at work in {path.parent}; wait for it, or give another --out") from None


def version_of_checks(sheets: Path) -> str:
    """Return the hash of all that decides a mark: this library and the sheets."""
    sha = hashlib.sha256()
    library = Path(__file__).parents[2]
    for path in [*sorted(library.rglob("*.py")), *sorted(sheets.glob("*.ipynb"))]:
        sha.update(path.name.encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:16]


def course_secret(out: Path) -> str:
    """Return the course's secret, from which hidden inputs are drawn; made once, kept beside the results."""
    path = out / "secret.txt"
    if not path.is_file():
        fresh = path.with_suffix(".new")
        fresh.write_text(secrets.token_hex(16), encoding="ascii")
        fresh.chmod(0o600)
        os.replace(fresh, path)
    return path.read_text(encoding="ascii").strip()
