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

import _host  # pyright: ignore[reportMissingImports]  # the door; WebAssembly alone has it

from .runner import Channel, Namespace, enter_work_folder, handle_request, wire_reference
from .wire import pack, unpack

FRAME, OUTPUT = b"f", b"o"


class GraderGone(BaseException):
    """The grader asks nothing more."""


class Door(Channel):
    """Whole frames in and out, through the one door of the guest."""

    def __init__(self) -> None:
        self.number = 0

    def receive(self) -> dict:
        """Return the next message. Raises GraderGone when there will be none."""
        data = _host.call(b"")
        if not data:
            raise GraderGone
        message = unpack(data)
        self.number = message.get("number", 0)
        return message

    def send(self, **message) -> None:
        """Send a message as the answer to the last one, after what was printed before."""
        sys.stdout.flush()
        _host.call(FRAME + pack({**message, "number": self.number}, wire_reference))


class Printed(io.RawIOBase):
    """What a submission prints, as a file that leads to the door."""

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def fileno(self) -> int:
        """Return the number that such a file has everywhere."""
        return 1

    def write(self, data) -> int:
        """Send these bytes."""
        part = bytes(data)
        _host.call(OUTPUT + part)
        return len(part)


def run_threads_at_once() -> None:
    """Let a thread do its work when it is started: the guest has one thread, and who waits for others waits in vain.

    A timer, which waits, cannot be started, as anywhere without threads.
    """
    without_threads = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if isinstance(thread, threading.Timer):
            without_threads(thread)
        thread._started.set()
        try:
            thread.run()
        except Exception as problem:  # in a thread of its own it would have been printed
            print(f"{type(problem).__name__} in {thread.name}: {problem}", file=sys.stderr)
        thread._os_thread_handle._set_done()

    def submit(pool, act, /, *arguments, **more) -> concurrent.futures.Future:
        future = concurrent.futures.Future()
        try:
            future.set_result(act(*arguments, **more))
        except Exception as problem:
            future.set_exception(problem)
        return future

    threading.Thread.start = start
    concurrent.futures.ThreadPoolExecutor.submit = submit


def serve(place: str) -> None:
    """Answer the grader until it asks nothing more."""
    os.chdir(place)
    sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(Printed()), "utf-8", "replace")
    door, namespace = Door(), Namespace()
    enter_work_folder()
    run_threads_at_once()
    door.send(say="ready")
    while True:
        try:
            message = door.receive()
        except GraderGone:
            return
        handle_request(door, namespace, message)
