"""The board of all sixteen gates: which of them can one unit compute? (row 03.2)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from ..gates import GATES, INPUTS
from ..inputs import typed
from ..perceptron import find_cycle, learn
from ..pictures import network, planes, svg
from ..pictures import perceptron as draw
from ..pictures.svg import Picture, handle, number, tag, text
from .stage import Goal, Press, Slider, Stage, View

Weights = tuple[float, float, float]

POSSIBLE = 14
ARROW = 0.3                 # an arrow of weight 1 is this long on the plane, so that large weights fit too
STEP = 0.25                 # what dragging rounds to: exact sums, so that a tie is a true tie
_NAMES = {"w1": "weight w1", "w2": "weight w2", "b": "bias b"}
_CENTRE = np.array([0.5, 0.5])


@dataclass(frozen=True)
class State:
    """The chosen gate, the unit's weights now, the gates solved so far with their weights, and those tried."""

    gate: str = "AND"
    w1: float = 1.0
    w2: float = 1.0
    b: float = 0.0
    solved: tuple[tuple[str, Weights], ...] = ()
    tried: tuple[str, ...] = ()
    note: str = ""

    @property
    def weights(self) -> Weights:
        return self.w1, self.w2, self.b

    @property
    def scores(self) -> np.ndarray:
        """w·x + b at the four corners; what is 0 but for rounding is 0."""
        return np.round(INPUTS @ np.array([self.w1, self.w2]) + self.b, 9) + 0.0

    @property
    def answers(self) -> np.ndarray:
        return np.where(self.scores > 0, 1.0, -1.0)

    @property
    def computes(self) -> str:
        """The name of the gate that these weights compute."""
        return next(name for name, y in GATES.items() if np.array_equal(y, self.answers))


def settled(state: State) -> State:
    """Return the state with its gate marked as solved if all four corners agree; else as tried.

    >>> settled(State("OR", 1, 1, -0.5)).solved
    (('OR', (1, 1, -0.5)),)
    """
    if state.computes != state.gate:
        return replace(state, tried=tuple(dict.fromkeys((*state.tried, state.gate))))
    return replace(state, solved=tuple((dict(state.solved) | {state.gate: state.weights}).items()))


def view(state: State) -> View:
    """Return the board, the goal and what there is to say about the chosen gate.

    >>> view(State()).note
    'AND: 2 of 4 corners agree. These weights compute OR. Exactly on the line, where 0 decides: (0, 0).'
    """
    goal = Goal(f"turn every gate green that a unit can compute: {len(state.solved)} of {POSSIBLE}",
                len(state.solved) == POSSIBLE)
    note = state.note or told(state)
    return View(picture(state), goal, note)


def told(state: State) -> str:
    """Return in words how far the chosen gate is."""
    agree = int((state.answers == GATES[state.gate]).sum())
    said = f"{state.gate}: {agree} of 4 corners agree."
    said += " Solved." if agree == 4 else f" These weights compute {state.computes}."
    ties = [_corner(x) for x, s in zip(INPUTS, state.scores) if s == 0]
    if ties:
        said += f" Exactly on the line, where 0 decides: {' and '.join(ties)}."
    if state.gate in ("XOR", "XNOR") and state.gate in state.tried:
        said += f" Three corners are the most that any line can do here: gate_proof(“{state.gate}”) lets you prove it."
    return said


def picture(state: State) -> Picture:
    """Return the sixteen tiles, the plane, the unit and the table of the four corners."""
    frame = planes.plane(-0.75, 1.75, -0.75, 1.75, left=446, top=24, size=262)
    done = ", ".join(name for name, _ in state.solved) or "none"
    rows = "; ".join(f"{_corner(x)} wanted {_sign(t)}, score {number(s)}, answer {_sign(a)}"
                     for x, t, s, a in zip(INPUTS, GATES[state.gate], state.scores, state.answers))
    w1, w2, b = map(number, state.weights)
    return svg.picture(
        724, 512, *_tiles(state), _plane(frame, state), frame.axes(), *_unit(state), *_table(state),
        title="The board of the sixteen gates",
        text=f"Gate {state.gate}, w1 = {w1}, w2 = {w2}, b = {b}. {rows}. Solved: {done}.")


def react(state: State, event: dict) -> State:
    """Choose a tile, take a typed number, or drag the line: its middle shifts it, the arrow's tip turns it."""
    kind, name = event["kind"], event["id"]
    if kind == "press" and name in GATES:
        return choose(state, name)
    if kind == "edit":
        return _moved(state, **{name: typed(event["text"], _NAMES[name])})
    if kind == "drag" and name == "shift":
        w = np.array([state.w1, state.w2])
        return _moved(state, b=_round(-w @ [event["x"], event["y"]]))
    if kind == "drag" and name == "turn":
        anchor = _anchor(state)
        w = [_round(v) for v in (np.array([event["x"], event["y"]]) - anchor) / ARROW]
        return _moved(state, w1=w[0], w2=w[1], b=_round(-np.array(w) @ anchor) if state.w1 or state.w2 else state.b)
    return state


def choose(state: State, gate: str) -> State:
    """Choose a gate; one that is solved already comes back with its weights."""
    w1, w2, b = dict(state.solved).get(gate, state.weights)
    return replace(state, gate=gate, w1=w1, w2=w2, b=b, note="")


def by_the_rule(state: State) -> State:
    """Learn the chosen gate from zero by the perceptron's rule; stop where it goes round for ever.

    >>> by_the_rule(State("NAND")).weights
    (-4.0, -2.0, 6.0)
    """
    steps = list(islice(learn(INPUTS, GATES[state.gate]), 100))
    cycle = find_cycle(steps)
    steps = steps[:cycle.again - 1] if cycle else steps
    w, b = steps[-1].after if steps else (np.zeros(2), 0.0)
    mistakes = steps[-1].mistakes if steps else 0
    learned = settled(replace(state, w1=float(w[0]), w2=float(w[1]), b=float(b), note=""))
    if cycle:
        return replace(learned, note=f"The weights before step {cycle.again} are those before step {cycle.first}: the rule "
                                     f"goes round for ever on {state.gate}. gate_proof(“{state.gate}”) lets you prove why.")
    return replace(learned, note=f"Learned {state.gate} from zero, with {mistakes} mistakes in {len(steps)} steps.")


def gate_board(state: State = State()) -> Stage:
    """Return the board.

    >>> board = gate_board()
    >>> board.press("Learn it by the rule"); board.state.solved
    (('AND', (4.0, 2.0, -4.0)),)
    """
    controls = [*(_Weight(field, label, -4, 6, STEP) for field, label in _NAMES.items()),
                Press("Learn it by the rule", by_the_rule, style="primary")]
    return Stage("gate_board", state, view, controls, react)


@dataclass(frozen=True)
class _Weight(Slider):
    """A slider whose every move is judged."""

    def make(self, stage: Stage):
        control = super().make(stage)
        return control


def _moved(state: State, **weights: float) -> State:
    return settled(replace(state, note="", **weights))
