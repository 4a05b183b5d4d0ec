"""Sheet 06 and the checkpoints of notebook 06: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math
import re

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.checking import judge_answer
from lecture_lib.course import questions

ROWS = {"axis": 1, "keepdims": True}


# --- 06.1a and 06.1b: losses -------------------------------------------------------------------------------------


def loss_by_loop(P, Y):
    total = 0.0
    for p, y in zip(P, Y):
        for j in range(len(p)):
            if y[j] == 1:
                total -= math.log(p[j])
    return total / len(P)


def loss_by_where(P, Y):
    return -np.sum(Y * np.log(np.where(Y > 0, P, 1))) / P.shape[0]


def loss_with_a_little_more(P, Y):
    return np.mean(-np.sum(Y * np.log(P + 1e-300), axis=1))


def loss_by_mask(P, Y):
    return -np.log(P[Y == 1]).mean()


def careless_loss(P, Y):
    return -(Y * np.log(P)).sum(axis=1).mean()


def by_comprehension(P, c):
    return sum(-math.log(row[k]) for row, k in zip(P, c)) / len(c)


def by_take(P, c):
    return -np.log(np.take_along_axis(P, np.array(c)[:, None], 1)).mean()


def by_one_hot(P, c):
    return loss_by_loop(P, np.eye(P.shape[1])[c])


# --- 06.2a and 06.2b: softmax ------------------------------------------------------------------------------------


def rows_one_by_one(Z):
    done = []
    for z in Z:
        e = np.exp(z - max(z))
        done.append(e / sum(e))
    return np.array(done)


def rows_by_logs(Z):
    top = Z.max(**ROWS)
    return np.exp(Z - top - np.log(np.exp(Z - top).sum(**ROWS)))


def rows_turned(Z):
    A = Z.T - Z.max(axis=1)
    return (np.exp(A) / np.exp(A).sum(axis=0)).T


def rows_as_lists(Z):
    return [[1 / sum(math.exp(min(other - own, 700)) for other in z) for own in z] for z in Z.tolist()]


def careless_rows(Z):
    return np.exp(Z) / np.exp(Z).sum(**ROWS)


def without_keepdims(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1)


def one_for_all(Z):
    E = np.exp(Z - np.max(Z))
    return E / E.sum(**ROWS)


def shifted_by_the_mean(Z):
    E = np.exp(Z - Z.mean(**ROWS))
    return E / E.sum(**ROWS)


def clipped(v):
    e = np.exp(np.clip(v, -700, 700))
    return e / e.sum()


def soft(v):
    e = np.exp(v - v.max())
    return e / e.sum()


def warm_by_lists(z, T):
    top = max(z)
    e = [math.exp((v - top) / T) for v in z]
    return [v / sum(e) for v in e]


def warm_by_differences(z, T):
    return np.array([1 / np.exp(np.minimum((z - v) / T, 700)).sum() for v in z])


# --- 06.3a and 06.4a: gradients ----------------------------------------------------------------------------------

SUMS = [0.57, 2.95, -0.86]
SHARES = [math.exp(v) / sum(map(math.exp, SUMS)) for v in SUMS]


def grad(W, b, X, Y):
    D = rows_one_by_one(X @ W.T + b) - Y
    n = len(X)
    return D.T @ X / n, D.mean(axis=0)


def grad_by_loop(W, b, X, Y):
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for x, y in zip(X, Y):
        d = soft(W @ x + b) - y
        dW += np.outer(d, x) / len(X)
        db += d / len(X)
    return [dW, db]


def grad_by_einsum(W, b, X, Y):
    d = (rows_by_logs(np.einsum("nd,kd->nk", X, W) + b) - Y) / X.shape[0]
    return np.einsum("nk,nd->kd", d, X), np.ones(len(X)) @ d


def grad_with_the_bias_as_a_weight(W, b, X, Y):
    X1, W1 = np.column_stack([X, np.ones(len(X))]), np.column_stack([W, b])
    both = (rows_turned(X1 @ W1.T) - Y).T @ X1 / len(X)
    return both[:, :-1], both[:, -1]


def scaled(by_W, by_b):
    def answer(W, b, X, Y):
        dW, db = grad_by_loop(W, b, X, Y)
        n, k = len(X), len(W)
        return by_W(dW, n, k), by_b(db, n, k)

    return answer


def grad_of_squares(W, b, X, Y):
    dW, db = 0 * W, 0 * b
    for x, y in zip(X, Y):
        p = soft(W @ x + b)
        d = (np.diag(p) - np.outer(p, p)) @ (p - y) / len(X)
        dW, db = dW + np.outer(d, x), db + d
    return dW, db


def grad_of(difference, probabilities, W, b, X):
    D = difference(probabilities(X @ W.T + b)) / len(X)
    return D.T @ X, D.sum(axis=0)


def grad_down_the_columns(W, b, X, Y):
    D = (rows_one_by_one((X @ W.T + b).T).T - Y) / len(X)
    return D.T @ X, D.sum(axis=0)


RIGHT = {
    "06.1": [-math.log(0.4), 0.9163, 0.916, [0.91629]],
    "06.2": [4.394, 2 * math.log(9), 4 * math.log(3)],
    "06.3": [[0.2, 0.5, -0.7], np.array([0.2, 0.5, 0.3]) - [0, 0, 1], (0.2, 0.5, -0.7)],
    "06.4": ["c"],
    "06.1a": [loss_by_loop, loss_by_where, loss_with_a_little_more, loss_by_mask],
    "06.1b": [by_comprehension, by_take, by_one_hot, lambda P, c: -np.log(P[range(len(P)), c]).mean()],
    "06.2a": [rows_one_by_one, rows_by_logs, rows_turned, rows_as_lists],
    "06.2b": [lambda z, T: soft(z / T), warm_by_lists, warm_by_differences],
    "06.3a": [[-0.917, 0.897, 0.02], np.array(SHARES) - [1, 0, 0], (-0.92, 0.9, 0.02)],
    "06.4a": [grad, grad_by_loop, grad_by_einsum, grad_with_the_bias_as_a_weight],
}

STUBS = {
    "06.1": [...],
    "06.2": [...],
    "06.3": [[..., ..., ...], [0.2, ..., ...]],
    "06.4": [None],
    "06.1a": [lambda P, Y: ...],
    "06.1b": [lambda P, c: ...],
    "06.2a": [lambda Z: ...],
    "06.2b": [lambda z, T: None],
    "06.3a": [[..., ..., ...]],
    "06.4a": [lambda W, b, X, Y: ...],
}

MISTAKES = {
    "06.1": {
        "sign": math.log(0.4),
        "logarithm to base 10": -math.log10(0.4),
        "logarithm to base 2": -math.log2(0.4),
        "all classes": -math.log(0.5 * 0.1 * 0.4),
        "first class": math.log(2),
        "binary": -math.log(0.4 * 0.5 * 0.9),
        "mean over the classes": -math.log(0.4) / 3,
        "entropy": -0.5 * math.log(0.5) - 0.1 * math.log(0.1) - 0.4 * math.log(0.4),
        "squares": 0.31,
        "no logarithm": 0.6,
    },
    "06.2": {
        "temperature forgotten": 2.197,
        "divided by T": 1.0986,
        "logarithm to base 10": 1.9085,
        "ratio itself": 9,
        "ratio times T": 18,
        "sign": -4.394,
    },
    "06.3": {
        "sign flipped": [-0.2, -0.5, 0.7],
        "target forgotten": [0.2, 0.5, 0.3],
        "another class": [0.2, -0.5, 0.3],
        "derivative in p": [0, 0, -3.333],
        "squares": (np.diag([0.2, 0.5, 0.3]) - np.outer([0.2, 0.5, 0.3], [0.2, 0.5, 0.3])) @ [0.2, 0.5, -0.7],
        "averaged": [0.2 / 3, 0.5 / 3, -0.7 / 3],
    },
    "06.4": {"a": "a", "b": "b", "d": "d"},
    "06.1a": {
        "sum for mean": lambda P, Y: -np.sum(Y * np.log(P)),
        "sign, and sum for mean": lambda P, Y: np.sum(Y * np.log(P)),
        "sign, and mean over all entries": lambda P, Y: np.mean(Y * np.log(P)),
        "small number added": lambda P, Y: -np.sum(Y * np.log(P + 1e-8)) / len(P),
        "logarithm of the product": lambda P, Y: -np.log(P * Y).sum() / len(P),
        "all classes": lambda P, Y: -np.log(P).sum() / len(P),
        "binary": lambda P, Y: -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum(axis=1).mean(),
        "softmax twice": lambda P, Y: loss_by_loop(rows_one_by_one(P), Y),
        "mean inside": lambda P, Y: -np.log((P * Y).sum(axis=1).mean()),
        "no logarithm": lambda P, Y: (1 - P)[Y == 1].mean(),
        "mean over all entries": lambda P, Y: -np.mean(Y * np.log(P)),
        "sign": lambda P, Y: (Y * np.log(P)).sum(axis=1).mean(),
        "logarithm to base 10": lambda P, Y: -(Y * np.log10(P)).sum(axis=1).mean(),
        "logarithm to base 2": lambda P, Y: -(Y * np.log2(P)).sum(axis=1).mean(),
        "nan for 0 log 0": careless_loss,
        "P and Y swapped": lambda P, Y: -(P * np.log(Y)).sum(axis=1).mean(),
        "squares": lambda P, Y: 0.5 * np.sum((Y - P) ** 2) / len(P),
    },
    "06.1b": {
        "every row with every class": lambda P, c: -np.mean(np.log(P[:, c])),
        "rows picked": lambda P, c: -np.log(P[c]).mean(),
        "rows and columns swapped": lambda P, c: -np.log(P[c, range(len(c))]).mean(),
        "mean over all entries": lambda P, c: by_comprehension(P, c) / P.shape[1],
        "sign, and sum for mean": lambda P, c: np.log(P[range(len(c)), c]).sum(),
        "small number added": lambda P, c: -np.log(P[range(len(c)), c] + 1e-8).mean(),
        "logarithm to base 2": lambda P, c: by_take(P, c) / math.log(2),
        "no logarithm": lambda P, c: 1 - np.mean([row[k] for row, k in zip(P, c)]),
        "counted from 1": lambda P, c: -np.mean([np.log(P[i, c[i] - 1]) for i in range(len(c))]),
        "largest probability": lambda P, c: -np.mean([math.log(max(row)) for row in P]),
        "sum for mean": lambda P, c: -sum(math.log(P[i, k]) for i, k in enumerate(c)),
        "sign": lambda P, c: -by_comprehension(P, c),
        "mean inside": lambda P, c: -math.log(sum(P[i, k] for i, k in enumerate(c)) / len(c)),
        "logarithm to base 10": lambda P, c: by_take(P, c) / math.log(10),
    },
    "06.2a": {
        "down the columns": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
        "whole matrix": soft,
        "exponential of the quotient": lambda Z: np.exp(Z / np.exp(Z).sum(**ROWS)),
        "logarithm returned": lambda Z: np.log(rows_one_by_one(Z)),
        "not normalised": np.exp,
        "keepdims forgotten": without_keepdims,
        "overflow": careless_rows,
        "another shift": shifted_by_the_mean,
        "one shift for all": one_for_all,
        "sigmoid": lambda Z: 0.5 + 0.5 * np.tanh(Z / 2),
        "argmax": lambda Z: (Z >= Z.max(**ROWS)).astype(float),
    },
    "06.2b": {
        "multiplied": lambda z, T: soft(T * z),
        "temperature ignored": lambda z, T: soft(z),
        "after the softmax": lambda z, T: soft(z) / T,
        "power without sum": lambda z, T: np.power(soft(z), 1 / T),
        "numerator only": lambda z, T: np.exp(z / T) / np.sum(np.exp(z)),
        "denominator only": lambda z, T: np.exp(z) / np.sum(np.exp(z / T)),
        "not normalised": lambda z, T: np.exp(z / T),
        "power of p": lambda z, T: soft(z) ** (1 / T) / np.sum(soft(z) ** (1 / T)),
        "one-hot when cold": lambda z, T: soft(z / T) if T > 0.01 else np.eye(len(z))[np.argmax(z)],
        "overflow": lambda z, T: np.exp(z / T) / np.sum(np.exp(z / T)),
        "another shift": lambda z, T: clipped(z / T),
    },
    "06.3a": {
        "sign flipped": [0.917, -0.897, -0.02],
        "target forgotten": SHARES,
        "another class": [0.083, -0.103, 0.02],
        "logits for probabilities": [-0.43, 2.95, -0.86],
        "averaged": [(SHARES[0] - 1) / 3, SHARES[1] / 3, SHARES[2] / 3],
        "derivative in p": [-1 / SHARES[0], 0, 0],
        "squares": (np.diag(SHARES) - np.outer(SHARES, SHARES)) @ (np.array(SHARES) - [1, 0, 0]),
    },
    "06.4a": {
        "sign flipped": scaled(lambda g, n, k: -g, lambda g, n, k: -g),
        "sum for mean": scaled(lambda g, n, k: n * g, lambda g, n, k: n * g),
        "mean over all entries": scaled(lambda g, n, k: g / k, lambda g, n, k: g / k),
        "divided by n twice": scaled(lambda g, n, k: g / n, lambda g, n, k: g / n),
        "dW not divided": scaled(lambda g, n, k: n * g, lambda g, n, k: g),
        "db not divided": scaled(lambda g, n, k: g, lambda g, n, k: n * g),
        "db averaged twice": scaled(lambda g, n, k: g, lambda g, n, k: g / n),
        "order": lambda *given: grad(*given)[::-1],
        "transposed": scaled(lambda g, n, k: g.T, lambda g, n, k: g),
        "squares": grad_of_squares,
        "down the columns": grad_down_the_columns,
        "sigmoid's habit": lambda W, b, X, Y: grad_of(lambda P: (P - Y) * P * (1 - P), rows_one_by_one, W, b, X),
        "no softmax": lambda W, b, X, Y: grad_of(lambda P: P - Y, lambda Z: Z, W, b, X),
        "sigmoid for softmax": lambda W, b, X, Y: grad_of(lambda P: P - Y, lambda Z: 1 / (1 + np.exp(-Z)), W, b, X),
        "W not transposed": lambda W, b, X, Y: grad_of(lambda P: P - Y, rows_one_by_one, W.T, b, X),
        "overflow": lambda W, b, X, Y: grad_of(lambda P: P - Y, careless_rows, W, b, X),
        "bias left out": lambda W, b, X, Y: grad(W, np.zeros(len(b)), X, Y),
    },
}


def cases(table):
    return [
        pytest.param(number, answer, id=f"{number}-{i}")
        for number, answers in table.items()
        for i, answer in enumerate(answers)
    ]


@pytest.mark.parametrize("number, answer", cases(RIGHT))
def test_right(number, answer):
    verdict = check(number, answer)
    assert verdict.right, verdict


@pytest.mark.parametrize("number, answer", cases(STUBS))
def test_stub(number, answer):
    assert check(number, answer).status == "not attempted"


@pytest.mark.slow
@pytest.mark.parametrize("number, name", [(number, name) for number, mistakes in MISTAKES.items() for name in mistakes])
def test_mistake(number, name):
    known = {mistake.name: mistake.says for mistake in questions("06")[number].mistakes}
    verdict = check(number, MISTAKES[number][name])
    assert (verdict.status, verdict.mistake, verdict.says) == ("wrong", name, known[name])


def test_nothing_is_left_out():
    for number, question in questions("06").items():
        assert len(RIGHT[number]) >= (1 if question.options else 3)
        assert set(MISTAKES[number]) == {mistake.name for mistake in question.mistakes}
        assert len(question.hints) == 3 if number[-1].isalpha() else len(question.hints) in (2, 3)
        assert question.explanation or question.wants_function
    assert set(RIGHT) == set(STUBS) == set(MISTAKES) == set(questions("06"))


@pytest.mark.parametrize("number", RIGHT)
def test_each_mistake_has_a_word_of_its_own(number):
    says = [mistake.says for mistake in questions("06")[number].mistakes]
    assert len(set(says)) == len(says)


@pytest.mark.parametrize(
    "number, answer",
    [
        ("06.1", 1.0),
        ("06.2", 4.0),
        ("06.3", [0.2, 0.5, -0.6]),
        ("06.3", [0.2, 0.5]),
        ("06.3a", [-0.9, 0.9, 0.02]),
        ("06.1a", lambda P, Y: 0.5),
        ("06.1a", lambda P, Y: np.log(P[Y == 1]) ** 2),
        ("06.1b", lambda P, c: len(c)),
        ("06.2a", lambda Z: rows_one_by_one(Z)[:, ::-1]),
        ("06.2a", lambda Z: rows_one_by_one(2 * Z)),
        ("06.2a", lambda Z: np.ones(Z.shape) / Z.shape[1]),
        ("06.2b", lambda z, T: soft(z - T * z)),
        ("06.4a", lambda W, b, X, Y: (W, b)),
        ("06.4a", lambda W, b, X, Y: grad(W, b, X, Y)[0]),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (
        verdict.status == "wrong"
        and verdict.mistake in ("", "constant")
        and re.search("should be|Neither dW nor db agrees", verdict.says)
    )


@pytest.mark.parametrize("number", ["06.1a", "06.1b", "06.2a", "06.2b", "06.4a"])
def test_a_table_of_the_shown_replies_does_not_pass(number):
    question = questions("06")[number]
    table = {repr(case): question.truth(*case) for case in question.cases}
    assert check(number, lambda *given: table.get(repr(given), 0.0)).mistake.startswith("hidden: ")


@pytest.mark.parametrize("number", ["06.1a", "06.1b", "06.2a", "06.2b", "06.4a"])
def test_the_learners_arrays_are_his_own(number):
    def spoils(*given):
        given[0][0] = 0.5
        return given[0]

    assert check(number, spoils).mistake == "input changed"


# --- public mistakes, and styles that are right ------------------------------------------------------------------


@pytest.mark.parametrize("epsilon", [1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12, np.finfo(float).eps])
def test_a_small_number_in_the_logarithm_is_refused_by_name(epsilon):
    added = lambda P, Y: -np.log((P * Y).sum(axis=1) + epsilon).mean()
    clipped_ = lambda P, Y: -(Y * np.log(np.clip(P, epsilon, 1))).sum() / len(P)
    assert check("06.1a", added).mistake == "small number added"
    assert check("06.1b", lambda P, c: added(P, np.eye(P.shape[1])[c])).mistake == "small number added"
    if epsilon > 1e-12:  # no true class is less probable than that
        assert check("06.1a", clipped_).mistake == "small number added"


@pytest.mark.parametrize("guard", [1e-15, 1e-100, 1e-300])
def test_a_guard_that_changes_no_loss_is_right(guard):
    assert check("06.1a", lambda P, Y: -(Y * np.log(np.clip(P, guard, 1))).sum() / len(P)).right


LIKELY = {
    "logarithm of the product": [
        lambda P, Y: -np.log(P * Y).sum() / len(P),
        lambda P, Y: -np.log(P * Y).mean(),
        lambda P, Y: -np.log((P * Y).sum(axis=0)).mean(),
    ],
    "P and Y swapped": [
        lambda P, Y: -(P * np.log(Y)).sum(axis=1).mean(),
        lambda P, Y: -np.sum(P * np.log(Y)) / len(P),
        lambda P, Y: -np.mean(P * np.log(Y)),
    ],
}


@pytest.mark.parametrize("name", LIKELY)
def test_what_is_infinite_everywhere_is_told_apart(name):
    assert [check("06.1a", answer).mistake for answer in LIKELY[name]] == [name] * 3


@pytest.mark.parametrize("number", ["06.1a", "06.1b", "06.2a", "06.2b", "06.4a"])
@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_single_precision_is_right_whatever_is_drawn(number, seed):
    single = {
        "06.1a": lambda P, Y: -np.log(np.float32((P * Y).sum(axis=1))).mean(),
        "06.1b": lambda P, c: -np.log(np.float32(P[np.arange(len(c)), c])).mean(),
        "06.2a": lambda Z: rows_one_by_one(np.float32(Z)),
        "06.2b": lambda z, T: soft(np.float32(z) / np.float32(T)),
        "06.4a": lambda W, b, X, Y: grad(*np_float32(W, b, X), Y),
    }
    assert judge_answer(questions("06")[number], single[number], np.random.default_rng(seed)).right


def np_float32(*arrays):
    return [np.float32(array) for array in arrays]


def test_the_verdict_on_a_pair_names_the_part():
    says = check("06.4a", lambda W, b, X, Y: (grad(W, b, X, Y)[0], 3 * grad(W, b, X, Y)[1] + 1)).says
    assert "dW agrees, db does not" in says


# --- what notebook 06 states about two losses --------------------------------------------------------------------


def steps_until_all_are_right(gradient_of_z, rate):
    """Train the notebook's three units from weights that are confidently wrong about all points."""
    rng = np.random.default_rng(0)
    c = np.repeat([0, 2, 1], 30)
    X = (np.repeat([-2.0, 0.0, 2.0], 30) + 0.3 * rng.normal(size=90))[:, None]
    Y, W, b = np.eye(3)[c], np.array([[6.0], [-6.0], [0.0]]), np.array([0.0, 0.0, -8.0])
    assert not ((X @ W.T + b).argmax(axis=1) == c).any()
    for step in range(20000):
        Z = X @ W.T + b
        right = (Z.argmax(axis=1) == c).mean()
        assert right == 0 or step < 50 or step > 2000 * 0.5 / rate
        if right == 1:
            return step
        d = gradient_of_z(soft_rows(Z), Y) / 90
        W, b = W - rate * d.T @ X, b - rate * d.sum(axis=0)


