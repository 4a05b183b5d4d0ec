"""What goes wrong around the grader: one plain line each, nothing half written, and the next run ends the same."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys

import pytest

from lecture_lib import InputError
from lecture_lib.grading import command
from lecture_lib.grading.intake import HandIn, Submission
from lecture_lib.grading.marking import GradingJob, Mark, SubmissionMarks, grade_class, results_folder
from lecture_lib.grading.marking.journal import Journal, course_secret
from lecture_lib.grading.sandbox import Bubblewrap, Trusted, probes, temporary_folders
from lecture_lib.grading.system_errors import WORDS, plain_system_error
from tests.grading.whole_class import SHEETS, grade, reports_in
from tests.notebooks.rows import ROOT

ordinary = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write all")


def trouble(capsys, *arguments):
    """Run the command, which must fail; return the one line that it says."""
    assert command.main([str(a) for a in (*arguments, "--trusted", "--workers", "1")]) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("[")]  # but for the bar
    assert len(lines) == 1 and "Traceback" not in lines[0]
    return lines[0]


# --- a full disk --------------------------------------------------------------------------------------------------

ON_SMALL_DISK = """
import shutil, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from lecture_lib.grading.command import main
small, kept = Path({small!r}), Path({kept!r})
shutil.copytree(kept, small / "out")
code = main([{handed_in!r}, "--out", str(small / "out"), "--sheets", {sheets!r}, "--trusted", "--workers", "1"])
shutil.rmtree(kept)
shutil.copytree(small / "out", kept)
sys.exit(code)
"""


@pytest.fixture
def small_disk(tmp_path, handed_in):
    """Return a function that grades into `out` on a disk of so many bytes, and brings back what it holds then."""
    if why_not := probes.start_problem(Bubblewrap()):
        pytest.skip(why_not)
    (tmp_path / "small").mkdir()

    def run(out, size):
        places = {"small": tmp_path / "small", "kept": out, "handed_in": handed_in, "sheets": SHEETS, "root": ROOT}
        code = ON_SMALL_DISK.format(**{name: str(place) for name, place in places.items()})
        return subprocess.run(
            ["bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(tmp_path / "small")]
            + [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.mark.parametrize("size", [8192, 16384, 40960, 61440])
def test_on_a_full_disk_nothing_is_half_written_and_the_next_run_ends_the_same(small_disk, out, truth, handed_in, size):
    done = small_disk(out, size)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("there is no room left on the disk for ")
    assert "Traceback" not in done.stderr
    journal = out / "journal.jsonl"
    assert not journal.exists() or journal.read_bytes()[-1:] in (b"", b"\n")
    assert reports_in(out) == {} and list(out.rglob("*.part")) == []
    assert grade(handed_in, out) == truth


def test_on_a_disk_that_is_large_enough_all_is_written(small_disk, out, truth):
    done = small_disk(out, 2**20)
    assert done.returncode == 0, done.stderr
    assert reports_in(out) == truth


class Full:
    """A file on a disk that takes some bytes more and then no more."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def write(self, data):
        taken = data[: self.room]
        self.room -= len(taken)
        if data and not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.file.write(taken)

    def __getattr__(self, name):
        return getattr(self.file, name)


ANNA = HandIn("anna", "05", Submission(("x = 1",)))
MARKED = SubmissionMarks((Mark("05.1a", "right", 2.0, 2.0, "1 of 1 cases agree."),))


def test_the_journal_takes_a_line_as_a_whole_or_not_at_all(tmp_path):
    with Journal(tmp_path) as journal:
        journal.add("v1", ANNA, MARKED)
        before = (tmp_path / "journal.jsonl").read_bytes()
        journal._file = Full(journal._file, 100)
        with pytest.raises(OSError, match="journal.jsonl") as full:
            journal.add("v2", ANNA, MARKED)
        assert full.value.errno == errno.ENOSPC and journal.find("v2", ANNA) is None
        assert (tmp_path / "journal.jsonl").read_bytes() == before
        journal._file.room = 10**6
        journal.add("v2", ANNA, MARKED)
    with Journal(tmp_path) as journal:
        assert journal.find("v1", ANNA) == journal.find("v2", ANNA) == MARKED


