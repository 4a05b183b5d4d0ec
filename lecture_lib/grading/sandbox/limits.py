"""What a submission may take of the machine, and what it takes: memory, processes, disk."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress

MAX_MEMORY, MAX_PROCESSES = 1.5 * 2**30, 64  # bytes, and processes and threads, of all its processes together
MAX_DISK = 150 * 2**20  # bytes that it may write
MAX_WRITTEN_DEPTH, MAX_FILES = 100, 2000  # folders in each other; files and folders


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
    if sum(map(files_in_own_root, pids[-1:])) > MAX_FILES:
        raise _too_many_files()
    if any(hides_files(each, place) for each in pids):
        raise SubmissionStopped("disk", "it keeps files that have no name any more")


def descendants(pid: int) -> list[int]:
    """Return this process and all that it started, and they, as far as they can be seen."""
    found, todo = [], [pid]
    while todo and len(found) < 1000:
        found.append(todo.pop())
        for thread in _names(f"/proc/{found[-1]}/task"):
            todo += map(int, _read(f"/proc/{found[-1]}/task/{thread}/children").split())
    return found


def thread_count(pid: int) -> int:
    """Return how many threads a process has; 0 if it is gone."""
    return len(_names(f"/proc/{pid}/task"))


def resident_bytes(pid: int) -> int:
    """Return the memory that a process takes; 0 if it is gone, or cannot be seen."""
    if sys.platform != "linux":
        return _resident_bytes_elsewhere(pid)
    pages = _read(f"{_living_thread(pid)}/statm").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 1 else 0


def computed_seconds(pid: int) -> float:
    """Return how long a process and all that it started have computed; 0 if it cannot be seen."""
    ticks = 0
    for each in descendants(pid):
        _, _, fields = _read(f"/proc/{each}/stat").rpartition(") ")
        ticks += sum(map(int, fields.split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0


def _living_thread(pid: int) -> str:
    """Return where a process can be looked into: its first thread, or another one where that has ended."""
    process = f"/proc/{pid}"
    if _read(f"{process}/statm").startswith("0 "):
        threads = (f"{process}/task/{thread}" for thread in _names(f"{process}/task"))
        return next((path for path in threads if not _read(f"{path}/statm").startswith("0 ")), process)
    return process


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
    total, n_files, todo = 0, 0, [(place, 0)]
    while todo and total <= MAX_DISK:
        folder, depth = todo.pop()
        if depth > MAX_WRITTEN_DEPTH:  # a path that long takes long to follow, at every look anew
            raise SubmissionStopped("disk", f"it made folders more than {MAX_WRITTEN_DEPTH} deep")
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                n_files += 1
                if n_files > MAX_FILES:  # each takes its time, at every look and when it is removed
                    raise _too_many_files()
                with suppress(OSError):
                    total += max(_occupied(entry.stat(follow_symlinks=False)), 4096)
                    if entry.is_dir(follow_symlinks=False):
                        todo.append((entry.path, depth + 1))
    return total


def _occupied(status: os.stat_result) -> int:
    """Return the bytes of a file: those in it, or those that are kept free for it, whichever are more."""
    return max(status.st_size, 512 * getattr(status, "st_blocks", 0))


def _too_many_files() -> SubmissionStopped:
    return SubmissionStopped("disk", f"it made more than {MAX_FILES:,} files and folders")


def unlinked_bytes(pid: int) -> int:
    """Return the bytes of files that a process holds open, though they have no name any more."""
    total = 0
    files = f"{_living_thread(pid)}/fd"
    for name in _names(files):
        with suppress(OSError):
            status = os.stat(f"{files}/{name}")
            total += _occupied(status) if stat.S_ISREG(status.st_mode) and status.st_nlink == 0 else 0
    return total


def hides_files(pid: int, place: str) -> bool:
    """Does a process that wrote much keep files in its memory that have neither a name below `place` nor a number?"""
    process = _living_thread(pid)
    written = re.search(r"^write_bytes: (\d+)", _read(f"{process}/io"), re.MULTILINE)
    if written and int(written[1]) <= MAX_DISK:  # to look at all of its memory takes longer
        return False
    mapped = {tuple(line.split()[3:5]) for line in _read(f"{process}/maps").splitlines() if _is_removed(line, place)}
    return bool(mapped - {_device_and_inode(f"{process}/fd/{name}") for name in _names(f"{process}/fd")})


def _is_removed(line: str, place: str) -> bool:
    return f" {place}/" in line and line.endswith(" (deleted)")


def _device_and_inode(path: str) -> tuple[str, str]:
    with suppress(OSError):
        status = os.stat(path)
        return f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}", str(status.st_ino)
    return "", ""


def files_in_own_root(pid: int) -> int:
    """Return how many files and folders there are in the temporary folder of a process that has a world of its own."""
    with suppress(OSError):
        root = f"/proc/{pid}/root"
        if os.stat(root).st_dev != os.stat("/").st_dev:
            held = os.statvfs(f"{root}/tmp")
            return held.f_files - held.f_ffree
    return 0


def _names(folder: str) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)
    return []


def _read(path: str) -> str:
    """Return what a file of the kernel says; many are read at every look, so without the layers of `open`."""
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY)
        try:
            parts = []
            while part := os.read(file, 2**16):
                parts.append(part)
            return b"".join(parts).decode("utf-8", "replace")
        finally:
            os.close(file)
    return ""
