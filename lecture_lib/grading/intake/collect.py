"""What a class handed in: finds each student's notebook for each sheet in a folder, however it was exported.

Known are a folder, a notebook or a zip per student, nbgrader's `submitted`, and the exports of learning platforms.
Trouble with one file is said beside its student; it never stops the others.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ...validation import InputError
from .attachments import attached_files, is_named
from .candidates import Candidate, NotebookChoice, choose, read_candidates
from .class_layout import class_files
from .files import SubmittedFile, expand_zips
from .lms_exports import is_platforms_own
from .notebook import ReadingMemory
from .notebook_file import Submission, code_like, version_of_reading
from .roster import match_roster, read_roster
from .sanitise import plain_text, student_ids
from .sheets import LECTURE_NOTEBOOK, Sheet
from .stored_bytes import ByteStore

_NOT_OPENED = {".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".lzh", ".cab", ".dmg", ".iso"}


@dataclass(frozen=True)
class HandIn:
    """What a student handed in for a sheet, "05": a submission, or the problem for which there is none.

    `absent`: the student is on the roster, and sent nothing at all.
    """

    student: str
    sheet: str
    submission: Submission | None
    problem: str = ""
    notes: tuple[str, ...] = ()
    absent: bool = False

    @property
    def digest(self) -> str:
        """The content hash of the submission; "" if there is none."""
        return self.submission.digest if self.submission else ""


def collect_submissions(
    folder: Path,
    sheets: dict[str, Sheet],
    roster: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
    remember: Path | None = None,
) -> list[HandIn]:
    """Return what every student handed in, one entry a student and sheet, sorted by both.

    `folder` is the folder of the class, nbgrader's course folder, or one zip; a folder in it that is named
    like a sheet stands for its content. Students of the `roster` who sent nothing have an entry that says so, and
    those whom it does not list have a note. What large files hold is kept in the file `remember` for the next call.
    `say` gets what the teacher should look at, in plain lines. Raises InputError if there is no such folder, or if the
    roster cannot be read.
    """
    folder = Path(folder)
    if not folder.exists():
        raise InputError(f"there is no folder {folder}. Give the folder with what the class handed in.")
    if not os.access(folder, os.R_OK | os.X_OK if folder.is_dir() else os.R_OK):
        raise InputError(f"you may not read {folder}. Give a folder that you may read, or change its permissions.")
    keeps = ReadingMemory(remember, version_of_reading()), ByteStore()
    listed = read_roster(roster) if roster else []
    submitted = folder / "submitted"
    folder = submitted if submitted.is_dir() and not submitted.is_symlink() else folder
    with ExitStack() as stack:
        found = class_files(folder, [sheet.name for sheet in sheets.values()], stack)
        match = match_roster(found.by_student, listed)
        ids = student_ids(sorted({*found.by_student, *match.missing}))
        hand_ins = [
            replace(entry, notes=(*entry.notes, *match.notes.get(name, ())))
            for name, files in found.by_student.items()
            for entry in _of_student(*ids[name], files, sheets, *keeps)
        ]
    hand_ins += [HandIn(ids[name][0], "", None, why, absent=True) for name, why in match.missing.items()]
    lines = [*_left_aside(found.nobodys), *_perhaps_namesakes(found.perhaps_namesakes)]
    for line in lines + match.report({name: id_ for name, (id_, _) in ids.items()}):
        say(line)
    return sorted(hand_ins, key=lambda entry: (entry.student, entry.sheet))


def _perhaps_namesakes(names: list[str]) -> list[str]:
    listed = _listed([plain_text(name, 80) for name in names])
    return [f"Brightspace gives more than one number to {listed}: look whether these are namesakes"] if names else []


def _left_aside(files: list[SubmittedFile]) -> list[str]:
    """Name the files that lie among the students' and are taken for nobody's; platforms' own are not worth a word."""
    odd = [file.label for file in files if not file.stands_in and not is_platforms_own(file.path)]
    return [f"Left aside, as no student's work: {_listed(odd)}"] if odd else []


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
    files = [file for file in files if not file.stands_in] or files
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
    run_by_others = [each for each in choice.unknown if _is_run(each, choice)]
    notes += _not_counted(replace(choice, unknown=[each for each in choice.unknown if each not in run_by_others]))
    attach = partial(attached_files, files=[*others, *(each.file for each in run_by_others)], store=store)
    return [_chosen(student, sheet, found, attach, notes) for sheet, found in choice.by_sheet.items()]


def _chosen(student: str, sheet: str, found: list[Candidate], attach: Callable, common: list[str]) -> HandIn:
    best, *others = found
    helping, left_out = attach(best.file, best.cells)
    notes = [*common, *([f"{best.file.late} marks it as handed in late"] if best.file.late else [])]
    if others:
        there = _listed(sorted(each.label for each in others))
        notes.append(f"taken for this sheet: {best.file.label}; also there, not graded: {there}")
    if left_out:
        notes.append(f"helper files left out: {_listed(left_out)}")
    if best.problem:
        return HandIn(student, sheet, None, f"{best.file.label}: {best.problem}", tuple(notes))
    return HandIn(student, sheet, Submission(best.cells, helping, code_like(best.texts)), notes=tuple(notes))


def _is_run(one: Candidate, choice: NotebookChoice) -> bool:
    """Does a notebook that is graded name this one, to run it with %run?"""
    return not one.file.problem and any(is_named(one.file, best.cells) for best, *_ in choice.by_sheet.values())


def _no_sheet(choice: NotebookChoice) -> str:
    """Say why none of a student's notebooks can be graded."""
    if choice.blank:
        return f"nothing is answered on any of these sheets: {_labels(choice.blank)}"
    if choice.solutions:
        return f"only the course's own solutions are there, which are not graded: {_labels(choice.solutions)}"
    return _listed([f"{labels}: {problem}" for labels, problem in _by_problem(choice.unknown)], "; ")


def _not_counted(choice: NotebookChoice) -> list[str]:
    """Name the notebooks that bring no marks, beside those that do."""
    unknown = [each for each in choice.unknown if each.problem != LECTURE_NOTEBOOK]  # it came with the course
    kinds = {
        "nothing is answered on these sheets, so they are not graded": choice.blank,
        "the course's own solutions, not graded": choice.solutions,
    }
    notes = [f"{what}: {_labels(found)}" for what, found in kinds.items() if found]
    return notes + [f"left out: {labels} ({problem})" for labels, problem in _by_problem(unknown)]


def _by_problem(unknown: list[Candidate]) -> list[tuple[str, str]]:
    """Return the names of all notebooks that have the same problem, and the problem."""
    by_problem = defaultdict(list)
    for each in unknown:
        by_problem[each.problem].append(each)
    return [(_labels(found), problem) for problem, found in by_problem.items()]


def _labels(found: list[Candidate]) -> str:
    return _listed(sorted(each.file.label for each in found))


def _nothing(files: list[SubmittedFile]) -> str:
    """Say why there is no notebook among a student's files."""
    if troubles := [f"{file.label}: {file.problem}".removeprefix(": ") for file in files if file.problem]:
        return _listed(troubles, "; ")
    there = _listed([file.label for file in files]) or "nothing"
    packed = any(file.kind in _NOT_OPENED for file in files)
    advice = ". Archives of this kind are not opened: hand in a zip, or the notebook itself" if packed else ""
    return f"no notebook (.ipynb) was handed in; there is {there}{advice}"


def _listed(names: list[str], between: str = ", ", most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return between.join(names[:most] + more)
