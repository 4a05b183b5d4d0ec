"""Questions of notebook 11 and its sheet: universal approximation."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "11.1",
    "Which sentence is the theorem? (f* is continuous, K is compact, ε > 0)",
    {
        "a": (
            "There is an N₁ such that for every f*, K and ε some network with N₁ units is within ε for all x in K",
            "One size for all targets: a wave with more turns than N₁ units can make refutes it.",
        ),
        "b": (
            "For every f* and K there is a network that for every ε is within ε for all x in K",
            "One network for every ε would have no distance at all: it would equal f*. "
            "No ReLU network equals a parabola.",
        ),
        "c": (
            "For every f*, K and ε there are an N₁ and a network with N₁ units that is within ε for all x in K",
            "Right: target and ε are named first, then the network, and the x last.",
        ),
        "d": (
            "For every f*, K, ε and every x in K there is a network that is within ε at this x",
            "That promises nothing: for each single x the constant f*(x) would do, with no hidden unit.",
        ),
        "e": (
            "For every f*, K and ε gradient descent finds a network that is within ε for all x in K",
            "The theorem says that such a network exists. How to find it is another matter; see section 11.3.",
        ),
    },
    right="c",
    hints=(
        "Read each sentence as a game. What is named before the network, and what after it?",
        "Test each sentence on a target that you know: a parabola, a fast wave, a constant.",
    ),
    explanation="The theorem lets your opponent name f*, K and ε first. You answer with N₁ and the weights, and only "
    "then is x chosen. If N₁ came first, a fast wave would refute it; if one network had to serve every ε, it would "
    "have to equal f*; and if x came first, a constant would do. How the network is found is not mentioned at all.",
)
_CHECK_2 = value_question(
    "11.2",
    299,
    "the number of step units, one whole number",
    [
        ("pieces", 300, "That is the number of pieces. Only the edges inside need a unit: one fewer."),
        (
            "whole width",
            599,
            "You let the target move over a whole piece. From the middle it is half of a piece at most.",
        ),
        (
            "whole width, pieces",
            600,
            "You let the target move over a whole piece, and counted pieces in place of units.",
        ),
        ("length forgotten", 149, "That holds on an interval of length 1; this one is [0, 2]."),
        (
            "length forgotten, pieces",
            150,
            "That counts the pieces of an interval of length 1; this one is [0, 2], and only the inner edges "
            "have a unit.",
        ),
        ("one too few", 298, "With that many units the bound is a little above 0.01. Count the pieces again."),
    ],
    hints=(
        "How far is a point of a piece of width w from the middle, at most? How far can the target move on the way?",
        "Solve 3 · w / 2 = 0.01 for w. How many such pieces cover [0, 2]?",
        "A unit is needed only where two pieces meet.",
    ),
    explanation="In a piece of width w, every point is within w/2 of the middle, so the target moves by at most 3w/2. "
    "This is 0.01 for w = 1/150. The interval [0, 2] has length 2, so it takes 2 · 150 = 300 pieces. "
    "There is a unit at each of the 299 edges between two pieces.",
)
_CHECK_3 = choice_question(
    "11.3",
    "After 4000 steps none of twenty trained networks came as near as the polyline, which has as many units; after "
    "20,000 steps two of them did. What follows?",
    {
        "a": (
            "The theorem fails for small ReLU networks",
            "The polyline is such a network, and it is there. The theorem speaks about what exists.",
        ),
        "b": (
            "Eight units are too few for this target",
            "With the same eight units the polyline is nearer, and so are two of the trained ones.",
        ),
        "c": (
            "Representing is not learning: what exists, descent may find late, or not at all from some starts",
            (
                "Right: the theorem says that the parameters exist. How soon, and from where, they are reached is "
                "measured."
            ),
        ),
        "d": (
            "Enough steps will bring all twenty past the polyline",
            "From 20,000 to 60,000 steps, not one more passed it, in the run that we made beforehand.",
        ),
    },
    right="c",
    hints=(
        "Which of the four sentences says something about what exists, and which about what training does?",
        "Two networks got there, and eighteen did not, with the same number of units. What differs between them?",
    ),
    explanation="All twenty networks have the same eight units, so the number of units cannot be the reason. They "
    "differ only in their starts. Some starts lead to good joints after many steps, others to joints that lie on top "
    "of each other and stay there. The theorem speaks of what exists, and neither of steps nor of starts.",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------

_SHEET_1A = value_question(
    "11.1a",
    np.array([5, 6, 10]),
    "three whole numbers, the largest possible rank in each case",
    [
        (
            "degrees",
            np.array([4, 2, 2]),
            "Those are degrees. Count the functions that are combined: 1 is one of them, x another.",
        ),
        ("constant forgotten", np.array([4, 5, 9]), "The constant function 1 is in the combination too."),
        (
            "products forgotten",
            np.array([5, 5, 7]),
            "With several inputs, squaring also gives products of two different inputs.",
        ),
        (
            "one product of three",
            np.array([5, 6, 8]),
            "Three inputs give more than one product of two different inputs. Count the pairs.",
        ),
        (
            "linear terms forgotten",
            np.array([5, 4, 7]),
            "With several inputs the bias matters as well: 2 w b x gives each input itself.",
        ),
        (
            "output bias counted again",
            np.array([6, 7, 11]),
            "The constant is already among the functions. The output bias adds nothing new.",
        ),
        (
            "even powers only",
            np.array([3, 6, 10]),
            "Multiply out (w x + b)⁴: the bias brings in the odd powers too.",
        ),
        ("units counted", np.array([40, 40, 40]), "Those are the units; most of them bring nothing new."),
    ],
    hints=(
        "Multiply out (w x + b)⁴. Which functions of x occur, whatever w and b are?",
        "For two inputs multiply out (w₁x₁ + w₂x₂ + b)²: squares, products, the inputs themselves, and 1.",
        "With three inputs there are three squares. How many pairs of different inputs are there?",
    ),
    explanation="Every unit is a combination of the same few functions, and so is every sum of units. (w x + b)⁴ "
    "combines 1, x, x², x³ and x⁴: five functions. (w₁x₁ + w₂x₂ + b)² combines two squares, one product, two inputs "
    "and 1: six. With three inputs there are three squares, three products, three inputs and 1: ten. With 40 random "
    "units all of them are reached, and not one more.",
)

_CLAIMS = np.array([1, 0, 1, 0, 0, 1])


def _any_wrong(answer, claims: tuple[int, ...]) -> bool:
    given = np.asarray(answer, float).ravel()
    return given.shape == _CLAIMS.shape and any(given[k - 1] != _CLAIMS[k - 1] for k in claims)


def _is_all(answer, value: int) -> bool:
    given = np.asarray(answer, float).ravel()
    return given.shape == _CLAIMS.shape and bool((given == value).all())


_SHEET_1B = Question(
    "11.1b",
    lambda: _CLAIMS,
    "six numbers, 1 for a claim that holds and 0 for one that does not",
    mistakes=(
        Mistake(
            "all hold",
            "Not all of them hold. Try each on a fast wave and on a target that is itself a network.",
            shows=lambda answer: _is_all(answer, 1),
        ),
        Mistake(
            "none holds",
            "Some of them hold: one is the theorem itself, in its own order.",
            shows=lambda answer: _is_all(answer, 0),
        ),
        Mistake(
            "order of the claims",
            "Of claims 2, 3 and 4, at least one is judged wrongly. Play each as a game: what is named first?",
            shows=lambda answer: _any_wrong(answer, (2, 3, 4)),
        ),
        Mistake(
            "reach of the claims",
            (
                "Of claims 1, 5 and 6, at least one is judged wrongly. Ask of each for which x, and for which ε, it "
                "speaks."
            ),
            shows=lambda answer: _any_wrong(answer, (1, 5, 6)),
        ),
    ),
    hints=(
        "Read each claim as a game: what is named first may not depend on what is named later.",
        "A network of N₁ hinges has at most N₁ + 1 straight pieces. Try fast waves, and targets that are made of few "
        "straight pieces.",
        "For claim 6, let ε be 1, ½, ⅓, ... one after the other. For claim 5, remember what the notebook measured "
        "outside K.",
    ),
    explanation="Claim 1 is the theorem. Claim 2 names N₁ before f*: a wave with more turns than N₁ + 1 pieces "
    "refutes it. Claim 3 is that same wave, so it holds. Claim 4 speaks about every f*: if f* is itself a network "
    "with N₁ units, the distance is 0. Claim 5 leaves K, where nothing is promised. Claim 6 applies the theorem to ε "
    "= 1, ½, ⅓, ... one after the other.",
)


def _bump(x, left, right, height):
    return height * ((x >= left).astype(float) - (x >= right))


def _places(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n growing numbers, none nearer than 0.2 to the next."""
    return np.cumsum(0.2 + rng.exponential(0.6, n)) + rng.normal()


