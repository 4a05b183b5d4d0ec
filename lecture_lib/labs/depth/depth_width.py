"""Depth against width for a network with one input: its joints, its regions, its price, its bound (rows 14.1, 14.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import Frame, Picture, handle, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, Slider, View, even_values, widget
from ...nn import MLP
from ...piecewise_linear import function_breakpoints, layer_sizes, max_regions_1d, sawtooth, unit_breakpoints
from ...validation import Array, InputError, parse_number
from .curve_picture import breakpoint_marks, labelled_bar, piecewise_curve
from .trials import random_bias_net, train_regressor

LINE_WIDTHS, LINE_DEPTHS = tuple(range(3, 11)), tuple(range(1, 6))
NETWORK_KINDS = {"random": "random weights", "trained": "trained on a wave", "most": "built by hand"}
GOAL_REGIONS, GOAL_PARAMETERS = 1000, 60
MAX_MAGNIFIED = 12  # at most so many pieces are seen in the magnifying glass


@dataclass(frozen=True)
class State:
    """Which network, and the place in [0, 1] that the magnifying glass shows."""

    kind: str = "random"
    width: int = 6
    depth: int = 2
    seed: int = 0
    place: float = 0.5

    def __post_init__(self) -> None:
        if self.kind not in NETWORK_KINDS or self.width not in LINE_WIDTHS or self.depth not in LINE_DEPTHS:
            raise InputError(
                f"kind {self.kind!r}, width {self.width} and depth {self.depth} were given; "
                f"{', '.join(NETWORK_KINDS)}, widths 3 to 10 and depths 1 to 5 are wanted"
            )
        if not 0 <= self.place <= 1:
            raise InputError(f"the place is {number_text(self.place)}; a number from 0 to 1 is wanted")


class NetworkCurve(NamedTuple):
    """A network on [0, 1]: its corners (t, y) with both ends, how many regions it has, its drawing."""

    net: MLP
    t: Array
    y: Array
    regions: int
    frame: Frame
    drawn: str


@lru_cache(maxsize=48)
def network_curve(kind: str, width: int, depth: int, seed: int) -> NetworkCurve:
    """Return all that stands still while the glass moves."""
    net = _network(kind, width, depth, seed)
    t = np.concatenate([[0.0], unit_breakpoints(net, [0.0], [1.0]), [1.0]])
    y = net(t[:, None])[:, 0]
    bends_at_every_joint = kind == "most"
    n_breakpoints = len(t) - 2 if bends_at_every_joint else len(function_breakpoints(net, [0.0], [1.0]))
    room = 0.08 * max(float(np.ptp(y)), 1e-6)
    frame = Frame(0, 1, float(y.min()) - 2 * room, float(y.max()) + room, 56, 28, 610, 150)
    drawn = frame.open(piecewise_curve(frame, t, y), breakpoint_marks(frame, t[1:-1])) + frame.axes("x", "f")
    return NetworkCurve(net, t, y, n_breakpoints + 1, frame, drawn)


def _network(kind: str, width: int, depth: int, seed: int) -> MLP:
    sizes, rng = layer_sizes(1, width, depth, 1), np.random.default_rng(seed)
    if kind == "most":
        return sawtooth(width, depth)
    if kind == "trained":
        x = np.linspace(0, 1, 128)[:, None]
        return train_regressor(sizes, x, np.sin(6 * np.pi * x) / 2 + 0.5, seed, 200)
    net = random_bias_net(sizes, rng)
    W, b, _ = net[1]
    return net.with_layer(1, W=10 * W, b=b - 5 * W[:, 0])  # what lay between -5 and 5 lies between 0 and 1


def current_curve(state: State) -> NetworkCurve:
    """Return the network that a state shows, with its corners."""
    return network_curve(state.kind, state.width, state.depth, 0 if state.kind == "most" else state.seed)


def view(state: State) -> View:
    """Return the function, a magnified part of it, and its regions against their bound.

    >>> view(State()).goal.reached, view(State("most", 10, 5)).goal.reached
    (False, False)
    """
    curve = current_curve(state)
    goal = LabGoal(
        f"at least {GOAL_REGIONS:,} regions with at most {GOAL_PARAMETERS} parameters",
        curve.regions >= GOAL_REGIONS and curve.net.n_parameters <= GOAL_PARAMETERS,
    )
    return View(draw(state, curve), goal)


def draw(state: State, curve: NetworkCurve) -> Picture:
    """Return the picture."""
    n_parameters, most = curve.net.n_parameters, max_regions_1d(state.width, state.depth)
    shallow = (n_parameters - 1) // 3 + 1  # a unit of a shallow net has 3 parameters, the output 1 more
    density = f"{number_text(curve.regions / n_parameters, 3)} regions"
    said = (
        f"{state.depth} layers of {state.width} units, {NETWORK_KINDS[state.kind]}: {curve.regions:,} regions, "
        f"{n_parameters} parameters, {density} per parameter; at most {most:,} for this shape, at most "
        f"{shallow:,} for a shallow network of this price. f({number_text(state.place)}) = "
        f"{number_text(float(np.interp(state.place, curve.t, curve.y)), 3)}."
    )
    rows = [
        ("this network", curve.regions, "var(--plus)"),
        ("the most for this shape", most, "var(--soft)"),
        ("the most of a shallow net", shallow, "var(--minus)"),
    ]
    return svg.picture(
        684,
        452,
        curve.drawn,
        curve.frame.hold(_glass_handle(state, curve)),
        _magnified(state, curve),
        *(
            labelled_bar(206, 362 + 28 * i, 300, math.log10(n) / 6, name, f"{n:,}", colour)
            for i, (name, n, colour) in enumerate(rows)
        ),
        text(206, 352, "regions, on a logarithmic scale", "small soft"),
        text(556, 374, f"{n_parameters} parameters", "num"),
        text(556, 396, density, "num bold"),
        text(556, 414, "per parameter", "num bold"),
        title="Depth against width",
        text=said,
    )


def _glass_handle(state: State, curve: NetworkCurve) -> str:
    px = curve.frame.at(state.place, 0)[0]
    top, bottom = curve.frame.top, curve.frame.top + curve.frame.height
    y = (curve.frame.y0 + curve.frame.y1) / 2
    return tag(
        "g",
        line_segment(px, top, px, bottom, stroke="var(--good)", stroke_width=1.5, stroke_dasharray="5 4"),
        tag("circle", cx=px, cy=top, r=9, fill="var(--paper)", stroke="var(--good)", stroke_width=3),
        **handle(
            ("glass",),
            "drag edit",
            f"magnifying glass at x = {number_text(state.place)}: arrow keys move it, Enter to type a place",
            at=(state.place, y),
            step=0.01,
            value=f"{state.place:g}",
        ),
    )


def _magnified(state: State, curve: NetworkCurve) -> str:
    """Return a few pieces round the glass, stretched to the full width and height, and how much that magnifies them."""
    middle, last = int(np.searchsorted(curve.t, state.place)), len(curve.t) - 1
    seen = min(last, MAX_MAGNIFIED, max(3, last // 4))
    low = max(0, min(middle - (seen + 1) // 2, last - seen))
    t, y = curve.t[low : low + seen + 1], curve.y[low : low + seen + 1]
    room = max(float(np.ptp(y)), 1e-9)
    frame = Frame(t[0], t[-1], float(y.min()) - 0.3 * room, float(y.max()) + 0.12 * room, 56, 236, 610, 72)
    times = 1 / (t[-1] - t[0])
    factor = number_text(times, 2) if times < 10 else f"{times:,.0f}"
    return (
        frame.open(piecewise_curve(frame, t, y), breakpoint_marks(frame, t[1:-1]))
        + tag("rect", x=56, y=236, width=610, height=72, fill="none", stroke="var(--good)", stroke_width=1.5)
        + text(
            56,
            325,
            f"round x = {number_text(state.place)}, {factor} times as wide: pieces {low + 1:,} to "
            f"{low + seen:,} of {last:,}",
            "small soft num",
        )
    )


def on_event(state: State, event: Event) -> State:
    """Move the glass: dragged, by arrow keys, or typed."""
    match event:
        case Event("drag", ("glass",), x=x):
            return _with_place(state, x)
        case Event("edit", ("glass",), text):
            return _with_place(state, parse_number(text, "the place"))
    return state


def _with_place(state: State, x: float) -> State:
    """Return the state with the glass at x, or at the end of the interval that is nearer."""
    return replace(state, place=round(min(max(x, 0.0), 1.0), 4))


@widget
def depth_width(state: State) -> App:
    """Return the widget.

    >>> depth_width(kind="most", width=10, depth=5).picture.text[:57]
    '5 layers of 10 units, built by hand: 161,051 regions, 471'
    """
    controls = [
        Choice("kind", "weights", [(name, kind) for kind, name in NETWORK_KINDS.items()]),
        Slider("width", "width", even_values(LINE_WIDTHS[0], LINE_WIDTHS[-1], 1)),
        Slider("depth", "depth", even_values(LINE_DEPTHS[0], LINE_DEPTHS[-1], 1)),
        Button("New weights", lambda s: replace(s, seed=s.seed + 1), lambda s: s.kind != "most"),
    ]
    return App("depth_width", state, view, controls, on_event, title="Depth width")
