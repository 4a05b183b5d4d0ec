"""Questions of notebook 11 and its sheet: universal approximation."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "11.1",
    "Which sentence is the theorem? (f* continuous, K compact, ε > 0)",
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
            "That counts the pieces of an interval of length 1; this one is [0, 2], and "
            "units stand at the inner edges only.",
        ),
    ],
)
_CHECK_3 = choice_question(
    "11.3",
    "None of twenty trained networks came as near as the polyline, which has as many units. What follows?",
    {
        "a": ("The theorem fails for small ReLU networks", "The polyline is such a network, and it is there."),
        "b": ("Eight units are too few for this target", "With the same eight units the polyline is nearer."),
        "c": (
            "Representing is not learning: the parameters exist, and descent did not get there",
            "Right: the theorem speaks of what exists, and of nothing else.",
        ),
        "d": ("Training never reaches what exists", "That is more than was measured: one target, one size, one rate."),
    },
    right="c",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------

_SHEET_1A = value_question(
    "11.1a",
    np.array([3, 4, 6]),
    "three whole numbers: how many functions are mixed in each case",
    [
        (
            "degrees",
            np.array([2, 3, 2]),
            "Those are degrees. Count the functions that are mixed: 1 is one of them, x another.",
        ),
        ("constant forgotten", np.array([2, 3, 5]), "The constant function 1 is in the mixture too."),
        (
            "product forgotten",
            np.array([3, 4, 5]),
            "With two inputs, squaring w₁x₁ + w₂x₂ + b also gives a product of the two inputs.",
        ),
        ("units counted", np.array([40, 40, 40]), "Those are the units; most of them bring nothing new."),
    ],
    hints=(
        "Multiply out (w x + b)². Which functions of x stand there, whatever w and b are?",
        "In the cube there is one more power. The constant function 1 counts as well.",
        "For two inputs multiply out (w₁x₁ + w₂x₂ + b)²: squares, a mixed product, the inputs themselves, and 1.",
    ),
)

_CLAIMS = np.array([1, 0, 1, 0, 0, 1])
_WHY = (
    "Claim 1 is the theorem itself, in its own order.",
    "Claim 2 names N₁ before f*. Think of a wave with more turns than the network has pieces.",
    "Claim 3: N₁ comes first, then somebody picks f*. Can a fast wave be found for each N₁?",
    "Claim 4 is about every f*. What if f* is itself a network with N₁ units?",
    "Claim 5 leaves K. The theorem is silent there, and the notebook has measured what happens.",
    "Claim 6: let ε be 1, ½, ⅓, ... one after the other, and use the theorem for each.",
)


def _first_wrong(answer) -> int:
    given = np.asarray(answer, float).ravel()
    return int(np.argmax(given != _CLAIMS)) if given.shape == _CLAIMS.shape and np.any(given != _CLAIMS) else -1


_SHEET_1B = Question(
    "11.1b",
    lambda: _CLAIMS,
    "six numbers, 1 for a claim that holds and 0 for one that does not",
    mistakes=tuple(
        Mistake(f"claim {i + 1}", says, shows=lambda answer, i=i: _first_wrong(answer) == i)
        for i, says in enumerate(_WHY)
    ),
    hints=(
        "Read each claim as a game: what is named first may not depend on what is named later.",
        "Straight pieces are a good test: a network of N₁ hinges has at most N₁ + 1 of them.",
        "Three of the six hold.",
    ),
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
    cases=[
        (np.array([0.0, 1.0, 2.5]), 0.5, 1.5, 3.0),
        (np.linspace(-1, 1, 8), -0.5, 0.3, -2.0),
        (np.array([-3.0, 0.1, 0.2, 7.0]), 0.0, 4.0, 0.5),
        (np.array([0.0, 5.0]), 1.0, 2.0, 4.0),
    ],
    hidden=("other bumps", _bump_and_places),
    mistakes=(
        Mistake(
            "height forgotten",
            "Your bump has the height 1; both steps are multiplied by the height.",
            lambda x, left, right, height: _bump(x, left, right, 1.0),
        ),
        Mistake(
            "stays up",
            "Your function goes up at the left edge and never comes down: the second step is missing.",
            lambda x, left, right, height: height * (x >= left),
        ),
        Mistake(
            "steps added",
            "You add the second step; it has to take away what the first one gave.",
            lambda x, left, right, height: height * ((x >= left) + 1.0 * (x >= right)),
        ),
        Mistake(
            "upside down",
            "Your bump points the other way: the left step carries + height, the right − height.",
            lambda x, left, right, height: -_bump(x, left, right, height),
        ),
        Mistake(
            "outside",
            "Your function is up outside the two edges, and 0 between them.",
            lambda x, left, right, height: height - _bump(x, left, right, height),
        ),
        Mistake(
            "first step alone scaled",
            "Only your first step is multiplied by the height; the second needs it too.",
            lambda x, left, right, height: height * (x >= left) - 1.0 * (x >= right),
        ),
        Mistake(
            "width for right edge",
            "Your second step stands at left + right. The right edge is given as a place, not as a width.",
            lambda x, left, right, height: _bump(x, left, left + right, height),
        ),
    ),
    hints=(
        "A step at t is 1 where x ≥ t and 0 elsewhere. Which two places are needed?",
        "The first step goes up at the left edge. What must the second do so that nothing is left behind it?",
        "height · step(x − left) − height · step(x − right); numpy has np.where and comparisons for the step.",
    ),
)


def _weights(t, y):
    slopes = np.diff(y) / np.diff(t)
    return np.concatenate([y[:1], np.diff(slopes, prepend=0.0)])


def _joined(first, rest):
    return np.concatenate([np.atleast_1d(first), rest])


def _points(rng) -> tuple:
    n = int(rng.integers(2, 8))
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
    ],
    hidden=("other points", _points),
    mistakes=(
        Mistake(
            "slopes",
            "Those are the slopes of the pieces. A hinge adds to the slope that is there already, so its "
            "weight is the change of slope.",
            lambda t, y: _joined(y[0], np.diff(y) / np.diff(t)),
        ),
        Mistake(
            "offset forgotten",
            "The weights are right, but the network starts at 0 in place of the first height.",
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
            "The first hinge starts the first slope; before it the network is flat.",
            lambda t, y: _joined([y[0], 0.0], _weights(t, y)[2:]),
        ),
        Mistake(
            "sign",
            "Every change of slope has the wrong sign: new slope minus old slope.",
            lambda t, y: _joined(y[0], -_weights(t, y)[1:]),
        ),
        Mistake(
            "offset twice",
            "Your offset extends the first piece down to x = 0. All hinges are still silent at the "
            "first point, so the offset is the first height.",
            lambda t, y: _joined(y[0] - (y[1] - y[0]) / (t[1] - t[0]) * t[0], _weights(t, y)[1:]),
        ),
    ),
    hints=(
        "At the first point every hinge gives 0. What has the offset to be?",
        "Work out the slope of each piece: difference of heights divided by difference of places.",
        "The first weight is the first slope; each later one is its piece's slope minus the slope before.",
    ),
)


def _units(L, length, epsilon):
    return int(np.ceil(L * length / (2 * epsilon))) - 1


def _staircase_task(rng) -> tuple:
    pieces, L, length = rng.integers(2, 90) + rng.uniform(0.6, 0.9), rng.uniform(0.5, 9), rng.uniform(0.5, 4)
    return float(L), float(length), float(L * length / (2 * pieces))


_SHEET_2C = Question(
    "11.2c",
    _units,
    "the smallest number of step units for which the bound is at most epsilon",
    cases=[(1.0, 1.0, 0.3), (2.0, 1.0, 0.15), (1.0, 3.0, 0.11), (5.0, 2.0, 0.03), (0.7, 0.5, 0.013)],
    hidden=("other targets", _staircase_task),
    mistakes=(
        Mistake(
            "pieces",
            "That is the number of pieces; units stand at the inner edges only, one fewer.",
            lambda L, length, e: _units(L, length, e) + 1,
        ),
        Mistake(
            "rounded down",
            "You round down, and with so few pieces the bound is above epsilon. Round up, then "
            "take one away for the units.",
            lambda L, length, e: int(L * length / (2 * e)) - 1,
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
        "Within a piece of width w no place is farther than w/2 from its middle. How far can the target move on "
        "the way?",
        "L · w / 2 must be at most epsilon. How many pieces of this width cover the length?",
        "Round the number of pieces up; the units stand at the inner edges.",
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
            "You divided the change of log N₁ by that of log error; it is the other way round.",
        ),
        (
            "rounded down",
            np.array([-2.0, 277.0]),
            "The slope is right. But with 277 units the law gives a little more than 0.0002: round up.",
        ),
        (
            "proportional",
            np.array([-2.0, 1200.0]),
            "The slope is right, but your number of units belongs to slope −1. "
            "Here the error is divided by 4 when N₁ doubles.",
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
        "Solve c / N₁² = 0.0002 for N₁ and round up.",
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_2D)