def _bump_and_places(rng) -> tuple:
    t = _places(rng, 9)
    left, right = sorted(rng.choice(np.arange(8), 2, replace=False).tolist())
    middles = (t[1:] + t[:-1]) / 2
    return t, float(middles[left]), float(middles[right]), float(rng.normal() * 2)


_SHEET_2A = Question(
    "11.2a",
    _bump,
    "height between the two edges, 0 elsewhere",
    exact_shape=True,
    cases=[
        (np.array([0.0, 1.0, 2.5]), 0.5, 1.5, 3.0),
        (np.linspace(-1, 1, 8), -0.5, 0.3, -2.0),
        (np.array([-3.0, 0.1, 0.2, 7.0]), 0.0, 4.0, 0.5),
        (np.array([0.0, 5.0]), 1.0, 2.0, 4.0),
        (np.array([-2, 0, 1, 2, 3, 9]), 0.5, 2.25, 0.25),
        (np.array([0.7]), 0.2, 0.9, -1e6),
        (np.array([-1e6, -3.0, -2.0, 1e6]), -5.0, -2.5, 1.5),
    ],
    hidden=("other bumps", _bump_and_places),
    explanation="The first step lifts the function by the height at the left edge. The second has the weight −height "
    "and its edge on the right, so behind it the two cancel: height · step(x − left) − height · step(x − right). "
    "np.where(x >= left, height, 0.0) is such a step. Both steps carry the same height, or something is left behind.",
    mistakes=(
        Mistake(
            "height forgotten",
            "Your bump has the height 1. Both steps have to be multiplied by the height.",
            lambda x, left, right, height: _bump(x, left, right, 1.0),
        ),
        Mistake(
            "stays up",
            "Your function goes up at the left edge and never comes down: the second step is missing.",
            lambda x, left, right, height: height * (x >= left),
        ),
        Mistake(
            "steps added",
            "You add the second step. It has to take away what the first one gave.",
            lambda x, left, right, height: height * ((x >= left) + 1.0 * (x >= right)),
        ),
        Mistake(
            "upside down",
            "Your bump points the other way: the left step carries + height, the right one − height.",
            lambda x, left, right, height: -_bump(x, left, right, height),
        ),
        Mistake(
            "outside",
            "Your function is up outside the two edges, and 0 between them.",
            lambda x, left, right, height: height - _bump(x, left, right, height),
        ),
        Mistake(
            "first step only scaled",
            "Only your first step is multiplied by the height. The second needs it too.",
            lambda x, left, right, height: height * (x >= left) - 1.0 * (x >= right),
        ),
        Mistake(
            "decimals cut",
            "For whole x you cut the height to a whole number: an array like x cannot hold decimals.",
            lambda x, left, right, height: _bump(x, left, right, height).astype(x.dtype),
        ),
        Mistake(
            "width for right edge",
            "Your second step is at left + right. The right edge is given as a point, not as a width.",
            lambda x, left, right, height: _bump(x, left, left + right, height),
        ),
    ),
    hints=(
        "A step at t is 1 where x ≥ t and 0 elsewhere. At which two points do you need one?",
        "The first step goes up at the left edge. What must the second do so that nothing is left behind it?",
        "height · step(x − left) − height · step(x − right); NumPy has np.where and comparisons for the step.",
    ),
)


