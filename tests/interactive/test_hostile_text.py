"""What a person types, names or computes is shown as text: in every card, table, picture and widget.

The reports of the grader have the same tests in `tests/grading/reports`.
"""

import base64
import inspect
import re
from dataclasses import dataclass

import numpy as np
import pytest

from benchmarks.moves import elements, widget_factories
from lecture_lib import MLP, InputError, check, forward, half_squares, hint, predict, relu, reveal, solution
from lecture_lib.course import course_map, questions
from lecture_lib.course.installation import Installation, InstallationFinding
from lecture_lib.course.progress import Progress
from lecture_lib.drawing import (
    Frame,
    confusion_heatmap,
    figure,
    handle,
    heatmap,
    join_elements,
    picture,
    render_figure,
    scatter,
    score_heatmap,
    tag,
    text,
)
from lecture_lib.grading.reports.html_page import html_document, html_table
from lecture_lib.interactive import App, Event, View
from lecture_lib.labs.backprop import compare_gradients
from tests.grading.pages import read

HOSTILE = (
    "</title></desc></style></pre><script>alert(1)</script><img src=x onerror=alert(1)>\" onload=\"a' onclick='b&lt;"
)
LECTURES = [f"{n:02}" for n in range(15)]


def check_harmless(markup, shows: str = HOSTILE) -> None:
    """Markup is well formed, holds nothing that acts, and shows the hostile text letter for letter."""
    reader = read(str(markup))
    names = {name for name, _ in reader.attributes}
    assert "script" not in reader.tags and not {name for name in names if name.startswith("on")}
    drawn = [value for name, value in reader.attributes if name == "src" and value.startswith("data:image/svg+xml,")]
    assert len(drawn) == reader.tags.count("img")  # an image of our own: a drawing, which runs no script there
    said = [reader.text.replace("\n", ""), *(value or "" for _, value in reader.attributes)]
    assert any(shows in each for each in said), said


def test_the_guard_can_bark():
    check_harmless(tag("text", HOSTILE))
    for bad in (
        f"<p>{HOSTILE}</p>",
        "<script>x</script>",
        "<p onclick='x'>x</p>",
        "<p>x<img src='x'></p>",
        "<p>x",
        "<p>&lt;script&gt;</p>",
    ):
        with pytest.raises((AssertionError, IndexError)):  # an index where more elements end than begin
            check_harmless(bad, shows="x")


# --- what pictures and pages are made of -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        tag("text", HOSTILE),
        tag("g", tag("circle", r=1), HOSTILE),
        tag("g", aria_label=HOSTILE),
        text(0, 0, HOSTILE),
        join_elements([HOSTILE, tag("circle", r=1)]),
        tag("circle", r=1) + HOSTILE,
        HOSTILE + tag("circle", r=1),
        Frame(0, 1, 0, 1, 0, 0, 9, 9).hold(HOSTILE),
        Frame(0, 1, 0, 1, 0, 0, 9, 9).open(HOSTILE),
        Frame(0, 1, 0, 1, 0, 0, 9, 9).axes(HOSTILE, HOSTILE, HOSTILE),
        picture(9, 9, HOSTILE, title="", text="").svg,
        picture(9, 9, title=HOSTILE, text="").svg,
        picture(9, 9, title="", text=HOSTILE).svg,
        html_table([(HOSTILE, HOSTILE)], [["a"]]),
        html_table([("a", "b")], [[HOSTILE]]),
    ],
)
def test_text_among_markup_is_escaped(markup):
    check_harmless(markup)


def test_text_on_a_page_is_escaped():
    page = html_document("a", HOSTILE)
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page


# --- cards -----------------------------------------------------------------------------------------------------


class Named:
    """An answer of a person's own class, which calls itself what it likes."""

    __name__ = __qualname__ = HOSTILE

    def __repr__(self):
        return HOSTILE

    __str__ = __repr__

    def __call__(self, *arguments):
        raise ValueError(HOSTILE)

    def __array__(self, *_, **__):
        raise TypeError(HOSTILE)


def raising(*arguments):
    raise ValueError(HOSTILE)


def returning(*arguments):
    return HOSTILE


