"""The playground's examples: data sets made on demand, each with its own number of classes, or with numbers to fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ...data import digits, moons, rings, waves, xor_clouds
from ...linear import pca
from ...validation import Array, InputError, whole
from .features import read_feature

HALF = 6.0  # both inputs of the sets made here reach from -HALF to HALF
MOST_NOISE = 50  # per cent
_OURS = 2.6  # the sets of `data` reach to about ±2.3; they are drawn larger, to fill the same plane
_CLOUDS_AT = ((-2.5, -2.0), (2.5, -2.0), (0.0, 2.8))
_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
_PROJECTED = 600  # digits that are shown at once
_BY_FORMULA = 500
COLOURS = ("orange", "blue", "purple")  # classes without a meaning are called by the colour in which they are drawn


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples to learn from: x (n, d), and y (n,), which class each belongs to from 0, or the number wanted of it.

    `classes` are the names of the classes; none where y are numbers to fit. `inputs` are the names of x's columns.
    """

    x: Array
    y: Array
    classes: tuple[str, ...] = COLOURS[:2]
    inputs: tuple[str, ...] = ("x₁", "x₂")

    @property
    def n_outputs(self) -> int:
        """How many units the output layer has: one for each class where there are more than two, else one."""
        return len(self.classes) if len(self.classes) > 2 else 1

    def __len__(self) -> int:
        return len(self.x)

    def rows(self, which) -> Examples:
        """Return some of the examples, by their numbers or by a mask."""
        return Examples(self.x[which], self.y[which], self.classes, self.inputs)


Maker = Callable[[int, float, np.random.Generator], tuple[Array, Array]]