def _weights(t, y):
    slopes = np.diff(y) / np.diff(t)
    return np.concatenate([y[:1], np.diff(slopes, prepend=0.0)])


def _joined(first, rest):
    return np.concatenate([np.atleast_1d(first), rest])


def _list_difference(got, truth) -> str:
    """Say that an offset and a list of weights should stand in one list."""
    nested = isinstance(got, (list, tuple)) and len(got) == 2 and np.ndim(got[0]) == 0 and np.ndim(got[1]) == 1
    return "You returned an offset and, apart from it, a list of weights. It should be one list" if nested else ""


def _points(rng) -> tuple:
    n = rng.size(2, 8)
    return _places(rng, n), rng.normal(size=n) * 3


_SHEET_2B = Question(
    "11.2b",
    _weights,
    "first the offset, then one output weight for each hinge, from left to right",
    cases=[
        (np.array([0.0, 1.0]), np.array([1.0, 3.0])),
        (np.array([0.0, 1.0, 3.0]), np.array([5.0, 7.0, 3.0])),
        (np.array([-1.0, 1.0, 2.0, 4.0]), np.array([2.0, 2.0, -1.0, 0.0])),
        (np.array([0.5, 1.0, 1.5, 4.5]), np.array([-1.0, 1.0, 2.0, 3.5])),
        (np.array([-2, 1, 3, 7]), np.array([5, 4, 4, 9])),
        (np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1e6, 0.0, 0.0])),
    ],
    explanation="Left of all but the first hinge only the first one is at work, so its weight is the slope of the "
    "first piece. Every further hinge adds its weight to the slope that is there already; the weight must be the "
    "change of slope, new minus old. At the first point all hinges give 0, so the offset is the first height.",
    hidden=("other points", _points),
    differs=_list_difference,
    mistakes=(
        Mistake(
            "slopes",
            (
                "Those are the slopes of the pieces. A hinge adds its weight to the slope before it. What changes at "
                "each joint?"
            ),
            lambda t, y: _joined(y[0], np.diff(y) / np.diff(t)),
        ),
        Mistake(
            "offset forgotten",
            "The weights are right, but the network starts at 0 and not at the first height.",
            lambda t, y: _joined(0.0, _weights(t, y)[1:]),
        ),
        Mistake(
            "width forgotten",
            "You take differences of the heights. A slope is a difference of heights divided by "
            "the width of its piece.",
            lambda t, y: _joined(y[0], np.diff(np.diff(y), prepend=0.0)),
        ),
        Mistake(
            "differences of heights",
            "Those are the weights of steps: differences of heights. Hinges need changes of slope.",
            lambda t, y: _joined(y[0], np.diff(y)),
        ),
        Mistake(
            "first slope forgotten",
            (
                "Your first weight is 0. Left of the first hinge the network is flat, so that hinge has to start the "
                "first slope."
            ),
            lambda t, y: _joined([y[0], 0.0], _weights(t, y)[2:]),
        ),
        Mistake(
            "sign",
            "Every change of slope has the wrong sign. It should be new slope minus old slope.",
            lambda t, y: _joined(y[0], -_weights(t, y)[1:]),
        ),
        Mistake(
            "offset last",
            "All numbers are right, but the offset belongs at the front of the list.",
            lambda t, y: np.roll(_weights(t, y), -1),
        ),
        Mistake(
            "weights only",
            "The weights are right, but the offset is missing: it comes first in the list.",
            lambda t, y: _weights(t, y)[1:],
        ),
        Mistake(
            "decimals cut",
            "For whole heights you cut the weights to whole numbers: an array like y cannot hold decimals.",
            lambda t, y: _weights(t, y).astype(y.dtype),
        ),
        Mistake(
            "offset twice",
            (
                "Your offset extends the first piece to x = 0. At the first point all hinges still give 0: what must "
                "the offset be?"
            ),
            lambda t, y: _joined(y[0] - (y[1] - y[0]) / (t[1] - t[0]) * t[0], _weights(t, y)[1:]),
        ),
    ),
    hints=(
        "At the first point every hinge gives 0. What must the offset be?",
        "Work out the slope of each piece: difference of heights divided by width.",
        "The first weight is the first slope; each later one is its piece's slope minus the slope before.",
    ),
)


