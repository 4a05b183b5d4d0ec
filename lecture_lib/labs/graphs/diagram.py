"""A computational graph drawn: values in the nodes, local derivatives on the edges, adjoints below (row 09.2).

A small disc, the messenger, can travel along an edge: it waits unseen at the one end and appears at the other.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...autodiff import Node, named_quantity_graph, parse_expression, topological_order
from ...drawing import Picture, Point, arrow, line_segment, number_text, panel, panels, picture, tag, text
from ...drawing.network import draw_unit, unit_centres
from .layout import FITTING_WIDTH, Layout, Parents, graph_layout, parent_indices
from .text import graph_text

Edge = tuple[int, int]
"""(i, k): the edge into node i from its parent number k, both counted from 0 in `topological_order(out)`."""
Box = tuple[float, float, float, float]
"""A rectangle in the picture: left, top, width, height."""

_TAB = 18  # pixels: the lower part of a node, for its adjoint
_TARGET = 26  # pixels: the height of what is pressed or typed over, seen or not
TAB_LENGTH = 7  # characters of an adjoint
LABEL_LENGTH = 6  # characters of a label on an edge


@dataclass(frozen=True)
class GraphAnnotations:
    """What is written into the drawing, by node and by edge; what is left out stays empty.

    values and tabs: node → text; labels: edge → text; room: edge → characters that its label may need, so that labels
    that come later move none that stand; strong: nodes and edges to look at; tones: node, edge or ("tab", node) →
    colour; missing: edges that are left out; refused: pairs of nodes that no edge joins, with a red one drawn between
    them; handles: node, edge or ("tab", node) → attributes of `svg.handle`; messengers: for each its edge, the node at
    which it is, and whether it is seen; high: the height of a label; flash: edges and tabs that were judged wrong last.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    tabs: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[Edge, str] = field(default_factory=dict)
    room: Mapping[Edge, int] = field(default_factory=dict)
    strong: Collection = ()
    tones: Mapping = field(default_factory=dict)
    missing: Collection[Edge] = ()
    refused: Collection[tuple[int, int]] = ()
    handles: Mapping = field(default_factory=dict)
    messengers: Collection[tuple[Edge, int, bool]] = ()
    high: float = 18
    flash: Collection = ()


def short_number(v: float, room: int = 8) -> str:
    """Return a number in at most `room` characters, where that can be done.

    >>> short_number(0.123456), short_number(-1.5e-7), short_number(1234567.0), short_number(-0.013386, 7)
    ('0.1235', '−1.5e−7', '1.235e+6', '−0.0134')
    """
    for digits in (4, 3, 2, 1):
        written = number_text(v, digits) if abs(v) < 99999 else f"{v:.{digits - 1}e}".replace("-", "−")
        written = written.replace("e+0", "e+").replace("e−0", "e−")
        if len(written) <= room:
            break
    return written


def node_title(node: Node) -> str:
    """Return what stands in the head of a node: its name, its operation, or both.

    >>> from lecture_lib.autodiff import variable
    >>> node_title(variable(1, "w")), node_title(variable(1, "w") - 2)
    ('w', '−')
    """
    op = node.op.replace("-", "−") if not node.op.startswith("neg") else "−( )"
    if not node.parents or node.name in ("", node.op):
        return node.name or op
    return f"{node.name} : {op}"


def graph_diagram(
    out: Node,
    title: str = "Computational graph",
    *,
    values: bool = True,
    partials: bool = False,
    adjoints: Mapping[Node, float] | None = None,
) -> Picture:
    """Return the drawn graph of `out`; values in the nodes, partials on the edges, adjoints below, as asked for.

    >>> from lecture_lib.autodiff import variable
    >>> w, x = variable(2, "w"), variable(3, "x")
    >>> graph_diagram(w * x)
    w = 2. x = 3. (w × x), computed from w and x, = 6.
    """
    order = topological_order(out)
    marks = GraphAnnotations(
        values={i: short_number(node.value) for i, node in enumerate(order)} if values else {},
        tabs={i: short_number(adjoints[node], TAB_LENGTH) for i, node in enumerate(order)} if adjoints else {},
        labels={
            (i, k): short_number(p, LABEL_LENGTH) for i, node in enumerate(order) for k, p in enumerate(node.partials)
        }
        if partials
        else {},
    )
    plan = graph_layout(parent_indices(out))
    return picture(
        plan.width, plan.height, graph_drawing(out, marks), title=title, text=graph_text(out, values, adjoints)
    )


