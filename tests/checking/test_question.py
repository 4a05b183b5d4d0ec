"""A question is data: its options, its mistakes, the hidden cases that are drawn for it."""

import numpy as np
import pytest

from lecture_lib.checking import (
    N_HIDDEN_CASES,
    Question,
    Verdict,
    choice_question,
    draw_hidden_cases,
    judge_answer,
    value_question,
)
from tests.checking.examples import LETTER


def test_a_choice_is_a_letter():
    assert judge_answer(LETTER, "b").right
    assert judge_answer(LETTER, np.str_("b")).right
    assert judge_answer(LETTER, "a") == Verdict("00.0", "wrong", "No.", "a")
    assert not judge_answer(LETTER, ["b"]).right


def test_a_choice_asks_and_keeps_a_text_for_each_letter():
    assert (LETTER.prompt, LETTER.options, LETTER.praise) == ("Which?", {"a": "this", "b": "that"}, "Yes.")
    assert [(mistake.name, mistake.says, mistake.instead()) for mistake in LETTER.mistakes] == [("a", "No.", "a")]
    three = choice_question("00.0", "?", {letter: (letter, letter) for letter in "abc"}, right="c")
    assert three.wanted == "one of a, b, c" and [mistake.instead() for mistake in three.mistakes] == ["a", "b"]


def test_a_value_has_its_mistakes_each_with_its_own_value():
    question = value_question(
        "00.0", 6, "the product", [("sum", 5, "You added."), ("power", 8, "A power.")], praise="Yes"
    )
    assert question.truth() == 6 and question.praise == "Yes"
    assert [(mistake.name, mistake.instead(), mistake.says) for mistake in question.mistakes] == [
        ("sum", 5, "You added."),
        ("power", 8, "A power."),
    ]


@pytest.mark.parametrize(
    "question, wants",
    [
        (Question("00.0", lambda: 1, "one"), False),
        (Question("00.0", lambda v: v, "it", cases=[(1,)]), True),
        (Question("00.0", lambda v: v, "it", cases=[(np.zeros(2),), (1,)]), True),
        (Question("00.0", lambda v: v, "it", cases=[(1,)], reply=lambda answer, v: answer), False),
    ],
)
def test_a_function_is_wanted_where_cases_are_given_and_nothing_else_reads_the_answer(question, wants):
    assert question.wants_function is wants


def test_hidden_cases_are_drawn_from_the_generator_one_after_the_other():
    question = Question("00.0", lambda n: n, "it", hidden=("others", lambda rng: (int(rng.integers(10**9)),)))
    drawn = draw_hidden_cases(question, np.random.default_rng(1))
    rng = np.random.default_rng(1)
    assert drawn == [(int(rng.integers(10**9)),) for _ in range(N_HIDDEN_CASES)]
    assert draw_hidden_cases(Question("00.0", lambda: 1, "one"), rng) == []
