"""Place every local derivative and every adjoint of a graph; each number is judged at once (rows 09.2, 09.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...autodiff import Node, adjoints, parse_expression, topological_order, without_constants
from ...drawing import Picture, handle, number_text, svg, text
from ...interactive import App, Button, Choice, Goal, View
from ...validation import InputError, parse_number
from .diagram import LABEL_LENGTH, TAB_LENGTH, GraphAnnotations, graph_drawing, short_number
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
MAX_INPUT = 1_000_000

Slot = tuple[int, int | None]
"""(i, k): the local derivative on the edge from parent number k into node i; (i, None): the adjoint of node i."""


@dataclass(frozen=True)
class State:
    """The graph, and what stands in its places: the learner's numbers in `parse_number`, shown ones in `number_feedback`.

    `seed` 0 means the values of `MESSAGE_GRAPHS`, any other draws new ones; `last` is the place that was typed last.
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


@lru_cache(maxsize=32)
def graph_with_values(graph: str, seed: int) -> Node:
    """Return a graph with its own values, or with halves drawn by the seed.

    >>> graph_with_values("a small one", 0)
    <+ = 8>
    """
    formula, values = MESSAGE_GRAPHS[graph]
    if seed:
        rng = np.random.default_rng(seed)
        drawn_ones = rng.choice([-2, -1.5, -0.5, 0.5, 1.5, 2, 2.5, 3], len(values), replace=False)
        values = dict(zip(values, drawn_ones.tolist()))  # all different: a - b is never on the kink of the ReLU
    return without_constants(parse_expression(formula).graph(values))


@lru_cache(maxsize=32)
def true_derivatives(graph: str, seed: int) -> dict[Slot, float]:
    """Return the right number of every place, in an order in which each can be worked out: backwards.

    >>> true_derivatives("a small one", 0)[0, None]
    4.0
    """
    out = graph_with_values(graph, seed)
    order, bar = topological_order(out), adjoints(out)
    found: dict[Slot, float] = {}
    for i in reversed(range(len(order))):
        found[i, None] = bar[order[i]]
        found |= {(i, k): partial for k, partial in enumerate(order[i].partials)}
    return found


def view(state: State) -> View:
    """Return the picture, the goal and what is to be said about the last number.

    >>> view(enter_number(State(), (0, None), 3.0)).note
    'The adjoint of w is not 3. One path is missing: w is used 2 times, and the messages of all its uses are added.'
    """
    right = true_derivatives(state.graph, state.seed)
    own = {place for place, value in state.typed if is_close_enough(value, right[place])}
    done = len(own | set(state.revealed)) == len(right) and 2 * len(own) >= len(right)
    return View(
        draw(state),
        Goal(f"fill in all {len(right)} numbers, at least half of them yourself ({len(own)} are yours)", done),
        number_feedback(state),
    )


def number_feedback(state: State) -> str:
    """Return what is to be said about the number that was typed last."""
    if state.last is None:
        return (
            "Press Enter or click on a “?”. On an edge stands the local derivative, below a node its adjoint. "
            "The last node begins. Two decimals are enough."
        )
    (i, k), value, names = state.last, dict(state.typed)[state.last], node_names(state.out)
    what = _called(state.out, state.last, names)
    if is_close_enough(value, true_derivatives(state.graph, state.seed)[state.last]):
        return f"{what[0].upper()}{what[1:]} is {number_text(value)}: right."
    slip = mistake_in_adjoint(state.out, i, value) if k is None else mistake_in_partial(state.out, i, k, value)
    return f"{what[0].upper()}{what[1:]} is not {number_text(value)}. {slip}"


def _called(out: Node, place: Slot, names: list[str]) -> str:
    (i, k), order = place, topological_order(out)
    if k is None:
        return f"the adjoint of {names[i]}"
    parent = order[i].parents[k]
    which = f" (edge {k + 1})" if order[i].parents.count(parent) > 1 else ""
    return f"the local derivative of {names[i]} with respect to {names[order.index(parent)]}{which}"


