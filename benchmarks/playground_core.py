"""An epoch and a whole frame of the default task, beside TensorFlow Playground's own core (src/nn.ts) in node.

500 points, half of them for training, a 2-4-2-1 network of tanh, batches of 10. A frame is an epoch, both
losses, and what every unit says on a grid of 100 × 100, as colours.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.compare import time_ratio
from benchmarks.trainer import InOrder
from lecture_lib import MLP, SGD, half_squares, tanh
from lecture_lib.data import rings
from lecture_lib.drawing import palette_png
from lecture_lib.nn import forward_checked
from lecture_lib.training import Trainer

BATCH, RATE, DENSITY, HALF, ROUNDS = 10, 0.03, 100, 2.4, 9
GOALS = {"epoch": 1.3, "frame": 8.0}


class LibraryTask:
    """The task in this library, in float32."""

    def __init__(self, net: MLP, x, y, rng) -> None:
        half = len(x) // 2
        self.run = Trainer(net, x[:half], y[:half], half_squares, SGD(RATE), BATCH, rng)
        self.test = x[half:], y[half:]
        axis = np.linspace(-HALF, HALF, DENSITY, dtype=np.float32)
        self.units = np.empty((sum(net.sizes), DENSITY**2), np.float32)  # what each says, one column a point
        self.by_layer = np.split(self.units, np.cumsum(net.sizes)[:-1])
        self.by_layer[0][:] = np.stack(np.meshgrid(axis, axis)).reshape(2, -1)

    def epoch(self):
        return self.run.epochs(1)

    def frame(self):
        """Return the loss on both halves and one PNG that holds the maps of all units, one below the other."""
        x, y = self.test
        _, seen = self.run.epochs(1)
        net = self.run.net
        for (W, b, _), below, a in zip(net, self.by_layer, self.by_layer[1:]):
            np.tanh(np.add(np.matmul(W, below, a), b[:, None], a), a)
        picture = palette_png(self.units.reshape(-1, DENSITY), "#f59322", "#0877bd", 30)
        return seen, half_squares.of_checked(forward_checked(net, x), y), picture

    def milliseconds(self, what: str) -> float:
        act, rounds = {"epoch": (self.epoch, 200), "frame": (self.frame, 20)}[what]
        start = perf_counter()
        for _ in range(rounds):
            act()
        return (perf_counter() - start) * 1000 / rounds


class PlaygroundTask:
    """The same task in the Playground's core; answers line by line."""

    def __init__(self, core: Path, net: MLP, x, y) -> None:
        task = {
            "start": {"sizes": net.sizes, "W": [W.tolist() for W, _, _ in net], "b": [b.tolist() for _, b, _ in net]},
            "x": x.tolist(),
            "y": y[:, 0].tolist(),
            "batch": BATCH,
            "rate": RATE,
            "density": DENSITY,
            "half": HALF,
        }
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(task, file)
        driver = Path(__file__).with_suffix(".js")
        self.node = subprocess.Popen(
            ["node", driver, core, file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, what: str):
        """Return node's answer to one line: milliseconds, or for "weights" the rows [W b]."""
        print(what, file=self.node.stdin, flush=True)
        return json.loads(self.node.stdout.readline())

    milliseconds = ask


def compare_cores(core: Path | None) -> None:
    """Check that both sides train alike, then let them take turns; `core` is theirs as a CommonJS module."""
    x, y = rings(500, np.random.default_rng(0))
    x, y = x.astype(np.float32), y[:, None].astype(np.float32)
    net = MLP.random((2, 4, 2, 1), tanh, rng=np.random.default_rng(0))
    net = MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))
    ours = LibraryTask(net, x, y, np.random.default_rng(0))
    theirs = PlaygroundTask(core, net, x, y) if core else None
    if theirs:
        check_same_weights(LibraryTask(net, x, y, InOrder(np.random.PCG64(0))), theirs)
    for what, goal in GOALS.items():
        pairs = [(ours.milliseconds(what), theirs.milliseconds(what) if theirs else 0) for _ in range(ROUNDS)][1:]
        mine, other = map(list, zip(*pairs))
        beside = f", the Playground’s core {median(other):.3f} ms: {time_ratio(other, mine)} times, goal {goal:g}"
        print(f"{what}: {median(mine):.3f} ms{beside if theirs else ''}")


def check_same_weights(ours: LibraryTask, theirs: PlaygroundTask) -> None:
    """Fail unless both sides stand at the same weights after one epoch."""
    theirs.ask("once")
    ours.epoch()
    for (W, b, _), rows in zip(ours.run.net, theirs.ask("weights"), strict=True):
        np.testing.assert_allclose(np.column_stack((W, b)), rows, rtol=1e-4, atol=1e-6)
