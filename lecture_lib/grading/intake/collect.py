"""What a class handed in: finds each student's notebook for each sheet in a folder, however it was exported.

Known are a folder, a notebook or a zip a student, nbgrader's `submitted`, and exports of Moodle and Canvas.
Trouble with one file is said beside its student; it never stops the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ...validation import InputError
from .attachments import attached_files
from .files import SubmittedFile, class_files, expand_zips
from .lms_exports import file_origin, student_ids
from .notebook_file import MAX_FILE_BYTES, Submission, UnreadableFile, code_cells
from .sheets import Sheet, sheet_of


@dataclass(frozen=True)
class HandIn:
    """What a student handed in for a sheet, "05": a submission, or the problem for which there is none."""

    student: str
    sheet: str
    submission: Submission | None
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The content hash of the submission; "" if there is none."""
        return self.submission.digest if self.submission else ""


@dataclass(frozen=True)
class Candidate:
    """One notebook: its code, or why it cannot be read; the sheet it is about, "" if unknown."""

    file: SubmittedFile
    sheet: str
    cells: tuple[str, ...] = ()
    problem: str = ""
    name_matches: bool = False
    answers: int = 0

    @property
    def rank(self) -> tuple:
        """The draft with the smallest rank is the one that counts."""
        file = self.file
        return bool(self.problem), not self.name_matches, -file.attempt, -self.answers, -file.time, file.path

    @property
    def label(self) -> str:
        """The file, and what is wrong with it."""
        return f"{self.file.label} ({self.problem})" if self.problem else self.file.label


def collect_submissions(folder: Path, sheets: dict[str, Sheet]) -> list[HandIn]:
    """Return what every student handed in, one entry a student and sheet, sorted by both.

    `folder` is the folder of the class, nbgrader's course folder, or one zip; a folder in it that is named
    like a sheet stands for its content. Raises InputError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.exists():
        raise InputError(f"there is no folder {folder}. Give the folder with what the class handed in.")
    with ExitStack() as stack:
        by_student = _by_student(folder, sheets, stack)
        ids = student_ids(sorted(by_student))
        hand_ins = [entry for name in by_student for entry in _of_student(*ids[name], by_student[name], sheets)]
    return sorted(hand_ins, key=lambda entry: (entry.student, entry.sheet))


def _by_student(folder: Path, sheets: dict[str, Sheet], stack: ExitStack) -> dict[str, list[SubmittedFile]]:
    submitted = folder / "submitted"
    folder = submitted if submitted.is_dir() and not submitted.is_symlink() else folder
    names = {sheet.name.casefold() for sheet in sheets.values()}
    by_student = defaultdict(list)
    for file in class_files(folder, stack):
        stands_for_content = len(file.path) > 1 and file.path[0].casefold() in names
        its = file_origin(file.path[1:] if stands_for_content else file.path)
        by_student[its.student].append(replace(file, path=its.path, attempt=its.attempt, late=its.late))
    return by_student


# --- one student --------------------------------------------------------------------------------------------


def _of_student(student: str, note: str, files: list[SubmittedFile], sheets: dict[str, Sheet]) -> list[HandIn]:
    files = sorted(expand_zips(files), key=lambda file: file.path)
    by_sheet = defaultdict(list)
    for file in files:
        if file.kind == ".ipynb":
            draft = _draft(file, sheets)
            by_sheet[draft.sheet].append(draft)
    notes = [note] if note else []
    if not by_sheet:
        return [HandIn(student, "", None, _nothing(files), tuple(notes))]
    notes += [f"left out: {file.label} ({file.problem})" for file in files if file.problem and file.kind != ".ipynb"]
    return [
        _chosen(student, sheet, drafts, files, notes) if sheet else _unknown(student, drafts, notes)
        for sheet, drafts in by_sheet.items()
    ]


def _draft(file: SubmittedFile, sheets: dict[str, Sheet]) -> Candidate:
    cells, problem = (), file.problem
    try:
        cells = code_cells(file.read(MAX_FILE_BYTES))
    except UnreadableFile as trouble:
        problem = str(trouble)
    sheet = next((found for part in reversed(file.path) if (found := sheet_of(part, cells, sheets))), None)
    if sheet is None:
        there = ", ".join(sorted(each.name for each in sheets.values()))
        return Candidate(file, "", cells, problem or f"it is about none of the sheets: {there}")
    code = "\n".join(line[:200] for cell in cells for line in cell.splitlines() if line.strip())
    answers = sum(all(_answered(code, name) for name in task.names) for task in sheet.tasks)
    return Candidate(file, sheet.lecture, cells, problem, file.stem.casefold() == sheet.name.casefold(), answers)


def _answered(code: str, name: str) -> bool:
    """Is the name defined, and not by the stub? Looked up as text: hostile code can bring a parser down."""
    function = rf"def +{name}\b(?!.*:\s*\.\.\.)"
    value = rf"(?:\w+ *, *)*{name}\b(?: *, *\w+)* *=(?!\s*[\[(]?\.\.\.)"
    return re.search(rf"^(?:{function}|{value})", code, re.MULTILINE) is not None


def _chosen(student: str, sheet: str, drafts: list[Candidate], files: list[SubmittedFile], common: list[str]) -> HandIn:
    best, *others = sorted(drafts, key=lambda draft: draft.rank)
    helping, left_out = attached_files(best.file, files)
    notes = [*common, *(["Canvas marks it as handed in late"] if best.file.late else [])]
    if others:
        notes.append(f"also there, not graded: {_listed(sorted(draft.label for draft in others))}")
    if left_out:
        notes.append(f"helper files left out: {_listed(left_out)}")
    if best.problem:
        return HandIn(student, sheet, None, f"{best.file.label}: {best.problem}", tuple(notes))
    return HandIn(student, sheet, Submission(best.cells, helping), notes=tuple(notes))


def _unknown(student: str, drafts: list[Candidate], notes: list[str]) -> HandIn:
    troubles = [f"{draft.file.label}: {draft.problem}" for draft in drafts]
    return HandIn(student, "", None, _listed(troubles, "; "), tuple(notes))


def _nothing(files: list[SubmittedFile]) -> str:
    """Say why there is no notebook among a student's files."""
    if troubles := [f"{file.label}: {file.problem}" for file in files if file.problem]:
        return _listed(troubles, "; ")
    there = _listed([file.label for file in files]) or "nothing"
    return f"no notebook (.ipynb) was handed in; there is {there}"


def _listed(names: list[str], between: str = ", ", most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return between.join(names[:most] + more)
