"""The approximator with a budget: place the joints of n units by hand, follow a target, or draw one (row 11.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...drawing import Point, number_text
from ...interactive import App, Button, Choice, Event, Goal, View, apply_stroke, widget
from ...nn import MLP
from ...validation import Array, InputError, parse_number
from .approximator_picture import KNOB_SPACING, ApproximatorScene, Score, draw_approximation
from .knots import (
    COMPARISON_GRID,
    DRAWING_GRID,
    MAX_HEIGHT,
    MIN_HEIGHT,
    MIN_SPACING,
    TARGET_FUNCTIONS,
    adaptive_knots,
    knot_network,
    least_squares_heights,
    target_on_grid,
    uniform_knots,
)

BUDGETS = (2, 4, 6, 8)
GOAL_ERROR = 0.07  # of the goal: half of what equal pieces reach with fitted heights
_GOAL_UNITS = 6


@dataclass(frozen=True)
class State:
    """The target (by name, or drawn: 49 heights), the units' joints, and the network's heights between them.

    n hinges have n - 1 joints inside (the first unit starts at 0) and n + 1 corners; n steps have n joints and n + 1
    levels. `hand` is what the pointer does: "joints" moves these, "target" draws. `best` keeps the smallest largest
    distance of each (target, basis, n).
    """

    target: str = "turn"
    basis: str = "hinges"
    joints: tuple[float, ...] = (0.17, 0.33, 0.5, 0.67, 0.83)
    heights: tuple[float, ...] = (0.0,) * 7
    hand: str = "joints"
    drawn: tuple[float, ...] = ()
    pen: Point | None = None
    best: tuple[tuple[tuple[str, str, int], float], ...] = ()

    def __post_init__(self) -> None:
        if self.hand not in ("joints", "target"):
            raise InputError(f"hand is {self.hand!r}; choose joints or target")
        if self.target not in (*TARGET_FUNCTIONS, "drawn") or self.basis not in ("hinges", "steps"):
            raise InputError(
                f"target is {self.target!r} and basis is {self.basis!r}; choose one of "
                f"{', '.join(TARGET_FUNCTIONS)}, drawn, and hinges or steps"
            )
        edges = (0.0, *self.joints, 1.0)
        if len(self.heights) != len(edges) - (self.basis == "steps") or any(np.diff(edges) < MIN_SPACING / 2):
            raise InputError(
                f"{len(self.joints)} joints and {len(self.heights)} heights were given for {self.basis}; "
                "joints must grow from 0 to 1, and there is one height for each corner or level"
            )
        if any(not MIN_HEIGHT <= y <= MAX_HEIGHT for y in (*self.heights, *self.drawn)):
            raise InputError(
                f"a height lies outside the picture; choose a number from {number_text(MIN_HEIGHT)} to "
                f"{number_text(MAX_HEIGHT)}"
            )
        if len(self.drawn) not in ((len(DRAWING_GRID),) if self.target == "drawn" else (0, len(DRAWING_GRID))):
            raise InputError(
                f"drawn has {len(self.drawn)} heights; a target that is drawn has {len(DRAWING_GRID)} of them"
            )

    @property
    def n(self) -> int:
        """How many units the network has."""
        return len(self.heights) - 1

    @property
    def net(self) -> MLP:
        """The network: its output weights are the changes of slope, or of height, at the joints."""
        return knot_network(self.basis, self.joints, self.heights)


def max_error(state: State) -> float:
    """Return the maximum error between network and target on the grid.

    >>> round(max_error(State()), 3)
    0.9
    """
    return float(np.abs(_net_values(state) - target_on_grid(state.target, state.drawn)).max())


def _net_values(state: State) -> Array:
    return state.net(COMPARISON_GRID[:, None])[:, 0]


@lru_cache(maxsize=64)
def _reference_errors(target: str, drawn: tuple[float, ...], basis: str, n: int) -> tuple[float, float]:
    """Return the errors of equal pieces and of pieces placed where they are needed, both with fitted heights."""

    def error_at(joints):
        return max_error(State(target, basis, joints, least_squares_heights(target, drawn, basis, joints), drawn=drawn))

    return error_at(uniform_knots(basis, n)), error_at(adaptive_knots(target, drawn, basis, n))


def _is_the_task(target: str, basis: str, n: int) -> bool:
    return target == "turn" and basis == "hinges" and n <= _GOAL_UNITS


def _turn_followed(state: State) -> bool:
    return any(_is_the_task(*key) and error <= GOAL_ERROR for key, error in state.best)


GOALS = {
    "a sharp turn": Goal(
        f"follow the sharp turn with six hinges, nowhere more than {GOAL_ERROR:g} away", _turn_followed
    )
}


def view(state: State) -> View:
    """Return the picture, and where the network is farthest from its target.

    >>> view(fit_heights(State())).note
    'Farthest away at x = 0.408: 0.139 too low. The heights fit these joints as well as they can; move a corner.'
    """
    net_values, values = _net_values(state), target_on_grid(state.target, state.drawn)
    distance = np.abs(net_values - values)
    worst = int(distance.argmax())
    now = float(distance[worst])
    by_equal, by_bend = _reference_errors(state.target, state.drawn, state.basis, state.n)
    best = dict(state.best).get((state.target, state.basis, state.n))
    scores = (
        Score("now", now, "var(--accent)"),
        Score("your best", best, "var(--ink)"),
        Score("equal pieces, fitted", by_equal, "var(--line)"),
        Score(f"placed by {'bend' if state.basis == 'hinges' else 'slope'}, fitted", by_bend, "var(--line)"),
    )
    task = _is_the_task(state.target, state.basis, state.n)
    scene = ApproximatorScene(
        state.net,
        values,
        state.joints,
        state.heights,
        target_heights(state) if state.hand == "target" else (),
        scores,
        GOAL_ERROR if task else None,
        _targets(state.drawn),
        state.target,
    )
    said = _description(state, now, COMPARISON_GRID[worst], best)
    picture = draw_approximation(scene, net_values, worst, said)
    if task and now <= GOAL_ERROR:
        more = "How near do four hinges come? Try other targets, too."
        return View(
            picture, note=f"Nowhere farther away than {number_text(round(now, 3))}: good places. {more}", right=True
        )
    return View(picture, note=_advice(state, worst, float(net_values[worst] - values[worst])))


@lru_cache(maxsize=8)
def _targets(drawn: tuple[float, ...]) -> tuple[tuple[str, str, tuple[float, ...]], ...]:
    """Return all targets: name, words, and heights at equal steps (none of a drawing that is not there yet)."""
    named = [(name, words, tuple(target_on_grid(name)[::10].tolist())) for name, (words, _) in TARGET_FUNCTIONS.items()]
    return (*named, ("drawn", "your own drawing", drawn))


def _description(state: State, largest: float, x: float, best: float | None) -> str:
    name = "your drawing" if state.target == "drawn" else TARGET_FUNCTIONS[state.target][0]
    kept = "" if best is None else f" Your best so far: {number_text(round(best, 3))}."
    return (
        f"{state.n} {state.basis} follow {name}: the maximum error is {number_text(round(largest, 3))}, "
        f"at x = {number_text(x, 3)}. Joints at {', '.join(map(number_text, state.joints))}; heights "
        f"{', '.join(number_text(round(y, 2)) for y in state.heights)}.{kept}"
    )


def _advice(state: State, worst: int, above: float) -> str:
    """Return what to do first, or where the network is farthest away and what can be done about it."""
    if state.hand == "target":
        return (
            "Draw over the picture (a finger rests a moment first), or move the nine squares. "
            "Then let the pointer move the joints."
        )
    if not any(state.heights):
        if state.basis == "hinges":
            return (
                "Drag the dots onto the pale curve. Each is a corner of the network, and where it is bent is up to you."
            )
        return "Drag a dot to lift a level; drag a box at the bottom to move a step sideways."
    where = f"Farthest away at x = {number_text(COMPARISON_GRID[worst], 3)}: {number_text(round(abs(above), 3))} too "
    where += "high." if above > 0 else "low."
    if _has_best_heights(state):
        thing = "corner" if state.basis == "hinges" else "step"
        return f"{where} The heights fit these joints as well as they can; move a {thing}."
    return f"{where} Move what is near, or let Fit heights find the best heights for these joints."


def _has_best_heights(state: State) -> bool:
    return state.heights == least_squares_heights(state.target, state.drawn, state.basis, state.joints)


def record_error(state: State) -> State:
    """Return the state with its error kept if it is the smallest so far for this target, basis and number."""
    key, now = (state.target, state.basis, state.n), round(max_error(state), 6)
    kept = dict(state.best)
    if now >= kept.get(key, np.inf):
        return state
    return replace(state, best=tuple(sorted((kept | {key: now}).items())))


def target_heights(state: State) -> tuple[float, ...]:
    """Return the target as 49 heights: what a drawing starts from."""
    if state.drawn and state.target == "drawn":
        return state.drawn
    return tuple(np.interp(DRAWING_GRID, COMPARISON_GRID, target_on_grid(state.target)).round(3).tolist())


def on_event(state: State, event: Event) -> State:
    """Answer a target that was chosen, what was dragged or typed over, and a stroke of the pointer."""
    match event:
        case Event("press", ("target", str(name))):
            return state if name == state.target else follow_target(state, name)
        case Event("draw", points=points, last=last):
            return _with_stroke(state, points, last)
        case Event("drag", ("knob", column), y=y):
            return _with_knob(state, column, _height_in_picture(y))
        case Event("edit", ("knob", column), text):
            return _with_knob(state, column, parse_number(text, "the height"))
        case Event("drag", ("corner", k), x=x, y=y):
            lifted = _with_height(state, k, _height_in_picture(y))
            return record_error(_with_joint(lifted, k - 1, x) if 0 < k < state.n else lifted)
        case Event("drag", ("level", k), y=y):
            return record_error(_with_height(state, k, _height_in_picture(y)))
        case Event("edit", ("corner" | "level", k), text):
            return record_error(_with_height(state, k, parse_number(text, "the height")))
        case Event("drag", ("step", k), x=x):
            return record_error(_with_joint(state, k, x))
        case Event("edit", ("step", k), text):
            return record_error(_with_joint(state, k, parse_number(text, "the step's place")))
    return state


def _height_in_picture(y: float) -> float:
    return round(min(max(y, MIN_HEIGHT), MAX_HEIGHT), 2) + 0.0


def _with_height(state: State, k: int, height: float) -> State:
    """Return the state with another height of corner or level k; one outside the picture is refused."""
    return replace(state, heights=(*state.heights[:k], height, *state.heights[k + 1 :]))


def _with_joint(state: State, k: int, x: float) -> State:
    """Return the state with joint k at x, or as near as its neighbours let it."""
    edges = (0.0, *state.joints, 1.0)
    x = min(max(round(x, 2), edges[k] + MIN_SPACING), edges[k + 2] - MIN_SPACING)
    return replace(state, joints=(*state.joints[:k], round(x, 2), *state.joints[k + 1 :]))


def _with_knob(state: State, column: int, y: float) -> State:
    """Return the state whose target has the height y at a knob: a hat as wide as to the next knobs is added."""
    old = np.array(target_heights(state))
    hat = np.maximum(0, 1 - np.abs(np.arange(len(old)) - column) / KNOB_SPACING)
    return _with_drawing(state, np.clip(old + hat * (y - old[column]), MIN_HEIGHT, MAX_HEIGHT))


def _with_stroke(state: State, points: tuple[Point, ...], last: bool) -> State:
    """Return the state whose target passes through the points of a stroke, in all columns that it crosses."""
    heights, pen = apply_stroke(np.array(target_heights(state)), state.pen, points)
    return _with_drawing(replace(state, pen=None if last else pen), np.clip(heights, MIN_HEIGHT, MAX_HEIGHT))


def _with_drawing(state: State, heights: Array) -> State:
    """Return the state with another drawn target; scores on the drawing before it are gone."""
    best = tuple((key, e) for key, e in state.best if key[0] != "drawn")
    return replace(state, target="drawn", drawn=tuple((heights.round(3) + 0.0).tolist()), best=best)


def follow_target(state: State, target: str) -> State:
    """Return the state with another target; for a drawn one the pointer draws."""
    if target == "drawn":
        return replace(state, target=target, drawn=state.drawn or target_heights(state), hand="target")
    return replace(state, target=target, hand="joints")


def place_evenly(state: State, basis: str, n: int) -> State:
    """Return the state with n units of one kind, equal pieces between them, and all heights 0."""
    return replace(state, basis=basis, joints=uniform_knots(basis, n), heights=(0.0,) * (n + 1), hand="joints")


def units_state(basis: str = "hinges", **settings) -> State:
    """Return the state in which a kind of units starts, with other settings as they are given.

    >>> units_state("steps").joints[:2], units_state(joints=(0.5,)).heights
    ((0.14, 0.29), (0.0, 0.0, 0.0))
    """
    joints = settings.get("joints", uniform_knots(basis, 6))
    n_heights = len(joints) + (1 if basis == "steps" else 2)
    return State(**{"basis": basis, "joints": joints, "heights": (0.0,) * n_heights} | settings)


def fit_heights(state: State) -> State:
    """Return the state with the best heights for its joints, by least squares.

    >>> round(max_error(fit_heights(State())), 2) < max_error(State())
    True
    """
    return record_error(
        replace(state, heights=least_squares_heights(state.target, state.drawn, state.basis, state.joints))
    )


@widget(start=units_state)
def approximator(state: State) -> App:
    """Return the widget; `approximator(basis="steps")` starts with steps.

    >>> app = approximator()
    >>> app.press("Fit heights")
    >>> app.picture.text[:57]
    '6 hinges follow a sharp turn: the maximum error is 0.139,'
    """
    controls = [
        Button("Fit heights", fit_heights, lambda s: not _has_best_heights(s), primary=True),
        Button(
            "Equal pieces",
            lambda s: record_error(replace(s, joints=uniform_knots(s.basis, s.n))),
            lambda s: s.joints != uniform_knots(s.basis, s.n),
        ),
        Choice("basis", "units", [("hinges (ReLU)", "hinges"), ("steps", "steps")], _with_basis),
        Choice("n", "how many", BUDGETS, lambda s, n: place_evenly(s, s.basis, n)),
        Choice("hand", "the pointer", [("moves joints", "joints"), ("draws target", "target")]),
    ]
    return App("approximator", state, view, controls, on_event, title="Follow a curve with a few units", goals=GOALS)


def _with_basis(state: State, basis: str) -> State:
    return place_evenly(state, basis, state.n)
