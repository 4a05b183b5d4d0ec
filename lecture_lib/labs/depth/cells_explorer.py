"""The cells of a network in the plane, before, during and after training; a probe asks one of them (row 14.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from ...data import moons
from ...drawing import (
    Picture,
    handle,
    join_elements,
    line_segment,
    number_text,
    plane_frame,
    point_markers,
    regions_by_activity,
    svg,
    tag,
    text,
    zero_line,
)
from ...interactive import App, Button, Event, Goal, Slider, View, even_values, widget
from ...nn import MLP, binary_cross_entropy, forward, identity, sigmoid
from ...piecewise_linear import ActivationRegions, layer_sizes, local_affine_map, regions_2d
from ...training import Adam, descend
from ...validation import Array, InputError, count_phrase
from .trials import random_bias_net

PLANE_WIDTHS, PLANE_DEPTHS = tuple(range(2, 9)), (1, 2, 3)
SNAPSHOT_EPOCHS = (0, 5, 10, 20, 40, 80, 160, 320, 640)  # how long the network has trained at each stop
N_POINTS, HALF_WIDTH = 120, 2.0
WANTED = N_POINTS * 19 // 20  # points that the goal wants on their own side
PANEL_SIZE = (258, 306)


@dataclass(frozen=True)
class State:
    """Which network, how far trained (`stop` counts the entries of SNAPSHOT_EPOCHS), and where the probe is."""

    width: int = 6
    depth: int = 2
    seed: int = 0
    stop: int = 0
    x: float = -1.2
    y: float = -1.4

    def __post_init__(self) -> None:
        if (
            self.width not in PLANE_WIDTHS
            or self.depth not in PLANE_DEPTHS
            or self.stop not in range(len(SNAPSHOT_EPOCHS))
        ):
            raise InputError(
                f"width {self.width}, depth {self.depth} and stop {self.stop} were given. There are "
                f"widths 2 to 8, depths 1 to 3 and stops 0 to {len(SNAPSHOT_EPOCHS) - 1}."
            )
        if not (abs(self.x) <= HALF_WIDTH and abs(self.y) <= HALF_WIDTH):
            raise InputError(
                f"the probe is at ({number_text(self.x)}, {number_text(self.y)}). Give numbers from −{HALF_WIDTH:g} to "
                f"{HALF_WIDTH:g}."
            )


class SnapshotMap(NamedTuple):
    """What stands still while the probe moves: the network, its cells, which the border crosses, and the drawing."""

    net: MLP
    regions: ActivationRegions
    crossed: Array
    n_right: int
    drawn: str


class ProbeReading(NamedTuple):
    """The cell under the probe: its number from 1, its corners, which units are on, and w·x + c there."""

    cell: int
    corners: Array
    active: Array
    w: Array
    c: float


_POINTS = moons(N_POINTS, np.random.default_rng(0))
_PLANE = plane_frame(-HALF_WIDTH, HALF_WIDTH, -HALF_WIDTH, HALF_WIDTH, left=44, top=34, size=204)
_MARKS = point_markers(_PLANE, *_POINTS, 2.6)


@lru_cache(maxsize=32)
def snapshots(width: int, depth: int, seed: int) -> tuple[MLP, ...]:
    """Return the network after each number of SNAPSHOT_EPOCHS, with z in place of the sigmoid at the end."""
    net = random_bias_net(layer_sizes(2, width, depth, 1), np.random.default_rng(seed))
    net, (x, y) = net.with_layer(len(net), g=sigmoid), _POINTS
    run = descend(net, x, (y + 1) / 2, binary_cross_entropy, Adam(0.02), every=SNAPSHOT_EPOCHS[1])
    after = [net, *(epoch.net for epoch in islice(run, SNAPSHOT_EPOCHS[-1] // SNAPSHOT_EPOCHS[1]))]
    return tuple(after[n // SNAPSHOT_EPOCHS[1]].with_layer(len(net), g=identity) for n in SNAPSHOT_EPOCHS)


@lru_cache(maxsize=64)
def snapshot_map(width: int, depth: int, seed: int, stop: int) -> SnapshotMap:
    """Return the cells of one snapshot, and their drawing."""
    net = snapshots(width, depth, seed)[stop]
    regions = regions_2d(net, (-HALF_WIDTH, -HALF_WIDTH), (HALF_WIDTH, HALF_WIDTH))
    z = net(regions.corners)[:, 0]
    low, high = (f.reduceat(z, regions.starts[:-1]) for f in (np.minimum, np.maximum))
    n_right = int(((net(_POINTS[0])[:, 0] > 0) == (_POINTS[1] > 0)).sum())
    drawn = regions_by_activity(_PLANE, regions) + _MARKS + zero_line(_PLANE, regions, z)
    return SnapshotMap(net, regions, (low < 0) & (high > 0), n_right, drawn)


def current_map(state: State) -> SnapshotMap:
    """Return the map that a state shows."""
    return snapshot_map(state.width, state.depth, state.seed, state.stop)


def probe_reading(state: State) -> ProbeReading:
    """Return what the probe finds; on a line between cells, the cell that agrees with most of the units."""
    net, regions, *_ = current_map(state)
    trace = forward(net, [state.x, state.y])
    on = np.concatenate([z > 0 for z in trace.z[1:-1]])
    i = int((regions.active == on).sum(axis=1).argmax())
    W, c = local_affine_map(net, regions.active[i])
    return ProbeReading(i + 1, regions.polygon(i), regions.active[i], W[0], float(c[0]))


def is_trained(state: State) -> bool:
    """Does the network have as many points right as the goal wants?"""
    return current_map(state).n_right >= WANTED


def is_on_border(state: State) -> bool:
    """Does the border run through the cell under the probe?"""
    return bool(current_map(state).crossed[probe_reading(state).cell - 1])


def _parts_reached(state: State) -> int:
    """Return how much of the goal there is: the probe counts in a trained network only."""
    return int(is_trained(state)) + int(is_trained(state) and is_on_border(state))


GOALS = {
    "border": Goal(f"get {WANTED} of {N_POINTS} points right, then probe a cell on the border", _parts_reached, of=2)
}


def view(state: State) -> View:
    """Return the cells, the probe and what it tells, and what comes next.

    >>> view(State()).note
    'Press Train on: the network learns to tell the two moons apart. Watch where its cells move.'
    """
    return View(draw(state, current_map(state), probe_reading(state)), note=_note(state))


def _note(state: State) -> str:
    epochs, right = SNAPSHOT_EPOCHS[state.stop], current_map(state).n_right
    if not state.stop:
        return "Press Train on: the network learns to tell the two moons apart. Watch where its cells move."
    if not is_trained(state) and _can_train(state):
        return f"After {epochs} epochs {right} points are right. {WANTED} are enough, so train on."
    if not is_trained(state):
        return f"This training ends with {right} points right, too few. Take a new start, or more units."
    if not is_on_border(state):
        return f"{right} points are right. Now drag the probe, the ring with a cross, into a cell on the thick line."
    return "In the probe’s cell the network is linear, so the border, where z = 0, is one straight piece there."


def _can_train(state: State) -> bool:
    return state.stop < len(SNAPSHOT_EPOCHS) - 1


def draw(state: State, shown: SnapshotMap, probe: ProbeReading) -> Picture:
    """Return the picture: the plane with its cells, and what there is to know of them and of the probe's cell."""
    formula, epochs = affine_formula(probe), SNAPSHOT_EPOCHS[state.stop]
    n_cells, on_border = count_phrase(len(shown.regions.active), "cell"), int(shown.crossed.sum())
    score = f"{shown.n_right} of {N_POINTS} points right"
    said = (
        f"{state.depth} hidden layers of {state.width} units after {epochs} epochs: {n_cells}, {on_border} on the "
        f"border, {score}. "
        f"The probe at ({number_text(state.x, 3)}, {number_text(state.y, 3)}) is in a cell with {len(probe.corners)} "
        f"corners and {int(probe.active.sum())} of {len(probe.active)} units on; there {formula}."
    )
    plane = svg.panel(
        *PANEL_SIZE,
        _PLANE.open(shown.drawn, _outline(probe), _probe_handle(state)),
        _PLANE.axes(),
        text(_PLANE.left + _PLANE.width / 2, 18, "the cells", "mid bold"),
        text(_PLANE.left, 290, "darker: more units on; thick: z = 0", "small soft"),
    )
    facts = svg.panel(
        *PANEL_SIZE,
        text(8, 18, f"after {count_phrase(epochs, 'epoch')}", "bold"),
        text(8, 40, f"{n_cells}, {on_border} on the border"),
        text(8, 61, f"{shown.net.n_parameters} parameters"),
        _tick(84, score, shown.n_right >= WANTED),
        _tick(110, "a cell on the border is probed", bool(shown.crossed[probe.cell - 1])),
        text(8, 148, "in the cell of the probe", "bold"),
        text(8, 169, formula, "num"),
        text(8, 190, f"{len(probe.corners)} corners; units on are filled"),
        _units(state, probe),
    )
    return svg.panels(plane, facts, title="Cells of a network", text=said)


