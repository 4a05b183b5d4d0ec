"""Sheet 04 and the checkpoints of notebook 04: right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own
mistaken answers.
"""

import math
from fractions import Fraction

import numpy as np
import pytest

from lecture_lib import MLP, Perceptron, check, forward, hint, identity, relu, sigmoid, sign, step, tanh
from lecture_lib.course import questions
from lecture_lib.labs.xor import xor_planes
from lecture_lib.threshold import XOR_RELU_NET, XOR_SIGN_NET, XOR_STEP_NET

# --- 04.2a: the hidden points -------------------------------------------------------------------------------


def sgn(v):
    return 1 if v > 0 else -1


POINTS = [(0.2, -0.5), (0.4, 0.4), (-1, 2), (1.2, 0.5)]
HIDDEN = [[sgn(p + q - 0.5), sgn(p + q - 1.5)] for p, q in POINTS]


# --- 04.3a: the ReLU network --------------------------------------------------------------------------------


def plus(v):
    return v if v > 0 else 0


def relu_scalar(x):
    s = float(x[0]) + float(x[1])
    return plus(plus(s) - 2 * plus(s - 1) - 0.5)


def relu_loop(X):
    """A pair of lists, row by row."""
    h = [[plus(p + q), plus(p + q - 1)] for p, q in X]
    return h, [relu_scalar(x) for x in X]


def relu_by_layers(X):
    trace = forward(MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [-0.5], relu)), X)
    return trace.a[1], trace.a[2][:, 0]


def relu_columns(X):
    s = X.sum(axis=1)
    h = np.stack([s * (s > 0), (s - 1) * (s > 1)], axis=1)
    return h, np.clip(h[:, 0] - 2 * h[:, 1] - 0.5, 0, None)


def relu_float32(X):
    return tuple(np.asarray(part, np.float32) for part in relu_columns(X))


def mistaken_relu(c1=0, c2=-1, w1=1, w2=-2, b=-0.5, hidden=plus, out=plus, after=0.0, second=1):
    def network(X):
        h = [[hidden(p + second * q + c1), hidden(p + second * q + c2)] for p, q in X.tolist()]
        return np.array(h), np.array([out(w1 * j + w2 * k + b) + after for j, k in h])

    return network


def same(v):
    return v


# --- 04.4a: any hidden layer --------------------------------------------------------------------------------


def images_loop(W, c, g, X):
    rows = []
    for x in X:
        z = np.array([sum(w * v for w, v in zip(W[j], x)) + c[j] for j in range(len(c))])
        rows.append(g(z))
    return np.array(rows)


def images_columns(W, c, g, X):
    return g(W @ X.T + c[:, None]).T


def images_einsum(W, c, g, X):
    return [list(row) for row in g(np.einsum("ni,ji->nj", X, W) + c)]


# --- 04.4b: XNOR --------------------------------------------------------------------------------------------


def net(W, c, g, w, b, g_out=identity):
    return MLP((W, c, g), ([w], [b], g_out))


XNOR = {
    "relu": net([[1, 1], [1, 1]], [0, -1], relu, [-1, 2], 0.5),
    "both corners": net([[1, 1], [-1, -1]], [-1.5, 0.5], sign, [1, 1], 0.5, sign),
    "steps": net([[1, 1], [-1, -1]], [-1.5, 0.5], step, [1, 1], -0.5, step),
    "sigmoids": net([[20, 20], [-20, -20]], [-30, 10], sigmoid, [20, 20], -10, sigmoid),
    "tanh": net([[5, 5], [5, 5]], [-2.5, -7.5], tanh, [-1, 1], 1, tanh),
    "values 1 and 0": net([[1, -1], [-1, 1]], [0, 0], relu, [-1, -1], 1),
    "values 0.9 and 0.1": net([[1, -1], [-1, 1]], [0, 0], relu, [-0.8, -0.8], 0.9),
}


def gate(w1, w2, b):
    """One gate in the first hidden unit, passed on; the second does nothing."""
    return net([[w1, w2], [0, 0]], [b, 0], sign, [1, 0], 0)


# --- 04.5a: polar features ----------------------------------------------------------------------------------


def polar_loop(X, centre):
    around = [(p - centre[0], q - centre[1]) for p, q in X]
    return [[math.sqrt(p * p + q * q), math.atan2(q, p)] for p, q in around]


