"""The board of all sixteen gates: which of them can one unit compute? (row 03.2)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np

from ...drawing import Frame, Picture, handle, number_text, planes, svg, tag, text
from ...interactive import App, Button, Event, Goal, Slider, View, even_values, widget
from ...threshold import GATES, INPUTS, Cycle, find_cycle, train_perceptron
from ...validation import InputError, count_phrase
from .picture import corner_text, misclassified_ring, turning_half_planes

Weights = tuple[float, float, float]

N_SEPARABLE_GATES = 14
ARROW_SCALE = 0.3  # an arrow of weight 1 is this long on the plane, so that large weights fit too
DRAG_STEP = 0.25  # what dragging rounds to: exact sums, so that a tie is a true tie
_NAMES = {"w1": "weight w₁", "w2": "weight w₂", "b": "bias b"}
_CENTRE = np.array([0.5, 0.5])
LOW, HIGH = -0.75, 1.75  # the plane that is seen
_RIM = 0.1  # so far from its edge the knobs stay
_BESIDE = 0.25  # so far from a corner the knob moves along the line
_LEAST_ARROW = 0.25  # so much of an arrow is always seen
_WIDTH, _HEIGHT = 258, 304  # of both panels


@dataclass(frozen=True)
class State:
    """The chosen gate, the unit's weights now, and the gates solved so far with the weights that did it.

    A state whose weights compute its gate always holds that gate among the solved ones.

    >>> State("OR", 1, 1, -0.5).solved
    (('OR', (1, 1, -0.5)),)
    """

    gate: str = "AND"
    w1: float = 1.0
    w2: float = 1.0
    b: float = 0.0
    solved: tuple[tuple[str, Weights], ...] = ()

    def __post_init__(self) -> None:
        require_gate(self.gate)
        if self.computes == self.gate:
            kept = dict(self.solved) | {self.gate: self.weights}
            object.__setattr__(self, "solved", tuple(kept.items()))

    @property
    def weights(self) -> Weights:
        return self.w1, self.w2, self.b

    @cached_property
    def scores(self) -> np.ndarray:
        """w·x + b at the four corners; what is 0 but for rounding is 0."""
        return np.round(INPUTS @ np.array([self.w1, self.w2]) + self.b, 9) + 0.0

    @cached_property
    def answers(self) -> np.ndarray:
        return np.where(self.scores > 0, 1.0, -1.0)

    @cached_property
    def computes(self) -> str:
        """The name of the gate that these weights compute."""
        return next(name for name, y in GATES.items() if np.array_equal(y, self.answers))


def require_gate(name: str) -> None:
    """Raise `InputError` unless there is a gate of this name.

    >>> require_gate("NOT")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: gate is 'NOT'; choose one of FALSE, AND, ...
    """
    if name not in GATES:
        raise InputError(f"gate is {name!r}; choose one of {', '.join(GATES)}")


class GateTraining(NamedTuple):
    """What the rule, started from zero, makes of a gate."""

    weights: Weights
    steps: int
    mistakes: int
    cycle: Cycle | None


@cache
def train_gate(gate: str) -> GateTraining:
    """Learn a gate from zero; stop where all corners agree, or where the rule is known to go round for ever.

    >>> train_gate("NAND").weights, train_gate("XOR").cycle
    ((-4.0, -2.0, 6.0), Cycle(first=6, again=10))
    """
    steps = list(islice(train_perceptron(INPUTS, GATES[gate]), 100))
    cycle = find_cycle(steps)
    if not steps:
        return GateTraining((0.0, 0.0, 0.0), 0, 0, None)
    last = steps[cycle.again - 2] if cycle else steps[-1]
    w, b = last.after
    return GateTraining((float(w[0]), float(w[1]), float(b)), last.number, last.mistakes, cycle)


GOALS = {
    "every gate": Goal(
        "turn every gate green that a unit can compute", lambda state: len(state.solved) == N_SEPARABLE_GATES
    ),
}


def view(state: State) -> View:
    """Return the board and what there is to say about the chosen gate.

    >>> view(State()).note
    'AND: 2 of 4 corners agree; now the unit computes OR. Shift and turn the line until all four do.'
    """
    agree = int((state.answers == GATES[state.gate]).sum())
    return View(draw(state), note=gate_feedback(state, agree), right=True if agree == 4 else None)


def gate_feedback(state: State, agree: int) -> str:
    """Return in words how far the chosen gate is: `agree` of its corners are right."""
    learned = train_gate(state.gate)
    by_rule = state.weights == learned.weights
    if agree == 4:
        how = f" The rule got there from zero in {count_phrase(learned.steps, 'step')}." if by_rule else ""
        done = len(state.solved) == N_SEPARABLE_GATES
        return f"{state.gate}: all 4 corners agree.{how} {_ALL_DONE if done else 'Choose another tile.'}"
    if by_rule and learned.cycle:
        first, again = learned.cycle
        return (
            f"{state.gate}: the weights before step {again} are those before step {first}. The rule goes round forever."
        )
    so_far = f"{state.gate}: {agree} of 4 corners agree"
    if agree == 3 and state.gate in ("XOR", "XNOR"):
        return f"{so_far}. Can it be more? The next picture, gate_proof, settles it."
    return f"{so_far}; now the unit computes {state.computes}. Shift and turn the line until all four do."


_ALL_DONE = "No unit computes the two that stay grey: the next picture, gate_proof, shows why."


def draw(state: State) -> Picture:
    """Return the sixteen tiles, and the plane with the line and the score of each corner."""
    done = ", ".join(name for name, _ in state.solved) or "none"
    rows = "; ".join(
        f"{corner_text(x)} wanted {_sign(t)}, score {number_text(s)}{', on the line' * bool(s == 0)}, answer {_sign(a)}"
        for x, t, s, a in zip(INPUTS, GATES[state.gate], state.scores, state.answers)
    )
    w1, w2, b = map(number_text, state.weights)
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *_tiles(state)),
        svg.panel(_WIDTH, _HEIGHT, *_plane(state)),
        title="The board of the sixteen gates",
        text=f"Gate {state.gate}, w1 = {w1}, w2 = {w2}, b = {b}. {rows}. Solved: {done}.",
    )


def on_event(state: State, event: Event) -> State:
    """Choose a tile, or drag the line: its knob shifts it, the arrow's tip turns it."""
    match event:
        case Event("press", ("gate", gate)):
            return choose_gate(state, gate)
        case Event("drag", ("shift",), x=x, y=y):
            return _shift_line(state, np.array([x, y]))
        case Event("drag", ("turn",), x=x, y=y):
            return _turn_line(state, np.array([x, y]))
    return state


