"""A grader that is ended from outside, by whatever means, takes every process of every wall with it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lecture_lib.grading.sandbox import Bubblewrap, Landlock, Trusted, probes, remove_abandoned_folders
from lecture_lib.grading.sandbox.limits import descendants
from tests.grading.submissions import notebook_bytes
from tests.notebooks.rows import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
WALLS = {"bubblewrap": Bubblewrap, "landlock": Landlock, "trusted": Trusted}
TICKS = os.sysconf("SC_CLK_TCK")

LOOP = "while True:\n    pass"
OUTLIVES = f"""
import ctypes, signal
for number in {{*range(1, 32)}} - {{9, 19}}:
    signal.signal(number, signal.SIG_IGN)
ctypes.CDLL(None).prctl(1, 0)
{LOOP}
"""
THREADS = """
import ctypes, threading
def loop():
    while True:
        pass
for _ in range(5):
    threading.Thread(target=loop).start()
ctypes.CDLL(None).pthread_exit(None)
"""
SUBMISSIONS = {
    "a loop": LOOP,
    "a loop that wants to outlive its parent": OUTLIVES,
    "threads whose first one has ended": THREADS,
}


def processor_seconds(pid):
    """Return the processor time of a process; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def alive(pid):
    """Does a process still run, in any of its threads?"""
    states = []
    for path in Path(f"/proc/{pid}/task").glob("*/stat"):
        try:
            states.append(path.read_text().rpartition(")")[2].split()[0])
        except OSError:
            continue
    return any(state not in "ZX" for state in states)


def wait_for(what, seconds=60.0):
    """Wait until something holds; return whether it ever did."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


class Grading:
    """The command on a class of one, in a terminal of its own."""

    def __init__(self, folder, wall, cell):
        (folder / "class" / "anna").mkdir(parents=True)
        (folder / "class" / "anna" / "05_forward_by_hand.ipynb").write_bytes(notebook_bytes([cell, "z = 1"]))
        (folder / "tmp").mkdir()
        words = [str(folder / "class"), "--out", str(folder / "out"), "--sheets", str(ROOT / "exercises")]
        words += ["--workers", "1", *(["--trusted"] if wall == "trusted" else ["--sandbox", wall])]
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from lecture_lib.grading.command import main; main()"
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(
                sys.executable, [sys.executable, "-c", code, *words], {**os.environ, "TMPDIR": str(folder / "tmp")}
            )

    def others(self):
        return [pid for pid in descendants(self.pid) if pid != self.pid]

    def end(self):
        if alive(self.pid):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


ENDS = {
    "kill -9": lambda grading: os.kill(grading.pid, signal.SIGKILL),
    "SIGTERM": lambda grading: os.kill(grading.pid, signal.SIGTERM),
    "SIGHUP": lambda grading: os.kill(grading.pid, signal.SIGHUP),
    "closed terminal": lambda grading: os.close(grading.terminal),
}


def check_that_nothing_outlives(folder, wall, end, submission):
    why_not = probes.start_problem(WALLS[wall]())
    if why_not:
        pytest.skip(why_not)
    grading = Grading(folder, wall, SUBMISSIONS[submission])
    try:
        assert wait_for(lambda: any(processor_seconds(pid) > 1 for pid in grading.others())), "the cell did not run"
        started = grading.others()
        ENDS[end](grading)
        assert wait_for(lambda: not alive(grading.pid))
        left = [] if wait_for(lambda: not any(map(alive, started)), 5.0) else list(filter(alive, started))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert left == []
        assert list((folder / "tmp").iterdir())  # it could not clear away; the next start does
        remove_abandoned_folders(str(folder / "tmp"))
        assert list((folder / "tmp").iterdir()) == []
    finally:
        grading.end()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("wall", WALLS)
def test_an_endless_loop_ends_with_the_grader(tmp_path, wall, end):
    check_that_nothing_outlives(tmp_path, wall, end, "a loop")


@pytest.mark.parametrize("submission", list(SUBMISSIONS)[1:])
@pytest.mark.parametrize("wall", ["bubblewrap", "landlock"])
def test_no_submission_can_outlive_the_grader(tmp_path, wall, submission):
    check_that_nothing_outlives(tmp_path, wall, "kill -9", submission)


ALONE = """
import sys
import numpy as np
from lecture_lib.grading.sandbox import Bubblewrap, Landlock, Session
from lecture_lib.grading.sandbox.inside import locks
wall, filtered, cell = sys.argv[1:]
if filtered == "no filter":
    locks.can_filter_calls = lambda: False
session = Session({"bubblewrap": Bubblewrap, "landlock": Landlock}[wall]())
session.ask(1000.0, do="cell", cell=0, source=np.frombuffer(cell.encode(), np.uint8))
"""


@pytest.mark.parametrize("submission", SUBMISSIONS)
@pytest.mark.parametrize(
    "wall, filtered", [("bubblewrap", "filter"), ("bubblewrap", "no filter"), ("landlock", "filter")]
)
def test_a_runner_without_a_fork_server_ends_with_the_grader(tmp_path, wall, filtered, submission):
    """As on the machines of a cluster, and where there is no table of system calls."""
    why_not = probes.start_problem(WALLS[wall]())
    if why_not:
        pytest.skip(why_not)
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    grader = subprocess.Popen([sys.executable, "-c", ALONE, wall, filtered, SUBMISSIONS[submission]], env=environment)
    try:
        assert wait_for(lambda: any(processor_seconds(pid) > 1 for pid in descendants(grader.pid)[1:]))
        started = descendants(grader.pid)[1:]
        grader.kill()
        grader.wait()
        left = [] if wait_for(lambda: not any(map(alive, started)), 5.0) else list(filter(alive, started))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert left == []
    finally:
        grader.kill()
        grader.wait()
