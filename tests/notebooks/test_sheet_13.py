"""Sheet 13 and the checkpoints of notebook 13: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, relu, sigmoid
from lecture_lib.piecewise_linear import linear_interpolant, sawtooth
from tests.notebooks.sheet_contract import SheetContract

# --- 13.2a: inputs that land -------------------------------------------------------------------------------------


def by_pieces(t, v, y):
    found = set()
    for i in range(len(t) - 1):
        if (v[i] - y) * (v[i + 1] - y) <= 0:
            found.add(round(float(t[i] + (y - v[i]) * (t[i + 1] - t[i]) / (v[i + 1] - v[i])), 9))
    return sorted(found)


def by_signs(t, v, y):
    above = v - y
    corners = list(t[above == 0])
    i = np.flatnonzero(above[:-1] * above[1:] < 0)
    inner = t[i] - above[i] * (t[i + 1] - t[i]) / (above[i + 1] - above[i])
    return tuple(np.concatenate([inner, corners]))


def by_interp(t, v, y):
    found = []
    for k in range(len(t) - 1):
        pair = sorted([(v[k], t[k]), (v[k + 1], t[k + 1])])
        if pair[0][0] <= y <= pair[1][0]:
            found.append(np.interp(y, [p[0] for p in pair], [p[1] for p in pair]))
    return np.unique(np.round(found, 10))


def rising_only(t, v, y):
    return [
        t[i] + (y - v[i]) / (v[i + 1] - v[i]) * (t[i + 1] - t[i])
        for i in range(len(t) - 1)
        if v[i] < y <= v[i + 1] or (v[i] == y < v[i + 1] and (i == 0 or v[i - 1] > y))
    ]


def every_piece(t, v, y):
    lines = [np.polyfit([v[i], v[i + 1]], [t[i], t[i + 1]], 1) for i in range(len(t) - 1)]
    return sorted({round(float(np.polyval(line, y)), 9) for line in lines})


def both_sides(t, v, y):
    found = []
    for i in range(len(t) - 1):
        if min(v[i], v[i + 1]) <= y <= max(v[i], v[i + 1]):
            found.append(t[i] + (y - v[i]) / (v[i + 1] - v[i]) * (t[i + 1] - t[i]))
    return found


def reached(lower_end, upper_end):
    """Return an answer that counts a piece's ends as it is told, by the ends' heights."""

    def learner(t, v, y):
        found = []
        for a, b, p, q in zip(t[:-1], t[1:], v[:-1], v[1:]):
            low, high = min(p, q), max(p, q)
            if low < y < high or (lower_end and y == low) or (upper_end and y == high):
                found.append(a + (b - a) * (y - p) / (q - p))
        return sorted({round(float(x), 9) for x in found})

    return learner


def half_open(left, right):
    """Return an answer that counts the left or the right end of each piece, or neither."""

    def learner(t, v, y):
        found = []
        for a, b, p, q in zip(t, t[1:], v, v[1:]):
            x = a + (b - a) * (y - p) / (q - p)
            if a < x < b or (left and y == p) or (right and y == q):
                found.append(x)
        return found

    return learner


def every_piece_twice(t, v, y):
    return [a + (b - a) * (y - p) / (q - p) for a, b, p, q in zip(t, t[1:], v, v[1:])]


def backwards_twice(t, v, y):
    return [b - (b - a) * (y - p) / (q - p) for a, b, p, q in zip(t, t[1:], v, v[1:]) if (y - p) * (y - q) <= 0]


def fractions(t, v, y):
    return [(y - p) / (q - p) for p, q in zip(v, v[1:]) if (y - p) * (y - q) <= 0]


def measured_backwards(t, v, y):
    found = []
    for i in range(len(t) - 1):
        if min(v[i], v[i + 1]) <= y <= max(v[i], v[i + 1]):
            x = t[i + 1] - (y - v[i]) / (v[i + 1] - v[i]) * (t[i + 1] - t[i])
            if not any(abs(x - other) < 1e-9 for other in found):
                found.append(x)
    return found


# --- 13.3a and 13.3b ---------------------------------------------------------------------------------------------


def psi_in_loops(theta2, phi):
    rows = []
    for bias, weight in theta2:
        rows.append([bias + weight * phi[0]] + [weight * p for p in phi[1:]])
    return rows


def psi_by_outer(theta2, phi):
    return np.outer(theta2[:, 1], phi) + np.outer(theta2[:, 0], np.eye(len(phi))[0])


def psi_by_einsum(theta2, phi):
    psi = np.einsum("j,k->jk", theta2[:, 1], phi)
    return np.hstack([psi[:, :1] + theta2[:, :1], psi[:, 1:]])


def mistaken_psi(first_column, weights=lambda t, p: t[:, 1:] * p[None, 1:]):
    return lambda t, p: np.hstack([np.reshape(first_column(t, p), (-1, 1)), weights(t, p)])


def scalar(net, x):
    w, b, v, c = net
    return c + sum(vk * max(0.0, wk * x + bk) for wk, bk, vk in zip(w, b, v))


def in_loops(first, second, x):
    return [scalar(second, scalar(first, xi)) for xi in x]


def as_mlps(first, second, x):
    for w, b, v, c in (first, second):
        x = MLP((w[:, None], b, relu), (v[None], [c], identity))(np.reshape(x, (-1, 1)))
    return x


def as_arrays(first, second, x):
    say = lambda net, x: np.clip(x[:, None] * net[0] + net[1], 0, None).dot(net[2]) + net[3]
    return say(second, say(first, x))


def without_relu(first, second, x):
    straight = lambda net, x: sum(vk * (wk * x + bk) for wk, bk, vk in zip(*net[:3])) + net[3]
    return straight(second, straight(first, x))


# --- 13.6a -------------------------------------------------------------------------------------------------------

UP_DOWN_UP = linear_interpolant([0, 0.4, 0.6, 1], [0, 1, 0, 1])
INSIDE = linear_interpolant([0.2, 0.5, 0.8, 1], [0, 1, 0, 1])
ROOF = linear_interpolant([-1, 0, 1], [-1, 0, -1])
LATE = linear_interpolant([0, 0.4, 0.6, 1], [0.5, 0.9, 0.1, 0.9])  # its first piece begins above its own joint at 0.4
LEFT = MLP(([[-1], [1], [1]], [0.2, -0.5, -0.8], relu), ([[1, -2, 3]], [0], identity))  # a slope at 0, too
NOT_FAR = linear_interpolant([0, 0.4, 0.6, 1], [0.1, 0.6, 0.1, 0.9])  # its first two pieces pass two joints only


def wide(n):
    return MLP((np.ones((n, 1)), -np.arange(n) / n, relu), (np.resize([1.0, -2.0, 2.0], (1, n)), [0.0], identity))


def stretched(net, factor, by):
    """Return the network of factor · (x − by)."""
    W, b, _ = net[1]
    return net.with_layer(1, W=factor * W, b=b - factor * by * W[:, 0])


def permuted(net):
    return MLP((net[1].W[::-1], net[1].b[::-1], relu), (net[2].W[:, ::-1], net[2].b, identity))


def scaled(net, factor):
    return MLP((factor * net[1].W, factor * net[1].b, relu), (net[2].W / factor, net[2].b, identity))


def clipped(net):
    return net.with_layer(2, g=relu)


def three(n, composed=None, whole=None, shallow=None):
    right = [6 * n + 2, sum((a + 1) * b for a, b in [(1, n), (n, n), (n, 1)]), 6 * n + 1]
    return [r if given is None else given for r, given in zip(right, (composed, whole, shallow))]


RIGHT = {
    "13.1": [6, 6.0, np.array([6])],
    "13.2": ["b"],
    "13.3": [1, 1.0, [1.0]],
    "13.4": ["c"],
    "13.5": ["b"],
    "13.6": [36, 36.0, np.array(36)],
    "13.1a": [[0.1, 0.25, 0.4, 0.6, 0.8], (0.8, 0.6, 0.4, 0.25, 0.1), np.array([[0.4], [0.1], [0.25], [0.6], [0.8]])],
    "13.2a": [by_pieces, by_signs, by_interp],
    "13.3a": [psi_in_loops, psi_by_outer, psi_by_einsum],
    "13.3b": [in_loops, as_mlps, as_arrays],
    "13.6a": [
        (UP_DOWN_UP, LEFT),
        [stretched(UP_DOWN_UP, 1e-4, 0.0), LEFT],  # its joints lie at 0, 4000 and 6000
        (stretched(UP_DOWN_UP, 1.0, 2000.0), LEFT),
        (permuted(UP_DOWN_UP), scaled(LEFT, 3.0)),
        (tuple(UP_DOWN_UP), list(LEFT)),  # layers in place of networks
    ],
    "13.6b": [
        three,
        lambda n: (2 * (3 * n + 1), n**2 + 4 * n + 1, 6 * n + 1),
        lambda n: np.array([6 * n + 2, (n + 2) ** 2 - 3, 6 * n + 1]),
    ],
}

STUBS = {
    "13.1": [..., None],
    "13.2": [...],
    "13.3": [...],
    "13.4": [...],
    "13.5": [...],
    "13.6": [...],
    "13.1a": [..., [...]],
    "13.2a": [..., lambda t, v, y: ...],
    "13.3a": [lambda theta2, phi: ...],
    "13.3b": [lambda first, second, x: ...],
    "13.6a": [..., (..., ...)],
    "13.6b": [lambda n: ...],
}

MISTAKES = {
    "13.1": {"bends": 5, "one crossing each": 4, "one piece": 3, "multiplied up": 9, "first network only": 2},
    "13.2": {"a": "a", "c": "c"},
    "13.4": {"a": "a", "b": "b"},
    "13.5": {"a": "a", "c": "c"},
    "13.3": {
        "θ′₂₀ left out": 4 * 0.5,
        "φ₀ left out": -1,
        "not weighted": 0.5 - 1,
        "weight for bias": 4 * 3,
        "bias and weight exchanged": 4 - 0.5,
        "sign of the bias": 1 + 2,
    },
    "13.6": {
        "bends": 5 + 6 * 5,
        "own bends forgotten": 6 * 5 + 1,
        "pieces left out": 5**2,
        "one layer": 10 + 1,
        "crossings": 6 * 5,
        "general network": 6**3,
    },
    "13.1a": {
        "own bend forgotten": [0.8, 0.6, 0.25, 0.1],
        "going up only": [0.1, 0.25, 0.4],
        "going down only": [0.4, 0.6, 0.8],
        "joints of the second as places": [0.7, 0.4],
        "ends counted": [0, 0.1, 0.25, 0.4, 0.6, 0.8, 1],
        "crossings on the way up only": (0.25, 0.1),
        "own bend only": 0.4,
        "share for place": [0.2 / 0.8, 0.5 / 0.8, 0.4, 0.3 / 0.9, 0.6 / 0.9],
        "values for places": [0.4, 0.7, 1.0],
    },
    "13.2a": {
        "falling pieces left out": rising_only,
        "pieces taken for lines": every_piece,
        "corners twice": both_sides,
        "first one only": lambda t, v, y: by_pieces(t, v, y)[:1],
        "forwards": lambda t, v, y: np.interp(y, t, v),
        "share from the wrong end": measured_backwards,
        "pieces taken for lines, corners twice": every_piece_twice,
        "corners lost": reached(False, False),
        "last corner lost": half_open(True, False),
        "first corner lost": half_open(False, True),
        "lower ends only": reached(True, False),
        "share from the wrong end, corners twice": backwards_twice,
        "share for place": fractions,
    },
    "13.3a": {
        "θ′_j0 left out": lambda t, p: np.outer(t[:, 1], p),
        "φ_0 left out": mistaken_psi(lambda t, p: t[:, 0]),
        "φ_0 not weighted": mistaken_psi(lambda t, p: t[:, 0] + p[0]),
        "transposed": mistaken_psi(lambda t, p: t[:, 0] + t[:, 1] * p[0], lambda t, p: (t[:, 1:] * p[None, 1:]).T),
        "bias for weight": lambda t, p: psi_in_loops([(w, b) for b, w in t], p),
        "bias in every weight": lambda t, p: np.outer(t[:, 1], p) + t[:, :1],
    },
    "13.3b": {
        "activation between": lambda f, s, x: [scalar(s, max(0.0, scalar(f, xi))) for xi in x],
        "ReLU at the end": lambda f, s, x: [max(0.0, y) for y in in_loops(f, s, x)],
        "both outputs clipped": lambda f, s, x: [max(0.0, scalar(s, max(0.0, scalar(f, xi)))) for xi in x],
        "c of the second lost": lambda f, s, x: in_loops(f, (*s[:3], 0.0), x),
        "biases of both outputs lost": lambda f, s, x: in_loops((*f[:3], 0.0), (*s[:3], 0.0), x),
        "order swapped": lambda f, s, x: in_loops(s, f, x),
        "c of the first lost": lambda f, s, x: in_loops((*f[:3], 0.0), s, x),
        "no ReLU": without_relu,
        "second reads x": lambda f, s, x: [scalar(s, xi) for xi in x],
        "first alone": lambda f, s, x: [scalar(f, xi) for xi in x],
    },
    "13.6a": {
        "too many units": (wide(5), INSIDE),
        "ReLU at the end": (UP_DOWN_UP, clipped(INSIDE)),
        "other way round": (LEFT, UP_DOWN_UP),
        "no fold": (linear_interpolant([0, 0.4, 0.6, 1], [0, 1, 2, 4]), INSIDE),
        "level where the first one bends": (UP_DOWN_UP, INSIDE),
        "a crossing is missing": (NOT_FAR, INSIDE),
        "too many regions": [sawtooth(3, 1), sawtooth(3, 1)],
    },
    "13.6b": {
        "weights only": lambda n: [4 * n, n * n + 2 * n, 4 * n],
        "output biases forgotten": lambda n: [6 * n, n * n + 4 * n, 6 * n],
        "merged as two": lambda n: three(n, whole=6 * n + 2),
        "n units in one layer": lambda n: three(n, shallow=3 * n + 1),
        "one network": lambda n: three(n, composed=3 * n + 1),
        "rank 1 stored": lambda n: three(n, whole=6 * n + 1),
        "inner output kept": lambda n: three(n, whole=n * n + 4 * n + 2),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "13", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("13.1", 7),
        ("13.3", 0.3),
        ("13.6", 40),
        ("13.1a", [0.1, 0.2]),
        ("13.2a", lambda t, v, y: [0.123]),
        ("13.2a", lambda t, v, y: "none"),
        ("13.3a", lambda t, p: np.zeros((len(t), len(p)))),
        ("13.3a", lambda t, p: np.outer(p, t[:, 1])),
        ("13.3b", lambda f, s, x: 0 * x),
        ("13.6b", lambda n: (1, 2, 3)),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (
        verdict.status == "wrong"
        and verdict.mistake in ("", "constant")
        and ("It should be" in verdict.says or number in ("13.1a", "13.6b"))
    )


@pytest.mark.parametrize(
    "answer, says",
    [
        ((1, 2), "Your first network is not an `MLP`"),
        (UP_DOWN_UP, "Give two networks, as a pair"),
        ((UP_DOWN_UP, UP_DOWN_UP, INSIDE), "Give two networks, as a pair"),
        ((MLP(([[1]], [0], relu)), INSIDE), "Your first network has the sizes (1, 1)"),
        ((UP_DOWN_UP, INSIDE.with_layer(1, g=sigmoid)), "The hidden units of your second network have sigmoid"),
        ((ROOF, UP_DOWN_UP), "Your composition has 1 linear region on the whole line. It should have 13."),
    ],
    ids=range(6),
)
def test_what_is_not_yet_the_pair_is_told(answer, says):
    verdict = check("13.6a", answer)
    assert verdict.status == "wrong" and says in verdict.says


@pytest.mark.parametrize(
    "bends, says",
    [
        ([0.1, 0.25, 0.4, 0.6], "some are missing"),
        ([0.1, 0.25, 0.4, 0.55, 0.8], "Nothing bends at x = 0.55."),
        ([0.1, 0.25, 0.4, 0.6, 0.6, 0.8], "one bend twice"),
    ],
    ids=range(3),
)
def test_a_list_of_bends_is_judged_one_by_one_and_their_number_is_not_told(bends, says):
    verdict = check("13.1a", bends)
    assert says in verdict.says and "5" not in verdict.says.replace("0.55", "").replace("0.25", "")


def test_a_table_of_replies_does_not_pass():
    assert check(
        "13.6b", lambda n: {1: (8, 6, 7), 2: (14, 13, 13), 3: (20, 22, 19), 10: (62, 141, 61)}.get(n, (0, 0, 0))
    ).mistake.startswith("hidden")


def test_an_empty_answer_is_a_right_one_where_nothing_lands():
    assert check("13.2a", lambda t, v, y: [] if y > max(v) or y < min(v) else by_pieces(t, v, y)).right


@pytest.mark.parametrize(
    "number, spoils",
    [
        ("13.2a", lambda t, v, y: t.sort() or t.__setitem__(0, 9) or t),
        ("13.3a", lambda t, p: p.__setitem__(0, 0.0) or p),
    ],
)
def test_the_learners_arrays_are_his_own(number, spoils):
    assert check(number, spoils).mistake == "input changed"
