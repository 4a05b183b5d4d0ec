"""The number-by-number tracer: a learner works a network out by hand, each number judged at once (row 05.5).

Any weight and input can be typed over. A wrong number is answered with the slip that it most likely comes from.
Later numbers go on from the true value, or from the learner's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...data import LECTURE_EXAMPLES
from ...drawing import Picture, number_text, subscript
from ...interactive import App, Button, CellContent, Choice, Goal, View
from ...nn import MLP
from ...validation import InputError, parse_number
from .mistakes import is_correct, likely_mistake
from .steps import ForwardCell, ForwardStep, forward_cells, forward_steps
from .table_picture import forward_cell_id, forward_table

TRUE_NUMBER, OWN_NUMBER = "the true number", "my number"
MAX_INPUT = 1_000_000


@dataclass(frozen=True)
class State:
    """The network, its input, and what stands in the cells so far.

    `typed` holds the learner's numbers, `revealed` the cells that were shown, `at` the place in `forward_cells(net)` that is
    asked for, `last` the place that was typed last; `go_on` says whether later numbers follow from the true
    numbers or from the learner's; `arithmetic` whether the sum is written out.
    """

    example: str = "3-4-1"
    net: MLP = LECTURE_EXAMPLES["3-4-1"].net
    x: tuple[float, ...] = tuple(LECTURE_EXAMPLES["3-4-1"].x.tolist())
    typed: tuple[tuple[int, float], ...] = ()
    revealed: tuple[int, ...] = ()
    at: int = 0
    last: int | None = None
    go_on: str = TRUE_NUMBER
    arithmetic: bool = False

    @property
    def cells(self) -> list[ForwardCell]:
        return forward_cells(self.net)

    @property
    def steps(self) -> dict[ForwardCell, ForwardStep]:
        """Every step as it is judged: from the true numbers, or from the learner's, where there are any."""
        order = self.cells
        own = {order[i]: value for i, value in self.typed} if self.go_on == OWN_NUMBER else {}
        return forward_steps(self.net, np.array(self.x), own)


def view(state: State) -> View:
    """Return the picture, the goal and what is to be said about the last number.

    >>> view(enter_number(State(), 0, -8.0)).note
    'z[1]₁ is not −8. The bias is not added yet.'
    """
    steps, order = state.steps, state.cells
    shown = cell_contents(state, steps)
    n_right = sum(s.kind == "right" for s in shown.values())
    done = all(s.kind in ("right", "revealed") for s in shown.values()) and 2 * n_right >= len(order)
    return View(
        draw(state, steps, shown),
        Goal(f"fill in all {len(order)} numbers, at least half of them yourself ({n_right} are yours)", done),
        _said_of_last(state, steps),
    )


def draw(
    state: State,
    steps: Mapping[ForwardCell, ForwardStep] | None = None,
    shown: Mapping[ForwardCell, CellContent] | None = None,
) -> Picture:
    """Return the picture of a state."""
    steps = steps or state.steps
    shown = shown or cell_contents(state, steps)
    order = state.cells
    current = order[state.at] if state.at < len(order) else None
    asked = "All numbers stand." if current is None else f"Asked for: {current}{_rule(state, steps[current])}."
    out = [cell_text(s) for cell, s in shown.items() if cell[:2] == ("a", len(state.net))]
    said = (
        f"Input ({', '.join(map(number_text, state.x))}). {asked} Output so far: {', '.join(out)}. "
        f"Later numbers go on from {state.go_on}."
    )
    return forward_table(
        state.net, state.x, steps, shown, current, _rule(state, steps[current]) if current else "", said
    )


def _rule(state: State, step: ForwardStep) -> str:
    """Return the right-hand side for the number asked for: as a rule, or with its numbers."""
    if state.arithmetic:
        return f" = {step.formula}"
    if step.cell.kind == "z":
        before = "x" if step.cell.l == 1 else f"a[{step.cell.l - 1}]"
        return f" = W[{step.cell.l}] row {step.cell.j + 1} · {before} + b{subscript(step.cell.j + 1)}"
    z = f"z[{step.cell.l}]"
    return f" = {state.net[step.cell.l].g.name}({z}){subscript(step.cell.j + 1)}"


def cell_text(shown: CellContent) -> str:
    """Return what a cell shows, in words."""
    return "open" if shown.value is None else number_text(shown.value)


def cell_contents(state: State, steps: Mapping[ForwardCell, ForwardStep]) -> dict[ForwardCell, CellContent]:
    """Return what stands in each cell."""
    own, result = dict(state.typed), {}
    for i, cell in enumerate(state.cells):
        if i in own:
            result[cell] = CellContent("right" if is_correct(steps[cell], own[i]) else "wrong", own[i])
        else:
            result[cell] = (
                CellContent("revealed", steps[cell].value) if i in state.revealed else CellContent("open", None)
            )
    return result


