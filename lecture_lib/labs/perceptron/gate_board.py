"""The board of all sixteen gates: which of them can one unit compute? (row 03.2)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np

from ...drawing import Picture, handle, network, number_text, planes, svg, tag, text
from ...interactive import App, Button, Event, LabGoal, Slider, View, even_values, parse_entry, widget
from ...threshold import GATES, INPUTS, Cycle, find_cycle, train_perceptron
from ...validation import InputError
from .picture import corner_text, half_plane_tint, misclassified_ring

Weights = tuple[float, float, float]

N_SEPARABLE_GATES = 14
ARROW_SCALE = 0.3  # an arrow of weight 1 is this long on the plane, so that large weights fit too
DRAG_STEP = 0.25  # what dragging rounds to: exact sums, so that a tie is a true tie
_NAMES = {"w1": "weight w1", "w2": "weight w2", "b": "bias b"}
_CENTRE = np.array([0.5, 0.5])


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
    lecture_lib.validation.InputError: gate is 'NOT'; one of FALSE, AND, ... is wanted
    """
    if name not in GATES:
        raise InputError(f"gate is {name!r}; one of {', '.join(GATES)} is wanted")


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


def view(state: State) -> View:
    """Return the board, the goal and what there is to say about the chosen gate.

    >>> view(State()).note
    'AND: 2 of 4 corners agree; these weights compute OR. Exactly on the line, where 0 decides: (0, 0).'
    """
    goal = LabGoal(
        f"turn every gate green that a unit can compute: {len(state.solved)} of {N_SEPARABLE_GATES}",
        len(state.solved) == N_SEPARABLE_GATES,
    )
    return View(draw(state), goal, gate_feedback(state))


def gate_feedback(state: State) -> str:
    """Return in words how far the chosen gate is."""
    agree = int((state.answers == GATES[state.gate]).sum())
    parts = [
        f"{state.gate}: all 4 corners agree."
        if agree == 4
        else f"{state.gate}: {agree} of 4 corners agree; these weights compute {state.computes}."
    ]
    ties = [corner_text(x) for x, s in zip(INPUTS, state.scores) if s == 0]
    if ties:
        parts.append(f"Exactly on the line, where 0 decides: {' and '.join(ties)}.")
    learned = train_gate(state.gate)
    if state.weights == learned.weights:
        parts.append(_training_text(learned))
    if agree == 3 and state.gate in ("XOR", "XNOR"):
        parts.append(f"Can it be more than 3? The next widget lets you settle it: gate_proof for {state.gate}.")
    return " ".join(parts)


def _training_text(learned: GateTraining) -> str:
    if learned.cycle:
        first, again = learned.cycle
        return f"By the rule: the weights before step {again} are those before step {first}. It goes round for ever."
    return f"Learned by the rule from zero: {learned.mistakes} mistakes in {learned.steps} steps."


def draw(state: State) -> Picture:
    """Return the sixteen tiles, the plane, the unit and the table of the four corners."""
    frame = planes.plane_frame(-0.75, 1.75, -0.75, 1.75, left=434, top=28, size=245)
    done = ", ".join(name for name, _ in state.solved) or "none"
    rows = "; ".join(
        f"{corner_text(x)} wanted {_sign(t)}, score {number_text(s)}, answer {_sign(a)}"
        for x, t, s, a in zip(INPUTS, GATES[state.gate], state.scores, state.answers)
    )
    w1, w2, b = map(number_text, state.weights)
    return svg.picture(
        690,
        508,
        *_tiles(state),
        _plane(frame, state),
        frame.axes(),
        *_unit(state),
        *_table(state),
        title="The board of the sixteen gates",
        text=f"Gate {state.gate}, w1 = {w1}, w2 = {w2}, b = {b}. {rows}. Solved: {done}.",
    )


