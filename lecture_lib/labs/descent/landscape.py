"""An honest landscape: the loss of a network with two weights, descended from several starts (rows 08.2, 08.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ...drawing import (
    Frame,
    Panel,
    Picture,
    Point,
    handle,
    join_elements,
    number_text,
    panel,
    panels,
    scientific_notation,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, Goal, Play, Slider, View, even_values, log_values, widget
from ...training import LANDSCAPES, STATIONARY_KINDS
from ...validation import InputError
from .map_picture import (
    draw_descent_path,
    eigenvalue_text,
    loss_curves,
    loss_map,
    map_frame,
    start_marker,
    stationary_marker,
)
from .runs import (
    MAX_STARTS,
    RULE_NAMES,
    DescentRun,
    State,
    StationaryPoint,
    WeightPair,
    advance_runs,
    can_advance,
    classified_points,
    descent_runs,
    landscape_state,
    reached_point,
    switch_landscape,
)

_WIDE, _HIGH = 258, 362  # of each of the two panels
_CHIP = 28  # from one numbered chip to the next: nine of them fit
_FINEST = 1e-8  # the least loss on the chart's axis
_DIGITS = (
    1,
    1.1,
    1.2,
    1.3,
    1.5,
    1.6,
    1.8,
    2,
    2.2,
    2.4,
    2.7,
    3,
    3.3,
    3.6,
    3.9,
    4.3,
    4.7,
    5.1,
    5.6,
    6.2,
    6.8,
    7.5,
    8.2,
    9.1,
)
RATES = log_values(0.01, 1.5, _DIGITS)  # fine enough around the stability limit
MAX_DRAG_STEPS = 120  # steps that are shown at once while a start is dragged
_FAR, _FAST = 3.0, 15  # how far from the bottom a run must start, and in how many steps it must be there
_RACE = 50  # steps within which all rules of a race must reach it
_LABEL_PLACES = (2, 71, 128, 203), (66, 54, 72, 53)  # left ends and widths of the buttons of the four kinds
_MEANS = {
    "minimum": "all eigenvalues are above 0",
    "maximum": "all eigenvalues are below 0",
    "saddle": "one eigenvalue is above 0 and one below",
    "flat": "one eigenvalue is 0",
}


def view(state: State) -> View:
    """Return the map, the loss curves, the stationary points, and what is to be said.

    >>> view(State()).note
    'Press Run. Or press a numbered point on the map and say what it is.'
    """
    runs, points = descent_runs(state), classified_points(state.land)
    point, label = points[state.chosen - 1], state.label(state.chosen)
    return View(
        draw(state), note=_note(state, runs, points), right=label == point.kind if state.judged and label else None
    )


def _arrives_fast(state: State) -> bool:
    """Has a run from far out come to the one minimum of the linear neuron in few steps?"""
    if state.land != "one linear neuron":
        return False
    bottom = classified_points(state.land)[0].at
    return any(
        np.linalg.norm(np.subtract(start, bottom)) >= _FAR
        and any(reached_point(replace(state, steps=n), run) for n in range(1, min(state.steps, _FAST) + 1))
        for (_, start, _), run in zip(state.runners, descent_runs(state))
    )


def _labels_and_minima(state: State) -> int:
    """Count the right labels, and the minima in which runs have ended, on the landscape of the tanh network."""
    if state.land != "1-1-1, tanh":
        return 0
    points = classified_points(state.land)
    ends = {reached_point(state, run) for run in descent_runs(state)}
    minima = {k for k, point in enumerate(points, 1) if point.kind == "minimum"}
    return sum(state.label(k) == point.kind for k, point in enumerate(points, 1)) + len(ends & minima)


def _racers_that_arrived(state: State) -> int:
    """Count the rules of a race that have reached the minimum in time, from a far start on the linear neuron."""
    if state.rule != "race" or state.land != "one linear neuron":
        return 0
    bottom = classified_points(state.land)[0].at
    if np.linalg.norm(np.subtract(state.starts[0], bottom)) < _FAR:
        return 0
    seen = range(1, min(state.steps, _RACE) + 1)
    return sum(any(reached_point(replace(state, steps=n), run) for n in seen) for run in descent_runs(state))


GOALS = {
    "the fastest rate": Goal(
        f"find a rate that takes a far start to the minimum in {_FAST} steps", lambda s: float(_arrives_fast(s))
    ),
    "a race": Goal(
        f"find a rate with which all three rules reach the minimum within {_RACE} steps", _racers_that_arrived, 3
    ),
    "both minima": Goal("label all 3 points correctly, and end runs in both minima", _labels_and_minima, 5),
}


def draw(state: State) -> Picture:
    """Return the picture: the map with the runs on the left, the loss curves and the points on the right."""
    runs, points = descent_runs(state), classified_points(state.land)
    paths = [run.drawn_path(state.steps) for run in runs]
    return panels(
        _map(state, runs, points, paths),
        panel(
            _WIDE,
            _HIGH,
            text(145, 16, _rule(state), "mid bold"),
            _curves(state, paths),
            _chips(state, points),
            _options(state, points[state.chosen - 1]),
        ),
        title="The loss of two weights",
        text=_description(state, runs, points),
    )


def _map(
    state: State,
    runs: list[DescentRun],
    points: tuple[StationaryPoint, ...],
    paths: Sequence[tuple[np.ndarray, np.ndarray]],
) -> Panel:
    land, frame = state.landscape, map_frame(state.landscape.low, state.landscape.high)
    losses, contours = loss_map(land)
    ground = frame.open(
        contours,
        *(draw_descent_path(frame, places, k) for k, (_, places) in enumerate(paths)),
        *_points(frame, state, points),
        *_starts(frame, state),
        target=("ground",),
        clear=True,
    )
    axes = frame.axes("w₁", "w₂", _formula(state))
    return panel(_WIDE, _HIGH, ground, axes, _status(state, runs), rasters=[losses])


def _formula(state: State) -> str:
    return {
        "1-1-1, tanh": "f(x) = w₂ tanh(w₁ x)",
        "1-1-1, linear": "f(x) = w₂ w₁ x",
        "one linear neuron": "f(x) = w₁ x₁ + w₂ x₂",
        "one tanh neuron": "f(x) = tanh(w₁ x₁ + w₂ x₂)",
    }[state.land]


def _rule(state: State) -> str:
    beta = f" {number_text(state.beta)}" if state.rule == "momentum" else ""
    return f"{RULE_NAMES[state.rule]}{beta}, rate {number_text(state.rate)}"


def _points(frame: Frame, state: State, points: tuple[StationaryPoint, ...]) -> list[str]:
    return [
        stationary_marker(
            frame, point.at, k, _judged(state, k, point), k == state.chosen, **_choice("point", state, k, point)
        )
        for k, point in enumerate(points, 1)
    ]


def _choice(place: str, state: State, k: int, point: StationaryPoint) -> dict:
    """Return what makes point k, on the map or in its row of the table, a handle that chooses it."""
    label = f"{_said(state, k, point)}: press Enter to choose it"
    return handle((place, k), "press", label, quiet=k == state.chosen)


def _starts(frame: Frame, state: State) -> list[str]:
    found = []
    for k, start in enumerate(state.starts):
        x, y = frame.at(*start)
        under = tag("circle", cx=x, cy=y, r=14, class_="hit")
        found.append(tag("g", start_marker((x, y), k), under, **_start_handle(k, start)))
    return found


def _start_handle(k: int, at: WeightPair) -> dict:
    w1, w2 = map(number_text, at)
    label = f"start {k + 1} at ({w1}, {w2}): arrow keys move it, Delete removes it"
    return handle(("start", k), "drag", label, at=at)


def _curves(state: State, paths: Sequence[tuple[np.ndarray, np.ndarray]]) -> str:
    """Return the loss curves; the axis of steps grows in jumps, so that the curves do not jump at every step."""
    curves = [(steps, state.landscape.loss(np.clip(places, -1e6, 1e6))) for steps, places in paths]
    end = 25 * 2 ** max(0, int(np.ceil(np.log2(max(state.steps, 1) / 25))))
    return loss_curves(Frame(0, end, *_powers(state.land), 44, 25, 202, 130), curves)


@lru_cache(maxsize=8)
def _powers(land: str) -> tuple[int, int]:
    """Return the powers of ten between which the losses of a landscape lie."""
    landscape = LANDSCAPES[land]
    lowest = min(float(landscape.loss(point.at)) for point in classified_points(land))
    highest = landscape.loss(map_frame(landscape.low, landscape.high).grid(40)).max()
    return int(np.floor(np.log10(max(lowest, _FINEST)))), int(np.ceil(np.log10(highest)))


def _chips(state: State, points: tuple[StationaryPoint, ...]) -> str:
    """Return one chip a stationary point: its number, and whether it has its right label."""
    parts = [text(4, 216, "the numbered points", "bold")]
    for k, point in enumerate(points, 1):
        x, judged = 2 + _CHIP * (k - 1), _judged(state, k, point)
        sign, look = {"": ("?", "soft"), "right": ("✓", "good"), "wrong": ("✗", "bad")}[judged]
        now = k == state.chosen
        box = tag(
            "rect",
            x=x,
            y=224,
            width=_CHIP - 3,
            height=36,
            rx=4,
            fill="var(--zone)" if now else "var(--paper)",
            stroke="var(--accent)" if now else "var(--line)",
            stroke_width=2 if now else 1,
        )
        middle = x + (_CHIP - 3) / 2
        number, mark = text(middle, 239, k, "mid small bold"), text(middle, 254, sign, f"mid small {look}")
        parts.append(tag("g", box, number, mark, **_choice("row", state, k, point)))
    return join_elements(parts)


def _options(state: State, point: StationaryPoint) -> str:
    """Return the four labels to choose from for the point that is asked about, and its eigenvalues once it has one."""
    label, judged = state.label(state.chosen), _judged(state, state.chosen, point)
    parts = [text(4, 284, f"What is point {state.chosen}?", "bold")]
    for name, x, wide in zip(STATIONARY_KINDS, *_LABEL_PLACES):
        look = {"stroke": "var(--line)"}
        if name == label:
            look = {"stroke": "var(--good)" if judged == "right" else "var(--bad)", "stroke_width": 2.5}
        box = tag("rect", x=x, y=292, width=wide, height=30, rx=4, fill="var(--zone)", **look)
        about = f"point {state.chosen} is {_article(name)}"
        parts.append(
            tag(
                "g",
                box,
                text(x + wide / 2, 311, name, "mid small"),
                **handle(("label", name), "press", about, quiet=label == name),
            )
        )
    if judged:
        parts.append(text(4, 346, f"eigenvalues of H: {eigenvalue_text(point.eigenvalues)}", "small num"))
    return join_elements(parts)


def _status(state: State, runs: list[DescentRun]) -> str:
    """Return one line a start below the map: its sign, its loss, where it is."""
    return join_elements(
        start_marker((14, 292 + 20 * k), k, 6) + text(28, 296 + 20 * k, _where(state, k, run), "small num")
        for k, run in enumerate(runs)
    )


def _where(state: State, k: int, run: DescentRun) -> str:
    here = run.path[min(state.steps, len(run.path) - 1)]
    name = state.runners[k][0]
    if run.has_diverged(state.steps):
        return f"{name} diverged after {len(run.path) - 1} steps"
    loss = f"{name}: loss {scientific_notation(float(state.landscape.loss(here)), 3)}"
    if point := reached_point(state, run):
        return f"{loss}, at point {point}"
    land = state.landscape
    if not ((here >= land.low) & (here <= land.high)).all():
        return f"{loss}, off the map"
    return f"{loss} at ({number_text(float(here[0]), 3)}, {number_text(float(here[1]), 3)})"


def _judged(state: State, k: int, point: StationaryPoint) -> str:
    label = state.label(k)
    return "" if not label else "right" if label == point.kind else "wrong"


def _article(name: str) -> str:
    return name if name == "flat" else f"a {name}"


def _said(state: State, k: int, point: StationaryPoint) -> str:
    """Say what is known of a point; its eigenvalues only after the learner has judged it."""
    w1, w2 = (number_text(round(float(w), 2) + 0.0) for w in point.at)
    at = f"point {k} at ({w1}, {w2})"
    judged = _judged(state, k, point)
    if not judged:
        return f"{at}, no label yet"
    return f"{at}, labelled {state.label(k)}: {judged}, eigenvalues {eigenvalue_text(point.eigenvalues)}"


def _note(state: State, runs: list[DescentRun], points: tuple[StationaryPoint, ...]) -> str:
    point, label = points[state.chosen - 1], state.label(state.chosen)
    if state.judged and label:
        verdict = "Right" if label == point.kind else "Not so"
        means = _MEANS[label] if label == point.kind else f"{_article(label)} needs: {_MEANS[label]}"
        found = eigenvalue_text(point.eigenvalues)
        return f"{verdict}: the eigenvalues at point {state.chosen} are {found}; {means}."
    diverged = [name for (name, _, _), run in zip(state.runners, runs) if run.has_diverged(state.steps)]
    if diverged:
        who = _and(diverged)
        return (
            f"{who[0].upper()}{who[1:]} diverged: each step jumps over the valley and lands higher. "
            f"{_stability_limit(state)}Take a smaller rate."
        )
    if not state.steps:
        return "Press Run. Or press a numbered point on the map and say what it is."
    if can_advance(state):
        return f"Step {state.steps}. Drag a start or change the rate, and the whole path follows."
    ends = [reached_point(state, run) for run in runs]
    where = f"at {_and([f'point {k}' for k in sorted({*ends} - {0})])}" if all(ends) else "where they are"
    return (
        f"Nothing moves any more: after {state.steps} steps all runs are {where}. Drag a start, or change the rate."
        if len(runs) > 1
        else f"It settled after {state.steps} steps. Drag the start, or change the rate, and the path follows."
    )


def _stability_limit(state: State) -> str:
    """Say which limit the rate exceeds, where there is one: plain descent on a bowl has it."""
    if state.rule != "descent" or state.land != "one linear neuron":
        return ""
    x = state.landscape.x
    largest = np.linalg.eigvalsh(x.T @ x / len(x)).max()
    if not state.single:
        return f"The rate is above 2 divided by the largest curvature, {number_text(largest)}. "
    of_one = (x**2).sum(axis=1).max()
    return (
        f"A step that sees one example has its curvature, up to {number_text(of_one)}: "
        f"the limit is 2/{number_text(of_one)}, not 2/{number_text(largest)}. "
    )


def _and(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _description(state: State, runs: list[DescentRun], points: tuple[StationaryPoint, ...]) -> str:
    sees = "one example" if state.single else "all examples"
    parts = [
        f"{state.land}: {_formula(state)}. {_rule(state)}, each step sees {sees}, step {state.steps}.",
        *(f"{_where(state, k, run)}." for k, run in enumerate(runs)),
        *(f"{_said(state, k, point)}." for k, point in enumerate(points, 1)),
    ]
    return " ".join(part[0].upper() + part[1:] for part in parts)


def on_event(state: State, event: Event) -> State:
    """Move, add or remove a start; choose a point; label it."""
    match event:
        case Event("draw", ("ground",), points=(*_, at), last=last):
            return add_start(state, at) if last else state
        case Event("drag", ("start", k), x=x, y=y):
            starts = (*state.starts[:k], _rounded((x, y)), *state.starts[k + 1 :])
            return replace(state, starts=starts, steps=min(state.steps, MAX_DRAG_STEPS), judged=False)
        case Event("key", ("start", k), key="Delete" | "Backspace"):
            return remove_start(state, k)
        case Event("press", ("point" | "row", k)):
            return replace(state, chosen=k, judged=bool(state.label(k)))
        case Event("press", ("label", kind)):
            return label_chosen(state, kind)
    return state


def label_chosen(state: State, kind: str) -> State:
    """Return the state with the learner's label of the point that is asked about."""
    labels = list(state.labels or [""] * len(classified_points(state.land)))
    labels[state.chosen - 1] = kind
    return replace(state, labels=tuple(labels), judged=True)


