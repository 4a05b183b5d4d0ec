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
    """Opens sessions in a sandbox, for so many workers at once. Leaving it ends whatever still waits."""

    def __init__(self, sandbox: Sandbox, workers: int = 1) -> None:
        self.sandbox, self.spare = sandbox, workers + 1
        self._waiting: deque[ForkServer | Session] = deque()
        self._lock = Lock()
        self._make: Callable[[], ForkServer | Session] = partial(
            Session if sandbox.shared is None else ForkServer, sandbox
        )

    def __enter__(self) -> SessionPool:
        return self

    def __exit__(self, *_) -> None:
        for one in self._waiting:
            if isinstance(one, ForkServer):
                one.end()
            else:
                one.close()

    def open(self) -> Session:
        """Return a session of its own for one submission."""
        one = self._next()
        if not isinstance(one, ForkServer):
            return one
        try:
            return Session(one, partial(self._back, one))
        except GraderFault:  # it has ended since; a new one must do
            one.end()
        one = ForkServer(self.sandbox)
        return Session(one, partial(self._back, one))

    def _next(self) -> ForkServer | Session:
        with self._lock:
            while len(self._waiting) < self.spare:  # they come up while others work
                self._waiting.append(self._make())
            return self._waiting.popleft()

    def _back(self, server: ForkServer, clean: bool) -> None:
        """Take a fork server back, unless it has seen trouble."""
        if not (clean and server.alive):
            server.end()
            return
        with self._lock:
            self._waiting.appendleft(server)