def on_event(state: State, event: Event) -> State:
    """Choose a tile, take a typed number, or drag the line: its knob shifts it, the arrow's tip turns it."""
    match event:
        case Event("press", ("gate", gate)):
            return choose_gate(state, gate)
        case Event("edit", (name,), text):
            return replace(state, **{name: parse_entry(text, _NAMES[name])})
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
        *(Slider(field, label, even_values(-6, 6, DRAG_STEP)) for field, label in _NAMES.items()),
        Button("Learn it by the rule", learn_weights, primary=True),
    ]
    return App("gate_board", state, view, controls, on_event, title="Gate board")


def _anchor(state: State) -> np.ndarray:
    """Return the point of the line nearest to the middle of the four corners, where its handles are."""
    w = np.array([state.w1, state.w2])
    return planes.nearest_on_line(w, state.b, _CENTRE) if w.any() else _CENTRE


def _shift_line(state: State, to: np.ndarray) -> State:
    return replace(state, b=_round(-(state.w1 * to[0] + state.w2 * to[1])))


def _turn_line(state: State, to: np.ndarray) -> State:
    """Let the line turn about its own handle, w along the arrow."""
    anchor = _anchor(state)
    w1, w2 = (_round(v) for v in (to - anchor) / ARROW_SCALE)
    return replace(state, w1=w1, w2=w2, b=_round(-(w1 * anchor[0] + w2 * anchor[1])))


def _round(v: float) -> float:
    return float(np.clip(np.rint(v / DRAG_STEP) * DRAG_STEP, -6, 6)) + 0.0


def _tiles(state: State) -> list[str]:
    """Return the sixteen tiles and the words above them."""
    solved = dict(state.solved)
    return [
        text(8, 14, "choose a gate   (✓ solved   ● what the weights compute now)", "small soft"),
        *(_tile(i, name, name in solved, name == state.gate, name == state.computes) for i, name in enumerate(GATES)),
    ]


