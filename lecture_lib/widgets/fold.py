"""Fold the input axis by one network, draw on the folded paper with another, unfold (row 13.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..approximate import through
from ..fold import merged, pieces, preimages, repeated
from ..inputs import InputError, typed
from ..pictures import paper, svg
from ..pictures.paper import CURVE
from ..pictures.svg import Picture, text
from ..regions import bends
from ..words.writing import number
from ..zigzag import zigzag
from . import hinges
from .hinges import Points, net_of
from .stage import Choice, Goal, Play, Slider, Stage, View

_TENT = through([0, 0.5, 1], [0, 1, 0])
FOLDS = {
    "three pieces": through([0, 0.4, 0.7, 1], [0.1, 0.9, 0.25, 0.8]),
    "tent, once": _TENT, "tent, twice": repeated(_TENT, 2), "tent, three times": repeated(_TENT, 3),
    "tent, four times": repeated(_TENT, 4),
    "zigzag, once": zigzag(3, 1), "zigzag, twice": repeated(zigzag(3, 1), 2)}
_DRAWN: Points = ((0.0, 0.15), (0.3, 0.75), (0.6, 0.35), (1.0, 0.95))
STEP = 0.05                 # of the fold
LAYERS = 8                  # that the goal asks for


@dataclass(frozen=True)
class State:
    """The network that folds, by name; the second network as points; how far the paper is folded; and the mark y."""

    first: str = "three pieces"
    second: Points = _DRAWN
    t: float = 0.0
    y: float = 0.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "second", hinges.checked(self.second, "second"))
        if self.first not in FOLDS or not (0 <= self.t <= 1 and 0 <= self.y <= 1):
            raise InputError(f"first is {self.first!r}, t is {self.t:g} and y is {self.y:g}; one of {', '.join(FOLDS)} and "
                             "numbers from 0 to 1 are wanted")


@lru_cache(maxsize=None)
def strip_of(first: str) -> tuple:
    """Return the pieces of the strip."""
    return tuple(pieces(FOLDS[first]))


@lru_cache(maxsize=512)
def landing(first: str, y: float) -> tuple[float, ...]:
    """Return all inputs that land on y."""
    return tuple(preimages(FOLDS[first], y).tolist())


@lru_cache(maxsize=256)
def regions(first: str, second: Points) -> int:
    """Return how many straight pieces the unfolded curve has."""
    return len(bends(merged(FOLDS[first], net_of(second)), [0.0], [1.0])) + 1


def view(state: State) -> View:
    """Return the paper, and whether enough layers lie flat under the mark.

    >>> view(State()).goal.reached, view(State("tent, three times", t=1.0)).goal.reached
    (False, True)
    """
    reached = state.t == 1 and len(landing(state.first, state.y)) >= LAYERS
    return View(draw(state), Goal(f"fold the paper flat so that at least {LAYERS} layers lie under the mark", reached))


def draw(state: State) -> Picture:
    """Return the picture."""
    strip, x = strip_of(state.first), landing(state.first, state.y)
    drawn = np.array([(0.0, state.second[0][1]), *state.second])
    height = float(np.interp(state.y, *drawn.T))
    flat = state.t == 1
    ground = hinges.curve(CURVE, state.second, stroke="var(--faint)") if flat else ""
    mark = svg.line(*CURVE.at(0, height), *CURVE.at(1, height), stroke="var(--good)", stroke_dasharray="3 4")
    across = CURVE.at(state.y, 0)[0]
    posts = ((CURVE.top, CURVE.top + CURVE.height), (paper.STRIP.top + 10, paper.STRIP.top + paper.STRIP.height))
    post = "".join(svg.line(across, top, across, bottom, stroke="var(--good)", stroke_dasharray="3 4")
                   for top, bottom in posts) if flat else ""
    said = paper.told(state.y, x)
    n = regions(state.first, state.second)
    stage = "unfolded" if state.t == 0 else "folded flat" if flat else f"{number(state.t)} folded"
    return svg.picture(
        *paper.SIZE, CURVE.open(ground, mark), paper.axes(state.t), post,
        CURVE.hold(paper.copies(strip, drawn, state.t)), paper.strip(strip, state.t), paper.landed(strip, x, height, state.t),
        hinges.grips(CURVE, state.second, "s", "f₂") + paper.mark(state.y) if flat else "",
        text(52, 424, said), text(52, 442, f"{len(strip)} layers of paper; unfolded, the curve has {n} straight pieces.", "soft"),
        title="Folding", text=f"The paper is {stage}, {len(strip)} layers. {said} f₂ is {number(height, 3)} there. Unfolded, "
                              f"the curve has {n} straight pieces.")


def react(state: State, event: dict) -> State:
    """Answer a drag of the mark or of a joint of the second network, or a number typed there."""
    if event["id"] == "mark" and event["kind"] == "drag":
        return replace(state, y=round(min(max(event["x"], 0.0), 1.0), 2) + 0.0)
    if event["id"] == "mark" and event["kind"] == "edit":
        return replace(state, y=typed(event["text"], "the mark y"))
    points = hinges.touched(state.second, "s", event)
    return state if points is None else replace(state, second=points)


def _folded(state: State, by: float) -> State:
    return replace(state, t=round(min(max(state.t + by, 0.0), 1.0), 2))


def fold(state: State = State()) -> Stage:
    """Return the widget.

    >>> fold().board.say.partition(" f₂")[0]
    'The paper is unfolded, 3 layers. y = 0.5: 3 inputs land here, x = 0.2, 0.585, 0.836.'
    """
    return Stage("fold", state, view, [
        Choice("first", "f₁ folds by", tuple(FOLDS)),
        Slider("t", "folded", 0, 1, STEP), Slider("y", "mark at y", 0, 1, 0.01),
        Play("Fold", lambda s: _folded(s, STEP), lambda s: s.t < 1),
        Play("Unfold", lambda s: _folded(s, -STEP), lambda s: s.t > 0),
    ], react)