def polar_complex(X, centre):
    z = X @ [1, 1j] - (centre[0] + 1j * centre[1])
    return np.stack([abs(z), np.angle(z)], axis=1)


def polar_positive(X, centre):
    """Angles from 0 to 2π."""
    return np.array([[math.dist(centre, x), math.atan2(*(x - centre)[::-1]) % (2 * math.pi)] for x in X])


def mistaken_polar(radius=math.hypot, angle=lambda p, q: math.atan2(q, p), times=1):
    def features(X, centre):
        return np.array([[radius(p, q), angle(p, q)] for p, q in (X - times * centre).tolist()])

    return features


def polar_twice(X, centre):
    """The distance from the centre, the angle about the origin."""
    return np.array([[math.dist(x, centre), math.atan2(x[1], x[0])] for x in X])


def angle_of_quotient(p, q):
    return math.atan(q / p) if p else math.copysign(math.pi / 2, q)


# --- 04.4: a network of one's own ---------------------------------------------------------------------------


class Shown:
    """As a widget's state: it holds a network."""

    net = net([[1, -1], [-1, 1]], [-0.5, -0.5], step, [1, 1], -0.5, step)


SWAPPED = net([[3, 3], [2, 2]], [-3, 0], relu, [-2 / 3, 0.5], -0.5)  # A's, swapped and rescaled

RIGHT = {
    "04.1": ["c"],
    "04.5": ["b"],
    "04.6": ["b"],
    "04.7": ["b"],
    "04.2": [2.5, np.array([2.5]), 5 / 2, Fraction(5, 2)],
    "04.3": [0.25, relu_scalar((0.5, 0.75)), Fraction(1, 4)],
    "04.4": [
        net([[-1, -1], [1, 1]], [1.5, -0.5], step, [1, 1], -1.5, step),  # OR AND NAND
        net([[-1, -1], [1, 1]], [0.5, -1.5], step, [-1, -1], 0.5, step),  # NOT (NOR OR AND)
        net([[1, 1], [-1, -1], [1, 0]], [-0.5, 1.5, 0], step, [1, 1, 0], -1.5, step),  # a unit more than needed
        (([[1, -1], [-1, 1]], [0, 0], relu), ([[1, 1]], [-0.5], relu)),
        xor_planes(W=((1, -1), (-1, 1)), c=(0, 0)),
        xor_planes(W=((1, -1), (-1, 1)), c=(0, 0)).state,
        Shown.net,
        Shown(),
        net([[1, -1], [-1, 1]], [0, 0], relu, [1, 1], -0.5),
        net([[9, 9], [9, 9]], [-4, -14], sigmoid, [9, -9], -4, sigmoid),
        net([[1, -1], [-1, 1]], [0, 0], relu, [0.8, 0.8], 0.1),
    ],
    "04.2a": [HIDDEN, np.array(HIDDEN), tuple(map(tuple, HIDDEN)), np.array(HIDDEN, dtype=float)],
    "04.3a": [relu_loop, relu_by_layers, relu_columns, relu_float32],
    "04.4a": [images_loop, images_columns, images_einsum, lambda *case: np.matrix(images_loop(*case))],
    "04.4b": list(XNOR.values()),
    "04.5a": [polar_loop, polar_complex, polar_positive],
    "04.6a": [[6, 29, 71], np.array([[6], [29], [71]]), (6.0, 29.0, 71.0)],
}

STUBS = {
    "04.1": None,
    "04.5": None,
    "04.6": None,
    "04.7": None,
    "04.2": ...,
    "04.3": ...,
    "04.4": ...,
    "04.2a": [[..., ...]] * 4,
    "04.3a": lambda X: ...,
    "04.4a": lambda W, c, g, X: ...,
    "04.4b": ...,
    "04.5a": lambda X, centre: ...,
    "04.6a": [..., ..., ...],
}

