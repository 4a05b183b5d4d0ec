"""A network that reads digits, trained in about a second and kept for the rest of the session (rows 15.3, 15.4)."""

from __future__ import annotations

from functools import cache
from itertools import islice

import numpy as np

from ...data import IMAGE_SIDE, ONE_PIXEL
from ...nn import MLP, cross_entropy, relu, softmax
from ...training import Momentum, descend
from ...validation import Array, whole
from .training_run import training_set

HIDDEN = 64, 32
_PLAN = (0.05, 3), (0.01, 1)  # learning rate and epochs: a large step first, a small one at the end
_BATCH = 64


def initial_net(seed: int = 0, hidden: tuple[int, ...] = HIDDEN) -> MLP:
    """Return the network from which `trained_net` of the same seed starts: random weights in float32, biases 0.

    >>> initial_net().sizes
    (784, 64, 32, 10)
    """
    sizes = (IMAGE_SIDE**2, *hidden, 10)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    net = MLP.random(sizes, *[relu] * len(hidden), softmax, rng=rng)
    return MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))


def trained_net(seed: int = 0, hidden: tuple[int, ...] = HIDDEN, shifted: bool = True) -> MLP:
    """Return a 784-64-32-10 network trained on the digits' 4000 training images; the same seed gives the same one.

    ReLU in the hidden layers, softmax, cross-entropy, momentum. Each image is also shown moved by one pixel up, down,
    left and right, unless `shifted` is False: then training sees each image five times as it is. About a second the
    first time, nothing later; other hidden layers may be given, such as hidden=(64,).

    >>> trained_net(hidden=(1,)).sizes
    (784, 1, 10)
    """
    return _trained(whole(seed, "seed", 0), tuple(whole(n, "hidden", 1) for n in hidden), bool(shifted))


@cache
def _trained(seed: int, hidden: tuple[int, ...], shifted: bool) -> MLP:
    x, y = _training_images(shifted)
    net, rng = initial_net(seed, hidden), np.random.default_rng(100 + seed)
    for rate, epochs in _PLAN:
        *_, last = islice(descend(net, x, y, cross_entropy, Momentum(rate), batch=_BATCH, rng=rng), epochs)
        net = last.net
    return net


@cache
def _training_images(shifted: bool) -> tuple[Array, Array]:
    """Return the training images five times over, with their classes as rows of one 1 and nine 0s, in float32."""
    x, y = training_set(shifted)
    if not shifted:
        x, y = (np.tile(part, (len(ONE_PIXEL), 1)) for part in (x, y))
    x.setflags(write=False)
    return x, y


@cache
def shifted_images() -> Array:
    """Return all 20,000 images that training shows to a network, shape (20000, 784), in float32.

    >>> shifted_images().shape
    (20000, 784)
    """
    return _training_images(True)[0]
