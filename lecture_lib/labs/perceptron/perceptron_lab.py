"""The perceptron laboratory: step through the learning rule on points of your own (rows 03.1, 03.3, 03.4)."""

from __future__ import annotations

import numpy as np

from ...drawing import Picture, Point, handle, join_elements, number_text, planes, round_knob, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, parse_entry, widget
from ...threshold import PerceptronStep, Separation
from ...validation import InputError, count_phrase
from .picture import (
    clear_label_place,
    highlight_ring,
    misclassified_ring,
    mistake_bar,
    turning_half_planes,
    weight_frame,
    weights_text,
)
from .run import (
    AXIS_HIGH,
    AXIS_LOW,
    CLICKS,
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
    start_anew,
    train_on,
)

GOAL_MISTAKES = 52  # one more than the bound of AND allows
_NAMES = {"w1": "weight w1", "w2": "weight w2", "b": "bias b"}
_SHORT = {  # where a menu is narrow
    "two clouds, far apart": "far clouds",
    "two clouds, close": "near clouds",
    "two clouds that overlap": "mixed clouds",
}
_WIDTH, _HEIGHT = 258, 326  # of both panels
_ARROW_LENGTH, _ARROW_NEAR = 0.6, (0.5, 0.5)


def _mistakes_that_count(state: State) -> int:
    """Return how many mistakes a run from zero has made, where it can finish; the last one counts when it has."""
    now = run_facts(state)
    if not now.separation.separable or not _from_zero(state):
        return 0
    return now.mistakes if now.finished else min(now.mistakes, GOAL_MISTAKES - 1)


def _finished_and(state: State) -> bool:
    return state.data == "AND" and _from_zero(state) and state.shown > 0 and run_facts(state).finished


GOALS = {
    "AND": Goal("run the rule on AND until no point is wrong", _finished_and),
    "the bound": Goal(f"make {GOAL_MISTAKES} mistakes or more, and still finish", _mistakes_that_count, GOAL_MISTAKES),
    "the round": Goal(
        "see the weights of XOR come back to where they have been",
        lambda state: state.data == "XOR" and run_facts(state).cycle is not None,
    ),
}


def view(state: State) -> View:
    """Return the picture and what there is to say about the last step.

    >>> view(State(POINT_SETS["XOR"], shown=9)).note[:66]
    'The weights before step 10 are those before step 6, with the same '
    """
    now = run_facts(state)
    note, right = _feedback(state, now)
    return View(draw(state, now), note=note, right=right)


def draw(state: State, now: RunFacts) -> Picture:
    """Return the plane with points and line above the mistakes and their bound; the weights as arrows and numbers."""
    triples = _triples(now)
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *_plane(state, now)),
        svg.panel(_WIDTH, _HEIGHT, _arrows(_weight_frame(state), *triples), _numbers(*triples), *_ring_legend()),
        title="The perceptron laboratory",
        text=_said(state, now, triples),
    )


def on_event(state: State, event: Event) -> State:
    """Move, flip, add or remove a point, or take weights that were typed or dragged; the run then starts anew.

    A point that is chosen to train on is the next one of the run.
    """
    match event:
        case Event("press", ("point", i)) if state.click == "train":
            return train_on(state, i)
        case Event("key", ("point", i), key="t" | "T"):
            return train_on(state, i)
        case Event("drag", ("arrow",), x=x, y=y, last=last):
            return _drag_weights(state, (x, y), last)
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
        Button("Next mistake", skip_to_mistake, has_next_example, primary=True),
        Button("Next example", show_next_example, has_next_example),
        Button("To the end", run_to_end, has_next_example),
        Button(
            "Add a point",
            lambda state: _add_point(state, _free_place(state)),
            lambda state: len(state.points) < MAX_POINTS,
        ),
        Button(
            "Start from zero",
            lambda state: start_anew(state, start=(0.0, 0.0, 0.0)),
            lambda state: not _from_zero(state),
        ),
        Choice(
            "data", "points", [(_SHORT.get(name, name), name) for name in (*POINT_SETS, OWN_POINTS)], _choose_points
        ),
        Choice("rate", "learning rate η", LEARNING_RATES, lambda state, rate: start_anew(state, rate=rate)),
        Choice("click", "a click on a point", [(label, value) for value, label in CLICKS.items()]),
    ]
    return App(
        "perceptron_lab",
        state,
        view,
        controls,
        on_event,
        title="The perceptron rule, step by step",
        goals=GOALS,
    )


