"""What hidden units look for: the images that excite them, the class they vote for, how smooth weights are (15.3)."""

from __future__ import annotations

import numpy as np

from ...data import IMAGE_SIDE
from ...nn import MLP, forward
from ...validation import Array, InputError, must_be, numbers, whole


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
    net, x = must_be(MLP, net, "net must be a network, an MLP"), numbers(x, "x", ndim=(2,))
    layer, k = whole(layer, "layer", 1, len(net)), whole(k, "k", 1, len(x))
    unit = whole(unit, "unit", 1, len(net[layer].b))
    z = forward(net, x).z[layer][:, unit - 1]
    return np.argsort(-z, kind="stable")[:k]


def unit_votes(net: MLP) -> Array:
    """Return the class that each unit of the last hidden layer votes for: its largest outgoing weight, shape (m,).

    >>> from lecture_lib import relu, softmax
    >>> net = MLP((np.eye(2), [0, 0], relu), ([[0.1, 0.9], [0.5, -0.2], [0.3, 0.4]], [0, 0, 0], softmax))
    >>> unit_votes(net).tolist()
    [1, 0]
    """
    return must_be(MLP, net, "net must be a network, an MLP")[len(net)].W.argmax(axis=0)
