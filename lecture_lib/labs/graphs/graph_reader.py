"""From a drawn graph back to the function it computes; the typed formula is judged by random evaluation (row 09.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...autodiff import Counterexample, ExpressionError, Node, find_counterexample, parse_expression
from ...drawing import Picture, number_text, svg, text
from ...interactive import App, Button, Choice, Goal, View
from ...questions.unknown_graphs import UNKNOWN_GRAPHS, unknown_expression
from ...validation import InputError
from .diagram import graph_drawing
from .formula_field import FIELD_HEIGHT, formula_field
from .layout import graph_layout, parent_indices
from .unknown_graph import anonymous_description, anonymous_graph, reading_annotations

RANDOM_GRAPH = "a random one"


@dataclass(frozen=True)
class State:
    """The graph to be read, the formula that was typed, and what came of it.

    `seed` draws the random graphs; `fault` and `fault_at` say what is wrong with text that is no formula; `differs` is
    a point at which the formula is not the graph's function; `read` holds the graphs that were read.
    """

    graph: str = "a warm-up"
    seed: int = 1
    formula: str = ""
    fault: str = ""
    fault_at: int | None = None
    differs: Counterexample | None = None
    read: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.graph not in (*UNKNOWN_GRAPHS, RANDOM_GRAPH):
            raise InputError(f"graph is {self.graph!r}; one of {', '.join((*UNKNOWN_GRAPHS, RANDOM_GRAPH))} is wanted")

    @property
    def out(self) -> Node:
        at = tuple(self.differs.at.items()) if self.differs else ()
        return graph_to_read(self.graph, self.seed, at)

    @property
    def solved(self) -> bool:
        return bool(self.formula) and not self.fault and self.differs is None


@lru_cache(maxsize=32)
def graph_to_read(graph: str, seed: int, at: tuple[tuple[str, float], ...]) -> Node:
    """Return the graph, with the values at a point if one is given.

    >>> graph_to_read("a warm-up", 0, (("x", 2.0), ("y", 3.0)))
    <+ = 8>
    """
    wanted = unknown_expression(graph, seed)
    return anonymous_graph(wanted.graph(dict(at) if at else dict.fromkeys(wanted.names, 0.5)))


def view(state: State) -> View:
    """Return the picture, the goal and the verdict on the formula.

    >>> view(judge_formula(State(), "x*y")).note
    'Not this one: at x = −1.66, y = −1.05 the graph gives 0.083, your formula 1.743. The nodes show the values there.'
    """
    goal = Goal(
        f"read all {len(UNKNOWN_GRAPHS)} graphs that are not random ({len(state.read)} are read)",
        set(state.read) == set(UNKNOWN_GRAPHS),
    )
    return View(draw(state), goal, formula_verdict(state))


def formula_verdict(state: State) -> str:
    """Return what is to be said about the typed formula."""
    if not state.formula:
        return "Which function does this graph compute? Type a formula; parts may be named: s = x + y; s*s."
    if state.fault:
        return f"This cannot be read: {state.fault}."
    if state.solved:
        return (
            "Right: the formula agrees with the graph at 20 random points. "
            f"{len(state.read)} of {len(UNKNOWN_GRAPHS)} are read."
        )
    at = ", ".join(f"{name} = {number_text(value)}" for name, value in state.differs.at.items())
    mine = (
        f"your formula {number_text(state.differs.got)}"
        if state.differs.got is not None
        else f"your formula has no value ({state.differs.problem})"
    )
    return (
        f"Not this one: at {at} the graph gives {number_text(state.differs.wanted)}, {mine}. "
        "The nodes show the values there."
    )


def draw(state: State) -> Picture:
    """Return the graph, with the values at the point of a difference, and the field for the formula."""
    out = state.out
    plan = graph_layout(parent_indices(out))
    left = max(0.0, (712 - plan.width) / 2)
    graph = graph_drawing(out, reading_annotations(out, state.differs is not None), left, FIELD_HEIGHT + 26)
    ask = "Your formula:" + (" right" if state.solved else "")
    said = f"{anonymous_description(out, state.differs is not None)}. Typed: {state.formula or 'nothing yet'}."
    return svg.picture(
        720,
        plan.height + FIELD_HEIGHT + 30,
        text(4, 16, ask, "small good" if state.solved else "small soft"),
        formula_field(2, 22, 712, state.formula, "your formula", state.fault_at, bool(state.fault)),
        graph,
        title="A graph to be read",
        text=said,
    )


def on_event(state: State, event: dict) -> State:
    """Judge the formula that was typed."""
    return judge_formula(state, event["text"]) if event["kind"] == "edit" else state


def judge_formula(state: State, formula: str) -> State:
    """Return the state after the learner has typed a formula.

    >>> judge_formula(State(), "(y + 1)*x").solved, judge_formula(State(), "2x").fault_at
    (True, 1)
    """
    state = replace(state, formula=formula, fault="", fault_at=None, differs=None)
    try:
        differs = find_counterexample(
            parse_expression(formula), unknown_expression(state.graph, state.seed), np.random.default_rng(len(formula))
        )
    except ExpressionError as problem:
        return replace(state, fault=str(problem), fault_at=min(problem.at, len(formula)))
    except InputError as problem:
        return replace(state, fault=str(problem))
    read = (*state.read, state.graph) if differs is None and state.graph in UNKNOWN_GRAPHS else state.read
    return replace(state, differs=differs, read=tuple(dict.fromkeys(read)))


def graph_reader(graph: str | State = "a warm-up") -> App:
    """Return the widget, with one of `UNKNOWN_GRAPHS` or `RANDOM_GRAPH`.

    >>> stage = graph_reader()
    >>> stage.press("Another random one")
    >>> stage.state.graph
    'a random one'
    """
    state = graph if isinstance(graph, State) else State(graph)
    return App(
        "graph_reader",
        state,
        view,
        [
            Choice("graph", "graph", (*UNKNOWN_GRAPHS, RANDOM_GRAPH), lambda s, v: State(v, s.seed, read=s.read)),
            Button(
                "Another random one", lambda s: State(RANDOM_GRAPH, s.seed + (s.graph == RANDOM_GRAPH), read=s.read)
            ),
        ],
        on_event,
    )
