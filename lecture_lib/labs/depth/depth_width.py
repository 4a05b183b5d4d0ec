"""Depth against width for a network with one input: its joints, its regions, its price, its bound (rows 14.1, 14.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import Frame, Panel, Picture, distinct_texts, handle, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, Slider, View, even_values, widget
from ...nn import MLP
from ...piecewise_linear import function_breakpoints, layer_sizes, max_regions_1d, sawtooth, unit_breakpoints
from ...validation import Array, InputError, parse_number
from .curve_picture import breakpoint_marks, labelled_bar, piecewise_curve
from .trials import random_bias_net, train_regressor

LINE_WIDTHS, LINE_DEPTHS = tuple(range(3, 11)), tuple(range(1, 6))
NETWORK_KINDS = {"random": "random weights", "trained": "trained on a wave", "most": "built by hand"}
GOAL_REGIONS, GOAL_PARAMETERS = 1000, 60
MAX_MAGNIFIED = 12  # at most so many regions are seen in the magnifying glass
_LEFT, _TOP, _WIDTH, _HEIGHT = 44, 44, 204, 120  # of the frames of the function and of the glass
_MIDDLE = 140  # of what stands below them
_CURVE_SIZE, _TABLE_SIZE = (258, 222), (258, 152)
_LEAST_SPAN = 0.1  # of the heights that are shown: a function that is level looks level


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
                f"kind {self.kind!r}, width {self.width} and depth {self.depth} were given. There are "
                f"{', '.join(NETWORK_KINDS)}, widths 3 to 10 and depths 1 to 5."
            )
        if not 0 <= self.place <= 1:
            raise InputError(f"the place is {number_text(self.place)}. Give a number from 0 to 1.")


class NetworkCurve(NamedTuple):
    """A network on [0, 1]: its joints, its corners (t, y) with both ends, its frame and its drawing.

    At a joint a unit switches; f bends at some of them, at the corners between the ends.
    """

    net: MLP
    joints: Array
    t: Array
    y: Array
    frame: Frame
    drawn: str

    @property
    def regions(self) -> int:
        """How many linear regions the function has: its bends + 1."""
        return len(self.t) - 1


@lru_cache(maxsize=48)
def network_curve(kind: str, width: int, depth: int, seed: int) -> NetworkCurve:
    """Return all that stands still while the glass moves."""
    net = _network(kind, width, depth, seed)
    joints = unit_breakpoints(net, [0.0], [1.0])
    bends_at_every_joint = kind == "most"
    bends = joints if bends_at_every_joint else function_breakpoints(net, [0.0], [1.0])
    t = np.concatenate([[0.0], bends, [1.0]])
    y = net(t[:, None])[:, 0]
    span = max(float(np.ptp(y)), _LEAST_SPAN)
    middle = (float(y.min()) + float(y.max())) / 2
    frame = Frame(0, 1, middle - 0.66 * span, middle + 0.58 * span, _LEFT, _TOP, _WIDTH, _HEIGHT)
    marks = breakpoint_marks(frame, joints, 5, "var(--soft)") + breakpoint_marks(frame, bends, 11)
    return NetworkCurve(net, joints, t, y, frame, frame.open(piecewise_curve(frame, t, y), marks))


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


def _is_cheap_and_many(state: State) -> bool:
    curve = current_curve(state)
    return curve.regions >= GOAL_REGIONS and curve.net.n_parameters <= GOAL_PARAMETERS


GOALS = {
    "cheap regions": Goal(
        f"make {GOAL_REGIONS:,} regions or more with at most {GOAL_PARAMETERS} parameters", _is_cheap_and_many
    )
}


def view(state: State) -> View:
    """Return the function, a magnified part of it, and its regions against their bound.

    >>> view(State("most", 4, 2)).note
    'Built by hand: 25 regions take 33 parameters. Each layer multiplies the regions by its units + 1.'
    """
    curve = current_curve(state)
    return View(draw(state, curve), note=_note(state, curve))


def _note(state: State, curve: NetworkCurve) -> str:
    regions, cost = _counted(curve.regions, "region"), _counted(curve.net.n_parameters, "parameter")
    most, silent = max_regions_1d(state.width, state.depth), len(curve.joints) - curve.regions + 1
    if state == State():
        return "Compare the first two bars, then draw new weights a few times. Drag the purple glass to look closer."
    if state.kind == "most" and curve.regions >= GOAL_REGIONS and curve.net.n_parameters > GOAL_PARAMETERS:
        return f"{regions} take {cost} here. Which width and depth make as many for less?"
    if state.kind == "most":
        return f"Built by hand: {regions} take {cost}. Each layer multiplies the regions by its units + 1."
    if silent:
        at = f"{silent} of {_counted(len(curve.joints), 'joint')}"
        return f"At {at}, a unit switches without effect on f. So f has {regions}: its bends + 1."
    made = "Random weights" if state.kind == "random" else "Training on three periods of a wave"
    return f"{made} made {regions}. {most:,} would be possible. Every joint bends f here."


def _counted(n: int, thing: str) -> str:
    return f"{n:,} {thing}{'s' * (n != 1)}"


def draw(state: State, curve: NetworkCurve) -> Picture:
    """Return the picture."""
    n_parameters, most = curve.net.n_parameters, max_regions_1d(state.width, state.depth)
    shallow = (n_parameters - 1) // 3 + 1  # a unit of a shallow net has 3 parameters, the output 1 more
    density = number_text(curve.regions / n_parameters, 3)
    said = (
        f"{state.depth} layers of {state.width} units, {NETWORK_KINDS[state.kind]}: "
        f"{_counted(len(curve.joints), 'joint')}, {_counted(curve.regions - 1, 'bend')}, "
        f"{_counted(curve.regions, 'region')}, {n_parameters} parameters, {density} regions per parameter; "
        f"at most {most:,} for this shape, at most {shallow:,} for a shallow network with as many parameters. "
        f"f({number_text(state.place)}) = {number_text(float(np.interp(state.place, curve.t, curve.y)), 3)}."
    )
    return svg.panels(
        _function_panel(state, curve),
        _glass_panel(state, curve),
        _bars_panel((curve.regions, most, shallow)),
        _cost_panel(curve, density),
        title="Depth against width",
        text=said,
    )


def _function_panel(state: State, curve: NetworkCurve) -> Panel:
    frame = curve.frame
    t, _ = _seen(state, curve)
    left, right = frame.at(t[0], 0)[0], frame.at(t[-1], 0)[0]
    band = {"fill": "var(--accent)", "fill_opacity": 0.14}
    return svg.panel(
        *_CURVE_SIZE,
        text(_LEFT + _WIDTH / 2, 18, "the function f", "mid bold"),
        curve.drawn,
        tag("rect", x=left, y=_TOP, width=right - left, height=_HEIGHT, **band, pointer_events="none"),
        frame.axes("x", ""),
        frame.hold(_glass_handle(state, curve)),
        text(_MIDDLE, 217, "strokes: joints; long: f bends", "mid small soft"),
    )


def _seen(state: State, curve: NetworkCurve) -> tuple[Array, int]:
    """Return the corners round the glass, where a few regions begin and end, and the number of the first of them."""
    middle, last = int(np.searchsorted(curve.t, state.place)), curve.regions
    seen = min(last, MAX_MAGNIFIED, max(3, last // 4))
    low = max(0, min(middle - (seen + 1) // 2, last - seen))
    return curve.t[low : low + seen + 1], low


def _glass_panel(state: State, curve: NetworkCurve) -> Panel:
    """Return a few regions round the glass, stretched to the full width and height, and how wide they become."""
    t, low = _seen(state, curve)
    y = curve.y[low : low + len(t)]
    middle, span = (float(y.min()) + float(y.max())) / 2, max(float(np.ptp(y)), 1e-6)
    frame = Frame(t[0], t[-1], middle - 0.66 * span, middle + 0.58 * span, _LEFT, _TOP, _WIDTH, _HEIGHT)
    times = 1 / (t[-1] - t[0])
    factor = number_text(times, 2) if times < 10 else f"{times:,.0f}"
    border = {"fill": "none", "stroke": "var(--accent)", "stroke_width": 1.5}
    start, end = distinct_texts([t[0], t[-1]])
    return svg.panel(
        *_CURVE_SIZE,
        text(_LEFT + _WIDTH / 2, 18, f"magnified {factor} ×", "mid bold"),
        frame.open(piecewise_curve(frame, t, y), breakpoint_marks(frame, t[1:-1], 11)),
        tag("rect", x=_LEFT, y=_TOP, width=_WIDTH, height=_HEIGHT, **border),
        text(_LEFT, _TOP + _HEIGHT + 17, f"x = {start}", "small soft num"),
        text(_LEFT + _WIDTH, _TOP + _HEIGHT + 17, f"x = {end}", "end small soft num"),
        text(_MIDDLE, 217, _seen_text(low + 1, low + len(t) - 1, curve.regions), "mid small soft num"),
    )


def _seen_text(first: int, last: int, n: int) -> str:
    if last - first + 1 == n:
        return f"all of f: {_counted(n, 'region')}"
    return f"regions {first:,} to {last:,} of {n:,}"


def _bars_panel(counts: tuple[int, int, int]) -> Panel:
    """Return the regions of this network, the most for its shape and the most of a shallow one, as bars."""
    names = ("this network", "the most for this shape", "the most of one layer with as many parameters")
    colours = ("var(--accent)", "var(--soft)", "var(--line)")
    return svg.panel(
        *_TABLE_SIZE,
        text(8, 16, "regions", "bold"),
        text(250, 16, "logarithmic scale", "end small soft"),
        *(
            labelled_bar(8, 38 + 41 * i, 190, math.log10(n) / 6, name, f"{n:,}", colour)
            for i, (name, n, colour) in enumerate(zip(names, counts, colours))
        ),
    )


def _cost_panel(curve: NetworkCurve, density: str) -> Panel:
    """Return the counts: joints, bends and regions, which differ, and the price."""
    rows = (
        ("joints: a unit switches", f"{len(curve.joints):,}"),
        ("bends of f among them", f"{curve.regions - 1:,}"),
        ("regions of f: bends + 1", f"{curve.regions:,}"),
        ("parameters", f"{curve.net.n_parameters:,}"),
        ("regions per parameter", density),
    )
    return svg.panel(
        *_TABLE_SIZE,
        text(8, 16, "what is counted", "bold"),
        *(
            line_segment(8, 48 + 25 * i, 250, 48 + 25 * i, stroke="var(--faint)") if i < len(rows) - 1 else ""
            for i in range(len(rows))
        ),
        *(text(8, 41 + 25 * i, name) for i, (name, _) in enumerate(rows)),
        *(text(250, 41 + 25 * i, number, "end num bold") for i, (_, number) in enumerate(rows)),
    )


def _glass_handle(state: State, curve: NetworkCurve) -> str:
    px = curve.frame.at(state.place, 0)[0]
    middle = (curve.frame.y0 + curve.frame.y1) / 2
    return tag(
        "g",
        line_segment(px, _TOP, px, _TOP + _HEIGHT, stroke="var(--accent)", stroke_width=1.5, stroke_dasharray="5 4"),
        tag("circle", cx=px, cy=_TOP - 6, r=13, class_="hit"),
        tag("circle", cx=px, cy=_TOP - 6, r=8, fill="var(--paper)", stroke="var(--accent)", stroke_width=3),
        **handle(
            ("glass",),
            "drag edit",
            f"magnifying glass at x = {number_text(state.place)}: arrow keys move it, Enter to type a place",
            at=(state.place, middle),
            step=0.01,
            value=f"{state.place:g}",
        ),
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

    >>> depth_width(kind="most", width=10, depth=5).picture.text[:66]
    '5 layers of 10 units, built by hand: 161,050 joints, 161,050 bends'
    """
    controls = [
        Button("New weights", lambda s: replace(s, seed=s.seed + 1), lambda s: s.kind != "most", primary=True),
        Choice("kind", "weights", [("random", "random"), ("trained", "trained"), ("by hand", "most")]),
        Slider("width", "width: units in a layer", even_values(LINE_WIDTHS[0], LINE_WIDTHS[-1], 1)),
        Slider("depth", "depth: hidden layers", even_values(LINE_DEPTHS[0], LINE_DEPTHS[-1], 1)),
    ]
    return App(
        "depth_width", state, view, controls, on_event, title="Depth against width, region by region", goals=GOALS
    )