WRONG = {
    "04.1": {"a": "a", "b": "b", "d": "d"},
    "04.5": {"a": "a", "c": "c"},
    "04.6": {"a": "a", "c": "c"},
    "04.7": {"a": "a", "c": "c", "d": "d"},
    "04.2": {
        "steps for signs": 3 * 1 + -2 * 0 - 2.5,
        "bias forgotten": 3 + 2,
        "bias subtracted": 3 + 2 + 2.5,
        "activated": sgn(2.5),
        "sign of the weight": 3 - 2 - 2.5,
        "lecture A's numbers": 1 + 1 - 0.5,
        "hidden sums": 3 * 0.5 - 2 * -0.5 - 2.5,
    },
    "04.3": {
        "offset forgotten": 1.25 - 2 * 0.25,
        "hidden bias forgotten": plus(1.25 - 2.5 - 0.5),
        "no ReLU, no hidden bias": 1.25 - 2.5 + -0.5,
        "halved weight": 1.25 - 0.25 - 0.5,
        "1.25": 1.25 - 0.5 + 0.5,
        "weights not used": 1.25 + 0.25 - 0.5,
    },
    "04.4": {
        "not a network": [1, 2],
        "linear hidden layer": net([[1, 1], [1, 1]], [0, -1], identity, [1, -2], -0.5),
        "XNOR": net([[1, 1], [1, 1]], [0, -1], relu, [-1, 2], 0.5),
        "all sums equal": net([[1, 1], [-1, -1]], [0, 0], relu, [0, 0], 1),
        "hidden plane": net([[1, 1], [0, 0]], [-0.5, 0], sign, [1, 0], 0),
        "wrong at (0,0)": net([[1, -1], [-1, 1]], [0, 0], relu, [1, 1], 0.7),
        "wrong at (0,1)": net([[1, -1], [-1, 1]], [0, 0], relu, [1, 0], -0.5),
        "wrong at (1,0)": net([[1, -1], [-1, 1]], [0, 0], relu, [0, 1], -0.5),
        "wrong at (1,1)": net([[1, 1], [1, 1]], [0, -1], relu, [1, 1], -0.5),
        "copy": SWAPPED,
    },
    "04.2a": {
        "steps for signs": [[0, 0], [1, 0], [1, 0], [1, 1]],
        "thresholds added": [[sgn(p + q + 0.5), sgn(p + q + 1.5)] for p, q in POINTS],
        "thresholds forgotten": [[sgn(p + q), sgn(p + q)] for p, q in POINTS],
        "units swapped": [[k, j] for j, k in HIDDEN],
        "not activated": [[p + q - 0.5, p + q - 1.5] for p, q in POINTS],
        "transposed": [list(column) for column in zip(*HIDDEN)],
        "ReLU for signs": [[plus(p + q - 0.5), plus(p + q - 1.5)] for p, q in POINTS],
        "all reversed": [[-j, -k] for j, k in HIDDEN],
        "outputs": [sgn(j - k - 0.5) for j, k in HIDDEN],
        "one column": [j for j, _ in HIDDEN],
        "x₁ only": [[sgn(p - 0.5), sgn(p - 1.5)] for p, q in POINTS],
    },
    "04.3a": {
        "offset forgotten": mistaken_relu(b=0),
        "offset added": mistaken_relu(b=0.5),
        "output ReLU forgotten": mistaken_relu(out=same),
        "hidden ReLU forgotten": mistaken_relu(hidden=same),
        "both ReLUs forgotten": mistaken_relu(hidden=same, out=same),
        "hidden bias forgotten": mistaken_relu(c2=0),
        "hidden bias added": mistaken_relu(c2=1),
        "hidden bias on both": mistaken_relu(c1=-1),
        "output weights swapped": mistaken_relu(w1=-2, w2=1),
        "output weight positive": mistaken_relu(w2=2),
        "offset outside": mistaken_relu(b=0, after=-0.5),
        "first input only": mistaken_relu(second=0),
        "h for each unit in a row": lambda X: (np.transpose(relu_loop(X)[0]), relu_loop(X)[1]),
        "only y": lambda X: relu_loop(X)[1],
        "only h": lambda X: relu_loop(X)[0],
        "classes for outputs": lambda X: (relu_loop(X)[0], np.sign(relu_loop(X)[1])),
        "output weight −1": mistaken_relu(w2=-1),
        "sign network's thresholds": mistaken_relu(c1=-0.5, c2=-1.5),
        "signs for ReLU": lambda X: (np.sign(mistaken_relu(hidden=same)(X)[0]), relu_loop(X)[1]),
        "ReLU of the inputs": lambda X: (np.maximum(X, 0) @ [[1, 1], [1, 1]] + [0, -1], relu_loop(X)[1]),
        "one point at a time": lambda x: max(0, max(0, x[0] + x[1]) - 2 * max(0, x[0] + x[1] - 1) - 0.5),
        "y first": lambda X: relu_loop(X)[::-1],
    },
    "04.4a": {
        "bias forgotten": lambda W, c, g, X: images_loop(W, 0 * c, g, X),
        "bias subtracted": lambda W, c, g, X: images_loop(W, -c, g, X),
        "activation forgotten": lambda W, c, g, X: images_loop(W, c, same, X),
        "bias outside": lambda W, c, g, X: images_loop(W, 0 * c, g, X) + c,
        "W not transposed": lambda W, c, g, X: g(X @ W + c),
        "table transposed": lambda W, c, g, X: images_loop(W, c, g, X).T,
        "bias as a column": lambda W, c, g, X: g(X @ W.T + c.reshape(-1, 1)),
        "bias forgotten, activation forgotten": lambda W, c, g, X: images_loop(W, 0 * c, same, X),
        "bias added to the points": lambda W, c, g, X: g((X + c) @ W.T),
        "own activation": lambda W, c, g, X: np.clip(images_loop(W, c, same, X), 0, None),
        "W first": lambda W, c, g, X: g(W @ X + c),
        "activation of the points": lambda W, c, g, X: images_loop(W, c, same, g(X)),
    },
    "04.4b": {
        "linear hidden layer": net([[1, 1], [1, 1]], [0, -1], identity, [-1, 2], 0.5),
        "not a network": MLP(([[1, 1]], [0], relu)),
        "all sums equal": net([[1, 1], [1, 1]], [0, 0], sigmoid, [1, -1], -0.5),
        "hidden plane": net([[1, 1], [1, 1]], [-0.5, -0.5], sign, [1, 0.5], 0.6).with_layer(1, W=[[1, 0], [0, 0]]),
        "output unit": net([[1, -1], [-1, 1]], [0, 0], relu, [1, 0], -0.5),
        "XOR": net([[1, 1], [1, 1]], [0, -1], relu, [1, -2], -0.5),
        "AND": gate(1, 1, -1.5),
        "NOR": gate(-1, -1, 0.5),
        "OR": gate(1, 1, -0.5),
        "NAND": gate(-1, -1, 1.5),
        "FALSE": net([[1, 1], [1, 1]], [0, -1], relu, [-1, 2], -0.5),
        "TRUE": net([[1, 1], [1, 1]], [0, -1], relu, [-1, 2], 2.5),
    },
    "04.5a": {
        "degrees": mistaken_polar(angle=lambda p, q: math.degrees(math.atan2(q, p))),
        "radius squared": mistaken_polar(radius=lambda p, q: p * p + q * q),
        "arctan2 swapped": mistaken_polar(angle=math.atan2),
        "arctan without quadrant": mistaken_polar(angle=angle_of_quotient),
        "columns swapped": lambda X, centre: [[phi, r] for r, phi in polar_loop(X, centre)],
        "table transposed": lambda X, centre: list(zip(*polar_loop(X, centre))),
        "sum of sizes": mistaken_polar(radius=lambda p, q: abs(p) + abs(q)),
        "centre forgotten": mistaken_polar(times=0),
        "centre added": mistaken_polar(times=-1),
        "angle about the origin": polar_twice,
        "distance only": lambda X, centre: [r for r, _ in polar_loop(X, centre)],
        "first quadrant only": mistaken_polar(angle=lambda p, q: math.atan2(abs(q), abs(p))),
        "upper half only": lambda X, centre: [[r, abs(phi)] for r, phi in polar_loop(X, centre)],
        "mean as the centre": lambda X, centre: polar_loop(X, np.mean(X, axis=0)),
        "direction to the centre": lambda X, centre: [[r, phi + math.pi] for r, phi in polar_loop(X, centre)],
    },
    "04.6a": {
        "weights only": [5, 20 + 4, 50 + 10],
        "biases only": [1, 4 + 1, 10 + 1],
        "circles counted": [5 + 1, 5 + 4 + 1, 16],
        "hidden biases forgotten": [6, 20 + 5, 50 + 11],
        "output bias forgotten": [5, 24 + 4, 60 + 10],
        "output bias forgotten behind the hidden layer": [6, 24 + 4, 60 + 10],
        "inputs biased": [6 + 5, 29 + 5, 71 + 5],
        "inputs biased before the hidden layer": [6, 29 + 5, 71 + 5],
        "hidden layer only": [6, 20 + 4, 50 + 10],
        "two inputs": [3, 17, 41],
    },
}


