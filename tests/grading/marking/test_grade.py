"""A whole class: the same bytes for any number of workers and after any kill; nothing twice, nothing lost."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lecture_lib import InputError
from lecture_lib.grading import command
from lecture_lib.grading.command import grade_and_report
from lecture_lib.grading.marking import GradingJob, journal
from lecture_lib.grading.sandbox import Trusted

ROOT = Path(__file__).parents[3]
SHEETS = ROOT / "exercises"
KILLS = 20


def sheet(name, changes=()):
    """Return a solved sheet with some of its code replaced."""
    text = (ROOT / "solutions" / name).read_text("utf-8")
    for old, new in changes:
        assert json.dumps(old)[1:-1] in text
        text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    return text


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Seven students, solved, wrong, empty, unreadable; two sheets."""
    folder = tmp_path_factory.mktemp("handed_in")
    five, four = "05_forward_by_hand.ipynb", "04_xor.ipynb"
    for student, name, text in [
        ("ann", five, sheet(five)),
        ("ann", four, sheet(four)),
        ("bob", five, (SHEETS / five).read_text("utf-8")),
        ("cyd", five, sheet(five, [("g(W @ a + b)", "g(W @ a)")])),
        ("dan", five, "{ this is no notebook"),
        ("eve", five, sheet(five, [("g(W @ a + b)", "exit()")])),
        ("finn", four, sheet(four)),
        ("=1+1", five, sheet(five)),
    ]:
        (folder / student).mkdir(exist_ok=True)
        (folder / student / name).write_text(text, "utf-8")
    return folder


def run(handed_in, out, workers=1, **more):
    grade_and_report(GradingJob(handed_in, SHEETS, out, Trusted()), workers, **more)
    return book(out)


def book(out):
    """Return all that a teacher reads: every file of the results but the journal and its like."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.suffix in (".csv", ".html")
    }


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """The secret of the course, so that all runs draw the same hidden cases."""
    return journal.course_secret(tmp_path_factory.mktemp("secret"))


@pytest.fixture
def out(tmp_path, secret):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "secret.txt").write_text(secret)
    return folder


@pytest.fixture(scope="module")
def truth(handed_in, tmp_path_factory, secret):
    """What an uninterrupted run with one worker gives."""
    folder = tmp_path_factory.mktemp("truth")
    (folder / "secret.txt").write_text(secret)
    return run(handed_in, folder)


def test_the_points_are_right(truth):
    lines = truth["grades.csv"].decode().splitlines()
    points = {tuple(line.split(",")[:2]): line.split(",")[2] for line in lines[1:]}
    assert points["ann", "05"] == "14" and points["ann", "04"] == "12" and points["bob", "05"] == "0"
    assert points["cyd", "05"] == points["eve", "05"] == "9" and points["finn", "04"] == "12"  # two questions have g
    assert len(points) == 8 and not any(line[0] in "=+-@" for line in lines)


@pytest.mark.parametrize("workers", [2, 5])
def test_any_number_of_workers_gives_the_same_bytes(handed_in, out, truth, workers):
    assert run(handed_in, out, workers) == truth


def test_an_idle_run_runs_nobodys_code_and_gives_the_same_bytes(handed_in, out, truth, monkeypatch):
    assert run(handed_in, out) == truth
    lines = (out / "journal.jsonl").read_bytes()
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a sandbox was started"))
    assert run(handed_in, out) == truth
    assert (out / "journal.jsonl").read_bytes() == lines


def test_a_changed_submission_alone_is_graded_again(handed_in, out, tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(handed_in, mine)
    run(mine, out)
    before = (out / "journal.jsonl").read_text().splitlines()
    (mine / "bob" / "05_forward_by_hand.ipynb").write_text(sheet("05_forward_by_hand.ipynb"), "utf-8")
    points = run(mine, out)["grades.csv"].decode()
    after = (out / "journal.jsonl").read_text().splitlines()
    assert len(after) == len(before) + 1 and "bob,05,14" in points


def test_changed_checks_grade_all_again(handed_in, out, monkeypatch):
    run(handed_in, out)
    n = len((out / "journal.jsonl").read_text().splitlines())
    monkeypatch.setattr("lecture_lib.grading.marking.grade.version_of_checks", lambda sheets: "another")
    run(handed_in, out)
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
    assert run(handed_in, out) == truth
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
    run(handed_in, out)
    path = out / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    assert run(handed_in, out) == truth == run(handed_in, out)


def test_two_graders_do_not_share_a_folder(out):
    with journal.Journal(out), pytest.raises(InputError, match="another grader is at work"):
        journal.Journal(out).__enter__()


def test_a_dask_cluster_gives_the_same_bytes(handed_in, out, truth):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: python -m pip install distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert run(handed_in, out, scheduler=cluster.scheduler_address) == truth


# --- the command line ---------------------------------------------------------------------------------------------


def said(capsys, *arguments):
    code = command.main([str(a) for a in arguments])
    caught = capsys.readouterr()
    return code, caught.out, caught.err


def test_the_command_grades_and_says_where_all_is(handed_in, out, truth, capsys):
    code, told, bar = said(capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted")
    assert code == 0 and "8 submissions, 1 with a problem" in told and "grades.csv" in told
    assert "[##############################] 7 of 7" in bar and book(out) == truth


def test_explain_tells_what_was_run_seen_and_compared(handed_in, out, capsys):
    code, told, _ = said(
        capsys, "grade", handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--explain", "cyd", "05"
    )
    assert code == 0
    for part in (
        "g(W @ a)",
        "Question 05.4a, 2 points",
        "hidden (",
        "true is",
        "does not agree",
        "verdict: wrong. Your layer works without b",
    ):
        assert part in told


@pytest.mark.parametrize(
    "arguments, part",
    [
        (("nowhere", "--out", "o", "--sheets", "SHEETS", "--trusted"), "there is no folder nowhere"),
        (
            ("SUB", "--out", "SUB/results", "--sheets", "SHEETS", "--trusted"),
            "the results would lie among the submissions",
        ),
        (("SUB", "--out", "o", "--sheets", "nowhere", "--trusted"), "there is no exercise sheet in nowhere"),
        (
            ("SUB", "--out", "o", "--sheets", "SHEETS", "--trusted", "--explain", "zoe", "05"),
            "zoe handed in nothing for sheet 05",
        ),
        (("SUB", "--out", "o", "--sheets", "SHEETS", "--trusted", "--explain", "dan", "05"), "dan, sheet 05: "),
        (("SUB", "--out", "o", "--sheets", "SHEETS", "--sandbox", "docker"), "docker or its image is missing"),
    ],
)
def test_trouble_is_one_plain_line(handed_in, tmp_path, monkeypatch, capsys, arguments, part):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LECTURE_LIB_IMAGE", raising=False)
    places = {"SUB": str(handed_in), "SHEETS": str(SHEETS)}
    code, _, told = said(
        capsys, *(a.replace(*next(((k, v) for k, v in places.items() if a.startswith(k)), ("", ""))) for a in arguments)
    )
    assert code == 1 and part in told and "Traceback" not in told


def test_without_a_sandbox_strangers_code_is_refused(handed_in, out, monkeypatch, capsys):
    monkeypatch.setattr(command, "strongest_sandbox", lambda: None)
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a stranger's code was run"))
    code, _, told = said(capsys, handed_in, "--out", out, "--sheets", SHEETS)
    assert code == 1 and "no sandbox works on this machine" in told and "--trusted" in told
