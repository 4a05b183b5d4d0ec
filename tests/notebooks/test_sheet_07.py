"""Sheet 07 and the checkpoints of notebook 07: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

from fractions import Fraction
from functools import reduce

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, relu, sigmoid
from lecture_lib.course import questions
from lecture_lib.nn import collapse as library_collapse
from lecture_lib.questions.q07 import _bends
from tests.notebooks.sheet_contract import SheetContract

# --- 07.1a: boxes in a row ---------------------------------------------------------------------------------------


def run_in_a_loop(functions, x):
    for f in functions:
        x = f(x)
    return x


def run_by_recursion(functions, x):
    return x if not functions else run_by_recursion(functions[1:], functions[0](x))


def run_by_reduce(functions, x):
    return reduce(lambda value, f: f(value), functions, x)


def run_backwards(functions, x):
    for k in range(len(functions) - 1, -1, -1):
        x = functions[k](x)
    return x


def always_x(functions, x):
    for f in functions:
        y = f(x)
    return y


def all_values(functions, x):
    values = []
    for f in functions:
        x = f(x)
        values.append(x)
    return values


def not_the_last(functions, x):
    for k in range(len(functions) - 1):
        x = functions[k](x)
    return x


def not_the_first(functions, x):
    for k in range(1, len(functions)):
        x = functions[k](x)
    return x


def returns_at_once(functions, x):
    for f in functions:
        x = f(x)
        return x


# --- 07.2a: matrices from coefficients ---------------------------------------------------------------------------


def by_slices(theta, psi, phi):
    return [(theta[:, 1:], theta[:, 0]), (psi[:, 1:], psi[:, 0]), (phi[None, 1:], phi[:1])]


def by_loops(theta, psi, phi):
    def split(rows):
        return [[float(w) for w in row[1:]] for row in rows], [float(row[0]) for row in rows]

    return (split(theta), split(psi), split([phi]))


def by_splitting(theta, psi, phi):
    out = []
    for t in (theta, psi, phi.reshape(1, -1)):
        b, W = np.split(t, [1], axis=1)
        out.append([W, b.ravel()])
    return out


def last_is_a_number(theta, psi, phi):
    return [*by_slices(theta, psi, phi)[:2], (phi[None, 1:], phi[0])]


def bias_at_the_end(theta, psi, phi):
    return [(theta[:, :-1], theta[:, -1]), (psi[:, :-1], psi[:, -1]), (phi[None, :-1], phi[-1:])]


def columns_for_rows(theta, psi, phi):
    return [(theta[:, 1:].T, theta[:, 0]), (psi[:, 1:].T, psi[:, 0]), (phi[1:, None], phi[:1])]


def keeps_the_bias(theta, psi, phi):
    return [(theta, theta[:, 0]), (psi, psi[:, 0]), (phi[None], phi[:1])]


def bias_first(theta, psi, phi):
    return [(b, W) for W, b in by_slices(theta, psi, phi)]


def output_first(theta, psi, phi):
    return by_slices(theta, psi, phi)[::-1]


# --- 07.3a: collapse ---------------------------------------------------------------------------------------------


def forward_pair(layers):
    W, b = layers[0]
    for V, c in layers[1:]:
        W, b = V @ W, V @ b + c
    return W, b


def by_probing(layers):
    def through(x):
        for W, b in layers:
            x = W @ x + b
        return x

    b = through(np.zeros(layers[0][0].shape[1]))
    return [np.array([through(e) - b for e in np.eye(layers[0][0].shape[1])]).T.tolist(), b.tolist()]


def from_the_end(layers):
    out, b = np.eye(layers[-1][0].shape[0]), 0
    for W, c in reversed(layers):
        b = b + out @ c
        out = out @ W
    return out, b


def wrong_way(layers):
    W = layers[0][0]
    for V, _ in layers[1:]:
        W = W @ V
    return W, forward_pair(layers)[1]


def with_bias(bias):
    return lambda layers: (forward_pair(layers)[0], bias(layers))


def adds(layers):
    return sum(b for _, b in layers)


def without_first_bias(layers):
    (W, b), *rest = layers
    return forward_pair([(W, 0 * b), *rest])[1]


def own_too(layers):
    b = 0
    for W, c in layers:
        b = W @ (b + c)
    return b


def one_far(layers):
    total = layers[-1][1]
    for (_, c), (V, _) in zip(layers, layers[1:]):
        total = total + V @ c
    return total


# --- 07.4a: counting ---------------------------------------------------------------------------------------------


def by_pairs(n_in, K, D, n_out):
    sizes = [n_in] + [D] * K + [n_out]
    return sum(n * (m + 1) for m, n in zip(sizes, sizes[1:]))


def by_building(n_in, K, D, n_out):
    sizes = (n_in, *(D,) * K, n_out)
    return MLP.random(sizes, relu, rng=np.random.default_rng(0)).n_parameters


def by_formula(n_in, K, D, n_out):
    return n_in * D + D + (K - 1) * (D**2 + D) + D * n_out + n_out


def of(widths, bias=lambda m, n: n):
    return sum(m * n + bias(m, n) for m, n in zip(widths, widths[1:]))


# --- 07.5a: joints -----------------------------------------------------------------------------------------------


def made(places=(-1, 0.5, 2), first=(1, 1, 1), second=(1, 0, 1), signs=(1, 1, 1)):
    W = np.array(signs, float)[:, None]
    return MLP((W, [-w * place for w, place in zip(signs, places)], relu), ([first, second], [0.3, -2], identity))


def with_activations(hidden, output):
    (W1, b1, _), (W2, b2, _) = made()
    return MLP((W1, b1, hidden), (W2, b2, output))


TWELVE = MLP(([[1], [1], [1], [1]], [1, -0.5, -2, -12], relu), ([[1, 1, 1, 3], [1, 0, 1, -2]], [0, 0], identity))
EXTRA = MLP(
    ([[1], [1], [1], [0], [2]], [1, -0.5, -2, 7, -2], relu), ([[1, 1, 1, 5, 1], [1, 0, 1, 1, 0]], [0, 0], identity)
)


def matrix_overwritten(layers):
    W_all, b_all = layers[0]
    for W, b in layers[1:]:
        W_all = W @ W_all
        b_all = W_all @ b_all + b
    return W_all, b_all


class TestSheet(SheetContract):
    lecture = "07"
    right = {
        "07.1": [9, 9.0, [9], 2 * (5 - 3) ** 2 + 1],
        "07.2": ["c"],
        "07.3": [9, 9.0, np.array(9), -(3 * 1 - 4) + 8],
        "07.4": [62, 62.0, np.int64(62)],
        "07.5": ["b"],
        "07.1a": [run_in_a_loop, run_by_recursion, run_by_reduce],
        "07.2a": [by_slices, by_loops, by_splitting, last_is_a_number],
        "07.3a": [forward_pair, by_probing, from_the_end, library_collapse],
        "07.4a": [by_pairs, by_building, by_formula],
        "07.5a": [
            made(),
            made(first=(-2, 3, 0.5), second=(4, 0, -1)),
            made((2, -1, 0.5), (1, 2, 3), (1, 1, 0), (-1, 3, -2)),
            MLP(([[1], [1], [1], [0]], [1, -0.5, -2, 7], relu), ([[1, 1, 1, 5], [1, 0, 1, 1]], [0, 0], identity)),
            made(first=(1, -1e-8, 1)),
            made(first=(1e6, 1, 1e-6), second=(1e-9, 0, 1)),
            made(signs=(1e-7, 1e5, -3)),
            (([[1], [1], [1]], [1, -0.5, -2], relu), ([[1, 1, 1], [1, 0, 1]], [0, 0], identity)),
            [([[2], [2], [2]], [2, -1, -4], relu), ([[1, 1, 1], [1, 0, 1]], [0, 0], identity)],
            MLP(  # two units at one joint, which cancel in y₂ only
                ([[1], [1], [-1], [1]], [1, -0.5, 0.5, -2], relu),
                ([[1, 1, 1, 1], [1, 2, -2, 1]], [0, 0], identity),
            ),
            MLP(([[1], [1], [1], [3]], [1, -0.5, -2, 4], relu), ([[1, 1, 1, 0], [1, 0, 1, 0]], [0, 0], identity)),
        ],
    }
    stubs = {
        "07.1": [...],
        "07.2": [...],
        "07.3": [...],
        "07.4": [...],
        "07.5": [...],
        "07.1a": [lambda functions, x: ..., ...],
        "07.2a": [lambda theta, psi, phi: ...],
        "07.3a": [lambda layers: ..., None],
        "07.4a": [lambda n_in, K, D, n_out: ...],
        "07.5a": [...],
    }
    mistakes = {
        "07.1": {
            "backwards": (2 * 5 + 1) ** 2 - 3,
            "product": 2 * 25 * 11,
            "sum": 2 + 25 + 11,
            "last box left out": (5 - 3) ** 2,
            "first box left out": 2 * 5**2 + 1,
            "h before g": (2 * (5 - 3) + 1) ** 2,
            "g before f": 2 * (5**2 - 3) + 1,
        },
        "07.2": {"a": "a", "b": "b", "d": "d"},
        "07.3": {
            "biases added": 1 - 4 + 8,
            "one layer far": 1 * 3 + -4 * -1 + 8,
            "own layer too": -1 * (3 * (2 * 1 - 4) + 8),
            "last sign": (3 * 1 - 4) + 8,
            "biases multiplied": 1 * -4 * 8,
            "last bias left out": 1 * 3 * -1 + -4 * -1,
            "carried backwards": 1 + 2 * -4 + 3 * 2 * 8,
            "the slope": 2 * 3 * -1,
        },
        "07.4": {
            "weights only": 15 + 25 + 10,
            "input biased": 18 + 20 + 30 + 12 - 15,
            "one hidden layer": 20 + 12,
            "output bias left out": 20 + 30 + 10,
            "three hidden layers": 20 + 30 + 30 + 12,
            "biases of the layer before": 15 + 25 + 10 + 3 + 5 + 5,
            "one bias per layer": 15 + 25 + 10 + 3,
        },
        "07.5": {"a": "a", "c": "c", "d": "d"},
        "07.1a": {
            "backwards": run_backwards,
            "x in every box": always_x,
            "last box left out": not_the_last,
            "first box left out": not_the_first,
            "one box only": returns_at_once,
            "sum of the boxes": lambda fs, x: sum(f(x) for f in fs),
            "list of all values": all_values,
            "first box twice": lambda fs, x: run_in_a_loop(fs, fs[0](x)),
        },
        "07.2a": {
            "bias last": bias_at_the_end,
            "transposed": columns_for_rows,
            "bias left in": keeps_the_bias,
            "β before Ω": bias_first,
            "last layer first": output_first,
            "φ as a list": lambda t, s, p: [*by_slices(t, s, p)[:2], (p[1:], p[0])],
            "output missing": lambda t, s, p: by_slices(t, s, p)[:2],
            "bias last and transposed": lambda t, s, p: [(W.T, b) for W, b in bias_at_the_end(t, s, p)],
            "transposed, β before Ω": lambda t, s, p: [(b, W.T) for W, b in by_slices(t, s, p)],
        },
        "07.3a": {
            "product the wrong way": wrong_way,
            "biases added only": with_bias(adds),
            "own layer too": with_bias(own_too),
            "last bias only": with_bias(lambda layers: layers[-1][1]),
            "one layer far": with_bias(one_far),
            "product for W": matrix_overwritten,
            "no biases": with_bias(lambda layers: np.zeros(len(layers[-1][1]))),
            "b before W": lambda layers: forward_pair(layers)[::-1],
            "matrices added": lambda layers: (sum(W for W, _ in layers), forward_pair(layers)[1]),
            "product and biases": lambda layers: (wrong_way(layers)[0], adds(layers)),
            "only two layers": lambda layers: forward_pair(layers[:2]),
            "first bias left out": with_bias(without_first_bias),
        },
        "07.4a": {
            "biases forgotten": lambda n, K, D, m: of([n] + [D] * K + [m], lambda i, o: 0),
            "one layer too many": lambda n, K, D, m: of([n] + [D] * (K + 1) + [m]),
            "input taken for a layer": lambda n, K, D, m: (n + 1) * D + (K - 2) * (D + 1) * D + (D + 1) * m,
            "output bias forgotten": lambda n, K, D, m: of([n] + [D] * K + [m]) - m,
            "input biased": lambda n, K, D, m: of([n] + [D] * K + [m]) + n,
            "one hidden layer": lambda n, K, D, m: of([n, D, m]),
            "depth and width swapped": lambda n, K, D, m: of([n] + [K] * D + [m]),
            "inputs and outputs swapped": lambda n, K, D, m: of([m] + [D] * K + [n]),
            "one bias per layer": lambda n, K, D, m: of([n] + [D] * K + [m], lambda i, o: 1),
            "biases forgotten and one layer too many": lambda n, K, D, m: of([n] + [D] * (K + 1) + [m], lambda i, o: 0),
        },
        "07.5a": {
            "signs of the joints": made((1, -0.5, -2)),
            "nothing hidden": made(second=(1, 2, 1)),
            "outputs swapped": made(first=(1, 0, 1), second=(1, 2, 1)),
            "hidden from both": made(first=(1, 0, 1)),
            "wrong one hidden": made(second=(1, 2, 0)),
            "bends elsewhere": TWELVE,
            "no network": 3,
            "another activation": with_activations(sigmoid, identity),
            "activation at the output": with_activations(relu, relu),
            "both activations": with_activations(sigmoid, sigmoid),
            "other sizes": MLP(([[1.0, 1.0]], [0.0], relu), ([[1.0], [1.0]], [0.0, 0.0], identity)),
        },
    }


def test_every_sheet_question_and_nine_mistakes_at_least():
    own = [number for number in questions("07") if number[-1].isalpha()]
    assert own == ["07.1a", "07.2a", "07.3a", "07.4a", "07.5a"]
    assert sum(len(questions("07")[number].mistakes) for number in own) >= 9


@pytest.mark.parametrize(
    "number, wrong",
    [
        ("07.1a", lambda fs, x: run_in_a_loop(fs, x) + 1),
        ("07.2a", lambda t, s, p: [(2 * W, b) for W, b in by_slices(t, s, p)]),
        ("07.3a", lambda layers: (forward_pair(layers)[0], forward_pair(layers)[1] + 1)),
        ("07.4a", lambda n, K, D, m: by_pairs(n, K, D, m) + 1),
        ("07.5a", made((-1, 0.5, 3))),
    ],
)
def test_a_wrong_answer_without_a_name_gets_a_counterexample(number, wrong):
    verdict = check(number, wrong)
    assert verdict.status == "wrong" and not verdict.mistake


@pytest.mark.parametrize(
    "number, table",
    [
        (
            "07.4a",
            lambda n, K, D, m: {(1, 1, 1, 1): 4, (1, 1, 4, 2): 18, (2, 3, 4, 1): 57, (1, 5, 10, 1): 471}.get(
                (n, K, D, m), by_pairs(784, 2, 30, 10)
            ),
        )
    ],
)
def test_a_table_of_the_shown_replies_does_not_pass(number, table):
    assert check(number, table).mistake.startswith("hidden")


@pytest.mark.parametrize(
    "net, said",
    [
        (made((-1, 0.5, 3)), "y₁ bends at x = 3, where it should not"),
        (made(first=(1, 1, 0)), "y₁ should bend at x = 2, and does not"),
        (made(second=(1, 1e-8, 1)), "Both outputs bend at all three"),
        (made(second=(0, 0, 1)), "y₂ should bend at x = -1, and does not"),
        (EXTRA, "an output bends at another point too"),
        (made((-1, 0.5 + 1e-5, 2)), "y₁ bends at x = 0.50001, where it should not"),
        ("net", "not a network"),
        (MLP(([[1.0]], [0.0], relu)), "other sizes"),
        ([1, 2], "not a network"),
    ],
)
def test_a_network_that_does_not_do_is_told_where(net, said):
    verdict = check("07.5a", net)
    assert verdict.status == "wrong" and said in verdict.says, verdict.says


@pytest.mark.parametrize("seed", range(20))
def test_bends_are_those_of_rational_arithmetic(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    w, b, v = (rng.integers(-3, 4, size) for size in (n, n, (2, n)))
    net = MLP((w[:, None], b, relu), (v, [0, 0], identity))
    for i in (0, 1):
        changes = {}
        for wj, bj, vj in zip(w.tolist(), b.tolist(), v[i].tolist()):
            if wj:
                place = Fraction(-bj, wj)
                changes[place] = changes.get(place, 0) + abs(wj) * vj
        assert np.allclose(_bends(net, i), sorted(float(at) for at, change in changes.items() if change))