def circle(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a disc of class 1 within a ring of class 0; `noise` from 0 to 0.5 moves the points across the border.

    >>> x, y = circle(100, 0.0, np.random.default_rng(0))
    >>> bool(np.all((np.hypot(*x.T) < 2.5) == (y == 1)))
    True
    """
    inside = np.arange(n) % 2 == 1
    radius = np.where(inside, rng.uniform(0, 2.5, n), rng.uniform(3.5, 5, n))
    angle = rng.uniform(0, 2 * np.pi, n)
    x = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    moved = x + rng.uniform(-5, 5, (n, 2)) * noise
    return x, (np.hypot(*moved.T) < 2.5).astype(int)


def four_quarters(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points of class 1 where the signs of the two inputs differ, and 0 where they agree: XOR of signs.

    >>> x, y = four_quarters(100, 0.0, np.random.default_rng(0))
    >>> bool(np.all((x[:, 0] * x[:, 1] < 0) == (y == 1)))
    True
    """
    x = rng.uniform(-5, 5, (n, 2))
    x += 0.3 * np.sign(x)
    moved = x + rng.uniform(-5, 5, (n, 2)) * noise
    return x, (moved[:, 0] * moved[:, 1] < 0).astype(int)


def two_clouds(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return two round clouds at (2, 2) and (-2, -2); their variance grows with `noise` from 0.5 to 4.

    >>> x, y = two_clouds(100, 0.0, np.random.default_rng(0))
    >>> bool(np.all((x.sum(axis=1) > 0) == (y == 1)))
    True
    """
    y = np.arange(n) % 2
    return (4.0 * y[:, None] - 2) + rng.normal(0, np.sqrt(0.5 + 7 * noise), (n, 2)), y


def spiral(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return two arms that wind round each other for most of two turns.

    >>> x, y = spiral(100, 0.0, np.random.default_rng(0))
    >>> bool(np.allclose(x[y == 1], -x[y == 0]))
    True
    """
    y = np.arange(n) % 2
    along = (np.arange(n) // 2) / max(n // 2, 1)
    angle = 3.5 * np.pi * along + np.pi * y
    arms = 5 * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return arms + rng.uniform(-1, 1, (n, 2)) * noise, y


def three_clouds(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return three round clouds, one for each of three classes.

    >>> np.bincount(three_clouds(90, 0.0, np.random.default_rng(0))[1])
    array([30, 30, 30])
    """
    y = np.arange(n) % 3
    return np.array(_CLOUDS_AT)[y] + rng.normal(0, np.sqrt(0.4 + 5 * noise), (n, 2)), y


def plane(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and the numbers wanted of them, which rise evenly from -1 at one corner to 1 at the other.

    >>> x, y = plane(100, 0.0, np.random.default_rng(0))
    >>> bool(np.allclose(y, x.sum(axis=1) / 12))
    True
    """
    x = rng.uniform(-HALF, HALF, (n, 2))
    moved = x + rng.uniform(-HALF, HALF, (n, 2)) * noise
    return x, moved.sum(axis=1) / (2 * HALF)


def six_hills(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and the numbers wanted of them: three hills and three hollows, flat between.

    >>> x, y = six_hills(2000, 0.0, np.random.default_rng(0))
    >>> bool(y.min() > -1 and y.max() < 1 and (y == 0).any())
    True
    """
    x = rng.uniform(-HALF, HALF, (n, 2))
    moved = x + rng.uniform(-HALF, HALF, (n, 2)) * noise
    heights = np.array([sign * np.clip(1 - np.hypot(*(moved - (a, b)).T) / 2, 0, None) for a, b, sign in _BUMPS])
    nearest = np.abs(heights).argmax(axis=0)
    return x, heights[nearest, np.arange(n)]


def _ours(make: Callable) -> Maker:
    """Return a set of the course, whose own noise is wanted at 0 per cent, on the playground's larger plane."""

    def made(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = make(n, rng)
        return _OURS * x + rng.normal(0, 2 * noise, (n, 2)), (y > 0).astype(int)

    return made


@cache
def projected_digits() -> tuple[Array, Array]:
    """Return 600 images of digits as two numbers each: their coordinates along the two directions of largest variance.

    The image of the digit is read, but ten classes in a plane overlap: two numbers of 784 are little.

    >>> projected_digits()[0].shape
    (600, 2)
    """
    x, y = digits()[:2]
    flat = pca(x, 2).project(x[:_PROJECTED])
    return flat * (5 / np.abs(flat).max(axis=0)), y[:_PROJECTED]


def _digits(n: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    x, y = projected_digits()
    chosen = rng.permutation(len(x))[:n]
    return x[chosen] + rng.normal(0, noise, (len(chosen), 2)), y[chosen]


SETS: dict[str, tuple[Maker, int, tuple[str, ...]]] = {
    "circle": (circle, 500, COLOURS[:2]),
    "four quarters": (four_quarters, 500, COLOURS[:2]),
    "two clouds": (two_clouds, 500, COLOURS[:2]),
    "spiral": (spiral, 500, COLOURS[:2]),
    "rings": (_ours(rings), 300, COLOURS[:2]),
    "moons": (_ours(moons), 300, COLOURS[:2]),
    "waves": (_ours(waves), 300, COLOURS[:2]),
    "XOR clouds": (_ours(xor_clouds), 300, COLOURS[:2]),
    "three clouds": (three_clouds, 450, COLOURS),
    "digits": (_digits, _PROJECTED, tuple("0123456789")),
    "plane": (plane, 1200, ()),
    "six hills": (six_hills, 1200, ()),
}
"""Each set by its name: what makes it, how many examples there are, and the classes (none: numbers to fit)."""


@lru_cache(maxsize=64)
def made_examples(name: str, noise: int = 0, seed: int = 0) -> Examples:
    """Return a data set: `noise` in per cent, from 0 to 50; the same seed gives the same examples.

    >>> made = made_examples("spiral")
    >>> made.x.shape, made.classes, made.n_outputs, made_examples("three clouds").n_outputs
    ((500, 2), ('orange', 'blue'), 1, 3)
    >>> made_examples("spirals")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: there is no data set 'spirals'. Give one of circle, four quarters, two clouds, \
spiral, rings, moons, waves, XOR clouds, three clouds, digits, plane, six hills.
    """
    if name not in SETS:
        raise InputError(f"there is no data set {name!r}. Give one of {', '.join(SETS)}.")
    make, n, classes = SETS[name]
    x, y = make(n, whole(noise, "noise", 0, MOST_NOISE) / 100, np.random.default_rng(whole(seed, "seed", 0)))
    for array in (x, y):
        array.setflags(write=False)
    return Examples(x, y, classes)


@lru_cache(maxsize=32)
def formula_examples(boundary: str, noise: int = 0, seed: int = 0) -> Examples:
    """Return 500 points that are blue where a formula in x1 and x2 is above 0, and orange elsewhere.

    `noise` in per cent, from 0 to 50, moves the points across the border.

    >>> made = formula_examples("x2 - sin(x1)")
    >>> bool(np.all((made.x[:, 1] > np.sin(made.x[:, 0])) == (made.y == 1)))
    True
    >>> formula_examples("x1 - 7")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: x1 - 7 is above 0 at none of the 500 points, so all are orange. Give a formula \
that is above 0 on a part of the plane, such as x2 - sin(x1).
    """
    formula = read_feature(boundary)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    x = rng.uniform(-HALF, HALF, (_BY_FORMULA, 2))
    moved = x + rng.uniform(-5, 5, x.shape) * whole(noise, "noise", 0, MOST_NOISE) / 100
    moved = np.clip(moved, -HALF, HALF)
    heights = formula.on_arrays({"x1": moved[:, 0], "x2": moved[:, 1]})
    if np.isnan(heights).any():
        a, b = moved[np.isnan(heights)][0]
        raise InputError(
            f"{boundary} has no value at x1 = {a:.2f}, x2 = {b:.2f}. Give a formula that has one everywhere."
        )
    y = (heights > 0).astype(int)
    if y.min() == y.max():
        at, colour = ("all", "blue") if y[0] else ("none", "orange")
        raise InputError(
            f"{boundary} is above 0 at {at} of the {_BY_FORMULA} points, so all are {colour}. "
            "Give a formula that is above 0 on a part of the plane, such as x2 - sin(x1)."
        )
    for array in (x, y):
        array.setflags(write=False)
    return Examples(x, y)


def split_rows(n: int, share: int, seed: int) -> tuple[Array, Array]:
    """Return which of n examples are trained with, `share` per cent of all and at least one, and which are held out.

    >>> train, held_out = split_rows(10, 70, 0)
    >>> len(train), sorted([*train.tolist(), *held_out.tolist()]) == [*range(10)]
    (7, True)
    """
    order = np.random.default_rng(whole(seed, "seed", 0)).permutation(n)
    first = max(1, round(n * whole(share, "share", 1, 100) / 100))
    return order[:first], order[first:]
