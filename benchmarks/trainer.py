"""Trainer: samples a second of `descend` beside its matrix products alone, textbook NumPy, and the peers.

All sides start from the same weights and must stand at the same weights after one epoch; then they take
turns. Printed are ratios (above 1: `descend` is faster), with their quartiles over the rounds. While the clock
runs, mini-batches are shuffled on all sides; scikit-learn shuffles full batches too, as it does by default. What JAX
takes to compile comes before and is told apart. Peers come with the extra `bench`; one that is missing is named and
left out. All is done with one thread, with two, and with two while a program of ours keeps one core busy; the last
lines are what a step of `descend` consists of.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from benchmarks.compare import interleaved_seconds, thread_limits, time_ratio
from lecture_lib import MLP, SGD, Momentum, binary_cross_entropy, cross_entropy, one_hot, relu, sigmoid, softmax
from lecture_lib.training import ThreadChooser, Trainer, train_reference

ROUNDS = 5
PAUSE = 0.3  # seconds before each side, where there are two threads


class InOrder(np.random.Generator):
    """A generator that leaves the examples where they are."""

    def permutation(self, x, axis=0):
        return np.arange(x)


IN_ORDER = InOrder(np.random.PCG64(0))


@dataclass(frozen=True)
class Task:
    """A shape, its data in float32 and how it is trained; `goals` are the ratios to reach."""

    sizes: tuple[int, ...]
    n: int
    batch: int | None
    goals: dict[str, float]
    epochs: int
    momentum: float = 0.0
    rate: float = 0.01

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))}, {f'batch {self.batch}' if self.batch else f'full {self.n}'}"

    @property
    def rule(self):
        return Momentum(self.rate, self.momentum) if self.momentum else SGD(self.rate)

    @property
    def loss(self):
        return cross_entropy if self.sizes[-1] > 1 else binary_cross_entropy

    def start(self) -> tuple[MLP, np.ndarray, np.ndarray]:
        """Return the network to start from, x and y: the same ones every time."""
        rng = np.random.default_rng(0)
        hidden, k = [relu] * (len(self.sizes) - 2), self.sizes[-1]
        net = MLP.random(self.sizes, *hidden, softmax if k > 1 else sigmoid, rng=rng)
        net = MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))
        x = rng.normal(size=(self.n, self.sizes[0])).astype(np.float32)
        classes = rng.integers(0, max(k, 2), self.n)
        return net, x, (one_hot(classes, k) if k > 1 else classes[:, None]).astype(np.float32)


LARGE = {"products": 0.9, "textbook": 1.0, "JAX": 1.0}
SMALL = {"textbook": 1.0, "JAX": 1.0}
TASKS = [
    Task((784, 128, 10), 4096, 64, LARGE | {"PyTorch": 2.3, "scikit-learn": 2.4}, 8, momentum=0.9),
    Task((784, 256, 256, 10), 4096, 128, LARGE | {"PyTorch": 1.25, "scikit-learn": 1.8}, 5, momentum=0.9),
    Task((40, 100, 100, 10), 4000, None, LARGE | {"PyTorch": 1.7, "scikit-learn": 2.5}, 40),
    Task((2, 8, 8, 1), 500, 10, SMALL | {"PyTorch": 35, "scikit-learn": 20}, 10),
    Task((2, 8, 8, 1), 500, None, SMALL | {"PyTorch": 15, "scikit-learn": 13}, 100),
]


class Side(NamedTuple):
    """One way to train: `epochs(k)` makes k passes, `parameters()` are W and b, layer after layer.

    Every maker of a side takes a task and a generator that shuffles the mini-batches.
    """

    epochs: Callable[[int], object]
    parameters: Callable[[], list]
    compile_seconds: float = 0.0  # spent once, before the clock runs


def descend_side(task: Task, rng) -> Side:
    run = Trainer(*task.start(), task.loss, task.rule, task.batch, rng)
    return Side(run.epochs, lambda: [p for W, b, _ in run.net for p in (W, b)])


def one_thread_side(task: Task, rng) -> Side:
    """The trainer as it is on one thread, without a choice."""
    run = Trainer(*task.start(), task.loss, task.rule, task.batch, rng)
    run.threads = ThreadChooser([1])
    return Side(run.epochs, lambda: [p for W, b, _ in run.net for p in (W, b)])


def reference_side(task: Task, rng) -> Side:
    last = SimpleNamespace(net=task.start()[0])
    net, x, y = task.start()
    run = train_reference(net, x, y, task.loss, task.rule, batch=task.batch, rng=rng)

    def epochs(count):
        *_, last.net = (epoch.net for epoch in islice(run, count))

    return Side(epochs, lambda: [p for W, b, _ in last.net for p in (W, b)])


def textbook_side(task: Task, rng) -> Side:
    """The equations as most courses write them: one example a row, a new array for every result."""
    net, x, y = task.start()
    Ws, bs = [W.T.copy() for W, _, _ in net], [b.copy() for _, b, _ in net]
    velocities = [np.zeros_like(p) for p in (*Ws, *bs)]

    def step(x, y):
        a = [x]
        for l, (W, b) in enumerate(zip(Ws, bs)):
            z = a[-1] @ W + b
            a.append(np.maximum(z, 0) if l < len(Ws) - 1 else _output(z))
        losses.append(-np.log(np.where(y == 1, a[-1], 1 - a[-1] if y.shape[1] == 1 else 1)).sum() / len(y))
        d, dWs, dbs = (a[-1] - y) / len(y), [], []
        for l in range(len(Ws) - 1, -1, -1):
            dWs.insert(0, a[l].T @ d)
            dbs.insert(0, d.sum(axis=0))
            if l:
                d = (d @ Ws[l].T) * (a[l] > 0)
        for i, (p, dp) in enumerate(zip((*Ws, *bs), (*dWs, *dbs))):
            velocities[i] = task.momentum * velocities[i] + dp
            p -= task.rate * velocities[i]

    def epochs(count):
        losses.clear()
        for _ in range(count):
            for rows in _batches(task, rng):
                step(x[rows], y[rows])

    losses = []
    return Side(epochs, lambda: [p for W, b in zip(Ws, bs) for p in (W.T, b)])


def products_side(task: Task, rng) -> Side:
    """The matrix products of forward and backward pass on buffers of their own, and nothing else."""
    net, x, _ = task.start()
    rows = min(task.batch or 250, task.n)
    x = np.column_stack((x, np.ones(task.n, np.float32)))
    P = [np.column_stack((W, b)) for W, b, _ in net]
    a = [np.ones((len(p) + 1, rows), np.float32) for p in P]
    d, dP = [np.ones((len(p), rows), np.float32) for p in P], [np.empty_like(p) for p in P]

    def epochs(count):
        for _ in range(count):
            for first in range(0, task.n - rows + 1, rows):
                a_in = [x[first : first + rows].T, *a]
                for l, p in enumerate(P):
                    p.dot(a_in[l], a[l][:-1])
                for l in range(len(P) - 1, -1, -1):
                    d[l].dot(a_in[l].T, dP[l])
                    if l:
                        P[l][:, :-1].T.dot(d[l], d[l - 1])

    return Side(epochs, list)


def torch_side(task: Task, rng) -> Side:
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    net, x, y = task.start()
    layers = []
    for W, b, _ in net:
        layers += [torch.nn.Linear(*W.shape[::-1]), torch.nn.ReLU()]
        layers[-2].weight.data, layers[-2].bias.data = torch.tensor(W), torch.tensor(b)
    model = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss() if task.sizes[-1] > 1 else torch.nn.BCEWithLogitsLoss()
    rule = torch.optim.SGD(model.parameters(), lr=task.rate, momentum=task.momentum)
    x, y = torch.tensor(x), torch.tensor(y)

    def epochs(count):
        for _ in range(count):
            seen = 0.0
            for rows in _batches(task, rng):
                rule.zero_grad()
                value = loss(model(x[rows]), y[rows])
                value.backward()
                rule.step()
                seen += value.detach()

    return Side(epochs, lambda: [p.detach().numpy() for p in model.parameters()])


def sklearn_side(task: Task, rng) -> Side:
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore", module="sklearn")
    net, x, y = task.start()
    model = MLPClassifier(
        task.sizes[1:-1],
        solver="sgd",
        alpha=0,
        batch_size=task.batch or task.n,
        tol=0,
        learning_rate_init=task.rate,
        momentum=task.momentum,
        nesterovs_momentum=False,
        shuffle=rng is not IN_ORDER,
        warm_start=True,
        max_iter=1,
        n_iter_no_change=10**9,
    )
    classes = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0].astype(int)
    model.fit(x, classes)
    for l, (W, b, _) in enumerate(net):
        model.coefs_[l][...], model.intercepts_[l][...] = W.T, b
    model._optimizer.velocities = [np.zeros_like(v) for v in model._optimizer.velocities]

    def epochs(count):
        model.set_params(max_iter=count)
        model.fit(x, classes)

    return Side(epochs, lambda: [p for W, b in zip(model.coefs_, model.intercepts_) for p in (W.T, b)])


def jax_side(task: Task, rng) -> Side:
    """The whole run as one compiled loop (`jit` round `lax.scan`) over the batches, in the order that `rng` draws."""
    import jax
    import jax.numpy as jnp

    net, x, y = task.start()
    rows, L = min(task.batch or task.n, task.n), len(net)
    pairs = [(jnp.array(W), jnp.array(b)) for W, b, _ in net]
    state = [pairs, [(jnp.zeros_like(W), jnp.zeros_like(b)) for W, b in pairs]]

    def mean_loss(pairs, x, y):
        a = x
        for l, (W, b) in enumerate(pairs, 1):
            z = a @ W.T + b
            a = jax.nn.relu(z) if l < L else z
        if task.loss is cross_entropy:
            return -(y * jax.nn.log_softmax(z)).sum() / len(y)
        return (jax.nn.softplus(z) - y * z).sum() / len(y)

    def step(state, batch):
        loss, dp = jax.value_and_grad(mean_loss)(state[0], *batch)
        velocities = jax.tree.map(lambda v, dp: task.momentum * v + dp, state[1], dp)
        return [jax.tree.map(lambda p, v: p - task.rate * v, state[0], velocities), velocities], loss

    def steps(state, x, y, order):
        return jax.lax.scan(
            lambda state, at: step(state, (x, y) if task.batch is None else (x[at], y[at])), state, order
        )

    def orders(count):
        if task.batch is None:
            return np.zeros(count, np.int32)
        return np.concatenate([rng.permutation(task.n) for _ in range(count)], dtype=np.int32).reshape(-1, rows)

    def epochs(count):
        state[:], losses = compiled(count)(state, x, y, orders(count))
        return float(losses[-1])

    @cache
    def compiled(count):
        return jax.jit(steps, donate_argnums=0).lower(state, x, y, orders(count)).compile()

    x, y = jnp.array(x), jnp.array(y)
    start = perf_counter()
    compiled(task.epochs)
    return Side(epochs, lambda: [p for pair in state[0] for p in map(np.asarray, pair)], perf_counter() - start)


SIDES = {
    "descend": descend_side,
    "one thread": one_thread_side,
    "products": products_side,
    "train_reference": reference_side,
    "textbook": textbook_side,
    "JAX": jax_side,
    "PyTorch": torch_side,
    "scikit-learn": sklearn_side,
}


def _output(z: np.ndarray) -> np.ndarray:
    if z.shape[1] == 1:
        return 1 / (1 + np.exp(-z))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _batches(task: Task, rng) -> Iterator[slice | np.ndarray]:
    if task.batch is None:
        return iter([slice(None)])
    order = rng.permutation(task.n)
    return (order[first : first + task.batch] for first in range(0, task.n, task.batch))


def checked_sides(task: Task) -> dict[str, Side]:
    """Return all sides that are installed, once they have been seen to compute the same thing."""
    sides = {}
    for name, make in SIDES.items():
        try:
            sides[name] = make(task, np.random.default_rng(0))
        except ImportError:
            continue
    for name in set(sides) - {"products"}:
        for p, q in zip(_one_epoch(name, task), _one_epoch("descend", task), strict=True):
            np.testing.assert_allclose(p, q, rtol=2e-3, atol=2e-5, err_msg=f"{name} computes something else")
    return sides


def _one_epoch(name: str, task: Task) -> list:
    side = SIDES[name](task, IN_ORDER)
    side.epochs(1)
    return side.parameters()


def print_table(threads: int) -> None:
    """Print the table for the number of threads that this process was started with."""
    for task in TASKS:
        sides = checked_sides(task)
        calls = {name: partial(side.epochs, task.epochs) for name, side in sides.items()}
        seconds = interleaved_seconds(calls, ROUNDS, PAUSE * (threads > 1))
        rate = task.n * task.epochs / median(seconds["descend"])
        print(f"\n{task}: {rate:,.0f} samples/s")
        for name in list(sides)[1:]:
            print_ratio(name, seconds[name], seconds["descend"], task.goals if threads == 1 or name != "JAX" else {})
        if "JAX" in sides:
            print(f"  JAX, to compile before: {sides['JAX'].compile_seconds:.2f} s")
            print_ratio("JAX / products", seconds["JAX"], seconds["products"], {})
    missing = [name for name in SIDES if name not in sides]
    print(f"\nNot installed, left out: {', '.join(missing)}" if missing else "")


def print_ratio(name: str, slower: list[float], faster: list[float], goals: dict[str, float]) -> None:
    reached, goal = time_ratio(slower, faster), goals.get(name)
    verdict = "" if goal is None else f"   goal {goal:g}" + ("" if reached.middle >= goal else "  MISSED")
    print(f"  {name:<16}{reached!s:>26}{verdict}", flush=True)


def print_busy_table() -> None:
    """Print what the trainer's choice is worth while another process keeps one core busy."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        for task in TASKS[:3]:
            sides = {
                name: SIDES[name](task, np.random.default_rng(0)) for name in ("descend", "one thread", "textbook")
            }
            calls = {name: partial(side.epochs, task.epochs) for name, side in sides.items()}
            seconds = interleaved_seconds(calls, ROUNDS, PAUSE)
            print(f"\n{task}")
            for name in ("one thread", "textbook"):
                print_ratio(name, seconds[name], seconds["descend"], {})
    finally:
        busy.kill()
        busy.wait()


