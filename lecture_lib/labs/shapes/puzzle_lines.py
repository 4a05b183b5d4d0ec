"""The three shape puzzles, and what lines with knobs make of them (rows 12.1 to 12.3).

A line is known by its knob: the place on it that is nearest to the centre of its group. So one handle moves and turns
it, and the unit fires on the centre's side.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...threshold import clip_to_half_planes, iou, polygon_overlap, regular_polygon, union_area
from ...validation import Array, InputError

Knob = tuple[float, float, int]  # x, y and the group: which AND reads the line

GOAL_IOU, MAX_LINES = 0.98, 20
SQUARE = np.array([(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)])  # what is shown of the plane
_NEAREST = 0.1  # no knob comes nearer to its centre: the line would lose its direction


class ShapePuzzle(NamedTuple):
    """The areas wanted, convex and apart; a centre for each AND; the start; the fewest units known; words on gates."""

    targets: tuple[Array, ...]
    centres: tuple[tuple[float, float], ...]
    start: tuple[Knob, ...]
    fewest: int
    says: dict[str, str]


SHAPE_PUZZLES = {
    "triangle": ShapePuzzle(
        (np.array([(-1.6, -1.2), (1.8, -0.8), (-0.2, 1.7)]),),
        ((0.0, -0.1),),
        ((0.5, -1.6, 0), (1.6, 0.9, 0)),
        4,
        {
            "OR": "Each line fires on the side of the +. OR fires where any of them does. Is that the gate you want?",
            "AND": "AND fires where all lines do. Drag the knobs until blue fills the dotted area. Are two enough?",
        },
    ),
    "disc": ShapePuzzle(
        (regular_polygon(360, 1.8),),
        ((0.0, 0.0),),
        ((1.5, 0.0, 0), (0.4, 1.6, 0), (-1.2, 0.3, 0), (-0.3, -1.4, 0)),
        13,
        {
            "OR": "OR fires where any line does. Which gate fires only in the middle?",
            "AND": "Add lines, and spread them evenly. How many are needed, and how far out should they be?",
        },
    ),
    "two islands": ShapePuzzle(
        (np.array([(-2.5, -1.2), (-0.5, -1.4), (-1.3, 0.7)]), regular_polygon(4, 1.1, (1.4, 0.5), 0.3)),
        ((-1.4, -0.7), (1.4, 0.5)),
        ((-1.4, -1.9, 0), (-0.4, -0.2, 0), (-2.5, 0.0, 0), (2.4, 0.5, 1), (1.4, 1.5, 1), (0.4, 0.5, 1)),
        10,
        {
            "OR": "Round knobs belong to the first AND, square ones to the second. Each AND has a + of its own.",
            "AND": "Now it fires where both ANDs do. Is there any such place, and is it the one you want?",
        },
    ),
}


class FiringRegion(NamedTuple):
    """Where the network fires: in the union of these convex polygons or, if `outside`, everywhere but there."""

    polygons: tuple[Array, ...]
    outside: bool


def knob_line(puzzle: str, knob: Knob) -> tuple[Array, float]:
    """Return w, c of the line through a knob: w·x + c > 0 on the side of its group's centre.

    >>> knob_line("disc", (2.0, 0.0, 0))
    (array([-1.,  0.]), 2.0)
    """
    at, centre = np.array(knob[:2]), np.array(SHAPE_PUZZLES[puzzle].centres[knob[2]])
    w = centre - at
    w = w / np.hypot(*w)
    return w + 0.0, float(-w @ at)


@lru_cache(maxsize=32)
def firing_region(puzzle: str, knobs: tuple[Knob, ...], gate: str) -> FiringRegion:
    """Return where the network fires. With one group the output unit reads the lines, with two it reads their ANDs.

    >>> len(firing_region("disc", SHAPE_PUZZLES["disc"].start, "AND").polygons[0])
    4
    """
    groups = [
        [knob_line(puzzle, knob) for knob in knobs if knob[2] == g] for g in range(len(SHAPE_PUZZLES[puzzle].centres))
    ]
    if len(groups) == 1 and gate == "OR":  # all but the area that every line leaves out
        return FiringRegion((_clip_square([(-w, -c) for w, c in groups[0]]),), True)
    if gate == "AND":
        return FiringRegion((_clip_square([half for group in groups for half in group]),), False)
    return FiringRegion(tuple(_clip_square(group) for group in groups if group), False)


def _clip_square(halves: list) -> Array:
    return clip_to_half_planes(SQUARE, [w for w, _ in halves], [c for _, c in halves])


@lru_cache(maxsize=32)
def puzzle_areas(puzzle: str, knobs: tuple[Knob, ...], gate: str) -> tuple[float, float]:
    """Return the area that fires and is wanted, and the area that fires or is wanted, in the square that is shown.

    >>> [round(area, 2) for area in puzzle_areas("disc", SHAPE_PUZZLES["disc"].start, "AND")]
    [8.06, 10.57]
    """
    found, targets = firing_region(puzzle, knobs, gate), SHAPE_PUZZLES[puzzle].targets
    if not found.outside:
        return polygon_overlap(found.polygons, targets)
    left_out = sum(union_area(found.polygons, target) for target in targets)
    both = sum(union_area([target]) for target in targets) - left_out
    return float(both), float(union_area([SQUARE]) - union_area(found.polygons) + left_out)


def puzzle_iou(puzzle: str, knobs: tuple[Knob, ...], gate: str) -> float:
    """Return the intersection over union of what fires and what is wanted, exactly.

    >>> round(puzzle_iou("disc", SHAPE_PUZZLES["disc"].start, "AND"), 3)
    0.762
    """
    return float(iou(*puzzle_areas(puzzle, knobs, gate)))


def n_units(puzzle: str, knobs: tuple[Knob, ...]) -> int:
    """Return how many units the network has: the lines, an AND for each of two groups, and the output.

    >>> n_units("triangle", SHAPE_PUZZLES["triangle"].start), n_units("two islands", SHAPE_PUZZLES["two islands"].start)
    (3, 9)
    """
    groups = len({group for *_, group in knobs})
    return len(knobs) + (groups if len(SHAPE_PUZZLES[puzzle].centres) > 1 else 0) + 1


def move_knob(puzzle: str, knobs: tuple[Knob, ...], i: int, to) -> tuple[Knob, ...]:
    """Return the knobs with number i at another place, in the square and not too near to its centre.

    >>> move_knob("disc", ((2.0, 0.0, 0),), 0, (0.0, 0.0))
    ((0.1, 0.0, 0),)
    """
    group = knobs[i][2]
    centre = np.array(SHAPE_PUZZLES[puzzle].centres[group])
    by = np.clip(np.asarray(to, float), -2.95, 2.95) - centre
    length = np.hypot(*by)
    if length < _NEAREST:
        by = by * _NEAREST / length if length > 1e-9 else np.array([_NEAREST, 0.0])
    return (*knobs[:i], _knob(centre + by, group), *knobs[i + 1 :])


def add_knob(puzzle: str, knobs: tuple[Knob, ...], group: int) -> tuple[Knob, ...]:
    """Return the knobs with one more, in the middle of the widest gap that the group's lines leave.

    >>> add_knob("disc", ((2.0, 0.0, 0), (0.0, 2.0, 0)), 0)[2]
    (-1.06, -1.06, 0)
    """
    if len(knobs) >= MAX_LINES:
        raise InputError(f"there are {MAX_LINES} lines, and more are not needed; remove one first")
    centre = np.array(SHAPE_PUZZLES[puzzle].centres[group])
    angles = sorted(np.arctan2(y - centre[1], x - centre[0]) for x, y, g in knobs if g == group) or [0.0]
    gaps = np.diff([*angles, angles[0] + 2 * np.pi])
    widest = int(gaps.argmax())
    angle = angles[widest] + gaps[widest] / 2
    return (*knobs, _knob(centre + 1.5 * np.array([np.cos(angle), np.sin(angle)]), group))


def space_knobs_evenly(puzzle: str, knobs: tuple[Knob, ...]) -> tuple[Knob, ...]:
    """Return each group's lines at equal angles, all as far from the centre as the group's first.

    >>> space_knobs_evenly("disc", ((2.0, 0.0, 0), (0.0, 1.0, 0), (-1.0, 0.0, 0), (0.0, -1.0, 0)))[1]
    (0.0, 2.0, 0)
    """
    spaced = list(knobs)
    for group, centre in enumerate(SHAPE_PUZZLES[puzzle].centres):
        own = [i for i, knob in enumerate(knobs) if knob[2] == group]
        for k, i in enumerate(own):
            by = np.array(knobs[own[0]][:2]) - centre
            turn = 2 * np.pi * k / len(own)
            turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ by
            spaced[i] = _knob(np.clip(turned + centre, -2.95, 2.95), group)
    return tuple(spaced)


def _knob(at, group: int) -> Knob:
    return round(float(at[0]), 2) + 0.0, round(float(at[1]), 2) + 0.0, group
