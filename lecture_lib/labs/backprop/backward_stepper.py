"""The backward stepper: a learner works a backward pass out on the network, each number judged at once (row 10.2).

Deltas stand on the units, gradients on the edges. Every input, weight, bias and target can be typed over. When all
numbers stand, one step of gradient descent shows what they are good for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ...drawing import Picture, number_text
from ...interactive import (
    App,
    Button,
    Choice,
    Event,
    Goal,
    Slider,
    View,
    cell_contents,
    count_right,
    enter_number,
    is_complete,
    log_values,
    parse_entry,
    reveal_all,
    reveal_number,
    widget,
)
from ...nn import MLP, half_squares, identity, relu, sigmoid, update
from ...validation import InputError
from .network_picture import BackwardView, draw_backward_pass
from .walkthrough import BackwardCell, Walkthrough, backward_cells, backward_walkthrough


class BackwardExample(NamedTuple):
    """A network with one example, its target, and a learning rate with which the loss falls."""

    net: MLP
    x: tuple[float, ...]
    y: tuple[float, ...]
    rate: float


BACKWARD_EXAMPLES = {
    "2-2-1, sigmoid": BackwardExample(
        MLP(([[2, -1], [-2, 2]], [0, 0], sigmoid), ([[2, -1]], [0], sigmoid)), (1.0, 2.0), (1.0,), 0.5
    ),
    "2-3-2, ReLU": BackwardExample(
        MLP(([[1, 1], [2, -2], [-1, 2]], [0, 1, -1], relu), ([[1, 2, -1], [0, 1, 1]], [1, 0], identity)),
        (1.0, 2.0),
        (3.0, 1.0),
        0.02,
    ),
}
"""The second has whole numbers throughout, and a unit that is silent."""
MAX_ENTRY = 1000


@dataclass(frozen=True)
class State:
    """The network, its example, and what stands in the cells so far: a worksheet.

    `typed` holds the learner's numbers, `revealed` the cells that were shown, `at` the place in `backward_cells(net)`
    that is asked for, `last` the place that was typed last. `before` is the loss before the step taken last; `earned`
    says that a step was taken with at least half of its numbers the learner's own.
    """

    example: str = "2-2-1, sigmoid"
    net: MLP = BACKWARD_EXAMPLES["2-2-1, sigmoid"].net
    x: tuple[float, ...] = BACKWARD_EXAMPLES["2-2-1, sigmoid"].x
    y: tuple[float, ...] = BACKWARD_EXAMPLES["2-2-1, sigmoid"].y
    typed: tuple[tuple[int, float], ...] = ()
    revealed: tuple[int, ...] = ()
    at: int = 0
    last: int | None = None
    rate: float = BACKWARD_EXAMPLES["2-2-1, sigmoid"].rate
    arithmetic: bool = False
    before: float | None = None
    earned: bool = False

    @property
    def cells(self) -> list[BackwardCell]:
        return backward_cells(self.net)

    @property
    def current(self) -> BackwardCell | None:
        """The cell that is asked for, or None when all numbers stand."""
        return self.cells[self.at] if self.at < len(self.cells) else None

    @cached_property
    def walkthrough(self) -> Walkthrough:
        return backward_walkthrough(self.net, self.x, self.y, half_squares)

    @property
    def loss(self) -> float:
        return half_squares.of(self.walkthrough.trace, self.walkthrough.y)

    @property
    def true_numbers(self) -> dict[int, float]:
        return {i: self.walkthrough.value(cell) for i, cell in enumerate(self.cells)}

    def is_correct(self, i: int, number: float) -> bool:
        return self.walkthrough.is_correct(self.cells[i], number)


def view(state: State) -> View:
    """Return the picture and what is to be said about the last number.

    >>> view(enter_number(State(), 0, 0.53)).note
    'da[2]₁ is not 0.53. That is the output. The slope of the loss compares it with the target.'
    """
    judged = state.is_correct(state.last, dict(state.typed)[state.last]) if state.last is not None else None
    return View(draw(state), note=_note(state, judged), right=judged)


def draw(state: State) -> Picture:
    """Return the picture of a state."""
    passes, current = state.walkthrough, state.current
    contents = dict(zip(state.cells, cell_contents(state).values(), strict=True))
    rule = "" if current is None else passes.formula(current) if state.arithmetic else passes.rule(current)
    numbers = ", ".join(
        f"{cell} {number_text(content.value)}{' (not right)' * (content.kind == 'wrong')}"
        for cell, content in contents.items()
        if content.value is not None
    )
    given = {"Input": state.x, "output": passes.trace.a[-1], "target": state.y}
    said = (
        f"{', '.join(f'{name} ({_listed(values)})' for name, values in given.items())}, "
        f"loss {number_text(state.loss)}, rate {number_text(state.rate)}. "
        + (f"Asked for: {current} = {rule}." if current else "All numbers are filled in.")
        + (f" Found so far: {numbers}." if numbers else "")
    )
    foot = f"loss {number_text(state.loss)}; the step: W − {number_text(state.rate)} · dW"
    judged = state.cells[state.last] if state.last is not None else None
    return draw_backward_pass(passes, BackwardView(contents, current, rule, judged, foot), said)


def _listed(values) -> str:
    return ", ".join(map(number_text, values))


def take_descent_step(state: State) -> State:
    """Return the state after one step of gradient descent; its backward pass is open again."""
    contents = cell_contents(state)
    return _opened(
        state,
        net=update(state.net, state.walkthrough.grads, state.rate),
        earned=state.earned or 2 * count_right(contents) >= len(contents),
        before=state.loss,
    )


def on_event(state: State, event: Event) -> State:
    """Take a number typed into a cell, an input, a target, a weight or a bias."""
    match event:
        case Event("edit", ("x" | "y" as name, i), text):
            value = parse_entry(text, "the input" if name == "x" else "the target", MAX_ENTRY)
            old = getattr(state, name)
            return _with_given(state, **{name: (*old[:i], value, *old[i + 1 :])})
        case Event("edit", ("W" | "b" as name, l, *place), text):
            array = getattr(state.net[l], name).copy()
            array[tuple(place)] = parse_entry(text, "the weight" if name == "W" else "the bias", MAX_ENTRY)
            return _with_given(state, net=state.net.with_layer(l, **{name: array}))
        case Event("edit", ("da" | "dz" | "dW", *_) as target, text):
            cell = BackwardCell(*target)
            return enter_number(state, state.cells.index(cell), parse_entry(text, str(cell), MAX_ENTRY))
    return state


def _with_given(state: State, **given) -> State:
    """Return the state with another network, input or target; if it differs, the whole backward pass is open again."""
    return state if replace(state, **given) == state else _opened(state, before=None, **given)


def _opened(state: State, **changes) -> State:
    return replace(state, typed=(), revealed=(), at=0, last=None, **changes)


def backward_example(example: str = "2-2-1, sigmoid", **settings) -> State:
    """Return the state in which one of `BACKWARD_EXAMPLES` starts, with other settings as they are given.

    >>> backward_example("2-3-2, ReLU", arithmetic=True).rate
    0.02
    """
    if example not in BACKWARD_EXAMPLES:
        raise InputError(f"there is no network {example!r}; there are: {', '.join(BACKWARD_EXAMPLES)}")
    return State(**{"example": example, **BACKWARD_EXAMPLES[example]._asdict()} | settings)


GOALS = {
    "the backward pass": Goal("find half of the numbers yourself, then take the step", lambda state: state.earned),
}


@widget(start=backward_example)
def backward_stepper(state: State) -> App:
    """Return the widget; `backward_stepper(example="2-3-2, ReLU")` starts with the other network.

    >>> app = backward_stepper()
    >>> app.press("Show this number")
    >>> app.state.at, app.picture.text.split("Found so far: ")[1]
    (1, 'da[2]₁ −0.4702.')
    """
    controls = [
        Button("Take the step", take_descent_step, lambda s: is_complete(cell_contents(s)), primary=True),
        Button("Show this number", reveal_number, lambda s: s.current is not None),
        Button("Show all", reveal_all, lambda s: s.current is not None),
        Choice(
            "example",
            "network",
            tuple(BACKWARD_EXAMPLES),
            lambda s, name: backward_example(name, arithmetic=s.arithmetic, earned=s.earned),
        ),
        Choice("arithmetic", "the rule", (("in names", False), ("in numbers", True))),
        Slider("rate", "learning rate of the step", log_values(0.01, 1)),
    ]
    return App("backward_stepper", state, view, controls, on_event, title="The backward pass by hand", goals=GOALS)


def _note(state: State, judged: bool | None) -> str:
    current = state.current
    if state.last is not None:
        cell, value = state.cells[state.last], dict(state.typed)[state.last]
        if not judged:
            return f"{cell} is not {number_text(value)}. {state.walkthrough.likely_mistake(cell, value)}"
        return f"{cell} = {number_text(value)} is right. {f'Next: {current}.' if current else _ALL_STAND}"
    if current is None:
        return _ALL_STAND
    if state.typed or state.revealed:
        return f"Next is {current}: type it, or have it shown."
    if state.before is not None:
        return _said_of_step(state.rate, state.before, state.loss)
    return (
        f"Work out {current}, the cell with the purple frame, and type it. db is not asked for: here it is dz itself."
    )


_ALL_STAND = "All numbers are filled in. Take the step, and watch the loss."


def _said_of_step(rate: float, before: float, now: float) -> str:
    way = "falls" if now < before else "rises" if now > before else "stays"
    return (
        f"The step is taken, W − {number_text(rate)} · dW and b − {number_text(rate)} · db: "
        f"the loss {way} from {number_text(before)} to {number_text(now)}."
    )