def print_costs() -> None:
    """Print what one step consists of, in microseconds: the smallest time of each call over the rounds, added up."""
    rng = np.random.default_rng(0)
    for task in TASKS:
        run = Trainer(*task.start(), task.loss, task.rule, task.batch, rng)
        run.epochs(1)
        ((calls,),) = run.tape(run.piece, 1)
        calls = [*calls, run.total_loss(run.piece)]
        least = np.full(len(calls), np.inf)
        nothing = min(-(perf_counter() - perf_counter()) for _ in range(1000))
        for _ in range(200):
            run.order[:] = rng.permutation(task.n)[: run.piece]
            for k, call in enumerate(calls):
                start = perf_counter()
                call()
                least[k] = min(least[k], perf_counter() - start - nothing)
        costs = dict.fromkeys(("products", "activations", "sums", "shuffling", "move", "loss"), 0.0)
        for call, seconds in zip(calls, least):
            costs[kind_of(call, run)] += seconds * 1e6 / -(-run.piece // run.batch)
        print(f"{task}: {sum(costs.values()):.1f} µs a step: " + ", ".join(f"{k} {v:.1f}" for k, v in costs.items()))


def kind_of(call, run: Trainer) -> str:
    """Return what a call of the trainer's tape is for."""
    if call in run.moves:
        return "move"
    function = getattr(call, "func", None)
    if function is None:
        return "loss"
    if function is np.add and call.args[0] is run.gradient(0).vector:
        return "sums"
    name = getattr(function, "__name__", "products")
    return {"dot": "products", "partial": "products", "take": "shuffling"}.get(name, "activations")


def main() -> None:
    """Compare with one thread, with two, with two on a busy machine, each in a process of its own; then take apart."""
    for title, threads, call in (
        ("threads: 1", 1, "print_table(1)"),
        ("threads: 2", 2, "print_table(2)"),
        ("threads: 2, and another process keeps one core busy", 2, "print_busy_table()"),
        ("what a step consists of, threads: 1", 1, "print_costs()"),
    ):
        print(f"\n--- {title}", flush=True)
        subprocess.run(
            [sys.executable, "-c", f"from benchmarks import trainer; trainer.{call}"],
            env=thread_limits(threads),
            check=True,
        )
