"""From a drawn graph back to the function it computes; the typed formula is judged by random evaluation (row 09.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...autodiff import Counterexample, ExpressionError, Node, find_counterexample, parse_expression
from ...drawing import Picture, number_text, picture, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...questions.unknown_graphs import UNKNOWN_GRAPHS, unknown_expression
from ...validation import InputError
from .diagram import graph_drawing
from .formula_field import FIELD_HEIGHT, formula_field
from .layout import graph_layout, parent_indices
from .unknown_graph import anonymous_description, anonymous_graph, reading_annotations

RANDOM_GRAPH = "a random one"


class FormulaVerdict(NamedTuple):
    """What came of a formula: all is empty if it is the graph's function.

    `fault` and `fault_at` say what is wrong with text that is no formula, and at which character; `counterexample` is a
    point at which the formula is another function.
    """

    fault: str = ""
    fault_at: int | None = None
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class State:
    """The graph to be read, the formula that was typed, and the graphs that were read; `seed` draws the random ones."""

    graph: str = "a warm-up"
    seed: int = 1
    formula: str = ""
    read: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.graph not in (*UNKNOWN_GRAPHS, RANDOM_GRAPH):
            raise InputError(f"graph is {self.graph!r}; one of {', '.join((*UNKNOWN_GRAPHS, RANDOM_GRAPH))} is wanted")

    @property
    def out(self) -> Node:
        differs = self.verdict.counterexample
        return graph_to_read(self.graph, self.seed, tuple(differs.at.items()) if differs else ())

    @property
    def verdict(self) -> FormulaVerdict:
        return judge_formula(self.graph, self.seed, self.formula) if self.formula else FormulaVerdict()

    @property
    def solved(self) -> bool:
        return bool(self.formula) and self.verdict == FormulaVerdict()


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

    >>> view(submit_formula(State(), "x*y")).note
    'Not this one: at x = −1.66, y = −1.05 the graph gives 0.083, your formula 1.743. The nodes show the values there.'
    """
    goal = LabGoal(
        f"read all {len(UNKNOWN_GRAPHS)} graphs that are not random ({len(state.read)} are read)",
        set(state.read) == set(UNKNOWN_GRAPHS),
    )
    return View(draw(state), goal, formula_verdict(state))


def formula_verdict(state: State) -> str:
    """Return what is to be said about the typed formula."""
    if not state.formula:
        return "Which function does this graph compute? Type a formula; parts may be named: s = x + y; s*s."
    fault, _, differs = state.verdict
    if fault:
        return f"This cannot be read: {fault}."
    if differs is None:
        return (
            "Right: the formula agrees with the graph at 20 random points. "
            f"{len(state.read)} of {len(UNKNOWN_GRAPHS)} are read."
        )
    at = ", ".join(f"{name} = {number_text(value)}" for name, value in differs.at.items())
    mine = (
        f"your formula {number_text(differs.got)}"
        if differs.got is not None
        else f"your formula has no value ({differs.problem})"
    )
    return (
        f"Not this one: at {at} the graph gives {number_text(differs.wanted)}, {mine}. The nodes show the values there."
    )


def draw(state: State) -> Picture:
    """Return the graph, with the values at the point of a difference, and the field for the formula."""
    out, (fault, fault_at, differs) = state.out, state.verdict
    plan = graph_layout(parent_indices(out))
    left = max(0.0, (712 - plan.width) / 2)
    graph = graph_drawing(out, reading_annotations(out, differs is not None), left, FIELD_HEIGHT + 26)
    ask = "Your formula:" + (" right" if state.solved else "")
    said = f"{anonymous_description(out, differs is not None)}. Typed: {state.formula or 'nothing yet'}."
    return picture(
        720,
        plan.height + FIELD_HEIGHT + 30,
        text(4, 16, ask, "small good" if state.solved else "small soft"),
        formula_field(2, 22, 712, state.formula, "your formula", fault_at, bool(fault)),
        graph,
        title="A graph to be read",
        text=said,
    )


def on_event(state: State, event: Event) -> State:
    """Judge the formula that was typed."""
    match event:
        case Event("edit", ("formula",), text):
            return submit_formula(state, text)
    return state


@lru_cache(maxsize=64)
def judge_formula(graph: str, seed: int, formula: str) -> FormulaVerdict:
    """Hold a typed formula against the graph's own function at random points.

    >>> judge_formula("a warm-up", 0, "(y + 1)*x"), judge_formula("a warm-up", 0, "2x").fault_at
    (FormulaVerdict(fault='', fault_at=None, counterexample=None), 1)
    """
    try:
        expression, wanted = parse_expression(formula), unknown_expression(graph, seed)
        found = find_counterexample(expression, wanted, np.random.default_rng(len(formula)))
    except ExpressionError as problem:
        return FormulaVerdict(str(problem), min(problem.at, len(formula)))
    except InputError as problem:
        return FormulaVerdict(str(problem))
    return FormulaVerdict(counterexample=found)


def submit_formula(state: State, formula: str) -> State:
    """Return the state after the learner has typed a formula; if it is right, the graph counts as read.

    >>> submit_formula(State(), "(y + 1)*x").read
    ('a warm-up',)
    """
    new = replace(state, formula=formula)
    if not new.solved or state.graph in (RANDOM_GRAPH, *state.read):
        return new
    return replace(new, read=(*state.read, state.graph))


@widget
def graph_reader(state: State) -> App:
    """Return the widget, with one of `UNKNOWN_GRAPHS` or `RANDOM_GRAPH`.

    >>> app = graph_reader(formula="x*y + x")
    >>> app.state.solved
    True
    >>> app.press("Another random one")
    >>> app.state.graph
    'a random one'
    """
    controls = [
        Choice("graph", "graph", (*UNKNOWN_GRAPHS, RANDOM_GRAPH), lambda s, graph: State(graph, s.seed, read=s.read)),
        Button("Another random one", lambda s: State(RANDOM_GRAPH, s.seed + (s.graph == RANDOM_GRAPH), read=s.read)),
    ]
    return App("graph_reader", state, view, controls, on_event, title="Graph reader")
