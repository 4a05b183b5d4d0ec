"""A graph drawn for reading: inputs and operations, and the order where it matters; no formula (row 09.3)."""

from __future__ import annotations

from dataclasses import replace

from ..coarse import without_constants
from ..graph import Node, in_order
from ..words.riddles import riddle
from .graph_diagram import Marks, drawn, short, title_of
from .graph_layout import layout, parents_of
from .svg import Picture, picture


def bare(out: Node) -> Node:
    """Return the graph as it is drawn for reading: constants inside their operations, and only inputs have names.

    >>> [node.name for node in in_order(bare(riddle("used twice").graph({"x": 1, "y": 2})))]
    ['x', 'y', '', '', '']
    """
    new: dict[Node, Node] = {}
    for node in in_order(without_constants(out)):
        new[node] = node if not node.parents else replace(
            node, parents=tuple(new[parent] for parent in node.parents), name="")
    return list(new.values())[-1]


def reading_marks(out: Node, values: bool = False) -> Marks:
    """Return what is written into the drawing: which parent of a difference or quotient comes first, and the values.

    >>> from lecture_lib.graph import variable
    >>> dict(reading_marks(variable(1, "x") - variable(2, "y")).labels)
    {(2, 0): '1st', (2, 1): '2nd'}
    """
    order = in_order(out)
    turned = {(i, k): ("1st", "2nd")[k] for i, node in enumerate(order) if node.op in "-÷" and len(node.parents) == 2
              for k in range(2)}
    return Marks(values={i: short(node.value) for i, node in enumerate(order)} if values else {}, labels=turned)


def in_words(out: Node, values: bool = False) -> str:
    """Return the graph in words, its nodes numbered, so that the function is not given away.

    >>> from lecture_lib.graph import variable
    >>> x = variable(2, "x")
    >>> in_words(x * x + x)
    'node 2 (×) reads x and x; node 3 (+) reads node 2 (×) and x'
    """
    order = in_order(out)
    label = {node: f"node {i + 1} ({title_of(node)})" if node.parents else node.op for i, node in enumerate(order)}
    return "; ".join(f"{label[node]} reads {' and '.join(label[p] for p in node.parents)}"
                     + (f" and is {short(node.value)}" if values else "") for node in order if node.parents)


def riddle_diagram(number: str) -> Picture:
    """Return the drawn graph of a question of row 09.3.

    >>> riddle_diagram("09.3")
    node 2 (σ) reads x; node 4 (×) reads node 2 (σ) and y; node 5 (−) reads node 4 (×) and x
    """
    wanted = riddle(number)
    out = bare(wanted.graph(dict.fromkeys(wanted.names, 0.5)))
    plan = layout(parents_of(out))
    return picture(plan.width, plan.height, drawn(out, reading_marks(out)), title="A graph to be read",
                   text=in_words(out))
