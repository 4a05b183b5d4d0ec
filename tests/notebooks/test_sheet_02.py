"""Sheet 02 and the checkpoints of notebook 02: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math
from itertools import islice

import numpy as np
import pytest

from lecture_lib import (
    MLP,
    SGD,
    backward,
    check,
    cross_entropy,
    descend,
    forward,
    half_squares,
    identity,
    one_hot,
    relu,
    softmax,
)
from lecture_lib.course import questions
from lecture_lib.data import digits
from lecture_lib.nn import make_relu
from tests.notebooks.sheet_contract import SheetContract

# --- 02.1a, 02.1b, 02.2a: values and slopes ----------------------------------------------------------------------


def slope_by_way_of_z(a):
    z = np.log((1 + a) / (1 - a))
    return 2 * np.exp(-z) / (1 + np.exp(-z)) ** 2


def slope_by_way_of_tanh(a):
    return 0.5 / np.cosh(np.arctanh(a)) ** 2


def numbers_in(array, f):
    """Apply f number by number, as a learner without arrays does."""
    return [numbers_in(part, f) for part in array] if np.ndim(array) else f(float(array))


def leak_by_mask(z, epsilon):
    out = z.astype(float).copy()
    out[out < 0] *= epsilon
    return out


def slope_by_mask(z, at_zero):
    out = np.zeros(z.shape)
    out[z > 0] = 1
    out[z == 0] = at_zero
    return out


def leak_in_a_copy(z, epsilon):
    out = np.array(z)
    out[z < 0] *= epsilon
    return out


def slope_in_an_array_like_z(z, at_zero):
    out = np.zeros_like(z)
    out[z > 0] = 1
    out[z == 0] = at_zero
    return out


# --- 02.3a: examples on which a layer is silent ------------------------------------------------------------------


def silent_by_loops(Z, slope, tolerance):
    n = 0
    for i in range(Z.shape[0]):
        alive = False
        for j in range(Z.shape[1]):
            alive = alive or abs(slope(Z[i, j])) >= tolerance
        n += not alive
    return n


def silent_by_the_largest(Z, slope, tolerance):
    return np.count_nonzero(np.abs(slope(Z)).max(axis=1) < tolerance)


def silent_by_rows(Z, slope, tolerance):
    return len([row for row in Z if np.all(np.abs(slope(row)) < tolerance)])


# --- 02.4a: the gradient of epsilon ------------------------------------------------------------------------------


def gradient_by_loops(z, da):
    totals = [0.0] * len(z[0])
    for i in range(len(z)):
        for j in range(len(z[i])):
            if z[i][j] < 0:
                totals[j] += da[i][j] * z[i][j]
    return totals


def gradient_by_difference(z, da):
    loss = lambda eps: np.sum(da * np.where(z > 0, z, eps * z), axis=0)
    return loss(1.0) - loss(0.0)  # the loss is a straight line in each epsilon


# --- 02.5a: the Jacobian -----------------------------------------------------------------------------------------


def probabilities(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def products(p):
    return p[:, None] * p


def jacobian_by_loops(z, T):
    p, k = probabilities(z / T), len(z)
    J = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            J[i, j] = p[i] * ((i == j) - p[j]) / T
    return J


def jacobian_by_complex_step(z, T):
    columns = []
    for j in range(len(z)):
        moved = z.astype(complex)
        moved[j] += 1e-30j
        e = np.exp(moved / T)
        columns.append(np.imag(e / e.sum()) / 1e-30)
    return np.array(columns).T.tolist()


def jacobian_in_floats_of_single_precision(z, T):
    p = probabilities((z / T).astype(np.float32))
    return ((np.diag(p) - np.outer(p, p)) / np.float32(T)).astype(np.float32)


P = (0.3, 0.5, 0.2)
Z3, DA3 = (-1, 3, -2.5), (2.5, 2, -0.5)

RIGHT = {
    "02.1": [0.64, 1 - 0.6**2, [0.64], np.array(0.64)],
    "02.2": ["b"],
    "02.3": ["c"],
    "02.4": [-1.25, sum(d * z for z, d in zip(Z3, DA3) if z < 0), np.sum(np.array(DA3) * np.minimum(0, Z3))],
    "02.5": [-0.15, -P[0] * P[1], (np.diag(P) - np.outer(P, P))[0, 1]],
    "02.1a": [
        lambda a: (1 - a**2) / 2,
        lambda a: (1 - a) * (1 + a) * 0.5,
        slope_by_way_of_z,
        slope_by_way_of_tanh,
        lambda a: 2 * ((a + 1) / 2) * (1 - (a + 1) / 2),
        lambda a: numbers_in(a, lambda v: (1 - v * v) / 2),
        lambda a: np.matrix((1 - a**2) / 2) if np.ndim(a) == 2 else ((1 - a**2) / 2)[:, None],
    ],
    "02.1b": [
        lambda z, e: np.maximum(z, e * z),
        lambda z, e: np.maximum(0, z) + e * np.minimum(0, z),
        leak_by_mask,
        lambda z, e: np.maximum(0, z) + np.minimum(0, e * z),
        lambda z, e: numbers_in(z, lambda v: v if v >= 0 else e * v),
    ],
    "02.2a": [
        slope_by_mask,
        lambda z, s: (z > 0) + s * (z == 0),
        np.heaviside,
        lambda z, s: numbers_in(z, lambda v: 1 if v > 0 else s if v == 0 else 0),
    ],
    "02.3a": [
        silent_by_loops,
        silent_by_the_largest,
        silent_by_rows,
        lambda Z, slope, tolerance: float(np.all(slope(Z) ** 2 < tolerance**2, axis=1).sum()),
        lambda Z, slope, tolerance: np.float32(np.all(np.abs(slope(Z)) < tolerance, axis=1).sum()),
        lambda Z, slope, tolerance: np.array([(np.abs(slope(Z.T)) < tolerance).all(axis=0).sum()]),
    ],
    "02.4a": [
        gradient_by_loops,
        gradient_by_difference,
        lambda z, da: np.array([np.sum(d[u < 0] * u[u < 0]) for u, d in zip(z.T, da.T)]),
        lambda z, da: [np.dot(d, np.minimum(u, 0)) for u, d in zip(z.T, da.T)],
        lambda z, da: np.einsum("ni,ni->i", da, np.minimum(z, 0))[:, None],
        lambda z, da: np.sum(da * np.minimum(0, z), axis=0, keepdims=True),
        lambda z, da: tuple(np.diag(da.T @ np.minimum(0, z))),
    ],
    "02.5a": [
        jacobian_by_loops,
        jacobian_by_complex_step,
        jacobian_in_floats_of_single_precision,
        lambda z, T: probabilities(z / T)[:, None] * (np.eye(len(z)) - probabilities(z / T)) / T,
        lambda z, T: np.matrix(jacobian_by_loops(z, T)),
    ],
}

STUBS = {
    "02.1": [...],
    "02.2": [None],
    "02.3": [None],
    "02.4": [...],
    "02.5": [...],
    "02.1a": [lambda a: ...],
    "02.1b": [lambda z, epsilon: ...],
    "02.2a": [lambda z, at_zero: None],
    "02.3a": [lambda Z, slope, tolerance: ...],
    "02.4a": [lambda z, da: ...],
    "02.5a": [lambda z, T: None],
}


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


MISTAKES = {
    "02.1": {
        "the sigmoid's rule": 0.6 * 0.4,
        "square forgotten": 1 - 0.6,
        "value for z": 1 / math.cosh(0.6) ** 2,
        "value for z in the sigmoid": math.exp(0.6) / (1 + math.exp(0.6)) ** 2,
        "only the square": 0.6**2,
        "plus": 1 + 0.36,
    },
    "02.2": {letter: letter for letter in "acd"},
    "02.3": {letter: letter for letter in "abd"},
    "02.4": {
        "all z": np.dot(Z3, DA3),
        "positive side": 3 * 2,
        "z alone": -1 - 2.5,
        "a mean": -1.25 / 3,
        "slopes": 2.5 - 0.5,
        "sign": 2.5 - 0.5 * 2.5,
        "size of z": -1 * 2.5 - 2.5 * 0.5,
    },
    "02.5": {
        "sign": 0.3 * 0.5,
        "diagonal": 0.3 - 0.09,
        "the column's diagonal": 0.5 - 0.25,
        "another column": -0.3 * 0.2,
        "another row": -0.5 * 0.2,
        "independent": 0,
    },
    "02.1a": {
        "tanh's rule": lambda a: (1 - a) * (1 + a),
        "the sigmoid's rule": lambda a: a - a * a,
        "not stretched": lambda a: sigmoid(2 * np.arctanh(a)) * sigmoid(-2 * np.arctanh(a)),
        "stretched twice": lambda a: 2 - 2 * a * a,
        "the sigmoid's rule, doubled": lambda a: 2 * (a - a * a),
        "a taken for z": lambda a: 2 * sigmoid(a) * sigmoid(-a),
        "a taken for z in the sigmoid": lambda a: sigmoid(a) - sigmoid(a) ** 2,
        "a taken for z in tanh": lambda a: 1 / np.cosh(a) ** 2,
        "value returned": lambda a: +a,
        "first factor forgotten": lambda a: -(a - 1),
        "square forgotten": lambda a: 0.5 - a / 2,
        "squared": lambda a: a * a,
        "sign": lambda a: -(1 - a) * (1 + a) / 2,
        "plus": lambda a: 0.5 + a * a / 2,
        "the sigmoid of a": sigmoid,
        "tanh of a": lambda a: 2 * sigmoid(2 * a) - 1,
        "only σ": lambda a: 0.5 + a / 2,
        "a/2 for σ": lambda a: a / 2 - a * a / 4,
        "a/2 for σ, doubled": lambda a: a - a * a / 2,
        "bracket squared": lambda a: 0.5 * (a - 1) ** 2,
        "only a² halved": lambda a: (2 - a * a) / 2,
        "no square": lambda a: (1 - 2 * a) / 2,
        "size for square": lambda a: 0.5 - abs(a) / 2,
        "root": lambda a: 0.5 * ((1 - a) * (1 + a)) ** 0.5,
        "the steepest slope": lambda a: 0.5 + 0 * a,
        "summed": lambda a: a.size / 2 - np.vdot(a, a) / 2,
    },
    "02.1b": {
        "no leak": lambda z, e: z * (z > 0),
        "leak everywhere": lambda z, e: e * np.array(z),
        "sides swapped": lambda z, e: np.maximum(0, e * z) + np.minimum(0, z),
        "constant leak": lambda z, e: numbers_in(z, lambda v: v if v > 0 else e),
        "maximum with epsilon": lambda z, e: np.clip(z, e, None),
        "sign of the leak": lambda z, e: np.maximum(z, -e * z),
        "slope returned": lambda z, e: e + (1 - e) * (z > 0),
        "added leak": lambda z, e: z + e * (z <= 0),
        "leak added everywhere": lambda z, e: z * (z > 0) + e * z,
        "usual leak": lambda z, e: np.maximum(z, 0.01 * z),
        "whole numbers": lambda z, e: np.where(z > 0, z, e * z).astype(z.dtype),
        "a copy of integers": leak_in_a_copy,
        "both sides added up": lambda z, e: np.where(z > 0, e * z, -e * z),
        "minus epsilon": lambda z, e: numbers_in(z, lambda v: v if v > 0 else -e),
        "slope on the right": lambda z, e: numbers_in(z, lambda v: 1 if v > 0 else e * v),
        "epsilon as threshold": lambda z, e: numbers_in(z, lambda v: v if v > e else e * v),
        "subtracted leak": lambda z, e: z - e * (z <= 0),
        "epsilon added to the ReLU": lambda z, e: e + z * (z > 0),
        "smaller ReLU": lambda z, e: e * z * (z > 0),
    },
    "02.2a": {
        "the value": lambda z, s: z * (z > 0),
        "always 0 at 0": lambda z, s: (z > 0) * 1.0,
        "always 1 at 0": lambda z, s: 1.0 * (z >= 0),
        "convention on the left": lambda z, s: numbers_in(z, lambda v: 1 if v > 0 else s),
        "convention on the right": lambda z, s: s * (z >= 0),
        "sides swapped": lambda z, s: (z < 0) + s * (z == 0),
        "always ½ at 0": lambda z, s: (1 + np.sign(z)) / 2,
        "sign for slope": lambda z, s: numbers_in(z, lambda v: s if v == 0 else math.copysign(1, v)),
        "about 0": lambda z, s: np.where(np.isclose(z, 0), s, z > 0),
        "whole numbers": slope_in_an_array_like_z,
        "the sigmoid's slope": lambda z, s: sigmoid(z) * sigmoid(-z),
        "value on the right": lambda z, s: np.maximum(z, 0) + s * (z == 0),
        "value or convention": lambda z, s: numbers_in(z, lambda v: v if v > 0 else s),
        "left and zero exchanged": lambda z, s: (z > 0) + s * (z < 0),
        "1 everywhere else": lambda z, s: 1 - (1 - s) * (z == 0),
        "at_zero as threshold": lambda z, s: 1.0 * (z > s),
        "at_zero added": lambda z, s: s + (z > 0),
        "1 at 0 and at_zero left": lambda z, s: (z >= 0) + s * (z < 0),
        "sign": lambda z, s: numbers_in(z, lambda v: 1 if v > 0 else -1),
        "only the convention": lambda z, s: s + 0.0 * np.sign(z),
        "slope of the step": lambda z, s: s * (z == 0),
    },
    "02.3a": {
        "one unit is enough": lambda Z, slope, t: sum(bool((abs(slope(row)) < t).any()) for row in Z),
        "numbers for examples": lambda Z, slope, t: np.count_nonzero(abs(slope(Z)) < t),
        "units for examples": lambda Z, slope, t: sum(bool((abs(slope(c)) < t).all()) for c in Z.T),
        "the others": lambda Z, slope, t: Z.shape[0] - silent_by_loops(Z, slope, t),
        "exactly 0": lambda Z, slope, t: sum(not slope(row).any() for row in Z),
        "z for slope": lambda Z, slope, t: sum(max(row) < t for row in Z),
        "size of z for slope": lambda Z, slope, t: sum(max(abs(row)) < t for row in Z),
        "sign of the slope": lambda Z, slope, t: sum(np.max(slope(row)) < t for row in Z),
        "a mean slope": lambda Z, slope, t: sum(np.mean(abs(slope(row))) < t for row in Z),
        "a sum of slopes": lambda Z, slope, t: sum(np.sum(abs(slope(row))) < t for row in Z),
        "sum before size": lambda Z, slope, t: sum(abs(np.sum(slope(row))) < t for row in Z),
        "equal counted": lambda Z, slope, t: sum(np.max(abs(slope(row))) <= t for row in Z),
        "a share": lambda Z, slope, t: silent_by_loops(Z, slope, t) / Z.shape[0],
        "sign and entries": lambda Z, slope, t: np.count_nonzero(slope(Z) < t),
        "z without sign": lambda Z, slope, t: sum(np.max(slope(abs(row))) < t for row in Z),
        "a product of slopes": lambda Z, slope, t: sum(abs(np.prod(slope(row))) < t for row in Z),
        "a length of slopes": lambda Z, slope, t: sum(np.sqrt(np.sum(slope(row) ** 2)) < t for row in Z),
        "counted for each row": lambda Z, slope, t: [np.count_nonzero(abs(slope(row)) < t) for row in Z],
        "not counted": lambda Z, slope, t: [bool((abs(slope(row)) < t).all()) for row in Z],
    },
    "02.4a": {
        "not summed": lambda z, da: np.where(z < 0, z * da, 0),
        "one sum for the layer": lambda z, da: sum(gradient_by_loops(z, da)),
        "one sum per example": lambda z, da: [sum(gradient_by_loops([r], [d])) for r, d in zip(z, da)],
        "a mean": lambda z, da: np.array(gradient_by_loops(z, da)) / len(z),
        "positive side": lambda z, da: np.sum(np.where(z > 0, z * da, 0), axis=0),
        "all z": lambda z, da: np.einsum("ni,ni->i", z, da),
        "da forgotten": lambda z, da: np.sum(z * (z < 0), axis=0),
        "z forgotten": lambda z, da: np.where(z < 0, da, 0).sum(axis=0),
        "size of z": lambda z, da: -np.array(gradient_by_loops(z, da)),
        "a mean of everything": lambda z, da: sum(gradient_by_loops(z, da)) / z.size,
        "minimum of the product, one sum": lambda z, da: (da * z)[da * z < 0].sum(),
        "minimum of da": lambda z, da: gradient_by_loops(da, z),
        "minimum of the sum": lambda z, da: [min(0, np.dot(u, d)) for u, d in zip(z.T, da.T)],
        "a matrix product": lambda z, da: np.einsum("ni,nj->ij", da, np.minimum(z, 0)),
        "sums multiplied": lambda z, da: np.where(z < 0, z, 0).sum(axis=0) * da.sum(axis=0),
        "only da": lambda z, da: [sum(column) for column in da.T],
        "size of all z": lambda z, da: np.einsum("ni,ni->i", abs(z), da),
        "slope for z": lambda z, da: np.where(z < 0, da, da * z).sum(axis=0),
        "divided by the units": lambda z, da: np.array(gradient_by_loops(z, da)) / len(z[0]),
        "z forgotten, one sum per example": lambda z, da: np.where(z < 0, da, 0).sum(axis=1),
        "minimum of the product": lambda z, da: (da * z * (da * z < 0)).sum(axis=0),
    },
    "02.5a": {
        "inner factor forgotten": lambda z, T: T * jacobian_by_loops(z, T),
        "factor T": lambda z, T: T * T * jacobian_by_loops(z, T),
        "temperature only outside": lambda z, T: jacobian_by_loops(z, 1) / T,
        "temperature ignored": lambda z, T: jacobian_by_loops(z, 1),
        "multiplied by T": lambda z, T: jacobian_by_loops(z, 1 / T),
        "diagonal only": lambda z, T: np.eye(len(z)) * jacobian_by_loops(z, T),
        "a list of slopes": lambda z, T: np.diag(jacobian_by_loops(z, T)),
        "a list of slopes without T": lambda z, T: probabilities(z / T) - probabilities(z / T) ** 2,
        "outer product only": lambda z, T: -probabilities(z / T)[:, None] * probabilities(z / T) / T,
        "plus": lambda z, T: probabilities(z / T)[:, None] * (np.eye(len(z)) + probabilities(z / T)) / T,
        "sign": lambda z, T: -jacobian_by_loops(z, T),
        "z for p": lambda z, T: (np.eye(len(z)) * z / T - z[:, None] * z / T**2) / T,
        "an inner product": lambda z, T: (
            (np.eye(len(z)) * probabilities(z / T) - np.sum(probabilities(z / T) ** 2)) / T
        ),
        "second part forgotten": lambda z, T: np.eye(len(z)) * probabilities(z / T) / T,
        "temperature in one part": lambda z, T: np.eye(len(z)) * probabilities(z / T) - products(probabilities(z)),
        "factor on one part": lambda z, T: np.eye(len(z)) * probabilities(z / T) / T - products(probabilities(z / T)),
        "p divided by T": lambda z, T: np.eye(len(z)) * probabilities(z) / T - products(probabilities(z)) / T**2,
        "p of z, factor T": lambda z, T: T * jacobian_by_loops(z, 1),
        "factor twice": lambda z, T: jacobian_by_loops(z, T) / T,
        "probabilities returned": lambda z, T: probabilities(z / T),
        "sign and factor": lambda z, T: -T * jacobian_by_loops(z, T),
        "element by element": lambda z, T: (np.eye(len(z)) * probabilities(z / T) - probabilities(z / T) ** 2) / T,
        "sigmoids": lambda z, T: sigmoid(z / T) * sigmoid(-z / T) / T,
        "positive outer product": lambda z, T: products(probabilities(z / T)),
        "diagonal only, without T": lambda z, T: T * np.eye(len(z)) * jacobian_by_loops(z, T),
        "only diag(p)": lambda z, T: np.eye(len(z)) * probabilities(z / T),
        "a list of slopes of z": lambda z, T: probabilities(z) - probabilities(z) ** 2,
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "02", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("02.1", 0.7),
        ("02.4", -1.2),
        ("02.5", -0.1001),
        ("02.1a", lambda a: 0.5 - np.abs(a) / 3),
        ("02.1a", lambda a: 0.25),
        ("02.1b", lambda z, e: np.where(z > 1, z, e * z)),
        ("02.1b", lambda z, e: np.clip(np.maximum(z, e * z), -500, 500)),
        ("02.2a", lambda z, s: np.where(z > 0, 1.0, 0.7)),
        ("02.3a", lambda Z, slope, t: 1),
        ("02.4a", lambda z, da: 2.5 * np.array(gradient_by_loops(z, da))),
        ("02.5a", lambda z, T: jacobian_by_loops(z, T)[::-1]),
        ("02.5a", lambda z, T: jacobian_by_loops(2 * z, T)),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    known = {mistake.name for mistake in questions("02")[number].mistakes}
    assert verdict.status == "wrong" and verdict.mistake not in known


@pytest.mark.parametrize(
    "number, answer",
    [
        ("02.1a", lambda a: (1 - a**2) / 2 if np.isin(a, KNOWN_OUTPUTS).all() else a),
        ("02.2a", lambda z, s: (z > 0) + s * (z == 0) if s in (0, 0.25, 0.5, 0.75, 1) else z),
        ("02.5a", lambda z, T: jacobian_by_loops(z, T) if np.allclose(z * 2, np.round(z * 2)) else np.eye(len(z))),
    ],
)
def test_a_table_of_replies_does_not_pass_the_hidden_cases(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake.startswith("hidden: ")


KNOWN_OUTPUTS = [v for (a,) in questions("02")["02.1a"].cases for v in a.flat]


@pytest.mark.parametrize(
    "number, slip",
    [
        ("02.1b", lambda z, e: z if z > 0 else e * z),
        ("02.2a", lambda z, s: 1 if z > 0 else 0 if z < 0 else s),
        ("02.4a", lambda z, da: da * z if z < 0 else 0),
    ],
)
def test_if_for_a_whole_array_is_explained(number, slip):
    verdict = check(number, slip)
    assert verdict.status == "wrong" and "np.where" in verdict.says


def test_the_convention_at_0_matters_to_a_narrow_network_only():
    """Question 02.2, tried: one epoch with both conventions, from the same start."""
    x, y, *_ = digits()
    x, y = x[:1000], one_hot(y[:1000], 10)

    def trained(sizes, g):
        net = MLP.random(sizes, *[g] * (len(sizes) - 2), softmax, rng=np.random.default_rng(0))
        run = descend(net, x, y, cross_entropy, SGD(0.1), batch=50, rng=np.random.default_rng(1))
        return [np.concatenate([layer.W.ravel(), layer.b]) for layer in next(run).net]

    def differ(sizes):
        return any((p != q).any() for p, q in zip(trained(sizes, make_relu(0)), trained(sizes, make_relu(1))))

    assert differ((784, 3, 3, 10)) and not differ((784, 100, 10))


def test_a_unit_of_the_second_hidden_layer_can_come_back():
    """Question 02.3, tried: its own weights stay, those below move, and its z rises above 0."""
    unit = ([[1.0], [-1.0]], [0.0, 0.5], relu), ([[1.0, 0.0], [1.0, -1.0]], [0.3, -0.6], relu)
    net = MLP(*unit, ([[1.0, 1.0]], [0.0], identity))
    x, y = np.array([[0.2], [0.5]]), np.array([[2.0], [3.0]])
    asleep = forward(net, x).z[2][:, 1]
    assert (asleep < 0).all() and not backward(forward(net, x), y, half_squares).dW[2][1].any()
    seen = [forward(epoch.net, x).z[2][:, 1].max() for epoch in islice(descend(net, x, y, half_squares, SGD(0.1)), 60)]
    assert max(seen) > 0


LEAKS = np.array([0.0, -1.5, 2.0])
JACOBIAN = jacobian_by_loops(np.array([0.0, 1.0]), 2.0)


@pytest.mark.parametrize(
    "number, got, truth, says",
    [
        ("02.1a", [0.3, 0.1], np.array([0.45, 0.15]), "same wrong factor"),
        ("02.1a", [-0.3, 0.1], np.array([0.45, 0.15]), "negative"),
        ("02.1a", [0.3, 0.7], np.array([0.45, 0.15]), "larger than at z = 0"),
        ("02.1a", [0.3, 0.4], np.array([0.45, 0.15]), ""),
        ("02.1a", 0.3, np.array([0.45, 0.15]), ""),
        ("02.3a", [1, 2], 2, "2 numbers"),
        ("02.3a", 0.5, 2, "whole"),
        ("02.3a", 1, 2, ""),
        ("02.4a", 7.0, LEAKS, "one number per unit"),
        ("02.4a", np.ones((3, 7)), LEAKS, "21 numbers for 3 units"),
        ("02.4a", [1, -1.5, 2], LEAKS, "Unit 1 never has a negative z"),
        ("02.4a", 3 * LEAKS, LEAKS, "same wrong factor"),
        ("02.4a", [0, -1.5, 3], LEAKS, "For unit 3 you returned 3"),
        ("02.5a", [1.0, 2.0], JACOBIAN, "a slope for every input"),
        ("02.5a", -JACOBIAN, JACOBIAN, "diagonal is negative"),
        ("02.5a", np.ones((2, 2)), JACOBIAN, "beside your diagonal is positive"),
        ("02.5a", 7.0 * np.eye(2), JACOBIAN, "sums to 7. It should be 0"),
        ("02.5a", [[0.2, -0.2], [-0.1, 0.1]], JACOBIAN, "not symmetric"),
        ("02.5a", 0.3 * JACOBIAN, JACOBIAN, "same wrong factor"),
        ("02.5a", np.full((2, 2), np.nan), JACOBIAN, ""),
    ],
)
def test_a_wrong_reply_of_an_unknown_kind_is_described(number, got, truth, says):
    said = questions("02")[number].differs(got, truth)
    assert says in said and bool(says) == bool(said)


@pytest.mark.parametrize("number", ["02.1a", "02.1b", "02.2a", "02.3a", "02.4a", "02.5a"])
def test_the_learners_arrays_are_his_own(number):
    def spoils(*given):
        given[0][0] = 77
        return given[0]

    assert check(number, spoils).mistake == "input changed"
