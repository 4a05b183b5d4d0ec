"""Questions of notebook 13 and its sheet: networks composed, folded, merged and counted."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, identity, relu
from ..piecewise_linear import compose_networks, line_breakpoints
from ..validation import count_phrase, is_close, safely
from .mistaken import composed_network_output, preimages_of_height, psi_coefficients

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "13.1",
    6,
    "the number of linear regions, a whole number",
    [
        ("bends", 5, "That is the number of bends. The pieces between and beside them are one more."),
        (
            "one crossing each",
            4,
            "The first network passes the second network’s joints on both pieces: once going up, once coming down.",
        ),
        ("one piece", 3, "You counted the pieces of one network. The composition bends for two reasons."),
        ("multiplied up", 9, "Three times three would need three pieces in the first network. It has two."),
        (
            "first network only",
            2,
            "You counted the first network’s pieces. On each of them the second network bends, too.",
        ),
    ],
    hints=(
        "A bend has one of two reasons: the first network bends, or it reaches a joint of the second one.",
        "Follow y along the first piece, from 0 to 1. Which of the heights 0.4 and 0.8 does it pass?",
        "Do the same on the second piece, from 1 down to 0.2. Add the first network’s own bend, and then count pieces.",
    ),
    explanation="The first network has one bend of its own, at x = 0.5. On its way up, y goes from 0 to 1 and passes "
    "both joints of the second network, 0.4 and 0.8, which makes two more bends. On its way down, from 1 to 0.2, it "
    "passes both of them again. So there are 1 + 2 + 2 = 5 bends, and 6 regions.",
)
_CHECK_2 = choice_question(
    "13.2",
    "The first network gives y = 0.5 at x = 0.2 and at x = 0.8. You keep it, and may choose any second network. Can "
    "the composition have different values at these two inputs?",
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
            "Yes, if one of them lies on a falling piece",
            "There the drawing runs backwards, but the spot is the same.",
        ),
    },
    right="b",
    hints=(
        "What exactly does the second network receive at x = 0.2, and what at x = 0.8?",
        "Can any function have two values at one input?",
    ),
    explanation="The second network never sees x. At both inputs it receives the number y = 0.5, and a function has "
    "one value at 0.5. So the composition has the same value at x = 0.2 and at x = 0.8, whatever the second network "
    "is.",
)
_CHECK_3 = value_question(
    "13.3",
    1.0,
    "ψ₂₀, one number",
    [
        ("θ′₂₀ left out", 2.0, "That is θ′₂₁ φ₀ only. Add the unit’s own bias θ′₂₀."),
        (
            "φ₀ left out",
            -1.0,
            "That is only θ′₂₀. The first network’s output bias φ₀ is part of y and comes through the weight θ′₂₁.",
        ),
        ("not weighted", -0.5, "You added φ₀ as it is. It passes through the weight θ′₂₁ first."),
        ("weight for bias", 12.0, "That is ψ₂₁, the weight of h₁. ψ₂₀ is the bias."),
        ("bias and weight exchanged", 3.5, "You exchanged θ′₂₀ and θ′₂₁: φ₀ is multiplied by the weight, θ′₂₁."),
        ("sign of the bias", 3.0, "You took θ′₂₀ for +1. It is negative."),
    ],
    hints=(
        "Write θ′₂₀ + θ′₂₁ y, and put y = φ₀ + φ₁h₁ + … in.",
        "ψ₂₀ collects everything without an h.",
    ),
    explanation="Put y = 0.5 + 3h₁ − 2h₂ + h₃ into θ′₂₀ + θ′₂₁ y = −1 + 4y. What comes without an h is "
    "−1 + 4 · 0.5 = 1, and that is ψ₂₀ = θ′₂₀ + θ′₂₁φ₀.",
)
_CHECK_4 = choice_question(
    "13.4",
    "The first layer has three units, so each pre-activation of the second layer has four pieces. How many new "
    "joints can clipping make in one unit of the second layer, at most?",
    {
        "a": ("One", "A straight line crosses 0 once, but a pre-activation has four pieces."),
        "b": ("Three", "That is the number of joints that it has already. It has one piece more than joints."),
        "c": ("Four", "Right: it may cross 0 once on each of its four pieces."),
    },
    right="c",
    hints=(
        "Clipping makes a new joint wherever the pre-activation crosses 0.",
        "How often can a straight piece cross 0? And how many straight pieces are there?",
    ),
    explanation="Clipping makes a new joint wherever z′ crosses 0. A straight piece crosses 0 at most once, and a "
    "pre-activation with three joints has four pieces. So there are at most four new joints per unit.",
)
_CHECK_5 = choice_question(
    "13.5",
    "In the map of the composition, some edges are not lines of the first network’s units. Where do these lie?",
    {
        "a": ("On straight lines right across the plane", "They turn where they meet a line of the first network."),
        "b": (
            "On contour lines of the first network",
            "Right: where y equals one of the second network’s joints.",
        ),
        "c": (
            "Anywhere: the second network has weights of its own",
            "Its weights choose the heights. The shape of the edges comes from the first network.",
        ),
    },
    right="b",
    hints=(
        "The second network receives only y. At which values of y does it bend?",
        "Which points of the plane have one and the same y?",
    ),
    explanation="The second network bends where y has the value of one of its joints. All points with this y form a "
    "contour line of the first network, so these edges lie on its contour lines. Within a cell of the first network a "
    "contour line is straight, and it turns where it meets a line of one of the first network’s units.",
)
_CHECK_6 = value_question(
    "13.6",
    36,
    "the largest number of linear regions, a whole number",
    [
        ("bends", 35, "That is the number of bends. The regions are one more."),
        ("own bends forgotten", 31, "Those are the crossings and one. The first network’s own five bends are missing."),
        ("pieces left out", 25, "Five units make six pieces, not five."),
        ("one layer", 11, "That is one hidden layer of ten units. Two networks fold."),
        ("crossings", 30, "Those are only the crossings: six pieces by five joints."),
        ("general network", 6 * 6 * 6, "Each network multiplies once. There are two networks, not three."),
    ],
    hints=(
        "How many pieces do five units make? How many joints can each of these pieces pass?",
        "Bends come from crossings and from the first network’s own joints. Regions are one more than bends.",
    ),
    explanation="Five units make six pieces, and each piece can pass each of the five joints of the second network "
    "once. That makes 6 · 5 = 30 crossings. The first network’s own five bends make 35 bends, and so 36 regions, "
    "which is (5 + 1)². It is reached when every piece of the first network covers all joints of the second.",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _in_order(got, truth) -> bool:
    """Are these the same numbers, in whatever order they came?"""
    return is_close(np.sort(_flat(got)), truth)


def _flat(got) -> np.ndarray:
    """Return the numbers of a reply that has no order: a set will do."""
    return np.ravel(np.asarray(list(got) if isinstance(got, set) else got, float))


def _bends_difference(got, truth) -> str:
    """Say what is wrong with a list of bends, without telling how many there are."""
    given = _flat(got)
    wrong = given[~np.isclose(given[:, None], truth, rtol=1e-6, atol=1e-6).any(axis=1)]
    if len(wrong):
        return f"Nothing bends at x = {wrong[0]:g}."
    if len(np.unique(given.round(6))) < len(given):
        return "You name one bend twice. Give each of them once."
    return "All that you name are bends, but some are missing."


_SHEET_1A = value_question(
    "13.1a",
    np.array([0.1, 0.25, 0.4, 0.6, 0.8]),
    "all x at which the composition bends, in any order",
    [
        (
            "own bend forgotten",
            np.array([0.1, 0.25, 0.6, 0.8]),
            "One reason is missing: the first network itself bends.",
        ),
        ("going up only", np.array([0.1, 0.25, 0.4]), "On its way down, the first network passes both joints again."),
        ("going down only", np.array([0.4, 0.6, 0.8]), "On its way up, the first network passes both joints as well."),
        (
            "crossings on the way up only",
            np.array([0.1, 0.25]),
            "Those are the crossings on the way up. The way down and the first network’s own bend are missing.",
        ),
        (
            "own bend only",
            np.array([0.4]),
            "The first network’s own bend is one of them. Where does it reach a joint of the second?",
        ),
        (
            "joints of the second as places",
            np.array([0.4, 0.7]),
            "0.4 and 0.7 are heights y at which the second network bends. Which x lead there?",
        ),
        (
            "ends counted",
            np.array([0, 0.1, 0.25, 0.4, 0.6, 0.8, 1]),
            "At 0 and 1 the interval ends. Nothing bends there.",
        ),
        (
            "share for place",
            np.array([0.25, 1 / 3, 0.4, 0.625, 2 / 3]),
            "You give the fraction of each piece. Multiply it by the piece’s width and add where the piece begins.",
        ),
        (
            "values for places",
            np.array([0.4, 0.7, 1]),
            "You list values of y. The question asks for values of x.",
        ),
    ],
    equal=_in_order,
    differs=_bends_difference,
    hints=(
        "There are two reasons for a bend. Which of them needs no calculation at all?",
        "For each of the two pieces of the first network: at which x is its value 0.4, and at which 0.7?",
        "On the way up, y = 0.2 + 2x. Set it to 0.4, then to 0.7. Do the same on the way down.",
    ),
    explanation="The first network itself bends at x = 0.4. On its way up, y = 0.2 + 2x reaches 0.4 at x = 0.1 and "
    "0.7 at x = 0.25. On its way down, y = 1 − 1.5(x − 0.4) reaches 0.7 at x = 0.6 and 0.4 at x = 0.8. So there are "
    "five bends: 0.1, 0.25, 0.4, 0.6 and 0.8.",
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
    (np.array([0, 2, 4]), np.array([0, 3, -3]), 1),  # whole numbers, decimal landings
]


def _polyline(rng) -> tuple:
    n = rng.size(2, 7)
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
            "Inputs on falling pieces are missing: there v[i + 1] is smaller than v[i].",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: v0 <= y <= v1),
        ),
        Mistake(
            "pieces taken for lines",
            "You solve on every piece, whether y lies between its two heights or not.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: True),
        ),
        Mistake(
            "pieces taken for lines, corners twice",
            "You solve on every piece, even where y is not between its two heights. Besides, corners come out twice.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: True, without_repeats=lambda x: x),
        ),
        Mistake(
            "corners lost",
            "Corners are lost: where y is the height of a corner, neither of its two pieces counts it.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: min(v0, v1) < y < max(v0, v1)),
        ),
        Mistake(
            "last corner lost",
            "The right end of the last piece is lost: you count each piece without its right end.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: y == v0 or (y - v0) * (y - v1) < 0),
        ),
        Mistake(
            "first corner lost",
            "The left end of the first piece is lost: you count each piece without its left end.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: y == v1 or (y - v0) * (y - v1) < 0),
        ),
        Mistake(
            "lower ends only",
            "A corner at the top of both its pieces is lost: y may also equal the larger of the two heights.",
            lambda t, v, y: preimages_of_height(t, v, y, reaches=lambda y, v0, v1: min(v0, v1) <= y < max(v0, v1)),
        ),
        Mistake(
            "corners twice",
            "A corner belongs to two pieces, so yours comes out twice. Keep it once.",
            lambda t, v, y: preimages_of_height(t, v, y, without_repeats=lambda x: x),
        ),
        Mistake(
            "first one only",
            "You stop at the first x. There may be one on every piece.",
            lambda t, v, y: preimages_of_height(t, v, y)[:1],
        ),
        Mistake(
            "forwards",
            "That is the value at x = y. You need the other direction: at which x is the value y?",
            lambda t, v, y: [np.interp(y, t, v)],
        ),
        Mistake(
            "share from the wrong end",
            "You measure the fraction of the piece from its right end. Measure it from its left end.",
            lambda t, v, y: preimages_of_height(t, v, y, fraction=lambda y, v0, v1: (v1 - y) / (v1 - v0)),
        ),
        Mistake(
            "share from the wrong end, corners twice",
            "You measure the fraction of the piece from its right end. Besides, corners come out twice.",
            lambda t, v, y: preimages_of_height(
                t, v, y, fraction=lambda y, v0, v1: (v1 - y) / (v1 - v0), without_repeats=lambda x: x
            ),
        ),
        Mistake(
            "share for place",
            "You return the fraction of the piece. Multiply it by the piece’s width and add where the piece begins.",
            lambda t, v, y: sorted((y - v0) / (v1 - v0) for v0, v1 in zip(v[:-1], v[1:]) if (y - v0) * (y - v1) <= 0),
        ),
    ),
    hints=(
        "Go through the pieces one by one: from (t[i], v[i]) to (t[i + 1], v[i + 1]).",
        "A piece reaches y if y lies between its two heights. Then one linear equation gives x.",
        "fraction = (y − v[i]) / (v[i + 1] − v[i]), and x = t[i] + fraction · (t[i + 1] − t[i]). "
        "Of a corner that comes twice, keep one.",
    ),
    explanation="Go through the pieces. A piece reaches y exactly if y lies between its two heights, whichever of "
    "them is the larger, ends included. The fraction (y − v₀) / (v₁ − v₀) of its height is the same fraction of its "
    "width, so x = t₀ + (y − v₀) / (v₁ − v₀) · (t₁ − t₀). A corner at the height y is found on both of its pieces, so "
    "it is kept once, with a small tolerance for rounding.",
)

_PSI = [
    (np.array([[1.0, 2.0]]), np.array([3.0, 5.0])),
    (np.array([[0.0, 1.0], [-1.0, 2.0]]), np.array([0.5, 1.0, -3.0])),
    (np.array([[-1.0, 4.0], [2.0, -1.0], [0.5, 3.0]]), np.array([0.5, 3.0, -2.0, 1.0])),
    (np.array([[1, 2], [3, -4]]), np.array([0.5, 1.5])),  # whole numbers beside decimals
]


def _two_of_any_size(rng) -> tuple:
    n, m = rng.sizes(1, 6, 2)
    return rng.normal(size=(n, 2)), rng.normal(size=m + 1)


_SHEET_3A = Question(
    "13.3a",
    psi_coefficients,
    "one row per unit of the second network: ψ_j0, then ψ_j1, ψ_j2, ...",
    cases=_PSI,
    hidden=("other networks", _two_of_any_size),
    equal=lambda got, truth: np.shape(got) == truth.shape and is_close(got, truth),
    mistakes=(
        Mistake(
            "θ′_j0 left out",
            "Your ψ_j0 is θ′_j1 φ_0. The unit’s own bias θ′_j0 is missing.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t1 * f0),
        ),
        Mistake(
            "φ_0 left out",
            "Your ψ_j0 is only θ′_j0. φ_0 is part of y and comes through θ′_j1 as well.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t0),
        ),
        Mistake(
            "φ_0 not weighted",
            "You add φ_0 as it is. It passes through the weight θ′_j1 first, as all of y does.",
            lambda theta, phi: psi_coefficients(theta, phi, bias=lambda t0, t1, f0: t0 + f0),
        ),
        Mistake(
            "transposed",
            "Your matrix of weights is transposed: row j belongs to unit j of the second network.",
            lambda theta, phi: psi_coefficients(theta, phi, weights=lambda t1, f: np.outer(f, t1)),
        ),
        Mistake(
            "bias for weight",
            "You read θ′_j1 from the first column. That column holds the biases θ′_j0.",
            lambda theta, phi: psi_coefficients(theta[:, ::-1], phi),
        ),
        Mistake(
            "bias in every weight",
            "θ′_j0 belongs only to ψ_j0. You added it to every ψ_jk.",
            lambda theta, phi: (
                psi_coefficients(theta, phi) + np.column_stack([0 * theta[:, 0], *[theta[:, 0]] * (len(phi) - 1)])
            ),
        ),
    ),
    hints=(
        "Write θ′_j0 + θ′_j1 y, put y = φ_0 + φ_1 h_1 + ... in, and multiply out.",
        "The part without any h is ψ_j0. The factor of h_k is ψ_jk.",
        "np.outer(theta2[:, 1], phi) holds all the products. To which column does θ′_j0 have to be added?",
    ),
    explanation="Put y = φ₀ + φ₁h₁ + φ₂h₂ + … into θ′_j0 + θ′_j1 y and multiply out. The factor of h_k is θ′_j1 φ_k, "
    "and what comes without an h is θ′_j0 + θ′_j1 φ₀. So the matrix is the outer product of the weights θ′_j1 and φ, "
    "with the biases θ′_j0 added to its first column.",
)


def _small(w, b, v, c: float) -> tuple:
    return np.array(w, float), np.array(b, float), np.array(v, float), c


_PAIRS = [
    (_small([1], [0], [2], 1.0), _small([1], [-1], [3], 0.5), np.array([2.0])),
    (_small([1, 1], [0, -1], [1, -3], -0.5), _small([-1, 2], [0.5, 1], [1, 2], -1.0), np.array([-1.0, 0.5, 1.5, 3.0])),
    (_small([1], [0], [-2], 0.5), _small([1, -1], [0.5, 0], [1, -3], -1.0), np.array([0.0, 1.0, 2.0])),
]


def _random_pair(rng) -> tuple:
    def net():
        n = rng.size(1, 5)
        return rng.normal(size=n), rng.normal(size=n), rng.normal(size=n), float(rng.normal())

    return net(), net(), rng.normal(size=rng.size(1, 6))


_SHEET_3B = Question(
    "13.3b",
    composed_network_output,
    "one number for each x: the output of the second network for that of the first",
    cases=_PAIRS,
    hidden=("other pairs", _random_pair),
    mistakes=(
        Mistake(
            "activation between",
            "You clip what travels from one network to the other. It may be negative.",
            lambda one, two, x: composed_network_output(one, two, x, between=lambda y: np.maximum(y, 0)),
        ),
        Mistake(
            "ReLU at the end",
            "You clip the output of the second network. An output may be negative.",
            lambda one, two, x: np.maximum(composed_network_output(one, two, x), 0),
        ),
        Mistake(
            "both outputs clipped",
            "You clip the outputs of both networks. Only hidden units have a ReLU.",
            lambda one, two, x: np.maximum(composed_network_output(one, two, x, between=lambda y: np.maximum(y, 0)), 0),
        ),
        Mistake(
            "order swapped",
            "You let the second network go first. The first one reads x.",
            lambda one, two, x: composed_network_output(two, one, x),
        ),
        Mistake(
            "c of the first lost",
            "The first network’s output bias c is missing in y.",
            lambda one, two, x: composed_network_output((*one[:3], 0), two, x),
        ),
        Mistake(
            "c of the second lost",
            "The second network’s output bias c is missing.",
            lambda one, two, x: composed_network_output(one, (*two[:3], 0), x),
        ),
        Mistake(
            "biases of both outputs lost",
            "Both output biases c are missing.",
            lambda one, two, x: composed_network_output((*one[:3], 0), (*two[:3], 0), x),
        ),
        Mistake(
            "no ReLU",
            "Without the ReLUs, everything is one straight line.",
            lambda one, two, x: composed_network_output(one, two, x, hidden=lambda z: z),
        ),
        Mistake(
            "second reads x",
            "Your second network reads x. It should read the output of the first one.",
            lambda one, two, x: composed_network_output(([1, -1], [0, 0], [1, -1], 0), two, x),
        ),
        Mistake(
            "first alone",
            "That is the output of the first network. Send it through the second.",
            lambda one, two, x: composed_network_output(one, ([1, -1], [0, 0], [1, -1], 0), x),
        ),
    ),
    hints=(
        "Write one network first: hidden units relu(w x + b), then v · h + c.",
        "np.outer(x, w) + b has one row per x and one column per unit. h @ v + c then gives one number per row.",
        "Do it twice. The output of the first network is the x of the second, with nothing in between.",
    ),
    explanation="One network is h = max(0, w x + b) and then v · h + c. For many x at once, np.outer(x, w) + b has "
    "one row per x, and h @ v + c gives one number per row. The output of the first network takes the place of x in "
    "the second. Nothing is clipped between the two, because an output has no ReLU.",
)


N_REGIONS = 13


def _networks(answer):
    """Return a pair of networks; one that is written as the tuple of its layers becomes an MLP."""
    if not isinstance(answer, (tuple, list)):
        return answer
    return tuple(net if isinstance(net, MLP) else safely(lambda net=net: MLP(*net), otherwise=net) for net in answer)


def _fault(answer) -> str:
    """Return in a sentence why an answer is not a pair of networks as they are asked for; "" if it is."""
    answer = _networks(answer)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "Give two networks, as a pair: first, second."
    for which, net in zip(("first", "second"), answer):
        if not isinstance(net, MLP):
            return f"Your {which} network is not an `MLP`. Write it as MLP((W, b, relu), (v, c, identity))."
        if len(net) != 2 or net.sizes[0] != 1 or net.sizes[2] != 1:
            return f"Your {which} network has the sizes {net.sizes}. They should be (1, n, 1) with n at most 3."
        if net[1].g is not relu:
            return f"The hidden units of your {which} network have {net[1].g}. They should have relu."
    return ""


def _regions(first: MLP, second: MLP) -> int:
    if first[2].g is not identity:  # what is clipped on its way is as wrong, but can be counted
        first = first.with_layer(2, g=identity)
    return len(line_breakpoints(compose_networks(first, second))) + 1


def _is_pair(answer) -> bool:
    answer = _networks(answer)
    return not _fault(answer) and all(net[2].g is identity and net.sizes[1] <= 3 for net in answer)


def _composed(answer):
    """Return how many regions a pair of networks has, or what keeps it from being one."""
    fault = _fault(answer)
    return fault or (
        _regions(*_networks(answer)) if _is_pair(answer) else "One of your networks is not as it should be."
    )


def _has_regions(*counts: int):
    return lambda answer: _is_pair(answer) and _regions(*_networks(answer)) in counts


_SHEET_6A = Question(
    "13.6a",
    lambda: N_REGIONS,
    "two networks with at most three ReLU units each, whose composition has exactly thirteen regions",
    reply=_composed,
    equal=lambda got, truth: got == truth == N_REGIONS,  # another network with as few regions makes no like mistake
    differs=lambda got, truth: (
        got
        if isinstance(got, str)
        else f"Your composition has {count_phrase(got, 'linear region')} on the whole line. It should have {truth}."
    ),
    mistakes=(
        Mistake(
            "too many units",
            "One of your networks has more than three hidden units. Three are enough.",
            shows=lambda answer: not _fault(answer) and max(net.sizes[1] for net in _networks(answer)) > 3,
        ),
        Mistake(
            "ReLU at the end",
            "One of your networks clips its output. Its last activation should be the identity.",
            shows=lambda answer: not _fault(answer) and any(net[2].g is not identity for net in _networks(answer)),
        ),
        Mistake(
            "other way round",
            "In the other order they would have thirteen. The first network you name is the one that reads x.",
            shows=lambda answer: (
                _is_pair(answer) and _regions(*_networks(answer)) != N_REGIONS == _regions(*_networks(answer)[::-1])
            ),
        ),
        Mistake(
            "no fold",
            "Your first network never turns back, so it passes each joint of the second once: seven regions at most.",
            shows=lambda answer: (
                _is_pair(answer) and _regions(*_networks(answer)) < N_REGIONS and _one_way(_networks(answer)[0])
            ),
        ),
        Mistake(
            "level where the first one bends",
            "Nine crossings and three own bends would make thirteen regions. An own bend does not show where the "
            "second network is level.",
            shows=_has_regions(11, 12),
        ),
        Mistake(
            "a crossing is missing",
            "Your first network has fewer than three sloping pieces, or one does not pass all three joints of the "
            "second.",
            shows=_has_regions(8, 9, 10),
        ),
        Mistake(
            "too many regions",
            "You have more than thirteen regions. Let the first network be level on one of its four pieces.",
            shows=_has_regions(14, 15, 16),
        ),
    ),
    hints=(
        "Let the first network go up, down and up between 0 and 1. How many bends do three joints make on three "
        "pieces?",
        "Nine crossings, and the first network’s own three bends. Those show only where the second network is not "
        "level.",
        "With weights +1 only, the second network is level left of its first joint. Give one unit the weight −1, "
        "as in relu(0.2 − y).",
    ),
    praise="Thirteen regions from six hidden units.",
    explanation="The first network is level, then goes up from 0 to 1, down to 0 and up to 1 and on. Its three "
    "sloping pieces pass each of the three joints of the second network once, which makes nine bends. Its own three "
    "bends lie at the heights 0, 1 and 0, and they show only if the second network has a slope there. A unit that "
    "looks to the left, relu(0.2 − y), gives it a slope at 0. So there are 9 + 3 = 12 bends and 13 regions.",
)


def _one_way(net: MLP) -> bool:
    inside = line_breakpoints(net)
    margin = 1 + np.ptp(inside, axis=0) if len(inside) else 1.0
    ends = [inside.min(initial=0.0) - margin, inside.max(initial=0.0) + margin]
    steps = np.diff(net(np.sort(np.concatenate([inside, ends]))[:, None])[:, 0])
    return bool((steps >= 0).all() or (steps <= 0).all())


def _counts(n: int, composed=0, whole=0, shallow=0) -> np.ndarray:
    """Return the three counts, each with what a mistake adds to it."""
    return np.array([2 * (3 * n + 1) + composed, n * n + 4 * n + 1 + whole, 6 * n + 1 + shallow])


_SHEET_6B = Question(
    "13.6b",
    _counts,
    "three whole numbers: two networks, merged, one layer of 2n units",
    cases=[(1,), (2,), (3,), (10,)],
    hidden=("other sizes", lambda rng: (rng.size(1, 100),)),
    mistakes=(
        Mistake(
            "weights only",
            "Those are only the weights. Each unit has a bias as well.",
            lambda n: _counts(n, -2 * n - 2, -2 * n - 1, -2 * n - 1),
        ),
        Mistake(
            "output biases forgotten",
            "The biases of the outputs are missing: one per network.",
            lambda n: _counts(n, -2, -1, -1),
        ),
        Mistake(
            "merged as two",
            "Merged, the n values of one layer meet the n units of the next: n · n weights.",
            lambda n: _counts(n, 0, n * (2 - n) + 1, 0),
        ),
        Mistake(
            "n units in one layer",
            "Your single layer has n units. It should have as many as both networks together, 2n.",
            lambda n: _counts(n, 0, 0, -3 * n),
        ),
        Mistake(
            "one network",
            "Your first number counts one of the two networks. Count both.",
            lambda n: _counts(n, -3 * n - 1),
        ),
        Mistake(
            "rank 1 stored",
            "Merged, every weight counts, also where the matrix has rank 1: n · n weights between the two layers.",
            lambda n: _counts(n, 0, -n * n + 2 * n, 0),
        ),
        Mistake(
            "inner output kept",
            "Merged, the output between the two networks is gone, and its bias is in the biases of the next layer.",
            lambda n: _counts(n, 0, 1, 0),
        ),
    ),
    parts=("the pair", "the merged network", "the single layer"),
    hints=(
        "One network has n weights in, n biases, n weights out and 1 bias. How many do two networks have?",
        "Merged, the network has the sizes 1, n, n, 1. Count layer by layer, weights and biases.",
        "One layer of 2n units is one network with 2n in place of n.",
    ),
    explanation="One small network has n weights and n biases in its hidden layer, and n weights and 1 bias in its "
    "output: 3n + 1, so two have 2(3n + 1). Merged, the sizes are 1, n, n, 1: 2n numbers in the first layer, n² + n "
    "in the second and n + 1 in the output, together n² + 4n + 1. A single layer of 2n units has 3 · 2n + 1 = 6n + 1.",
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
