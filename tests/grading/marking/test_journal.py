"""The journal: what can change a mark makes a new version, nothing else does; what an older grader wrote is read."""

import json
import shutil
from pathlib import Path

import pytest

from lecture_lib.grading import command
from lecture_lib.grading.intake import HandIn, Submission
from lecture_lib.grading.marking import CellNote, GradingJob, Mark, SubmissionMarks, grade_class
from lecture_lib.grading.marking.journal import Journal, version_of_checks
from lecture_lib.grading.sandbox import Trusted
from lecture_lib.mathematics import FOLDERS
from tests.grading.submissions import notebook_bytes
from tests.notebooks.rows import ROOT

SHEETS = ROOT / "exercises"

# --- the version of the checks ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the library and the sheets, to change."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lecture_lib", folder / "lecture_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SHEETS, folder / "exercises")
    return folder


def version(course):
    return version_of_checks(course / "exercises", course / "lecture_lib")


def version_after(course, file):
    """Return the version when one byte more stands in a file."""
    path = course / file
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((before or b"") + b"\n")
    try:
        return version(course)
    finally:
        if before is not None:
            path.write_bytes(before)
        else:
            path.unlink()


def test_the_version_is_that_of_the_files_wherever_they_lie(course):
    assert version(course) == version_of_checks(SHEETS)


DECIDES = [
    "exercises/05_forward_by_hand.ipynb",
    *(f"lecture_lib/{folder}/__init__.py" for folder in FOLDERS),
    *(
        f"lecture_lib/{file}"
        for file in (
            "validation.py",
            "mathematics.py",
            "nn/mlp.py",
            "data/mnist_5k.npz",
            "data/random_labels.json",
            "checking/verdict.py",
            "course/question_index.py",
            "questions/q05.py",
            "questions/mistaken/affine.py",
            "questions/a_new_one.py",
            "grading/sandbox/walls.py",
            "grading/marking/mark.py",
            "grading/intake/sheets.py",
            "grading/intake/notebook_file.py",
        )
    ),
]


@pytest.mark.parametrize("file", DECIDES)
def test_a_byte_more_in_what_decides_a_mark_makes_a_new_version(course, file):
    before = version(course)
    assert version_after(course, file) != before == version(course)


DOES_NOT = [
    "README.md",
    "exercises/README.md",
    *(
        f"lecture_lib/{file}"
        for file in (
            "__init__.py",
            "labs/xor/xor_planes.py",
            "drawing/svg.py",
            "interactive/app.py",
            "interactive/board.js",
            "course/progress.py",
            "grading/command.py",
            "grading/reports/feedback.py",
            "grading/intake/collect.py",
            "nn/__pycache__/mlp.cpython-311.pyc",
            "questions/__pycache__/q05.py",
            "questions/.DS_Store",
        )
    ),
]


@pytest.mark.parametrize("file", DOES_NOT)
def test_a_byte_more_elsewhere_keeps_the_version(course, file):
    assert version_after(course, file) == version(course)


def test_a_file_that_is_renamed_makes_a_new_version(course):
    before, path = version(course), course / "lecture_lib" / "nn" / "affine.py"
    path.rename(path.with_name("affine_maps.py"))
    try:
        assert version(course) != before
    finally:
        path.with_name("affine_maps.py").rename(path)


# --- what is kept -------------------------------------------------------------------------------------------------

MARKED = SubmissionMarks(
    (Mark("05.1a", "right", 2.0, 2.0, "1 of 1 cases agree."), Mark("05.4a", "wrong", 0.0, 2.0, "ünd \ud800", "x")),
    (CellNote(3, "NameError: q"),),
)
ANNA = HandIn("Änna", "05", Submission(("x = 1",), (("a.txt", b"\xff"),)), notes=("also there",))


def test_what_was_added_is_found_by_the_next_grader(tmp_path):
    with Journal(tmp_path) as journal:
        journal.add("v1", ANNA, MARKED)
        assert journal.find("v1", ANNA) == MARKED
    with Journal(tmp_path) as journal:
        assert journal.find("v1", ANNA) == MARKED and journal.find("v2", ANNA) is None
        other = HandIn("Änna", "05", Submission(("x = 2",)))
        assert journal.find("v1", other) is None and not journal.holds_other_version("v2", other)
        assert journal.holds_other_version("v2", ANNA) and not journal.holds_other_version("v1", ANNA)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"null",
        b'{"version": "v1"}',
        b'{"version": "v1", "graded": []}',
        b'{"version": [], "graded": {"student": "a", "sheet": "05", "digest": "d", "marks": [], "cells": []}}',
        b'{"version": "v1", "graded": {"student": {}, "sheet": "05", "digest": "d", "marks": [], "cells": []}}',
        b'{"version": "v1", "graded": {"student": "a", "sheet": "05", "digest": "d", "marks": [3], "cells": []}}',
        b'{"version": "v1", "graded": {"student": "a", "sheet": "05", "digest": "d", "marks": null, "cells": []}}',
        b'{"version": "v1", "graded": {"student": "a", "sheet": "05", "digest": "d", "marks": [{}], "cells": []}}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
    ids=range(14),
)
def test_a_line_that_says_nothing_is_passed_over_and_stays(tmp_path, line):
    (tmp_path / "journal.jsonl").write_bytes(line + b"\n")
    with Journal(tmp_path) as journal:
        journal.add("v1", ANNA, MARKED)
    with Journal(tmp_path) as journal:
        assert journal.find("v1", ANNA) == MARKED
    assert (tmp_path / "journal.jsonl").read_bytes().startswith(line + b"\n")


