"""The files of a class, from folders and zips alike: no link is followed, and nothing is unpacked."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .archive import MAX_CLASS_MEMBERS, MAX_CLASS_UNPACKED, Archive, open_archive
from .lms_exports import is_export
from .notebook_file import MAX_FILE_BYTES, UnreadableFile, read_file
from .sanitise import plain_text

MAX_FOLDER_DEPTH = 10  # folders within folders that are looked into
IGNORED_NAMES = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}
_LINK = "it is a link, and links are not followed"


@dataclass(frozen=True)
class SubmittedFile:
    """One file: where it lies, how its bytes are read, when it was written, which attempt it is on Canvas."""

    path: tuple[str, ...]
    read: Callable[[int], bytes]
    time: float = 0.0
    problem: str = ""
    attempt: int = 0
    late: bool = False

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return os.path.splitext(self.name)[0]

    @property
    def kind(self) -> str:
        """The ending of its name, ".ipynb"."""
        return os.path.splitext(self.name)[1].lower()

    @property
    def label(self) -> str:
        """Its path as text that does no harm."""
        return plain_text("/".join(self.path), 80)


def class_files(folder: Path, stack: ExitStack) -> Iterator[SubmittedFile]:
    """Yield all files of a folder or a zip; exports of platforms are opened, and stay open with the stack."""
    exports = _exports(folder)
    for place in exports:
        yield from _members(_class_zip(place, stack), (), place.name)
    if not exports:
        yield from _walk(folder)


def expand_zips(files: Iterable[SubmittedFile]) -> Iterator[SubmittedFile]:
    """Yield a student's files, the zips among them opened one level deep."""
    for file in files:
        if file.problem or file.kind != ".zip":
            yield file
            continue
        try:
            yield from _student_zip(file)
        except UnreadableFile as problem:
            yield replace(file, problem=str(problem))


# --- folders ------------------------------------------------------------------------------------------------


def _walk(folder: Path) -> Iterator[SubmittedFile]:
    """Yield the files below a folder, the near ones first; links are named, never followed."""
    if folder.is_file():
        yield _file(folder, (folder.name,))
        return
    waiting = deque([(folder, ())])
    while waiting:
        place, above = waiting.popleft()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as problem:
            yield _refused((*above, ""), f"the folder cannot be opened ({problem.strerror})")
            continue
        for entry in entries:
            path = (*above, entry.name)
            if _hidden(entry.name):
                continue
            if entry.is_symlink():
                yield _refused(path, _LINK)
            elif not entry.is_dir(follow_symlinks=False):
                yield _file(Path(entry.path), path)
            elif len(path) < MAX_FOLDER_DEPTH:
                waiting.append((Path(entry.path), path))
            else:
                yield _refused(path, f"it lies more than {MAX_FOLDER_DEPTH} folders deep")


def _hidden(name: str) -> bool:
    return name.startswith(".") or name in IGNORED_NAMES


def _file(place: Path, path: tuple[str, ...]) -> SubmittedFile:
    return SubmittedFile(path, partial(read_file, place), place.lstat().st_mtime)


def _refused(path: tuple[str, ...], problem: str) -> SubmittedFile:
    def read(limit: int) -> bytes:
        raise UnreadableFile(problem)

    return SubmittedFile(path, read, problem=problem)


# --- zips ---------------------------------------------------------------------------------------------------


def _exports(folder: Path) -> list[Path]:
    """Return the exports of a class, if nothing else is there: a student's zip could pose as one."""
    places = [folder] if folder.is_file() else sorted(folder.iterdir())
    places = [place for place in places if not _hidden(place.name)]
    return places if all(map(_holds_a_class, places)) else []


def _holds_a_class(place: Path) -> bool:
    if place.is_symlink() or not place.is_file() or place.suffix.lower() != ".zip":
        return False
    with ExitStack() as stack:
        try:
            members = _class_zip(place, stack).members
        except (OSError, UnreadableFile):
            return False
        return is_export(member.path for member in members if not any(map(_hidden, member.path)))


def _class_zip(place: Path, stack: ExitStack) -> Archive:
    """Return an open export, read where it lies: a whole class may be larger than the memory."""
    return Archive(stack.enter_context(place.open("rb")), MAX_CLASS_MEMBERS, MAX_CLASS_UNPACKED)


def _student_zip(file: SubmittedFile) -> Iterator[SubmittedFile]:
    archive = open_archive(file.read(MAX_FILE_BYTES))
    if is_export(member.path for member in archive.members):
        raise UnreadableFile("it looks like the export of a whole class: give it a folder of its own")
    for found in _members(archive, file.path, file.name):
        nested = "it is a zip inside a zip, which is not opened" if found.kind == ".zip" else ""
        yield replace(found, problem=found.problem or nested, attempt=file.attempt, late=file.late)


def _members(archive: Archive, above: tuple[str, ...], name: str) -> Iterator[SubmittedFile]:
    """Yield a zip's members as files below `above`; one without a place stands for the zip."""
    for member in archive.members:
        if not any(map(_hidden, member.path)):
            path = (*above, *member.path) or (name,)
            yield SubmittedFile(path, partial(archive.read, member), member.time, member.problem)
