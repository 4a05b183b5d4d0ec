"""A network as a NumPy program that runs by itself and gives the same outputs."""

from __future__ import annotations

from ..run import Run
from ..setup import Setup, problem
from .kept_json import decimals
from .program_text import SHOWN, features_function, matrix_text, output_words, sizes_text

_FUNCTIONS = {
    "identity": "def identity(z):\n    return z",
    "leaky_relu": "def leaky_relu(z):\n    return np.maximum(z, 0.01 * z) + 0",
    "relu": "def relu(z):\n    return np.maximum(z, 0)",
    "sigmoid": (
        "def sigmoid(z):\n    e = np.exp(-np.abs(z))  # never overflows: the exponent is at most 0\n"
        "    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
    ),
    "softmax": (
        "def softmax(z):\n    e = np.exp(z - z.max(axis=-1, keepdims=True))\n"
        "    return e / e.sum(axis=-1, keepdims=True)"
    ),
    "step": "def step(z):\n    return np.where(z > 0, 1, 0).astype(z.dtype)",
    "tanh": "def tanh(z):\n    return np.tanh(z)",
}
_PROGRAM = '''"""A {sizes} network, trained for {epochs} epochs in the playground of the course. It needs NumPy only."""

import numpy as np


{functions}


{features}


OUTPUT = {meaning!r}
LAYERS = [  # of each: the weights W, a row for each unit; the biases b; the activation
{layers}
]


def network(x):
    """Return the outputs of points (n, {inputs})."""
    a = features(np.asarray(x, float)).astype(np.float32)
    for W, b, g in LAYERS:
        a = g(a @ np.array(W, np.float32).T + np.array(b, np.float32))
    return a


if __name__ == "__main__":
    points = {points}
    print(OUTPUT)
    print(network(points))
'''
_LAYER = """    (
        {},
        {},
        {},
    ),"""


def numpy_code(setup: Setup, run: Run) -> str:
    """Return a program that computes the network of a run: its features, its layers, and what its output means.

    >>> from lecture_lib.labs.playground import first_run
    >>> setup = Setup(hidden=(1,), activations=("relu",))
    >>> inside = {}
    >>> exec(numpy_code(setup, first_run(setup)), inside)
    >>> inside["network"]([[1.0, 2.0]]).shape
    (1, 1)
    """
    p = problem(setup)
    features = features_function(setup, "numpy")
    used = {g.name for _, _, g in run.net}
    if "sigmoid(" in features:
        used.add("sigmoid")
    return _PROGRAM.format(
        sizes=sizes_text(run.net),
        epochs=run.epochs,
        functions="\n\n\n".join(_FUNCTIONS[name] for name in sorted(used)),
        features=features,
        layers="\n".join(_LAYER.format(matrix_text(decimals(W), " " * 12), decimals(b), g.name) for W, b, g in run.net),
        inputs=p.train.x.shape[1],
        meaning=output_words(setup),
        points=matrix_text(p.train.x[:SHOWN].tolist(), " " * 8),
    )
