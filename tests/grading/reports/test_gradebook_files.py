"""The points for other programs: what Moodle and Canvas import, what a spreadsheet opens."""

import csv
import io

import pytest

from lecture_lib.grading.intake import HandIn, Submission, read_sheets
from lecture_lib.grading.marking import Mark, SheetResult, SubmissionMarks
from lecture_lib.grading.reports import GRADEBOOK_FORMATS, write_gradebook_files, write_reports
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")


def graded(student, points, sheet="05"):
    mark = Mark(f"{sheet}.1a", "right", points, 2.0, "All agree.")
    return SheetResult(HandIn(student, sheet, Submission(())), SubmissionMarks((mark,)))


CLASS = [
    graded("Zoë Müller_1234567", 2.0),
    graded("anna", 1.5),
    graded("anna", 2.0, "06"),
    graded("anon_12345", 2.0, "07"),  # Canvas's code for one assignment, which is not the number of a user
    SheetResult(HandIn("carl_99", "05", None, "it is empty")),
]


def rows(path, encoding="utf-8", separator=","):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=separator))


def test_a_spreadsheet_that_is_opened_by_a_double_click_knows_the_encoding(tmp_path):
    write_reports(CLASS, SHEETS, tmp_path)
    data = (tmp_path / "grades.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfstudent,sheet,") and data.count(b"\xef\xbb\xbf") == 1
    assert "Zoë Müller_1234567,05,2," in data.decode("utf-8-sig")


def test_what_moodle_imports(tmp_path):
    folder = write_gradebook_files(CLASS, SHEETS, tmp_path, "moodle")
    assert sorted(path.name for path in folder.iterdir()) == [f"{SHEETS[key].name}.csv" for key in ("05", "06", "07")]
    assert rows(folder / "05_forward_by_hand.csv") == [
        ["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"],
        ["Participant 1234567", "Zoë Müller", "2", "14", "-"],
        ["", "anna", "1.5", "14", "-"],
    ]


def test_what_canvas_imports(tmp_path):
    folder = write_gradebook_files(CLASS, SHEETS, tmp_path, "canvas")
    assert rows(folder / "05_forward_by_hand.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "05 forward by hand"],
        ["    Points Possible", "", "", "", "", "14"],
        ["Zoë Müller", "1234567", "", "", "", "2"],
        ["anna", "", "", "anna", "", "1.5"],
    ]
    assert rows(folder / "07_composed_functions.csv")[-1] == ["anon_12345", "", "", "anon_12345", "", "2"]


def test_a_table_for_lands_that_write_commas_in_numbers(tmp_path):
    path = write_gradebook_files(CLASS, SHEETS, tmp_path, "semicolon")
    table = rows(path, "utf-8-sig", ";")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent;sheet;points;of;")
    assert [row[:4] for row in table[1:]] == [
        ["Zoë Müller_1234567", "05", "2", "14"],
        ["anna", "05", "1,5", "14"],
        ["anna", "06", "2", "14"],
        ["anon_12345", "07", "2", "13"],
        ["carl_99", "05", "", "14"],
    ]
    assert all(len(row) == len(table[0]) for row in table)


@pytest.mark.parametrize("form", ["moodle", "canvas"])
def test_no_grade_is_taken_away_from_those_who_have_none_here(tmp_path, form):
    write_gradebook_files(CLASS, SHEETS, tmp_path, form)
    folder = write_gradebook_files(CLASS[1:2], SHEETS, tmp_path, form)  # nobody hands in sheet 06 any more
    (path,) = folder.iterdir()
    assert all("" not in (row[-1], row[2 if form == "moodle" else -1]) for row in rows(path))


@pytest.mark.parametrize("form", GRADEBOOK_FORMATS)
def test_a_hostile_name_does_nothing_in_any_program(tmp_path, form):
    evil = graded('=cmd|"x"!A0;=2,\n"y', 2.0)
    where = write_gradebook_files([evil], SHEETS, tmp_path, form)
    path = where if where.is_file() else next(where.iterdir())
    table = rows(path, "utf-8-sig", ";" if form == "semicolon" else ",")
    assert len({len(row) for row in table}) == 1
    assert not [cell for row in table for cell in row if cell.startswith("=") or ";=" in cell]


def test_equal_marks_give_equal_bytes_in_any_order(tmp_path):
    for form in GRADEBOOK_FORMATS:
        first = write_gradebook_files(CLASS, SHEETS, tmp_path / "a", form)
        second = write_gradebook_files(CLASS[::-1], dict(reversed(SHEETS.items())), tmp_path / "b", form)
        files = [first] if first.is_file() else sorted(first.iterdir())
        assert [path.read_bytes() for path in files] == [
            (second if second.is_file() else second / path.name).read_bytes() for path in files
        ]
