"""What a process takes is seen, wherever it hides it."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest

from lecture_lib.grading.sandbox import Bubblewrap, Session, SubmissionStopped, limits, probes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
LARGE = 50 * 2**20
PRELUDE = """
import ctypes, mmap, os, sys, threading, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
os.chdir(sys.argv[1])
large = 50 * 2**20
def written():
    file = open("large", "wb+")
    file.write(b"x" * large)
    file.flush()
    return file
def mapped(file):
    libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file.fileno(), ctypes.c_long(0))
def rest():
    os.write(1, b"ready")
    time.sleep(1000)
"""


@pytest.fixture
def process(tmp_path):
    """Return a function that starts a process that runs this code and then rests; it gives the process's number."""
    started = []

    def start(code):
        words = [sys.executable, "-c", PRELUDE + code, str(tmp_path)]
        started.append(subprocess.Popen(words, stdout=subprocess.PIPE))
        assert started[-1].stdout.read(5) == b"ready"
        return started[-1].pid

    yield start
    for one in started:
        one.kill()
        one.communicate()


ENDED = """
def work():
    {work}
    while True:                 # until the first thread has ended
        with open(f"/proc/{{os.getpid()}}/statm") as seen:
            if seen.read().startswith("0 "):
                break
    rest()
threading.Thread(target=work).start()
libc.pthread_exit(None)
"""


def test_memory_is_seen_when_the_first_thread_has_ended(process):
    assert limits.resident_bytes(process("kept = b'x' * large\nrest()")) > LARGE
    assert limits.resident_bytes(process(ENDED.format(work="kept = b'x' * large"))) > LARGE


def test_files_without_a_name_are_seen_when_the_first_thread_has_ended(process):
    assert limits.unlinked_bytes(process("file = written()\nos.unlink('large')\nrest()")) >= LARGE
    assert limits.unlinked_bytes(process(ENDED.format(work="file = written(); os.unlink('large')"))) >= LARGE


def test_room_that_is_kept_free_counts_as_written(tmp_path):
    with open(tmp_path / "empty", "wb") as file:
        try:
            _keep_free(file.fileno(), LARGE)
        except OSError as problem:
            pytest.skip(f"this file system keeps no room free: {problem}")
        assert os.fstat(file.fileno()).st_size == 0 and limits.written_bytes(str(tmp_path)) >= LARGE


def _keep_free(fd, n_bytes):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.fallocate(fd, 1, ctypes.c_long(0), ctypes.c_long(n_bytes)) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@pytest.mark.parametrize(
    "code, hidden",
    [
        ("with written() as file:\n    mapped(file)\nos.unlink('large')", True),
        ("with written() as file:\n    mapped(file)", False),
        ("file = written()\nmapped(file)\nos.unlink('large')", False),  # it has a number, and so it is weighed
        ("with written() as file:\n    kept = mmap.mmap(file.fileno(), 4096)\nos.unlink('large')", False),
        ("with written() as file:\n    pass\nos.unlink('large')", False),
    ],
    ids=["hidden", "with a name", "open", "mapped by Python", "closed"],
)
def test_a_file_that_only_a_mapping_keeps_is_hidden(process, tmp_path, monkeypatch, code, hidden):
    monkeypatch.setattr(limits, "MAX_DISK", 2**20)
    assert limits.hides_files(process(f"{code}\nrest()"), str(tmp_path)) == hidden


def test_who_wrote_little_is_not_looked_into(process, tmp_path, monkeypatch):
    looked, real = [], limits._read
    monkeypatch.setattr(limits, "_read", lambda path: looked.append(os.path.basename(path)) or real(path))
    assert not limits.hides_files(process("rest()"), str(tmp_path))
    assert "io" in looked and "maps" not in looked


def test_the_number_of_files_has_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILES", 10)
    for i in range(5):
        (tmp_path / f"folder{i}").mkdir()
        (tmp_path / f"folder{i}" / "file").touch()
    assert limits.written_bytes(str(tmp_path)) >= 10 * 4096
    (tmp_path / "one more").touch()
    with pytest.raises(SubmissionStopped, match="more than 10 files and folders") as stopped:
        limits.written_bytes(str(tmp_path))
    assert stopped.value.why == "disk"


def test_files_in_a_world_of_its_own_are_counted(monkeypatch):
    if why_not := probes.start_problem(Bubblewrap()):
        pytest.skip(why_not)
    assert limits.files_in_own_root(os.getpid()) == 0
    make = b"for i in range(300):\n    open(f'f{i}', 'w').close()"
    with Session(Bubblewrap()) as session:
        session.ask(20.0, do="cell", cell=0, source=np.frombuffer(make, np.uint8))
        assert 300 <= limits.files_in_own_root(limits.descendants(session.process.pid)[-1]) < 400
        monkeypatch.setattr(limits, "MAX_FILES", 200)
        with pytest.raises(SubmissionStopped, match="files and folders"):
            session.ask(20.0, do="cell", cell=1, source=np.frombuffer(b"1 + 1", np.uint8))
