"""The questions of notebook 03: right answers of several styles pass, every known mistake is named."""

import math

import numpy as np
import pytest

from lecture_lib.checking import draw_hidden_cases, find_question, judge_answer
from lecture_lib.course import questions
from lecture_lib.questions.q03 import is_without_ties

# --- right answers, each written in another way than the library's ------------------------------------------


def answer_loop(w, b, x):
    total = b
    for wi, xi in zip(w, x):
        total += wi * xi
    if total > 0:
        return 1
    return -1


def answer_where(w, b, x):
    return np.where(np.dot(x, w) + b > 0, 1, -1)


def update_rule(w, b, x, truth, rate):
    y = 1 if w.dot(x) + b > 0 else -1
    return (w - rate * (y - truth) * x, b - rate * (y - truth))


def update_if_wrong(w, b, x, truth, rate):
    wb, x1 = [*w, b], [*x, 1.0]
    score = sum(p * q for p, q in zip(wb, x1))
    if (score > 0) != (truth > 0):
        wb = [p + 2 * rate * truth * q for p, q in zip(wb, x1)]
    return np.array(wb[:-1]), wb[-1]


def margin_loop(w, b, X, y):
    length = math.hypot(*w)
    return min(t * (sum(p * q for p, q in zip(w, x)) + b) / length for x, t in zip(X, y))


def margin_unit(w, b, X, y):
    n = np.sqrt((w**2).sum())
    return np.min((X @ (w / n) + b / n) * y)


def count_loop(X, y, order):
    w, b, k = [0.0] * len(X[0]), 0.0, 0
    for i in order:
        s = sum(p * q for p, q in zip(w, X[i])) + b
        if (s > 0) != (y[i] > 0):
            k += 1
            w = [p + y[i] * q for p, q in zip(w, X[i])]
            b += y[i]
    return k


def count_with_one(X, y, order):
    Z, v = np.c_[X, np.ones(len(X))], np.zeros(X.shape[1] + 1)
    errors = []
    for i in order:
        wrong = y[i] != (1 if Z[i] @ v > 0 else -1)
        v = v + 0.3 * wrong * y[i] * Z[i]
        errors.append(wrong)
    return np.sum(errors)


def count_by_the_textbook(X, y, order, rate=0.1):
    w, b, errors = np.zeros(len(X[0])), 0.0, 0
    for i in order:
        if y[i] * (np.dot(w, X[i]) + b) <= 0:
            w, b, errors = w + rate * y[i] * X[i], b + rate * y[i], errors + 1
    return errors


RIGHT = [
    ("03.1", (-1, -3, -0.5)),
    ("03.1", np.array([-1.0, -3.0, -0.5])),
    ("03.2", "c"),
    ("03.3", 2),
    ("03.3", np.float64(2)),
    ("03.4", "b"),
    ("03.1a", answer_loop),
    ("03.1a", answer_where),
    ("03.1b", update_rule),
    ("03.1b", update_if_wrong),
    ("03.2a", (-1, -1, 1.5)),
    ("03.2a", (-4.0, -2.0, 6.0)),
    ("03.2a", np.array([-1, -1, 2 - 1e-3])),
    ("03.2b", [1, 1, 1, 1]),
    ("03.2b", (0.25, 0.25, 0.25, 0.25)),
    ("03.2b", np.full(4, 7)),
    ("03.3a", margin_loop),
    ("03.3a", margin_unit),
    ("03.4a", count_loop),
    ("03.4a", count_with_one),
    ("03.4a", count_by_the_textbook),
    ("03.4a", lambda X, y, order: count_by_the_textbook(X, y, order, rate=0.7)),
]


@pytest.mark.parametrize("number, given", RIGHT)
def test_right_answers_pass(number, given):
    verdict = judge_answer(find_question(number), given)
    assert verdict.right, verdict


# --- known mistakes, in a learner's own words ---------------------------------------------------------------


def step(w, b, x, truth, rate, error):
    return w - rate * error * x, b - rate * error


