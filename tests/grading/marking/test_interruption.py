"""Ctrl-C stops a class at once and with one line; what is finished is kept, however often the keys are pressed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lecture_lib.grading.marking.interruption import Interruption
from tests.grading.whole_class import SHEETS, grade, solved_sheet

SHEET = "05_forward_by_hand.ipynb"
ENDLESS = {
    "a cell": [("def layer(", "while True:\n    pass\ndef layer(")],
    "an answer": [("g(W @ a + b)", "g(W @ a + b) if [0 for _ in iter(int, 1)] else 0")],
}
STOP_SECONDS = 8.0  # generous: what is not stopped lasts a minute


@pytest.fixture
def class_of_three(tmp_path):
    """Two quick students, and between them one whose work does not end."""

    def hand_in(changes):
        folder = tmp_path / "class"
        for student, changed in (("anna", []), ("bert", changes), ("cyd", [])):
            (folder / student).mkdir(parents=True)
            (folder / student / SHEET).write_text(solved_sheet(SHEET, changed), "utf-8")
        return folder

    return hand_in


def start(folder, out, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "lecture_lib.grading", folder, "--out", out, "--sheets", SHEETS, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def students(out):
    path = out / "journal.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["graded"]["student"] for line in lines]


def wait_for(happened, seconds=60.0):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def processes_of(out):
    """Return the processes that this test's grader started, and they."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"LECTURE_TEST={out}".encode() in place.read_bytes():
                found.append(place.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("where", ENDLESS)
def test_ctrl_c_stops_with_one_line_and_keeps_what_is_finished(class_of_three, out, where, times, monkeypatch):
    monkeypatch.setenv("LECTURE_TEST", str(out))
    folder = class_of_three(ENDLESS[where])
    grader = start(folder, out, "--trusted", "--workers", "2")
    wait_for(lambda: set(students(out)) == {"anna", "cyd"})
    time.sleep(0.3)
    pressed = time.monotonic()
    for _ in range(times):
        os.killpg(grader.pid, signal.SIGINT)  # as a terminal does: to all of its programs
        time.sleep(0.1)
    said, _ = grader.communicate(timeout=60)
    assert time.monotonic() - pressed < STOP_SECONDS
    assert grader.returncode == 130 and "Traceback" not in said
    assert said.splitlines()[-1] == "Stopped. What is graded is kept; run the same command to go on."
    assert sorted(students(out)) == ["anna", "cyd"]
    wait_for(lambda: not processes_of(out), 5.0)


def test_what_finishes_while_the_grader_stops_is_in_the_journal(class_of_three, out):
    """Pressed at many moments: each submission is there once or not at all, and the next run ends in the same bytes."""
    folder, journal = class_of_three([]), out / "journal.jsonl"
    for delay in (0.0, 0.2, 0.4, 0.6, 0.8):
        journal.unlink(missing_ok=True)
        grader = start(folder, out, "--trusted", "--workers", "2")
        wait_for(journal.exists)  # before, Python itself is starting
        time.sleep(delay)
        grader.send_signal(signal.SIGINT)
        said, _ = grader.communicate(timeout=60)
        assert grader.returncode in (0, 130) and "Traceback" not in said
        assert len(students(out)) == len(set(students(out)))
    grade(folder, out)
    assert sorted(students(out)) == ["anna", "bert", "cyd"]


def test_the_interruption_is_noted_and_raised_at_the_end():
    seen = []
    with pytest.raises(KeyboardInterrupt), Interruption() as stop:
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)
        seen.append(stop.asked)
    assert seen == [True] and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_error_is_not_hidden_by_the_interruption():
    with pytest.raises(ValueError, match="mine"), Interruption():
        signal.raise_signal(signal.SIGINT)
        raise ValueError("mine")


def test_outside_the_main_thread_no_signal_is_touched():
    asked = []

    def work():
        with Interruption() as stop:
            asked.append(stop.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert asked == [False]
