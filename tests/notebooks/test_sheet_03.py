"""The questions of notebook 03: right answers of several styles pass, every known mistake is named."""

import math
from fractions import Fraction

import numpy as np
import pytest

from lecture_lib import MLP, Perceptron, sign
from lecture_lib.checking import draw_hidden_cases, find_question, judge_answer
from lecture_lib.course import questions
from lecture_lib.questions.q03 import is_without_ties
from lecture_lib.threshold import ThresholdUnit

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
    ("03.1", ([-1, -3], -0.5)),
    ("03.1", Perceptron([-1, -3], -0.5)),
    ("03.1", (Fraction(-1), -3, Fraction(-1, 2))),
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
    ("03.2a", Perceptron([-1, -1], 1.5)),
    ("03.2a", Perceptron([-1, -1], 1, at_zero=1)),
    ("03.2a", ([-1, -1], 1.5)),
    ("03.2a", (np.array([[-1], [-1]]), [1.5])),
    ("03.2a", np.matrix([-1, -1, 1.5])),
    ("03.2a", {"w1": -1, "w2": -1, "b": 1.5}),
    ("03.2a", {"b": 1.5, "w": (-1, -1)}),
    ("03.2a", ThresholdUnit((-1, -1), -1.5)),
    ("03.2a", MLP(([[-1, -1]], [1.5], sign))),
    ("03.2a", (-0.7, -0.1, 0.8)),  # the score at (1, 1) is 0 on paper, 1e-16 as a float
    ("03.2a", (Fraction(-1), Fraction(-1), Fraction(3, 2))),
    ("03.2b", [3, 2, 2, 1]),
    ("03.2b", (0.375, 0.25, 0.25, 0.125)),
    ("03.2b", np.array([[6.0], [4.0], [4.0], [2.0]])),
    ("03.2b", [[3, 2], [2, 1]]),
    ("03.2b", np.matrix([3, 2, 2, 1])),
    ("03.2b", 7 * np.array([3, 2, 2, 1])),
    ("03.3a", margin_loop),
    ("03.3a", margin_unit),
    ("03.3a", lambda *case: Fraction(float(margin_unit(*case)))),
    ("03.3a", lambda *case: np.float32(margin_unit(*case))),
    ("03.1b", lambda *case: (update_rule(*case)[0][:, None], np.array([update_rule(*case)[1]]))),
    ("03.1b", lambda *case: [np.matrix(update_rule(*case)[0]), update_rule(*case)[1]]),
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


def bias_last(w, b, x, truth, rate):
    w = w - rate * (guess(w, b, x) - truth) * x
    b = b - rate * (guess(w, b, x) - truth)
    return w, b


def run(X, y, order, positive=lambda s: s > 0, learns_bias=True, learns=True, rate=1):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if positive(w @ X[i] + b) != (y[i] > 0):
            k += 1
            if learns:
                w = w + rate * y[i] * X[i]
                b += rate * y[i] * learns_bias
    return k


def one_and_out(X, y, order):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        k += guess(w, b, X[i]) != y[i]
        return k


def run_0_1(X, y, order, move):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        g = 1 if w @ X[i] + b > 0 else 0
        if g != y[i]:
            w, b, k = w + move(y[i], g) * X[i], b + move(y[i], g), k + 1
    return k


def run_all(X, y, order):
    """Learns from every example."""
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        k += guess(w, b, X[i]) != y[i]
        w, b = w + y[i] * X[i], b + y[i]
    return k, w


def wrong_afterwards(X, y, order):
    w, b = np.zeros(X.shape[1]), 0.0
    for i in order:
        w, b = update_if_wrong(w, b, X[i], y[i], 1)
    return sum(guess(w, b, x) != t for x, t in zip(X, y))


def run_by(X, y, order, is_wrong, up=None):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if is_wrong(w @ X[i] + b, y[i]):
            w, b, k = w + 2 * y[i] * X[i], b + 2 * (up or y[i]), k + 1
    return k


