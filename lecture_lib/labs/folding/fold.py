"""Fold the input axis by one network, draw on the folded paper with another, unfold (row 13.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from ...drawing import Picture, join_elements, number_text, svg
from ...interactive import App, Choice, Event, Goal, Play, Slider, View, even_values, widget
from ...piecewise_linear import (
    compose_networks,
    function_breakpoints,
    iterate_network,
    linear_interpolant,
    linear_pieces,
    preimages,
    sawtooth,
)
from ...validation import InputError, count_phrase, parse_number
from .knots import Knots, interpolating_net, knot_handles, move_knot, net_curve, set_knot_from_text, validate_knots
from .paper_picture import (
    CURVE_FRAME,
    STRIP_FRAME,
    curve_copies,
    folding_curve,
    folding_panel,
    guide,
    input_dots,
    level_marker,
    paper_panel,
    paper_strip,
    preimage_lines,
    y_marker,
)

_TENT = linear_interpolant([0, 0.5, 1], [0, 1, 0])
FOLDS = {
    "three pieces": linear_interpolant([0, 0.4, 0.7, 1], [0.1, 0.9, 0.25, 0.8]),
    "tent, once": _TENT,
    "tent, twice": iterate_network(_TENT, 2),
    "tent, 3 times": iterate_network(_TENT, 3),
    "tent, 4 times": iterate_network(_TENT, 4),
    "zigzag, once": sawtooth(3, 1),
    "zigzag, twice": iterate_network(sawtooth(3, 1), 2),
}
_SECOND: Knots = ((0.0, 0.15), (0.3, 0.75), (0.6, 0.35), (1.0, 0.95))
FOLD_STEP = 0.05  # of the fold
GOAL_LAYERS = 8  # that the goal asks for


@dataclass(frozen=True)
class State:
    """The network that folds, by name; the second network as points; how far the paper is folded; and the mark y.

    `back` is true on the way back from the folded paper.
    """

    first: str = "three pieces"
    second: Knots = _SECOND
    t: float = 0.0
    y: float = 0.5
    back: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "second", validate_knots(self.second, "second"))
        if self.first not in FOLDS:
            raise InputError(f"first is {self.first!r}. It should be one of {', '.join(FOLDS)}.")
        for name in ("t", "y"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"{name} is {number_text(getattr(self, name))}. Give a number from 0 to 1.")

    @property
    def is_flat(self) -> bool:
        """Is the paper folded all the way?"""
        return self.t == 1

    @property
    def is_at_its_end(self) -> bool:
        """Can it go no farther the way it goes?"""
        return self.t == (0 if self.back else 1)

    @property
    def layers_under_mark(self) -> int:
        """How many layers of the flat paper lie under the mark; 0 while it is not flat."""
        return len(inputs_under_mark(self.first, self.y)) if self.is_flat else 0


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


GOALS = {
    "eight layers": Goal(
        f"fold the paper flat with at least {GOAL_LAYERS} layers under the mark",
        lambda state: state.layers_under_mark,
        of=GOAL_LAYERS,
    )
}


def view(state: State) -> View:
    """Return the first network, the paper, and what can be done with it now.

    >>> view(State(t=1.0)).note
    'Folded flat: 3 layers lie under the mark, so f₂ gives them one value, 0.483. Drag its joints, then press Unfold.'
    """
    return View(draw(state), note=_note(state))


def _note(state: State) -> str:
    if state == State():
        return "Press Fold: f₁ lays every x above its y. Watch where the purple inputs go."
    if 0 < state.t < 1:
        return "Every point moves straight from its x to its y. Where f₁ falls, the paper turns over."
    if not state.is_flat:
        layers = count_phrase(len(strip_pieces(state.first)), "layer")
        return f"Unfolded: each of the {layers} carries a copy of what f₂ draws, every second one backwards."
    under = state.layers_under_mark
    if not under:
        return "Folded flat, and no layer lies under the mark. Drag it along y, or take another f₁."
    value = number_text(_height_at_mark(state), 3)
    lies = (
        "1 layer lies under the mark, and f₂ gives it the value"
        if under == 1
        else (f"{under} layers lie under the mark, so f₂ gives them one value,")
    )
    return f"Folded flat: {lies} {value}. Drag its joints, then press Unfold."


def _height_at_mark(state: State) -> float:
    return float(np.interp(state.y, *_drawn_curve(state).T))


def _drawn_curve(state: State) -> np.ndarray:
    """Return the corners of what the second network draws, shape (5, 2)."""
    return np.array([(0.0, state.second[0][1]), *state.second])


def draw(state: State) -> Picture:
    """Return the picture."""
    strip, x = strip_pieces(state.first), inputs_under_mark(state.first, state.y)
    height, n_pieces = _height_at_mark(state), unfolded_region_count(state.first, state.second)
    ground = net_curve(CURVE_FRAME, state.second, stroke="var(--faint)") if state.is_flat else ""
    return svg.panels(
        folding_panel(folding_curve(strip, x, state.y), level_marker(state.y), y=state.y, x=x),
        paper_panel(
            CURVE_FRAME.open(ground, guide(*CURVE_FRAME.at(0, height), *CURVE_FRAME.at(1, height))),
            _posts(state.y) if state.is_flat else "",
            CURVE_FRAME.hold(curve_copies(strip, _drawn_curve(state), state.t)),
            paper_strip(strip, state.t),
            input_dots(strip, x, height, state.t),
            knot_handles(CURVE_FRAME, state.second, "second", "f₂") + y_marker(state.y) if state.is_flat else "",
            t=state.t,
            layers=len(strip),
            said=f"unfolded: {n_pieces} straight pieces",
        ),
        title="Folding",
        text=f"The paper is {_folding_text(state)}, {len(strip)} layers. {' '.join(preimage_lines(state.y, x))}; "
        f"f₂ is {number_text(height, 3)} there. Unfolded, the curve has {n_pieces} straight pieces.",
    )


def _folding_text(state: State) -> str:
    if state.t == 0:
        return "unfolded"
    return "folded flat" if state.is_flat else f"{number_text(state.t)} folded"


def _posts(y: float) -> str:
    """Return the upright lines at the mark, through the curve and through the layers of the paper."""
    across = CURVE_FRAME.at(y, 0)[0]
    tops = ((CURVE_FRAME, CURVE_FRAME.top), (STRIP_FRAME, STRIP_FRAME.top + 10))
    return join_elements(guide(across, top, across, frame.top + frame.height) for frame, top in tops)


def on_event(state: State, event: Event) -> State:
    """Answer a drag of the mark or of a joint of the second network, or a number typed there."""
    match event:
        case Event("drag", ("mark",), x=y) | Event("drag", ("level",), y=y):
            return replace(state, y=round(min(max(y, 0.0), 1.0), 2) + 0.0)
        case Event("edit", ("mark" | "level",), text):
            return replace(state, y=parse_number(text, "the mark y"))
        case Event("drag", ("second", k), x=x, y=y):
            return replace(state, second=move_knot(state.second, k, x, y))
        case Event("edit", ("second", k), text):
            return replace(state, second=set_knot_from_text(state.second, k, text))
    return state


def _one_step(state: State) -> State:
    step = -FOLD_STEP if state.back else FOLD_STEP
    return replace(state, t=round(min(max(state.t + step, 0.0), 1.0), 2))


def _turn_back(state: State) -> State:
    return replace(state, back=not state.back)


def _next_act(state: State) -> str:
    return "Unfold" if state.back != state.is_at_its_end else "Fold"


@widget
def fold(state: State) -> App:
    """Return the widget.

    >>> fold().picture.text.partition(";")[0]
    'The paper is unfolded, 3 layers. 3 inputs land on y = 0.5: x = 0.2, 0.585, 0.836'
    """
    controls = [
        Play(
            "Fold",
            _one_step,
            lambda s: not s.is_at_its_end,
            primary=True,
            moves=True,
            begin=_turn_back,
            says=_next_act,
        ),
        Slider("t", "folded", even_values(0, 1, FOLD_STEP)),
        Slider("y", "mark at y", even_values(0, 1, 0.01)),
        Choice("first", "f₁ folds by", tuple(FOLDS)),
    ]
    return App("fold", state, view, controls, on_event, title="Fold the input like paper", goals=GOALS)
