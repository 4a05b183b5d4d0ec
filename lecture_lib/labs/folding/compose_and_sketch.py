"""Compose two small networks: sketch the result and count its regions first, then look (rows 13.1, 13.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import Picture, Point, number_text
from ...interactive import App, Button, Event, LabGoal, View, apply_stroke, widget
from ...piecewise_linear import BreakpointOrigin, breakpoint_origins, compose_networks
from ...validation import InputError, parse_whole
from .knots import Knots, interpolating_net, knot_handles, move_knot, net_curve, set_knot_from_text, validate_knots
from .panels_picture import (
    COMPOSITION_FRAME,
    FIRST_FRAME,
    N_SKETCH_POINTS,
    SECOND_FRAME,
    SKETCH_HANDLES,
    breakpoint_reason,
    breakpoint_trace,
    composition_curve,
    draw_panels,
    panel_captions,
    region_count_box,
    sketch_curve,
)

MAX_COUNT = 16  # regions that two networks of three units can have
GOAL_REGIONS = 5  # regions that a composition must have for the goal
_LEVEL = (0.5,) * N_SKETCH_POINTS  # where a sketch starts from
_FIRST: Knots = ((0.0, 0.1), (0.35, 0.9), (0.7, 0.2), (1.0, 0.6))
_SECOND: Knots = ((0.0, 0.2), (0.4, 0.85), (0.75, 0.15), (1.0, 0.7))


class SketchScore(NamedTuple):
    """What came of the sketch: its mean and largest distance from the truth, the number said and the true one."""

    mean: float
    largest: float
    said: int | None
    true: int


@dataclass(frozen=True)
class State:
    """Both networks as points, the sketch as heights at equal steps, the number said, and what came of it.

    `judged` is None before the reveal. `pen` is where the pointer drew last, `chosen` the joint that is traced,
    `rounds` how many pairs there were before this one, `right` how many numbers were right.
    """

    first: Knots = _FIRST
    second: Knots = _SECOND
    sketch: tuple[float, ...] = ()
    pen: Point | None = None
    count: int | None = None
    judged: SketchScore | None = None
    chosen: int | None = None
    rounds: int = 0
    right: int = 0

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            object.__setattr__(self, name, validate_knots(getattr(self, name), name))
        if len(self.sketch) not in (0, N_SKETCH_POINTS):
            raise InputError(f"the sketch has {len(self.sketch)} heights; none or {N_SKETCH_POINTS} are wanted")
        if self.count is not None and not 1 <= self.count <= MAX_COUNT:
            raise InputError(
                f"the number of regions is {self.count}; two networks with three hidden units can make 1 to {MAX_COUNT}"
            )


@lru_cache(maxsize=256)
def composition_corners(first: Knots, second: Knots) -> tuple[np.ndarray, tuple[BreakpointOrigin, ...]]:
    """Return the corners of the composition from x = 0 to 1, shape (n, 2), and why it bends at all but the ends."""
    one, two = interpolating_net(first), interpolating_net(second)
    found = tuple(breakpoint_origins(one, two))
    x = np.array([0.0, *(origin.x for origin in found), 1.0])
    return np.column_stack([x, compose_networks(one, two)(x[:, None])]), found


def view(state: State) -> View:
    """Return the panels and whether two numbers were right.

    >>> view(State()).goal.reached
    False
    """
    goal = LabGoal(
        f"before you look, say the right number of regions of two compositions with {GOAL_REGIONS} or more "
        f"({state.right} so far)",
        state.right >= 2,
    )
    return View(draw(state), goal)


def draw(state: State) -> Picture:
    """Return the picture."""
    corners, found = composition_corners(state.first, state.second)
    hidden = state.judged is None
    chosen = state.chosen if not hidden and state.chosen in range(len(found)) else None
    return draw_panels(
        FIRST_FRAME.open(net_curve(FIRST_FRAME, state.first, stroke="var(--plus)")),
        SECOND_FRAME.open(net_curve(SECOND_FRAME, state.second, stroke="var(--minus)")),
        *(_sketching(state) if hidden else _comparison(state, corners, found, chosen)),
        region_count_box(state.count, hidden),
        panel_captions(*_captions(state, found, chosen)),
        said=_description(state, found, chosen),
    )


def _sketching(state: State) -> tuple[str, ...]:
    """Return what can be drawn and dragged while the composition is hidden."""
    return (
        COMPOSITION_FRAME.open(target=("ground",)),
        COMPOSITION_FRAME.hold(sketch_curve(state.sketch, True)),
        _knots(state),
    )


def _comparison(state: State, corners: np.ndarray, found: tuple, chosen: int | None) -> tuple[str, ...]:
    """Return the sketch and the composition, with the trace of the chosen joint."""
    return (
        COMPOSITION_FRAME.open(sketch_curve(state.sketch, False)),
        _knots(state),
        "" if chosen is None else breakpoint_trace(found[chosen], corners[chosen + 1, 1]),
        COMPOSITION_FRAME.hold(composition_curve(corners, found, chosen)),
    )


def _knots(state: State) -> str:
    return knot_handles(FIRST_FRAME, state.first, "first", "f₁") + knot_handles(
        SECOND_FRAME, state.second, "second", "f₂"
    )


def _captions(state: State, found: tuple, chosen: int | None) -> tuple[str, str]:
    if state.judged is None:
        return (
            "Draw into the wide panel, or move its nine dots. Then say the number of regions.",
            "Move the joints above first if you like: this pair, or one of your own.",
        )
    if chosen is not None:
        return _score(state, found), breakpoint_reason(found[chosen])
    return _score(state, found), "Press a joint to trace it. Squares: f₁ bends. Circles: f₁ reaches a joint of f₂."


def _score(state: State, found: tuple) -> str:
    if not state.judged or not state.sketch:
        return f"Regions now: {len(found) + 1}. For another round, press New networks."
    mean, largest, said, true = state.judged
    return (
        f"Regions: you said {said}, there {'are' if true > 1 else 'is'} {true}. "
        f"Your sketch is off by {mean:.2f} on average, by {largest:.2f} at most."
    )


def _description(state: State, found: tuple, chosen: int | None) -> str:
    nets = "; ".join(
        f"{name} goes through " + ", ".join(f"({number_text(x)}, {number_text(y)})" for x, y in points)
        for name, points in (("f₁", state.first), ("f₂", state.second))
    )
    if state.judged is None:
        sketch = "a sketch is there" if state.sketch else "no sketch yet"
        count = "no number said yet" if state.count is None else f"you say {state.count} regions"
        return f"{nets}. The composition is hidden; {sketch}, {count}."
    joints = " ".join(breakpoint_reason(origin) for origin in found)
    traced = f" Traced: joint {chosen + 1}." if chosen is not None else ""
    return f"{nets}. The composition has {len(found) + 1} region{'s' * bool(found)}. {joints}{traced}"


def reveal_composition(state: State) -> State:
    """Return the state with the truth shown and the sketch and the number judged."""
    corners, found = composition_corners(state.first, state.second)
    true = np.interp(np.arange(N_SKETCH_POINTS) / (N_SKETCH_POINTS - 1), *corners.T)
    off, n = np.abs(np.array(state.sketch) - true), len(found) + 1
    judged = SketchScore(float(off.mean()), float(off.max()), state.count, n)
    return replace(state, judged=judged, pen=None, right=state.right + (state.count == n >= GOAL_REGIONS))


def can_reveal(state: State) -> bool:
    """Are a sketch and a number there, and nothing shown yet?"""
    return state.judged is None and bool(state.sketch) and state.count is not None


def start_next_pair(state: State) -> State:
    """Return the state with a new pair of networks, hidden again; the same round always brings the same pair."""
    rng = np.random.default_rng(state.rounds)
    first, second = _random_knots(rng), _random_knots(rng)
    return State(first, second, rounds=state.rounds + 1, right=state.right)


def _random_knots(rng: np.random.Generator) -> Knots:
    """Return points that go up and down in turn, more or less far; half of them begin with a flat piece."""
    x = np.round([rng.integers(2) * 0.12, rng.uniform(0.25, 0.45), rng.uniform(0.55, 0.8), 1.0], 2)
    y = np.where(np.arange(4) % 2 == rng.integers(2), rng.uniform(0.02, 0.55, 4), rng.uniform(0.45, 0.98, 4))
    return tuple(zip(x.tolist(), np.round(y, 2).tolist()))


def change_count(state: State, by: int) -> State:
    """Return the state with a number of regions that is larger or smaller by `by`."""
    count = 1 if state.count is None else state.count + by
    return replace(state, count=min(max(count, 1), MAX_COUNT))


def on_event(state: State, event: Event) -> State:
    """Answer what is done to a joint, to the sketch, to the number, or to a joint of the composition."""
    match event:
        case Event("drag", ("first" | "second" as name, k), x=x, y=y):
            return _with_networks(state, **{name: move_knot(getattr(state, name), k, x, y)})
        case Event("edit", ("first" | "second" as name, k), text):
            return _with_networks(state, **{name: set_knot_from_text(getattr(state, name), k, text)})
        case Event("press", ("joint", i)):
            return replace(state, chosen=None if i == state.chosen else i)
        case Event("edit", ("count",), text):
            return replace(state, count=parse_whole(text, "the number of regions", 1, MAX_COUNT))
        case Event("drag", ("sketch", k), y=y):
            return _with_sketch_handle(state, k, y)
        case Event("draw", points=points, last=last):
            return _with_stroke(state, points, last)
    return state


def _with_networks(state: State, **nets: Knots) -> State:
    """Return the state with another network; once the truth is shown, an old sketch goes."""
    if all(getattr(state, name) == points for name, points in nets.items()):
        return state
    return replace(state, chosen=None, sketch=state.sketch if state.judged is None else (), **nets)


def _with_sketch_handle(state: State, k: int, height: float) -> State:
    """Return the state with the sketch at one of its nine handles moved; the heights between two handles follow."""
    sketch = np.array(state.sketch or _LEVEL)
    sketch[k] = min(max(height, 0.0), 1.0)
    low, high = max(k - SKETCH_HANDLES.step, 0), min(k + SKETCH_HANDLES.step, N_SKETCH_POINTS - 1)
    for a, b in ((low, k), (k, high)):
        sketch[a : b + 1] = np.linspace(sketch[a], sketch[b], b - a + 1)
    return replace(state, sketch=_rounded_heights(sketch))


def _with_stroke(state: State, points: tuple[Point, ...], last: bool) -> State:
    """Return the state with the sketch drawn over from the pen's last place through the new points."""
    heights, pen = apply_stroke(np.array(state.sketch or _LEVEL), state.pen, points)
    return replace(state, sketch=_rounded_heights(np.clip(heights, 0, 1)), pen=None if last else pen)


def _rounded_heights(heights: np.ndarray) -> tuple[float, ...]:
    return tuple((np.round(heights, 2) + 0.0).tolist())


def swap_networks(state: State) -> State:
    """Return the state with the networks in the other order."""
    return _with_networks(state, first=state.second, second=state.first)


@widget
def compose_and_sketch(state: State) -> App:
    """Return the widget.

    >>> app = compose_and_sketch()
    >>> app.press("One region more"); app.state.count
    1
    """
    controls = [
        Button("One region fewer", lambda s: change_count(s, -1), lambda s: s.judged is None and s.count != 1),
        Button("One region more", lambda s: change_count(s, 1), lambda s: s.judged is None and s.count != MAX_COUNT),
        Button("Reveal", reveal_composition, can_reveal, primary=True),
        Button("Swap f₁ and f₂", swap_networks, lambda s: s.first != s.second),
        Button("New networks", start_next_pair),
    ]
    return App("compose_and_sketch", state, view, controls, on_event, title="Compose and sketch")
