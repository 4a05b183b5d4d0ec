"""A learner's code under limits: an endless loop costs five seconds, not the kernel (row 00.1).

Where the system can fork, the code runs in a copy of this process, which is warm already: what it changes, eats
or breaks is gone with it. Elsewhere it runs here, and is interrupted.
"""

from __future__ import annotations

import _thread
import io
import json
import os
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from time import monotonic

TIME_LIMIT, MEMORY_LIMIT = 5.0, 1500 * 2**20  # at most: time, and bytes more than the process has already
OUTPUT_LIMIT = 10_000  # characters of its output that are shown


class LimitExceeded(Exception):
    """The code was stopped; the text says why, in words for the learner."""


def run_limited(act: Callable[[], dict]) -> dict:
    """Return `act()`, a dict that JSON can carry; raise `LimitExceeded` if it takes too long or breaks its process.

    >>> run_limited(lambda: {"sum": 1 + 2})
    {'sum': 3}
    """
    return _in_a_copy(act) if _can_fork() else _interrupted(act)


def _can_fork() -> bool:
    return sys.platform == "linux"  # macOS has fork, but its own libraries do not survive it


def _in_a_copy(act: Callable[[], dict]) -> dict:
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads stay behind; the copy needs none
        pid = os.fork()
    if pid == 0:
        _the_copy(act, write)
    os.close(write)
    try:
        answer = _received(read, monotonic() + TIME_LIMIT)
    finally:
        os.close(read)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    sys.stdout.write(answer["printed"])
    return answer["answer"]


def _the_copy(act: Callable[[], dict], write: int) -> None:
    """Carry out `act` and send what it returns; never return."""
    try:
        import resource

        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Stop in JupyterLab ends the copy
        taken = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY_LIMIT, taken + MEMORY_LIMIT))
        with redirect_stdout(io.StringIO()) as printed:
            answer = act()
        message = json.dumps({"answer": answer, "printed": printed.getvalue()[:OUTPUT_LIMIT]}).encode()
        with os.fdopen(write, "wb") as pipe:
            pipe.write(message)
    finally:
        os._exit(0)


def _received(read: int, end: float) -> dict:
    data = b""
    while True:
        if not select.select([read], [], [], max(0.0, end - monotonic()))[0]:
            raise LimitExceeded(f"it took longer than {TIME_LIMIT:g} seconds. Is there a loop that never ends?")
        part = os.read(read, 2**16)
        if not part:
            break
        data += part
    if not data:
        raise LimitExceeded("it ended its own process. That happens by os._exit(), or when memory runs out.")
    return json.loads(data)


def _interrupted(act: Callable[[], dict]) -> dict:
    """Carry out `act` here; a timer presses Stop."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _thread.interrupt_main()

    timer = threading.Timer(TIME_LIMIT, stop)
    timer.start()
    try:
        return act()
    except KeyboardInterrupt:
        if late.is_set():
            raise LimitExceeded(
                f"it took longer than {TIME_LIMIT:g} seconds. Is there a loop that never ends?"
            ) from None
        raise
    finally:
        timer.cancel()
