"""Compose two small networks: sketch the result and count its regions first, then look (rows 13.1, 13.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import Picture, Point, number_text
from ...interactive import App, Button, Event, Goal, View, apply_stroke, widget
from ...piecewise_linear import BreakpointOrigin, breakpoint_origins, compose_networks
from ...validation import InputError, count_phrase, parse_whole
from .knots import Knots, interpolating_net, knot_handles, move_knot, net_curve, set_knot_from_text, validate_knots
from .panels_picture import (
    FRAME,
    N_SKETCH_POINTS,
    SKETCH_HANDLES,
    breakpoint_legend,
    breakpoint_reason,
    breakpoint_trace,
    composition_curve,
    draw_panels,
    region_count_boxes,
    region_count_now,
    region_verdict,
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
            raise InputError(f"the sketch has {len(self.sketch)} heights. It should have none or {N_SKETCH_POINTS}.")
        if self.count is not None and not 1 <= self.count <= MAX_COUNT:
            raise InputError(
                f"the number of regions is {self.count}. Two networks of three hidden units make 1 to {MAX_COUNT}."
            )


@lru_cache(maxsize=256)
def composition_corners(first: Knots, second: Knots) -> tuple[np.ndarray, tuple[BreakpointOrigin, ...]]:
    """Return the corners of the composition from x = 0 to 1, shape (n, 2), and why it bends at all but the ends."""
    one, two = interpolating_net(first), interpolating_net(second)
    found = tuple(breakpoint_origins(one, two))
    x = np.array([0.0, *(origin.x for origin in found), 1.0])
    return np.column_stack([x, compose_networks(one, two)(x[:, None])]), found


GOALS = {
    "two counts": Goal(
        f"give the right number twice, for pairs with {GOAL_REGIONS} regions or more", lambda state: state.right, of=2
    )
}


def view(state: State) -> View:
    """Return the panels, and what is still to do before the reveal or what came of it.

    >>> view(State()).note
    'Draw into the third panel what you expect, or move its dots. Then give the number of regions.'
    """
    corners, found = composition_corners(state.first, state.second)
    chosen = state.chosen if state.judged is not None and state.chosen in range(len(found)) else None
    right = None if not _is_judged_now(state) or chosen is not None else state.judged.said == state.judged.true
    return View(draw(state, corners, found, chosen), note=_note(state, found, chosen), right=right)


def _is_judged_now(state: State) -> bool:
    """Do the panels still show the pair that was sketched?"""
    return state.judged is not None and bool(state.sketch)


def draw(state: State, corners: np.ndarray, found: tuple[BreakpointOrigin, ...], chosen: int | None) -> Picture:
    """Return the picture."""
    hidden = state.judged is None
    trace = ("", "", "") if chosen is None else breakpoint_trace(found[chosen], corners[chosen + 1, 1])
    nets = ((state.first, "first", "f₁"), (state.second, "second", "f₂"))
    first, second = (
        FRAME.open(net_curve(FRAME, points, stroke="var(--ink)"), way)
        + knot_handles(FRAME, points, name, letters)
        + breakpoint_legend(reached=name == "second")
        for (points, name, letters), way in zip(nets, trace)
    )
    if hidden:
        composed = FRAME.open(target=("ground",)) + FRAME.hold(sketch_curve(state.sketch, True))
    else:
        composed = FRAME.open(sketch_curve(state.sketch, False), trace[2])
        composed += FRAME.hold(composition_curve(corners, found, chosen))
    return draw_panels(first, second, composed + _count_row(state, found), said=_description(state, found, chosen))


def _count_row(state: State, found: tuple[BreakpointOrigin, ...]) -> str:
    """Return what stands below the composition: the number that is asked for, the verdict on it, or the number now."""
    if state.judged is None:
        return region_count_boxes(state.count, MAX_COUNT)
    if not _is_judged_now(state):
        return region_count_now(len(found) + 1)
    return region_verdict(state.judged.said, state.judged.true)


def _note(state: State, found: tuple, chosen: int | None) -> str:
    if chosen is not None:
        return f"{breakpoint_reason(found[chosen])} The dashed lines follow it through the panels."
    if state.judged is None:
        if not state.sketch and state.count is None:
            return "Draw into the third panel what you expect, or move its dots. Then give the number of regions."
        ticks = f"sketch {_tick(bool(state.sketch))}, number {_tick(state.count is not None)}."
        return f"Both are there: {ticks} Press Reveal." if can_reveal(state) else f"Reveal waits for both: {ticks}"
    if not _is_judged_now(state):
        return f"Regions now: {len(found) + 1}. Go on dragging, or press New networks for another round."
    mean, largest, said, true = state.judged
    verdict = f"Right, {count_phrase(true, 'region')}" if said == true else f"You gave {said}, there {_are(true)}"
    too_few = f" The goal counts pairs with {GOAL_REGIONS} or more." if said == true < GOAL_REGIONS else ""
    return (
        f"{verdict}. Your sketch is off by {number_text(mean, 2)} on average, by {number_text(largest, 2)} at most."
        f"{too_few or ' Press a mark to see why it is there.'}"
    )


def _tick(done: bool) -> str:
    return "✓" if done else "–"


def _are(n: int) -> str:
    return f"{'are' if n > 1 else 'is'} {n}"


def _description(state: State, found: tuple, chosen: int | None) -> str:
    nets = "; ".join(
        f"{name} goes through " + ", ".join(f"({number_text(x)}, {number_text(y)})" for x, y in points)
        for name, points in (("f₁", state.first), ("f₂", state.second))
    )
    if state.judged is None:
        sketch = "a sketch is there" if state.sketch else "no sketch yet"
        count = "no number given yet" if state.count is None else f"you give {state.count} regions"
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
        case Event("press", ("fewer" | "more" as way,)):
            return change_count(state, 1 if way == "more" else -1)
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
    >>> app.press("New networks"); app.state.rounds
    1
    """
    controls = [
        Button("Reveal", reveal_composition, can_reveal, primary=lambda s: s.judged is None),
        Button("New networks", start_next_pair, primary=lambda s: s.judged is not None),
        Button("Swap f₁ and f₂", swap_networks, lambda s: s.first != s.second),
    ]
    return App(
        "compose_and_sketch",
        state,
        view,
        controls,
        on_event,
        title="Sketch a composition, then look",
        goals=GOALS,
    )
