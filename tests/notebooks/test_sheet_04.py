"""Sheet 04 and the checkpoints of notebook 04: right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own
mistaken answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import MLP, check, hint, identity, relu, sigmoid, sign, step, tanh
from lecture_lib.course import questions
from lecture_lib.threshold import XOR_RELU_NET, XOR_SIGN_NET, XOR_STEP_NET

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]


# --- 04.2a: the hidden points -------------------------------------------------------------------------------


def sgn(v):
    return 1 if v > 0 else -1


HIDDEN = [[sgn(p + q - 0.5), sgn(p + q - 1.5)] for p, q in CORNERS]


# --- 04.3a: the ReLU network --------------------------------------------------------------------------------


def plus(v):
    return v if v > 0 else 0


def relu_scalar(x):
    s = float(x[0]) + float(x[1])
    return plus(plus(s) - 2 * plus(s - 1) - 0.5)


def relu_by_mlp(x):
    return MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [-0.5], relu))(x)


def relu_hat(x):
    """A tent over the sum: it rises from 0 to 1 and falls to 0 again."""
    s = sum(x)
    return max(0.0, min(s, 2 - s) - 0.5) if s > 0 else 0.0


def mistaken_relu(c1=0, c2=-1, w1=1, w2=-2, b=-0.5, hidden=plus, out=plus, after=0.0):
    def network(x):
        s = x[0] + x[1]
        return out(w1 * hidden(s + c1) + w2 * hidden(s + c2) + b) + after

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


def polar_loop(X):
    return [[math.sqrt(p * p + q * q), math.atan2(q, p)] for p, q in X]


def polar_complex(X):
    z = X[:, 0] + 1j * X[:, 1]
    return np.stack([abs(z), np.angle(z)], axis=1)


def polar_positive(X):
    """Angles from 0 to 2π."""
    return np.array([[math.dist((0, 0), x), math.atan2(x[1], x[0]) % (2 * math.pi)] for x in X])


def mistaken_polar(radius=math.hypot, angle=lambda p, q: math.atan2(q, p)):
    return lambda X: np.array([[radius(p, q), angle(p, q)] for p, q in X.tolist()])


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
    "04.2": [1.5, np.array([1.5]), 3 / 2],
    "04.3": [0.25, relu_scalar((0.5, 0.75))],
    "04.4": [
        Shown.net,
        Shown(),
        net([[1, -1], [-1, 1]], [0, 0], relu, [1, 1], -0.5),
        net([[9, 9], [9, 9]], [-4, -14], sigmoid, [9, -9], -4, sigmoid),
        net([[1, -1], [-1, 1]], [0, 0], relu, [0.8, 0.8], 0.1),
    ],
    "04.2a": [HIDDEN, np.array(HIDDEN), tuple(map(tuple, HIDDEN)), np.array(HIDDEN, dtype=float)],
    "04.3a": [relu_scalar, relu_by_mlp, relu_hat],
    "04.4a": [images_loop, images_columns, images_einsum],
    "04.4b": list(XNOR.values()),
    "04.5a": [polar_loop, polar_complex, polar_positive],
    "04.6a": [[3, 17, 41], np.array([3, 17, 41]), (3.0, 17.0, 41.0)],
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
    "04.3a": lambda x: ...,
    "04.4a": lambda W, c, g, X: ...,
    "04.4b": ...,
    "04.5a": lambda X: ...,
    "04.6a": [..., ..., ...],
}

WRONG = {
    "04.1": {"a": "a", "b": "b", "d": "d"},
    "04.5": {"a": "a", "c": "c"},
    "04.6": {"a": "a", "c": "c"},
    "04.7": {"a": "a", "c": "c", "d": "d"},
    "04.2": {
        "steps for signs": 1 * 1 + -1 * 0 - 0.5,
        "threshold forgotten": 1 + 1,
        "threshold added": 1 + 1 + 0.5,
        "activated": sgn(1.5),
        "sign of the weight": 1 + -1 - 0.5,
    },
    "04.3": {
        "offset forgotten": 1.25 - 2 * 0.25,
        "hidden bias forgotten": plus(1.25 - 2.5 - 0.5),
        "no ReLU, no hidden bias": 1.25 - 2.5 + -0.5,
        "halved weight": 1.25 - 0.25 - 0.5,
    },
    "04.4": {
        "wrong at (0,0)": net([[0, 0], [0, 0]], [0, 0], relu, [1, 1], 1),
        "wrong at (0,1)": net([[0, 0], [0, 0]], [0, 0], relu, [1, 1], -1),
        "wrong at (1,0)": net([[-1, 1], [0, 0]], [0, 0], relu, [1, 0], -0.5),
        "wrong at (1,1)": net([[1, 1], [0, 0]], [-0.5, 0], sign, [1, 0], 0),
        "copy": SWAPPED,
    },
    "04.2a": {
        "steps for signs": [[0, 0], [1, 0], [1, 0], [1, 1]],
        "thresholds added": [[sgn(p + q + 0.5), sgn(p + q + 1.5)] for p, q in CORNERS],
        "thresholds forgotten": [[sgn(p + q), sgn(p + q)] for p, q in CORNERS],
        "units swapped": [[k, j] for j, k in HIDDEN],
        "not activated": [[p + q - 0.5, p + q - 1.5] for p, q in CORNERS],
        "transposed": [list(column) for column in zip(*HIDDEN)],
    },
    "04.3a": {
        "offset forgotten": mistaken_relu(b=0),
        "offset added": mistaken_relu(b=0.5),
        "output ReLU forgotten": mistaken_relu(out=same),
        "hidden ReLU forgotten": mistaken_relu(hidden=same),
        "always 0": mistaken_relu(c2=0),
        "output weight positive": mistaken_relu(w2=2),
        "offset outside": mistaken_relu(b=0, after=-0.5),
    },
    "04.4a": {
        "bias forgotten": lambda W, c, g, X: images_loop(W, 0 * c, g, X),
        "bias subtracted": lambda W, c, g, X: images_loop(W, -c, g, X),
        "activation forgotten": lambda W, c, g, X: images_loop(W, c, same, X),
        "bias outside": lambda W, c, g, X: images_loop(W, 0 * c, g, X) + c,
        "W not transposed": lambda W, c, g, X: images_loop(W.T, c, g, X),
        "table transposed": lambda W, c, g, X: images_loop(W, c, g, X).T,
    },
    "04.4b": {
        "linear hidden layer": net([[1, 1], [1, 1]], [0, -1], identity, [-1, 2], 0.5),
        "XOR": net([[1, 1], [1, 1]], [0, -1], relu, [1, -2], -0.5),
        "AND": gate(1, 1, -1.5),
        "NOR": gate(-1, -1, 0.5),
        "OR": gate(1, 1, -0.5),
        "NAND": gate(-1, -1, 1.5),
        "FALSE": gate(0, 0, -1),
        "TRUE": gate(0, 0, 1),
    },
    "04.5a": {
        "degrees": mistaken_polar(angle=lambda p, q: math.degrees(math.atan2(q, p))),
        "radius squared": mistaken_polar(radius=lambda p, q: p * p + q * q),
        "arctan2 swapped": mistaken_polar(angle=math.atan2),
        "arctan without quadrant": mistaken_polar(angle=lambda p, q: math.atan(q / p)),
        "columns swapped": lambda X: [[phi, r] for r, phi in polar_loop(X)],
        "table transposed": lambda X: list(zip(*polar_loop(X))),
        "sum of sizes": mistaken_polar(radius=lambda p, q: abs(p) + abs(q)),
    },
    "04.6a": {
        "weights only": [2, 8 + 4, 20 + 10],
        "biases only": [1, 4 + 1, 10 + 1],
        "circles counted": [2 + 1, 2 + 4 + 1, 13],
        "hidden biases forgotten": [3, 8 + 5, 20 + 11],
        "output bias forgotten": [2, 12 + 4, 30 + 10],
        "inputs biased": [3 + 2, 17 + 2, 41 + 2],
        "hidden layer only": [3, 8 + 4, 20 + 10],
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


@pytest.mark.parametrize("mistake", [{"c2": 0}, {"c2": 1}, {"w1": -2, "w2": 1}], ids=repr)
def test_three_mistakes_make_the_relu_network_silent_and_no_reply_tells_them_apart(mistake):
    assert check("04.3a", mistaken_relu(**mistake)).mistake == "always 0"


@pytest.mark.parametrize("copy", [XOR_SIGN_NET, XOR_STEP_NET, XOR_RELU_NET, SWAPPED])
def test_lecture_as_own_networks_are_right_but_not_ones_own(copy):
    assert check("04.4", copy).mistake == "copy"


@pytest.mark.parametrize("number", ["04.4", "04.4b"])
@pytest.mark.parametrize("answer", [3, "xor", MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0)), [1, 2]])
def test_what_is_no_2_2_1_network_is_told_so(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and ("is no network" in verdict.says or "2 hidden units" in verdict.says)


def test_a_wrong_answer_of_no_known_kind_is_answered_with_a_counterexample():
    assert "Wanted: one row an example" in check("04.4a", lambda W, c, g, X: 7 * images_loop(W, c, g, X)).says
    assert check("04.3a", lambda x: 1 / 0).mistake == "stopped"


def test_no_message_gives_the_answer_away():
    for number, secrets in {"04.2": ["1.5"], "04.3": ["0.25"], "04.6a": ["17", "41"]}.items():
        for mistake in questions("04")[number].mistakes:
            assert not any(secret in mistake.says for secret in secrets)
