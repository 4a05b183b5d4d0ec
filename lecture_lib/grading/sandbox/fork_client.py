"""Warm parents, seen from the grader: a child that has numpy loaded already costs a few milliseconds.

Every submission still has a process and a folder of its own, behind locks that it cannot take off. A warm parent
whose child had to be stopped is not used again: its sandbox ends with all that may be left in it.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import tempfile
from contextlib import suppress

from .walls import Sandbox, end_process, remove_folder

FORK_SECONDS = 20.0  # seconds in which a warm parent must answer


class ForkServer:
    """A warm parent in its sandbox. `start` has the form of a sandbox's own, and gives a child of this parent."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.name, self.place = sandbox.name, tempfile.mkdtemp(prefix="lecture-lib-nest-")
        self.control, theirs = socket.socketpair()
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # messages tell who sent them
        self.control.settimeout(FORK_SECONDS)
        self.alive = True
        try:
            self.process = sandbox.start_fork_server(theirs.fileno(), self.place)
        finally:
            theirs.close()

    def start(self, channel: int, output: int, place: str) -> ForkedProcess:
        """Return a new child with its channel and its output; it writes in a folder of the parent's."""
        try:
            socket.send_fds(self.control, [b"?"], [channel, output])
            said, ancillary, _, _ = self.control.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")))
        except OSError as problem:
            raise OSError(f"its warm parent does not answer ({problem})") from None
        if said != b"!" or not ancillary:
            raise OSError("its warm parent did not come up")
        return ForkedProcess(struct.unpack("3i", ancillary[0][2][:12])[0], self)

    def end(self) -> None:
        """End the parent and all that is in its sandbox."""
        end_process(self.process)
        self.control.close()
        remove_folder(self.place)


class ForkedProcess:
    """A process that a warm parent made; as much of `subprocess.Popen` as a session needs."""

    def __init__(self, pid: int, nest: ForkServer) -> None:
        self.pid, self.place, self._nest, self.over = pid, nest.place, nest, False

    def kill(self) -> None:
        """End it, if it has not ended."""
        if not self.over:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = FORK_SECONDS) -> None:
        """Wait until its parent has cleared it away; a parent that cannot is of no use any more."""
        if self.over:
            return
        with suppress(OSError):
            self._nest.control.settimeout(timeout)
            self.over = self._nest.control.recv(1) == b"."
            self._nest.control.settimeout(FORK_SECONDS)
        self._nest.alive = self.over
