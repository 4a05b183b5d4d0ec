"""The number-by-number tracer: a learner works a network out by hand, each number judged at once (row 05.5).

Any weight and input can be typed over. A wrong number is answered with the mistake that it most likely comes from.
Later numbers go on from the true value, or from the learner's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...data import LECTURE_EXAMPLES
from ...drawing import Picture, activation_name, number_text, subscript
from ...interactive import (
    App,
    Button,
    CellContent,
    Choice,
    Event,
    Goal,
    View,
    cell_contents,
    count_right,
    enter_number,
    parse_entry,
    reveal_all,
    reveal_number,
    widget,
)
from ...nn import MLP
from ...validation import InputError
from .mistakes import is_correct, likely_mistake
from .steps import ForwardCell, ForwardStep, forward_cells, forward_steps
from .table_picture import ForwardView, forward_table

TRUE_NUMBER, OWN_NUMBER = "the true number", "my number"


@dataclass(frozen=True)
class State:
    """The network, its input, and what stands in the cells so far: a worksheet.

    `typed` holds the learner's numbers, `revealed` the cells that are shown, `seen` all that ever were, `at` the place
    in `forward_cells(net)` that is asked for, `last` the place that was typed last; `go_on` says whether later numbers
    follow from the true numbers or from the learner's; `arithmetic` whether the sum is written out. `layer` is the
    layer whose weights are shown, if it is not the one that is asked for.
    """

    example: str = "3-4-1"
    net: MLP = LECTURE_EXAMPLES["3-4-1"].net
    x: tuple[float, ...] = tuple(LECTURE_EXAMPLES["3-4-1"].x.tolist())
    typed: tuple[tuple[int, float], ...] = ()
    revealed: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    at: int = 0
    last: int | None = None
    go_on: str = TRUE_NUMBER
    arithmetic: bool = False
    layer: int | None = None

    @property
    def cells(self) -> list[ForwardCell]:
        return forward_cells(self.net)

    @property
    def current(self) -> ForwardCell | None:
        """The cell that is asked for, or None when all numbers are filled in."""
        return self.cells[self.at] if self.at < len(self.cells) else None

    @property
    def shown_layer(self) -> int:
        """The layer whose weights are shown."""
        return self.layer or (self.current.l if self.current else len(self.net))

    @cached_property
    def steps(self) -> dict[ForwardCell, ForwardStep]:
        """Every step as it is judged: from the true numbers, or from the learner's, where there are any."""
        order = self.cells
        own = {order[i]: value for i, value in self.typed} if self.go_on == OWN_NUMBER else {}
        return forward_steps(self.net, np.array(self.x), own)

    @property
    def true_numbers(self) -> dict[int, float]:
        return dict(enumerate(step.value for step in self.steps.values()))

    def is_correct(self, i: int, number: float) -> bool:
        return is_correct(self.steps[self.cells[i]], number)


def view(state: State) -> View:
    """Return the picture and what is to be said about the last number.

    >>> view(enter_number(State(), 0, -8.0)).note
    'z[1]₁ is not −8. The bias is not added yet.'
    """
    judged = state.is_correct(state.last, dict(state.typed)[state.last]) if state.last is not None else None
    return View(draw(state), note=_note(state, judged), right=judged)


def draw(state: State) -> Picture:
    """Return the picture of a state."""
    current = state.current
    shown = dict(zip(state.cells, cell_contents(state).values(), strict=True))
    rule = _rule(state, state.steps[current]) if current else ""
    written = state.steps[current].formula if current and state.arithmetic else ""
    asked = f"Asked for: {current} = {written or rule}." if current else "All numbers are filled in."
    out = [cell_text(content) for cell, content in shown.items() if cell[:2] == ("a", len(state.net))]
    said = (
        f"Input ({', '.join(map(number_text, state.x))}). {asked} Output so far: {', '.join(out)}. "
        f"Weights of layer {state.shown_layer}. Later numbers go on from {state.go_on}."
    )
    judged = state.cells[state.last] if state.last is not None else None
    now = ForwardView(shown, current, f"= {rule}", written, judged, state.shown_layer)
    return forward_table(state.net, state.x, now, said)


def _rule(state: State, step: ForwardStep) -> str:
    """Return the right-hand side for the number asked for, in names."""
    _, l, j = step.cell
    if step.cell.kind == "z":
        return f"W[{l}] row {j + 1} · {'x' if l == 1 else f'a[{l - 1}]'} + b{subscript(j + 1)}"
    return f"{activation_name(state.net[l].g)}(z[{l}]){subscript(j + 1)}"


def cell_text(shown: CellContent) -> str:
    """Return what a cell shows, in words."""
    return "open" if shown.value is None else number_text(shown.value)


def on_event(state: State, event: Event) -> State:
    """Take a number typed into a cell, an input, a weight or a bias, or show the weights of a layer."""
    match event:
        case Event("press", ("layer", l)):
            return replace(state, layer=l)
        case Event("edit", ("x", i), text):
            return _with_input(state, i, parse_entry(text, "the input"))
        case Event("edit", ("W" | "b" as name, l, *place), text):
            value = parse_entry(text, "the weight" if name == "W" else "the bias")
            return _with_parameter(state, name, l, tuple(place), value)
        case Event("edit", (kind, l, j), text):
            cell = ForwardCell(kind, l, j)
            return enter_number(_following(state), state.cells.index(cell), parse_entry(text, str(cell)))
    return state


