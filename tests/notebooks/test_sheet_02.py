"""Sheet 02 and the checkpoints of notebook 02: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from tests.notebooks.sheet_contract import SheetContract

# --- 02.1a, 02.1b, 02.2a: values and slopes ----------------------------------------------------------------------


def slope_by_way_of_z(a):
    z = np.log(a / (1 - a))
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


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


# --- 02.3a: units that are stuck ---------------------------------------------------------------------------------


def stuck_by_loops(Z, slope, tolerance):
    n = 0
    for j in range(Z.shape[1]):
        alive = False
        for i in range(Z.shape[0]):
            alive = alive or abs(slope(Z[i, j])) >= tolerance
        n += not alive
    return n


def stuck_by_the_largest(Z, slope, tolerance):
    return np.count_nonzero(np.abs(slope(Z)).max(axis=0) < tolerance)


def stuck_by_columns(Z, slope, tolerance):
    return len([column for column in Z.T if np.all(np.abs(slope(column)) < tolerance)])


# --- 02.4a: the gradient of epsilon ------------------------------------------------------------------------------


def gradient_by_loops(z, da):
    total = 0.0
    for i in range(len(z)):
        for j in range(len(z[i])):
            if z[i][j] < 0:
                total += da[i][j] * z[i][j]
    return total


def gradient_by_difference(z, da):
    loss = lambda eps: np.sum(da * np.where(z > 0, z, eps * z))
    return loss(1.0) - loss(0.0)  # the loss is a straight line in epsilon


# --- 02.5a: the Jacobian -----------------------------------------------------------------------------------------


def probabilities(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def jacobian_by_loops(z):
    p, k = probabilities(z), len(z)
    J = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            J[i, j] = p[i] * ((i == j) - p[j])
    return J


def jacobian_by_complex_step(z):
    columns = []
    for j in range(len(z)):
        moved = z.astype(complex)
        moved[j] += 1e-30j
        e = np.exp(moved)
        columns.append(np.imag(e / e.sum()) / 1e-30)
    return np.array(columns).T.tolist()


P = (0.3, 0.5, 0.2)
Z3, DA3 = (-1, 3, -2.5), (2.5, 2, -0.5)

RIGHT = {
    "02.1": [0.64, 1 - 0.6**2, [0.64], np.array(0.64)],
    "02.2": ["b"],
    "02.3": ["c"],
    "02.4": [-1.25, sum(d * z for z, d in zip(Z3, DA3) if z < 0), np.sum(np.array(DA3) * np.minimum(0, Z3))],
    "02.5": [-0.15, -P[0] * P[1], (np.diag(P) - np.outer(P, P))[0, 1]],
    "02.1a": [
        lambda a: a * (1 - a),
        lambda a: a - a**2,
        slope_by_way_of_z,
        lambda a: 0.25 - (a - 0.5) ** 2,
        lambda a: numbers_in(a, lambda v: v * (1 - v)),
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
        stuck_by_loops,
        stuck_by_the_largest,
        stuck_by_columns,
        lambda Z, slope, tolerance: float(np.all(slope(Z) ** 2 < tolerance**2, axis=0).sum()),
    ],
    "02.4a": [
        gradient_by_loops,
        gradient_by_difference,
        lambda z, da: np.sum(da[z < 0] * z[z < 0]),
        lambda z, da: np.vdot(da, np.minimum(z, 0)),
        lambda z, da: [np.einsum("ni,ni->", da, np.minimum(z, 0))],
    ],
    "02.5a": [
        jacobian_by_loops,
        jacobian_by_complex_step,
        lambda z: probabilities(z)[:, None] * (np.eye(len(z)) - probabilities(z)),
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
    "02.5a": [lambda z: None],
}


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


MISTAKES = {
    "02.1": {
        "the sigmoid's rule": 0.6 * 0.4,
        "square forgotten": 1 - 0.6,
        "value for z": 1 / math.cosh(0.6) ** 2,
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
    },
    "02.5": {
        "sign": 0.3 * 0.5,
        "diagonal": 0.3 - 0.09,
        "the column's diagonal": 0.5 - 0.25,
        "another column": -0.3 * 0.2,
        "independent": 0,
    },
    "02.1a": {
        "a taken for z": lambda a: sigmoid(a) - sigmoid(a) ** 2,
        "second factor forgotten": lambda a: +a,
        "squared": lambda a: a * a,
        "tanh's rule": lambda a: (1 - a) * (1 + a),
        "first factor forgotten": lambda a: 1 - a,
        "sign": lambda a: -a * (1 - a),
        "all squared": lambda a: a**2 * (1 - a) ** 2,
    },
    "02.1b": {
        "no leak": lambda z, e: z * (z > 0),
        "leak everywhere": lambda z, e: e * np.array(z),
        "sides swapped": lambda z, e: np.maximum(0, e * z) + np.minimum(0, z),
        "constant leak": lambda z, e: numbers_in(z, lambda v: v if v > 0 else e),
        "maximum with epsilon": lambda z, e: np.clip(z, e, None),
        "sign of the leak": lambda z, e: np.maximum(z, -e * z),
        "slope returned": lambda z, e: e + (1 - e) * (z > 0),
    },
    "02.2a": {
        "the value": lambda z, s: z * (z > 0),
        "always 0 at 0": lambda z, s: (z > 0) * 1.0,
        "always 1 at 0": lambda z, s: 1.0 * (z >= 0),
        "convention on the left": lambda z, s: numbers_in(z, lambda v: 1 if v > 0 else s),
        "convention on the right": lambda z, s: s * (z >= 0),
        "sides swapped": lambda z, s: (z < 0) + s * (z == 0),
    },
    "02.3a": {
        "one example is enough": lambda Z, slope, t: sum(bool((abs(slope(c)) < t).any()) for c in Z.T),
        "numbers for units": lambda Z, slope, t: np.count_nonzero(abs(slope(Z)) < t),
        "examples for units": lambda Z, slope, t: sum(bool((abs(slope(row)) < t).all()) for row in Z),
        "the others": lambda Z, slope, t: Z.shape[1] - stuck_by_loops(Z, slope, t),
        "exactly 0": lambda Z, slope, t: sum(not slope(c).any() for c in Z.T),
        "z for slope": lambda Z, slope, t: sum(max(c) < t for c in Z.T),
        "a mean slope": lambda Z, slope, t: sum(np.mean(abs(slope(c))) < t for c in Z.T),
        "a share": lambda Z, slope, t: stuck_by_loops(Z, slope, t) / Z.shape[1],
        "sign of the slope": lambda Z, slope, t: sum(np.max(slope(c)) < t for c in Z.T),
    },
    "02.4a": {
        "not summed": lambda z, da: np.where(z < 0, z * da, 0),
        "a mean": lambda z, da: gradient_by_loops(z, da) / z.size,
        "positive side": lambda z, da: np.sum((z * da)[z > 0]),
        "all z": np.vdot,
        "da forgotten": lambda z, da: z[z < 0].sum(),
        "z forgotten": lambda z, da: da[z < 0].sum(),
        "size of z": lambda z, da: -gradient_by_loops(z, da),
        "one sum an example": lambda z, da: [gradient_by_loops([r], [d]) for r, d in zip(z, da)],
        "one sum a unit": lambda z, da: [gradient_by_loops([r], [d]) for r, d in zip(z.T, da.T)],
    },
    "02.5a": {
        "diagonal only": lambda z: np.eye(len(z)) * probabilities(z) * (1 - probabilities(z)),
        "a list of slopes": lambda z: probabilities(z) - probabilities(z) ** 2,
        "outer product only": lambda z: -probabilities(z)[:, None] * probabilities(z),
        "plus": lambda z: np.eye(len(z)) * probabilities(z) + probabilities(z)[:, None] * probabilities(z),
        "sign": lambda z: -jacobian_by_loops(z),
        "z for p": lambda z: np.eye(len(z)) * z - z[:, None] * z,
        "an inner product": lambda z: np.eye(len(z)) * probabilities(z) - np.sum(probabilities(z) ** 2),
        "second part forgotten": lambda z: np.eye(len(z)) * probabilities(z),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "02", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("02.1", 0.7),
        ("02.4", -1.2),
        ("02.5", -0.1),
        ("02.1a", lambda a: a * (1 - a) / 2),
        ("02.1a", lambda a: 0.25),
        ("02.1b", lambda z, e: np.where(z > 1, z, e * z)),
        ("02.2a", lambda z, s: np.full(z.shape, s)),
        ("02.3a", lambda Z, slope, t: 1),
        ("02.4a", lambda z, da: 2 * gradient_by_loops(z, da)),
        ("02.5a", lambda z: jacobian_by_loops(z)[::-1]),
        ("02.5a", lambda z: jacobian_by_loops(2 * z)),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (verdict.status, verdict.mistake) == ("wrong", "") and "Wanted: " in verdict.says


@pytest.mark.parametrize(
    "number, answer",
    [
        (
            "02.1a",
            lambda a: (
                {0.5: [0.25], 0.2: [0.16]}.get(a.flat[0], a * (1 - a))
                if len(a) < 2 and a.flat[0] in (0.5, 0.2)
                else a * (1 - a)
                if a.shape in ((3,), (2, 2)) and a.flat[0] in (0.1, 0.25)
                else a
            ),
        ),
        ("02.2a", lambda z, s: (z > 0) + s * (z == 0) if s in (0, 0.25, 0.5, 1) else z),
        ("02.5a", lambda z: jacobian_by_loops(z) if np.allclose(z * 2, np.round(z * 2)) else np.eye(len(z))),
    ],
)
def test_a_table_of_replies_does_not_pass_the_hidden_cases(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake.startswith("hidden: ")


@pytest.mark.parametrize("number", ["02.1a", "02.1b", "02.2a", "02.3a", "02.4a", "02.5a"])
def test_the_learners_arrays_are_his_own(number):
    def spoils(*given):
        given[0][0] = 77
        return given[0]

    assert check(number, spoils).mistake == "input changed"
