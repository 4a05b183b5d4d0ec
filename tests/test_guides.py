"""What the guides promise to learners and teachers is so: times, ways through the course, questions that exist."""

import json
import re

import pytest

from lecture_lib.course.course_map import CHAPTERS
from tests.notebooks.rows import ROOT
from tests.test_pages import rows
from tools import notebook
from tools.study_times import said_minutes, sections, sheet_minutes, study_minutes

LEARNERS, TEACHERS = (ROOT / "docs" / name for name in ("learners.md", "teachers.md"))
LESSONS = {path.stem[:2]: notebook.read(path.read_text("utf-8")) for path in sorted(ROOT.glob("source/*.py"))}
SHEETS = {path.stem[:2]: notebook.read(path.read_text("utf-8")) for path in sorted(ROOT.glob("source/exercises/*.py"))}
SAID = {number: said_minutes(lesson) for number, lesson in LESSONS.items()}
BY_RULE = {section: study_minutes(cells) for lesson in LESSONS.values() for section, cells in sections(lesson).items()}


def minutes(cell):
    """The number in a table's cell, such as "80 min"; 0 for a dash."""
    return int((re.match(r"\d+", cell) or ["0"])[0])


@pytest.mark.parametrize("number", SAID)
def test_the_time_that_a_notebook_states_is_that_of_the_rule_to_a_fifth(number):
    by_rule = sum(minutes for section, minutes in BY_RULE.items() if section[:2] == number)
    assert abs(SAID[number] - by_rule) <= by_rule / 5, f"by the rule, {by_rule:.0f} minutes"


def test_learners_are_told_the_times_of_the_notebooks_and_sheets():
    told = {row[0][:2]: row for row in rows(LEARNERS, 5) if row[0][:2] in CHAPTERS}
    assert list(told) == list(CHAPTERS)
    for number, (title, study, sheet, _, _) in told.items():
        assert title == f"{number} {CHAPTERS[number][1]}"
        assert minutes(study) == SAID[number]
        assert minutes(sheet) == (sheet_minutes(SHEETS[number]) if number in SHEETS else 0)


@pytest.mark.parametrize("page", [LEARNERS, ROOT / "README.md"], ids=lambda page: page.name)
def test_the_hours_of_the_whole_course_are_those_of_its_parts(page):
    notebooks, sheets = re.search(
        r"ll notebooks (?:together )?take about (\d+) hours, and all sheets about (\d+)\.", page.read_text("utf-8")
    ).groups()
    assert int(notebooks) == round(sum(SAID.values()) / 60)
    assert int(sheets) == round(sum(map(sheet_minutes, SHEETS.values())) / 60)


def test_learners_are_told_what_a_notebook_needs():
    for title, *_, needed in rows(LEARNERS, 5):
        if title[:2] in CHAPTERS:
            first_cell = LESSONS[title[:2]].cells[0].source
            assert all(number in first_cell for number in re.findall(r"\d\d(?:\.\d)?", needed)), title


WAYS = [
    (what, re.findall(r"\d\d(?:\.\d)?", parts), minutes(time))
    for what, parts, time in rows(LEARNERS, 3)
    if re.search(r"\d\d", parts)
]


@pytest.mark.parametrize("what, parts, told", WAYS, ids=[what for what, *_ in WAYS])
def test_a_way_through_leads_forwards_and_takes_as_long_as_it_says(what, parts, told):
    assert parts == sorted(parts)
    total = sum(BY_RULE[part] if "." in part else SAID[part] for part in parts)
    assert abs(total - told) <= total / 8, f"{total:.0f} minutes"


def test_the_weeks_of_a_term_hold_every_notebook_once_with_its_times():
    weeks = [row for row in rows(TEACHERS, 6) if row[0].isdigit()]
    assert [int(row[0]) for row in weeks] == list(range(1, 15))
    assert [number for row in weeks for number in row[1].split(" · ")] == [n for n in CHAPTERS if n != "17"]
    for _, notebooks, _, study, sheets, sheet_time in weeks:
        handed_out = [number for number in notebooks.split(" · ") if number in SHEETS]
        assert sheets.split(" · ") == handed_out
        assert minutes(study) == sum(SAID[number] for number in notebooks.split(" · "))
        assert minutes(sheet_time) == sum(sheet_minutes(SHEETS[number]) for number in handed_out)


def test_the_policy_for_assistants_has_every_question_in_words():
    in_words = json.loads((ROOT / "lecture_lib" / "questions" / "in_words.json").read_text("utf-8"))
    judged = [row[0] for row in rows(TEACHERS, 3) if re.fullmatch(r"\d\d\.\d[a-z]", row[0])]
    assert judged == sorted(in_words)


def test_a_card_can_be_made_as_teachers_are_told():
    (code,) = re.findall(r"```python\n(.*?)```", TEACHERS.read_text("utf-8"), re.DOTALL)
    names: dict = {}
    exec(code.replace("\nlandscape(", "\ncard = landscape("), names)
    assert [control for control in names["card"].controls if control in ("learning rate", "momentum β", "rule")] == []
