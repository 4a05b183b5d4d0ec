"""The sheets in nbgrader as they stand: generate_assignment, validate, autograde. Needs the extra `teacher`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytest.importorskip("nbgrader", reason="nbgrader is not installed: python -m pip install -e '.[teacher]'")
SHEET = "05_forward_by_hand"


def nbgrader(course: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "HOME": str(course),
        "JUPYTER_CONFIG_DIR": str(course / "config"),
        "LECTURE_LIB_PROGRESS": os.devnull,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=environment,
        timeout=300,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose source is the sheet as it is handed out; Ann hands in the solved one, Bob the stub."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'networks'\n")
    for place, kind in (("source", "exercises"), ("submitted/ann", "solutions"), ("submitted/bob", "exercises")):
        (folder / place / "sheet5").mkdir(parents=True)
        shutil.copy(ROOT / kind / f"{SHEET}.ipynb", folder / place / "sheet5")
    nbgrader(folder, "generate_assignment", "sheet5")
    nbgrader(folder, "autograde", "sheet5")
    return folder


def test_the_released_sheet_holds_no_solution(course):
    released = (course / "release" / "sheet5" / f"{SHEET}.ipynb").read_text("utf-8")
    assert 'check(\\"05.4a\\", layer)' in released and "W @ a" not in released


def test_validate_names_what_fails_and_is_content_with_the_solved_sheet(course):
    assert "Success" in nbgrader(course, "validate", f"submitted/ann/sheet5/{SHEET}.ipynb")
    assert "not attempted" in nbgrader(course, "validate", f"submitted/bob/sheet5/{SHEET}.ipynb")


@pytest.mark.parametrize("student, points", [("ann", 14), ("bob", 0)])
def test_autograde_gives_the_points(course, student, points):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert book.find_submission("sheet5", student).score == points
