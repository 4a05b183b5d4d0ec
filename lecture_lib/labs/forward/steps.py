"""A forward pass told number by number: which number comes next, the arithmetic that gives it, its value.

Used by the tracer (row 05.5), in which a learner's own number may stand in place of a computed one; everything
after it then follows from the learner's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...drawing import bracketed_number, number_text, subscript
from ...nn import MLP, VectorActivation
from ...validation import Array


class ForwardCell(NamedTuple):
    """One number of a forward pass: z or a of unit j (from 0) in layer l (from 1)."""

    kind: str
    l: int
    j: int

    def __str__(self) -> str:
        return f"{self.kind}[{self.l}]{subscript(self.j + 1)}"


@dataclass(frozen=True, eq=False)
class ForwardStep:
    """One number: its cell, the arithmetic in numbers, its value, and the numbers of the layer that it is made of.

    `before` is a[l-1] and `z` is z[l], both as they are used: with the learner's numbers where there are any.
    """

    cell: ForwardCell
    formula: str
    value: float
    before: Array
    z: Array


def forward_cells(net: MLP) -> list[ForwardCell]:
    """Return all numbers of a forward pass in the order in which they are worked out.

    >>> from lecture_lib.nn import sigmoid
    >>> [str(cell) for cell in forward_cells(MLP(([[1, 2], [3, 4]], [0, 0], sigmoid)))]
    ['z[1]₁', 'z[1]₂', 'a[1]₁', 'a[1]₂']
    """
    return [ForwardCell(kind, l, j) for l in range(1, len(net) + 1) for kind in "za" for j in range(len(net[l].b))]


def forward_steps(
    net: MLP, x: Array, instead: Mapping[ForwardCell, float] | None = None
) -> dict[ForwardCell, ForwardStep]:
    """Return every step of the forward pass of one example x, shape (n_in,).

    `instead` holds numbers that replace computed ones for all that comes after them.

    >>> from lecture_lib.nn import sigmoid
    >>> steps = forward_steps(MLP(([[3, -9, 2]], [5], sigmoid)), np.array([-3.0, 1.0, 5.0]))
    >>> step = steps[ForwardCell("z", 1, 0)]
    >>> step.formula, step.value
    ('3 × (−3) + (−9) × 1 + 2 × 5 + 5', -3.0)
    >>> steps[ForwardCell("a", 1, 0)].formula
    '1 / (1 + e^3)'
    """
    instead = instead or {}
    steps: dict[ForwardCell, ForwardStep] = {}
    a = np.asarray(x, float)
    for l, (W, b, g) in enumerate(net, start=1):
        before, z = a, W @ a + b
        z_used = _replaced(z, "z", l, instead)
        a = g.value(z_used)
        for j in range(len(b)):
            steps[ForwardCell("z", l, j)] = ForwardStep(
                ForwardCell("z", l, j), affine_text(W[j], before, b[j]), float(z[j]), before, z_used
            )
        for j in range(len(b)):
            steps[ForwardCell("a", l, j)] = ForwardStep(
                ForwardCell("a", l, j), activation_text(g, z_used, j), float(a[j]), before, z_used
            )
        a = _replaced(a, "a", l, instead)
    return steps


def affine_text(w: Array, a: Array, b: float) -> str:
    """Return w·a + b written out in numbers.

    >>> affine_text([1, -2], [3, 0.5], -4)
    '1 × 3 + (−2) × 0.5 + (−4)'
    """
    return " + ".join(
        [f"{bracketed_number(wi)} × {bracketed_number(ai)}" for wi, ai in zip(w, a)] + [bracketed_number(b)]
    )


def activation_text(g, z: Array, j: int) -> str:
    """Return g(z)_j written out in numbers.

    >>> from lecture_lib.nn import softmax
    >>> activation_text(softmax, np.array([1.0, -2.0]), 0)
    'e^1 / (e^1 + e^−2)'
    """
    if isinstance(g, VectorActivation):
        return f"e^{number_text(z[j])} / ({' + '.join(f'e^{number_text(v)}' for v in z)})"
    written = {
        "sigmoid": f"1 / (1 + e^{number_text(-z[j])})",
        "relu": f"max(0, {number_text(z[j])})",
        "identity": number_text(z[j]),
    }
    return written.get(g.name, f"{g.name}({number_text(z[j])})")


def _replaced(values: Array, kind: str, l: int, instead: Mapping[ForwardCell, float]) -> Array:
    return np.array([instead.get(ForwardCell(kind, l, j), v) for j, v in enumerate(values)], float)