def example_state(example: str = "3-4-1", **settings) -> State:
    """Return the state in which one of the lectures' networks starts, with other settings as they are given.

    >>> example_state("3-4-4-4-3", arithmetic=True).x
    (7.0, 1.0, -4.0)
    """
    if example not in LECTURE_EXAMPLES:
        raise InputError(f"there is no network {example!r}; there are: {', '.join(LECTURE_EXAMPLES)}")
    net, x = LECTURE_EXAMPLES[example].net, LECTURE_EXAMPLES[example].x
    known = tuple(range(_KNOWN.get(example, 0)))
    start = {"example": example, "net": net, "x": tuple(x.tolist()), "revealed": known, "seen": known, "at": len(known)}
    return State(**start | settings)


_KNOWN = {"3-4-3": 9}  # numbers shown at the start: its hidden layer and first output row are those of 3-4-1


def takes_work(state: State, i: int) -> bool:
    """Is there something to work out for number i? max(0, z) and z itself are read off.

    >>> [takes_work(example_state("3-4-4-4-3"), i) for i in (0, 4, 24, 27)]
    [True, False, True, True]
    """
    cell = state.cells[i]
    return cell.kind == "z" or state.net[cell.l].g.name not in ("relu", "identity")


def own_numbers(state: State) -> int:
    """Return how many numbers are the learner's own: right, worked out, and never shown before.

    >>> own_numbers(State(typed=((0, -3.0), (1, 2.0)), seen=(1,)))
    1
    """
    contents = cell_contents(state)
    return count_right({i: c for i, c in contents.items() if i not in state.seen and takes_work(state, i)})


def _half_of(example: str) -> Goal:
    start = example_state(example)
    n = sum(takes_work(start, i) for i in range(len(start.seen), len(start.cells)))
    which = {"3-4-3": " that are open", "3-4-4-4-3": " that take more than max(0, z)"}.get(example, "")
    half = (n + 1) // 2
    return Goal(f"work out {half} of the {n} numbers{which} before they are shown", own_numbers, half)


GOALS = {
    "one hidden layer": _half_of("3-4-1"),
    "three outputs": _half_of("3-4-3"),
    "three hidden layers": _half_of("3-4-4-4-3"),
}


@widget(start=example_state)
def tracer(state: State) -> App:
    """Return the widget; `tracer(example="3-4-3")` starts with another network of lecture B.

    >>> tracer(example="3-4-4-4-3").code
    "tracer(example='3-4-4-4-3')"
    """
    controls = [
        Button("Show this number", lambda s: _seen(reveal_number(_following(s))), _is_asking, primary=True),
        Button("Show all", lambda s: _seen(reveal_all(_following(s))), _is_asking),
        Choice("arithmetic", "the rule", (("in names", False), ("in numbers", True))),
        Choice("go_on", "go on from", (TRUE_NUMBER, OWN_NUMBER)),
    ]
    return App("tracer", state, view, controls, on_event, title="A forward pass by hand", goals=GOALS)


def _is_asking(state: State) -> bool:
    return state.current is not None


def _seen(state: State) -> State:
    """Return the state that remembers what is shown now."""
    return replace(state, seen=tuple(sorted({*state.seen, *state.revealed})))


def _following(state: State) -> State:
    """Return the state that shows the weights of the layer that is asked for."""
    return replace(state, layer=None)


def _with_input(state: State, i: int, value: float) -> State:
    """Return the state with another input; all that was worked out is open again."""
    x = (*state.x[:i], value, *state.x[i + 1 :])
    return state if x == state.x else replace(state, x=x, typed=(), revealed=(), seen=(), at=0, last=None)


def _with_parameter(state: State, name: str, l: int, place: tuple[int, ...], value: float) -> State:
    """Return the state with another weight or bias of layer l; what depended on the old one is open again."""
    array = getattr(state.net[l], name).copy()
    array[place] = value
    net = state.net.with_layer(l, **{name: array})
    if net == state.net:
        return state
    first = next(i for i, cell in enumerate(state.cells) if cell.l == l)
    return replace(
        state,
        net=net,
        typed=tuple((k, v) for k, v in state.typed if k < first),
        revealed=tuple(k for k in state.revealed if k < first),
        seen=tuple(k for k in state.seen if k < first),
        at=min(state.at, first),
        last=None,
    )


def _note(state: State, judged: bool | None) -> str:
    current = state.current
    if state.last is not None:
        cell, value = state.cells[state.last], dict(state.typed)[state.last]
        if not judged:
            return f"{cell} is not {number_text(value)}. {likely_mistake(state.net, state.steps[cell], value)}"
        return f"{cell} = {number_text(value)} is right. {f'Next: {current}.' if current else _ALL_FILLED}"
    if current is None:
        return _ALL_FILLED
    if not state.typed and len(state.revealed) == _KNOWN.get(state.example, 0) == state.at:
        return f"Work out {current}, the cell with the purple frame. Click it, or go there with Tab, and type it."
    return f"Next is {current}: type it, or have it shown."


_ALL_FILLED = "All numbers are filled in. Press W[1], change a weight or an input, and work out what follows."
