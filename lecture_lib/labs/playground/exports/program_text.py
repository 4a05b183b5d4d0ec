"""What the programs that compute a network share: its features as a function, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ....nn import MLP
from ..features import read_feature
from ..setup import Setup, problem
from .formula_code import formula_lines

SHOWN = 3  # points whose outputs a program prints
_STACKED = {
    "numpy": "np.column_stack([np.broadcast_to(f, len(x)) for f in ({})])",
    "torch": "torch.stack([torch.as_tensor(f, dtype=x.dtype).expand(len(x)) for f in ({})], dim=1)",
}


def features_function(setup: Setup, library: str) -> str:
    """Return the function that makes the features of points, as text.

    >>> print(features_function(Setup(features=("x1", "x1*x2")), "numpy"))
    def features(x):  # the features (n, 2) of points (n, 2)
        x1, x2 = x[:, 0], x[:, 1]
        f1 = x1
        f2 = x1 * x2
        return np.column_stack([np.broadcast_to(f, len(x)) for f in (f1, f2,)])
    """
    d = problem(setup).train.x.shape[1]
    names = [f"x{j + 1}" for j in range(d)]
    known = dict(zip(names, names))
    results = [f"f{k + 1}" for k in range(len(setup.features))]
    lines = [
        f"{', '.join(names)}{',' * (d == 1)} = {', '.join(f'x[:, {j}]' for j in range(d))}{',' * (d == 1)}",
    ]
    for text, result in zip(setup.features, results):
        lines += formula_lines(read_feature(text, d), known, result, library)
    lines.append(f"return {_STACKED[library].format(', '.join(results) + ',')}")
    return "\n    ".join([f"def features(x):  # the features (n, {len(results)}) of points (n, {d})", *lines])


def matrix_text(rows: Sequence[Sequence[float]], indent: str) -> str:
    """Return a matrix as a list of lists, one row in a line.

    >>> print(matrix_text([[1.0, 2.0], [3.0, 4.0]], "  "))
    [
      [1.0, 2.0],
      [3.0, 4.0],
    ]
    """
    return "\n".join(["[", *(f"{indent}{row!r}," for row in rows), f"{indent[:-4]}]"])


def output_words(setup: Setup) -> str:
    """Return what an output of the network means.

    >>> output_words(Setup()), output_words(Setup(loss="squared")), output_words(Setup("plane"))
    ("the probability of class 'blue'", "above 0 for class 'blue', below 0 for 'orange'", 'the number wanted')
    """
    classes = [repr(name) for name in problem(setup).train.classes]
    if len(classes) == 2 and setup.loss == "squared":
        return "above 0 for class {1}, below 0 for {0}".format(*classes)
    if len(classes) == 2:
        return "the probability of class {1}".format(*classes)
    return f"the probabilities of the classes {', '.join(classes)}" if classes else "the number wanted"


def sizes_text(net: MLP) -> str:
    """Return the sizes of a network in short.

    >>> from lecture_lib.labs.playground import first_run
    >>> sizes_text(first_run(Setup()).net)
    '2-4-2-1'
    """
    return "-".join(map(str, net.sizes))
