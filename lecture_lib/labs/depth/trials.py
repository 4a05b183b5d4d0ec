"""Trials of depth: random networks with regions to count, and short trainings of one shape each (rows 14.1 to 14.6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...nn import MLP, backward_checked, cross_entropy, forward_checked, half_squares, identity, one_hot, relu, softmax
from ...training import Adam, descend, limit_threads
from ...validation import Array

N_CLASSES = 10
_ADAM = Adam(0.003)
_SHORT = 2**20  # multiplications of a product here: more threads would wait for each other


def random_bias_net(sizes: tuple[int, ...], rng: np.random.Generator, spread: float = 0.5) -> MLP:
    """Return a ReLU network with He's weights and normal biases: with biases 0 all joints of layer 1 would lie at 0.

    >>> random_bias_net((1, 3, 1), np.random.default_rng(0)).sizes
    (1, 3, 1)
    """
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), identity, rng=rng)
    return MLP(*((W, rng.normal(0, spread, len(b)), g) for W, b, g in net))


def train_regressor(sizes: tuple[int, ...], x: Array, y: Array, seed: int, epochs: int) -> MLP:
    """Return a ReLU network from one input after training on y by Adam; its first joints start within [0, 1].

    >>> x = np.linspace(0, 1, 65)[:, None]
    >>> net = train_regressor((1, 32, 1), x, np.abs(x - 0.5), seed=0, epochs=300)
    >>> bool(np.abs(net(x) - np.abs(x - 0.5)).mean() < 0.05)
    True
    """
    rng = np.random.default_rng(seed)
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), identity, rng=rng)
    net = net.with_layer(1, b=-net[1].W[:, 0] * rng.uniform(0, 1, sizes[1]))
    return next(descend(net, x, y, half_squares, Adam(0.01), batch=64, rng=rng, every=epochs)).net


class ClassifierScore(NamedTuple):
    """What a trained classifier is worth: loss and error on what it has seen, error on what it has not."""

    loss: float
    error: float
    test_error: float


class InitialDiagnostics(NamedTuple):
    """An untrained network: the length of each layer's gradient dW, and the share of units that never fire."""

    gradients: Array
    silent: float


def initial_classifier(sizes: tuple[int, ...], rng: np.random.Generator) -> MLP:
    """Return a ReLU network with a softmax, He's weights and biases 0, in float32: the trainer is fastest there.

    >>> initial_classifier((40, 30, 10), np.random.default_rng(0))[1].W.dtype
    dtype('float32')
    """
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), softmax, rng=rng)
    return MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))


def train_classifier(
    sizes: tuple[int, ...], data, seed: int, epochs: int, rule=_ADAM, batch: int = 100
) -> ClassifierScore:
    """Train a classifier on data (x, y, x_test, y_test) from the start that belongs to the seed; return its score.

    >>> from lecture_lib.data import mnist1d
    >>> score = train_classifier((40, 20, 10), mnist1d(), seed=0, epochs=2)
    >>> 0.4 < score.test_error < 0.9
    True
    """
    x, y = data[0].astype(np.float32), one_hot(data[1], N_CLASSES).astype(np.float32)
    rng = np.random.default_rng(seed)
    net = next(
        descend(initial_classifier(sizes, rng), x, y, cross_entropy, rule, batch=batch, rng=rng, every=epochs)
    ).net
    with limit_threads(_SHORT):
        return ClassifierScore(
            cross_entropy.of_checked(forward_checked(net, x), y),
            _error_rate(net, x, data[1]),
            _error_rate(net, data[2], data[3]),
        )


def initial_diagnostics(sizes: tuple[int, ...], data, seed: int) -> InitialDiagnostics:
    """Return what the first step of `train_classifier` with this seed would find.

    >>> from lecture_lib.data import mnist1d
    >>> initial_diagnostics((40, 20, 20, 10), mnist1d(), seed=0).gradients.shape
    (3,)
    """
    x, y = data[0].astype(np.float32), one_hot(data[1], N_CLASSES).astype(np.float32)
    with limit_threads(_SHORT):
        trace = forward_checked(initial_classifier(sizes, np.random.default_rng(seed)), x)
        dW = backward_checked(trace, y, cross_entropy).dW[1:]
    silent = np.concatenate([(a <= 0).all(axis=0) for a in trace.a[1:-1]])
    return InitialDiagnostics(np.array([np.linalg.norm(d) for d in dW]), float(silent.mean()))


def _error_rate(net: MLP, x: Array, y: Array) -> float:
    return float((forward_checked(net, x).a[-1].argmax(axis=1) != y).mean())
