"""The map of the playground: what the network, or one of its units, says over the plane, with the examples on it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ....drawing import (
    Frame,
    Panel,
    Raster,
    class_raster,
    handle,
    number_text,
    plane_frame,
    round_knob,
    signed_raster,
    svg,
    tag,
    text,
    zero_contour,
)
from ....validation import Array
from ..examples import Examples
from ..plane import answers_in_signs, class_shares, plane_range, unit_map
from ..state import State, short_name
from .class_markers import CLASS_COLOURS, class_markers, class_sign, number_markers

_SIZE, _LEFT, _TOP = 220, 44, 28
_WIDTH, _HEIGHT = 272, 318
_MOST_DRAWN = 1500  # examples; more would cover the map
MOST_HELD = 80  # examples of one's own that can be taken hold of one by one


@lru_cache(maxsize=16)
def frame_over(x0: float, x1: float, y0: float, y1: float) -> Frame:
    """Return the frame of the map over this range; both sides are drawn equally long.

    >>> frame_over(-6, 6, -6, 6).width
    220.0
    """
    if x1 - x0 == y1 - y0:
        return plane_frame(x0, x1, y0, y1, left=_LEFT, top=_TOP, size=_SIZE)
    return Frame(x0, x1, y0, y1, _LEFT, _TOP, _SIZE, _SIZE)


def frame_of(state: State) -> Frame:
    """Return the frame of a state's map.

    >>> frame_of(State()).x0
    -6.0
    """
    p = state.problem
    return frame_over(*plane_range(_all(p.train, p.held_out)))


@lru_cache(maxsize=8)
def _all(train: Examples, held_out: Examples) -> Examples:
    if not len(held_out):
        return train
    return Examples(
        np.vstack([train.x, held_out.x]), np.concatenate([train.y, held_out.y]), train.classes, train.inputs
    )


def output_map(state: State, over: Markup | str = "") -> Panel:
    """Return the panel; `over` lies above the map and below the examples (linear regions).

    Two classes and numbers are orange and blue with the line in the middle; more classes have a colour each, the
    stronger the surer the network is.

    >>> [raster.size for raster in output_map(State()).rasters]
    [(80, 80)]
    """
    p, frame = state.problem, frame_of(state)
    raster, line = _map(state, frame, "map")
    x_label, y_label = (*p.train.inputs, "")[:2]
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        frame.open(tag("g", line, over, class_="ll-not-enlarged"), target=("ground",), clear=True),
        frame.clip(*_drawn_examples(state, frame)),
        frame.hold(_own_examples(frame, state), _pin(frame, state)),
        frame.axes(_axis(x_label), _axis(y_label)),
        text(_LEFT + _SIZE / 2, _TOP - 8, map_title(state), "mid bold ll-not-enlarged"),
        text(_LEFT + _SIZE / 2, _TOP - 8, "", "mid bold", data_names_enlarged=""),
        _key(state),
        rasters=(raster,),
    )


def kept_map(kept: State) -> tuple[Panel, str]:
    """Return the map of a state that was kept, to be seen beside another one, and what it is in words.

    >>> kept_map(State(epochs=2))[1]
    'Kept beside it: 2-4-2-1, epoch 2, training loss 0.69.'
    """
    frame = frame_of(kept)
    raster, line = _map(kept, frame, "kept")
    x_label, y_label = (*kept.problem.train.inputs, "")[:2]
    losses = kept.run.losses
    told = f"{short_name(kept)}{f', training loss {number_text(losses[-1].train, 3)}' if losses else ''}"
    panel = svg.panel(
        _WIDTH,
        _HEIGHT,
        frame.open(line, *_drawn_examples(kept, frame), clear=True),
        frame.axes(_axis(x_label), _axis(y_label), title=f"kept: {map_title(kept)}"),
        text(_LEFT, _HEIGHT - 8, told, "small soft"),
        rasters=(raster,),
    )
    return panel, f"Kept beside it: {told}."


def _map(state: State, frame: Frame, name: str) -> tuple[Raster, Markup]:
    """Return the raster, and the line in the middle where there is one."""
    p, depth = state.problem, len(state.net)
    many = len(p.train.classes) > 2
    if many and state.unit is None:
        shares = class_shares(state, state.net)
        if state.discrete:
            shares = np.eye(shares.shape[-1], dtype=np.float32)[shares.argmax(axis=-1)]
        raster, line = class_raster(name, frame, shares, CLASS_COLOURS, enlarges=name == "map"), Markup()
    else:
        layer, unit = state.unit or (depth, 0)
        values = unit_map(state, state.net, layer, unit)
        line = zero_contour(frame, values)
        values = answers_in_signs(p, values) if state.discrete else values
        raster = signed_raster(name, frame, values, enlarges=name == "map")
    return raster, line


def _drawn_examples(state: State, frame: Frame) -> list[Markup]:
    p = state.problem
    drawn = [_examples(frame, p.train, False)]
    if (state.shows_held_out or state.data == "own") and len(p.held_out):
        drawn.append(_examples(frame, p.held_out, True))
    return drawn


def map_title(state: State) -> str:
    """Return what the map shows.

    >>> map_title(State()), map_title(State(unit=(1, 2)))
    ('the network’s answer', 'unit 3 of layer 1')
    """
    if state.unit is None or state.unit[0] == len(state.net):
        if state.unit is not None and len(state.problem.train.classes) > 2:
            return f"class {state.problem.train.classes[state.unit[1]]}"
        return "the network’s answer"
    return f"unit {state.unit[1] + 1} of layer {state.unit[0]}"


def _axis(name: str) -> str:
    return _short(name, 24)


@lru_cache(maxsize=32)  # drawn once, and shown at every frame
def _examples(frame: Frame, part: Examples, hollow: bool) -> Markup:
    x, y = flat_points(part)[:_MOST_DRAWN], part.y[:_MOST_DRAWN]
    size = 3.2 if len(x) <= 400 else 2.4
    if not part.classes:
        full = float(np.abs(y).max()) or 1.0
        return number_markers(frame, x, y / full, size, hollow)
    return class_markers(frame, x, y, len(part.classes), size, hollow)


def flat_points(part: Examples) -> Array:
    """Return the examples' places on the plane, (n, 2): their first two inputs.

    >>> flat_points(State().problem.train).shape
    (250, 2)
    """
    return part.x[:, :2] if part.x.shape[1] > 1 else np.column_stack([part.x, np.zeros(len(part))])


def _pin(frame: Frame, state: State) -> Markup:
    if state.pinned is None:
        return Markup()
    x, y = (*state.pinned, 0.0)[:2]
    says = f"pinned point at ({number_text(x, 3)}, {number_text(y, 3)}): arrow keys move it, Delete takes it away"
    step = (frame.x1 - frame.x0) / 60
    return round_knob(
        frame, (x, y), "var(--accent)", **handle(("pinned",), "drag", says, at=(x, y), step=round(step, 3))
    )


def _own_examples(frame: Frame, state: State) -> Markup:
    """Return what can be taken hold of at each example of one's own, as long as there are not too many."""
    p = state.problem
    if state.data != "own" or len(p.train) + len(p.held_out) > MOST_HELD:
        return Markup()
    step, parts = round((frame.x1 - frame.x0) / 60, 3), []
    for part, rows, hollow in ((p.train, p.train_rows, False), (p.held_out, p.held_out_rows, True)):
        for at, row, y in zip(flat_points(part).tolist(), rows.tolist(), part.y.tolist()):
            kind = f"class {part.classes[y]}" if part.classes else f"value {number_text(y, 3)}"
            says = f"example {row + 1}, {kind}, at ({number_text(at[0], 3)}, {number_text(at[1], 3)})"
            says += ", held out" if hollow else ""
            keys = "arrow keys move it, F flips its class, H holds it out, Delete removes it"
            able = handle(("example", row), "drag press", f"{says}: {keys}", at=(at[0], at[1]), step=step)
            x, y_ = frame.at(*at)
            parts.append(tag("g", tag("circle", cx=x, cy=y_, r=12, class_="hit"), **able))
    return Markup().join(parts)


def _key(state: State) -> Markup:
    """Return what the colours mean, below the map."""
    classes, y = state.problem.train.classes, _HEIGHT - 8
    if not classes:
        return text(_LEFT, y, "orange: low, blue: high", "small soft")
    gap = max(22.0, min(110.0, _SIZE / len(classes)))
    parts = []
    for k, name in enumerate(classes):
        left = _LEFT + k * gap
        parts += [
            class_sign(k, (left + 4, y - 4), 4),
            text(left + 12, y, _short(name, max(1, int(gap / 8 - 2))), "small"),
        ]
    return Markup().join(parts)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
