"""A convolutional network and dense ones trained on the same digits, centred and shifted (row 16.4).

`python3 run.py experiment conv-scores` runs all of them over several seeds and keeps what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from ...architectures.conv_net import conv_net_logits, conv_net_loss_checked, images, initial_conv_net
from ...data import digits, random_shifts, shift_images
from ...nn import MLP, cross_entropy, forward_checked, one_hot, relu, softmax
from ...training import Adam, batches, descend, limit_threads
from ...validation import Array, InputError

BATCH = 100
DENSE = {"9 hidden units": (784, 9, 10), "8 and 45 hidden units": (784, 8, 45, 10), "64 hidden units": (784, 64, 10)}
NETWORKS = ("CNN", *DENSE)
DATA = ("centred", "shifted")
FARTHEST = 4  # pixels of a shift
_SHORT = 2**20  # multiplications of a product here: more threads would wait for each other

Classify = Callable[[Array], Array]
"""From images as rows of 784 numbers to the most probable class of each."""


class Images(NamedTuple):
    """Images as rows of 784 numbers in float32, and their classes."""

    x: Array
    y: Array


def training_images(kind: str, seed: int = 0) -> Images:
    """Return the 4000 training digits, centred as they are, or each shifted by up to 4 pixels, drawn by the seed.

    >>> training_images("shifted").x.shape, training_images("shifted").x.dtype
    ((4000, 784), dtype('float32'))
    """
    return _of_kind(kind, digits().x, digits().y, np.random.default_rng([seed, 1]))


def test_images(kind: str) -> Images:
    """Return the 1000 test digits, centred, or each shifted by up to 4 pixels: the same ones every time.

    >>> test_images("centred").x.shape
    (1000, 784)
    """
    return _of_kind(kind, digits().x_test, digits().y_test, np.random.default_rng(1234))


test_images.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for a test otherwise


def _of_kind(kind: str, x: Array, y: Array, rng: np.random.Generator) -> Images:
    if kind not in DATA:
        raise InputError(f"kind is {kind!r}. Give 'centred' or 'shifted'.")
    x = x.astype(np.float32)
    return Images(x if kind == "centred" else shift_images(x, random_shifts(len(x), rng, FARTHEST)), y)


def train_conv_net(data: Images, seed: int, rule=Adam(0.003)) -> Iterator[tuple[tuple[Array, ...], float]]:
    """Yield (parameters, mean loss) after each epoch of training in batches of 100, without end.

    >>> few = Images(*(part[:200] for part in training_images("centred")))
    >>> losses = [loss for _, loss in islice(train_conv_net(few, seed=0), 3)]
    >>> losses[2] < losses[0]
    True
    """
    x, rng = images(data.x), np.random.default_rng(seed)
    parameters = initial_conv_net(rng)
    memories = [rule.start(p) for p in parameters]
    while True:
        total = 0.0
        with limit_threads(_SHORT):
            for rows in batches(len(x), BATCH, rng):
                loss, gradient = conv_net_loss_checked(parameters, x[rows], data.y[rows])
                total += loss * len(rows)
                moved = [rule.step(p, dp, memory) for p, dp, memory in zip(parameters, gradient, memories)]
                parameters, memories = tuple(p for p, _ in moved), [memory for _, memory in moved]
        yield parameters, total / len(x)


def train_dense_net(data: Images, sizes: tuple[int, ...], seed: int, rule=Adam(0.003)) -> Iterator[tuple[MLP, float]]:
    """Yield (network, mean loss) after each epoch, as `train_conv_net` does, for a network of dense ReLU layers.

    >>> next(train_dense_net(training_images("centred"), (784, 9, 10), seed=0))[0].sizes
    (784, 9, 10)
    """
    rng = np.random.default_rng(seed)
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), softmax, rng=rng)
    net = MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))
    targets = one_hot(data.y, 10).astype(np.float32)
    for epoch in descend(net, data.x, targets, cross_entropy, rule, batch=BATCH, rng=rng):
        yield epoch.net, epoch.loss


def classifier(trained) -> Classify:
    """Return the function from images to classes, of a network or of the parameters of the convolutional one.

    >>> classifier(initial_conv_net(np.random.default_rng(0)))(np.zeros((2, 784)))
    array([0, 0])
    """
    if isinstance(trained, MLP):
        return lambda x: forward_checked(trained, x).a[-1].argmax(axis=1)
    return lambda x: conv_net_logits(trained, x).argmax(axis=1)


def accuracy(trained, data: Images) -> float:
    """Return the fraction of the images that a trained network gets right.

    >>> accuracy(initial_conv_net(np.random.default_rng(0)), test_images("centred")) < 0.4
    True
    """
    return float((classifier(trained)(data.x) == data.y).mean())


def accuracy_by_shift(trained) -> list[float]:
    """Return the accuracy on the test digits moved by 0, 1, 2, 3, 4 pixels, the mean of left, right, up and down.

    >>> len(accuracy_by_shift(initial_conv_net(np.random.default_rng(0))))
    5
    """
    data = test_images("centred")
    return [
        float(np.mean([accuracy(trained, Images(shift_images(data.x, way), data.y)) for way in _ways(pixels)]))
        for pixels in range(FARTHEST + 1)
    ]


def _ways(pixels: int) -> list[tuple[int, int]]:
    return [(0, pixels), (0, -pixels), (pixels, 0), (-pixels, 0)] if pixels else [(0, 0)]


def train_network(network: str, data: Images, seed: int, rate: float, epochs: int):
    """Return a trained network: the convolutional one for "CNN", else the dense one of that name.

    >>> few = Images(*(part[:200] for part in training_images("centred")))
    >>> train_network("9 hidden units", few, seed=0, rate=0.003, epochs=1).n_parameters
    7165
    """
    if network not in NETWORKS:
        raise InputError(f"network is {network!r}. Give one of {', '.join(map(repr, NETWORKS))}.")
    if network == "CNN":
        run = train_conv_net(data, seed, Adam(rate))
    else:
        run = train_dense_net(data, DENSE[network], seed, Adam(rate))
    return next(islice(run, epochs - 1, None))[0]
