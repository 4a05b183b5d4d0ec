"""What a learner calls beside a question: check, hint, solution; and the same sheet under nbgrader."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from lecture_lib import InputError, check, hint, solution
from lecture_lib.checking import CheckFailed, answers_in_words
from lecture_lib.course import progress, questions
from tests.notebooks.rows import question_modules

LECTURES = question_modules()
EVERY = [question for lecture in LECTURES for question in questions(lecture).values()]
BY_NUMBER = [pytest.param(question, id=question.number) for question in EVERY]
ON_SHEETS = [pytest.param(question, id=question.number) for question in EVERY if question.number[-1].isalpha()]


def is_value(question):
    """Is the answer itself compared with the one truth?"""
    return question.cases == ((),) and question.reply is question.equal is None


def test_there_are_questions():
    assert {"00", "05"} <= set(LECTURES) and len(EVERY) >= 12


@pytest.mark.parametrize("question", BY_NUMBER)
def test_the_truth_is_right_and_dots_are_not_attempted(question):
    assert check(question.number, ...).status == "not attempted"
    assert progress().attempted_questions() == set()
    if is_value(question):
        assert check(question.number, question.truth()).right
        assert progress().right() == {question.number}


@pytest.mark.parametrize("question", BY_NUMBER)
def test_every_known_mistake_is_wrong_and_named_and_its_own(question):
    names = [mistake.name for mistake in question.mistakes]
    assert len(set(names)) == len(names)
    for mistake in question.mistakes:
        assert (mistake.instead is None) != (mistake.shows is None)
        if is_value(question) and mistake.instead:
            assert check(question.number, mistake.instead()).mistake == mistake.name


@pytest.mark.parametrize("question", [p for p in BY_NUMBER if is_value(p.values[0]) and not p.values[0].options])
def test_no_verdict_on_a_value_gives_the_value_away(question):
    truth = np.asarray(question.truth(), float)
    told = [
        check(question.number, answer).says
        for answer in (
            0.123,
            "x",
            [],
            np.full(truth.shape, 0.123),
            np.full(truth.size + 1, 0.5),
            float("nan"),
            np.full(truth.shape, np.inf),
        )
    ]
    told += [mistake.says for mistake in question.mistakes] + [question.wanted, *question.hints]
    for number in {f"{v:g}" for v in truth.ravel() if abs(v) >= 10}:
        assert not any(number in text for text in told), number


@given(
    st.sampled_from(EVERY),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.just(...)
        | st.complex_numbers()
        | st.sampled_from([len, dict, np.exp, np.eye(3), np.zeros(0), np.array(["a"]), lambda *a: a, lambda a: a]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
)
def test_check_answers_to_anything(question, answer):
    assert check(question.number, answer).status in ("right", "wrong", "not attempted")


@pytest.mark.parametrize(
    "number",
    ["99.9", "5.1", 5.1, "", "..", "05", "05.", "05.9", None, ..., [1], "ab.1", "0²", "../x", lambda v: v, np.zeros(2)],
)
def test_an_unknown_number_is_told(number):
    for ask in (lambda: check(number, 1), lambda: hint(number), lambda: solution(number)):
        with pytest.raises(InputError, match="there is no question"):
            ask()


def test_the_message_helps():
    with pytest.raises(InputError, match=r"there is no question '05.9'; .* are: 05.1, 05.1a, 05.2"):
        check("05.9", 1)
    with pytest.raises(InputError, match=r'there is no question 5.1; a number is written as text, .*"05.1a"'):
        check(5.1, 1)


@pytest.mark.parametrize("question", ON_SHEETS)
def test_three_hints_each_once_then_all(question):
    number, told = question.number, [hint(question.number).says for _ in range(5)]
    assert told[:3] == [f"Hint {i} of 3: {text}" for i, text in enumerate(question.hints, 1)]
    assert told[3] == told[4] == "All hints: " + "\n".join(f"{i}. {text}" for i, text in enumerate(question.hints, 1))
    assert progress().hints(number) == 3
    assert progress().attempted_questions() == set()  # a hint is no attempt


@pytest.mark.parametrize("question", ON_SHEETS)
def test_the_solution_opens_after_an_honest_attempt(question):
    number = question.number
    assert "First try it" in solution(number).says
    check(number, ...)
    assert "First try it" in solution(number).says
    other = "05.4" if number != "05.4" else "05.1"
    check(other, 12)
    assert "First try it" in solution(number).says
    assert check(number, 0.123).status == "wrong"
    shown = solution(number)
    opened = shown.code
    assert (
        shown.says == (question.explanation or "One solution of several:")
        and f">{escape(opened)}</pre>" in shown._repr_html_()
    )
    assert opened and repr(shown).endswith(opened) and "BEGIN SOLUTION" not in opened and "..." not in opened


@pytest.mark.parametrize("variable", ["autograde", "validate"])
def test_a_grader_sees_an_exception_unless_it_is_right(monkeypatch, variable):
    monkeypatch.setenv("NBGRADER_EXECUTION", variable)
    assert check("05.4", 71) is None  # an output would be read as points
    with pytest.raises(CheckFailed, match="Those are only the weights"):
        check("05.4", 60)
    with pytest.raises(CheckFailed, match="not attempted"):
        check("05.4", ...)
    assert not progress().path.exists()  # grading is not learning


def test_without_a_grader_nothing_is_raised(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert check("05.4", 60).status == "wrong"


def test_a_broken_module_of_questions_is_not_passed_over(monkeypatch):
    import lecture_lib.course.question_index as module

    missing = ModuleNotFoundError("No module named 'numpi'", name="numpi")
    monkeypatch.setattr(module, "import_module", lambda *_: (_ for _ in ()).throw(missing))
    with pytest.raises(ModuleNotFoundError, match="numpi"):
        questions.__wrapped__("05")


# --- answers in words --------------------------------------------------------------------------------------------

IN_WORDS = sorted(answers_in_words())


@pytest.mark.parametrize("number", IN_WORDS)
def test_a_model_answer_opens_when_it_is_asked_for_twice(number):
    words = answers_in_words()[number]
    assert "Write yours first" in solution(number).says
    shown = solution(number).says
    assert words.answer in shown and all(item in shown for item in words.compare)
    assert "Write yours" not in shown and solution(number).says == shown


@pytest.mark.parametrize("number", [number for number in IN_WORDS if answers_in_words()[number].compare])
def test_hints_of_an_answer_in_words_are_the_questions_to_compare_it_with(number):
    compare = answers_in_words()[number].compare
    told = [hint(number).says for _ in range(len(compare) + 1)]
    assert told[0] == f"Hint 1 of {len(compare)}: {compare[0]}" and told[-1].startswith("All hints: ")


def test_a_check_of_an_answer_in_words_says_who_reads_it():
    with pytest.raises(InputError, match=r"03.4b is answered in words.* solution\(\"03.4b\"\)"):
        check("03.4b", "Because the bound holds for every line.")


def test_a_checkpoint_is_explained_once_it_was_tried():
    explained = [question for question in EVERY if question.explanation and not question.number[-1].isalpha()]
    for question in explained:
        assert question.explanation not in solution(question.number).says
        check(question.number, "x")
        assert solution(question.number).says == question.explanation
