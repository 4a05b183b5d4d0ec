"""What a class handed in: finds each student's notebook for each sheet in a folder, however it was exported.

Known are a folder, a notebook or a zip a student, nbgrader's `submitted`, and exports of Moodle and Canvas.
Trouble with one file is said beside its student; it never stops the others.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ...validation import InputError
from .attachments import attached_files
from .candidates import Candidate, read_candidate
from .files import SubmittedFile, class_files, expand_zips
from .lms_exports import file_origin, student_ids
from .notebook_file import Submission
from .sheets import Sheet


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
            draft = read_candidate(file, sheets)
            by_sheet[draft.sheet].append(draft)
    notes = [note] if note else []
    if not by_sheet:
        return [HandIn(student, "", None, _nothing(files), tuple(notes))]
    notes += [f"left out: {file.label} ({file.problem})" for file in files if file.problem and file.kind != ".ipynb"]
    return [
        _chosen(student, sheet, drafts, files, notes) if sheet else _unknown(student, drafts, notes)
        for sheet, drafts in by_sheet.items()
    ]


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
    return HandIn(student, sheet, Submission(best.cells, helping, best.other_cells), notes=tuple(notes))


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
