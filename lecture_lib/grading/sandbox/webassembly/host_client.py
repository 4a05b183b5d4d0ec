"""A process that holds guests, seen from the grader: two pipes, with a thread at each, so that nothing here can hang.

No `select` on a pipe, no process group, no lock on a file: this works on Windows as it does on Linux.
"""

from __future__ import annotations

import os
import queue
import subprocess
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

from ..limits import MAX_MEMORY, SubmissionStopped, resident_bytes
from .guest_host.records import FRAME, NEXT, OUTPUT, Record, read_record, write_record
from .wall import NEW_GROUP, WebAssembly

WAITING_RECORDS = 16  # records that may wait here; with more, the other side waits
TURN_SECONDS = 0.1  # seconds between two looks whether a record is still wanted
MACHINE_MEMORY = 2**29  # bytes that the compiled machine takes beside its guest


class GuestHost:
    """Holds a guest; `next_guest` ends that one and begins another. What it printed is `kept`, up to `most_output`."""

    def __init__(self, sandbox: WebAssembly, most_output: int) -> None:
        """Start the process. Raises OSError if it does not start."""
        self.name, self.most_output = sandbox.name, most_output
        self.output, write = os.pipe()  # open as long as the process lives
        try:
            self.process = subprocess.Popen(
                sandbox.command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=write,
                creationflags=NEW_GROUP,
                start_new_session=True,
            )
        except OSError:
            os.close(self.output)
            raise
        finally:
            os.close(write)
        self._open, self.guest, self.kept = True, 1, b""
        self._sent: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._came: queue.Queue[Record | None] = queue.Queue(WAITING_RECORDS)
        for work, pipe in ((self._write, self.process.stdin), (self._read, self.process.stdout)):
            Thread(target=work, args=(pipe,), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Is the process there?"""
        return self._open and self.process.poll() is None

    def send(self, frame: bytes) -> None:
        """Send a frame to the guest; it is on its way when this returns."""
        self._sent.put(Record(FRAME, self.guest, frame))

    def receive(self, seconds: float) -> bytes | None:
        """Return the next part of what the guest sends; None if none came in time. Raises EOFError after the last."""
        try:
            record = self._came.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if record is None or record.kind != FRAME:
            raise EOFError
        return record.data

    def next_guest(self) -> None:
        """End this guest, whatever it does, and begin the next, which hears nothing of it."""
        self._sent.put(Record(NEXT, self.guest))
        self.guest, self.kept = self.guest + 1, b""
        with suppress(queue.Empty):
            while True:
                self._came.get_nowait()

    def end(self) -> None:
        """End the process with its guest."""
        if not self._open:
            return
        self._open = False
        self._sent.put(None)
        self.process.kill()
        self.process.wait()
        os.close(self.output)

    def check_memory(self) -> None:
        """Raise SubmissionStopped where the process takes far more than its guest may; only Linux tells.

        The guest's own memory and files are bounded by the machine, on every system.
        """
        if resident_bytes(self.process.pid) > MAX_MEMORY + MACHINE_MEMORY:
            raise SubmissionStopped("memory", f"it took more than {MAX_MEMORY / 2**30:.1f} GB of memory")

    def _write(self, pipe: BinaryIO) -> None:
        with suppress(OSError), pipe:
            while record := self._sent.get():
                write_record(pipe, record)

    def _read(self, pipe: BinaryIO) -> None:
        with suppress(OSError), pipe:
            while record := read_record(pipe):
                if record.kind == OUTPUT and record.guest == self.guest:
                    self.kept += record.data[: max(0, self.most_output - len(self.kept))]
                elif record.kind != OUTPUT:
                    self._keep(record)
        self._keep(None)

    def _keep(self, record: Record | None) -> None:
        """Keep a record until it is asked for, or nobody wants it any more."""
        while self._open and (record is None or record.guest == self.guest):
            try:
                self._came.put(record, timeout=TURN_SECONDS)
                return
            except queue.Full:
                continue
