"""The receptive field lights up through the layers (row 16.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ...architectures import Field, Sliding, connections, lit_units, receptive_fields
from ...drawing import Frame, Panel, Picture, handle, line_segment, svg, tag, text
from ...interactive import App, Button, Event, Goal, View, widget
from ...validation import Array, InputError, count_phrase, parse_whole

N_INPUTS, MOST_LAYERS = 36, 6
LIMITS = {"kernel": 9, "stride": 4, "dilation": 9}
Layer = tuple[str, int, int, int]
"""A layer as a learner sets it: "conv" or "pool", kernel, stride, dilation."""


@dataclass(frozen=True)
class State:
    """The layers from the input upwards, and the unit whose field is shown: of layer `level`, counted from 0.

    `size` is the learner's prediction for the last layer's field, 0 before there is one. `lit` says whether the
    fields are shown, and `told` whether they had been shown before the prediction. There is no padding.
    """

    layers: tuple[Layer, ...] = (("conv", 3, 1, 1), ("conv", 3, 1, 1))
    level: int = 0
    unit: int = -1
    size: int = 0
    lit: bool = False
    told: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.layers, list | tuple) or not all(isinstance(l, list | tuple) for l in self.layers):
            raise InputError(f"layers is {self.layers!r}. Give a list of ('conv', kernel, stride, dilation).")
        object.__setattr__(self, "layers", tuple(map(tuple, self.layers)))
        if not 1 <= len(self.layers) <= MOST_LAYERS:
            raise InputError(f"there are {len(self.layers)} layers. Give 1 to {MOST_LAYERS}.")
        for layer in self.layers:
            if len(layer) != 4 or layer[0] not in ("conv", "pool"):
                raise InputError(f"a layer is {layer!r}. Give ('conv' or 'pool', kernel, stride, dilation).")
        object.__setattr__(self, "level", self.level or len(self.layers))
        if self.level not in range(1, len(self.layers) + 1):
            raise InputError(f"level is {self.level!r}. Give a whole number from 1 to {len(self.layers)}.")
        n_units = self.widths[self.level]
        if self.unit == -1:
            object.__setattr__(self, "unit", (n_units - 1) // 3)
        if self.unit not in range(n_units):
            raise InputError(f"unit is {self.unit!r}. Give a whole number from 0 to {n_units - 1}.")

    @property
    def windows(self) -> list[Sliding]:
        """The layers as the mathematics takes them."""
        return _windows(self.layers)

    @property
    def fields(self) -> list[Field]:
        """The field of a unit of each level, the input first."""
        return receptive_fields(self.windows)

    @property
    def widths(self) -> list[int]:
        """How many units each level has, the input first."""
        return [N_INPUTS, *map(len, _tables(self.layers))]


def _windows(layers: tuple[Layer, ...]) -> list[Sliding]:
    return [Sliding(kernel, stride, 0, dilation) for _, kernel, stride, dilation in layers]


@cache
def _tables(layers: tuple[Layer, ...]) -> list[Array]:
    return connections(_windows(layers), N_INPUTS)


def _is_31(s: State) -> bool:
    small = len(s.layers) <= 4 and all(kernel <= 3 for _, kernel, _, _ in s.layers)
    return s.lit and small and s.fields[-1].size == 31


def _foretold(s: State) -> bool:
    large = len(s.layers) >= 3 and s.fields[-1].jump > 1
    return s.lit and large and s.size == s.fields[-1].size and not s.told


GOALS = {
    "foretold": Goal("predict the size right for three or more layers, one of them with a stride above 1", _foretold),
    "thirty-one": Goal("light a field of exactly 31 with at most 4 layers and kernels of at most 3", _is_31),
}


def view(state: State) -> View:
    """Return the units of all layers, and the table of the layers with the sizes of their fields.

    >>> view(State()).note
    'How many inputs can the marked unit depend on? Type your prediction, then press Light the field.'
    """
    right = None
    if state.lit and state.level == len(state.layers):
        right = state.size == state.fields[-1].size if state.size else _is_31(state) or None
    return View(draw(state), note=_note(state), right=right)


def _note(s: State) -> str:
    if not s.lit:
        if s.size:
            return f"Your prediction is {s.size}. Press Light the field."
        return "How many inputs can the marked unit depend on? Type your prediction, then press Light the field."
    top, jump = s.fields[-1].size, s.fields[-2].jump
    if s.size and s.level == len(s.layers):
        if s.size == top:
            spans = f"Right: the field spans {count_phrase(top, 'input')}"
            if s.told:
                return f"{spans}, but you had lit it before. Change the stack and predict first."
            return f"{spans}. Next: another stack, or press another unit."
        return (
            f"You predicted {s.size}, and the field spans {top}. Two neighbours that the last layer reads lie "
            f"{count_phrase(jump, 'input')} apart."
        )
    size, seen = s.fields[s.level].size, int(_lit(s)[0].sum())
    spans = f"This unit of layer {s.level} has a field of {count_phrase(size, 'input')}"
    if seen < size:
        return f"{spans}, of which it reads {seen}: there are holes in it. Change a number, or press another unit."
    return f"{spans}. Press another unit, or change a number of a layer and predict again."


def _lit(s: State) -> list[Array]:
    return lit_units(s.windows, N_INPUTS, s.level, s.unit)


_WIDTH, _HEIGHT = 258, 340
_LEFT, _WIDE, _BOTTOM, _GAP = 6, 246, 284, 40  # of the units: the inputs' height, and how far layers lie apart
_FRAME = Frame(0, N_INPUTS, -0.5, MOST_LAYERS + 0.5, _LEFT, _BOTTOM - (MOST_LAYERS + 0.5) * _GAP, _WIDE, 7 * _GAP)
_NUMBER, _KIND, _SIZE, _JUMP = 14, 54, 212, 242  # the columns of the table
_COLUMNS = {"kernel": 98, "stride": 137, "dilation": 175}


def draw(state: State) -> Picture:
    """Return the picture."""
    layers = "; ".join(f"layer {l}: {_in_words(layer)}" for l, layer in enumerate(state.layers, 1))
    said = f"{count_phrase(N_INPUTS, 'input')}. {layers}. Marked: unit {state.unit + 1} of layer {state.level}."
    if state.lit:
        inputs = np.flatnonzero(_lit(state)[0])
        said += f" Lit: {count_phrase(len(inputs), 'input')}, from {inputs[0] + 1} to {inputs[-1] + 1}."
        said += " Sizes of the fields: " + ", ".join(str(field.size) for field in state.fields[1:]) + "."
    return svg.panels(_units_panel(state), _table_panel(state), title="The receptive field", text=said)


def _in_words(layer: Layer) -> str:
    kind, kernel, stride, dilation = layer
    return f"{kind} of {kernel}, stride {stride}, dilation {dilation}"


def _centre(field: Field, unit: int) -> float:
    """Return the middle of a unit's field, in inputs."""
    return unit * field.jump + field.size / 2


