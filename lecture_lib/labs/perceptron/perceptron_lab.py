"""The perceptron laboratory: step through the learning rule on points of your own (rows 03.1, 03.3, 03.4)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...drawing import Picture, handle, number_text, planes, svg, text
from ...interactive import App, Button, Choice, Goal, View
from ...threshold import Separation
from ...validation import InputError, count_phrase, parse_number
from . import picture as draw
from .run import (
    AXIS_HIGH,
    AXIS_LOW,
    GRID_STEP,
    INITIAL_POINTS,
    MAX_POINTS,
    MAX_STEPS,
    OWN_POINTS,
    SETS,
    LabelledPoint,
    RunFacts,
    State,
    grid_points,
    has_next_example,
    run_facts,
    run_to_end,
    show_next_example,
    skip_to_mistake,
)

GOAL_MISTAKES = 52  # one more than the bound of AND allows
_PARTS = ("w1", "w2", "b")


def view(state: State) -> View:
    """Return the picture, the goal and what there is to say about the last step.

    >>> view(State(SETS["XOR"], shown=9)).note[:66]
    'The weights before step 10 are those before step 6, with the same '
    """
    now = run_facts(state)
    reached = now.finished and now.mistakes >= GOAL_MISTAKES and _from_zero(state)
    goal = Goal(
        f"move the points so that the rule, started from zero, errs {GOAL_MISTAKES} times or more and still finishes",
        reached,
    )
    return View(draw_lab(state, now), goal, _note(state, now))


def draw_lab(state: State, now: RunFacts) -> Picture:
    """Return the plane with points and line, the weights as arrows, the numbers, and mistakes by the bound."""
    frame = planes.plane_frame(AXIS_LOW, AXIS_HIGH, AXIS_LOW, AXIS_HIGH, left=46, top=28, size=340)
    old, added, new = _triples(now)
    weights = draw.weight_frame([old[:2], new[:2]], 466, 28, 190)
    return svg.picture(
        690,
        478,
        frame.open(
            draw.half_plane_tint(frame, now.unit.w, now.unit.b),
            *_lines(frame, now),
            *_points(frame, state, now),
            can="draw",
            id_="ground",
        ),
        frame.axes(),
        _arrows(weights, old, added, new),
        weights.axes("w₁", "w₂", "the weights w"),
        _numbers(old, added, new),
        *_legend(state.rate),
        draw.mistake_bar(46, 448, 632, now.mistakes, now.bound if _from_zero(state) else np.inf, _count(state, now)),
        title="The perceptron laboratory",
        text=_twin(state, now, (old, added, new)),
    )


def on_event(state: State, event: dict) -> State:
    """Move, flip, add or take away a point, or take weights that were typed; the run then starts anew."""
    kind, name = event["kind"], event["id"]
    if kind == "edit":
        values = dict(zip(_PARTS, _after(state))) | {name: parse_number(event["text"], name)}
        return replace(state, start=tuple(values.values()), shown=0)
    if kind == "draw":
        return _added(state, event["points"][-1]) if event["last"] else state
    if not name.startswith("p"):
        return state
    i = int(name[1:]) - 1
    x1, x2, label = state.points[i]
    if kind == "drag":
        return _with(state, i, grid_points([(event["x"], event["y"])], [label]))
    if kind == "press" or event.get("key", "").lower() == "f":
        return _with(state, i, ((x1, x2, -label),))
    if event.get("key") in ("Delete", "Backspace"):
        return _with(state, i, ())
    return state


def perceptron_lab(state: State = State()) -> App:
    """Return the laboratory.

    >>> lab = perceptron_lab()
    >>> lab.press("To the end"); lab.state.shown
    18
    """
    controls = [
        Choice("data", "points", (*SETS, OWN_POINTS), _chosen),
        Choice(
            "rate", "learning rate η", (0.25, 0.5, 1.0, 2.0), lambda state, rate: replace(state, rate=rate, shown=0)
        ),
        Button("Next example", show_next_example, has_next_example, "primary"),
        Button("Next mistake", skip_to_mistake, has_next_example, "primary"),
        Button("To the end", run_to_end, has_next_example),
        Button("Start of run", lambda state: replace(state, shown=0), lambda state: state.shown > 0),
        Button(
            "Start from zero",
            lambda state: replace(state, start=(0.0, 0.0, 0.0), shown=0),
            lambda state: not _from_zero(state),
        ),
        Button("Add a point", lambda state: _added(state, _free(state)), lambda state: len(state.points) < MAX_POINTS),
    ]
    return App("perceptron_lab", state, view, controls, on_event)


def _chosen(state: State, name: str) -> State:
    return replace(state, points=SETS.get(name, INITIAL_POINTS), shown=0)


def _with(state: State, i: int, instead: tuple[LabelledPoint, ...]) -> State:
    points = state.points[:i] + instead + state.points[i + 1 :]
    if not points:
        raise InputError("this is the last point; the rule needs at least one")
    return state if points == state.points else replace(state, points=points, shown=0)


def _added(state: State, at) -> State:
    if len(state.points) >= MAX_POINTS:
        raise InputError(f"there are {MAX_POINTS} points already; take one away first (choose it, press Delete)")
    return replace(state, points=state.points + grid_points([at], [1.0]), shown=0)


def _free(state: State) -> tuple[float, float]:
    """Return the first place on a coarse raster where no point stands yet."""
    taken = {p[:2] for p in state.points}
    places = (0.5, 1.5, -0.5, 2.0, -1.0)
    return next((x, y) for y in places for x in places if (x, y) not in taken)


def _from_zero(state: State) -> bool:
    return state.start == (0.0, 0.0, 0.0)


def _after(state: State) -> tuple[float, ...]:
    return _triples(run_facts(state))[2]


def _triples(now: RunFacts) -> tuple[tuple[float, ...], ...]:
    """Return (w1, w2, b) before the last step, what it added, and after it."""
    new = (*now.unit.w.tolist(), now.unit.b)
    if now.step is None:
        return new, (0.0, 0.0, 0.0), new
    return (*now.step.w.tolist(), now.step.b), (*now.step.dw.tolist(), now.step.db), new


def _lines(frame, now: RunFacts) -> list[str]:
    turned = now.step is not None and now.step.db != 0
    old = planes.boundary_line(frame, now.step.w, now.step.b, "var(--soft)", stroke_dasharray="7 5") if turned else ""
    return [
        old,
        planes.boundary_line(frame, now.unit.w, now.unit.b),
        draw.normal_arrow(frame, now.unit.w, now.unit.b, 0.6, (0.5, 0.5)),
    ]


def _points(frame, state: State, now: RunFacts) -> list[str]:
    wrong = now.unit(state.x) != state.y
    parts = []
    for i, (x1, x2, label) in enumerate(state.points, start=1):
        if wrong[i - 1]:
            parts.append(draw.misclassified_ring(frame, (x1, x2)))
        if now.step is not None and now.step.index == i - 1:
            parts.append(draw.highlight_ring(frame, (x1, x2)))
        says = (
            f"point {i}, class {_signed(label)}, at ({number_text(x1)}, "
            f"{number_text(x2)}){', wrong' * bool(wrong[i - 1])}: "
            "arrow keys move it, F or Enter flips its class, Delete removes it"
        )
        able = handle(f"p{i}", "drag press", says, at=(x1, x2), step=GRID_STEP)
        parts.append(planes.point_marker(frame, (x1, x2), label, **able))
        px, py = frame.at(x1, x2)
        parts.append(text(px + 12, py - 9, i, "small bold"))
    return parts


def _arrows(weights, old, added, new) -> str:
    changed = any(added)
    ground = svg.line_segment(*weights.at(weights.x0, 0), *weights.at(weights.x1, 0), class_="grid") + svg.line_segment(
        *weights.at(0, weights.y0), *weights.at(0, weights.y1), class_="grid"
    )
    parts = (
        [
            planes.vector_arrow(weights, (0, 0), old[:2], "var(--soft)", 2, stroke_dasharray="5 4"),
            planes.vector_arrow(weights, old[:2], added[:2], "var(--accent)", 2),
        ]
        if changed
        else []
    )
    return weights.open(ground, planes.vector_arrow(weights, (0, 0), new[:2], "var(--ink)", 3), *parts)


def _numbers(old, added, new) -> str:
    """Return the table: before, added, after; the last row can be typed over."""
    columns, rows = (550, 602, 654), (302, 326, 352)
    parts = [text(x, 280, name, "mid small soft") for x, name in zip(columns, ("w₁", "w₂", "b"))]
    for y, name, values, look in zip(
        rows, ("before", "added: 2ηŷ(x, 1)", "after"), (old, added, new), ("soft", "", "bold")
    ):
        parts.append(text(404, y, name, look))
        parts += (
            [
                text(
                    x,
                    y,
                    _signed(v) if look == "" else number_text(v),
                    f"mid num {look}",
                    style="fill:var(--accent)" if look == "" else None,
                )
                for x, v in zip(columns, values)
            ]
            if look != "bold"
            else []
        )
    parts += [
        svg.tag(
            "g",
            svg.tag("rect", x=x - 24, y=336, width=48, height=22, rx=4, fill="var(--paper)", stroke="var(--faint)"),
            text(x, 352, number_text(v), "mid num bold"),
            **handle(
                name, "edit", f"{label} = {number_text(v)}: press Enter to type another and start there", value=f"{v:g}"
            ),
        )
        for x, name, label, v in zip(columns, _PARTS, ("weight w1", "weight w2", "bias b"), new)
    ]
    return "".join(parts) + svg.line_segment(404, 332, 678, 332, stroke="var(--soft)")


def _legend(rate: float) -> list[str]:
    said = (
        f"learning rate η = {number_text(rate)}",
        "dashed ring: wrong now · solid ring: shown last",
        "dashed line and arrow: before this step",
    )
    return [text(404, 380 + 18 * i, line, "small soft") for i, line in enumerate(said)]


def _signed(v: float) -> str:
    return ("+" if v > 0 else "") + number_text(v)


def _twin(state: State, now: RunFacts, triples) -> str:
    return " ".join(
        (
            f"η = {number_text(state.rate)}.",
            _told(now),
            _numbers_told(*triples),
            _ground(state, now),
            _count(state, now) + ".",
        )
    )


def _told(now: RunFacts) -> str:
    if now.step is None:
        return "No example has been shown yet."
    s = now.step
    score = float(s.w @ s.x + s.b)
    return (
        f"Step {s.number}: example {s.index + 1} at ({number_text(s.x[0])}, {number_text(s.x[1])}), true label "
        f"{_signed(s.y)}; "
        f"its score is {number_text(score)}{', exactly on the line' if score == 0 else ''}, so the guess is "
        f"{_signed(s.guess)}: {'right, nothing changes' if s.db == 0 else 'a mistake'}."
    )


def _numbers_told(old, added, new) -> str:
    if not any(added):
        return f"Now {draw.weights_text(new)}."
    w1, w2, b = (number_text(v) for v in added)
    return f"Before: {draw.weights_text(old)}. Added: ({w1}, {w2}) to w and {b} to b. After: {draw.weights_text(new)}."


def _ground(state: State, now: RunFacts) -> str:
    wrong = int((now.unit(state.x) != state.y).sum())
    return f"{wrong} of {len(state.points)} points are on the wrong side now."


def _count(state: State, now: RunFacts) -> str:
    made = f"{count_phrase(now.mistakes, 'mistake')} so far"
    if not now.separation.separable:
        return f"{made}; there is no bound, because no line separates these points"
    if not _from_zero(state):
        return f"{made}; the bound holds for a start from zero only, and this run starts elsewhere"
    return (
        f"{made}; at most {int(now.bound + 1e-9)} are possible: (R/γ)² = "
        f"({now.radius:.3g}/{now.separation.margin:.3g})² = {now.bound:.4g}"
    )


def _note(state: State, now: RunFacts) -> str:
    if now.finished:
        return f"All points are right after {state.shown} examples: the rule has finished."
    if now.cycle:
        return (
            f"The weights before step {now.cycle.again} are those before step {now.cycle.first}, with "
            f"the same example "
            f"to come: it will go round for ever. {certificate_text(now.separation)}"
        )
    if not now.separation.separable and state.shown:
        return "No line separates these points. Go on, and watch for weights that come back."
    return f"{state.shown} steps and not yet at the end. Go on, it must end." if state.shown >= MAX_STEPS else ""


def certificate_text(separation: Separation) -> str:
    """Return the certificate in words.

    >>> certificate_text(run_facts(State(SETS["XOR"])).separation)[:61]
    'Why no line can do it: take 0.25 × point 1, 0.25 × point 2, 0'
    """
    taken = [f"{number_text(v, 3)} × point {i}" for i, v in enumerate(separation.certificate, start=1) if v > 1e-9]
    return (
        f"Why no line can do it: take {', '.join(taken)}, each with the sign of its label. These "
        f"scores add up to 0 "
        "whatever w and b are, but points that are all on their own side would add up to more than 0."
    )
