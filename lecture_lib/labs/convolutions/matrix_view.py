"""One layer as a matrix and as connections: dense, sparse, tied (rows 16.2, 16.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...architectures import convolution_matrix, tied_places
from ...drawing import Panel, Picture, handle, line_segment, number_text, subscript, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, Slider, View, even_values, widget
from ...validation import Array, InputError, count_phrase, parse_number

MODES = ("dense", "sparse", "tied")
PADDINGS, STRIDES = (0, 1, 2), (1, 2, 3)
N, K = 5, 3  # inputs, and numbers of the kernel
LARGEST = 99.0  # number that may be typed
_WEIGHTS = even_values(-3.0, 3.0, 0.1)
START_TABLE = (
    (0.5, 1.0, -1.0, 2.0, -0.5),
    (1.5, -1.0, 0.5, -2.0, 1.0),
    (-0.5, 2.0, 1.0, -1.5, 0.5),
    (1.0, -0.5, -1.0, 1.5, 2.0),
    (-2.0, 0.5, 1.5, 1.0, -1.0),
    (1.0, -1.5, 0.5, -1.0, 2.0),
    (0.5, 1.5, -2.0, 0.5, 1.0),
)
"""A number for each place of the largest matrix: those of a layer that is dense or sparse."""


@dataclass(frozen=True)
class State:
    """The kind of layer, its numbers and its input.

    `table` holds the weights of the dense and the sparse layer, `w1` to `w3` those of the tied one. `unit` is the
    output that is worked out, counted from 0. `numpy` says whether the line of
    NumPy that does the same is shown. `done` says what was done last, for the feedback.
    """

    mode: str = "dense"
    w1: float = 1.0
    w2: float = 2.0
    w3: float = -1.0
    x: tuple[float, ...] = (1.0, 3.0, 2.0, 0.0, 4.0)
    padding: int = 1
    stride: int = 1
    unit: int = 1
    numpy: bool = False
    table: tuple[tuple[float, ...], ...] = START_TABLE
    done: str = ""

    def __post_init__(self) -> None:
        allowed = {"mode": MODES, "padding": PADDINGS, "stride": STRIDES}
        for name, options in allowed.items():
            if getattr(self, name) not in options:
                raise InputError(f"{name} is {getattr(self, name)!r}. Give one of {', '.join(map(str, options))}.")
        if len(self.x) != N or [len(row) for row in self.table] != [N] * len(START_TABLE):
            raise InputError(f"x holds {N} numbers, and table {len(START_TABLE)} rows of {N}; others were given")
        for v in (*self.kernel, *self.x, *(v for row in self.table for v in row)):
            if not abs(v) <= LARGEST:
                raise InputError(f"{v:g} is too large here. Give a number from −{LARGEST:g} to {LARGEST:g}.")
        if self.unit not in range(len(self.places)):
            raise InputError(f"unit is {self.unit!r}. Give a whole number from 0 to {len(self.places) - 1}.")

    @property
    def kernel(self) -> tuple[float, ...]:
        """The tied numbers."""
        return self.w1, self.w2, self.w3

    @property
    def places(self) -> Array:
        """Which tied number stands at each place of the matrix; −1 where the layer is cut."""
        return tied_places(N, K, self.stride, self.padding)

    @property
    def connected(self) -> Array:
        """Which output reads which input."""
        places = self.places
        return np.ones(places.shape, bool) if self.mode == "dense" else places >= 0

    @property
    def matrix(self) -> Array:
        """The weights, shape (outputs, 5)."""
        if self.mode == "tied":
            return convolution_matrix(self.kernel, N, self.stride, self.padding)
        return np.where(self.connected, self.table[: len(self.places)], 0.0)

    @property
    def numpy_line(self) -> str:
        """The line of NumPy that gives all outputs.

        >>> State("tied", stride=2).numpy_line, State().numpy_line
        ('np.correlate(x, w, "same")[::2]', 'W @ x')
        """
        if self.mode != "tied":
            return "W @ x"
        kind = {0: "valid", 1: "same", 2: "full"}[self.padding]
        return f'np.correlate(x, w, "{kind}")' + (f"[::{self.stride}]" if self.stride > 1 else "")

    @property
    def n_numbers(self) -> int:
        """How many numbers training can set, each by itself."""
        return len(np.unique(self.places[self.places >= 0])) if self.mode == "tied" else int(self.connected.sum())


def _unread(s: State) -> bool:
    return s.mode != "dense" and not s.connected.any(axis=0).all()


def _delayed(s: State) -> int:
    """Return how many outputs are the input before theirs, whatever the input is."""
    if s.mode != "tied" or len(s.places) != N:
        return 0
    return int((s.matrix == np.eye(N, k=-1)).all(axis=1).sum())


GOALS = {
    "an unread input": Goal("find a padding and a stride that leave an input to which no output is connected", _unread),
    "one step late": Goal(
        "with tied numbers, make each output the input before it: yᵢ = xᵢ₋₁, and y₁ = 0", _delayed, N
    ),
}


def view(state: State) -> View:
    """Return the matrix, the same layer as connections, and one output number by number.

    >>> view(State()).note
    'Dense: each output reads every input. Press an output to see its sum, or type over any number.'
    """
    reached = _unread(state) or _delayed(state) == N
    return View(draw(state), note=_note(state), right=True if reached else None)


def _note(s: State) -> str:
    if _unread(s):
        gone = [f"x{subscript(j + 1)}" for j in np.flatnonzero(~s.connected.any(axis=0)).tolist()]
        read = "is" if len(gone) == 1 else "are"
        return f"{' and '.join(gone)} {read} read by no output: whatever is there, y stays the same."
    if _delayed(s) == N:
        return "The kernel (1, 0, 0) moves its input one place on. That holds for any input: type another."
    if s.done == "impulse":
        seen = "w₃, w₂, w₁" if s.mode == "tied" else "column 3 of the matrix"
        return f"With a 1 among zeros, the outputs are {seen}, from top to bottom, as far as x₃ is read."
    if s.done.startswith("w"):
        copies = int((s.places == int(s.done[1]) - 1).sum())
        weight = f"{s.done[0]}{subscript(int(s.done[1]))}"
        return f"{weight} appears at {count_phrase(copies, 'position')}, and all have changed."
    if s.done == "x":
        return "Only the outputs that are connected to this input have changed."
    return {
        "dense": "Dense: each output reads every input. Press an output to see its sum, or type over any number.",
        "sparse": "Sparse: most connections are cut, and each of the rest has a weight of its own. Type over one.",
        "tied": "Tied: equal colours are one number. Type over a place, or pull a slider: all its copies follow.",
    }[s.mode]


_WIDTH, _HEIGHT = 250, 372
_CELL_W, _CELL_H, _LEFT, _TOP = 41, 42, 36, 68
_SHADES = (0.1, 0.26, 0.42)  # of the tied numbers
_FIRST, _GAP, _IN, _OUT = 74, 35, 48, 202  # connections: the top place, their distance, the two columns


def draw(state: State) -> Picture:
    """Return the picture."""
    W = state.matrix
    y = W @ state.x
    rows = " ".join(f"Row {i + 1}: {_listed(row)}." for i, row in enumerate(W))
    said = f"{state.mode.capitalize()} layer: {_counted(state)}. {rows} Input {_listed(state.x)}, output {_listed(y)}."
    return svg.panels(
        _matrix_panel(state, W),
        _connections_panel(state, W, y),
        _sum_panel(state, W, y),
        title="One layer, as a matrix and as connections",
        text=said,
    )


def _listed(values) -> str:
    return f"({', '.join(_number(v) for v in np.asarray(values, float).tolist())})"


def _number(v: float) -> str:
    return number_text(round(v, 6) + 0.0, 3)


def _counted(s: State) -> str:
    places = int(s.connected.sum())
    if s.mode == "tied":
        return f"{count_phrase(places, 'connection')}, {count_phrase(s.n_numbers, 'number')}"
    return f"{count_phrase(places, 'connection')}, as many numbers"


def _matrix_panel(s: State, W: Array) -> Panel:
    parts = [
        text(_WIDTH / 2, 18, f"matrix W, {len(W)} × {N}", "mid bold"),
        text(_WIDTH / 2, 38, _counted(s), "mid small"),
    ]
    parts += [text(_LEFT + (j + 0.5) * _CELL_W, _TOP - 7, f"x{subscript(j + 1)}", "mid small soft") for j in range(N)]
    for i, row in enumerate(W.tolist()):
        parts.append(text(_LEFT - 8, _TOP + (i + 0.5) * _CELL_H + 4, f"y{subscript(i + 1)}", "end small soft"))
        parts += [_cell(s, i, j, v) for j, v in enumerate(row)]
    parts.append(
        tag(
            "rect",
            x=_LEFT,
            y=_TOP + s.unit * _CELL_H,
            width=N * _CELL_W,
            height=_CELL_H,
            fill="none",
            stroke="var(--accent)",
            stroke_width=3,
            pointer_events="none",
        )
    )
    return svg.panel(_WIDTH, _HEIGHT, *parts)


def _cell(s: State, i: int, j: int, v: float) -> str:
    """Return one place of the matrix: a number to type over, or a dot where no connection is."""
    x, y = _LEFT + j * _CELL_W, _TOP + i * _CELL_H
    box = {"x": x, "y": y, "width": _CELL_W, "height": _CELL_H, "stroke": "var(--line)"}
    if not s.connected[i, j]:
        dot = text(x + _CELL_W / 2, y + _CELL_H / 2 + 4, "·", "mid soft")
        return tag("rect", **box, fill="none", stroke_opacity=0.35) + dot
    place = int(s.places[i, j])
    name = f"w{subscript(place + 1)}" if s.mode == "tied" else f"weight from x{subscript(j + 1)} to y{subscript(i + 1)}"
    shade = _SHADES[place] if s.mode == "tied" else _SHADES[0]
    return tag(
        "g",
        tag("rect", **box, fill="var(--accent)", fill_opacity=shade),
        text(x + _CELL_W / 2, y + _CELL_H / 2 + 5, _number(v), "mid small num"),
        **handle(("W", i, j), "edit", f"{name}, {_number(v)}: press Enter to type another", value=f"{v:.12g}"),
    )


def _height(place: float) -> float:
    """Return where a place of the input is drawn; the zeros of the padding lie above 0 and below 4."""
    return _FIRST + _GAP * (place + 2)


def _output_heights(s: State) -> list[float]:
    """Return where the outputs are drawn: each at the middle of what its window reads."""
    return [_height(i * s.stride - s.padding + 1) for i in range(len(s.places))]


def _connections_panel(s: State, W: Array, y: Array) -> Panel:
    heights = _output_heights(s)
    rest = [i for i in range(len(W)) if i != s.unit]
    zeros = [j for j in range(-s.padding, N + s.padding) if not 0 <= j < N] if s.mode != "dense" else []
    parts = [
        text(_WIDTH / 2, 18, "the same, as connections", "mid bold"),
        text(_IN, 38, "x: type", "mid small soft"),
        text(_OUT, 38, "y: press", "mid small soft"),
        *(_lines(s, W, i, heights[i], zeros) for i in (*rest, s.unit)),
        *(text(_IN, _height(j) + 4, "0", "mid small soft num") for j in zeros),
    ]
    for j, v in enumerate(s.x):
        says = f"input {j + 1}, {_number(v)}: press Enter to type another"
        parts.append(_chip(_IN, _height(j), _number(v), handle(("x", j), "edit", says, value=f"{v:.12g}")))
    for i, v in enumerate(y.tolist()):
        says = f"output {i + 1}, {_number(v)}: press Enter to see its sum"
        chosen = i == s.unit
        parts.append(_chip(_OUT, heights[i], _number(v), handle(("y", i), "press", says, quiet=chosen), chosen))
    return svg.panel(_WIDTH, _HEIGHT, *parts)


def _chip(x: float, y: float, content: str, able: dict, chosen: bool = False) -> str:
    look = {"stroke": "var(--accent)", "stroke_width": 3} if chosen else {"stroke": "var(--line)"}
    box = tag("rect", x=x - 27, y=y - 12, width=54, height=25, rx=4, fill="var(--paper)", **look)
    return tag("g", box, text(x, y + 5, content, "mid small num"), **able)


def _lines(s: State, W: Array, i: int, height: float, zeros: list[int]) -> str:
    """Return what leads to output i: the thicker, the larger its weight is; dashed below 0."""
    chosen = i == s.unit
    look = {"stroke": "var(--accent)" if chosen else "var(--line)", "opacity": 1 if chosen else 0.65}
    lines = [
        line_segment(
            _IN + 27,
            _height(j),
            _OUT - 27,
            height,
            stroke_width=round(min(0.6 + 1.1 * abs(v), 5), 2),
            stroke_dasharray="6 4" if v < 0 else None,
            **look,
        )
        for j, v in enumerate(W[i].tolist())
        if s.connected[i, j]
    ]
    first = i * s.stride - s.padding
    lines += [
        line_segment(_IN + 8, _height(j), _OUT - 27, height, stroke_width=0.6, **look)
        for j in zeros
        if first <= j < first + K
    ]
    return svg.join_elements(lines)


def _sum_panel(s: State, W: Array, y: Array) -> Panel:
    i, top = s.unit, 78
    name = f"y{subscript(i + 1)}"
    parts = [
        text(_WIDTH / 2, 18, f"{name}, step by step", "mid bold"),
        *(text(at, 46, head, "end small soft") for at, head in ((92, "weight"), (160, "× input"), (240, "= product"))),
    ]
    for j, (w, v) in enumerate(zip(W[i].tolist(), s.x)):
        at = top + 40 * j
        parts.append(text(8, at, f"x{subscript(j + 1)}", "small soft"))
        if s.connected[i, j]:
            tied = f"w{subscript(int(s.places[i, j]) + 1)} = " if s.mode == "tied" else ""
            parts += [
                text(92, at, tied + _number(w), "end num"),
                text(160, at, f"× {_number(v)}", "end num"),
                text(240, at, f"= {_number(w * v)}", "end num"),
            ]
        else:
            parts.append(text(240, at, "not connected", "end small soft"))
    at = top + 40 * N
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        *parts,
        line_segment(8, at - 22, 242, at - 22, class_="axis"),
        text(8, at + 2, f"sum {name}", "bold"),
        text(240, at + 2, _number(float(y[i])), "end num bold", style="fill:var(--accent)"),
        text(8, at + 44, "In NumPy, all outputs at once:", "small soft") if s.numpy else "",
        text(8, at + 66, s.numpy_line, "small bold") if s.numpy else "",
    )


def _reshaped(s: State, **changes) -> State:
    """Return the state with another padding or stride; the chosen output stays, if it is still there."""
    last = len(tied_places(N, K, changes.get("stride", s.stride), changes.get("padding", s.padding))) - 1
    return replace(s, unit=min(s.unit, last), done="", **changes)


def on_event(state: State, event: Event) -> State:
    """Answer a number that was typed, and a press on an output."""
    match event:
        case Event("edit", ("x", j), typed):
            v = _limited(typed, f"input {j + 1}")
            return replace(state, x=(*state.x[:j], v, *state.x[j + 1 :]), done="x")
        case Event("edit", ("W", i, j), typed):
            v = _limited(typed, "the weight")
            if state.mode == "tied":
                name = f"w{int(state.places[i, j]) + 1}"
                return replace(state, **{name: v}, done=name)
            row = (*state.table[i][:j], v, *state.table[i][j + 1 :])
            return replace(state, table=(*state.table[:i], row, *state.table[i + 1 :]), done="")
        case Event("press", ("y", i)):
            return replace(state, unit=i)
    return state


def _limited(typed: str, name: str) -> float:
    v = parse_number(typed, name)
    if abs(v) > LARGEST:
        raise InputError(f"{name} is {v:g}. Give a number from −{LARGEST:g} to {LARGEST:g}.")
    return v


class _Pull(Slider):
    """A slider of a tied number, which says that all copies have followed."""

    def answer(self, state, at: int):
        return replace(super().answer(state, at), done=self.field)


def _is_tied(s: State) -> bool:
    return s.mode == "tied"


IMPULSE = (0.0, 0.0, 1.0, 0.0, 0.0)


@widget
def matrix_view(state: State) -> App:
    """Return the widget.

    >>> app = matrix_view(mode="tied")
    >>> app.press("Next output")
    >>> app.state.unit, app.state.n_numbers
    (2, 3)
    """
    return App(
        "matrix_view",
        state,
        view,
        [
            Button("Next output", lambda s: replace(s, unit=(s.unit + 1) % len(s.places)), primary=True),
            Button("A 1 among zeros", lambda s: replace(s, x=IMPULSE, done="impulse"), lambda s: s.x != IMPULSE),
            Choice("mode", "layer", list(MODES), lambda s, v: replace(s, mode=v, done="")),
            Choice("padding", "zeros at each end (padding)", list(PADDINGS), lambda s, v: _reshaped(s, padding=v)),
            Choice("stride", "step of the window (stride)", list(STRIDES), lambda s, v: _reshaped(s, stride=v)),
            *(_Pull(f"w{j}", f"w{subscript(j)}", _WEIGHTS, _is_tied) for j in (1, 2, 3)),
        ],
        on_event,
        title="Dense, sparse, tied",
        goals=GOALS,
    )