def _units_panel(s: State) -> Panel:
    lit = _lit(s) if s.lit else []
    fields, tables = s.fields, _tables(s.layers)
    parts: list[str] = [_FRAME.open(target=("ground",))]
    for l, on in list(enumerate(lit))[1:]:
        for unit in np.flatnonzero(on).tolist():
            x1, y1 = _FRAME.at(_centre(fields[l], unit), l)
            for below in np.flatnonzero(tables[l - 1][unit]).tolist():
                x2, y2 = _FRAME.at(_centre(fields[l - 1], below), l - 1)
                parts.append(line_segment(x1, y1, x2, y2, stroke="var(--accent)", opacity=0.4, pointer_events="none"))
    for l, width in enumerate(s.widths):
        for unit in range(width):
            is_lit = l < len(lit) and bool(lit[l][unit])
            parts.append(_unit(*_FRAME.at(_centre(fields[l], unit), l), l, is_lit))
    x, y = _FRAME.at(_centre(fields[s.level], s.unit), s.level)
    ring = tag("circle", cx=x, cy=y, r=6.5, fill="none", stroke="var(--accent)", stroke_width=2.5)
    says = f"unit {s.unit + 1} of {s.widths[s.level]} in layer {s.level}: arrow left and right"
    at = _centre(fields[s.level], s.unit), float(s.level)
    grip = handle(("unit",), "drag", says, at=at, step=fields[s.level].jump, quiet=s.widths[s.level] == 1)
    parts.append(_FRAME.hold(tag("g", tag("circle", cx=x, cy=y, r=13, class_="hit"), ring, **grip)))
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        text(_WIDTH / 2, 16, "press or drag along a layer", "mid bold"),
        *parts,
        text(_LEFT, 308, f"{N_INPUTS} inputs", "small soft"),
        text(_LEFT + _WIDE, 308, f"layer {s.level}: {count_phrase(s.widths[s.level], 'unit')}", "end small soft num"),
        text(_LEFT, 332, _formula(s), "small num bold"),
    )


