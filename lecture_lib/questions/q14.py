"""Questions of notebook 14 and its sheet: regions, their price and their bounds, sawteeth."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, n_parameters
from ..piecewise_linear import layer_sizes, lower_bound, max_width, upper_bound
from .mistaken import n_distinct_breakpoints, n_function_breakpoints, n_line_regions, n_unit_breakpoints

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "14.1",
    2,
    "the number of linear regions of the output",
    [
        ("units plus one", 4, "That is one more than the units. Do all of them have a joint of their own?"),
        ("joints plus one", 3, "Two joints, so far so good. But does the output's slope change at both of them?"),
        ("bends", 1, "That is the number of bends; the regions are the pieces between them."),
    ],
)
_CHECK_2 = value_question(
    "14.2",
    125,
    "the largest number of linear regions of this shape",
    [
        ("n to the K", 64, "That is 4³. Four joints cut a piece into five."),
        ("sum", 13, "You added the layers' joints. Each layer cuts every piece that the layers below have made."),
        ("pieces times layers", 15, "You multiplied by the number of layers; every layer multiplies by 5."),
        ("bends", 124, "Those are the bends; there is one region more."),
        ("turned round", 1024, "That is 4 to the power of 5. Which number is the base, and which counts the layers?"),
    ],
)
_CHECK_3 = value_question(
    "14.3",
    63,
    "the smallest number of hidden units in one layer",
    [
        ("pieces", 64, "The sawtooth has 64 pieces; between them lie fewer bends."),
        ("deep", 12, "That is the deep network's number. A shallow unit makes one bend."),
        ("folds", 6, "That is the number of folds; each fold doubles the pieces."),
        ("half", 32, "Those are the teeth. Each has a bend at its top, and there are bends between them."),
    ],
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
            "Right: the gap is one thing, the test error another. A wide gap is no harm in itself.",
        ),
        "d": (
            "Neither overfits, since both have errors in training",
            "Overfitting is a gap; a training error of 0 is not needed.",
        ),
    },
    right="c",
)
_CHECK_5 = choice_question(
    "14.5",
    "A network learns 4000 random labels without an error. What follows for the same network on true labels?",
    {
        "a": (
            "It will generalise badly",
            "The same networks do well on true labels; the capacity alone decides nothing.",
        ),
        "b": (
            "Its training error says nothing about new examples",
            "Right: it could reach 0 by memory alone, so only other examples can tell.",
        ),
        "c": ("It has found a pattern in the labels", "They were shuffled: there is none."),
        "d": ("It has more parameters than it can use", "It used them to store 4000 labels. That is a use."),
    },
    right="b",
)
_CHECK_6 = choice_question(
    "14.6",
    "He's initialisation keeps signals equally strong from layer to layer, on average. Why do 50 narrow layers fail?",
    {
        "a": ("The average is computed wrongly", "It is right: over many networks the mean square of a signal stays."),
        "b": ("They have too few parameters", "They have more than the 5 layers that did best."),
        "c": ("The network has too many regions", "Random networks have few, and regions do not hinder the training."),
        "d": (
            "The product of 50 random factors scatters widely, and units fall silent",
            "Right: a mean of 1 for each factor does not keep a product near 1. Width reduces the scatter.",
        ),
    },
    right="d",
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
]


def _some_units(rng) -> tuple:
    n = int(rng.integers(1, 7))
    w, v = rng.integers(-2, 3, n).astype(float), rng.integers(-1, 3, n).astype(float)
    return w, -w * rng.integers(-3, 4, n) / 2 + (w == 0) * rng.integers(-1, 2, n), v


_SHEET_1A = Question(
    "14.1a",
    n_line_regions,
    "bends + 1: the pieces on which the slope of Σ v relu(w x + b) is constant",
    cases=_UNITS,
    hidden=("other units", _some_units),
    mistakes=(
        Mistake(
            "units plus one",
            "You count one joint for each unit, wherever it is and whether it bends or not.",
            lambda w, b, v: len(w) + 1,
        ),
        Mistake("bends", "Those are the bends; the regions are one more.", lambda w, b, v: n_line_regions(w, b, v) - 1),
        Mistake(
            "joints",
            "Those are the joints: the regions lie between them, and not every joint bends the output.",
            lambda w, b, v: n_distinct_breakpoints(w, b),
        ),
        Mistake(
            "joints plus one",
            "You count joints where the slope of the output stays the same. Look at what "
            "the output weights make of them.",
            lambda w, b, v: n_distinct_breakpoints(w, b) + 1,
        ),
        Mistake(
            "duplicates",
            "Units that switch at the same place make one joint; you count it for each of them.",
            lambda w, b, v: int(((w != 0) & (v != 0)).sum()) + 1,
        ),
        Mistake(
            "cancelling missed",
            "Where several units share a joint, their changes of slope add up, and the sum may be 0.",
            lambda w, b, v: n_distinct_breakpoints(w[v != 0], b[v != 0]) + 1,
        ),
        Mistake(
            "joint at infinity",
            "A unit with weight 0 never switches; −b/0 is no place on the line.",
            lambda w, b, v: n_distinct_breakpoints(w, b) + bool((w == 0).any()) + 1,
        ),
        Mistake(
            "sign of the weight",
            "From left to right the slope changes by v |w| at a joint, whichever way the unit looks.",
            lambda w, b, v: n_line_regions(w, b, v, change=lambda v, w: v * w),
        ),
    ),
    hints=(
        "Where is the joint of unit j? Which units have none?",
        "At its joint a unit changes the slope of the sum by v |w|. What if several units share a joint?",
        "Add up v |w| for each different joint, count the sums that are not 0, and add 1.",
    ),
)

_SHAPES = [(1, 1), (3, 1), (2, 2), (10, 5), (4, 3)]
_SHEET_2A = Question(
    "14.2a",
    lambda width, depth: n_parameters(layer_sizes(1, width, depth, 1)),
    "weights plus biases of one input, `depth` layers of `width` units and one output",
    cases=_SHAPES,
    hidden=("other shapes", lambda rng: tuple(int(n) for n in rng.integers(1, 30, 2))),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are the weights alone; every unit and the output have a bias as well.",
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
            "Between `depth` hidden layers lie depth − 1 square matrices.",
            lambda n, K: 3 * n + 1 + K * n * (n + 1),
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
        "Three kinds of layers: the first hidden one, those between hidden layers, and the output.",
        "The first has n weights and n biases, the output n weights and 1 bias.",
        "Each of the depth − 1 others has n · n weights and n biases.",
    ),
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
            int(rng.integers(1, 6)),
            int(rng.integers(1, 30)),
            int(rng.integers(1, 10)),
        ),
    ),
    mistakes=(
        Mistake(
            "one too wide",
            "Your width is the first that costs too much; the one before it is wanted.",
            lambda *given: max_width(*given) + 1,
        ),
        Mistake(
            "budget not spent", "A network that costs exactly the budget may be bought.", _at_most(_cost, strictly=True)
        ),
        Mistake(
            "biases forgotten",
            "You count the weights alone; biases must be paid, too.",
            _at_most(lambda n, K, m, k: n * (m + k) + (K - 1) * n * n),
        ),
        Mistake(
            "output forgotten",
            "The output layer must be paid, too.",
            _at_most(lambda n, K, m, k: n * (m + 1) + (K - 1) * n * (n + 1)),
        ),
        Mistake(
            "one layer too many",
            "Between `depth` hidden layers lie depth − 1 square matrices.",
            _at_most(lambda n, K, m, k: n * (m + 1) + K * n * (n + 1) + k * (n + 1)),
        ),
        Mistake(
            "first layer square",
            "The first hidden layer reads n_in numbers, not `width` of them.",
            _at_most(lambda n, K, m, k: K * n * (n + 1) + k * (n + 1)),
        ),
    ),
    hints=(
        "First write down what a width of n costs: first layer, depth − 1 square layers, output.",
        "Try widths 1, 2, 3, ... The price only grows.",
        "Stop at the first width that costs more than the budget, and return the one before.",
    ),
)

_SHEET_2C = value_question(
    "14.2c",
    [lower_bound(2, 5, 3), upper_bound(2, 5, 3)],
    "two numbers: what some network reaches at least, and what none exceeds",
    [
        ("n for the sum", [256, 125], "The second is not 5 to the power of 3: a layer makes Σ C(5, j) cells, not 5."),
        ("sum of layers", [256, 48], "For the second number layers multiply; you added them."),
        ("line for plane", [256, 216], "6 is what a layer of 5 makes of a line. In the plane there are more cells."),
        ("exponent K", [1024, 4096], "In Montúfar's bound K − 1 layers fold; the last one only cuts."),
        ("inputs left out", [64, 4096], "Each of the two input directions is folded: the exponent is (K − 1) · n₀."),
        ("not rounded down", [625, 4096], "A layer of 5 units folds each of 2 directions a whole number of times."),
        (
            "rounded up",
            [1296, 4096],
            "Each of the 2 directions gets two of the five units, and one is left over. Round down.",
        ),
        ("nothing chosen", [240, 3375], "The sum begins with j = 0, and C(5, 0) is 1."),
        ("turned round", [4096, 256], "Both numbers are right, but the smaller one is what can be reached for sure."),
    ],
    hints=(
        "Work out Σ C(5, j) for j = 0, 1, 2 first. Both bounds need it.",
        "⌊5 / 2⌋ is 2. To which power is it taken?",
        "The first is 2 to the power of 4, times the sum. The second is the sum to the power of 3.",
    ),
)

MIN_REGIONS, MAX_PARAMETERS = 32, 31


def _built(net) -> str:
    """Return what a network that is handed in achieves, in a word."""
    if not isinstance(net, MLP) or n_function_breakpoints(net) is None:
        return "no ReLU network from one number to one number"
    if net.n_parameters > MAX_PARAMETERS:
        return f"{net.n_parameters} parameters"
    regions = n_function_breakpoints(net) + 1
    return "enough regions" if regions >= MIN_REGIONS else f"{regions} regions between 0 and 1"


def _too_few(net) -> bool:
    return net.n_parameters <= MAX_PARAMETERS and n_function_breakpoints(net) + 1 < MIN_REGIONS


_SHEET_3A = Question(
    "14.3a",
    lambda: "enough regions",
    f"an MLP with at least {MIN_REGIONS} linear regions on [0, 1] and at most {MAX_PARAMETERS} parameters",
    reply=_built,
    equal=lambda got, truth: got == truth,
    praise="Counted: it has them all.",
    mistakes=(
        Mistake(
            "too dear",
            f"It has more than {MAX_PARAMETERS} parameters. Two units a layer are enough.",
            shows=lambda net: net.n_parameters > MAX_PARAMETERS and n_function_breakpoints(net) is not None,
        ),
        Mistake(
            "shallow",
            "One hidden layer makes one bend a unit. Put layers behind each other.",
            shows=lambda net: (
                len(net) == 2 and net.n_parameters <= MAX_PARAMETERS and n_function_breakpoints(net) is not None
            ),
        ),
        Mistake(
            "outside",
            "The regions are there, but not between 0 and 1: the folds must lie in the interval.",
            shows=lambda net: _too_few(net) and n_function_breakpoints(net, -100, 100) + 1 >= MIN_REGIONS,
        ),
        Mistake(
            "joints without bends",
            "Units switch often enough, but the output's slope does not change at each switch.",
            shows=lambda net: _too_few(net) and n_unit_breakpoints(net) + 1 >= MIN_REGIONS,
        ),
        Mistake(
            "one fold short",
            "It has half of the regions: one more layer doubles them.",
            shows=lambda net: (
                net.n_parameters <= MAX_PARAMETERS and n_function_breakpoints(net) + 1 == MIN_REGIONS // 2
            ),
        ),
        Mistake(
            "not ReLU",
            "Only ReLU layers are made of straight pieces; identity may stand at the end.",
            shows=lambda net: net.sizes[0] == 1 == net.sizes[-1] and n_function_breakpoints(net) is None,
        ),
    ),
    hints=(
        "A hat folds [0, 1] onto itself: two pieces. How often must it be repeated for 32?",
        "relu(x) and relu(x − ½) with the output weights 2 and −4 make a hat. Between two hats, two layers merge.",
        "A layer in the middle: W = [[2, −4], [2, −4]], b = [0, −½]. Parameters: 4, then 6 a layer, then 3.",
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
    _SHEET_2B,
    _SHEET_2C,
    _SHEET_3A,
)
