"""The data of notebook 01's comparisons: digits in several forms, rules, categories with many levels, small tables.

Each seed draws new examples, or splits those that there are anew, so that an interval over seeds covers the data too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from ...data import IMAGE_SIDE, digits
from ...linear import hog, ink_and_asymmetry
from ...nn import one_hot
from ...validation import Array, InputError

N_LEVELS = 300
TABLES = "breast cancer", "wine"  # those of scikit-learn
_N_TEST = 1000
MISSING = (
    "scikit-learn is not installed, so no trees can be grown and no table loaded here. The kept results can be read "
    "without it. To install it: `pip install scikit-learn`"
)


class Split(NamedTuple):
    """Examples to learn from and new ones to be tested with; classes are counted from 0."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


def has_trees() -> bool:
    """Is scikit-learn installed?

    >>> isinstance(has_trees(), bool)
    True
    """
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return False
    return True


def draw_task(name: str, seed: int) -> Split:
    """Return the examples that belong to a task and a seed.

    >>> [part.shape for part in draw_task("digits, 300", seed=0)]
    [(300, 784), (300,), (1000, 784), (1000,)]
    """
    if name not in TASKS:
        raise InputError(f"there is no task {name!r}. Give one of {', '.join(map(repr, TASKS))}.")
    return TASKS[name](np.random.default_rng(seed))


def _digits(rng, n: int = 4000, features: Callable[[Array], Array] = lambda x: x, scale: bool = False) -> Split:
    """Split all 5000 digits anew: n to learn from, 1000 others for the test."""
    x, y, x_test, y_test = digits()
    order = rng.permutation(len(y) + len(y_test))
    x, y = np.concatenate([x, x_test])[order[: _N_TEST + n]], np.concatenate([y, y_test])[order[: _N_TEST + n]]
    split = Split(features(x[_N_TEST:]), y[_N_TEST:], features(x[:_N_TEST]), y[:_N_TEST])
    return standardise(split) if scale else split


def shrink(x: Array, side: int) -> Array:
    """Return images (n, 784) as side × side means of equal squares, shape (n, side²); `side` must divide 28.

    >>> shrink(np.ones((1, 784)), 2)
    array([[1., 1., 1., 1.]])
    """
    block = IMAGE_SIDE // side
    return x.reshape(-1, side, block, side, block).mean(axis=(2, 4)).reshape(len(x), -1)


def shuffle_pixels(x: Array, features: Callable[[Array], Array] = lambda x: x) -> Array:
    """Return features of images whose pixels are mixed up, in one and the same order for all images.

    >>> image = np.arange(784.0)[None]
    >>> bool((np.sort(shuffle_pixels(image)) == image).all() and (shuffle_pixels(image) != image).any())
    True
    """
    return features(x[:, np.random.default_rng(784).permutation(x.shape[1])])


def _rules(rng, turned: bool) -> Split:
    """Two rules on three of 20 normal features; `turned` mixes all features by a random rotation."""
    x = rng.normal(size=(2000 + _N_TEST, 20))
    y = ((x[:, 0] > 0.5) | ((x[:, 1] < 0) & (x[:, 2] > 0))).astype(int)
    if turned:
        x = x @ np.linalg.qr(rng.normal(size=(20, 20)))[0]
    return Split(x[_N_TEST:], y[_N_TEST:], x[:_N_TEST], y[:_N_TEST])


def _levels(rng, as_code: bool) -> Split:
    """A level (one of 300) and a point of the plane; each level has a direction of its own, that decides the class."""
    n = 3000 + _N_TEST
    level, point, angle = rng.integers(0, N_LEVELS, n), rng.normal(size=(n, 2)), rng.uniform(0, 2 * np.pi, N_LEVELS)
    y = (np.cos(angle[level]) * point[:, 0] + np.sin(angle[level]) * point[:, 1] > 0).astype(int)
    said = level[:, None] / N_LEVELS if as_code else one_hot(level, N_LEVELS)
    x = np.column_stack([said, point])
    return Split(x[_N_TEST:], y[_N_TEST:], x[:_N_TEST], y[:_N_TEST])


def _table(rng, name: str) -> Split:
    """Three quarters of a table of scikit-learn's to learn from, and the rest."""
    if not has_trees():
        raise InputError(MISSING)
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    order, n_test = rng.permutation(len(y)), len(y) // 4
    test, train = order[:n_test], order[n_test:]
    return standardise(Split(x[train], y[train], x[test], y[test]))


def standardise(split: Split) -> Split:
    """Shift and scale every feature to mean 0 and standard deviation 1, both measured on the training examples only.

    >>> standardise(Split(np.array([[1.0], [3.0]]), None, np.array([[5.0]]), None)).x_test
    array([[3.]])
    """
    mean, spread = split.x.mean(axis=0), split.x.std(axis=0)
    return split._replace(x=(split.x - mean) / spread, x_test=(split.x_test - mean) / spread)


TASKS: dict[str, Callable[[np.random.Generator], Split]] = {
    **{f"digits, {n}": partial(_digits, n=n) for n in (100, 300, 1000, 4000)},
    **{f"digits, {k} × {k}": partial(_digits, features=partial(shrink, side=k)) for k in (2, 4, 7, 14)},
    "digits, two features": partial(_digits, features=ink_and_asymmetry, scale=True),
    "digits, HOG": partial(_digits, features=hog),
    "digits, shuffled": partial(_digits, features=shuffle_pixels),
    "digits, HOG of shuffled": partial(_digits, features=partial(shuffle_pixels, features=hog)),
    "rules": partial(_rules, turned=False),
    "rules, rotated": partial(_rules, turned=True),
    "levels, codes": partial(_levels, as_code=True),
    "levels, one-hot": partial(_levels, as_code=False),
    "breast cancer": partial(_table, name="breast_cancer"),
    "wine": partial(_table, name="wine"),
}
"""How each task's examples are drawn, by its name."""
