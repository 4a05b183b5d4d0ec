"""Slips in the model solution as known mistakes: a wrong answer that equals one is told its kind."""

import numpy as np
import pytest

from lecture_lib.checking import (
    OPERATORS,
    Mutant,
    answer_slips,
    answers_in_words,
    argument_names,
    find_question,
    judge_answer,
    slip_words,
    solved_answers,
)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_slip_has_a_sentence_that_tells_no_solution(operator):
    says = slip_words(Mutant(operator, "before → after", "source", "abs"))
    assert 5 <= len(says.split()) <= 25 and says.endswith(".") and "source" not in says and "→" not in says


def test_an_answer_in_another_style_is_named_by_the_slip_it_makes():
    question = find_question("02.2a")
    slips = {slip.name: slip for slip in answer_slips(question)}
    assert "slip: sign" in slips
    found = judge_answer(question, slips["slip: sign"].instead)
    assert found.status == "wrong" and found.mistake and not found.mistake.startswith("hidden")


def test_a_constant_and_an_answer_that_stops_are_no_slips():
    question = find_question("05.2a")
    assert judge_answer(question, lambda z: 0.0).mistake == "constant"
    assert judge_answer(question, lambda z: z + 1 / 0).mistake == "stopped"
    assert judge_answer(question, lambda z: {}["key"]).mistake == "stopped"


def test_an_argument_that_is_not_used_is_named():
    says = judge_answer(find_question("06.2b"), lambda z, T: np.exp(z - z.max()) / np.exp(z - z.max()).sum()).says
    assert "T" in says


def test_a_solution_with_a_loop_that_might_never_end_has_no_slips():
    looping = [number for number, solved in solved_answers().items() if "while " in solved.code]
    assert looping and not any(list(answer_slips(find_question(number))) for number in looping)


def test_the_arguments_are_those_of_the_stub():
    assert argument_names("06.4a") == ("W", "b", "X", "Y")
    assert argument_names("99.9") == argument_names("06.3a") == ()


def test_every_solution_is_right_and_its_cells_suffice():
    for number, solved in solved_answers().items():
        if solved.answer:
            names = {}
            exec(f"{solved.given}\n{solved.code}", names)
            assert judge_answer(find_question(number), eval(solved.answer, names)).right, number


def test_answers_in_words_are_not_questions_to_check():
    assert answers_in_words() and all(words.answer for words in answers_in_words().values())
