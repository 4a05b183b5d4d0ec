"""Training on the digits, one run for each choice of settings: the same settings always go the same way (row 15.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from threading import Lock
from time import perf_counter
from typing import NamedTuple

import numpy as np

from ...data import Digits, digits, with_shifted_copies
from ...nn import MLP, cross_entropy, forward, one_hot, relu, softmax
from ...training import SGD, Epoch, descend
from ...validation import Array, InputError

HIDDEN_SIZES = (0, *range(10, 101, 10))
LEARNING_RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
BATCHES = (10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Settings:
    """How a network is trained on the 4000 digits; `hidden` is 0 for softmax regression.

    With `copies`, each training image is there five times: in place, and one pixel up, down, left and right.
    """

    hidden: int = 50
    rate: float = 0.1
    batch: int = 50
    copies: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name, options in {"hidden": HIDDEN_SIZES, "rate": LEARNING_RATES, "batch": BATCHES}.items():
            if getattr(self, name) not in options:
                raise InputError(f"{name} is {getattr(self, name)!r}. Give one of {', '.join(map(str, options))}.")

    def with_seed(self, seed: int) -> Settings:
        """Return the same settings with another start.

        >>> Settings(hidden=10).with_seed(3).seed
        3
        """
        return replace(self, seed=seed)


class Measured(NamedTuple):
    """What was measured after an epoch: the mean loss of training during it, then on the test images.

    `seconds` counts the training up to there and nothing else.
    """

    epoch: int
    loss: float
    test_loss: float
    n_right: int
    seconds: float


@cache
def training_set(copies: bool) -> tuple[Array, Array]:
    """Return the images to train with, in float32, and their targets, one-hot.

    >>> training_set(False)[0].shape, training_set(True)[1].shape
    ((4000, 784), (20000, 10))
    """
    x, y = digits()[:2]
    x = x.astype(np.float32)
    if copies:
        x, y = with_shifted_copies(x, y)
    return x, one_hot(y, 10).astype(np.float32)


@cache
def float_digits() -> Digits:
    """Return the digits with all images in float32.

    >>> float_digits().x_test.dtype
    dtype('float32')
    """
    found = digits()
    return found._replace(x=found.x.astype(np.float32), x_test=found.x_test.astype(np.float32))


def start_net(settings: Settings) -> MLP:
    """Return the network before training, in float32; the same seed gives the same one.

    >>> start_net(Settings(hidden=10)).sizes, start_net(Settings(hidden=0)).sizes
    ((784, 10, 10), (784, 10))
    """
    rng = np.random.default_rng(settings.seed)
    if settings.hidden == 0:
        net = MLP.random((784, 10), softmax, rng=rng)
    else:
        net = MLP.random((784, settings.hidden, 10), relu, softmax, rng=rng)
    return MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))


class TrainingRun:
    """One run: all that it has measured, and the network after each epoch. It goes on when more epochs are asked for.

    Stopped in the middle of an epoch (■ in JupyterLab), it goes the same way again to where it was, and on.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings, self._lock = settings, Lock()
        self._steps: Iterator[Epoch] | None = None
        self._nets = [start_net(settings)]
        self._measured = [self._measure(Epoch(0, self._nets[0], self._start_loss()), 0.0)]

    def net(self, epochs: int) -> MLP:
        """Return the network after so many epochs."""
        self.go_to(epochs)
        return self._nets[epochs]

    def measurements(self, epochs: int) -> tuple[Measured, ...]:
        """Return what was measured before training and after each of so many epochs."""
        self.go_to(epochs)
        return tuple(self._measured[: epochs + 1])

    def go_to(self, epochs: int) -> None:
        """Train until so many epochs are made; those that were made already are kept."""
        with self._lock:
            while len(self._measured) <= epochs:
                self._make_epoch()

    def _make_epoch(self) -> None:
        try:
            if self._steps is None:
                self._steps = self._new_steps()
                for _ in self._nets[1:]:
                    next(self._steps)
            before = perf_counter()
            epoch = next(self._steps)
            seconds = self._measured[-1].seconds + perf_counter() - before
            measured = self._measure(epoch, seconds)
        except BaseException:
            self._steps = None  # it may stand in the middle of a step
            raise
        self._nets.append(epoch.net)
        self._measured.append(measured)

    def _new_steps(self) -> Iterator[Epoch]:
        settings, rng = self._settings, np.random.default_rng(self._settings.seed)
        x, y = training_set(settings.copies)
        return descend(self._nets[0], x, y, cross_entropy, SGD(settings.rate), batch=settings.batch, rng=rng)

    def _start_loss(self) -> float:
        x, y = training_set(False)
        return float(cross_entropy.of(forward(self._nets[0], x), y))

    def _measure(self, epoch: Epoch, seconds: float) -> Measured:
        d = float_digits()
        trace = forward(epoch.net, d.x_test)
        n_right = int((trace.a[-1].argmax(axis=1) == d.y_test).sum())
        loss = float(cross_entropy.of(trace, one_hot(d.y_test, 10)))
        return Measured(epoch.number, float(epoch.loss), loss, n_right, seconds)


@lru_cache(maxsize=16)
def training_run(settings: Settings) -> TrainingRun:
    """Return the run with these settings, as far as it has come.

    >>> training_run(Settings(hidden=10)).measurements(1)[1].n_right > 500
    True
    """
    return TrainingRun(settings)