def _choose_points(state: State, name: str) -> State:
    return start_anew(state, points=POINT_SETS.get(name, INITIAL_POINTS))


def _start_from(state: State, name: str, value: float) -> State:
    """Return the state whose run starts from the weights of now, with one of them replaced."""
    values = dict(zip(_NAMES, _triples(run_facts(state))[2])) | {name: value}
    return start_anew(state, start=tuple(values.values()))


def _drag_weights(state: State, to: Point, last: bool) -> State:
    """Return the state whose run starts from w where the tip of its arrow was dragged to, with the bias of now.

    The plane keeps its range, so the arrow stays inside it; let go near its end, it gets more room for the next time.
    """
    *_, new = _triples(run_facts(state))
    half = _weight_frame(state).x1
    limit = np.floor(half / 1.15 / GRID_STEP) * GRID_STEP  # beyond, the range would have to grow
    w = np.clip(np.rint(np.asarray(to) / GRID_STEP) * GRID_STEP, -limit, limit) + 0.0
    reach = half if not last else 2 * half if np.abs(w).max() > 0.9 * limit else 0.0
    return start_anew(state, start=(float(w[0]), float(w[1]), new[2]), reach=reach)


def _weight_frame(state: State) -> svg.Frame:
    """Return the frame of the plane of the weights."""
    old, _, new = _triples(run_facts(state))
    return weight_frame([old[:2], new[:2]], 30, 26, 132, state.reach)


def _replace_point(state: State, i: int, instead: tuple[LabelledPoint, ...]) -> State:
    points = state.points[:i] + instead + state.points[i + 1 :]
    if not points:
        raise InputError("this is the last point; the rule needs at least one")
    return state if points == state.points else start_anew(state, points=points)


def _add_point(state: State, at: Point) -> State:
    if len(state.points) >= MAX_POINTS:
        raise InputError(f"there are {MAX_POINTS} points already; remove one first (choose it, press Delete)")
    return start_anew(state, points=state.points + grid_points([at], [1.0]))


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


def _plane(state: State, now: RunFacts) -> list[str]:
    """Return the plane of the two inputs with axes, and below it the mistakes beside their bound."""
    frame = planes.plane_frame(AXIS_LOW, AXIS_HIGH, AXIS_LOW, AXIS_HIGH, left=17, top=10, size=240)
    bound = now.bound if _from_zero(state) else np.inf
    return [
        frame.open(
            turning_half_planes(frame, now.unit.w, now.unit.b, _ARROW_LENGTH, _ARROW_NEAR),
            _line_before(frame, now),
            *_points(frame, state, now),
            _shown_last(frame, now),
            target=("ground",),
        ),
        frame.axes("", ""),
        text(13, 22, "x₂", "end small"),
        text(256, 267, "x₁", "end small"),
        mistake_bar(1, 292, 256, now.mistakes, bound, _count(state, now)),
    ]


def _line_before(frame, now: RunFacts) -> str:
    """Return the line before the last step, if that has turned it."""
    turned = now.step is not None and now.step.db != 0
    return planes.boundary_line(frame, now.step.w, now.step.b, "var(--soft)", stroke_dasharray="7 5") if turned else ""


def _points(frame, state: State, now: RunFacts) -> list[str]:
    """Return the points to drag, each with its number beside it and, if it is wrong, a ring."""
    wrong = now.unit(state.x) != state.y
    drawn = _lines_and_marks(frame, state, now)
    parts = []
    for i, (x1, x2, label) in enumerate(state.points):
        place = f"({number_text(x1)}, {number_text(x2)})"
        says = (
            f"point {i + 1}, class {_signed(label)}, at {place}{', wrong' * bool(wrong[i])}: "
            f"Enter {CLICKS[state.click]}, arrow keys move it, F flips its class, T trains on it, Delete removes it"
        )
        px, py = frame.at(x1, x2)
        last = now.step is not None and now.step.index == i
        around = [segment for segment in drawn if segment[0] != (px, py) or segment[1] != (px, py)]
        x, y = clear_label_place((px, py), around, 24 if last else 20 if wrong[i] else 16)
        parts.append(
            tag(
                "g",
                tag("circle", cx=px, cy=py, r=_hit_radius(frame, state.x, i), class_="hit"),
                planes.point_marker(frame, (x1, x2), label),
                misclassified_ring(frame, (x1, x2)) if wrong[i] else "",
                text(x, y + 4, i + 1, "small bold mid"),
                class_="moves",
                **handle(("point", i), "drag press", says, at=(x1, x2), step=GRID_STEP),
            )
        )
    return parts