def pairs(table):
    """Return (question, answer or name and answer) for a parametrised test, with readable ids."""
    found = []
    for number, answers in table.items():
        for i, answer in enumerate(answers.items() if isinstance(answers, dict) else answers):
            label = answer[0] if isinstance(answers, dict) else i
            found.append(pytest.param(number, answer, id=f"{number}-{label}"))
    return found


@pytest.mark.parametrize("number, answer", pairs(RIGHT))
def test_every_right_answer_passes(number, answer):
    assert check(number, answer).right


@pytest.mark.parametrize("number", STUBS)
def test_the_stub_is_not_attempted(number):
    assert check(number, STUBS[number]).status == "not attempted"


@pytest.mark.slow
@pytest.mark.parametrize("number, named", pairs(WRONG))
def test_every_known_mistake_is_named(number, named):
    name, answer = named
    verdict = check(number, answer)
    assert (verdict.status, verdict.mistake) == ("wrong", name)


def test_each_question_and_each_of_its_mistakes_is_tried_above():
    known = questions("04")
    assert set(known) == set(RIGHT) == set(STUBS) == set(WRONG)
    for number, question in known.items():
        assert {mistake.name for mistake in question.mistakes} == set(WRONG[number])
        assert number[-1].isdigit() and len(question.options) or len(RIGHT[number]) >= 2


