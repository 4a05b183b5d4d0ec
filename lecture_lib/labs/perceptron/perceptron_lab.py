"""The perceptron laboratory: step through the learning rule on points of your own (rows 03.1, 03.3, 03.4)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...drawing import Picture, Point, handle, join_elements, number_text, planes, svg, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, parse_entry, widget
from ...threshold import Separation
from ...validation import InputError, count_phrase
from .picture import (
    half_plane_tint,
    highlight_ring,
    misclassified_ring,
    mistake_bar,
    normal_arrow,
    weight_frame,
    weights_text,
)
from .run import (
    AXIS_HIGH,
    AXIS_LOW,
    GRID_STEP,
    INITIAL_POINTS,
    LEARNING_RATES,
    MAX_POINTS,
    MAX_STEPS,
    OWN_POINTS,
    POINT_SETS,
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
_NAMES = {"w1": "weight w1", "w2": "weight w2", "b": "bias b"}


def view(state: State) -> View:
    """Return the picture, the goal and what there is to say about the last step.

    >>> view(State(POINT_SETS["XOR"], shown=9)).note[:66]
    'The weights before step 10 are those before step 6, with the same '
    """
    now = run_facts(state)
    reached = now.finished and now.mistakes >= GOAL_MISTAKES and _from_zero(state)
    goal = LabGoal(
        f"move the points so that the rule, started from zero, errs {GOAL_MISTAKES} times or more and still finishes",
        reached,
    )
    return View(draw(state, now), goal, _note(state, now))


def draw(state: State, now: RunFacts) -> Picture:
    """Return the plane with points and line, the weights as arrows, the numbers, and mistakes by the bound."""
    frame = planes.plane_frame(AXIS_LOW, AXIS_HIGH, AXIS_LOW, AXIS_HIGH, left=46, top=28, size=340)
    old, added, new = _triples(now)
    weights = weight_frame([old[:2], new[:2]], 466, 28, 190)
    return svg.picture(
        690,
        478,
        frame.open(
            half_plane_tint(frame, now.unit.w, now.unit.b),
            *_lines(frame, now),
            *_points(frame, state, now),
            target=("ground",),
        ),
        frame.axes(),
        _arrows(weights, old, added, new),
        weights.axes("w₁", "w₂", "the weights w"),
        _numbers(old, added, new),
        *_legend(state.rate),
        mistake_bar(46, 448, 632, now.mistakes, now.bound if _from_zero(state) else np.inf, _count(state, now)),
        title="The perceptron laboratory",
        text=_said(state, now, (old, added, new)),
    )


def on_event(state: State, event: Event) -> State:
    """Move, flip, add or take away a point, or take weights that were typed; the run then starts anew."""
    match event:
        case Event("edit", (name,), text):
            return _start_from(state, name, parse_entry(text, _NAMES[name]))
        case Event("draw", ("ground",), points=(*_, at), last=True):
            return _add_point(state, at)
        case Event("drag", ("point", i), x=x, y=y):
            return _replace_point(state, i, grid_points([(x, y)], [state.points[i][2]]))
        case Event("press", ("point", i)) | Event("key", ("point", i), key="f" | "F"):
            x1, x2, label = state.points[i]
            return _replace_point(state, i, ((x1, x2, -label),))
        case Event("key", ("point", i), key="Delete" | "Backspace"):
            return _replace_point(state, i, ())
    return state


@widget
def perceptron_lab(state: State) -> App:
    """Return the widget.

    >>> app = perceptron_lab()
    >>> app.press("To the end")
    >>> app.state.shown
    18
    """
    controls = [
        Choice("data", "points", (*POINT_SETS, OWN_POINTS), _choose_points),
        Choice("rate", "learning rate η", LEARNING_RATES, lambda state, rate: replace(state, rate=rate, shown=0)),
        Button("Next example", show_next_example, has_next_example, primary=True),
        Button("Next mistake", skip_to_mistake, has_next_example, primary=True),
        Button("To the end", run_to_end, has_next_example),
        Button("Start of run", lambda state: replace(state, shown=0), lambda state: state.shown > 0),
        Button(
            "Start from zero",
            lambda state: replace(state, start=(0.0, 0.0, 0.0), shown=0),
            lambda state: not _from_zero(state),
        ),
        Button(
            "Add a point",
            lambda state: _add_point(state, _free_place(state)),
            lambda state: len(state.points) < MAX_POINTS,
        ),
    ]
    return App("perceptron_lab", state, view, controls, on_event, title="Perceptron lab")


def _choose_points(state: State, name: str) -> State:
    return replace(state, points=POINT_SETS.get(name, INITIAL_POINTS), shown=0)


def _start_from(state: State, name: str, value: float) -> State:
    """Return the state whose run starts from the weights of now, with one of them replaced."""
    values = dict(zip(_NAMES, _triples(run_facts(state))[2])) | {name: value}
    return replace(state, start=tuple(values.values()), shown=0)


def _replace_point(state: State, i: int, instead: tuple[LabelledPoint, ...]) -> State:
    points = state.points[:i] + instead + state.points[i + 1 :]
    if not points:
        raise InputError("this is the last point; the rule needs at least one")
    return state if points == state.points else replace(state, points=points, shown=0)


def _add_point(state: State, at: Point) -> State:
    if len(state.points) >= MAX_POINTS:
        raise InputError(f"there are {MAX_POINTS} points already; take one away first (choose it, press Delete)")
    return replace(state, points=state.points + grid_points([at], [1.0]), shown=0)


def _free_place(state: State) -> Point:
    """Return the first place on a coarse raster where no point stands yet."""
    taken = {p[:2] for p in state.points}
    places = (0.5, 1.5, -0.5, 2.0, -1.0)
    return next((x, y) for y in places for x in places if (x, y) not in taken)


def _from_zero(state: State) -> bool:
    return state.start == (0.0, 0.0, 0.0)


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
        normal_arrow(frame, now.unit.w, now.unit.b, 0.6, (0.5, 0.5)),
    ]


def _points(frame, state: State, now: RunFacts) -> list[str]:
    wrong = now.unit(state.x) != state.y
    parts = []
    for i, (x1, x2, label) in enumerate(state.points):
        if wrong[i]:
            parts.append(misclassified_ring(frame, (x1, x2)))
        if now.step is not None and now.step.index == i:
            parts.append(highlight_ring(frame, (x1, x2)))
        place = f"({number_text(x1)}, {number_text(x2)})"
        says = (
            f"point {i + 1}, class {_signed(label)}, at {place}{', wrong' * bool(wrong[i])}: "
            "arrow keys move it, F or Enter flips its class, Delete removes it"
        )
        able = handle(("point", i), "drag press", says, at=(x1, x2), step=GRID_STEP)
        parts.append(planes.point_marker(frame, (x1, x2), label, **able))
        px, py = frame.at(x1, x2)
        parts.append(text(px + 12, py - 9, i + 1, "small bold"))
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
                (name,),
                "edit",
                f"{label} = {number_text(v)}: press Enter to type another and start there",
                value=f"{v:g}",
            ),
        )
        for x, (name, label), v in zip(columns, _NAMES.items(), new)
    ]
    return join_elements(parts) + svg.line_segment(404, 332, 678, 332, stroke="var(--soft)")


def _legend(rate: float) -> list[str]:
    lines = (
        f"learning rate η = {number_text(rate)}",
        "dashed ring: wrong now · solid ring: shown last",
        "dashed line and arrow: before this step",
    )
    return [text(404, 380 + 18 * i, line, "small soft") for i, line in enumerate(lines)]


def _signed(v: float) -> str:
    return ("+" if v > 0 else "") + number_text(v)


def _said(state: State, now: RunFacts, triples) -> str:
    sentences = (
        f"η = {number_text(state.rate)}.",
        _step_text(now),
        _change_text(*triples),
        _wrong_side_text(state, now),
        _count(state, now) + ".",
    )
    return " ".join(sentences)


def _step_text(now: RunFacts) -> str:
    if now.step is None:
        return "No example has been shown yet."
    s = now.step
    score = float(s.w @ s.x + s.b)
    return (
        f"Step {s.number}: example {s.index + 1} at ({number_text(s.x[0])}, {number_text(s.x[1])}), "
        f"true label {_signed(s.y)}; its score is {number_text(score)}{', exactly on the line' * (score == 0)}, "
        f"so the guess is {_signed(s.guess)}: {'right, nothing changes' if s.db == 0 else 'a mistake'}."
    )


def _change_text(old, added, new) -> str:
    if not any(added):
        return f"Now {weights_text(new)}."
    w1, w2, b = (number_text(v) for v in added)
    return f"Before: {weights_text(old)}. Added: ({w1}, {w2}) to w and {b} to b. After: {weights_text(new)}."


def _wrong_side_text(state: State, now: RunFacts) -> str:
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
            f"The weights before step {now.cycle.again} are those before step {now.cycle.first}, with the same "
            f"example to come: it will go round for ever. {certificate_text(now.separation)}"
        )
    if not now.separation.separable and state.shown:
        return "No line separates these points. Go on, and watch for weights that come back."
    return f"{state.shown} steps and not yet at the end. Go on, it must end." if state.shown >= MAX_STEPS else ""


def certificate_text(separation: Separation) -> str:
    """Return the certificate in words.

    >>> certificate_text(run_facts(State(POINT_SETS["XOR"])).separation)[:61]
    'Why no line can do it: take 0.25 × point 1, 0.25 × point 2, 0'
    """
    taken = [f"{number_text(v, 3)} × point {i}" for i, v in enumerate(separation.certificate, start=1) if v > 1e-9]
    return (
        f"Why no line can do it: take {', '.join(taken)}, each with the sign of its label. "
        "These scores add up to 0 whatever w and b are, but points that are all on their own side would add up "
        "to more than 0."
    )