def _hit_radius(frame, x: np.ndarray, i: int) -> float:
    """Return how far round a point it can be grabbed: never so far that it lies over its neighbour."""
    others = np.delete(frame.points(x), i, axis=0) - frame.points(x)[i]
    nearest = float(np.hypot(*others.T).min()) if len(others) else np.inf
    return min(max(nearest / 2, 7.0), 14.0)


def _lines_and_marks(frame, state: State, now: RunFacts) -> list[tuple[Point, Point]]:
    """Return what a number must not be written over, as segments in the picture's units: lines, arrow and points."""
    units = [(now.unit.w, now.unit.b)] + ([(now.step.w, now.step.b)] if now.step is not None and now.step.db else [])
    found = [planes.line_ends(frame, w, b) for w, b in units]
    w = now.unit.w
    if w.any():
        start = planes.nearest_on_line(w, now.unit.b, _ARROW_NEAR)
        found.append((start, start + _ARROW_LENGTH * w / np.linalg.norm(w)))
    found += [(x, x) for x in state.x]
    return [(frame.at(*start), frame.at(*end)) for start, end in filter(None, found)]


def _shown_last(frame, now: RunFacts) -> str:
    return tag("g", highlight_ring(frame, now.step.x), class_="moves", pointer_events="none") if now.step else ""


def _arrows(frame: svg.Frame, old, added, new) -> str:
    """Return the plane of the weights: before, added and after as arrows, and which is which."""
    cross = svg.line_segment(*frame.at(frame.x0, 0), *frame.at(frame.x1, 0), class_="grid") + svg.line_segment(
        *frame.at(0, frame.y0), *frame.at(0, frame.y1), class_="grid"
    )
    step = (
        [
            planes.vector_arrow(frame, (0, 0), old[:2], "var(--soft)", 2, stroke_dasharray="5 4"),
            planes.vector_arrow(frame, old[:2], added[:2], "var(--accent)", 2.5),
        ]
        if any(added)
        else []
    )
    ground = planes.vector_arrow(frame, (0, 0), new[:2], "var(--ink)", 3)
    able = handle(
        ("arrow",), "drag", "the tip of w: arrow keys change the weights to start from", at=new[:2], step=GRID_STEP
    )
    tip = round_knob(frame, new[:2], "var(--ink)", **able)
    keys = (("before", "var(--soft)", "5 4"), ("added", "var(--accent)", None), ("after", "var(--ink)", None))
    return join_elements(
        (
            frame.open(cross, ground, tip, tag("g", *step, pointer_events="none")),
            frame.axes("", ""),
            text(96, 16, "the weights w", "mid bold"),
            text(26, 44, "w₂", "end small"),
            text(176, 175, "w₁", "small"),
            *(
                part
                for i, (word, colour, dashes) in enumerate(keys)
                for part in (
                    svg.line_segment(
                        176, 60 + 24 * i, 200, 60 + 24 * i, stroke=colour, stroke_width=2.5, stroke_dasharray=dashes
                    ),
                    text(206, 64 + 24 * i, word, "small"),
                )
            ),
        )
    )


def _numbers(old, added, new) -> str:
    """Return the table: before, added, after; the last row can be typed over."""
    columns = (127, 179, 231)
    parts = [text(x, 204, name, "mid small soft") for x, name in zip(columns, ("w₁", "w₂", "b"))]
    parts += [
        text(2, 226, "before", "soft"),
        *(text(x, 226, number_text(v), "mid num soft") for x, v in zip(columns, old)),
    ]
    purple = {"style": "fill:var(--accent)"}
    parts += [
        text(2, 248, "+ 2ηŷ(x, 1)", **purple),
        *(text(x, 248, _signed(v), "mid num", **purple) for x, v in zip(columns, added)),
        svg.line_segment(2, 257, 256, 257, stroke="var(--soft)"),
        text(2, 281, "after", "bold"),
    ]
    parts += [
        tag(
            "g",
            tag("rect", x=x - 25, y=263, width=50, height=27, rx=4, fill="var(--paper)", stroke="var(--line)"),
            text(x, 281, number_text(v), "mid num bold"),
            **handle(
                (name,),
                "edit",
                f"{label} = {number_text(v)}: press Enter to type another and start there",
                value=f"{v:g}",
            ),
        )
        for x, (name, label), v in zip(columns, _NAMES.items(), new)
    ]
    return join_elements(parts)


