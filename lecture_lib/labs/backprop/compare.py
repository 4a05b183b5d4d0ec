"""The comparator: the learner's own backward pass compared with the right one, array by array (rows 10.2, 10.4).

Each array is *exact*, *close* (equal but for rounding) or *off by* so much, with the likely mistake. Of an array that
follows correctly from a wrong one we say so: the fault lies further up. The right numbers are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from ...nn import Gradients, Loss, Trace, backward
from ...questions.mistaken import RIGHT_STEPS, LayerContext
from ...validation import Array, InputError, must_be, numbers
from .mistakes import GRADIENT_KINDS, gradient_step, mistaken_answers

ROUNDING_TOLERANCE = 1e-9  # relative to the largest number of the array
_MARKS = {"exact": "✓", "close": "✓", "off": "✗"}


class ArrayComparison(NamedTuple):
    """One array: its name, "exact", "close" or "off", by how much (relative), and what probably went wrong."""

    name: str
    verdict: str
    by: float | None
    says: str

    @property
    def verdict_text(self) -> str:
        """The verdict in words."""
        if self.verdict != "off":
            return self.verdict
        return "wrong shape or kind" if self.by is None else f"off by {_share(self.by)}"


@dataclass(frozen=True)
class GradientComparison:
    """The whole table; shows itself as HTML and reads itself out as text."""

    rows: tuple[ArrayComparison, ...]

    @property
    def right(self) -> bool:
        """Are all the arrays exact or close?"""
        return bool(self.rows) and all(row.verdict != "off" for row in self.rows)

    def __repr__(self) -> str:
        wide = max((len(row.name) for row in self.rows), default=0)
        return (
            "\n".join(
                f"{_MARKS[row.verdict]} {row.name:<{wide}}  {row.verdict_text}{'. ' * bool(row.says)}{row.says}"
                for row in self.rows
            )
            or _NOTHING_GIVEN
        )

    def _repr_html_(self) -> Markup:
        if not self.rows:
            return Markup("<p>{}</p>").format(_NOTHING_GIVEN)
        rows = Markup().join(map(_row_html, self.rows))
        names = ("array", "yours is", "likely mistake")
        head = Markup().join(Markup("<th style='text-align:left'>{}</th>").format(name) for name in names)
        return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)


_NOTHING_GIVEN = "There is nothing to compare yet. Put your arrays in place of the ..., then run this again."


def _row_html(row: ArrayComparison) -> Markup:
    return Markup(
        "<tr><td style='text-align:left'>{} <code>{}</code></td>"
        "<td style='text-align:left'>{}</td><td style='text-align:left'>{}</td></tr>"
    ).format(_MARKS[row.verdict], row.name, row.verdict_text, row.says)


def compare_gradients(trace: Trace, y, loss: Loss, own) -> GradientComparison:
    """Compare the learner's own arrays with the right ones; `own` is {"dz2": ..., "dW[2]": ..., ...} or `Gradients`.

    >>> from lecture_lib import MLP, forward, half_squares, sigmoid
    >>> trace = forward(MLP(([[1.0, 2.0]], [0.0], sigmoid)), [[1.0, 0.5], [0.0, 1.0]])
    >>> p, y = trace.a[1], np.array([[1.0], [0.0]])
    >>> dz = (p - y) * p * (1 - p)
    >>> compare_gradients(trace, y, half_squares, {"dz1": dz, "dW1": dz.T @ trace.a[0], "db1": dz.sum(axis=1)})
    ✗ dz[1]  off by 50%. The division by the number of examples is missing.
    ✗ dW[1]  off by 50%. This follows correctly from your dz[1]. Correct dz[1], and this will be right too.
    ✗ db[1]  wrong shape or kind. You added up over the units. Add over the examples (axis 0): one number per unit.
    """
    must_be(Trace, trace, "compare_gradients needs the trace that forward(net, x) returns")
    right = backward(trace, y, loss)
    given = _named(own, len(trace.net))
    y = np.atleast_2d(loss.targets(y, trace.a[-1]))
    batch = Trace(
        trace.net, *(tuple(None if v is None else np.atleast_2d(v) for v in part) for part in (trace.z, trace.a))
    )
    return GradientComparison(
        tuple(_row(name, given, right, LayerContext(batch, y, loss, 0)) for name in _in_order(given))
    )


def _named(own, L: int) -> dict[tuple[str, int], object]:
    """Return the learner's arrays by (kind, layer)."""
    if isinstance(own, Gradients):
        return {(kind, l): v for kind in GRADIENT_KINDS for l, v in enumerate(getattr(own, kind)) if v is not None}
    must_be(Mapping, own, 'give a dictionary such as {"dz2": dz2, "dW2": dW2}')
    named = {}
    for name, value in own.items():
        found = re.fullmatch(r"(da|dz|dW|db)\[?(\d+)\]?", str(name))
        if not found or not (found[1] != "da") <= int(found[2]) <= L:
            raise InputError(
                f"{name!r} is not an array of this pass. It has da[0] to da[{L}], and dz, dW, db "
                f"[1] to [{L}]; write dW1 or dW[1]"
            )
        if value is not None and value is not ...:
            named[found[1], int(found[2])] = value
    return named


