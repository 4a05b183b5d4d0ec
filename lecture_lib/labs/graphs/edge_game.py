"""Draw the missing edges of a computational graph, from node to node (row 09.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...autodiff import Node, named_quantity_graph, parse_expression, topological_order
from ...drawing import Picture, Point, arrow, handle, picture, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...validation import InputError
from .diagram import Edge, GraphAnnotations, graph_drawing
from .layout import NODE_SIZE, graph_layout, parent_indices

EDGE_GRAPHS = {
    "z = wx + b": "p = w*x; z = p + b",
    "the loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2",
    "one operation a line": "p = w*x; z = p + b; y = σ(z); e = y - t; s = e^2; L = s / 2",
    "the regularised loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R",
    "two paths": "h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)",
}
_TOP = 40


@dataclass(frozen=True)
class State:
    """The graph, the edges drawn so far as pairs of nodes, and what is going on.

    `chosen` is the node that was pressed first, `pull` the node from which a line is being drawn and where it ends,
    `wrong` the number of lines that were refused, `said` what there is to say about the last one.
    """

    graph: str = "z = wx + b"
    drawn: tuple[tuple[int, int], ...] = ()
    chosen: int | None = None
    pull: tuple[int, float, float] | None = None
    wrong: int = 0
    said: str = ""

    def __post_init__(self) -> None:
        if self.graph not in EDGE_GRAPHS:
            raise InputError(f"graph is {self.graph!r}; one of {', '.join(EDGE_GRAPHS)} is wanted")


@lru_cache(maxsize=16)
def game_graph(graph: str) -> Node:
    """Return the graph of the named quantities.

    >>> game_graph("z = wx + b").name
    'z'
    """
    expression = parse_expression(EDGE_GRAPHS[graph])
    return named_quantity_graph(expression.graph(dict.fromkeys(expression.names, 1.0)))


def quantity_names(graph: str) -> list[str]:
    """Return the name of each node.

    >>> quantity_names("z = wx + b")
    ['w', 'x', 'p', 'b', 'z']
    """
    return [node.name for node in topological_order(game_graph(graph))]


@lru_cache(maxsize=16)
def node_centres(graph: str) -> list[Point]:
    """Return where the centre of each node is in the picture.

    >>> len(node_centres("z = wx + b"))
    5
    """
    plan = graph_layout(parent_indices(game_graph(graph)))
    left = _left_margin(plan.width)
    return [(x + left, y + _TOP) for x, y in plan.at]


def _left_margin(width: float) -> float:
    return max(0.0, (712 - width) / 2)


@lru_cache(maxsize=16)
def missing_edges(graph: str) -> dict[tuple[int, int], Edge]:
    """Return the edges that have to be drawn, as (parent, child) → edge; every fourth stands from the start.

    >>> sorted(missing_edges("z = wx + b"))
    [(0, 2), (1, 2), (2, 4)]
    """
    every = [((p, i), (i, k)) for i, own in enumerate(parent_indices(game_graph(graph))) for k, p in enumerate(own)]
    return {pair: edge for n, (pair, edge) in enumerate(every) if n % 4 != 3}


def view(state: State) -> View:
    """Return the picture, and whether all edges are there.

    >>> view(connect_nodes(State(), 2, 0)).note
    'p is computed from w, so the arrow starts at w and ends at p.'
    """
    left = len(missing_edges(state.graph)) - len(state.drawn)
    goal = LabGoal(f"draw every missing edge ({left} of {len(missing_edges(state.graph))} are missing)", left == 0)
    start = "Drag from a node to the node that reads it, or press one and then the other."
    return View(draw(state), goal, state.said or start)


def connect_nodes(state: State, start: int, end: int) -> State:
    """Return the state after a line was drawn from node `start` to node `end`: kept if that edge is missing."""
    state = replace(state, chosen=None, pull=None)
    names = quantity_names(state.graph)
    if (start, end) in state.drawn or (start, end) in _given(state.graph):
        return replace(state, said=f"The edge from {names[start]} to {names[end]} is there already.")
    if (start, end) in missing_edges(state.graph):
        return replace(
            state, drawn=(*state.drawn, (start, end)), said=f"Right: {names[end]} is computed from {names[start]}."
        )
    return replace(state, wrong=state.wrong + 1, said=_refused(state.graph, start, end))


def _refused(graph: str, start: int, end: int) -> str:
    parents, names = parent_indices(game_graph(graph)), quantity_names(graph)
    a, b = names[start], names[end]
    if end in parents[start]:
        return f"{a} is computed from {b}, so the arrow starts at {b} and ends at {a}."
    if start in _ancestors(parents, end):
        return (
            f"{b} does depend on {a}, but not directly: look at the line of {b}. An edge joins {b} with what "
            "stands in that line."
        )
    if end in _ancestors(parents, start):
        return f"{a} depends on {b}, not {b} on {a}; and there is a node between them."
    return f"{b} can be computed without {a}: look at the line of {b}."


def _ancestors(parents: tuple, i: int) -> set[int]:
    found, todo = set(), list(parents[i])
    while todo:
        p = todo.pop()
        found.add(p)
        todo += parents[p]
    return found


def _given(graph: str) -> set[tuple[int, int]]:
    every = {(p, i) for i, own in enumerate(parent_indices(game_graph(graph))) for p in own}
    return every - set(missing_edges(graph))


def draw(state: State) -> Picture:
    """Return the formulas, the nodes, the edges that stand, and the line that is being drawn."""
    out = game_graph(state.graph)
    plan, names = graph_layout(parent_indices(out)), quantity_names(state.graph)
    missing = {edge for pair, edge in missing_edges(state.graph).items() if pair not in state.drawn}
    marks = GraphAnnotations(
        missing=missing,
        strong={state.chosen} if state.pull is None else {state.pull[0]},
        tones={missing_edges(state.graph)[pair]: "var(--good)" for pair in state.drawn},
        handles={i: _handle(i, name, i == state.chosen) for i, name in enumerate(names)},
    )
    there = ", ".join(f"{names[a]} to {names[b]}" for a, b in sorted(_given(state.graph) | set(state.drawn))) or "none"
    chosen = f" {names[state.chosen]} is chosen." if state.chosen is not None else ""
    return picture(
        720,
        plan.height + _TOP + 8,
        text(4, 20, EDGE_GRAPHS[state.graph], "bold"),
        graph_drawing(out, marks, _left_margin(plan.width), _TOP),
        _line(state),
        title="A graph with missing edges",
        text=f"{EDGE_GRAPHS[state.graph]}. Edges: {there}; {len(missing)} missing; {state.wrong} refused.{chosen}",
    )


def _handle(i: int, name: str, is_chosen: bool) -> dict:
    label = f"node {name}{', chosen' if is_chosen else ''}: press Enter here, then on the node that reads it"
    return handle(("node", i), "draw press", label)


def _line(state: State) -> str:
    """Return the line that is being drawn."""
    if state.pull is None:
        return ""
    i, x, y = state.pull
    start = node_centres(state.graph)[i]
    return arrow(*start, x, y, "var(--accent)", 2, stroke_dasharray="6 4", pointer_events="none")


def _node_at(graph: str, x: float, y: float) -> int | None:
    """Return the node at this place of the picture, or None."""
    for i, (u, v) in enumerate(node_centres(graph)):
        if abs(u - x) <= NODE_SIZE[0] / 2 + 6 and abs(v - y) <= NODE_SIZE[1] / 2 + 6:
            return i
    return None


def on_event(state: State, event: Event) -> State:
    """Draw a line from node to node by pointer, or take two presses for it."""
    match event:
        case Event("press", ("node", i)):
            return press_node(state, i)
        case Event("draw", ("node", i), points=(*_, (x, y)), last=last):
            return drop_line(state, i, x, y) if last else replace(state, pull=(i, x, y))
    return state


def drop_line(state: State, start: int, x: float, y: float) -> State:
    """Return the state after a line from node `start` was let go at a place of the picture; on `start` it is a press.

    >>> drop_line(State(), 0, *node_centres("z = wx + b")[2]).drawn
    ((0, 2),)
    """
    state, end = replace(state, pull=None), _node_at(state.graph, x, y)
    if end is None:
        return replace(state, said="The line ended beside the nodes; let go over one.")
    return press_node(state, start) if end == start else connect_nodes(state, start, end)


def press_node(state: State, i: int) -> State:
    """Return the state after a press on node i: chosen, or joined with the node that was chosen before.

    >>> press_node(press_node(State(), 0), 2).drawn
    ((0, 2),)
    """
    if state.chosen is None:
        return replace(state, chosen=i, said=f"{quantity_names(state.graph)[i]} is chosen. Which node reads it?")
    if state.chosen == i:
        return replace(state, chosen=None, said="")
    return connect_nodes(state, state.chosen, i)


@widget
def edge_game(state: State) -> App:
    """Return the widget, with one of `EDGE_GRAPHS`.

    >>> app = edge_game(graph="z = wx + b")
    >>> for pair in missing_edges("z = wx + b"): _ = app.change(lambda s: connect_nodes(s, *pair))
    >>> app.goal.reached
    True
    """
    controls = [
        Choice("graph", "graph", tuple(EDGE_GRAPHS), lambda s, graph: State(graph)),
        Button("Start again", lambda s: State(s.graph), lambda s: s != State(s.graph)),
    ]
    return App("edge_game", state, view, controls, on_event, title="Edge game")