def enter_number(state: State, i: int, value: float) -> State:
    """Return the state after the learner has typed `value` into cell number i; if right, the next one is asked."""
    kept = tuple((k, v) for k, v in state.typed if k != i)
    new = replace(state, typed=(*kept, (i, value)), revealed=tuple(k for k in state.revealed if k != i), at=i, last=i)
    return _asking_next(new) if is_correct(new.steps[new.cells[i]], value) else new


def reveal_number(state: State) -> State:
    """Return the state in which the number asked for is shown."""
    kept = tuple((k, v) for k, v in state.typed if k != state.at)
    return _asking_next(replace(state, typed=kept, revealed=(*state.revealed, state.at), last=None))


def reopen_previous(state: State) -> State:
    """Return the state with the number before the one asked for taken away again, and asked for."""
    at = state.at - 1
    return replace(
        state,
        at=at,
        last=None,
        typed=tuple((k, v) for k, v in state.typed if k != at),
        revealed=tuple(k for k in state.revealed if k != at),
    )


def reveal_all(state: State) -> State:
    """Return the state in which every open number is shown."""
    order = range(len(state.cells))
    return replace(state, revealed=tuple(k for k in order if k not in dict(state.typed)), at=len(order), last=None)


def on_event(state: State, event: dict) -> State:
    """Take a number typed into a cell, an input, a weight or a bias."""
    if event["kind"] != "edit":
        return state
    id_ = event["id"]
    for i, cell in enumerate(state.cells):
        if forward_cell_id(cell) == id_:
            return enter_number(state, i, _of_use(event["text"], str(cell)))
    kind, *place = id_[0], *id_[1:].lstrip(".").split(".")
    value = _of_use(event["text"], {"x": "the input", "W": "the weight", "b": "the bias"}[kind])
    return _changed(state, kind, [int(p) for p in place], value)


def _of_use(text: str, name: str) -> float:
    """Return a typed number; products of larger ones leave the range of a float a few layers on."""
    value = parse_number(text, name)
    if abs(value) > MAX_INPUT:
        raise InputError(f"{name} is {value:g}; a number from −{MAX_INPUT} to {MAX_INPUT} is wanted")
    return value


def tracer(state: State | None = None, **changes) -> App:
    """Return the widget; `tracer(example="3-4-3")` starts with another network of lecture B.

    >>> tracer(example="3-4-4-4-3").state.x
    (7.0, 1.0, -4.0)
    """
    state = state or State()
    if "example" in changes:
        state = _example(state, changes.pop("example"))
    controls = [
        Choice("example", "network", tuple(LECTURE_EXAMPLES), _example),
        Choice("go_on", "go on from", (TRUE_NUMBER, OWN_NUMBER)),
        Button("Write the sum out", lambda s: replace(s, arithmetic=not s.arithmetic)),
        Button("Show this number", reveal_number, lambda s: s.at < len(s.cells)),
        Button("One number back", reopen_previous, lambda s: s.at > 0),
        Button("Show all", reveal_all, lambda s: s.at < len(s.cells)),
    ]
    return App("tracer", replace(state, **changes), view, controls, on_event)


def _example(state: State, name: str) -> State:
    example = LECTURE_EXAMPLES[name]
    return State(name, example.net, tuple(example.x.tolist()), go_on=state.go_on)


def _asking_next(state: State) -> State:
    shown = cell_contents(state, state.steps)
    open_ = [i for i, cell in enumerate(state.cells) if shown[cell].kind in ("open", "wrong")]
    later = [i for i in open_ if i > state.at] or open_
    return replace(state, at=later[0] if later else len(state.cells))


def _changed(state: State, kind: str, place: list[int], value: float) -> State:
    """Return the state with another input, weight or bias; what depended on the old one is open again."""
    if kind == "x":
        x = tuple(value if i == place[0] else v for i, v in enumerate(state.x))
        return state if x == state.x else replace(state, x=x, typed=(), revealed=(), at=0, last=None)
    l = place[0]
    array = getattr(state.net[l], kind).copy()
    array[tuple(place[1:])] = value
    net = state.net.with_layer(l, **{kind: array})
    if net == state.net:
        return state
    first = next(i for i, cell in enumerate(state.cells) if cell.l == l)
    return replace(
        state,
        net=net,
        typed=tuple((k, v) for k, v in state.typed if k < first),
        revealed=tuple(k for k in state.revealed if k < first),
        at=min(state.at, first),
        last=None,
    )


def _said_of_last(state: State, steps: Mapping[ForwardCell, ForwardStep]) -> str:
    if state.last is None:
        return ""
    cell, value = state.cells[state.last], dict(state.typed).get(state.last)
    if value is None:
        return ""
    if is_correct(steps[cell], value):
        return f"{cell} = {number_text(value)} is right."
    return f"{cell} is not {number_text(value)}. {likely_mistake(state.net, steps[cell], value)}"
