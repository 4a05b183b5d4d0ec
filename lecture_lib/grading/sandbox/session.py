"""One submission in its sandbox, seen from the grader: run its cells, ask for its names, call its functions.

Whatever goes wrong on the other side ends in `SubmissionStopped`, with a plain reason; what goes wrong on this side is
a `GraderFault`, and never costs a point.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from math import inf
from time import monotonic
from typing import NoReturn

from .fork_client import ForkServer
from .inside.wire import FunctionReference, MalformedFrame, pack, unpack, whole_frame_length
from .limits import SubmissionStopped, check_usage, computed_seconds
from .temporary_folders import make_folder, remove_folder
from .walls import ProcessSandbox, end_process

START_SECONDS, CELL_SECONDS, CALL_SECONDS, SUBMISSION_SECONDS = 20.0, 10.0, 5.0, 60.0  # seconds
MAX_OUTPUT = 64 * 2**10  # bytes of what it prints that are kept
POLL_SECONDS = 0.05  # seconds between two looks at what it takes
WAITING = 0.04  # who computed for a smaller part of its time was waiting, however busy the machine is


class GraderFault(Exception):
    """The sandbox itself did not work."""


def out_of_time() -> SubmissionStopped:
    """Return the stop of a submission the time of whose cells is over."""
    return SubmissionStopped("time", f"all its cells together took longer than {SUBMISSION_SECONDS:.0f} s")


class Session:
    """A runner in its sandbox. Use it as a context: leaving it ends everything that it started.

    It is `open` until it is closed, and `frame` is what it sent last, as it came. `problem` is what ended it before its
    time, a SubmissionStopped or a GraderFault. Who asks again meets the same.
    """

    def __init__(self, sandbox: ProcessSandbox | ForkServer, done: Callable[[bool], None] = lambda clean: None) -> None:
        """`done` is called when all is over, with False if it ended before its time."""
        self._done, self.open = done, True
        self.problem: SubmissionStopped | GraderFault | None = None
        self.place = make_folder("work")
        ours, theirs = socket.socketpair()
        self.output, write = os.pipe()
        self.channel, self.number, self.kept, self.frame = ours, 0, b"", b""
        self.seen, self.promised, self.looked = bytearray(), None, 0.0  # of the frame that is coming in
        try:
            self.process = sandbox.start(theirs.fileno(), write, self.place)
        except OSError as problem:
            ours.close()
            os.close(self.output)
            os.rmdir(self.place)
            raise GraderFault(f"{sandbox.name} does not start: {problem}") from None
        finally:
            theirs.close()
            os.close(write)
        self.ready = self.silent = False

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """End every process of the sandbox and remove what it wrote; once closed it stays so."""
        if not self.open:
            return
        self.open = False
        end_process(self.process)
        self.channel.close()
        with suppress(OSError):
            os.close(self.output)
        remove_folder(self.place)
        self._done(self.problem is None)

    def stop(self, problem: SubmissionStopped | GraderFault) -> NoReturn:
        """Close it, keep why, and raise that."""
        self.problem = problem
        self.close()
        raise problem

    def wait_until_ready(self) -> None:
        """Wait for the other side to come up. Raises GraderFault if it does not."""
        if not self.ready:
            try:
                message = self._receive(START_SECONDS)
            except SubmissionStopped as problem:
                raise GraderFault(
                    f"the sandbox did not come up: {problem} {self.kept.decode(errors='replace')[-300:]}"
                ) from None
            if message.get("say") != "ready":
                raise GraderFault("the sandbox did not say that it is ready")
            self.ready = True

    def waits(self) -> bool:
        """Is its other side there, with nothing more said than that it is ready?"""
        return not (self.ready and select.select([self.channel], [], [], 0)[0])

    def ask(self, seconds: float, until: float = inf, **message) -> dict:
        """Send a message and return the answer to it. Functions in it can be called by the other side meanwhile.

        The answer must be there within these seconds, and before the moment `until` by the monotonic clock.
        """
        if self.problem:
            raise self.problem
        left = until - monotonic()
        try:
            if left <= 0:
                raise out_of_time()
            return self._asked(min(seconds, left), message)
        except SubmissionStopped as problem:
            self.stop(problem if monotonic() < until else out_of_time())
        except GraderFault as problem:
            self.stop(problem)

    def _asked(self, seconds: float, message: dict) -> dict:
        self.wait_until_ready()
        self.number, self.frame = self.number + 1, b""
        functions: list = []

        def refer(thing):
            if callable(thing):
                functions.append(thing)
                return FunctionReference(getattr(thing, "__name__", "g").lstrip("_"), len(functions) - 1)
            return None

        end = monotonic() + seconds
        self._send(message, refer, seconds)
        while (reply := self._receive(end - monotonic(), seconds)).get("say") == "callback":
            self._send(_called(functions, reply), refer, max(0.1, end - monotonic()))
        self._drain()  # what it printed belongs to what was asked
        if message["do"] == "cell":  # what it took is this cell's doing, not that of what comes next
            self._weigh()
        return reply

    def _send(self, message: dict, refer, seconds: float) -> None:
        try:
            self.channel.settimeout(seconds)
            self.channel.sendall(pack({**message, "number": self.number}, refer))
        except OSError:
            raise self._gone() from None

    def _receive(self, seconds: float, allowed: float = START_SECONDS) -> dict:
        began, computed = monotonic(), None
        while True:
            frame = self._frame()
            if frame is not None:
                return self._believed(frame)
            passed = monotonic() - began
            if computed is None and passed >= POLL_SECONDS:  # it takes its time
                computed = computed_seconds(self.process.pid)
            if passed >= seconds:
                raise SubmissionStopped(
                    "time", f"it took longer than {allowed:.0f} s{self._doing_what(computed, passed)}"
                )
            self._take(min(seconds - passed, POLL_SECONDS))
            self._look()

    def _doing_what(self, before: float | None, passed: float) -> str:
        """Say what its time was taken by, if it can be seen how much it had computed before."""
        now = computed_seconds(self.process.pid)
        if not now or before is None:
            return ""
        return ", waiting" if now - before < WAITING * passed else ", perhaps in a loop that never ends"

    def _take(self, seconds: float) -> None:
        """Take what comes in within these seconds, of frames and of what is printed."""
        readable, _, _ = select.select([self.channel, *self._outputs()], [], [], seconds)
        if self.output in readable:
            self._drain()
        if self.channel in readable:
            self.seen += self._part()

    def _frame(self) -> bytes | None:
        try:
            self.promised = self.promised or whole_frame_length(self.seen)
        except MalformedFrame as problem:
            raise SubmissionStopped("garbled", f"it broke the grader's language ({problem})") from None
        if self.promised is None or len(self.seen) < self.promised:
            return None
        with memoryview(self.seen) as seen:
            frame = bytes(seen[: self.promised])
        del self.seen[: self.promised]
        self.promised = None
        return frame

    def _believed(self, frame: bytes) -> dict:
        try:
            message, self.frame = unpack(frame), frame
        except MalformedFrame as problem:
            raise SubmissionStopped("garbled", f"it broke the grader's language ({problem})") from None
        number, say = message.get("number"), message.get("say")
        if type(number) is not int or number != self.number or type(say) is not str:
            raise SubmissionStopped("garbled", "it answered a question that was not asked")
        return message

    def _gone(self) -> SubmissionStopped:
        self._drain()
        with suppress(Exception):
            self.process.wait(1)
        return SubmissionStopped("gone", "its process ended by itself, by os._exit() or a crash")

    def _drain(self) -> None:
        """Take what was printed; keep the first part of it."""
        for _ in range(16):  # who prints without end must not be listened to without end
            if not select.select(self._outputs(), [], [], 0)[0]:
                return
            part = os.read(self.output, 2**16)
            self.silent = not part
            self.kept += part[: max(0, MAX_OUTPUT - len(self.kept))]

    def _outputs(self) -> list[int]:
        return [] if self.silent else [self.output]

    def _part(self) -> bytes:
        try:
            part = self.channel.recv(2**18)
        except OSError:
            part = b""
        if not part:
            raise self._gone()
        return part

    def _look(self) -> None:
        """Weigh it now and then."""
        if monotonic() - self.looked >= POLL_SECONDS:
            self._weigh()

    def _weigh(self) -> None:
        """Stop it when all its processes together take too much."""
        self.looked = monotonic()
        check_usage(self.process.pid, getattr(self.process, "place", self.place))


def _called(functions: list, reply: dict) -> dict:
    """Call a function of the grader's for the other side, which may hand in anything."""
    try:
        return {"do": "value", "value": functions[reply["key"]](*reply["arguments"])}
    except (SubmissionStopped, GraderFault):  # what was asked for is more than the grader does for it
        raise
    except Exception as problem:
        return {"do": "raise", "text": str(problem)[:300]}
