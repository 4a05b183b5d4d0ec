"""What hidden units look for, and where a layer puts the digits (rows 15.3, 15.4).

The images that excite a unit, the class it votes for, how smooth its weights are; the digits of a layer in a plane.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...data import IMAGE_SIDE
from ...drawing import SERIES, RenderedFigure, figure, render_figure
from ...nn import MLP
from ...validation import Array, InputError, must_be, numbers, whole

_SHOWN = 400  # examples in one plot


def neighbour_correlation(W) -> float:
    """Return the correlation between the weights of neighbouring pixels, the mean over the rows of W.

    W: (m, 784), one row per unit; neighbours share a side. 1 is as smooth as can be, 0 is noise without any
    pattern, −1 a chessboard. A pixel where W is NaN is left out, with all its pairs.

    >>> ramp = np.add.outer(np.arange(28.0), np.arange(28.0)).reshape(1, 784)
    >>> round(neighbour_correlation(ramp), 2), round(neighbour_correlation(ramp % 2), 2)
    (1.0, -1.0)
    """
    W = np.asarray(W, float)
    if W.ndim != 2 or W.shape[1] != IMAGE_SIDE**2:
        raise InputError(f"W has shape {W.shape}; rows of {IMAGE_SIDE**2} weights are needed, one row per unit")
    images = W.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    pairs = [(images[:, :, :-1], images[:, :, 1:]), (images[:, :-1], images[:, 1:])]
    first, second = (np.concatenate([pair[i].reshape(len(W), -1) for pair in pairs], axis=1) for i in (0, 1))
    known = ~np.isnan(first + second)
    rows = [np.corrcoef(p[k], q[k])[0, 1] for p, q, k in zip(first, second, known)]
    return float(np.mean(rows))


def exciting_images(net: MLP, x, unit: int, k: int = 5, layer: int = 1) -> Array:
    """Return the row numbers of the k images in x that excite a unit most: largest pre-activation first.

    unit: counted from 1. Ties keep the order of the rows.

    >>> from lecture_lib import identity
    >>> net = MLP((np.eye(2), [0.0, 0.0], identity))
    >>> exciting_images(net, [[1.0, 0.0], [3.0, 1.0], [2.0, 5.0]], unit=1, k=2).tolist()
    [1, 2]
    """
    net, x = must_be(MLP, net, "net must be a network, an MLP"), _examples(x, net.sizes[0])
    layer, k = whole(layer, "layer", 1, len(net)), whole(k, "k", 1, len(x))
    unit = whole(unit, "unit", 1, len(net[layer].b))
    with np.errstate(over="ignore", invalid="ignore"):  # told in words below
        for W, b, g in list(net)[: layer - 1]:
            x = g.value(x @ W.T + b)
        z = x @ net[layer].W[unit - 1] + net[layer].b[unit - 1]
    if not np.isfinite(z).all():
        numbers(x, "x", ndim=(2,))  # says where
        raise InputError("z is beyond the largest float for some image; smaller numbers are needed")
    return np.argsort(-z, kind="stable")[:k]


def _examples(x, width: int) -> Array:
    """Return examples as a table; an array of floats is neither copied nor searched: there may be many of them."""
    if not (isinstance(x, np.ndarray) and x.ndim == 2 and x.size and x.dtype in (np.float32, np.float64)):
        x = numbers(x, "x", ndim=(2,))
    if x.shape[1] != width:
        raise InputError(f"x has shape {x.shape}, so an example holds {x.shape[1]} values; the network reads {width}")
    return x


def unit_votes(net: MLP) -> Array:
    """Return the class that each unit of the last hidden layer votes for: its largest outgoing weight, shape (m,).

    >>> from lecture_lib import relu, softmax
    >>> net = MLP((np.eye(2), [0, 0], relu), ([[0.1, 0.9], [0.5, -0.2], [0.3, 0.4]], [0, 0, 0], softmax))
    >>> unit_votes(net).tolist()
    [1, 0]
    """
    return must_be(MLP, net, "net must be a network, an MLP")[len(net)].W.argmax(axis=0)


def digit_scatter(points: Mapping[str, Array], y, alt: str) -> RenderedFigure:
    """Return one plot per named set of points (n, 2), side by side; each point is drawn as its digit y.

    >>> digit_scatter({"pixels": np.eye(2)}, [3, 8], "Two digits.")
    Two digits.
    """
    y = numbers(y, "y", ndim=(1,)).astype(int)
    fig, axes = figure(3.4 * len(points), 3.6, 1, len(points))
    for ax, (title, xy) in zip(np.ravel(axes), points.items()):
        xy = numbers(xy, title, ndim=(2,))
        if xy.shape != (len(y), 2):
            raise InputError(f"{title} has shape {xy.shape}; {len(y)} points of two numbers are needed")
        for digit in range(10):
            of_digit = xy[:_SHOWN][y[:_SHOWN] == digit]
            colour = SERIES[digit % len(SERIES)]["color"]
            ax.plot(*of_digit.T, linestyle="none", marker=f"${digit}$", markersize=6, color=colour, markeredgewidth=0)
        ax.set_title(title)
        ax.set_xticks([])
        ax.set_yticks([])
    return render_figure(fig, alt)
