"""Rows 01.1 and 01.2: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from tests.notebooks.sheet_contract import SheetContract

# --- 01.1a: the subgradient of a batch ------------------------------------------------------------------------


def by_arrays(w, b, X, y, penalty):
    pulling = y * (X @ w + b) < 1
    return penalty * w - (y[pulling] @ X[pulling]) / len(y), -y[pulling].sum() / len(y)


def in_a_loop(w, b, X, y, penalty):
    dw, db = [penalty * v for v in w], 0
    for row, label in zip(X, y):
        if label * (sum(p * q for p, q in zip(row, w)) + b) < 1:
            for j, value in enumerate(row):
                dw[j] -= label * value / len(y)
            db -= label / len(y)
    return dw, db


def with_columns(w, b, X, y, penalty):
    z = X @ w[:, None] + b
    lack = np.maximum(0, 1 - y[:, None] * z)
    dz = -y[:, None] * np.sign(lack)
    return [(X.T @ dz)[:, 0] / len(X) + penalty * w, dz.mean()]


def in_float32(w, b, X, y, penalty):
    w, X, y = (v.astype(np.float32) for v in (w, X, y))
    dz = np.where(y * (X @ w + b) <= 1, -y, np.float32(0))
    return (dz[:, None] * X).mean(axis=0) + np.float32(penalty) * w, dz.mean()


def by_differences(w, b, X, y, penalty):
    def cost(v):
        return np.maximum(0, 1 - y * (X @ v[:-1] + v[-1])).mean() + penalty / 2 * v[:-1] @ v[:-1]

    v, h = np.append(w, b), 1e-6
    slopes = [(cost(v + h * e) - cost(v - h * e)) / (2 * h) for e in np.eye(len(v))]
    return np.array(slopes[:-1]), slopes[-1]


def batch_slip(pulls=None, label=lambda y: y, regular=lambda p, w, n: p * w, n=len, db=lambda db, b, p: db, sign=1):
    """A learner's loop with one thing wrong."""

    def learner(w, b, X, y, penalty):
        dw, d = np.zeros(len(w)), 0.0
        for row, t in zip(X, y):
            z = row @ w + b
            if (pulls or (lambda m, z: m < 1))(t * z, z):
                dw, d = dw - sign * label(t) * row / n(y), d - sign * label(t) / n(y)
        return dw + regular(penalty, w, len(y)), db(d, b, penalty)

    return learner


def logistic_gradient(w, b, X, y, penalty):
    pull = [-t * (1 - 1 / (1 + math.exp(-t * (row @ w + b)))) / len(y) for row, t in zip(X, y)]
    return np.array(pull) @ X + penalty * w, sum(pull)


# --- 01.1b: from the dual variables -----------------------------------------------------------------------------


def line_first(alpha, X, y, penalty):
    w = sum(a * t * row for a, t, row in zip(alpha, y, X)) / penalty / len(y)
    for a, t, row in zip(alpha, y, X):
        if 0 < a < 1:
            return w, t - row @ w


def line_mean(alpha, X, y, penalty):
    w = X.T @ (alpha * y) / (penalty * X.shape[0])
    free = (alpha > 1e-6) & (alpha < 1 - 1e-6)
    return w.tolist(), float(np.mean(y[free] - X[free] @ w))


def line_by_margin(alpha, X, y, penalty):
    w = np.einsum("i,i,ij->j", alpha, y, X) / (penalty * len(alpha))
    i = np.argmin(np.abs(alpha - 0.5))
    return [w, (1 - y[i] * (w @ X[i])) / y[i]]


def dual_slip(scale=lambda p, n: 1 / (p * n), label=lambda y: y, bias=None):
    def learner(alpha, X, y, penalty):
        w = scale(penalty, len(y)) * ((alpha * label(y))[:, None] * X).sum(axis=0)
        i = next(k for k in range(len(y)) if 0 < alpha[k] < 1)
        return w, bias(alpha, X, y, w, i) if bias else y[i] - w @ X[i]

    return learner


# --- 01.2a: a cell of a histogram ---------------------------------------------------------------------------------


def cell_in_a_loop(gx, gy, bins):
    votes = [0.0] * bins
    for across, down in zip(gx.ravel(), gy.ravel()):
        angle = math.atan2(down, across)
        if angle < 0:
            angle += math.pi
        votes[int(angle * bins / math.pi) % bins] += math.hypot(across, down)
    return votes


