"""Sessions for several workers, made ahead: by fork servers or hosts of guests, where there are any."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


def _server_of(sandbox: Sandbox, modules: Sequence[str]) -> Server | None:
    """Return what makes sessions one after the other in this sandbox; None where each needs one of its own."""
    if isinstance(sandbox, WebAssembly):
        try:
            return GuestHost(sandbox, MAX_OUTPUT)
        except OSError as problem:
            raise GraderFault(f"{sandbox.name} does not start: {problem}") from None
    if isinstance(sandbox, ProcessSandbox) and sandbox.shared is not None:
        return ForkServer(sandbox, modules)
    return None


class SessionPool:
    """Opens sessions in a sandbox, for so many workers at once. Leaving it ends all, those at work too.

    While one works, the next runner comes up in a spare fork server. `modules` are worth loading ahead, since several
    submissions import them.
    """

    def __init__(self, sandbox: Sandbox, workers: int = 1, modules: Sequence[str] = ()) -> None:
        self.sandbox, self.spare, self.modules = sandbox, workers + 1, modules
        self._waiting: deque[Server | Session] = deque()
        self._at_work: set[Session] = set()
        self._coming: set[ForkServer] = set()  # which make a runner ahead
        self._lock, self._closed = Lock(), False
        self._ahead = ThreadPoolExecutor(1, "sessions")

    def __enter__(self) -> SessionPool:
        return self

    def __exit__(self, *_) -> None:
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
            for session in self._at_work:
                session.process.kill()  # the thread that waits for it sees it end, and clears away what is left
            for server in self._coming:
                server.process.kill()
        self._ahead.shutdown()
        for one in waiting:
            if isinstance(one, Session):
                one.close()
            else:
                one.end()

    def open(self) -> Session:
        """Return a session of its own for one submission. Raises GraderFault once the pool is left."""
        one = self._next()
        while isinstance(one, Session) and not one.waits():  # it has ended since it came up
            one.close()
            one = self._next()
        self._prepare_next()
        if not isinstance(one, Session):
            one = self._served(one)
        with self._lock:
            self._at_work = {session for session in self._at_work if session.open} | {one}
            if self._closed:
                one.process.kill()
        return one

    def _prepare_next(self) -> None:
        """Let a fork server that waits make its next runner; whoever comes next then finds a session."""
        with self._lock:
            ready = sum(isinstance(one, Session) for one in self._waiting) + len(self._coming)
            server = next((one for one in self._waiting if isinstance(one, ForkServer)), None)
            if not self._closed and server and ready < self.spare - 1:  # one stays for who comes before that is ready
                self._waiting.remove(server)
                self._coming.add(server)
                self._ahead.submit(self._prepare, server)

    def _prepare(self, server: ForkServer) -> None:
        session = None
        try:
            session = self._session(server)
            session.wait_until_ready()
        except (GraderFault, OSError) as problem:  # who needs one makes another, and is told where that fails too
            if session is None:
                server.end()
            else:
                session.problem = GraderFault(str(problem))
        with self._lock:
            self._coming.discard(server)
            if session and not session.problem and not self._closed:
                self._waiting.append(session)
                return
        if session:
            session.close()

    def _served(self, server: Server) -> Session:
        try:
            return self._session(server)
        except GraderFault:  # it has ended since; a new one must do
            server.end()
        fresh = _server_of(self.sandbox, self.modules)
        assert fresh is not None  # as it was for the one that has ended
        return self._session(fresh)

    def _session(self, server: Server) -> Session:
        done = partial(self._back, server)
        return GuestSession(server, done) if isinstance(server, GuestHost) else Session(server, done)

    def _next(self) -> Server | Session:
        with self._lock:
            if self._closed:
                raise GraderFault("the grader was stopped")
            while len(self._waiting) + len(self._coming) < self.spare:  # they come up while others work
                self._waiting.append(_server_of(self.sandbox, self.modules) or open_session(self.sandbox))
            one = next((one for one in self._waiting if isinstance(one, Session)), self._waiting[0])
            self._waiting.remove(one)
            return one

    def _back(self, server: Server, clean: bool) -> None:
        """Take a server back, unless it has seen trouble."""
        with self._lock:
            if clean and server.alive and not self._closed:
                if isinstance(server, GuestHost):
                    self._waiting.append(server)  # its next guest needs a moment to come up
                else:
                    self._waiting.appendleft(server)
                return
        server.end()
