"""One point through the margin: hinge, logistic, squared and 0/1 loss of that point, with their slopes (row 01.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import number_text
from ...interactive import App, Button, Event, Goal, Play, View, widget
from ...linear import MARGIN_LOSSES
from ...validation import InputError, parse_number
from .margin_picture import HALF, M_MAX, WEIGHTS, draw_margin

_FIRST, _STEP = -2.0, 0.05


@dataclass(frozen=True)
class State:
    """A place in the plane and the class of the point there. The line is x₁ + ½ x₂ = 0."""

    x1: float = -1.2
    x2: float = 1.0
    y: int = 1

    def __post_init__(self) -> None:
        if not (abs(self.x1) <= HALF and abs(self.x2) <= HALF):
            raise InputError(
                f"the point is ({number_text(self.x1)}, {number_text(self.x2)}). Give two numbers from −{HALF:g} to "
                f"{HALF:g}."
            )
        if self.y not in (-1, 1):
            raise InputError(f"y is {self.y!r}. Give −1 or +1.")

    @property
    def margin(self) -> float:
        """The margin m = y z of the point, free of rounding errors."""
        return round(self.y * (WEIGHTS[0] * self.x1 + WEIGHTS[1] * self.x2), 9) + 0.0


def _loss(state: State, name: str) -> float:
    return float(MARGIN_LOSSES[name].value(state.margin))


def _slope(state: State, name: str) -> float:
    return float(MARGIN_LOSSES[name].slope(state.margin))


GOALS = {
    "too right": Goal(
        "find a place where the squared loss is above 2, and the hinge loss is 0",
        have=lambda state: _loss(state, "squared") > 2 and _loss(state, "hinge") == 0,
    ),
    "equal pull": Goal(
        "make hinge and squared loss equally steep, to 0.1, but not flat",
        have=lambda state: _slope(state, "hinge") < 0 and abs(_slope(state, "hinge") - _slope(state, "squared")) <= 0.1,
    ),
}


def view(state: State) -> View:
    """Return the plane, the four curves and the table.

    >>> view(State(x1=2.0, x2=1.0)).note
    'Far on the correct side: hinge and 0/1 let the point go. The squared loss pulls it back, with slope 3.'
    """
    return View(draw_margin(state.x1, state.x2, state.y, state.margin, _said(state)), note=_note(state))


def _said(state: State) -> str:
    losses = ", ".join(
        f"{name} {number_text(_loss(state, name), 3)} with slope {number_text(_slope(state, name), 3)}"
        for name in MARGIN_LOSSES
    )
    return (
        f"A point of class {'+1' if state.y > 0 else '−1'} at ({number_text(state.x1, 3)}, {number_text(state.x2, 3)}) "
        f"with margin {number_text(state.margin, 3)}. Losses: {losses}."
    )


def _note(state: State) -> str:
    m = state.margin
    if state == State():
        return "Drag the point across the line, or the purple dots along the curves. Here it is wrong, and three pull."
    if m == 0:
        return "Exactly on the line: hinge has slope −1, logistic −½, squared −2. The 0/1 loss jumps here."
    if m == 1:
        return "Exactly on the margin line: here hinge has its kink, and every slope from −1 to 0 is a subgradient."
    if m < 0:
        slope = number_text(_slope(state, "squared"), 3)
        return f"On the wrong side: the squared loss has slope {slope}, hinge −1, the 0/1 loss none. Drag it across."
    if m < 1:
        return "Correct, yet within the margin: 0/1 is content, but hinge pulls with −1, however much is missing."
    if m <= 2:
        return "Beyond the margin line hinge is exactly 0 and flat. Logistic is never 0, and squared grows again."
    return (
        "Far on the correct side: hinge and 0/1 let the point go. The squared loss pulls it back, with slope "
        f"{number_text(_slope(state, 'squared'), 3)}."
    )


def _with_margin(state: State, margin: float) -> State:
    """Move the point at a right angle to the line until it has this margin, as far as the frame lets it."""
    if abs(margin) > M_MAX:
        raise InputError(f"the margin is {number_text(margin)}. Give a number from −{M_MAX:g} to {M_MAX:g}.")
    by = (state.y * margin - state.y * state.margin) / (WEIGHTS[0] ** 2 + WEIGHTS[1] ** 2)
    x1, x2 = state.x1 + by * WEIGHTS[0], state.x2 + by * WEIGHTS[1]
    if abs(x1) > HALF:  # then along the frame
        x1 = HALF if x1 > 0 else -HALF
        x2 = (state.y * margin - WEIGHTS[0] * x1) / WEIGHTS[1]
    elif abs(x2) > HALF:
        x2 = HALF if x2 > 0 else -HALF
        x1 = (state.y * margin - WEIGHTS[1] * x2) / WEIGHTS[0]
    return replace(state, x1=round(x1, 9) + 0.0, x2=round(x2, 9) + 0.0)


def on_event(state: State, event: Event) -> State:
    """Answer a drag in the plane, a drag along the curves, or a margin that was typed."""
    match event:
        case Event("drag", ("point",), x=x, y=y):
            x1, x2 = (round(min(max(v, -HALF), HALF), 2) + 0.0 for v in (x, y))
            return replace(state, x1=x1, x2=x2)
        case Event("drag", ("margin",), x=x):
            return _with_margin(state, round(min(max(x, -M_MAX), M_MAX), 2) + 0.0)
        case Event("edit", ("typed",), text):
            return _with_margin(state, parse_number(text, "the margin"))
    return state


@widget
def margin_losses(state: State) -> App:
    """Return the widget.

    >>> app = margin_losses()
    >>> app.press("Other class")
    >>> app.state.y, app.state.margin
    (-1, 0.7)
    """
    return App(
        "margin_losses",
        state,
        view,
        [
            Play(
                "Carry it across",
                lambda s: _with_margin(s, round(min(s.margin + _STEP, M_MAX), 2)),
                lambda s: s.margin < M_MAX,
                primary=True,
                moves=True,
                begin=lambda s: _with_margin(s, _FIRST),
            ),
            Button("Other class", lambda s: replace(s, y=-s.y)),
            Button("To margin 1", lambda s: _with_margin(s, 1.0), lambda s: s.margin != 1),
        ],
        on_event,
        title="Four losses of one point",
        goals=GOALS,
    )
