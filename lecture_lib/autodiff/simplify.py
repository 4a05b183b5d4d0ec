"""The same graph with fewer nodes, and the same derivatives (row 09.2).

A constant that is a node of its own can be taken into its operation: nobody asks for its derivative. And a graph can
be reduced to the quantities that have a name, as lecture A draws it; then one edge stands for all paths between two.
"""

from __future__ import annotations

from dataclasses import replace

from .graph import Node, topological_order


def is_constant(node: Node) -> bool:
    """Is this a number without a name?

    >>> from lecture_lib.autodiff.graph import variable
    >>> double = 2 * variable(3, "x")
    >>> [is_constant(node) for node in double.parents]
    [False, True]
    """
    return not node.parents and not node.name and node.op[0] in "-.0123456789"


def without_constants(out: Node) -> Node:
    """Return the graph with each constant inside the operation that uses it: `2 − x` has one parent, x.

    >>> from lecture_lib.autodiff.graph import adjoints, variable
    >>> x = variable(3.0, "x")
    >>> fewer = without_constants((x - 1) ** 2 / 2)
    >>> topological_order(fewer)
    [<x = 3>, <- 1 = 2>, <^2 = 4>, <÷ 2 = 2>]
    >>> adjoints(fewer)[x]
    2.0
    """
    new: dict[Node, Node] = {}
    for node in topological_order(out):
        new[node] = _absorbing(node, tuple(new[parent] for parent in node.parents))
    return new[out]


def _absorbing(node: Node, parents: tuple[Node, ...]) -> Node:
    if not parents:
        return node
    kept = [k for k, parent in enumerate(parents) if not is_constant(parent)]
    if not kept:
        return Node(node.value, f"{node.value:.12g}", name=node.name)
    if len(kept) == len(parents):
        return replace(node, parents=parents)
    sides = [f"{parent.value:.6g}" if k not in kept else "" for k, parent in enumerate(parents)]
    first, second = sides if node.op not in ("+", "×") else ("", "".join(sides))
    return replace(
        node,
        op=f"{first} {node.op} {second}".strip(),
        parents=tuple(parents[k] for k in kept),
        partials=tuple(node.partials[k] for k in kept),
    )


def named_quantity_graph(out: Node) -> Node:
    """Return the graph of the inputs and the named quantities alone; each edge carries the sum over its paths.

    >>> from lecture_lib.autodiff.graph import adjoints, variable
    >>> w, x = variable(2.0, "w"), variable(3.0, "x")
    >>> z = replace(w * x + w, name="z")
    >>> small = named_quantity_graph(replace(z * z, name="L"))
    >>> topological_order(small), small.partials
    ([<w = 2>, <x = 3>, <z = 8>, <L = 64>], (16.0,))
    >>> adjoints(small)[w]
    64.0
    """
    new: dict[Node, Node] = {}
    for node in topological_order(out):
        if not node.parents or node.name or node is out:
            new[node] = _direct(node, new) if node.parents else node
    return new[out]


def _direct(node: Node, new: dict[Node, Node]) -> Node:
    """Return `node` as a function of the quantities right before it, by a sweep that stops at them."""
    adjoint = {node: 1.0}
    reach: dict[Node, float] = {}
    for step in reversed(topological_order(node)):
        if step not in adjoint or (step in new and step is not node):
            continue
        for parent, partial in zip(step.parents, step.partials):
            into = reach if parent in new else adjoint
            into[parent] = into.get(parent, 0.0) + adjoint[step] * partial
    kept = [parent for parent in topological_order(node) if parent in reach and not is_constant(parent)]
    return Node(
        node.value,
        node.name or node.op,
        tuple(new[parent] for parent in kept),
        tuple(reach[parent] for parent in kept),
        name=node.name,
    )
