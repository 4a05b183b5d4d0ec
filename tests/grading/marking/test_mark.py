"""Marks: called on all cases at once or on one after the other, an answer brings the same."""

import json
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.marking import mark as module
from lecture_lib.grading.marking import mark_submission
from lecture_lib.grading.marking.mark import Run
from lecture_lib.grading.sandbox import Session, Trusted

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
    return mark_submission(Submission(cells), SHEET, lambda: Session(Trusted()), "seed")[0]


@pytest.mark.parametrize("name", SHEETS)
def test_called_at_once_or_one_by_one_the_marks_are_the_same(name, monkeypatch):
    at_once = marks(SHEETS[name])
    calls, one_by_one = Run._calls, []

    def alone(self, seconds, function, cases):
        if len(cases) > 1:
            one_by_one.append(len(cases))
            raise module.SubmissionStopped("time", "not at once")
        return calls(self, seconds, function, cases)

    monkeypatch.setattr(Run, "_calls", alone)
    assert marks(SHEETS[name]) == at_once
    assert len(one_by_one) == 5  # of six questions, one wants no function


def test_replies_too_long_for_one_frame_are_asked_for_one_by_one():
    with Run(Submission(("def long(n):\n    return list(range(int(n)))",)), lambda: Session(Trusted())) as run:
        run.alive()
        function = run._ask(5, do="get", name="long")["value"]
        cases = [(np.float64(3000 + k),) for k in range(12)]
        run.call_ahead(function, cases)
        assert run._known == {}
        function = run._ask(5, do="get", name="long")["value"]
        assert [len(run.call(function, case)) for case in cases] == [3000 + k for k in range(12)]


def test_what_was_called_ahead_is_not_called_again():
    with Run(
        Submission(("calls = []\ndef double(x):\n    calls.append(1)\n    return 2 * x",)), lambda: Session(Trusted())
    ) as run:
        run.alive()
        function = run._ask(5, do="get", name="double")["value"]
        run.call_ahead(function, [(1.0,), (2.0,)])
        assert [run.call(function, (x,)) for x in (2.0, 1.0, 5.0)] == [4.0, 2.0, 10.0]
        assert len(run._ask(5, do="get", name="calls")["value"]) == 3


def test_the_mark_of_a_table_of_replies_names_the_hidden_cases():
    table = {2: 4, 3: 15, 5: 71}  # what is shown has other keys: nothing here is right by luck
    found = marks(
        changed(
            "def n_parameters(sizes):", f"def n_parameters(sizes):\n    return {json.dumps(table)}.get(len(sizes), 9)"
        )
    )
    assert next(one for one in found if one.number == "05.4b").status == "wrong"
