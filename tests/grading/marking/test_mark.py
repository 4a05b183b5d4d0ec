"""Marks: called on all cases at once or on one after the other, an answer brings the same."""

import json
import time
from contextlib import contextmanager, suppress
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.marking import mark, mark_submission, submission_run
from lecture_lib.grading.marking.submission_run import (
    CellsRun,
    NotAtOnce,
    answer_calls,
    one_at_a_time,
    start_cells,
    submitted_value,
)
from lecture_lib.grading.sandbox import GraderFault, Session, SubmissionStopped, Trusted

ROOT = Path(__file__).parents[3]
SHEET = read_sheets(ROOT / "exercises")["05"]
SOLVED = code_cells((ROOT / "solutions" / "05_forward_by_hand.ipynb").read_bytes())


def changed(old, new):
    assert any(old in cell for cell in SOLVED)
    return tuple(cell.replace(old, new) for cell in SOLVED)


SHEETS = {
    "solved": SOLVED,
    "a mistake": changed("g(W @ a + b)", "g(a @ W + b)"),
    "an error": changed("return X @ W.T + b", "return X @ W.T + b[:, None, None] / len(X[0][7])"),
    "an input changed": changed("return X @ W.T + b", "X += 1\n    return X @ W.T + b"),
    "stops at the third call": changed(
        "return X @ W.T + b", "seen.append(1)\n    import os\n    len(seen) % 3 or os._exit(1)\n    return X @ W.T + b"
    )
    + ("seen = []",),
    "prints and returns nothing": changed("return X @ W.T + b", "print(X @ W.T + b)"),
}


def marks(cells):
    return mark_submission(Submission(cells), SHEET, lambda: Session(Trusted()), "seed").marks


def stopped_ahead(ran, how):
    """Return what stands for calls ahead that do not come to an end."""
    if how == "session":
        with suppress(SubmissionStopped):
            ran.session.stop(SubmissionStopped("time", "not at once"))
    return NotAtOnce("time", "not at once")


@pytest.mark.parametrize("how", ["session", "calls alone"])
@pytest.mark.parametrize("name", SHEETS)
def test_called_at_once_or_one_by_one_the_marks_are_the_same(name, how, monkeypatch):
    at_once, ahead_of, alone, calls = marks(SHEETS[name]), [], [], mark.answer_calls

    def refuse(ran, key, cases, ahead):
        if ahead:
            ahead_of.append(len(cases))
            raise stopped_ahead(ran, how)
        alone.append(len(cases))
        return calls(ran, key, cases, ahead)

    monkeypatch.setattr(mark, "answer_calls", refuse)
    assert marks(SHEETS[name]) == at_once
    assert len(ahead_of) == 5 and min(ahead_of) > 1  # of six questions, one wants no function
    assert set(alone) == {1}


def test_what_the_judge_calls_was_called_ahead(monkeypatch):
    asked, ask = [], Session.ask

    def watch(self, seconds, until, **message):
        asked.append(message)
        return ask(self, seconds, until, **message)

    monkeypatch.setattr(Session, "ask", watch)
    marks(SOLVED)
    calls = [len(message["calls"]) for message in asked if message["do"] == "calls"]
    assert len(calls) == 5 and min(calls) > 1


@contextmanager
def cells_run(*cells, attachments=(), seconds=60.0):
    submission = Submission(cells, attachments)
    with one_at_a_time(lambda: Session(Trusted())) as open_next:
        yield start_cells(submission, open_next, CellsRun(time.monotonic() + seconds))


def test_replies_too_long_for_one_frame_are_asked_for_one_by_one():
    cases = [(np.float64(3000 + k),) for k in range(12)]
    cell = "def long(n):\n    return list(range(int(n)))"
    with cells_run(cell) as ran:
        with pytest.raises(NotAtOnce):
            answer_calls(ran, submitted_value(ran, "long").key, cases, ahead=True)
        assert ran.problem.why == "garbled"
    with cells_run(cell) as ran:
        key = submitted_value(ran, "long").key
        lengths = [len(answer_calls(ran, key, [case])[0]["value"]) for case in cases]
        assert lengths == [3000 + k for k in range(12)]


# --- cells --------------------------------------------------------------------------------------------------


