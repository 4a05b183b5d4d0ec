"""One neuron in two steps, with every number on its diagram to drag or type over (row 01.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from ...drawing import activation_name, number_text, subscript
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...nn import Activation, identity, relu, sigmoid, sign, step, tanh
from ...validation import InputError, count_phrase, parse_number
from .neuron_picture import MAX_DRAGGED, NeuronScene, TableRow, draw_neuron

CHOICES: tuple[Activation, ...] = (identity, step, sign, sigmoid, tanh, relu)
ACTIVATION_BY_NAME = {activation_name(g): g for g in CHOICES}
MAX_NUMBER = 20.0
TOLERANCE = 0.05  # within which an output is the wanted one
Inputs = tuple[float, float, float]


class CaseTable(NamedTuple):
    """What a neuron shall do: a name, and the wanted output for each of some inputs."""

    title: str
    wanted: dict[Inputs, float]


def _table(rule: Callable[[Inputs], float], *rows: Inputs) -> dict[Inputs, float]:
    return {x: rule(x) for x in rows}


TASKS = {
    "majority": CaseTable(
        "at least two of three",
        _table(
            lambda x: float(sum(x) >= 2), *((float(p), float(q), float(r)) for p, q, r in product((0, 1), repeat=3))
        ),
    ),
    "readings": CaseTable(
        "six readings",
        _table(
            lambda x: max(0.0, 2 * x[0] - x[1] + 0.5 * x[2] + 0.5),
            (0.0, 0.0, 0.0),
            (1.0, 0.0, 0.0),
            (0.0, 0.0, 2.0),
            (1.0, 2.0, 0.0),
            (0.0, 1.0, 0.0),
            (2.0, 1.0, 3.0),
        ),
    ),
}


@dataclass(frozen=True)
class State:
    """Inputs, weights, bias and activation; `folded`: is the bias drawn as w₀ on a constant 1? `task`: the table."""

    x: Inputs = (1.0, 0.0, 1.0)
    w: Inputs = (0.5, -1.0, 1.0)
    b: float = 0.0
    activation: str = "sigmoid"
    folded: bool = False
    task: str = "majority"

    def __post_init__(self) -> None:
        if len(self.x) != 3 or len(self.w) != 3:
            raise InputError(f"x has {len(self.x)} and w has {len(self.w)} numbers. Give three of each.")
        for value in (*self.x, *self.w, self.b):
            if not abs(value) <= MAX_NUMBER:
                raise InputError(f"{value:g} was given. Give a number from −{MAX_NUMBER:g} to {MAX_NUMBER:g}.")
        for name, allowed in (("activation", ACTIVATION_BY_NAME), ("task", TASKS)):
            if getattr(self, name) not in allowed:
                raise InputError(f"{name} is {getattr(self, name)!r}. Give one of {', '.join(allowed)}.")

    @property
    def g(self) -> Activation:
        return ACTIVATION_BY_NAME[self.activation]

    @property
    def z(self) -> float:
        """The affine transformation of the inputs of now."""
        return self.sum_at(self.x)

    @property
    def a(self) -> float:
        """The output."""
        return self.output_at(self.x)

    def sum_at(self, x: Inputs) -> float:
        """Return z for any inputs; as a weight w₀ on a constant 1, the bias gives the same sum."""
        weights, inputs = ((self.b, *self.w), (1.0, *x)) if self.folded else ((*self.w, self.b), (*x, 1.0))
        return round(sum(p * q for p, q in zip(weights, inputs)), 9) + 0.0

    def output_at(self, x: Inputs) -> float:
        """Return the neuron's output for any inputs."""
        return float(self.g(self.sum_at(x))) + 0.0

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """The table of the task: inputs, wanted output and the neuron's."""
        wanted = TASKS[self.task].wanted
        outputs = {x: self.output_at(x) for x in wanted}
        return tuple(TableRow(x, y, outputs[x], abs(outputs[x] - y) <= TOLERANCE) for x, y in wanted.items())


def _n_right(task: str) -> Callable[[State], int]:
    return lambda state: sum(row.right for row in state.rows) if state.task == task else 0


GOALS = {
    "majority": Goal("output 1 where at least two inputs are 1, else 0", _n_right("majority"), of=8),
    "six readings": Goal("match the outputs of all six readings", _n_right("readings"), of=6),
}


