"""Fork servers, seen from the grader: a runner that has numpy loaded already costs a few milliseconds.

Every submission still has a process and a folder of its own, behind locks that it cannot take off. A fork server
whose runner had to be stopped is not used again: its sandbox ends with all that may be left in it.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress

from .temporary_folders import make_folder, remove_folder
from .walls import ProcessSandbox, end_process

FORK_SECONDS = 20.0  # seconds in which a fork server must answer


class ForkServer:
    """A fork server in its sandbox. `start` has the form of a sandbox's own, and gives a runner that it made."""

    def __init__(self, sandbox: ProcessSandbox, modules: Sequence[str] = ()) -> None:
        """Start one whose runners find these modules loaded. Raises OSError if it does not start."""
        self.name, self.place = sandbox.name, make_folder("server")
        self.control, theirs = socket.socketpair()
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # messages tell who sent them
        self.control.settimeout(FORK_SECONDS)
        self.alive = True
        try:
            self.process = sandbox.start_fork_server(theirs.fileno(), self.place, modules)
        except OSError:
            self.control.close()
            remove_folder(self.place)
            raise
        finally:
            theirs.close()

    def start(self, channel: int, output: int, place: str) -> ForkedProcess:
        """Return a new runner with its channel and its output; it writes in a folder of the server's."""
        try:
            socket.send_fds(self.control, [b"?"], [channel, output])
            said, ancillary, _, _ = self.control.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")))
        except OSError as problem:
            raise OSError(f"its fork server does not answer ({problem})") from None
        if said != b"!" or not ancillary:
            raise OSError("its fork server did not come up")
        return ForkedProcess(struct.unpack("3i", ancillary[0][2][:12])[0], self)

    def end(self) -> None:
        """End the server and all that is in its sandbox."""
        end_process(self.process)
        self.control.close()
        remove_folder(self.place)


class ForkedProcess:
    """A process that a fork server made; as much of `subprocess.Popen` as a session needs."""

    def __init__(self, pid: int, server: ForkServer) -> None:
        self.pid, self.place, self._server, self.over = pid, server.place, server, False

    def kill(self) -> None:
        """End it, if it has not ended."""
        if not self.over:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = FORK_SECONDS) -> None:
        """Wait until its server has cleared it away; a server that cannot is of no use any more."""
        if self.over:
            return
        with suppress(OSError):
            self._server.control.settimeout(timeout)
            self.over = self._server.control.recv(1) == b"."
            self._server.control.settimeout(FORK_SECONDS)
        self._server.alive = self.over