def graph_drawing(
    out: Node, marks: GraphAnnotations, plan: Layout | None = None, left: float = 0.0, top: float = 0.0
) -> str:
    """Return the drawing without a frame round it, its corner at (left, top), for pictures that hold more.

    >>> from lecture_lib.autodiff import variable
    >>> graph_drawing(variable(1, "x") + variable(2, "y"), GraphAnnotations(missing={(2, 0)})).count("<polyline")
    1
    """
    parents = parent_indices(out)
    plan = plan or graph_layout(parents)
    room = {edge: len(label) for edge, label in marks.labels.items()} | dict(marks.room)
    centres = label_centres(plan, tuple(sorted(room.items())), marks.high)
    seen = [edge for edge in plan.routes if edge not in marks.missing]
    parts = [
        *(_line(plan, edge, marks) for edge in seen),
        *(_refused_line(plan, *pair) for pair in marks.refused),
        *(_node(i, node, plan, marks) for i, node in enumerate(topological_order(out))),
        *(_label(edge, centres[edge], marks) for edge in seen if edge in marks.labels),
        *(_messenger(plan, parents, *each) for each in marks.messengers),
    ]
    return tag("g", *parts, transform=f"translate({left:g} {top:g})" if left or top else None)


def _tone(thing, marks: GraphAnnotations, otherwise: str) -> str:
    return marks.tones.get(thing, "var(--accent)" if thing in marks.strong else otherwise)


def _line(plan: Layout, edge: Edge, marks: GraphAnnotations) -> str:
    colour = _tone(edge, marks, "var(--soft)")
    curve, head = _edge_curve(plan.routes[edge])
    width = 2.6 if edge in marks.strong else 1.4
    return tag("polyline", points=curve, fill="none", stroke=colour, stroke_width=width) + tag(
        "polygon", points=head, fill=colour
    )


@lru_cache(maxsize=512)
def _edge_curve(points: tuple[Point, ...]) -> tuple[str, str]:
    """Return the points of an edge, bent between the layers and straight past the nodes, and of its arrow's head."""
    curve = [curve_point(start, end, step / 12) for start, end in zip(points[::2], points[1::2]) for step in range(13)]
    x, y = points[-1]
    head = [(x, y), (x - 4, y - 7), (x + 4, y - 7)]
    written = [" ".join(f"{u:.1f},{v:.1f}" for u, v in line) for line in (curve, head)]
    return written[0], written[1]


def _refused_line(plan: Layout, start: int, end: int) -> str:
    """Return an edge that is not of this graph: red and crossed out."""
    (x1, y1), (x2, y2) = plan.at[start], plan.at[end]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    half_width, half_height = plan.node[0] / 2, plan.node[1] / 2
    inside = min(half_width / abs(ux) if ux else math.inf, half_height / abs(uy) if uy else math.inf)
    a, b = (x1 + ux * inside, y1 + uy * inside), (x2 - ux * inside, y2 - uy * inside)
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    cross = tag(
        "path", d=f"M{x - 7:.1f} {y - 7:.1f}l14 14m0 -14l-14 14", stroke="var(--bad)", stroke_width=3, fill="none"
    )
    return tag(
        "g",
        arrow(*a, *b, "var(--bad)", 2.5, stroke_dasharray="6 4"),
        tag("circle", cx=x, cy=y, r=11, fill="var(--paper)"),
        cross,
        class_="refused",
        pointer_events="none",
    )


def _node(i: int, node: Node, plan: Layout, marks: GraphAnnotations) -> str:
    (x, y), (width, height) = plan.at[i], plan.node
    left, top, strong = x - width / 2, y - height / 2, i in marks.strong
    head, value = node_title(node), marks.values.get(i, "")
    ground = "var(--paper)" if node.parents else "var(--zone)"
    free = height - _TAB if i in marks.tabs else height
    first = top + free / 2 + (-2.5 if value else 4.5)
    body = [
        tag(
            "rect",
            x=left,
            y=top,
            width=width,
            height=height,
            rx=8,
            fill=ground,
            stroke=_tone(i, marks, "var(--line)"),
            stroke_width=2.6 if strong else 1.3,
            stroke_dasharray=None if node.parents or node.name or node.op[0].isalpha() else "4 3",
        ),
        _line_of_text(x, first, head, "mid bold small", 7.0, width),
    ]
    if value:
        body.append(_line_of_text(x, first + 14, value, "mid num small", 6.6, width))
    if i in marks.tabs:
        body.append(_tab(i, x, top + height - _TAB, width, marks))
    return tag("g", *body, **marks.handles.get(i, {}))


def _line_of_text(x: float, y: float, content: str, look: str, letter: float, width: float) -> str:
    """Return text in the middle of a node, pressed together where it is wider than the node."""
    narrow = len(content) * letter > width - 4
    return text(
        x,
        y,
        content,
        look,
        textLength=f"{width - 6:g}" if narrow else None,
        lengthAdjust="spacingAndGlyphs" if narrow else None,
    )


