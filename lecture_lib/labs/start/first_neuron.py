"""One neuron with one input, to learn the course's controls on (row 00.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import Picture, handle, network, number_text, svg
from ...interactive import App, Event, LabGoal, Slider, View, even_values, widget
from ...nn import sigmoid
from ...validation import parse_number

_NAMES = {"x": "input x", "w": "weight w", "b": "bias b"}


@dataclass(frozen=True)
class State:
    """The three numbers of the neuron: z = w x + b."""

    x: float = 2.0
    w: float = 1.0
    b: float = 1.0

    @property
    def z(self) -> float:
        return self.w * self.x + self.b


def view(state: State) -> View:
    """Return the neuron's picture and whether z is 0 although w and x are not.

    >>> view(State(x=2, w=1, b=-2)).goal.reached
    True
    """
    balanced = abs(state.z) < 1e-9 and state.w != 0 and state.x != 0
    return View(draw(state), LabGoal("bring z to 0 while w and x are not 0", balanced))


def draw(state: State) -> Picture:
    """Return the picture: x and b flow into z, and z becomes a."""
    x_at, b_at, z_at, a_at = (70, 60), (70, 140), (260, 100), (430, 100)
    a = float(sigmoid(state.z))
    said = (
        f"z = {number_text(state.w)} × {number_text(state.x)} + {number_text(state.b)} = {number_text(state.z)}; "
        f"the neuron’s output is a = σ(z) = {number_text(a)}."
    )
    return svg.picture(
        520,
        190,
        svg.line_segment(*x_at, *z_at, stroke="var(--soft)", stroke_width=2),
        svg.line_segment(*b_at, *z_at, stroke="var(--soft)", stroke_width=2),
        svg.arrow(*z_at, a_at[0] - 26, a_at[1], "var(--soft)", 2),
        network.draw_unit(x_at, number_text(state.x), "x", **_handle("x", state.x)),
        network.draw_unit(b_at, number_text(state.b), "b", **_handle("b", state.b)),
        network.edge_label(x_at, z_at, number_text(state.w), 0.45, **_handle("w", state.w)),
        network.draw_unit(z_at, number_text(state.z), "z = w x + b", 26, "var(--paper)"),
        network.draw_unit(a_at, number_text(round(a, 3)), "a = σ(z)", 26, "var(--paper)"),
        title="One neuron",
        text=said,
    )


def on_event(state: State, event: Event) -> State:
    """Take a number that was typed over another."""
    match event:
        case Event("edit", (name,), text):
            return replace(state, **{name: parse_number(text, _NAMES[name])})
    return state


@widget
def first_neuron(state: State) -> App:
    """Return the widget.

    >>> app = first_neuron(b=-2.0)
    >>> app.picture.text
    'z = 1 × 2 + −2 = 0; the neuron’s output is a = σ(z) = 0.5.'
    """
    controls = [
        Slider("x", "input x", even_values(-4, 4, 0.1)),
        Slider("w", "weight w", even_values(-4, 4, 0.1)),
        Slider("b", "bias b", even_values(-4, 4, 0.1)),
    ]
    return App("first_neuron", state, view, controls, on_event, title="First neuron")


def _handle(name: str, value: float) -> dict:
    said = f"{_NAMES[name]}, {number_text(value)}: press Enter to type another"
    return handle((name,), "edit", said, value=f"{value:g}")
