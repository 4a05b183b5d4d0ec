"""Prove that no single unit computes XOR: pick inequalities that contradict each other (row 03.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...drawing import Picture, handle, number_text, planes, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...threshold import GATES, INPUTS, Perceptron, separate
from ...validation import count_phrase
from .gate_board import require_gate
from .picture import corner_text, highlight_ring

MAX_PICKS = 9  # of one inequality
_TERMS = ("w₁", "w₂", "b")
_WIDTH, _HEIGHT = 258, 304  # of both panels


@dataclass(frozen=True)
class State:
    """The gate, and how often each corner's inequality has been picked: (0, 0), (0, 1), (1, 0), (1, 1)."""

    gate: str = "XOR"
    picked: tuple[int, int, int, int] = (0, 0, 0, 0)

    def __post_init__(self) -> None:
        require_gate(self.gate)

    @property
    def total(self) -> np.ndarray:
        """The coefficients of w1, w2, b in the sum of all that is picked."""
        return np.array(self.picked) @ inequality_coefficients(self.gate)

    @property
    def strict(self) -> bool:
        """Does the sum read > 0, not ≥ 0? It does as soon as one of its parts does."""
        return any(n and label > 0 for n, label in zip(self.picked, GATES[self.gate]))

    @property
    def proven(self) -> bool:
        """Does the sum read 0 > 0?"""
        return self.strict and not self.total.any()

    @property
    def unit(self) -> Perceptron | None:
        """A unit that satisfies all four inequalities, if there is one."""
        return separate(INPUTS, GATES[self.gate]).unit


def inequality_coefficients(gate: str) -> np.ndarray:
    """Return, row by row for the four corners, the coefficients of w1, w2, b in what the gate requires there.

    Label +1 requires w·x + b > 0. Label -1 requires w·x + b ≤ 0, which is written as -(w·x + b) ≥ 0.

    >>> inequality_coefficients("XOR").astype(int).tolist()
    [[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]
    """
    return GATES[gate][:, None] * np.column_stack([INPUTS, np.ones(4)]) + 0.0


GOALS = {
    "contradiction": Goal("add up inequalities until the sum is 0 > 0", lambda state: state.proven),
}


def view(state: State) -> View:
    """Return the four inequalities, their sum so far, and what the sum says.

    >>> view(State(picked=(1, 1, 1, 1))).note
    'Contradiction found: no w₁, w₂ and b make 0 > 0 true. So no unit computes XOR. Press Next gate.'
    """
    return View(draw(state), note=proof_feedback(state), right=True if state.proven else None)


def proof_feedback(state: State) -> str:
    """Return what there is to say about the picks."""
    if state.proven:
        return (
            f"Contradiction found: no w₁, w₂ and b make 0 > 0 true. So no unit computes {state.gate}. Press Next gate."
        )
    if state.unit:
        return _possible(state, state.unit)
    if not any(state.picked):
        return "Press a row to add its inequality to the sum. Aim: w₁, w₂ and b all cancel."
    left = " and ".join(name for name, v in zip(_TERMS, state.total) if v)
    return f"Some w₁, w₂ and b make this sum true: no contradiction yet. Still to cancel: {left}. {_hint(state)}"


def _possible(state: State, unit: Perceptron) -> str:
    w1, w2, b = (number_text(v, 3) for v in (*unit.w, unit.b))
    value = float(np.array(state.picked) @ (GATES[state.gate] * unit.score(INPUTS)))
    sum_ = f" They turn your sum into {number_text(value, 3)} {'>' if state.strict else '≥'} 0: true."
    return (
        f"{state.gate} can be done, so no sum is ever false: w₁ = {w1}, w₂ = {w2}, b = {b} satisfy all four."
        f"{sum_ if any(state.picked) else ''}"
    )


def _hint(state: State) -> str:
    """Say which sign of which term the next pick should bring."""
    i = int(np.argmax(np.abs(state.total)))
    sign = "−" if state.total[i] > 0 else "+"
    return f"Look for a row with {sign}{_TERMS[i]}."


def inequality_text(coefficients, strict: bool) -> str:
    """Return the inequality in words.

    >>> inequality_text([1, -2, 0], True), inequality_text([0, 0, 0], False)
    ('w₁ − 2w₂ > 0', '0 ≥ 0')
    """
    left = ""
    for v, name in zip(coefficients, _TERMS):
        if v:
            sign = ("−" if v < 0 else "") if not left else (" − " if v < 0 else " + ")
            left += f"{sign}{'' if abs(v) == 1 else number_text(abs(v))}{name}"
    left = left or "0"
    return f"{left} {'>' if strict else '≥'} 0"


def draw(state: State) -> Picture:
    """Return the four inequalities as rows to press with their sum below, and the corners on the plane."""
    said = "; ".join(
        f"corner {corner_text(x)} requires {inequality_text(row, label > 0)}, picked {count_phrase(n, 'time')}"
        for x, row, label, n in zip(INPUTS, inequality_coefficients(state.gate), GATES[state.gate], state.picked)
    )
    sum_ = inequality_text(state.total, state.strict) if any(state.picked) else "nothing picked yet"
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *_heads(), *_rows(state), *_sum(state)),
        svg.panel(_WIDTH, _HEIGHT, *_plane(state)),
        title=f"What {state.gate} requires of w₁, w₂ and b",
        text=f"{said}. Sum: {sum_}.",
    )


def on_event(state: State, event: Event) -> State:
    """Pick a corner's inequality once more (press), or once less (Delete or Backspace)."""
    match event:
        case Event("press", ("corner", i)):
            return _pick(state, i, state.picked[i] + 1)
        case Event("key", ("corner", i), key="Delete" | "Backspace"):
            return _pick(state, i, state.picked[i] - 1)
    return state


