"""A page that would come out the same is not made again; one that would not, is."""

from dataclasses import replace

import pytest

from lecture_lib.grading.intake import HandIn, Submission, read_sheets
from lecture_lib.grading.marking import Mark, SheetResult, SubmissionMarks
from lecture_lib.grading.reports import grades_csv, made_of, write_reports
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")


def graded(student, says="All agree.", notes=()):
    mark = Mark("05.4a", "right", 2.0, 2.0, says)
    return SheetResult(HandIn(student, "05", Submission(()), notes=notes), SubmissionMarks((mark,)))


CLASS = [graded("anna"), graded("bert"), SheetResult(HandIn("carl", "", None, "nothing was handed in"))]


@pytest.fixture
def made(monkeypatch):
    """Whose pages are made, in order."""
    students, make = [], grades_csv.feedback_page

    def noted(student, *more):
        students.append(student)
        return make(student, *more)

    monkeypatch.setattr(grades_csv, "feedback_page", noted)
    return students


def test_a_second_call_makes_no_page_and_leaves_the_same_bytes(tmp_path, made):
    def content():
        return {path.name: path.read_bytes() for path in tmp_path.rglob("*.*")}

    write_reports(CLASS, SHEETS, tmp_path)
    first = content()
    write_reports(CLASS[::-1], SHEETS, tmp_path)
    assert made == ["anna", "bert", "carl"] and content() == first


@pytest.mark.parametrize("change", [graded("bert", "Other words."), graded("bert", notes=("late",))])
def test_other_results_make_the_page_of_that_student_anew(tmp_path, made, change):
    write_reports(CLASS, SHEETS, tmp_path)
    made.clear()
    write_reports([CLASS[0], change, CLASS[2]], SHEETS, tmp_path)
    assert made == ["bert"]


def test_other_questions_or_other_code_make_all_pages_anew(tmp_path, made, monkeypatch):
    write_reports(CLASS, SHEETS, tmp_path)
    sheet = SHEETS["06"]
    tasks = (replace(sheet.tasks[0], text="## 06.1a Other\n\nAnother question."), *sheet.tasks[1:])
    made.clear()
    write_reports(CLASS, SHEETS | {"06": replace(sheet, tasks=tasks)}, tmp_path)
    assert made == ["anna", "bert", "carl"]
    monkeypatch.setattr(made_of, "_hash_of_code", lambda: "another")
    made.clear()
    write_reports(CLASS, SHEETS, tmp_path)
    assert made == ["anna", "bert", "carl"]


@pytest.mark.parametrize("damage", ["cut", "empty", "gone", "link"])
def test_a_damaged_page_is_made_anew(tmp_path, made, damage):
    write_reports(CLASS, SHEETS, tmp_path)
    page = tmp_path / "feedback" / "anna.html"
    whole, other = page.read_bytes(), tmp_path / "mine.html"
    page.unlink()
    if damage == "link":
        other.write_bytes(whole)
        page.symlink_to(other)
    elif damage != "gone":
        page.write_bytes(whole[: len(whole) - 3 if damage == "cut" else 0])
    made.clear()
    write_reports(CLASS, SHEETS, tmp_path)
    assert made == ["anna"] and page.read_bytes() == whole and not page.is_symlink()


def test_what_makes_a_page_is_found():
    for pattern in made_of.MAKERS:
        assert list(made_of.LIBRARY.glob(pattern))