def remove_start(state: State, k: int) -> State:
    """Return the state without start number k, from 0; `InputError` if it is the only one."""
    if len(state.starts) == 1:
        raise InputError("this is the only start, and a run needs one")
    return replace(state, starts=state.starts[:k] + state.starts[k + 1 :])


def add_start(state: State, at: Point) -> State:
    """Return the state with one more start; `InputError` if there are as many as can be told apart.

    A race has one start, which moves there.
    """
    if state.rule == "race":
        return replace(state, starts=(_rounded(at),), steps=min(state.steps, MAX_DRAG_STEPS))
    if len(state.starts) >= MAX_STARTS:
        raise InputError(f"there are {MAX_STARTS} starts already; remove one first: choose it, then press Delete")
    return replace(state, starts=(*state.starts, _rounded(at)), steps=min(state.steps, MAX_DRAG_STEPS))


def set_number_of_starts(state: State, n: int) -> State:
    """Return the state with so many starts: the last ones go, or new ones come to places where none is.

    >>> len(set_number_of_starts(State(), 4).starts), set_number_of_starts(State(), 1).starts
    (4, ((-0.5, 2.5),))
    """
    if state.rule == "race" and n != len(state.starts):
        raise InputError("a race has one start, where all three rules set off; choose one rule to have more starts")
    while len(state.starts) > n:
        state = remove_start(state, len(state.starts) - 1)
    while len(state.starts) < n:
        state = add_start(state, _free_place(state))
    return state


