"""The fast trainer: the equations of `mlp`, `backprop` and `optimizers` on buffers that are allocated once.

All W and b of the network stand in one vector p, layer after layer, each as [W b]; dp is laid out alike. So a
layer is one product, its gradient is one product, and a step is a few operations on whole vectors:

    Z = [W b] [A; 1],    [dW db] = D [A; 1]ᵀ,    D of the layer below = Wᵀ D, pulled back through g

One column is one example; only the input has one row an example, as the data have. All calls of a step are
written down once, with their buffers, and then made again and again. docs/trainer.md tells what each trick
gains. `descend` checks what comes in; nothing is checked here.
"""

from __future__ import annotations

from collections import deque
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from itertools import groupby
from operator import call
from typing import TYPE_CHECKING, Any

import numpy as np

from ..nn import MLP, Layer, Loss
from ..validation import Array
from .inplace_ops import Calls, in_place_activation, slope_at_output, total_loss
from .optimizers import in_place_step

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_CACHE = 2**19  # bytes of shuffled examples, or of activations in a block of rows, that stay near
_BATCHES = 64  # at most so many are written down as calls
_OWN, _SHARED = 2**18, 2**24  # multiplications in a product: see `limit_threads`


@cache
def _blas() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # it writes into the environment: only where something is trained

    return ThreadpoolController().select(user_api="blas")


def limit_threads(multiplications: int) -> AbstractContextManager:
    """Return what holds the matrix products of this size to one thread, where more would not help.

    Below 2¹⁸ multiplications OpenBLAS takes one by itself; from 2²⁴ on, all threads may help. Between them the
    threads wait for each other longer than they work, and on a busy machine very much longer.

    >>> with limit_threads(2**20):
    ...     _ = np.ones((100, 100)) @ np.ones((100, 100))
    """
    return _blas().limit(limits=1) if _OWN < multiplications < _SHARED else nullcontext()


