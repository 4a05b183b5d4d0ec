"""Sheet 10 and the checkpoints of notebook 10: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import MLP, backward, check, forward, half_squares
from lecture_lib import sigmoid as library_sigmoid
from lecture_lib.checking import draw_hidden_cases, judge_answer
from lecture_lib.course import questions
from lecture_lib.nn import complex_step
from tests.notebooks.sheet_contract import SheetContract


def s(z):
    return 1 / (1 + np.exp(-z))


SLOPE = lambda z: s(z) * (1 - s(z))


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
        dZ1 = v["k1"] if v.get("overwritten") else dA1 * v["k1"]
        left = (dA1, dA2) if v.get("da") else (dZ1, dA2) if v.get("da2") else (dZ1, dZ2)
        db = v.get("db", lambda D: D.sum(0))
        dW1, dW2 = left[0].T.dot(v["X"]), left[1].T.dot(v["read"])
        if v.get("turn"):
            dW1, dW2 = dW1.T, dW2.T
        return dW1, db(dA1 if v.get("db da") else dZ1), dW2, db(dA2 if v.get("db da") else dZ2)

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


def values_for_deltas(W1, b1, W2, b2, X, Y):
    A1 = s(X @ W1.T + b1)
    _, db1, _, db2 = by_matrices(W1, b1, W2, b2, X, Y)
    return A1.T @ X, db1, s(A1 @ W2.T + b2).T @ A1, db2


def returns_the_step(rate):
    def learner(W1, b1, W2, b2, X, Y):
        return [p - rate * d for p, d in zip((W1, b1, W2, b2), by_matrices(W1, b1, W2, b2, X, Y))]

    return learner


def moves_first_with(rate, k2=True, mean=True):
    def learner(W1, b1, W2, b2, X, Y):
        A1 = s(X @ W1.T + b1)
        A2 = s(A1 @ W2.T + b2)
        D2 = (A2 - Y) * (A2 * (1 - A2) if k2 else 1) / (len(X) if mean else 1)
        dW2, db2 = D2.T @ A1, D2.sum(axis=0)
        D1 = D2 @ (W2 - rate * dW2) * A1 * (1 - A1)
        return D1.T @ X, D1.sum(axis=0), dW2, db2

    return learner


SCALES = {
    "sign": {"loss_slope": lambda a, y: y - a},
    "mean missing": {"n": 1},
    "factor 2": {"loss_slope": lambda a, y: 2 * (a - y)},
}
BENDS = {
    "slopes missing": {"k1": 1, "k2": 1},
    "output slope missing": {"k2": 1},
    "hidden slopes missing": {"k1": 1},
    "slope of tanh": lambda v: v.update(k1=1 - v["A1"] ** 2, k2=1 - v["A2"] ** 2),
    "slope at a": lambda v: v.update(k1=v.get("slope at a", SLOPE(v["A1"])), k2=v.get("slope at a", SLOPE(v["A2"]))),
}
OTHERS = {
    "db as a mean": {"db": lambda D: D.mean(0)},
    "da sent back": {"da on": True},
    "wrong axis": {"db": lambda D: D.sum(1)},
    "transposed": {"turn": True},
}


def two_slips(make):
    """Every pair of slips from two of the three groups, as a learner writes it who changes two lines."""

    def change(*slips):
        def both(v):
            for slip in slips:
                slip(v) if callable(slip) else v.update(slip)

        return make(both)

    groups = (SCALES, BENDS, OTHERS)
    return {
        f"{a}, {b}": change(one[a], other[b])
        for k, one in enumerate(groups)
        for other in groups[k + 1 :]
        for a in one
        for b in other
        if (a, b) != ("mean missing", "db as a mean")
        and (a, b) not in {("slopes missing", "da sent back"), ("output slope missing", "da sent back")}
    }


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


def mistaken_deep_by_changes(change):
    """Return a deep pass of a learner who changes what is in `v`, as `mistaken_pass` does."""

    def learner(layers, X, Y):
        A, Z = [X], []
        for W, b, g, _ in layers:
            Z.append(A[-1] @ W.T + b)
            A.append(g(Z[-1]))
        out, back = [], None
        for k in range(len(layers) - 1, -1, -1):
            W, _, _, slope = layers[k]
            last = k == len(layers) - 1
            v = {"n": len(X), "loss_slope": lambda a, y: a - y, "A1": A[k + 1], "A2": A[k + 1]}
            v |= {"k1": slope(Z[k]), "k2": slope(Z[k])}
            v["slope at a"] = slope(A[k + 1])
            change(v)
            dA = v["loss_slope"](A[-1], Y) / v["n"] if last else back
            dZ = dA * v["k2" if last else "k1"]
            dW = dZ.T @ A[k]
            out.insert(0, (dW.T if v.get("turn") else dW, v.get("db", lambda D: D.sum(0))(dZ)))
            back = (dA if v.get("da on") else dZ) @ W
        return out

    return learner


def mistaken_deep_pass(
    slope=lambda slope, Z, A, k, L, layers: slope(Z),
    read=lambda A, Z, X, k: A[k],
    back=lambda D, dA, W: D @ W,
    start=lambda A, Y: (A - Y) / len(Y),
    rows=slice(None),
    axis=0,
    turned=False,
    of_dW=lambda D, dA: D,
    db=None,
    scale_dW=lambda X: 1,
):
    def learner(layers, X, Y):
        A, Z, L = [X], [], len(layers)
        for W, b, g, _ in layers:
            Z.append(A[-1] @ W.T + b)
            A.append(g(Z[-1]))
        dA, out = start(A[-1], Y), []
        for k in range(L - 1, -1, -1):
            D = dA * slope(layers[k][3], Z[k], A[k + 1], k, L, layers)
            dW = scale_dW(X) * (of_dW(D, dA)[rows].T @ read(A, Z, X, k)[rows])
            out.append((dW.T if turned else dW, db(D) if db else D[rows].sum(axis)))
            dA = back(D, dA, layers[k][0])
        return out[::-1]

    return learner


def values(layers, X):
    A = [X]
    for W, b, g, _ in layers:
        A.append(g(A[-1] @ W.T + b))
    return A[:-1], A[1:]


def neighbours(_, Z, A, k, L, layers):
    """The slope of the layer after layer k, at its pre-activations; the last layer has its own."""
    if k == L - 1:
        return layers[k][3](Z)
    W, b, _, slope = layers[k + 1]
    return slope(A @ W.T + b)


def overwritten(layers, X, Y):
    A, Z = [X], []
    for W, b, g, _ in layers:
        Z.append(A[-1] @ W.T + b)
        A.append(g(Z[-1]))
    out = []
    for k in range(len(layers))[::-1]:
        D = layers[k][3](Z[k])
        if k == len(layers) - 1:
            D = D * (A[-1] - Y) / len(X)
        out.insert(0, (D.T @ A[k], D.sum(axis=0)))
    return out


def deep_moves_first(rate):
    def learner(layers, X, Y):
        A, Z = [X], []
        for W, b, g, _ in layers:
            Z.append(A[-1] @ W.T + b)
            A.append(g(Z[-1]))
        dA, out = (A[-1] - Y) / len(X), []
        for k in range(len(layers))[::-1]:
            D = dA * layers[k][3](Z[k])
            out.insert(0, (D.T @ A[k], D.sum(axis=0)))
            dA = D @ (layers[k][0] - rate * out[0][0])
        return out

    return learner


# --- 10.4a: differences ------------------------------------------------------------------------------------------


def differences(f, p, h):
    unit = np.eye(len(p))
    return [(f(p + h * e) - f(p - h * e)) / (2 * h) for e in unit]


def differences_put_back(f, p, h):
    p, found = p.astype(float), np.zeros(len(p))
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


def copies_as_it_is(f, p, h):
    found = []
    for i in range(len(p)):
        up, down = p.copy(), p.copy()
        up[i] += h
        down[i] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return found


def into_zeros_like(f, p, h):
    found = np.zeros_like(p)
    for i, e in enumerate(np.eye(len(p))):
        found[i] = (f(p + h * e) - f(p - h * e)) / (2 * h)
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


RIGHT = {
    "10.1": [-0.064, [-0.064], (0.8 - 1) * 0.8 * 0.2 * 2],
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
        "slope missing": (0.8 - 1) * 2,
        "input missing": (0.8 - 1) * 0.8 * 0.2,
        "sign": (1 - 0.8) * 0.8 * 0.2 * 2,
        "weight for input": -0.2 * 0.16 * 3,
        "other input": -0.2 * 0.16 * 5,
        "a for a (1 − a)": -0.2 * 0.8 * 2,
        "1 − a for a (1 − a)": -0.2 * 0.2 * 2,
        "1 − a² for a (1 − a)": -0.2 * (1 - 0.8**2) * 2,
        "factor 2": -2 * 0.2 * 0.16 * 2,
        "slope alone": 0.16 * 2,
        "sign and slope": (1 - 0.8) * 2,
    },
    "10.2": {key: key for key in "acd"},
    "10.3": {key: key for key in "ac"},
    "10.4": {key: key for key in "abd"},
    "10.6": {key: key for key in "ac"},
    "10.5": {
        "dW alone": 12 + 8,
        "dL/dx too": 40,
        "way back alone": 8,
        "last layer not sent back": 12 + 8 + 12,
        "biases": 12 + 8 + 8 + 4 + 2,
        "forward too": 12 + 8 + 12 + 8 + 8,
        "dense Jacobian": 4 * 4 * 3 * 2 + 12 + 8,
    },
    "10.1a": {
        "slope missing": lambda w, b, x, y: a_of(w, b, x) - y,
        "sign": lambda w, b, x, y: -delta_in_loops(w, b, x, y),
        "slope at the output": lambda w, b, x, y: (a_of(w, b, x) - y) * SLOPE(a_of(w, b, x)),
        "half of the slope": lambda w, b, x, y: (a_of(w, b, x) - y) * a_of(w, b, x),
        "other half of the slope": lambda w, b, x, y: (a_of(w, b, x) - y) * (1 - a_of(w, b, x)),
        "slope of tanh": lambda w, b, x, y: (a_of(w, b, x) - y) * (1 - a_of(w, b, x) ** 2),
        "factor ½": lambda w, b, x, y: delta_by_exponentials(w, b, x, y) / 2,
        "sum forgotten": lambda w, b, x, y: (s(w * x + b) - y) * s(w * x + b) * (1 - s(w * x + b)),
        "sign and slope": lambda w, b, x, y: y - a_of(w, b, x),
        "factor 2 and slope": lambda w, b, x, y: 2 * (a_of(w, b, x) - y),
        "the loss": lambda w, b, x, y: 0.5 * (y - a_of(w, b, x)) ** 2,
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
        "transposed": from_right(lambda found, *g: (found[0].T, found[1], found[2].T, found[3])),
        "moved weights": moves_first(0.5),
        "mean twice in dW": from_right(
            lambda found, *g: (found[0] / len(g[4]), found[1], found[2] / len(g[4]), found[3])
        ),
        "mean missing in dW": from_right(
            lambda found, *g: (found[0] * len(g[4]), found[1], found[2] * len(g[4]), found[3])
        ),
        "mean missing in db": from_right(
            lambda found, *g: (found[0], found[1] * len(g[4]), found[2], found[3] * len(g[4]))
        ),
        "both slopes missing": put(k1=1, k2=1),
        "output slope missing in dW2": put(da2=True),
        "slope of tanh": mistaken_pass(lambda v: v.update(k1=1 - v["A1"] ** 2, k2=1 - v["A2"] ** 2)),
        "slope of ReLU": mistaken_pass(lambda v: v.update(k1=v["A1"] > 0.5, k2=v["A2"] > 0.5)),
        "half of the slope": mistaken_pass(lambda v: v.update(k1=v["A1"], k2=v["A2"])),
        "slope overwrites the gradient": put(overwritten=True),
        "neighbour's slope": mistaken_pass(lambda v: v.update(k1=v["k2"])),
        "db of da": put(**{"db da": True}),
        "value for delta": values_for_deltas,
        "x for a": mistaken_pass(lambda v: v.update(read=v["X"])),
        "db one number": from_right(lambda found, *g: (found[0], found[1].sum(), found[2], found[3].sum())),
        "moved weights, output slope missing": moves_first_with(0.7, k2=False),
        "moved weights, mean missing": moves_first_with(0.1, mean=False),
        "parameters returned": returns_the_step(0.3),
        "last layer first": lambda *g: (*by_matrices(*g)[2:], *by_matrices(*g)[:2]),
        "dW before db": lambda *g: [by_matrices(*g)[k] for k in (0, 2, 1, 3)],
        "pairs": lambda *g: [by_matrices(*g)[:2], by_matrices(*g)[2:]],
        **two_slips(mistaken_pass),
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
        "pairs swapped": lambda *g: [(db, dW) for dW, db in deep(*g)],
        "mean over entries": mistaken_deep_pass(start=lambda A, Y: (A - Y) / Y.size),
        "mean taken twice": mistaken_deep_pass(start=lambda A, Y: (A - Y) / len(Y) ** 2),
        "factor 2": mistaken_deep_pass(start=lambda A, Y: 2 * (A - Y) / len(Y)),
        "db as a mean": mistaken_deep_pass(db=lambda D: D.mean(0)),
        "mean twice in dW": mistaken_deep_pass(scale_dW=lambda X: 1 / len(X)),
        "mean missing in dW": mistaken_deep_pass(scale_dW=len),
        "mean missing in db": lambda layers, X, Y: [(dW, db * len(X)) for dW, db in deep(layers, X, Y)],
        "sigmoid's slope everywhere": mistaken_deep_pass(slope=lambda slope, Z, A, *more: A * (1 - A)),
        "slope overwrites the gradient": overwritten,
        "neighbour's slope": mistaken_deep_pass(slope=neighbours),
        "da for dz": mistaken_deep_pass(of_dW=lambda D, dA: dA),
        "value for delta": lambda layers, X, Y: [
            (A_out.T @ A_in, db) for A_in, A_out, (_, db) in zip(*values(layers, X), deep(layers, X, Y))
        ],
        "a of the same layer": mistaken_deep_pass(read=lambda A, Z, X, k: A[k + 1]),
        "db one number": mistaken_deep_pass(db=lambda D: D.sum()),
        "transposed": mistaken_deep_pass(turned=True),
        "moved weights": deep_moves_first(0.4),
        "parameters returned": lambda layers, X, Y: [
            (W - 0.3 * dW, b - 0.3 * db) for (W, b, *_), (dW, db) in zip(layers, deep(layers, X, Y))
        ],
        **two_slips(mistaken_deep_by_changes),
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
        "one-sided over 2h": lambda f, p, h: [(f(p + h * e) - f(p)) / (2 * h) for e in np.eye(len(p))],
        "truncated p": copies_as_it_is,
        "truncated gradient": into_zeros_like,
        "truncated twice": lambda f, p, h: np.array(copies_as_it_is(f, p, h)).astype(p.dtype),
        "first number only": lambda f, p, h: differences(f, p, h)[0],
        "np.gradient": lambda f, p, h: np.gradient(f(p), h),
        "own step": lambda f, p, h: differences(f, p, 1e-6),
    },
    "10.5a": {
        "forward": lambda sizes: sum(every(sizes)),
        "dL/dx too": lambda sizes: 2 * sum(every(sizes)),
        "way back alone": lambda sizes: sum(every(sizes)[1:]),
        "last layer not sent back": lambda sizes: sum(every(sizes)) + sum(every(sizes[:-1])),
        "biases": lambda sizes: cost_in_a_loop(sizes) + sum(sizes[1:]),
        "forward too": lambda sizes: cost_in_a_loop(sizes) + sum(every(sizes)),
        "one product of all": math.prod,
        "dense Jacobian": lambda sizes: sum(b * b * a for a, b in zip(sizes, sizes[1:])) + sum(every(sizes)[1:]),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "10", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize("rate", [0.01, 0.1, 3.0])
def test_moved_weights_are_seen_at_any_rate(rate):
    assert check("10.2a", moves_first(rate)).mistake == "moved weights"


@pytest.mark.parametrize(
    "number, answer",
    [
        ("10.1", 0.1),
        ("10.5", 29),
        ("10.1a", lambda w, b, x, y: 0.0),
        ("10.2a", lambda *g: by_matrices(*g)[:3]),
        ("10.2a", lambda *g: 1.0),
        ("10.2a", lambda *g: (by_matrices(*g)[0] * 1.01, *by_matrices(*g)[1:])),
        ("10.2b", lambda layers, X, Y: deep(layers, X, Y)[:1]),
        ("10.2b", lambda layers, X, Y: [dW for dW, _ in deep(layers, X, Y)]),
        ("10.4a", lambda f, p, h: np.full(len(p), 0.37)),
        ("10.5a", lambda sizes: 28),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert (
        verdict.status == "wrong"
        and verdict.mistake in ("", "constant")
        and ("should" in verdict.says or "agree" in verdict.says)
    )


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda a, b, c, d: (a, 1.1 * b, c, d), "dW1, dW2 and db2 agree, db1 does not"),
        (lambda a, b, c, d: (1.1 * a, b, c, 3 * d), "db1 and dW2 agree, dW1 and db2 do not"),
        (lambda a, b, c, d: (a.T, b, c, d), "dW1 is transposed"),
        (lambda a, b, c, d: (a, b, c.ravel(), d), "dW2 has shape (1,). It should have the shape of W2, (1, 1)"),
        (lambda a, b, c, d: {"dW1": a, "db1": b, "dW2": c, "db2": d}, "You returned a dictionary"),
        (lambda a, b, c, d: (a, b, c), "You returned 3 parts. It should be 4: dW1, db1, dW2, db2"),
    ],
)
def test_the_part_that_is_wrong_is_named(change, says):
    verdict = check("10.2a", lambda *g: change(*by_matrices(*g)))
    assert verdict.status == "wrong" and says in verdict.says and len(verdict.says) < 400


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda pairs: [(dW, 1.1 * db) for dW, db in pairs], "In layer 1, dW agrees, db does not"),
        (lambda pairs: [(1.1 * dW, db) for dW, db in pairs], "In layer 1, db agrees, dW does not"),
        (lambda pairs: [(1.1 * dW, 2 * db) for dW, db in pairs], "In layer 1, neither dW nor db agrees"),
        (lambda pairs: [(1.1 * pairs[0][0], pairs[0][1]), *pairs[1:]], "In layer 1, db agrees, dW does not"),
        (lambda pairs: [*pairs[:-1], (pairs[-1][0].T, pairs[-1][1])], "In layer 2, dW is transposed"),
        (lambda pairs: [*pairs[:-1], (pairs[-1][0], pairs[-1][1].sum())], "In layer 2, db has shape ()"),
        (lambda pairs: [part for pair in pairs for part in pair], "You returned 2 arrays. It should be one pair"),
    ],
)
def test_the_layer_that_is_wrong_is_named(change, says):
    verdict = check("10.2b", lambda *g: change(deep(*g)))
    assert verdict.status == "wrong" and says in verdict.says


def in_short_floats(answer):
    """An answer that computes in float32: its arrays and its layers are short."""

    def short(part):
        if isinstance(part, np.ndarray):
            return part.astype(np.float32)
        return [tuple(map(short, layer)) for layer in part] if isinstance(part, list) else part

    return lambda *given: answer(*map(short, given))


@pytest.mark.parametrize("number, answer", [("10.2a", by_matrices), ("10.2b", deep), ("10.1a", delta_by_exponentials)])
def test_short_floats_are_right_whatever_cases_are_drawn(number, answer):
    verdicts = [
        judge_answer(questions("10")[number], in_short_floats(answer), np.random.default_rng(k)) for k in range(60)
    ]
    assert all(verdict.right for verdict in verdicts)


@pytest.mark.parametrize(
    "number, answer",
    [
        ("10.2a", lambda *g: [np.matrix(part) for part in by_matrices(*g)]),
        ("10.2a", lambda *g: [part.tolist() for part in by_matrices(*g)]),
        ("10.2b", lambda *g: [[np.matrix(dW), np.matrix(db).T] for dW, db in deep(*g)]),
        ("10.4a", lambda f, p, h: np.matrix(differences(f, p, h))),
    ],
)
def test_other_containers_are_right(number, answer):
    assert check(number, answer).right


def test_an_error_in_one_layer_is_told_apart_from_what_comes_after():
    spoilt = lambda *g: [(1.1 * dW if k == 0 and len(g[0]) > 1 else dW, db) for k, (dW, db) in enumerate(deep(*g))]
    assert "The layers after layer 1 are right. In layer 1, db agrees" in check("10.2b", spoilt).says


def test_an_array_that_was_put_back_to_rounding_is_explained():
    def puts_back(f, p, h):
        found = np.zeros(len(p))
        for i in range(len(p)):
            p[i] += h
            up = f(p)
            p[i] -= 2 * h
            found[i] = (up - f(p)) / (2 * h)
            p[i] += h
        return found

    verdict = check("10.4a", puts_back)
    assert verdict.mistake == "input changed" and "rounding" in verdict.says


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


def test_no_hidden_network_has_a_relu_close_to_its_joint():
    """There the order of a sum would decide whether the slope is 0 or 1."""
    for seed in range(200):
        for layers, X, _ in draw_hidden_cases(questions("10")["10.2b"], np.random.default_rng(seed)):
            A = X
            for W, b, g, slope in layers:
                Z = A @ W.T + b
                assert np.allclose(slope(Z - 1e-4), slope(Z + 1e-4), atol=0.01)
                A = g(Z)
