"""Helper files: what lies beside a notebook and its code may read, unless it would do harm."""

from __future__ import annotations

import re
import sys
from io import BytesIO

import numpy as np

from .files import SubmittedFile
from .notebook_file import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, UnreadableFile

ATTACHMENT_SUFFIXES = {".py", ".csv", ".txt", ".json", ".npy", ".png"}
RESERVED_MODULES = sys.stdlib_module_names | {"lecture_lib", "matplotlib", "numpy", "packaging", "threadpoolctl"}


def attached_files(
    notebook: SubmittedFile, files: list[SubmittedFile]
) -> tuple[tuple[tuple[str, bytes], ...], list[str]]:
    """Return the files beside a notebook by their names, sorted, and what is left out, with the reason."""
    taken: dict[str, bytes] = {}
    left_out, room = [], MAX_ATTACHMENT_BYTES
    for file in sorted(files, key=lambda file: (-file.attempt, file.path)):
        if not _beside(notebook, file):
            continue
        try:
            _check_name(file, taken)
            data = file.read(room)
            _check_data(file, data)
        except UnreadableFile as problem:
            left_out.append(f"{file.label} ({problem})")
        else:
            taken[file.name], room = data, room - len(data)
    return tuple(sorted(taken.items())), left_out


def _beside(notebook: SubmittedFile, file: SubmittedFile) -> bool:
    """Is it a helper of this notebook? Not the note of nbgrader's that says when the work was handed in."""
    return file.path[:-1] == notebook.path[:-1] and file.kind in ATTACHMENT_SUFFIXES and file.name != "timestamp.txt"


def _check_name(file: SubmittedFile, taken: dict[str, bytes]) -> None:
    if not re.fullmatch(r"\w[\w .()+-]{0,99}", file.name):
        raise UnreadableFile("its name is not a plain one")
    if file.stem.casefold() in map(str.casefold, RESERVED_MODULES):
        raise UnreadableFile(f"it would stand in the way of the module {file.stem}")
    if file.name.casefold() in map(str.casefold, taken):
        raise UnreadableFile("another one has its name")
    if len(taken) == MAX_ATTACHMENTS:
        raise UnreadableFile(f"there are more than {MAX_ATTACHMENTS}")


def _check_data(file: SubmittedFile, data: bytes) -> None:
    if file.kind == ".npy" and not _holds_numbers(data):
        raise UnreadableFile("it is not an array of numbers")


def _holds_numbers(data: bytes) -> bool:
    """Is this an array without pickled objects? Only its head is read."""
    file, form = BytesIO(data), np.lib.format
    try:
        first = form.read_magic(file) == (1, 0)
        shape, order, kind = (form.read_array_header_1_0 if first else form.read_array_header_2_0)(file)
    except Exception:  # a stranger's file may fail in any way
        return False
    return not kind.hasobject
