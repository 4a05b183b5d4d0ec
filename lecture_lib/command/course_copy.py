"""A learner's own copy of the notebooks: made, and brought up to date without touching what the learner has changed.

The copy keeps a list of what it was given, by digest. A file that is still as it was given is replaced by a newer
one; where the learner has worked in it, the newer one is laid beside it, under a name with the version in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from ..grading.marking import write_whole
from ..validation import InputError, count_phrase

LIST = ".lecture-lib.json"
FOLDERS = {"notebooks": "notebook", "exercises": "exercise sheet"}  # and what each holds


@dataclass
class CopyReport:
    """What was done to a copy: the files that are new, those replaced by newer ones, and those laid beside others."""

    folder: Path
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in plain lines; nothing where nothing was done."""
        lines = [f"New in {self.folder}: {_count(self.added)}."] if self.added else []
        if self.renewed:
            lines.append(f"Brought up to date, because you had not changed them: {_count(self.renewed)}.")
        if self.beside:
            lines.append("You have changed these, so they stay as they are. The new ones lie beside them:")
            lines += [f"  {theirs}  (new: {Path(new).name})" for theirs, new in self.beside.items()]
        return "\n".join(lines)


def is_copy(folder: Path) -> bool:
    """Is a folder a learner's copy?

    >>> is_copy(Path("notebooks"))
    False
    """
    return (folder / LIST).is_file()


def course_names(course: Path) -> list[str]:
    """Return the notebooks and sheets of a course, as paths in it.

    >>> from lecture_lib.course import course_folder
    >>> course_names(course_folder())[0]
    'notebooks/00_start_here.ipynb'
    """
    return [f"{folder}/{path.name}" for folder in FOLDERS for path in sorted((course / folder).glob("*.ipynb"))]


def update_copy(course: Path, folder: Path, version: str) -> CopyReport:
    """Give a folder the course's notebooks and sheets; whatever the learner has changed stays as it is.

    Each file is written as a whole or not at all, so the same call goes on where one was stopped. Raises InputError
    where `folder` is not a folder, and OSError with the file's name where the system refuses.

    >>> import tempfile
    >>> from lecture_lib.course import course_folder
    >>> copy = Path(tempfile.mkdtemp()) / "my course"
    >>> len(update_copy(course_folder(), copy, "1.0.0").added)
    34
    >>> str(update_copy(course_folder(), copy, "1.0.0"))
    ''
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Next: lecture-lib lab --folder FOLDER, with the name of a folder.")
    given = _read_list(folder)
    before, report = dict(given), CopyReport(folder)
    try:
        for name in course_names(course):
            _update_file(course, name, version, given, report)
    finally:  # also after a stop: what was given by then counts as given
        if given != before:
            write_whole(folder / LIST, json.dumps({"given": given}, indent=1) + "\n")
    return report


def _update_file(course: Path, name: str, version: str, given: dict[str, str], report: CopyReport) -> None:
    """Bring one file up to date, and note it in the list of what was given and in the report."""
    folder, text = report.folder, (course / name).read_text("utf-8")
    theirs, new = _digest_of_file(folder / name), _digest(text.encode())
    if not theirs:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, text)
        report.added.append(name)
    elif theirs != new and theirs == given.get(name):
        write_whole(folder / name, text)
        report.renewed.append(name)
    elif theirs != new and given.get(name) != new:
        report.beside[name] = _lay_beside(folder, name, text, version)
    given[name] = new


def _lay_beside(folder: Path, name: str, text: str, version: str) -> str:
    """Write a newer notebook under the first name that is free, or that holds it already; return that name."""
    for number in count(1):
        more = f" ({version})" if number == 1 else f" ({version}, {number})"
        beside = Path(name).with_stem(Path(name).stem + more).as_posix()
        there = _digest_of_file(folder / beside)
        if not there:
            write_whole(folder / beside, text)
        if there in ("", _digest(text.encode())):
            return beside
    raise AssertionError("there is always a next number")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_of_file(path: Path) -> str:
    """Return the digest of what a file holds, "" where there is none."""
    return _digest(path.read_bytes()) if path.exists() else ""


def _read_list(folder: Path) -> dict[str, str]:
    """Return what was given to a copy; nothing where the list cannot be read, so that all counts as the learner's."""
    try:
        given = json.loads((folder / LIST).read_bytes())["given"]
        return {str(name): str(digest) for name, digest in given.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _count(names: list[str]) -> str:
    """Return how many notebooks and sheets there are among these names."""
    counts = [(sum(name.startswith(folder) for name in names), thing) for folder, thing in FOLDERS.items()]
    return " and ".join(count_phrase(number, thing) for number, thing in counts if number)
