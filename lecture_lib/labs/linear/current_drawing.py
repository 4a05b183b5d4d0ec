"""Draw a current, see what a spiking neuron makes of it: membrane potential and spikes at once (row 01.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from ...drawing import Point, number_text
from ...interactive import App, Button, Event, Goal, Play, View, apply_stroke, widget
from ...linear import MembraneTrace, SpikingNeuron, simulate
from ...validation import Array, InputError, count_phrase, parse_number
from .current_picture import DURATION, MAX_CURRENT, N_HEIGHTS, SHAPE_HANDLES, CurrentScene, draw_current

NEURON = SpikingNeuron()
GOAL_MEAN, GOAL_SPIKES = 1.5, 4
_DT = 0.2  # ms
_FINE = 0.01  # nA: how finely a current is given
_RAISE = 0.02  # nA by which a run raises the current
_TIMES = np.linspace(0, DURATION, N_HEIGHTS)
_STEPS = (np.arange(round(DURATION / _DT)) + 0.5) * _DT


@dataclass(frozen=True)
class State:
    """A constant current `level` in nA, or a drawn one: 51 heights, one each 2 ms.

    `pen` is where the pointer drew last. `tried` are the constant currents seen so far; they follow from the moves,
    and are no part of the code that makes a widget again.
    """

    level: float = 1.0
    drawn: tuple[float, ...] = ()
    pen: Point | None = None
    tried: tuple[float, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.drawn) not in (0, N_HEIGHTS):
            raise InputError(f"drawn has {len(self.drawn)} heights. Give none or {N_HEIGHTS}.")
        for height in (self.level, *self.drawn):
            if not 0 <= height <= MAX_CURRENT:
                raise InputError(f"the current is {height:g} nA. Give a number from 0 to {MAX_CURRENT:g}.")
        if not self.drawn:
            object.__setattr__(self, "tried", tuple(sorted({*self.tried, self.level})))

    @property
    def heights(self) -> tuple[float, ...]:
        """The current at equal steps of time."""
        return self.drawn or (self.level,) * N_HEIGHTS

    @property
    def mean(self) -> float:
        """The mean current in nA."""
        return float(np.trapezoid(self.heights, _TIMES)) / DURATION

    @property
    def trace(self) -> MembraneTrace:
        """What the neuron does."""
        return membrane(self.heights)

    @property
    def bracket(self) -> tuple[float | None, float | None]:
        """The highest constant current tried below every firing one, and the lowest that fired; None: not yet."""
        firing = [level for level in self.tried if n_spikes(level)]
        silent = [level for level in self.tried if not n_spikes(level)]
        return max(silent, default=None), min(firing, default=None)


@lru_cache(maxsize=512)
def membrane(heights: tuple[float, ...]) -> MembraneTrace:
    """Return the trace for a current given by its heights, with straight lines between them.

    >>> int(membrane((3.0,) * 51).counts)
    8
    """
    return simulate(NEURON, np.interp(_STEPS, _TIMES, heights), _DT)


@lru_cache(maxsize=2048)
def n_spikes(level: float) -> int:
    """Return how often a constant current fires the neuron within the time that is shown."""
    return int(membrane((level,) * N_HEIGHTS).counts)


def _found(state: State) -> bool:
    """Is a silent current known that is one hundredth of a nA below a firing one?"""
    silent, firing = state.bracket
    return silent is not None and firing is not None and firing - silent < 1.5 * _FINE


def _cheap_spikes(state: State) -> int:
    return int(state.trace.counts) if state.mean <= GOAL_MEAN + 1e-9 else 0


GOALS = {
    "smallest current": Goal("find the smallest constant current that fires, to 0.01 nA", _found),
    "four spikes": Goal(
        f"fire {GOAL_SPIKES} times with a mean current of at most {number_text(GOAL_MEAN)} nA",
        _cheap_spikes,
        of=GOAL_SPIKES,
    ),
}


def view(state: State) -> View:
    """Return the picture, and what the current of now does.

    >>> view(State(level=3.0)).note
    '8 spikes, the first after 10.0 ms. Each sets v to 0; after 2 ms the climb begins again.'
    """
    silent, firing = state.bracket
    trace = state.trace
    scene = CurrentScene(
        state.heights,
        trace.t,
        trace.v,
        trace.t[trace.spikes],
        NEURON.threshold,
        state.mean,
        tuple((level, n_spikes(level)) for level in state.tried),
        silent,
        firing,
        None if state.drawn else state.level,
    )
    right = True if _at_the_edge(state) else None
    return View(draw_current(scene, _description(state)), note=_note(state), right=right)


def _at_the_edge(state: State) -> bool:
    return not state.drawn and _found(state) and state.level in state.bracket


def _note(state: State) -> str:
    trace, n = state.trace, int(state.trace.counts)
    if state == State():
        return "Drag the square up or down, type a current, or draw one in the upper picture with the pointer."
    if _at_the_edge(state):
        silent, firing = state.bracket
        return f"Found: {silent:.2f} nA stays silent and {firing:.2f} nA fires."
    if state.drawn:
        alike = n_spikes(round(state.mean, 2))
        return (
            f"{count_phrase(n, 'spike')} with a mean of {state.mean:.2f} nA. "
            f"A constant current of this mean fires {count_phrase(alike, 'time')}."
        )
    if n:
        first = trace.t[trace.spikes][0]
        more = "Each sets v to 0; after 2 ms the climb begins again." if n > 1 else "It sets v to 0."
        return f"{count_phrase(n, 'spike')}, the first after {first:.1f} ms. {more}"
    return f"Silent: v climbs to {trace.v[-1]:.1f} mV and stays below the threshold of {NEURON.threshold:g} mV."


def _description(state: State) -> str:
    trace = state.trace
    shape = (
        f"A drawn current, mean {state.mean:.2f} nA" if state.drawn else f"A constant current of {state.level:.2f} nA"
    )
    times = ", ".join(f"{t:.0f}" for t in trace.t[trace.spikes])
    fired = f"{count_phrase(int(trace.counts), 'spike')}, at {times} ms" if times else "no spike"
    silent, firing = (("none yet" if v is None else f"{v:.2f} nA") for v in state.bracket)
    return (
        f"{shape}: {fired}; the largest potential is {trace.v.max():.1f} mV. "
        f"Constant currents tried: highest silent {silent}, lowest firing {firing}."
    )


def on_event(state: State, event: Event) -> State:
    """Answer a stroke, the square that sets a constant current, a handle of the shape, and a typed current."""
    match event:
        case Event("draw", points=points, last=last):
            unit = [(x / DURATION, y) for x, y in points]
            heights, pen = apply_stroke(np.array(state.heights), state.pen, unit)
            return replace(_with_heights(state, heights), pen=None if last else pen)
        case Event("drag", ("level",), y=y):
            return with_constant(state, y)
        case Event("drag", ("shape", k), y=y):
            return _with_handle(state, k, y)
        case Event("edit", ("mean",), text):
            return replace(state, level=parse_number(text, "the current"), drawn=(), pen=None)
    return state


def with_constant(state: State, level: float) -> State:
    """Return the state with a constant current, as near to `level` as the picture reaches.

    >>> with_constant(State(), 5.0).level
    4.0
    """
    return replace(state, level=_rounded(np.clip(level, 0, MAX_CURRENT)), drawn=(), pen=None)


def _with_handle(state: State, k: int, height: float) -> State:
    """Return the state with the current at one handle moved; a hat as wide as to the next handles is added."""
    old, at = np.array(state.heights), SHAPE_HANDLES[k]
    hat = np.maximum(0, 1 - np.abs(np.arange(N_HEIGHTS) - at) / SHAPE_HANDLES.step)
    return _with_heights(state, old + hat * (height - old[at]))


def _with_heights(state: State, heights: Array) -> State:
    clipped = np.clip(heights, 0, MAX_CURRENT)
    return replace(state, drawn=tuple(map(_rounded, clipped.tolist())), pen=None)


def _rounded(height: float) -> float:
    return round(float(height), 2) + 0.0


def raise_current(state: State) -> State:
    """Return the state with a current that is a little larger at every time."""
    if state.drawn:
        return _with_heights(state, np.array(state.drawn) + _RAISE)
    return with_constant(state, state.level + _RAISE)


def _can_rise(state: State) -> bool:
    return max(state.heights) < MAX_CURRENT


def lower_current(state: State) -> State:
    """Return the state from which the current can rise again: it starts as low as it can keep its shape."""
    if min(state.heights) > 0:
        low = min(state.heights)
        return _with_heights(state, np.array(state.drawn) - low) if state.drawn else with_constant(state, 0)
    return with_constant(state, 0)


@widget
def current_drawing(state: State) -> App:
    """Return the widget.

    >>> app = current_drawing(level=2.5)
    >>> app.picture.text[:44]
    'A constant current of 2.50 nA: 6 spikes, at '
    """
    controls = [
        Play("Raise the current", raise_current, _can_rise, primary=True, begin=lower_current),
        Button("Flatten to its mean", lambda s: with_constant(s, s.mean), lambda s: bool(s.drawn)),
        Button("No current", lambda s: with_constant(s, 0), lambda s: max(s.heights) > 0),
    ]
    return App("current_drawing", state, view, controls, on_event, title="A neuron that spikes", goals=GOALS)
