"""Reports say what was marked, in the same bytes every time; what a student wrote does nothing in them."""

import ast
import csv
import io
import os
import re

import pytest

from lecture_lib.grading.intake import (
    HandIn,
    Sheet,
    Submission,
    Task,
    read_sheets,
)
from lecture_lib.grading.marking import CellNote, Mark, SheetResult, SubmissionMarks, results_folder
from lecture_lib.grading.reports import write_reports
from lecture_lib.grading.reports.feedback import feedback_page
from lecture_lib.grading.reports.grades_csv import grades_table
from lecture_lib.grading.reports.overview import overview_page, points_histogram
from tests.grading.pages import read
from tests.notebooks.rows import ROOT

REAL = read_sheets(ROOT / "exercises")
ANY = ast.Constant(0)
SHEETS = {
    "03": Sheet("03_perceptron", (Task("03.1a", 2, ANY), Task("03.1b", 3, ANY)), 2.0),
    "05": Sheet("05_forward_by_hand", (Task("05.1a", 2, ANY), Task("05.4a", 2, ANY))),
}


def right(number, of=2.0):
    return Mark(number, "right", of, of, "All agree.")


def wrong(number, says="Your layer works without b.", mistake="bias forgotten", of=2.0):
    return Mark(number, "wrong", 0.0, of, says, mistake)


def graded(student, *marks, sheet="05", notes=(), cells=()):
    return SheetResult(HandIn(student, sheet, Submission(()), notes=notes), SubmissionMarks(marks, cells))


CLASS = [
    graded("anna", right("05.1a"), wrong("05.4a")),
    graded("anna", right("03.1a"), Mark("03.1b", "stopped", 0.0, 3.0, "It was stopped.", "time"), sheet="03"),
    graded(
        "bert",
        Mark("05.1a", "not attempted", 0.0, 2.0, "Replace the ..."),
        right("05.4a"),
        notes=("also there, not graded: x.ipynb",),
        cells=(CellNote(2, "NameError: q"),),
    ),
    SheetResult(HandIn("carl", "05", None, "x.ipynb: it is empty")),
    SheetResult(HandIn("dana", "", None, "dana.pdf")),
]


def rows(table):
    return list(csv.reader(io.StringIO(table)))


# --- the grade book -----------------------------------------------------------------------------------------


def test_the_grade_book():
    assert grades_table(sorted(CLASS, key=lambda each: (each.hand_in.student, each.hand_in.sheet)), SHEETS) == (
        "student,sheet,points,of,03.1a,03.1b,05.1a,05.4a,status,to read\n"
        "anna,03,2,5,2,0,,,graded,2\n"
        "anna,05,2,4,,,2,0,graded,0\n"
        "bert,05,2,4,,,0,2,graded,0\n"
        "carl,05,,4,,,,,no marks: x.ipynb: it is empty,0\n"
        "dana,,,,,,,,no marks: dana.pdf,\n"
    )


def test_a_hostile_student_stays_in_the_cell():
    student, problem = "=cmd|' /C calc'!A0\",\n\"=1", '\x1b[1m\r\n=2+5;=3,"x"\n'
    table = grades_table([SheetResult(HandIn(student, "05", None, problem))], SHEETS)
    assert table.count("\n") == 2 and "\r" not in table and "\x1b" not in table
    assert [len(row) for row in rows(table)] == [10, 10]
    assert rows(table)[1][0].startswith("'=") and rows(table)[1][8] == "no marks: '=2+5;'=3,\"x\""


# --- a student's page ---------------------------------------------------------------------------------------


def test_a_student_reads_verdict_reason_and_one_action():
    text = read(feedback_page("anna", CLASS[:2], REAL)).text
    for words in (
        "Feedback for anna",
        "05 forward by hand: 2 of 4 points",
        "✓ 05.1a A hidden layer on paper: right",
        "✗ 05.4a One layer: wrong",
        "0 of 2",
        "Your layer works without b.",
        'look at hint 1: hint("05.4a")',
        'compare it with solution("05.1a")',
        "■ 03.1b One step of the rule: stopped",
        "up to 2 more points",
    ):
        assert words in text
    assert text.count("Next:") == 6  # one a question, and one a sheet above them


def test_a_student_reads_which_cells_stopped_and_what_was_left_out():
    text = read(feedback_page("bert", [CLASS[2]], REAL)).text
    assert "Code cell 3: NameError: q" in text and "also there, not graded: x.ipynb" in text
    assert "○ 05.1a A hidden layer on paper: not attempted" in text


