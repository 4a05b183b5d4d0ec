"""Questions of notebook 14 and its sheet: regions, their cost and their bounds, sawteeth."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, identity, n_parameters
from ..piecewise_linear import layer_sizes, line_breakpoints, lower_bound, max_width, upper_bound
from ..validation import count_phrase, safely
from .mistaken import n_distinct_breakpoints, n_function_breakpoints, n_line_regions, n_unit_breakpoints

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "14.1",
    2,
    "the number of linear regions of the output",
    [
        ("units plus one", 4, "That is one more than the units. Do all of them have a joint of their own?"),
        ("joints plus one", 3, "There are two joints. But does the slope of the output change at both of them?"),
        ("bends", 1, "That is the number of bends. The regions are the pieces between them."),
    ],
    hints=(
        "Where is the joint −b/w of each unit? Do two units share one?",
        "From left to right, a unit changes the slope by its output weight times |w|. Add these changes at each joint.",
        "Count the joints where the sum is not 0, and add 1.",
    ),
    explanation="The joints are at 0, 1 and 1. At x = 0 the first unit changes the slope by 1 · |1| = 1, so the "
    "output bends. At x = 1 the second unit adds 1 · |1| and the third −1 · |−1|, which cancel, so nothing bends "
    "there. One bend makes two regions.",
)
_CHECK_2 = value_question(
    "14.2",
    125,
    "the largest number of linear regions of this shape",
    [
        ("n to the K", 64, "That is 4³. Four joints cut a piece into five."),
        ("sum", 13, "You added the layers’ joints. Each layer cuts every piece that the layers below have made."),
        ("pieces times layers", 15, "You multiplied by the number of layers. Every layer multiplies by 5."),
        ("bends", 124, "Those are the bends. There is one region more."),
        ("base and exponent exchanged", 1024, "That is 4 to the power of 5. Which number counts the layers?"),
        (
            "exponent of the layers",
            81,
            "That is 3⁴: width and depth are exchanged, and a layer of n units makes n + 1 pieces.",
        ),
        ("width and depth exchanged", 256, "You exchanged width and depth: there are three layers of four units."),
        ("one layer only", 5, "That is what one layer makes. Each further layer cuts every piece again."),
        ("parameters", 53, "That is the number of parameters. Count the pieces."),
    ],
    hints=(
        "Into how many pieces can a layer of four units cut one straight piece?",
        "Each layer does that to every piece that the layers below have made.",
    ),
    explanation="A layer of four units cuts a straight piece into at most 4 + 1 = 5. The second layer does this to "
    "each of the 5 pieces of the first, and the third to each of the 25 pieces of the second. So there are at most 5³ "
    "= 125 regions. With three or more units per layer, some network has them all.",
)
_CHECK_3 = value_question(
    "14.3",
    63,
    "the smallest number of hidden units in one layer",
    [
        ("pieces", 64, "The sawtooth has 64 pieces. Between them there is one bend fewer."),
        ("deep", 12, "That is the deep network’s number. A shallow unit makes one bend."),
        ("folds", 6, "That is the number of folds. Each fold doubles the pieces."),
        ("half", 32, "Those are the teeth. Each has a bend at its top, and there are bends between them."),
        ("tops and valleys", 31, "Those are the bends between the teeth. Each tooth has one at its top as well."),
    ],
    hints=(
        "How many straight pieces does h₆ have between 0 and 1?",
        "How many bends lie between that many pieces, and how many bends does one shallow unit make?",
    ),
    explanation="h₆ has 2⁶ = 64 pieces between 0 and 1, so it has 63 bends. A unit of a single hidden layer makes at "
    "most one bend. So at least 63 units are needed, and 63 are enough. As a deep network h₆ takes twelve units.",
)
_CHECK_4 = choice_question(
    "14.4",
    "Network A: training error 0.21, test error 0.43. Network B: training error 0.13, test error 0.41. "
    "Which overfits more, and which would you use?",
    {
        "a": ("A overfits more; use B", "Look at the gaps between training and test: 0.22 and 0.28."),
        "b": ("B overfits more; use A", "B does have the wider gap. But what counts in use is the test error itself."),
        "c": (
            "B overfits more; use B",
            "Right: the gap is one thing, the test error another. A wide gap does no harm in itself.",
        ),
        "d": (
            "Neither overfits, since both have errors in training",
            "Overfitting is a gap. It does not need a training error of 0.",
        ),
    },
    right="c",
    hints=(
        "Overfitting shows in the gap between test and training error. How wide is it for A, and for B?",
        "For use, only one of the four numbers counts for each network. Which?",
    ),
    explanation="The gap is 0.43 − 0.21 = 0.22 for A and 0.41 − 0.13 = 0.28 for B, so B overfits more. In use a "
    "network meets new examples, and there the test error counts: 0.41 for B against 0.43 for A. So you would use B, "
    "if the difference is more than chance.",
)
_CHECK_5 = choice_question(
    "14.5",
    "A network learns 4000 random labels without an error. What follows for the same network on true labels?",
    {
        "a": (
            "It will generalise badly",
            "With true labels, such networks reach test errors of about 0.4, and guessing 0.9. Capacity alone does not "
            "decide.",
        ),
        "b": (
            "Its training error says nothing about new examples",
            "Right: it could reach 0 by memory alone, so only other examples can tell.",
        ),
        "c": ("It has found a pattern in the labels", "The labels were permuted, so there is none."),
        "d": ("It has more parameters than it can use", "It used them to store 4000 labels. That is a use."),
    },
    right="b",
    hints=(
        "The network could store any labels. What can a training error of 0 then still tell you?",
        "Compare the two curves with true and with permuted labels: where do they differ in the end?",
    ),
    explanation="A network that can store any labels reaches a training error of 0 with true labels as well as with "
    "permuted ones. So a training error of 0 does not tell the two apart, and says nothing about new examples. Only "
    "examples that were not used in training do: there the error was about 0.4 with true labels and 0.9 with permuted "
    "ones.",
)
_CHECK_6 = choice_question(
    "14.6",
    "He’s initialisation keeps signals equally strong from layer to layer, on average. Why do 50 narrow layers fail?",
    {
        "a": (
            "The average is computed wrongly",
            "It is right: averaged over networks, the mean square of a signal stays.",
        ),
        "b": ("They have too few parameters", "They have more than the 5 layers that did best."),
        "c": ("The network has too many regions", "Random networks have few, and regions do not hinder the training."),
        "d": (
            "The product of 50 random factors scatters widely, and is mostly far below 1",
            "Right: a mean of 1 for each factor does not keep a product near 1. Width reduces the scatter.",
        ),
    },
    right="d",
    hints=(
        "Multiply 50 random factors whose mean is 1. Is the product usually near 1?",
        "A factor of 2 and a factor of 0 have the mean 1. What is the product of many of them usually?",
    ),
    explanation="Each layer multiplies the strength of a signal, and of a gradient, by a random factor with mean 1. "
    "The product of 50 such factors also has mean 1, but it scatters so widely that it is usually far below 1 and "
    "sometimes far above. In wide layers each factor scatters less, so more layers can be trained. Silent units add "
    "to it, but their fraction hardly depends on the width.",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------

_F = np.array
_UNITS = [
    (_F([1.0]), _F([0.0]), _F([1.0])),
    (_F([1.0, 1.0]), _F([0.0, -1.0]), _F([1.0, -2.0])),
    (_F([1.0, 2.0, -4.0]), _F([-0.5, -1.0, 2.0]), _F([1.0, 1.0, 1.0])),  # one joint three times
    (_F([1.0, 0.0, 2.0]), _F([0.0, 1.0, 1.0]), _F([1.0, 3.0, -1.0])),  # a unit that never switches
    (_F([1.0, 1.0, 1.0]), _F([0.0, -1.0, -2.0]), _F([1.0, 0.0, 2.0])),  # a unit that nobody reads
    (_F([1.0, -1.0, 1.0]), _F([-1.0, 1.0, 0.0]), _F([1.0, -1.0, 2.0])),  # two that cancel at x = 1
    (_F([1.0, -1.0, 2.0]), _F([-1.0, 1.0, 3.0]), _F([1.0, 1.0, 1.0])),  # two that do not
    (_F([1.0, -2.0]), _F([-1.0, 2.0]), _F([2.0, -1.0])),  # 2 · |1| − 1 · |−2| is 0, 2 − 1 is not
    (_F([1.0, 2.0]), _F([-1.0, -2.0]), _F([1.0, -1.0])),  # and the other way round
    (_F([1.0, 1.0]), _F([-0.25, -0.75]), _F([1.0, -1.0])),  # two joints between two whole numbers
    (_F([1.0, 10.0]), _F([-0.1 - 0.2, -3.0]), _F([1.0, -0.1])),  # one joint, up to rounding errors
    (np.array([2, -4, 3]), np.array([-1, 2, -2]), np.array([2, -1, 1])),  # whole numbers: ½ twice, and 2/3
]


def _some_units(rng) -> tuple:
    n = rng.size(1, 7)
    w, v = rng.integers(-2, 3, n).astype(float), rng.integers(-1, 3, n).astype(float)
    return w, -w * rng.integers(-3, 4, n) / 2 + (w == 0) * rng.integers(-1, 2, n), v


_SHEET_1A = Question(
    "14.1a",
    n_line_regions,
    "bends + 1: the number of pieces on which the slope of Σ v relu(w x + b) is constant",
    cases=_UNITS,
    hidden=("other units", _some_units),
    mistakes=(
        Mistake(
            "units plus one",
            "You count one joint per unit. Units may share a joint, have none, or make no bend.",
            lambda w, b, v: len(w) + 1,
        ),
        Mistake("bends", "Those are the bends. The regions are one more.", lambda w, b, v: n_line_regions(w, b, v) - 1),
        Mistake(
            "joints",
            "Those are the joints. Regions are one more than bends, and not every joint bends the output.",
            lambda w, b, v: n_distinct_breakpoints(w, b),
        ),
        Mistake(
            "joints plus one",
            "You count joints where the slope of the output stays the same. Use the output weights `v`.",
            lambda w, b, v: n_distinct_breakpoints(w, b) + 1,
        ),
        Mistake(
            "duplicates",
            "Units that switch at the same point make one joint. You count it for each of them.",
            lambda w, b, v: int(((w != 0) & (v != 0)).sum()) + 1,
        ),
        Mistake(
            "cancelling missed",
            "Where several units share a joint, their changes of slope add up, and the sum may be 0.",
            lambda w, b, v: n_distinct_breakpoints(w[v != 0], b[v != 0]) + 1,
        ),
        Mistake(
            "joint at infinity",
            "A unit with weight 0 never switches. −b/0 is not a point on the line.",
            lambda w, b, v: n_distinct_breakpoints(w, b) + bool((w == 0).any()) + 1,
        ),
        Mistake(
            "sign of the weight",
            "From left to right the slope changes by v |w| at a joint, whichever way the unit looks. You use v w.",
            lambda w, b, v: n_line_regions(w, b, v, change=lambda v, w: v * w),
        ),
        Mistake(
            "weight left out",
            "You add the output weights v at a joint. A unit changes the slope by v |w|.",
            lambda w, b, v: n_line_regions(w, b, v, change=lambda v, w: v),
        ),
        Mistake(
            "bends of single units",
            "Those are the bends, and where several units share a joint, you do not add up their changes of slope.",
            lambda w, b, v: n_distinct_breakpoints(w[v != 0], b[v != 0]),
        ),
    ),
    hints=(
        "Where is the joint of unit j? Which units have none?",
        "At its joint a unit changes the slope of the sum by v |w|. What if several units share a joint?",
        "Add up v |w| for each different joint, count the sums that are not 0, and add 1.",
    ),
    explanation="Unit j switches at −b_j / w_j, and a unit with w_j = 0 never does. From left to right, it changes "
    "the slope of the output by v_j |w_j|, whichever way it looks. Units that share a joint add up their changes, and "
    "the sum may be 0. So collect the sums by joint, joints that differ by rounding only being one. Count the sums "
    "that are not 0, and add 1.",
)

_SHAPES = [(1, 1), (3, 1), (2, 2), (10, 5), (4, 3)]
_SHEET_2A = Question(
    "14.2a",
    lambda width, depth: n_parameters(layer_sizes(1, width, depth, 1)),
    "weights plus biases of one input, `depth` layers of `width` units and one output",
    cases=_SHAPES,
    hidden=("other shapes", lambda rng: tuple(rng.sizes(1, 30, 2))),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are only the weights. Every unit and the output have a bias as well.",
            lambda n, K: 2 * n + (K - 1) * n * n,
        ),
        Mistake(
            "output bias forgotten",
            "One number is missing: the bias of the output.",
            lambda n, K: 3 * n + (K - 1) * n * (n + 1),
        ),
        Mistake(
            "all layers square",
            "The first hidden layer reads one number, not `width` of them.",
            lambda n, K: K * n * (n + 1) + n + 1,
        ),
        Mistake(
            "one layer too many",
            "Between `depth` hidden layers there are depth − 1 square matrices. You count one more.",
            lambda n, K: 3 * n + 1 + K * n * (n + 1),
        ),
        Mistake(
            "width and depth exchanged",
            "You exchanged width and depth: `width` is the number of units per layer, `depth` the number of layers.",
            lambda n, K: n_parameters(layer_sizes(1, K, n, 1)),
        ),
        Mistake(
            "one layer too few",
            "One square layer is missing: between `depth` hidden layers there are depth − 1 square matrices.",
            lambda n, K: 3 * n + 1 + (K - 2) * n * (n + 1),
        ),
        Mistake(
            "one square layer",
            "You count one square layer. Between `depth` hidden layers there are depth − 1 of them.",
            lambda n, K: 3 * n + 1 + (K > 1) * n * (n + 1),
        ),
        Mistake(
            "square layers without biases",
            "The layers between have biases, too: n per layer.",
            lambda n, K: 3 * n + 1 + (K - 1) * n * n,
        ),
        Mistake(
            "hidden biases only between",
            "The first hidden layer has biases, too.",
            lambda n, K: 2 * n + 1 + (K - 1) * n * (n + 1),
        ),
        Mistake(
            "input biased",
            "The input computes nothing and has no bias.",
            lambda n, K: 3 * n + 2 + (K - 1) * n * (n + 1),
        ),
    ),
    hints=(
        "There are three kinds of layers: the first hidden one, the other hidden ones, and the output.",
        "The first has n weights and n biases, the output n weights and 1 bias.",
        "Each of the depth − 1 others has n · n weights and n biases.",
    ),
    explanation="The first hidden layer has n weights and n biases, because it reads one number. Each of the depth − 1 "
    "further hidden layers has n² weights and n biases. The output has n weights and 1 bias. Together these are "
    "3n + 1 + (depth − 1) n (n + 1).",
)


def _width(budget_: int, fits) -> int:
    width = 0
    while fits(width + 1, budget_):
        width += 1
    return width


def _at_most(cost, strictly: bool = False):
    return lambda budget_, K, m, k: _width(budget_, lambda n, b: cost(n, K, m, k) <= b - strictly)


def _cost(n: int, K: int, m: int, k: int) -> int:
    return n_parameters(layer_sizes(m, n, K, k))


_BUDGETS = [
    (31, 1, 1, 1),
    (100, 1, 40, 10),
    (471, 5, 1, 1),
    (470, 5, 1, 1),
    (5000, 1, 40, 10),
    (5000, 3, 40, 10),
    (15_319, 4, 40, 10),
]
_SHEET_2B = Question(
    "14.2b",
    max_width,
    "the largest width whose parameters are at most the budget",
    cases=_BUDGETS,
    hidden=(
        "other budgets",
        lambda rng: (
            int(rng.integers(500, 9000)),
            rng.size(1, 6),
            rng.size(1, 30),
            rng.size(1, 10),
        ),
    ),
    mistakes=(
        Mistake(
            "one too wide",
            "Your width is the first that costs too much. Return the one before.",
            lambda *given: max_width(*given) + 1,
        ),
        Mistake(
            "budget not spent", "A network that costs exactly the budget is allowed.", _at_most(_cost, strictly=True)
        ),
        Mistake(
            "biases forgotten",
            "You count only the weights. Biases are parameters, too.",
            _at_most(lambda n, K, m, k: n * (m + k) + (K - 1) * n * n),
        ),
        Mistake(
            "output forgotten",
            "The output layer is missing. Its weights and biases count, too.",
            _at_most(lambda n, K, m, k: n * (m + 1) + (K - 1) * n * (n + 1)),
        ),
        Mistake(
            "one layer too many",
            "Between `depth` hidden layers there are depth − 1 square matrices. You count one more.",
            _at_most(lambda n, K, m, k: n * (m + 1) + K * n * (n + 1) + k * (n + 1)),
        ),
        Mistake(
            "first layer square",
            "The first hidden layer reads n_in numbers, not `width` of them.",
            _at_most(lambda n, K, m, k: K * n * (n + 1) + k * (n + 1)),
        ),
        Mistake(
            "inputs and outputs exchanged",
            "You exchanged n_in and n_out: the first layer reads n_in numbers, the output gives n_out.",
            _at_most(lambda n, K, m, k: n_parameters(layer_sizes(k, n, K, m))),
        ),
        Mistake(
            "one input, one output",
            "Your cost is that of one input and one output. This network reads n_in numbers and gives n_out.",
            _at_most(lambda n, K, m, k: n_parameters(layer_sizes(1, n, K, 1))),
        ),
    ),
    hints=(
        "First write down what a width of n costs: first layer, depth − 1 square layers, output.",
        "Try widths 1, 2, 3, ... The cost only grows.",
        "Stop at the first width that costs more than the budget, and return the one before.",
    ),
    explanation="A width of n costs n (n_in + 1) in the first layer, n (n + 1) in each of the depth − 1 further "
    "layers and n_out (n + 1) in the output. The cost grows with n. So try 1, 2, 3, … and return the last width that "
    "costs at most the budget. A cost equal to the budget is allowed.",
)

_SHEET_2C = value_question(
    "14.2c",
    [lower_bound(2, 5, 3), upper_bound(2, 5, 3)],
    "two numbers: what some network reaches at least, and what none exceeds",
    [
        ("n for the sum", [256, 125], "The second number is not 5³: a layer makes Σ C(5, j) cells, not 5."),
        ("sum of layers", [256, 48], "You added the layers for the second number. They multiply."),
        ("line for plane", [256, 216], "6 is what a layer of 5 makes of a line. In the plane there are more cells."),
        ("exponent K", [1024, 4096], "In Montúfar’s bound K − 1 layers fold. The last one only cuts."),
        ("inputs left out", [64, 4096], "Each of the two input directions is folded: the exponent is (K − 1) · n₀."),
        ("not rounded down", [625, 4096], "A layer of 5 units folds each of 2 directions a whole number of times."),
        (
            "rounded up",
            [1296, 4096],
            "Each of the 2 directions gets two of the five units, and one is left over. Round down.",
        ),
        ("nothing chosen", [240, 3375], "The sum begins with j = 0, and C(5, 0) is 1."),
        ("order exchanged", [4096, 256], "Both numbers are right. Give first the one that some network reaches."),
        (
            "line for plane twice",
            [96, 216],
            "In the plane, five lines make more than 6 cells. Use the sum up to j = 2.",
        ),
        (
            "folds only",
            [16, 4096],
            "You left out the last layer, which cuts what lies on each other: a factor Σ C(5, j).",
        ),
    ],
    parts=("the bound from below", "the bound from above"),
    hints=(
        "Work out Σ C(5, j) for j = 0, 1, 2 first. Both bounds need it.",
        "⌊5 / 2⌋ is 2. To which power is it taken?",
        "Each of K − 1 = 2 layers folds both directions, so the exponent is 4. In the second number, three layers "
        "multiply.",
    ),
    explanation="Five lines make at most C(5, 0) + C(5, 1) + C(5, 2) = 1 + 5 + 10 = 16 cells of the plane. In "
    "Montúfar’s construction each of the K − 1 = 2 lower layers folds each of the two directions ⌊5/2⌋ = 2 times, so "
    "2^(2 · 2) = 16 copies lie on each other and the last layer cuts them into 16 · 16 = 256. For the upper bound "
    "every layer multiplies by at most 16: 16³ = 4096.",
)

N_REGIONS, MAX_PARAMETERS = 27, 34


def _network(answer):
    """Return a network; one that is written as the tuple of its layers becomes an MLP."""
    is_listed = isinstance(answer, (tuple, list)) and not isinstance(answer, MLP)
    return safely(lambda: MLP(*answer), otherwise=answer) if is_listed else answer


def _fault(net) -> str:
    """Return in a sentence why an answer is not a network as it is asked for; "" if it is."""
    net = _network(net)
    if not isinstance(net, MLP):
        return "Give an `MLP`: MLP((W, b, relu), ..., (W, b, identity))."
    if (net.sizes[0], net.sizes[-1]) != (1, 1):
        return f"Your network has the sizes {net.sizes}. It should read one number and give one."
    others = [g.name for _, _, g in net if g is not identity and g.name != "relu"]
    return f"Your network has a layer with {others[0]}. Its hidden layers should have relu." if others else ""


def _is_affordable(net) -> bool:
    return not _fault(net) and _network(net).n_parameters <= MAX_PARAMETERS


def _n_regions(net) -> int:
    return n_function_breakpoints(_network(net)) + 1


def _built(net):
    """Return how many regions a network has on [0, 1], or what is wrong; its cost is looked at before it is counted."""
    if _fault(net):
        return _fault(net)
    net = _network(net)
    if net.n_parameters > MAX_PARAMETERS:
        return f"Your network has {net.n_parameters} parameters. It may have {MAX_PARAMETERS}."
    return _n_regions(net)


def _has_regions(*counts: int):
    return lambda net: _is_affordable(net) and _n_regions(net) in counts


_SHEET_3A = Question(
    "14.3a",
    lambda: N_REGIONS,
    f"an MLP with exactly {N_REGIONS} linear regions on [0, 1] and at most {MAX_PARAMETERS} parameters",
    reply=_built,
    equal=lambda got, truth: got == truth == N_REGIONS,  # another network with as few regions makes no like mistake
    differs=lambda got, truth: (
        got
        if isinstance(got, str)
        else f"Your network has {count_phrase(got, 'linear region')} between 0 and 1. It should have {truth}."
    ),
    praise="Counted: it has exactly these.",
    mistakes=(
        Mistake(
            "shallow",
            "A single hidden layer makes one bend per unit, and 26 units are too expensive. Put layers behind each "
            "other.",
            shows=lambda net: not _fault(net) and len(_network(net)) == 2,
        ),
        Mistake(
            "too expensive",
            f"Your network has more than {MAX_PARAMETERS} parameters. Three units per layer are enough.",
            shows=lambda net: not _fault(net) and _network(net).n_parameters > MAX_PARAMETERS,
        ),
        Mistake(
            "outside",
            "The regions are there, but not all between 0 and 1: the folds should lie in this interval.",
            shows=lambda net: (
                _is_affordable(net) and _n_regions(net) < N_REGIONS <= len(line_breakpoints(_network(net))) + 1
            ),
        ),
        Mistake(
            "hats",
            "Hats double the pieces, so you get a power of two. What makes three pieces out of one?",
            shows=_has_regions(4, 8, 16, 32),
        ),
        Mistake(
            "joints without bends",
            "Units switch often enough, but the slope of the output does not change at each switch.",
            shows=lambda net: (
                _is_affordable(net) and _n_regions(net) < N_REGIONS <= n_unit_breakpoints(_network(net)) + 1
            ),
        ),
        Mistake(
            "one fold short",
            "You have nine regions: two folds into three. One more layer makes three out of each.",
            shows=_has_regions(9),
        ),
    ),
    hints=(
        "27 is 3³. Which function maps three pieces of [0, 1], each of them, onto the whole of [0, 1]?",
        "It goes up, down and up, and bends at 1/3 and 2/3: relu(x), relu(x − 1/3) and relu(x − 2/3), weighted 3, −6 "
        "and 6.",
        "Put three of these behind each other. Between two of them, the output layer and the next hidden layer merge: "
        "each row of W is (3, −6, 6).",
    ),
    explanation="A zigzag that goes up, down and up between 0 and 1 has three pieces, and each covers the whole of "
    "[0, 1]. It takes three units, with the joints 0, 1/3 and 2/3 and the output weights 3, −6 and 6. Three of them "
    "behind each other have 3³ = 27 pieces. Where two meet, the output and the next hidden layer merge into W with "
    "the rows (3, −6, 6). The parameters are 6 + 12 + 12 + 4 = 34.",
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
    _SHEET_2B,
    _SHEET_2C,
    _SHEET_3A,
)
