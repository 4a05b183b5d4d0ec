"""Can a network learn labels that mean nothing? Lecture C's figure 20.2, run in full (row 14.5 C).

The labels of the 4000 training examples of MNIST-1D are permuted, so that nothing but each example itself tells its
label. Four networks of nearly equal size, 1 to 4 hidden layers deep, learn them by heart: full-batch gradient descent,
He initialisation, rate 0.0025, no momentum. `python3 run.py experiment random-labels` makes the curves that
`load_random_label_run()` reads.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from ..nn import MLP, cross_entropy, forward_checked, one_hot, relu, softmax
from ..validation import Array
from .mnist1d import mnist1d

HIDDEN_LAYER_SIZES = ((298,), (100, 100), (75, 75, 75), (63, 63, 63, 63))
LEARNING_RATE = 0.0025
N_CLASSES = 10


def random_label_examples(seed: int = 0) -> tuple[Array, Array]:
    """Return the 4000 signals and their permuted labels, one-hot, both in float32.

    >>> x, y = random_label_examples()
    >>> x.shape, y.shape, y.sum()
    ((4000, 40), (4000, 10), np.float32(4000.0))
    """
    x, y, _, _ = mnist1d()
    return x.astype(np.float32), one_hot(np.random.default_rng(seed).permutation(y), N_CLASSES).astype(np.float32)


def random_label_net(hidden: tuple[int, ...], seed: int = 0) -> MLP:
    """Return the network before training, in float32: normal weights of variance 2 / n_in (He), biases 0.

    >>> [random_label_net(hidden).n_parameters for hidden in HIDDEN_LAYER_SIZES]    # lecture C: 15139 for the last one
    [15208, 15210, 15235, 15319]
    """
    he = MLP.random((40, *hidden, N_CLASSES), relu, rng=np.random.default_rng(seed))
    gs = (*[relu] * len(hidden), softmax)  # the softmax gets He's variance, too
    return MLP(*((W.astype(np.float32), b.astype(np.float32), g) for (W, b, _), g in zip(he, gs)))


class TrainingPoint(NamedTuple):
    """How far a training has come: epochs done, mean cross-entropy, share of examples with the wrong label."""

    epoch: int
    loss: float
    error: float


def training_point(net: MLP, x: Array, y: Array, epoch: int = 0) -> TrainingPoint:
    """Return loss and error of a network on all examples.

    >>> x, y = random_label_examples()
    >>> 0.85 < training_point(random_label_net(HIDDEN_LAYER_SIZES[0]), x, y).error < 0.95    # chance: 9 of 10 are wrong
    True
    """
    trace = forward_checked(net, x)
    wrong = trace.a[-1].argmax(axis=1) != y.argmax(axis=1)
    return TrainingPoint(epoch, cross_entropy.of_checked(trace, y), float(wrong.mean()))


class TrainingCurve(NamedTuple):
    """One training from start to end: the hidden layers, its points, seconds of work, examples a second."""

    hidden: tuple[int, ...]
    points: tuple[TrainingPoint, ...]
    seconds: float
    samples_per_second: float


class RandomLabelRun(NamedTuple):
    """The four trainings that the repository keeps, the shallowest first, and where they come from."""

    curves: tuple[TrainingCurve, ...]
    provenance: dict


@cache
def load_random_label_run() -> RandomLabelRun:
    """Return the full run that the repository keeps, with its provenance.

    >>> run = load_random_label_run()
    >>> [curve.hidden for curve in run.curves] == list(HIDDEN_LAYER_SIZES), run.curves[-1].points[-1].error
    (True, 0.0)
    """
    kept = json.loads((resources.files(__package__) / "random_labels.json").read_text("utf-8"))
    curves = (
        TrainingCurve(
            tuple(curve["hidden"]),
            tuple(TrainingPoint(int(e), loss, error) for e, loss, error in curve["points"]),
            curve["seconds"],
            curve["samples_per_second"],
        )
        for curve in kept["curves"]
    )
    return RandomLabelRun(tuple(curves), kept["provenance"])