def test_the_digest_of_a_submission_is_computed_once(monkeypatch):
    import hashlib

    computed, sha256 = [], hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda *data: computed.append(data) or sha256(*data))
    submission = Submission(("x = 1",) * 3)
    assert len({submission.digest for _ in range(9)} | {HandIn("a", "05", submission).digest}) == 1
    assert len(computed) == 1 and submission == Submission(("x = 1",) * 3)


# --- a journal of an older grader ---------------------------------------------------------------------------------

OLD_JOURNAL = Path(__file__).with_name("old_journal.jsonl")
OLD_VERSION = "3e2f28ef5053e123"
OLD_CELLS = [
    "import numpy as np",
    "W, x, b = np.array([[1, 2, 0], [2, 4, 3], [-1, 0, 1], [4, 5, 1]]), np.array([1, 2, 3]), np.array([1, 2, 3, 4])",
    "z = [46, 58, -38, 36]",
    "def layer(W, b, g, a):\n    return g(W @ a)",
    "def n_parameters(sizes):\n    return sum((m + 1) * n for m, n in zip(sizes, sizes[1:]))",
    "print(undefined)",
]


@pytest.fixture
def old(tmp_path):
    """What ann handed in, and results in which an older grader has left its journal."""
    (tmp_path / "submissions" / "ann").mkdir(parents=True)
    (tmp_path / "submissions" / "ann" / "05_forward_by_hand.ipynb").write_bytes(notebook_bytes(OLD_CELLS))
    (tmp_path / "out").mkdir()
    shutil.copy(OLD_JOURNAL, tmp_path / "out" / "journal.jsonl")
    return tmp_path


def job(old):
    return GradingJob(old / "submissions", SHEETS, old / "out", Trusted())


def old_marks():
    graded = json.loads(OLD_JOURNAL.read_text("utf-8"))["graded"]
    return SubmissionMarks(
        tuple(Mark(**mark) for mark in graded["marks"]), tuple(CellNote(**cell) for cell in graded["cells"])
    )


def test_marks_of_an_older_grader_are_read_where_the_version_fits(old, monkeypatch):
    monkeypatch.setattr("lecture_lib.grading.marking.grade.version_of_checks", lambda sheets: OLD_VERSION)
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a sandbox was started"))
    lines = []
    (result,) = grade_class(job(old), say=lines.append)
    assert result.marked == old_marks() and result.marked.points == 4 and lines == []
    assert result.hand_in.student == "ann" and result.marked.cells == (
        CellNote(5, "NameError: name 'undefined' is not defined"),
    )


def test_where_the_checks_are_newer_one_line_says_so_and_all_is_graded_anew(old):
    lines = []
    (result,) = grade_class(job(old), say=lines.append)
    path = old / "out" / "journal.jsonl"
    assert lines == [
        "The checks or the sheets have changed since the last call, so 1 submission will be graded anew; "
        f"the earlier marks stay in {path}."
    ]
    assert path.read_bytes().startswith(OLD_JOURNAL.read_bytes()) and len(path.read_bytes().splitlines()) == 2
    assert [(mark.number, mark.status, mark.points) for mark in result.marked.marks] == [
        (mark.number, mark.status, mark.points) for mark in old_marks().marks
    ]
    lines.clear()
    assert grade_class(job(old), say=lines.append) == [result] and lines == []


def test_the_command_says_it_in_one_plain_line(old, capsys):
    arguments = [old / "submissions", "--out", old / "out", "--sheets", SHEETS, "--trusted", "--workers", "1"]
    assert command.main(list(map(str, arguments))) == 0
    said = capsys.readouterr()
    first, last = said.out.splitlines()
    assert first.startswith("The checks or the sheets have changed") and last.startswith("1 submission, 0 with")
    assert "Traceback" not in said.out + said.err
