"""What the system refused, in one plain line for the teacher."""

from __future__ import annotations

import errno
import os

WORDS = {
    errno.ENOSPC: "there is no room left on the disk for {file}. Make some and run the same command again",
    errno.EDQUOT: "there is no room left for {file} within your quota. Make some and run the same command again",
    errno.EFBIG: "{file} would be larger than this disk, or a limit of yours, allows",
    errno.EROFS: "{file} lies on a disk that is read-only",
    errno.EACCES: "you may not read or write {file}",
    errno.EPERM: "you may not read or write {file}",
    errno.ENOENT: "there is no {file}",
    errno.ENOTDIR: "there is a file where a folder is needed for {file}",
    errno.EEXIST: "there is something else in the place of {file}",
    errno.EISDIR: "{file} is a folder where a file is needed",
    errno.ENAMETOOLONG: "the name {file} is too long for this system",
    errno.EMFILE: "too many files are open at once; give fewer --workers",
    errno.ENFILE: "too many files are open at once; give fewer --workers",
    errno.EAGAIN: "this machine can start no more processes; give fewer --workers",
    errno.ENOMEM: "this machine has no memory left; give fewer --workers",
    errno.EIO: "the disk does not read or write {file} any more",
}
_FULL = (errno.ENOSPC, errno.EDQUOT)


def plain_system_error(problem: OSError) -> str:
    """Return an error of the system as one line that says what happened and, where one is known, the way out.

    >>> plain_system_error(OSError(errno.ENOSPC, "No space left on device", "results/grades.csv"))
    'there is no room left on the disk for results/grades.csv. Make some and run the same command again'
    >>> plain_system_error(OSError("its fork server did not come up"))
    'its fork server did not come up'
    """
    file = problem.filename2 or problem.filename
    named = os.fsdecode(file) if isinstance(file, str | bytes) else ""
    words = WORDS.get(problem.errno or 0, "")
    if words and (named or "{file}" not in words or problem.errno in _FULL):
        return words.format(file=named or "what had to be written")
    return " ".join(f"{named}: {problem.strerror or problem}".removeprefix(": ").split())