def run_by_products(X, y, order):
    w, b, k = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if (1 if w * X[i] + b > 0 else -1) != y[i]:
            w, b, k = w + y[i] * X[i], b + y[i], k + 1
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
    ("03.1", (-1, -3, -1.5), "bias times x"),
    ("03.1", (0, -3, -0.5), "x forgotten"),
    ("03.1", (-2, -1, -1), "change only"),
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
    ("03.3", (9 + 4 + 5) / 5, "minus lost"),
    ("03.3", 10 / math.sqrt(9 + 16 + 25), "bias in the length"),
    ("03.3", (9 - 4) / 5 + 5, "bias outside"),
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
    ("03.1a", lambda w, b, x: 1 if w * x + b > 0 else -1, "product, no sum"),
    ("03.1a", lambda w, b, x: np.where(w * x + b > 0, 1, -1), "one answer per input"),
    ("03.1a", lambda w, b, x: 1, "always +1"),
    ("03.1a", lambda w, b, x: np.where(w @ x + b >= 0, 1, 0), "0 and 1, at zero"),
    ("03.1a", lambda w, b, x: 1 if w @ x + b > 1e-7 else -1, "tolerance"),
    ("03.1a", lambda w, b, x: math.tanh(w @ x + b), "tanh"),
    ("03.1a", lambda w, b, x: 1 / (1 + np.exp(-np.dot(w, x) - b)), "sigmoid"),
    ("03.1a", lambda w, b, x: abs(np.dot(w, x) + b), "size of the score"),
    ("03.1a", lambda w, b, x: 1 if np.mean(w * x) + b > 0 else -1, "mean"),
    ("03.1b", lambda w, b, x, t, r: (update_rule(w, b, x, t, r)[0], b + r * (guess(w, b, x) - t)), "sign of the bias"),
    (
        "03.1b",
        lambda w, b, x, t, r: (update_rule(w, b, x, t, r)[0], b - guess(w, b, x) + t),
        "rate forgotten for the bias",
    ),
    (
        "03.1b",
        lambda w, b, x, t, r: (w + 2 * r * t * x, b + 2 * r * t) if t * (w @ x + b) < 0 else (w, b),
        "a tie never counts",
    ),
    (
        "03.1b",
        lambda w, b, x, t, r: (w + 2 * r * t * x, b + 2 * r * t) if t * (w @ x + b) <= 0 else (w, b),
        "a tie always counts",
    ),
    (
        "03.1b",
        lambda w, b, x, t, r: (w + r * t * x, b + r * t) if t * (w @ x + b) <= 0 else (w, b),
        "a tie always counts, half",
    ),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, (guess(w, b, x) - t) ** 2), "error squared"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, np.sign(w @ x + b) - t), "zero at zero"),
    ("03.1b", lambda w, b, x, t, r: (w + t * x, b + t) if guess(w, b, x) != t else (w, b), "factor and rate"),
    ("03.1b", lambda w, b, x, t, r: (w + r * t * x, b) if guess(w, b, x) != t else (w, b), "factor and bias"),
    (
        "03.1b",
        lambda w, b, x, t, r: step(w, b, x, t, r, guess(w, b, x) - t)[:1] + (b - r * (guess(w, b, x) - t) * x,),
        "bias times x",
    ),
    ("03.1b", lambda w, b, x, t, r: (w - r * (guess(w, b, x) - t), b - r * (guess(w, b, x) - t)), "x forgotten"),
    ("03.1b", bias_last, "bias after the weights"),
    ("03.1b", lambda w, b, x, t, r: (-r * (guess(w, b, x) - t) * x, -r * (guess(w, b, x) - t)), "change only"),
    ("03.1b", lambda w, b, x, t, r: update_rule(w, b, x, t, r)[::-1], "b before w"),
    ("03.1b", lambda w, b, x, t, r: update_rule(w, b, x, t, r)[0], "weights only"),
    ("03.1b", lambda w, b, x, t, r: step(w, b, x, t, r, guess(w, 0, x) - t), "bias forgotten in the score"),
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
    ("03.2a", ("a", "b", "c"), "not three numbers"),
    ("03.2a", (1, 2), "not three numbers"),
    ("03.2a", [[-1, -1, 1.5], [1, 1, 1]], "not three numbers"),
    ("03.2a", (0, 0, 1), "TRUE"),
    ("03.2a", (-1, -1, -1), "FALSE"),
    ("03.2a", (-1, 0, 0.5), "one input"),
    ("03.2b", [3, -2, -2, 1], "labels inside"),
    ("03.2b", [3, -2, 2, 1], "negative"),
    ("03.2b", [1, 1, 1, 0], "one point left out"),
    ("03.2b", [0.25] * 4, "as for XNOR"),
    ("03.2b", [1, 1, 1], "not four numbers"),
    ("03.2b", [1, 1, 1, float("nan")], "not four numbers"),
    ("03.2b", "all", "not four numbers"),
    ("03.2b", [1, 1, 2, 2], "w₁ is left"),
    ("03.2b", [2, 1, 2, 1], "w₂ is left"),
    ("03.2b", [1, 2, 2, 1], "b is left"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)), "norm forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / sum(w**2), "norm squared"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w)) / np.linalg.norm(w), "bias forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ (w / np.linalg.norm(w)) + b)), "bias outside"),
    ("03.3a", lambda w, b, X, y: min(abs(X @ w + b)) / np.linalg.norm(w), "absolute value"),
    ("03.3a", lambda w, b, X, y: min(X @ w + b) / np.linalg.norm(w), "labels forgotten"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / np.linalg.norm(w, 1), "sum of weights"),
    ("03.3a", lambda w, b, X, y: np.mean(y * (X @ w + b)) / np.linalg.norm(w), "mean"),
    ("03.3a", lambda w, b, X, y: y * (X @ w + b) / np.linalg.norm(w), "all points"),
    ("03.3a", lambda w, b, X, y: max(y * (X @ w + b)) / np.linalg.norm(w), "largest"),
    ("03.3a", lambda w, b, X, y: max(0, min(y * (X @ w + b)) / np.linalg.norm(w)), "clipped at 0"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / np.linalg.norm([*w, b]), "bias in the length"),
    ("03.3a", lambda w, b, X, y: sum(y * (X @ w + b)) / np.linalg.norm(w), "sum"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w - b)) / np.linalg.norm(w), "bias subtracted"),
    ("03.3a", lambda w, b, X, y: min(X @ w + b), "both slips: length and labels"),
    ("03.3a", lambda w, b, X, y: 2 * min(y * (X @ w + b)) / np.linalg.norm(w), "both sides"),
    ("03.3a", lambda w, b, X, y: 1 / math.hypot(*w), "one over the length"),
    ("03.3a", lambda w, b, X, y: int(np.argmin(y * (X @ w + b))), "position"),
    ("03.3a", lambda w, b, X, y: np.median(y * (X @ w + b)) / np.linalg.norm(w), "median"),
    ("03.3a", lambda w, b, X, y: min(y * (X @ w + b)) / np.linalg.norm(w, np.inf), "largest weight"),
    ("03.4a", lambda X, y, order: run_by(X, y, order, lambda s, t: s * t < 0), "a tie never counts"),
    ("03.4a", lambda X, y, order: run_by(X, y, order, lambda s, t: s != t), "examples counted"),
    ("03.4a", lambda X, y, order: run(X, y, sorted(order)), "order sorted"),
    ("03.4a", lambda X, y, order: run_by(X, y, order, lambda s, t: (s > 0) != (t > 0), up=1), "bias without label"),
    ("03.4a", lambda X, y, order: run(X, y, order) / len(order) if order else None, "fraction"),
    ("03.4a", one_and_out, "return in the loop"),
    ("03.4a", lambda X, y, order: run_0_1(X, y, order, lambda t, g: t - g), "0 and 1"),
    ("03.4a", lambda X, y, order: run_0_1(X, y, order, lambda t, g: t), "0 and 1, by the label"),
    ("03.4a", lambda X, y, order: run_all(X, y, order)[0], "updates when right"),
    ("03.4a", lambda X, y, order: run(X, y, order, rate=-1), "away from the label"),
    ("03.4a", wrong_afterwards, "wrong at the end"),
    ("03.4a", lambda X, y, order: run_all(X, y, order)[1], "weights returned"),
    ("03.4a", run_by_products, "product, no sum"),
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
    ("03.1b", 3, "not a function"),
    ("03.1a", 1.0, "not a function"),
    ("03.2a", (1, -1, -0.5), ""),
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
        (find_question("03.2b"), "3, 2, 2"),
    ):
        assert not any(told in m.says for m in q.mistakes)
        assert not any(told in hint for hint in q.hints)


def test_no_run_of_the_count_hangs_on_the_rate_or_on_the_convention_at_0():
    question = questions("03")["03.4a"]
    drawn = [case for seed in range(20) for case in draw_hidden_cases(question, np.random.default_rng(seed))]
    assert all(is_without_ties(*case) for case in [*question.cases, *drawn] if case[2])
    assert not is_without_ties(np.array([[1.0], [-1.0]]), np.array([1.0, -1.0]), [0, 1])


def test_every_question_has_hints_and_an_explained_solution():
    for question in questions("03").values():
        assert 2 <= len(question.hints) <= 3 and 2 <= question.explanation.count(". ") + 1 <= 7, question.number


def test_a_wrong_unit_is_told_at_which_corner():
    says = judge_answer(find_question("03.2a"), (1, -1, -0.5)).says
    assert says.startswith("At (0, 0) your unit answers −1, but NAND is +1 there.")


def test_a_wrong_step_is_told_by_its_part():
    says = judge_answer(find_question("03.1b"), lambda w, b, x, t, r: (update_rule(w, b, x, t, r)[0], 7 * b)).says
    assert says.lower().startswith("w agrees, b does not")
