"""Where the students of a class begin: exports and wrapping folders are opened, and each file finds its student."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from .files import ARCHIVES, SubmittedFile, class_zip, refused_class, walk
from .lms_exports import (
    GRADESCOPE_NOTES,
    MAX_WRAPPERS,
    ClassNames,
    FileOrigin,
    is_class_litter,
    is_work,
    may_be_around_class,
    people_named,
    plain_origin,
    students_named,
    wrappers_around,
)
from .notebook_file import MAX_FILE_BYTES, UnreadableFile

MAX_NOTES = 20 * 2**20  # bytes of a platform's own list of an export
MAX_READ, MAX_PEEK = 20, 2**22  # notebooks of a class that are looked into to see whether it is one, bytes of each
_HANDED_IN = {".ipynb", *ARCHIVES}
_QUESTION = re.compile(rb"""check\(\\?["'](\d\d)\.\d""")  # as it stands in JSON


@dataclass(frozen=True)
class ClassFiles:
    """The files of a class by its students, as their folders or files name them, and those that are nobody's.

    `perhaps_namesakes` are the names of which the platform leaves it open whether they are several students'.
    """

    by_student: dict[str, list[SubmittedFile]]
    nobodys: list[SubmittedFile]
    perhaps_namesakes: list[str]


def class_files(folder: Path, sheets: Iterable[str], stack: ExitStack) -> ClassFiles:
    """Return what lies in the folder of a class, or in one zip; a zip that is opened stays open with the stack.

    An export is opened only where nothing but exports lies: a student's folder or zip could pose as one. A folder that
    is named like one of the `sheets` stands for its content.
    """
    files = list(walk(folder))
    for _ in range(MAX_WRAPPERS):
        opened = _opened(files, stack)
        if opened is None:
            break
        files = opened
    names = {sheet.casefold() for sheet in sheets}
    files = [_content(file, names) for file in _without_exports(files, names)]
    class_names = ClassNames((file.path for file in files), _notes(files))
    by_student, nobodys = defaultdict(list), []
    for file in files:
        origins = [] if _is_left_behind(file) else class_names.origins(file.path)
        if not origins or is_class_litter(file.path) and not origins[0].platform:
            nobodys.append(file)
            continue
        for its in origins:
            by_student[its.student].append(_of_student(file, its))
    return ClassFiles(dict(by_student), nobodys, sorted(class_names.perhaps_namesakes))


# --- what is around the class -------------------------------------------------------------------------------


def _opened(files: Sequence[SubmittedFile], stack: ExitStack) -> list[SubmittedFile] | None:
    """Return the files with each folder or zip on top replaced by what it holds, if all of them hold a class.

    One zip of several that cannot be opened is told by itself, and keeps nobody else out.
    """
    tops, inside, found_one = defaultdict(list), [], False
    for file in files:
        if _is_left_behind(file) or is_class_litter(file.path):
            inside.append(file)
        else:
            tops[file.path[0]].append(file)
    parts = _looked_into(tops, stack)
    if _are_sheets(parts) or _are_parts(parts):
        return inside + [replace(_below(file), export=part) for part, its in parts.items() for file in its]
    for top, its in tops.items():
        found = class_zip(its[0], stack) if len(its[0].path) == 1 else [_below(file) for file in its]
        if found is None and its[0].kind in ARCHIVES and its[0].disk and len(tops) > 1:
            inside += its
            continue
        if found is None or not _holds_class(found, MAX_WRAPPERS if len(tops) == 1 else 0, top):
            return None
        paths = [file.path for file in found]
        n = wrappers_around(paths) if students_named(paths) else 0
        export = os.path.splitext(top)[0] if len(tops) > 1 else ""
        inside += [replace(file, path=_within(n, file.path) or (top,), export=file.export or export) for file in found]
        found_one = True
    return inside if found_one else None


def _looked_into(tops: Mapping[str, Sequence[SubmittedFile]], stack: ExitStack) -> dict[str, Sequence[SubmittedFile]]:
    """Return what lies on top, each zip that is named like a piece of work, "05.zip", with what it holds."""
    parts = {}
    for top, its in tops.items():
        stem, ending = os.path.splitext(top)
        is_zip = len(tops) > 1 and len(its[0].path) == 1 and ending.casefold() == ".zip"
        found = class_zip(its[0], stack) if is_zip and may_be_around_class(stem) else None
        if found is None:
            parts[top] = its
        else:
            parts[stem] = [*parts.get(stem, []), *(replace(file, path=(stem, *file.path)) for file in found)]
    return parts


def _are_parts(tops: Mapping[str, Sequence[SubmittedFile]]) -> bool:
    """Are these parts of a class, "Tuesday" and "late", and not its students?

    They are if all that they hold bears people's names, and at least half of them hold the work of several on one
    sheet. Where notebooks lie there by themselves, all must, and be named like parts: a student may have several.
    """
    parts, loose = [], False
    for its in tops.values():
        people = defaultdict(list)
        for file in map(_below, its):
            if file.path and file.path[0] and not is_class_litter(file.path):
                people[file.path[0]].append(file)
                loose = loose or len(file.path) == 1
        if len(people_named(plain_origin(files[0].path).student for files in people.values())) < len(people):
            return False
        parts.append(people)
    if loose:
        return len(tops) > 1 and all(map(may_be_around_class, tops)) and all(map(_are_peoples, parts))
    return len(tops) > 1 and 2 * sum(map(_are_peoples, parts)) >= len(tops)


def _are_sheets(tops: Mapping[str, Sequence[SubmittedFile]], surely: bool = False) -> bool:
    """Are these a folder for each sheet, "Sheet 5" or "week6", with the students' folders and files in them?

    They are if all are named so, and one holds the work of several who are not. Where they are only numbers, which
    may be students', and where one student's folder may be around them, somebody must be in more than one.
    """
    if not all(is_work(top) and all(len(file.path) > 1 for file in its) for top, its in tops.items()):
        return False
    people = [{plain_origin(file.path[1:]).student for file in its if file.kind in _HANDED_IN} for its in tops.values()]
    people = [{re.sub(r"( ?\(\d+\)|-Copy\d+)+$", "", name) for name in each} for each in people]
    everybody = set().union(*people)
    if 2 * sum(map(is_work, everybody)) >= len(everybody) or max(map(len, people)) < 2:
        return False
    return not surely and not all(map(str.isdigit, tops)) or sum(map(len, people)) > len(everybody)


def _within(n: int, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path below `n` folders; the last part of one that is shorter."""
    return path[min(n, len(path) - 1) :]


def _below(file: SubmittedFile) -> SubmittedFile:
    return replace(file, path=file.path[1:])


def _holds_class(files: Sequence[SubmittedFile], wrappers: int, around: str) -> bool:
    """Is this an export, or, below at most so many folders, a folder of students' folders or notebooks?

    Students' folders are told from those of one student by their number, their names and their content: each has
    something that was handed in. They are looked for only where nothing else is there: `wrappers` is 0 elsewhere.
    `around` is the name of what holds the files.
    """
    files = [file for file in files if file.path and not _is_left_behind(file)]
    if students_named(file.path for file in files):
        return True
    files = [file for file in files if not is_class_litter(file.path)]
    tops = defaultdict(list)
    for file in files:
        tops[file.path[0]].append(file)
    if not wrappers or not files:
        return False
    if any(len(file.path) == 1 and file.kind == ".ipynb" for file in files):
        several = len(tops) > 2 and all(len(file.path) == 1 for file in files)
        return (several or may_be_around_class(os.path.splitext(around)[0])) and _are_peoples(tops)
    if len(tops) == 1 and all(len(file.path) > 1 for file in files):
        return _holds_class([_below(file) for file in files], wrappers - 1, next(iter(tops)))
    handing_in = {file.path[0] for file in files if file.kind in _HANDED_IN}
    if len(handing_in) > 1 and 2 * sum(map(is_work, tops)) < len(tops):
        return True
    return _are_sheets(tops, surely=True) or _are_peoples(tops)


def _are_peoples(tops: Mapping[str, Sequence[SubmittedFile]]) -> bool:
    """Do these folders and notebooks bear people's names, and are most of them about the same sheet?

    One student may hand in several notebooks with names of any kind, but hardly so many of one sheet.
    """
    names = [plain_origin(its[0].path).student for its in tops.values()]
    if 2 * len(people_named(names)) <= len(names) or len(names) < 2:
        return False
    first = list(tops.values())[:MAX_READ]
    often = Counter(number for its in first if (number := _sheet_named(its)))
    return bool(often) and often.most_common(1)[0][1] > max(1, len(first) // 2)


def _sheet_named(files: Iterable[SubmittedFile]) -> str:
    """Return the two digits of the sheet whose questions the first notebook names most; ".zip" for a student's zip."""
    for file in files:
        if file.kind in ARCHIVES:
            return ".zip"
        if file.kind == ".ipynb":
            try:
                found = Counter(digits.decode() for digits in _QUESTION.findall(file.read(MAX_PEEK)))
            except UnreadableFile:
                continue
            return min(found, key=lambda digits: (-found[digits], digits), default="")
    return ""


def _without_exports(files: Sequence[SubmittedFile], names: set[str]) -> list[SubmittedFile]:
    """Return the files with each export among students' folders replaced by what says so."""
    tops = defaultdict(list)
    for file in files:
        tops[file.path[0] if len(file.path) > 1 and file.path[0].casefold() not in names else ""].append(file)
    kept = tops.pop("", [])
    for top, its in tops.items():
        several = len(students_named(file.path[1:] for file in its if not file.stands_in)) > 1
        kept += [refused_class((top,))] if several else its
    return kept


def _content(file: SubmittedFile, names: set[str]) -> SubmittedFile:
    """Return a file, without the folder that is named like a sheet."""
    return _below(file) if len(file.path) > 1 and file.path[0].casefold() in names else file


def _of_student(file: SubmittedFile, its: FileOrigin) -> SubmittedFile:
    """Return a file as its student's; where several exports are there, each is a folder."""
    path = (file.export, *its.path) if file.export else its.path
    found = replace(file, path=path, attempt=its.attempt, late=its.platform if its.late else "")
    return _with_ending(found) if its.platform == "A+" and not file.kind else found


def _with_ending(file: SubmittedFile) -> SubmittedFile:
    """Return a file whose ending was lost under the name that its first bytes call for."""
    try:
        begins = file.read(MAX_FILE_BYTES)[:1_000]
    except UnreadableFile:
        begins = b""
    zipped = begins.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    ending = (
        ".zip"
        if zipped
        else ".ipynb"
        if not begins or begins.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] == b"{"
        else ""
    )
    return replace(file, path=(*file.path[:-1], file.name + ending))


# --- what is nobody's ---------------------------------------------------------------------------------------


def _is_left_behind(file: SubmittedFile) -> bool:
    """Is this a hidden file beside the students' folders, and not a notebook or a zip of somebody's?"""
    return file.stands_in and len(file.path) == 1 and file.kind not in _HANDED_IN


def _notes(files: Iterable[SubmittedFile]) -> dict[str, str]:
    """Return the texts of the platforms' own files, by their names."""
    notes = {}
    for file in files:
        if len(file.path) == 1 and (file.name == GRADESCOPE_NOTES or "_attempt_" in file.name and file.kind == ".txt"):
            try:
                notes[file.name] = file.read(MAX_NOTES).decode("utf-8", "replace")
            except UnreadableFile:
                continue
    return notes
