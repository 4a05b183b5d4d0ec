"""Fold the input axis by one network, draw on the folded paper with another, unfold (row 13.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from ...drawing import Picture, number_text, svg, text
from ...interactive import App, Choice, Goal, Play, Slider, View
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
from . import knots, paper_picture
from .knots import Knots, interpolating_net
from .paper_picture import CURVE_FRAME

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
_DRAWN: Knots = ((0.0, 0.15), (0.3, 0.75), (0.6, 0.35), (1.0, 0.95))
FOLD_STEP = 0.05  # of the fold
GOAL_LAYERS = 8  # that the goal asks for


@dataclass(frozen=True)
class State:
    """The network that folds, by name; the second network as points; how far the paper is folded; and the mark y."""

    first: str = "three pieces"
    second: Knots = _DRAWN
    t: float = 0.0
    y: float = 0.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "second", knots.validate_knots(self.second, "second"))
        if self.first not in FOLDS or not (0 <= self.t <= 1 and 0 <= self.y <= 1):
            raise InputError(
                f"first is {self.first!r}, t is {self.t:g} and y is {self.y:g}; one of {', '.join(FOLDS)} and "
                "numbers from 0 to 1 are wanted"
            )


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
    reached = state.t == 1 and len(inputs_under_mark(state.first, state.y)) >= GOAL_LAYERS
    return View(
        draw(state), Goal(f"fold the paper flat so that at least {GOAL_LAYERS} layers lie under the mark", reached)
    )


def draw(state: State) -> Picture:
    """Return the picture."""
    strip, x = strip_pieces(state.first), inputs_under_mark(state.first, state.y)
    drawn = np.array([(0.0, state.second[0][1]), *state.second])
    height = float(np.interp(state.y, *drawn.T))
    flat = state.t == 1
    ground = knots.net_curve(CURVE_FRAME, state.second, stroke="var(--faint)") if flat else ""
    mark = svg.line_segment(
        *CURVE_FRAME.at(0, height), *CURVE_FRAME.at(1, height), stroke="var(--good)", stroke_dasharray="3 4"
    )
    across = CURVE_FRAME.at(state.y, 0)[0]
    posts = (
        (CURVE_FRAME.top, CURVE_FRAME.top + CURVE_FRAME.height),
        (paper_picture.STRIP_FRAME.top + 10, paper_picture.STRIP_FRAME.top + paper_picture.STRIP_FRAME.height),
    )
    post = (
        "".join(
            svg.line_segment(across, top, across, bottom, stroke="var(--good)", stroke_dasharray="3 4")
            for top, bottom in posts
        )
        if flat
        else ""
    )
    said = paper_picture.preimage_text(state.y, x)
    n = unfolded_region_count(state.first, state.second)
    stage = "unfolded" if state.t == 0 else "folded flat" if flat else f"{number_text(state.t)} folded"
    return svg.picture(
        *paper_picture.PAPER_SIZE,
        CURVE_FRAME.open(ground, mark),
        paper_picture.paper_axes(state.t),
        post,
        CURVE_FRAME.hold(paper_picture.curve_copies(strip, drawn, state.t)),
        paper_picture.paper_strip(strip, state.t),
        paper_picture.input_dots(strip, x, height, state.t),
        knots.knot_handles(CURVE_FRAME, state.second, "s", "f₂") + paper_picture.y_marker(state.y) if flat else "",
        text(52, 424, said),
        text(52, 442, f"{len(strip)} layers of paper; unfolded, the curve has {n} straight pieces.", "soft"),
        title="Folding",
        text=f"The paper is {stage}, {len(strip)} layers. {said} f₂ is {number_text(height, 3)} there. Unfolded, "
        f"the curve has {n} straight pieces.",
    )


def on_event(state: State, event: dict) -> State:
    """Answer a drag of the mark or of a joint of the second network, or a number typed there."""
    if event["id"] == "mark" and event["kind"] == "drag":
        return replace(state, y=round(min(max(event["x"], 0.0), 1.0), 2) + 0.0)
    if event["id"] == "mark" and event["kind"] == "edit":
        return replace(state, y=parse_number(event["text"], "the mark y"))
    points = knots.apply_knot_event(state.second, "s", event)
    return state if points is None else replace(state, second=points)


def _folded(state: State, by: float) -> State:
    return replace(state, t=round(min(max(state.t + by, 0.0), 1.0), 2))


def fold(state: State = State()) -> App:
    """Return the widget.

    >>> fold().board.say.partition(" f₂")[0]
    'The paper is unfolded, 3 layers. y = 0.5: 3 inputs land here, x = 0.2, 0.585, 0.836.'
    """
    return App(
        "fold",
        state,
        view,
        [
            Choice("first", "f₁ folds by", tuple(FOLDS)),
            Slider("t", "folded", 0, 1, FOLD_STEP),
            Slider("y", "mark at y", 0, 1, 0.01),
            Play("Fold", lambda s: _folded(s, FOLD_STEP), lambda s: s.t < 1),
            Play("Unfold", lambda s: _folded(s, -FOLD_STEP), lambda s: s.t > 0),
        ],
        on_event,
    )
