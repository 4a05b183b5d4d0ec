"""From a drawn graph back to the function it computes; the typed formula is judged by random evaluation (row 09.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...autodiff import Counterexample, ExpressionError, Node, find_counterexample, parse_expression
from ...drawing import Panel, Picture, join_elements, number_text, panel, panels, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...questions.unknown_graphs import UNKNOWN_GRAPHS, unknown_expression
from ...validation import InputError
from .diagram import graph_drawing
from .formula_field import field_height, formula_field
from .layout import FITTING_WIDTH, graph_layout, parent_indices
from .unknown_graph import anonymous_description, anonymous_graph, reading_annotations

RANDOM_GRAPH = "a random one"
_NODE_HEIGHT, _GAP, _HEIGHT = 36, 27, 422  # of a node; between two layers; of the panel, which holds seven layers
_ROWS = 2  # of the field


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
            raise InputError(f"graph is {self.graph!r}; take one of {', '.join((*UNKNOWN_GRAPHS, RANDOM_GRAPH))}")

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
    """Return the picture and the verdict on the formula.

    >>> shown = view(submit_formula(State(), "x*y"))
    >>> shown.note, shown.right
    ('Not this one: look at the point below your formula. The nodes show their values there.', False)
    """
    return View(draw(state), note=formula_verdict(state), right=state.solved if state.formula else None)


GOALS = {"six graphs": Goal("read all six graphs of the list", lambda s: len(s.read), len(UNKNOWN_GRAPHS))}


def formula_verdict(state: State) -> str:
    """Return what is to be said about the typed formula."""
    if not state.formula:
        return "Which function does this graph compute? Type it into the field; parts may be named: s = x + y; s*s."
    fault, _, differs = state.verdict
    if fault:
        return f"This cannot be read: {fault}."
    if differs is None:
        left = len(UNKNOWN_GRAPHS) - len(state.read)
        more = "Press Next graph." if left else "All six are read."
        return f"Right: the formula agrees with the graph at 20 random points. {more}"
    if differs.got is None:
        return f"Not this one: at the point below it, your formula has no value ({differs.problem})."
    return "Not this one: look at the point below your formula. The nodes show their values there."


def draw(state: State) -> Picture:
    """Return the graph, with the values at the point of a difference, and beside it the field for the formula."""
    out, differs = state.out, state.verdict.counterexample
    plan = graph_layout(parent_indices(out), _NODE_HEIGHT, _HEIGHT, _GAP)
    wide = max(FITTING_WIDTH, plan.width)
    said = f"{anonymous_description(out, differs is not None)}. Typed: {state.formula or 'nothing yet'}."
    if differs:
        at = ", ".join(f"{name} = {number_text(value)}" for name, value in differs.at.items())
        said += f" At {at} the graph gives {number_text(differs.wanted)}, your formula {_got(differs)}."
    marks = reading_annotations(out, differs is not None)
    return panels(
        panel(wide, plan.height, graph_drawing(out, marks, plan, (wide - plan.width) / 2)),
        _beside(state),
        title="A graph to be read",
        text=said,
    )


def _got(differs: Counterexample) -> str:
    return number_text(differs.got) if differs.got is not None else "no value"


def _beside(state: State) -> Panel:
    """Return the panel with the field, the point at which the formula differs, and the list of the graphs."""
    fault, fault_at, differs = state.verdict
    below = 24 + field_height(_ROWS)
    title = text(4, 16, "Your formula:" + (" ✓ right" if state.solved else ""), "bold good" if state.solved else "bold")
    parts = [title, formula_field(2, 24, 252, _ROWS, state.formula, "your formula", fault_at, bool(fault))]
    return panel(
        FITTING_WIDTH, below + 290, join_elements(parts + _difference(differs, below + 34) + _list(state, below + 214))
    )


def _list(state: State, top: float) -> list[str]:
    """Return the names of the graphs of the list, those that are read with a tick."""
    parts = [text(4, top, "graphs read", "bold")]
    for n, name in enumerate(UNKNOWN_GRAPHS):
        x, y = 4 + 134 * (n % 2), top + 24 + 26 * (n // 2)
        read = name in state.read
        look = {"fill": "var(--good)"} if read else {"fill": "none", "stroke": "var(--line)", "stroke_width": 1.5}
        parts += [
            tag("circle", cx=x + 8, cy=y - 4, r=8, **look),
            text(x + 8, y, "✓" if read else "", "mid small", style="fill:var(--paper)"),
            text(x + 22, y, name, "small bold" if name == state.graph else "small"),
        ]
    return parts


def _difference(differs: Counterexample | None, top: float) -> list[str]:
    """Return the table of a point at which formula and graph differ: the inputs, and the two results."""
    parts = [text(4, top, "a point at which they differ", "bold")]
    values = [f"{name} = {number_text(value, 3)}" for name, value in differs.at.items()] if differs else ["none yet"]
    parts += [
        text(10 + 84 * (n % 3), top + 26 + 22 * (n // 3), value, "small num" if differs else "small soft")
        for n, value in enumerate(values)
    ]
    wanted, got = (number_text(differs.wanted), _got(differs)) if differs else ("–", "–")
    rows = (("the graph gives", wanted, ""), ("your formula gives", got, " bad" if differs else ""))
    for n, (label, result, look) in enumerate(rows):
        y = top + 84 + 32 * n
        parts += [
            tag("rect", x=2, y=y - 19, width=252, height=28, rx=4, fill="var(--zone)"),
            text(12, y, label, look.strip() or None),
            text(244, y, ("✗ " if look else "") + result, "num end bold" + look),
        ]
    return parts


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


def next_unread_graph(state: State) -> State:
    """Return the first graph of the list that is not read, or a random one when all are.

    >>> next_unread_graph(submit_formula(State(), "(y + 1)*x")).graph
    'one neuron'
    """
    left = [name for name in UNKNOWN_GRAPHS if name not in state.read]
    return State(left[0], state.seed, read=state.read) if left else another_random_graph(state)


def another_random_graph(state: State) -> State:
    """Return the state with a random graph that was not there yet.

    >>> another_random_graph(State(RANDOM_GRAPH, seed=1)).seed
    2
    """
    return State(RANDOM_GRAPH, state.seed + (state.graph == RANDOM_GRAPH), read=state.read)


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
        Button("Next graph", next_unread_graph, lambda s: s.solved, primary=True),
        Button("Another random one", another_random_graph),
        Choice("graph", "graph", (*UNKNOWN_GRAPHS, RANDOM_GRAPH), lambda s, graph: State(graph, s.seed, read=s.read)),
    ]
    return App("graph_reader", state, view, controls, on_event, title="Read the function off the graph", goals=GOALS)
