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
        "✓ 05.1a right",
        "✗ 05.4a wrong",
        "0 of 2",
        "Your layer works without b.",
        'look at hint 1: hint("05.4a")',
        'compare it with solution("05.1a")',
        "■ 03.1b stopped",
        "up to 2 more points",
    ):
        assert words in text
    assert text.count("Next:") == 4


def test_a_student_reads_which_cells_stopped_and_what_was_left_out():
    text = read(feedback_page("bert", [CLASS[2]], REAL)).text
    assert "Code cell 3: NameError: q" in text and "also there, not graded: x.ipynb" in text
    assert "○ 05.1a not attempted" in text


def test_a_problem_is_no_zero():
    text = read(feedback_page("carl", [CLASS[3]], SHEETS)).text
    assert "no marks yet" in text and "x.ipynb: it is empty" in text and "of 4" not in text


def test_a_question_without_hints_has_an_action_all_the_same():
    assert 'check("99.1a", ...)' in read(feedback_page("anna", [graded("anna", wrong("99.1a"))], SHEETS)).text


# --- the teacher's page -------------------------------------------------------------------------------------


def test_the_teacher_reads_how_the_class_did():
    text = read(overview_page(CLASS, SHEETS)).text
    for words in (
        "4 students, 5 submissions, 2 of them with a problem",
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


def test_the_hardest_questions_come_first():
    first = [wrong("05.1a"), right("05.1a"), right("05.1a"), right("05.1a")]
    page = overview_page([graded(f"s{i}", mark, wrong("05.4a")) for i, mark in enumerate(first)], SHEETS)
    hardest = page[page.index("Hardest") : page.index("Commonest")]
    assert re.findall(r"05\.\d\w|\d+ %", hardest) == ["05.4a", "0 %", "05.1a", "75 %"]


def test_the_commonest_mistakes_come_first_and_those_without_a_name_last():
    marks = [
        wrong("05.4a", "A.", "bias"),
        wrong("05.4a", "B.", "turned"),
        wrong("05.4a", "B.", "turned"),
        wrong("05.4a", "C.", ""),
        wrong("05.4a", "D.", ""),
        wrong("05.4a", "E.", ""),
    ]
    text = read(overview_page([graded(f"s{i}", mark) for i, mark in enumerate(marks)], SHEETS)).text
    assert "205.4aturnedB.105.4abiasA.305.4anone of the known mistakesC." in text


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


ACTIVE = {"script", "img", "a", "iframe", "link", "base", "form", "object", "embed", "image", "use", "input"}


def check_harmless(page):
    reader = read(page)
    assert not ACTIVE & set(reader.tags)
    assert not re.search("<script|https?:|javascript:[^ ]|url[(]|@import", page, re.IGNORECASE)
    names = {name for name, _ in reader.attributes}
    assert not {name for name in names if name.startswith("on")} | {"src", "href", "action"} & names
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in reader.attributes
    assert reader.tags.count("title") == 1 + reader.tags.count("svg")


def test_the_guard_of_pages_can_bark():
    for bad in ("<script>", "<a href='x'>x</a>", "<p onclick='x'>x</p>", "<img src='x'>", "https://x"):
        page = feedback_page("anna", CLASS[:1], SHEETS)
        check_harmless(page)
        with pytest.raises(AssertionError):
            check_harmless(page.replace("<section>", f"<section>{bad}", 1))


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
