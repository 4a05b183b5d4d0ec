"""The perceptron: a threshold unit, its learning rule, and what can be proven about it (rows 03.1 to 03.4).

    y = sgn(wᵀx + b)         after each example:  w ← w - η (y - ŷ) x,   b ← b - η (y - ŷ)

Here y is the guess and ŷ the true label, as lecture A writes them. A mistake changes w by 2η ŷ x, a right
guess by nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ..nn import make_sign
from ..validation import Array, InputError, labelled_examples, numbers, positive, whole


@dataclass(frozen=True, eq=False)
class Perceptron:
    """sgn(wᵀx + b), with values -1 and +1; `at_zero` is its answer exactly on the line (A: -1).

    w: (d,), b: a number. `perceptron(x)` takes x of shape (d,) or (n, d).

    >>> AND = Perceptron([1, 1], -1.5)
    >>> AND([[0, 0], [0, 1], [1, 0], [1, 1]])
    array([-1., -1., -1.,  1.])
    """

    w: Array
    b: float
    at_zero: float = -1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "w", numbers(self.w, "w", ndim=(1,)))
        object.__setattr__(self, "b", float(numbers(self.b, "b", ndim=(0,))))

    def score(self, x) -> Array:
        """Return wᵀx + b, the pre-activation."""
        x = numbers(x, "x", ndim=(1, 2))
        if x.shape[-1] != len(self.w):
            raise InputError(
                f"x has shape {x.shape}, so an example holds {x.shape[-1]} values, but w has {len(self.w)}"
            )
        return x @ self.w + self.b

    def __call__(self, x) -> Array:
        return make_sign(self.at_zero).value(self.score(x))

    def distance(self, x) -> Array:
        """Return the signed distance of x from the line wᵀx + b = 0, in the units of x (row 03.3).

        >>> Perceptron([3, 4], -5).distance([3, 4])
        np.float64(4.0)
        """
        largest = np.abs(self.w).max()
        if largest == 0:
            raise InputError("w is 0, so w · x + b = 0 is not a line and no point has a distance from it")
        direction = self.w / largest  # first scaled, so that no square overflows or vanishes
        return Perceptron(direction, self.b / largest).score(x) / np.linalg.norm(direction)


class PerceptronStep(NamedTuple):
    """One example shown to the perceptron. `w`, `b` are from before; the guess is made with them."""

    number: int  # examples shown so far, this one included
    index: int  # which example  # pyright: ignore[reportIncompatibleMethodOverride]: a field, not tuple.index
    x: Array
    y: float  # the true label, -1 or +1
    w: Array
    b: float
    guess: float
    dw: Array  # what is added to w: zeros, never −0, if the guess is right
    db: float
    mistakes: int  # mistakes so far, this one included

    @property
    def after(self) -> tuple[Array, float]:
        """w and b after this example."""
        return self.w + self.dw, self.b + self.db


def train_perceptron(
    x, y, rate: float = 1.0, order: Iterable[int] | None = None, start: Perceptron | None = None
) -> Iterator[PerceptronStep]:
    """Yield one `PerceptronStep` per example, until every example is classified correctly (row 03.1 A).

    x: (n, d), y: (n,) of -1 and +1. `order` gives the examples' indices, counted from 0, in any order; None goes
    through them again and again. On data that no line separates it never ends: take as many steps as you want to see.

    >>> steps = list(train_perceptron([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, -1, -1, 1]))      # AND
    >>> steps[-1].mistakes, steps[-1].after
    (10, (array([4., 2.]), -4.0))
    """
    x, y = labelled_examples(x, y)
    rate, unit = positive(rate, "rate"), start or Perceptron(np.zeros(x.shape[1]), 0.0)
    mistakes = 0
    for number, chosen in enumerate(itertools.cycle(range(len(x))) if order is None else order, start=1):
        i = whole(chosen, "an index in order", 0, len(x) - 1)
        if number == 1 and np.all(unit(x) == y):
            return
        guess = float(unit(x[i]))
        db = float(rate * (y[i] - guess))
        dw = db * x[i] + 0.0
        mistakes += int(guess != y[i])
        shown = PerceptronStep(number, i, x[i], float(y[i]), unit.w, unit.b, guess, dw, db, mistakes)
        yield shown
        if guess != y[i]:
            unit = Perceptron(*shown.after, at_zero=unit.at_zero)
            if np.all(unit(x) == y):
                return


class Cycle(NamedTuple):
    """Proof that the run repeats itself forever: step `again` starts exactly as step `first` did."""

    first: int
    again: int


def find_cycle(steps: Sequence[PerceptronStep]) -> Cycle | None:
    """Return the first two steps that start with the same example, w and b, or None.

    Where examples come round in a fixed order, what happened once after such a state must happen again.

    >>> from itertools import islice
    >>> from lecture_lib.threshold.boolean_functions import INPUTS
    >>> find_cycle(list(islice(train_perceptron(INPUTS, [-1, 1, 1, -1]), 50)))                 # XOR
    Cycle(first=6, again=10)
    """
    seen: dict[tuple, int] = {}
    for s in steps:
        state = (s.index, s.w.tobytes(), s.b)
        if state in seen:
            return Cycle(seen[state], s.number)
        seen[state] = s.number
    return None


@dataclass(frozen=True, eq=False)
class Separation:
    """The answer to: does a line (a hyperplane) separate these examples?

    If it does, `unit` is the separating perceptron of widest margin in (x, 1), and `margin` is that margin γ.
    If not, `certificate` holds weights λ ≥ 0 with sum 1 and Σ λᵢ yᵢ (xᵢ, 1) = 0. Whatever w and b are, then
    Σ λᵢ yᵢ (wᵀxᵢ + b) = 0, so the terms cannot all be positive: no separating line exists.
    """

    unit: Perceptron | None
    margin: float
    certificate: Array | None

    @property
    def separable(self) -> bool:
        return self.unit is not None


def separate(x, y) -> Separation:
    """Find the separating line of widest margin in (x, 1) for examples x (n, d) with labels y, or prove there is none.

    Both answers are the shortest vector in the convex hull of the points yᵢ (xᵢ, 1): its length is γ, and if it
    is 0 the weights that make it are the certificate (row 03.2). Found by Wolfe's algorithm (Mathematical
    Programming 11, 1976). A unit is returned only if it classifies every example correctly: where the margin is near
    the rounding errors, exact fractions decide. Classes too close to be told apart with floating-point numbers raise
    `InputError`.

    >>> separate([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]).certificate      # XOR
    array([0.25, 0.25, 0.25, 0.25])
    """
    x, y = labelled_examples(x, y)
    points = y[:, None] * _with_one(x)
    scale = np.abs(points).max()
    points = points / scale
    shortest = _shortest_in_hull(points) @ points
    length = _length(shortest)
    v = shortest / (length or 1.0)
    margins = points @ v
    if np.all(margins > 1e-13 * np.linalg.norm(points, axis=1).max()) or _are_positive(points, v):
        return Separation(Perceptron(v[:-1], v[-1]), float(margins.min() * scale), None)
    centred = x - x.mean(axis=0)
    spread = y[:, None] * _with_one(centred / (np.abs(centred).max() or 1.0))
    weights = _shortest_in_hull(spread)
    if np.linalg.norm(weights @ spread) <= 1e-12 * np.linalg.norm(spread, axis=1).max():
        return Separation(None, 0.0, weights)
    raise InputError(
        f"the classes of y lie within {length:.0e} of the size of x, too close to be "
        "told apart; subtract the mean from x, or move the nearest points"
    )


def _length(v: Array) -> float:
    """Return the length of a vector whose squares may be too small for a float."""
    largest = np.abs(v).max()
    return float(largest * np.linalg.norm(v / largest)) if largest else 0.0


def _are_positive(points: Array, v: Array) -> bool:
    """Are all the products of the points with v above 0, in exact arithmetic and as floats?"""
    exact = [Fraction(float(value)) for value in v]
    return bool(np.all(points @ v > 0)) and all(
        sum(Fraction(float(value)) * factor for value, factor in zip(point, exact)) > 0 for point in points
    )


def mistake_bound(x, y) -> float:
    """Return (R/γ)², the most mistakes that the rule can make when it starts from zero; infinite if inseparable.

    R is the length of the longest (x, 1), γ the widest margin in that space (row 03.4; Novikoff 1962).

    >>> round(mistake_bound([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, -1, -1, 1]), 6)  # AND
    51.0
    """
    x, y = labelled_examples(x, y)
    margin = separate(x, y).margin
    longest = max(map(_length, _with_one(x)))
    with np.errstate(over="ignore"):
        return float(np.float64(longest / margin) ** 2) if margin else float("inf")


def _with_one(x: Array) -> Array:
    return np.column_stack([x, np.ones(len(x))])


def _shortest_in_hull(points: Array) -> Array:
    """Return convex weights of the points whose sum is the shortest vector in their convex hull."""
    scale = np.linalg.norm(points, axis=1).max()
    points = points / scale
    corral = [int(np.argmin((points**2).sum(axis=1)))]
    weights, length = np.ones(1), np.inf
    everyone = np.bincount(corral, weights, len(points))
    while np.linalg.norm(weights @ points[corral]) < length:  # equality: only rounding is left to gain
        everyone = np.bincount(corral, weights, len(points))
        shortest = weights @ points[corral]
        length = np.linalg.norm(shortest)
        best = int(np.argmin(points @ shortest))
        if best not in corral:
            corral, weights = _shrunk(points, [*corral, best], np.append(weights, 0.0))
    return everyone


def _shrunk(points: Array, corral: list[int], weights: Array) -> tuple[list[int], Array]:
    """Move towards the shortest vector of the affine hull; drop points until it lies inside their hull."""
    while True:
        target = _shortest_in_plane(points[corral])
        gone = target < 1e-12
        if not gone.any():
            return corral, target
        reach = np.where(gone, weights / np.maximum(weights - target, 1e-300), np.inf)
        weights = weights + min(reach.min(), 1.0) * (target - weights)
        keep = reach > reach.min()
        corral, weights = [i for i, k in zip(corral, keep) if k], weights[keep] / weights[keep].sum()


def _shortest_in_plane(points: Array) -> Array:
    """Return weights with sum 1, of any sign, whose combination of the points is shortest."""
    steps = (points[1:] - points[0]).T
    inner = np.linalg.lstsq(steps, -points[0], rcond=None)[0]
    return np.append(1 - inner.sum(), inner)
