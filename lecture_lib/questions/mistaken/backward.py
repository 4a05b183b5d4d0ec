"""Whole backward passes as learners write them, right or with slips: the twins of questions 10.2a and 10.2b."""

from __future__ import annotations

from .functions import sigmoid, sigmoid_slope


class ShallowBackwardPass:
    """A whole backward pass with one hidden layer; each slip of a twin is a word among `slips`."""

    def __init__(self, *slips: str) -> None:
        self.mistakes = slips

    def __call__(self, W1, b1, W2, b2, X, Y):
        has = self.mistakes.__contains__
        Z1 = X @ W1.T + b1
        A1 = sigmoid(Z1)
        Z2 = A1 @ W2.T + b2
        A2, n = sigmoid(Z2), 1 if has("no mean") else Y.size if has("entries") else len(X)
        slope = (lambda A, Z: sigmoid_slope(A)) if has("slope at a") else (lambda A, Z: A * (1 - A))
        dA2 = (Y - A2 if has("sign") else 2 * (A2 - Y) if has("factor 2") else A2 - Y) / n
        dZ2 = dA2 * (1 if has("no output slope") else slope(A2, Z2))
        dA1 = dA2 @ W2 if has("da back") else dZ2 @ W2.T if has("W.T") else dZ2 @ W2
        dZ1 = dA1 * (1 if has("no hidden slope") else slope(A1, Z1))
        rows = slice(-1, None) if has("last") else slice(None)
        first, second = (dA1, dA2) if has("da for dz") else (dZ1, dZ2)
        dW1 = first[rows].T @ X[rows]
        dW2 = second[rows].T @ (Z1 if has("z for a") else A1)[rows]
        axis = 1 if has("axis") else 0
        db1, db2 = dZ1[rows].sum(axis), dZ2[rows].sum(axis)
        if has("db mean"):
            db1, db2 = db1 / n, db2 / n
        if has("mean twice"):
            dW1, db1, dW2, db2 = (d / n for d in (dW1, db1, dW2, db2))
        return (dW1.T, db1, dW2.T, db2) if has("turned") else (dW1, db1, dW2, db2)


def gradient_after_early_update(rate: float, case: tuple):
    """Return dW1 of a learner who takes a step with W2 before sending dZ2 back through it.

    >>> import numpy as np
    >>> one = np.ones((1, 1))
    >>> case = one, np.zeros(1), one, np.zeros(1), one, one
    >>> bool(gradient_after_early_update(0.0, case) == ShallowBackwardPass()(*case)[0]), bool(gradient_after_early_update(0.5, case) == ShallowBackwardPass()(*case)[0])
    (True, False)
    """
    W1, b1, W2, b2, X, Y = case
    A1 = sigmoid(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    dZ2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    return ((dZ2 @ (W2 - rate * dZ2.T @ A1)) * A1 * (1 - A1)).T @ X


class DeepBackwardPass:
    """A backward pass of any depth; each slip of a twin is a word among `slips`."""

    def __init__(self, *slips: str) -> None:
        self.mistakes = slips

    def __call__(self, layers, X, Y):
        has = self.mistakes.__contains__
        A, Z = [X], []
        for W, b, g, _ in layers:
            Z.append(A[-1] @ W.T + b)
            A.append(g(Z[-1]))
        dA = (Y - A[-1] if has("sign") else A[-1] - Y) / (1 if has("no mean") else len(X))
        found = []
        for k in reversed(range(len(layers))):
            W, _, _, slope = layers[k]
            last = k == len(layers) - 1
            if has("first slope"):
                slope = layers[0][3]
            skip = has("no slope") or has("no hidden slope") and not last or has("no last slope") and last
            dZ = dA * (1 if skip else slope(A[k + 1] if has("slope at a") else Z[k]))
            read = X if has("x everywhere") else Z[k - 1] if has("z for a") and k else A[k]
            rows = slice(-1, None) if has("last") else slice(None)
            found.append((dZ[rows].T @ read[rows], dZ[rows].sum(axis=1 if has("axis") else 0)))
            dA = dA @ W if has("da back") else dZ @ W.T if has("W.T") else dZ @ W
        return found if has("order") else found[::-1]
