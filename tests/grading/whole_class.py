"""A small class, for what is tested on all of it: what its students hand in, and what its teacher reads."""

import json

from lecture_lib.grading.command import grade_and_report
from lecture_lib.grading.marking import GradingJob
from lecture_lib.grading.sandbox import Trusted
from tests.notebooks.rows import ROOT

SHEETS = ROOT / "exercises"


def solved_sheet(name, changes=()):
    """Return a solved sheet with some of its code replaced."""
    text = (ROOT / "solutions" / name).read_text("utf-8")
    for old, new in changes:
        assert json.dumps(old)[1:-1] in text
        text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    return text


def hand_in_class(folder):
    """Let seven students hand in: solved, wrong, empty, unreadable; two sheets."""
    five, four = "05_forward_by_hand.ipynb", "04_xor.ipynb"
    for student, name, text in [
        ("ann", five, solved_sheet(five)),
        ("ann", four, solved_sheet(four)),
        ("bob", five, (SHEETS / five).read_text("utf-8")),
        ("cyd", five, solved_sheet(five, [("g(W @ a + b)", "g(W @ a)")])),
        ("dan", five, "{ this is no notebook"),
        ("eve", five, solved_sheet(five, [("g(W @ a + b)", "exit()")])),
        ("finn", four, solved_sheet(four)),
        ("=1+1", five, solved_sheet(five)),
    ]:
        (folder / student).mkdir(exist_ok=True)
        (folder / student / name).write_text(text, "utf-8")


def grade(handed_in, out, workers=1, **more):
    """Grade without a wall; return the reports."""
    grade_and_report(GradingJob(handed_in, SHEETS, out, Trusted()), workers, **more)
    return reports_in(out)


def reports_in(out):
    """Return all that a teacher reads: every file of the results but the journal and its like."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.suffix in (".csv", ".html")
    }
