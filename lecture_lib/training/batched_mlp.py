"""Many networks of one shape, trained at once: how often does training get stuck? (row 04.7).

The equations are those of `mlp`, `backprop` and `gradient_descent`, with one axis more in front: the network's number
k. For m networks, W[l] has shape (m, n_out, n_in), b[l] has (m, 1, n_out), and the activations of n examples
have (m, n, n_out). So one NumPy call serves them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..nn import MLP, Loss, PerLayer, forward
from ..validation import Array, InputError, numbers, positive, whole


@dataclass(frozen=True, eq=False)
class BatchedMLP:
    """m networks of one shape. W[l], b[l] and g[l] belong to layer l = 1 ... L; entry 0 is None.

    `len(nets)` is m, `nets[k]` is network k as an MLP, and `nets(x)` gives all outputs, shape (m, n, n_out).

    >>> from lecture_lib import MLP, identity
    >>> nets = BatchedMLP.from_networks([MLP(([[2.0]], [0.0], identity)), MLP(([[3.0]], [1.0], identity))])
    >>> nets([[10.0]]).ravel()
    array([20., 31.])
    >>> nets[1]
    MLP(([[3.0]], [1.0], identity))
    """

    W: PerLayer
    b: PerLayer
    g: PerLayer

    @classmethod
    def from_networks(cls, nets: Sequence[MLP]) -> BatchedMLP:
        """Return these networks as one batch; they must agree in sizes and activations."""
        nets = list(nets)
        if not nets:
            raise InputError("a batch of networks needs at least one network; none was given")
        shapes = [(net.sizes, *(g for _, _, g in net)) for net in nets]
        if any(shape != shapes[0] for shape in shapes):
            raise InputError(
                f"all networks of a batch must have the same shape; {shapes[0]} and "
                f"{next(shape for shape in shapes if shape != shapes[0])} were given"
            )
        layers = range(1, len(nets[0]) + 1)
        return cls(
            (None, *(np.stack([net[l].W for net in nets]) for l in layers)),
            (None, *(np.stack([net[l].b for net in nets])[:, None, :] for l in layers)),
            (None, *(nets[0][l].g for l in layers)),
        )

    def __len__(self) -> int:
        return len(self.W[1])

    def __getitem__(self, k: int) -> MLP:
        return MLP(*((W[k], b[k, 0], g) for W, b, g in zip(self.W[1:], self.b[1:], self.g[1:])))

    def __call__(self, x) -> Array:
        return self.forward(numbers(x, "x", ndim=(2,)))[1][-1]

    def forward(self, x: Array) -> tuple[list, list]:
        """Return z and a of all layers, as `forward` does for one network."""
        z: list[Any] = [None]
        a = [np.broadcast_to(x, (len(self), *x.shape))]
        for W, b, g in zip(self.W[1:], self.b[1:], self.g[1:]):
            z.append(a[-1] @ W.swapaxes(1, 2) + b)
            a.append(g.value(z[-1]))
        return z, a


class BatchedEpoch(NamedTuple):
    """One pass through the data: its number from 1, the networks after it, each network's loss during it."""

    number: int
    nets: BatchedMLP
    losses: Array


def descend_batched(nets: Sequence[MLP], x, y, loss: Loss, rate: float, *, every: int = 1) -> Iterator[BatchedEpoch]:
    """Train many networks by plain gradient descent on all examples at once, without end, `every` epochs at a time.

    x: (n, n_in), y: as the output of one network. Each network goes the way that `descend(net, x, y, loss,
    SGD(rate), every=every)` would take it, only faster. Stops with `InputError` at a loss that is not finite.

    >>> from itertools import islice
    >>> from lecture_lib import MLP, half_squares, identity
    >>> nets = [MLP(([[w]], [0.0], identity)) for w in (-5.0, 0.0, 5.0)]
    >>> *_, last = islice(descend_batched(nets, [[0.0], [1.0]], [1.0, 3.0], half_squares, 0.5), 200)
    >>> last.nets([[10.0]]).ravel().round(4)                           # all three found y = 2x + 1
    array([21., 21., 21.])
    """
    batched, x, rate = BatchedMLP.from_networks(nets), numbers(x, "x", ndim=(2,)), positive(rate, "rate")
    y = loss.targets(y, forward(batched[0], x).a[-1])
    every, number = whole(every, "every"), 0
    while True:
        number += every
        batched, losses = _epochs(batched, x, y, loss, rate, every)
        if not np.isfinite(losses).all():
            raise InputError(
                f"the loss of network {int(np.argmin(np.isfinite(losses)))} is not finite in "
                f"epoch {number}: its training has diverged. The rate is {rate:g}; try a tenth of it"
            )
        yield BatchedEpoch(number, batched, losses)


@np.errstate(over="ignore", invalid="ignore")  # a run that diverges is reported in words
def _epochs(nets: BatchedMLP, x: Array, y: Array, loss: Loss, rate: float, count: int) -> tuple[BatchedMLP, Array]:
    """Return the networks after `count` epochs, and each one's loss during the last."""
    for _ in range(count - 1):
        nets = _stepped(nets, *nets.forward(x), y, loss, rate)
    z, a = nets.forward(x)
    return _stepped(nets, z, a, y, loss, rate), _losses(nets, z, a, y, loss)


def _losses(nets: BatchedMLP, z: list, a: list, y: Array, loss: Loss) -> Array:
    if nets.g[-1] is loss.partner and loss.terms_of_z:
        terms = loss.terms_of_z(z[-1], y)
    else:
        terms = loss.terms(a[-1], y)
    return terms.sum(axis=2).mean(axis=1)


def _stepped(nets: BatchedMLP, z: list, a: list, y: Array, loss: Loss, rate: float) -> BatchedMLP:
    """Return the networks after one step: backpropagation from the last layer down, as in `backprop`."""
    W, b, n = list(nets.W), list(nets.b), len(y)
    paired = nets.g[-1] is loss.partner
    da = None if paired else loss.slope(a[-1], y) / n
    for l in range(len(W) - 1, 0, -1):
        dz = (a[l] - y) / n if da is None else nets.g[l].pull(z[l], a[l], da)
        da = dz @ nets.W[l]
        W[l] = nets.W[l] - rate * dz.swapaxes(1, 2) @ a[l - 1]
        b[l] = nets.b[l] - rate * dz.sum(axis=1, keepdims=True)
    return BatchedMLP(tuple(W), tuple(b), nets.g)