def guess(w, b, x):
    return 1 if x @ w + b > 0 else -1


def run(X, y, order, positive=lambda s: s > 0, learns_bias=True, learns=True):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if positive(w @ X[i] + b) != (y[i] > 0):
            k += 1
            if learns:
                w = w + y[i] * X[i]
                b += y[i] * learns_bias
    return k


def run_with_zero_guess(X, y, order):
    w, k = np.zeros(X.shape[1] + 1), 0
    for i in order:
        x = np.append(X[i], 1)
        w, k = w - 0.5 * (np.sign(w @ x) - y[i]) * x, k + (np.sign(w @ x) != y[i])
    return k


WRONG = [
    ("03.1", (0, -2.5, 0), "factor"),
    ("03.1", (3, -1, 1.5), "sign"),
    ("03.1", (-1, -3, 0.5), "bias forgotten"),
    ("03.1", [1, -2, 0.5], "unchanged"),
    ("03.1", (-3, -4, -1.5), "rate forgotten"),
    ("03.2", "a", "a"),
    ("03.2", "b", "b"),
    ("03.2", "d", "d"),
    ("03.3", 10, "norm forgotten"),
    ("03.3", 0.4, "norm squared"),
    ("03.3", 1.0, "bias forgotten"),
    ("03.3", -2, "sign"),
    ("03.3", 10 / 7, "sum of weights"),
    ("03.4", "a", "a"),
    ("03.4", "c", "c"),
    ("03.4", "d", "d"),
    ("03.1a", lambda w, b, x: 1 if w @ x + b >= 0 else -1, "at zero"),
    ("03.1a", lambda w, b, x: np.sign(np.dot(w, x) + b), "zero at zero"),
    ("03.1a", lambda w, b, x: int(w @ x + b > 0), "0 and 1"),
    ("03.1a", lambda w, b, x: w @ x + b > 0, "0 and 1"),
    ("03.1a", lambda w, b, x: 1 if w @ x > 0 else -1, "bias forgotten"),
    ("03.1a", lambda w, b, x: 1 if w @ x > b else -1, "bias subtracted"),
    ("03.1a", lambda w, b, x: b + sum(w * x), "score"),
    ("03.1a", lambda w, b, x: -1 if w @ x + b > 0 else 1, "turned round"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, -r, guess(w, b, x) - t), "sign"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, (guess(w, b, x) - t) / 2), "factor"),
    ("03.1b", lambda w, b, x, t, r: (w - r * (guess(w, b, x) - t) * x, b), "bias forgotten"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, 1, guess(w, b, x) - t), "rate forgotten"),
    ("03.1b", lambda w, b, x, t, r: (w + 2 * r * t * x, b + 2 * r * t), "updates when right"),
    ("03.1b", lambda w, b, x, t, r: (w + r * t * x, b + r * t), "updates when right, half"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, guess(w, b, x)), "guess for error"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, w @ x + b - t), "score for guess"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, int(w @ x + b > 0) - t), "0 and 1"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, (1 if w @ x + b >= 0 else -1) - t), "at zero"),
    ("03.2a", (1, 1, -1.5), "AND"),
    ("03.2a", (-1, -1, 0.5), "NOR"),
    ("03.2a", (1, 1, -0.5), "OR"),
    ("03.2a", (-1, -1, 1), "tie"),
    ("03.2a", (-1, -2, 0), "no bias"),
    ("03.2b", [0, 0, 0, 0], "all zero"),
    ("03.2b", [1, -1, -1, 1], "labels inside"),
    ("03.2b", [1, -1, 1, 1], "negative"),
    ("03.2b", [1, 1, 1, 0], "one corner left out"),
    ("03.2b", [1, 1, 1, 2], "not cancelled"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)), "norm forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / sum(w**2), "norm squared"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w)) / np.linalg.norm(w), "bias forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ (w / np.linalg.norm(w)) + b)), "bias outside"),
    ("03.3a", lambda w, b, X, y: min(abs(X @ w + b)) / np.linalg.norm(w), "absolute value"),
    ("03.3a", lambda w, b, X, y: min(X @ w + b) / np.linalg.norm(w), "labels forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / np.linalg.norm(w, 1), "sum of weights"),
    ("03.3a", lambda w, b, X, y: np.mean(y * (X @ w + b)) / np.linalg.norm(w), "mean"),
    ("03.3a", lambda w, b, X, y: y * (X @ w + b) / np.linalg.norm(w), "all points"),
    ("03.4a", lambda X, y, order: run(X, y, order, lambda s: s >= 0), "at zero"),
    ("03.4a", run_with_zero_guess, "zero at zero"),
    ("03.4a", lambda X, y, order: run(X, y, order, learns_bias=False), "bias forgotten"),
    ("03.4a", lambda X, y, order: run(X, y, order, learns=False), "nothing learned"),
    ("03.4a", lambda X, y, order: len(list(order)), "examples counted"),
    ("03.4a", lambda X, y, order: run(X, y, range(len(y))), "order ignored"),
    ("03.4a", lambda X, y, order: len(order) - run(X, y, order), "right ones counted"),
]


