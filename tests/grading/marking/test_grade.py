"""A whole class: the same bytes for any number of workers and after any kill; nothing twice, nothing lost."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from lecture_lib import InputError
from lecture_lib.grading.intake import HandIn, Submission
from lecture_lib.grading.marking import grade as module
from lecture_lib.grading.marking import journal
from lecture_lib.grading.sandbox import Trusted
from tests.grading.whole_class import SHEETS, grade, solved_sheet

KILLS = 20


def test_the_points_are_right(truth):
    lines = truth["grades.csv"].decode().splitlines()
    points = {tuple(line.split(",")[:2]): line.split(",")[2] for line in lines[1:]}
    assert points["ann", "05"] == "14" and points["ann", "04"] == "12" and points["bob", "05"] == "0"
    assert points["cyd", "05"] == points["eve", "05"] == "9" and points["finn", "04"] == "12"  # two questions have g
    assert len(points) == 8 and not any(line[0] in "=+-@" for line in lines)


@pytest.mark.parametrize("workers", [2, 5])
def test_any_number_of_workers_gives_the_same_bytes(handed_in, out, truth, workers):
    assert grade(handed_in, out, workers) == truth


def test_an_idle_run_runs_nobodys_code_and_gives_the_same_bytes(handed_in, out, truth, monkeypatch):
    assert grade(handed_in, out) == truth
    lines = (out / "journal.jsonl").read_bytes()
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a sandbox was started"))
    assert grade(handed_in, out) == truth
    assert (out / "journal.jsonl").read_bytes() == lines


def test_a_changed_submission_alone_is_graded_again(handed_in, out, tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(handed_in, mine)
    grade(mine, out)
    before = (out / "journal.jsonl").read_text().splitlines()
    (mine / "bob" / "05_forward_by_hand.ipynb").write_text(solved_sheet("05_forward_by_hand.ipynb"), "utf-8")
    points = grade(mine, out)["grades.csv"].decode()
    after = (out / "journal.jsonl").read_text().splitlines()
    assert len(after) == len(before) + 1 and "bob,05,14" in points


def test_changed_checks_grade_all_again(handed_in, out, monkeypatch):
    grade(handed_in, out)
    n = len((out / "journal.jsonl").read_text().splitlines())
    monkeypatch.setattr("lecture_lib.grading.marking.grade.version_of_checks", lambda sheets: "another")
    grade(handed_in, out)
    assert len((out / "journal.jsonl").read_text().splitlines()) == 2 * n


def start(handed_in, out):
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from lecture_lib.grading.command import main; main()",
            str(handed_in),
            "--out",
            str(out),
            "--sheets",
            str(SHEETS),
            "--trusted",
            "--workers",
            "2",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_killed_at_any_moment_and_taken_up_again_it_ends_in_the_same_bytes(handed_in, out, truth):
    rng = random.Random(7)
    for _ in range(KILLS):
        process = start(handed_in, out)
        time.sleep(rng.uniform(0.05, 1.2))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert grade(handed_in, out) == truth
    whole = [json.loads(line)["graded"] for line in (out / "journal.jsonl").read_text().splitlines() if _whole(line)]
    assert sorted({(one["student"], one["sheet"]) for one in whole}) == sorted(
        (one["student"], one["sheet"]) for one in whole
    )


def _whole(line):
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


@pytest.mark.parametrize("cut", [1, 7, 40, 300])
def test_a_half_line_in_the_journal_is_passed_over(handed_in, out, truth, cut):
    grade(handed_in, out)
    path = out / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    assert grade(handed_in, out) == truth == grade(handed_in, out)


def test_two_graders_do_not_share_a_folder(out):
    with journal.Journal(out), pytest.raises(InputError, match="another grader is at work"):
        journal.Journal(out).__enter__()


def test_a_dask_cluster_gives_the_same_bytes(handed_in, out, truth):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: python -m pip install distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert grade(handed_in, out, scheduler=cluster.scheduler_address) == truth


def test_a_module_is_loaded_ahead_where_several_submissions_name_it():
    drawing, other = Submission(("import matplotlib.pyplot as plt",)), Submission(("x = 1",))
    named = [HandIn(f"s{i}", "05", drawing) for i in range(3)]
    assert module._worth_loading([*named, HandIn("t", "05", other)]) == ["matplotlib.pyplot"]
    assert module._worth_loading([*named[1:], HandIn("t", "05", other), HandIn("u", "", None, "nothing")]) == []
