"""Questions of notebook 12 and its sheet: polygons, islands, holes and bumps from threshold units."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..threshold import half_plane_fraction, regular_polygon
from ..validation import is_close
from .mistaken import (
    INNER_SQUARE,
    LEFT_SQUARE,
    OUTER_SQUARE,
    RIGHT_SQUARE,
    grid_off_boundary,
    is_in_polygon,
    n_containing_half_planes,
    network_labels,
    points_beside_line,
    polygon_test_points,
    unit_labels,
)

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "12.1",
    -1.5,
    "the AND unit’s sum with its bias, one number",
    [
        ("bias forgotten", 4, "That is how many half-planes hold x. The AND’s bias is still to be added."),
        ("pentagon’s bias", -0.5, "You took the bias of the pentagon. A hexagon’s AND has to see six ones."),
        ("bias added", 9.5, "You added 5.5. An AND’s bias is negative: only a full sum may rise above it."),
        (
            "half-planes lost count −1",
            -3.5,
            "You subtracted the two that do not hold x. They give 0; the other four give 1.",
        ),
        ("half forgotten", -2, "You took the bias −6, and then the unit never fires. Leave room: −(6 − ½)."),
        ("after the step", 0, "That is what the unit gives after its step. Its sum is asked."),
    ],
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
        "c": ("In the larger island only", "The OR sees ones and zeros. It does not know which island is larger."),
        "d": ("Between the islands", "Between them both ANDs give 0. What is the OR’s sum there?"),
    },
    right="b",
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
            "The fitted weights came to about 0.95 with the same hidden units. So it is not the layer alone.",
        ),
        "c": (
            "Because the tails stay: the sum in a gap is larger than at some of the borders",
            "Right. In the limit the gap has 2.32 and the far border 2.16, so every threshold is wrong at one of them.",
        ),
        "d": ("Because the threshold was chosen badly", "Every threshold was tried, and the best is reported."),
    },
    right="c",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _left(p, q, turn=1, sign=1, bias=1):
    """Return where a unit with these mistakes fires beside the line through p and q."""
    p, d = np.asarray(p, float), np.subtract(q, p)
    w = turn * np.array([-d[1], d[0]])
    return unit_labels((w, -sign * bias * (w @ p)), p, q)


def _along(p, q):
    d = np.subtract(q, p).astype(float)
    return unit_labels((d, -(d @ np.asarray(p, float))), p, q)


def _mirrored(p, q):
    d = np.subtract(q, p).astype(float)
    w = np.array([d[1], d[0]])
    return unit_labels((w, -(w @ np.asarray(p, float))), p, q)


def _two_points(rng) -> tuple:
    p, angle = rng.uniform(-3, 3, 2), rng.uniform(0, 2 * np.pi)
    return p, p + rng.uniform(0.5, 3) * np.array([np.cos(angle), np.sin(angle)])


def _pairs(*pairs) -> list:
    return [(np.array(p, float), np.array(q, float)) for p, q in pairs]


_SHEET_1A = Question(
    "12.1a",
    lambda p, q: np.where(points_beside_line(p, q)[1], 1.0, 0.0),
    "w and b with w·x + b > 0 on the left of the way from p to q",
    cases=_pairs(((0, 1), (1, 1)), ((1, 0), (1, 2)), ((2, 1), (0, 2)), ((-1, -3), (-2, 1))),
    hidden=("other corners", _two_points),
    reply=lambda answer, p, q: unit_labels(answer(p, q), p, q),
    mistakes=(
        Mistake(
            "other side",
            "Your unit fires on the right of the way from p to q. Turn w and b round.",
            lambda p, q: _left(p, q, turn=-1),
        ),
        Mistake(
            "bias sign",
            "Your line runs on the other side of the origin: the bias has the wrong sign. w·p + b must be 0.",
            lambda p, q: _left(p, q, sign=-1),
        ),
        Mistake(
            "bias forgotten",
            "Your line goes through the origin. Choose b so that w·p + b is 0.",
            lambda p, q: _left(p, q, bias=0),
        ),
        Mistake("along for across", "Your w points along the side. It has to stand at right angles to it.", _along),
        Mistake(
            "minus forgotten",
            "You swapped the two numbers of q − p. For a right angle one of them changes its sign too.",
            _mirrored,
        ),
    ),
    hints=(
        "The unit’s line is where w·x + b is 0. w stands at right angles to it and points to where the unit fires.",
        "Turn d = q − p by a quarter turn to the left: (d₁, d₂) becomes (−d₂, d₁).",
        "p lies on the line, so b is minus the product of w and p.",
    ),
)


def _net_case(corners) -> tuple:
    return (np.array(corners, float),)


def _convex(rng) -> tuple:
    n = int(rng.integers(3, 8))
    return (regular_polygon(n, 1, rng.uniform(-3, 3, 2), rng.uniform(0, 6)) * rng.uniform(0.5, 2, 2),)


def _near(test):
    """Return the mistaken answer that fires where `test(corners, x)` holds, at the points near the polygon."""
    return lambda corners: np.where(test(corners, polygon_test_points(corners)), 1.0, 0.0)


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
    )
]
_SHEET_1B = Question(
    "12.1b",
    _near(is_in_polygon),
    "an output of 1 inside the polygon and 0 outside; the border itself is not asked",
    cases=_CASES_1B,
    hidden=("other polygons", _convex),
    reply=lambda answer, corners: network_labels(answer(corners), polygon_test_points(corners)),
    mistakes=(
        Mistake(
            "OR for AND",
            "Your network fires as soon as one half-plane holds the point. All of them must.",
            _near(lambda c, x: n_containing_half_planes(c, x) > 0),
        ),
        Mistake(
            "one missing",
            "Your AND fires with one half-plane missing: n − 1 of n are enough for it. Its bias is −(n − ½).",
            _near(lambda c, x: n_containing_half_planes(c, x) >= len(c) - 1),
        ),
        Mistake(
            "never fires",
            "Your network never fires. Three mistakes do that: lines that fire on their outer side, lines whose "
            "biases are missing or turned round, and an AND with a bias of −n or lower.",
            _near(lambda c, x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "inside out",
            "Your network fires outside the polygon and is silent inside.",
            _near(lambda c, x: ~is_in_polygon(c, x)),
        ),
        Mistake(
            "last side forgotten",
            "The side from the last corner back to the first is missing, and the area is open there.",
            _near(_but_the_last),
        ),
        Mistake(
            "along for across",
            "Your weights point along the sides. They have to stand at right angles to them.",
            _near(_along_the_sides),
        ),
    ),
    hints=(
        "One unit a side, then one unit that reads them all.",
        "np.roll(corners, -1, axis=0) holds the corner that follows each one. W has one row a side.",
        "The AND has a row of n ones and the bias −(n − ½). Return MLP((W, b, step), (ones, [bias], step)).",
    ),
)

_GRID_2A = grid_off_boundary(lambda x: is_in_polygon(LEFT_SQUARE, x) | is_in_polygon(RIGHT_SQUARE, x), (-4, -4), (4, 4))
_GRID_2B = grid_off_boundary(
    lambda x: is_in_polygon(OUTER_SQUARE, x) & ~is_in_polygon(INNER_SQUARE, x), (-4, -4), (4, 4)
)
_BAND = np.array([(-3, -1), (-1, -1), (3, 0), (3, 2), (1, 2), (-3, 1)])


def _at(grid, test):
    """Return the mistaken answer that fires at the grid's points where `test(x)` holds."""
    return lambda: np.where(test(grid), 1.0, 0.0)