def draw(state: State) -> Picture:
    """Return the graph with its values, and every place with what stands there."""
    out, right = state.out, true_derivatives(state.graph, state.seed)
    plan, names = graph_layout(parent_indices(out)), node_names(out)
    own, texts, tones = dict(state.typed), {}, {}
    for place in right:
        texts[place], tones[place] = _shown(place, state, own, right)
    said = [f"{_called(out, place, names)}: {_spoken(texts[place])}" for place in right if texts[place] != "?"]
    still = len(right) - len(said)
    values = ", ".join(f"{name} = {number_text(node.value)}" for name, node in zip(names, topological_order(out)))
    left = max(0.0, (712 - plan.width) / 2)
    marks = GraphAnnotations(
        values={i: short_number(node.value) for i, node in enumerate(topological_order(out))},
        tabs={i: texts[i, k] for i, k in right if k is None},
        labels={p: texts[p] for p in right if p[1] is not None},
        room={p: LABEL_LENGTH for p in right if p[1] is not None},
        strong={state.last} if state.last else (),
        tones={(("tab", p[0]) if p[1] is None else p): tone for p, tone in tones.items()},
        handles={(("tab", p[0]) if p[1] is None else p): _handle(p, _called(out, p, names), texts[p]) for p in right},
    )
    graph = graph_drawing(out, marks, left, 34)
    return svg.picture(
        720,
        plan.height + 40,
        text(4, 18, MESSAGE_GRAPHS[state.graph][0], "bold"),
        graph,
        title="Local derivatives and adjoints to fill in",
        text=f"{MESSAGE_GRAPHS[state.graph][0]}, with {values}. "
        f"{'; '.join(said) or 'Nothing is filled in'}; {still} open.",
    )


def _shown(place: Slot, state: State, own: dict, right: dict) -> tuple[str, str]:
    room = TAB_LENGTH if place[1] is None else LABEL_LENGTH
    if place in own:
        good = is_close_enough(own[place], right[place])
        return ("" if good else "✗") + short_number(own[place], room - 1), "var(--good)" if good else "var(--bad)"
    if place in state.revealed:
        return short_number(right[place], room), "var(--soft)"
    return "?", "var(--accent)"


def _spoken(shown: str) -> str:
    return f"{shown[1:]}, which is wrong" if shown[0] == "✗" else shown


def _handle(place: Slot, called: str, shown: str) -> dict:
    i, k = place
    return handle(
        f"bar{i}" if k is None else f"d{i}.{k}",
        "edit",
        f"{called}, {'open' if shown == '?' else _spoken(shown)}: press Enter to type a number",
        value="" if shown == "?" else shown.lstrip("✗").replace("−", "-"),
    )


def on_event(state: State, event: dict) -> State:
    """Take a number that was typed into a place."""
    if event["kind"] != "edit":
        return state
    id_ = event["id"]
    place = (int(id_[3:]), None) if id_.startswith("bar") else tuple(map(int, id_[1:].split(".")))
    value = parse_number(event["text"], "the number")
    if abs(value) > MAX_INPUT:
        raise InputError(f"the number is {value:g}; one from −{MAX_INPUT} to {MAX_INPUT} is wanted")
    return enter_number(state, place, value)


def enter_number(state: State, place: Slot, value: float) -> State:
    """Return the state after the learner has typed `value` into a place."""
    kept = tuple(pair for pair in state.typed if pair[0] != place)
    return replace(
        state, typed=(*kept, (place, value)), revealed=tuple(p for p in state.revealed if p != place), last=place
    )


def reveal_number(state: State) -> State:
    """Return the state in which the first place that is open or wrong is shown, from the result backwards."""
    place = _open(state)[0]
    return replace(
        state,
        typed=tuple(pair for pair in state.typed if pair[0] != place),
        revealed=(*state.revealed, place),
        last=None,
    )


def _open(state: State) -> list[Slot]:
    right, own = true_derivatives(state.graph, state.seed), dict(state.typed)
    return [p for p in right if p not in state.revealed and not (p in own and is_close_enough(own[p], right[p]))]


def message_game(graph: str = "a small one", **changes) -> App:
    """Return the widget, with one of `MESSAGE_GRAPHS`.

    >>> stage = message_game()
    >>> stage.press("Show the next number")
    >>> stage.state.revealed
    ((3, None),)
    """
    return App(
        "message_game",
        State(graph, **changes) if isinstance(graph, str) else graph,
        view,
        [
            Choice("graph", "graph", tuple(MESSAGE_GRAPHS), lambda s, v: State(v)),
            Button("New numbers", lambda s: State(s.graph, s.seed + 1)),
            Button("Show the next number", reveal_number, lambda s: bool(_open(s))),
        ],
        on_event,
    )
