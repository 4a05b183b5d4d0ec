"""What a killed grader left in the temporary folder goes at the next start, and nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from lecture_lib.grading.sandbox import temporary_folders
from lecture_lib.grading.sandbox.temporary_folders import LOCK_FILE, OWN_PREFIX, HeldFolder, remove_abandoned_folders
from tests.notebooks.rows import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")

GRADER = """
import os, sys
from lecture_lib.grading.sandbox.temporary_folders import make_folder
folder = make_folder("work")
os.makedirs(os.path.join(folder, "a", "b"))
print(folder, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def grader(tmp_path):
    """A process that holds a folder below `tmp_path`: the folder, and what ends it."""
    process = subprocess.Popen(
        [sys.executable, "-c", GRADER],
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    folder = process.stdout.readline().strip()
    yield folder, process
    process.kill()
    process.communicate()


def left(tmp_path):
    return sorted(path.name for path in tmp_path.iterdir())


def test_the_folder_of_a_grader_that_runs_stays(grader, tmp_path):
    folder, process = grader
    remove_abandoned_folders(str(tmp_path))
    assert os.path.isdir(os.path.join(folder, "a", "b"))
    process.communicate("\n")
    assert process.returncode == 0 and left(tmp_path) == []  # who ends in order clears away by itself


def test_the_folder_of_a_grader_that_was_killed_goes(grader, tmp_path):
    folder, process = grader
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert os.path.isdir(folder)
    remove_abandoned_folders(str(tmp_path))
    assert left(tmp_path) == []


def test_the_next_grader_clears_away_before_it_makes_its_own(grader, tmp_path):
    _, process = grader
    process.kill()
    process.wait()
    with HeldFolder(str(tmp_path), OWN_PREFIX) as mine:
        assert left(tmp_path) == [os.path.basename(mine)]


def abandoned(tmp_path, name=f"{OWN_PREFIX}abcdefgh"):
    folder = tmp_path / name
    (folder / "work").mkdir(parents=True)
    (folder / LOCK_FILE).touch()
    return folder


def test_ctrl_c_while_it_is_cleared_away_at_the_end_is_not_answered(tmp_path):
    pressed_at_each_step = """
import os, signal
from lecture_lib.grading.sandbox.temporary_folders import make_folder
os.makedirs(os.path.join(make_folder("work"), "a"))
def rmdir(path, rmdir=os.rmdir):
    signal.raise_signal(signal.SIGINT)
    rmdir(path)
os.rmdir = rmdir
"""
    ended = subprocess.run(
        [sys.executable, "-c", pressed_at_each_step],
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout, ended.stderr, left(tmp_path)) == (0, "", "", [])


def test_what_a_stranger_left_in_it_does_no_harm(tmp_path):
    folder, precious = abandoned(tmp_path) / "work", tmp_path / "precious"
    (precious / "thesis").mkdir(parents=True)
    (folder / "link").symlink_to(precious)
    os.link(_file(precious / "thesis" / "text"), folder / "hard link")
    os.mkfifo(folder / "pipe")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(40):
        os.mkdir("d" * 200, dir_fd=here)
        here, outer = os.open("d" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(outer)
    os.mkdir("sealed", 0o000, dir_fd=here)
    os.close(here)
    os.close(os.open(os.fsencode(folder) + b"/\xff\n", os.O_CREAT | os.O_WRONLY))
    remove_abandoned_folders(str(tmp_path))
    assert left(tmp_path) == ["precious"] and (precious / "thesis" / "text").read_text() == "mine"


def _file(path):
    path.write_text("mine")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "lecture-lib",
        "lecture-lib-grader-notes",
        "lecture-lib-grader-abcdefgh.zip",
        "other",
        "lecture-lib-work-abcdefgh",
    ],
)
def test_folders_of_other_names_or_without_a_lock_stay(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "text").write_text("mine")
    remove_abandoned_folders(str(tmp_path))
    assert (tmp_path / name / "text").read_text() == "mine"


def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path):
    precious = abandoned(tmp_path, "precious")
    (tmp_path / f"{OWN_PREFIX}abcdefgh").symlink_to(precious)
    other = abandoned(tmp_path, f"{OWN_PREFIX}ijklmnop")
    (other / LOCK_FILE).unlink()
    (other / LOCK_FILE).symlink_to(precious / LOCK_FILE)
    remove_abandoned_folders(str(tmp_path))
    assert (precious / "work").is_dir() and (precious / LOCK_FILE).is_file() and (other / "work").is_dir()


def test_folders_of_another_user_stay(tmp_path, monkeypatch):
    folder, me = abandoned(tmp_path), os.geteuid()
    monkeypatch.setattr(temporary_folders.os, "geteuid", lambda: me + 1)
    remove_abandoned_folders(str(tmp_path))
    assert folder.is_dir()


def test_a_grader_killed_before_it_had_a_lock_leaves_nothing(tmp_path):
    (tmp_path / f"{OWN_PREFIX}abcdefgh").mkdir()
    remove_abandoned_folders(str(tmp_path))
    assert left(tmp_path) == []


def test_removing_that_was_cut_short_is_taken_up_again(tmp_path, monkeypatch):
    """The lock goes last, so that what is left is known for what it is."""
    folder, removed = abandoned(tmp_path), temporary_folders.remove_folder

    def killed(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(temporary_folders, "remove_folder", killed)
    with pytest.raises(KeyboardInterrupt):
        remove_abandoned_folders(str(tmp_path))
    assert (folder / LOCK_FILE).exists()
    monkeypatch.setattr(temporary_folders, "remove_folder", removed)
    remove_abandoned_folders(str(tmp_path))


def test_a_folder_that_another_grader_takes_away_while_it_is_made_is_made_anew(tmp_path, monkeypatch):
    made, real = [], temporary_folders.tempfile.mkdtemp

    def interrupted(**where):
        made.append(real(**where))
        if len(made) == 1:
            remove_abandoned_folders(str(tmp_path))
        return made[-1]

    monkeypatch.setattr(temporary_folders.tempfile, "mkdtemp", interrupted)
    with HeldFolder(str(tmp_path), OWN_PREFIX) as folder:
        assert len(made) == 2 and folder == made[1] and left(tmp_path) == [os.path.basename(folder)]


def test_many_that_start_at_once_each_have_a_folder(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", GRADER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    try:
        folders = [process.stdout.readline().strip() for process in processes]
        assert len(set(folders)) == 8 and all(os.path.isdir(os.path.join(folder, "a", "b")) for folder in folders)
    finally:
        for process in processes:
            process.communicate("\n")
    assert left(tmp_path) == []
