"""All 70,000 digits of MNIST, fetched once, checked and kept; offline, the 5000 of `digits` (row 15.2).

The four files are those that Y. LeCun, C. Cortes and C. J. C. Burges published in 1998, as two public mirrors keep
them; their MD5 sums are the published ones. A file is written under another name first and renamed only when it is
whole, so that no half file is ever taken for a whole one.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError
from .digits import Digits, digits

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TRIES = 2  # of each mirror, before the next is asked
_PIECE = 2**16  # bytes that are read at a time
_WAIT = 10  # seconds without an answer, after which a mirror counts as out of reach
_EVERY = 0.2  # seconds between two words about how far it is


class MnistFile(NamedTuple):
    """One of the four files: its name, the MD5 sum of the packed file, and the shape of what is in it."""

    name: str
    md5: str
    shape: tuple[int, ...]


MNIST_FILES = (
    MnistFile("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873", (60000, 28, 28)),
    MnistFile("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432", (60000,)),
    MnistFile("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3", (10000, 28, 28)),
    MnistFile("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c", (10000,)),
)
"""Training images, their labels, test images, their labels: the order of `Digits`."""


class _NotFetched(Exception):
    """Why a file is not there; the message is for people."""


def mnist(*, download: bool = True, folder: str | Path | None = None, mirrors: Sequence[str] = MIRRORS) -> Digits:
    """Return all of MNIST: 60,000 images to train with and 10,000 to test with, in float32 from 0 to 1.

    The first call fetches four files, 12 megabytes in all, into `folder`, which is `cache_folder()` unless given; later
    calls read them there. `download=False` never goes online. Where the files cannot be had, a line says why
    and what to do, and the 5000 images of `digits` are returned in their place. The arrays cannot be written to.

    >>> len(mnist(download=False, folder="no such folder").y)
    All of MNIST is not here yet: mnist() fetches it once, 12 megabytes. Going on with the 5000 images of the course.
    4000
    """
    folder = cache_folder() if folder is None else Path(folder)
    try:
        for file in MNIST_FILES:
            _provide(file, folder, mirrors if download else ())
        found = _read_all(folder)
    except _NotFetched as problem:
        _say(f"{problem} Going on with the 5000 images of the course.\n")
        return digits()
    except KeyboardInterrupt:
        _say("\nStopped. No half file is left, and whole ones are kept: call mnist() again to go on.\n")
        raise
    for array in found:
        array.setflags(write=False)
    return found


def cache_folder() -> Path:
    """Return where the files are kept: LECTURE_LIB_CACHE, else the user's own folder for what can be fetched again.

    >>> cache_folder().name
    'mnist'
    """
    own = os.environ.get("LECTURE_LIB_CACHE")
    if own:
        return Path(own).expanduser() / "mnist"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "lecture_lib" / "mnist"


def _say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


def _provide(file: MnistFile, folder: Path, mirrors: Sequence[str]) -> None:
    """See to it that the whole file is there; `mirrors` are asked one after the other, none if there are none."""
    kept = folder / file.name
    if kept.is_file():
        if _md5(kept) == file.md5:
            return
        _say(f"{file.name} is damaged or only half there: it is thrown away.\n")
        with _disk(folder):
            kept.unlink(missing_ok=True)
    if not mirrors:
        raise _NotFetched("All of MNIST is not here yet: mnist() fetches it once, 12 megabytes.")
    problem = _NotFetched()
    for mirror in mirrors:
        for _ in range(TRIES):
            try:
                return _fetch(file, folder, mirror)
            except _Damaged as damaged:
                problem = damaged
            except _OutOfReach as away:
                problem = away
                break
    raise problem


class _Damaged(_NotFetched):
    """A file came, but it was not the right one."""


class _OutOfReach(_NotFetched):
    """No file came."""


class _disk:
    """Tells in plain words what the disk did not let happen in its block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, problem, trace) -> None:
        if not isinstance(problem, OSError):
            return
        if problem.errno in (ENOSPC, EDQUOT):
            what = f"The disk is full: MNIST needs 12 megabytes in {self.folder}. Make room"
        else:
            what = f"{self.folder} cannot be written to ({problem.strerror or problem}). Allow it"
        raise _NotFetched(
            f"{what}, or set LECTURE_LIB_CACHE to a folder elsewhere, then call mnist() again."
        ) from problem


def _fetch(file: MnistFile, folder: Path, mirror: str) -> None:
    """Fetch the file under a passing name, check it, and give it its own name; whatever happens, no half file stays."""
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(".part", f"{file.name}-", folder)
    part = Path(name)
    try:
        with _disk(folder), os.fdopen(number, "wb") as place:
            for piece in _tell_progress(file.name, _pieces(mirror + file.name)):
                place.write(piece)
        if _md5(part) != file.md5:
            raise _Damaged(
                f"{file.name} came, but damaged, {TRIES} times (its MD5 sum is wrong); a login page of the network "
                "may stand in the way. Call mnist() again later."
            )
        with _disk(folder):
            part.replace(folder / file.name)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _pieces(address: str) -> Iterator[tuple[bytes, int]]:
    """Yield what the address sends: each piece with the number of bytes to come in all, 0 where it is not said."""
    from http.client import HTTPException  # only where something is fetched
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(address, headers={"User-Agent": "lecture_lib"}), timeout=_WAIT) as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            while piece := answer.read(_PIECE):
                yield piece, size
    except (OSError, HTTPException, ValueError) as problem:
        why = str(getattr(problem, "reason", "") or problem) or type(problem).__name__
        raise _OutOfReach(
            f"MNIST cannot be fetched ({why}): is this computer online? Call mnist() again when it is."
        ) from None


def _tell_progress(name: str, pieces: Iterator[tuple[bytes, int]]) -> Iterator[bytes]:
    """Pass the pieces on, and print on one line how far it is."""
    done, said = 0, 0.0
    for piece, size in pieces:
        done += len(piece)
        if time.monotonic() - said > _EVERY or done == size:
            said = time.monotonic()
            of = f" of {size / 1e6:.1f}" if size else ""
            _say(f"\r{name}: {done / 1e6:.1f}{of} megabytes")
        yield piece
    _say("\n")


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _read_all(folder: Path) -> Digits:
    x, y, x_test, y_test = (read_idx(gzip.decompress((folder / f.name).read_bytes()), f.shape) for f in MNIST_FILES)
    return Digits(_scale(x), y.astype(int), _scale(x_test), y_test.astype(int))


def _scale(images: Array) -> Array:
    return images.reshape(len(images), -1) / np.float32(255)


def read_idx(data: bytes, shape: tuple[int, ...] | None = None) -> Array:
    """Return the array of bytes that a file in MNIST's own format holds; of this shape, if one is given.

    The header is two zeros, 8 for "bytes", the number of axes, then the length of each axis in four bytes.

    >>> read_idx(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]))
    array([7, 8, 9], dtype=uint8)
    >>> read_idx(b"<html>")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: The file begins with b'<htm'; an IDX file of bytes begins with 0, 0, 8.
    """
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise InputError(f"The file begins with {data[:4]!r}; an IDX file of bytes begins with 0, 0, 8.")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise InputError(f"The file ends within its header, after {len(data)} bytes of {start}.")
    found = struct.unpack(f">{data[3]}I", data[4:start])
    if shape is not None and found != shape:
        raise InputError(f"The file holds an array of shape {found}. It should be {shape}.")
    n = int(np.prod(found, dtype=object))
    if len(data) - start != n:
        raise InputError(f"The file's header promises {n} numbers, but {len(data) - start} follow.")
    return np.frombuffer(data, np.uint8, offset=start).reshape(found)
