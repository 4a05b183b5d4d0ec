"""The teacher's page: all students with their points, who missed what, and every mistake with how many made it."""

import re

from lecture_lib.grading.intake import HandIn, Submission, read_sheets
from lecture_lib.grading.marking import Mark, SheetResult, SubmissionMarks
from lecture_lib.grading.reports import write_reports
from lecture_lib.grading.reports.overview import MAX_MESSAGES, overview_page
from tests.grading.pages import read
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")


def graded(student, *marks, sheet="05"):
    return SheetResult(HandIn(student, sheet, Submission(())), SubmissionMarks(marks))


def right(number, of=2.0):
    return Mark(number, "right", of, of, "All agree.")


def wrong(number, says="You left out b.", mistake="bias forgotten"):
    return Mark(number, "wrong", 0.0, 2.0, says, mistake)


CLASS = [
    graded("bert", wrong("05.1a"), wrong("05.4a")),
    graded("Änne", right("05.1a"), right("05.4a")),
    graded("carl", right("05.1a"), wrong("05.4a", "For W = 1 you returned 2.", "")),
    graded("carl", right("06.1a"), sheet="06"),
    SheetResult(HandIn("dora", "05", None, "it is empty")),
]


def part(page, begins, ends):
    start = page.index(begins)
    return page[start : page.index(ends, start)]


def table_rows(part):
    """Return the text of every cell, row by row, of each table of a part of a page."""
    tables = re.findall(r"<table.*?</table>", part, re.DOTALL)
    return [[cells(row) for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]] for table in tables]


def cells(row):
    return [read(cell).text.strip() for cell in re.findall("<td[^>]*>(.*?)</td>", row)]


def test_every_student_stands_in_the_list_with_points_and_a_link(tmp_path):
    write_reports(CLASS, SHEETS, tmp_path)
    page = (tmp_path / "overview.html").read_text("utf-8")
    students = part(page, "<h2>Students", "</section>")
    by_name, most, fewest = table_rows(students)
    assert by_name == [
        ["bert", "0", "14", "0", ""],
        ["carl", "4", "28", "2", "2"],
        ["dora", "no marks", "", "no marks", ""],
        ["Änne", "4", "14", "4", ""],
    ]
    assert [row[0] for row in most] == ["carl", "Änne", "bert", "dora"]
    assert [row[0] for row in fewest] == ["bert", "dora", "carl", "Änne"]
    for link in set(re.findall('href="(feedback/[^"#]*)', page)):
        assert (tmp_path / link).is_file()
    assert len(set(re.findall('href="(feedback/[^"#]*)', students))) == 4


def test_a_table_is_put_in_another_order_without_a_script():
    page = overview_page(CLASS, SHEETS)
    assert "<script" not in page and "nth-of-type(3):checked~.scroll:nth-of-type(3)" in page
    for orders in re.findall('<fieldset class="orders">.*?</fieldset>', page, re.DOTALL):
        choices, labels = re.findall('<input type="radio" name="([^"]*)" id="([^"]*)"', orders), orders.count("<label")
        assert len(choices) == labels == orders.count("<table") <= 3 and orders.count(" checked>") == 1
        assert len({name for name, _ in choices}) == 1
    ids = re.findall(' id="([^"]*)"', page)
    assert len(set(ids)) == len(ids)


def test_hardest_questions_come_first_and_lead_to_who_missed_them():
    page = overview_page(CLASS, SHEETS)
    hardest, by_number = table_rows(part(page, "<h3>Questions", "<h3>Who"))
    assert hardest == [
        ["05.4a One layer", "33%", "2", "0", "0", "0"],
        ["05.1a A hidden layer on paper", "67%", "1", "0", "0", "0"],
    ]
    assert by_number == hardest[::-1]
    for link in re.findall('href="#([^"]*)"', page):
        assert f'</summary><div id="{link}">' in page or f'<section id="{link}">' in page


def test_the_teacher_reads_who_missed_a_question_and_what_they_were_told():
    missed = part(overview_page(CLASS, SHEETS), "<h3>Who missed", "<h3>Mistakes")
    assert "05.4a One layer: 2 students" in read(missed).text
    assert table_rows(missed) == [
        [["1", "wrong", "bert", "You left out b."]],
        [["1", "wrong", "carl", "For W = 1 you returned 2."], ["1", "wrong", "bert", "You left out b."]],
    ]
    assert '<a href="feedback/bert.html#q05-4a">' in missed


def test_those_who_were_told_the_same_stand_together_and_none_is_left_out():
    same = [graded(f"same{i}", wrong("05.1a")) for i in range(5)]
    other = [graded(f"s{i:02}", wrong("05.1a", f"You returned {i}.", "")) for i in range(2 * MAX_MESSAGES)]
    missed = part(overview_page(same + other, SHEETS), "<h3>Who missed", "<h3>Mistakes")
    (rows,) = table_rows(missed)
    assert rows[0] == ["5", "wrong", "same0, same1, same2, same3, same4", "You left out b."]
    assert len(rows) == MAX_MESSAGES + 1 and rows[-1][0] == str(MAX_MESSAGES + 1)
    assert sum(int(row[0]) for row in rows) == 45 == missed.count("<bdi>")


def test_every_mistake_is_listed_with_how_many_made_it_those_with_a_name_first():
    marks = [wrong("05.4a", "A.", "bias")] + [wrong("05.4a", "B.", "turned")] * 2 + [wrong("05.4a", "C.", "")] * 3
    marks += [wrong("05.1a", "D.", f"mistake {i:02}") for i in range(20)]
    page = overview_page([graded(f"s{i}", mark) for i, mark in enumerate(marks)], SHEETS)
    common, by_question = table_rows(part(page, "<h3>Mistakes", "</section>"))
    assert common[0] == ["2", "05.4a", "turned", "B."] and len(common) == 23
    assert common[-1] == ["3", "05.4a", "none of the known mistakes", "C."]
    assert [row[1] for row in by_question] == ["05.1a"] * 20 + ["05.4a"] * 3


def test_a_class_of_a_thousand_is_one_page_that_a_browser_can_hold():
    marks = [wrong(task.number, f"{i}", "") for i, task in enumerate(SHEETS["05"].tasks)]
    page = overview_page([graded(f"student{i:04}", *marks) for i in range(1000)], SHEETS)
    assert page.count("<bdi>") == 1000 * (3 + len(marks)) and len(page) < 2_000_000
