"""The fork server, inside a sandbox: has Python and numpy loaded, and makes one fresh runner for each submission.

It never runs a stranger's code itself. Each runner is a process of its own in a folder of its own, and puts on its
locks (limits, Landlock, system-call filter) before its first cell; then it can reach neither this server nor what
another runner did. Goes into the sandbox beside `runner`.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from contextlib import suppress
from importlib import import_module

from . import locks, runner
from .guard import ChildEnds


def main() -> None:
    """Serve until the grader is gone.

    Arguments: the number of the socket to it, a folder, modules to load ahead with commas between, the runners' locks.

    Each message brings two open files, the channel and the output of the next runner. The runner says "!" to it, and
    this server "." when the runner has ended and its folder is gone. When the grader goes, server and runner go too.
    """
    control, place, modules, *chosen = socket.socket(fileno=int(sys.argv[1])), *sys.argv[2:]
    locks.end_with_parent(place)
    ends = ChildEnds()
    import_module("lecture_lib")  # what most submissions begin with
    if "restrict_files" in chosen:
        locks.rights_to_read()  # the same for all runners
    for module in filter(None, modules.split(",")):
        with suppress(Exception):  # who needs it meets the same error
            import_module(module)
    while True:
        _, files, _, _ = socket.recv_fds(control, 1, 2)
        if len(files) != 2:
            return  # the grader is gone
        folder = os.path.join(place, "runner")
        os.mkdir(folder)
        pid = os.fork()
        if pid == 0:
            ends.forget()
            _become_runner(control, *files, folder, chosen)
        for file in files:
            os.close(file)
        if not ends.wait(pid, control.fileno()):
            return
        try:
            shutil.rmtree(folder)
        except (OSError, RecursionError):
            return  # this server ends, and with it the sandbox and what is left
        control.send(b".")


def _become_runner(control: socket.socket, channel: int, output: int, folder: str, chosen: list[str]) -> None:
    """Become a runner: alone with its channel, its output and its folder."""
    try:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        control.send(b"!")
        control.close()
        runner.serve(str(channel), folder, chosen)
    finally:
        os._exit(1)
