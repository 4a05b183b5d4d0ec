"""Sheet 09 and the checkpoints of notebook 09: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import cmath
import math

import numpy as np
import pytest

from lecture_lib import check
from tests.notebooks.sheet_contract import SheetContract


def sig(z):
    return 1 / (1 + np.exp(-z))


# --- 09.1a: both derivatives ---------------------------------------------------------------------------------------


def gradient_structured(w, x, b, t):
    y = sig(w * x + b)
    return (y - t) * y * (1 - y) * x, (y - t) * y * (1 - y)


def gradient_long(w, x, b, t):
    return [
        (sig(w * x + b) - t) * np.exp(-w * x - b) / (1 + np.exp(-w * x - b)) ** 2 * x,
        (sig(w * x + b) - t) * np.exp(-w * x - b) / (1 + np.exp(-w * x - b)) ** 2,
    ]


def gradient_by_complex_step(w, x, b, t):
    def loss(w, b):
        return (1 / (1 + cmath.exp(-(w * x + b))) - t) ** 2 / 2

    return np.array([loss(w + 1e-30j, b).imag, loss(w, b + 1e-30j).imag]) * 1e30


def off(change):
    """Return the structured way with one thing changed: change(x, w, z, y, t) gives the pair."""

    def answer(w, x, b, t):
        z = w * x + b
        return change(x, w, z, sig(z), t)

    return answer


# --- 09.2a, 09.2b: edges ----------------------------------------------------------------------------------------------

LOSS = [("w", "p"), ("x", "p"), ("p", "z"), ("b", "z"), ("z", "y"), ("y", "e"), ("t", "e"), ("e", "s"), ("s", "L")]
PRICE = [
    ("w", "z"),
    ("x", "z"),
    ("b", "z"),
    ("z", "y"),
    ("y", "L"),
    ("t", "L"),
    ("w", "R"),
    ("L", "Lreg"),
    ("R", "Lreg"),
    ("lam", "Lreg"),
]


def but(edges, *gone, new=()):
    return [edge for edge in edges if edge not in gone] + list(new)


def turned(edges):
    return [(b, a) for a, b in edges]


# --- 09.3, 09.3a: reading a graph ------------------------------------------------------------------------------------


def read_a(w, x, y):
    total = y + x * w
    return total * math.tanh(total) - w


def read_b(w, x, y):
    return -w - (w * x + y) * (1 - np.exp(2 * (w * x + y))) / (1 + np.exp(2 * (w * x + y)))


# --- 09.4a: two paths ------------------------------------------------------------------------------------------------


def slope_by_hand(x):
    e = math.exp(x**2 * math.cos(x))
    return -(x**2) * e * math.sin(x) + 2 * x + 2 * x * math.cos(x) * e


def slope_in_numpy(x):
    h1, h2 = np.cos(x), x * x
    return float(np.dot([h2 * np.exp(h1 * h2), 1 + h1 * np.exp(h1 * h2)], [-np.sin(x), 2 * x]))


def slope_by_complex_step(x):
    x = x + 1e-30j
    return (x**2 + cmath.exp(cmath.cos(x) * x**2)).imag * 1e30


def E(x):
    return math.exp(math.cos(x) * x * x)


# --- 09.5a: counting -------------------------------------------------------------------------------------------------


def count_by_loops(edges, inputs, outputs):
    forward = backward = 0
    for _ in edges:
        for _ in inputs:
            forward += 1
        for _ in outputs:
            backward += 1
    return [forward, backward]


PI = math.pi
RIGHT = {
    "09.1": [-0.375, -3 / 8, np.array([-0.375])],
    "09.2": ["b"],
    "09.5": ["b"],
    "09.3": ["σ(x)*y - x", "s = sigmoid(x); -x + s*y", lambda x, y: y / (1 + math.exp(-x)) - x],
    "09.4": [PI - PI**2 / 4, slope_by_hand(PI / 2), 0.674191],
    "09.1a": [gradient_structured, gradient_long, gradient_by_complex_step],
    "09.2a": [LOSS, LOSS[::-1], {(a, b) for a, b in LOSS}, [list(edge) for edge in LOSS], np.array(LOSS)],
    "09.2b": [PRICE, tuple(PRICE[::-1]), but(PRICE, ("lam", "Lreg"), new=[("λ", "Lreg")]), [[a, b] for a, b in PRICE]],
    "09.3a": ["s = w*x + y; tanh(s)*s - w", "(y + x*w)*tanh(x*w + y) - w", read_a, read_b],
    "09.4a": [slope_by_hand, slope_in_numpy, slope_by_complex_step],
    "09.5a": [
        count_by_loops,
        lambda e, i, o: (len(e) * len(i), len(e) * len(o)),
        lambda e, i, o: np.array([len(i), len(o)]) * len(e),
    ],
}

STUBS = {
    "09.1": [...],
    "09.2": [None],
    "09.3": [..., lambda x, y: ...],
    "09.4": [...],
    "09.5": [None],
    "09.1a": [lambda w, x, b, t: ..., lambda w, x, b, t: (..., ...)],
    "09.2a": [[...], [("w", "p"), ...]],
    "09.2b": [[...]],
    "09.3a": [..., lambda w, x, y: ...],
    "09.4a": [lambda x: None],
    "09.5a": [lambda edges, inputs, outputs: ...],
}

INDIRECT = [("w", "y"), ("w", "L")]
MISTAKES = {
    "09.1": {
        "σ′ forgotten": -0.5 * 3,
        "x forgotten": -0.5 / 4,
        "sign": 0.5 / 4 * 3,
        "w for x": -0.5 / 4 * 2,
        "σ′ at y": -0.5 * sig(0.5) * sig(-0.5) * 3,
        "σ for σ′": -0.5 * 0.5 * 3,
        "½ kept": -0.375 / 2,
    },
    "09.2": {letter: letter for letter in "acd"},
    "09.5": {letter: letter for letter in "acd"},
    "09.3": {
        "difference turned": "x - y*σ(x)",
        "σ forgotten": lambda x, y: x * y - x,
        "σ over the product": "sigmoid(y*x) - x",
        "σ everywhere": lambda x, y: sig(x) * (y - 1),
        "y subtracted": "y*(σ(x) - 1)",
    },
    "09.4": {
        "path over h₁ only": -(PI**2) / 4,
        "path over h₂ only": PI,
        "paths multiplied": -(PI**3) / 4,
        "inner derivatives forgotten": PI**2 / 4 + 1,
        "sign of the sine": PI + PI**2 / 4,
    },
    "09.1a": {
        "σ′ forgotten": off(lambda x, w, z, y, t: ((y - t) * x, y - t)),
        "x forgotten": off(lambda x, w, z, y, t: [(y - t) * y * (1 - y)] * 2),
        "w for x": off(lambda x, w, z, y, t: ((y - t) * y * (1 - y) * w, (y - t) * y * (1 - y))),
        "x in both": off(lambda x, w, z, y, t: [(y - t) * y * (1 - y) * x] * 2),
        "sign": off(lambda x, w, z, y, t: ((t - y) * y * (1 - y) * x, (t - y) * y * (1 - y))),
        "½ kept": off(lambda x, w, z, y, t: ((y - t) * y * (1 - y) * x / 2, (y - t) * y * (1 - y) / 2)),
        "2 kept": off(lambda x, w, z, y, t: (2 * (y - t) * y * (1 - y) * x, 2 * (y - t) * y * (1 - y))),
        "σ′ at y": off(lambda x, w, z, y, t: ((y - t) * sig(y) * sig(-y) * x, (y - t) * sig(y) * sig(-y))),
        "σ for σ′": off(lambda x, w, z, y, t: ((y - t) * y * x, (y - t) * y)),
        "order": lambda *case: gradient_structured(*case)[::-1],
    },
    "09.2a": {
        "operations forgotten": but(PRICE[:6]),
        "target forgotten": but(LOSS, ("t", "e")),
        "bias in the product": but(LOSS, ("b", "z"), new=[("b", "p")]),
        "inputs forgotten": [e for e in LOSS if e[0] not in "wxbt"],
        "arrows turned": turned(LOSS),
        "indirect edges": LOSS + INDIRECT,
    },
    "09.2b": {
        "second path of w forgotten": but(PRICE, ("w", "R")),
        "R without a reader": but(PRICE, ("R", "Lreg")),
        "λ forgotten": but(PRICE, ("lam", "Lreg")),
        "λ into R": but(PRICE, ("lam", "Lreg"), new=[("lam", "R")]),
        "R into L": but(PRICE, ("R", "Lreg"), new=[("R", "L")]),
        "arrows turned": but(PRICE, ("w", "R"), new=[("R", "w")]),
        "indirect edges": PRICE + INDIRECT,
    },
    "09.3a": {
        "shared node read once": lambda w, x, y: math.tanh(w * x + y) - w,
        "tanh forgotten": "s = w*x + y; s*s - w",
        "tanh over the product": "s = w*x + y; tanh(s*s) - w",
        "added for multiplied": "s = w*x + y; tanh(s) + s - w",
        "difference turned": lambda w, x, y: -read_a(w, x, y),
        "last edge forgotten": lambda w, x, y: read_a(w, x, y) + w,
        "x subtracted": "s = w*x + y; tanh(s)*s - x",
        "y in the product": "s = w*(x + y); s*tanh(s) - w",
    },
    "09.4a": {
        "path over h₁ only": lambda x: -E(x) * x * x * math.sin(x),
        "path over h₂ only": lambda x: 2 * x + 2 * x * math.cos(x) * E(x),
        "paths multiplied": lambda x: -E(x) * x * x * math.sin(x) * (2 * x + 2 * x * math.cos(x) * E(x)),
        "inner derivatives forgotten": lambda x: 1 + E(x) * (math.cos(x) + x * x),
        "exponent's derivative forgotten": lambda x: -E(x) * math.sin(x) + 2 * x + 2 * x * E(x),
        "plain h₂ forgotten": lambda x: slope_by_hand(x) - 2 * x,
        "plain h₂ only": lambda x: 2 * x - E(x) * x * x * math.sin(x),
        "sign of the sine": lambda x: slope_by_hand(x) + 2 * E(x) * x * x * math.sin(x),
    },
    "09.5a": {
        "modes swapped": lambda e, i, o: count_by_loops(e, o, i),
        "one walk each": lambda e, i, o: [len(e)] * 2,
        "nodes counted": lambda e, i, o: (len(i) * len({*sum(e, ())}), len(o) * len({*sum(e, ())})),
        "added": lambda e, i, o: (len(e) + len(i), len(e) + len(o)),
        "every pair": lambda e, i, o: [len(e) * len(i) * len(o)] * 2,
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "09", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("09.1", 7.0),
        ("09.4", 0.0),
        ("09.3", "x*y"),
        ("09.3", lambda x, y: 0.0),
        ("09.1a", lambda w, x, b, t: (w, b)),
        ("09.1a", lambda w, x, b, t: 3.0),
        ("09.2a", LOSS[:3]),
        ("09.2a", [("a", "b")]),
        ("09.2a", "w to p"),
        ("09.2a", 9),
        ("09.2b", LOSS),
        ("09.3a", "w*x*y"),
        ("09.4a", lambda x: 2 * x),
        ("09.5a", lambda e, i, o: (1, 1)),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (verdict.status, verdict.mistake) == ("wrong", "") and "Wanted: " in verdict.says


@pytest.mark.parametrize(
    "formula, says",
    [
        ("w x", "an operator is missing"),
        ("w*q", "a value for q is wanted"),
        ("tanh(w", "a closing bracket is missing"),
        ("log(-1 - w*w)", "log needs a number above 0"),
        ("__import__('os')", "character 1"),
    ],
)
def test_a_formula_that_cannot_be_read_is_answered_with_what_is_wrong(formula, says):
    verdict = check("09.3a", formula)
    assert verdict.status == "wrong" and says in verdict.says


def test_a_function_that_is_right_on_the_cases_shown_only_is_not_right():
    table = {
        (1.0, 2.0, 0.0): read_a(1, 2, 0),
        (2.0, 1.0, -0.5): read_a(2, 1, -0.5),
        (-0.5, 1.0, 2.0): read_a(-0.5, 1, 2),
        (1.5, -1.0, 0.5): read_a(1.5, -1, 0.5),
    }
    assert check("09.3a", lambda w, x, y: table.get((w, x, y), 0.0)).mistake == "hidden: other inputs"


@pytest.mark.parametrize("number", ["09.2a", "09.2b"])
def test_edges_may_not_come_with_others(number):
    right = LOSS if number == "09.2a" else PRICE
    assert check(number, right).right and not check(number, [*right, ("w", "w")]).right