def choose_gate(state: State, gate: str) -> State:
    """Choose a gate; one that is solved already comes back with its weights."""
    w1, w2, b = dict(state.solved).get(gate, state.weights)
    return replace(state, gate=gate, w1=w1, w2=w2, b=b)


def learn_weights(state: State) -> State:
    """Take the weights that the rule learns for the chosen gate, from zero."""
    w1, w2, b = train_gate(state.gate).weights
    return replace(state, w1=w1, w2=w2, b=b)


@widget
def gate_board(state: State) -> App:
    """Return the widget.

    >>> app = gate_board()
    >>> app.press("Learn it by the rule")
    >>> app.state.solved
    (('AND', (4.0, 2.0, -4.0)),)
    """
    controls = [
        Button("Learn it by the rule", learn_weights, primary=True),
        *(Slider(field, label, even_values(-6, 6, DRAG_STEP)) for field, label in _NAMES.items()),
    ]
    title = "Sixteen gates and one unit"
    return App("gate_board", state, view, controls, on_event, title=title, goals=GOALS)


def _arrow(state: State) -> tuple[np.ndarray, np.ndarray]:
    """Return where the arrow w starts and ends on the plane; both always lie in sight.

    It starts at the line's point nearest to the middle of the corners, or beside it where a corner would be hidden.
    What would lie outside is cut off there.
    """
    w = np.array([state.w1, state.w2])
    if not w.any():
        return _CENTRE, _CENTRE
    along = w / np.linalg.norm(w)
    start = planes.nearest_on_line(w, state.b, _CENTRE)
    if np.hypot(*(INPUTS - start).T).min() < _BESIDE / 2:
        start = start + _BESIDE * np.array([-along[1], along[0]])
    start = np.clip(start, LOW + _RIM, HIGH - _RIM)
    room = np.where(along > 0, HIGH - _RIM - start, start - LOW - _RIM) / np.maximum(np.abs(along), 1e-9)
    length, room = ARROW_SCALE * float(np.linalg.norm(w)), float(room.min())
    if length <= room:
        return start, start + ARROW_SCALE * w
    end = start + room * along
    return end - max(room, _LEAST_ARROW) * along, end


