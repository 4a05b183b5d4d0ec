"""Questions of notebook 12 and its sheet: polygons, islands, holes and bumps from threshold units."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..threshold import half_plane_fraction, regular_polygon
from ..validation import is_close
from .mistaken import (
    INNER_SQUARE,
    LEFT_SQUARE,
    OUTER_SQUARE,
    RIGHT_SQUARE,
    firing_difference,
    firing_table,
    is_in_polygon,
    is_same_unit,
    mistaken_table,
    n_containing_half_planes,
    places_to_test,
    unit_difference,
    unit_table,
)

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "12.1",
    -1.5,
    "what the AND unit computes before its step, one number",
    [
        ("bias forgotten", 4, "That is how many half-planes contain x. The bias of the AND is still to be added."),
        ("pentagon’s bias", -0.5, "You took the bias of the pentagon. A hexagon’s AND has to see six ones."),
        ("bias added", 9.5, "You added 5.5. The bias of an AND is negative: only the full sum may rise above it."),
        (
            "half-planes lost count −1",
            -3.5,
            "You subtracted the two that do not contain x. They give 0, and the other four give 1.",
        ),
        ("half forgotten", -2, "You took the bias −6, and with it the unit never fires. Leave room for the full sum."),
        ("after the step", 0, "That is what the unit gives after its step. The question asks for its pre-activation."),
    ],
    hints=(
        "How many of the six units give 1 at this point, and what do the others give?",
        "An AND of n units has the bias −(n − ½). How many units does this one read?",
    ),
    explanation="Four half-planes contain the point and give 1; the other two give 0. The AND of six units has the "
    "bias −(6 − ½) = −5.5. Its pre-activation is therefore 4 − 5.5 = −1.5, which is below 0, so it does not fire. "
    "Only six ones bring the sum above 0.",
)
_CHECK_2 = choice_question(
    "12.2",
    "In a network of two islands, the OR’s bias slips from −½ to −1½. Where does it fire now?",
    {
        "a": ("Everywhere", "That would take a bias above 0. How large is the OR’s sum outside both islands?"),
        "b": (
            "Nowhere",
            "Right: it fires where both ANDs do, and no point lies in both islands. The OR became an AND.",
        ),
        "c": ("In the larger island only", "The OR reads zeros and ones. The size of an island makes no difference."),
        "d": ("Between the islands", "Between them both ANDs give 0. What is the OR’s sum there?"),
    },
    right="b",
    hints=(
        "Work out the OR’s pre-activation in the first island, in the second, and outside both.",
        "How many ANDs must fire before 1.5 is exceeded?",
    ),
    explanation="In an island one AND gives 1 and the other 0, so the pre-activation is 1 − 1.5 = −0.5: the unit does "
    "not fire. Outside both it is −1.5. It would fire only where both ANDs give 1, and the islands have no point in "
    "common. A bias of −1.5 makes an AND of two units.",
)
_CHECK_3 = choice_question(
    "12.3",
    "Three bumps are added with equal weights, and one threshold cuts the sum. Why do more lines not help in the end?",
    {
        "a": (
            "Because each circle becomes a polygon",
            "That gets better with more lines: at 100 lines the polygon is nearly the disc.",
        ),
        "b": (
            "Because one hidden layer cannot make three bumps, whatever its weights",
            "The fitted weights came to about 0.95 with the same hidden units. So it is not only the layer.",
        ),
        "c": (
            "Because the tails stay: the sum in a gap is larger than at some of the borders",
            "Right. In the limit the gap has 2.32 and the far border 2.16, so every threshold is wrong at one of them.",
        ),
        "d": ("Because the threshold was chosen badly", "Every threshold was tried, and the best is reported."),
    },
    right="c",
    hints=(
        "Compare the sum in the gap between two circles with the sum at the far end of the row.",
        "Which of the reasons would disappear with more lines, with other output weights, or with another threshold?",
    ),
    explanation="Outside its circle, a bump does not fall to 0: half of all half-planes contain even a far point. In "
    "a gap the tails of all three bumps add up to 2.32, while at the far end of the row the sum is 2.16. A threshold "
    "below 2.16 fills the gaps, and one above 2.32 cuts off the ends. More lines bring the sum closer to these "
    "limits, no more.",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _left(p, q, turn=1, sign=1, bias=1):
    """Return the table of a unit with these mistakes on the line through p and q."""
    p, d = np.asarray(p, float), np.subtract(q, p)
    w = turn * np.array([-d[1], d[0]])
    return unit_table((w, -sign * bias * (w @ p)), p, q)


def _along(p, q):
    d = np.subtract(q, p).astype(float)
    return unit_table((d, -(d @ np.asarray(p, float))), p, q)


def _mirrored(p, q):
    d = np.subtract(q, p).astype(float)
    w = np.array([d[1], d[0]])
    return unit_table((w, -(w @ np.asarray(p, float))), p, q)


def _half_scaled(p, q):
    """Return the table of a unit whose w alone was brought to length 1."""
    p, d = np.asarray(p, float), np.subtract(q, p).astype(float)
    w = np.array([-d[1], d[0]])
    return unit_table((w / np.hypot(*d), -(w @ p)), p, q)


def _two_points(rng) -> tuple:
    p, angle = rng.uniform(-3, 3, 2), rng.uniform(0, 2 * np.pi)
    return p, p + rng.uniform(0.5, 3) * np.array([np.cos(angle), np.sin(angle)])


def _pairs(*pairs) -> list:
    return [(np.array(p, float), np.array(q, float)) for p, q in pairs]


_SHEET_1A = Question(
    "12.1a",
    _left,
    "w and b with w·x + b > 0 on the left of the way from p to q",
    cases=_pairs(
        ((0, 1), (1, 1)),
        ((1, 0), (1, 2)),
        ((2, 1), (0, 2)),
        ((-1, -3), (-2, 1)),
        ((0, 0), (3, 1)),
        ((1000, 2000), (1001, 1998)),
        ((0.25, -0.5), (0.2501, -0.5)),
    ),
    hidden=("other corners", _two_points),
    reply=lambda answer, p, q: unit_table(answer(p, q), p, q),
    equal=is_same_unit,
    differs=unit_difference,
    mistakes=(
        Mistake(
            "other side",
            "Your unit fires on the right of the way from p to q. Change the sign of w and of b.",
            lambda p, q: _left(p, q, turn=-1),
        ),
        Mistake(
            "bias sign",
            "Your line runs on the other side of the origin: the bias has the wrong sign. w·p + b must be 0.",
            lambda p, q: _left(p, q, sign=-1),
        ),
        Mistake(
            "two signs",
            "Both are wrong: w points to the right of the way from p to q, and w·p + b is not 0.",
            lambda p, q: _left(p, q, turn=-1, sign=-1),
        ),
        Mistake(
            "bias forgotten",
            "Your line goes through the origin. Choose b so that w·p + b is 0.",
            lambda p, q: _left(p, q, bias=0),
        ),
        Mistake(
            "bias forgotten, other side",
            "Your line goes through the origin, and w points to the right of the way from p to q.",
            lambda p, q: _left(p, q, turn=-1, bias=0),
        ),
        Mistake(
            "half scaled",
            "You divided w by its length, but not b. Compute b from the w that you return.",
            _half_scaled,
        ),
        Mistake("along for across", "Your w points along the side. It has to be perpendicular to it.", _along),
        Mistake(
            "minus forgotten",
            "You swapped the two numbers of q − p. For a perpendicular vector, one of them changes its sign too.",
            _mirrored,
        ),
    ),
    hints=(
        "The unit’s line is where w·x + b is 0. w is perpendicular to it and points to where the unit fires.",
        "Turn d = q − p by a quarter turn to the left: (d₁, d₂) becomes (−d₂, d₁).",
        "p lies on the line, so w·p + b is 0. Solve for b.",
    ),
    explanation="The vector d = q − p points along the side. Turned by a quarter turn to the left it is (−d₂, d₁): "
    "perpendicular to the side, and pointing to its left, where the unit should fire. The line passes through p, so "
    "w·p + b = 0, and b = −w·p. Any positive multiple of w and b is the same unit.",
)


def _net_case(corners) -> tuple:
    return (np.array(corners, float),)


def _convex(rng) -> tuple:
    n = rng.size(3, 8)
    return (regular_polygon(n, 1, rng.uniform(-3, 3, 2), rng.uniform(0, 6)) * rng.uniform(0.5, 2, 2),)


@lru_cache(maxsize=64)
def _kept_points_near(corners: tuple[tuple[float, ...], ...]) -> np.ndarray:
    found = places_to_test(lambda x: is_in_polygon(corners, x), corners)
    found.flags.writeable = False
    return found


def _points_near(corners) -> np.ndarray:
    """Return the points at which the network of a polygon is tried: worked out once for all answers to a case."""
    return _kept_points_near(tuple(map(tuple, corners.tolist())))


def _near(test):
    """Return the mistaken answer that fires where `test(corners, x)` holds, at the points near the polygon."""
    return lambda corners: mistaken_table(_points_near(corners), lambda x: test(corners, x))


def _along_the_sides(corners, x):
    d = np.roll(corners, -1, axis=0) - corners
    return (x @ d.T - (d * corners).sum(axis=1) > 0).all(axis=1)


def _but_the_last(corners, x):
    d = np.roll(corners, -1, axis=0) - corners
    W = np.column_stack([-d[:, 1], d[:, 0]])
    return (x @ W.T - (W * corners).sum(axis=1) > 0)[:, :-1].all(axis=1)


_CASES_1B = [
    _net_case(c)
    for c in (
        [(0, 0), (2, 0), (0, 1)],
        [(1, 1), (3, 1), (3, 2), (1, 2)],
        regular_polygon(5, 2, (0.5, -1), 0.3),
        [(-4, 0), (-1, -1), (0, 2), (-2, 4)],
        [(0, 0), (3, 0), (3, 3), (0, 3)],
        regular_polygon(12, 0.01, (100, -50)),
    )
]
_SHEET_1B = Question(
    "12.1b",
    _near(is_in_polygon),
    "a network that gives 1 inside the polygon and 0 outside",
    cases=_CASES_1B,
    hidden=("other polygons", _convex),
    reply=lambda answer, corners: firing_table(
        answer(corners), _points_near(corners), lambda x: is_in_polygon(corners, x), corners
    ),
    differs=firing_difference,
    mistakes=(
        Mistake(
            "OR for AND",
            "Your network fires everywhere. An OR does that, and so does an AND whose bias is too large. "
            "Every half-plane must contain the point.",
            _near(lambda c, x: n_containing_half_planes(c, x) > 0),
        ),
        Mistake(
            "one missing",
            "Your AND fires with one half-plane missing: n − 1 of n are enough for it. Its bias is too large.",
            _near(lambda c, x: n_containing_half_planes(c, x) >= len(c) - 1),
        ),
        Mistake(
            "pentagon’s bias",
            "Your AND has the bias −4.5 for every polygon. It depends on the number of sides.",
            _near(lambda c, x: n_containing_half_planes(c, x) >= 5),
        ),
        Mistake(
            "never fires",
            "Your network never fires. Does each side’s unit give 1 inside? If so, the bias of the AND is too low.",
            _near(lambda c, x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "inside out",
            "Your network fires outside the polygon and gives 0 inside.",
            _near(lambda c, x: ~is_in_polygon(c, x)),
        ),
        Mistake(
            "last side forgotten",
            "The side from the last corner back to the first is missing, and the area is open there.",
            _near(_but_the_last),
        ),
        Mistake(
            "along for across",
            "Your weights point along the sides. They have to be perpendicular to them.",
            _near(_along_the_sides),
        ),
    ),
    hints=(
        "One unit per side, then one unit that reads them all.",
        "np.roll(corners, -1, axis=0) holds the corner that follows each one. W has one row per side.",
        "The AND has a row of n ones and the bias −(n − ½). Return MLP((W, b, step), (ones, [bias], step)).",
    ),
    explanation="Each side gives the unit of 12.1a: its weights are the side, turned left by a quarter turn, and its "
    "bias makes the line pass through the corner. A point lies in a convex polygon exactly if all n half-planes "
    "contain it. So the second layer is one AND: weights 1, bias −(n − ½). The sum n passes this threshold, and n − 1 "
    "does not.",
)

_BAND = np.array([(-3, -1), (-1, -1), (3, 0), (3, 2), (1, 2), (-3, 1)])


def _in_squares(x):
    return is_in_polygon(LEFT_SQUARE, x) | is_in_polygon(RIGHT_SQUARE, x)


def _in_ring(x):
    return is_in_polygon(OUTER_SQUARE, x) & ~is_in_polygon(INNER_SQUARE, x)


_POINTS_2A = places_to_test(_in_squares, LEFT_SQUARE, RIGHT_SQUARE)
_POINTS_2B = places_to_test(_in_ring, OUTER_SQUARE, INNER_SQUARE)


def _at(points, test):
    """Return the mistaken answer that fires at the points where `test(x)` holds."""
    return lambda: mistaken_table(points, test)


def _three_of_four(corners, x):
    return n_containing_half_planes(corners, x) >= 3


_SHEET_2A = Question(
    "12.2a",
    _at(_POINTS_2A, _in_squares),
    "a network that gives 1 inside each of the two squares and 0 elsewhere",
    reply=lambda answer: firing_table(answer, _POINTS_2A, _in_squares, LEFT_SQUARE, RIGHT_SQUARE),
    differs=firing_difference,
    mistakes=(
        Mistake(
            "never fires",
            "Your network never fires. Does each AND fire inside its square? If so, the output waits for a point that "
            "lies in both.",
            _at(_POINTS_2A, lambda x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "fires everywhere",
            "Your network fires everywhere. An OR of half-planes does that. Join the lines of a square by AND first.",
            _at(_POINTS_2A, lambda x: np.ones(len(x), bool)),
        ),
        Mistake(
            "left only",
            "Your network fires only in the left square.",
            _at(_POINTS_2A, lambda x: is_in_polygon(LEFT_SQUARE, x)),
        ),
        Mistake(
            "right only",
            "Your network fires only in the right square.",
            _at(_POINTS_2A, lambda x: is_in_polygon(RIGHT_SQUARE, x)),
        ),
        Mistake(
            "three of four",
            "Each of your ANDs fires with one of its four half-planes missing. Their biases are too large.",
            _at(_POINTS_2A, lambda x: _three_of_four(LEFT_SQUARE, x) | _three_of_four(RIGHT_SQUARE, x)),
        ),
        Mistake(
            "three of four, left",
            "The AND of the left square fires with one of its four half-planes missing.",
            _at(_POINTS_2A, lambda x: _three_of_four(LEFT_SQUARE, x) | is_in_polygon(RIGHT_SQUARE, x)),
        ),
        Mistake(
            "three of four, right",
            "The AND of the right square fires with one of its four half-planes missing.",
            _at(_POINTS_2A, lambda x: is_in_polygon(LEFT_SQUARE, x) | _three_of_four(RIGHT_SQUARE, x)),
        ),
        Mistake(
            "hull of both",
            "Your network also fires between the squares: that is the rubber band round both.",
            _at(_POINTS_2A, lambda x: is_in_polygon(_BAND, x)),
        ),
        Mistake(
            "inside out",
            "Your network fires outside the squares and gives 0 inside.",
            _at(_POINTS_2A, lambda x: ~_in_squares(x)),
        ),
    ),
    hints=(
        "Eight lines, two ANDs, one OR: three layers.",
        "x₁ > −3 is the unit with w = (1, 0) and b = 3. Write down all eight like that, four for each square.",
        "The second layer is [[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]] with biases −3.5. What is the "
        "bias of an OR?",
    ),
    explanation="Each square takes four lines, such as x₁ > −3 with w = (1, 0) and b = 3. An AND of four has the bias "
    "−3.5, and each AND reads only its own four lines. The output is an OR of the two ANDs: weights 1, bias −½. It "
    "fires as soon as one of them does.",
)
_SHEET_2B = Question(
    "12.2b",
    _at(_POINTS_2B, _in_ring),
    "a network that gives 1 between the two squares, 0 in the hole and 0 outside",
    reply=lambda answer: firing_table(answer, _POINTS_2B, _in_ring, OUTER_SQUARE, INNER_SQUARE),
    differs=firing_difference,
    mistakes=(
        Mistake(
            "hole added",
            "Your network fires in the hole as well. The inner square has to be subtracted.",
            _at(_POINTS_2B, lambda x: is_in_polygon(OUTER_SQUARE, x)),
        ),
        Mistake(
            "hole alone",
            "Your network fires only in the hole. You have joined the two squares by AND, or swapped them.",
            _at(_POINTS_2B, lambda x: is_in_polygon(INNER_SQUARE, x)),
        ),
        Mistake(
            "outside too",
            "Your network fires everywhere but in the hole. The output must look at the outer square as well.",
            _at(_POINTS_2B, lambda x: ~is_in_polygon(INNER_SQUARE, x)),
        ),
        Mistake(
            "inside out",
            "Your network fires in the hole and outside, and gives 0 in the ring. Change all signs of the output unit.",
            _at(_POINTS_2B, lambda x: ~_in_ring(x)),
        ),
        Mistake(
            "never fires",
            "Your network never fires. What does the output unit read in the ring, and is its sum there above 0?",
            _at(_POINTS_2B, lambda x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "hole and outside alike",
            "Your network fires everywhere. Is the output’s bias above 0?",
            _at(_POINTS_2B, lambda x: np.ones(len(x), bool)),
        ),
        Mistake(
            "three of four",
            "Your ANDs fire with one of four half-planes missing. Their biases are too large.",
            _at(_POINTS_2B, lambda x: _three_of_four(OUTER_SQUARE, x) & ~_three_of_four(INNER_SQUARE, x)),
        ),
        Mistake(
            "three of four, inside",
            "The AND of the hole fires with one of its four half-planes missing, so too much is cut out.",
            _at(_POINTS_2B, lambda x: is_in_polygon(OUTER_SQUARE, x) & ~_three_of_four(INNER_SQUARE, x)),
        ),
    ),
    hints=(
        "Build the large square first, as if there were no hole. Then the hole, as a square of its own.",
        "The output reads two numbers: 1 in the large square, 1 in the hole. Where should it fire?",
        "In the ring the output reads (1, 0), in the hole (1, 1), outside (0, 0). Give it weights of opposite signs. "
        "Which biases do then work?",
    ),
    explanation="Two ANDs of four lines say whether the point lies in the large square and whether it lies in the "
    "hole. The output reads (1, 0) in the ring, (1, 1) in the hole and (0, 0) outside. With the weights 1 and −1 its "
    "sums are 1, 0 and 0, so any bias between −1 and 0 separates the ring from the rest; −½ is in the middle.",
)

_SIDES = [([3],), ([5, 5],), ([4, 3, 6],), ([3, 3, 3, 3],), ([10, 7],), ([1000, 3, 3, 4, 5],)]
_SHEET_2C = Question(
    "12.2c",
    lambda sides: sum(sides) + len(sides) + 1,
    "the number of units in all three layers",
    cases=_SIDES,
    hidden=("other polygons", lambda rng: (rng.integers(3, 12, rng.size(1, 6)).tolist(),)),
    mistakes=(
        Mistake("OR forgotten", "The output unit is missing: it is a unit too.", lambda sides: sum(sides) + len(sides)),
        Mistake("ANDs forgotten", "The ANDs are missing. There is one for each polygon.", lambda sides: sum(sides) + 1),
        Mistake("one AND", "You counted one AND for all polygons. Each has its own.", lambda sides: sum(sides) + 2),
        Mistake("lines only", "Those are only the units of the first layer.", sum),
        Mistake(
            "inputs counted",
            "You counted the two inputs. They compute nothing.",
            lambda sides: sum(sides) + len(sides) + 3,
        ),
        Mistake(
            "parameters",
            "Those are the parameters, weights and biases. The question asks for the units.",
            lambda sides: 3 * sum(sides) + (sum(sides) + 2) * len(sides) + 1,
        ),
    ),
    hints=(
        "Three layers: lines, ANDs, OR. Count each.",
        "sides holds the number of lines of each polygon, so sum(sides) is the first layer.",
        "There is one AND for each entry of sides, and one OR at the end.",
    ),
    explanation="The first layer has one unit per line, sum(sides) in all. The second has one AND per polygon, which "
    "is len(sides). The third is a single OR. It is there even if there is one polygon only, where it hands the AND "
    "on.",
)

_RADII = [(0.5, 1.0), (1.0, 1.0), (2.0, 1.0), (3.0, 2.0), (10.0, 0.5), (3, 2), (1e9, 1.0), (0.01, 5.0)]


def _outside(formula):
    """Return the mistaken answer that knows the inside and has this formula outside."""
    return lambda r, r0: 1.0 if r <= r0 else float(formula(r0 / r))


_SHEET_3A = Question(
    "12.3a",
    lambda r, r0: float(half_plane_fraction(r, r0)),
    "the fraction of all half-planes that contain the point, from 1 down to nearly ½",
    cases=_RADII,
    hidden=("other distances", lambda rng: (float(rng.uniform(0.1, 9)), float(rng.uniform(0.5, 3)))),
    mistakes=(
        Mistake(
            "half forgotten",
            "Your fraction goes down to 0. Far away, half of the half-planes still contain the point.",
            _outside(lambda q: np.arcsin(q) / np.pi),
        ),
        Mistake(
            "arccos",
            "You add the arc cosine: your fraction rises with the distance.",
            _outside(lambda q: 0.5 + np.arccos(q) / np.pi),
        ),
        Mistake(
            "one side of the arc",
            "The arc of lost lines has two halves, one on each side of the direction of x.",
            _outside(lambda q: 1 - np.arccos(q) / (2 * np.pi)),
        ),
        Mistake(
            "degrees",
            "Your arc is in degrees, but you divide by π. Use radians.",
            _outside(lambda q: 0.5 + np.degrees(np.arcsin(q)) / np.pi),
        ),
        Mistake(
            "cliff only",
            "Your fraction falls to 0 at the circle. That is the AND of all lines, not the fraction of them.",
            _outside(lambda q: 0.0),
        ),
        Mistake("no arc", "You put r₀ / r itself where its arc sine belongs.", _outside(lambda q: 0.5 + q / np.pi)),
        Mistake(
            "what is lost",
            "That is the fraction of the lines that are lost. The question asks for those that still fire.",
            lambda r, r0: 0.0 if r <= r0 else float(np.arccos(r0 / r) / np.pi),
        ),
        Mistake(
            "half a turn",
            "You divide the lost arc by half a turn. The angles of all lines make a full turn, 2π.",
            _outside(lambda q: 1 - 2 * np.arccos(q) / np.pi),
        ),
        Mistake(
            "no plateau",
            "Outside it is right. Inside, r₀ / r is above 1 and has no arc sine. How many half-planes contain the "
            "point there?",
            shows=lambda f: not np.isfinite(f(0.5, 1.0)) and is_close(f(2.0, 1.0), half_plane_fraction(2.0)),
        ),
    ),
    hints=(
        "Two cases: inside the circle no line has been crossed.",
        "Outside, the lost lines are those with r cos θ > r₀. How long is that arc?",
        "The lost arc is 2 arccos(r₀ / r) of 2π, and the rest is left. Mind that np.arccos(x) is nan for x above 1.",
    ),
    explanation="Inside the circle no line has been crossed, so the fraction is 1. Outside, a line whose normal makes "
    "the angle θ with the direction of the point is crossed if r cos θ > r₀. Those angles form an arc of 2 arccos(r₀ "
    "/ r) out of 2π. What is left is 1 − arccos(r₀ / r) / π, which is the same as ½ + arcsin(r₀ / r) / π.",
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_3A)