def soft_rows(Z):
    E = np.exp(Z - Z.max(**ROWS))
    return E / E.sum(**ROWS)


@pytest.mark.slow
def test_with_the_squared_error_training_from_a_bad_start_is_slow_but_not_stuck():
    squared = lambda P, Y: P * (P - Y - ((P - Y) * P).sum(**ROWS))
    slow, quick = steps_until_all_are_right(squared, 0.5), steps_until_all_are_right(lambda P, Y: P - Y, 0.5)
    assert quick == 44 and 16500 < slow < 17500
    slower, quicker = steps_until_all_are_right(squared, 2), steps_until_all_are_right(lambda P, Y: P - Y, 2)
    assert 350 < slow / quick < 400 and 350 < slower / quicker < 400


def test_the_binary_formula_goes_below_0_for_the_number_of_a_class():
    assert -(2 * math.log(0.7) + (1 - 2) * math.log(1 - 0.7)) == pytest.approx(-0.4906, abs=1e-4)


def test_a_softmax_output_depends_on_the_other_logits():
    assert soft(np.array([0.57, 2.95, -0.86]))[1] == pytest.approx(0.897, abs=5e-4)
    assert soft(np.array([3.0, 2.95, -0.86]))[1] == pytest.approx(0.482, abs=5e-4)


@pytest.mark.parametrize("seed", range(40))
def test_the_rounded_line_gets_about_a_third_right(seed):
    c, x = np.repeat([0, 2, 1], 30), np.repeat([-2.0, 0.0, 2.0], 30)
    x = x + 0.3 * np.random.default_rng(seed).normal(size=90)
    line = np.polyfit(x, c, 1)
    assert np.allclose(np.polyval(line, [-2, 0, 2]), [0.5, 1, 1.5], atol=0.1)
    assert abs(np.mean(np.polyval(line, x).round() == c) - 1 / 3) < 0.1


def test_outside_the_diagonal_the_jacobian_of_softmax_is_negative():
    p = soft(np.random.default_rng(3).normal(size=10))
    J = np.diag(p) - np.outer(p, p)
    assert (J < 0).sum() == 90 and np.linalg.matrix_rank(J) == 9