def _tick(y: float, says: str, holds: bool) -> str:
    ring = {"fill": "var(--good)", "stroke": "var(--good)"} if holds else {"fill": "none", "stroke": "var(--line)"}
    mark = text(17, y + 4, "✓", "mid small bold", style="fill:var(--paper)") if holds else ""
    return tag("circle", cx=17, cy=y, r=8, stroke_width=1.5, **ring) + mark + text(34, y + 5, says)


def affine_formula(probe: ProbeReading) -> str:
    """Return what the network computes in the probe's cell, with its signs.

    >>> affine_formula(ProbeReading(1, np.zeros((3, 2)), np.zeros(2, bool), np.array([-1.5, 0.25]), -2.0))
    'z = −1.5 x₁ + 0.25 x₂ − 2'
    """
    w1, w2, c = (number_text(round(abs(v), 3), 3) for v in (*probe.w, probe.c))
    first = "−" if probe.w[0] < 0 and w1 != "0" else ""
    second, third = ("−" if v < 0 else "+" for v in (probe.w[1], probe.c))
    return f"z = {first}{w1} x₁ {second} {w2} x₂ {third} {c}"


def _outline(probe: ProbeReading) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _PLANE.points(probe.corners))
    return tag("polygon", points=points, fill="none", stroke="var(--accent)", stroke_width=3, stroke_dasharray="6 3")


