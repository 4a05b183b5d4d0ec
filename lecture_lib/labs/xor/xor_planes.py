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
    round_knob,
    square_knob,
    subscript,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, Goal, Play, Slider, View, even_values, parse_entry, widget
from ...nn import ACTIVATIONS, MLP, forward
from ...threshold import GATES, INPUTS, XOR_RELU_NET, XOR_SIGN_NET, equivalent_net_name, predicted_labels, separate
from ...validation import InputError, safely
from .planes_picture import (
    PLANE_SIZE,
    UNIT_LINE_STYLES,
    Box,
    box_round,
    corner_name,
    corner_reports,
    free_label,
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
_APART = 30  # pixels between the handles of one line and of another, where there is room
_SIZE = 258, 190  # of the panels with the network and with the table


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
    t: float = 0.0
    corner: int = 1
    grips: tuple[tuple[float, float], ...] = ((-0.3, -0.3), (-0.35, 1.35), (0.25, 0.25))

    def __post_init__(self) -> None:
        if self.g not in PLANE_ACTIVATIONS:
            raise InputError(f"g is {self.g!r}; choose one of {', '.join(PLANE_ACTIVATIONS)}")
        if not 0 <= self.t <= 1 or self.corner not in range(4):
            raise InputError(
                f"t is {self.t} and corner is {self.corner}; t should be from 0 to 1 and the corner from 0 to 3"
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


def own_corners(state: State) -> int:
    """Return how many corners the network gets right; with one of lecture A's networks the last one does not count.

    >>> own_corners(State()), own_corners(load_net(State(), XOR_RELU_NET))
    (2, 3)
    >>> own_corners(State(W=((1, -1), (-1, 1)), c=(0, 0)))
    4
    """
    right = n_right(state.net)
    return right - 1 if right == 4 and equivalent_net_name(state.net) else right


def n_right(net: MLP) -> int:
    """Return how many of the four corners the network gets right.

    >>> n_right(XOR_RELU_NET)
    4
    """
    return int((predicted_labels(net, INPUTS) == _WANTED).sum())


GOALS = {"your own network": Goal("all four corners right, with a network of your own", have=own_corners, of=4)}


def view(state: State) -> View:
    """Return both planes, the network with its numbers, the four verdicts, and what to try next.

    >>> view(State()).note
    '2 of 4 right. Press Carry: where does the hidden layer take the four corners?'
    """
    net = state.net
    right, copied = n_right(net), equivalent_net_name(net)
    own = right == 4 and not copied
    return View(
        draw(state, net), note=f"{right} of 4 right. {_advice(state, right, copied)}", right=True if own else None
    )


def _advice(state: State, right: int, copied: str) -> str:
    if right == 4:
        return f"The hidden units do what those of {copied} do. Now find another." if copied else "And it is your own."
    if state.t < 1:
        return "Press Carry: where does the hidden layer take the four corners?"
    images = forward(state.net, INPUTS).a[1]
    if safely(lambda: separate(images, _WANTED).separable, otherwise=False):  # not where two all but coincide
        return "A line in the hidden plane can separate the classes: move the output line."
    return "No line in this hidden plane can separate the classes, so no output unit will do: move a hidden line first."


def draw(state: State, net: MLP) -> Picture:
    """Return both planes, the network with its numbers, and the table of the four corners."""
    left, right = input_frame(), hidden_frame(net)
    said = " ".join(corner_reports(net))
    answer, lines = input_plane(left, net)
    way = "" if state.t == 1 else f" The right plane has gone {number_text(state.t, 3)} of the way."
    return svg.panels(
        svg.panel(
            *PLANE_SIZE,
            left.open(lines, _corners(left, state), _grips(left, state, (0, 1), _corner_boxes(left)), clear=True),
            left.axes(title="input plane: the answer"),
            rasters=[answer],
        ),
        svg.panel(
            *PLANE_SIZE,
            right.open(mapped_plane(right, left, net, state.t), *_images(right, state, net)),
            right.axes(*_axis_names(state.t), title=_way_title(state.t)),
        ),
        svg.panel(*_SIZE, _diagram(state, net)),
        svg.panel(*_SIZE, _table(state, net)),
        title="The XOR planes",
        text=said + way,
    )


def _images(frame: Frame, state: State, net: MLP) -> tuple[str, ...]:
    """Return the corners on their way, and the output unit's line once they have arrived."""
    if state.t < 1:
        return (mapped_corners(frame, net, state.t, []),)
    taken: list[Box] = []
    grips = _grips(frame, state, (2,), taken)
    return output_line(frame, net), mapped_corners(frame, net, 1.0, taken), grips


def _way_title(t: float) -> str:
    return {0.0: "input plane, not yet carried", 1.0: "hidden plane"}.get(t, f"carried {number_text(t, 2)} of the way")


def _axis_names(t: float) -> tuple[str, str]:
    if t in (0.0, 1.0):
        return ("h₁", "h₂") if t else ("x₁", "x₂")
    return "x₁ → h₁", "x₂ → h₂"


def _corners(frame: Frame, state: State) -> str:
    px, py = frame.at(*INPUTS[state.corner])
    marks = join_elements(point_marker(frame, x, label, 9) for x, label in zip(INPUTS, _WANTED))
    return _ring((px, py), 15, "var(--ink)", 2) + marks


def _corner_boxes(frame: Frame) -> list[Box]:
    return [box_round(*frame.at(*x), 9) for x in INPUTS]


# Handles: one on the line shifts it, one at the tip of its normal turns it and makes its weights larger.


def _grips(frame: Frame, state: State, lines: tuple[int, ...], taken: list[Box]) -> str:
    """Return the handles of some lines, each line with its name; what they take is added to `taken`."""
    parts, names = [], []
    for k in lines:
        name, colour, _ = (*UNIT_LINE_STYLES, ("y", "var(--ink)", None))[k]
        at, tip = _grip(frame, state, k), _tip(frame, state, k)
        (px, py), (qx, qy) = frame.at(*at), frame.at(*tip)
        step_ = (frame.x1 - frame.x0) / 50
        shift = handle(("shift", k), "drag", f"{name}: shift its line", at=at, step=step_)
        turn = handle(("turn", k), "drag", f"{name}: turn its line, or make its weights larger", at=tip, step=step_)
        parts += [
            svg.arrow(px, py, qx, qy, colour, 3),
            square_knob(frame, at, colour, **shift),
            round_knob(frame, tip, colour, **turn),
        ]
        names.append(((qx, qy), name))
        taken += [box_round(px, py, 9), box_round(qx, qy, 9)]
    return join_elements(parts) + join_elements(free_label(frame, at, name, taken) for at, name in names)


def _grip(frame: Frame, state: State, k: int) -> np.ndarray:
    """Return where the shifting handle is: on the line near its old place, always inside the frame.

    It goes along the line to a place where the whole arrow is inside and away from another line's handles, if there is
    one.
    """
    normal, offset = state.line(k)
    low, high = np.array([frame.x0, frame.y0]), np.array([frame.x1, frame.y1])
    margin, arrow = 0.05 * (high - low), _arrow(frame, normal)
    others = [frame.at(*at) for at in (_grip(frame, state, 0), _tip(frame, state, 0))] if k == 1 else []
    along = np.array([-normal[1], normal[0]]) / (np.hypot(*normal) or 1) * (frame.x1 - frame.x0)
    found = []
    for near in (np.array(state.grips[k]), (low + high) / 2):
        for share in (0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45):
            place = near + share * along
            at = (nearest_on_line(normal, offset, place) if any(normal) else place).clip(low + margin, high - margin)
            tip = at + arrow
            inside = bool(np.all((low + margin < tip) & (tip < high - margin)))
            own = [frame.at(*at), frame.at(*tip)]
            free = all(np.hypot(p[0] - q[0], p[1] - q[1]) >= _APART for p in own for q in others)
            found.append((inside, free, at))
            if inside and free:
                return at
    return max(found, key=lambda each: each[:2])[2]


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
        case Event("press", ("row", i)):
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
    hidden = [(132.0, 52.0), (132.0, 140.0)]
    at = [[(30.0, 52.0), (30.0, 140.0)], hidden, [(228.0, 96.0)]]
    weights = (net[1].W, net[2].W)
    parts = [network.draw_edges(at, lambda l, j, i: float(weights[l - 1][j, i]))]
    parts += [
        network.draw_unit(at[0][i], number_text(x), f"x{subscript(i + 1)}", 16)
        for i, x in enumerate(trace.a[0].tolist())
    ]
    for j, (name, colour, _) in enumerate(UNIT_LINE_STYLES):
        parts += [
            _unit(hidden[j], name, colour, float(trace.a[1][j])),
            _bias(hidden[j], ("c", j), f"c{subscript(j + 1)}", state.c[j]),
        ]
        parts += [_weight(at[0][i], hidden[j], ("W", j, i), _weight_name(j, i), state.W[j][i]) for i in range(2)]
        parts.append(_weight(hidden[j], at[2][0], ("w", j), _output_weight_name(j), state.w[j], 0.56))
    parts += [_unit(at[2][0], "y", "var(--ink)", float(trace.a[2][0])), _bias(at[2][0], ("b",), "b", state.b)]
    return join_elements(parts)


def _unit(at: Point, name: str, colour: str, value: float) -> str:
    x, y = at
    return (
        network.draw_unit(at, "", "", 22, "var(--paper)")
        + _ring(at, 22, colour)
        + text(x, y + 4, number_text(round(value, 2), 3), "mid small num")
        + text(x, y - 28, name, "mid small bold")
    )


def _ring(at, radius: float, colour: str, width: float = 3) -> str:
    return tag("circle", cx=at[0], cy=at[1], r=radius, fill="none", stroke=colour, stroke_width=width)


def _weight(start: Point, end: Point, target: Target, label: str, value: float, share: float = 0.34) -> str:
    return network.edge_label(start, end, number_text(value, 3), share, **_editable(target, label, value))


def _bias(at: Point, target: Target, name: str, value: float) -> str:
    """Return a unit's bias below it, with its name at the left."""
    x, y = at[0], at[1] + 36
    content = number_text(value, 3)
    named = text(x - max(13, 5 + 3.9 * len(content)) - 4, y + 4, name, "end small")
    return named + network.edge_label((x, y), (x, y), content, **_editable(target, f"bias {name}", value))


def _editable(target: Target, label: str, value: float) -> dict:
    return handle(target, "edit", f"{label}, {number_text(value)}: press Enter to type another", value=f"{value:g}")


# The table: one row a corner, pressed to look at that corner.

_COLUMNS = ((24, "x"), (90, "h = g(Wx+c)"), (160, "w·h + b"), (198, "y"), (234, "wanted"))


def _table(state: State, net: MLP) -> str:
    parts = [text(x, 16, name, "mid small soft") for x, name in _COLUMNS]
    trace, given = forward(net, INPUTS), predicted_labels(net, INPUTS)
    for i in range(4):
        top = 26 + 41 * i
        h1, h2 = (number_text(round(v, 2), 3) for v in trace.a[1][i].tolist())
        cells = (
            corner_name(i),
            f"({h1}, {h2})",
            number_text(round(float(trace.z[2][i, 0]), 2), 3),
            number_text(round(float(trace.a[2][i, 0]), 2), 3),
        )
        chosen = i == state.corner
        says = f"corner {cells[0]}: press Enter to see its numbers in the network"
        parts.append(
            tag(
                "g",
                tag(
                    "rect",
                    x=2,
                    y=top,
                    width=254,
                    height=37,
                    rx=5,
                    fill="var(--zone)",
                    stroke="var(--accent)" if chosen else "none",
                    stroke_width=2,
                ),
                *(text(x, top + 23, cell, "mid small num") for (x, _), cell in zip(_COLUMNS, cells)),
                _wanted(top + 19, _WANTED[i], given[i] == _WANTED[i]),
                **handle(("row", i), "press", says, quiet=chosen),
            )
        )
    return join_elements(parts)


def _wanted(y: float, label: float, right: bool) -> str:
    frame = Frame(0, 1, 0, 1, 224, y - 0.5, 1, 1)
    return point_marker(frame, (0, 0.5), label, 6) + text(
        245, y + 6, "✓" if right else "✗", f"mid bold big {'good' if right else 'bad'}"
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
        grips=((-0.5, 0.5), (-0.35, 1.35), (1.5, 0.5)),
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
            Play(
                "Carry",
                lambda s: replace(s, t=round(min(s.t + 0.02, 1), 2)),
                lambda s: s.t < 1,
                primary=True,
                moves=True,
                begin=lambda s: replace(s, t=0.0),
            ),
            Button("A’s sign network", lambda s: load_net(s, XOR_SIGN_NET)),
            Button("A’s ReLU network", lambda s: load_net(s, XOR_RELU_NET)),
            Slider("t", "carried by t", even_values(0, 1, 0.02)),
            Choice("g", "activation g", _OPTIONS),
        ],
        on_event,
        title="Two planes for XOR",
        goals=GOALS,
    )
