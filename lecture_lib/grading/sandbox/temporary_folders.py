"""The grader's folders in the system's temporary folder: all in one, which is held by a lock while its grader runs.

A grader that was killed could not clear away. The next one does so for it: a folder whose lock is free has no grader
any more. Removing is safe even where a stranger wrote.
"""

from __future__ import annotations

import atexit
import itertools
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

OWN_PREFIX = "lecture-lib-grader-"
LOCK_FILE = "held"  # in each folder, locked while its grader runs; without it a folder is none of ours
COURSE_BYTES = 16 * 2**20  # what the grader itself writes there, about
_RANDOM = re.compile(r"[a-z0-9_]{8}")  # how `tempfile` ends a name


def make_folder(kind: str) -> str:
    """Return a new folder for this grader alone, which is gone when it ends.

    >>> folder = make_folder("work")
    >>> os.path.basename(folder)[:5], os.path.basename(os.path.dirname(folder))[: len(OWN_PREFIX)]
    ('work-', 'lecture-lib-grader-')
    """
    own = _own_folder().path
    require_room(own, COURSE_BYTES)
    return tempfile.mkdtemp(prefix=f"{kind}-", dir=own)


def require_room(folder: str, n_bytes: int) -> None:
    """Raise OSError if there is less room on the disk of a folder.

    >>> require_room(tempfile.gettempdir(), 2**20)
    """
    if shutil.disk_usage(folder).free < n_bytes:
        raise OSError(
            f"less than {n_bytes >> 20} MB are free in {tempfile.gettempdir()}. Make room there, or name another "
            "folder: TMPDIR=..."
        )


@cache
def _own_folder() -> HeldFolder:
    held = HeldFolder(tempfile.gettempdir(), OWN_PREFIX)
    atexit.register(_remove_at_exit, held)
    return held


def _remove_at_exit(held: HeldFolder) -> None:
    """Remove it, though Ctrl-C be pressed meanwhile: the work is done, and there is nothing more to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    held.remove()


class HeldFolder:
    """A new folder in `parent`, held until it is removed; those of the same prefix that nobody holds are removed first.

    Use it as a context, or call `remove`.
    """

    def __init__(self, parent: str, prefix: str) -> None:
        remove_abandoned_folders(parent, prefix)
        self._file = None
        while self._file is None:  # another grader, just starting, may take a folder without a lock for abandoned
            self.path = tempfile.mkdtemp(prefix=prefix, dir=parent)
            with suppress(FileNotFoundError):
                self._file = _lock(self.path, os.O_CREAT | os.O_EXCL)

    def __enter__(self) -> str:
        return self.path

    def __exit__(self, *_) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        _remove_held(self.path)
        if self._file is not None:
            os.close(self._file)
            self._file = None


def remove_abandoned_folders(parent: str = "", prefix: str = OWN_PREFIX) -> None:
    """Remove what graders of this user left behind that were killed; what belongs to one that runs is left alone.

    `parent` is the system's temporary folder where nothing else is said.
    """
    parent = parent or tempfile.gettempdir()
    with suppress(ImportError):
        import fcntl  # noqa: F401  Windows has none; there what was left stays

        for entry in _entries(parent):
            if entry.name.startswith(prefix) and _RANDOM.fullmatch(entry.name[len(prefix) :]) and _is_ours(entry):
                _remove_if_abandoned(entry.path)


def _is_ours(entry: os.DirEntry) -> bool:
    with suppress(OSError):
        return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.geteuid()
    return False


def _remove_if_abandoned(folder: str) -> None:
    try:
        lock = _lock(folder, 0)
    except OSError:
        with suppress(OSError):
            os.rmdir(folder)  # killed before there was a lock, so it is empty
        return
    if lock is not None:
        _remove_held(folder)
        os.close(lock)


def _lock(folder: str, flags: int) -> int | None:
    """Return the folder's lock as an open file; None if somebody else holds it, or it was removed meanwhile."""
    path = os.path.join(folder, LOCK_FILE)
    file = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | flags, 0o600)
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(file), os.stat(path)):
            return file
    except ImportError:
        return file
    except OSError:
        pass
    os.close(file)
    return None


def _remove_held(folder: str) -> None:
    """Remove a folder, its lock last: who is killed over it leaves one that can be told again."""
    for entry in _entries(folder):
        if entry.name != LOCK_FILE:
            with suppress(OSError):
                os.unlink(entry.path)
            remove_folder(entry.path)
    with suppress(OSError):
        os.unlink(os.path.join(folder, LOCK_FILE))
    with suppress(OSError):
        os.rmdir(folder)


def remove_folder(folder: str) -> None:
    """Remove a folder in which a stranger wrote, however deep; what cannot be removed stays, and does no harm.

    What lies in a folder is brought up into the first before that folder goes: no path grows long, and a thousand
    folders in each other cost no more than a thousand side by side.

    >>> place = tempfile.mkdtemp()
    >>> os.makedirs(os.path.join(place, *"abc"))
    >>> remove_folder(place)
    >>> os.path.exists(place)
    False
    """
    with suppress(OSError):
        os.chmod(folder, 0o700)
    free = (os.path.join(folder, f".{n}") for n in itertools.count())
    while any([_gone(entry, free) for entry in _entries(folder)]):
        pass
    with suppress(OSError):
        os.rmdir(folder)


def _gone(entry: os.DirEntry, free: Iterator[str]) -> bool:
    """Remove a file or a folder, after bringing up what lies in the folder; False if nothing could be done."""
    changed = False
    with suppress(OSError):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
            return True
        with suppress(OSError):
            os.rmdir(entry.path)  # most are empty
            return True
        os.chmod(entry.path, 0o700)
        for inner in _entries(entry.path):
            if inner.is_dir(follow_symlinks=False):
                os.chmod(inner.path, 0o700)  # a sealed folder cannot be moved
            os.rename(inner.path, next(name for name in free if not os.path.lexists(name)))
            changed = True
        os.rmdir(entry.path)
        changed = True
    return changed


def _entries(folder: str) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
