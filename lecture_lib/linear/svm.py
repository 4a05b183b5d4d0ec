"""Support vector machines, solved to the last digits in three ways (row 01.1).

With n examples x (rows), labels y of -1 and +1, margins m = y (wᵀx + b) and a penalty λ > 0, two problems have the same
value (P is the cost of `linear_svm`; the bias b is free, that is, without a penalty):

    primal   min over w and b of   P = mean of max(0, 1 - m) + ½ λ |w|²
    dual     max over α of         D = mean of α - ½ λ |w|²,   w = Σ αᵢ yᵢ xᵢ / (λ n),   0 <= α <= 1,   Σ αᵢ yᵢ = 0

Each D is at most each P, so the gap P - D says how far both are from the best value at most. αᵢ is how strongly example
i pulls: 0 beyond the margin, 1 within it, and anything between on the margin itself. Those with α > 0 are the support
vectors. In the words of scikit-learn's SVC: C = 1 / (λ n), and its coefficients are C αᵢ yᵢ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..validation import Array, InputError, labelled_examples, positive, whole
from .models import linear_svm

_TOLERANCE = 1e-10  # of a margin
_MOST_STEPS = 200_000
_MOST_DOUBLINGS = 5


@dataclass(frozen=True)
class SVM:
    """A support vector machine: w (d,), b, the dual variables α (n,) and the values of both problems."""

    w: Array
    b: float
    alpha: Array
    primal: float
    dual: float

    @property
    def gap(self) -> float:
        """How far the cost is from the smallest possible one at most."""
        return self.primal - self.dual

    @property
    def support(self) -> Array:
        """The numbers of the examples that are support vectors, from 0."""
        return np.flatnonzero(self.alpha > 0)


def svm_dual(x, y, penalty: float) -> SVM:
    """Maximise D by coordinate ascent, two coordinates at a time. x: (n, d), y: n labels -1 or +1, both present.

    A single αᵢ cannot move, since Σ αᵢ yᵢ = 0 belongs to the free bias; a pair can (Platt 1998). Of all pairs, the one
    that promises most is moved to its best place within the box (Fan, Chen and Lin 2005).

    >>> found = svm_dual([[0.0], [1.0], [3.0]], [-1, -1, 1], penalty=0.1)    # the widest street: from 1 to 3
    >>> found.w.round(6), round(found.b, 6), found.support
    (array([1.]), -2.0, array([1, 2]))
    """
    x, y, penalty = _read(x, y, penalty)
    scale = penalty * len(y)
    alpha, lacks = np.zeros(len(y)), y.copy()  # lacks: y - w·x, the bias at which the example lies on its margin
    for _ in range(_MOST_STEPS):
        rising, falling = np.where(y > 0, alpha < 1, alpha > 0), np.where(y > 0, alpha > 0, alpha < 1)
        i = int(np.argmax(np.where(rising, lacks, -np.inf)))
        drop = np.where(falling, lacks[i] - lacks, -np.inf)
        if drop.max() <= _TOLERANCE * (1 + np.abs(lacks).max()):
            break
        square = np.maximum(((x - x[i]) ** 2).sum(axis=1), 1e-300)
        j = int(np.argmax(np.where(drop > 0, drop**2 / square, -np.inf)))
        room = (1 - alpha[i] if y[i] > 0 else alpha[i]), (alpha[j] if y[j] > 0 else 1 - alpha[j])
        step = min(drop[j] * scale / square[j], *room)
        alpha[i] += y[i] * step
        alpha[j] -= y[j] * step
        if step == room[0]:  # exactly, not but for rounding
            alpha[i] = float(y[i] > 0)
        if step == room[1]:
            alpha[j] = float(y[j] < 0)
        lacks -= step / scale * (x @ (x[i] - x[j]))
    w = (alpha * y) @ x / scale
    lacks = y - x @ w
    rising, falling = np.where(y > 0, alpha < 1, alpha > 0), np.where(y > 0, alpha > 0, alpha < 1)
    b = (lacks[rising].max() + lacks[falling].min()) / 2
    return _solution(w, float(b), alpha, x, y, penalty)


def svm_primal(x, y, penalty: float, steps: int = 2000) -> SVM:
    """Minimise P by subgradient descent with averaging, and then exactly within the piece that this has reached.

    Subgradient descent slows down at the kinks. Its average shows, however, which examples have a margin of 1 at the
    best place. With these held there, and with the others on their sides, P is a parabola, whose lowest point solves
    linear equations. It is taken if it is the best of all: if each example then lies on the side that was supposed
    and pulls with an α from 0 to 1. Otherwise descent goes on with twice the steps.

    >>> found = svm_primal([[0.0], [1.0], [3.0]], [-1, -1, 1], penalty=0.1)
    >>> found.w.round(6), round(found.b, 6), found.gap < 1e-9
    (array([1.]), -2.0, True)
    """
    x, y, penalty = _read(x, y, penalty)
    steps = whole(steps, "steps", 1)
    w, b = np.zeros(x.shape[1]), 0.0
    for doubled in range(_MOST_DOUBLINGS):
        w, b = _averaged_descent(x, y, penalty, w, b, steps * 2**doubled)
        found = _lowest_in_piece(x, y, penalty, y * (x @ w + b))
        if found is not None:
            return _solution(*found, x, y, penalty)
    raise InputError(
        f"subgradient descent did not settle within {steps * (2**_MOST_DOUBLINGS - 1)} steps; give features of about "
        "the size of 1, or a larger penalty, or call `svm_dual`"
    )


def svm_hard_margin(x, y) -> SVM:
    """Return the widest margin: the smallest |w| with every margin at least 1. α and the values are those of ½ |w|².

    Here 0 <= αᵢ without an upper limit, and w = Σ αᵢ yᵢ xᵢ. The street lies half-way between the two nearest points of
    the classes' convex hulls. They are found by moving weight from one example of a class to another (Mitchell,
    Demyanov and Malozemov 1974). If the hulls meet, no line separates the classes, and that is said.

    >>> found = svm_hard_margin([[0.0], [1.0], [3.0]], [-1, -1, 1])
    >>> found.w.round(6), round(found.b, 6), round(found.dual, 6)
    (array([1.]), -2.0, 0.5)
    """
    x, y, _ = _read(x, y, 1.0)
    share = np.where(y > 0, 1 / (y > 0).sum(), 1 / (y < 0).sum())  # convex weights within each class
    size = np.abs(x - x.mean(axis=0)).max()
    for _ in range(_MOST_STEPS):
        between = (share * y) @ x  # from the point of class -1 to that of class +1
        if np.linalg.norm(between) <= 1e-7 * size:
            raise InputError(
                "no line separates these classes, so there is no hard margin; use `svm_dual` with a penalty above 0"
            )
        height = y * (x @ between)
        given, taken = max((_exchange(height, share, y == label) for label in (-1, 1)), key=lambda pair: pair[0])
        if given <= _TOLERANCE * (between @ between):
            break
        i, j = taken
        apart = x[i] - x[j]
        moved = min((height[i] - height[j]) / (apart @ apart), share[i])
        share[i], share[j] = share[i] - moved, share[j] + moved
    height = y * (x @ between)
    if height[y > 0].min() + height[y < 0].min() <= 0:
        raise InputError(
            "no line separates these classes; use `svm_dual` with a penalty above 0 instead of a hard margin"
        )
    alpha = 2 * share / (between @ between)
    w = (alpha * y) @ x
    b = -(w @ x[y > 0].T).min() / 2 - (w @ x[y < 0].T).max() / 2
    return SVM(w, float(b), alpha, float(w @ w / 2), float(alpha.sum() - w @ w / 2))


def _exchange(height: Array, share: Array, own: Array) -> tuple[float, tuple[int, int]]:
    """Return what moving weight within a class gains, and between which two examples: the highest that has some, the
    lowest of all."""
    i = int(np.argmax(np.where(own & (share > 0), height, -np.inf)))
    j = int(np.argmin(np.where(own, height, np.inf)))
    return float(height[i] - height[j]), (i, j)


def _averaged_descent(x, y, penalty, w, b, steps) -> tuple[Array, float]:
    """Return the mean of the second half of a descent whose rate falls from step to step."""
    rate = 1 / (penalty + (x**2).sum(axis=1).mean() + 1)
    path = []
    for t in range(steps):
        cost = linear_svm(w, b, x, y, penalty, 0.5)
        now = rate / np.sqrt(1 + t / 20)
        w, b = w - now * cost.dw, b - now * cost.db
        path.append((*w, b))
    mean = np.mean(path[steps // 2 :], axis=0)
    return mean[:-1], float(mean[-1])


def _lowest_in_piece(x, y, penalty, m) -> tuple[Array, float, Array] | None:
    """Return w, b and α if the examples with margins nearest to 1 are those that lie on it at the best place."""
    order = np.argsort(np.abs(m - 1), kind="stable")
    for k in range(min(len(y), x.shape[1] + 1) + 1):
        on, rest = order[:k], order[k:]
        alpha = np.zeros(len(y))
        alpha[rest] = m[rest] < 1
        w, b, alpha[on] = _held_on_margin(x, y, penalty, on, alpha)
        slack = 1 - y * (x @ w + b)
        sides = np.all(slack[rest] * (2 * alpha[rest] - 1) >= -1e-9) and np.abs(slack[on]).max(initial=0) <= 1e-9
        if sides and np.all((alpha >= -1e-9) & (alpha <= 1 + 1e-9)) and abs(alpha @ y) <= 1e-9:
            return w, b, np.clip(alpha, 0, 1)
    return None


def _held_on_margin(x, y, penalty, on, alpha) -> tuple[Array, float, Array]:
    """Solve for w, b and the α of the examples `on` the margin: w = Σ αyx / (λn), Σ αy = 0, y (w·x + b) = 1."""
    d, k, scale = x.shape[1], len(on), penalty * len(y)
    signed = y[on, None] * x[on]
    table, right = np.zeros((d + 1 + k, d + 1 + k)), np.zeros(d + 1 + k)
    table[:d, :d], table[:d, d + 1 :], right[:d] = scale * np.eye(d), -signed.T, (alpha * y) @ x
    table[d, d + 1 :], right[d] = y[on], -alpha @ y
    table[d + 1 :, :d], table[d + 1 :, d], right[d + 1 :] = signed, y[on], 1
    found = np.linalg.lstsq(table, right)[0]
    return found[:d], float(found[d]), found[d + 1 :]


def _solution(w, b, alpha, x, y, penalty) -> SVM:
    dual = alpha.mean() - penalty / 2 * w @ w
    return SVM(w, b, alpha, linear_svm(w, b, x, y, penalty).value, float(dual))


def _read(x, y, penalty) -> tuple[Array, Array, float]:
    x, y = labelled_examples(x, y)
    x, y = x.astype(float), y.astype(float)
    if len(set(y.tolist())) < 2:
        raise InputError(f"y holds the label {y[0]:g} only. Give examples of both classes, -1 and +1.")
    return x, y, positive(penalty, "penalty")
