"""What a class handed in: finds each student's notebook for each sheet in a folder, however it was exported.

Known are a folder, a notebook or a zip a student, nbgrader's `submitted`, and exports of Moodle and Canvas.
Trouble with one file is said beside its student; it never stops the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ...validation import InputError
from .attachments import attached_files
from .candidates import Candidate, NotebookChoice, choose, read_candidates
from .files import SubmittedFile, class_files, expand_zips
from .lms_exports import file_origin, student_ids
from .notebook import ReadingMemory
from .notebook_file import Submission, code_like, version_of_reading
from .sheets import LECTURE_NOTEBOOK, Sheet
from .stored_bytes import ByteStore


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


def collect_submissions(folder: Path, sheets: dict[str, Sheet], remember: Path | None = None) -> list[HandIn]:
    """Return what every student handed in, one entry a student and sheet, sorted by both.

    `folder` is the folder of the class, nbgrader's course folder, or one zip; a folder in it that is named
    like a sheet stands for its content. What large files hold is kept in the file `remember` for the next call.
    Raises InputError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.exists():
        raise InputError(f"there is no folder {folder}. Give the folder with what the class handed in.")
    keeps = ReadingMemory(remember, version_of_reading()), ByteStore()
    with ExitStack() as stack:
        by_student = _by_student(folder, sheets, stack)
        ids = student_ids(sorted(by_student))
        hand_ins = [entry for name in by_student for entry in _of_student(*ids[name], by_student[name], sheets, *keeps)]
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


def _of_student(
    student: str,
    note: str,
    files: list[SubmittedFile],
    sheets: dict[str, Sheet],
    memory: ReadingMemory,
    store: ByteStore,
) -> list[HandIn]:
    files = sorted(expand_zips(files), key=lambda file: file.path)
    candidates = list(read_candidates(files, sheets, memory))
    notes = [note] if note else []
    if not candidates:
        return [HandIn(student, "", None, _nothing(files), tuple(notes))]
    notebooks = {each.file.path for each in candidates}
    others = [file for file in files if file.path not in notebooks]
    if troubles := [f"{file.label} ({file.problem})" for file in others if file.problem]:
        notes.append(f"left out: {_listed(troubles)}")
    choice = choose(candidates)
    if not choice.by_sheet:
        return [HandIn(student, "", None, _no_sheet(choice), tuple(notes))]
    notes += _not_counted(choice)
    attach = partial(attached_files, files=others, store=store)
    return [_chosen(student, sheet, found, attach, notes) for sheet, found in choice.by_sheet.items()]


def _chosen(student: str, sheet: str, found: list[Candidate], attach: Callable, common: list[str]) -> HandIn:
    best, *others = found
    helping, left_out = attach(best.file, best.cells)
    notes = [*common, *(["Canvas marks it as handed in late"] if best.file.late else [])]
    if others:
        there = _listed(sorted(each.label for each in others))
        notes.append(f"taken for this sheet: {best.file.label}; also there, not graded: {there}")
    if left_out:
        notes.append(f"helper files left out: {_listed(left_out)}")
    if best.problem:
        return HandIn(student, sheet, None, f"{best.file.label}: {best.problem}", tuple(notes))
    return HandIn(student, sheet, Submission(best.cells, helping, code_like(best.texts)), notes=tuple(notes))


def _no_sheet(choice: NotebookChoice) -> str:
    """Say why none of a student's notebooks can be graded."""
    if choice.blank:
        return f"nothing is answered on any of these sheets: {_labels(choice.blank)}"
    if choice.solutions:
        return f"only the course's own solutions are there, which are not graded: {_labels(choice.solutions)}"
    return _listed(_reasons(choice.unknown), "; ")


def _not_counted(choice: NotebookChoice) -> list[str]:
    """Name the notebooks that bring no marks, beside those that do."""
    unknown = [each for each in choice.unknown if each.problem != LECTURE_NOTEBOOK]  # it came with the course
    kinds = {
        "nothing is answered on these sheets, so they are not graded": choice.blank,
        "these are the course's own solutions, which are not graded": choice.solutions,
    }
    notes = [f"{what}: {_labels(found)}" for what, found in kinds.items() if found]
    return notes + [f"not graded: {reason}" for reason in _reasons(unknown)]


def _reasons(unknown: list[Candidate]) -> list[str]:
    """Return each problem once, with all notebooks that have it."""
    by_problem = defaultdict(list)
    for each in unknown:
        by_problem[each.problem].append(each)
    return [f"{_labels(found)}: {problem}" for problem, found in by_problem.items()]


def _labels(found: list[Candidate]) -> str:
    return _listed(sorted(each.file.label for each in found))


def _nothing(files: list[SubmittedFile]) -> str:
    """Say why there is no notebook among a student's files."""
    if troubles := [f"{file.label}: {file.problem}" for file in files if file.problem]:
        return _listed(troubles, "; ")
    there = _listed([file.label for file in files]) or "nothing"
    return f"no notebook (.ipynb) was handed in; there is {there}"


def _listed(names: list[str], between: str = ", ", most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return between.join(names[:most] + more)
