"""The folder of results: what can be one, and how files get into it, as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...validation import InputError


def check_results_folder(out: Path, submissions: Path) -> None:
    """Raise InputError where the results of these submissions cannot be kept in `out`, before any work is done.

    >>> check_results_folder(Path("pyproject.toml"), Path("exercises"))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: pyproject.toml is a file; give --out a folder
    """
    real, handed_in = (Path(os.path.realpath(path)) for path in (out, submissions))  # a link in a circle is no error
    if real.is_relative_to(handed_in):
        raise InputError(f"the results would lie among the submissions, in {out}; give --out a folder elsewhere")
    there = next(path for path in (out, *Path(os.path.abspath(out)).parents) if os.path.lexists(path))
    if not there.is_dir():
        raise InputError(f"{there} is {'a file' if there.exists() else 'a broken link'}; give --out a folder")
    for path in (there, out / "feedback"):
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            raise InputError(f"nothing can be written in {path}; give --out a folder that you may write in")


def write_whole(path: Path, text: str, mode: int = 0o666) -> None:
    """Put a text into a file, which is there as a whole or not at all, and on the disk when this returns."""
    part = _part(path)
    try:
        with errors_that_name(path), open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(_bytes(text))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        _remove([part])
        raise


def write_together(texts: Iterable[tuple[Path, str]]) -> None:
    """Put texts into files, all of them or, when something stops it, none; the texts may be made one by one.

    A file that holds its text already stays as it is. Raises OSError with the file's name.
    """
    waiting: list[Path] = []
    try:
        for path, text in texts:
            data = _bytes(text)
            if not _holds(path, data):
                waiting.append(path)
                with errors_that_name(path):
                    _part(path).write_bytes(data)
        for path in waiting:
            os.replace(_part(path), path)
    except BaseException:
        _remove(map(_part, waiting))
        raise


def remove_parts(folder: Path) -> None:
    """Remove what a grader that was killed left half written in a folder."""
    _remove(folder.glob(".*.part"))


@contextmanager
def errors_that_name(path: Path) -> Iterator[None]:
    """Let an error of the system name the file that it is about: a full disk does not say which one."""
    try:
        yield
    except OSError as problem:
        if problem.errno and problem.filename is None:
            problem.filename = str(path)
        raise


def _part(path: Path) -> Path:
    """Return where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.part")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
    return False


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
