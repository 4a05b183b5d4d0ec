"""A progress bar with the time left, on a terminal; elsewhere a line now and then."""

from __future__ import annotations

import sys
from time import monotonic


class ConsoleProgressBar:
    """Call it with how much is done, and of how much."""

    def __init__(self) -> None:
        self.start, self.last_update = monotonic(), 0.0

    def __call__(self, done: int, of: int) -> None:
        now = monotonic()
        if of == 0 or (done < of and now - self.last_update < (0.1 if sys.stderr.isatty() else 10)):
            return
        self.last_update = now
        left = f", {(now - self.start) / done * (of - done):.0f} s left" if 0 < done < of else ""
        line = f"[{'#' * (30 * done // of):<30}] {done} of {of}{left}"
        terminal = sys.stderr.isatty()
        sys.stderr.write(f"\r{line:<70}" if terminal else line)
        sys.stderr.write("\n" if done == of or not terminal else "")
        sys.stderr.flush()
