"""No learner is left alone with a verdict: hints and an explanation for each checkpoint, a model answer for each
question in words, with a guide for whoever reads it and a list to compare with for the learner alone."""

import re

import pytest

from lecture_lib.course import questions
from tests.notebooks.answers import agrees
from tests.notebooks.answers import numbers as read_numbers
from tests.notebooks.rows import ROOT, question_modules
from tests.notebooks.texts import source_cells, split_sentences

every_notebook = pytest.mark.parametrize("lecture", question_modules())


def is_checkpoint(number):
    return not number[-1].isalpha()


def explanation_trouble(text):
    """Return what is wrong with an explanation; nothing if it is two to six sentences."""
    if not text:
        return "no explanation"
    if not 2 <= len(split_sentences(text)) <= 7:
        return f"an explanation of {len(split_sentences(text))} sentences, not 2 to 6"
    return ""


def checkpoint_troubles(question):
    """Yield what a checkpoint lacks."""
    if not 2 <= len(question.hints) <= 3:
        yield f"{len(question.hints)} hints, not 2 or 3"
    if trouble := explanation_trouble(question.explanation):
        yield trouble


@every_notebook
def test_every_checkpoint_has_hints_and_an_explanation(lecture):
    troubles = [
        f"{number}: {trouble}"
        for number, question in questions(lecture).items()
        if is_checkpoint(number)
        for trouble in checkpoint_troubles(question)
    ]
    assert not troubles, "\n".join(troubles)


def is_on_paper(question):
    """Is the answer worked out by hand, a number or a list, not code?"""
    return not question.options and len(question.cases) == 1 and question.cases[0] == () and question.reply is None


@every_notebook
def test_every_question_of_the_sheet_has_three_hints_and_an_explanation(lecture):
    troubles = []
    for number, question in questions(lecture).items():
        if not is_checkpoint(number):
            if len(question.hints) != 3:
                troubles.append(f"{number}: {len(question.hints)} hints, not 3")
            if trouble := explanation_trouble(question.explanation):
                troubles.append(f"{number}: {trouble}")
    assert not troubles, "\n".join(troubles)


def tells_answer(text, truth):
    """Is this the answer, written out in a text? Only for a number that no text has by chance."""
    if isinstance(truth, bool) or not isinstance(truth, int | float) or float(truth).is_integer() and abs(truth) < 20:
        return False
    written = {f"{truth:g}", f"{truth:.3g}", f"{truth:.2f}", f"{truth:,}"}
    return any(re.search(rf"(?<![\w.,]){re.escape(form)}(?![\w,]|\.\d)", text.replace("−", "-")) for form in written)


@every_notebook
def test_no_hint_is_the_answer(lecture):
    told = [
        f"{number}: {hint}"
        for number, question in questions(lecture).items()
        if is_on_paper(question)
        for hint in question.hints
        if tells_answer(hint, question.truth())
    ]
    assert not told, "\n".join(told)


@every_notebook
def test_an_explanation_comes_to_the_right_number(lecture):
    missed = [
        f"{number}: {question.truth()}"
        for number, question in questions(lecture).items()
        if question.explanation and is_on_paper(question) and isinstance(question.truth(), int | float)
        if not any(agrees(*each, float(question.truth())) for each in read_numbers(question.explanation))
    ]
    assert not missed, "\n".join(missed)


LONGEST_MESSAGE = 25  # words


@every_notebook
def test_what_is_said_of_a_mistake_is_short(lecture):
    long = [
        f"{number}, {mistake.name}: {len(mistake.says.split())} words: {mistake.says}"
        for number, question in questions(lecture).items()
        for mistake in question.mistakes
        if len(mistake.says.split()) > LONGEST_MESSAGE
    ]
    assert not long, "\n".join(long)


# --- in your own words -------------------------------------------------------------------------------------------


def answers_in_words():
    """Yield (number, points, text) of each answer in words, as the sources have it."""
    for path in sorted(ROOT.glob("source/exercises/*.py")):
        for _, head, body in source_cells(path):
            if mark := re.search(r'explain="([^"]+)" points=(\d+)', head):
                yield mark[1], int(mark[2]), body


def words_troubles(points, text):
    """Yield what an answer in words lacks: the answer, one level for each number of points, three questions.

    >>> list(words_troubles(1, "Because. *For the reader.* 1 point: so. 0 points: not. *Compare yours.* - Is it so?"))
    ['a model answer of 1 words, fewer than 25', '0 questions to compare with, fewer than 3']
    """
    answer, _, rest = text.partition("*For the reader.*")
    reader, _, compare = rest.partition("*Compare yours.*")
    if len(answer.split()) < 25:
        yield f"a model answer of {len(answer.split())} words, fewer than 25"
    levels = {int(n) for n in re.findall(r"(\d) points?:\s+\S", reader)}
    if missing := sorted(set(range(points + 1)) - levels):
        yield f"nothing for the reader about {missing} points"
    items = re.findall(r"^[-*] (.*(?:\n[ ]+.*)*)", compare, re.MULTILINE)
    if len(items) < 3:
        yield f"{len(items)} questions to compare with, fewer than 3"
    yield from (f"not a question to compare with: {item}" for item in items if not item.strip().endswith("?"))


IN_WORDS = list(answers_in_words())


@pytest.mark.parametrize("number, points, text", IN_WORDS, ids=[number for number, _, _ in IN_WORDS])
def test_every_answer_in_words_can_be_read_and_compared(number, points, text):
    assert list(words_troubles(points, text)) == []


def test_every_sheet_asks_for_words():
    assert {number[:2] for number, _, _ in IN_WORDS} == {path.stem[:2] for path in ROOT.glob("source/exercises/*.py")}


# --- the guards can bark -----------------------------------------------------------------------------------------


def test_a_hint_that_is_the_answer_is_found():
    assert tells_answer("It is 0.625.", 0.625) and tells_answer("So −1,024.", -1024)
    assert not tells_answer("It is 3.", 3) and not tells_answer("See 10.625.", 0.625)


def test_a_lacking_answer_in_words_is_found():
    whole = "word " * 25 + "*For the reader.* 2 points: a. 1 point: b. 0 points: c.\n\n*Compare yours.*\n\n"
    assert list(words_troubles(2, whole + "- Is\n  it?\n- Is it so?\n- And so?")) == []
    assert list(words_troubles(3, whole + "- Is it?\n- It is.")) == [
        "nothing for the reader about [3] points",
        "2 questions to compare with, fewer than 3",
        "not a question to compare with: It is.",
    ]
