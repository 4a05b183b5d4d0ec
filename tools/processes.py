"""Commands that run in a virtual environment: in the foreground, or behind one line that says how far they are."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from tools.console import Trouble, advice, error_line, say

ROOT = Path(__file__).resolve().parent.parent
BAR = 20  # characters


def environment(program):
    """The learner's environment, the program's folder first, without what bends a Python or slows its start."""
    scripts = Path(program).parent
    bends = ("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if name not in bends}
    env["PATH"] = str(scripts) + os.pathsep + env.get("PATH", os.defpath)
    if (scripts.parent / "pyvenv.cfg").exists():
        env["VIRTUAL_ENV"] = str(scripts.parent)
    env["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel is that of the environment, whatever the home folder holds
    env.setdefault("OMP_NUM_THREADS", "1")  # small networks are fastest on one thread
    env.setdefault("OPENBLAS_NUM_THREADS", "1")
    return env


@contextlib.contextmanager
def child_process(command, **options):
    """A running command that never outlives us."""
    command = [str(part) for part in command]
    process = subprocess.Popen(command, cwd=str(ROOT), env=environment(command[0]), **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()


def follow(command):
    """Run a command in the foreground and return its exit code. Ctrl-C is for the command to answer first."""
    interrupted, code = False, None
    with child_process(command) as process:
        while code is None:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                interrupted = True
    if interrupted and code:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code  # ended by a signal: counted as a shell counts it


def run_quietly(command, doing, fraction=lambda lines: 0):
    """Run a command behind one line in place of its chatter; Trouble with its telling line if it fails.

    `fraction` tells from what the command has said which part of it is done, 0 where nobody knows.
    """
    pipe = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "universal_newlines": True,
        "errors": "replace",
        "close_fds": False,
    }  # the command keeps the lock of install.venv_lock() while it lives
    lines, started, terminal = [], time.time(), sys.stdout.isatty()
    with child_process(command, **pipe) as process:
        reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        reader.start()
        try:
            while reader.is_alive():
                reader.join(0.2 if terminal else 10)
                if terminal or reader.is_alive():
                    show_progress(doing, fraction(lines), time.time() - started)
        finally:
            if terminal:
                print("\r" + " " * 78 + "\r", end="", flush=True)
    if process.returncode:
        raise Trouble("{} failed: {}".format(doing.capitalize(), error_line(lines)), advice("".join(lines)))


def show_progress(doing, done, seconds):
    """Say how far we are: one line rewritten in a terminal, a new line each time elsewhere."""
    line = "  {}: {}".format(doing, progress_words(done, seconds))
    if sys.stdout.isatty():
        print("\r" + line.ljust(78)[:78], end="", flush=True)
    else:
        say(line)


def progress_words(done, seconds):
    """A bar, the percentage and the time left, once enough is done to tell; before that, the time gone by.

    >>> progress_words(0.25, 6)
    '[#####---------------]  25 %, about 18 s left'
    >>> progress_words(0, 6)
    '6 s'
    """
    if done < 0.05:
        return "{:.0f} s".format(seconds)
    full = int(BAR * done)
    left = seconds * (1 - done) / done
    return "[{}]{:4.0f} %, about {:.0f} s left".format("#" * full + "-" * (BAR - full), 100 * done, left)
