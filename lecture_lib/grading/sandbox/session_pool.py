"""Sessions for several workers: from fork servers or hosts of guests, where there are any; else made ahead."""

from __future__ import annotations

from collections import deque
from functools import partial
from threading import Lock

from .fork_client import ForkServer
from .session import MAX_OUTPUT, GraderFault, Session
from .walls import ProcessSandbox, Sandbox
from .webassembly import GuestHost, GuestSession, WebAssembly

Server = ForkServer | GuestHost


def open_session(sandbox: Sandbox) -> Session:
    """Return a session with a sandbox of its own. Raises GraderFault where that does not start."""
    if isinstance(sandbox, WebAssembly):
        return GuestSession(sandbox)
    assert isinstance(sandbox, ProcessSandbox)
    return Session(sandbox)


def _server_of(sandbox: Sandbox) -> Server | None:
    """Return what makes sessions one after the other in this sandbox; None where each needs one of its own."""
    if isinstance(sandbox, WebAssembly):
        try:
            return GuestHost(sandbox, MAX_OUTPUT)
        except OSError as problem:
            raise GraderFault(f"{sandbox.name} does not start: {problem}") from None
    if isinstance(sandbox, ProcessSandbox) and sandbox.shared is not None:
        return ForkServer(sandbox)
    return None


class SessionPool:
    """Opens sessions in a sandbox, for so many workers at once. Leaving it ends whatever still waits."""

    def __init__(self, sandbox: Sandbox, workers: int = 1) -> None:
        self.sandbox, self.spare = sandbox, workers + 1
        self._waiting: deque[Server | Session] = deque()
        self._lock = Lock()

    def __enter__(self) -> SessionPool:
        return self

    def __exit__(self, *_) -> None:
        for one in self._waiting:
            if isinstance(one, Session):
                one.close()
            else:
                one.end()

    def open(self) -> Session:
        """Return a session of its own for one submission."""
        one = self._next()
        if isinstance(one, Session):
            return one
        try:
            return self._session(one)
        except GraderFault:  # it has ended since; a new one must do
            one.end()
        server = _server_of(self.sandbox)
        assert server is not None  # as it was for the one that has ended
        return self._session(server)

    def _session(self, server: Server) -> Session:
        done = partial(self._back, server)
        return GuestSession(server, done) if isinstance(server, GuestHost) else Session(server, done)

    def _next(self) -> Server | Session:
        with self._lock:
            while len(self._waiting) < self.spare:  # they come up while others work
                self._waiting.append(_server_of(self.sandbox) or open_session(self.sandbox))
            return self._waiting.popleft()

    def _back(self, server: Server, clean: bool) -> None:
        """Take a server back, unless it has seen trouble."""
        if not (clean and server.alive):
            server.end()
            return
        with self._lock:
            if isinstance(server, GuestHost):
                self._waiting.append(server)  # its next guest needs a moment to come up
            else:
                self._waiting.appendleft(server)