def view(state: State) -> View:
    """Return the diagram, the activation and the table, and the two steps in numbers.

    >>> view(State(b=-1.0)).note
    'z = 0.5·1 − 1·0 + 1·1 − 1 = 0.5, then a = σ(0.5) = 0.622. This row needs 1.'
    """
    done = all(row.right for row in state.rows)
    scene = NeuronScene(
        state.x, state.w, state.b, state.z, state.a, state.g, state.folded, TASKS[state.task].title, state.rows
    )
    return View(draw_neuron(scene, _description(state)), note=_note(state, done), right=True if done else None)


def _note(state: State, done: bool) -> str:
    if done:
        return "All rows are right. Switch the bias between b and w₀: does any number of the table change?"
    if state in _STARTS:
        return "Drag a number or press it and type another; read from left to right. A press on a row loads its inputs."
    wanted = TASKS[state.task].wanted.get(state.x)
    needs = "" if wanted is None else f" This row needs {number_text(wanted)}."
    return f"{_steps(state)}.{needs}"


def _steps(state: State) -> str:
    """Return both steps in numbers."""
    products = [(w, f"·{number_text(x)}") for w, x in zip(state.w, state.x)]
    terms = [(state.b, "·1"), *products] if state.folded else [*products, (state.b, "")]
    written = "".join(
        f"{('−' if w < 0 else '') if i == 0 else (' − ' if w < 0 else ' + ')}{number_text(abs(w))}{x}"
        for i, (w, x) in enumerate(terms)
    )
    z, a = number_text(round(state.z, 3)), number_text(round(state.a, 3))
    name = "σ" if state.activation == "sigmoid" else state.activation
    return f"z = {written} = {z}, then a = {name}({z}) = {a}"


def _description(state: State) -> str:
    bias = "the bias is the weight w₀ of a constant input 1" if state.folded else "the bias b is added"
    good = sum(row.right for row in state.rows)
    return (
        f"A neuron with three inputs and {state.activation}; {bias}. {_steps(state)}. "
        f"Table {TASKS[state.task].title}: {good} of {count_phrase(len(state.rows), 'row')} right."
    )


def on_event(state: State, event: Event) -> State:
    """Answer a number that was dragged or typed, and a row that was pressed."""
    match event:
        case Event("drag", (("x" | "w" | "b") as name, int(i)), x=value):
            return with_number(state, name, i, round(min(max(value, -MAX_DRAGGED), MAX_DRAGGED), 1) + 0.0)
        case Event("edit", (("x" | "w" | "b") as name, int(i)), text):
            return with_number(state, name, i, parse_number(text, _spoken(name, i)))
        case Event("press", ("row", int(k))):
            return replace(state, x=state.rows[k].x)
    return state


def _spoken(name: str, i: int) -> str:
    return "the bias" if name == "b" else f"{name}{subscript(i + 1)}"


def with_number(state: State, name: str, i: int, value: float) -> State:
    """Return the state with another input, weight or bias.

    >>> with_number(State(), "w", 1, 3.0).w
    (0.5, 3.0, 1.0)
    """
    if name == "b":
        return replace(state, b=value)
    old = getattr(state, name)
    return replace(state, **{name: (*old[:i], value, *old[i + 1 :])})


def next_row(state: State) -> State:
    """Return the state with the inputs of the next row that is not right yet, or of the next row if all are.

    >>> next_row(State(x=(0.0, 0.0, 0.0))).x
    (0.0, 0.0, 1.0)
    """
    rows = state.rows
    now = next((k for k, row in enumerate(rows) if row.x == state.x), -1)
    following = [rows[(now + 1 + k) % len(rows)] for k in range(len(rows))]
    return replace(state, x=next((row for row in following if not row.right), following[0]).x)


_STARTS = (State(), State(task="readings"))


@widget
def neuron_diagram(state: State) -> App:
    """Return the widget.

    >>> app = neuron_diagram()
    >>> app.press("Next wrong row"); app.state.x
    (1.0, 1.0, 0.0)
    """
    controls = [
        Button("Next wrong row", next_row, primary=True),
        Choice("activation", "activation", list(ACTIVATION_BY_NAME)),
        Choice("folded", "bias", [("added as b", False), ("weight w₀ on 1", True)]),
    ]
    return App("neuron_diagram", state, view, controls, on_event, title="One neuron in two steps", goals=GOALS)
