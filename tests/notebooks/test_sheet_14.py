"""The questions of notebook 14 and its sheet, by what learners hand in (rows 14.1 to 14.6)."""

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, relu, tanh
from lecture_lib.course import questions
from lecture_lib.piecewise_linear import compose_networks, iterate_network, linear_interpolant
from lecture_lib.questions import q14
from tests.notebooks.sheet_contract import SheetContract

# --- 14.1a: regions ----------------------------------------------------------------------------------------------


def by_dictionary(w, b, v):
    turns = {}
    for k in range(len(w)):
        if w[k] != 0:
            place = round(float(b[k] / w[k]), 8)
            turns[place] = turns.get(place, 0.0) + float(v[k]) * abs(float(w[k]))
    return len([turn for turn in turns.values() if abs(turn) > 1e-9]) + 1


def by_slopes(w, b, v):
    """Walk from left to right, and compare the slopes between neighbouring joints."""
    knots = sorted({round(-q / p, 8) for p, q in zip(w.tolist(), b.tolist()) if p})
    if not knots:
        return 1
    middles = [knots[0] - 1, *((p + q) / 2 for p, q in zip(knots, knots[1:])), knots[-1] + 1]
    slopes = [sum(s * p for p, q, s in zip(w, b, v) if p * x + q > 0) for x in middles]
    return 1 + sum(abs(p - q) > 1e-9 for p, q in zip(slopes, slopes[1:]))


def by_arrays(w, b, v):
    live = np.nonzero(w)[0]
    if live.size == 0:
        return np.int64(1)
    at, index = np.unique(np.round(-b[live] / w[live], 6), return_inverse=True)
    return 1 + np.count_nonzero(np.abs(np.bincount(index.ravel(), weights=np.abs(w[live]) * v[live])) > 1e-8)


def places(w, b, v, heard=lambda v: True):
    return {round(-q / p, 8) for p, q, s in zip(w, b, v) if p != 0 and heard(s)}


def signed(w, b, v):
    turns = dict.fromkeys(places(w, b, v), 0.0)
    for p, q, s in zip(w, b, v):
        if p:
            turns[round(-q / p, 8)] += s * p
    return 1 + sum(turn != 0 for turn in turns.values())


def with_infinity(w, b, v):
    return len(places(w, b, v)) + bool((w == 0).any())


# --- 14.2: prices ------------------------------------------------------------------------------------------------


def price_by_layers(width, depth):
    total, reads = 0, 1
    for gives in [width] * depth + [1]:
        total += gives * reads + gives
        reads = gives
    return total


def price_by_network(width, depth):
    return MLP.random((1, *[width] * depth, 1), relu, rng=np.random.default_rng(1)).n_parameters


def buy(weights_and_biases, too_much=lambda cost, money: cost > money):
    def learner(budget, depth, n_in, n_out):
        n = 0
        while not too_much(weights_and_biases(n + 1, depth, n_in, n_out), budget):
            n += 1
        return n

    return learner


def whole(n, depth, n_in, n_out):
    sizes = [n_in] + depth * [n] + [n_out]
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(depth + 1))


def by_root(budget, depth, n_in, n_out):
    p, q, r = depth - 1, n_in + depth + n_out, n_out - budget
    n = -r / q if p == 0 else (-q + (q * q - 4 * p * r) ** 0.5) / (2 * p)
    return int(n + 1e-9)


def by_bisection(budget, depth, n_in, n_out):
    low, high = 0, budget
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if whole(middle, depth, n_in, n_out) <= budget else (low, middle)
    return low


# --- 14.3a: built networks ---------------------------------------------------------------------------------------


def tower(first, middle, last, layers=5):
    return MLP((*first, relu), *[(*middle, relu)] * (layers - 1), (*last, identity))


ONES = [[1.0], [1.0]]
HAT = (ONES, [0.0, -0.5]), ([[2.0, -4.0], [2.0, -4.0]], [0.0, -0.5]), ([[2.0, -4.0]], [0.0])
VALLEY = ([[-1.0], [1.0]], [0.5, -0.5]), ([[-2.0, -2.0], [2.0, 2.0]], [0.5, -0.5]), ([[2.0, 2.0]], [0.0])
"""|2x − 1|, which falls from 1 to 0 and rises again."""


def moved(net, by):
    """Return the network of x − by."""
    W, b, _ = net[1]
    return net.with_layer(1, b=b - by * W[:, 0])