def _shift_line(state: State, to: np.ndarray) -> State:
    return replace(state, b=_round(-(state.w1 * to[0] + state.w2 * to[1])))


def _turn_line(state: State, to: np.ndarray) -> State:
    """Let the line turn about its own handle, w along the arrow."""
    anchor, _ = _arrow(state)
    w1, w2 = (_round(v) for v in (to - anchor) / ARROW_SCALE)
    return replace(state, w1=w1, w2=w2, b=_round(-(w1 * anchor[0] + w2 * anchor[1])))


def _round(v: float) -> float:
    return float(np.clip(np.rint(v / DRAG_STEP) * DRAG_STEP, -6, 6)) + 0.0


def _tiles(state: State) -> list[str]:
    """Return the sixteen tiles and what their marks mean."""
    solved = dict(state.solved)
    return [
        text(1, 13, "choose a gate", "small"),
        text(257, 13, "✓ solved   ● computed now", "end small soft"),
        *(_tile(i, name, name in solved, name == state.gate, name == state.computes) for i, name in enumerate(GATES)),
    ]


@cache
def _tile(i: int, name: str, solved: bool, chosen: bool, computed: bool) -> str:
    """Return tile number i; a solved one is green with a tick, the chosen one has a thick border."""
    x, y, width, height = 1.5 + (i % 4) * 65, 23 + (i // 4) * 71, 60, 66
    says = f"gate {name}{', solved' * solved}{', chosen' * chosen}: press Enter to choose it"
    box = {"x": x, "y": y, "width": width, "height": height, "rx": 6}
    lines = (name[:6], name[7:]) if len(name) > 12 else (name[:5], name[6:]) if len(name) > 8 else (name,)
    first = y + 21 if len(lines) == 1 else y + 15
    return tag(
        "g",
        tag(
            "rect",
            **box,
            fill="var(--zone)",
            stroke="var(--accent)" if chosen else "var(--good)" if solved else "var(--line)",
            stroke_width=3 if chosen else 1.5 if solved else 1,
        ),
        tag("rect", **box, fill="var(--good)", opacity=0.2) if solved else "",
        *(text(x + width / 2, first + 13 * k, line, "mid small bold") for k, line in enumerate(lines)),
        _four(x + width / 2, y + 48, GATES[name]),
        text(x + 51, y + 61, "✓", "mid bold good") if solved else "",
        text(x + 9, y + 61, "●", "mid small") if computed else "",
        **handle(("gate", name), "press", says, quiet=chosen),
    )


def _four(x: float, y: float, labels) -> str:
    """Return a gate's four labels where its corners lie: (0, 1) and (1, 1) above, (0, 0) and (1, 0) below."""
    square = Frame(0, 1, 0, 1, x - 8, y - 8, 16, 16)
    return tag("g", *(planes.point_marker(square, corner, label, 5) for corner, label in zip(INPUTS, labels)))


def _plane(state: State) -> list[str]:
    """Return the plane with the unit's line and what the unit answers at each corner, and what its marks mean."""
    frame = planes.plane_frame(LOW, HIGH, LOW, HIGH, left=17, top=10, size=240)
    w, wanted = np.array([state.w1, state.w2]), GATES[state.gate]
    ground = tag("g", turning_half_planes(frame, w, state.b, 0, _CENTRE), pointer_events="none")
    corners = [
        _corner(frame, x, label, score, answer == label)
        for x, label, score, answer in zip(INPUTS, wanted, state.scores, state.answers)
    ]
    key = Frame(0, 1, 0, 1, 0, 0, 1, 1)
    return [
        frame.open(ground, *_knobs(frame, state), tag("g", *corners, pointer_events="none")),
        frame.axes("", ""),
        text(13, 22, "x₂", "end small"),
        text(256, 267, "x₁", "end small"),
        misclassified_ring(key, (9, -289), 8),
        text(23, 294, "wrong", "small soft"),
        _diamond(78, 290, 6),
        text(91, 294, "on the line: 0 counts as −1", "small soft"),
    ]


def _corner(frame: Frame, x: np.ndarray, label: float, score: float, right: bool) -> str:
    """Return a corner with its score and a verdict: above it or below it, away from the other corners."""
    px, py = frame.at(*x)
    return tag(
        "g",
        misclassified_ring(frame, x) if not right else "",
        _diamond(px, py, 11) if score == 0 else "",
        planes.point_marker(frame, x, label),
        text(px, py + (-22 if x[1] else 33), f"z = {number_text(score)}", "mid small num", style=_HALO),
        text(
            px, py + (-36 if x[1] else 48), "✓" if right else "✗", f"mid bold {'good' if right else 'bad'}", style=_HALO
        ),
    )


_HALO = "paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round"


def _diamond(px: float, py: float, half: float) -> str:
    """Return the mark of a corner that lies exactly on the line."""
    turned = f"rotate(45 {px:.1f} {py:.1f})"
    box = {"x": px - half, "y": py - half, "width": 2 * half, "height": 2 * half}
    return tag("rect", **box, fill="none", stroke="var(--accent)", stroke_width=2, transform=turned)


def _knobs(frame: Frame, state: State) -> list[str]:
    """Return the arrow w with a knob at its tip, and a knob on the line that shifts it."""
    start, tip = _arrow(state)
    (ax, ay), (bx, by) = frame.at(*start), frame.at(*tip)
    length = float(np.hypot(bx - ax, by - ay))
    reach, seen = min(14.0, max(8.0, length / 2)), max(0.0, 1 - 8 / length) if length else 0.0
    shaft = svg.arrow(ax, ay, ax + seen * (bx - ax), ay + seen * (by - ay), "var(--ink)", 2.5)
    parts = [tag("g", shaft, pointer_events="none")]
    if state.w1 or state.w2:
        able = handle(("shift",), "drag", "the line: arrow keys shift it", at=tuple(start), step=DRAG_STEP)
        parts.append(_knob(ax, ay, reach, "var(--paper)", able))
    says = "the tip of w: arrow keys turn the line"
    able = handle(("turn",), "drag", says, at=tuple(tip), step=ARROW_SCALE * DRAG_STEP)
    return [*parts, _knob(bx, by, reach if len(parts) > 1 else 14.0, "var(--accent)", able)]


def _knob(px: float, py: float, reach: float, colour: str, attributes: dict) -> str:
    return tag(
        "g",
        tag("circle", cx=px, cy=py, r=reach, class_="hit"),
        tag("circle", cx=px, cy=py, r=8, fill=colour, stroke="var(--ink)", stroke_width=2),
        class_="moves",
        **attributes,
    )


def _sign(v: float) -> str:
    return "+1" if v > 0 else "−1"
