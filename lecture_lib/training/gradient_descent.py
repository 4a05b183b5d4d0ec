"""Gradient descent on networks, twice: `descend` trains fast, `train_reference` is the loop to read (row 08.2 A, B).

    for each epoch, for each batch:   p ← p - rate · dL/dp       for every W and b

Both take the same arguments and go the same way, up to rounding. `minimise` does the same for models that are no chain
of dense layers (row 16.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..nn import MLP, Layer, Loss, backward_checked, forward, forward_checked
from ..validation import Array, InputError, must_be, numbers, positive, whole
from .fast_trainer import Trainer
from .optimizers import SGD, Adam, Penalty

Parameters = tuple[Array, ...]


class Epoch(NamedTuple):
    """One pass through the data: its number from 1, the network after it, the mean loss seen during it."""

    number: int
    net: MLP
    loss: float


def descend(
    net: MLP,
    x,
    y,
    loss: Loss,
    rule=SGD(0.1),
    *,
    batch: int | None = None,
    rng: np.random.Generator | None = None,
    penalty: Penalty | None = None,
    every: int = 1,
) -> Iterator[Epoch]:
    """Train without end, `every` epochs at a time; the caller stops when it has seen enough.

    x: (n, n_in), y: as the output. `batch` examples a step, in an order shuffled by `rng` each epoch (the last
    batch may be smaller); all at once if `batch` is None. A `penalty` keeps weights small; the loss that is told is
    without it. float32 throughout trains in float32, all else in float64. Stops with `InputError` at the first loss
    that is not finite.

    >>> from itertools import islice
    >>> from lecture_lib import MLP, half_squares, identity
    >>> net = MLP(([[0.0]], [0.0], identity))
    >>> *_, last = islice(descend(net, [[0.0], [1.0]], [1.0, 3.0], half_squares, SGD(0.5)), 200)
    >>> last.net([[10.0]]).round(5)                                     # it found y = 2x + 1
    array([[21.]])
    """
    x, y, rate, batch = _read(net, x, y, loss, rule, batch, rng)
    every = whole(every, "every")
    run, number = Trainer(net, x, y, loss, rule, batch, rng, penalty), 0
    while True:
        made, seen = run.epochs(every)
        number += made
        _must_be_finite(seen, number, rate)
        yield Epoch(number, run.net, seen)


def train_reference(
    net: MLP,
    x,
    y,
    loss: Loss,
    rule=SGD(0.1),
    *,
    batch: int | None = None,
    rng: np.random.Generator | None = None,
    penalty: Penalty | None = None,
) -> Iterator[Epoch]:
    """Train as `descend` does, in the words of `forward` and `backward`: slower, and made to be read.

    >>> from itertools import islice
    >>> from lecture_lib import MLP, half_squares, identity
    >>> net = MLP(([[0.0]], [0.0], identity))
    >>> task = net, [[0.0], [1.0]], [1.0, 3.0], half_squares
    >>> *_, plain = islice(train_reference(*task), 50)
    >>> *_, fast = islice(descend(*task), 50)
    >>> bool(abs(plain.net([[10.0]]) - fast.net([[10.0]])).max() < 1e-12)
    True
    """
    x, y, rate, batch = _read(net, x, y, loss, rule, batch, rng)
    memory = [(rule.start(W), rule.start(b)) for W, b, _ in net]
    number = 0
    while True:
        number += 1
        net, memory, seen = _one_epoch(net, memory, x, y, loss, rule, batches(len(x), batch, rng), penalty)
        _must_be_finite(seen, number, rate)
        yield Epoch(number, net, seen)


@np.errstate(over="ignore", invalid="ignore")  # a run that diverges is reported in words
def _one_epoch(net: MLP, memory, x: Array, y: Array, loss: Loss, rule, batches: Iterator, penalty: Penalty | None):
    seen = 0.0
    for rows in batches:
        trace = forward_checked(net, x[rows])
        seen += loss.of_checked(trace, y[rows]) * len(y[rows]) / len(y)
        net, memory = _moved(net, backward_checked(trace, y[rows], loss), rule, memory, penalty or Penalty())
    return net, memory, seen


def batches(n: int, batch: int | None, rng: np.random.Generator | None = None) -> Iterator:
    """Yield which of n examples make up each step of one epoch: all, or `batch` of them in an order drawn by `rng`.

    >>> [len(rows) for rows in batches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    if batch is None:
        yield slice(None)
        return
    batch, rng = _read_batch(batch, rng)
    order = rng.permutation(n)
    for start in range(0, n, batch):
        yield order[start : start + batch]


def _moved(net: MLP, grads, rule, memory, penalty: Penalty):
    layers, remembered = [], []
    for (W, b, g), dW, db, (for_W, for_b) in zip(net, grads.dW[1:], grads.db[1:], memory):
        W, for_W = rule.step(W, dW + penalty.slope(W), for_W)
        b, for_b = rule.step(b, db, for_b)
        layers.append(Layer(penalty.shrink(W, rule.rate), b, g))
        remembered.append((for_W, for_b))
    return MLP.of_checked(layers), remembered


def _read(net, x, y, loss, rule, batch, rng) -> tuple[Array, Array, float, int | None]:
    """Return x and y as arrays that fit the network, the rate and the batch; refuse what makes no sense."""
    must_be(Loss, loss, "the loss must be one such as half_squares")
    x, rate = numbers(x, "x", ndim=(2,)), positive(rule.rate, "rate")
    y = loss.targets(y, forward(net, x).a[-1])
    if batch is not None:
        batch, _ = _read_batch(batch, rng)
    return x, y, rate, batch


def _read_batch(batch, rng) -> tuple[int, np.random.Generator]:
    batch = whole(batch, "batch", otherwise=", or None for all examples at once")
    return batch, must_be(
        np.random.Generator, rng, "mini-batches are shuffled: give rng=np.random.default_rng(seed) too"
    )


def _must_be_finite(loss: float, epoch: int, rate: float) -> None:
    if not np.isfinite(loss):
        raise InputError(
            f"the loss is {loss} in epoch {epoch}: the training has diverged. The rate is {rate:g}; try a tenth of it"
        )


def minimise(
    loss: Callable[..., tuple[float, Sequence[Array]]], parameters: Sequence[Array], rule=Adam(0.01)
) -> Iterator[tuple[Parameters, float]]:
    """Yield (parameters, loss) without end, one step of the rule further each time; the start comes first.

    `loss(*parameters)` returns the loss and its derivatives, one array of the same shape for each parameter. `rule` is
    one of `SGD`, `Momentum` and `Adam`, or has their `start` and `step`.

    >>> from itertools import islice
    >>> from lecture_lib import SGD
    >>> square = lambda w: (w @ w / 2, [w])
    >>> [round(value, 3) for _, value in islice(minimise(square, [[2.0, 0.0]], SGD(0.5)), 4)]
    [2.0, 0.5, 0.125, 0.031]
    """
    parameters = tuple(np.array(p, float) for p in parameters)
    memories = [rule.start(p) for p in parameters]
    while True:
        value, derivatives = loss(*parameters)
        _must_fit(parameters, derivatives)
        yield parameters, float(value)
        moved = [rule.step(p, dp, memory) for p, dp, memory in zip(parameters, derivatives, memories)]
        parameters, memories = tuple(p for p, _ in moved), [memory for _, memory in moved]


def _must_fit(parameters: Parameters, derivatives: Sequence[Array]) -> None:
    wanted, given = [p.shape for p in parameters], [np.shape(dp) for dp in derivatives]
    if wanted != given:
        raise InputError(
            f"the loss returned derivatives of shapes {given}; the parameters have shapes {wanted}. "
            "Return one array for each parameter, of the same shape."
        )