def _ring_legend() -> list[str]:
    """Return what the two rings on the plane mean."""
    ring = svg.Frame(0, 1, 0, 1, 0, 0, 1, 1)
    return [
        misclassified_ring(ring, (11, -309), 8),
        text(26, 314, "wrong now", "small soft"),
        highlight_ring(ring, (127, -309), 8),
        text(142, 314, "shown last", "small soft"),
    ]


def _signed(v: float) -> str:
    return ("+" if v > 0 else "") + number_text(v)


def _said(state: State, now: RunFacts, triples) -> str:
    sentences = (
        f"η = {number_text(state.rate)}.",
        _step_text(now),
        _change_text(*triples),
        _wrong_side_text(state, now),
        "; ".join(_count(state, now)) + ".",
        "" if now.separation.separable else certificate_text(now.separation),
    )
    return " ".join(filter(None, sentences))


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


def _count(state: State, now: RunFacts) -> tuple[str, str]:
    """Return the mistakes so far with the most that are possible, and where that number comes from."""
    made = f"{count_phrase(now.mistakes, 'mistake')} so far"
    if not now.separation.separable:
        return made, "no bound: no line separates these points"
    if not _from_zero(state):
        return made, "no bound: this run does not start from zero"
    return (
        f"{made}, at most {int(now.bound + 1e-9)} possible",
        f"(R/γ)² = ({now.radius:.3g}/{now.separation.margin:.3g})² = {now.bound:.4g}",
    )


def _feedback(state: State, now: RunFacts) -> tuple[str, bool | None]:
    """Return what to say about the step that is shown, and whether the unit was right there."""
    points = count_phrase(len(state.points), "point")
    if now.finished and state.shown:
        made = f"{count_phrase(state.shown, 'example')} and {count_phrase(now.mistakes, 'mistake')}"
        return f"The rule has finished: all {points} right after {made}. Move a point and let it learn again.", True
    if now.finished:
        return f"All {points} right already, so there is nothing to learn. Move a point, or flip its class.", True
    if now.cycle:
        before, first = now.cycle.again, now.cycle.first
        said = f"The weights before step {before} are those before step {first}, with the same point to come."
        return f"{said} The rule goes round forever.", None
    if now.step is None and state.click == "train":
        return "Click the point that the unit is shown next. After it, Next example goes on in turn.", None
    if now.step is None:
        return (
            "Press Next mistake: the rule takes the points in turn and stops at the first one that the unit gets wrong."
        ), None
    if state.shown >= MAX_STEPS and now.separation.separable:
        return f"{state.shown} examples, and the end is still to come. Go on: some line separates the points.", None
    if state.shown >= MAX_STEPS:
        return (
            f"{state.shown} examples. No line separates these points, so it never ends; the weights stay bounded.",
            None,
        )
    return _step_feedback(now.step)


def _step_feedback(step: PerceptronStep) -> tuple[str, bool]:
    score = float(step.w @ step.x + step.b)
    found = f"Score {number_text(score)}{', on the line' * (score == 0)}, so the unit answers {_signed(step.guess)}"
    if step.db == 0:
        return f"Point {step.index + 1} is right. {found}, and that is the label. Nothing changes.", True
    d1, d2, db = (number_text(v) for v in (*step.dw, step.db))
    return (
        f"Mistake at point {step.index + 1}. {found}; the label is {_signed(step.y)}. "
        f"Added ({d1}, {d2}) to w and {db} to b."
    ), False


def certificate_text(separation: Separation) -> str:
    """Return the certificate in words.

    >>> certificate_text(run_facts(State(POINT_SETS["XOR"])).separation)[:61]
    'Why no line can do it: take 0.25 × point 1, 0.25 × point 2, 0'
    """
    taken = [f"{number_text(v, 3)} × point {i}" for i, v in enumerate(separation.certificate, start=1) if v > 1e-9]
    return (
        f"Why no line can do it: take {', '.join(taken)}, each with the sign of its label. "
        "These scores add up to 0 whatever w and b are, but points that are all classified correctly would add up "
        "to more than 0."
    )
