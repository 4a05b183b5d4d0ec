"""An honest landscape: the loss of a network with two weights, descended from several starts (rows 08.2, 08.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...drawing import Frame, Picture, Point, handle, join_elements, number_text, picture, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, Play, Slider, View, even_values, widget
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
    MAX_STEPS,
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

_ROW = 19  # height of a row of the table
MAX_DRAG_STEPS = 120  # steps that are shown at once while a start is dragged
_MEANS = {
    "minimum": "all eigenvalues are above 0",
    "maximum": "all eigenvalues are below 0",
    "saddle": "one eigenvalue is above 0 and one below",
    "flat": "one eigenvalue is 0",
}


def view(state: State) -> View:
    """Return the map, the loss curves, the table of stationary points and the goal.

    >>> view(State()).goal.reached, view(State()).note
    (False, 'Press Run, or choose a numbered point and say what it is.')
    """
    runs, points = descent_runs(state), classified_points(state.land)
    right = sum(state.label(k) == point.kind for k, point in enumerate(points, 1))
    ends = {reached_point(state, run) for run in runs}
    minima = {k for k, point in enumerate(points, 1) if point.kind == "minimum"}
    goal = LabGoal(
        "on a landscape with two minima or more, label every numbered point rightly "
        f"({right} of {len(points)} so far) and let two runs end in different minima",
        right == len(points) and len(ends & minima) > 1,
    )
    return View(draw(state), goal, _note(state, runs, points))


def draw(state: State) -> Picture:
    """Return the picture: the map on the left, the loss curves and the points on the right."""
    land, runs, points = state.landscape, descent_runs(state), classified_points(state.land)
    frame = map_frame(land.low, land.high)
    paths = [run.drawn_path(state.steps) for run in runs]
    return picture(
        704,
        506,
        frame.open(
            loss_map(land),
            *(draw_descent_path(frame, places, k) for k, (_, places) in enumerate(paths)),
            *_points(frame, state, points),
            *_starts(frame, state),
            target=("ground",),
        ),
        frame.axes("w₁", "w₂", _formula(state)),
        text(589, 20, _rule(state), "mid bold"),
        _curves(state, paths),
        _table(state, points),
        _status(state, runs),
        title="The loss of two weights",
        text=_description(state, runs, points),
    )


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
    return [start_marker(frame.at(*start), k, **_start_handle(k, start)) for k, start in enumerate(state.starts)]


def _start_handle(k: int, at: WeightPair) -> dict:
    w1, w2 = map(number_text, at)
    label = f"start {k + 1} at ({w1}, {w2}): arrow keys move it, Delete removes it"
    return handle(("start", k), "drag", label, at=at)


def _curves(state: State, paths: Sequence[tuple[np.ndarray, np.ndarray]]) -> str:
    """Return the loss curves; both axes grow in jumps, so that the curves do not jump at every step."""
    curves = [(steps, state.landscape.loss(np.clip(places, -1e6, 1e6))) for steps, places in paths]
    highest = max(losses[0] for _, losses in curves)
    top = next(v for v in (0.3, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e3, 1e4) if v >= highest or v == 1e4)
    end = 25 * 2 ** max(0, int(np.ceil(np.log2(max(state.steps, 1) / 25))))
    return loss_curves(Frame(0, end, 0, top, 486, 28, 206, _curve_height(state)), curves)


def _curve_height(state: State) -> int:
    """Return the height of the curves: what the table of points leaves, so that the buttons stand still."""
    return 110 + _ROW * (9 - len(classified_points(state.land)))


def _table(state: State, points: tuple[StationaryPoint, ...]) -> str:
    """Return one row a stationary point, and below them the four labels to choose from."""
    top = 92 + _curve_height(state)
    parts = [
        text(442, top, "point", "small soft"),
        text(492, top, "your label", "small soft"),
        text(690, top, "eigenvalues of H", "small soft end"),
    ]
    for k, point in enumerate(points, 1):
        y, judged = top + 2 + _ROW * k, _judged(state, k, point)
        said = {"": "?", "right": f"✓ {state.label(k)}", "wrong": f"✗ {state.label(k)}"}[judged]
        look = {"right": "good", "wrong": "bad"}.get(judged, "soft")
        box = tag(
            "rect",
            x=434,
            y=y - 14,
            width=262,
            height=_ROW,
            rx=3,
            fill="var(--zone)" if k == state.chosen else "var(--paper)",
        )
        parts.append(
            tag(
                "g",
                box,
                text(458, y, k, "mid small bold"),
                text(492, y, said, f"small {look}"),
                text(690, y, eigenvalue_text(point.eigenvalues) if judged else "", "small num end"),
                **_choice("row", state, k, point),
            )
        )
    return join_elements(parts) + _options(state)


def _options(state: State) -> str:
    """Return the four labels to choose from for the point that is asked about."""
    parts = [text(438, 402, f"What is point {state.chosen}?", "bold")]
    for i, name in enumerate(STATIONARY_KINDS):
        x = 434 + 66 * i
        box = tag("rect", x=x, y=410, width=64, height=26, rx=4, fill="var(--zone)", stroke="var(--soft)")
        parts.append(
            tag(
                "g",
                box,
                text(x + 32, 427, name, "mid small"),
                **handle(
                    ("label", name),
                    "press",
                    f"point {state.chosen} is {_article(name)}",
                    quiet=state.label(state.chosen) == name,
                ),
            )
        )
    return join_elements(parts)


def _status(state: State, runs: list[DescentRun]) -> str:
    """Return one line a start below the map: its sign, its loss, where it is."""
    places = [(58, 466), (58, 490), (378, 466), (378, 490)]
    return join_elements(
        start_marker((x, y - 4), k, 6) + text(x + 14, y, _where(state, k, run), "small num")
        for k, ((x, y), run) in enumerate(zip(places, runs))
    )


def _where(state: State, k: int, run: DescentRun) -> str:
    here = run.path[min(state.steps, len(run.path) - 1)]
    if run.has_diverged(state.steps):
        return f"start {k + 1} has run away after {len(run.path) - 1} steps"
    loss = f"start {k + 1}: loss {number_text(float(state.landscape.loss(here)), 3)}"
    if point := reached_point(state, run):
        return f"{loss}, at point {point}"
    land = state.landscape
    inside = bool(((here >= land.low) & (here <= land.high)).all())
    return f"{loss} at ({number_text(float(here[0]), 3)}, {number_text(float(here[1]), 3)})" + (
        "" if inside else ", off the map"
    )


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
    diverged = [str(k) for k, run in enumerate(runs, 1) if run.has_diverged(state.steps)]
    if diverged:
        why = "The rate is larger than 2 divided by the largest curvature. " if state.rule == "descent" else ""
        return (
            f"Start {' and '.join(diverged)} ran away: each step jumps over the valley and lands higher on the other "
            f"side. {why}Try a smaller rate."
        )
    point, label = points[state.chosen - 1], state.label(state.chosen)
    if label:
        verdict = "Right" if label == point.kind else "Not so"
        means = _MEANS[label] if label == point.kind else f"{_article(label)} needs: {_MEANS[label]}"
        found = eigenvalue_text(point.eigenvalues)
        return f"{verdict}: the eigenvalues at point {state.chosen} are {found}; {means}."
    return "Press Run, or choose a numbered point and say what it is." if not state.steps else ""


def _description(state: State, runs: list[DescentRun], points: tuple[StationaryPoint, ...]) -> str:
    sees = "one example" if state.single else "all examples"
    parts = [
        f"{state.land}: {_formula(state)}. {_rule(state)}, each step sees {sees}, step {state.steps}.",
        *(f"{_where(state, k, run)}." for k, run in enumerate(runs)),
        *(f"{_said(state, k, point)}." for k, point in enumerate(points, 1)),
    ]
    return " ".join(part[0].upper() + part[1:] for part in parts)


def on_event(state: State, event: Event) -> State:
    """Move, add or take away a start; choose a point; label it."""
    match event:
        case Event("draw", ("ground",), points=(*_, at), last=last):
            return add_start(state, at) if last else state
        case Event("drag", ("start", k), x=x, y=y):
            starts = (*state.starts[:k], _rounded((x, y)), *state.starts[k + 1 :])
            return replace(state, starts=starts, steps=min(state.steps, MAX_DRAG_STEPS))
        case Event("key", ("start", k), key="Delete" | "Backspace"):
            return remove_start(state, k)
        case Event("press", ("point" | "row", k)):
            return replace(state, chosen=k)
        case Event("press", ("label", kind)):
            return label_chosen(state, kind)
    return state


def label_chosen(state: State, kind: str) -> State:
    """Return the state with the learner's label of the point that is asked about."""
    labels = list(state.labels or [""] * len(classified_points(state.land)))
    labels[state.chosen - 1] = kind
    return replace(state, labels=tuple(labels))