def test_reports_are_replaced_all_together_or_not_at_all(handed_in, out, truth, monkeypatch, capsys):
    """In the middle of writing the disk is full: what stood there before stays as it was."""
    grade(handed_in, out)
    (out / "grades.csv").write_bytes(b"of an earlier call\n")
    (out / "overview.html").write_bytes(b"of an earlier call\n")
    (out / "feedback" / "bob.html").write_bytes(b"of an earlier call\n")
    before, real = reports_in(out), results_folder.Path.write_bytes

    def write(path, data):
        if path.name == ".bob.html.part":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, data)

    monkeypatch.setattr(results_folder.Path, "write_bytes", write)
    line = trouble(capsys, handed_in, "--out", out, "--sheets", SHEETS)
    assert line.startswith(f"there is no room left on the disk for {out / 'feedback' / 'bob.html'}.")
    assert reports_in(out) == before and list(out.rglob("*.part")) == []
    monkeypatch.undo()
    assert grade(handed_in, out) == truth


def test_where_the_temporary_folder_is_full_nobody_loses_points(handed_in, out, monkeypatch, capsys):
    monkeypatch.setattr(temporary_folders.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1, 1, 2**20))
    line = trouble(capsys, handed_in, "--out", out, "--sheets", SHEETS)
    assert "MB are free in" in line and "TMPDIR=" in line
    assert (out / "journal.jsonl").read_bytes() == b"" and reports_in(out) == {}


# --- places that are none -----------------------------------------------------------------------------------------


def test_results_that_cannot_be_kept_are_refused_before_any_work(handed_in, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a sandbox was started"))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "link").symlink_to(handed_in)
    for out, part in [
        (tmp_path / "file", "is a file; give --out a folder"),
        (tmp_path / "file" / "deeper" / "still", "is a file; give --out a folder"),
        (tmp_path / "circle", "is a broken link; give --out a folder"),
        (tmp_path / "circle" / "deeper", "is a broken link; give --out a folder"),
        (handed_in, "would lie among the submissions"),
        (tmp_path / "link" / "results", "would lie among the submissions"),
    ]:
        for more in ((), ("--explain", "ann", "05")):
            assert part in trouble(capsys, handed_in, "--out", out, "--sheets", SHEETS, *more)
    assert (tmp_path / "file").read_text() == "mine" and not (handed_in / "results").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["circle", "file", "link"]


def test_a_folder_in_the_place_of_a_file_is_told(handed_in, out, truth, capsys):
    for name in ("grades.csv", "overview.html", "feedback/ann.html", "journal.jsonl"):
        if (out / name).exists():
            (out / name).unlink()
        (out / name).mkdir(parents=True)
        assert str(out / name) in trouble(capsys, handed_in, "--out", out, "--sheets", SHEETS)
        (out / name).rmdir()
        assert grade(handed_in, out) == truth


@ordinary
def test_what_may_not_be_written_or_read_is_told(handed_in, tmp_path, capsys):
    sealed, sheets = tmp_path / "sealed", tmp_path / "sheets"
    sealed.mkdir()
    shutil.copytree(SHEETS, sheets)
    sealed.chmod(0o500)
    for out in (sealed, sealed / "new", sealed / "new" / "er"):
        line = trouble(capsys, handed_in, "--out", out, "--sheets", SHEETS)
        assert line.startswith(f"nothing can be written in {sealed}")
    out = tmp_path / "out"
    next(sheets.glob("05*")).chmod(0)
    assert "you may not read or write" in trouble(capsys, handed_in, "--out", out, "--sheets", sheets)
    for mode in (0o000, 0o400, 0o100):
        sheets.chmod(mode)
        line = trouble(capsys, handed_in, "--out", out, "--sheets", sheets)
        assert line == f"you may not read the folder {sheets}. Give the folder `exercises` of the course."
    sheets.chmod(0o700)
    assert not out.exists()


@ordinary
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_a_class_that_may_not_be_read_is_named_as_it_was_given(tmp_path, capsys, mode):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(mode)
    assert trouble(capsys, closed, "--out", tmp_path / "out", "--sheets", SHEETS).startswith(
        f"you may not read {closed}. "
    )
    closed.chmod(0o700)


CHECK = b'{"cells": [{"cell_type": "code", "metadata": {"nbgrader": {"grade": true, "points": 1}}, "source": "%s"}]}'


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"\xff",
        b'{"cells": [3]}',
        CHECK % b"check(",
        CHECK % b"check(x)",
    ],
    ids=range(8),
)
def test_a_damaged_sheet_is_told(handed_in, tmp_path, capsys, text):
    (tmp_path / "05_forward_by_hand.ipynb").write_bytes(text)
    line = trouble(capsys, handed_in, "--out", tmp_path / "out", "--sheets", tmp_path)
    assert "05_forward_by_hand.ipynb is not a sheet of the course, or it is damaged" in line