def _pick(state: State, i: int, times: int) -> State:
    times = min(max(times, 0), MAX_PICKS)
    return replace(state, picked=(*state.picked[:i], times, *state.picked[i + 1 :]))


@widget
def gate_proof(state: State) -> App:
    """Return the widget.

    >>> app = gate_proof(gate="XNOR", picked=(1, 1, 1, 1))
    >>> app.state.proven
    True
    """
    controls = [
        Button("Next gate", _next_gate, lambda state: state.proven or state.unit is not None, primary=True),
        Button("Remove all", lambda state: replace(state, picked=(0, 0, 0, 0)), lambda state: any(state.picked)),
        Choice("gate", "gate", tuple(GATES), lambda state, gate: State(gate)),
    ]
    title = "A proof that no unit can do it"
    return App("gate_proof", state, view, controls, on_event, title=title, goals=GOALS)


def _next_gate(state: State) -> State:
    """Return the gate that comes next: first the two that cannot be done, then the others in the board's order."""
    order = ["XOR", "XNOR", *(gate for gate in GATES if gate not in ("XOR", "XNOR"))]
    return State(order[(order.index(state.gate) + 1) % len(order)])


_COLUMNS = (120, 147, 174, 204)  # of w₁, w₂, b and the sign
_PICKS = 238


def _heads() -> list[str]:
    heads = zip((8, *_COLUMNS[:3], _PICKS), ("corner, wish", *_TERMS, "taken"))
    return [text(x, 13, head, "small soft" if x == 8 else "mid small soft") for x, head in heads]


def _rows(state: State) -> list[str]:
    """Return a row for each corner: label and wish, the wish as something > 0 or ≥ 0, and how often it is taken."""
    parts = []
    for i, (x, label, row, n) in enumerate(
        zip(INPUTS, GATES[state.gate], inequality_coefficients(state.gate), state.picked)
    ):
        y = 22 + i * 54
        wish = inequality_text(label * row, True).replace("> 0", "> 0" if label > 0 else "≤ 0")
        says = (
            f"corner {corner_text(x)} requires {wish}, picked {count_phrase(n, 'time')}: "
            "Enter picks it once more, Delete once less"
        )
        parts.append(
            tag(
                "g",
                tag(
                    "rect",
                    x=1,
                    y=y,
                    width=256,
                    height=48,
                    rx=6,
                    fill="var(--zone)",
                    stroke_width=2.5 if n else 1,
                    stroke="var(--accent)" if n else "var(--line)",
                ),
                tag("g", planes.point_marker(svg.Frame(0, 1, 0, 1, 14, y + 16, 1, 1), (0, 1), label, 5)),
                text(25, y + 20, f"{corner_text(x)} → {_signed(label)}", "small num"),
                text(8, y + 39, wish, "small num"),
                *_line(y + 29, row, label > 0, ""),
                text(_PICKS, y + 29, f"× {n}" if n else "+", "mid bold" if n else "mid soft"),
                **handle(("corner", i), "press", says),
            )
        )
    return parts


def _line(y: float, coefficients, strict: bool, look: str) -> list[str]:
    """Return the coefficients in their columns, and the sign at the end; a 0 in the sum is green."""
    cells = [
        text(x, y, _signed(v), f"mid num {look}{' good' if look and not v else ''}")
        for x, v in zip(_COLUMNS, coefficients)
    ]
    return [*cells, text(_COLUMNS[3], y, "> 0" if strict else "≥ 0", f"mid num {look}")]


def _signed(v: float) -> str:
    return f"+{number_text(v)}" if v > 0 else number_text(v)


def _sum(state: State) -> list[str]:
    """Return the sum of what is taken, in the rows' columns; its place is empty before."""
    if not any(state.picked):
        return [text(8, 264, "sum: nothing taken yet", "soft")]
    return [
        svg.line_segment(104, 243, 218, 243, stroke="var(--soft)", stroke_width=1.5),
        text(8, 264, "sum", "bold"),
        *_line(264, state.total, state.strict, "bold"),
    ]


def _plane(state: State) -> list[str]:
    """Return the corners on the plane, those that are taken ringed, and below them what the sum says."""
    frame = planes.plane_frame(-0.5, 1.5, -0.5, 1.5, left=30, top=10, size=198)
    rings = [highlight_ring(frame, x, 14) for x, n in zip(INPUTS, state.picked) if n]
    crossing = (
        [
            svg.line_segment(*frame.at(*INPUTS[i]), *frame.at(*INPUTS[j]), stroke=f"var(--{colour})", stroke_width=2)
            for i, j, colour in ((0, 3, "soft"), (1, 2, "accent"))
        ]
        if state.proven
        else []
    )
    corners = [planes.point_marker(frame, x, label) for x, label in zip(INPUTS, GATES[state.gate])]
    said = inequality_text(state.total, state.strict) if any(state.picked) else "0 ≥ 0"
    return [
        frame.open(*crossing, *corners, *rings),
        frame.axes("", ""),
        text(26, 24, "x₂", "end small"),
        text(228, 225, "x₁", "end small"),
        *_verdict(said, state.proven),
    ]


def _verdict(said: str, proven: bool) -> list[str]:
    """Return the sum in words; a contradiction is what was looked for, so it is green and ticked."""
    if not proven:
        return [text(129, 268, said, "mid big bold"), text(129, 292, "no contradiction", "mid small soft")]
    box = {"x": 20, "y": 244, "width": 218, "height": 56, "rx": 6}
    return [
        tag("rect", **box, fill="var(--good)", opacity=0.15),
        tag("rect", **box, fill="none", stroke="var(--good)", stroke_width=1.5),
        text(129, 268, said, "mid big bold"),
        text(129, 290, "✓ contradiction found", "mid bold good"),
    ]
