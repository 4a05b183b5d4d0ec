"""A network drawn beside its computational graph, with an array in each node (row 09.2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...autodiff import Node, named_quantity_graph, parse_expression
from ...drawing import Picture, line_segment, panel, panels, text
from ...drawing.network import draw_unit, unit_centres
from .diagram import GraphAnnotations, graph_drawing
from .layout import FITTING_WIDTH, graph_layout, parent_indices
from .text import graph_text

_LETTERS = "xhy"  # of the inputs, the hidden units, the output


@lru_cache(maxsize=8)
def array_graph(activations: tuple[str, ...]) -> Node:
    """Return the graph of a network with these activations, one node for each array.

    >>> from lecture_lib.autodiff import topological_order
    >>> [node.name for node in topological_order(array_graph(("relu",)))]
    ['W1', 'x', 'b1', 'z1', 'y']
    """
    lines, reads = [], "x"
    for l, g in enumerate(activations, start=1):
        writes = "y" if l == len(activations) else "h" if len(activations) == 2 else f"h{l}"
        lines += [f"z{l} = W{l}*{reads} + b{l}", f"{writes} = {g}(z{l})"]
        reads = writes
    expression = parse_expression("; ".join(lines))
    return named_quantity_graph(expression.graph(dict.fromkeys(expression.names, 0.5)))


def network_and_graph(sizes: Sequence[int] = (2, 3, 1), activations: Sequence[str] = ("relu", "sigmoid")) -> Picture:
    """Return a network, units and arrows, and beside it the computational graph of its forward pass, array by array.

    >>> network_and_graph((2, 1), ("relu",)).text.partition(". ")[0]
    'Left: a 2-1 network, its units as circles'
    """
    out = array_graph(tuple(activations))
    plan = graph_layout(parent_indices(out), 30)
    wide = max(FITTING_WIDTH, plan.width)
    said = graph_text(out, values=False)
    return panels(
        panel(FITTING_WIDTH, plan.height, *_network(sizes, plan.height)),
        panel(wide, plan.height, graph_drawing(out, GraphAnnotations(), plan, (wide - plan.width) / 2)),
        title="A network and its computational graph",
        text=f"Left: a {'-'.join(map(str, sizes))} network, its units as circles. "
        f"Right: the graph of its forward pass. {said}",
    )


def _network(sizes: Sequence[int], height: float) -> list[str]:
    """Return the parts of the drawing of the network, with a letter under each layer."""
    at = unit_centres(sizes, 44, 20, FITTING_WIDTH - 88, height - 70)
    edges = [
        line_segment(*start, *end, stroke="var(--line)", stroke_width=1.5)
        for one, other in zip(at, at[1:])
        for start in one
        for end in other
    ]
    units = [draw_unit(place, radius=15) for layer in at for place in layer]
    names = (_LETTERS[0], *([_LETTERS[1]] * (len(sizes) - 2)), _LETTERS[2])
    labels = [text(layer[0][0], height - 22, name, "mid bold") for layer, name in zip(at, names)]
    return [*edges, *units, *labels]