@pytest.mark.parametrize("number, given, mistake", WRONG)
def test_known_mistakes_are_named(number, given, mistake):
    verdict = judge_answer(find_question(number), given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def test_every_known_mistake_is_tested():
    named = {(q.number, m.name) for q in questions("03").values() for m in q.mistakes}
    assert named == {(number, mistake) for number, _, mistake in WRONG}


def in_place(w, b, x, truth, rate):
    w -= rate * (guess(w, b, x) - truth) * x
    return w, b


OTHERS = [
    ("03.1b", in_place, "input changed"),
    ("03.1b", lambda *case: 1 / 0, "stopped"),
    ("03.1b", 3, "stopped"),
    ("03.1a", 1.0, "not a function"),
    ("03.2a", ("a", "b", "c"), "stopped"),
    ("03.2a", (1, 2), "stopped"),
    ("03.2a", (1, -1, -0.5), ""),
    ("03.2b", [1, 1, 1], ""),
    ("03.2b", [1, 1, 1, float("nan")], ""),
    ("03.2b", "all", ""),
    ("03.4a", lambda X, y, order: print(len(order)), ""),
]


@pytest.mark.parametrize("number, given, mistake", OTHERS)
def test_other_wrong_answers_are_wrong(number, given, mistake):
    verdict = judge_answer(find_question(number), given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def stub(*case): ...


@pytest.mark.parametrize(
    "number, given",
    [
        ("03.1", (..., ..., ...)),
        ("03.3", ...),
        ("03.1a", stub),
        ("03.1b", stub),
        ("03.1b", lambda *case: (..., ...)),
        ("03.2a", (..., ..., ...)),
        ("03.2a", (-1, ..., 1.5)),
        ("03.2b", [..., ..., ..., ...]),
        ("03.3a", stub),
        ("03.4a", stub),
    ],
)
def test_stubs_are_not_attempted(number, given):
    assert judge_answer(find_question(number), given).status == "not attempted"


def test_sheet_questions_have_three_hints():
    assert {len(q.hints) for q in questions("03").values() if q.number[-1].isalpha()} == {3}


def test_messages_never_give_the_answer():
    for q, told in (
        (find_question("03.1"), "−3"),
        (find_question("03.3"), "2.0"),
        (find_question("03.2a"), "1.5"),
        (find_question("03.2b"), "1, 1, 1, 1"),
    ):
        assert not any(told in m.says for m in q.mistakes)
        assert not any(told in hint for hint in q.hints)


def test_no_run_of_the_count_hangs_on_the_rate_or_on_the_convention_at_0():
    question = questions("03")["03.4a"]
    drawn = [case for seed in range(20) for case in draw_hidden_cases(question, np.random.default_rng(seed))]
    assert all(is_without_ties(*case) for case in [*question.cases, *drawn])
    assert not is_without_ties(np.array([[1.0], [-1.0]]), np.array([1.0, -1.0]), [0, 1])