_SHEET_2A = Question(
    "12.2a",
    _at(_GRID_2A, lambda x: is_in_polygon(LEFT_SQUARE, x) | is_in_polygon(RIGHT_SQUARE, x)),
    "1 inside each of the two squares and 0 elsewhere",
    reply=lambda answer: network_labels(answer, _GRID_2A),
    mistakes=(
        Mistake(
            "never fires",
            "Your network never fires. If the output is an AND of the two squares, it waits for a point that lies "
            "in both.",
            _at(_GRID_2A, lambda x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "fires everywhere",
            "Your network fires everywhere. An OR of half-planes does that: join the lines of a square by AND first.",
            _at(_GRID_2A, lambda x: np.ones(len(x), bool)),
        ),
        Mistake(
            "left only",
            "Your network knows the left square alone.",
            _at(_GRID_2A, lambda x: is_in_polygon(LEFT_SQUARE, x)),
        ),
        Mistake(
            "right only",
            "Your network knows the right square alone.",
            _at(_GRID_2A, lambda x: is_in_polygon(RIGHT_SQUARE, x)),
        ),
        Mistake(
            "three of four",
            "Each of your ANDs fires with one of its four half-planes missing: their biases are −3.5.",
            _at(
                _GRID_2A,
                lambda x: (
                    (n_containing_half_planes(LEFT_SQUARE, x) >= 3) | (n_containing_half_planes(RIGHT_SQUARE, x) >= 3)
                ),
            ),
        ),
        Mistake(
            "hull of both",
            "Your network also fires between the squares: that is the rubber band round both.",
            _at(_GRID_2A, lambda x: is_in_polygon(_BAND, x)),
        ),
        Mistake(
            "inside out",
            "Your network fires outside the squares and is silent inside.",
            _at(_GRID_2A, lambda x: ~(is_in_polygon(LEFT_SQUARE, x) | is_in_polygon(RIGHT_SQUARE, x))),
        ),
    ),
    hints=(
        "Eight lines, two ANDs, one OR: three layers.",
        "x₁ > −3 is the unit with w = (1, 0) and b = 3. Write down all eight like that, four for each square.",
        "The second layer is [[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]] with biases −3.5. What is the "
        "bias of an OR?",
    ),
)
_SHEET_2B = Question(
    "12.2b",
    _at(_GRID_2B, lambda x: is_in_polygon(OUTER_SQUARE, x) & ~is_in_polygon(INNER_SQUARE, x)),
    "1 between the two squares, 0 in the hole and outside",
    reply=lambda answer: network_labels(answer, _GRID_2B),
    mistakes=(
        Mistake(
            "hole added",
            "Your network fires in the hole as well: the inner square has to be subtracted.",
            _at(_GRID_2B, lambda x: is_in_polygon(OUTER_SQUARE, x)),
        ),
        Mistake(
            "hole alone",
            "Your network fires in the hole and nowhere else. You have joined the two squares by AND, or swapped them.",
            _at(_GRID_2B, lambda x: is_in_polygon(INNER_SQUARE, x)),
        ),
        Mistake(
            "outside too",
            "Your network fires everywhere but in the hole. The outer square has to be asked as well.",
            _at(_GRID_2B, lambda x: ~is_in_polygon(INNER_SQUARE, x)),
        ),
        Mistake(
            "inside out",
            "Your network fires in the hole and outside, and is silent in the ring. Change all signs of the "
            "output unit.",
            _at(_GRID_2B, lambda x: is_in_polygon(INNER_SQUARE, x) | ~is_in_polygon(OUTER_SQUARE, x)),
        ),
        Mistake(
            "never fires",
            "Your network never fires. The output’s bias must lie between −1 and 0: it has 1 − 0 in the ring.",
            _at(_GRID_2B, lambda x: np.zeros(len(x), bool)),
        ),
        Mistake(
            "hole and outside alike",
            "Your network fires everywhere. Is the output’s bias above 0?",
            _at(_GRID_2B, lambda x: np.ones(len(x), bool)),
        ),
    ),
    hints=(
        "Build the large square first, as if there were no hole. Then the hole, as a square of its own.",
        "The output sees two numbers: 1 in the large square, 1 in the hole. Where do you want what?",
        "In the ring the output sees (1, 0), in the hole (1, 1), outside (0, 0). Weights 1 and −1; which bias?",
    ),
)

_SIDES = [([3],), ([5, 5],), ([4, 3, 6],), ([3, 3, 3, 3],), ([10, 7],)]
_SHEET_2C = Question(
    "12.2c",
    lambda sides: sum(sides) + len(sides) + 1,
    "the number of units in all three layers",
    cases=_SIDES,
    hidden=("other polygons", lambda rng: (rng.integers(3, 12, int(rng.integers(1, 6))).tolist(),)),
    mistakes=(
        Mistake("OR forgotten", "The output unit is missing: it is a unit too.", lambda sides: sum(sides) + len(sides)),
        Mistake("ANDs forgotten", "The ANDs are missing: one for each polygon.", lambda sides: sum(sides) + 1),
        Mistake("one AND", "You counted one AND for all polygons. Each has its own.", lambda sides: sum(sides) + 2),
        Mistake("lines alone", "Those are the units of the first layer.", sum),
        Mistake(
            "inputs counted",
            "You counted the two inputs. They compute nothing.",
            lambda sides: sum(sides) + len(sides) + 3,
        ),
        Mistake(
            "parameters",
            "Those are the parameters, weights and biases. The units are asked.",
            lambda sides: 3 * sum(sides) + (sum(sides) + 2) * len(sides) + 1,
        ),
    ),
    hints=(
        "Three layers: lines, ANDs, OR. Count each.",
        "sides holds the number of lines of each polygon, so sum(sides) is the first layer.",
        "There is one AND for each entry of sides, and one OR at the end.",
    ),
)

_RADII = [(0.5, 1.0), (1.0, 1.0), (2.0, 1.0), (3.0, 2.0), (10.0, 0.5)]


def _outside(formula):
    """Return the mistaken answer that knows the inside and has this formula outside."""
    return lambda r, r0: 1.0 if r <= r0 else float(formula(r0 / r))


_SHEET_3A = Question(
    "12.3a",
    lambda r, r0: float(half_plane_fraction(r, r0)),
    "the share of all half-planes that hold the point, from 1 down to nearly ½",
    cases=_RADII,
    hidden=("other distances", lambda rng: (float(rng.uniform(0.1, 9)), float(rng.uniform(0.5, 3)))),
    mistakes=(
        Mistake(
            "half forgotten",
            "Your share goes down to 0. Far away, half of the half-planes still hold the point.",
            _outside(lambda q: np.arcsin(q) / np.pi),
        ),
        Mistake(
            "arccos",
            "You add the arc cosine: your share rises with the distance.",
            _outside(lambda q: 0.5 + np.arccos(q) / np.pi),
        ),
        Mistake(
            "one side of the arc",
            "The arc of lost lines has two halves, one on each side of the direction of x.",
            _outside(lambda q: 1 - np.arccos(q) / (2 * np.pi)),
        ),
        Mistake(
            "degrees",
            "Your arc is in degrees; the π below it wants radians.",
            _outside(lambda q: 0.5 + np.degrees(np.arcsin(q)) / np.pi),
        ),
        Mistake(
            "cliff alone",
            "You fall to 0 at the circle. That is the AND of all lines, not their share.",
            _outside(lambda q: 0.0),
        ),
        Mistake("no arc", "You put r₀ / r itself where its arc sine belongs.", _outside(lambda q: 0.5 + q / np.pi)),
        Mistake(
            "no plateau",
            "Outside it is right. Inside, r₀ / r is above 1 and has no arc sine: there all half-planes hold the point.",
            shows=lambda f: not np.isfinite(f(0.5, 1.0)) and is_close(f(2.0, 1.0), half_plane_fraction(2.0)),
        ),
    ),
    hints=(
        "Two cases: inside the circle no line has been crossed.",
        "Outside, the lost lines are those with r cos θ > r₀. How long is that arc?",
        "The arc is 2 arccos(r₀ / r) of 2π; what is not lost is left. Mind that np.arcsin stops being a number "
        "above 1.",
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_3A)
