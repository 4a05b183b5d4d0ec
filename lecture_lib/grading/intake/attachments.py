"""Helper files: what lies beside a notebook, or in a folder that its code names, unless it would do harm."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable
from io import BytesIO

import numpy as np

from .archive import open_archive
from .files import SubmittedFile
from .notebook_file import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, UnreadableFile
from .stored_bytes import ByteStore, StoredBytes

ATTACHMENT_SUFFIXES = {".py", ".csv", ".tsv", ".dat", ".txt", ".json", ".npy", ".npz", ".png", ".jpg", ".jpeg"}
_NATIVE_CODE = {".so", ".dll", ".pyd", ".dylib", ".exe", ".pyc"}
RESERVED_MODULES = sys.stdlib_module_names | {"lecture_lib", "matplotlib", "numpy", "packaging", "threadpoolctl"}
MAX_HELPER_DEPTH = 5  # folders and the file itself, from the notebook's folder on
_PLATFORMS_OWN = {"timestamp.txt"}  # nbgrader's note of when the work was handed in


def attached_files(
    notebook: SubmittedFile, code: Iterable[str], files: Iterable[SubmittedFile], store: ByteStore
) -> tuple[tuple[tuple[str, bytes | StoredBytes], ...], list[str]]:
    """Return a notebook's helper files by their names, sorted, and what is left out, with the reason.

    The name of a file in a folder is its path from the notebook on, "tools/plots.py". A folder counts if its name is
    in the notebook's `code`, or in that of a module beside it; a file of an unusual kind, "model.pkl", if the code says
    its name. `store` keeps what is large.
    """
    code = tuple(code)
    taken: dict[str, bytes | StoredBytes] = {}
    left_out, room = [], MAX_ATTACHMENT_BYTES
    near_first = sorted(_below(notebook, code, files), key=lambda each: (len(each[0]), -each[1].attempt, each[0]))
    words = {word for cell in code for word in re.findall(r"\w+", cell)} if near_first else set()
    for parts, file in near_first:
        if len(parts) > 1 and not words.issuperset(re.findall(r"\w+", parts[0])):
            continue
        try:
            _check_name(parts, taken)
            data = file.read(room)
            _check_data(file, data)
        except UnreadableFile as problem:
            left_out.append(f"{file.label} ({problem})")
        else:
            taken["/".join(parts)], room = store.keep(data), room - len(data)
            if len(parts) == 1 and file.kind == ".py":
                words.update(re.findall(r"\w+", data.decode("utf-8", "replace")))
    return tuple(sorted(taken.items())), left_out


def is_named(file: SubmittedFile, code: Iterable[str]) -> bool:
    """Does the code say the name of this file?"""
    return any(file.name in cell for cell in code)


def _below(
    notebook: SubmittedFile, code: Collection[str], files: Iterable[SubmittedFile]
) -> list[tuple[tuple[str, ...], SubmittedFile]]:
    """Return the files beside a notebook and below it that may help, with their paths from there on."""
    folder = notebook.path[:-1]
    return [
        (parts, file)
        for file in files
        if file.path[: len(folder)] == folder
        and file.kind not in _NATIVE_CODE
        and 0 < len(parts := file.path[len(folder) :]) <= MAX_HELPER_DEPTH
        and not _PLATFORMS_OWN.intersection(parts)
        and parts[0] != "lecture_lib"
        and (file.kind in ATTACHMENT_SUFFIXES or is_named(file, code))
    ]


def _check_name(parts: tuple[str, ...], taken: Collection[str]) -> None:
    if not all(re.fullmatch(r"\w[\w .()+-]{0,99}", part) for part in parts):
        raise UnreadableFile("its name is not a plain one")
    module = parts[0].partition(".")[0]
    if module.casefold() in map(str.casefold, RESERVED_MODULES):
        raise UnreadableFile(f"it would stand in the way of the module {module}")
    if "/".join(parts).casefold() in map(str.casefold, taken):
        raise UnreadableFile("another one has its name")
    if len(taken) == MAX_ATTACHMENTS:
        raise UnreadableFile(f"there are more than {MAX_ATTACHMENTS}")


def _check_data(file: SubmittedFile, data: bytes) -> None:
    if file.kind == ".npy" and not _holds_numbers(data):
        raise UnreadableFile("it is not an array of numbers")
    if file.kind == ".npz":
        arrays = open_archive(data)
        if not all(_holds_numbers(arrays.read(member)) for member in arrays.members):
            raise UnreadableFile("not all of it are arrays of numbers")


def _holds_numbers(data: bytes) -> bool:
    """Is this an array without pickled objects? Only its head is read."""
    file, form = BytesIO(data), np.lib.format
    try:
        first = form.read_magic(file) == (1, 0)
        shape, order, kind = (form.read_array_header_1_0 if first else form.read_array_header_2_0)(file)
    except Exception:  # a stranger's file may fail in any way
        return False
    return not kind.hasobject