@cache
def _tile(i: int, name: str, solved: bool, chosen: bool, computed: bool) -> str:
    """Return tile number i; a solved one is green with a tick, the chosen one has a thick border."""
    x0, y0 = 8 + (i % 4) * 97, 24 + (i // 4) * 67
    says = f"gate {name}{', solved' * solved}{', chosen' * chosen}: press Enter to choose it"
    border = "var(--accent)" if chosen else "var(--good)" if solved else "var(--faint)"
    return tag(
        "g",
        tag("rect", x=x0, y=y0, width=91, height=61, rx=6, fill="var(--zone)"),
        tag(
            "rect",
            x=x0,
            y=y0,
            width=91,
            height=61,
            rx=6,
            stroke=border,
            stroke_width=3 if chosen else 1.5,
            fill="var(--good)" if solved else "none",
            fill_opacity=0.2,
        ),
        text(
            x0 + 45.5,
            y0 + 17,
            name,
            "mid small" if len(name) > 8 else "mid small bold",
            style="font-size:11px" if len(name) > 8 else None,
        ),
        *_four(x0 + 45.5, y0 + 39, GATES[name]),
        text(x0 + 80, y0 + 54, "✓", "mid bold good") if solved else "",
        text(x0 + 11, y0 + 54, "●", "mid small soft") if computed else "",
        **handle(("gate", name), "press", says, quiet=chosen),
    )


def _four(x: float, y: float, labels) -> list[str]:
    """Return a gate's four labels where its corners lie: (0, 1) and (1, 1) above, (0, 0) and (1, 0) below."""
    square = svg.Frame(0, 1, 0, 1, x - 9, y - 7, 18, 18)
    return [planes.point_marker(square, corner, label, 5) for corner, label in zip(INPUTS, labels)]


def _plane(frame, state: State) -> str:
    w = np.array([state.w1, state.w2])
    anchor = _anchor(state)
    ground = tag(
        "g", half_plane_tint(frame, w, state.b), planes.boundary_line(frame, w, state.b), pointer_events="none"
    )
    wrong = [misclassified_ring(frame, x) for x, a, t in zip(INPUTS, state.answers, GATES[state.gate]) if a != t]
    ties = [_on_line(frame, x) for x, s in zip(INPUTS, state.scores) if s == 0]
    corners = [planes.point_marker(frame, x, label) for x, label in zip(INPUTS, GATES[state.gate])]
    return frame.open(ground, *corners, *wrong, *ties, *_handles(frame, anchor, w))


def _handles(frame, anchor: np.ndarray, w: np.ndarray) -> list[str]:
    """Return the arrow w with a knob at its tip, and a knob on the line; left out where they lie outside."""
    arrow = ARROW_SCALE * w
    tip = anchor + arrow
    parts = [tag("g", planes.vector_arrow(frame, anchor, arrow, "var(--ink)", 2.5), pointer_events="none")]
    if _inside(frame, anchor) and w.any():
        able = handle(("shift",), "drag", "the line: arrow keys shift it", at=tuple(anchor), step=DRAG_STEP)
        parts.append(_knob(frame, anchor, "var(--paper)", able))
    if _inside(frame, tip):
        says = "the tip of w: arrow keys turn the line"
        able = handle(("turn",), "drag", says, at=tuple(tip), step=ARROW_SCALE * DRAG_STEP)
        parts.append(_knob(frame, tip, "var(--accent)", able))
    return parts


def _knob(frame, at, colour: str, attributes: dict) -> str:
    px, py = frame.at(*at)
    return tag("circle", cx=px, cy=py, r=7, fill=colour, stroke="var(--ink)", stroke_width=2, **attributes)


def _inside(frame, at) -> bool:
    return bool(frame.x0 <= at[0] <= frame.x1 and frame.y0 <= at[1] <= frame.y1)


def _on_line(frame, x) -> str:
    px, py = frame.at(*x)
    return tag(
        "rect",
        x=px - 14,
        y=py - 14,
        width=28,
        height=28,
        fill="none",
        stroke="var(--accent)",
        stroke_width=2,
        transform=f"rotate(45 {px:.1f} {py:.1f})",
    )


def _unit(state: State) -> list[str]:
    """Return the unit: two inputs and the bias flow into z; the three weights on the edges can be typed."""
    x1, x2, one, z, y = (34, 344), (34, 412), (34, 480), (190, 412), (318, 412)
    parts = [svg.line_segment(*p, *z, stroke="var(--soft)", stroke_width=2) for p in (x1, x2, one)]
    parts.append(svg.arrow(z[0] + 24, z[1], y[0] - 34, y[1], "var(--soft)", 2))
    parts += [network.draw_unit(at, name, radius=17) for at, name in ((x1, "x₁"), (x2, "x₂"), (one, "1"))]
    parts += [
        network.draw_unit(z, "z", "w₁x₁ + w₂x₂ + b", 24, "var(--paper)"),
        network.draw_unit(y, "sgn z", "answer", 30, "var(--paper)"),
    ]
    for at, (name, says), value in zip((x1, x2, one), _NAMES.items(), state.weights):
        written = number_text(value)
        able = handle((name,), "edit", f"{says} = {written}: press Enter to type another", value=f"{value:g}")
        parts.append(network.edge_label(at, z, written, 0.46, **able))
    return parts


def _table(state: State) -> list[str]:
    """Return the four corners as rows: wanted, score, answer, verdict."""
    columns, verdicts = (412, 472, 538, 604, 662), {True: "✓", False: "✗"}
    heads = ("x₁ x₂", "wanted", "score z", "answer", "")
    parts = [text(x, 372, head, "mid small soft") for x, head in zip(columns, heads)]
    for i, (x, t, s, a) in enumerate(zip(INPUTS, GATES[state.gate], state.scores, state.answers)):
        y, tie = 398 + i * 27, bool(s == 0)
        cells = (f"{x[0]:.0f}   {x[1]:.0f}", _sign(t), number_text(s) + (" tie" if tie else ""), _sign(a))
        parts += [text(c, y, cell, "mid num" + " bold" * (tie and c == columns[2])) for c, cell in zip(columns, cells)]
        parts.append(text(columns[4], y, verdicts[bool(a == t)], f"mid bold {'good' if a == t else 'bad'}"))
    return [*parts, svg.line_segment(388, 379, 680, 379, stroke="var(--faint)")]


def _sign(v: float) -> str:
    return "+1" if v > 0 else "−1"
