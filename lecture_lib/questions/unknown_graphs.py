"""Graphs whose function is to be read from the drawing; the formulas are never shown (row 09.3 A).

The picture of lecture A's exercise 1 is lost, so these are graphs of that kind made anew, and random ones.
"""

from __future__ import annotations

import numpy as np

from ..autodiff import Expression, parse_expression

UNKNOWN_GRAPHS = {
    "a warm-up": "x*y + x",
    "one neuron": "σ(w*x + b)",
    "used twice": "s = x - y; s*s + y",
    "a quotient": "e = exp(x*y); e / (1 + e)",
    "two ways from y": "q = x - y^2; cos(q)*q + y",
    "a loss": "z = w*x + b; (tanh(z) - t)^2 + λ*w^2",
}
QUESTION_GRAPHS = {"09.3": "σ(x)*y - x", "09.3a": "s = w*x + y; tanh(s)*s - w"}
"""The graphs of the questions, by their numbers."""
_ONE = ("sin({})", "cos({})", "tanh({})", "σ({})", "relu({})", "{}^2")
_TWO = ("{} + {}", "{} - {}", "{}*{}")


def unknown_expression(name: str, seed: int = 0) -> Expression:
    """Return one of `UNKNOWN_GRAPHS` or `QUESTION_GRAPHS`, or, for any other name, a random formula of that seed.

    >>> unknown_expression("one neuron").names
    ('w', 'x', 'b')
    """
    known = UNKNOWN_GRAPHS | QUESTION_GRAPHS
    return parse_expression(known[name] if name in known else random_formula(np.random.default_rng(seed)))


def random_formula(rng: np.random.Generator, operations: int = 6) -> str:
    """Return a formula with shared parts and up to three inputs; it has a value wherever the inputs have one.

    >>> random_formula(np.random.default_rng(1), 3).count("=")
    2
    """
    ready, lines = ["a", "b", "c"][: int(rng.integers(2, 4))], []
    unused = ready[:]
    for n in range(1, operations + 1):
        first = unused.pop(int(rng.integers(len(unused)))) if unused else str(rng.choice(ready))
        others = [name for name in ready if name != first]
        form = str(rng.choice(_TWO if len(unused) > operations - n or rng.random() < 0.55 else _ONE))
        second = str(rng.choice(unused or others))
        unused = [name for name in unused if name != second or form.count("{}") == 1]
        lines.append(f"v{n} = {form.format(first, second)}")
        ready.append(f"v{n}")
        unused.append(f"v{n}")
    return "; ".join(lines[:-1] + [lines[-1].partition(" = ")[2]])