def rescaled(net, factor):
    """Return the same function with the first layer `factor` times as large, and what reads it as much smaller."""
    return net.with_layer(1, W=factor * net[1].W, b=factor * net[1].b).with_layer(2, W=net[2].W / factor)


def shallow(n):
    return MLP((np.ones((n, 1)), -np.arange(n) / n, relu), (np.ones((1, n)), [0.0], identity))


THREES = [[1.0], [1.0], [1.0]]
UP, DOWN = [3.0, -6.0, 6.0], [-3.0, 6.0, -6.0]
ZIGZAG = (THREES, [0.0, -1 / 3, -2 / 3]), ([UP] * 3, [0.0, -1 / 3, -2 / 3]), ([UP], [0.0])
ZAGZIG = (THREES, [0.0, -1 / 3, -2 / 3]), ([DOWN] * 3, [1.0, 2 / 3, 1 / 3]), ([DOWN], [1.0])
"""Down, up and down: it folds [0, 1] onto itself as well."""


def idle():
    """Return a network whose layers fold, but the output reads nothing."""
    return tower(*ZIGZAG, layers=3).with_layer(4, W=[[0.0, 0.0, 0.0]])


def unequal(low, high):
    """Return three zigzags of unequal pieces, put behind each other."""
    return iterate_network(linear_interpolant([0, low, high, 1], [0, 1, 0, 1]), 3)


def scaled_hats():
    """Return five hats on an interval that holds 27 of their 32 pieces."""
    net = tower(*HAT)
    return net.with_layer(1, W=net[1].W * 27 / 32)


