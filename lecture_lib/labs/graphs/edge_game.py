"""Draw the missing edges of a computational graph, from node to node (row 09.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...autodiff import Node, named_quantity_graph, parse_expression, topological_order
from ...drawing import Panel, Picture, Point, arrow, handle, join_elements, panel, panels, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError, count_phrase
from .diagram import Edge, GraphAnnotations, graph_drawing
from .layout import FITTING_WIDTH, Layout, graph_layout, parent_indices
from .text import lines_of_formula

EDGE_GRAPHS = {
    "z = wx + b": "p = w*x; z = p + b",
    "the loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2",
    "one operation per line": "p = w*x; z = p + b; y = σ(z); e = y - t; s = e^2; L = s / 2",
    "the regularised loss": "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R",
    "two paths": "h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)",
}
_NODE_HEIGHT, _GAP, _HEIGHT = 32, 24, 376  # of a node; between two layers; of the panel, which holds seven layers
_LINE = 46  # height of a line of the formulas
_START = "Drag from a node to a node that is computed from it. Or press first the one, then the other."


@dataclass(frozen=True)
class State:
    """The graph, the edges drawn so far as pairs of nodes, and what is going on.

    `chosen` is the node that was pressed first, `pull` the node from which a line is being drawn and where it ends,
    `wrong` the number of lines that were refused, `refused` the last one as long as it is shown, `said` what there is
    to say about the last one, `done` the graphs that are complete.
    """

    graph: str = "z = wx + b"
    drawn: tuple[tuple[int, int], ...] = ()
    chosen: int | None = None
    pull: tuple[int, float, float] | None = None
    wrong: int = 0
    refused: tuple[int, int] | None = None
    said: str = ""
    done: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.graph not in EDGE_GRAPHS:
            raise InputError(f"graph is {self.graph!r}; take one of {', '.join(EDGE_GRAPHS)}")


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


def _plan(graph: str) -> Layout:
    return graph_layout(parent_indices(game_graph(graph)), _NODE_HEIGHT, _HEIGHT, _GAP)


def _left_margin(graph: str) -> float:
    return max(0.0, (FITTING_WIDTH - _plan(graph).width) / 2)


@lru_cache(maxsize=16)
def node_centres(graph: str) -> list[Point]:
    """Return where the centre of each node is in its panel.

    >>> len(node_centres("z = wx + b"))
    5
    """
    left = _left_margin(graph)
    return [(x + left, y) for x, y in _plan(graph).at]


@lru_cache(maxsize=16)
def missing_edges(graph: str) -> dict[tuple[int, int], Edge]:
    """Return the edges that have to be drawn, as (parent, child) → edge; every fourth stands from the start.

    >>> sorted(missing_edges("z = wx + b"))
    [(0, 2), (1, 2), (2, 4)]
    """
    every = [((p, i), (i, k)) for i, own in enumerate(parent_indices(game_graph(graph))) for k, p in enumerate(own)]
    return {pair: edge for n, (pair, edge) in enumerate(every) if n % 4 != 3}


def view(state: State) -> View:
    """Return the picture, and what is to be said of the last line.

    >>> shown = view(connect_nodes(State(), 2, 0))
    >>> shown.note, shown.right
    ('p is computed from w, so the arrow starts at w and ends at p.', False)
    """
    verdict = False if state.refused else True if state.said.startswith("Right") else None
    return View(draw(state), note=state.said or _START, right=verdict)


GOALS = {"all edges": Goal("draw all missing edges of three graphs", lambda s: len(s.done), 3)}


def has_all_edges(state: State) -> bool:
    """Are all edges of the graph there?

    >>> has_all_edges(State())
    False
    """
    return len(state.drawn) == len(missing_edges(state.graph))


def connect_nodes(state: State, start: int, end: int) -> State:
    """Return the state after a line was drawn from node `start` to node `end`: kept if that edge is missing."""
    state = replace(state, chosen=None, pull=None, refused=None)
    names = quantity_names(state.graph)
    if (start, end) in state.drawn or (start, end) in _given(state.graph):
        return replace(state, said=f"The edge from {names[start]} to {names[end]} is there already.")
    if (start, end) not in missing_edges(state.graph):
        said = _refused(state.graph, start, end)
        return replace(state, wrong=state.wrong + 1, said=said, refused=(start, end))
    state = replace(state, drawn=(*state.drawn, (start, end)))
    left = len(missing_edges(state.graph)) - len(state.drawn)
    said = f"Right: {names[end]} is computed from {names[start]}. "
    if left:
        return replace(state, said=said + f"{count_phrase(left, 'edge')} to go.")
    done = state.done if state.graph in state.done else (*state.done, state.graph)
    return replace(state, done=done, said=said + "This graph is complete; press Next graph.")


def _refused(graph: str, start: int, end: int) -> str:
    parents, names = parent_indices(game_graph(graph)), quantity_names(graph)
    a, b = names[start], names[end]
    if end in parents[start]:
        return f"{a} is computed from {b}, so the arrow starts at {b} and ends at {a}."
    if start in _ancestors(parents, end):
        return (
            f"{b} does depend on {a}, but not directly: look at the line of {b}. An edge joins {b} with what "
            "that line contains."
        )
    if end in _ancestors(parents, start):
        return f"{a} depends on {b}, not {b} on {a}; and there is a node between them."
    if not parents[end]:
        return f"{b} is an input: it is given, not computed, so no edge ends there."
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
    """Return the nodes with the edges that stand and the line that is being drawn, and the formulas beside them."""
    out, names = game_graph(state.graph), quantity_names(state.graph)
    missing = {edge for pair, edge in missing_edges(state.graph).items() if pair not in state.drawn}
    marks = GraphAnnotations(
        missing=missing,
        strong={state.chosen} if state.pull is None else {state.pull[0]},
        tones={missing_edges(state.graph)[pair]: "var(--good)" for pair in state.drawn},
        refused=[state.refused] if state.refused else (),
        handles={i: _handle(i, name, i == state.chosen) for i, name in enumerate(names)},
    )
    there = ", ".join(f"{names[a]} to {names[b]}" for a, b in sorted(_given(state.graph) | set(state.drawn))) or "none"
    chosen = f" {names[state.chosen]} is chosen." if state.chosen is not None else ""
    graph = graph_drawing(out, marks, _plan(state.graph), _left_margin(state.graph))
    return panels(
        panel(FITTING_WIDTH, _HEIGHT, graph, _line(state)),
        _formulas(state),
        title="A graph with missing edges",
        text=f"{EDGE_GRAPHS[state.graph]}. Edges: {there}; {len(missing)} missing; {state.wrong} refused.{chosen}",
    )


def _formulas(state: State) -> Panel:
    """Return the panel with a line for each computed quantity: its formula, and how many edges enter it so far."""
    names, parents = quantity_names(state.graph), parent_indices(game_graph(state.graph))
    there = _given(state.graph) | set(state.drawn)
    lines = lines_of_formula(EDGE_GRAPHS[state.graph])
    parts = [text(4, 18, "the formula", "bold"), text(252, 18, "edges into it", "small soft end")]
    for n, line in enumerate(lines):
        i, y = names.index(line.partition(" = ")[0]), 30 + n * _LINE
        wanted, found = len(parents[i]), sum(child == i for _, child in there)
        looked_at = state.refused is not None and i in state.refused
        look = {"stroke": "var(--bad)", "stroke_width": 2} if looked_at else {"stroke": "var(--faint)"}
        whole = found == wanted
        parts += [
            tag("rect", x=2, y=y, width=252, height=_LINE - 8, rx=6, fill="var(--zone)", **look),
            text(14, y + 24, line),
            text(244, y + 24, f"{'✓ ' if whole else ''}{found} of {wanted}", "end num" + " good" * whole),
        ]
    return panel(FITTING_WIDTH, 30 + _MOST_LINES * _LINE, join_elements(parts))


_MOST_LINES = max(formula.count(";") + 1 for formula in EDGE_GRAPHS.values())


def _handle(i: int, name: str, is_chosen: bool) -> dict:
    label = f"node {name}{', chosen' if is_chosen else ''}: press Enter here, then on a node that is computed from it"
    return handle(("node", i), "draw press", label)


def _line(state: State) -> str:
    """Return the line that is being drawn."""
    if state.pull is None:
        return ""
    i, x, y = state.pull
    start = node_centres(state.graph)[i]
    return arrow(*start, x, y, "var(--accent)", 2, stroke_dasharray="6 4", pointer_events="none")


def _node_at(graph: str, x: float, y: float) -> int | None:
    """Return the node at this place of the panel, or None."""
    width, height = _plan(graph).node
    for i, (u, v) in enumerate(node_centres(graph)):
        if abs(u - x) <= width / 2 + 4 and abs(v - y) <= height / 2 + 6:
            return i
    return None


def on_event(state: State, event: Event) -> State:
    """Draw a line from node to node by pointer, or take two presses for it."""
    match event:
        case Event("press", ("node", i)):
            return press_node(state, i)
        case Event("draw", ("node", i), points=(*_, (x, y)), last=last):
            return drop_line(state, i, x, y) if last else replace(state, pull=(i, x, y), refused=None)
    return state


def drop_line(state: State, start: int, x: float, y: float) -> State:
    """Return the state after a line from node `start` was let go at a place of the picture; on `start` it is a press.

    >>> drop_line(State(), 0, *node_centres("z = wx + b")[2]).drawn
    ((0, 2),)
    """
    state, end = replace(state, pull=None), _node_at(state.graph, x, y)
    if end is None:
        return replace(state, refused=None, said="The line ended beside the nodes. Let go over a node.")
    return press_node(state, start) if end == start else connect_nodes(state, start, end)


def press_node(state: State, i: int) -> State:
    """Return the state after a press on node i: chosen, or joined with the node that was chosen before.

    >>> press_node(press_node(State(), 0), 2).drawn
    ((0, 2),)
    """
    if state.chosen is None:
        said = f"{quantity_names(state.graph)[i]} is chosen. Which node is computed from it?"
        return replace(state, chosen=i, refused=None, said=said)
    if state.chosen == i:
        return replace(state, chosen=None, said="")
    return connect_nodes(state, state.chosen, i)


def next_incomplete_graph(state: State) -> State:
    """Return the start of the first graph that is not complete, or of the one after this.

    >>> next_incomplete_graph(State("z = wx + b", done=("z = wx + b",))).graph
    'the loss'
    """
    names = list(EDGE_GRAPHS)
    after = names[(names.index(state.graph) + 1) % len(names)]
    return State(next((name for name in names if name not in state.done), after), done=state.done)


@widget
def edge_game(state: State) -> App:
    """Return the widget, with one of `EDGE_GRAPHS`.

    >>> app = edge_game(graph="z = wx + b")
    >>> for pair in missing_edges("z = wx + b"): _ = app.change(lambda s: connect_nodes(s, *pair))
    >>> app.state.done
    ('z = wx + b',)
    """
    controls = [
        Button("Next graph", next_incomplete_graph, has_all_edges, primary=True),
        Choice("graph", "graph", tuple(EDGE_GRAPHS), lambda s, graph: State(graph, done=s.done)),
    ]
    return App("edge_game", state, view, controls, on_event, title="Draw the missing edges", goals=GOALS)
