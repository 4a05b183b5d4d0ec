"""Sheet 10 and the checkpoints of notebook 10: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import MLP, backward, check, forward, half_squares
from lecture_lib import sigmoid as library_sigmoid
from lecture_lib.course import questions
from lecture_lib.nn import complex_step
from tests.notebooks.sheet_contract import SheetContract


def s(z):
    return 1 / (1 + np.exp(-z))


# --- 10.1a: one neuron -------------------------------------------------------------------------------------------


def delta_in_loops(w, b, x, y):
    z = b
    for wi, xi in zip(w, x):
        z += wi * xi
    a = 1 / (1 + math.exp(-z))
    return (a - y) * a * (1 - a)


def delta_by_complex_step(w, b, x, y):
    z = np.dot(w, x) + b
    return ((1 / (1 + np.exp(-(z + 1e-30j))) - y) ** 2 / 2).imag / 1e-30


def delta_by_exponentials(w, b, x, y):
    e = np.exp(-(np.sum(w * x) + b))
    return np.array([(1 / (1 + e) - y) * e / (1 + e) ** 2])


def a_of(w, b, x):
    return s(np.dot(w, x) + b)


# --- 10.2a: one hidden layer -------------------------------------------------------------------------------------


def by_matrices(W1, b1, W2, b2, X, Y):
    A1 = s(X @ W1.T + b1)
    A2 = s(A1 @ W2.T + b2)
    D2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    D1 = D2 @ W2 * A1 * (1 - A1)
    return D1.T @ X, D1.sum(axis=0), D2.T @ A1, D2.sum(axis=0)


def by_examples(W1, b1, W2, b2, X, Y):
    dW1, db1, dW2, db2 = np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(W2.shape), np.zeros(b2.shape)
    for x, y in zip(X, Y):
        a1 = s(W1 @ x + b1)
        a2 = s(W2 @ a1 + b2)
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = W2.T @ d2 * a1 * (1 - a1)
        dW2 += np.outer(d2, a1)
        db2 += d2
        dW1 += np.outer(d1, x)
        db1 += d1
    return [d / len(X) for d in (dW1, db1, dW2, db2)]


def by_the_library(W1, b1, W2, b2, X, Y):
    grads = backward(forward(MLP((W1, b1, library_sigmoid), (W2, b2, library_sigmoid)), X), Y, half_squares)
    return grads.dW[1], grads.db[1], grads.dW[2], grads.db[2]


def by_complex_steps(*given):
    def mean_loss(k, p):
        W1, b1, W2, b2, X, Y = (p if i == k else part for i, part in enumerate(given))
        return ((s(s(X @ W1.T + b1) @ W2.T + b2) - Y) ** 2).sum() / 2 / len(X)

    return tuple(complex_step(lambda p: mean_loss(k, p), given[k]).tolist() for k in range(4))


def mistaken_pass(change):
    """Return the backward pass of a learner who writes one line of it wrongly: `change` changes what is in `v`."""

    def learner(W1, b1, W2, b2, X, Y):
        v = {"X": X, "n": X.shape[0], "loss_slope": lambda a, y: a - y, "W2": W2}
        v["Z1"] = X.dot(W1.T) + b1
        v["A1"] = s(v["Z1"])
        v["A2"] = s(v["A1"].dot(W2.T) + b2)
        v["k1"], v["k2"], v["read"] = v["A1"] * (1 - v["A1"]), v["A2"] * (1 - v["A2"]), v["A1"]
        change(v)
        dA2 = v["loss_slope"](v["A2"], Y) / v["n"]
        dZ2 = dA2 * v["k2"]
        dA1 = (dA2 if v.get("da on") else dZ2).dot(v["W2"])
        dZ1 = dA1 * v["k1"]
        left = (dA1, dA2) if v.get("da") else (dZ1, dZ2)
        return left[0].T.dot(v["X"]), dZ1.sum(0), left[1].T.dot(v["read"]), dZ2.sum(0)

    return learner


def put(**values):
    return mistaken_pass(lambda v: v.update(values))


def from_right(change):
    return lambda *given: change(by_matrices(*given), *given)


def last_only(W1, b1, W2, b2, X, Y):
    for x, y in zip(X, Y):
        dW1, db1, dW2, db2 = by_examples(W1, b1, W2, b2, x[None], y[None])
    return dW1 / len(X), db1 / len(X), dW2 / len(X), db2 / len(X)


def summed_the_other_way(W1, b1, W2, b2, X, Y):
    A1 = s(X @ W1.T + b1)
    A2 = s(A1 @ W2.T + b2)
    D2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    D1 = D2 @ W2 * A1 * (1 - A1)
    return D1.T @ X, D1.sum(axis=1), D2.T @ A1, D2.sum(axis=1)


def moves_first(rate):
    def learner(W1, b1, W2, b2, X, Y):
        A1 = s(X @ W1.T + b1)
        A2 = s(A1 @ W2.T + b2)
        D2 = (A2 - Y) * A2 * (1 - A2) / len(X)
        dW2, db2 = D2.T @ A1, D2.sum(axis=0)
        W2 = W2 - rate * dW2
        D1 = D2 @ W2 * A1 * (1 - A1)
        return D1.T @ X, D1.sum(axis=0), dW2, db2

    return learner


# --- 10.2b: any depth --------------------------------------------------------------------------------------------


def deep(layers, X, Y):
    As, Zs = [X], []
    for W, b, g, _ in layers:
        Zs += [As[-1] @ W.T + b]
        As += [g(Zs[-1])]
    D, out = (As[-1] - Y) / len(X), []
    for (W, _, _, slope), A, Z in zip(layers[::-1], As[-2::-1], Zs[::-1]):
        D = D * slope(Z)
        out.insert(0, (D.T @ A, D.sum(axis=0)))
        D = D @ W
    return out


def deep_by_recursion(layers, X, Y):
    n = len(X)

    def go(k, A):
        if k == len(layers):
            return (A - Y) / n, []
        W, b, g, slope = layers[k]
        Z = A @ W.T + b
        D, rest = go(k + 1, g(Z))
        D = D * slope(Z)
        return D @ W, [[(D.T @ A).tolist(), D.sum(axis=0).tolist()], *rest]

    return go(0, X)[1]


def deep_by_examples(layers, X, Y):
    total = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b, _, _ in layers]
    for x, y in zip(X, Y):
        a, z = [x], []
        for W, b, g, _ in layers:
            z.append(W @ a[-1] + b)
            a.append(g(z[-1]))
        d = a[-1] - y
        for k in range(len(layers))[::-1]:
            d = d * layers[k][3](z[k])
            total[k] = (total[k][0] + np.outer(d, a[k]) / len(X), total[k][1] + d / len(X))
            d = layers[k][0].T @ d
    return tuple(total)


def mistaken_deep_pass(
    slope=lambda slope, Z, A, k, L, layers: slope(Z),
    read=lambda A, Z, X, k: A[k],
    back=lambda D, dA, W: D @ W,
    start=lambda A, Y: (A - Y) / len(Y),
    rows=slice(None),
    axis=0,
):
    def learner(layers, X, Y):
        A, Z, L = [X], [], len(layers)
        for W, b, g, _ in layers:
            Z.append(A[-1] @ W.T + b)
            A.append(g(Z[-1]))
        dA, out = start(A[-1], Y), []
        for k in range(L - 1, -1, -1):
            D = dA * slope(layers[k][3], Z[k], A[k + 1], k, L, layers)
            out.append((D[rows].T @ read(A, Z, X, k)[rows], D[rows].sum(axis)))
            dA = back(D, dA, layers[k][0])
        return out[::-1]

    return learner


# --- 10.4a: differences ------------------------------------------------------------------------------------------


def differences(f, p, h):
    unit = np.eye(len(p))
    return [(f(p + h * e) - f(p - h * e)) / (2 * h) for e in unit]


def differences_put_back(f, p, h):
    p, found = p.copy(), np.zeros(len(p))
    for i in range(len(p)):
        kept = p[i]
        p[i] = kept + h
        up = f(p)
        p[i] = kept - h
        found[i] = (up - f(p)) / h / 2
        p[i] = kept
    return found


def differences_of_halves(f, p, h):
    e = lambda i: np.where(np.arange(p.size) == i, h, 0)
    return tuple((f(p + e(i)) - f(p)) / h / 2 + (f(p) - f(p - e(i))) / h / 2 for i in range(p.size))


def keeps_the_nudge(f, p, h):
    up, down, found = p.copy(), p.copy(), []
    for i in range(len(p)):
        up[i] = up[i] + h
        down[i] = down[i] - h
        found.append((f(up) - f(down)) / (2 * h))
    return found


def never_puts_back(f, p, h):
    p, found = p.copy(), []
    for i in range(len(p)):
        p[i] += h
        above = f(p)
        p[i] -= h + h
        found.append((above - f(p)) / (2 * h))
    return found


# --- 10.5a: the cost ---------------------------------------------------------------------------------------------


def cost_in_a_loop(sizes):
    count = 0
    for l in range(1, len(sizes)):
        count += sizes[l] * sizes[l - 1]
        if l > 1:
            count += sizes[l] * sizes[l - 1]
    return count


def every(sizes):
    return [a * b for a, b in zip(sizes, sizes[1:])]


SLOPE = lambda z: s(z) * (1 - s(z))
RIGHT = {
    "10.1": [-0.25, [-0.25], (0.5 - 1) * 0.25 * 2],
    "10.2": ["b"],
    "10.3": ["b"],
    "10.4": ["c"],
    "10.6": ["b"],
    "10.5": [28, 3 * 4 + 2 * 4 * 2, np.array([28])],
    "10.1a": [
        delta_in_loops,
        delta_by_complex_step,
        delta_by_exponentials,
        lambda w, b, x, y: (a_of(w, b, x) - y) * SLOPE(w @ x + b),
    ],
    "10.2a": [by_matrices, by_examples, by_the_library, by_complex_steps],
    "10.2b": [deep, deep_by_recursion, deep_by_examples],
    "10.4a": [differences, differences_put_back, differences_of_halves],
    "10.5a": [
        cost_in_a_loop,
        lambda sizes: 2 * sum(every(sizes)) - sizes[0] * sizes[1],
        lambda sizes: float(np.dot(sizes[1:], sizes[:-1]) + np.dot(sizes[2:], sizes[1:-1])),
    ],
}
STUBS = {
    "10.1": [...],
    "10.2": [None],
    "10.3": [None],
    "10.4": [None],
    "10.5": [...],
    "10.6": [None],
    "10.1a": [lambda w, b, x, y: ...],
    "10.2a": [lambda W1, b1, W2, b2, X, Y: ..., lambda W1, b1, W2, b2, X, Y: (..., ..., ..., ...)],
    "10.2b": [lambda layers, X, Y: ...],
    "10.4a": [lambda f, p, h: None],
    "10.5a": [lambda sizes: ...],
}
MISTAKES = {
    "10.1": {
        "slope missing": (0.5 - 1) * 2,
        "input missing": (0.5 - 1) * 0.25,
        "sign": 0.25,
        "weight for input": -0.5 * 0.25 * 3,
        "a for a (1 − a)": -0.5 * 0.5 * 2,
    },
    "10.2": {key: key for key in "acd"},
    "10.3": {key: key for key in "ac"},
    "10.4": {key: key for key in "abd"},
    "10.6": {key: key for key in "ac"},
    "10.5": {"dW alone": 12 + 8, "dL/dx too": 40, "way back alone": 8, "dense Jacobian": 4 * 4 * 3 * 2 + 12 + 8},
    "10.1a": {
        "slope missing": lambda w, b, x, y: a_of(w, b, x) - y,
        "sign": lambda w, b, x, y: -delta_in_loops(w, b, x, y),
        "slope at the output": lambda w, b, x, y: (a_of(w, b, x) - y) * SLOPE(a_of(w, b, x)),
        "half of the slope": lambda w, b, x, y: (a_of(w, b, x) - y) * a_of(w, b, x),
        "slope alone": lambda w, b, x, y: SLOPE(x @ w + b),
        "factor 2": lambda w, b, x, y: 2 * delta_by_exponentials(w, b, x, y),
        "z for a": lambda w, b, x, y: (w @ x + b - y) * SLOPE(w @ x + b),
        "the weights' derivative": lambda w, b, x, y: [delta_in_loops(w, b, x, y) * v for v in x],
        "bias forgotten": lambda w, b, x, y: delta_in_loops(w, 0, x, y),
    },
    "10.2a": {
        "sign": put(loss_slope=lambda a, y: y - a),
        "mean missing": put(n=1),
        "mean over entries": lambda *g: mistaken_pass(lambda v: v.update(n=g[5].size))(*g),
        "mean taken twice": from_right(lambda found, *g: [d / len(g[4]) for d in found]),
        "db as a mean": from_right(lambda found, *g: (found[0], found[1] / len(g[4]), found[2], found[3] / len(g[4]))),
        "factor 2": put(loss_slope=lambda a, y: 2 * (a - y)),
        "output slope missing": put(k2=1),
        "hidden slope missing": put(k1=1),
        "slope at a": mistaken_pass(lambda v: v.update(k1=SLOPE(v["A1"]), k2=SLOPE(v["A2"]))),
        "W transposed": mistaken_pass(lambda v: v.update(W2=v["W2"].T)),
        "da sent back": put(**{"da on": True}),
        "da for dz": put(da=True),
        "z for a": mistaken_pass(lambda v: v.update(read=v["Z1"])),
        "last example only": last_only,
        "wrong axis": summed_the_other_way,
        "turned over": from_right(lambda found, *g: (found[0].T, found[1], found[2].T, found[3])),
        "moved weights": moves_first(0.5),
    },
    "10.2b": {
        "order": lambda *g: deep(*g)[::-1],
        "sign": mistaken_deep_pass(start=lambda A, Y: (Y - A) / len(Y)),
        "mean missing": mistaken_deep_pass(start=lambda A, Y: A - Y),
        "no slopes": mistaken_deep_pass(slope=lambda *g: 1.0),
        "hidden slopes missing": mistaken_deep_pass(
            slope=lambda slope, Z, A, k, L, layers: slope(Z) if k == L - 1 else 1.0
        ),
        "last slope missing": mistaken_deep_pass(
            slope=lambda slope, Z, A, k, L, layers: 1.0 if k == L - 1 else slope(Z)
        ),
        "slope at a": mistaken_deep_pass(slope=lambda slope, Z, A, *more: slope(A)),
        "first layer's slope everywhere": mistaken_deep_pass(slope=lambda slope, Z, A, k, L, layers: layers[0][3](Z)),
        "W transposed": mistaken_deep_pass(back=lambda D, dA, W: D @ W.T),
        "da sent back": mistaken_deep_pass(back=lambda D, dA, W: dA @ W),
        "z for a": mistaken_deep_pass(read=lambda A, Z, X, k: Z[k - 1] if k > 0 else X),
        "x everywhere": mistaken_deep_pass(read=lambda A, Z, X, k: X),
        "last example only": mistaken_deep_pass(rows=slice(-1, None)),
        "wrong axis": mistaken_deep_pass(axis=1),
    },
    "10.4a": {
        "one-sided": lambda f, p, h: [(f(p + h * e) - f(p)) / h for e in np.eye(len(p))],
        "backward": lambda f, p, h: [(f(p) - f(p - h * e)) / h for e in np.eye(len(p))],
        "2 forgotten": lambda f, p, h: [(f(p + h * e) - f(p - h * e)) / h for e in np.eye(len(p))],
        "h forgotten": lambda f, p, h: [(f(p + h * e) - f(p - h * e)) / 2 for e in np.eye(len(p))],
        "not divided": lambda f, p, h: [f(p + h * e) - f(p - h * e) for e in np.eye(len(p))],
        "times h": lambda f, p, h: [(f(p + h * e) - f(p - h * e)) / 2 * h for e in np.eye(len(p))],
        "cumulative": keeps_the_nudge,
        "not put back": never_puts_back,
        "all at once": lambda f, p, h: np.full(len(p), (f(p + h) - f(p - h)) / (2 * h)),
        "sign": lambda f, p, h: [(f(p - h * e) - f(p + h * e)) / (2 * h) for e in np.eye(len(p))],
    },
    "10.5a": {
        "forward": lambda sizes: sum(every(sizes)),
        "dL/dx too": lambda sizes: 2 * sum(every(sizes)),
        "way back alone": lambda sizes: sum(every(sizes)[1:]),
        "last layer not sent back": lambda sizes: sum(every(sizes)) + sum(every(sizes[:-1])),
        "biases": lambda sizes: cost_in_a_loop(sizes) + sum(sizes[1:]),
        "dense Jacobian": lambda sizes: sum(b * b * a for a, b in zip(sizes, sizes[1:])) + sum(every(sizes)[1:]),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "10", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize("rate", [0.01, 0.1, 3.0])
def test_moved_weights_are_seen_at_any_rate(rate):
    assert check("10.2a", moves_first(rate)).mistake == "moved weights"


def zeros(W1, b1, W2, b2, X, Y):
    return W1 * 0, b1 * 0, W2 * 0, b2 * 0


@pytest.mark.parametrize(
    "number, answer",
    [
        ("10.1", 0.1),
        ("10.5", 29),
        ("10.1a", lambda w, b, x, y: 0.0),
        ("10.2a", zeros),
        ("10.2a", lambda *g: by_matrices(*g)[:3]),
        ("10.2a", lambda *g: 1.0),
        ("10.2a", lambda *g: (by_matrices(*g)[0] * 1.01, *by_matrices(*g)[1:])),
        ("10.2b", lambda layers, X, Y: deep(layers, X, Y)[:1]),
        ("10.2b", lambda layers, X, Y: [dW for dW, _ in deep(layers, X, Y)]),
        ("10.4a", lambda f, p, h: np.zeros(len(p))),
        ("10.5a", lambda sizes: 28),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (verdict.status, verdict.mistake) == ("wrong", "") and "Wanted: " in verdict.says


def test_a_table_of_replies_does_not_pass():
    shown = {str(case): questions("10")["10.5a"].truth(*case) for case in questions("10")["10.5a"].cases}
    assert check("10.5a", lambda sizes: shown.get(str((sizes,)), 0)).mistake.startswith("hidden")


def test_dead_units_and_single_examples_are_among_the_cases():
    (*_, dead), batches = questions("10")["10.2b"].cases, [len(case[-1]) for case in questions("10")["10.2b"].cases]
    assert np.all(deep(*dead)[0][0] == 0) and np.any(deep(*dead)[1][1] != 0)
    assert 1 in batches and 1 in [len(case[-1]) for case in questions("10")["10.2a"].cases]


@pytest.mark.parametrize("number, place", [("10.1a", 0), ("10.2a", 0), ("10.4a", 1)])
def test_the_learners_arrays_are_his_own(number, place):
    def spoils(*given):
        given[place][0] = 7
        return given[place]

    assert check(number, spoils).mistake == "input changed"
