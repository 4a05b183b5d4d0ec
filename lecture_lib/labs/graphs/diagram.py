"""A computational graph drawn: values in the nodes, local derivatives on the edges, adjoints below (row 09.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ...autodiff import Node, topological_order
from ...drawing import Picture, Point, join_elements, number_text, picture, tag, text
from .layout import NODE_SIZE, Layout, Parents, graph_layout, parent_indices
from .text import graph_text

Edge = tuple[int, int]
"""(i, k): the edge into node i from its parent number k, both counted from 0 in `topological_order(out)`."""
Box = tuple[float, float, float, float]
"""A rectangle in the picture: left, top, width, height."""

_TAB = 18  # pixels: the lower part of a node, for its adjoint
TAB_LENGTH = 7  # characters of an adjoint
LABEL_LENGTH = 6  # characters of a label on an edge


@dataclass(frozen=True)
class GraphAnnotations:
    """What is written into the drawing, by node and by edge; what is left out stays empty.

    values and tabs: node → text; labels: edge → text; room: edge → characters that its label may need, so that labels
    that come later move none that stand; strong: nodes and edges to look at; tones: node, edge or ("tab", node) →
    colour; missing: edges that are left out; handles: node, edge or ("tab", node) → attributes of `svg.handle`.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    tabs: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[Edge, str] = field(default_factory=dict)
    room: Mapping[Edge, int] = field(default_factory=dict)
    strong: Collection = ()
    tones: Mapping = field(default_factory=dict)
    missing: Collection[Edge] = ()
    handles: Mapping = field(default_factory=dict)


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


def graph_drawing(out: Node, marks: GraphAnnotations, left: float = 0.0, top: float = 0.0) -> str:
    """Return the drawing without a frame round it, its corner at (left, top), for pictures that hold more.

    >>> from lecture_lib.autodiff import variable
    >>> graph_drawing(variable(1, "x") + variable(2, "y"), GraphAnnotations(missing={(2, 0)})).count("<polyline")
    1
    """
    parents = parent_indices(out)
    plan, curves = graph_layout(parents), _edge_curves(parents, left, top)
    room = {edge: len(label) for edge, label in marks.labels.items()} | dict(marks.room)
    centres = label_centres(parents, tuple(sorted(room.items())))
    return join_elements(
        [
            *(_line(edge, *curves[edge], marks) for edge in plan.routes if edge not in marks.missing),
            *(
                _node(i, node, (plan.at[i][0] + left, plan.at[i][1] + top), marks)
                for i, node in enumerate(topological_order(out))
            ),
            *(
                _label(edge, (centres[edge][0] + left, centres[edge][1] + top), marks)
                for edge in plan.routes
                if edge in marks.labels and edge not in marks.missing
            ),
        ]
    )


def _tone(thing, marks: GraphAnnotations, otherwise: str) -> str:
    return marks.tones.get(thing, "var(--accent)" if thing in marks.strong else otherwise)


def _line(edge: Edge, points: str, head: str, marks: GraphAnnotations) -> str:
    colour = _tone(edge, marks, "var(--soft)")
    width = 2.6 if edge in marks.strong else 1.4
    return tag("polyline", points=points, fill="none", stroke=colour, stroke_width=width) + tag(
        "polygon", points=head, fill=colour
    )


@lru_cache(maxsize=64)
def _edge_curves(parents: Parents, left: float, top: float) -> dict[Edge, tuple[str, str]]:
    """Return the points of each edge and of its arrow's head: bent between the layers, straight past the nodes."""
    plan = graph_layout(parents)
    found = {}
    for edge, points in plan.routes.items():
        curve = [
            curve_point(start, end, step / 12, plan.across)
            for start, end in zip(points[::2], points[1::2])
            for step in range(13)
        ]
        x, y = points[-1]
        head = [(x, y), (x - 7, y - 4), (x - 7, y + 4)] if plan.across else [(x, y), (x - 4, y - 7), (x + 4, y - 7)]
        found[edge] = tuple(" ".join(f"{u + left:.1f},{v + top:.1f}" for u, v in line) for line in (curve, head))
    return found