@pytest.mark.parametrize("number", [n for n in STUBS if n[-1].isalpha()])
def test_each_sheet_question_has_three_hints_and_they_come_one_by_one(number):
    shown = [hint(number).says for _ in range(4)]
    starts = [text.split(":")[0] for text in shown]
    assert starts == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "All hints"]


NEAR = [
    XOR_SIGN_NET.with_layer(1, b=[-0.6, -1.4]),
    XOR_SIGN_NET.with_layer(2, b=[-0.7]),
    XOR_RELU_NET.with_layer(1, W=[[1.0001, 1.0001], [1, 1]]),
    XOR_RELU_NET.with_layer(2, b=[0]),
    XOR_RELU_NET.with_layer(2, b=[0.5]),  # XOR where the output is read at ½
]


@pytest.mark.parametrize("copy", [XOR_SIGN_NET, XOR_STEP_NET, XOR_RELU_NET, SWAPPED, *NEAR])
def test_lecture_as_own_networks_are_right_but_not_ones_own(copy):
    assert check("04.4", copy).mistake == "copy"


@pytest.mark.parametrize("number", ["04.4", "04.4b"])
@pytest.mark.parametrize("answer", [3, "xor", [1, 2], MLP(([[1, 1]], [0], tanh)), Perceptron([1, 1], 0)])
def test_what_is_not_a_network_with_a_hidden_layer_is_told_so(number, answer):
    verdict = check(number, answer)
    assert verdict.mistake == "not a network" and "a hidden layer" in verdict.says


def test_a_wrong_network_is_told_at_which_corner():
    question = questions("04")["04.4b"]
    assert question.differs(np.array([1, 1, -1, 1]), question.truth()) == (
        "At (0, 1) your network answers +1; it should be −1."
    )


def test_every_question_has_hints_and_an_explained_solution():
    for question in questions("04").values():
        assert 2 <= len(question.hints) <= 3 and 2 <= question.explanation.count(". ") + 1 <= 7, question.number


def test_biases_left_out_are_not_blamed_on_the_output_bias():
    no_biases = net([[1, 1], [1, 1]], [0, 0], sigmoid, [1, -1], 0.5)
    assert check("04.4b", no_biases).mistake == "all sums equal"


def test_a_wrong_answer_of_no_known_kind_is_answered_with_a_counterexample():
    assert "one row per point" in check("04.4a", lambda W, c, g, X: 7 * images_loop(W, c, g, X)).says
    wrong_y = check("04.3a", lambda X: (relu_loop(X)[0], [7.0] * len(X)))
    assert "h agrees, y does not" in wrong_y.says.lower()
    assert check("04.3a", lambda x: 1 / 0).mistake == "stopped"


def test_no_message_gives_the_answer_away():
    for number, secrets in {"04.2": ["2.5"], "04.3": ["0.25"], "04.6a": ["29", "71"]}.items():
        for mistake in questions("04")[number].mistakes:
            assert not any(secret in mistake.says for secret in secrets)