def test_a_problem_is_no_zero():
    text = read(feedback_page("carl", [CLASS[3]], SHEETS)).text
    assert "no marks yet" in text and "x.ipynb: it is empty" in text and "of 4" not in text


def test_a_question_without_hints_has_an_action_all_the_same():
    assert 'check("99.1a", ...)' in read(feedback_page("anna", [graded("anna", wrong("99.1a"))], SHEETS)).text


# --- the teacher's page -------------------------------------------------------------------------------------


def test_the_teacher_reads_how_the_class_did():
    text = read(overview_page(CLASS, SHEETS)).text
    for words in (
        "4 students, 3 submissions graded, 2 without marks",
        "3 submissions, 2 graded",
        "Mean 2.0, median 2 of 4 points",
        "2 points: 2 students.",
        "carl05x.ipynb: it is empty",
        "dana?dana.pdf",
        "bert05also there, not graded: x.ipynb",
    ):
        assert words in text
    assert "04" not in text
    assert "103.1btimeIt was stopped." in text and "All agree." not in text


def test_a_long_list_of_cells_is_cut():
    cells = tuple(CellNote(i, "NameError") for i in range(100))
    text = read(feedback_page("anna", [graded("anna", right("05.1a"), cells=cells)], SHEETS)).text
    assert text.count("NameError") == 20 and "and 80 more cells" in text


def cells_told(*says):
    cells = tuple(CellNote(i, text) for i, text in enumerate(says))
    return read(feedback_page("anna", [graded("anna", right("05.1a"), cells=cells)], SHEETS)).text


def test_only_what_stops_everywhere_is_said_to_stop_in_jupyterlab_too():
    assert "it stops at code cell 1 too" in cells_told("NameError: name 'q' is not defined")
    for says, advice in (
        ("ModuleNotFoundError: No module named 'pandas'", "The module pandas is not there"),
        ("EOFError: EOF when reading a line", "Write the value into the cell"),
        ("FileNotFoundError: x.csv not found.", "Hand in the file"),
        ("URLError: no name", "There is no network"),
        ("was stopped: it took longer than 10 s", "Find the line that does this"),
        ("SystemExit", "SystemExit"),
    ):
        text = cells_told(says, "NameError: name 'pd' is not defined")
        assert advice in text and "stops at" not in text and "start with code cell 1" in text
        assert "Next:" not in cells_told(says)[cells_told(says).index("Cells that") :]


def test_a_lost_answer_is_told_apart_from_one_that_was_not_attempted():
    lost = Mark("05.1a", "lost", 0.0, 2.0, "Your `z` is in a Markdown cell.", "lost: not a code cell")
    text = read(feedback_page("anna", [graded("anna", lost)], SHEETS)).text
    assert "□" in text and "lost" in text and "Next: put that right" in text
    page = overview_page([graded("anna", lost)], SHEETS)
    assert "lost: not a code cell" in page


def test_the_picture_says_in_words_what_it_shows():
    picture = points_histogram([0, 4, 4, 2.5], 4)
    words = "About 0 points: 1 student; 3 points: 1 student; 4 points: 2 students."
    assert picture.count(words) == 1 and picture.count(words.lower()) == 2  # in view; in desc and label
    heights = [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)" class="bar"', picture)]
    assert heights == pytest.approx([heights[0], heights[0], 2 * heights[0]])


def test_every_student_is_in_some_bar_whatever_the_points():
    for of in (1, 14, 31, 100, 1000):
        points = [of * i / 97 for i in range(98)]
        tallies = re.findall(r"(\d+) students?[;.]", points_histogram(points, of).split("figcaption")[1])
        assert sum(map(int, tallies)) == 98 and len(tallies) <= 32


def test_a_sheet_of_which_nothing_could_be_graded():
    text = read(overview_page([CLASS[3]], SHEETS)).text
    assert "1 submission, none graded." in text and "Mean" not in text


def test_an_empty_class(tmp_path):
    write_reports([], SHEETS, tmp_path)
    assert "0 students, 0 submissions" in (tmp_path / "overview.html").read_text("utf-8")


# --- strangers' texts in every place ------------------------------------------------------------------------