def _node(i: int, node: Node, at: Point, marks: GraphAnnotations) -> str:
    x, y = at
    left, top, strong = x - NODE_SIZE[0] / 2, y - NODE_SIZE[1] / 2, i in marks.strong
    head, alone = node_title(node), not (marks.values or marks.tabs)
    ground = "var(--paper)" if node.parents else "var(--zone)"
    body = [
        tag(
            "rect",
            x=left,
            y=top,
            width=NODE_SIZE[0],
            height=NODE_SIZE[1],
            rx=8,
            fill=ground,
            stroke=_tone(i, marks, "var(--soft)"),
            stroke_width=2.6 if strong else 1.3,
            stroke_dasharray=None if node.parents or node.name or node.op[0].isalpha() else "4 3",
        ),
        text(x, y + 5 if alone else top + 15, head, "mid bold" + " small" * (len(head) > 7)),
        text(x, top + 32, marks.values.get(i, ""), "mid num" + " small" * (len(marks.values.get(i, "")) > 6)),
    ]
    if i in marks.tabs:
        body.append(_tab(i, x, y + NODE_SIZE[1] / 2 - _TAB, marks))
    return tag("g", *body, **marks.handles.get(i, {}))


def _tab(i: int, x: float, top: float, marks: GraphAnnotations) -> str:
    """Return the lower part of a node, which holds its adjoint."""
    ground = tag(
        "rect", x=x - NODE_SIZE[0] / 2 + 2, y=top, width=NODE_SIZE[0] - 4, height=_TAB - 2, rx=5, fill="var(--zone)"
    )
    return tag(
        "g",
        ground,
        text(
            x,
            top + 12,
            marks.tabs[i],
            "mid small num bold",
            style=f"fill:{marks.tones.get(('tab', i), 'var(--accent)')}",
        ),
        **marks.handles.get(("tab", i), {}),
    )


def _label(edge: Edge, at: Point, marks: GraphAnnotations) -> str:
    """Return one label on a small ground, its middle at `at`."""
    content, (x, y) = marks.labels[edge], at
    width = label_width(len(content))
    return tag(
        "g",
        tag(
            "rect",
            x=x - width / 2,
            y=y - 9,
            width=width,
            height=18,
            rx=5,
            fill="var(--paper)",
            stroke=_tone(edge, marks, "var(--faint)"),
            stroke_width=2 if edge in marks.strong else 1,
        ),
        text(x, y + 4, content, "mid small num"),
        **marks.handles.get(edge, {}),
    )


def label_width(characters: int) -> float:
    """Return how wide a label is.

    >>> label_width(10)
    71.0
    """
    return 7 + 6.4 * characters


@lru_cache(maxsize=256)
def label_centres(parents: Parents, room: tuple[tuple[Edge, int], ...]) -> dict[Edge, Point]:
    """Return the middle of each label: where it covers no node and no label before it, or as little as can be.

    `room` holds each edge with the characters of its label.

    >>> list(label_centres(((), (0, 0)), (((1, 0), 4), ((1, 1), 4))))
    [(1, 0), (1, 1)]
    """
    plan = graph_layout(parents)
    taken: list[Box] = [(x - NODE_SIZE[0] / 2, y - NODE_SIZE[1] / 2, *NODE_SIZE) for x, y in plan.at]
    found = {}
    for edge, characters in room:
        width = label_width(characters)
        boxes = [(x - width / 2, y - 9, width, 18) for x, y in _label_places(plan, edge)]
        best = min(boxes, key=lambda box: sum(overlap_area(box, other) for other in taken))
        taken.append(best)
        found[edge] = best[0] + width / 2, best[1] + 9
    return found


def _label_places(plan: Layout, edge: Edge) -> list[Point]:
    """Return places for an edge's label, the best first: on it in the gaps, near their middle; then right beside it."""
    points = plan.routes[edge]
    gaps = list(zip(points[::2], points[1::2]))
    shares = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)
    on = [curve_point(start, end, share, plan.across) for share in shares for start, end in gaps]
    aside = ((0, 9), (0, -9)) if plan.across else ((14, 0), (-14, 0))
    return on + [(x + dx, y + dy) for dx, dy in aside for x, y in on]


def curve_point(start: Point, end: Point, share: float, across: bool) -> Point:
    """Return the point of the curve between two layers at this share of its length.

    >>> curve_point((0, 0), (10, 4), 0.5, across=True)
    (5.0, 2.0)
    """
    eased = 3 * share**2 - 2 * share**3
    even = 1.5 * share * (1 - share) ** 2 + 1.5 * share**2 * (1 - share) + share**3
    u, v = (even, eased) if across else (eased, even)
    return start[0] + u * (end[0] - start[0]), start[1] + v * (end[1] - start[1])


def overlap_area(a: Box, b: Box) -> float:
    """Return the area that two boxes share, each with a rim of one pixel; 0 if they are apart.

    >>> overlap_area((0, 0, 10, 10), (8, 0, 10, 10)), overlap_area((0, 0, 10, 10), (20, 0, 10, 10))
    (48, 0.0)
    """
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) + 2
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) + 2
    return wide * high if wide > 0 and high > 0 else 0.0