# --- what is kept -------------------------------------------------------------------------------------------------


def test_an_empty_secret_is_made_anew_and_a_kept_one_stays(tmp_path):
    (tmp_path / "secret.txt").write_bytes(b"")
    secret = course_secret(tmp_path)
    assert len(secret) == 32 and course_secret(tmp_path) == secret
    assert (tmp_path / "secret.txt").stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.txt"]
    (tmp_path / "secret.txt").write_text("mine\n")
    assert course_secret(tmp_path) == "mine"


def test_pages_of_students_who_are_gone_go_and_no_others(handed_in, out, tmp_path, truth):
    class_now = tmp_path / "class"
    shutil.copytree(handed_in, class_now)
    (class_now / "ann").rename(class_now / "Ännchen")
    shutil.rmtree(class_now / "bob")
    grade(handed_in, out)
    feedback = out / "feedback"
    mine = {"notes.html": b"<p>mine</p>", "ann-before.html": (feedback / "ann.html").read_bytes(), "ann.pdf": b"x"}
    for name, data in mine.items():
        (feedback / name).write_bytes(data)
    (feedback / ".gone.html.part").write_bytes(b"left by a kill")
    grade(class_now, out)
    there = {path.name for path in feedback.iterdir()}
    assert {"ann.html", "bob.html", ".gone.html.part"} & there == set()
    assert any(name.startswith("annchen~") for name in there) and {"cyd.html", "dan.html"} <= there
    assert {name: (feedback / name).read_bytes() for name in mine} == mine
    assert {name: data for name, data in grade(handed_in, out).items() if name.split("/")[-1] not in mine} == truth
    assert not any(name.startswith("annchen~") for name in os.listdir(feedback))


def test_a_page_that_has_not_changed_is_not_written_again(handed_in, out):
    grade(handed_in, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.name != "journal.jsonl"}
    grade(handed_in, out)
    assert {path: path.stat().st_mtime_ns for path in before} == before


# --- words --------------------------------------------------------------------------------------------------------


def test_an_error_of_the_system_is_told_with_its_file():
    for number in WORDS:
        said = plain_system_error(OSError(number, os.strerror(number), "a.csv"))
        assert ("a.csv" in said) == ("{file}" in WORDS[number]) and "{" not in said and "\n" not in said
    assert plain_system_error(OSError(errno.EXDEV, "Cross-device link", "a", None, "b")) == "b: Cross-device link"
    assert plain_system_error(OSError(errno.ENOENT, "No usable temporary directory")) == "No usable temporary directory"
    assert plain_system_error(OSError("two\nlines")) == "two lines"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_output_that_nobody_takes_ends_in_one_line_or_none(handed_in, out):
    words = [sys.executable, "-m", "lecture_lib.grading", str(handed_in), "--out", str(out), "--sheets", str(SHEETS)]
    with open("/dev/full", "w") as full:
        done = subprocess.run([*words, "--trusted"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert done.returncode == 1 and "no room left" in done.stderr and "Traceback" not in done.stderr
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*words, "--trusted"], stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(write)
    assert done.returncode == 1 and "Error" not in done.stderr and "Traceback" not in done.stderr


def test_signs_that_an_old_console_does_not_know_are_replaced(tmp_path):
    with open(tmp_path / "ascii", "w", encoding="ascii") as file:
        command._say("✓ stopped, ✗ not, Zoë", file)
    assert (tmp_path / "ascii").read_text() == "+ stopped, - not, Zo?\n"


def test_a_job_is_refused_before_its_class_is_read(handed_in, tmp_path, monkeypatch):
    monkeypatch.setattr("lecture_lib.grading.marking.grade.collect_submissions", lambda *_: pytest.fail("was read"))
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        grade_class(GradingJob(handed_in, SHEETS, tmp_path / "file", Trusted()))