def _units(L, length, epsilon):
    return int(np.ceil(L * length / (2 * epsilon))) - 1


def _staircase_task(rng) -> tuple:
    """Return a task; in every second one the pieces come out whole, in powers of two and so without rounding error."""
    if rng.random() < 0.5:
        return float(2.0 ** rng.integers(-1, 4)), float(rng.integers(1, 9)) / 2, float(2.0 ** -rng.integers(2, 7))
    pieces, L, length = rng.integers(2, 90) + rng.uniform(0.3, 0.7), rng.uniform(0.5, 9), rng.uniform(0.5, 4)
    return float(L), float(length), float(L * length / (2 * pieces))


_SHEET_2C = Question(
    "11.2c",
    _units,
    "the smallest number of step units for which the bound is at most epsilon",
    cases=[
        (1.0, 1.0, 0.3),
        (2.0, 1.0, 0.15),
        (4.0, 3.0, 0.25),
        (1.0, 3.0, 0.11),
        (1.0, 1.0, 0.5),
        (5.0, 2.0, 0.03),
        (0.7, 0.5, 0.013),
        (1.0, 1.0, 2.0),
        (8, 5, 0.03125),
    ],
    hidden=("other targets", _staircase_task),
    explanation="In a piece of width w the target moves by at most L · w / 2 from the middle to an edge. That is at "
    "most epsilon if there are at least L · length / (2 · epsilon) pieces, so round this number up. There are units "
    "only at the edges between two pieces: one fewer. Where the number is whole already, nothing is rounded, and "
    "int(...) in place of rounding up and subtracting would give one unit too many.",
    mistakes=(
        Mistake(
            "pieces",
            "That is the number of pieces. There are units only at the inner edges: one fewer.",
            lambda L, length, e: _units(L, length, e) + 1,
        ),
        Mistake(
            "rounded down",
            "You round down, and with so few pieces the bound is above epsilon. Which way must you round?",
            lambda L, length, e: int(L * length / (2 * e)) - 1,
        ),
        Mistake(
            "whole numbers",
            "Right, but for one case: where the number of pieces comes out whole, you give one unit too many.",
            lambda L, length, e: int(L * length / (2 * e)),
        ),
        Mistake(
            "whole width",
            "From the middle of a piece it is half a width to its edge, not a whole one.",
            lambda L, length, e: int(np.ceil(L * length / e)) - 1,
        ),
        Mistake(
            "length forgotten",
            "Your answer fits an interval of length 1. A longer one needs more pieces of the same width.",
            lambda L, length, e: int(np.ceil(L / (2 * e))) - 1,
        ),
        Mistake(
            "steepness forgotten",
            "Your answer does not depend on L. A steeper target needs narrower pieces.",
            lambda L, length, e: int(np.ceil(length / (2 * e))) - 1,
        ),
        Mistake(
            "not rounded",
            "A number of units is a whole number: round the number of pieces up first.",
            lambda L, length, e: L * length / (2 * e) - 1,
        ),
    ),
    hints=(
        "In a piece of width w, no point is farther than w/2 from the middle. How far can the target move on the way?",
        "L · w / 2 must be at most epsilon. How many pieces of this width cover the length?",
        "Round the number of pieces up. There are units only where two pieces meet.",
    ),
)