def _in_order(given) -> list[tuple[str, int]]:
    """Return the names in the order of the backward pass."""
    return sorted(given, key=lambda name: (-name[1], GRADIENT_KINDS.index(name[0])))


def _row(name: tuple[str, int], given, right: Gradients, context: LayerContext) -> ArrayComparison:
    kind, l = name
    written, truth = f"{kind}[{l}]", getattr(right, kind)[l]
    try:
        got = numbers(given[name], written)
    except InputError as problem:
        return ArrayComparison(written, "off", None, f"{problem}.")
    if got.shape == truth.shape:
        if np.array_equal(got, truth):
            return ArrayComparison(written, "exact", 0.0, "")
        if _near(got, truth):
            return ArrayComparison(written, "close", _off(got, truth), "")
    by = _off(got, truth) if got.shape == truth.shape else None
    step, l = gradient_step(kind, l, len(context.net))
    says = _likely_mistake(step, got, truth, _contexts(step, given, right, context._replace(l=l)))
    return ArrayComparison(written, "off", by, says)


_READS = {"da_output": (), "dz": ("da",), "dW": ("da", "dz"), "db": ("da", "dz"), "da_before": ("da", "dz")}
"""Which arrays of its layer a step, right or mistaken, may read."""


def _contexts(step: str, given, right: Gradients, context: LayerContext) -> list[tuple[LayerContext, str]]:
    """Return the right context; then, if the learner's own arrays differ, one with these and the last one's name."""
    true = {part: np.atleast_2d(getattr(right, part)[context.l]) for part in _READS[step]}
    own = {part: _usable(given.get((part, context.l)), array) for part, array in true.items()}
    names = [f"{part}[{context.l}]" for part in true if not _near(own[part], true[part])]
    contexts = [(context._replace(**true), "")]
    return contexts + [(context._replace(**own), names[-1])] if names else contexts


def _likely_mistake(step: str, got: Array, truth: Array, contexts) -> str:
    *_, (own, name) = contexts
    flat = got if step in ("dW", "db") else np.atleast_2d(got)
    if name and _near(flat, getattr(RIGHT_STEPS, step)(own)):
        return f"This follows correctly from your {name}. Correct {name}, and this will be right too."
    for context, _ in contexts:
        for mistaken, mistake in mistaken_answers(step, context):
            if _near(flat, mistaken) and not _near(np.reshape(mistaken, got.shape), truth):
                return mistake.says
    if got.shape != truth.shape:
        return f"It has shape {got.shape}. It should have shape {truth.shape}."
    return "This mistake is not a known one. Check the array for one example and one unit."


def _usable(value, like: Array) -> Array:
    """Return the learner's array where later ones can be worked out from it, else the right one."""
    try:
        array = np.atleast_2d(numbers(value, "it"))
    except InputError:
        return like
    return array if array.shape == like.shape else like


def _off(got: Array, truth: Array) -> float:
    return float(np.abs(got - truth).max() / (max(np.abs(got).max(), np.abs(truth).max()) or 1.0))


def _near(got: Array, other: Array) -> bool:
    return got.shape == other.shape and bool(_off(got, other) <= ROUNDING_TOLERANCE)


def _share(by: float) -> str:
    return f"{100 * by:.2g}%" if by < 0.995 else f"{100 * by:.0f}%"
