"""Top-level `await`, as in a notebook: one loop for all cells of a submission, without sockets and files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

_NAP = 0.01  # seconds after which a thread's result is looked for


class _Sleeper:
    """In place of a selector: there is nothing to wait for but the time."""

    def select(self, timeout: float | None = None) -> list:
        time.sleep(_NAP if timeout is None else min(max(timeout, 0.0), _NAP))
        return []

    def close(self) -> None:
        pass


class SocketlessLoop(asyncio.BaseEventLoop):
    """An event loop that only counts the time: sleeping, tasks, threads; no network."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Sleeper()

    def _process_events(self, event_list: list) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


_loops: list[SocketlessLoop] = []


def run_coroutine(coroutine: Coroutine) -> Any:
    """Run a coroutine to its end, in the one loop of this process; tasks that it began go on at the next call.

    >>> async def answer():
    ...     await asyncio.sleep(0)
    ...     return 42
    >>> run_coroutine(answer())
    42
    """
    if not _loops:
        _loops.append(SocketlessLoop())
    return _loops[0].run_until_complete(coroutine)