def _rounded(at: Point) -> WeightPair:
    """Return the two weights at a place of the map, to two decimals and without a negative 0."""
    w1, w2 = at
    return round(float(w1), 2) + 0.0, round(float(w2), 2) + 0.0


def _free_place(state: State) -> WeightPair:
    """Return the first of some places where no start is yet."""
    middle, half = (state.landscape.low + state.landscape.high) / 2, (state.landscape.high - state.landscape.low) / 2
    offsets = ((-0.6, -0.3), (0.5, 0.1), (0.1, 0.7), (-0.2, -0.8), (0.8, -0.6))
    places = [_rounded((middle + a * half, middle + b * half)) for a, b in offsets]
    return next(place for place in places if place not in state.starts)


@widget(start=landscape_state)
def landscape(state: State) -> App:
    """Return the widget.

    >>> app = landscape(land="one linear neuron")
    >>> app.press("Step")
    >>> app.state.steps, app.code
    (1, "landscape(land='one linear neuron', steps=1)")
    """
    controls = [
        Play("Run", advance_runs, can_advance, primary=True),
        Button("Step", lambda s: replace(s, steps=s.steps + 1, judged=False), can_advance),
        Button("Rewind", lambda s: replace(s, steps=0, judged=False), lambda s: s.steps > 0),
        Slider("rate", "learning rate", RATES),
        Slider("beta", "momentum β", even_values(0.0, 0.99, 0.01), lambda s: s.rule in ("momentum", "race")),
        Choice("rule", "rule", [("descent", "descent"), ("momentum", "momentum"), ("Adam", "adam"), ("race", "race")]),
        Choice(
            "number_of_starts",
            "starts",
            range(1, MAX_STARTS + 1),
            set_number_of_starts,
            lambda s: s.rule != "race",
        ),
        Choice("single", "each step sees", [("all examples", False), ("one example", True)]),
        Choice("land", "network", list(LANDSCAPES), switch_landscape),
    ]
    return App(
        "landscape", state, view, controls, on_event, title="Gradient descent on a loss of two weights", goals=GOALS
    )