class Trainer:
    """One training run: `epochs` moves it on, `net` shows where it is. Layers count from 1; entry 0 is None.

    x: (n, n_in), y: (n, n_out); `batch` examples a step in an order shuffled by `rng`, or all if it is None.
    """

    def __init__(self, net: MLP, x: Array, y: Array, loss: Loss, rule, batch: int | None, rng) -> None:
        dtype = np.result_type(x, *(p for W, b, _ in net for p in (W, b)))
        self.g: list[Any] = [None, *(g for _, _, g in net)]
        self.loss, self.rng = loss, rng if batch else None
        self.shapes = [(len(b), W.shape[1] + 1) for W, b, _ in net]
        self.p = np.concatenate([np.column_stack((W, b)).ravel() for W, b, _ in net], dtype=dtype)
        self.dp, self.more_dp = np.zeros_like(self.p), np.zeros_like(self.p)
        self.P, self.dP, self.more_dP = map(self._by_layer, (self.p, self.dp, self.more_dp))
        self.factor, self.move = in_place_step(rule, self.p, self.dp)
        self.x, self.y = np.column_stack((x, np.ones(len(x)))).astype(dtype), np.ascontiguousarray(y.T, dtype)
        self.batch = min(batch or len(x), len(x))
        self.rows = max(256, _CACHE // (2 * dtype.itemsize * net.n_units))
        self.largest = min(self.rows, self.batch) * max(n_out * n_in for n_out, n_in in self.shapes)
        self._make_line()
        self.tape, self.room = cache(self._tape), cache(partial(TrainingBuffers, self.g, self.shapes, dtype))
        self.inner_up, self.inner_down, self.slopes = map(cache, (self._inner_up, self._inner_down, self._slopes))

    def _by_layer(self, vector: Array) -> list[Any]:
        """View a vector laid out as p is as one matrix [W b] a layer."""
        ends = np.cumsum([n_out * n_in for n_out, n_in in self.shapes])
        return [None, *(part.reshape(shape) for part, shape in zip(np.split(vector, ends[:-1]), self.shapes))]

    def _make_line(self) -> None:
        """Lay out the buffers in which shuffled examples stand in line: some whole batches at a time."""
        self.piece, self.xs, self.ys = len(self.x), self.x, self.y
        if self.rng:
            fit = min(_CACHE // self.x[: self.batch].nbytes, _BATCHES)
            self.piece = min(len(self.x), self.batch * max(1, fit))
            self.xs, self.ys = self.x[: self.piece].copy(), self.y[:, : self.piece].copy()
        self.zs = np.empty_like(self.ys)  # what the last layer gave, for the loss

    @property
    def net(self) -> MLP:
        """The network as it is now, as a copy."""
        return MLP.of_checked(Layer(P[:, :-1].copy(), P[:, -1].copy(), g) for P, g in zip(self.P[1:], self.g[1:]))

    @np.errstate(all="ignore")  # a run that diverges is reported in words
    def epochs(self, count: int) -> tuple[int, float]:
        """Make `count` passes through the data, fewer if a loss is not finite.

        Return how many it made, and the mean loss seen during the last.
        """
        made, seen = 0, 0.0
        with limit_threads(self.largest):
            while made < count and np.isfinite(seen):
                made, seen = made + 1, self._epoch(len(self.x))
        return made, seen

    def _epoch(self, n: int) -> float:
        order, seen = self.rng.permutation(n) if self.rng else None, 0.0
        for first in range(0, n, self.piece):
            m = min(self.piece, n - first)
            if order is not None:
                self.x.take(order[first : first + m], 0, self.xs[:m], "clip")
                self.y.take(order[first : first + m], 1, self.ys[:, :m], "clip")
            deque(map(call, self.tape(m)), maxlen=0)  # makes all calls, without a loop in Python
            seen += total_loss(self.loss, self.g[-1], self.zs[:, :m], self.ys[:, :m])
        return seen / n

    def _tape(self, m: int) -> Calls:
        """Return all calls that the first m of the examples in line need: step after step."""
        tape = []
        for first in range(0, m, self.batch):
            last = min(first + self.batch, m)
            for start in range(first, last, self.rows):
                tape += self._block(slice(start, min(start + self.rows, last)), last - first, start == first)
            tape.append(self.move)
        return tape

    def _block(self, rows: slice, n_step: int, opens: bool) -> Calls:
        """Return the calls that go forward and backward through some rows of a step of `n_step` examples.

        The block that opens a step writes the gradient; the others add to it. What does not touch the examples
        themselves is the same for all blocks of as many rows, and is written down once.
        """
        x, y, z, L = self.xs[rows], self.ys[:, rows], self.zs[:, rows], len(self.g) - 1
        room = self.room(len(x))
        calls = self._up(1, x.T, z if L == 1 else room.z[1], room) + self.inner_up(room)
        if L > 1:
            calls += self._up(L, room.A[L - 1], z, room)
        calls += self.slopes(room)
        calls += slope_at_output(self.loss, self.g[L], self.factor / n_step, y, room.a[L], room.d[L])
        if self.g[L] is not self.loss.partner:
            calls += in_place_activation(self.g[L]).pull(z, room.a[L], room.d[L], room.t[L])
        return calls + self.inner_down(room, opens) + self._end(room, x, opens)

    def _up(self, l: int, below: Array, z: Array, room: TrainingBuffers) -> Calls:
        """Return the calls of the forward pass through layer l."""
        product = self.P[l].dot if z.flags.c_contiguous else partial(np.matmul, self.P[l])
        return [partial(product, below, z), *in_place_activation(self.g[l]).value(z, room.a[l])]

    def _inner_up(self, room: TrainingBuffers) -> Calls:
        return [call for l in range(2, len(self.g) - 1) for call in self._up(l, room.A[l - 1], room.z[l], room)]

    def _inner_down(self, room: TrainingBuffers, opens: bool) -> Calls:
        """Return the calls of the backward pass from the last layer's dL/dz to the first layer's."""
        calls = []
        for l in range(len(self.g) - 1, 1, -1):
            calls += [
                partial(room.d[l].dot, room.A[l - 1].T, (self.dP if opens else self.more_dP)[l]),
                partial(self.P[l].T.dot, room.d[l], room.D[l - 1]),
                *in_place_activation(self.g[l - 1]).pull(room.z[l - 1], room.a[l - 1], room.d[l - 1], room.t[l - 1]),
            ]
        return calls

    def _end(self, room: TrainingBuffers, x: Array, opens: bool) -> Calls:
        """Return the gradient of the first layer, and where it belongs, the sum of the blocks so far."""
        if opens:
            return [partial(room.d[1].dot, x, self.dP[1])]
        return [partial(room.d[1].dot, x, self.more_dP[1]), partial(np.add, self.dp, self.more_dp, self.dp)]

    def _slopes(self, room: TrainingBuffers) -> Calls:
        """Return the calls for the slopes of all layers that need one: neighbours with the same g in one go."""
        calls, end = [], len(self.g) - (self.g[-1] is self.loss.partner)
        for g, layers in groupby(range(1, end), key=self.g.__getitem__):
            if slope := in_place_activation(g).slope:
                stretch = room.stretch(*layers)
                calls += slope(room.all_A[stretch], room.all_t[stretch])
        return calls


class TrainingBuffers:
    """Buffers for m examples. Lists count layers from 1: A[l] is [a; 1], then a, z, d for dL/da and dL/dz, t.

    z shares the place of a wherever the slope is read off a. D[l] is d with a row more, for what comes down to
    the ones: to leave that row out would make NumPy copy W. The A of all layers stand in one array, so do the
    t; `stretch(l, ..., k)` are the rows of the layers l to k in these.
    """

    def __init__(self, gs: list[Any], shapes: list[tuple[int, int]], dtype, m: int) -> None:
        sizes = [n_out + 1 for n_out, _ in shapes]
        self.ends = [0, *np.cumsum(sizes)]
        self.all_A, self.all_t = np.ones((sum(sizes), m), dtype), np.empty((sum(sizes), m), dtype)
        self.A = [None, *np.split(self.all_A, self.ends[1:-1])]
        self.a, self.t = (
            [None, *(part[:-1] for part in np.split(whole, self.ends[1:-1]))] for whole in (self.all_A, self.all_t)
        )
        self.D = [None, *(np.empty((size, m), dtype) for size in sizes)]
        self.d = [None, *(D[:-1] for D in self.D[1:])]
        self.z = [None, *(a if in_place_activation(g).slope else np.empty_like(a) for g, a in zip(gs[1:], self.a[1:]))]

    def stretch(self, *layers: int) -> slice:
        return slice(self.ends[layers[0] - 1], self.ends[layers[-1]])
