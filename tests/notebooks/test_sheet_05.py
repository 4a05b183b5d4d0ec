"""Sheet 05 and the checkpoints of notebook 05: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.checking import judge_answer
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

W = [[3, -9, 2], [11, -2, 7], [-6, 3, -4], [6, -1, 5]]
B = [5, 2, -1, 1]
X = [2, -3, 4]


# --- 05.1a: four numbers -----------------------------------------------------------------------------------------


def z_by_hand():
    return [6 + 27 + 8 + 5, 22 + 6 + 28 + 2, -12 - 9 - 16 - 1, 12 + 3 + 20 + 1]


def sums(W=W, b=B, x=X):
    return [sum(w * v for w, v in zip(row, x)) + bias for row, bias in zip(W, b)]


# --- 05.2a: softmax ----------------------------------------------------------------------------------------------


def softmax_shifted(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_by_differences(z):
    with np.errstate(over="ignore"):
        return [1 / sum(np.exp(float(other) - float(own)) for other in z) for own in z]


def softmax_by_logs(z):
    top = max(z)
    log_sum = top + math.log(math.fsum(math.exp(v - top) for v in z))
    return np.array([math.exp(v - log_sum) for v in z])


# --- 05.3a: any number of layers ---------------------------------------------------------------------------------


def run_by_loop(layers, x):
    for W, b, g in layers:
        x = g(np.dot(W, x) + b)
    return x


def run_by_recursion(layers, x):
    if not layers:
        return np.array(x)
    W, b, g = layers[0]
    return run_by_recursion(layers[1:], g((W * x).sum(axis=1) + b))


def run_by_index(layers, x):
    a = [x]
    for l in range(len(layers)):
        a.append(layers[l][2](layers[l][0] @ a[l] + layers[l][1]))
    return list(a[-1])


def run_without_the_last(layers, x):
    return run_by_loop(layers[:-1], x)


def run_x_everywhere(layers, x):
    for W, b, g in layers:
        out = g(W @ x + b)
    return out


def run_linear(layers, x):
    for W, b, _ in layers:
        x = W @ x + b
    return x


def run_with_relu(layers, x):
    for W, b, _ in layers:
        x = np.clip(W @ x + b, 0, None)
    return x


def run_without_bias(layers, x):
    for W, _, g in layers:
        x = g(W @ x)
    return x


def run_down_the_columns(layers, x):
    for W, b, g in layers:
        x = g(x @ W + b)
    return x


# --- 05.4a: one layer --------------------------------------------------------------------------------------------


def layer_in_loops(W, b, g, a):
    z = np.empty(len(b))
    for j in range(len(b)):
        z[j] = b[j]
        for i in range(len(a)):
            z[j] += W[j, i] * a[i]
    return g(z)


def layer_with_the_bias_as_a_weight(W, b, g, a):
    return g(np.hstack([W, b[:, None]]) @ np.append(a, 1.0))


# --- 05.4b: counting ---------------------------------------------------------------------------------------------


def count_by_arrays(sizes):
    n = 0
    for l in range(1, len(sizes)):
        n += np.zeros((sizes[l], sizes[l - 1])).size + np.zeros(sizes[l]).size
    return n


def count_with_the_bias_as_an_input(sizes):
    return sum(sizes[l] * (sizes[l - 1] + 1) for l in range(1, len(sizes)))


# --- 05.5a: a batch ----------------------------------------------------------------------------------------------


def batch_by_rows(W, b, X):
    return np.array([W @ row + b for row in X])


def batch_by_einsum(W, b, X):
    return np.einsum("ji,ni->nj", W, X) + b


def batch_turned_twice(W, b, X):
    return (W @ X.T + b.reshape(-1, 1)).T


def batch_as_lists(W, b, X):
    return [[sum(w * v for w, v in zip(W[j], row)) + b[j] for j in range(len(b))] for row in X]


def square(W):
    return W.shape[0] == W.shape[1]


RIGHT = {
    "05.1": [27, 27.0, np.dot(W[1], [1, 0, 2]) + 2, [27], np.array([27.0])],
    "05.2": ["c"],
    "05.3": ["a"],
    "05.5": ["b"],
    "05.4": [71, 5 * 10 + 10 + 10 * 1 + 1, sum(n * (m + 1) for m, n in zip((5, 10), (10, 1))), 71.0],
    "05.1a": [z_by_hand(), np.array(W) @ X + B, tuple(sums()), np.array([sums()]).T],
    "05.2a": [softmax_shifted, softmax_by_differences, softmax_by_logs],
    "05.3a": [run_by_loop, run_by_recursion, run_by_index],
    "05.4a": [
        lambda W, b, g, a: g(W @ a + b),
        layer_in_loops,
        layer_with_the_bias_as_a_weight,
        lambda W, b, g, a: g(np.einsum("ji,i", W, a) + b),
    ],
    "05.4b": [
        count_by_arrays,
        count_with_the_bias_as_an_input,
        lambda sizes: int(np.dot(sizes[1:], np.array(sizes[:-1]) + 1)),
    ],
    "05.5a": [batch_by_rows, batch_by_einsum, batch_turned_twice, batch_as_lists],
}

STUBS = {
    "05.1": [...],
    "05.2": [None],
    "05.3": [None],
    "05.4": [...],
    "05.5": [None],
    "05.1a": [[..., ..., ..., ...], [46, 58, ..., ...]],
    "05.2a": [lambda z: ...],
    "05.3a": [lambda layers, x: ...],
    "05.4a": [lambda W, b, g, a: None],
    "05.4b": [lambda sizes: ...],
    "05.5a": [lambda W, b, X: ...],
}

MISTAKES = {
    "05.1": {
        "bias forgotten": 11 + 0 + 14 + 0,
        "bias subtracted": 11 + 0 + 14 - 2,
        "column for row": -9 * 1 + -2 * 0 + 3 * 2 + 2,
        "unit 1": 3 + 4 + 5,
        "unit 3": -6 * 1 + 3 * 0 + -4 * 2 - 1,
        "old input": 11 * -3 + -2 * 1 + 7 * 5 + 2,
        "activated": 1 / (1 + math.exp(-27)),
    },
    "05.2": {"a": "a", "b": "b"},
    "05.3": {"b": "b", "c": "c"},
    "05.5": {"a": "a", "c": "c"},
    "05.4": {
        "weights only": 5 * 10 + 10 * 1,
        "biases only": 10 + 1,
        "input biased": 71 + 5,
        "bias of the layer before": 5 * 10 + 5 + 10 * 1 + 10,
        "one bias per layer": 5 * 10 + 1 + 10 * 1 + 1,
        "input counted": 5 + 10 + 1,
        "product of sizes": 5 * 10 * 1,
    },
    "05.1a": {
        "bias forgotten": sums(b=[0, 0, 0, 0]),
        "bias subtracted": sums(b=[-v for v in B]),
        "column for row": [*sums(W=list(zip(*W[:3])), b=B[:3]), 36],
        "three numbers": [sum(W[i][j] * X[i] for i in range(3)) + B[j] for j in range(3)],
        "sign of x": sums(x=[2, 3, 4]),
        "activated": [1 / (1 + math.exp(-v)) for v in sums()],
        "old input": sums(x=[-3, 1, 5]),
    },
    "05.2a": {
        "not normalised": lambda z: [math.exp(v) if v < 700 else math.inf for v in z],
        "no exponential": lambda z: z / np.sum(z),
        "exponential of the quotient": lambda z: np.exp(z / sum(math.exp(min(v, 700)) for v in z)),
        "divided by the others": lambda z: [1 / (1 / p - 1) if p < 1 else math.inf for p in softmax_shifted(z)],
        "logarithm returned": lambda z: np.log(softmax_shifted(z)),
        "base 2": lambda z: softmax_shifted(z * math.log(2)),
        "overflow": lambda z: np.exp(z) / np.sum(np.exp(z)),
        "another shift": lambda z: np.exp(np.clip(z, -700, 700)) / np.exp(np.clip(z, -700, 700)).sum(),
        "divided by largest": lambda z: np.exp(z) / np.exp(np.max(z)),
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "argmax": lambda z: np.eye(len(z))[np.argmax(z)],
    },
    "05.3a": {
        "last layer skipped": run_without_the_last,
        "x in every layer": run_x_everywhere,
        "backwards": lambda layers, x: run_by_loop(list(reversed(layers)), x),
        "no activation": run_linear,
        "activation at the end only": lambda layers, x: layers[-1][2](run_linear(layers, x)),
        "relu everywhere": run_with_relu,
        "return inside the loop": lambda layers, x: run_by_loop(layers[:1], x),
        "z returned": lambda layers, x: run_linear(layers[-1:], run_by_loop(layers[:-1], x)),
        "last activation everywhere": lambda layers, x: run_by_loop([(W, b, layers[-1][2]) for W, b, _ in layers], x),
        "first activation everywhere": lambda layers, x: run_by_loop([(W, b, layers[0][2]) for W, b, _ in layers], x),
        "bias subtracted": lambda layers, x: run_by_loop([(W, -b, g) for W, b, g in layers], x),
        "W transposed": run_down_the_columns,
        "bias forgotten": run_without_bias,
    },
    "05.4a": {
        "bias forgotten": lambda W, b, g, a: g(np.dot(W, a)),
        "activation forgotten": lambda W, b, g, a: np.dot(W, a) + b,
        "activation before bias": lambda W, b, g, a: b + g(W.dot(a)),
        "bias subtracted": lambda W, b, g, a: g(W.dot(a) - b),
        "W transposed": lambda W, b, g, a: g(W.T @ a + b),
        "activation of the input": lambda W, b, g, a: np.dot(W, g(a)) + b,
        "products not added": lambda W, b, g, a: g(W * a + b),
        "products not added, b as a column": lambda W, b, g, a: g(a * W + b.reshape(-1, 1)),
    },
    "05.4b": {
        "biases forgotten": lambda s: int(np.dot(s[1:], s[:-1])),
        "input biased": lambda s: count_by_arrays(s) + s[0],
        "bias of the layer before": lambda s: sum(s[l - 1] * (s[l] + 1) for l in range(1, len(s))),
        "units counted": lambda s: sum(s) - s[0],
        "one bias per layer": lambda s: int(np.dot(s[1:], s[:-1])) + len(s) - 1,
        "circles counted": sum,
        "last layer missing": lambda s: count_by_arrays(s[:-1]),
        "first layer missing": lambda s: count_by_arrays(s[1:]),
        "product of sizes": math.prod,
    },
    "05.5a": {
        "units as rows": lambda W, b, X: batch_by_rows(W, b, X).T,
        "bias forgotten": lambda W, b, X: np.dot(X, W.T),
        "bias subtracted": lambda W, b, X: batch_by_rows(W, -b, X),
        "bias down the rows": lambda W, b, X: X @ W.T + b[:, None],
        "units as rows, bias along them": lambda W, b, X: np.dot(W, X.T) + b,
        "activation applied": lambda W, b, X: np.tanh(batch_by_rows(W, b, X)),
        "first example only": lambda W, b, X: W @ X[0] + b,
        "W not transposed": lambda W, b, X: X @ W + b,
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "05", RIGHT, STUBS, MISTAKES
    styles = 2

    def test_each_mistake_has_a_word_of_its_own_and_a_sheet_has_hints(self, number):
        question = questions(self.lecture)[number]
        says = [mistake.says for mistake in question.mistakes]
        assert len(set(says)) == len(says)
        assert len(question.hints) == 3 if number[-1].isalpha() else len(question.hints) in (2, 3)
        assert question.explanation or question.wants_function


@pytest.mark.parametrize(
    "number, answer",
    [
        ("05.1", 26),
        ("05.4", 70),
        ("05.1a", [46, 58, -38, 37]),
        ("05.1a", [46, 58, -38]),
        ("05.2a", lambda z: np.arange(1, len(z) + 1) / len(z)),
        ("05.2a", lambda z: softmax_shifted(z)[::-1]),
        ("05.2a", lambda z: softmax_shifted(2 * z)),
        ("05.3a", lambda layers, x: run_by_loop(layers[:2], x)),
        ("05.4a", lambda W, b, g, a: g(np.abs(W @ a + b))),
        ("05.4b", lambda sizes: 71),
        ("05.5a", lambda W, b, X: (X @ W.T + b)[:, ::-1]),
        ("05.5a", lambda W, b, X: np.zeros((len(X), len(b)))),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake in ("", "constant") and " should be " in verdict.says


@pytest.mark.parametrize("number", ["05.2a", "05.3a", "05.4a", "05.5a"])
def test_the_learners_arrays_are_his_own(number):
    def spoils(*given):
        given[0][0] = 0
        return given[0]

    assert check(number, spoils).mistake == "input changed"


# --- public mistakes: softmax that overflows, or is guarded instead of shifted ------------------------------------


def largest_so_far(z):
    top = 0.0
    for v in z:
        top = max(top, v)
    return top


def shifted_by(shift):
    def answer(z):
        e = np.exp(z - shift(z))
        return e / e.sum()

    return answer


def in_long_doubles(z):
    e = np.exp(np.longdouble(z))
    return (e / e.sum()).astype(float)


def one_hot_from(limit):
    return lambda z: np.eye(len(z))[np.argmax(z)] if np.max(z) > limit else softmax_shifted(z)


GUARDED = {
    "mean": shifted_by(np.mean),
    "sum": shifted_by(np.sum),
    "median": shifted_by(np.median),
    "first": shifted_by(lambda z: z[0]),
    "largest size": shifted_by(lambda z: np.abs(z).max()),
    "largest from 0 on": shifted_by(largest_so_far),
    "norm": shifted_by(np.linalg.norm),
    "clip 500": lambda z: softmax_shifted(np.clip(z, -500, 500)),
    "clip 700": lambda z: softmax_shifted(np.clip(z, -700, 700)),
    "long doubles": in_long_doubles,
    "nan_to_num": lambda z: np.nan_to_num(np.exp(z) / np.exp(z).sum(), nan=1),
    "one-hot past 500": one_hot_from(500),
    "one-hot past 700": one_hot_from(700),
}


@pytest.mark.parametrize("slip", GUARDED)
def test_a_guard_in_place_of_the_right_shift_is_named(slip):
    assert check("05.2a", GUARDED[slip]).mistake in ("overflow", "another shift")


def test_the_overflow_of_math_exp_is_named_as_that_of_numpy():
    def by_math(z):
        e = [math.exp(v) for v in z]
        return np.array(e) / sum(e)

    assert check("05.2a", by_math).mistake == "overflow"


@pytest.mark.parametrize("number", ["05.2a", "05.3a", "05.4a", "05.5a"])
@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_single_precision_is_right_whatever_is_drawn(number, seed):
    single = {
        "05.2a": lambda z: softmax_shifted(np.float32(z)),
        "05.3a": lambda layers, x: run_by_loop(
            [(np.float32(W), np.float32(b), g) for W, b, g in layers], np.float32(x)
        ),
        "05.4a": lambda W, b, g, a: np.float32(g(np.float32(W) @ np.float32(a) + np.float32(b))),
        "05.5a": lambda W, b, X: np.float32(X) @ np.float32(W).T + np.float32(b),
    }
    assert judge_answer(questions("05")[number], single[number], np.random.default_rng(seed)).right


def test_no_slip_counts_the_right_number_of_parameters():
    asked = questions("05")["05.4"]
    assert all(mistake.instead() != asked.truth() for mistake in asked.mistakes)


# --- what notebook 05 states about the slides --------------------------------------------------------------------


def test_the_softmax_values_on_the_slide_are_cut_off():
    f = softmax_shifted(np.array([3.0, -1.0, 1.0]))
    assert np.floor(1000 * f).tolist() == [866, 15, 117] and np.round(1000 * f).tolist() == [867, 16, 117]


def test_the_first_index_of_a_weight_on_the_slides_is_the_input():
    w, x = np.array(W).T, [-3, 1, 5]
    assert w[0, 0] * x[0] + w[1, 0] * x[1] + w[2, 0] * x[2] + B[0] == -3
