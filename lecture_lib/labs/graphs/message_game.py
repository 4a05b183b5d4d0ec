"""Place every local derivative and every adjoint of a graph; each number is judged at once (rows 09.2, 09.4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...autodiff import Node, adjoints, parse_expression, topological_order, without_constants
from ...drawing import Panel, Picture, Target, handle, join_elements, number_text, panel, panels, tag, text
from ...interactive import (
    App,
    Button,
    CellContent,
    Event,
    Goal,
    View,
    cell_contents,
    count_right,
    fill_cell,
    open_cells,
    parse_entry,
    reveal_cell,
    widget,
)
from ...validation import InputError, count_phrase
from .diagram import LABEL_LENGTH, TAB_LENGTH, Edge, GraphAnnotations, graph_drawing, short_number
from .layout import FITTING_WIDTH, NODE_HEIGHT, graph_layout, parent_indices
from .mistakes import is_close_enough, mistake_in_adjoint, mistake_in_partial
from .text import lines_of_formula, node_names

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

_HEIGHT = 450  # of the graph's panel; a graph of more than five layers takes what it needs
_CHIP = 24  # height of a number on an edge
_LISTED = 6  # numbers that are in their turn, listed at a time

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
            raise InputError(f"graph is {self.graph!r}; take one of {', '.join(MESSAGE_GRAPHS)}")

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
    """Return the picture and what is to be said about the last number.

    >>> shown = view(fill_cell(State(), ("adjoint", 0), 3.0))
    >>> shown.note, shown.right
    ('Adjoint of w: not 3. One path is missing: w is used 2 times, and the messages of all its uses are added.', False)
    """
    right = None if state.last is None else state.is_correct(state.last, dict(state.typed)[state.last])
    return View(draw(state), note=number_feedback(state), right=right)


def _own(state: State) -> int:
    return count_right(cell_contents(state))


GOALS = {
    "a small one": Goal("work out 6 of the 8 numbers yourself", _own, 6),
    "two paths": Goal("work out 9 of the 13 numbers yourself", lambda s: _own(s) if s.graph == "two paths" else 0, 9),
}


def slots_in_turn(state: State) -> list[Slot]:
    """Return the places that are open or wrong and can be worked out of what stands, from the result backwards.

    Those are: the adjoint of the result; the local derivatives on the edges into a node whose adjoint stands; and the
    adjoint of a node when the adjoints and local derivatives of all its messages stand.

    >>> slots_in_turn(State())
    [('adjoint', 3)]
    >>> slots_in_turn(fill_cell(State(), ("adjoint", 3), 1.0))
    [('partial', 3, 0), ('partial', 3, 1)]
    """
    waiting, parents = set(open_cells(state)), parent_indices(state.out)

    def has_what_it_needs(slot: Slot) -> bool:
        kind, i, *_ = slot
        if kind == "partial":
            return ("adjoint", i) not in waiting
        messages = [(c, k) for c, own in enumerate(parents) for k, p in enumerate(own) if p == i]
        return all(("adjoint", c) not in waiting and ("partial", c, k) not in waiting for c, k in messages)

    return [slot for slot in state.true_numbers if slot in waiting and has_what_it_needs(slot)]


def number_feedback(state: State) -> str:
    """Return what is to be said about the number that was typed last."""
    if state.last is None:
        if state.revealed:
            if not open_cells(state):
                return "All numbers are there. Press New numbers, and work them out yourself."
            return "That number is shown. Now the next one: the places with a purple rim can be worked out now."
        return "Begin at the result, the last node: press its “?” and type a number. Two decimals are enough."
    out, value = state.out, dict(state.typed)[state.last]
    description = _description(out, state.last, node_names(out))
    subject = f"{description[0].upper()}{description[1:]}"
    if state.is_correct(state.last, value):
        left = len(open_cells(state))
        return f"{subject} is {number_text(value)}: right. " + (
            f"{count_phrase(left, 'number')} to go." if left else "All numbers are there. New numbers gives you others."
        )
    _, i, *edge = state.last
    if edge:
        advice = mistake_in_partial(out, i, edge[0], value)
    else:
        advice = mistake_in_adjoint(out, i, value)
    return f"{subject}: not {number_text(value)}. {advice}"


def _description(out: Node, slot: Slot, names: list[str]) -> str:
    """Return in words what stands in a place."""
    if slot[0] == "adjoint":
        return f"adjoint of {names[slot[1]]}"
    (_, i, k), order = slot, topological_order(out)
    parent = order[i].parents[k]
    which = f" (edge {k + 1})" if order[i].parents.count(parent) > 1 else ""
    return f"local derivative ∂{names[i]}/∂{names[order.index(parent)]}{which}"


def draw(state: State) -> Picture:
    """Return the graph with every place and what stands there, and beside it the formula and whose turn it is."""
    out, contents = state.out, cell_contents(state)
    names, order = node_names(out), topological_order(out)
    plan, turn = graph_layout(parent_indices(out), NODE_HEIGHT, _HEIGHT), slots_in_turn(state)
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
        strong={_drawn_at(slot) for slot in turn},
        tones={
            _drawn_at(slot): "var(--accent)" if slot in turn and content.kind == "open" else _COLOURS[content.kind]
            for slot, content in contents.items()
        },
        handles={
            _drawn_at(slot): _handle(slot, descriptions[slot], content, written[slot])
            for slot, content in contents.items()
        },
        high=_CHIP,
        flash=[_drawn_at(state.last)] if state.last and contents[state.last].kind == "wrong" else (),
    )
    wide = max(FITTING_WIDTH, plan.width)
    now = f" To be worked out now: {', '.join(descriptions[slot] for slot in turn)}." if turn else ""
    return panels(
        panel(wide, plan.height, graph_drawing(out, marks, plan, (wide - plan.width) / 2)),
        _beside(state, [descriptions[slot] for slot in turn]),
        title="Local derivatives and adjoints to fill in",
        text=f"{formula}, with {values}. {'; '.join(said) or 'Nothing is filled in'}; {n_open} open.{now}",
    )


def _beside(state: State, turn: list[str]) -> Panel:
    """Return the panel with the formula, the places that are in their turn, and what stands where."""
    lines = lines_of_formula(MESSAGE_GRAPHS[state.graph][0])
    parts = [text(4, 18, "the formula", "bold")]
    parts += [text(14, 42 + 22 * n, line) for n, line in enumerate(lines)]
    top = 42 + 22 * len(lines) + 12
    parts.append(text(4, top, "can be worked out now" if turn else "all numbers are there", "bold"))
    listed = turn if len(turn) <= _LISTED else [*turn[: _LISTED - 1], f"and {len(turn) - _LISTED + 1} more"]
    for n, description in enumerate(listed):
        y = top + 24 + 22 * n
        parts += [
            tag(
                "rect",
                x=4,
                y=y - 9,
                width=10,
                height=10,
                rx=2,
                fill="var(--paper)",
                stroke="var(--accent)",
                stroke_width=2,
            ),
            text(22, y, description, "small"),
        ]
    low = top + 24 + 22 * _LISTED + 10
    chip = {"x": 4, "width": 40, "height": 18, "rx": 5, "fill": "var(--paper)", "stroke": "var(--line)"}
    parts += [
        tag("rect", **chip, y=low - 13),
        text(24, low, "?", "mid small"),
        text(54, low, "on an edge: the local derivative", "small soft"),
        tag("rect", **chip | {"fill": "var(--zone)"}, y=low + 13),
        text(24, low + 26, "?", "mid small bold"),
        text(54, low + 26, "below a node: its adjoint", "small soft"),
        text(4, low + 54, "An adjoint is a sum: one message for", "small soft"),
        text(4, low + 71, "each edge that leaves the node. It is the", "small soft"),
        text(4, low + 88, "adjoint at the edge’s end, times the local", "small soft"),
        text(4, low + 105, "derivative on the edge.", "small soft"),
    ]
    return panel(FITTING_WIDTH, low + 114, join_elements(parts))


_COLOURS = {"right": "var(--good)", "wrong": "var(--bad)", "revealed": "var(--soft)", "open": "var(--line)"}


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
        Button("Show the next number", reveal_next, lambda s: bool(open_cells(s)), primary=True),
        Button("New numbers", lambda s: State(s.graph, s.seed + 1)),
    ]
    return App("message_game", state, view, controls, on_event, title="Place every derivative", goals=GOALS)
