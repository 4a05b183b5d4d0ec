"""Place lines until the network fires where a given shape is, with as few units as possible (rows 12.1 to 12.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import Frame, Picture, handle, join_elements, svg, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...validation import InputError
from .picture import filled_rings, unit_lines
from .puzzle_lines import (
    GOAL_IOU,
    SHAPE_PUZZLES,
    SQUARE,
    Knob,
    add_knob,
    firing_region,
    knob_line,
    move_knob,
    n_units,
    puzzle_iou,
    space_knobs_evenly,
)

_FRAME = Frame(-3, 3, -3, 3, 46, 30, 350, 350)
_COLOURS, _DASHES = ("var(--ink)", "var(--accent)"), (None, "7 4")


@dataclass(frozen=True)
class State:
    """The puzzle, the knobs of its lines as (x, y, group), the gate of the output unit, and the fewest units so far.

    A state that solves its puzzle always holds it among the best.

    >>> State("triangle", ((0.11, -1.0, 0), (0.76, 0.5, 0), (-0.87, 0.32, 0)), "AND").best
    (('triangle', 4),)
    """

    puzzle: str = "triangle"
    knobs: tuple[Knob, ...] = SHAPE_PUZZLES["triangle"].start
    gate: str = "OR"
    best: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.puzzle not in SHAPE_PUZZLES or self.gate not in ("AND", "OR"):
            raise InputError(
                f"puzzle is {self.puzzle!r} and gate is {self.gate!r}; one of {', '.join(SHAPE_PUZZLES)}, and "
                f"AND or OR, are wanted"
            )
        if self.iou >= GOAL_IOU:
            kept = dict(self.best)
            kept[self.puzzle] = min(kept.get(self.puzzle, 99), n_units(self.puzzle, self.knobs))
            object.__setattr__(self, "best", tuple(kept.items()))

    @property
    def iou(self) -> float:
        """The area that fires and is wanted, over the area that fires or is wanted."""
        return puzzle_iou(self.puzzle, self.knobs, self.gate)


def view(state: State) -> View:
    """Return the plane, the IoU, the units, and how many puzzles are solved.

    >>> view(State()).goal.reached
    False
    """
    goal = LabGoal(
        f"an IoU of {GOAL_IOU} or more in all {len(SHAPE_PUZZLES)} puzzles: {len(state.best)} solved",
        len(state.best) == len(SHAPE_PUZZLES),
    )
    return View(draw(state), goal, SHAPE_PUZZLES[state.puzzle].says)


def draw(state: State) -> Picture:
    """Return the plane at the left and the numbers at the right."""
    return svg.picture(
        720,
        422,
        _FRAME.open(_ground(state), _knobs(state)),
        _FRAME.axes(),
        text(221, 18, "blue: where the network fires", "mid bold"),
        *_panel(state),
        title="Shape puzzles",
        text=_description(state),
    )


def _ground(state: State) -> str:
    puzzle, region = SHAPE_PUZZLES[state.puzzle], firing_region(state.puzzle, state.knobs, state.gate)
    areas = [(SQUARE, *region.polygons)] if region.outside else [(polygon,) for polygon in region.polygons]
    fires = [filled_rings(_FRAME, rings, fill="var(--plus)", fill_opacity=0.3) for rings in areas]
    wanted = filled_rings(
        _FRAME,
        puzzle.targets,
        fill="var(--minus)",
        fill_opacity=0.12,
        stroke="var(--minus)",
        stroke_width=3,
        stroke_dasharray="2 3",
    )
    centres = join_elements(
        text(round(x, 1), round(y + 5, 1), "+", "mid bold soft") for x, y in _FRAME.points(puzzle.centres).tolist()
    )
    return tag(
        "g", *fires, wanted, *(_line(state.puzzle, knob) for knob in state.knobs), centres, pointer_events="none"
    )


def _line(puzzle: str, knob: Knob) -> str:
    (w, c), group = knob_line(puzzle, knob), knob[2]
    return unit_lines(_FRAME, [w], [c], _COLOURS[group], stroke_width=1.6, stroke_dasharray=_DASHES[group])


def _knobs(state: State) -> str:
    parts = []
    for i, (x, y, group) in enumerate(state.knobs):
        px, py = _FRAME.at(x, y)
        able = handle(
            ("knob", i),
            "drag",
            f"line {i + 1}{' of the second AND' * group}: arrow keys move its knob",
            at=(x, y),
            step=0.05,
        )
        look = {"fill": _COLOURS[group], "stroke": "var(--paper)", "stroke_width": 2}
        parts.append(
            tag("rect", x=px - 7, y=py - 7, width=14, height=14, **look, **able)
            if group
            else tag("circle", cx=px, cy=py, r=8, **look, **able)
        )
    return join_elements(parts)


def _panel(state: State) -> list[str]:
    """Return the IoU as a number and a bar, the units, and the best of each puzzle."""
    left, width, found = 436, 262, state.iou
    solved, mark = found >= GOAL_IOU, left + width * GOAL_IOU
    parts = [
        text(left, 52, "IoU", "bold"),
        text(left + width, 52, f"{found:.3f}", "end big bold" + " good" * solved),
        tag("rect", x=left, y=62, width=width, height=16, rx=3, fill="var(--zone)", stroke="var(--faint)"),
        tag(
            "rect",
            x=left,
            y=62,
            width=round(width * found, 2),
            height=16,
            rx=3,
            fill="var(--good)" if solved else "var(--plus)",
        ),
        svg.line_segment(mark, 56, mark, 84, stroke="var(--ink)", stroke_width=2),
        text(mark, 99, f"{GOAL_IOU}", "mid small num"),
    ]
    for k, row in enumerate(_counts(state)):
        parts.append(text(left, 132 + 22 * k, row, "small"))
    parts += [
        text(left, 240, "puzzle", "small soft"),
        text(left + 172, 240, "your best", "end small soft"),
        text(left + width, 240, "fewest known", "end small soft"),
        svg.line_segment(left, 248, left + width, 248, stroke="var(--faint)"),
    ]
    best = dict(state.best)
    for k, (name, puzzle) in enumerate(SHAPE_PUZZLES.items()):
        y = 270 + 26 * k
        parts += [
            text(left, y, f"{'✓' if name in best else '○'} {name}", "good bold" if name in best else ""),
            text(left + 172, y, f"{best[name]} units" if name in best else "–", "end num"),
            text(left + width, y, f"{puzzle.fewest} units" if name in best else "?", "end num soft"),
        ]
    return parts


def _counts(state: State) -> list[str]:
    groups = len(SHAPE_PUZZLES[state.puzzle].centres)
    lines = [sum(knob[2] == g for knob in state.knobs) for g in range(groups)]
    reader = ("the output",) if groups == 1 else ("AND 1 (circles)", "AND 2 (squares)")
    rows = [f"{n} lines into {name}" for n, name in zip(lines, reader)]
    return [*rows, f"the output unit is an {state.gate}", f"{n_units(state.puzzle, state.knobs)} units in all"]


def _description(state: State) -> str:
    best = ", ".join(f"{name} with {n} units" for name, n in state.best) or "none"
    return f"Puzzle: {state.puzzle}. IoU {state.iou:.3f}. {'; '.join(_counts(state))}. Solved: {best}."


def on_event(state: State, event: Event) -> State:
    """Take a knob to where it was dragged."""
    match event:
        case Event("drag", ("knob", i), x=x, y=y):
            return replace(state, knobs=move_knob(state.puzzle, state.knobs, i, (x, y)))
    return state


def _with_line(state: State, group: int) -> State:
    return replace(state, knobs=add_knob(state.puzzle, state.knobs, group))


def spread_evenly(state: State) -> State:
    """Return the state with each group's lines at equal angles, as far out as its first."""
    return replace(state, knobs=space_knobs_evenly(state.puzzle, state.knobs))