def _tab(i: int, x: float, top: float, width: float, marks: GraphAnnotations) -> str:
    """Return the lower part of a node, which holds its adjoint."""
    colour, handles = marks.tones.get(("tab", i), "var(--accent)"), marks.handles.get(("tab", i), {})
    box = {"x": x - width / 2 + 2, "width": width - 4}
    ground = tag(
        "rect",
        **box,
        y=top,
        height=_TAB - 2,
        rx=5,
        fill="var(--paper)" if handles else "var(--zone)",
        stroke=colour if handles else None,
        stroke_width=2 if ("tab", i) in marks.strong else 1,
    )
    under = tag("rect", **box, y=top - 3, height=_TARGET, class_="hit") if handles else ""
    look = {"style": f"fill:{colour}"}
    number = text(x, top + 12, marks.tabs[i], "mid small num bold", **look)
    return tag("g", ground, number, under, class_=_flash(("tab", i), marks), **handles)


def _label(edge: Edge, at: Point, marks: GraphAnnotations) -> str:
    """Return one label on a small ground, its middle at `at`."""
    content, (x, y) = marks.labels[edge], at
    width = label_width(max(len(content), marks.room.get(edge, 0)))
    return tag(
        "g",
        tag(
            "rect",
            x=x - width / 2,
            y=y - marks.high / 2,
            width=width,
            height=marks.high,
            rx=5,
            fill="var(--paper)",
            stroke=_tone(edge, marks, "var(--line)" if edge in marks.handles else "var(--faint)"),
            stroke_width=2 if edge in marks.strong else 1,
        ),
        text(x, y + 4, content, "mid small num"),
        class_=_flash(edge, marks),
        **marks.handles.get(edge, {}),
    )


def _flash(thing, marks: GraphAnnotations) -> str | None:
    return "flash" if thing in marks.flash else None


def _messenger(plan: Layout, parents: Parents, edge: Edge, at: int, seen: bool) -> str:
    """Return the disc that brings a message along an edge, at the edge's end on node `at`."""
    points = plan.routes[edge]
    (x, y), aside = (points[-1], -9) if at == edge[0] else (points[0], 7)
    disc = tag("circle", r=6, fill="var(--accent)", stroke="var(--paper)", stroke_width=2)
    place = {"transform": f"translate({x:.1f} {y + aside:.1f})", "class_": "far", "opacity": 1 if seen else 0}
    return tag("g", tag("g", disc, **place), class_="moves", pointer_events="none")


def label_width(characters: int) -> float:
    """Return how wide a label is.

    >>> label_width(10)
    71.0
    """
    return 7 + 6.4 * characters


@lru_cache(maxsize=256)
def label_centres(plan: Layout, room: tuple[tuple[Edge, int], ...], high: float = 18) -> dict[Edge, Point]:
    """Return the middle of each label: where it covers no node and no label before it, or as little as can be.

    `room` holds each edge with the characters of its label, `high` is how high a label is.

    >>> list(label_centres(graph_layout(((), (0, 0))), (((1, 0), 4), ((1, 1), 4))))
    [(1, 0), (1, 1)]
    """
    wide, tall = plan.node
    taken: list[Box] = [(x - wide / 2, y - tall / 2, wide, tall) for x, y in plan.at]
    found = {}
    for edge, characters in room:
        width = label_width(characters)
        boxes = [(x - width / 2, y - high / 2, width, high) for x, y in _label_places(plan, edge)]
        inside = [box for box in boxes if box[0] >= 0 and box[0] + width <= plan.width] or boxes
        best = min(inside, key=lambda box: sum(overlap_area(box, other) for other in taken))
        taken.append(best)
        found[edge] = best[0] + width / 2, best[1] + high / 2
    return found


def _label_places(plan: Layout, edge: Edge) -> list[Point]:
    """Return places for an edge's label, the best first: on it in the gaps, near their middle; then right beside it."""
    points = plan.routes[edge]
    gaps = list(zip(points[::2], points[1::2]))
    on = [curve_point(start, end, share) for share in (0.5, 0.4, 0.6, 0.3, 0.7) for start, end in gaps]
    return on + [(x + dx, y) for dx in (8, -8, 16, -16, 24, -24, 32, -32) for x, y in on]


def curve_point(start: Point, end: Point, share: float) -> Point:
    """Return the point of the curve between two layers at this share of its length.

    >>> curve_point((0, 0), (4, 10), 0.5)
    (2.0, 5.0)
    """
    eased = 3 * share**2 - 2 * share**3
    even = 1.5 * share * (1 - share) ** 2 + 1.5 * share**2 * (1 - share) + share**3
    return start[0] + eased * (end[0] - start[0]), start[1] + even * (end[1] - start[1])


def overlap_area(a: Box, b: Box) -> float:
    """Return the area that two boxes share, each with a rim of one pixel; 0 if they are apart.

    >>> overlap_area((0, 0, 10, 10), (8, 0, 10, 10)), overlap_area((0, 0, 10, 10), (20, 0, 10, 10))
    (48, 0.0)
    """
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) + 2
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) + 2
    return wide * high if wide > 0 and high > 0 else 0.0


# --- a network beside its graph ----------------------------------------------------------------------------------

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
