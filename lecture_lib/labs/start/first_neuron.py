"""One neuron with one input, to learn the course's controls on (row 00.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...drawing import Picture, handle, network, number_text, svg, tag, text
from ...interactive import App, Button, Event, Goal, Slider, View, even_values, widget
from ...nn import sigmoid
from ...validation import parse_number

_NAMES = {"x": "input x", "w": "weight w", "b": "bias b"}
_WIDTH, _HEIGHT = 258, 206  # of both panels
_REACH = 8.0  # the number line goes so far to either side of 0


@dataclass(frozen=True)
class State:
    """The three numbers of the neuron: z = w x + b."""

    x: float = 2.0
    w: float = 1.0
    b: float = 1.0

    @property
    def z(self) -> float:
        return self.w * self.x + self.b

    @property
    def balanced(self) -> bool:
        """Is z 0, although neither w nor x is?"""
        return abs(self.z) < 1e-9 and self.w != 0 and self.x != 0


_STARTS = (State(), State(-1.5, 2.0, -1.0), State(3.0, -0.5, 2.5), State(-2.0, -1.0, 0.5))
GOALS = {"balance": Goal("bring z to 0 while w and x are not 0", lambda state: state.balanced)}


def view(state: State) -> View:
    """Return the neuron's picture and on which side of 0 its z is.

    >>> view(State(x=2, w=1, b=-2)).right
    True
    """
    return View(draw(state), note=feedback(state), right=True if state.balanced else None)


def feedback(state: State) -> str:
    """Return what the numbers of now mean, and what comes next.

    >>> feedback(State(x=0.0, b=0.0))
    'z is 0, but so is x, and then w has no effect. Give w and x values other than 0.'
    """
    if state.balanced:
        return "z is 0 and a is exactly ½: the neuron is undecided. Press Other numbers to start from others."
    if abs(state.z) < 1e-9:
        zero = "w and x" if state.w == state.x == 0 else "w" if state.w == 0 else "x"
        silent = "x has no effect" if state.w == 0 else "w has no effect"
        verb = "are" if state.w == state.x == 0 else "is"
        return f"z is 0, but so {verb} {zero}, and then {silent}. Give w and x values other than 0."
    side = "above 0, so a is above ½" if state.z > 0 else "below 0, so a is below ½"
    return f"z is {side}. Move a slider, or click one of the three numbers in the picture and type another."


def draw(state: State) -> Picture:
    """Return the picture: x and b flow into z and z becomes a; and where z lies on the curve of σ."""
    a = float(sigmoid(state.z))
    said = (
        f"z = {number_text(state.w)} × {number_text(state.x)} + {number_text(state.b)} = {number_text(state.z)}; "
        f"the neuron’s output is a = σ(z) = {number_text(a)}."
    )
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *_neuron(state, a)),
        svg.panel(_WIDTH, _HEIGHT, *_number_line(state.z, a)),
        title="One neuron",
        text=said,
    )


def _neuron(state: State, a: float) -> list[str]:
    x_at, b_at, z_at, a_at = (26, 54), (26, 146), (142, 100), (230, 100)
    return [
        svg.line_segment(*x_at, *z_at, stroke="var(--soft)", stroke_width=2),
        svg.line_segment(*b_at, *z_at, stroke="var(--soft)", stroke_width=2),
        svg.arrow(*z_at, a_at[0] - 27, a_at[1], "var(--soft)", 2),
        _chip(x_at, state.x, "x"),
        _chip(b_at, state.b, "b"),
        _chip((84, 77), state.w, "w"),
        network.draw_unit(z_at, number_text(state.z), "z = w x + b", 27, "var(--zone)"),
        network.draw_unit(a_at, number_text(round(a, 3)), "a = σ(z)", 27, "var(--zone)"),
    ]


def _chip(at: tuple[float, float], value: float, name: str) -> str:
    """Return a number that can be typed over, with its letter above it."""
    x, y = at
    said = f"{_NAMES[name]}, {number_text(value)}: press Enter to type another"
    return tag(
        "g",
        tag("rect", x=x - 25, y=y - 14, width=50, height=28, rx=6, fill="var(--paper)", stroke="var(--line)"),
        text(x, y + 5, number_text(value), "mid num"),
        text(x, y - 20, name, "mid small soft"),
        **handle((name,), "edit", said, value=f"{value:g}"),
    )


def _number_line(z: float, a: float) -> list[str]:
    """Return the line of all z with 0 marked, the curve of σ over it, and a dot on both; an arrow if z lies outside."""
    frame = svg.Frame(-_REACH, _REACH, 0, 1, 20, 26, 218, 120)
    seen = min(max(z, -_REACH), _REACH)
    (px, base), (_, py) = frame.at(seen, 0), frame.at(seen, a)
    (zero, _), (_, half) = frame.at(0, 0), frame.at(0, 0.5)
    curve = np.linspace(-_REACH, _REACH, 81)
    ticks = [text(frame.at(v, 0)[0], base + 24, number_text(v), "mid small soft num") for v in (-8, -4, 4, 8)]
    return [
        text(129, 14, "where z lies", "mid bold"),
        svg.line_segment(zero, 26, zero, base + 8, stroke="var(--soft)", stroke_dasharray="4 4"),
        svg.line_segment(20, half, 238, half, class_="grid"),
        text(236, half - 5, "½", "end small soft"),
        svg.curve_path(frame.points(np.column_stack([curve, sigmoid(curve)])), stroke="var(--soft)", stroke_width=2),
        text(226, 40, "σ", "end soft"),
        svg.line_segment(12, base, 246, base, stroke="var(--ink)", stroke_width=1.5),
        *(
            svg.line_segment(x, base - 4, x, base + 4, stroke="var(--ink)")
            for x in (frame.at(v, 0)[0] for v in range(-8, 9, 2))
        ),
        text(zero, base + 24, "0", "mid bold num"),
        *ticks,
        svg.line_segment(px, base, px, py, stroke="var(--accent)", stroke_width=1.5, stroke_dasharray="3 3"),
        tag(
            "g",
            tag("circle", cx=px, cy=py, r=5, fill="var(--paper)", stroke="var(--accent)", stroke_width=2.5),
            tag("circle", cx=px, cy=base, r=7, fill="var(--accent)"),
            class_="moves",
        ),
        text(min(max(px, 22), 236), base + 44, "z" if seen == z else "z →" if z > 0 else "← z", "mid bold", **_PURPLE),
    ]


_PURPLE = {"style": "fill:var(--accent)"}


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
        Button("Other numbers", _other_numbers, primary=True),
        Slider("x", "input x", even_values(-4, 4, 0.1)),
        Slider("w", "weight w", even_values(-4, 4, 0.1)),
        Slider("b", "bias b", even_values(-4, 4, 0.1)),
    ]
    return App("first_neuron", state, view, controls, on_event, title="One neuron", goals=GOALS)


def _other_numbers(state: State) -> State:
    """Return one of a few starts, in turn: the next one that shares no number with the state.

    >>> _other_numbers(State()), _other_numbers(State(-1.5, 2.0, 3.0))
    (State(x=-1.5, w=2.0, b=-1.0), State(x=3.0, w=-0.5, b=2.5))
    """
    shares = [start.x == state.x or start.w == state.w or start.b == state.b for start in _STARTS]
    after = shares.index(True) + 1 if any(shares) else 0
    turns = [(after + k) % len(_STARTS) for k in range(len(_STARTS))]
    return next(_STARTS[i] for i in turns if not shares[i])
