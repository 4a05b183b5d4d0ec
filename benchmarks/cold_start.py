"""From `import` to a trained network, each side in a fresh process: what a learner waits for who trains once.

The tasks are trainings of the notebooks. Each side reads the same arrays and writes its program as its own pages do;
no side imports another. Figures are medians over whole processes, Python's own start included, on one thread: with
two, PyTorch's wait for each other on such small products.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.compare import interleaved_seconds, thread_limits

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


@dataclass(frozen=True)
class ColdTask:
    """A training of a notebook: layers, one name for all hidden activations, plain gradient descent."""

    notebook: str
    sizes: tuple[int, ...]
    hidden: str
    rate: float
    epochs: int
    batch: int | None = None


TASKS = [
    ColdTask("04: XOR, 1500 steps on all points", (2, 3, 1), "sigmoid", 3.0, 1500),
    ColdTask("02: digits, 3 epochs of batches of 50", (784, 100, 10), "relu", 0.5, 3, 50),
    ColdTask("06: digits, softmax only, 40 epochs", (784, 10), "none", 0.1, 40, 100),
]


def save_examples(task: ColdTask, path: Path) -> None:
    """Save x (n, n_in) and the classes of a task in float32, for all sides to read."""
    import numpy as np

    from lecture_lib.data import digits, xor_clouds

    x, c = xor_clouds(200, np.random.default_rng(0)) if task.sizes[0] == 2 else digits()[:2]
    np.savez(path, x=x.astype(np.float32), c=(c > 0 if task.sizes[-1] == 1 else c).astype(np.int64))


def train_descend(task: ColdTask, x, c):
    import numpy as np

    import lecture_lib as lib

    rng, classifies = np.random.default_rng(0), task.sizes[-1] > 1
    hidden = [getattr(lib, task.hidden) for _ in task.sizes[1:-1]]
    net = lib.MLP.random(task.sizes, *hidden, lib.softmax if classifies else lib.sigmoid, rng=rng)
    loss, y = (lib.cross_entropy, lib.one_hot(c, 10)) if classifies else (lib.binary_cross_entropy, c)
    run = lib.descend(net, x, y, loss, lib.SGD(task.rate), batch=task.batch, rng=rng, every=task.epochs)
    return next(run).net(x)


def train_jax(task: ColdTask, x, c):
    import jax
    import jax.numpy as jnp
    import numpy as np

    rng, L, n = np.random.default_rng(0), len(task.sizes) - 1, len(x)
    hidden, y = (
        getattr(jax.nn, task.hidden, None),
        jnp.array(np.eye(10, dtype="f")[c] if task.sizes[-1] > 1 else c[:, None]),
    )
    pairs = [
        (jnp.array(rng.normal(0, n_in**-0.5, (n_out, n_in)), "f"), jnp.zeros(n_out))
        for n_in, n_out in zip(task.sizes, task.sizes[1:])
    ]

    def logits(pairs, x):
        for l, (W, b) in enumerate(pairs, 1):
            x = x @ W.T + b
            x = hidden(x) if l < L else x
        return x

    def mean_loss(pairs, x, y):
        z = logits(pairs, x)
        terms = -y * jax.nn.log_softmax(z) if task.sizes[-1] > 1 else jax.nn.softplus(z) - y * z
        return terms.sum() / len(y)

    def step(pairs, rows):
        slopes = jax.grad(mean_loss)(pairs, x[rows], y[rows]) if task.batch else jax.grad(mean_loss)(pairs, x, y)
        return jax.tree.map(lambda p, slope: p - task.rate * slope, pairs, slopes), None

    orders = [rng.permutation(n).reshape(-1, task.batch) if task.batch else [0] for _ in range(task.epochs)]
    x = jnp.array(x)
    pairs, _ = jax.jit(lambda pairs, orders: jax.lax.scan(step, pairs, orders))(pairs, np.concatenate(orders))
    return np.asarray(logits(pairs, x))


def train_torch(task: ColdTask, x, c):
    import torch

    torch.manual_seed(0)
    layers, hidden = [], {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "none": None}[task.hidden]
    for n_in, n_out in zip(task.sizes, task.sizes[1:]):
        layers += [torch.nn.Linear(n_in, n_out), hidden() if hidden else torch.nn.Identity()]
    model, classifies = torch.nn.Sequential(*layers[:-1]), task.sizes[-1] > 1
    loss = torch.nn.CrossEntropyLoss() if classifies else torch.nn.BCEWithLogitsLoss()
    rule = torch.optim.SGD(model.parameters(), lr=task.rate)
    x, y = torch.tensor(x), torch.tensor(c) if classifies else torch.tensor(c[:, None]).float()
    for _ in range(task.epochs):
        for rows in torch.randperm(len(x)).split(task.batch) if task.batch else [slice(None)]:
            rule.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            rule.step()
    return model(x).detach().numpy()


def train_sklearn(task: ColdTask, x, c):
    import warnings

    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore", module="sklearn")
    model = MLPClassifier(
        task.sizes[1:-1],
        activation={"sigmoid": "logistic"}.get(task.hidden, "relu"),
        solver="sgd",
        alpha=0,
        batch_size=task.batch or len(x),
        learning_rate_init=task.rate,
        momentum=0,
        max_iter=task.epochs,
        n_iter_no_change=task.epochs,
        random_state=0,
    )
    return model.fit(x, c).predict_proba(x)[:, 1 if task.sizes[-1] == 1 else slice(None)]


SIDES: dict[str, tuple[str, Callable]] = {
    "descend": ("lecture_lib", train_descend),
    "JAX": ("jax", train_jax),
    "PyTorch": ("torch", train_torch),
    "scikit-learn": ("sklearn", train_sklearn),
}


def run_side(name: str, number: int, path: str) -> None:
    """Train one task as one side does, and print which share of the examples it then reads correctly."""
    import numpy as np

    task, examples = TASKS[number], np.load(path)
    out = SIDES[name][1](task, examples["x"], examples["c"])
    above = 0.0 if name in ("JAX", "PyTorch") else 0.5  # logits, or probabilities
    said = out.argmax(axis=1) if task.sizes[-1] > 1 else np.ravel(out) > above
    print(float((said == examples["c"]).mean()))


def child(name: str, number: int, path: Path) -> str:
    """Train in a fresh process; return what it printed."""
    code = f"from benchmarks.cold_start import run_side; run_side({name!r}, {number}, {str(path)!r})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=thread_limits(1), check=True, capture_output=True, text=True
    ).stdout


def print_cold_starts() -> None:
    """Print a table: one line a task, one column a side; the share of examples read correctly in brackets."""
    names = [name for name, (module, _) in SIDES.items() if find_spec(module)]
    print(f"{'from import to a trained network':<42}" + "".join(f"{name:>20}" for name in names))
    for number, task in enumerate(TASKS):
        with TemporaryDirectory() as folder:
            save_examples(task, path := Path(folder) / "examples.npz")
            right = {name: float(child(name, number, path)) for name in names}
            seconds = interleaved_seconds({name: partial(child, name, number, path) for name in names}, ROUNDS)
        cells = [f"{median(seconds[name]):.2f} s ({right[name]:.2f})" for name in names]
        print(f"{task.notebook:<42}" + "".join(f"{cell:>20}" for cell in cells), flush=True)
    missing = [name for name in SIDES if name not in names]
    print(f"Not installed, left out: {', '.join(missing)}" if missing else "")
