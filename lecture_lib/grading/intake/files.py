"""The files of a class, from folders and zips alike: no link is followed, and nothing is unpacked."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from .archive import MAX_CLASS_MEMBERS, MAX_CLASS_UNPACKED, Archive, open_archive
from .lms_exports import poses_as_class
from .notebook_file import MAX_FILE_BYTES, UnreadableFile, read_file
from .sanitise import plain_text

MAX_FOLDER_DEPTH = 10  # folders within folders that are looked into
MAX_STUDENT_DEPTH = 6  # folders within a zip, of which an empty one may be a student's
_LITTER = {
    "__macosx", "__pycache__", "thumbs.db", "desktop.ini", "icon\r",
    ".ds_store", ".appledouble", ".fseventsd", ".spotlight-v100", ".temporaryitems", ".documentrevisions-v100",
    ".git", ".svn", ".ipynb_checkpoints", ".jupyter", ".ipython", ".virtual_documents", ".vscode", ".idea",
    ".venv", ".cache", ".config", ".local", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".nbgrader.log",
}  # fmt: skip
_LITTER_STARTS = ("._", ".~", "~$", ".trash")  # a Mac's copies, locks of open documents, folders of what was deleted
_TAR = re.compile(r"\.(?:tar(?:\.(?:gz|bz2|xz))?|tgz|tbz2?|txz)$", re.IGNORECASE)
ARCHIVES = frozenset({".zip", ".tar"})  # the kinds that are opened
_LINK = "it is a link, and links are not followed"
_HIDDEN = "its name begins with a dot, so it is hidden and is not read: rename it"


@dataclass(frozen=True)
class SubmittedFile:
    """One file: where it lies, how its bytes are read, when it was written, which attempt it is on its platform.

    `late` names the platform that marks it as late. One that `stands_in` is there for a folder or an archive in which
    nothing can be read, so that whoever handed it in is not forgotten. `disk` is where a file lies by itself, `export`
    the one of several exports that it is from.
    """

    path: tuple[str, ...]
    read: Callable[[int], bytes]
    time: float = 0.0
    problem: str = ""
    attempt: int = 0
    late: str = ""
    stands_in: bool = False
    disk: Path | None = None
    export: str = ""

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
        """The ending of its name, ".ipynb"; ".tar" for a compressed one, too."""
        return ".tar" if _TAR.search(self.name) else os.path.splitext(self.name)[1].lower()

    @property
    def label(self) -> str:
        """Its path as text that does no harm."""
        return plain_text("/".join(self.path), 80)


@lru_cache(2**12)
def is_litter(name: str) -> bool:
    """Is this the name of what systems and programs leave behind, and nobody hands in?

    >>> is_litter(".DS_Store"), is_litter("._x.ipynb"), is_litter("~$notes.docx"), is_litter(".x.ipynb")
    (True, True, True, False)
    """
    return name.casefold() in _LITTER or name.casefold().startswith(_LITTER_STARTS)


def expand_zips(files: Iterable[SubmittedFile]) -> Iterator[SubmittedFile]:
    """Yield a student's files, the archives among them opened one level deep."""
    for file in files:
        if file.problem or file.kind not in ARCHIVES:
            yield file
            continue
        try:
            yield from _student_zip(file)
        except UnreadableFile as problem:
            yield replace(file, problem=str(problem))


# --- folders ------------------------------------------------------------------------------------------------


def walk(folder: Path) -> Iterator[SubmittedFile]:
    """Yield the files below a folder, the near ones first; links are named, never followed.

    A folder in which there is nothing to read, and one that is hidden, is stood in for.
    """
    if folder.is_file():
        yield _file(folder, (folder.name,))
        return
    waiting: deque[tuple[Path, tuple[str, ...]]] = deque([(folder, ())])
    while waiting:
        place, above = waiting.popleft()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as problem:
            yield _refused((*above, ""), f"the folder cannot be opened ({problem.strerror})")
            continue
        if above and all(is_litter(entry.name) for entry in entries):
            yield _nothing_in((*above, ""), "folder", [entry.name for entry in entries])
        for entry in entries:
            path = (*above, entry.name)
            if is_litter(entry.name):
                continue
            if entry.name.startswith("."):
                yield _hidden(path, entry.is_dir(follow_symlinks=False))
            elif entry.is_symlink():
                yield _refused(path, _LINK)
            elif not entry.is_dir(follow_symlinks=False):
                yield _file(Path(entry.path), path)
            elif len(path) < MAX_FOLDER_DEPTH:
                waiting.append((Path(entry.path), path))
            else:
                yield _refused(path, f"it lies more than {MAX_FOLDER_DEPTH} folders deep")


