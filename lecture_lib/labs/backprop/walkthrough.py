"""A backward pass of one example number by number: which comes next, its rule, the arithmetic, the likely mistake.

Used by the backward stepper (row 10.2). db is left out: for one example it is dz itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...checking import MistakenValue, name_mistake
from ...drawing import bracketed_number, number_text, subscript
from ...nn import MLP, Gradients, Loss, Trace, backward, forward
from ...questions.mistaken import LayerContext
from ...validation import Array, is_close
from .mistakes import gradient_step, mistaken_answers


class BackwardCell(NamedTuple):
    """One number of a backward pass: da or dz of unit j, or dW of the edge from i to j (from 0), in layer l."""

    kind: str
    l: int
    j: int
    i: int | None = None

    def __str__(self) -> str:
        return f"{self.kind}[{self.l}]{subscript(self.j + 1)}{'' if self.i is None else subscript(self.i + 1)}"


def backward_cells(net: MLP) -> list[BackwardCell]:
    """Return all numbers of a backward pass in the order in which they are worked out.

    >>> from lecture_lib import sigmoid
    >>> [str(cell) for cell in backward_cells(MLP(([[1, 2]], [0], sigmoid)))]
    ['da[1]₁', 'dz[1]₁', 'dW[1]₁₁', 'dW[1]₁₂']
    """
    found = []
    for l in range(len(net), 0, -1):
        units = range(net.sizes[l])
        found += [BackwardCell(kind, l, j) for kind in ("da", "dz") for j in units]
        found += [BackwardCell("dW", l, j, i) for j in units for i in range(net.sizes[l - 1])]
    return found


@dataclass(frozen=True, eq=False)
class Walkthrough:
    """One example's passes, forward and back, and what can be said about each number of the latter.

    >>> from lecture_lib import half_squares, sigmoid
    >>> walkthrough = backward_walkthrough(MLP(([[1.0, 2.0]], [0.0], sigmoid)), [2.0, -1.0], [1.0], half_squares)
    >>> cell = BackwardCell("dz", 1, 0)
    >>> walkthrough.value(cell), walkthrough.rule(cell), walkthrough.formula(cell)
    (-0.125, 'da[1]₁ · g′(z[1]₁)', '(−0.5) × 0.5 × (1 − 0.5)')
    >>> walkthrough.likely_mistake(cell, -0.5)
    'That is da. Multiply it by the slope of the activation.'
    """

    trace: Trace
    y: Array
    loss: Loss
    grads: Gradients

    def value(self, cell: BackwardCell) -> float:
        """Return the right number."""
        array = getattr(self.grads, cell.kind)[cell.l]
        return float(array[cell.j] if cell.i is None else array[cell.j, cell.i])

    def is_correct(self, cell: BackwardCell, typed: float) -> bool:
        """Is the typed number right, to three decimals or half a per cent?"""
        return _is_close_enough(typed, self.value(cell))

    def rule(self, cell: BackwardCell) -> str:
        """Return the right-hand side in names."""
        kind, l, j, i = cell
        if kind == "dW":
            read = f"x{subscript(i + 1)}" if l == 1 else f"a[{l - 1}]{subscript(i + 1)}"
            return f"dz[{l}]{subscript(j + 1)} · {read}"
        if kind == "dz":
            return f"da[{l}]{subscript(j + 1)} · g′(z[{l}]{subscript(j + 1)})"
        if l == len(self.trace.net):
            return f"a[{l}]{subscript(j + 1)} − y{subscript(j + 1)}"
        return f"column {j + 1} of W[{l + 1}] · dz[{l + 1}]"

    def formula(self, cell: BackwardCell) -> str:
        """Return the right-hand side in numbers."""
        kind, l, j, i = cell
        if kind == "dW":
            return f"{bracketed_number(self.grads.dz[l][j])} × {bracketed_number(self.trace.a[l - 1][i])}"
        if kind == "dz":
            return f"{bracketed_number(self.grads.da[l][j])} × {self._slope(l, j)}"
        if l == len(self.trace.net):
            return f"{number_text(self.trace.a[l][j])} − {bracketed_number(self.y[j])}"
        column = self.trace.net[l + 1].W[:, j]
        return " + ".join(
            f"{bracketed_number(w)} × {bracketed_number(d)}" for w, d in zip(column, self.grads.dz[l + 1])
        )

    def _slope(self, l: int, j: int) -> str:
        g, a = self.trace.net[l].g, number_text(self.trace.a[l][j])
        written = {"sigmoid": f"{a} × (1 − {a})", "tanh": f"(1 − {a}²)"}
        return written.get(g.name, number_text(float(g.derivative(self.trace.z[l][j : j + 1])[0])))

    def likely_mistake(self, cell: BackwardCell, typed: float) -> str:
        """Return what probably went wrong with a typed number; never empty, never the right number."""
        says = name_mistake(self._mistaken_values(cell), typed, self.value(cell), _is_close_enough)
        return says or self._general_advice(cell, typed)

    def _general_advice(self, cell: BackwardCell, typed: float) -> str:
        if abs(typed - self.value(cell)) <= 0.05 * abs(self.value(cell)) + 0.002:
            return "Close, but not to three decimals. Keep four digits on the way and round at the end."
        return {
            "da": "Follow every edge that leaves this unit: its weight times dz at its far end, all added up.",
            "dz": "Take da of this unit, times the slope of its activation at its own z.",
            "dW": "Two numbers: dz where the edge ends, times what it carries from where it starts.",
        }[cell.kind]

    def _mistaken_values(self, cell: BackwardCell) -> Iterator[MistakenValue]:
        common, others = self._mistaken_rules(cell)
        yield from others
        if cell.kind == "da" and cell.l < len(self.trace.net):
            yield from self._mistaken_terms(cell)
        for other in backward_cells(self.trace.net):
            if (other.kind, other.l) == (cell.kind, cell.l) and other != cell:
                yield self.value(other), f"That is {other}. You need {cell}."
        yield from common  # too common among small numbers to come before the others

    def _mistaken_rules(self, cell: BackwardCell) -> tuple[list[MistakenValue], list[MistakenValue]]:
        """Return what mistaken rules give here: factors of two, and all others."""
        found: tuple[list, list] = [], []
        step, l = gradient_step(cell.kind, cell.l, len(self.trace.net))
        for array, mistake in mistaken_answers(step, self._context(step, l)):
            value = _number_in(array, cell)
            if value is not None and "example" not in mistake.name and "mean" not in mistake.name:
                found[mistake.name not in ("factor 2", "factor ½")].append((value, mistake.says))
        return found

    def _mistaken_terms(self, cell: BackwardCell) -> Iterator[MistakenValue]:
        terms = self.trace.net[cell.l + 1].W[:, cell.j] * self.grads.dz[cell.l + 1]
        for k, term in enumerate(terms):
            yield float(term), f"That is what comes back from unit {k + 1} only. Add up all edges that leave."
            yield float(terms.sum() - 2 * term), f"Look at the sign of the part from unit {k + 1}."

    def _context(self, step: str, l: int) -> LayerContext:
        """Return what the step may read, as a batch of one example."""
        z, a = (tuple(None if v is None else v[None] for v in part) for part in (self.trace.z, self.trace.a))
        known = {} if step == "da_output" else {"da": self.grads.da[l][None], "dz": self.grads.dz[l][None]}
        return LayerContext(Trace(self.trace.net, z, a), self.y[None], self.loss, l, **known)


def backward_walkthrough(net: MLP, x, y, loss: Loss) -> Walkthrough:
    """Return the passes of one example x with target y.

    >>> from lecture_lib import half_squares, identity
    >>> backward_walkthrough(MLP(([[2.0]], [1.0], identity)), [3.0], [5.0], half_squares).grads.dW[1]
    array([[6.]])
    """
    trace = forward(net, x)
    return Walkthrough(trace, np.asarray(y, float), loss, backward(trace, y, loss))


def _number_in(array: Array, cell: BackwardCell) -> float | None:
    """Return the number of a mistaken array at the cell's place, if there is one."""
    place = (0, cell.j) if cell.i is None else (cell.j, cell.i)
    inside = array.ndim == 2 and all(p < n for p, n in zip(place, array.shape))
    return float(array[place]) if inside else None


def _is_close_enough(typed: float, value: float) -> bool:
    return is_close(typed, value, 0.0005 + 1e-12, relative=0.005)
