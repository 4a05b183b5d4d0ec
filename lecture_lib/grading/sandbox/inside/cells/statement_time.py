"""A time limit for single statements, where the whole cell took too long before: an endless loop costs itself alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STATEMENT_SECONDS = 1.0


class StatementTooLong(BaseException):
    """Stops a statement; no `except Exception` of the submission's takes it for its own."""


def can_stop_statements() -> bool:
    """Is there a clock that interrupts what runs? Windows and WebAssembly have none."""
    return hasattr(signal, "setitimer")


@contextmanager
def limited_statement(is_limited: bool) -> Iterator[None]:
    """Raise StatementTooLong in what runs meanwhile, if it takes longer than STATEMENT_SECONDS.

    >>> with limited_statement(is_limited=False):
    ...     sum(range(10))
    45
    """
    if not is_limited:
        yield
        return

    def stop(*_):
        raise StatementTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, STATEMENT_SECONDS, STATEMENT_SECONDS)  # again, where it is held up
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
