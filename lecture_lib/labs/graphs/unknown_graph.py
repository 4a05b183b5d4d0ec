"""A graph drawn for reading: inputs and operations, and the order where it matters; no formula (row 09.3)."""

from __future__ import annotations

from dataclasses import replace

from ...autodiff import Node, topological_order, without_constants
from ...drawing import Picture, picture
from ...questions.unknown_graphs import unknown_expression
from .diagram import GraphAnnotations, graph_drawing, node_title, short_number
from .layout import graph_layout, parent_indices


def anonymous_graph(out: Node) -> Node:
    """Return the graph as it is drawn for reading: constants inside their operations, and only inputs have names.

    >>> out = unknown_expression("used twice").graph({"x": 1, "y": 2})
    >>> [node.name for node in topological_order(anonymous_graph(out))]
    ['x', 'y', '', '', '']
    """
    new: dict[Node, Node] = {}
    for node in topological_order(without_constants(out)):
        new[node] = (
            node if not node.parents else replace(node, parents=tuple(new[parent] for parent in node.parents), name="")
        )
    return list(new.values())[-1]


def reading_annotations(out: Node, values: bool = False) -> GraphAnnotations:
    """Return what is written into the drawing: which parent of a difference or quotient comes first, and the values.

    >>> from lecture_lib.autodiff import variable
    >>> dict(reading_annotations(variable(1, "x") - variable(2, "y")).labels)
    {(2, 0): '1st', (2, 1): '2nd'}
    """
    order = topological_order(out)
    turned = {
        (i, k): ("1st", "2nd")[k]
        for i, node in enumerate(order)
        if node.op in "-÷" and len(node.parents) == 2
        for k in range(2)
    }
    return GraphAnnotations(
        values={i: short_number(node.value) for i, node in enumerate(order)} if values else {}, labels=turned
    )


def anonymous_description(out: Node, values: bool = False) -> str:
    """Return the graph in words, its nodes numbered, so that the function is not given away.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(2, "x")
    >>> anonymous_description(x * x + x)
    'node 2 (×) reads x and x; node 3 (+) reads node 2 (×) and x'
    """
    order = topological_order(out)
    label = {node: f"node {i + 1} ({node_title(node)})" if node.parents else node.op for i, node in enumerate(order)}
    return "; ".join(
        f"{label[node]} reads {' and '.join(label[p] for p in node.parents)}"
        + (f" and is {short_number(node.value)}" if values else "")
        for node in order
        if node.parents
    )


def unknown_graph_diagram(number: str) -> Picture:
    """Return the drawn graph of a question of row 09.3.

    >>> unknown_graph_diagram("09.3")
    node 2 (σ) reads x; node 4 (×) reads node 2 (σ) and y; node 5 (−) reads node 4 (×) and x
    """
    wanted = unknown_expression(number)
    out = anonymous_graph(wanted.graph(dict.fromkeys(wanted.names, 0.5)))
    plan = graph_layout(parent_indices(out))
    return picture(
        plan.width,
        plan.height,
        graph_drawing(out, reading_annotations(out)),
        title="A graph to be read",
        text=anonymous_description(out),
    )
