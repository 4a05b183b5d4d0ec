"""One submission in WebAssembly, seen from the grader: the same session, its frames carried by a process of guests."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ..inside.wire import pack
from ..limits import SubmissionStopped
from ..session import MAX_OUTPUT, GraderFault, Session
from .host_client import GuestHost
from .wall import WebAssembly


class GuestSession(Session):
    """A guest. Leaving it ends the guest; the process that holds it goes on if it is somebody else's."""

    def __init__(self, holder: WebAssembly | GuestHost, done: Callable[[bool], None] | None = None) -> None:
        """`holder` is the wall, for a process of this session's own, or such a process.

        Raises GraderFault if no guest comes up.
        """
        self.open, self.frame, self._printed = True, b"", b""
        self.problem: SubmissionStopped | GraderFault | None = None
        self._done = done or (lambda clean: self.host.end())
        self.number, self.ready = 0, False
        self.seen, self.promised, self.looked = bytearray(), None, 0.0
        try:
            self.host = GuestHost(holder, MAX_OUTPUT) if isinstance(holder, WebAssembly) else holder
        except OSError as problem:
            raise GraderFault(f"{holder.name} does not start: {problem}") from None
        self.process, self.output = self.host.process, self.host.output
        try:
            if not self.host.alive:
                raise GraderFault("its process has ended")
            self.wait_until_ready()
        except GraderFault as problem:
            self.stop(problem)

    @property
    def kept(self) -> bytes:
        """What it printed, the first part of it."""
        return self.host.kept if self.open else self._printed

    def close(self) -> None:
        """End the guest; once closed it stays so."""
        if not self.open:
            return
        self.open = False
        self._printed = self.host.kept
        self.host.next_guest()
        self._done(self.problem is None)

    def _send(self, message: dict, refer, seconds: float) -> None:
        self.host.send(pack({**message, "number": self.number}, refer))

    def _take(self, seconds: float) -> None:
        """Take what comes in within these seconds; a thread takes what is printed."""
        try:
            self.seen += self.host.receive(seconds) or b""
        except EOFError:
            raise self._gone() from None

    def _drain(self) -> None:
        """Take nothing: a thread takes what it prints, as it comes."""

    def _gone(self) -> SubmissionStopped:
        return SubmissionStopped("gone", "its process ended by itself, by os._exit() or a crash")

    def _weigh(self) -> None:
        self.looked = monotonic()
        self.host.check_memory()