def _unit(x: float, y: float, l: int, lit: bool) -> str:
    look = {"fill": "var(--accent)" if lit else "var(--paper)", "stroke": "var(--accent)" if lit else "var(--line)"}
    if l == 0:
        return tag("rect", x=round(x - 2.8, 2), y=y - 5, width=5.6, height=10, pointer_events="none", **look)
    return tag("circle", cx=round(x, 2), cy=y, r=2.9, pointer_events="none", **look)


def _formula(s: State) -> str:
    """Return the step of the recursion for the marked layer, once the fields are lit."""
    if not s.lit:
        return ""
    before, layer = s.fields[s.level - 1], s.windows[s.level - 1]
    factors = f"({layer.kernel} − 1) · {before.jump}" + (f" · {layer.dilation}" if layer.dilation > 1 else "")
    return f"size {s.fields[s.level].size} = {before.size} + {factors}"


def _table_panel(s: State) -> Panel:
    top = _BOTTOM - MOST_LAYERS * _GAP - 24
    heads = {"layer": 16, "kind": _KIND, "kernel": 98, "stride": 137, "tion": 175, "size": _SIZE, "jump": _JUMP}
    parts = [text(x, top, name, "mid small soft") for name, x in heads.items()]
    parts.append(text(_COLUMNS["dilation"], top - 14, "dila-", "mid small soft"))
    for l in range(1, MOST_LAYERS + 1):
        y = _BOTTOM - l * _GAP
        if l <= len(s.layers):
            parts += _row(s, l, y)
        else:
            parts.append(text(_KIND, y + 4, "–", "mid soft"))
    shown = str(s.size) if s.size else "?"
    says = f"your prediction of the size for layer {len(s.layers)}, {shown}: press Enter to type it"
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        *parts,
        text(2, _BOTTOM + 4, "input", "small soft"),
        text(_SIZE, _BOTTOM + 4, "1", "mid num soft"),
        text(_JUMP, _BOTTOM + 4, "1", "mid num soft"),
        text(2, 325, f"your size for layer {len(s.layers)}:", "bold"),
        _chip(_SIZE, 320, 56, shown, handle(("size",), "edit", says, value=str(s.size or ""))),
    )


def _row(s: State, l: int, y: float) -> list[str]:
    kind, kernel, stride, dilation = s.layers[l - 1]
    marked = l == s.level
    number = handle(("level", l), "press", f"layer {l}: press Enter to mark a unit of it", quiet=marked)
    kinds = handle(("kind", l), "press", f"layer {l} is a {kind} layer: press Enter to change that")
    parts = [_chip(_NUMBER, y, 25, str(l), number, marked), _chip(_KIND, y, 46, kind, kinds)]
    for name, v in (("kernel", kernel), ("stride", stride), ("dilation", dilation)):
        says = f"layer {l}: {name} {v}: press Enter to type another"
        parts.append(_chip(_COLUMNS[name], y, 28, str(v), handle((name, l), "edit", says, value=str(v))))
    size, jump = s.fields[l]
    parts += [
        text(_SIZE, y + 5, str(size) if s.lit else "?", "mid num bold" + " soft" * (not s.lit)),
        text(_JUMP, y + 5, str(jump) if s.lit else "?", "mid num soft"),
    ]
    return parts


