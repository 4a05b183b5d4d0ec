"""How much a judge may take: told by the grader, which looks from outside, and by the system, which refuses more."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

JUDGE_SECONDS = 10.0  # seconds of comparing for one question
MAX_JUDGE_MEMORY = 300 * 2**20  # bytes that a judge may hold, where it alone needs so much
MAX_IDLE_MEMORY = 100 * 2**20  # bytes with which a judge is used again
SMALL_GROWTH = 32 * 2**20  # bytes that each of several judges may take beside what it has; ordinary answers take few


def refuse_more(growth: int = MAX_JUDGE_MEMORY) -> None:
    """Let the system refuse this process more memory than so much more, and end it after twice its time.

    A net below the grader's watch, and all that is left when the grader is killed. On Linux alone; elsewhere the
    systems know no such limit, or do not keep it.
    """
    if sys.platform != "linux":
        return
    import resource

    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")  # of addresses
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_AS, taken + growth)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime + 2 * JUDGE_SECONDS) + 1)


def _lower(what: int, to: int) -> None:
    import resource

    hard = resource.getrlimit(what)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (to if hard == resource.RLIM_INFINITY else min(to, hard), hard))