ANSWERS = [HOSTILE, [HOSTILE], {HOSTILE: HOSTILE}, Named(), raising, returning, np.array([HOSTILE]), (HOSTILE, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("lecture", LECTURES)
def test_no_answer_acts_in_a_verdict(lecture):
    for number in questions(lecture):
        for answer in ANSWERS:
            check_harmless((check(number, answer) or hint(number))._repr_html_(), shows="")
        for card in (hint(number), solution(number)):
            check_harmless(card._repr_html_(), shows="")


@pytest.mark.slow
def test_an_answer_that_is_quoted_is_quoted_as_text():
    shown = [check(number, HOSTILE)._repr_html_() for lecture in LECTURES for number in questions(lecture)]
    assert any("&lt;script&gt;" in each for each in shown)


@pytest.mark.parametrize("guess", [HOSTILE, [HOSTILE], Named()], ids=["text", "list", "object"])
def test_a_guess_is_shown_as_text(guess):
    for card in (lambda: predict("05.1", **{"output": guess}), lambda: reveal("05.1", **{"output": guess})):
        try:
            check_harmless(card()._repr_html_(), shows="")
        except InputError:
            pass  # refused in plain words


# --- tables ----------------------------------------------------------------------------------------------------


def test_the_installation_and_the_map_show_paths_as_text(tmp_path):
    finding = InstallationFinding(HOSTILE, False, HOSTILE, HOSTILE)
    check_harmless(Installation((finding,))._repr_html_())
    folder = HOSTILE.replace("/", "")
    check_harmless(course_map(Progress(tmp_path / folder))._repr_html_(), shows=folder)


def test_the_comparison_of_gradients_shows_names_as_text():
    trace = forward(MLP(([[1, 2]], [0], relu)), [1, 2])
    own = {"dz1": HOSTILE, "dW[1]": Named()}
    check_harmless(compare_gradients(trace, [1], half_squares, own)._repr_html_(), shows="")
    try:
        check_harmless(compare_gradients(trace, [1], half_squares, {HOSTILE: 1.0})._repr_html_())
    except InputError:
        pass  # refused in plain words


# --- pictures --------------------------------------------------------------------------------------------------


def test_names_in_pictures_are_text():
    for drawn in (
        heatmap([[1.0]], [HOSTILE], [HOSTILE], HOSTILE),
        confusion_heatmap([[1, 2], [3, 4]], [HOSTILE, "b"], HOSTILE),
        score_heatmap([[0.5]], [[0.1]], [HOSTILE], [HOSTILE], HOSTILE),
        scatter([[0, 0]], [1], HOSTILE, labels=(HOSTILE, HOSTILE)),
    ):
        check_harmless(drawn._repr_html_())
    fig, ax = figure(1, 1)
    ax.set_title(HOSTILE)
    drawn = render_figure(fig, HOSTILE)
    check_harmless(drawn.svg)
    figure_page = read(drawn._repr_html_())
    assert figure_page.tags == ["style", "img"] and figure_page.attributes[1] == ("alt", HOSTILE)
    assert [name for name, _ in figure_page.attributes] == ["class", "alt", "width", "style", "src"]


# --- widgets ---------------------------------------------------------------------------------------------------


def check_widget(app: App, shows: str = "") -> None:
    """Nothing acts in the picture and in the still card of a widget; its page puts all else in as text."""
    check_harmless(app.picture.svg, shows="")
    check_still(app, shows="")
    assert shows in f"{app.picture.text}{app.feedback.text}"


def check_still(app: App, shows: str = HOSTILE) -> None:
    """The still card, but for its style and its images. Give and each of those."""
    still = re.sub("<style>.*?</style>", "", str(app.still()), flags=re.DOTALL)
    images = re.findall('<img alt="[^"]*" width="[^"]*" src="data:image/svg[+]xml;base64,([^"]*)">', still)
    assert len(images) == len(app.picture.panels) == still.count("<img")
    for image in images:
        check_harmless(base64.b64decode(image).decode(), shows="")
    check_harmless(re.sub('<img alt="([^"]*)"[^>]*>', r'<i title="\1"></i>', still), shows)


@dataclass(frozen=True)
class Typed:
    words: str = ""


def typed_view(state: Typed) -> View:
    element = text(0, 9, state.words, **handle(("words",), "edit", state.words, value=state.words))
    drawn = picture(9, 9, element, title=state.words, text=state.words)
    return View(drawn, note=state.words)


def test_what_is_typed_into_a_widget_is_text_wherever_it_is_shown():
    app = App("typed", Typed(), typed_view, on_event=lambda state, event: Typed(event.text), title=HOSTILE)
    app.send(Event("edit", ("words",), HOSTILE))
    assert app.state.words == HOSTILE
    check_widget(app, HOSTILE)
    check_harmless(app.picture.svg)
    check_still(app)


def test_a_prediction_and_a_question_show_what_is_typed_as_text():
    asked = predict("05.1", "{z} <b>" + HOSTILE)
    asked.fill("z", HOSTILE)
    check_harmless(re.sub("<style>.*?</style>", "", str(asked.still()), flags=re.DOTALL))


def test_an_error_is_told_as_text():
    def refuse(state, event):
        raise InputError(event.text)

    app = App("typed", Typed(), typed_view, on_event=refuse, title="Typed")
    app.send(Event("edit", ("words",), HOSTILE))
    assert app.feedback.text == HOSTILE
    check_still(app)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(widget_factories()))
def test_no_text_acts_in_any_widget(name):
    make = widget_factories()[name]
    app = make()
    editable = [target for target, node in elements(app).items() if "edit" in node.get("data-can").split()]
    for target in editable:
        for given in (HOSTILE, "<b>1</b>"):
            app.send(Event("edit", target, given))
            check_widget(app)
    for setting in inspect.signature(make).parameters:
        for given in (HOSTILE, (HOSTILE,), ((HOSTILE,),)):
            try:
                shown = make(**{setting: given})
            except InputError:
                continue  # refused in plain words, as a line of a traceback
            check_widget(shown)
