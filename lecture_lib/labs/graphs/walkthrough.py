"""A walk through a computational graph, one number at a time, in words (rows 09.2, 09.4, 09.5).

First the values, node by node. Then one message an edge: backwards (adjoints) or forwards (tangents along one input).
A message is what is known at one end, times the local derivative; where several arrive, they are added.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ...autodiff import Node, adjoints, tangents, topological_order
from ...drawing import bracketed_number, number_text
from ...validation import InputError
from .text import operation_text

REVERSE_MODE, FORWARD_MODE = "backwards", "forwards"


class GraphStep(NamedTuple):
    """One step: the value of `node`; or the seed there; or a message over the edge `into` (child, k) to `node`.

    `message` = `known` × the local derivative is added to what `node` had before.
    """

    kind: str
    node: int
    into: tuple[int, int] | None = None
    known: float = 0.0
    message: float = 0.0
    before: float = 0.0


def graph_steps(out: Node, along: int | None = None) -> list[GraphStep]:
    """Return all steps; the inputs' values are given.

    Backwards from the result, or forwards from input number `along` of `topological_order(out)`.

    Raises `InputError` where a derivative leaves the range of a float.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> [(step.kind, step.message, step.before) for step in graph_steps(x * x)]
    [('value', 0.0, 0.0), ('seed', 1.0, 0.0), ('message', 3.0, 0.0), ('message', 3.0, 3.0)]
    """
    order = topological_order(out)
    place = {node: i for i, node in enumerate(order)}
    _must_be_finite(adjoints(out) if along is None else tangents(order[along], out))
    start = len(order) - 1 if along is None else along
    steps = [GraphStep("value", i) for i, node in enumerate(order) if node.parents] + [
        GraphStep("seed", start, message=1.0)
    ]
    sums = dict.fromkeys(range(len(order)), 0.0) | {start: 1.0}
    for i in range(len(order)) if along is not None else reversed(range(len(order))):
        for k, parent in enumerate(order[i].parents):
            source, target = (i, place[parent]) if along is None else (place[parent], i)
            message = sums[source] * order[i].partials[k]
            steps.append(GraphStep("message", target, (i, k), sums[source], message, sums[target]))
            sums[target] += message
    return steps


def _must_be_finite(found: dict[Node, float]) -> None:
    for node, value in found.items():
        if not math.isfinite(value):
            raise InputError(
                f"the derivative at {node.name or node.op} = {node.value:g} is beyond the largest float; "
                "choose smaller numbers"
            )


def sums_after(steps: list[GraphStep]) -> dict[int, float]:
    """Return what has arrived at each node after these steps: its adjoint or tangent so far.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> sums_after(graph_steps(x * x)[:3]), sums_after(graph_steps(x * x))
    ({1: 1.0, 0: 3.0}, {1: 1.0, 0: 6.0})
    """
    return {step.node: step.before + step.message for step in steps if step.kind != "value"}


def step_sentence(out: Node, step: GraphStep, names: list[str]) -> str:
    """Return the step as a sentence with its numbers.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> z = x * x
    >>> for step in graph_steps(z)[:3]: print(step_sentence(z, step, ["x", "z"]))
    z = x × x = 3 × 3 = 9.
    Start at the result: the derivative of z with respect to itself is 1.
    Message to x: adjoint of z × ∂z/∂x = 1 × 3 = 3. Sum at x: 0 + 3 = 3.
    """
    order, name = topological_order(out), names[step.node]
    node = order[step.node]
    if step.kind == "value":
        return _value_of(order, node, names, name)
    if step.kind == "seed":
        return (
            f"Start at {'the result' if node is out else 'the input'}: the derivative of {name} with respect to "
            "itself is 1."
        )
    i, k = step.into
    child, parent = names[i], names[order.index(order[i].parents[k])]
    kind, source = ("adjoint", child) if step.node != i else ("tangent", parent)
    return (
        f"Message to {name}: {kind} of {source} × ∂{child}/∂{parent} = "
        f"{number_text(step.known)} × {bracketed_number(order[i].partials[k])} = {number_text(step.message)}. "
        f"Sum at {name}: {number_text(step.before)} + {bracketed_number(step.message)} = "
        f"{number_text(step.before + step.message)}."
    )


def _value_of(order: list[Node], node: Node, names: list[str], name: str) -> str:
    inner = operation_text(node.op, [names[order.index(parent)] for parent in node.parents])
    with_numbers = operation_text(node.op, [bracketed_number(parent.value) for parent in node.parents])
    return f"{name} = {inner} = {with_numbers} = {number_text(node.value)}."


def adjoint_text(out: Node, i: int, names: list[str]) -> str:
    """Return the chain rule at node i with all its terms, one for each edge that leaves it.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> adjoint_text(x * x, 0, ["x", "z"])
    'adjoint of x = 1 × 3 + 1 × 3 = 6: along z, z (2 terms, one for each edge that leaves x).'
    """
    order, bar = topological_order(out), adjoints(out)
    terms = [
        (names[c], bar[child], partial)
        for c, child in enumerate(order)
        for parent, partial in zip(child.parents, child.partials)
        if parent is order[i]
    ]
    if not terms:
        return f"adjoint of {names[i]} = 1: it is the result itself."
    products = " + ".join(f"{bracketed_number(known)} × {bracketed_number(partial)}" for _, known, partial in terms)
    count = "1 term, for the one edge" if len(terms) == 1 else f"{len(terms)} terms, one for each edge"
    return (
        f"adjoint of {names[i]} = {products} = {number_text(bar[order[i]])}: along {', '.join(t[0] for t in terms)} "
        f"({count} that leaves {names[i]})."
    )


def tangent_text(out: Node, along: int, i: int, names: list[str]) -> str:
    """Return the tangent of node i along an input with all its terms, one for each edge that enters it.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> tangent_text(x * x, 0, 1, ["x", "z"])
    'tangent of z along x = 1 × 3 + 1 × 3 = 6.'
    """
    order, dot = topological_order(out), tangents(topological_order(out)[along], out)
    node = order[i]
    if not node.parents:
        return f"tangent of {names[i]} along {names[along]} = {number_text(dot[node])}."
    products = " + ".join(
        f"{bracketed_number(dot[p])} × {bracketed_number(d)}" for p, d in zip(node.parents, node.partials)
    )
    return f"tangent of {names[i]} along {names[along]} = {products} = {number_text(dot[node])}."
