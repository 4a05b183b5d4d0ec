"""What a session watches while the other side keeps it busy."""

import json
import os
import signal
import socket
import struct
import time
from contextlib import contextmanager, suppress
from threading import Thread, current_thread, main_thread

import numpy as np
import pytest

from lecture_lib.grading.sandbox import GraderFault, Session, SessionPool, SubmissionStopped, Trusted, limits
from lecture_lib.grading.sandbox import session as module
from lecture_lib.grading.sandbox.inside.wire import MAGIC
from lecture_lib.grading.sandbox.temporary_folders import remove_folder

HEADER = json.dumps({"bytes": [2**24] * 4, "is": {}}).encode()


def test_memory_is_watched_while_bytes_keep_coming(monkeypatch):
    ours, theirs = socket.socketpair()

    def talk():
        with suppress(OSError):
            theirs.sendall(MAGIC + struct.pack(">I", len(HEADER)) + HEADER)
            while True:
                theirs.sendall(b"x" * 2**16)

    with Session(Trusted()) as session:
        session.wait_until_ready()
        monkeypatch.setattr(limits, "resident_bytes", lambda pid: 10**12)
        real, session.channel = session.channel, ours
        Thread(target=talk, daemon=True).start()
        with pytest.raises(SubmissionStopped) as stopped:
            session.ask(20.0, do="get", name="x")
        theirs.close()
        real.close()
    assert stopped.value.why == "memory"


def test_what_a_cell_took_is_held_against_that_cell(monkeypatch):
    """The watch looks now and then; a cell that is done before the next look must not leave its files to a question."""
    with Session(Trusted()) as session:
        session.wait_until_ready()
        monkeypatch.setattr(module, "POLL_SECONDS", 1000.0)
        monkeypatch.setattr(limits, "written_bytes", lambda place: limits.MAX_DISK + 1)
        with pytest.raises(SubmissionStopped) as stopped:
            session.ask(20.0, do="cell", cell=0, source=np.frombuffer(b"1 + 1", np.uint8))
    assert stopped.value.why == "disk"


def cell(session, source, seconds=20.0, **more):
    return session.ask(seconds, do="cell", cell=0, source=np.frombuffer(source.encode(), np.uint8), **more)


@pytest.mark.parametrize(
    "source, says",
    [("while True: pass", "3 s, perhaps in a loop that never ends$"), ("import time; time.sleep(60)", "3 s, waiting$")],
)
def test_what_takes_too_long_is_told_whether_it_computed_or_waited(source, says):
    with Session(Trusted()) as session, pytest.raises(SubmissionStopped, match=says):
        cell(session, source, 3.0)


def test_where_nothing_can_be_seen_of_what_it_computed_nothing_is_said_of_it(monkeypatch):
    monkeypatch.setattr(module, "computed_seconds", lambda pid: 0.0)
    with Session(Trusted()) as session, pytest.raises(SubmissionStopped, match="longer than 1 s$"):
        cell(session, "while True: pass", 1.0)


@contextmanager
def session_ahead():
    """Give a pool with one session at work, and the session that it made ahead meanwhile."""
    with SessionPool(Trusted()) as pool:
        with pool.open() as at_work:
            assert cell(at_work, "1 + 1")["error"] == ""
            while not (ready := [one for one in pool._waiting if isinstance(one, Session)]):
                time.sleep(0.01)
            yield pool, ready[0]
    assert not pool._coming and not ready[0].open


def test_the_next_runner_comes_up_while_a_session_is_at_work():
    with session_ahead() as (pool, ahead), pool.open() as second:
        assert second is ahead and cell(second, "1 + 1")["error"] == ""


def test_a_runner_that_ended_before_it_was_asked_is_not_lent():
    with session_ahead() as (pool, ahead):
        os.kill(ahead.process.pid, signal.SIGKILL)
        while ahead.waits():
            time.sleep(0.01)
        with pool.open() as second:
            assert second is not ahead and cell(second, "1 + 1")["error"] == ""


def test_a_fork_server_that_cannot_make_a_runner_ahead_costs_nobody_anything(monkeypatch):
    real, failed = SessionPool._session, []

    def make(pool, server):
        if current_thread() is not main_thread() and not failed:
            failed.append(server)
            raise OSError("no room")
        return real(pool, server)

    monkeypatch.setattr(SessionPool, "_session", make)
    with SessionPool(Trusted()) as pool:
        for _ in range(3):
            with pool.open() as opened:
                assert cell(opened, "1 + 1")["error"] == ""
                while pool._coming:
                    time.sleep(0.01)
    assert len(failed) == 1


def test_a_session_that_was_stopped_stays_so_and_says_why_again():
    reports = []
    session = Session(Trusted(), reports.append)
    with pytest.raises(SubmissionStopped, match="ended by itself") as first:
        cell(session, "import os; os._exit(0)")
    assert session.process.returncode is not None and not os.path.exists(session.place)
    with pytest.raises(SubmissionStopped) as again:
        cell(session, "1 + 1")
    assert again.value is first.value is session.problem
    session.close()
    assert reports == [False]  # once, and not as one that ended well


def test_a_session_that_ends_in_its_time_ends_well():
    reports = []
    with Session(Trusted(), reports.append) as session:
        assert cell(session, "1 + 1")["error"] == ""
    assert reports == [True] and session.problem is None


def test_what_takes_the_last_of_the_time_is_told_that_the_whole_was_too_long():
    with Session(Trusted()) as session:
        session.wait_until_ready()
        with pytest.raises(SubmissionStopped, match="all its cells together") as stopped:
            cell(session, "while True: pass", until=time.monotonic() + 0.3)
    assert stopped.value.why == "time"
    with Session(Trusted()) as session, pytest.raises(SubmissionStopped, match="together"):
        cell(session, "1 + 1", until=time.monotonic() - 1)


def test_a_fault_of_the_grader_is_met_by_all_who_ask_after_it(monkeypatch):
    monkeypatch.setattr(module, "START_SECONDS", 0.0)
    with Session(Trusted()) as session:
        for _ in range(2):
            with pytest.raises(GraderFault, match="did not come up"):
                cell(session, "1 + 1")


def nested(place, depth, name="d"):
    """Make folders in each other and return the last one, open: its path may be longer than a path can be."""
    here = os.open(place, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    return here


@pytest.mark.parametrize("depth", [0, 1, 30])
def test_a_folder_is_removed_however_deep_it_is(tmp_path, depth):
    place = tmp_path / "place"
    place.mkdir()
    deepest = nested(place, depth, "d" * 200)
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=deepest))
    os.mkdir("sealed", 0o000, dir_fd=deepest)
    os.close(deepest)
    (place / "way out").symlink_to(tmp_path)
    (place / ".0").write_text("a name that is in the way")
    (tmp_path / "keep").write_text("outside")
    remove_folder(str(place))
    assert [path.name for path in tmp_path.iterdir()] == ["keep"]


def test_folders_in_each_other_have_a_limit(tmp_path):
    os.close(nested(tmp_path, limits.MAX_WRITTEN_DEPTH))
    assert limits.written_bytes(str(tmp_path)) <= limits.MAX_DISK
    os.close(nested(tmp_path.joinpath(*["d"] * limits.MAX_WRITTEN_DEPTH), 1))
    with pytest.raises(SubmissionStopped, match=f"more than {limits.MAX_WRITTEN_DEPTH} deep") as stopped:
        limits.written_bytes(str(tmp_path))
    assert stopped.value.why == "disk"
