"""Sessions for several workers: from fork servers where the machine can keep their runners apart, else made ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Lock

from .fork_client import ForkServer
from .session import GraderFault, Session
from .walls import Sandbox


class SessionPool:
    """Opens sessions in a sandbox, for so many workers at once. Leaving it ends all, those at work too."""

    def __init__(self, sandbox: Sandbox, workers: int = 1) -> None:
        self.sandbox, self.spare = sandbox, workers + 1
        self._waiting: deque[ForkServer | Session] = deque()
        self._at_work: set[Session] = set()
        self._lock, self._closed = Lock(), False
        self._make: Callable[[], ForkServer | Session] = partial(
            Session if sandbox.shared is None else ForkServer, sandbox
        )

    def __enter__(self) -> SessionPool:
        return self

    def __exit__(self, *_) -> None:
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
            for session in self._at_work:
                session.process.kill()  # the thread that waits for it sees it end, and clears away what is left
        for one in waiting:
            if isinstance(one, ForkServer):
                one.end()
            else:
                one.close()

    def open(self) -> Session:
        """Return a session of its own for one submission. Raises GraderFault once the pool is left."""
        one = self._next()
        if isinstance(one, ForkServer):
            one = self._forked(one)
        with self._lock:
            self._at_work = {session for session in self._at_work if session.open} | {one}
            if self._closed:
                one.process.kill()
        return one

    def _forked(self, server: ForkServer) -> Session:
        try:
            return Session(server, partial(self._back, server))
        except GraderFault:  # it has ended since; a new one must do
            server.end()
        server = ForkServer(self.sandbox)
        return Session(server, partial(self._back, server))

    def _next(self) -> ForkServer | Session:
        with self._lock:
            if self._closed:
                raise GraderFault("the grader was stopped")
            while len(self._waiting) < self.spare:  # they come up while others work
                self._waiting.append(self._make())
            return self._waiting.popleft()

    def _back(self, server: ForkServer, clean: bool) -> None:
        """Take a fork server back, unless it has seen trouble."""
        with self._lock:
            if clean and server.alive and not self._closed:
                self._waiting.appendleft(server)
                return
        server.end()
