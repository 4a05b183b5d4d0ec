"""What the network and its units say over the plane of the first two inputs: numbers for pictures, from -1 to 1."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...nn import MLP, Activation, forward_checked, identity, leaky_relu, relu, sigmoid, step, tanh
from ...validation import Array
from .examples import HALF, Examples
from .features import feature_values_where_defined
from .setup import Problem, Setup, examples

TILE, SMALL_TILE = 16, 10  # a unit's picture has so many numbers in each direction; the small one where units are many
FINE, COARSE = 80, 50  # the map's numbers in each direction; the small one where units are many
_MANY_UNITS = 64
_MARGIN = 0.08
_LARGE = 1e6


def plane_range(found: Examples) -> tuple[float, float, float, float]:
    """Return x0, x1, y0, y1 of the plane that shows these examples: that of the sets made here, or a wider one.

    >>> from .examples import made_examples
    >>> plane_range(made_examples("circle"))
    (-6.0, 6.0, -6.0, 6.0)
    """
    x = found.x[:, :2]
    if x.shape[1] < 2:
        x = np.column_stack([x, np.zeros(len(x))])
    if np.abs(x).max() <= HALF and np.abs(x).max() > HALF / 4:
        return -HALF, HALF, -HALF, HALF
    low, high = x.min(axis=0), x.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    half = np.where(half > 0, half, 1.0) * (1 + _MARGIN)
    (x0, y0), (x1, y1) = middle - half, middle + half
    return float(x0), float(x1), float(y0), float(y1)


def plane_points(found: Examples, xy: Array) -> Array:
    """Return points (n, 2) of the plane with all inputs (n, d): those that are not drawn at their mean.

    >>> from .table import read_table
    >>> plane_points(read_table("1,2,5,a\\n3,4,7,b"), np.array([[0.0, 0.0]]))
    array([[0., 0., 6.]])
    """
    d = found.x.shape[1]
    rest = np.broadcast_to(found.x[:, 2:].mean(axis=0), (len(xy), max(d - 2, 0)))
    return np.column_stack([xy[:, : min(d, 2)], rest])


@lru_cache(maxsize=8)
def _grid_features(data_key: tuple, features: tuple[str, ...], n: int) -> Array:
    found = examples(*data_key)
    x0, x1, y0, y1 = plane_range(found)
    u = (np.arange(n) + 0.5) / n
    xx, yy = np.meshgrid(x0 + u * (x1 - x0), y1 - u * (y1 - y0))
    x = plane_points(found, np.column_stack([xx.ravel(), yy.ravel()]))
    values = feature_values_where_defined(features, x)
    return np.where(np.abs(values) < _LARGE, values, np.nan).astype(np.float32)


def grid_features(setup: Setup, n: int) -> Array:
    """Return the features (n·n, k) at the centres of a raster over the plane, row by row from the top, in float32.

    They are NaN where a formula has no value.

    >>> grid_features(Setup(), 4).shape
    (16, 2)
    """
    return _grid_features(setup.data_key, setup.features, n)


def tile_size(net: MLP) -> int:
    """Return how many numbers a unit's picture has in each direction.

    >>> from lecture_lib.labs.playground import Setup, first_run
    >>> tile_size(first_run(Setup()).net)
    16
    """
    return TILE if sum(net.sizes) <= _MANY_UNITS else SMALL_TILE


def map_size(net: MLP) -> int:
    """Return how many numbers the map has in each direction.

    >>> from lecture_lib.labs.playground import Setup, first_run
    >>> map_size(first_run(Setup()).net)
    80
    """
    return FINE if sum(net.sizes) <= _MANY_UNITS else COARSE


@np.errstate(all="ignore")
def unit_pictures(setup: Setup, net: MLP) -> list[Array]:
    """Return every unit's output over the plane, in [-1, 1]: one array (units, n, n) for each layer, 0 the features.

    >>> from lecture_lib.labs.playground import first_run
    >>> [p.shape for p in unit_pictures(Setup(), first_run(Setup()).net)]
    [(2, 16, 16), (4, 16, 16), (2, 16, 16), (1, 16, 16)]
    """
    n = tile_size(net)
    trace = forward_checked(net, grid_features(setup, n))
    return [_squashed(None if l == 0 else net[l].g, a).T.reshape(-1, n, n) for l, a in enumerate(trace.a)]


@np.errstate(all="ignore")
def unit_map(setup: Setup, net: MLP, layer: int, unit: int) -> Array:
    """Return one unit's output over the plane, (n, n) in [-1, 1].

    >>> from lecture_lib.labs.playground import first_run
    >>> unit_map(Setup(), first_run(Setup()).net, 1, 0).shape
    (80, 80)
    """
    n = map_size(net)
    trace = forward_checked(net, grid_features(setup, n))
    g = None if layer == 0 else net[layer].g
    return _squashed(g, trace.a[layer])[:, unit].reshape(n, n)


@np.errstate(all="ignore")
def class_shares(setup: Setup, net: MLP) -> Array:
    """Return the probability of each class over the plane, (n, n, classes), for a network that ends in softmax.

    >>> from lecture_lib.labs.playground import first_run
    >>> three = Setup("three clouds")
    >>> class_shares(three, first_run(three).net).shape
    (80, 80, 3)
    """
    n = map_size(net)
    return forward_checked(net, grid_features(setup, n)).a[-1].reshape(n, n, -1)


def answers_in_signs(p: Problem, values: Array) -> Array:
    """Return a map of two classes, or of numbers, in two colours only: the sign of each number.

    >>> from lecture_lib.labs.playground import problem
    >>> answers_in_signs(problem(Setup()), np.array([[-0.2, 0.7]]))
    array([[-1.,  1.]])
    """
    if not p.train.classes:  # numbers: in five steps
        return np.round(values * 2) / 2
    return np.sign(values)


def _squashed(g: Activation | None, a: Array) -> Array:
    """Return outputs of units with this activation as colours: numbers in [-1, 1]."""
    if g is None:  # features, each by itself
        full = np.nanmax(np.abs(a), axis=0, initial=1e-9)
        return a / np.where(np.isfinite(full), full, 1)
    if g is tanh:
        return a
    if g in (relu, leaky_relu):
        return np.tanh(a)
    if g is identity:
        return np.clip(a, -1, 1)
    if g in (sigmoid, step) or g.name == "softmax":
        return 2 * a - 1
    return np.tanh(a)
