"""The fast trainer: the equations of `mlp`, `backprop` and `optimizers` on buffers that are allocated once.

All W and b of the network stand in one vector p, layer after layer, each as [W b]; dp is laid out alike. So a
layer is one product, its gradient is one product, and a step is a few operations on whole vectors:

    Z = [W b] [A; 1],    [dW db] = D [A; 1]ᵀ,    D of the layer below = Wᵀ D, pulled back through g

One column is one example; only the input has one row an example, as the data have. All calls of a step are
written down once, with their buffers, and then made again and again, on as many threads as are fastest now: the
bits that come out do not depend on that. docs/trainer.md tells what each trick gains. `descend` checks what comes
in; nothing is checked here.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import chain, groupby
from math import isfinite
from typing import Any

import numpy as np

from ..nn import MLP, Layer, Loss
from ..validation import Array
from .inplace_ops import Calls, LayerMatrices, TrainingBuffers, in_place_activation, slope_at_output, summed_loss
from .optimizers import Penalty, in_place_step
from .threads import Team, ThreadChooser, allowed_threads, limit_threads, make_calls

_CACHE = 2**19  # bytes of shuffled examples, or of all units' activations in a block of rows, that stay near
_BATCHES = 64  # at most so many are written down as calls
_LANES = 8  # at most so many gradients are kept apart before they are added
_SHARED = 2**24  # multiplications of a forward pass, from which on it pays that two threads share a block of rows
_TILE = 24  # rows that BLAS works on at once, or a multiple of them

Stages = list[list[Calls]]  # one stage after the other; the parts of a stage can be done side by side


class Trainer:
    """One training run: `epochs` moves it on, `net` shows where it is. Layers count from 1; entry 0 is None.

    x: (n, n_in), y: (n, n_out); `batch` examples a step in an order shuffled by `rng`, or all if it is None. A
    `penalty` on large weights takes part in every step. With the `memory` that another run tells, this one goes on as
    that would have.
    """

    def __init__(
        self,
        net: MLP,
        x: Array,
        y: Array,
        loss: Loss,
        rule,
        batch: int | None,
        rng,
        penalty: Penalty | None = None,
        memory=None,
    ) -> None:
        dtype = np.result_type(x, *(p for W, b, _ in net for p in (W, b)))
        self.g: list[Any] = [None, *(g for _, _, g in net)]
        self.loss, self.rng, self.L = loss, rng if batch else None, len(self.g) - 1
        self.shapes = [(len(b), W.shape[1] + 1) for W, b, _ in net]
        self.p = np.concatenate([np.column_stack((W, b)).ravel() for W, b, _ in net], dtype=dtype)
        self.P = LayerMatrices(self.p, self.shapes).layers
        self.gradient = cache(lambda _: LayerMatrices(np.zeros_like(self.p), self.shapes))
        self.x, self.y = np.column_stack((x, np.ones(len(x)))).astype(dtype), np.ascontiguousarray(y.T, dtype)
        self.batch = min(batch or len(x), len(x))
        self.rows = self._rows(max(256, _CACHE // (dtype.itemsize * net.n_units)))
        self.largest = min(self.rows, self.batch) * max(n_out * n_in for n_out, n_in in self.shapes)
        self._make_line()
        self.tape, self.room = cache(self._tape), cache(lambda m, _: TrainingBuffers(self.g, self.shapes, dtype, m))
        self.inner_up, self.inner_down, self.slopes = map(cache, (self._inner_up, self._inner_down, self._slopes))
        self.products = cache(self._products)
        self.total_loss = cache(lambda m: summed_loss(loss, self.g[-1], self.zs[:, :m], self.ys[:, :m]))
        self.is_shared = self.batch <= self.rows and self.batch * self.p.size >= _SHARED
        self.cuts, middle = self._cuts()
        pieces = [*zip(*(np.split(vector, middle) for vector in (self.p, self.gradient(0).vector)))]
        (self.factor, *_), self.moves, self.memories = zip(
            *(in_place_step(rule, p, dp, part) for (p, dp), part in zip(pieces, _cut_memory(memory, middle)))
        )
        if penalty:
            marks = np.split(self._weight_marks(), middle)
            self.moves = [
                penalty.in_place(move, p, dp, marked, self.factor, rule.rate)
                for move, (p, dp), marked in zip(self.moves, pieces, marks)
            ]
        self.threads = ThreadChooser(self._thread_numbers())

    def _weight_marks(self) -> Array:
        """Return where in p a weight stands; the last column of each layer's [W b] is b."""
        return np.concatenate([np.tile(np.arange(n_in) < n_in - 1, n_out) for n_out, n_in in self.shapes])

    def _rows(self, most: int) -> int:
        """Return how many rows go through the network at once: all of a step, or equal blocks for some threads."""
        blocks = -(-self.batch // most)
        lanes = min(2 ** (blocks - 1).bit_length(), _LANES)
        return -(-self.batch // (lanes * -(-blocks // lanes)))

    def _make_line(self) -> None:
        """Lay out the buffers in which shuffled examples stand in line: some whole batches at a time."""
        self.piece, self.xs, self.ys = len(self.x), self.x, self.y
        if self.rng:
            fit = min(_CACHE // self.x[: self.batch].nbytes, _BATCHES)
            self.piece = min(len(self.x), self.batch * max(1, fit))
            self.xs, self.ys = self.x[: self.piece].copy(), self.y[:, : self.piece].copy()
        self.order = np.arange(self.piece)  # which examples stand there
        self.zs = np.empty_like(self.ys)  # what the last layer gave, for the loss

    def _cuts(self) -> tuple[list[Any], list[int]]:
        """Return which rows of each [W b] belong to the two halves of p, and where in p the second begins."""
        cuts: list[Any] = [None]
        middle, left = 0, self.p.size / 2
        for n_out, n_in in self.shapes:
            first = min(n_out, round(left / n_in / _TILE) * _TILE)
            cuts.append((slice(first), slice(first, n_out)))
            middle, left = middle + first * n_in, (left - first * n_in) * (first == n_out)
        return cuts, [middle] if self.is_shared else []

    def _thread_numbers(self) -> list[int]:
        """Return how many threads may share a step: those with which the very same bits come out."""
        if self.batch > self.rows:
            return [2**k for k in range(min(-(-self.batch // self.rows), _LANES, allowed_threads()).bit_length())]
        return [1, 2] if self.is_shared and allowed_threads() > 1 and self.halves_agree() else [1]

    @np.errstate(all="ignore")
    def halves_agree(self) -> bool:
        """Whether BLAS adds up the halves of this step's products as it adds up the whole ones."""
        gradient = self.gradient(0).vector
        with limit_threads(self.largest):
            make_calls(self._block(slice(0, self.batch), self.batch))
            whole = gradient.tobytes()
            make_calls([*chain(*chain(*self._halves(slice(0, self.batch))))])
        return whole == gradient.tobytes()

    @property
    def net(self) -> MLP:
        """The network as it is now, as a copy."""
        return MLP.of_checked(Layer(P[:, :-1].copy(), P[:, -1].copy(), g) for P, g in zip(self.P[1:], self.g[1:]))

    @property
    def memory(self):
        """What the rule remembers now, as a copy: the `memory` of a run that goes on from here."""
        return _joined_memory([memory() for memory in self.memories])

    @np.errstate(all="ignore")  # a run that diverges is reported in words
    def epochs(self, count: int) -> tuple[int, float]:
        """Make `count` passes through the data, fewer if a loss is not finite.

        Return how many it made, and the mean loss seen during the last.
        """
        made, seen = 0, 0.0
        with limit_threads(self.largest), Team() as team:
            while made < count and isfinite(seen):
                made, seen = made + 1, self._epoch(len(self.x), team)
        return made, seen

    def _epoch(self, n: int, team: Team) -> float:
        order, seen = self.rng.permutation(n) if self.rng else None, 0.0
        for first in range(0, n, self.piece):
            m = min(self.piece, n - first)
            if order is not None:
                self.order[:m] = order[first : first + m]
            self.threads.run(partial(self._make_steps, m, team))
            seen += self.total_loss(m)()
        return seen / n

    def _make_steps(self, m: int, team: Team, threads: int) -> None:
        for parts in self.tape(m, threads):
            team.make_calls(parts)

    def _tape(self, m: int, threads: int) -> Stages:
        """Return all calls that the first m of the examples in line need: step after step."""
        in_halves = threads > 1 and self.is_shared
        stages = [] if in_halves else [[self._gather(slice(0, m))]]
        for first in range(0, m, self.batch):
            rows = slice(first, min(first + self.batch, m))
            stages += self._step_in_halves(rows) if in_halves else self._step(rows, threads)
        return stages if threads > 1 else [[[*chain(*chain(*stages))]]]

    def _gather(self, rows: slice) -> Calls:
        """Return the calls that put the examples of some rows in line, where they are shuffled."""
        in_line, order = ((self.x, 0, self.xs[rows]), (self.y, 1, self.ys[:, rows])), self.order[rows]
        return [partial(whole.take, order, axis, out, "clip") for whole, axis, out in in_line if self.rng]

    def _step(self, rows: slice, threads: int) -> Stages:
        """Return the calls of one step: the gradients of its blocks of rows, their sum, the move.

        Neighbouring blocks share a gradient: the first of them writes it, the others add to it. Which ones these
        are does not depend on the threads.
        """
        n, starts = rows.stop - rows.start, range(rows.start, rows.stop, self.rows)
        lanes, parts = np.array_split(starts, min(len(starts), _LANES)), [[] for _ in range(threads)]
        for lane, firsts in enumerate(lanes):
            thread = lane * threads // len(lanes)
            for first in firsts:
                block = slice(first, min(first + self.rows, rows.stop))
                parts[thread] += self._block(block, n, lane, thread, opens=first == firsts[0])
        dp = self.gradient(0).vector
        sums = [partial(np.add, dp, self.gradient(lane).vector, dp) for lane in range(1, len(lanes))]
        return [parts, [[*sums, *self.moves]]]

    def _block(self, rows: slice, n_step: int, lane: int = 0, thread: int = 0, opens: bool = True) -> Calls:
        """Return the calls that go through some rows of a step of `n_step` examples, and make a gradient of them."""
        room, number = self.room(rows.stop - rows.start, thread), lane if opens else _LANES + thread
        calls = self._passes(rows, n_step, room) + self.products(room, number)
        calls.append(partial(room.d[1].dot, self.xs[rows], self.gradient(number).layers[1]))
        if not opens:
            dp = self.gradient(lane).vector
            calls.append(partial(np.add, dp, self.gradient(number).vector, dp))
        return calls

    def _step_in_halves(self, rows: slice) -> Stages:
        """Return the calls of one step for two threads: half of its rows each, then half of p each."""
        if rows.stop - rows.start < self.batch:
            return [[self._gather(rows)], *self._step(rows, 1)]
        passes, products = self._halves(rows)
        return [passes, [[*calls, move] for calls, move in zip(products, self.moves)]]

    def _halves(self, rows: slice) -> Stages:
        """Return the calls that make the gradient of one block: the passes of two halves, the products of two."""
        m, passes, products = rows.stop - rows.start, [], []
        whole = self.room(m, 0)
        for half, part in enumerate((slice(0, m // 2), slice(m // 2, m))):
            own = slice(rows.start + part.start, rows.start + part.stop)
            room, cut = self.room(part.stop - part.start, half), self.cuts[1][half]
            together = [*zip(whole.d[1:], room.d[1:]), *zip(whole.a[1:], room.a[1:])]
            brought = [partial(np.copyto, to[:, part], a) for to, a in together]
            passes.append(self._gather(own) + self._passes(own, m, room) + brought)
            products.append(self._products(whole, 0, half))
            products[half].append(partial(whole.d[1][cut].dot, self.xs[rows], self.gradient(0).layers[1][cut]))
        return [passes, products]

    def _passes(self, rows: slice, n_step: int, room: TrainingBuffers) -> Calls:
        """Return the calls that go forward and backward through some rows.

        What does not touch the examples themselves is the same for all blocks of as many rows, and is written
        down once.
        """
        x, y, z, L = self.xs[rows], self.ys[:, rows], self.zs[:, rows], self.L
        calls = self._up(1, x.T, z if L == 1 else room.z[1], room) + self.inner_up(room)
        if L > 1:
            calls += self._up(L, room.A[L - 1], z, room)
        calls += self.slopes(room)
        calls += slope_at_output(self.loss, self.g[L], self.factor / n_step, y, room.a[L], room.d[L])
        if self.g[L] is not self.loss.partner:
            calls += in_place_activation(self.g[L]).pull(z, room.a[L], room.d[L], room.t[L])
        return calls + self.inner_down(room)

    def _up(self, l: int, below: Array, z: Array, room: TrainingBuffers) -> Calls:
        """Return the calls of the forward pass through layer l."""
        product = self.P[l].dot if z.flags.c_contiguous else partial(np.matmul, self.P[l])
        return [partial(product, below, z), *in_place_activation(self.g[l]).value(z, room.a[l])]

    def _inner_up(self, room: TrainingBuffers) -> Calls:
        return [call for l in range(2, self.L) for call in self._up(l, room.A[l - 1], room.z[l], room)]

    def _inner_down(self, room: TrainingBuffers) -> Calls:
        """Return the calls of the backward pass from the last layer's dL/dz to the first layer's."""
        calls = []
        for l in range(self.L, 1, -1):
            calls.append(partial(self.P[l].T.dot, room.d[l], room.D[l - 1]))
            d, below = room.d[l - 1], in_place_activation(self.g[l - 1])
            calls += below.pull(room.z[l - 1], room.a[l - 1], d, room.t[l - 1])
        return calls

    def _products(self, room: TrainingBuffers, number: int, half: int | None = None) -> Calls:
        """Return the calls that write the gradient of all layers above the first, or half of it."""
        layers, calls = self.gradient(number).layers, []
        for l in range(self.L, 1, -1):
            cut = slice(None) if half is None else self.cuts[l][half]
            calls.append(partial(room.d[l][cut].dot, room.A[l - 1].T, layers[l][cut]))
        return calls

    def _slopes(self, room: TrainingBuffers) -> Calls:
        """Return the calls for the slopes of all layers that need one: neighbours with the same g in one go."""
        calls, end = [], len(self.g) - (self.g[-1] is self.loss.partner)
        for g, layers in groupby(range(1, end), key=self.g.__getitem__):
            if slope := in_place_activation(g).slope:
                stretch = room.stretch(*layers)
                calls += slope(room.all_A[stretch], room.all_t[stretch])
        return calls


def _cut_memory(memory, middle: list[int]) -> list:
    """Return a rule's memory, cut where p is cut: its arrays go with p, its numbers belong to every part."""
    if isinstance(memory, tuple):
        return [*zip(*(_cut_memory(part, middle) for part in memory))]
    return np.split(memory, middle) if isinstance(memory, np.ndarray) else [memory] * (len(middle) + 1)


def _joined_memory(parts: list):
    if isinstance(parts[0], tuple):
        return tuple(_joined_memory([*same]) for same in zip(*parts))
    return np.concatenate(parts) if isinstance(parts[0], np.ndarray) else parts[0]
