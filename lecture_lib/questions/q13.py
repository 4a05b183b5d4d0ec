"""Questions of notebook 13 and its sheet: networks composed, folded, merged and counted."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, identity, relu
from ..piecewise_linear import compose_networks, function_breakpoints
from ..validation import InputError, is_close
from .mistaken import composed_network_output, preimages_of_height, psi_coefficients

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "13.1",
    6,
    "the number of linear regions, a whole number",
    [
        ("bends", 5, "That is the number of bends; the pieces between and beside them are one more."),
        (
            "one crossing each",
            4,
            "The second network’s joints are passed on both pieces: once going up, once coming down.",
        ),
        ("one piece", 3, "You counted one network’s pieces; the composition bends for both."),
        ("multiplied up", 9, "Three times three would need three pieces in the first network; it has two."),
    ],
)
_CHECK_2 = choice_question(
    "13.2",
    "The first network gives y = 0.5 at x = 0.2 and at x = 0.8. You keep it, and may choose any second network. Can "
    "the composition say different things at these two places?",
    {
        "a": (
            "Yes, if the second network has enough units",
            "However many units it has, they all read y, and y is 0.5 both times.",
        ),
        "b": (
            "No, whatever the second network is",
            "Right: both inputs lie on the same spot of the folded paper. What is folded together stays together.",
        ),
        "c": (
            "Yes, if one place lies on a falling piece",
            "There the drawing runs backwards, but the spot is the same.",
        ),
    },
    right="b",
)
_CHECK_3 = value_question(
    "13.3",
    1.0,
    "ψ₂₀, one number",
    [
        ("θ′₂₀ left out", 2.0, "That is θ′₂₁ φ₀; the unit’s own bias θ′₂₀ is added to it."),
        (
            "φ₀ left out",
            -1.0,
            "That is θ′₂₀ alone. The first network’s output bias φ₀ comes through the weight θ′₂₁ as well.",
        ),
        ("not weighted", -0.5, "You added φ₀ as it is; it passes the weight θ′₂₁ first."),
        ("weight for bias", 12.0, "That is ψ₂₁, the weight of h₁. ψ₂₀ is the bias."),
    ],
)
_CHECK_4 = choice_question(
    "13.4",
    "The first layer has three units, so each pre-activation of the second layer has four pieces. How many new "
    "joints can clipping make in one unit of the second layer, at most?",
    {
        "a": ("One", "A straight line crosses 0 once, but a pre-activation has four pieces."),
        "b": ("Three", "That is the number of joints that it has already; it has one piece more."),
        "c": ("Four", "Right: it may cross 0 once on each of its four pieces."),
    },
    right="c",
)
_CHECK_5 = choice_question(
    "13.5",
    "In the picture of the composition some edges are not lines of the first network’s units. Where do these lie?",
    {
        "a": ("On straight lines right across the plane", "They turn where they meet a line of the first network."),
        "b": (
            "On contour lines of the first network",
            "Right: where y has the height of one of the second network’s joints.",
        ),
        "c": (
            "Anywhere: the second network has weights of its own",
            "Its weights choose the heights. The shape of the edges comes from the first network.",
        ),
    },
    right="b",
)
_CHECK_6 = value_question(
    "13.6",
    36,
    "the largest number of linear regions, a whole number",
    [
        ("bends", 35, "That is the number of bends; the regions are one more."),
        ("own bends forgotten", 31, "Those are the crossings and one. The first network’s own five bends are missing."),
        ("pieces left out", 25, "Five units make six pieces, not five."),
        ("one layer", 11, "That is one hidden layer of ten units; two networks fold."),
        ("crossings", 30, "Those are the crossings alone: six pieces by five joints."),
    ],
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _in_order(got, truth) -> bool:
    """Are these the same numbers, in whatever order they came?"""
    return is_close(np.sort(np.ravel(np.asarray(got, float))), truth)


_SHEET_1A = value_question(
    "13.1a",
    np.array([0.1, 0.25, 0.4, 0.6, 0.8]),
    "all x at which the composition bends, in any order",
    [
        (
            "own bend forgotten",
            np.array([0.1, 0.25, 0.6, 0.8]),
            "One reason is missing: the first network bends itself.",
        ),
        ("going up only", np.array([0.1, 0.25, 0.4]), "On its way down the first network passes both joints again."),
        ("going down only", np.array([0.4, 0.6, 0.8]), "On its way up the first network passes both joints as well."),
        (
            "joints of the second as places",
            np.array([0.4, 0.7]),
            "0.4 and 0.7 are heights y at which the second network bends. Which x lead there?",
        ),
        (
            "ends counted",
            np.array([0, 0.1, 0.25, 0.4, 0.6, 0.8, 1]),
            "At 0 and 1 the picture ends; nothing bends there.",
        ),
    ],
    equal=_in_order,
    hints=(
        "There are two reasons for a bend. Which of them needs no sum at all?",
        "For each of the two pieces of the first network: at which x has it the height 0.4, and at which 0.7?",
        "On the way up y = 0.2 + 2x. Set it to 0.4, then to 0.7. Do the same on the way down.",
    ),
)

_THREE = np.array([0, 0.4, 0.6, 1]), np.array([0.1, 0.9, 0.1, 0.9])
_LANDINGS = [
    (np.array([0.0, 1.0]), np.array([0.0, 2.0]), 0.5),
    (np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 0.0]), 0.5),
    (*_THREE, 0.5),
    (*_THREE, 0.9),
    (np.array([0.0, 1.0, 3.0]), np.array([1.0, 0.0, 3.0]), 2.0),
    (*_THREE, 0.95),
    (np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 2.0, 1.0, 3.0]), 1.0),  # at a corner that is not the first to land
    (np.array([0.0, 1.0]), np.array([0.0, 2.0]), 0.0),  # at the left end
    (np.array([0.0, 1.0, 3.0]), np.array([1.0, 0.0, 3.0]), 3.0),  # at the right end
]


def _polyline(rng) -> tuple:
    n = int(rng.integers(2, 7))
    t, v = np.cumsum(rng.uniform(0.1, 1, n)), rng.normal(size=n)
    return t, v, float(rng.uniform(v.min() - 0.1, v.max() + 0.1))


_SHEET_2A = Question(
    "13.2a",
    preimages_of_height,
    "all x with the height y, each once, in any order; an empty list if there is none",
    cases=_LANDINGS,
    hidden=("other polylines", _polyline),
    equal=_in_order,
    mistakes=(
        Mistake(
            "falling pieces left out",
            "Inputs on falling pieces are missing: there v[i + 1] is the smaller height.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: v0 <= y <= v1),
        ),
        Mistake(
            "pieces taken for lines",
            "You solve on every piece, whether y lies between its two heights or not.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: True),
        ),
        Mistake(
            "corners twice",
            "A corner belongs to two pieces. Yours comes out twice.",
            lambda t, v, y: preimages_of_height(t, v, y, without_repeats=lambda x: x),
        ),
        Mistake(
            "first one only",
            "You stop at the first x. There may be one on every piece.",
            lambda t, v, y: preimages_of_height(t, v, y)[:1],
        ),
        Mistake(
            "forwards",
            "That is the height at x = y. Wanted is the other direction: which x have the height y?",
            lambda t, v, y: [np.interp(y, t, v)],
        ),
        Mistake(
            "share from the wrong end",
            "You measure the share of the piece from its right end.",
            lambda t, v, y: preimages_of_height(t, v, y, fraction=lambda y, v0, v1: (v1 - y) / (v1 - v0)),
        ),
    ),
    hints=(
        "Go through the pieces one by one: from (t[i], v[i]) to (t[i + 1], v[i + 1]).",
        "A piece has the height y if y lies between its two heights. Then one linear equation gives x.",
        "share = (y − v[i]) / (v[i + 1] − v[i]), and x = t[i] + share · (t[i + 1] − t[i]). "
        "Corners: keep one of the two.",
    ),
)

_PSI = [
    (np.array([[1.0, 2.0]]), np.array([3.0, 5.0])),
    (np.array([[0.0, 1.0], [-1.0, 2.0]]), np.array([0.5, 1.0, -3.0])),
    (np.array([[-1.0, 4.0], [2.0, -1.0], [0.5, 3.0]]), np.array([0.5, 3.0, -2.0, 1.0])),
]


def _two_of_any_size(rng) -> tuple:
    n, m = rng.integers(1, 6, 2)
    return rng.normal(size=(n, 2)), rng.normal(size=m + 1)


_SHEET_3A = Question(
    "13.3a",
    psi_coefficients,
    "one row a unit of the second network: ψ_j0, then ψ_j1, ψ_j2, ...",
    cases=_PSI,
    hidden=("other networks", _two_of_any_size),
    equal=lambda got, truth: np.shape(got) == truth.shape and is_close(got, truth),
    mistakes=(
        Mistake(
            "θ′_j0 left out",
            "Your ψ_j0 is θ′_j1 φ_0; the unit’s own bias θ′_j0 is missing.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t1 * f0),
        ),
        Mistake(
            "φ_0 left out",
            "Your ψ_j0 is θ′_j0 alone. φ_0 is part of y and comes through θ′_j1 as well.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t0),
        ),
        Mistake(
            "φ_0 not weighted",
            "You add φ_0 as it is. It passes the weight θ′_j1 first, as all of y does.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t0 + f0),
        ),
        Mistake(
            "turned over",
            "Your table of weights is turned over: row j belongs to unit j of the second network.",
            lambda theta, phi: psi_coefficients(theta, phi, weights=lambda t1, f: np.outer(f, t1)),
        ),
        Mistake(
            "bias for weight",
            "You read θ′_j1 from column 0. Column 0 holds the biases θ′_j0.",
            lambda theta, phi: psi_coefficients(theta[:, ::-1], phi),
        ),
        Mistake(
            "bias in every weight",
            "θ′_j0 stands in ψ_j0 alone; you have added it to every ψ_jk.",
            lambda theta, phi: (
                psi_coefficients(theta, phi) + np.column_stack([0 * theta[:, 0], *[theta[:, 0]] * (len(phi) - 1)])
            ),
        ),
    ),
    hints=(
        "Write θ′_j0 + θ′_j1 y, put y = φ_0 + φ_1 h_1 + ... in, and multiply out.",
        "What stands without any h is ψ_j0. What stands before h_k is ψ_jk.",
        "np.outer(theta2[:, 1], phi) holds all the products. To which column does θ′_j0 have to be added?",
    ),
)


def _small(w, b, v, c: float) -> tuple:
    return np.array(w, float), np.array(b, float), np.array(v, float), c


_PAIRS = [
    (_small([1], [0], [2], 1.0), _small([1], [-1], [3], 0.5), np.array([2.0])),
    (_small([1, 1], [0, -1], [1, -3], -0.5), _small([-1, 2], [0.5, 1], [1, 2], -1.0), np.array([-1.0, 0.5, 1.5, 3.0])),
]


def _random_pair(rng) -> tuple:
    def net():
        n = int(rng.integers(1, 5))
        return rng.normal(size=n), rng.normal(size=n), rng.normal(size=n), float(rng.normal())

    return net(), net(), rng.normal(size=int(rng.integers(1, 6)))


_SHEET_3B = Question(
    "13.3b",
    composed_network_output,
    "one number for each x: what the second network says to what the first one says",
    cases=_PAIRS,
    hidden=("other pairs", _random_pair),
    mistakes=(
        Mistake(
            "activation between",
            "You clip what travels from one network to the other; y may be negative.",
            lambda one, two, x: composed_network_output(one, two, x, between=lambda y: np.maximum(y, 0)),
        ),
        Mistake(
            "order swapped",
            "You let the second network go first.",
            lambda one, two, x: composed_network_output(two, one, x),
        ),
        Mistake(
            "c of the first lost",
            "The first network’s output bias c is missing in y.",
            lambda one, two, x: composed_network_output((*one[:3], 0), two, x),
        ),
        Mistake(
            "no ReLU",
            "Without the ReLUs all is one straight line.",
            lambda one, two, x: composed_network_output(one, two, x, hidden=lambda z: z),
        ),
        Mistake(
            "second reads x",
            "Your second network reads x; it should read what the first one says.",
            lambda one, two, x: composed_network_output(([1, -1], [0, 0], [1, -1], 0), two, x),
        ),
        Mistake(
            "first alone",
            "That is what the first network says. Send it through the second.",
            lambda one, two, x: composed_network_output(one, ([1, -1], [0, 0], [1, -1], 0), x),
        ),
    ),
    hints=(
        "Write one network first: hidden units relu(w x + b), then v · h + c.",
        "np.outer(x, w) + b has one row for each x and one column for each unit; "
        "h @ v + c takes it back to one number each.",
        "Do it twice. What the first one gives is the x of the second, with nothing in between.",
    ),
)


def _networks(answer) -> tuple[MLP, MLP]:
    first, second = answer
    for net in (first, second):
        if not isinstance(net, MLP) or len(net) != 2 or net.sizes[0] != 1 or net.sizes[2] != 1:
            raise InputError(
                "two networks are wanted, each MLP((W, b, relu), (v, c, identity)) with one input and one output"
            )
    return first, second


def _regions(first: MLP, second: MLP) -> int:
    return len(function_breakpoints(compose_networks(first, second), [-1000.0], [1000.0])) + 1


def _legal(answer) -> bool:
    return all(net[1].g is relu and net[2].g is identity and net.sizes[1] <= 3 for net in _networks(answer))


_SHEET_6A = Question(
    "13.6a",
    lambda: 10,
    "two networks with at most three ReLU units each, whose composition has ten regions or more",
    reply=lambda answer: _regions(*_networks(answer)) if _legal(answer) else 0,
    equal=lambda got, truth: got >= truth,
    mistakes=(
        Mistake(
            "too many units",
            "One of your networks has more than three hidden units.",
            shows=lambda answer: max(net.sizes[1] for net in _networks(answer)) > 3,
        ),
        Mistake(
            "ReLU at the end",
            "One of your networks clips its output. Its last activation must be the identity.",
            shows=lambda answer: any(net[2].g is not identity for net in _networks(answer)),
        ),
        Mistake(
            "other way round",
            "The other way round they would do it. The first one you name is the one that reads x.",
            shows=lambda answer: (
                _legal(answer) and _regions(*_networks(answer)) < 10 <= _regions(*_networks(answer)[::-1])
            ),
        ),
        Mistake(
            "nine",
            "Nine: one short. Where does the first network stand still, or pass two of the three joints only?",
            shows=lambda answer: _legal(answer) and _regions(*_networks(answer)) == 9,
        ),
        Mistake(
            "no fold",
            "Your first network never turns round, so it passes each joint of the second once: seven regions at most.",
            shows=lambda answer: _legal(answer) and _one_way(_networks(answer)[0]),
        ),
    ),
    hints=(
        "Each piece of the first network should pass all three joints of the second.",
        "Let the first network go up, down and up between 0 and 1. Where must the three joints of the second lie?",
        "through([0, 0.4, 0.6, 1], [0, 1, 0, 1]) from lecture_lib.piecewise_linear.interpolation is such a first "
        "network. Give the second its three joints strictly between 0 and 1, with a real bend at each.",
    ),
    praise="Ten regions or more, from six hidden units.",
)


def _one_way(net: MLP) -> bool:
    x = np.concatenate([[-1000.0], -1000 + 2000 * function_breakpoints(net, [-1000.0], [1000.0]), [1000.0]])
    steps = np.diff(net(x[:, None])[:, 0])
    return bool((steps >= 0).all() or (steps <= 0).all())


def _counts(n: int, composed=0, whole=0, shallow=0) -> np.ndarray:
    """Return the three counts, each with what a mistake adds to it."""
    return np.array([2 * (3 * n + 1) + composed, n * n + 4 * n + 1 + whole, 6 * n + 1 + shallow])


_SHEET_6B = Question(
    "13.6b",
    _counts,
    "three whole numbers: two networks, merged, one layer of 2n units",
    cases=[(1,), (2,), (3,), (10,)],
    hidden=("other sizes", lambda rng: (int(rng.integers(1, 100)),)),
    mistakes=(
        Mistake(
            "weights only",
            "Those are the weights; each unit has a bias as well.",
            lambda n: _counts(n, -2 * n - 2, -2 * n - 1, -2 * n - 1),
        ),
        Mistake(
            "output biases forgotten",
            "The hidden units have their biases; the outputs have one each as well.",
            lambda n: _counts(n, -2, -1, -1),
        ),
        Mistake(
            "merged as two",
            "Merged, the n values of one layer meet the n units of the next: n · n weights.",
            lambda n: _counts(n, 0, n * (2 - n) + 1, 0),
        ),
        Mistake(
            "n units in one layer",
            "Your one layer has n units; for a fair match it has as many as both networks, 2n.",
            lambda n: _counts(n, 0, 0, -3 * n),
        ),
        Mistake("one network", "Your first number counts one of the two networks.", lambda n: _counts(n, -3 * n - 1)),
    ),
    hints=(
        "One network: n weights in, n biases, n weights out, 1 bias. How many are there in two?",
        "Merged, the network has the sizes 1, n, n, 1. Count layer by layer, weights and biases.",
        "One layer of 2n units is one network with 2n in place of n.",
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _CHECK_6,
    _SHEET_1A,
    _SHEET_2A,
    _SHEET_3A,
    _SHEET_3B,
    _SHEET_6A,
    _SHEET_6B,
)
