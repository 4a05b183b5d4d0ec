"""A small network as points to drag: its three joints and the right end, in the unit square (rows 13.1, 13.2).

The network goes straight from point to point and is flat left of the first one: one ReLU unit looks right from each
joint. So every set of points is a network of three hidden units.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...drawing import Frame, Point, curve_path, handle, number_text, tag
from ...nn import MLP
from ...piecewise_linear import linear_interpolant
from ...validation import InputError, numbers, parse_number

Knots = tuple[Point, ...]
MIN_GAP = 0.02  # between two neighbouring joints
_STEP = 0.05  # of an arrow key
_KNOT_NAMES = ("joint 1", "joint 2", "joint 3", "the right end")


@lru_cache(maxsize=512)
def interpolating_net(points: Knots) -> MLP:
    """Return the network that goes through the points.

    >>> interpolating_net(((0.0, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 0.5)))([[0.25], [0.75]])[:, 0].tolist()
    [0.5, 0.0]
    """
    return linear_interpolant(*zip(*points))


def validate_knots(points, name: str) -> Knots:
    """Return the points as they are kept; `InputError` if they make no network of this kind.

    >>> validate_knots([(0, 0), (0.5, 1), (0.75, 0), (1, 1)], "first")
    ((0.0, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 1.0))
    >>> validate_knots([(0, 0), (1, 1)], "first")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: first goes through ((0.0, 0.0), (1.0, 1.0)). It should be four points from
    left to right between 0 and 1, the last at 1.
    """
    table = numbers(points, name, ndim=(2,))
    points = tuple(map(tuple, table.tolist()))
    x = table[:, 0]
    outside = table.min() < 0 or table.max() > 1
    if table.shape != (4, 2) or x[-1] != 1 or not (np.diff(x) > 0).all() or outside:
        raise InputError(
            f"{name} goes through {points}. It should be four points from left to right between 0 and 1, the last at 1."
        )
    return points


def move_knot(points: Knots, k: int, x: float, y: float) -> Knots:
    """Return the points with number k moved as near to (x, y) as its neighbours and the unit square allow.

    >>> move_knot(((0.0, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 1.0)), 1, 0.9, 0.3)[1]
    (0.73, 0.3)
    """
    low = points[k - 1][0] + MIN_GAP if k else 0.0
    high = points[k + 1][0] - MIN_GAP if k < len(points) - 1 else 1.0
    x = high if k == len(points) - 1 else min(max(x, low), high)
    return *points[:k], (round(x, 2) + 0.0, round(min(max(y, 0.0), 1.0), 2) + 0.0), *points[k + 1 :]


def set_knot_from_text(points: Knots, k: int, text: str) -> Knots:
    """Return the points with number k where it was typed: a height alone, or a place and a height.

    >>> points = ((0.0, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 1.0))
    >>> set_knot_from_text(points, 1, "0,3")[1], set_knot_from_text(points, 1, "0.4 0.3")[1]
    ((0.5, 0.3), (0.4, 0.3))
    >>> set_knot_from_text(points, 1, "7")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: 7 was typed. Type numbers from 0 to 1.
    """
    parts = text.replace(";", " ").split()
    if len(parts) not in (1, 2):
        raise InputError(
            f"{text or 'nothing'} was typed. Type a height such as 0.4, or a place and a height such as 0.3 0.4."
        )
    *place, y = [parse_number(part, f"{_KNOT_NAMES[k]}’s new position") for part in parts]
    x = place[0] if place else points[k][0]
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise InputError(f"{text} was typed. Type numbers from 0 to 1.")
    return move_knot(points, k, x, y)


def net_curve(frame: Frame, points: Knots, **attributes) -> str:
    """Return the network's line across the frame.

    >>> frame = Frame(0, 1, 0, 1, left=0, top=0, width=100, height=100)
    >>> net_curve(frame, ((0.2, 0.5), (0.5, 1.0), (0.7, 0.0), (1.0, 1.0)), stroke="red").count(",")
    5
    """
    return curve_path(frame.points([(0.0, points[0][1]), *points]), stroke_width=2.5, **attributes)


def knot_handles(frame: Frame, points: Knots, name: str, letters: str) -> str:
    """Return the points as handles; `name` begins their targets, `letters` names the network aloud.

    >>> frame = Frame(0, 1, 0, 1, left=0, top=0, width=100, height=100)
    >>> handles = knot_handles(frame, ((0.0, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 1.0)), "first", "f₁")
    >>> handles.count('"drag edit"'), "f₁, joint 2 at 0.5, height 1" in handles
    (4, True)
    """
    parts = []
    for k, (x, y) in enumerate(points):
        px, py = frame.at(x, y)
        parts.append(
            tag(
                "g",
                tag("circle", cx=px, cy=py, r=13, class_="hit"),
                tag("circle", cx=px, cy=py, r=7.5, fill="var(--paper)", stroke="var(--act)", stroke_width=2.5),
                **handle(
                    (name, k),
                    "drag edit",
                    f"{letters}, {_KNOT_NAMES[k]} at {number_text(x)}, height {number_text(y)}: "
                    "drag it, move it by arrow keys, or press Enter to type",
                    at=(x, y),
                    step=_STEP,
                    value=f"{x:g} {y:g}",
                ),
            )
        )
    return frame.hold(*parts)