def cell_by_histogram(gx, gy, bins):
    angle = np.mod(np.degrees(np.arctan2(gy, gx)), 180)
    return np.histogram(angle, bins=bins, range=(0, 180), weights=np.sqrt(gx**2 + gy**2))[0]


def cell_by_complex(gx, gy, bins):
    g = gx + 1j * gy
    g = np.where(g.imag < 0, -g, g)
    k = np.floor(np.angle(g) / (np.pi / bins)).astype(int)
    return tuple(np.abs(g)[k == i].sum() for i in range(bins))


def cell_by_arctan(gx, gy, bins):
    k = np.floor_divide(np.arctan(gy / gx) % np.pi, np.pi / bins)
    votes = np.zeros(bins)
    np.add.at(votes, k.astype(int), np.hypot(gx, gy))
    return votes


def cell_slip(vote=math.hypot, sector=None, after=lambda v: v):
    def learner(gx, gy, bins):
        votes = np.zeros(bins)
        for u, v in zip(gx.ravel().tolist(), gy.ravel().tolist()):
            k = sector(u, v, bins) if sector else (math.atan2(v, u) % math.pi) / math.pi * bins
            votes[int(k) % bins] += vote(u, v)
        return after(votes)

    return learner


def mean_votes(gx, gy, bins):
    k = (np.arctan2(gy, gx) % np.pi * bins / np.pi).astype(int)
    return [np.hypot(gx, gy)[k == i].mean() if (k == i).any() else 0 for i in range(bins)]


