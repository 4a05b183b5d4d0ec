"""Sheet 15, rows 15.1 and 15.2, and their checkpoints: answers written as learners write them."""

import math
from collections import Counter

import numpy as np

from tests.notebooks.sheet_contract import SheetContract


def means_of(X, c):
    return np.stack([X[c == k].mean(axis=0) for k in range(c.max() + 1)])


def gaps(X, c, Q):
    return Q[:, None] - means_of(X, c)


def by_loops(X, c, Q):
    """In plain Python, without NumPy's help."""
    X, c, Q = X.tolist(), c.tolist(), Q.tolist()
    means = []
    for k in sorted(set(c)):
        own = [x for x, label in zip(X, c) if label == k]
        means.append([sum(column) / len(own) for column in zip(*own)])
    return [min(range(len(means)), key=lambda k: math.dist(q, means[k])) for q in Q]


def by_norm(X, c, Q):
    return np.argmin([[np.linalg.norm(q - m) for m in means_of(X, c)] for q in Q], axis=1)


def as_a_layer(X, c, Q):
    W = means_of(X, c)
    return (Q @ W.T - 0.5 * (W * W).sum(1)).argmax(1)


def by_one_hot(X, c, Q):
    Y = np.eye(c.max() + 1)[c]
    W = (Y.T @ X) / Y.sum(axis=0)[:, None]
    return tuple(int(k) for k in ((W**2).sum(1) - 2 * Q @ W.T).argmin(1))


def in_float32(X, c, Q):
    return as_a_layer(X.astype(np.float32), c, Q.astype(np.float32)).astype(float)


def with_other_means(mean):
    def f(X, c, Q):
        W = np.stack([mean(X[c == k], X) for k in range(c.max() + 1)])
        return ((Q[:, None] - W) ** 2).sum(axis=2).argmin(axis=1)

    return f


def ten_classes(X, c, Q):
    with np.errstate(invalid="ignore"):
        W = np.stack([X[c == k].sum(axis=0) / (c == k).sum() for k in range(10)])
    return ((Q[:, None] - W) ** 2).sum(axis=2).argmin(axis=1)


def count_by_loop(true, read, k):
    table = [[0] * k for _ in range(k)]
    for t, r in zip(true, read):
        table[t][r] += 1
    return table


def count_by_add_at(true, read, k):
    counts = np.zeros((k, k))
    np.add.at(counts, (true, read), 1)
    return counts


def count_by_bincount(true, read, k):
    return np.bincount(k * true + read, minlength=k * k).reshape(k, k)


def count_by_masks(true, read, k):
    return np.array([[np.sum((true == i) & (read == j)) for j in range(k)] for i in range(k)])


def count_by_counter(true, read, k):
    pairs = Counter(zip(true.tolist(), read.tolist()))
    return tuple(tuple(pairs[i, j] for j in range(k)) for i in range(k))


def count_by_product(true, read, k):
    return np.matrix(np.eye(k)[true].T @ np.eye(k)[read])


def add_once(true, read, k):
    counts = np.zeros((k, k), int)
    counts[true, read] += 1
    return counts


def table(true, read, k):
    return np.array(count_by_loop(true, read, k))


class TestSheet15(SheetContract):
    lecture = "15"
    rows = ("15.1", "15.2")
    right = {
        "15.1": [[22, 4], (22, 4), np.array([22, 4]), divmod(620, 28), [22.0, 4.0], np.float32([22, 4])],
        "15.2": ["b"],
        "15.1a": [by_loops, by_norm, as_a_layer, by_one_hot, in_float32],
        "15.2a": [
            count_by_loop,
            count_by_add_at,
            count_by_bincount,
            count_by_masks,
            count_by_counter,
            count_by_product,
        ],
    }
    stubs = {
        "15.1": [..., [..., ...], None],
        "15.2": [..., None],
        "15.1a": [..., lambda X, c, Q: ...],
        "15.2a": [..., lambda true, read, k: ...],
    }
    mistakes = {
        "15.1": {
            "column first": [4, 22],
            "counted from 1": [23, 5],
            "row counted from 1": [23, 4],
            "column counted from 1": [22, 5],
            "one row up": [21, 32],
            "rounded up": [23, -24],
            "fraction kept": [22.142857142857142, 4],
        },
        "15.2": {"a": "a", "c": "c", "d": "d"},
        "15.1a": {
            "farthest mean": lambda *g: np.linalg.norm(gaps(*g), axis=2).argmax(1),
            "nearest example": lambda X, c, Q: c[((Q[:, None] - X) ** 2).sum(2).argmin(1)],
            "number of the example": lambda X, c, Q: ((Q[:, None] - X) ** 2).sum(2).argmin(1),
            "ten classes": ten_classes,
            "sum for mean": with_other_means(lambda own, X: own.sum(axis=0)),
            "divided by all": with_other_means(lambda own, X: own.sum(axis=0) / len(X)),
            "dot product only": lambda X, c, Q: (Q @ means_of(X, c).T).argmax(1),
            "square not halved": lambda X, c, Q: (Q @ means_of(X, c).T - (means_of(X, c) ** 2).sum(1)).argmax(1),
            "bias added": lambda X, c, Q: (Q @ means_of(X, c).T + (means_of(X, c) ** 2).sum(1) / 2).argmax(1),
            "sum of differences": lambda *g: gaps(*g).sum(2).argmin(1),
            "size of the summed differences": lambda *g: (gaps(*g).sum(2) ** 2).argmin(1),
            "absolute differences": lambda *g: abs(gaps(*g)).sum(2).argmin(1),
            "median for mean": with_other_means(lambda own, X: np.median(own, axis=0)),
            "counted from 1": lambda *g: np.array(by_loops(*g)) + 1,
            "distances returned": lambda *g: np.linalg.norm(gaps(*g), axis=2),
            "squared distances returned": lambda *g: (gaps(*g) ** 2).sum(2),
        },
        "15.2a": {
            "transposed": lambda t, r, k: table(r, t, k),
            "each pair once": add_once,
            "each pair once, transposed": lambda t, r, k: add_once(r, t, k),
            "mistakes only": lambda t, r, k: table(t, r, k) * (1 - np.eye(k, dtype=int)),
            "diagonal only": lambda t, r, k: table(t, r, k) * np.eye(k, dtype=int),
            "fractions of rows": lambda t, r, k: table(t, r, k) / np.maximum(table(t, r, k).sum(1)[:, None], 1),
            "fractions of columns": lambda t, r, k: table(t, r, k) / np.maximum(table(t, r, k).sum(0), 1),
            "fractions of all": lambda t, r, k: table(t, r, k) / len(t),
            "largest label for k": lambda t, r, k: table(t, r, max(max(t), max(r)) + 1),
            "one class too many": lambda t, r, k: table(t, r, k + 1),
            "counted from 1": lambda t, r, k: table(t + 1, r + 1, k + 1),
            "last example left out": lambda t, r, k: table(t[:-1], r[:-1], k),
            "first example left out": lambda t, r, k: table(t[1:], r[1:], k),
            "symmetric": lambda t, r, k: table(t, r, k) + table(r, t, k),
            "accuracy": lambda t, r, k: float((t == r).mean()),
        },
    }
