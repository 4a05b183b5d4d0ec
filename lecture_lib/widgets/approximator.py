"""The approximator with a budget: place the joints of n units by hand, follow a target, or draw one (row 11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..inputs import Array, InputError, typed
from ..mlp import MLP
from ..pictures import approximator as pictures
from ..pictures.approximator import KNOBS
from ..placing import APART, COLUMNS, GRID, HIGH, LOW, TARGETS, bent, equal, fitted, made, wanted
from ..words.writing import number
from .stage import Choice, Goal, Press, Stage, View
from .stroke import over

BUDGETS = (2, 3, 4, 6, 8)
WANTED = 0.07               # of the goal: half of what equal pieces reach with fitted heights


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
    pen: tuple[float, float] | None = None
    best: tuple[tuple[tuple[str, str, int], float], ...] = ()

    def __post_init__(self) -> None:
        if self.target not in (*TARGETS, "drawn") or self.basis not in ("hinges", "steps"):
            raise InputError(f"target is {self.target!r} and basis is {self.basis!r}; one of "
                             f"{', '.join(TARGETS)}, drawn, and hinges or steps are wanted")
        edges = (0.0, *self.joints, 1.0)
        if len(self.heights) != len(edges) - (self.basis == "steps") or any(np.diff(edges) < APART / 2):
            raise InputError(f"{len(self.joints)} joints and {len(self.heights)} heights were given for {self.basis}; "
                             "joints must grow from 0 to 1, and there is one height for each corner or level")
        if any(not LOW <= y <= HIGH for y in (*self.heights, *self.drawn)):
            raise InputError(f"a height lies outside the picture; a number from {number(LOW)} to {number(HIGH)} is "
                             "wanted")

    @property
    def n(self) -> int:
        """How many units the network has."""
        return len(self.heights) - 1

    @property
    def net(self) -> MLP:
        """The network: its output weights are the changes of slope, or of height, at the joints."""
        return made(self.basis, self.joints, self.heights)


def error(state: State) -> float:
    """Return the largest distance between network and target on the grid.

    >>> round(error(State()), 3)
    0.9
    """
    return float(np.abs(_answers(state) - wanted(state.target, state.drawn)).max())


def _answers(state: State) -> Array:
    return state.net(GRID[:, None])[:, 0]


@lru_cache(maxsize=64)
def _placed(target: str, drawn: tuple[float, ...], basis: str, n: int) -> tuple[float, float]:
    """Return the errors of equal pieces and of pieces placed where they are needed, both with fitted heights."""
    def tried(joints):
        return error(State(target, basis, joints, fitted(target, drawn, basis, joints), drawn=drawn))
    return tried(equal(basis, n)), tried(bent(target, drawn, basis, n))


def view(state: State) -> View:
    """Return the picture, the goal and a sentence.

    >>> view(State()).goal.reached
    False
    """
    answers, values = _answers(state), wanted(state.target, state.drawn)
    distance = np.abs(answers - values)
    worst = int(distance.argmax())
    by_equal, by_bend = _placed(state.target, state.drawn, state.basis, state.n)
    best = dict(state.best).get((state.target, state.basis, state.n))
    scores = (("now", float(distance[worst])), ("your best", best), ("equal pieces", by_equal),
              ("placed by bend" if state.basis == "hinges" else "placed by slope", by_bend))
    goal = Goal(f"follow “a sharp turn” with at most 6 hinges, nowhere farther away than {WANTED:g}",
                any(key[:2] == ("turn", "hinges") and key[2] <= 6 and e <= WANTED for key, e in state.best))
    shown = pictures.Shown(state.net, values, state.joints, state.heights,
                           drawn_from(state) if state.hand == "target" else (), scores)
    return View(pictures.draw(shown, answers, worst, _said(state, distance[worst], GRID[worst], best)), goal,
                _note(state))


def _said(state: State, largest: float, x: float, best: float | None) -> str:
    name = "your drawing" if state.target == "drawn" else TARGETS[state.target][0]
    kept = "" if best is None else f" Your best so far: {best:.3f}."
    return (f"{state.n} {state.basis} follow {name}: the largest distance is {largest:.3f}, at x = {number(x, 3)}. "
            f"Joints at {', '.join(map(number, state.joints))}; heights "
            f"{', '.join(number(round(y, 2)) for y in state.heights)}.{kept}")


def _note(state: State) -> str:
    if state.hand == "target":
        return "Draw over the picture with the pointer, or move the nine squares by the arrow keys."
    if state.basis == "hinges":
        return "Drag a corner sideways or up. The first unit starts at 0, so its place is fixed."
    return "Drag a dot to lift a level, a small upright box to move a step sideways."


def scored(state: State) -> State:
    """Return the state with its error kept if it is the smallest so far for this target, basis and number."""
    key, now = (state.target, state.basis, state.n), round(error(state), 6)
    kept = dict(state.best)
    if now >= kept.get(key, np.inf):
        return state
    return replace(state, best=tuple(sorted((kept | {key: now}).items())))


def drawn_from(state: State) -> tuple[float, ...]:
    """Return the target as 49 heights: what a drawing starts from."""
    if state.drawn and state.target == "drawn":
        return state.drawn
    return tuple(np.interp(COLUMNS, GRID, wanted(state.target)).round(3).tolist())


def react(state: State, event: dict) -> State:
    """Answer a corner, level, step or knob that was dragged or typed over, and a stroke of the pointer."""
    kind, id_ = event["kind"], event["id"]
    if kind == "draw" and state.hand == "target":
        return _stroke(state, event["points"], event["last"])
    if kind not in ("drag", "edit"):
        return state
    letter, k = id_[0], int(id_[1:])
    if letter == "k":
        return _lifted(state, k, _height(event))
    if letter == "t":
        x = event["x"] if kind == "drag" else typed(event["text"], "the step's place")
        return scored(_moved(state, k - 1, x))
    state = replace(state, heights=_put(state.heights, k, _height(event)))
    if kind == "drag" and state.basis == "hinges" and 0 < k < state.n:
        state = _moved(state, k - 1, event["x"])
    return scored(state)


def _height(event: dict) -> float:
    if event["kind"] == "edit":
        return typed(event["text"], "the height")           # refused by the state if it does not fit
    return round(min(max(event["y"], LOW), HIGH), 2) + 0.0


def _put(values: tuple[float, ...], k: int, value: float) -> tuple[float, ...]:
    return (*values[:k], value, *values[k + 1:])


def _moved(state: State, k: int, x: float) -> State:
    """Return the state with joint k at x, or as near as its neighbours let it."""
    edges = (0.0, *state.joints, 1.0)
    x = min(max(round(x, 2), edges[k] + APART), edges[k + 2] - APART)
    return replace(state, joints=_put(state.joints, k, round(x, 2)))


def _lifted(state: State, column: int, y: float) -> State:
    """Return the state whose target has the height y at a knob: a hat as wide as to the next knobs is added."""
    old = np.array(drawn_from(state))
    near = np.maximum(0, 1 - np.abs(np.arange(49) - column) / KNOBS[1])
    return _with_drawing(state, np.clip(old + near * (y - old[column]), LOW, HIGH))


def _stroke(state: State, points: Sequence, last: bool) -> State:
    """Return the state whose target passes through the points of a stroke, in all columns that it crosses."""
    heights, pen = over(drawn_from(state), state.pen, points)
    return _with_drawing(replace(state, pen=None if last else pen), np.clip(heights, LOW, HIGH))


def _with_drawing(state: State, heights: Array) -> State:
    """Return the state with another drawn target; scores on the drawing before it are gone."""
    best = tuple((key, e) for key, e in state.best if key[0] != "drawn")
    return replace(state, target="drawn", drawn=tuple((heights.round(3) + 0.0).tolist()), best=best)


def _for_target(state: State, target: str) -> State:
    if target == "drawn":
        return replace(state, target=target, drawn=state.drawn or drawn_from(state), hand="target")
    return replace(state, target=target, hand="joints")


def _for_budget(state: State, basis: str, n: int) -> State:
    return replace(state, basis=basis, joints=equal(basis, n), heights=(0.0,) * (n + 1), hand="joints")


def fit_heights(state: State) -> State:
    """Return the state with the best heights for its joints, by least squares.

    >>> round(error(fit_heights(State())), 2) < error(State())
    True
    """
    return scored(replace(state, heights=fitted(state.target, state.drawn, state.basis, state.joints)))


def approximator(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = approximator()
    >>> stage.press("Fit heights")
    >>> stage.board.say.split(".  ")[0][:60]
    '6 hinges follow a sharp turn: the largest distance is 0.139,'
    """
    return Stage("approximator", state, view, [
        Choice("target", "target", [(words, name) for name, (words, _) in TARGETS.items()] + [("my drawing", "drawn")],
               _for_target),
        Choice("basis", "units", [("hinges (ReLU)", "hinges"), ("steps", "steps")],
               lambda s, basis: _for_budget(s, basis, s.n)),
        Choice("n", "how many", BUDGETS, lambda s, n: _for_budget(s, s.basis, n)),
        Choice("hand", "the pointer", [("moves the joints", "joints"), ("draws the target", "target")],
               lambda s, hand: replace(s, hand=hand)),
        Press("Fit heights", fit_heights, lambda s: s.heights != fitted(s.target, s.drawn, s.basis, s.joints)),
        Press("Equal pieces", lambda s: scored(replace(s, joints=equal(s.basis, s.n))),
              lambda s: s.joints != equal(s.basis, s.n)),
    ], react)
