"""Fold the input axis by one network, draw on the folded paper with another, unfold (row 13.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from ...drawing import Picture, join_elements, number_text, svg, text
from ...interactive import App, Choice, Event, LabGoal, Play, Slider, View, even_values, widget
from ...piecewise_linear import (
    compose_networks,
    function_breakpoints,
    iterate_network,
    linear_interpolant,
    linear_pieces,
    preimages,
    sawtooth,
)
from ...validation import InputError, parse_number
from .knots import Knots, interpolating_net, knot_handles, move_knot, net_curve, set_knot_from_text, validate_knots
from .paper_picture import (
    CURVE_FRAME,
    PAPER_SIZE,
    STRIP_FRAME,
    curve_copies,
    input_dots,
    paper_axes,
    paper_strip,
    preimage_text,
    y_marker,
)

_TENT = linear_interpolant([0, 0.5, 1], [0, 1, 0])
FOLDS = {
    "three pieces": linear_interpolant([0, 0.4, 0.7, 1], [0.1, 0.9, 0.25, 0.8]),
    "tent, once": _TENT,
    "tent, twice": iterate_network(_TENT, 2),
    "tent, three times": iterate_network(_TENT, 3),
    "tent, four times": iterate_network(_TENT, 4),
    "zigzag, once": sawtooth(3, 1),
    "zigzag, twice": iterate_network(sawtooth(3, 1), 2),
}
_SECOND: Knots = ((0.0, 0.15), (0.3, 0.75), (0.6, 0.35), (1.0, 0.95))
FOLD_STEP = 0.05  # of the fold
GOAL_LAYERS = 8  # that the goal asks for


@dataclass(frozen=True)
class State:
    """The network that folds, by name; the second network as points; how far the paper is folded; and the mark y."""

    first: str = "three pieces"
    second: Knots = _SECOND
    t: float = 0.0
    y: float = 0.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "second", validate_knots(self.second, "second"))
        if self.first not in FOLDS or not (0 <= self.t <= 1 and 0 <= self.y <= 1):
            raise InputError(
                f"first is {self.first!r}, t is {self.t:g} and y is {self.y:g}; one of {', '.join(FOLDS)} and "
                "numbers from 0 to 1 are wanted"
            )

    @property
    def is_flat(self) -> bool:
        """Is the paper folded all the way?"""
        return self.t == 1


@cache
def strip_pieces(first: str) -> tuple:
    """Return the pieces of the strip."""
    return tuple(linear_pieces(FOLDS[first]))


@lru_cache(maxsize=512)
def inputs_under_mark(first: str, y: float) -> tuple[float, ...]:
    """Return all inputs that land on y."""
    return tuple(preimages(FOLDS[first], y).tolist())


@lru_cache(maxsize=256)
def unfolded_region_count(first: str, second: Knots) -> int:
    """Return how many straight pieces the unfolded curve has."""
    return len(function_breakpoints(compose_networks(FOLDS[first], interpolating_net(second)), [0.0], [1.0])) + 1


def view(state: State) -> View:
    """Return the paper, and whether enough layers lie flat under the mark.

    >>> view(State()).goal.reached, view(State("tent, three times", t=1.0)).goal.reached
    (False, True)
    """
    reached = state.is_flat and len(inputs_under_mark(state.first, state.y)) >= GOAL_LAYERS
    goal = LabGoal(f"fold the paper flat so that at least {GOAL_LAYERS} layers lie under the mark", reached)
    return View(draw(state), goal)


def draw(state: State) -> Picture:
    """Return the picture."""
    strip, x = strip_pieces(state.first), inputs_under_mark(state.first, state.y)
    curve = np.array([(0.0, state.second[0][1]), *state.second])
    height = float(np.interp(state.y, *curve.T))
    landing = preimage_text(state.y, x)
    pieces = f"the curve has {unfolded_region_count(state.first, state.second)} straight pieces."
    ground = net_curve(CURVE_FRAME, state.second, stroke="var(--faint)") if state.is_flat else ""
    return svg.picture(
        *PAPER_SIZE,
        CURVE_FRAME.open(ground, _dashed(*CURVE_FRAME.at(0, height), *CURVE_FRAME.at(1, height))),
        paper_axes(state.t),
        _posts(state.y) if state.is_flat else "",
        CURVE_FRAME.hold(curve_copies(strip, curve, state.t)),
        paper_strip(strip, state.t),
        input_dots(strip, x, height, state.t),
        knot_handles(CURVE_FRAME, state.second, "second", "f₂") + y_marker(state.y) if state.is_flat else "",
        text(52, 424, landing),
        text(52, 442, f"{len(strip)} layers of paper; unfolded, {pieces}", "soft"),
        title="Folding",
        text=f"The paper is {_folding_text(state)}, {len(strip)} layers. {landing} "
        f"f₂ is {number_text(height, 3)} there. Unfolded, {pieces}",
    )


def _folding_text(state: State) -> str:
    if state.t == 0:
        return "unfolded"
    return "folded flat" if state.is_flat else f"{number_text(state.t)} folded"


def _posts(y: float) -> str:
    """Return the upright lines at the mark, through the curve and through the layers of the paper."""
    across = CURVE_FRAME.at(y, 0)[0]
    tops = ((CURVE_FRAME, CURVE_FRAME.top), (STRIP_FRAME, STRIP_FRAME.top + 10))
    return join_elements(_dashed(across, top, across, frame.top + frame.height) for frame, top in tops)


def _dashed(x1: float, y1: float, x2: float, y2: float) -> str:
    return svg.line_segment(x1, y1, x2, y2, stroke="var(--good)", stroke_dasharray="3 4")


def on_event(state: State, event: Event) -> State:
    """Answer a drag of the mark or of a joint of the second network, or a number typed there."""
    match event:
        case Event("drag", ("mark",), x=x):
            return replace(state, y=round(min(max(x, 0.0), 1.0), 2) + 0.0)
        case Event("edit", ("mark",), text):
            return replace(state, y=parse_number(text, "the mark y"))
        case Event("drag", ("second", k), x=x, y=y):
            return replace(state, second=move_knot(state.second, k, x, y))
        case Event("edit", ("second", k), text):
            return replace(state, second=set_knot_from_text(state.second, k, text))
    return state


def _fold_by(state: State, step: float) -> State:
    return replace(state, t=round(min(max(state.t + step, 0.0), 1.0), 2))


@widget
def fold(state: State) -> App:
    """Return the widget.

    >>> fold().picture.text.partition(" f₂")[0]
    'The paper is unfolded, 3 layers. y = 0.5: 3 inputs land here, x = 0.2, 0.585, 0.836.'
    """
    controls = [
        Choice("first", "f₁ folds by", tuple(FOLDS)),
        Slider("t", "folded", even_values(0, 1, FOLD_STEP)),
        Slider("y", "mark at y", even_values(0, 1, 0.01)),
        Play("Fold", lambda s: _fold_by(s, FOLD_STEP), lambda s: s.t < 1),
        Play("Unfold", lambda s: _fold_by(s, -FOLD_STEP), lambda s: s.t > 0),
    ]
    return App("fold", state, view, controls, on_event, title="Fold")
