"""Keeps a runner no longer than its grader: who made the runner waits for both, and ends it when the grader is gone.

A runner that is in a loop never reads, so it would not notice by itself. Goes into the sandbox beside `fork_server`.
"""

from __future__ import annotations

import os
import select
import signal


class ChildEnds:
    """Tells, on a file that can be polled, that a child has ended. Make it before the child."""

    def __init__(self) -> None:
        self.read, self.write = os.pipe()
        os.set_blocking(self.read, False)
        os.set_blocking(self.write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.write)

    def forget(self) -> None:
        """Undo it all, in the child: it has no part in this."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self.read)
        os.close(self.write)

    def wait(self, pid: int, grader: int) -> bool:
        """Wait until a child has ended; False if the grader closed its side of the open file `grader` before.

        Then the child is killed. Either way it is gone when this returns.
        """
        both = select.poll()
        both.register(grader, getattr(select, "POLLRDHUP", 0))  # an end of the connection is always told
        both.register(self.read, select.POLLIN)
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if grader in [fd for fd, _ in both.poll()]:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return False
            while _more(self.read):
                pass
        return True


def _more(fd: int) -> bytes:
    try:
        return os.read(fd, 2**10)
    except BlockingIOError:
        return b""


def go_on_in_child(grader: int) -> None:
    """Go on in a child, which is killed when the grader closes its side of this open file.

    For a container: it lives as long as its first process, and no signal tells that one that the grader is gone.
    """
    ends = ChildEnds()
    pid = os.fork()
    if pid:
        ends.wait(pid, grader)
        os._exit(0)
    ends.forget()
