"""The course map: how far one has come, where to go on, a page that reads well everywhere (row 00.3)."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from lecture_lib.course import CHAPTERS, Completion, Progress, course_map, goals, notebooks, questions, ring
from lecture_lib.course.rings import DONE, LEFT
from tests.notebooks.rows import ROOT

MAP = course_map.__globals__


@pytest.fixture
def with_goals(monkeypatch):
    """Give two notebooks goals, as the build will once the widgets ask for them."""
    names = {"02": ("tangent: flat", "tangent: steep"), "03": ("perceptron_lab: bound",)}
    monkeypatch.setitem(MAP, "goals", lambda lecture: names.get(lecture, ()))


def row(course, number):
    return next(row for row in course.rows if row.number == number)


def reach_all(journal, number):
    for question in questions(number):
        journal.record_check(question, right=True)
    for goal in MAP["goals"](number):
        journal.goal(goal)


# --- what is counted ---------------------------------------------------------------------------------------------


def test_goals_checkpoints_and_exercises_are_counted_apart(journal, with_goals):
    book = Progress(journal)
    for question in ("02.1", "02.1a", "02.2"):
        book.record_check(question, right=True)
    book.record_check("02.3", right=False)
    book.goal("tangent: flat")
    found = row(course_map(book), "02")
    assert (found.goals, found.checkpoints, found.exercises) == ((1, 2), (2, 5), (1, 6))


@pytest.mark.parametrize("name", ["tangent", "tangent: flat: steep", ": ", "", "perceptron_lab: BOUND", "網"])
def test_a_goal_that_no_notebook_asks_for_does_no_harm(journal, with_goals, name):
    before = repr(course_map(Progress(journal)))
    Progress(journal).goal(name)
    assert repr(course_map(Progress(journal))) == before


def test_the_total_adds_up_what_all_notebooks_have(journal, with_goals):
    reach_all(Progress(journal), "02")
    course = course_map(Progress(journal))
    wanted = [question for number in CHAPTERS for question in questions(number)]
    assert course.total["goals"] == (2, 3)
    assert course.total["checkpoints"].of + course.total["exercises"].of == len(wanted)
    assert course.total["checkpoints"].reached + course.total["exercises"].reached == len(questions("02"))
    assert repr(course).splitlines()[-1].startswith("The whole course: 5 of ")
    assert "The whole course" in course._repr_html_()


# --- where to go on ----------------------------------------------------------------------------------------------


def test_one_goes_on_in_the_first_notebook_with_something_open(journal, with_goals):
    book = Progress(journal)
    assert course_map(book).go_on_here.number == "00"
    for number in ("00", "01", "03"):
        reach_all(book, number)
    course = course_map(book)
    assert course.go_on_here.number == "02"
    line = next(line for line in repr(course).splitlines() if "(go on here)" in line)
    assert line.startswith("02 ") and repr(course).count("go on here") == 1
    assert course._repr_html_().count("Go on here") == 1
    assert "Go on here" in course._repr_html_().split("<li")[3]


def test_a_goal_alone_keeps_a_notebook_open(journal, with_goals):
    book = Progress(journal)
    for number in ("00", "01", "02"):
        for question in questions(number):
            book.record_check(question, right=True)
    assert course_map(book).go_on_here.number == "02"


def test_who_has_reached_all_is_sent_nowhere(journal, with_goals):
    for number in CHAPTERS:
        reach_all(Progress(journal), number)
    course = course_map(Progress(journal))
    assert course.go_on_here is None
    assert "go on here" not in repr(course) and "Go on here" not in course._repr_html_()


# --- the page ----------------------------------------------------------------------------------------------------


def test_notebooks_that_are_there_are_linked_and_the_others_say_that_they_are_not():
    page = course_map()._repr_html_()
    there = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    assert set(re.findall(r"href='([^']*)'", page)) == there
    assert page.count("not written yet") == len(CHAPTERS) - len(there)
    for number, (_, title) in CHAPTERS.items():
        assert f"{number} {title}" in page


def test_a_notebook_without_questions_is_there_and_keeps_nobody(journal, monkeypatch):
    monkeypatch.setitem(MAP, "notebooks", lambda: ("00", "17"))
    for kind in ("goals", "questions"):
        monkeypatch.setitem(MAP, kind, lambda lecture: ())
    playground = row(course_map(Progress(journal)), "17")
    assert playground.ready and not playground.open
    assert "href='17_playground.ipynb'" in course_map(Progress(journal))._repr_html_()


def test_nobody_is_sent_to_a_notebook_that_is_not_there(journal, monkeypatch):
    monkeypatch.setitem(MAP, "notebooks", lambda: ("03",))
    course = course_map(Progress(journal))
    assert course.go_on_here.number == "03"
    assert set(re.findall(r"href='([^']*)'", course._repr_html_())) == {"03_perceptron.ipynb"}


def test_the_columns_of_the_map_stand_below_each_other_also_where_a_notebook_has_no_sheet():
    lines = course_map()._repr_html_().split("<li")[1:]
    assert len({tuple(re.findall(r"min-width:([^;]+)", line)) for line in lines}) == 1


def test_beside_each_ring_stands_what_it_says(journal, with_goals):
    Progress(journal).record_check("00.1", right=True)
    page = course_map(Progress(journal))._repr_html_()
    beside = re.findall(r"<img [^>]*> (\d+ of \d+ \w+)", page)
    assert len(beside) == page.count("<img") > 20
    assert beside[:2] == ["1 of 4 checkpoints", "0 of 1 exercise"]


ALLOWED = {"ul", "li", "span", "a", "b", "br", "img", "p", "code"}


class Elements(HTMLParser):
    """Collects the elements of a page with their styles and sources."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.styles = set(), []
        self.feed(str(page))

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.styles.append(dict(attrs).get("style", ""))


