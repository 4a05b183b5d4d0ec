"""Place lines until the network fires where a given shape is, with as few units as possible (rows 12.1 to 12.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import Frame, Picture, handle, hit_discs, join_elements, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError, count_phrase
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
    puzzle_areas,
    puzzle_iou,
    space_knobs_evenly,
)

PANEL_SIZE = 258, 284
_FRAME = Frame(-3, 3, -3, 3, 24, 24, 230, 230)
_DASHES = (None, "6 4")  # of the lines of the first AND and of the second
_WANTED_LOOK = {"fill": "var(--zone)", "stroke": "var(--ink)", "stroke_width": 3, "stroke_dasharray": "2 3"}


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
                f"puzzle is {self.puzzle!r} and gate is {self.gate!r}; choose one of {', '.join(SHAPE_PUZZLES)}, "
                f"and AND or OR"
            )
        if self.iou >= GOAL_IOU:
            kept = dict(self.best)
            kept[self.puzzle] = min(kept.get(self.puzzle, 99), n_units(self.puzzle, self.knobs))
            object.__setattr__(self, "best", tuple(kept.items()))

    @property
    def iou(self) -> float:
        """The area that fires and is wanted, over the area that fires or is wanted."""
        return puzzle_iou(self.puzzle, self.knobs, self.gate)


GOALS = {
    "three shapes": Goal(
        f"reach an IoU of {GOAL_IOU:g} in all three puzzles", lambda state: len(state.best), len(SHAPE_PUZZLES)
    )
}


def view(state: State) -> View:
    """Return the plane, the IoU, the units, and what the gate does or how few units would do.

    >>> view(State()).note
    'Each line fires on the side of the +. OR fires where any of them does. Is that the gate you want?'
    """
    if state.iou < GOAL_IOU:
        return View(draw(state), note=SHAPE_PUZZLES[state.puzzle].says[state.gate])
    n, fewest = n_units(state.puzzle, state.knobs), SHAPE_PUZZLES[state.puzzle].fewest
    known = "no network with fewer is known" if n <= fewest else f"{fewest} are known to be enough. Can you save some"
    open_ = next((name for name in SHAPE_PUZZLES if name not in dict(state.best)), "")
    then = f" Next puzzle: {open_}." if open_ else " All three are solved."
    return View(draw(state), note=f"Solved with {n} units; {known}{'.' if n <= fewest else '?'}{then}", right=True)


def draw(state: State) -> Picture:
    """Return the plane; and the puzzles, the IoU with the areas that it is made of, and the units."""
    return svg.panels(
        svg.panel(
            *PANEL_SIZE,
            text(139, 14, "blue: it fires · dotted: wanted", "mid bold"),
            _FRAME.open(_ground(state), _knobs(state)),
            _FRAME.axes("", ""),
            text(17, 36, "x₂", "end small"),
            text(254, 271, "x₁", "end small"),
        ),
        svg.panel(*PANEL_SIZE, _puzzles(state), _score(state)),
        title="Shape puzzles",
        text=_description(state),
    )


def _ground(state: State) -> str:
    puzzle, region = SHAPE_PUZZLES[state.puzzle], firing_region(state.puzzle, state.knobs, state.gate)
    areas = [(SQUARE, *region.polygons)] if region.outside else [(polygon,) for polygon in region.polygons]
    wanted = filled_rings(_FRAME, puzzle.targets, **_WANTED_LOOK)
    fires = [filled_rings(_FRAME, rings, fill="var(--plus)", fill_opacity=0.35) for rings in areas]
    centres = join_elements(
        text(round(x, 1), round(y + 5, 1), "+", "mid bold") for x, y in _FRAME.points(puzzle.centres).tolist()
    )
    return tag(
        "g", wanted, *fires, *(_line(state.puzzle, knob) for knob in state.knobs), centres, pointer_events="none"
    )


def _line(puzzle: str, knob: Knob) -> str:
    (w, c), group = knob_line(puzzle, knob), knob[2]
    return unit_lines(_FRAME, [w], [c], "var(--ink)", stroke_width=1.4, stroke_dasharray=_DASHES[group])


def _knobs(state: State) -> str:
    places = _FRAME.points([knob[:2] for knob in state.knobs])
    look = {"fill": "var(--ink)", "stroke": "var(--paper)", "stroke_width": 2}
    parts = []
    for i, ((x, y, group), (px, py), disc) in enumerate(zip(state.knobs, places.tolist(), hit_discs(places))):
        says = f"line {i + 1}{' of the second AND' * group}: arrow keys move its knob"
        mark = (
            tag("rect", x=px - 7, y=py - 7, width=14, height=14, **look)
            if group
            else tag("circle", cx=px, cy=py, r=8, **look)
        )
        parts.append(tag("g", disc, mark, **handle(("knob", i), "drag", says, at=(x, y), step=0.05)))
    return join_elements(parts)


def _puzzles(state: State) -> str:
    """Return the puzzles as small pictures to press, with the fewest units so far."""
    best, parts = dict(state.best), [text(0, 14, "Three puzzles", "bold")]
    for k, (name, puzzle) in enumerate(SHAPE_PUZZLES.items()):
        here, left, solved = name == state.puzzle, 1 + 89 * k, name in best
        frame = Frame(-3, 3, -3, 3, left + 12, 25, 54, 54)
        look = {"stroke": "var(--accent)" if here else "var(--line)", "stroke_width": 2.5 if here else 1}
        score = f"✓ {best[name]} units" if solved else "not yet"
        parts += [
            tag(
                "g",
                tag("rect", x=left, y=23, width=78, height=58, rx=5, fill="var(--paper)", **look),
                filled_rings(frame, puzzle.targets, fill="var(--faint)", stroke="var(--ink)", stroke_width=1.5),
                **handle(("puzzle", name), "press", f"puzzle: {name}, {score}{', chosen' * here}", quiet=here),
            ),
            text(left + 39, 97, name, "mid small" + " bold" * here),
            text(left + 39, 113, score, "mid small " + ("good bold" if solved else "soft")),
        ]
    return join_elements(parts)


def _score(state: State) -> str:
    """Return the IoU as the two areas that it is made of, as their quotient and as a bar; and the units."""
    width, found = PANEL_SIZE[0], state.iou
    both, either = puzzle_areas(state.puzzle, state.knobs, state.gate)
    solved, mark = found >= GOAL_IOU, width * GOAL_IOU
    areas = ((143, "in both: the intersection", both, True), (163, "in one or both: the union", either, False))
    parts = [
        part
        for y, words, area, overlap in areas
        for part in (
            _two_discs(2, y - 5, overlap),
            text(38, y, words, "small"),
            text(width, y, number_text(area, 3), "end num"),
        )
    ]
    full = "var(--good)" if solved else "var(--accent)"
    return join_elements(
        [
            *parts,
            svg.line_segment(0, 171, width, 171, stroke="var(--line)"),
            text(0, 190, "IoU: first over second", "bold"),
            text(width, 190, number_text(_rounded_down(found)), "end num bold" + " good" * solved),
            tag("rect", x=0, y=198, width=width, height=12, rx=3, fill="var(--zone)"),
            tag("rect", x=0, y=198, width=round(width * found, 2), height=12, rx=3, fill=full, class_="moves"),
            svg.line_segment(mark, 194, mark, 214, stroke="var(--ink)", stroke_width=2),
            text(width, 228, f"goal {number_text(GOAL_IOU)}", "end small soft"),
            *(text(0, 255 + 19 * k, row, "small") for k, row in enumerate(_counts(state))),
        ]
    )


def _rounded_down(found: float) -> float:
    """Return an IoU with three decimals that never says more than there is: 0.98 means that it is reached.

    >>> _rounded_down(0.97996), _rounded_down(1.0)
    (0.979, 1.0)
    """
    return int(found * 1000 + 1e-9) / 1000


def _two_discs(left: float, y: float, overlap: bool) -> str:
    """Return two discs that overlap, and blue what they have in common, or all of them."""
    a, b, r = left + 8, left + 18, 8
    lens = f"M{(a + b) / 2} {y - 6.24}A{r} {r} 0 0 1 {(a + b) / 2} {y + 6.24}A{r} {r} 0 0 1 {(a + b) / 2} {y - 6.24}z"
    fill = {"fill": "var(--plus)", "fill_opacity": 0.6}
    filled = (
        tag("path", d=lens, **fill)
        if overlap
        else join_elements(tag("circle", cx=x, cy=y, r=r, **fill) for x in (a, b))
    )
    return filled + join_elements(
        tag("circle", cx=x, cy=y, r=r, fill="none", stroke="var(--ink)", stroke_width=1.2) for x in (a, b)
    )


def _counts(state: State) -> tuple[str, str]:
    """Return how many lines there are and who reads them, and how many units that makes."""
    groups = len(SHAPE_PUZZLES[state.puzzle].centres)
    lines = [sum(knob[2] == g for knob in state.knobs) for g in range(groups)]
    said = count_phrase(lines[0], "line")
    if groups == 2:
        said = f"{said} into AND 1 (round), {lines[1]} into AND 2"
    return said, f"the output is an {state.gate}: {n_units(state.puzzle, state.knobs)} units in all"


def _description(state: State) -> str:
    best = ", ".join(f"{name} with {n} units" for name, n in state.best) or "none"
    found, counts = number_text(_rounded_down(state.iou)), "; ".join(_counts(state))
    return f"Puzzle: {state.puzzle}. IoU {found}. {counts}. Solved: {best}."


def on_event(state: State, event: Event) -> State:
    """Take a knob to where it was dragged, or another puzzle."""
    match event:
        case Event("press", ("puzzle", str(name))):
            return state if name == state.puzzle else puzzle_state(name, best=state.best)
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
        Button("Add a line", lambda s: _with_line(s, 0), primary=True),
        Button("Add to AND 2", lambda s: _with_line(s, 1), lambda s: len(SHAPE_PUZZLES[s.puzzle].centres) > 1),
        Button("Remove last", lambda s: replace(s, knobs=s.knobs[:-1]), lambda s: len(s.knobs) > 1),
        Button("Spread evenly", spread_evenly, lambda s: spread_evenly(s) != s),
        Choice("gate", "the output is an", ("AND", "OR")),
    ]
    return App("shape_puzzles", state, view, controls, on_event, title="Three shapes from few lines", goals=GOALS)
