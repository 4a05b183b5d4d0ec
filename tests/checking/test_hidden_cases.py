"""Hidden cases: what knows the cases that are shown, and nothing else, does not pass (grading)."""

from collections import Counter

import numpy as np
import pytest

from lecture_lib.checking import (
    CaseGenerator,
    Reply,
    check,
    draw_hidden_cases,
    is_right_reply,
    is_unchanged,
    judge_answer,
)
from lecture_lib.course import questions
from lecture_lib.grading.intake import read_sheets
from lecture_lib.threshold import polygon_shape, shape_net
from tests.notebooks.rows import ROOT

ON_SHEETS = [
    questions(sheet.lecture)[task.number] for sheet in read_sheets(ROOT / "exercises").values() for task in sheet.tasks
]
HIDING = [question for question in ON_SHEETS if question.hidden]
NUMBERS = [question.number for question in HIDING]


def line_through(p, q):
    d = np.subtract(q, p)
    w = np.array([-d[1], d[0]])
    return w, -w @ p


def learner_answer(question):
    """Return an answer as a learner writes it: what `truth` gives, in the form that `reply` reads."""
    built = {"12.1a": line_through, "12.1b": lambda corners: shape_net(polygon_shape(corners))}
    return built.get(question.number, question.truth)


def table_of_replies(question):
    """Return a cheat: the right replies to the cases that are shown, and the first of them to anything else."""
    shown = [(case, learner_answer(question)(*case)) for case in question.cases]

    def cheat(*given):
        return next((reply for case, reply in shown if _same(given, case)), shown[0][1])

    return cheat


def _same(given, case):
    try:
        return len(given) == len(case) and bool(is_unchanged(given, case))
    except (TypeError, ValueError):
        return False


def test_every_question_on_a_sheet_that_wants_a_function_hides_some_cases():
    assert [q.number for q in ON_SHEETS if q.wants_function and not q.hidden] == []


@pytest.mark.slow
@pytest.mark.parametrize("question", HIDING, ids=NUMBERS)
def test_the_truth_is_right_on_many_drawn_cases(question):
    for seed in range(40):
        assert judge_answer(question, learner_answer(question), np.random.default_rng(seed)).right


@pytest.mark.slow
@pytest.mark.parametrize("question", HIDING, ids=NUMBERS)
def test_a_table_of_replies_does_not_pass_and_is_told_no_case_by_the_grader(question):
    verdict = judge_answer(question, table_of_replies(question), np.random.default_rng(0))
    assert verdict.status == "wrong" and "[" not in verdict.says
    assert question.number == "09.4b" or verdict.mistake == f"hidden: {question.hidden[0]}"  # the engine's is named
    assert question.number == "09.4b" or question.hidden[0] in verdict.says
    at_the_desk = check(question.number, table_of_replies(question))
    assert at_the_desk.mistake == verdict.mistake and len(at_the_desk.says) > len(question.hidden[0])


@pytest.mark.parametrize("question", HIDING, ids=NUMBERS)
def test_cases_are_drawn_by_the_generator_alone(question):
    def drawn(seed):
        rng = CaseGenerator(np.random.default_rng(seed))
        return repr([question.hidden[1](rng) for _ in range(6)])

    assert drawn(1) == drawn(1) != drawn(2)


@pytest.mark.parametrize("question", HIDING, ids=NUMBERS)
def test_an_answer_that_stops_on_a_hidden_case_is_wrong(question):
    cheat, shown = table_of_replies(question), question.cases

    def stops(*given):
        if not any(_same(given, case) for case in shown):
            raise RuntimeError("never seen")
        return cheat(*given)

    assert judge_answer(question, stops).mistake == f"hidden: {question.hidden[0]}"


# --- cheap answers, held against the cases of many seeds: never may all six agree

SEEDS = 400
CHEAP_TO_DRAW = [question for question in HIDING if question.number not in ("01.1b", "12.1b")]  # 20 ms a seed


def drawn(question, n_seeds=SEEDS):
    """Return for each seed the hidden cases that are not shown, each with its true reply."""
    sets = [draw_hidden_cases(question, np.random.default_rng(seed)) for seed in range(n_seeds)]
    return [
        [(case, question.truth(*case)) for case in cases if not any(_same(case, shown) for shown in question.cases)]
        for cases in sets
    ]


def spelt(reply):
    """Return what is the same for the same replies, sooner than `repr` would."""
    if isinstance(reply, np.ndarray):
        return reply.shape, reply.tobytes()
    return tuple(map(spelt, reply)) if isinstance(reply, list | tuple) else repr(reply)


def sizes(part, where=()):
    """Return the sizes in a case by their place: lengths of lists, axes of arrays, whole numbers."""
    if isinstance(part, np.ndarray):
        return {(*where, axis): n for axis, n in enumerate(part.shape)}
    if isinstance(part, list | tuple):
        inner = {} if all(isinstance(each, int | float | str) for each in part) and where else part
        return {(*where, "length"): len(part)} | {
            place: n for k, each in enumerate(inner) for place, n in sizes(each, (*where, k)).items()
        }
    return {(*where, "number"): part} if type(part) is int else {}


@pytest.mark.slow
@pytest.mark.parametrize("question", HIDING, ids=NUMBERS)
def test_neither_a_most_frequent_value_nor_a_shown_one_ever_passes_elsewhere(question):
    sets = drawn(question, SEEDS if question in CHEAP_TO_DRAW else 40)
    by_text = {spelt(reply): reply for cases in sets for _, reply in cases}
    seen = Counter(spelt(reply) for cases in sets for _, reply in cases)
    frequent = [by_text[text] for text, _ in seen.most_common(5)]  # the first is enough; the next cost nothing
    for cheap in [*frequent, *(question.truth(*case) for case in question.cases)]:
        assert not any(all(is_right_reply(question, Reply(case, cheap), true) for case, true in c) for c in sets), cheap


RANDOM_LENGTHS = {"09.4b", "09.5a"}  # lists of edges: their graphs have the largest number of nodes
FREE_NUMBERS = {("14.2b", (0, "number"))}  # a budget, no size


@pytest.mark.slow
@pytest.mark.parametrize("question", CHEAP_TO_DRAW, ids=[question.number for question in CHEAP_TO_DRAW])
def test_two_of_the_hidden_cases_are_as_large_as_any(question):
    """So an answer that is right up to some size only, below the largest, never passes."""
    measured = [[sizes(case) for case, _ in cases] for cases in drawn(question, 60)]
    largest = {}
    for place, n in (item for cases in measured for case in cases for item in case.items()):
        largest[place] = max(n, largest.get(place, n))
    for place, n in largest.items():
        if question.number in RANDOM_LENGTHS or (question.number, place) in FREE_NUMBERS:
            continue
        assert all(any(case.get(place) == n for case in cases) for cases in measured), (place, n)
