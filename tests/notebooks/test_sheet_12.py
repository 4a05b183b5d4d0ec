"""Sheet 12 and the checkpoints of notebook 12: networks of many kinds pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, relu, sigmoid, sign, step
from lecture_lib.course import questions
from lecture_lib.threshold import Perceptron, polygon_shape, shape_net
from tests.notebooks.sheet_contract import SheetContract

# --- 12.1a: one side ---------------------------------------------------------------------------------------------


def by_turning(p, q):
    w = np.array([[0, -1], [1, 0]]) @ (q - p)
    return w, -np.dot(w, p)


def by_lists(p, q):
    return [float(p[1] - q[1]), float(q[0] - p[0])], [float(p[0] * q[1] - p[1] * q[0])]


def by_unit_length(p, q):
    angle = math.atan2(q[1] - p[1], q[0] - p[0]) + math.pi / 2
    w = np.array([math.cos(angle), math.sin(angle)])
    return 7 * w, -7 * (w @ q)


def side(dx, dy, anchor=lambda w, p: -(w[0] * p[0] + w[1] * p[1])):
    def learner(p, q):
        run, rise = q[0] - p[0], q[1] - p[1]
        w = (dx(run, rise), dy(run, rise))
        return w, anchor(w, p)

    return learner


# --- 12.1b: convex polygons --------------------------------------------------------------------------------------


def loop(corners, bias=lambda n: 0.5 - n, ends=range, unit=by_turning, g=step, out=1.0):
    sides = [unit(corners[i], corners[(i + 1) % len(corners)]) for i in ends(len(corners))]
    W, b = [s[0] for s in sides], [np.ravel(s[1])[0] for s in sides]
    return MLP((W, b, g), ([[out] * len(sides)], [bias(len(sides))], step))


def by_not_or(corners):
    """NOT any outer side."""
    net = loop(corners, unit=lambda p, q: by_turning(q, p))
    return MLP((net[1].W, net[1].b, step), (-np.ones((1, len(corners))), [0.5], step))


def by_signs(corners):
    return loop(corners, bias=lambda n: 0.5 - n, g=sign)


def with_layers_as_a_list(corners):
    net = loop(corners)
    return [(net[1].W.tolist(), net[1].b.tolist()), (net[2].W.tolist(), net[2].b.tolist())]


def mistaken_polygon(**changes):
    return lambda corners: loop(corners, **changes)


def twice_the_side(p, q):
    return q - p, -float((q - p) @ p)


# --- 12.2a, 12.2b: two squares, a ring ---------------------------------------------------------------------------

BOX = [[1, 0], [-1, 0], [0, 1], [0, -1]]
PAIR = (BOX + BOX, [3, -1, 1, 1, -1, 3, 0, 2])
FRAME = (BOX + BOX, [2, 2, 2, 2, 1, 1, 1, 1])
HALVES = [[1] * 4 + [0] * 4, [0] * 4 + [1] * 4]
SQUARES = ([(-3, -1), (-1, -1), (-1, 1), (-3, 1)], [(1, 0), (3, 0), (3, 2), (1, 2)])
RING = ([(-2, -2), (2, -2), (2, 2), (-2, 2)], [(-1, -1), (1, -1), (1, 1), (-1, 1)])


def three(first, and_bias=(-3.5, -3.5), out=(1, 1), bias=-0.5, middle=HALVES):
    return MLP((*first, step), (middle, list(and_bias), step), ([list(out)], [bias], step))


def convex(*corners):
    return shape_net(polygon_shape(list(corners)))


def smooth(first, out, bias):
    return MLP(
        (np.array(first[0]) * 1000, np.array(first[1]) * 1000, sigmoid),
        (np.array(HALVES) * 40, [-140, -140], sigmoid),
        (np.array([out]) * 40, [bias * 40], sigmoid),
    )


def ring_in_one_hidden_layer():
    """Four wide lines and four narrow ones: in the ring exactly all the wide ones fire and not all the narrow ones."""
    return MLP((*FRAME, step), ([[10] * 4 + [-1] * 4], [-36.5], step))


BAND = convex((-3, -1), (-1, -1), (3, 0), (3, 2), (1, 2), (-3, 1))

# --- 12.2c, 12.3a ------------------------------------------------------------------------------------------------


def counted_one_by_one(sides):
    total = 1
    for n in sides:
        total += n
        total += 1
    return total


def by_arccos(r, r0):
    return 1 - math.acos(min(1.0, r0 / r)) / math.pi


def by_clipping(r, r0):
    return np.array([0.5 + np.arcsin(np.clip(r0 / r, 0, 1)) / np.pi])


def beyond(formula):
    def learner(r, r0):
        if r > r0:
            return formula(r, r0)
        return 1

    return learner


RIGHT = {
    "12.1": [-1.5, [-1.5], 4 - 5.5],
    "12.2": ["b"],
    "12.3": ["c"],
    "12.1a": [by_turning, by_lists, by_unit_length],
    "12.1b": [
        loop,
        by_not_or,
        with_layers_as_a_list,
        lambda corners: shape_net(polygon_shape(corners)),
        lambda corners: loop(corners, bias=lambda n: 0.1 - n),
    ],
    "12.2a": [
        three(PAIR),
        shape_net(polygon_shape(*SQUARES)),
        smooth(PAIR, (1, 1), -0.5),
        [PAIR, (HALVES, [-3.2, -3.8]), ([[2, 3]], [-1])],
    ],
    "12.2b": [
        three(FRAME, out=(1, -1)),
        shape_net(polygon_shape(*RING)),
        ring_in_one_hidden_layer(),
        smooth(FRAME, (1, -1), -0.5),
    ],
    "12.2c": [
        counted_one_by_one,
        lambda sides: np.sum(np.array(sides) + 1) + 1,
        lambda sides: [sum(n + 1 for n in sides) + 1],
    ],
    "12.3a": [by_arccos, by_clipping, beyond(lambda r, r0: 0.5 + math.asin(r0 / r) / math.pi)],
}
STUBS = {
    "12.1": [...],
    "12.2": [None],
    "12.3": [None],
    "12.1a": [lambda p, q: ...],
    "12.1b": [lambda corners: ...],
    "12.2a": [..., None],
    "12.2b": [...],
    "12.2c": [lambda sides: ...],
    "12.3a": [lambda r, r0: None],
}
MISTAKES = {
    "12.1": {
        "bias forgotten": 4,
        "pentagon’s bias": 4 - 4.5,
        "bias added": 4 + 5.5,
        "half-planes lost count −1": 4 - 2 - 5.5,
        "half forgotten": 4 - 6,
        "after the step": 0,
    },
    "12.2": {key: key for key in "acd"},
    "12.3": {key: key for key in "abd"},
    "12.1a": {
        "other side": lambda p, q: by_turning(q, p),
        "bias sign": side(lambda u, v: -v, lambda u, v: u, lambda w, p: w[0] * p[0] + w[1] * p[1]),
        "two signs": side(lambda u, v: v, lambda u, v: -u, lambda w, p: w[0] * p[0] + w[1] * p[1]),
        "bias forgotten": side(lambda u, v: -v, lambda u, v: u, lambda w, p: 0.0),
        "bias forgotten, other side": side(lambda u, v: v, lambda u, v: -u, lambda w, p: 0.0),
        "half scaled": lambda p, q: (by_turning(p, q)[0] / math.dist(p, q), by_turning(p, q)[1]),
        "along for across": side(lambda u, v: u, lambda u, v: v),
        "minus forgotten": side(lambda u, v: v, lambda u, v: u),
    },
    "12.1b": {
        "OR for AND": mistaken_polygon(bias=lambda n: -0.5),
        "one missing": mistaken_polygon(bias=lambda n: 1.5 - n),
        "pentagon’s bias": mistaken_polygon(bias=lambda n: -4.5),
        "never fires": mistaken_polygon(unit=lambda p, q: by_turning(q, p)),
        "inside out": mistaken_polygon(bias=lambda n: n - 0.5, out=-1.0),
        "last side forgotten": mistaken_polygon(ends=lambda n: range(n - 1)),
        "along for across": mistaken_polygon(unit=twice_the_side),
    },
    "12.2a": {
        "never fires": three(PAIR, bias=-1.5),
        "fires everywhere": MLP((*PAIR, step), ([[1] * 8], [-0.5], step)),
        "left only": three(PAIR, out=(1, 0)),
        "right only": three(PAIR, out=(0, 1)),
        "three of four": three(PAIR, and_bias=(-2.5, -2.5)),
        "three of four, left": three(PAIR, and_bias=(-2.5, -3.5)),
        "three of four, right": three(PAIR, and_bias=(-3.5, -2.5)),
        "hull of both": BAND,
        "inside out": three(PAIR, out=(-1, -1), bias=0.5),
    },
    "12.2b": {
        "hole added": three(FRAME),
        "hole alone": three(FRAME, bias=-1.5),
        "outside too": three(FRAME, out=(0, -1), bias=0.5),
        "inside out": three(FRAME, out=(-1, 1), bias=0.5),
        "never fires": three(FRAME, out=(1, -1), bias=-1.5),
        "hole and outside alike": three(FRAME, out=(1, -1), bias=0.5),
        "three of four": three(FRAME, and_bias=(-2.5, -2.5), out=(1, -1)),
        "three of four, inside": three(FRAME, and_bias=(-3.5, -2.5), out=(1, -1)),
    },
    "12.2c": {
        "OR forgotten": lambda sides: sum(n + 1 for n in sides),
        "ANDs forgotten": lambda sides: 1 + sum(sides),
        "one AND": lambda sides: sum(sides) + 1 + 1,
        "lines only": sum,
        "inputs counted": lambda sides: 2 + counted_one_by_one(sides),
        "parameters": lambda sides: (
            MLP.random((2, sum(sides), len(sides), 1), step, rng=np.random.default_rng(0)).n_parameters
        ),
    },
    "12.3a": {
        "half forgotten": beyond(lambda r, r0: math.asin(r0 / r) / math.pi),
        "arccos": beyond(lambda r, r0: 0.5 + math.acos(r0 / r) / math.pi),
        "one side of the arc": beyond(lambda r, r0: 1 - math.acos(r0 / r) / math.tau),
        "degrees": beyond(lambda r, r0: 0.5 + math.asin(r0 / r) * 180 / math.pi / math.pi),
        "cliff only": lambda r, r0: float(r <= r0),
        "no arc": beyond(lambda r, r0: 0.5 + r0 / r / math.pi),
        "what is lost": lambda r, r0: math.acos(min(1, r0 / r)) / math.pi,
        "half a turn": beyond(lambda r, r0: 1 - math.acos(r0 / r) / (math.pi / 2)),
        "no plateau": lambda r, r0: 0.5 + np.arcsin(np.float64(r0) / r) / np.pi,
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "12", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("12.1", 3.0),
        ("12.1a", lambda p, q: (np.array([1.0, 0.0]), 0.0)),
        ("12.1b", lambda corners: loop(corners[::2])),
        ("12.2a", three((PAIR[0], [3.1, -0.9, 1.1, 1.1, -1, 3, 0, 2]))),
        ("12.2b", three(FRAME, and_bias=(-2.5, -3.5), out=(1, -1))),
        ("12.2b", MLP(([[1, 0]], [0], step))),
        ("12.2c", lambda sides: 7),
        ("12.3a", lambda r, r0: 0.5),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake in ("", "constant") and "should" in verdict.says


@pytest.mark.parametrize(
    "number, answer, says",
    [
        ("12.2a", 3, "this is not a network"),
        ("12.2a", [1, 2], "this is not a network"),
        ("12.2b", MLP(([[1, 0, 0]], [0], step)), "2 inputs and 1 output"),
        ("12.1b", lambda corners: corners, "this is not a network"),
        ("12.1a", lambda p, q: q - p, "return w, b"),
        ("12.1a", lambda p, q: ([1, 2, 3], 0), "w has 3 numbers"),
        ("12.1a", lambda p, q: ([0, 0], 0), "no line"),
    ],
)
def test_what_is_no_network_is_told_in_words(number, answer, says):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and says in verdict.says


def test_other_activations_pass():
    W, b = np.array(PAIR[0]), np.array(PAIR[1])
    by_relu = MLP(
        (1e4 * W, 1e4 * b, relu),
        (-np.eye(8) * 1e4, np.full(8, 1.0), relu),
        (np.array(HALVES) * -1.0, [0.5, 0.5], step),
        ([[1, 1]], [-0.5], step),
    )
    assert check("12.2a", by_relu).right  # relu(1 - large z) is 0 where the line is passed
    assert check("12.2a", MLP((W, b, sign), (HALVES, [-3, -3], sign), ([[1, 1]], [1], identity))).right


@pytest.mark.parametrize(
    "unit", [lambda p, q: (by_turning(p, q)[0], 0.0), lambda p, q: (by_turning(p, q)[0], -by_turning(p, q)[1])]
)
def test_lines_without_their_bias_or_with_its_opposite_have_nothing_in_common(unit):
    assert check("12.1b", mistaken_polygon(unit=unit)).mistake == "never fires"


def test_a_table_of_replies_does_not_pass():
    shown = {str(case): questions("12")["12.2c"].truth(*case) for case in questions("12")["12.2c"].cases}
    assert check("12.2c", lambda sides: shown.get(str((sides,)), 0)).mistake.startswith("hidden")


def test_the_truth_of_the_ring_and_the_squares_by_hand():
    x, y, fires = questions("12")["12.2b"].truth().T
    assert np.array_equal(fires == 1, (np.maximum(abs(x), abs(y)) < 2) & (np.maximum(abs(x), abs(y)) > 1) & (x != 0))
    x, y, fires = questions("12")["12.2a"].truth().T
    wanted = (abs(x + 2) < 1) & (abs(y) < 1) | (abs(x - 2) < 1) & (abs(y - 1) < 1)
    assert np.array_equal(fires == 1, wanted) and len(x) > 1000


def boxes(*intervals):
    """A network of three layers that fires in each of these boxes (x from, x to, y from, y to)."""
    W, b = BOX * len(intervals), [v for x0, x1, y0, y1 in intervals for v in (-x0, x1, -y0, y1)]
    k = len(intervals)
    ands = np.kron(np.eye(k), np.ones((1, 4)))
    return MLP((W, b, step), (ands, [-3.5] * k, step), ([[1] * k], [-0.5], step))


def ring_with(outer, inner):
    b = [outer] * 4 + [inner] * 4
    return MLP((BOX + BOX, b, step), (HALVES, [-3.5, -3.5], step), ([[1, -1]], [-0.5], step))


TWO = ((-3, -1, -1, 1), (1, 3, 0, 2))


@pytest.mark.parametrize(
    "number, net",
    [
        ("12.2a", boxes(*TWO, (11, 13, 10, 12))),
        ("12.2a", boxes(*TWO, (51, 51.5, -8, -7))),
        ("12.2a", boxes(*TWO, (-0.1, 0.1, -0.1, 0.1))),
        ("12.2a", boxes((-3.1, -0.9, -1.1, 1.1), TWO[1])),
        ("12.2a", boxes((-3.01, -1, -1, 1), TWO[1])),
        ("12.2a", boxes(TWO[0], (1, 3.001, 0, 2))),
        ("12.2b", ring_with(2, 1.1)),
        ("12.2b", ring_with(2.05, 1)),
        ("12.2b", ring_with(2, 0.999)),
    ],
)
def test_a_shape_that_is_a_little_off_or_fires_far_away_is_refused_and_the_point_is_named(number, net):
    verdict = check(number, net)
    assert verdict.status == "wrong" and "At the point (" in verdict.says and "It should give" in verdict.says


def test_more_units_and_other_scales_are_as_good():
    assert check("12.2a", boxes(*TWO, TWO[0], (-2, -1, 0, 1))).right
    assert check("12.2b", ring_with(2 + 1e-12, 1)).right


@pytest.mark.parametrize("shift", [0.05, -0.05, 0.001])
def test_a_bias_that_is_a_little_off_is_refused(shift):
    def learner(p, q):
        w, b = by_turning(p, q)
        return w, b + shift * (w @ w)

    assert "It should be 0, because p lies on the line" in check("12.1a", learner).says


def test_a_perceptron_is_a_unit():
    assert check("12.1a", lambda p, q: Perceptron(*by_turning(p, q))).right


def test_float32_and_a_row_and_a_column_are_as_good():
    assert check("12.1a", lambda p, q: tuple(np.float32(part) for part in by_turning(p, q))).right
    assert check("12.1a", lambda p, q: (np.matrix(by_turning(p, q)[0]).T, [[by_turning(p, q)[1]]])).right


def test_an_and_with_a_bias_above_0_fires_everywhere_and_is_told_so():
    verdict = check("12.1b", loop_with_bias_above_0)
    assert verdict.mistake == "OR for AND" and "fires everywhere" in verdict.says


def loop_with_bias_above_0(corners):
    return loop(corners, bias=lambda n: n - 0.5)


def test_the_learners_arrays_are_his_own():
    def spoils(corners):
        corners += 1
        return loop(corners)

    assert check("12.1b", spoils).mistake == "input changed"
