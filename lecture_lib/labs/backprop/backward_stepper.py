"""The backward stepper: a learner works a backward pass out on the network, each number judged at once (row 10.2).

Deltas stand on the units, gradients on the edges. Every input, weight, bias and target can be typed over. When all
numbers stand, one step of gradient descent shows what they are good for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import number_text
from ...interactive import App, Button, CellContent, Choice, Goal, Slider, View
from ...nn import MLP, half_squares, identity, relu, sigmoid, update
from ...validation import InputError, parse_number
from .network_picture import backward_cell_id, draw_backward_pass
from .walkthrough import BackwardCell, Walkthrough, backward_cells, backward_walkthrough

BACKWARD_EXAMPLES = {
    "2-2-1, sigmoid": (MLP(([[2, -1], [-2, 2]], [0, 0], sigmoid), ([[2, -1]], [0], sigmoid)), (1.0, 2.0), (1.0,), 0.5),
    "2-3-2, ReLU": (
        MLP(([[1, 1], [2, -2], [-1, 2]], [0, 1, -1], relu), ([[1, 2, -1], [0, 1, 1]], [1, 0], identity)),
        (1.0, 2.0),
        (3.0, 1.0),
        0.02,
    ),
}
"""Name → (network, input, target, rate). The second has whole numbers throughout, and a unit that is silent."""
MAX_INPUT = 1000


@dataclass(frozen=True)
class State:
    """The network, its example, and what stands in the cells so far.

    `parse_number` holds the learner's numbers, `told` the cells that were shown, `at` the place in `backward_cells(net)` that is
    asked for, `last` the place typed last. `before` is the loss before the step taken last; `earned` says that a step
    was taken with at least half of its numbers the learner's own.
    """

    example: str = "2-2-1, sigmoid"
    net: MLP = BACKWARD_EXAMPLES["2-2-1, sigmoid"][0]
    x: tuple[float, ...] = BACKWARD_EXAMPLES["2-2-1, sigmoid"][1]
    y: tuple[float, ...] = BACKWARD_EXAMPLES["2-2-1, sigmoid"][2]
    typed: tuple[tuple[int, float], ...] = ()
    revealed: tuple[int, ...] = ()
    at: int = 0
    last: int | None = None
    rate: float = 0.5
    arithmetic: bool = False
    before: float | None = None
    earned: bool = False

    @property
    def cells(self) -> list[BackwardCell]:
        return backward_cells(self.net)

    @property
    def story(self) -> Walkthrough:
        return backward_walkthrough(self.net, self.x, self.y, half_squares)


def view(state: State) -> View:
    """Return the picture, the goal and what is to be said about the last number.

    >>> view(enter_number(State(), 0, 0.53)).note
    'da[2]₁ is not 0.53. That is the output; the slope of the loss compares it with the target.'
    """
    story = state.story
    shown = cell_contents(state, story)
    asked = state.cells[state.at] if state.at < len(state.cells) else None
    rule = "" if asked is None else story.formula(asked) if state.arithmetic else story.rule(asked)
    foot = f"loss = {number_text(half_squares.of(story.trace, story.y))};  the step will be W − {number_text(state.rate)} · dW"
    picture = draw_backward_pass(story, shown, asked, rule, _said(state, story, shown, asked, rule), foot)
    return View(
        picture,
        Goal(
            f"fill in all {len(shown)} numbers, at least half of them yourself ({_n_right(shown)} are yours), "
            "then take the step",
            state.earned,
        ),
        _note(state, story, shown),
    )


def _said(state: State, story: Walkthrough, shown, asked: BackwardCell | None, rule: str) -> str:
    numbers = ", ".join(
        f"{cell} {number_text(s.value)}{' (not right)' * (s.kind == 'wrong')}"
        for cell, s in shown.items()
        if s.value is not None
    )
    out = ", ".join(map(number_text, story.trace.a[-1]))
    return (
        f"Input ({', '.join(map(number_text, state.x))}), output ({out}), target ({', '.join(map(number_text, state.y))}), "
        f"loss {number_text(half_squares.of(story.trace, story.y))}, rate {number_text(state.rate)}. "
        + (f"Asked for: {asked} = {rule}." if asked else "All numbers stand.")
        + (f" Found so far: {numbers}." if numbers else "")
    )


def cell_contents(state: State, story: Walkthrough) -> dict[BackwardCell, CellContent]:
    """Return what stands in each cell."""
    own, result = dict(state.typed), {}
    for i, cell in enumerate(state.cells):
        if i in own:
            result[cell] = CellContent("right" if story.is_correct(cell, own[i]) else "wrong", own[i])
        else:
            result[cell] = (
                CellContent("revealed", story.value(cell)) if i in state.revealed else CellContent("open", None)
            )
    return result


def _n_right(shown) -> int:
    return sum(s.kind == "right" for s in shown.values())


def is_complete(state: State) -> bool:
    """Do all numbers stand, none of them wrong?"""
    return all(s.kind in ("right", "revealed") for s in cell_contents(state, state.story).values())


def enter_number(state: State, i: int, value: float) -> State:
    """Return the state after the learner has typed `value` into cell number i; if right, the next one is asked."""
    kept = tuple((k, v) for k, v in state.typed if k != i)
    new = replace(
        state, typed=(*kept, (i, value)), revealed=tuple(k for k in state.revealed if k != i), at=i, last=i, before=None
    )
    return _asking_next(new) if new.story.is_correct(new.cells[i], value) else new


def reveal_number(state: State) -> State:
    """Return the state in which the number asked for is shown."""
    kept = tuple((k, v) for k, v in state.typed if k != state.at)
    return _asking_next(replace(state, typed=kept, revealed=(*state.revealed, state.at), last=None, before=None))


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
    own = dict(state.typed)
    return _asking_next(
        replace(state, revealed=tuple(k for k in range(len(state.cells)) if k not in own), last=None, before=None)
    )


def take_descent_step(state: State) -> State:
    """Return the state after one step of gradient descent; its backward pass is open again."""
    story = state.story
    enough = 2 * _n_right(cell_contents(state, story)) >= len(state.cells)
    net = update(state.net, story.grads, state.rate)
    return replace(
        state,
        net=net,
        typed=(),
        revealed=(),
        at=0,
        last=None,
        earned=state.earned or enough,
        before=half_squares.of(story.trace, story.y),
    )


def on_event(state: State, event: dict) -> State:
    """Take a number typed into a cell, an input, a target, a weight or a bias."""
    if event["kind"] != "edit":
        return state
    id_, order = event["id"], state.cells
    for i, cell in enumerate(order):
        if backward_cell_id(cell) == id_:
            return enter_number(state, i, _of_use(event["text"], str(cell)))
    names = {"x": "the input", "y": "the target", "W": "the weight", "b": "the bias"}
    place = [int(p) for p in id_[1:].lstrip(".").split(".")]
    return _changed(state, id_[0], place, _of_use(event["text"], names[id_[0]]))


def backward_stepper(state: State | None = None, **changes) -> App:
    """Return the widget; `backward_stepper(example="2-3-2, ReLU")` starts with the other network.

    >>> stage = backward_stepper()
    >>> stage.press("Show this number")
    >>> stage.state.at, stage.board.say.split("Found so far: ")[1]
    (1, 'da[2]₁ −0.4702.')
    """
    state = state or State()
    if "example" in changes:
        state = _example(state, changes.pop("example"))
    controls = [
        Choice("example", "network", tuple(BACKWARD_EXAMPLES), _example),
        Slider("rate", "rate", 0.01, 1, 0.01),
        Button("Write the sum out", lambda s: replace(s, arithmetic=not s.arithmetic)),
        Button("Show this number", reveal_number, lambda s: s.at < len(s.cells)),
        Button("One number back", reopen_previous, lambda s: s.at > 0),
        Button("Show all", reveal_all, lambda s: s.at < len(s.cells)),
        Button("Take the step", take_descent_step, is_complete),
    ]
    return App("backward_stepper", replace(state, **changes), view, controls, on_event)


def _example(state: State, name: str) -> State:
    if name not in BACKWARD_EXAMPLES:
        raise InputError(f"there is no network {name!r}; there are: {', '.join(BACKWARD_EXAMPLES)}")
    net, x, y, rate = BACKWARD_EXAMPLES[name]
    return State(name, net, x, y, rate=rate, arithmetic=state.arithmetic, earned=state.earned)


def _asking_next(state: State) -> State:
    shown = cell_contents(state, state.story)
    open_ = [i for i, cell in enumerate(state.cells) if shown[cell].kind in ("open", "wrong")]
    later = [i for i in open_ if i > state.at] or open_
    return replace(state, at=later[0] if later else len(state.cells))


def _of_use(text: str, name: str) -> float:
    value = parse_number(text, name)
    if abs(value) > MAX_INPUT:
        raise InputError(f"{name} is {value:g}; a number from −{MAX_INPUT} to {MAX_INPUT} is wanted")
    return value


def _changed(state: State, kind: str, place: list[int], value: float) -> State:
    """Return the state with another given number; the whole backward pass is open again."""
    if kind in "xy":
        old = getattr(state, kind)
        new = replace(state, **{kind: tuple(value if i == place[0] else v for i, v in enumerate(old))})
    else:
        array = getattr(state.net[place[0]], kind).copy()
        array[tuple(place[1:])] = value
        new = replace(state, net=state.net.with_layer(place[0], **{kind: array}))
    return state if new == state else replace(new, typed=(), revealed=(), at=0, last=None, before=None)


def _note(state: State, story: Walkthrough, shown) -> str:
    if state.before is not None:
        now = half_squares.of(story.trace, story.y)
        way = "falls" if now < state.before else "rises" if now > state.before else "stays"
        return (
            f"The step is taken, W − {number_text(state.rate)} · dW and b − {number_text(state.rate)} · db: "
            f"the loss {way} from {number_text(state.before)} to {number_text(now)}."
        )
    if state.last is None:
        return "db is not asked for: for one example it is dz itself." if state.at == 0 else ""
    cell, value = state.cells[state.last], dict(state.typed)[state.last]
    if shown[cell].kind == "right":
        return f"{cell} = {number_text(value)} is right."
    return f"{cell} is not {number_text(value)}. {story.likely_mistake(cell, value)}"