def test_what_came_of_the_cells_is_a_record_that_does_not_change():
    with cells_run("x = later + 1", "", "1 / 0", "later = 2", "import os\nos._exit(0)", "y = x") as ran:
        assert ran.problem is None and ran.deadly == {4}
        assert ran.notes == {
            2: "ZeroDivisionError: division by zero",
            4: "was stopped: its process ended by itself, by os._exit() or a crash",
        }
        assert submitted_value(ran, "x") == 3 and submitted_value(ran, "nothing") is None
        with pytest.raises(FrozenInstanceError):
            ran.session = None


def ended(session):
    return session.process.returncode is not None


def test_one_session_is_open_at_a_time_and_none_after_the_last():
    with pytest.raises(KeyboardInterrupt), one_at_a_time(lambda: Session(Trusted())) as open_next:
        first = open_next()
        second = open_next()
        assert ended(first) and not ended(second)
        raise KeyboardInterrupt
    assert ended(second)


def test_each_cell_that_ends_a_session_costs_one_session():
    opened = []

    def open_session():
        opened.append(Session(Trusted()))
        return opened[-1]

    cells = ("import os\nos._exit(0)", "import os\nos._exit(0)", "z = 1")
    with one_at_a_time(open_session) as open_next:
        ran = start_cells(Submission(cells), open_next, CellsRun(time.monotonic() + 60))
        assert ran.deadly == {0, 1} and ran.session is opened[2]
        assert list(map(ended, opened)) == [True, True, False]


HALF_A_REPLY = """
import gc, os, time
from inside.runner import Channel
channel = next(thing for thing in gc.get_objects() if type(thing) is Channel)
os.write(channel.write, b"LLv1")
time.sleep(60)
"""


@pytest.mark.parametrize("code, honest", [("time.sleep(60)", True), (HALF_A_REPLY, False)])
def test_a_cell_that_writes_in_the_runners_place_has_no_second_time(code, honest, monkeypatch):
    monkeypatch.setattr(submission_run, "CELL_SECONDS", 3.0)
    with cells_run("import time\nz = 1", code) as ran:
        assert (ran.slow, ran.deadly) == (({1}, set()) if honest else (set(), {1}))
        assert submitted_value(ran, "z") == 1


def test_when_the_time_is_over_no_session_is_left_and_the_notes_are_kept():
    with cells_run("1 / 0", "while True: pass", "z = 1", seconds=1.5) as ran:
        assert ran.session is None and "together took longer" in str(ran.problem)
        assert ran.notes[0].startswith("ZeroDivisionError") and ran.notes[1].startswith("was stopped")
        with pytest.raises(SubmissionStopped, match="together"):
            submitted_value(ran, "z")


def test_helper_files_lie_beside_the_cells():
    data = bytes(range(256)) * 5000  # more than one part
    with cells_run("n = len(open('data.txt', 'rb').read())", attachments=(("data.txt", data),)) as ran:
        assert submitted_value(ran, "n") == len(data)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_fault_of_the_grader_in_a_call_costs_no_points(at_once, monkeypatch):
    """No judge takes this error for the answer's own; it ends the marking."""
    ask, calls = Session.ask, mark.answer_calls

    def fail(self, seconds, until, **message):
        if message["do"] == "calls":
            self.stop(GraderFault("the disk is full"))
        return ask(self, seconds, until, **message)

    def alone(ran, key, cases, ahead):
        if ahead:
            raise NotAtOnce("time", "not at once")
        return calls(ran, key, cases, ahead)

    monkeypatch.setattr(Session, "ask", fail)
    if not at_once:
        monkeypatch.setattr(mark, "answer_calls", alone)
    with pytest.raises(GraderFault, match="the disk is full"):
        marks(SOLVED)


def test_the_mark_of_a_table_of_replies_names_the_hidden_cases():
    table = {2: 4, 3: 15, 5: 71}  # what is shown has other keys: nothing here is right by luck
    found = marks(
        changed(
            "def n_parameters(sizes):", f"def n_parameters(sizes):\n    return {json.dumps(table)}.get(len(sizes), 9)"
        )
    )
    assert next(one for one in found if one.number == "05.4b").status == "wrong"


def test_what_a_sandbox_takes_to_come_up_is_not_the_submissions_time(monkeypatch):
    """A machine of WebAssembly is compiled at the first start, which takes longer than a submission may."""
    monkeypatch.setattr(mark, "SUBMISSION_SECONDS", 3.0)

    def open_slowly():
        time.sleep(4.0)
        return Session(Trusted())

    marked = mark_submission(Submission(SOLVED), SHEET, open_slowly)
    assert {each.status for each in marked.marks} == {"right"}
