"""Prove that no single unit computes XOR: pick inequalities that contradict each other (row 03.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...drawing import Picture, handle, number_text, planes, svg, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...threshold import GATES, INPUTS, Perceptron, separate
from .gate_board import require_gate
from .picture import corner_text, highlight_ring

MAX_PICKS = 9  # of one inequality
_TERMS = ("w₁", "w₂", "b")


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


def inequality_coefficients(gate: str) -> np.ndarray:
    """Return, row by row for the four corners, the coefficients of w1, w2, b in what the gate wants there.

    Label +1 wants w·x + b > 0. Label -1 wants w·x + b ≤ 0, which is turned round to -(w·x + b) ≥ 0.

    >>> inequality_coefficients("XOR").astype(int).tolist()
    [[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]
    """
    return GATES[gate][:, None] * np.column_stack([INPUTS, np.ones(4)]) + 0.0


def view(state: State) -> View:
    """Return the four inequalities, their sum so far, and what the sum says.

    >>> view(State(picked=(1, 1, 1, 1))).note
    'Proven: the sum reads 0 > 0, which is false whatever w₁, w₂ and b are. So no unit computes XOR.'
    """
    goal = LabGoal("pick inequalities whose sum is false whatever w₁, w₂ and b are", state.proven)
    can_be_done = separate(INPUTS, GATES[state.gate]).separable
    return View(draw(state), None if can_be_done else goal, proof_feedback(state))


def proof_feedback(state: State) -> str:
    """Return what there is to say about the picks."""
    unit = separate(INPUTS, GATES[state.gate]).unit
    if state.proven:
        return (
            f"Proven: the sum reads 0 > 0, which is false whatever w₁, w₂ and b are. So no unit computes {state.gate}."
        )
    if unit:
        return _possible(state, unit)
    if not any(state.picked):
        return "Pick the inequalities that you want to add up. Aim: let w₁, w₂ and b all cancel."
    left = " and ".join(name for name, v in zip(_TERMS, state.total) if v)
    return (
        f"The sum reads {inequality_text(state.total, state.strict)}. Some w₁, w₂, b fulfil that: it is no "
        f"contradiction yet. Still to cancel: {left}. {_hint(state)}"
    )


def _possible(state: State, unit: Perceptron) -> str:
    w1, w2, b = (number_text(v, 3) for v in (*unit.w, unit.b))
    value = float(np.array(state.picked) @ (GATES[state.gate] * unit.score(INPUTS)))
    sum_ = f" Put into your sum they give {number_text(value, 3)} {'>' if state.strict else '≥'} 0: true."
    return (
        f"{state.gate} can be done: w₁ = {w1}, w₂ = {w2}, b = {b} fulfil all four inequalities, so no sum of them "
        f"can ever be false.{sum_ if any(state.picked) else ''}"
    )


def _hint(state: State) -> str:
    """Say which sign of which term the next pick should bring."""
    i = int(np.argmax(np.abs(state.total)))
    sign = "−" if state.total[i] > 0 else "+"
    return f"Look for an inequality that holds {sign}{_TERMS[i]}."


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
    """Return the four inequalities as rows to press, their sum below, and the corners on the plane."""
    frame = planes.plane_frame(-0.5, 1.5, -0.5, 1.5, left=530, top=56, size=150)
    gives = state.total
    said = "; ".join(
        f"corner {corner_text(x)} wants {inequality_text(row, label > 0)}, picked {n} times"
        for x, row, label, n in zip(INPUTS, inequality_coefficients(state.gate), GATES[state.gate], state.picked)
    )
    sum_ = inequality_text(gives, state.strict) if any(state.picked) else "nothing picked yet"
    return svg.picture(
        690,
        316,
        *_heads(),
        *_rows(state),
        *_sum(state),
        _plane(frame, state),
        frame.axes(),
        title=f"What {state.gate} asks of w₁, w₂ and b",
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
        Choice("gate", "gate", tuple(GATES), lambda state, gate: State(gate)),
        Button("Take all back", lambda state: replace(state, picked=(0, 0, 0, 0)), lambda state: any(state.picked)),
    ]
    return App("gate_proof", state, view, controls, on_event, title="Gate proof")


_COLUMNS = (283, 326, 369, 411)


def _heads() -> list[str]:
    heads = zip((60, 185, *_COLUMNS, 456), ("corner", "the gate wants", *_TERMS, "", "picked"))
    return [text(x, 18, head, "mid small soft") for x, head in heads]


def _rows(state: State) -> list[str]:
    parts = []
    for i, (x, label, row, n) in enumerate(
        zip(INPUTS, GATES[state.gate], inequality_coefficients(state.gate), state.picked)
    ):
        y = 30 + i * 48
        wish = inequality_text(label * row, True).replace("> 0", "> 0" if label > 0 else "≤ 0")
        says = f"corner {corner_text(x)} wants {wish}, picked {n} times: Enter picks it once more, Delete once less"
        parts.append(
            tag(
                "g",
                tag(
                    "rect",
                    x=6,
                    y=y,
                    width=476,
                    height=42,
                    rx=6,
                    fill="var(--zone)",
                    stroke_width=2.5 if n else 1,
                    stroke="var(--accent)" if n else "var(--faint)",
                ),
                svg.text(60, y + 26, f"{corner_text(x)} → {'+1' if label > 0 else '−1'}", "mid num"),
                svg.text(185, y + 26, wish, "mid num"),
                *_line(y + 26, row, label > 0, ""),
                svg.text(456, y + 26, f"× {n}" if n else "+", "mid bold" if n else "mid soft"),
                **handle(("corner", i), "press", says),
            )
        )
    return parts


def _line(y: float, coefficients, strict: bool, look: str) -> list[str]:
    """Return the coefficients in their columns, and the sign at the end; a 0 in the sum is green."""
    cells = [
        text(x, y, _coefficient(v), f"mid num {look}{' good' if look and not v else ''}")
        for x, v in zip(_COLUMNS, coefficients)
    ]
    return [*cells, text(_COLUMNS[3], y, "> 0" if strict else "≥ 0", f"mid num {look}")]


def _coefficient(v: float) -> str:
    return f"+{number_text(v)}" if v > 0 else number_text(v)


def _sum(state: State) -> list[str]:
    if not any(state.picked):
        return [text(185, 250, "Press a row to add it to the sum.", "mid soft")]
    says = inequality_text(state.total, state.strict)
    verdict = ": false!" if state.proven else ""
    return [
        svg.line_segment(250, 228, 450, 228, stroke="var(--soft)", stroke_width=1.5),
        text(185, 250, "sum", "mid bold"),
        *_line(250, state.total, state.strict, "bold"),
        text(285, 290, says + verdict, f"mid big bold{' bad' if state.proven else ''}"),
    ]


def _plane(frame, state: State) -> str:
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
    return frame.open(*crossing, *corners, *rings)