def puzzle_state(puzzle: str = "triangle", **settings) -> State:
    """Return the state in which a puzzle starts, with other settings as they are given.

    >>> puzzle_state("disc", gate="AND").knobs == SHAPE_PUZZLES["disc"].start
    True
    """
    if puzzle in SHAPE_PUZZLES:
        settings = {"knobs": SHAPE_PUZZLES[puzzle].start} | settings
    return State(puzzle, **settings)


@widget(start=puzzle_state)
def shape_puzzles(state: State) -> App:
    """Return the widget; `shape_puzzles(puzzle="disc")` starts with another puzzle.

    >>> app = shape_puzzles()
    >>> app.press("Add a line"); len(app.state.knobs)
    3
    """
    controls = [
        Choice("puzzle", "puzzle", tuple(SHAPE_PUZZLES), lambda s, name: puzzle_state(name, best=s.best)),
        Choice("gate", "the output is an", ("AND", "OR")),
        Button("Add a line", lambda s: _with_line(s, 0), primary=True),
        Button("Add a line to AND 2", lambda s: _with_line(s, 1), lambda s: len(SHAPE_PUZZLES[s.puzzle].centres) > 1),
        Button("Take the last line away", lambda s: replace(s, knobs=s.knobs[:-1]), lambda s: len(s.knobs) > 1),
        Button("Spread evenly like line 1", spread_evenly, lambda s: spread_evenly(s) != s),
    ]
    return App("shape_puzzles", state, view, controls, on_event, title="Shape puzzles")
