"""The cells of a network in the plane, before, during and after training; a probe asks one of them (row 14.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from ..activations import identity, sigmoid
from ..budget import shape
from ..cells import Cells, cells, linear_in
from ..data import moons
from ..depth_trials import scattered
from ..descend import descend
from ..inputs import Array, InputError
from ..losses import binary_cross_entropy
from ..mlp import MLP, forward
from ..pictures import svg
from ..pictures.cell_map import cell_shapes, zero_line
from ..pictures.planes import marks, plane
from ..pictures.svg import Picture, handle, line, tag, text
from ..rules import Adam
from ..words.writing import number
from .stage import Choice, Goal, Press, Slider, Stage, View

WIDTHS, DEPTHS = tuple(range(2, 9)), (1, 2, 3)
EPOCHS = (0, 5, 10, 20, 40, 80, 160, 320, 640)      # how long the network has trained at each stop
N_POINTS, HALF = 120, 2.0


@dataclass(frozen=True)
class State:
    """Which network, how far trained (`stop` counts the entries of EPOCHS), and where the probe stands."""

    width: int = 6
    depth: int = 2
    seed: int = 0
    stop: int = 0
    x: float = -1.2
    y: float = -1.4

    def __post_init__(self) -> None:
        if self.width not in WIDTHS or self.depth not in DEPTHS or self.stop not in range(len(EPOCHS)):
            raise InputError(f"width {self.width}, depth {self.depth} and stop {self.stop} were given; widths "
                             f"2 to 8, depths 1 to 3 and stops 0 to {len(EPOCHS) - 1} are wanted")


class Map(NamedTuple):
    """What stands still while the probe moves: the network, its cells, which the border crosses, and the drawing."""

    net: MLP
    found: Cells
    crossed: Array
    right: int
    drawn: str


class Probe(NamedTuple):
    """The cell under the probe: its number from 1, its corners, which units are on, and w·x + c there."""

    cell: int
    corners: Array
    active: Array
    w: Array
    c: float


_POINTS = moons(N_POINTS, np.random.default_rng(0))
_PLANE = plane(-HALF, HALF, -HALF, HALF, size=360)
_MARKS = marks(_PLANE, *_POINTS, 3)


@lru_cache(maxsize=32)
def snapshots(width: int, depth: int, seed: int) -> tuple[MLP, ...]:
    """Return the network after each number of EPOCHS, with z in place of the sigmoid at the end."""
    net = scattered(shape(2, width, depth, 1), np.random.default_rng(seed))
    net, (x, y) = net.with_layer(len(net), g=sigmoid), _POINTS
    run = descend(net, x, (y + 1) / 2, binary_cross_entropy, Adam(0.02), every=EPOCHS[1])
    after = [net, *(epoch.net for epoch in islice(run, EPOCHS[-1] // EPOCHS[1]))]
    return tuple(after[n // EPOCHS[1]].with_layer(len(net), g=identity) for n in EPOCHS)


@lru_cache(maxsize=64)
def mapped(width: int, depth: int, seed: int, stop: int) -> Map:
    """Return the cells of one snapshot, and their drawing."""
    net = snapshots(width, depth, seed)[stop]
    found = cells(net, (-HALF, -HALF), (HALF, HALF))
    z = net(found.corners)[:, 0]
    low, high = (f.reduceat(z, found.starts[:-1]) for f in (np.minimum, np.maximum))
    right = int(((net(_POINTS[0])[:, 0] > 0) == (_POINTS[1] > 0)).sum())
    return Map(net, found, (low < 0) & (high > 0), right,
               cell_shapes(_PLANE, found) + _MARKS + zero_line(_PLANE, found, z))


def of(state: State) -> Map:
    """Return the map that a state shows."""
    return mapped(state.width, state.depth, state.seed, state.stop)


def probed(state: State) -> Probe:
    """Return what the probe finds; on a line between cells, the cell that agrees with most of the units."""
    net, found, *_ = of(state)
    trace = forward(net, [state.x, state.y])
    on = np.concatenate([z > 0 for z in trace.z[1:-1]])
    i = int((found.active == on).sum(axis=1).argmax())
    W, c = linear_in(net, found.active[i])
    return Probe(i + 1, found.polygon(i), found.active[i], W[0], float(c[0]))


def view(state: State) -> View:
    """Return the cells, the probe and what it tells; the goal wants a trained network and a cell on its border."""
    found, probe = of(state), probed(state)
    reached = found.right >= 0.95 * N_POINTS and bool(found.crossed[probe.cell - 1])
    asks = (f"train until at least 19 of 20 points are right ({N_POINTS * 19 // 20} of {N_POINTS}), "
            "then put the probe into a cell through which the thick border runs")
    return View(draw(state, found, probe), Goal(asks, reached))


def draw(state: State, found: Map, probe: Probe) -> Picture:
    """Return the picture: cells on the left, the probe's cell on the right."""
    formula = _formula(probe)
    crossed = int(found.crossed.sum())
    lines = [(f"{len(found.found.active)} cells, {crossed} on the border", "bold"),
             (f"{found.right} of {N_POINTS} points right", ""), (f"{found.net.n_parameters} parameters", ""),
             (f"{EPOCHS[state.stop]} epochs of training", "")]
    said = (f"{state.depth} hidden layers of {state.width} units after {EPOCHS[state.stop]} epochs: {lines[0][0]}, "
            f"{lines[1][0]}. The probe at ({number(state.x, 3)}, {number(state.y, 3)}) is in a cell with "
            f"{len(probe.corners)} corners and {int(probe.active.sum())} of {len(probe.active)} units on; "
            f"there {formula}.")
    return svg.picture(
        700, 440, _PLANE.open(found.drawn, _outline(probe), _handle(state)), _PLANE.axes(),
        *(text(452, 46 + 22 * i, *words) for i, words in enumerate(lines)),
        text(452, 160, "The cell under the probe", "bold"),
        text(452, 182, f"{len(probe.corners)} corners; there the network is"), text(452, 204, formula, "num"),
        text(452, 240, "its units: filled is on, hollow is off", "small soft"), _units(state, probe),
        title="Cells of a network", text=said)