def test_the_page_survives_a_cleaning():
    """JupyterLab drops style sheets, inline SVG, roles and variables from an output that it does not trust."""
    page = Elements(course_map()._repr_html_())
    assert page.tags == ALLOWED
    assert not [style for style in page.styles if re.search(r"var\(|gradient|url\(", style)]


def test_text_takes_the_colours_of_the_page_it_stands_on():
    for style in Elements(course_map()._repr_html_()).styles:
        assert not re.search(r"(?<![-\w])(color|background|opacity|font-size)", style)


def test_nothing_is_wider_than_a_telephone():
    for style in Elements(course_map()._repr_html_()).styles:
        for width in re.findall(r"(?:min-width|(?<![-\w])width):([\d.]+)em", style):
            assert float(width) * 14 <= 280 or "max-width:100%" in style


# --- the ring ----------------------------------------------------------------------------------------------------


def drawing(tally):
    return unquote(re.search(r"src='data:image/svg\+xml,([^']*)'", ring(tally))[1])


def test_the_ring_fills_and_ends_in_a_tick():
    arcs = [
        float(re.search(r'stroke-dasharray="([\d.]+)', drawing(Completion(done, 4)))[1]) if done else 0
        for done in range(4)
    ]
    assert arcs == pytest.approx([0, 11, 22, 33], abs=0.1)
    assert "dasharray" not in drawing(Completion(0, 4)) and "<path" not in drawing(Completion(3, 4))
    assert "<path" in drawing(Completion(4, 4)) and "<path" not in drawing(Completion(0, 0))


@pytest.mark.parametrize("reached, words", [(0, "open"), (1, "begun"), (3, "begun"), (4, "done")])
def test_the_ring_is_read_aloud(reached, words):
    """JupyterLab calls an image without words "Image"."""
    assert f"alt='{words}'" in ring(Completion(reached, 4))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [DONE, LEFT])
@pytest.mark.parametrize("ground", ["#ffffff", "#111111", "#111418", "#1a1f26"])
def test_the_ring_shows_on_light_and_on_dark(colour, ground):
    bright, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 3


# --- goals known without running anything ------------------------------------------------------------------------


def test_the_goals_of_a_notebook_come_from_the_made_file():
    made = json.loads((ROOT / "lecture_lib/course/goals.json").read_text("utf-8"))
    assert list(notebooks()) == list(made) == sorted(path.stem[:2] for path in ROOT.glob("notebooks/*.ipynb"))
    assert {number: list(goals(number)) for number in made} == made
