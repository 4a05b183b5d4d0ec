"""Sheet 16, the family tree: right answers in many styles pass, each known mistake is named (row 16.5).

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.architectures import attention, lstm_step
from lecture_lib.questions.q16_families import QUESTIONS
from tests.notebooks.sheet_contract import SheetContract

# --- 16.5a ---------------------------------------------------------------------------------------------------------


def attend_rows(Q, K, V):
    rows = []
    for q in Q:
        s = K @ q / math.sqrt(len(q))
        e = np.exp(s - s.max())
        rows.append(e / e.sum() @ V)
    return rows


def attend_loops(Q, K, V):
    out = []
    for q in Q.tolist():
        s = [sum(a * b for a, b in zip(q, k)) * len(q) ** -0.5 for k in K.tolist()]
        top = max(s)
        e = [math.exp(v - top) for v in s]
        out.append([sum(w * v[j] for w, v in zip(e, V.tolist())) / sum(e) for j in range(V.shape[1])])
    return tuple(map(tuple, out))


def attend_scaled_query(Q, K, V):
    s = np.einsum("qd,kd->qk", Q / np.sqrt(Q.shape[-1]), K)
    s = s - s.max(-1)[:, None]
    return np.exp(s - np.log(np.exp(s).sum(-1))[:, None]).dot(V)


def attend_columns(Q, K, V):
    S = (K @ Q.T) / K.shape[1] ** 0.5
    E = np.exp(S - S.max(axis=0))
    return (V.T @ (E / E.sum(axis=0))).T


def attend_matrix(Q, K, V):
    S = np.matrix(Q) * np.matrix(K).T / np.sqrt(Q.shape[1])
    E = np.exp(S - S.max(axis=1))
    return np.asarray(E / E.sum(axis=1)) @ V


def attend_but(scale=lambda Q, K, V: math.sqrt(Q.shape[1]), axis=1, divide=True, read=lambda w, K, V: w @ V):
    def attend(Q, K, V):
        s = Q @ K.T / scale(Q, K, V)
        e = np.exp(s - s.max())  # harmless for small scores
        e = np.exp(s) if not divide else e / (e.sum(axis=axis, keepdims=True) if axis is not None else e.sum())
        return read(e, K, V)

    return attend


def root_d(Q, K, V):
    return math.sqrt(Q.shape[1])


def attend_overflowing(Q, K, V):
    with np.errstate(all="ignore"):
        e = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
        return e / e.sum(axis=1, keepdims=True) @ V


def attend_one_shift(Q, K, V):
    with np.errstate(all="ignore"):
        return attend_but()(Q, K, V)


def attend_without_keepdims(Q, K, V):
    s = Q @ K.T / np.sqrt(Q.shape[1])
    e = np.exp(s - s.max())
    return (e / e.sum(axis=1)) @ V


# --- 16.5b ---------------------------------------------------------------------------------------------------------


def s(z):
    return 1 / (1 + np.exp(-z))


def cell_slices(x, h, c, W, U, b):
    k = len(h)
    z = np.concatenate([W, U], axis=1) @ np.concatenate([x, h]) + b
    new = s(z[k : 2 * k]) * c + s(z[:k]) * np.tanh(z[2 * k : 3 * k])
    return np.array([s(z[3 * k :]) * np.tanh(new), new])


def cell_loops(x, h, c, W, U, b):
    k, new_h, new_c = len(h), [], []
    for j in range(k):
        i, f, g, o = (
            sum(w * v for w, v in zip(W[r], x)) + sum(u * v for u, v in zip(U[r], h)) + b[r]
            for r in (j, k + j, 2 * k + j, 3 * k + j)
        )
        new_c.append(c[j] / (1 + math.exp(-f)) + math.tanh(g) / (1 + math.exp(-i)))
        new_h.append(math.tanh(new_c[-1]) / (1 + math.exp(-o)))
    return [new_h, new_c]


def cell_reshape(x, h, c, W, U, b):
    z = (W.dot(x) + U.dot(h) + b).reshape(4, -1)
    i, f, o = 0.5 * (1 + np.tanh(z[[0, 1, 3]] / 2))
    c = i * np.tanh(z[2]) + f * c
    return o * np.tanh(c), c


def cell_in_library(x, h, c, W, U, b):
    (h, c), _ = lstm_step(x.reshape(1, -1), h.reshape(1, -1), c.reshape(1, -1), W, U, b)
    return h, c


def cell_float32(x, h, c, W, U, b):
    return tuple(v.astype(np.float64) for v in cell_reshape(*(np.float64(v) for v in (x, h, c, W, U, b))))


def cell_but(change=lambda v: v, pair=lambda v: (v["h"], v["c"]), gate=s, candidate=np.tanh, z=None, take=None):
    """Return a step in which `change` may set any of i, f, g, o, old before the cell is filled."""

    def step(x, h, c, W, U, b):
        n = len(h)
        sums = z(x, h, W, U, b) if z else W @ x + U @ h + b
        i, f, g, o = take(sums, n) if take else (sums[:n], sums[n : 2 * n], sums[2 * n : 3 * n], sums[3 * n :])
        v = {"i": gate(i), "f": gate(f), "g": candidate(g), "o": gate(o), "old": c, "state": h}
        v = change(dict(v))
        v["c"] = v["f"] * v["old"] + v["i"] * v["g"]
        v["h"] = v["o"] * np.tanh(v["c"])
        return pair(v)

    return step


class TestFamilies(SheetContract):
    lecture = "16"

    @classmethod
    def asked(cls):
        return {question.number: question for question in QUESTIONS}

    right = {
        "16.5": ["a"],
        "16.5a": [
            attend_rows,
            attend_loops,
            attend_scaled_query,
            attend_columns,
            attend_matrix,
            lambda Q, K, V: attention(Q, K, V)[0],
        ],
        "16.5b": [cell_slices, cell_loops, cell_reshape, cell_in_library, cell_float32],
    }
    stubs = {
        "16.5": [None],
        "16.5a": [lambda Q, K, V: ..., ...],
        "16.5b": [lambda x, h, c, W, U, b: ..., lambda x, h, c, W, U, b: (..., ...)],
    }
    mistakes = {
        "16.5": {"b": "b", "c": "c", "d": "d"},
        "16.5a": {
            "not scaled": attend_but(lambda Q, K, V: 1),
            "divided by d": attend_but(lambda Q, K, V: Q.shape[1]),
            "multiplied": attend_but(lambda Q, K, V: 1 / math.sqrt(Q.shape[1])),
            "number of keys": attend_but(lambda Q, K, V: math.sqrt(len(K))),
            "number of queries": attend_but(lambda Q, K, V: math.sqrt(len(Q))),
            "length of the values": attend_but(lambda Q, K, V: math.sqrt(V.shape[1])),
            "scaled too late": lambda Q, K, V: attend_but(lambda *_: 1)(Q, K, V) / math.sqrt(Q.shape[1]),
            "down the columns": attend_but(axis=0),
            "whole table": attend_but(axis=None),
            "not normalised": attend_but(divide=False),
            "no softmax": lambda Q, K, V: Q @ K.T @ V / math.sqrt(Q.shape[1]),
            "weights returned": attend_but(read=lambda w, K, V: w),
            "keys read": attend_but(read=lambda w, K, V: w @ K),
            "largest alone": lambda Q, K, V: [V[int(np.argmax(K @ q))] for q in Q],
            "keepdims forgotten": attend_without_keepdims,
            "overflow": attend_overflowing,
            "one shift for all": attend_one_shift,
        },
        "16.5b": {
            "i and f swapped": cell_but(lambda v: v | {"i": v["f"], "f": v["i"]}),
            "g and o swapped": cell_but(take=lambda z, n: (z[:n], z[n : 2 * n], z[3 * n :], z[2 * n : 3 * n])),
            "every fourth row": cell_but(take=lambda z, n: z.reshape(n, 4).T),
            "bias forgotten": cell_but(z=lambda x, h, W, U, b: W @ x + U @ h),
            "state forgotten": cell_but(z=lambda x, h, W, U, b: W @ x + b),
            "input forgotten": cell_but(z=lambda x, h, W, U, b: U @ h + b),
            "tanh for the gates": cell_but(gate=np.tanh),
            "gates not squashed": cell_but(gate=lambda z: z),
            "sigmoid for the candidate": cell_but(candidate=s),
            "candidate not squashed": cell_but(candidate=lambda z: z),
            "nothing forgotten": cell_but(lambda v: v | {"f": 1}),
            "all written": cell_but(lambda v: v | {"i": 1}),
            "one gate for both": cell_but(lambda v: v | {"i": 1 - v["f"]}),
            "h kept": cell_but(lambda v: v | {"old": v["state"]}),
            "old cell read": cell_but(pair=lambda v: (v["o"] * np.tanh(v["old"]), v["c"])),
            "read without tanh": cell_but(pair=lambda v: (v["o"] * v["c"], v["c"])),
            "not gated": cell_but(pair=lambda v: (np.tanh(v["c"]), v["c"])),
            "pair swapped": cell_but(pair=lambda v: (v["c"], v["h"])),
            "h only": cell_but(pair=lambda v: v["h"]),
        },
    }


MUTANTS = {
    "16.5a": {
        "keys and queries swapped": lambda Q, K, V: attend_rows(K, Q, V),
        "values transposed": lambda Q, K, V: np.transpose(attend_rows(Q, K, V)),
        "sum, not scores": lambda Q, K, V: attend_rows(np.abs(Q), K, V),
        "sign": lambda Q, K, V: attend_rows(-Q, K, V),
        "first key left out": lambda Q, K, V: attend_rows(Q, K[1:], V[1:]) if len(K) > 1 else attend_rows(Q, K, V),
        "mean of the values": lambda Q, K, V: np.repeat(V.mean(axis=0, keepdims=True), len(Q), axis=0),
        "clipped": lambda Q, K, V: attend_rows(Q, K, V.clip(0)),
        "rounded": lambda Q, K, V: np.round(attend_rows(Q, K, V), 3),
        "one query only": lambda Q, K, V: attend_rows(Q[:1], K, V),
        "distance": lambda Q, K, V: attend_rows(Q, K - K.mean(), V) if len(K) == 1 else attend_rows(2 * Q, K, V),
        "wrong type": lambda Q, K, V: np.array(attend_rows(Q, K, V)).astype(int),
    },
    "16.5b": {
        "U transposed": lambda x, h, c, W, U, b: cell_slices(x, h, c, W, np.vstack([u.T for u in np.split(U, 4)]), b),
        "bias subtracted": lambda x, h, c, W, U, b: cell_slices(x, h, c, W, U, -b),
        "o of the new state": lambda x, h, c, W, U, b: cell_slices(x, cell_slices(x, h, c, W, U, b)[0], c, W, U, b),
        "twice": lambda x, h, c, W, U, b: 2 * cell_slices(x, h, c, W, U, b),
        "negative": lambda x, h, c, W, U, b: -cell_slices(x, h, c, W, U, b),
        "clipped": lambda x, h, c, W, U, b: cell_slices(x, h, c, W, U, b).clip(0),
        "old returned": lambda x, h, c, W, U, b: (h, c),
        "pair transposed": lambda x, h, c, W, U, b: cell_slices(x, h, c, W, U, b).T,
    },
}


@pytest.mark.parametrize("number, name", [(n, name) for n, table in MUTANTS.items() for name in table])
def test_other_wrong_answers_are_refused(number, name):
    assert check(number, MUTANTS[number][name]).status == "wrong"


def test_a_function_that_changes_its_input_is_told_so():
    def attend(Q, K, V):
        Q /= np.sqrt(Q.shape[1])
        return attend_rows(Q * np.sqrt(Q.shape[1]), K, V)

    def step(x, h, c, W, U, b):
        c *= 1.5
        return cell_slices(x, h, c / 1.5, W, U, b)

    assert check("16.5a", attend).mistake == check("16.5b", step).mistake == "input changed"
