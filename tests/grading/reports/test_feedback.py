"""A student's page: what to do next stands first, and each verdict stands with its question."""

import re

import pytest

from lecture_lib.course import questions
from lecture_lib.grading.intake import HandIn, Submission, read_sheets
from lecture_lib.grading.marking import Mark, SheetResult, SubmissionMarks
from lecture_lib.grading.reports.feedback import feedback_page
from lecture_lib.grading.reports.formula import formula
from lecture_lib.grading.reports.question_text import question_html, question_title
from tests.grading.pages import read
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")
TASKS = [task for sheet in SHEETS.values() for task in sheet.tasks]


def page_of(*marks, sheet="05"):
    return feedback_page("anna", [SheetResult(HandIn("anna", sheet, Submission(())), SubmissionMarks(marks))], SHEETS)


def articles(page):
    return dict(re.findall(r'<article class="[^"]*" id="q([^"]*)">(.*?)</article>', page, re.DOTALL))


# --- what to do next ----------------------------------------------------------------------------------------


def test_what_to_do_next_stands_above_all_questions():
    page = page_of(
        Mark("05.1a", "right", 2.0, 2.0, "You gave it."),
        Mark("05.4a", "wrong", 0.0, 2.0, 'You left out b. Next: hint("05.4a").'),
        Mark("05.2a", "not attempted", 0.0, 3.0, "Replace the ..."),
        Mark("05.3a", "stopped", 0.0, 3.0, "It was stopped."),
    )
    first, below = page.split("<article", 1)
    text = read(f"{first}</section></main></body></html>").text
    assert "What to do next" in text and "05.4a One layer: You left out b." in text and "Next: look at hint 1" in text
    assert "Then 2 more questions: 05.2a Softmax, 05.3a Any number of layers." in text
    assert "05.1a" not in text
    for link in re.findall('href="#([^"]*)"', first):
        assert f'id="{link}"' in below


def test_a_sheet_on_which_all_is_right_says_so():
    page = page_of(Mark("05.4a", "right", 2.0, 2.0, "6 of 6 cases agree."))
    assert "All questions are right." in page and "What to do next" not in page


def test_a_message_names_the_next_step_once_and_shows_code_as_code():
    page = page_of(Mark("05.4a", "wrong", 0.0, 2.0, 'Give `check` the function itself. Next: hint("05.4a").'))
    (article,) = articles(page).values()
    assert "Give <code>check</code> the function itself." in article and article.count("Next:") == 1


# --- the question -------------------------------------------------------------------------------------------


def test_each_verdict_stands_with_its_question():
    right, wrong = Mark("05.1a", "right", 2.0, 2.0, "All."), Mark("05.4a", "wrong", 0.0, 2.0, "No.")
    found = articles(page_of(right, wrong))
    assert "05.1a A hidden layer on paper: right" in found["05-1a"]
    assert "Work out its four pre-activations <math><mi>z</mi></math> by hand" in found["05-1a"]
    assert "Write a function that returns a layer's output" in found["05-4a"].replace("&#39;", "'")
    assert '<details class="question">' in found["05-1a"]  # what is right is folded away
    assert '<details class="question" open>' in found["05-4a"]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.number)
def test_every_question_has_a_name_and_a_text_that_leads_nowhere(task):
    assert len(question_title(task)) > 3 and task.text.startswith(f"## {task.number} {question_title(task)}")
    page = question_html(task.text)
    reader = read(page)
    assert len(reader.text) > 60 and task.number not in reader.text[:10]
    assert set(reader.tags) <= MARKUP | MATHML
    assert "$" not in reader.text and "\\" not in reader.text  # no formula is left as LaTeX
    assert {name for name, _ in reader.attributes} <= {
        "stretchy",
        "fence",
        "display",
        "form",
        "width",
        "class",
        "style",
    }


MARKUP = {"p", "em", "strong", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
MATHML = {"math", "mi", "mn", "mo", "mrow", "msub", "msup", "msubsup", "mfrac", "mover", "mtext", "mspace", "mtable"}
MATHML |= {"mtr", "mtd", "msqrt", "munder", "munderover", "div"}


def test_what_a_sheet_says_in_html_is_shown_as_text():
    page = question_html("## 1\n\n<script>x</script> [a](javascript:b) ![c](http://d) <http://e> $</mi><script>$")
    assert not set(read(page).tags) - MARKUP - MATHML


@pytest.mark.parametrize(
    "latex, seen",
    [
        (r"\frac12 (a - y)^2", "<mfrac><mn>1</mn><mn>2</mn></mfrac><mo stretchy"),
        (r"\sum_{i=0}^k x", "<munderover><mo>∑</mo>"),
        ("x_12", "<msub><mi>x</mi><mn>1</mn></msub><mn>2</mn>"),
        (r"\theta_{j0}", "<msub><mi>θ</mi><mrow><mi>j</mi><mn>0</mn></mrow></msub>"),
        (r"h'_j", "<msub><mrow><mi>h</mi><mo>′</mo></mrow><mi>j</mi></msub>"),
        (r"\tilde W", "<mover><mi>W</mi><mo>~</mo></mover>"),
        (r"\lambda\Omega", "<mi>λ</mi><mi>Ω</mi>"),
        (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}^\top", "</mtable>"),
        (r"\left(\text{a b}\right)", "<mtext>a b</mtext>"),
        ("0.57", "<mn>0.57</mn>"),
        ("(2, -3) - 1", '<mo form="prefix">−</mo><mn>3</mn><mo stretchy="false">)</mo><mo>−</mo><mn>1</mn>'),
    ],
)
def test_a_formula_is_drawn_by_the_browser(latex, seen):
    page = formula(latex)
    assert seen in page and not read(page).open


@pytest.mark.parametrize("latex", ["{", "}", "x^", "a & b", r"\frac1", r"\begin{cases}", r"\left(", r"\unknown", "_"])
def test_a_formula_that_is_not_understood_is_shown_as_it_is_written(latex):
    assert formula(latex) == "<code>{}</code>".format(latex.replace("&", "&amp;"))


# --- hidden cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark, words",
    [
        (
            Mark("05.4a", "right", 2.0, 2.0, "6 of 6 cases agree."),
            "6 of 6 cases agree.6 hidden cases agree as well: other layers.",
        ),
        (
            Mark("05.4a", "wrong", 0.0, 2.0, "Right at first, but not for other layers.", "hidden: other layers"),
            "but not for other layers.At least one of 6 hidden cases differs.",
        ),
        (
            Mark("05.4a", "wrong", 0.0, 2.0, "You left out b.", "bias forgotten"),
            "You left out b.Once the cases of the check agree, 6 hidden ones are tried as well: other layers.",
        ),
    ],
)  # fmt: skip
def test_the_kind_of_the_hidden_cases_is_said_whatever_the_verdict(mark, words):
    assert words in read(page_of(mark)).text


def test_only_a_question_with_hidden_cases_speaks_of_them():
    for task in TASKS:
        text = read(page_of(Mark(task.number, "right", 1.0, 1.0, "Yes."), sheet=task.number[:2])).text
        hidden = questions(task.number[:2])[task.number].hidden
        assert ("hidden cases" in text) == bool(hidden) and (not hidden or hidden[0] in text)


# --- no marks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", ["nothing was handed in", "dana.pdf is no notebook"])
def test_the_page_of_a_student_without_marks_says_why_and_gives_no_zero(problem):
    text = read(feedback_page("dana", [SheetResult(HandIn("dana", "", None, problem))], SHEETS)).text
    assert "What was handed in" in text and problem in text and "no marks yet" in text
    assert "0 of" not in text and "What to do next" not in text
