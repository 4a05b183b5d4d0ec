"""The explanation of one submission: its code as it was written, what it printed, what was compared."""

import pytest

from lecture_lib.grading.intake import Submission, read_sheets
from lecture_lib.grading.marking import explanation_lines
from lecture_lib.grading.marking.explain import MAX_BLANKS, MAX_PRINTED_LINES
from lecture_lib.grading.sandbox import Session, Trusted
from tests.grading.submissions import sheet_cells
from tests.notebooks.rows import ROOT

SHEET = read_sheets(ROOT / "exercises")["05"]


def explained(*more):
    submission = Submission((*more, *sheet_cells("05")))
    return list(explanation_lines(submission, SHEET, lambda: Session(Trusted())))


@pytest.fixture(scope="module")
def lines():
    loop = "if True:\n\tfor i in range(3):\n\t\tprint('  line', i, flush=True)"
    return explained(loop, "print('\\x1b[31m<b>\u202ered', flush=True)", " " * 1000 + "1", "1 / 0")


def test_code_keeps_its_indentation(lines):
    at = lines.index("    if True:")
    assert lines[at + 1 : at + 3] == ["        for i in range(3):", "            print(' line', i, flush=True)"]
    assert max(len(line) - len(line.lstrip()) for line in lines) <= MAX_BLANKS + 4


def test_what_was_printed_is_shown_and_does_nothing(lines):
    printed = lines[lines.index("\nPrinted:") + 1 :]
    assert printed[:4] == ["      line 0", "      line 1", "      line 2", "    <b>red"]
    assert not [line for line in lines if "\x1b" in line or "\u202e" in line]


def test_each_cell_says_what_became_of_it_and_each_question_its_verdict(lines):
    assert "\nCell 4: ZeroDivisionError: division by zero" in lines and "\nCell 1: ran through" in lines
    assert sum(line.startswith("  verdict: right") for line in lines) == len(SHEET.tasks)


def test_a_flood_of_lines_is_cut_and_the_rest_counted():
    lines = explained(f"for i in range({MAX_PRINTED_LINES + 50}): print(i, flush=True)")
    printed = lines[lines.index("\nPrinted:") + 1 :]
    assert printed[MAX_PRINTED_LINES - 1 : MAX_PRINTED_LINES + 1] == ["    199", "    and 50 more lines"]
