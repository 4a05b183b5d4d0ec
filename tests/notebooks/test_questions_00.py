"""Notebook 00's questions: right answers in any style pass, each known mistake is named (rows 00.1 to 00.4)."""

import numpy as np

from lecture_lib import MLP, InputError, check, relu
from tests.notebooks.sheet_contract import SheetContract


class Neuron:
    def __call__(self, x, w, b):
        return sum([x * w, b])


def by_list(x, w, b):
    return [x * w + b]


RIGHT = {
    "00.1": ["b"],
    "00.2": ["c"],
    "00.3": ["b"],
    "00.4": ["a"],
    "00.1a": [
        lambda x, w, b: b + x * w,
        lambda x, w, b: np.dot([x, 1], [w, b]),
        lambda x, w, b: np.float32(w * x + b),
        lambda x, w, b: np.matrix([[w * x + b]]),
        by_list,
        Neuron(),
    ],
}
STUBS = {"00.1": [None], "00.2": [None], "00.3": [None], "00.4": [None], "00.1a": [lambda x, w, b: ...]}
MISTAKES = {
    "00.1": {letter: letter for letter in "ac"},
    "00.2": {letter: letter for letter in "ab"},
    "00.3": {letter: letter for letter in "ac"},
    "00.4": {letter: letter for letter in "bc"},
    "00.1a": {
        "bias forgotten": lambda x, w, b: x * w,
        "bias weighted": lambda x, w, b: w * x + w * b,
        "sum for product": lambda x, w, b: sum([x, w, b]),
        "bias subtracted": lambda x, w, b: x * w - b,
        "weight and bias exchanged": lambda x, b, w: w * x + b,
        "product of all three": lambda x, w, b: np.prod([x, w, b]),
        "weight on the bias": lambda x, w, b: b * w + x,
    },
}


class TestQuestions(SheetContract):
    lecture, right, stubs, mistakes = "00", RIGHT, STUBS, MISTAKES


def test_a_table_of_replies_does_not_pass():
    table = {0.0: 2.0, 1.0: 5.0, -2.0: 0.0, 3.0: -7.0}
    assert check("00.1a", lambda x, w, b: table.get(x, 0.0)).mistake.startswith("hidden: ")


def test_lecture_a_s_letters_read_as_b_s_do_not_fit():
    """The slide check of 00.4, tried."""
    net = MLP(([[1, 2], [-1, 1]], [0, -1], relu), ([[1, -2]], [0.5], relu))
    (W, c, _), (w, b, _) = net[1], net[2]
    try:
        MLP((W.T, b, relu), (w, c, relu))
    except InputError as problem:
        assert "2 units, but b has 1" in str(problem)
    else:
        raise AssertionError("the numbers fit")
