"""Place every local derivative and every adjoint of a graph; each number is judged at once (rows 09.2, 09.4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...autodiff import Node, adjoints, parse_expression, topological_order, without_constants
from ...drawing import Picture, Target, handle, number_text, picture, text
from ...interactive import (
    App,
    Button,
    CellContent,
    Choice,
    Event,
    LabGoal,
    View,
    cell_contents,
    count_right,
    fill_cell,
    is_complete,
    open_cells,
    parse_entry,
    reveal_cell,
    widget,
)
from ...validation import InputError
from .diagram import LABEL_LENGTH, TAB_LENGTH, Edge, GraphAnnotations, graph_drawing, short_number
from .layout import graph_layout, parent_indices
from .mistakes import is_close_enough, mistake_in_adjoint, mistake_in_partial
from .text import node_names

MESSAGE_GRAPHS = {
    "a small one": ("f = w*x + w", {"w": 2.0, "x": 3.0}),
    "the loss": ("z = w*x + b; y = σ(z); L = (y - t)^2 / 2", {"w": 3.0, "x": 2.0, "b": -6.0, "t": 1.0}),
    "the regularised loss": (
        "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R",
        {"w": 3.0, "x": 2.0, "b": -6.0, "t": 1.0, "λ": 0.1},
    ),
    "two paths": ("h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)", {"x": 1.0}),
    "one used three times": ("s = a - b; f = s*s + relu(s)*c", {"a": 3.0, "b": 1.0, "c": 4.0}),
}

Slot = Target
"""("adjoint", i) of node i, or ("partial", i, k): the local derivative on the edge from its parent number k."""


@dataclass(frozen=True)
class State:
    """The graph, and what stands in its places so far: a worksheet.

    `seed` 0 means the values of `MESSAGE_GRAPHS`, any other draws new ones. `typed` holds the learner's numbers,
    `revealed` the places that were shown, `last` the place that was typed last.
    """

    graph: str = "a small one"
    seed: int = 0
    typed: tuple[tuple[Slot, float], ...] = ()
    revealed: tuple[Slot, ...] = ()
    last: Slot | None = None

    def __post_init__(self) -> None:
        if self.graph not in MESSAGE_GRAPHS:
            raise InputError(f"graph is {self.graph!r}; one of {', '.join(MESSAGE_GRAPHS)} is wanted")

    @property
    def out(self) -> Node:
        return graph_with_values(self.graph, self.seed)

    @property
    def true_numbers(self) -> dict[Slot, float]:
        return true_derivatives(self.graph, self.seed)

    def is_correct(self, slot: Slot, number: float) -> bool:
        return is_close_enough(number, self.true_numbers[slot])


@lru_cache(maxsize=32)
def graph_with_values(graph: str, seed: int) -> Node:
    """Return a graph with its own values, or with halves drawn by the seed.

    >>> graph_with_values("a small one", 0)
    <+ = 8>
    """
    formula, values = MESSAGE_GRAPHS[graph]
    if seed:
        rng = np.random.default_rng(seed)
        drawn = rng.choice([-2, -1.5, -0.5, 0.5, 1.5, 2, 2.5, 3], len(values), replace=False)
        values = dict(zip(values, drawn.tolist()))  # all different: a - b is never on the kink of the ReLU
    return without_constants(parse_expression(formula).graph(values))


@lru_cache(maxsize=32)
def true_derivatives(graph: str, seed: int) -> dict[Slot, float]:
    """Return the right number of every place, in an order in which each can be worked out: backwards.

    >>> true_derivatives("a small one", 0)["adjoint", 0]
    4.0
    """
    out = graph_with_values(graph, seed)
    order, bar = topological_order(out), adjoints(out)
    found: dict[Slot, float] = {}
    for i in reversed(range(len(order))):
        found["adjoint", i] = bar[order[i]]
        found |= {("partial", i, k): partial for k, partial in enumerate(order[i].partials)}
    return found


def view(state: State) -> View:
    """Return the picture, the goal and what is to be said about the last number.

    >>> view(fill_cell(State(), ("adjoint", 0), 3.0)).note
    'The adjoint of w is not 3. One path is missing: w is used 2 times, and the messages of all its uses are added.'
    """
    contents = cell_contents(state)
    n, n_right = len(contents), count_right(contents)
    goal = f"fill in all {n} numbers, at least half of them yourself ({n_right} are yours)"
    return View(draw(state), LabGoal(goal, is_complete(contents) and 2 * n_right >= n), number_feedback(state))


def number_feedback(state: State) -> str:
    """Return what is to be said about the number that was typed last."""
    if state.last is None:
        return (
            "Press Enter or click on a “?”. On an edge stands the local derivative, below a node its adjoint. "
            "The last node begins. Two decimals are enough."
        )
    out, value = state.out, dict(state.typed)[state.last]
    description = _description(out, state.last, node_names(out))
    subject = f"{description[0].upper()}{description[1:]}"
    if state.is_correct(state.last, value):
        return f"{subject} is {number_text(value)}: right."
    _, i, *edge = state.last
    if edge:
        advice = mistake_in_partial(out, i, edge[0], value)
    else:
        advice = mistake_in_adjoint(out, i, value)
    return f"{subject} is not {number_text(value)}. {advice}"


def _description(out: Node, slot: Slot, names: list[str]) -> str:
    """Return in words what stands in a place."""
    if slot[0] == "adjoint":
        return f"the adjoint of {names[slot[1]]}"
    (_, i, k), order = slot, topological_order(out)
    parent = order[i].parents[k]
    which = f" (edge {k + 1})" if order[i].parents.count(parent) > 1 else ""
    return f"the local derivative of {names[i]} with respect to {names[order.index(parent)]}{which}"


def draw(state: State) -> Picture:
    """Return the graph with its values, and every place with what stands there."""
    out, contents = state.out, cell_contents(state)
    plan, names, order = graph_layout(parent_indices(out)), node_names(out), topological_order(out)
    written = {slot: _written(slot, content) for slot, content in contents.items()}
    descriptions = {slot: _description(out, slot, names) for slot in contents}
    said = [
        f"{descriptions[slot]}: {_in_words(content, written[slot])}"
        for slot, content in contents.items()
        if content.kind != "open"
    ]
    formula, n_open = MESSAGE_GRAPHS[state.graph][0], len(contents) - len(said)
    values = ", ".join(f"{name} = {number_text(node.value)}" for name, node in zip(names, order))
    labels = {slot[1:]: written[slot] for slot in contents if slot[0] == "partial"}
    marks = GraphAnnotations(
        values={i: short_number(node.value) for i, node in enumerate(order)},
        tabs={slot[1]: written[slot] for slot in contents if slot[0] == "adjoint"},
        labels=labels,
        room=dict.fromkeys(labels, LABEL_LENGTH),
        strong={_drawn_at(state.last)} if state.last else (),
        tones={_drawn_at(slot): _COLOURS[content.kind] for slot, content in contents.items()},
        handles={
            _drawn_at(slot): _handle(slot, descriptions[slot], content, written[slot])
            for slot, content in contents.items()
        },
    )
    return picture(
        720,
        plan.height + 40,
        text(4, 18, formula, "bold"),
        graph_drawing(out, marks, max(0.0, (712 - plan.width) / 2), 34),
        title="Local derivatives and adjoints to fill in",
        text=f"{formula}, with {values}. {'; '.join(said) or 'Nothing is filled in'}; {n_open} open.",
    )


_COLOURS = {"right": "var(--good)", "wrong": "var(--bad)", "revealed": "var(--soft)", "open": "var(--accent)"}


def _drawn_at(slot: Slot) -> Edge | tuple[str, int]:
    """Return where a place is in the drawing: an edge, or the tab of a node."""
    return ("tab", slot[1]) if slot[0] == "adjoint" else slot[1:]


def _written(slot: Slot, content: CellContent) -> str:
    """Return what is written into a place, short enough for it."""
    if content.value is None:
        return "?"
    room = TAB_LENGTH if slot[0] == "adjoint" else LABEL_LENGTH
    if content.kind == "revealed":
        return short_number(content.value, room)
    return f"{'✗' if content.kind == 'wrong' else ''}{short_number(content.value, room - 1)}"


def _in_words(content: CellContent, written: str) -> str:
    if content.kind == "open":
        return "open"
    return f"{written[1:]}, which is wrong" if content.kind == "wrong" else written


def _handle(slot: Slot, description: str, content: CellContent, written: str) -> dict:
    label = f"{description}, {_in_words(content, written)}: press Enter to type a number"
    shown = "" if content.kind == "open" else written.lstrip("✗").replace("−", "-")
    return handle(slot, "edit", label, value=shown)


def on_event(state: State, event: Event) -> State:
    """Take a number that was typed into a place."""
    match event:
        case Event("edit", ("adjoint" | "partial", *_) as slot, text):
            return fill_cell(state, slot, parse_entry(text, "the number"))
    return state


def reveal_next(state: State) -> State:
    """Return the state in which the first place that is open or wrong is shown, from the result backwards."""
    return reveal_cell(state, open_cells(state)[0])


@widget
def message_game(state: State) -> App:
    """Return the widget, with one of `MESSAGE_GRAPHS`.

    >>> app = message_game()
    >>> app.press("Show the next number")
    >>> app.state.revealed
    (('adjoint', 3),)
    """
    controls = [
        Choice("graph", "graph", tuple(MESSAGE_GRAPHS), lambda s, graph: State(graph)),
        Button("New numbers", lambda s: State(s.graph, s.seed + 1)),
        Button("Show the next number", reveal_next, lambda s: bool(open_cells(s))),
    ]
    return App("message_game", state, view, controls, on_event, title="Message game")
