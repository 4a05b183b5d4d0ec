"""A function and its tangent: drag the point, read the slope, see what ten such slopes leave (rows 02.1 to 02.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import number_text, scientific_notation
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError, parse_number
from .curves import CURVE_STYLES, SIDES, Z_MAX, make_activation
from .tangent_picture import EPSILON_HANDLE_Z, CurvePoint, draw_tangent

_START = {"leaky_relu": 0.01, "prelu": 0.25}  # epsilon when the function is chosen
_LOWEST = {"leaky_relu": 0.0, "prelu": -1.0}  # and what it may be: from here to _HIGHEST
_HIGHEST = 2.0
_SIGMOIDS = ("sigmoid", "tanh")


@dataclass(frozen=True)
class State:
    """A function by name, the point z on it, epsilon where it has one, and which side holds at exactly 0."""

    g: str = "sigmoid"
    z: float = 2.0
    epsilon: float = 0.01
    side: str = "left"

    def __post_init__(self) -> None:
        if self.g not in CURVE_STYLES or self.side not in SIDES:
            raise InputError(
                f"g is {self.g!r} and side is {self.side!r}. Give one of {', '.join(CURVE_STYLES)}, and one of "
                f"{', '.join(SIDES)}."
            )
        if not -Z_MAX <= self.z <= Z_MAX:
            raise InputError(f"z is {number_text(self.z)}. Give a number from −{Z_MAX:g} to {Z_MAX:g}.")
        lowest = _LOWEST.get(self.g, 0.0)
        if not lowest <= self.epsilon <= _HIGHEST:
            raise InputError(
                f"epsilon is {number_text(self.epsilon)}. Give a number from {number_text(lowest)} to "
                f"{number_text(_HIGHEST)}."
            )

    @property
    def curve_point(self) -> CurvePoint:
        """What the picture shows of this state."""
        epsilon = 0.0 if self.g == "relu" else self.epsilon
        return CurvePoint(
            CURVE_STYLES[self.g],
            make_activation(self.g, epsilon, self.side),
            self.z,
            epsilon if self.g in _START else None,
            self.side,
        )


GOALS = {
    "half as steep": Goal(
        "make tanh half as steep as it is at 0",
        have=lambda state: state.g == "tanh" and abs(state.curve_point.slope - 0.5) < 0.02,
    ),
    "D’s convention": Goal(
        "give the ReLU lecture D’s slope at exactly 0",
        have=lambda state: state.g == "relu" and state.z == 0 and state.curve_point.slope == 1,
    ),
    "ten layers": Goal(
        "sigmoid or tanh: ten layers keep at least half of a change",
        have=lambda state: state.g in _SIGMOIDS and state.curve_point.kept >= 0.5,
    ),
}


def view(state: State) -> View:
    """Return the function, its slope and the product of ten slopes.

    >>> view(State(z=1)).note
    'One layer passes on 19.7% of a small change of z, and ten leave 8.6 · 10⁻⁸.'
    """
    point = state.curve_point
    return View(draw_tangent(point, _said(point)), note=_note(state, point))


def _said(point: CurvePoint) -> str:
    epsilon = "" if point.epsilon is None else f" with ε = {number_text(point.epsilon)}"
    return (
        f"{point.look.label}{epsilon} at z = {number_text(point.z)}: value {scientific_notation(point.value, 4)}, "
        f"slope {scientific_notation(point.slope, 4)}. Ten layers with this slope leave "
        f"{scientific_notation(point.kept)}."
    )


def _note(state: State, point: CurvePoint) -> str:
    if point.at_break and point.look.kind == "jump":
        return "At the jump there is no tangent. The value there is a convention: press one of the three dots."
    if point.at_break:
        return (
            "At the kink, every slope in the shaded fan would do. Which one is used is a convention: press a dot below."
        )
    if point.slope == 0:
        return "Here the curve is flat: its slope is exactly 0. Not even one layer passes on a change of z."
    kept = scientific_notation(point.kept)
    if state.g == "sigmoid" and abs(state.z) < 0.05:
        return f"Here the sigmoid is steepest, and ten layers leave {kept}. No other z leaves more."
    if abs(point.kept) > 1:
        return f"A slope above 1 makes a change grow: ten such layers make it {number_text(point.kept)} times as large."
    first = "Drag the purple point along the curve. Here one" if state == State() else "One"
    return f"{first} layer passes on {number_text(100 * point.slope, 3)}% of a small change of z, and ten leave {kept}."


def on_event(state: State, event: Event) -> State:
    """Answer a drag of the point or of the left branch, a number typed, or a convention that was chosen."""
    match event:
        case Event("press", ("side", side)):
            return replace(state, side=side)
        case Event("edit", ("epsilon",), text):
            return replace(state, epsilon=parse_number(text, "epsilon"))
        case Event("edit", ("z" | "value" | "slope",), text):
            return replace(state, z=parse_number(text, "z"))
        case Event("drag", ("tilt",), y=y):
            epsilon = round(y / EPSILON_HANDLE_Z, 2) + 0.0
            return replace(state, epsilon=min(max(epsilon, _LOWEST[state.g]), _HIGHEST))
        case Event("drag", ("value" | "slope",), x=x):
            return replace(state, z=round(min(max(x, -Z_MAX), Z_MAX), 2) + 0.0)
    return state


@widget
def tangent(state: State) -> App:
    """Return the widget.

    >>> app = tangent(g="relu", z=-1.0)
    >>> app.press("z to exactly 0")
    >>> app.picture.text
    'ReLU at z = 0: value 0, slope 0. Ten layers with this slope leave 0.'
    """
    return App(
        "tangent",
        state,
        view,
        [
            Button("z to exactly 0", lambda s: replace(s, z=0.0), lambda s: s.z != 0, primary=True),
            Choice(
                "g",
                "function g",
                [(look.label, name) for name, look in CURVE_STYLES.items()],
                lambda s, g: replace(s, g=g, epsilon=_START.get(g, 0.01)),
            ),
        ],
        on_event,
        title="A function and its slope",
        goals=GOALS,
    )
