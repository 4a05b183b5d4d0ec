"""What a class handed in: finds each student's notebook for each sheet in a folder, however it was exported.

Known are a folder, a notebook or a zip a student, nbgrader's `submitted`, and exports of Moodle and Canvas.
Trouble with one file is told beside its student; it never stops the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ..inputs import InputError
from .files import Found, files_of, unzipped
from .helpers import helpers
from .layouts import origin, student_ids
from .sheets import Sheet, sheet_of
from .submission import LARGEST, Submission, Unreadable, parse


@dataclass(frozen=True)
class Handed:
    """What a student handed in for a sheet, "05": a submission, or the problem for which there is none."""

    student: str
    sheet: str
    submission: Submission | None
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One notebook: its code, or why it cannot be read; the sheet it is about, "" if unknown."""

    file: Found
    sheet: str
    cells: tuple[str, ...] = ()
    problem: str = ""
    named: bool = False
    answers: int = 0

    @property
    def rank(self) -> tuple:
        """The draft with the smallest rank is the one that counts."""
        file = self.file
        return bool(self.problem), not self.named, -file.attempt, -self.answers, -file.time, file.path

    @property
    def shown(self) -> str:
        """The file, and what is wrong with it."""
        return f"{self.file.shown} ({self.problem})" if self.problem else self.file.shown


def collect(folder: Path, sheets: dict[str, Sheet]) -> list[Handed]:
    """Return what every student handed in, one entry a student and sheet, sorted by both.

    `folder` is the folder of the class, nbgrader's course folder, or one zip; a folder in it that is named
    like a sheet stands for its content. Raises InputError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.exists():
        raise InputError(f"there is no folder {folder}; the folder with what the class handed in is wanted")
    with ExitStack() as stack:
        by_student = _by_student(folder, sheets, stack)
        ids = student_ids(sorted(by_student))
        handed = [entry for name in by_student for entry in _of_student(*ids[name], by_student[name], sheets)]
    return sorted(handed, key=lambda entry: (entry.student, entry.sheet))


def _by_student(folder: Path, sheets: dict[str, Sheet], stack: ExitStack) -> dict[str, list[Found]]:
    submitted = folder / "submitted"
    folder = submitted if submitted.is_dir() and not submitted.is_symlink() else folder
    names = {sheet.name.casefold() for sheet in sheets.values()}
    by_student = defaultdict(list)
    for file in files_of(folder, stack):
        stands_for_content = len(file.path) > 1 and file.path[0].casefold() in names
        its = origin(file.path[1:] if stands_for_content else file.path)
        by_student[its.student].append(replace(file, path=its.path, attempt=its.attempt, late=its.late))
    return by_student


# --- one student --------------------------------------------------------------------------------------------

def _of_student(student: str, note: str, files: list[Found], sheets: dict[str, Sheet]) -> list[Handed]:
    files = sorted(unzipped(files), key=lambda file: file.path)
    by_sheet = defaultdict(list)
    for file in files:
        if file.kind == ".ipynb":
            draft = _draft(file, sheets)
            by_sheet[draft.sheet].append(draft)
    notes = [note] if note else []
    if not by_sheet:
        return [Handed(student, "", None, _nothing(files), tuple(notes))]
    notes += [f"left out: {file.shown} ({file.problem})" for file in files
              if file.problem and file.kind != ".ipynb"]
    return [_chosen(student, sheet, drafts, files, notes) if sheet else _unknown(student, drafts, notes)
            for sheet, drafts in by_sheet.items()]


def _draft(file: Found, sheets: dict[str, Sheet]) -> Draft:
    cells, problem = (), file.problem
    try:
        cells = parse(file.read(LARGEST))
    except Unreadable as trouble:
        problem = str(trouble)
    sheet = next((found for part in reversed(file.path) if (found := sheet_of(part, cells, sheets))), None)
    if sheet is None:
        there = ", ".join(sorted(each.name for each in sheets.values()))
        return Draft(file, "", cells, problem or f"it is about none of the sheets: {there}")
    code = "\n".join(line[:200] for cell in cells for line in cell.splitlines() if line.strip())
    answers = sum(all(_answered(code, name) for name in task.names) for task in sheet.tasks)
    return Draft(file, sheet.lecture, cells, problem, file.stem.casefold() == sheet.name.casefold(), answers)


def _answered(code: str, name: str) -> bool:
    """Is the name defined, and not by the stub? Looked up as text: hostile code can bring a parser down."""
    function = rf"def +{name}\b(?!.*:\s*\.\.\.)"
    value = rf"(?:\w+ *, *)*{name}\b(?: *, *\w+)* *=(?!\s*[\[(]?\.\.\.)"
    return re.search(rf"^(?:{function}|{value})", code, re.MULTILINE) is not None


def _chosen(student: str, sheet: str, drafts: list[Draft], files: list[Found], common: list[str]) -> Handed:
    best, *others = sorted(drafts, key=lambda draft: draft.rank)
    helping, left_out = helpers(best.file, files)
    notes = [*common, *(["Canvas marks it as handed in late"] if best.file.late else [])]
    if others:
        notes.append(f"also there, not graded: {_listed(sorted(draft.shown for draft in others))}")
    if left_out:
        notes.append(f"helper files left out: {_listed(left_out)}")
    if best.problem:
        return Handed(student, sheet, None, f"{best.file.shown}: {best.problem}", tuple(notes))
    return Handed(student, sheet, Submission(best.cells, helping), notes=tuple(notes))


def _unknown(student: str, drafts: list[Draft], notes: list[str]) -> Handed:
    troubles = [f"{draft.file.shown}: {draft.problem}" for draft in drafts]
    return Handed(student, "", None, _listed(troubles, "; "), tuple(notes))


def _nothing(files: list[Found]) -> str:
    """Say why there is no notebook among a student's files."""
    if troubles := [f"{file.shown}: {file.problem}" for file in files if file.problem]:
        return _listed(troubles, "; ")
    there = _listed([file.shown for file in files]) or "nothing"
    return f"no notebook (.ipynb) was handed in; there is {there}"


def _listed(names: list[str], between: str = ", ", most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return between.join(names[:most] + more)