def _chip(x: float, y: float, width: float, content: str, able: dict, marked: bool = False) -> str:
    look = {"stroke": "var(--accent)", "stroke_width": 2.5} if marked else {"stroke": "var(--line)"}
    box = tag("rect", x=x - width / 2, y=y - 13, width=width, height=26, rx=4, fill="var(--paper)", **look)
    return tag("g", box, text(x, y + 5, content, "mid small num"), **able)


def _stacked(layers: tuple[Layer, ...]) -> State:
    """Return the state of a new stack: nothing is predicted yet, and nothing lit."""
    return State(layers)


def _with_layer(s: State, l: int, layer: Layer) -> State:
    return _stacked((*s.layers[: l - 1], layer, *s.layers[l:])) if layer != s.layers[l - 1] else s


def _other_kind(layer: Layer) -> Layer:
    """Return a pooling layer in place of a convolution, whose windows lie side by side, or the other way round."""
    kind, kernel, _, _ = layer
    return ("pool", kernel, min(kernel, LIMITS["stride"]), 1) if kind == "conv" else ("conv", kernel, 1, 1)


def on_event(state: State, event: Event) -> State:
    """Answer a press on a unit, a drag along a layer, and the numbers that were typed."""
    match event:
        case Event("draw", ("ground",), points=[*_, (x, y)]):
            level = min(max(round(y), 1), len(state.layers))
            return replace(state, level=level, unit=_nearest(state, level, x))
        case Event("drag", ("unit",), x=x):
            return replace(state, unit=_nearest(state, state.level, x))
        case Event("press", ("level", l)):
            return replace(state, level=l, unit=_nearest(state, l, _centre(state.fields[state.level], state.unit)))
        case Event("press", ("kind", l)):
            return _with_layer(state, l, _other_kind(state.layers[l - 1]))
        case Event("edit", ("size",), typed):
            return replace(
                state,
                size=parse_whole(typed, "your prediction", 1, 999),
                level=len(state.layers),
                unit=-1,
                lit=False,
                told=state.told or state.lit,
            )
        case Event("edit", ("kernel" | "stride" | "dilation" as name, l), typed):
            v = parse_whole(typed, f"{name} of layer {l}", 1, LIMITS[name])
            at = ("kernel", "stride", "dilation").index(name) + 1
            layer = state.layers[l - 1]
            return _with_layer(state, l, (*layer[:at], v, *layer[at + 1 :]))
    return state


def _nearest(s: State, level: int, x: float) -> int:
    """Return the unit of a level whose field's middle is nearest to x."""
    field = s.fields[level]
    return min(max(round((x - field.size / 2) / field.jump), 0), s.widths[level] - 1)


@widget
def receptive_field(state: State) -> App:
    """Return the widget.

    >>> app = receptive_field()
    >>> app.press("Add a layer"); app.press("Light the field")
    >>> [field.size for field in app.state.fields]
    [1, 3, 5, 7]
    """
    return App(
        "receptive_field",
        state,
        view,
        [
            Button("Light the field", lambda s: replace(s, lit=True), lambda s: not s.lit, primary=True),
            Button(
                "Add a layer",
                lambda s: _stacked((*s.layers, ("conv", 3, 1, 1))),
                lambda s: len(s.layers) < MOST_LAYERS,
            ),
            Button("Remove a layer", lambda s: _stacked(s.layers[:-1]), lambda s: len(s.layers) > 1),
        ],
        on_event,
        title="The receptive field",
        goals=GOALS,
    )
