"""The untrusted side inside WebAssembly: the runner behind a door for bytes. There are no sockets, and no threads.

Started by `guest_host.bridge`. The door is all that leads out of the guest: an empty request waits for the next
message, "f" sends a frame and "o" what was printed.
"""

from __future__ import annotations

import concurrent.futures
import io
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from .cells import Namespace
from .runner import Channel, enter_work_folder, handle_request, wire_reference
from .stand_ins import prefer_stand_ins
from .wire import pack, unpack

FRAME, OUTPUT = b"f", b"o"


class GraderGone(BaseException):
    """The grader asks nothing more."""


class Door(Channel):
    """Whole frames in and out, through the one door of the guest."""

    def __init__(self, call: Callable[[bytes], bytes], printed: io.TextIOBase) -> None:
        self.call, self.printed, self.number = call, printed, 0

    def receive(self) -> dict:
        """Return the next message. Raises GraderGone when there will be none."""
        data = self.call(b"")
        if not data:
            raise GraderGone
        message = unpack(data)
        self.number = message.get("number", 0)
        return message

    def send(self, **message) -> None:
        """Send a message as the answer to the last one, after what was printed before."""
        with suppress(Exception):  # the submission may have closed it
            self.printed.flush()
        self.call(FRAME + pack({**message, "number": self.number}, wire_reference))


class Printed(io.RawIOBase):
    """What a submission prints, as a file that leads to the door."""

    def __init__(self, call: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self.call = call

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def fileno(self) -> int:
        """Return the number that such a file has everywhere."""
        return 1

    def write(self, data) -> int:
        """Send these bytes."""
        part = bytes(data)
        self.call(OUTPUT + part)
        return len(part)


def run_threads_at_once() -> None:
    """Let a thread do its work when it is started: the guest has one thread, and who waits for others waits in vain.

    A timer, which waits, cannot be started, as anywhere without threads.
    """
    without_threads = threading.Thread.start

    def start(self: threading.Thread) -> None:
        if isinstance(self, threading.Timer):
            without_threads(self)
        try:
            self.run()
        except Exception as problem:  # in a thread of its own it would have been printed
            sys.stderr.write(f"{type(problem).__name__} in {self.name}: {problem}\n")

    def join(self: threading.Thread, timeout: float | None = None) -> None:
        """Wait for nothing: it has ended."""

    def is_alive(self: threading.Thread) -> bool:
        return self is threading.main_thread()

    def submit(self, fn, /, *args, **kwargs) -> concurrent.futures.Future:
        future = concurrent.futures.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future

    threading.Thread.start, threading.Thread.join, threading.Thread.is_alive = start, join, is_alive
    concurrent.futures.ThreadPoolExecutor.submit = submit


def serve_guest(place: str) -> None:
    """Answer the grader until it asks nothing more."""
    call = import_module("_host").call  # the door, which WebAssembly alone has
    os.chdir(place)
    printed = io.TextIOWrapper(io.BufferedWriter(Printed(call)), "utf-8", "replace")
    sys.stdout = sys.stderr = printed
    door, namespace = Door(call, printed), Namespace()
    namespace.take_over()
    prefer_stand_ins("tqdm")  # its own has a thread that watches the others
    enter_work_folder()
    run_threads_at_once()
    door.send(say="ready")
    while True:
        try:
            message = door.receive()
        except GraderGone:
            return
        handle_request(door, namespace, message)