class TestLinear(SheetContract):
    lecture = "01"
    rows = ("01.1", "01.2")
    right = {
        "01.1": [1.25, np.array([1.25]), max(0, 1 - -1 * 0.25), np.float32(1.25)],
        "01.2": ["c"],
        "01.1a": [by_arrays, in_a_loop, with_columns, in_float32, by_differences],
        "01.1b": [line_first, line_mean, line_by_margin],
        "01.2a": [cell_in_a_loop, cell_by_histogram, cell_by_complex, cell_by_arctan],
    }
    stubs = {
        "01.1": [..., None],
        "01.2": [None],
        "01.1a": [lambda w, b, X, y, penalty: ..., lambda w, b, X, y, penalty: (..., ...)],
        "01.1b": [lambda alpha, X, y, penalty: ..., lambda alpha, X, y, penalty: (..., ...)],
        "01.2a": [lambda gx, gy, bins: ...],
    }
    mistakes = {
        "01.1": {
            "label ignored": 1 - 0.25,
            "margin": -1 * 0.25,
            "perceptron": 0.25,
            "0/1": 1,
            "squared": (1 + 0.25) ** 2,
            "logistic": math.log(1 + math.exp(0.25)),
            "not clipped from below": 0,
            "slope": -1,
        },
        "01.2": {letter: letter for letter in "abd"},
        "01.1a": {
            "penalty forgotten": batch_slip(regular=lambda p, w, n: 0),
            "penalty doubled": batch_slip(regular=lambda p, w, n: 2 * p * w),
            "penalty halved": batch_slip(regular=lambda p, w, n: p / 2 * w),
            "penalty averaged": batch_slip(regular=lambda p, w, n: p * w / n),
            "penalty subtracted": batch_slip(regular=lambda p, w, n: -p * w),
            "bias penalised": batch_slip(db=lambda db, b, p: db + p * b),
            "sum for mean": batch_slip(n=lambda y: 1),
            "all pull": batch_slip(pulls=lambda m, z: True),
            "only mistakes pull": batch_slip(pulls=lambda m, z: m < 0),
            "far ones pull": batch_slip(pulls=lambda m, z: m > 1),
            "score for margin": batch_slip(pulls=lambda m, z: z < 1),
            "uphill": batch_slip(sign=-1),
            "label forgotten": batch_slip(label=lambda y: 1),
            "db forgotten": batch_slip(db=lambda db, b, p: 0),
            "logistic": logistic_gradient,
        },
        "01.1b": {
            "labels forgotten": dual_slip(label=abs),
            "n forgotten": dual_slip(lambda p, n: 1 / p),
            "penalty forgotten": dual_slip(lambda p, n: 1 / n),
            "penalty multiplied": dual_slip(lambda p, n: p / n),
            "b from any support vector": dual_slip(bias=lambda a, X, y, w, i: (y - X @ w)[np.nonzero(a)[0][0]]),
            "b from all support vectors": dual_slip(bias=lambda a, X, y, w, i: np.mean((y - X @ w)[a != 0])),
            "b from all": dual_slip(bias=lambda a, X, y, w, i: np.mean(y - X @ w)),
            "b turned round": dual_slip(bias=lambda a, X, y, w, i: w @ X[i] - y[i]),
            "b for class +1": dual_slip(bias=lambda a, X, y, w, i: 1 - w @ X[i]),
            "b is 0": dual_slip(bias=lambda a, X, y, w, i: 0),
        },
        "01.2a": {
            "pixels counted": cell_slip(vote=lambda u, v: 1),
            "squared lengths": cell_slip(vote=lambda u, v: u * u + v * v),
            "sizes added": cell_slip(vote=lambda u, v: abs(u) + abs(v)),
            "full circle": cell_slip(sector=lambda u, v, n: math.atan2(v, u) % (2 * math.pi) / (2 * math.pi) * n),
            "angles made positive": cell_slip(sector=lambda u, v, n: abs(math.atan2(v, u)) / math.pi * n),
            "arctan2 swapped": cell_slip(sector=lambda u, v, n: math.atan2(u, v) % math.pi / math.pi * n),
            "rounded": cell_slip(sector=lambda u, v, n: round(math.atan2(v, u) % math.pi / math.pi * n)),
            "shifted by one": cell_slip(sector=lambda u, v, n: math.atan2(v, u) % math.pi / math.pi * n + 1),
            "normalised": cell_slip(after=lambda votes: votes / votes.sum()),
            "reversed": cell_slip(after=lambda votes: votes[::-1]),
            "means": mean_votes,
        },
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "number, answer",
    [
        ("01.1a", lambda w, b, X, y, penalty: by_arrays(w, b, X, y, penalty)[0]),
        ("01.1a", lambda w, b, X, y, penalty: by_arrays(w, b, X, y, penalty)[::-1]),
        ("01.1a", lambda w, b, X, y, penalty: by_arrays(w, 0.0, X, y, penalty)),
        ("01.1a", batch_slip(pulls=lambda m, z: m < 1.5)),
        ("01.1a", batch_slip(pulls=lambda m, z: abs(z) < 1)),
        ("01.1a", batch_slip(regular=lambda p, w, n: p * np.sign(w))),
        ("01.1a", batch_slip(n=lambda y: len(y) - 1)),
        ("01.1a", batch_slip(n=lambda y: 2 * len(y))),
        ("01.1b", dual_slip(bias=lambda a, X, y, w, i: y[i])),
        ("01.1b", dual_slip(bias=lambda a, X, y, w, i: (y - X @ w)[np.flatnonzero(a == 0)[0]])),
        ("01.1b", dual_slip(scale=lambda p, n: 2 / (p * n))),
        ("01.1b", lambda alpha, X, y, penalty: line_first(alpha, X, y, penalty)[0]),
        ("01.2a", cell_slip(vote=lambda u, v: abs(u))),
        ("01.2a", lambda gx, gy, bins: cell_in_a_loop(gx, gy, bins + 1)),
        ("01.2a", lambda gx, gy, bins: np.cumsum(cell_in_a_loop(gx, gy, bins))),
        ("01.2a", lambda gx, gy, bins: cell_in_a_loop(gx, -gy, bins)),
        ("01.2a", lambda gx, gy, bins: cell_in_a_loop(gx[:, :2], gy[:, :2], bins)),
        ("01.2a", lambda gx, gy, bins: np.divide(cell_in_a_loop(gx, gy, bins), bins)),
    ],
)
def test_other_mutants_are_refused(number, answer):
    assert check(number, answer).status == "wrong"


def change_w_in_place(w, b, X, y, penalty):
    dw, db = by_arrays(w, b, X, y, penalty)
    w *= penalty
    return dw, db


def test_an_answer_that_changes_its_input_is_told_so():
    assert check("01.1a", change_w_in_place).mistake == "input changed"


def test_no_message_gives_the_answer_away():
    from lecture_lib.course import questions

    assert not any("1.25" in mistake.says for mistake in questions("01")["01.1"].mistakes)