def _probe_handle(state: State) -> str:
    px, py = _PLANE.at(state.x, state.y)
    label = f"probe at {number_text(state.x, 3)}, {number_text(state.y, 3)}: arrow keys move it"
    return tag(
        "g",
        tag("circle", cx=px, cy=py, r=14, class_="hit"),
        tag("circle", cx=px, cy=py, r=8.5, fill="var(--paper)", stroke="var(--accent)", stroke_width=3),
        line_segment(px - 5, py, px + 5, py, stroke="var(--accent)"),
        line_segment(px, py - 5, px, py + 5, stroke="var(--accent)"),
        **handle(("probe",), "drag", label, at=(state.x, state.y), step=0.05),
    )


def _units(state: State, probe: ProbeReading) -> str:
    parts = []
    for l, row in enumerate(probe.active.reshape(state.depth, state.width)):
        top = 216 + 30 * l
        parts.append(text(8, top + 5, f"layer {l + 1}", "small soft"))
        parts += [
            tag(
                "circle",
                cx=66 + 24 * j,
                cy=top,
                r=8,
                fill="var(--accent)" if on else "var(--paper)",
                stroke="var(--accent)",
                stroke_width=2,
            )
            for j, on in enumerate(row)
        ]
    return join_elements(parts)


def on_event(state: State, event: Event) -> State:
    """Move the probe: dragged, or by arrow keys."""
    match event:
        case Event("drag", ("probe",), x=x, y=y):
            return replace(state, x=_inside(x), y=_inside(y))
    return state


def _inside(v: float) -> float:
    return round(min(max(v, -HALF_WIDTH), HALF_WIDTH), 4)


@widget
def cells_explorer(state: State) -> App:
    """Return the widget.

    >>> app = cells_explorer()
    >>> app.press("New start")
    >>> app.state.seed
    1
    """
    controls = [
        Button("Train on", lambda s: replace(s, stop=s.stop + 1), _can_train, primary=True),
        Button("New start", lambda s: replace(s, seed=s.seed + 1, stop=0)),
        Slider("width", "units in a layer", even_values(PLANE_WIDTHS[0], PLANE_WIDTHS[-1], 1)),
        Slider("depth", "hidden layers", even_values(PLANE_DEPTHS[0], PLANE_DEPTHS[-1], 1)),
    ]
    return App(
        "cells_explorer", state, view, controls, on_event, title="The cells of a network, in training", goals=GOALS
    )
