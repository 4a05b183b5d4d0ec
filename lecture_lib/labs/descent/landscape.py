"""An honest landscape: the loss of a network with two weights, descended from several starts (rows 08.2, 08.3)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...drawing import Frame, Picture, handle, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Goal, Play, Slider, View
from ...training import LANDSCAPES, STATIONARY_KINDS
from ...validation import InputError
from . import map_picture as draw
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
    now, points = descent_runs(state), classified_points(state.land)
    right = sum(state.label(k) == spot.kind for k, spot in enumerate(points, 1))
    ends = {reached_point(state, run) for run in now}
    minima = {k for k, spot in enumerate(points, 1) if spot.kind == "minimum"}
    goal = Goal(
        "on a landscape with two minima or more, label every numbered point rightly "
        f"({right} of {len(points)} so far) and let two runs end in different minima",
        right == len(points) and len(ends & minima) > 1,
    )
    return View(draw_map(state, now, points), goal, _note(state, now, points))


def draw_map(state: State, now: list[DescentRun], points: tuple[StationaryPoint, ...]) -> Picture:
    """Return the picture: the map on the left, the loss curves and the points on the right."""
    land = state.landscape
    frame = draw.map_frame(land.low, land.high)
    shown = [run.drawn_path(state.steps) for run in now]
    return svg.picture(
        704,
        506,
        frame.open(
            draw.loss_map(land),
            *(draw.draw_descent_path(frame, places, k) for k, (_, places) in enumerate(shown)),
            *_spots(frame, state, points),
            *_starts(frame, state),
            can="draw",
            id_="ground",
        ),
        frame.axes("w₁", "w₂", _formula(state)),
        text(589, 20, _rule(state), "mid bold"),
        _curves(state, shown),
        _table(state, points),
        _status(state, now),
        title="The loss of two weights",
        text=_twin(state, now, points),
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


def _spots(frame: Frame, state: State, points: tuple[StationaryPoint, ...]) -> list[str]:
    return [
        draw.stationary_marker(
            frame,
            spot.at,
            k,
            _judged(state, k, spot),
            k == state.chosen,
            **handle(
                f"point{k}", "press", f"{_said(state, k, spot)}: press Enter to choose it", quiet=k == state.chosen
            ),
        )
        for k, spot in enumerate(points, 1)
    ]


def _starts(frame: Frame, state: State) -> list[str]:
    return [
        draw.start_marker(
            frame.at(*start),
            k,
            **handle(
                f"start{k + 1}",
                "drag",
                f"start {k + 1} at ({number_text(start[0])}, {number_text(start[1])}): arrow keys move it, "
                "Delete removes it",
                at=start,
                step=0.1,
            ),
        )
        for k, start in enumerate(state.starts)
    ]


def _curves(state: State, shown) -> str:
    """Return the loss curves; both axes grow in jumps, so that the curves do not jump at every step."""
    runs_ = [(at, state.landscape.loss(np.clip(places, -1e6, 1e6))) for at, places in shown]
    highest = max(losses[0] for _, losses in runs_)
    top = next(v for v in (0.3, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e3, 1e4) if v >= highest or v == 1e4)
    end = 25 * 2 ** max(0, int(np.ceil(np.log2(max(state.steps, 1) / 25))))
    return draw.loss_curves(Frame(0, end, 0, top, 486, 28, 206, _curve_height(state)), runs_)


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
    for k, spot in enumerate(points, 1):
        y, judged = top + 2 + _ROW * k, _judged(state, k, spot)
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
                text(690, y, draw.eigenvalue_text(spot.eigenvalues) if judged else "", "small num end"),
                **handle(
                    f"row{k}", "press", f"{_said(state, k, spot)}: press Enter to choose it", quiet=k == state.chosen
                ),
            )
        )
    return "".join(parts) + _options(state)


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
                    f"is-{name}",
                    "press",
                    f"point {state.chosen} is {_article(name)}",
                    quiet=state.label(state.chosen) == name,
                ),
            )
        )
    return "".join(parts)


def _status(state: State, now: list[DescentRun]) -> str:
    """Return one line a start below the map: its sign, its loss, where it is."""
    places = [(58, 466), (58, 490), (378, 466), (378, 490)]
    return "".join(
        draw.start_marker((x, y - 4), k, 6) + text(x + 14, y, _where(state, k, run), "small num")
        for k, ((x, y), run) in enumerate(zip(places, now))
    )


def _where(state: State, k: int, run: DescentRun) -> str:
    here = run.path[min(state.steps, len(run.path) - 1)]
    if run.lost and len(run.path) <= state.steps + 1:
        return f"start {k + 1} has run away after {len(run.path) - 1} steps"
    loss = f"start {k + 1}: loss {number_text(float(state.landscape.loss(here)), 3)}"
    if point := reached_point(state, run):
        return f"{loss}, at point {point}"
    land = state.landscape
    inside = bool(((here >= land.low) & (here <= land.high)).all())
    return f"{loss} at ({number_text(float(here[0]), 3)}, {number_text(float(here[1]), 3)})" + (
        "" if inside else ", off the map"
    )


def _judged(state: State, k: int, spot: StationaryPoint) -> str:
    label = state.label(k)
    return "" if not label else "right" if label == spot.kind else "wrong"


def _article(name: str) -> str:
    return name if name == "flat" else f"a {name}"


def _said(state: State, k: int, spot: StationaryPoint) -> str:
    """Say what is known of a point; its eigenvalues only after the learner has judged it."""
    at = f"point {k} at ({number_text(round(float(spot.at[0]), 2) + 0.0)}, {number_text(round(float(spot.at[1]), 2) + 0.0)})"
    judged = _judged(state, k, spot)
    if not judged:
        return f"{at}, no label yet"
    return f"{at}, labelled {state.label(k)}: {judged}, eigenvalues {draw.eigenvalue_text(spot.eigenvalues)}"


def _note(state: State, now: list[DescentRun], points: tuple[StationaryPoint, ...]) -> str:
    lost = [str(k) for k, run in enumerate(now, 1) if run.lost and len(run.path) <= state.steps + 1]
    if lost:
        why = "The rate is larger than 2 divided by the largest curvature. " if state.rule == "descent" else ""
        return (
            f"Start {' and '.join(lost)} ran away: each step jumps over the valley and lands higher on the other "
            f"side. {why}Try a smaller rate."
        )
    spot, label = points[state.chosen - 1], state.label(state.chosen)
    if label:
        verdict = "Right" if label == spot.kind else "Not so"
        wanted = _MEANS[label] if label == spot.kind else f"{_article(label)} needs: {_MEANS[label]}"
        return f"{verdict}: the eigenvalues at point {state.chosen} are {draw.eigenvalue_text(spot.eigenvalues)}; {wanted}."
    return "Press Run, or choose a numbered point and say what it is." if not state.steps else ""


def _twin(state: State, now: list[DescentRun], points: tuple[StationaryPoint, ...]) -> str:
    sees = "one example" if state.single else "all examples"
    parts = [
        f"{state.land}: {_formula(state)}. {_rule(state)}, each step sees {sees}, step {state.steps}.",
        *(f"{_where(state, k, run)}." for k, run in enumerate(now)),
        *(f"{_said(state, k, spot)}." for k, spot in enumerate(points, 1)),
    ]
    return " ".join(part[0].upper() + part[1:] for part in parts)


def on_event(state: State, event: dict) -> State:
    """Move, add or take away a start; choose a point; label it."""
    kind_, name = event["kind"], event["id"]
    if kind_ == "draw":
        return _added(state, event["points"][-1]) if event["last"] else state
    if name.startswith("start"):
        return _moved(state, int(name[5:]) - 1, event)
    if kind_ != "press":
        return state
    if name.startswith("is-"):
        labels = list(state.labels or [""] * len(classified_points(state.land)))
        labels[state.chosen - 1] = name[3:]
        return replace(state, labels=tuple(labels))
    return replace(state, chosen=int(name.removeprefix("point").removeprefix("row")))


def _moved(state: State, k: int, event: dict) -> State:
    starts = list(state.starts)
    if k >= len(starts):
        return state
    if event["kind"] == "drag":
        starts[k] = (round(event["x"], 2) + 0.0, round(event["y"], 2) + 0.0)
        return replace(state, starts=tuple(starts), steps=min(state.steps, MAX_DRAG_STEPS))
    if event.get("key") in ("Delete", "Backspace"):
        return _removed(state, k)
    return state


def _removed(state: State, k: int) -> State:
    if len(state.starts) == 1:
        raise InputError("this is the last start; at least one is needed")
    return replace(state, starts=state.starts[:k] + state.starts[k + 1 :])


def _added(state: State, at) -> State:
    if len(state.starts) >= MAX_STARTS:
        raise InputError(f"there are {MAX_STARTS} starts already; take one away first (choose it, press Delete)")
    place: WeightPair = tuple(round(float(v), 2) + 0.0 for v in at)
    return replace(state, starts=(*state.starts, place), steps=min(state.steps, MAX_DRAG_STEPS))


def _free(state: State) -> WeightPair:
    """Return the first of some places where no start is yet."""
    middle, half = (state.landscape.low + state.landscape.high) / 2, (state.landscape.high - state.landscape.low) / 2
    ways = ((-0.6, -0.3), (0.5, 0.1), (0.1, 0.7), (-0.2, -0.8), (0.8, -0.6))
    places = [(round(middle + a * half, 2), round(middle + b * half, 2)) for a, b in ways]
    return next(place for place in places if place not in state.starts)


def landscape(state: State = State()) -> App:
    """Return the widget.

    >>> stage = landscape()
    >>> stage.press("Step"); stage.state.steps
    1
    """
    return App(
        "landscape",
        state,
        view,
        [
            Choice("land", "network", list(LANDSCAPES), switch_landscape),
            Choice("rule", "rule", [(name, rule) for rule, name in RULE_NAMES.items()]),
            Choice("single", "each step sees", [("all examples", False), ("one example", True)]),
            Slider("rate", "learning rate", 0.01, 1.5, 0.01),
            Slider("beta", "momentum β", 0.0, 0.99, 0.01, lambda s: s.rule == "momentum"),
            Play("Run", advance_runs, can_advance),
            Button("Step", lambda s: replace(s, steps=min(s.steps + 1, MAX_STEPS)), can_advance),
            Button("Back to the starts", lambda s: replace(s, steps=0), lambda s: s.steps > 0),
            Button("Add a start", lambda s: _added(s, _free(s)), lambda s: len(s.starts) < MAX_STARTS),
            Button("Remove a start", lambda s: _removed(s, len(s.starts) - 1), lambda s: len(s.starts) > 1),
        ],
        on_event,
    )