def remove_start(state: State, k: int) -> State:
    """Return the state without start number k, from 0; `InputError` if it is the only one."""
    if len(state.starts) == 1:
        raise InputError("this is the last start; at least one is needed")
    return replace(state, starts=state.starts[:k] + state.starts[k + 1 :])


def add_start(state: State, at: Point) -> State:
    """Return the state with one more start; `InputError` if there are as many as can be told apart."""
    if len(state.starts) >= MAX_STARTS:
        raise InputError(f"there are {MAX_STARTS} starts already; take one away first (choose it, press Delete)")
    return replace(state, starts=(*state.starts, _rounded(at)), steps=min(state.steps, MAX_DRAG_STEPS))


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
        Choice("land", "network", list(LANDSCAPES), switch_landscape),
        Choice("rule", "rule", [(name, rule) for rule, name in RULE_NAMES.items()]),
        Choice("single", "each step sees", [("all examples", False), ("one example", True)]),
        Slider("rate", "learning rate", even_values(0.01, 1.5, 0.01)),
        Slider("beta", "momentum β", even_values(0.0, 0.99, 0.01), lambda s: s.rule == "momentum"),
        Play("Run", advance_runs, can_advance),
        Button("Step", lambda s: replace(s, steps=min(s.steps + 1, MAX_STEPS)), can_advance),
        Button("Back to the starts", lambda s: replace(s, steps=0), lambda s: s.steps > 0),
        Button("Add a start", lambda s: add_start(s, _free_place(s)), lambda s: len(s.starts) < MAX_STARTS),
        Button("Remove a start", lambda s: remove_start(s, len(s.starts) - 1), lambda s: len(s.starts) > 1),
    ]
    return App("landscape", state, view, controls, on_event, title="Landscape")
