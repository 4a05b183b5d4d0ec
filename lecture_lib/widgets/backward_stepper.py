"""The backward stepper: a learner works a backward pass out on the network, each number judged at once (row 10.2).

Deltas stand on the units, gradients on the edges. Every input, weight, bias and target can be typed over. When all
numbers stand, one step of gradient descent shows what they are good for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..activations import identity, relu, sigmoid
from ..backprop import update
from ..inputs import InputError, typed
from ..losses import half_squares
from ..mlp import MLP
from ..pictures.backward_graph import backward_graph, cell_id
from ..pictures.forward_table import Shown
from ..words.back_story import BackCell, Story, back_cells, tell
from ..words.writing import number
from .stage import Choice, Goal, Press, Slider, Stage, View

EXAMPLES = {
    "2-2-1, sigmoid": (MLP(([[2, -1], [-2, 2]], [0, 0], sigmoid), ([[2, -1]], [0], sigmoid)), (1.0, 2.0), (1.0,), 0.5),
    "2-3-2, ReLU": (MLP(([[1, 1], [2, -2], [-1, 2]], [0, 1, -1], relu), ([[1, 2, -1], [0, 1, 1]], [1, 0], identity)),
                    (1.0, 2.0), (3.0, 1.0), 0.02),
}
"""Name → (network, input, target, rate). The second has whole numbers throughout, and a unit that is silent."""
LARGEST = 1000


@dataclass(frozen=True)
class State:
    """The network, its example, and what stands in the cells so far.

    `typed` holds the learner's numbers, `told` the cells that were shown, `at` the place in `back_cells(net)` that is
    asked for, `last` the place typed last. `before` is the loss before the step taken last; `earned` says that a step
    was taken with at least half of its numbers the learner's own.
    """

    example: str = "2-2-1, sigmoid"
    net: MLP = EXAMPLES["2-2-1, sigmoid"][0]
    x: tuple[float, ...] = EXAMPLES["2-2-1, sigmoid"][1]
    y: tuple[float, ...] = EXAMPLES["2-2-1, sigmoid"][2]
    typed: tuple[tuple[int, float], ...] = ()
    told: tuple[int, ...] = ()
    at: int = 0
    last: int | None = None
    rate: float = 0.5
    arithmetic: bool = False
    before: float | None = None
    earned: bool = False

    @property
    def cells(self) -> list[BackCell]:
        return back_cells(self.net)

    @property
    def story(self) -> Story:
        return tell(self.net, self.x, self.y, half_squares)


def view(state: State) -> View:
    """Return the picture, the goal and what is to be said about the last number.

    >>> view(typed_in(State(), 0, 0.53)).note
    'da[2]₁ is not 0.53. That is the output; the slope of the loss compares it with the target.'
    """
    story = state.story
    shown = standing(state, story)
    asked = state.cells[state.at] if state.at < len(state.cells) else None
    rule = "" if asked is None else story.formula(asked) if state.arithmetic else story.rule(asked)
    foot = f"loss = {number(half_squares.of(story.trace, story.y))};  the step will be W − {number(state.rate)} · dW"
    picture = backward_graph(story, shown, asked, rule, _said(state, story, shown, asked, rule), foot)
    return View(picture, Goal(
        f"fill in all {len(shown)} numbers, at least half of them yourself ({_n_right(shown)} are yours), "
        "then take the step", state.earned), _note(state, story, shown))


def _said(state: State, story: Story, shown, asked: BackCell | None, rule: str) -> str:
    numbers = ", ".join(f"{cell} {number(s.value)}{' (not right)' * (s.kind == 'wrong')}"
                        for cell, s in shown.items() if s.value is not None)
    out = ", ".join(map(number, story.trace.a[-1]))
    return (f"Input ({', '.join(map(number, state.x))}), output ({out}), target ({', '.join(map(number, state.y))}), "
            f"loss {number(half_squares.of(story.trace, story.y))}, rate {number(state.rate)}. "
            + (f"Asked for: {asked} = {rule}." if asked else "All numbers stand.")
            + (f" Found so far: {numbers}." if numbers else ""))


def standing(state: State, story: Story) -> dict[BackCell, Shown]:
    """Return what stands in each cell."""
    own, result = dict(state.typed), {}
    for i, cell in enumerate(state.cells):
        if i in own:
            result[cell] = Shown("right" if story.right(cell, own[i]) else "wrong", own[i])
        else:
            result[cell] = Shown("told", story.value(cell)) if i in state.told else Shown("open", None)
    return result


def _n_right(shown) -> int:
    return sum(s.kind == "right" for s in shown.values())


def complete(state: State) -> bool:
    """Do all numbers stand, none of them wrong?"""
    return all(s.kind in ("right", "told") for s in standing(state, state.story).values())


def typed_in(state: State, i: int, value: float) -> State:
    """Return the state after the learner has typed `value` into cell number i; if right, the next one is asked."""
    kept = tuple((k, v) for k, v in state.typed if k != i)
    new = replace(state, typed=(*kept, (i, value)), told=tuple(k for k in state.told if k != i), at=i, last=i,
                  before=None)
    return _asking_next(new) if new.story.right(new.cells[i], value) else new


def show(state: State) -> State:
    """Return the state in which the number asked for is shown."""
    kept = tuple((k, v) for k, v in state.typed if k != state.at)
    return _asking_next(replace(state, typed=kept, told=(*state.told, state.at), last=None, before=None))


def step_back(state: State) -> State:
    """Return the state with the number before the one asked for taken away again, and asked for."""
    at = state.at - 1
    return replace(state, at=at, last=None, typed=tuple((k, v) for k, v in state.typed if k != at),
                   told=tuple(k for k in state.told if k != at))


def show_all(state: State) -> State:
    """Return the state in which every open number is shown."""
    own = dict(state.typed)
    return _asking_next(replace(state, told=tuple(k for k in range(len(state.cells)) if k not in own), last=None,
                                before=None))


def take_step(state: State) -> State:
    """Return the state after one step of gradient descent; its backward pass is open again."""
    story = state.story
    enough = 2 * _n_right(standing(state, story)) >= len(state.cells)
    net = update(state.net, story.grads, state.rate)
    return replace(state, net=net, typed=(), told=(), at=0, last=None, earned=state.earned or enough,
                   before=half_squares.of(story.trace, story.y))


def react(state: State, event: dict) -> State:
    """Take a number typed into a cell, an input, a target, a weight or a bias."""
    if event["kind"] != "edit":
        return state
    id_, order = event["id"], state.cells
    for i, cell in enumerate(order):
        if cell_id(cell) == id_:
            return typed_in(state, i, _of_use(event["text"], str(cell)))
    names = {"x": "the input", "y": "the target", "W": "the weight", "b": "the bias"}
    place = [int(p) for p in id_[1:].lstrip(".").split(".")]
    return _changed(state, id_[0], place, _of_use(event["text"], names[id_[0]]))


def backward_stepper(state: State | None = None, **changes) -> Stage:
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
        Choice("example", "network", tuple(EXAMPLES), _example),
        Slider("rate", "rate", 0.01, 1, 0.01),
        Press("Write the sum out", lambda s: replace(s, arithmetic=not s.arithmetic)),
        Press("Show this number", show, lambda s: s.at < len(s.cells)),
        Press("One number back", step_back, lambda s: s.at > 0),
        Press("Show all", show_all, lambda s: s.at < len(s.cells)),
        Press("Take the step", take_step, complete),
    ]
    return Stage("backward_stepper", replace(state, **changes), view, controls, react)


def _example(state: State, name: str) -> State:
    if name not in EXAMPLES:
        raise InputError(f"there is no network {name!r}; there are: {', '.join(EXAMPLES)}")
    net, x, y, rate = EXAMPLES[name]
    return State(name, net, x, y, rate=rate, arithmetic=state.arithmetic, earned=state.earned)


def _asking_next(state: State) -> State:
    shown = standing(state, state.story)
    open_ = [i for i, cell in enumerate(state.cells) if shown[cell].kind in ("open", "wrong")]
    later = [i for i in open_ if i > state.at] or open_
    return replace(state, at=later[0] if later else len(state.cells))


def _of_use(text: str, name: str) -> float:
    value = typed(text, name)
    if abs(value) > LARGEST:
        raise InputError(f"{name} is {value:g}; a number from −{LARGEST} to {LARGEST} is wanted")
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
    return state if new == state else replace(new, typed=(), told=(), at=0, last=None, before=None)


def _note(state: State, story: Story, shown) -> str:
    if state.before is not None:
        now = half_squares.of(story.trace, story.y)
        way = "falls" if now < state.before else "rises" if now > state.before else "stays"
        return (f"The step is taken, W − {number(state.rate)} · dW and b − {number(state.rate)} · db: "
                f"the loss {way} from {number(state.before)} to {number(now)}.")
    if state.last is None:
        return "db is not asked for: for one example it is dz itself." if state.at == 0 else ""
    cell, value = state.cells[state.last], dict(state.typed)[state.last]
    if shown[cell].kind == "right":
        return f"{cell} = {number(value)} is right."
    return f"{cell} is not {number(value)}. {story.slip(cell, value)}"
