"""The XOR planes: input plane, hidden plane, and every weight between them to move (rows 04.1 to 04.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    Point,
    Target,
    handle,
    join_elements,
    nearest_on_line,
    network,
    number_text,
    point_marker,
    square_knob,
    subscript,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, LabGoal, Play, Slider, View, even_values, parse_entry, widget
from ...nn import ACTIVATIONS, MLP, forward
from ...threshold import GATES, INPUTS, XOR_RELU_NET, XOR_SIGN_NET, equivalent_net_name, predicted_labels, separate
from ...validation import InputError
from .planes_picture import (
    UNIT_LINE_STYLES,
    corner_name,
    corner_reports,
    hidden_frame,
    input_frame,
    input_plane,
    mapped_corners,
    mapped_plane,
    output_line,
)

PLANE_ACTIVATIONS = ("sign", "step", "relu", "sigmoid", "tanh")
_OPTIONS = [
    ("sign: −1, +1", "sign"),
    ("step: 0, 1", "step"),
    ("ReLU", "relu"),
    ("sigmoid", "sigmoid"),
    ("tanh", "tanh"),
]
_WANTED = GATES["XOR"]
_LONGEST = 0.36  # an arrow's greatest length, as a share of its frame


@dataclass(frozen=True)
class State:
    """A 2-2-1 network h = g(W x + c), y = g(w·h + b), the way t the plane has gone, and the chosen corner.

    `grips` are the places of the three handles that shift a line: hidden unit 1, hidden unit 2, output.
    """

    W: tuple[tuple[float, float], tuple[float, float]] = ((1.0, -1.0), (1.0, 1.0))
    c: tuple[float, float] = (0.0, -1.0)
    w: tuple[float, float] = (1.0, 1.0)
    b: float = -0.5
    g: str = "relu"
    t: float = 1.0
    corner: int = 1
    grips: tuple[tuple[float, float], ...] = ((-0.4, 0.1), (1.3, 0.6), (0.1, 0.7))

    def __post_init__(self) -> None:
        if self.g not in PLANE_ACTIVATIONS:
            raise InputError(f"g is {self.g!r}; one of {', '.join(PLANE_ACTIVATIONS)} is wanted")
        if not 0 <= self.t <= 1 or self.corner not in range(4):
            raise InputError(
                f"t is {self.t} and corner is {self.corner}; t from 0 to 1 and a corner from 0 to 3 are wanted"
            )

    @property
    def net(self) -> MLP:
        """The network itself, ready for `forward` and `check`."""
        g = ACTIVATIONS[self.g]
        return MLP((self.W, self.c, g), ((self.w,), (self.b,), g))

    def line(self, k: int) -> tuple[tuple[float, float], float]:
        """Normal and offset of line k: 0 and 1 are the hidden units', 2 is the output's."""
        return (self.w, self.b) if k == 2 else (self.W[k], self.c[k])

    def with_line(self, k: int, normal, offset: float, grip=None) -> State:
        """Return the state with another line k, rounded to two decimals, and another place for its handle."""
        normal, offset = tuple(round(float(v), 2) + 0.0 for v in normal), round(float(offset), 2) + 0.0
        grips = self.grips if grip is None else _put(self.grips, k, tuple(float(v) for v in grip))
        if k == 2:
            return replace(self, w=normal, b=offset, grips=grips)
        return replace(self, W=_put(self.W, k, normal), c=_put(self.c, k, offset), grips=grips)


def view(state: State) -> View:
    """Return both planes, the network with its numbers, the four verdicts, and what to try next.

    >>> view(State()).goal.reached, view(load_net(State(), XOR_RELU_NET)).goal.reached
    (False, False)
    >>> view(State(W=((1, -1), (-1, 1)), c=(0, 0))).goal.reached
    True
    """
    net = state.net
    right, copied = int((predicted_labels(net, INPUTS) == _WANTED).sum()), equivalent_net_name(net)
    goal = LabGoal("get all four points right with a network of your own", right == 4 and not copied)
    return View(draw(state, net), goal, f"{right} of 4 right. {_advice(net, right, copied)}")


def _advice(net: MLP, right: int, copied: str) -> str:
    if right == 4:
        return f"This is {copied}, or a copy of it. Now find another." if copied else "And it is your own."
    if separate(forward(net, INPUTS).a[1], _WANTED).separable:
        return "A line in the hidden plane can part the classes: move the output line."
    return "No line in this hidden plane can part the classes, whatever the output unit does: move a hidden line first."


def draw(state: State, net: MLP) -> Picture:
    """Return both planes, the network with its numbers, and the table of the four corners."""
    left, right = input_frame(), hidden_frame(net)
    said = " ".join(corner_reports(net))
    way = "" if state.t == 1 else f" The right plane has gone {number_text(state.t, 3)} of the way."
    return svg.picture(
        688,
        596,
        left.open(input_plane(left, net), _corners(left, state), _grips(left, state, 0), _grips(left, state, 1)),
        left.axes(title="input plane: what the network says"),
        right.open(
            mapped_plane(right, left, net, state.t),
            output_line(right, net),
            mapped_corners(right, net, state.t),
            _grips(right, state, 2),
        ),
        right.axes(*_axis_names(state.t), title=_way_title(state.t)),
        _diagram(state, net),
        _table(state, net),
        title="The XOR planes",
        text=said + way,
    )


def _way_title(t: float) -> str:
    return {0.0: "the input plane, not yet carried", 1.0: "hidden plane: where it all lands"}.get(
        t, f"carried {number_text(t, 2)} of the way"
    )


def _axis_names(t: float) -> tuple[str, str]:
    if t in (0.0, 1.0):
        return ("h₁", "h₂") if t else ("x₁", "x₂")
    return "x₁ → h₁", "x₂ → h₂"


def _corners(frame: Frame, state: State) -> str:
    marks = []
    for i, (x, label) in enumerate(zip(INPUTS, _WANTED)):
        said = f"corner {corner_name(i)}: press Enter to see its numbers"
        marks.append(point_marker(frame, x, label, 9, **handle(("corner", i), "press", said, quiet=i == state.corner)))
    px, py = frame.at(*INPUTS[state.corner])
    return _ring((px, py), 15, "var(--ink)", 2) + join_elements(marks)


# Handles: one on the line shifts it, one at the tip of its normal turns it and makes its weights larger.


def _grips(frame: Frame, state: State, k: int) -> str:
    name, colour, _ = (*UNIT_LINE_STYLES, ("y", "var(--ink)", None))[k]
    at, tip = _grip(frame, state, k), _tip(frame, state, k)
    (px, py), (qx, qy) = frame.at(*at), frame.at(*tip)
    step_, below = (frame.x1 - frame.x0) / 50, 24 if qy + 30 < frame.top + frame.height else -14
    return (
        svg.arrow(px, py, qx, qy, colour, 3)
        + square_knob(frame, at, colour, **handle(("shift", k), "drag", f"{name}: shift its line", at=at, step=step_))
        + tag(
            "circle",
            cx=qx,
            cy=qy,
            r=8,
            fill=colour,
            stroke="var(--paper)",
            stroke_width=2,
            **handle(("turn", k), "drag", f"{name}: turn its line, or make its weights larger", at=tip, step=step_),
        )
        + text(qx, qy + below, name, "mid small bold", paint_order="stroke", stroke="var(--paper)", stroke_width=4)
    )


def _grip(frame: Frame, state: State, k: int) -> np.ndarray:
    """Return where the shifting handle is: on the line near its old place, always inside the frame.

    Where the arrow would leave the frame there, it is near the middle of the frame instead.
    """
    normal, offset = state.line(k)
    low, high = np.array([frame.x0, frame.y0]), np.array([frame.x1, frame.y1])
    margin = 0.04 * (high - low)
    for near in (np.array(state.grips[k]), (low + high) / 2):
        at = (nearest_on_line(normal, offset, near) if any(normal) else near).clip(low + margin, high - margin)
        tip = at + _arrow(frame, normal)
        if np.all((low < tip) & (tip < high)):
            break
    return at


def _arrow(frame: Frame, normal) -> np.ndarray:
    """Return the arrow for these weights: its length grows with |w|, the slower the larger |w| is."""
    return _LONGEST * (frame.x1 - frame.x0) * np.array(normal) / (2 + np.linalg.norm(normal))


def _tip(frame: Frame, state: State, k: int) -> np.ndarray:
    """Return where the arrow ends, inside the frame."""
    tip = _grip(frame, state, k) + _arrow(frame, state.line(k)[0])
    return tip.clip((frame.x0, frame.y0), (frame.x1, frame.y1))


def _normal(frame: Frame, arrow: np.ndarray) -> np.ndarray:
    """Undo `_arrow`: return the weights whose arrow this is; none is longer than 20."""
    longest = _LONGEST * (frame.x1 - frame.x0)
    share = min(np.linalg.norm(arrow) / longest, 20 / 22)
    length = np.linalg.norm(arrow) or 1.0
    return 2 * share / (1 - share) * arrow / length


def on_event(state: State, event: Event) -> State:
    """Answer a drag of a handle, a number typed over another, or a corner that was chosen."""
    match event:
        case Event("edit", ("W", j, i), text):
            return replace(state, W=_put(state.W, j, _put(state.W[j], i, parse_entry(text, _weight_name(j, i)))))
        case Event("edit", ("w", j), text):
            return replace(state, w=_put(state.w, j, parse_entry(text, _output_weight_name(j))))
        case Event("edit", ("c", j), text):
            return replace(state, c=_put(state.c, j, parse_entry(text, f"bias c{subscript(j + 1)}")))
        case Event("edit", ("b",), text):
            return replace(state, b=parse_entry(text, "bias b"))
        case Event("press", ("corner" | "row", i)):
            return replace(state, corner=i)
        case Event("drag", ("shift", k), x=x, y=y):
            return _shift_line(state, k, np.array([x, y]))
        case Event("drag", ("turn", k), x=x, y=y):
            return _turn_line(state, k, np.array([x, y]))
    return state


def _shift_line(state: State, k: int, to: np.ndarray) -> State:
    normal = np.array(state.line(k)[0])
    return state.with_line(k, normal, -normal @ to, to)


def _turn_line(state: State, k: int, tip: np.ndarray) -> State:
    frame = hidden_frame(state.net) if k == 2 else input_frame()
    at = _grip(frame, state, k)
    normal = _normal(frame, tip - at)
    return state.with_line(k, normal, -normal @ at, at)


def _weight_name(j: int, i: int) -> str:
    return f"weight from x{subscript(i + 1)} to {UNIT_LINE_STYLES[j][0]}"


def _output_weight_name(j: int) -> str:
    return f"weight from {UNIT_LINE_STYLES[j][0]} to the output"


def _put(values: tuple, k: int, value) -> tuple:
    return (*values[:k], value, *values[k + 1 :])


# The network, with the numbers of the chosen corner in its units.


def _diagram(state: State, net: MLP) -> str:
    trace = forward(net, INPUTS[state.corner])
    at = network.unit_centres((2, 2, 1), 36, 370, 262, 196)
    weights = (net[1].W, net[2].W)
    parts = [network.draw_edges(at, lambda l, j, i: float(weights[l - 1][j, i]))]
    parts += [
        network.draw_unit(at[0][i], number_text(x), f"x{subscript(i + 1)}") for i, x in enumerate(trace.a[0].tolist())
    ]
    for j, (name, colour, _) in enumerate(UNIT_LINE_STYLES):
        parts += [
            network.draw_unit(at[1][j], number_text(float(trace.a[1][j]), 2), "", 25, "var(--paper)"),
            _ring(at[1][j], 25, colour),
            text(at[1][j][0], at[1][j][1] - 33, name, "mid small bold"),
            _bias(at[1][j], ("c", j), f"c{subscript(j + 1)}", state.c[j]),
        ]
        parts += [_weight(at[0][i], at[1][j], ("W", j, i), _weight_name(j, i), state.W[j][i]) for i in range(2)]
        parts.append(_weight(at[1][j], at[2][0], ("w", j), _output_weight_name(j), state.w[j], 0.52))
    parts += [
        network.draw_unit(at[2][0], number_text(float(trace.a[2][0]), 2), "", 25, "var(--paper)"),
        _ring(at[2][0], 25, "var(--ink)"),
        text(at[2][0][0], at[2][0][1] - 33, "y", "mid small bold"),
        _bias(at[2][0], ("b",), "b", state.b),
    ]
    return join_elements(parts)


def _ring(at, radius: float, colour: str, width: float = 3) -> str:
    return tag("circle", cx=at[0], cy=at[1], r=radius, fill="none", stroke=colour, stroke_width=width)


def _weight(start: Point, end: Point, target: Target, label: str, value: float, share: float = 0.3) -> str:
    return network.edge_label(start, end, number_text(value, 3), share, **_editable(target, label, value))


def _bias(at: Point, target: Target, name: str, value: float) -> str:
    below = (at[0], at[1] + 40)
    able = _editable(target, f"bias {name}", value)
    return network.edge_label(below, below, f"{name} = {number_text(value, 3)}", **able)


def _editable(target: Target, label: str, value: float) -> dict:
    return handle(target, "edit", f"{label}, {number_text(value)}: press Enter to type another", value=f"{value:g}")


# The table: one row a corner, pressed to look at that corner.

_COLUMNS = ((370, "x"), (448, "h = g(W x + c)"), (537, "w·h + b"), (594, "y"), (648, "wanted"))


def _table(state: State, net: MLP) -> str:
    parts = [text(x, 384, name, "mid small soft") for x, name in _COLUMNS]
    trace, given = forward(net, INPUTS), predicted_labels(net, INPUTS)
    for i in range(4):
        top = 394 + 44 * i
        h1, h2 = (number_text(v, 2) for v in trace.a[1][i].tolist())
        cells = (
            corner_name(i),
            f"({h1}, {h2})",
            number_text(float(trace.z[2][i, 0]), 3),
            number_text(float(trace.a[2][i, 0]), 2),
        )
        chosen = i == state.corner
        says = f"corner {cells[0]}: press Enter to see its numbers in the network"
        parts.append(
            tag(
                "g",
                tag(
                    "rect",
                    x=346,
                    y=top,
                    width=338,
                    height=38,
                    rx=5,
                    fill="var(--zone)",
                    stroke="var(--ink)" if chosen else "none",
                    stroke_width=1.5,
                ),
                *(text(x, top + 24, cell, "mid num") for (x, _), cell in zip(_COLUMNS, cells)),
                _wanted(top + 19, _WANTED[i], given[i] == _WANTED[i]),
                **handle(("row", i), "press", says, quiet=chosen),
            )
        )
    return join_elements(parts)


def _wanted(y: float, label: float, right: bool) -> str:
    frame = Frame(0, 1, 0, 1, 634, y - 0.5, 1, 1)
    return point_marker(frame, (0, 0.5), label, 6) + text(
        662, y + 6, "✓" if right else "✗", f"mid bold big {'good' if right else 'bad'}"
    )


def load_net(state: State, net: MLP) -> State:
    """Return the state with this network's numbers; t and the chosen corner stay."""
    (W, c, g), (w, b, _) = net
    return replace(
        state,
        W=tuple(map(tuple, W.tolist())),
        c=tuple(c.tolist()),
        w=tuple(w[0].tolist()),
        b=float(b[0]),
        g=g.name,
        grips=(*State().grips[:2], (2.3, 0.9)),
    )


@widget
def xor_planes(state: State) -> App:
    """Return the widget.

    >>> app = xor_planes()
    >>> app.press("A’s ReLU network")
    >>> app.state.net == XOR_RELU_NET
    True
    """
    return App(
        "xor_planes",
        state,
        view,
        [
            Choice("g", "activation g", _OPTIONS),
            Slider("t", "carried by t", even_values(0, 1, 0.02)),
            Play("Carry", lambda s: replace(s, t=round(min(s.t + 0.02, 1), 2)), lambda s: s.t < 1),
            Button("A’s sign network", lambda s: load_net(s, XOR_SIGN_NET)),
            Button("A’s ReLU network", lambda s: load_net(s, XOR_RELU_NET)),
        ],
        on_event,
        title="Xor planes",
    )
