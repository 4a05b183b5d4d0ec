"""The plane of two units of a layer: where the examples and a square grid over the inputs land, live."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from ....drawing import Frame, Panel, boundary_line, handle, plane_frame, svg, tag, text, tinted_cells
from ....nn import Activation, forward_checked, sigmoid, step, tanh
from ....validation import Array, InputError, count_phrase
from ..examples import Examples
from ..insight import point_values, training_trace, unit_label
from ..plane import grid_features
from ..state import State
from .class_markers import CLASS_COLOURS, class_markers, number_markers

_SIZE = 258, 312
_GRID = 17  # points of the grid in each direction
_MOST = 500  # examples drawn; they move with every step
_MOST_TOLD = 3  # classes whose middles are told


def hidden_plane_panel(state: State) -> tuple[Panel, str]:
    """Return the panel, and what it shows in words: the layer and units of `plane_in_view`.

    >>> hidden_plane_panel(State())[1][:67]
    'In the plane of a[2]₁ and a[2]₂, class orange lies around (0.02, 0.'
    """
    shown = plane_in_view(state)
    if shown is None:
        none = "no layer has two units: no plane yet" if state.hidden else "no hidden layer: no plane yet"
        return svg.panel(*_SIZE, text(129, 150, none, "mid small soft")), f"{none.capitalize()}."
    layer, *units = shown
    p, net = state.problem, state.net
    images = training_trace(state.setup, state.run).a[layer][:, units]
    with np.errstate(all="ignore"):
        grid = forward_checked(net, grid_features(state.setup, _GRID))
    frame = _frame(net[layer].g, images)
    colours, says = _colours(p.train), _cell_answers(grid.z[-1], grid.a[layer][:, units], bool(p.train.classes))
    last = layer == len(state.hidden) and state.hidden[-1] == 2 and len(net[layer + 1].b) == 1
    line = boundary_line(frame, net[layer + 1].W[0][units], float(net[layer + 1].b[0])) if last else ""
    names = [unit_label(layer, unit) for unit in units]
    return (
        svg.panel(
            *_SIZE,
            frame.open(
                tinted_cells(frame.points(np.nan_to_num(grid.a[layer][:, units])), says, colours),
                line,
                _examples(frame, p.train, images),
                _pinned(frame, state, layer, units),
            ),
            frame.axes(*names, title="the line is the output’s" if last else f"two units of layer {layer}"),
            *_chips(state, layer, units),
        ),
        _words(p.train, images, layer, units),
    )


def plane_in_view(state: State) -> tuple[int, int, int] | None:
    """Return the layer and the two units that are shown: those of `state.plane`, or the first two of the last layer
    that has two; None if none has.

    >>> plane_in_view(State()), plane_in_view(State(hidden=(3, 1))), plane_in_view(State(plane=(1, 3, 0)))
    ((2, 0, 1), (1, 0, 1), (1, 3, 0))
    """
    if state.plane is not None:
        return state.plane
    return next(((l, 0, 1) for l in range(len(state.hidden), 0, -1) if state.hidden[l - 1] >= 2), None)


def _chips(state: State, layer: int, units: list[int]) -> list[Markup]:
    """Return what turns the plane: a press shows the next unit on an axis, or the next layer."""
    told = [
        (f"→ {unit_label(layer, units[0])}", f"across is {unit_label(layer, units[0])}: press Enter for the next unit"),
        (f"↑ {unit_label(layer, units[1])}", f"up is {unit_label(layer, units[1])}: press Enter for the next unit"),
    ]
    if sum(size >= 2 for size in state.hidden) > 1:
        told.append((f"layer {layer}", f"layer {layer}: press Enter for the next layer with two units"))
    parts = []
    for axis, (name, says) in enumerate(told):
        x = 22 + 78 * axis
        parts.append(
            tag(
                "g",
                tag("rect", x=x, y=285, width=72, height=24, rx=4, fill="var(--zone)", stroke="var(--line)"),
                text(x + 36, 301, name, "mid small num"),
                **handle(("plane", axis), "press", says),
            )
        )
    return parts


def _frame(g: Activation, images: Array) -> Frame:
    """Return the range; where the activation has no bounds, it grows in doublings, so that it does not jump often."""
    if g in (sigmoid, step):
        low, high = -0.15, 1.15
    elif g is tanh:
        low, high = -1.3, 1.3
    else:
        known = images[np.isfinite(images)]
        most, least = float(known.max(initial=0)), float(known.min(initial=0))
        high = 2.0 ** np.ceil(np.log2(max(1.1 * most, -1.1 * least, 1.0)))
        low = -high if -least > high / 8 else -high / 8
    return plane_frame(low, high, low, high, left=50, size=200)


def _cell_answers(z: Array, images: Array, are_classes: bool) -> Array:
    """Return the number of each cell's colour: its answer, from the mean of its corners; -1 where one has no value."""

    def corners(values: Array) -> Array:
        square = values.reshape(_GRID, _GRID, -1)
        return np.stack([square[:-1, :-1], square[:-1, 1:], square[1:, :-1], square[1:, 1:]])

    mean = corners(z).mean(axis=0).reshape((_GRID - 1) ** 2, -1)
    answer = mean.argmax(axis=1) if are_classes and z.shape[1] > 1 else (mean[:, 0] > 0).astype(int)
    known = np.isfinite(corners(images)).all(axis=(0, 3)).ravel() & np.isfinite(mean).all(axis=1)
    return np.where(known, answer, -1)


def _colours(part: Examples) -> tuple[str, ...]:
    return ("var(--minus)", "var(--plus)", *CLASS_COLOURS[2 : len(part.classes)])


def _examples(frame: Frame, part: Examples, images: Array) -> str:
    images, y = images[:_MOST], part.y[:_MOST]
    known = np.isfinite(images).all(axis=1)
    if part.classes:
        return class_markers(frame, images[known], y[known], len(part.classes), 3.2)
    full = float(np.abs(part.y).max()) or 1.0
    return number_markers(frame, images[known], y[known] / full, 2.6)


def _pinned(frame: Frame, state: State, layer: int, units: list[int]) -> str:
    if state.pinned is None:
        return ""
    try:
        x, y = frame.at(*point_values(state.setup, state.run, state.pinned).a[layer][units].tolist())
    except InputError:  # a feature has no value there
        return ""
    return tag("circle", cx=x, cy=y, r=7, fill="none", stroke="var(--accent)", stroke_width=3)


def _words(part: Examples, images: Array, layer: int, units: list[int]) -> str:
    named = " and ".join(unit_label(layer, unit) for unit in units)
    if not 0 < len(part.classes) <= _MOST_TOLD:
        return f"The plane of {named} with {count_phrase(len(part), 'example')}."
    middles = []
    for k, name in enumerate(part.classes):
        if (part.y == k).any():
            at = ", ".join(f"{v:.2f}".replace("-", "−") for v in images[part.y == k].mean(axis=0))
            middles.append(f"class {name} lies around ({at})")
    return f"In the plane of {named}, {', '.join(middles)}."