RIGHT = {
    "14.1": [2, [2], np.array(2.0)],
    "14.2": [125, 5**3, [125]],
    "14.3": [63, 2**6 - 1, np.int64(63)],
    "14.4": ["c"],
    "14.5": ["b"],
    "14.6": ["d"],
    "14.1a": [by_dictionary, by_slopes, by_arrays],
    "14.2a": [price_by_layers, price_by_network, lambda n, K: 3 * n + 1 + (K - 1) * (n * n + n)],
    "14.2b": [buy(whole), by_root, by_bisection],
    "14.2c": [[256, 4096], (256, 16**3), np.array([256.0, 4096.0])],
    "14.3a": [
        tower(*ZIGZAG, layers=3),
        tower(*ZAGZIG, layers=3),
        unequal(0.2, 0.9),
        unequal(1 / 64, 1 / 2),
        rescaled(tower(*ZIGZAG, layers=3), 3.0),
        scaled_hats(),
        tuple(tower(*ZIGZAG, layers=3)),  # its layers
    ],
}
STUBS = {
    "14.1": [...],
    "14.2": [...],
    "14.3": [...],
    "14.4": [None],
    "14.5": [None],
    "14.6": [None],
    "14.1a": [lambda w, b, v: ...],
    "14.2a": [lambda width, depth: ...],
    "14.2b": [lambda budget, depth, n_in, n_out: ...],
    "14.2c": [[..., ...], ...],
    "14.3a": [..., None],
}
MISTAKES = {
    "14.1": {"units plus one": 4, "joints plus one": 3, "bends": 1},
    "14.2": {
        "n to the K": 4**3,
        "sum": 4 + 4 + 4 + 1,
        "pieces times layers": 5 * 3,
        "bends": 124,
        "base and exponent exchanged": 4**5,
        "exponent of the layers": 3**4,
        "width and depth exchanged": 4**4,
        "one layer only": 5,
        "parameters": 3 * 4 + 1 + 2 * 4 * 5,
    },
    "14.3": {"pieces": 64, "deep": 12, "folds": 6, "half": 32, "tops and valleys": 31},
    "14.4": {key: key for key in "abd"},
    "14.5": {key: key for key in "acd"},
    "14.6": {key: key for key in "abc"},
    "14.1a": {
        "units plus one": lambda w, b, v: w.size + 1,
        "bends": lambda w, b, v: by_slopes(w, b, v) - 1,
        "joints": lambda w, b, v: len(places(w, b, v)),
        "joints plus one": lambda w, b, v: 1 + len(places(w, b, v)),
        "duplicates": lambda w, b, v: 1 + sum(p != 0 and s != 0 for p, s in zip(w, v)),
        "cancelling missed": lambda w, b, v: 1 + len(places(w, b, v, heard=lambda s: s != 0)),
        "joint at infinity": lambda w, b, v: 1 + with_infinity(w, b, v),
        "sign of the weight": signed,
        "weight left out": lambda w, b, v: signed(np.sign(w), b / np.where(w, abs(w), 1), v * np.sign(w)),
        "bends of single units": lambda w, b, v: len(places(w, b, v, heard=lambda s: s != 0)),
    },
    "14.2a": {
        "biases forgotten": lambda n, K: n + (K - 1) * n**2 + n,
        "output bias forgotten": lambda n, K: price_by_layers(n, K) - 1,
        "all layers square": lambda n, K: K * (n * n + n) + n + 1,
        "one layer too many": lambda n, K: price_by_layers(n, K + 1),
        "hidden biases only between": lambda n, K: price_by_layers(n, K) - n,
        "input biased": lambda n, K: price_by_layers(n, K) + 1,
        "width and depth exchanged": lambda n, K: price_by_layers(K, n),
        "one layer too few": lambda n, K: price_by_layers(n, K) - n * n - n,
        "one square layer": lambda n, K: price_by_layers(n, min(K, 2)),
        "square layers without biases": lambda n, K: price_by_layers(n, K) - (K - 1) * n,
    },
    "14.2b": {
        "one too wide": lambda *given: by_bisection(*given) + 1,
        "budget not spent": buy(whole, lambda cost, money: cost >= money),
        "biases forgotten": buy(lambda n, K, m, k: m * n + (K - 1) * n * n + n * k),
        "output forgotten": buy(lambda n, K, m, k: whole(n, K, m, k) - k * (n + 1)),
        "one layer too many": buy(lambda n, K, m, k: whole(n, K + 1, m, k)),
        "first layer square": buy(lambda n, K, m, k: whole(n, K, n, k)),
        "inputs and outputs exchanged": buy(lambda n, K, m, k: whole(n, K, k, m)),
        "one input, one output": buy(lambda n, K, m, k: whole(n, K, 1, 1)),
    },
    "14.2c": {
        "n for the sum": [256, 125],
        "sum of layers": [256, 48],
        "line for plane": [256, 216],
        "exponent K": [2**6 * 16, 4096],
        "inputs left out": [2**2 * 16, 4096],
        "not rounded down": [2.5**4 * 16, 4096],
        "rounded up": [3**4 * 16, 4096],
        "nothing chosen": [16 * 15, 3375],
        "order exchanged": [4096, 256],
        "line for plane twice": [16 * 6, 6**3],
        "folds only": [2**4, 4096],
    },
    "14.3a": {
        "shallow": shallow(26),
        "too expensive": tower(*ZIGZAG, layers=4),
        "outside": moved(tower(*ZIGZAG, layers=3), 2.0),
        "hats": tower(*HAT),
        "joints without bends": idle(),
        "one fold short": tower(*ZIGZAG, layers=2),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "14", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("14.1", 7),
        ("14.2", 126),
        ("14.3", 100),
        ("14.1a", lambda w, b, v: 0),
        ("14.2a", lambda n, K: n * K),
        ("14.2b", lambda *given: 5),
        ("14.2c", [1, 2]),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake in ("", "constant")
    assert "It should be" in verdict.says or number == "14.2c"


@pytest.mark.parametrize(
    "answer, says",
    [
        (5, "Give an `MLP`"),
        ("a network", "Give an `MLP`"),
        (MLP(([[1.0, 1.0]], [0.0], identity)), "Your network has the sizes (2, 1)"),
        (MLP((ONES, [0.0, 0.0], tanh), ([[1.0, 1.0]], [0.0], identity)), "has a layer with tanh"),
        (compose_networks(tower(*ZIGZAG, layers=2), tower(*HAT, layers=1)), "18 linear regions between 0 and 1"),
    ],
    ids=range(5),
)
def test_what_is_not_yet_the_network_is_told(answer, says):
    verdict = check("14.3a", answer)
    assert verdict.status == "wrong" and says in verdict.says


def test_a_network_that_is_too_expensive_is_not_counted(monkeypatch):
    monkeypatch.setattr(q14, "n_function_breakpoints", lambda *given: pytest.fail("counted"))
    assert check("14.3a", tower(*HAT, layers=22)).mistake == "too expensive"


@pytest.mark.parametrize("number", ["14.1a", "14.2a", "14.2b"])
def test_a_table_of_replies_does_not_pass(number):
    question = questions("14")[number]
    shown = {str(case): question.truth(*case) for case in question.cases}
    assert check(number, lambda *case: shown.get(str(case), 0)).mistake.startswith("hidden")