EVIL = [
    "<script>alert(1)</script>",
    "<img src=http://evil.example onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "\x1b[2J\x1b]0;x\x07",
    '=HYPERLINK("http://evil.example")',
    "\u202e\u2066evil",
    "</title></style></script><b>",
    "A" * 2**20,
    "' onclick='a",
    "\x00\ud800",
]


def everywhere(text):
    """Return a class in which a text stands wherever a student may have put one."""
    marks = (Mark(text, text, 0.0, 2.0, text, text), wrong("05.4a", text, text))
    cells = (CellNote(0, text),) * 100
    whole = HandIn(text, "05", Submission((text,)), notes=(text,))
    return [SheetResult(whole, SubmissionMarks(marks, cells)), SheetResult(HandIn(text, text, None, text))]


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_text_does_anything_in_any_report(tmp_path, text):
    write_reports(everywhere(text), SHEETS, tmp_path)
    pages = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in pages) == [".csv", ".html", ".html"]
    for path in pages:
        page = path.read_bytes().decode("utf-8")
        assert len(page) < 60_000
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    for path in tmp_path.rglob("*.html"):
        check_harmless(path.read_text("utf-8"))


ACTIVE = {"script", "img", "iframe", "link", "base", "form", "object", "embed", "image", "use", "button", "textarea"}
OUR_LINK = re.compile(r"(feedback/[a-z0-9_~-]+\.html)?(#q[a-zA-Z0-9-]*)?")  # to a page beside it, to a question


def check_harmless(page):
    reader = read(page)
    assert not ACTIVE & set(reader.tags)
    assert not re.search("<script|https?:|javascript:[^ ]|url[(]|@import", page, re.IGNORECASE)
    names = {name for name, _ in reader.attributes}
    assert not {name for name in names if name.startswith("on")} | {"src", "action"} & names
    assert all(OUR_LINK.fullmatch(to) for name, to in reader.attributes if name == "href")
    assert reader.attributes.count(("type", "radio")) == reader.tags.count("input")
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in reader.attributes
    assert reader.tags.count("title") == 1 + reader.tags.count("svg")


def test_the_guard_of_pages_can_bark():
    for bad in (
        "<script>",
        "<a href='x'>x</a>",
        "<a href='/x'>x</a>",
        "<input type='text'>",
        "<p onclick='x'>x</p>",
        "<img src='x'>",
        "https://x",
    ):
        page = feedback_page("anna", CLASS[:1], SHEETS)
        check_harmless(page)
        with pytest.raises(AssertionError):
            check_harmless(page.replace("<h2>", f"{bad}<h2>", 1))


def test_pages_know_day_and_night_and_phones():
    for page in (feedback_page("anna", CLASS[:1], SHEETS), overview_page(CLASS, SHEETS)):
        assert "prefers-color-scheme:dark" in page and 'name="viewport"' in page and 'lang="en-GB"' in page
        used, defined = set(re.findall(r"var\((--\w+)\)", page)), re.findall(r"(--\w+):", page)
        assert used and all(defined.count(name) == 2 for name in used)


# --- writing ------------------------------------------------------------------------------------------------


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def test_equal_marks_give_equal_bytes(tmp_path):
    write_reports(CLASS, SHEETS, tmp_path / "a")
    write_reports(list(reversed(CLASS)), dict(reversed(SHEETS.items())), tmp_path / "b")
    first = content(tmp_path / "a")
    assert first == content(tmp_path / "b")
    pages = {f"feedback/{name}.html" for name in ("anna", "bert", "carl", "dana")}
    assert set(first) == {"grades.csv", "overview.html", *pages}
    write_reports(CLASS, SHEETS, tmp_path / "a")
    assert content(tmp_path / "a") == first


def test_a_report_is_there_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    write_reports(CLASS[:1], SHEETS, tmp_path)
    before, written = content(tmp_path), []

    def cut_off(part, path):
        written.append(path.name)
        raise KeyboardInterrupt

    monkeypatch.setattr(results_folder.os, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        write_reports(CLASS, SHEETS, tmp_path)
    monkeypatch.undo()
    assert written == ["grades.csv"] and content(tmp_path) == before
    write_reports(CLASS[:1], SHEETS, tmp_path)
    assert content(tmp_path) == before


def test_a_link_left_in_the_way_is_replaced_not_followed(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "grades.csv").symlink_to(outside)
    write_reports(CLASS, SHEETS, out)
    assert outside.read_text() == "mine" and not os.path.islink(out / "grades.csv")
