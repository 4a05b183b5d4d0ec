"""A learner's code under limits: an endless loop costs five seconds, not the kernel (row 00.1).

Where the system can fork, the code runs in a copy of this process, which is warm already: what it changes, eats
or breaks is gone with it. Elsewhere it runs here: a timer in a second thread interrupts it, and where there are no
threads either (a browser's WebAssembly), it looks at the clock itself at every turn of a loop and every call.
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
WAITING = 0.04  # who computed for a smaller part of its time was waiting, however busy the machine is
MUCH_MEMORY = 500 * 2**20  # bytes: who took as many when its time was over is asked about memory, not about loops
OUTPUT_LIMIT = 10_000  # characters of its output that are shown
_OUT_OF_MEMORY = f"it took more than {MEMORY_LIMIT / 2**30:.1f} GB of memory. Does something grow without end?"
_TOOL = 4  # of the numbers for tools that watch a program, one that Python gives to no kind of tool


class LimitExceeded(Exception):
    """The code was stopped; the text says why, in words for the learner."""


def run_limited(act: Callable[[], dict]) -> dict:
    """Return `act()`, a dict that JSON can carry; raise `LimitExceeded` if it takes too long or breaks its process.

    >>> run_limited(lambda: {"sum": 1 + 2})
    {'sum': 3}
    """
    return _in_a_copy(act) if can_fork() else _interrupted(act)


def can_fork() -> bool:
    """Return whether an answer runs in a copy of this process.

    >>> can_fork() == (sys.platform == "linux")
    True
    """
    return sys.platform == "linux"  # macOS has fork, but its own libraries do not survive it


def _in_a_copy(act: Callable[[], dict]) -> dict:
    read, write = os.pipe()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other threads stay behind; the copy needs none
            pid = os.fork()
    except OSError:  # no more processes for this user
        os.close(read)
        os.close(write)
        return _interrupted(act)
    if pid == 0:
        _the_copy(act, write)
    os.close(write)
    try:
        data = _received(read, monotonic() + TIME_LIMIT)
        computed = _seconds_computed(pid)  # before its end: to give back a large memory takes time of its own
    finally:
        os.close(read)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, _, taken = os.wait4(pid, 0)
    if data is None:
        raise _too_long(computed, taken.ru_maxrss * 1024 - _resident_bytes())
    if not data:
        raise LimitExceeded("it ended its own process. That happens by os._exit(), or when memory runs out.")
    answer = json.loads(data)
    if "answer" not in answer:
        raise LimitExceeded(_OUT_OF_MEMORY)
    sys.stdout.write(answer["printed"])
    return answer["answer"]


def _the_copy(act: Callable[[], dict], write: int) -> None:
    """Carry out `act` and send what it returns; never return."""
    try:
        import resource

        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Stop in JupyterLab ends the copy
        taken = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY_LIMIT, taken + MEMORY_LIMIT))
        message = b"{}"  # of a copy that had not memory enough
        with suppress(MemoryError), redirect_stdout(io.StringIO()) as printed:
            answer = act()
            message = json.dumps({"answer": answer, "printed": printed.getvalue()[:OUTPUT_LIMIT]}).encode()
        with os.fdopen(write, "wb") as pipe:
            pipe.write(message)
    finally:
        os._exit(0)


def _received(read: int, end: float) -> bytes | None:
    """Return all that the copy sends until it ends; None if it does not end in time."""
    data = b""
    while select.select([read], [], [], max(0.0, end - monotonic()))[0]:
        part = os.read(read, 2**16)
        if not part:
            return data
        data += part
    return None


def _too_long(computed: float = TIME_LIMIT, grown: int = 0) -> LimitExceeded:
    """Return why it was stopped: by what it did with its time, the seconds it computed and the bytes it took."""
    if grown > MUCH_MEMORY:
        likely = f"It took {grown / 2**30:.1f} GB of memory too. Does something grow without end?"
    elif computed < TIME_LIMIT * WAITING:
        likely = "It hardly computed at all. Does it wait, for input() or sleep()?"
    else:
        likely = "Is there a loop that never ends?"
    return LimitExceeded(f"it took longer than {TIME_LIMIT:g} seconds. {likely}")


def _seconds_computed(pid: int) -> float:
    """Return how long the process `pid` has computed, for itself and in the system."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()  # from the third on: its name may hold blanks and brackets
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _interrupted(act: Callable[[], dict]) -> dict:
    """Carry out `act` here; a timer presses Stop."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _thread.interrupt_main()

    timer = threading.Timer(TIME_LIMIT, stop)
    try:
        timer.start()
    except RuntimeError:  # there are no threads
        return _watched(act)
    try:
        return act()
    except MemoryError:
        raise LimitExceeded(_OUT_OF_MEMORY) from None
    except KeyboardInterrupt:
        if late.is_set():
            raise _too_long() from None
        raise
    finally:
        timer.cancel()


class _Late(KeyboardInterrupt):
    """Stop, pressed by the clock: whoever lets Stop through lets this through."""


def _watched(act: Callable[[], dict]) -> dict:
    """Carry out `act` here and look at the clock on the way."""
    end = monotonic() + TIME_LIMIT

    def look(*_) -> None:
        if monotonic() > end:
            raise _Late

    try:
        return _monitored(act, look) if sys.version_info >= (3, 12) else _traced(act, look)
    except _Late:
        raise _too_long() from None


def _monitored(act: Callable[[], dict], look: Callable[..., None]) -> dict:
    """Carry out `act`; call `look` at every jump, such as a loop's back to its start, and at every call (PEP 669)."""
    monitoring = sys.monitoring
    if monitoring.get_tool(_TOOL):  # an answer that asks for a check itself is being watched
        return act()
    monitoring.use_tool_id(_TOOL, __name__)
    try:
        for event in (monitoring.events.JUMP, monitoring.events.PY_START):
            monitoring.register_callback(_TOOL, event, look)
        monitoring.set_events(_TOOL, monitoring.events.JUMP | monitoring.events.PY_START)
        return act()
    finally:  # written out: a call of Python's own could be looked at here, and stopped
        monitoring.set_events(_TOOL, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(_TOOL)


def _traced(act: Callable[[], dict], look: Callable[..., None]) -> dict:
    """Carry out `act`; call `look` before every instruction, since 3.11 has no event for `while True: pass`."""

    def trace(frame, event, argument):
        frame.f_trace_opcodes = True
        look()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return act()
    finally:
        sys.settrace(before)