def _formula(probe: Probe) -> str:
    w1, w2, c = (number(round(abs(v), 3), 3) for v in (*probe.w, probe.c))
    first = "−" if probe.w[0] < 0 and w1 != "0" else ""
    second, third = ("−" if v < 0 else "+" for v in (probe.w[1], probe.c))
    return f"z = {first}{w1} x₁ {second} {w2} x₂ {third} {c}"


def _outline(probe: Probe) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _PLANE.points(probe.corners))
    return tag("polygon", points=points, fill="none", stroke="var(--good)", stroke_width=3, stroke_dasharray="6 3")


def _handle(state: State) -> str:
    px, py = _PLANE.at(state.x, state.y)
    name = f"probe at {number(state.x, 3)}, {number(state.y, 3)}: arrow keys move it"
    return tag("g", tag("circle", cx=px, cy=py, r=9, fill="var(--paper)", stroke="var(--good)", stroke_width=3),
               line(px - 5, py, px + 5, py, stroke="var(--good)"), line(px, py - 5, px, py + 5, stroke="var(--good)"),
               **handle("probe", "drag", name, at=(state.x, state.y), step=0.05))


def _units(state: State, probe: Probe) -> str:
    parts = []
    for l, row in enumerate(probe.active.reshape(state.depth, state.width)):
        top = 268 + 44 * l
        parts.append(text(452, top + 5, f"layer {l + 1}", "small soft"))
        parts += [tag("circle", cx=516 + 23 * j, cy=top, r=8, fill="var(--accent)" if on else "var(--paper)",
                      stroke="var(--accent)", stroke_width=2) for j, on in enumerate(row)]
    return "".join(parts)


def react(state: State, event: dict) -> State:
    """Move the probe: dragged, or by arrow keys."""
    if event["kind"] != "drag":
        return state
    x, y = (round(min(max(event[axis], -HALF), HALF), 4) for axis in "xy")
    return replace(state, x=x, y=y)


def cells_explorer(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = cells_explorer()
    >>> stage.press("New start")
    >>> stage.state.seed
    1
    """
    return Stage("cells_explorer", state, view, [
        Slider("width", "width", WIDTHS[0], WIDTHS[-1], 1), Slider("depth", "depth", DEPTHS[0], DEPTHS[-1], 1),
        Choice("stop", "epochs trained", [(str(n), i) for i, n in enumerate(EPOCHS)]),
        Press("Train on ▶", lambda s: replace(s, stop=s.stop + 1), lambda s: s.stop < len(EPOCHS) - 1),
        Press("New start", lambda s: replace(s, seed=s.seed + 1, stop=0)),
    ], react)
