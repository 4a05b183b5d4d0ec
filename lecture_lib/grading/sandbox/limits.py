"""What a submission may take of the machine, and what it takes: memory, processes, disk."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

MAX_MEMORY, MAX_PROCESSES = 1.5 * 2**30, 64  # bytes, and processes and threads, of all its processes together
MAX_DISK = 150 * 2**20  # bytes that it may write
MAX_WRITTEN_DEPTH = 100  # folders in each other


class SubmissionStopped(Exception):
    """The submission was stopped, or stopped itself; `why` is one of time, memory, processes, disk, gone, garbled,
    compare."""

    def __init__(self, why: str, says: str) -> None:
        super().__init__(says)
        self.why = why


def check_usage(pid: int, place: str) -> None:
    """Raise SubmissionStopped if a process and all that it started take too much, or wrote too much below `place`."""
    pids = descendants(pid)
    if sum(map(thread_count, pids)) > MAX_PROCESSES:
        raise SubmissionStopped("processes", f"it had more than {MAX_PROCESSES} processes or threads at once")
    if sum(map(resident_bytes, pids)) > MAX_MEMORY:
        raise SubmissionStopped("memory", f"it took more than {MAX_MEMORY / 2**30:.1f} GB of memory")
    if written_bytes(place) + sum(map(unlinked_bytes, pids)) > MAX_DISK:
        raise SubmissionStopped("disk", f"it wrote more than {MAX_DISK >> 20} MB")


def descendants(pid: int) -> list[int]:
    """Return this process and all that it started, and they, as far as they can be seen."""
    found, todo = [], [pid]
    while todo and len(found) < 1000:
        found.append(todo.pop())
        for path in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            todo += map(int, _read(path).split())
    return found


def thread_count(pid: int) -> int:
    """Return how many threads a process has; 0 if it is gone."""
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/task"))
    return 0


def resident_bytes(pid: int) -> int:
    """Return the memory that a process takes; 0 if it is gone, or cannot be seen."""
    if sys.platform != "linux":
        return _resident_bytes_elsewhere(pid)
    pages = _read(Path(f"/proc/{pid}/statm")).split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 1 else 0


def _resident_bytes_elsewhere(pid: int) -> int:
    try:
        import psutil  # where the course is installed with JupyterLab, it is there
    except ImportError:
        return 0
    with suppress(psutil.Error):
        return psutil.Process(pid).memory_info().rss
    return 0


def written_bytes(place: str) -> int:
    """Return the bytes of all files below a folder, at least a block for each; it may change meanwhile.

    Raises SubmissionStopped where folders lie too deep in each other.
    """
    total, todo = 0, [(place, 0)]
    while todo and total <= MAX_DISK:
        folder, depth = todo.pop()
        if depth > MAX_WRITTEN_DEPTH:  # a path that long takes long to follow, at every look anew
            raise SubmissionStopped("disk", f"it made folders more than {MAX_WRITTEN_DEPTH} deep")
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    total += max(entry.stat(follow_symlinks=False).st_size, 4096)
                    if entry.is_dir(follow_symlinks=False):
                        todo.append((entry.path, depth + 1))
    return total


def unlinked_bytes(pid: int) -> int:
    """Return the bytes of files that a process holds open, though they have no name any more."""
    total = 0
    for path in Path(f"/proc/{pid}/fd").glob("*"):
        with suppress(OSError):
            status = path.stat()
            total += status.st_size if stat.S_ISREG(status.st_mode) and status.st_nlink == 0 else 0
    return total


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text()
    return ""