def _file(place: Path, path: tuple[str, ...]) -> SubmittedFile:
    return SubmittedFile(path, partial(read_file, place), place.lstat().st_mtime, disk=place)


def _refused(path: tuple[str, ...], problem: str) -> SubmittedFile:
    def read(limit: int) -> bytes:
        raise UnreadableFile(problem)

    return SubmittedFile(path, read, problem=problem)


def _hidden(path: tuple[str, ...], is_folder: bool) -> SubmittedFile:
    """Return what stands in for a hidden file or folder; the path of a folder ends in ""."""
    return replace(_refused((*path, "") if is_folder else path, _HIDDEN), stands_in=True)


def refused_class(path: tuple[str, ...]) -> SubmittedFile:
    """Return what stands for the export of a class that lies among students' folders."""
    return _refused(path, "it looks like the export of a whole class: give it a folder of its own")


def _nothing_in(path: tuple[str, ...], what: str, left: list[str]) -> SubmittedFile:
    listed = ", ".join(sorted(left)[:3])
    said = f"there is nothing in the {what} but {plain_text(listed, 80)}" if left else f"the {what} is empty"
    return replace(_refused(path, said), stands_in=True)


# --- zips ---------------------------------------------------------------------------------------------------


def class_zip(file: SubmittedFile, stack: ExitStack) -> list[SubmittedFile] | None:
    """Return what an export holds, or None if it cannot be opened; it stays open with the stack.

    It is read where it lies: a whole class may be larger than the memory.
    """
    if file.disk is None or file.problem or file.kind not in ARCHIVES or not file.disk.is_file():
        return None
    with ExitStack() as opened:
        try:
            if file.kind == ".tar":
                archive = open_archive(file.read(MAX_FILE_BYTES), file.kind)
            else:
                archive = Archive(opened.enter_context(file.disk.open("rb")), MAX_CLASS_MEMBERS, MAX_CLASS_UNPACKED)
        except (OSError, UnreadableFile):
            return None
        stack.push(opened.pop_all())
    return list(_members(archive, ()))


def _student_zip(file: SubmittedFile) -> Iterator[SubmittedFile]:
    archive = open_archive(file.read(MAX_FILE_BYTES), file.kind)
    if poses_as_class(member.path for member in archive.members if not any(map(is_litter, member.path))):
        yield replace(refused_class(file.path), attempt=file.attempt, late=file.late)
        return
    for found in _members(archive, file.path):
        inner, outer = found.kind[1:], file.kind[1:]
        nested = f"it is a {inner} inside a {outer}, which is not opened" if found.kind in ARCHIVES else ""
        problem = found.problem or nested
        yield replace(found, path=found.path or file.path, problem=problem, attempt=file.attempt, late=file.late)


def _members(archive: Archive, above: tuple[str, ...]) -> Iterator[SubmittedFile]:
    """Yield a zip's members as files below `above`; one without a place of its own lies there itself."""
    read, left = set(), []
    for member in archive.members:
        if any(map(is_litter, member.path)):
            left.append(next(filter(is_litter, member.path)))
            continue
        path = (*above, *member.path)
        dotted = next((n for n in range(len(above), len(path)) if path[n].startswith(".")), None)
        if dotted is None:
            yield SubmittedFile(path, partial(archive.read, member), member.time, member.problem)
        elif path[: dotted + 1] not in read:
            yield _hidden(path[: dotted + 1], dotted + 1 < len(path))
        read.update(path[:n] for n in range(len(above) + MAX_STUDENT_DEPTH + 1))
    for folder in archive.folders:
        shallow = len(folder) <= MAX_STUDENT_DEPTH and not any(map(is_litter, folder))
        if shallow and (path := (*above, *folder)) not in read:
            yield _nothing_in((*path, ""), "folder", [])
    if not read:
        yield _nothing_in(above, "zip", sorted(set(left)))