_SHEET_2D = value_question(
    "11.2d",
    np.array([-2.0, 278.0]),
    "two numbers: the slope, and the smallest whole number of units",
    [
        ("sign", np.array([2.0, 278.0]), "The error falls, so the slope is below 0."),
        (
            "axes swapped",
            np.array([-0.5, 278.0]),
            "You divided the change of log N₁ by the change of log error. The slope is the other quotient.",
        ),
        (
            "rounded down",
            np.array([-2.0, 277.0]),
            "The slope is right. But with 277 units the law gives a little more than 0.0002.",
        ),
        (
            "proportional",
            np.array([-2.0, 1200.0]),
            "The slope is right, but your number of units belongs to slope −1. "
            "Here the error is divided by 4 when N₁ doubles.",
        ),
        (
            "not rounded",
            np.array([-2.0, 64 * (0.00375 / 0.0002) ** 0.5]),
            "The slope is right. A number of units is a whole number: which way must you round?",
        ),
        (
            "next doubling",
            np.array([-2.0, 512.0]),
            "The slope is right, but you went on doubling. The question asks for the smallest number of units.",
        ),
        (
            "no logarithm",
            np.array([-0.0225, 278.0]),
            "That is a slope without logarithms, between the first two rows. Take the logarithm of both columns.",
        ),
    ],
    hints=(
        "What happens to the error when N₁ doubles? That is 2 to the power of the slope.",
        "The error is c · N₁ to the power of the slope. One row of the table gives c.",
        "Solve c / N₁² = 0.0002 for N₁. Which way must you round?",
    ),
    explanation="When N₁ doubles, the error is divided by 4 = 2². In a log–log plot that is a fall of 2 units of log "
    "for each unit of log: the slope is −2. The law is therefore c / N₁² with c = 0.24 · 8² = 15.36. It is at most "
    "0.0002 for N₁ ≥ √(15.36 / 0.0002) = 277.1, so 278 units are enough and 277 are not.",
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_2D)
