"""The joints of a small network as points to drag: three joints and the right end, in the unit square (rows 13.1, 13.2).

The network goes straight from point to point and is flat left of the first one: one ReLU unit looks right from each
joint. So every set of points is a network of three hidden units.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...drawing import Frame, curve_path, handle, number_text, tag
from ...nn import MLP
from ...piecewise_linear import linear_interpolant
from ...validation import InputError, parse_number

Knots = tuple[tuple[float, float], ...]
MIN_GAP = 0.02  # between two neighbouring joints
_STEP = 0.05  # of an arrow key
_NAMES = ("joint 1", "joint 2", "joint 3", "the right end")


@lru_cache(maxsize=512)
def interpolating_net(points: Knots) -> MLP:
    """Return the network that goes through the points."""
    return linear_interpolant(*zip(*points))


def validate_knots(points, name: str) -> Knots:
    """Return the points as they are kept, or say what is wrong with them."""
    points = tuple((float(x), float(y)) for x, y in points)
    x, y = np.array(points).T
    if len(points) != 4 or x[0] < 0 or x[-1] != 1 or not (np.diff(x) > 0).all() or y.min() < 0 or y.max() > 1:
        raise InputError(
            f"{name} goes through {points}; four points from left to right are wanted, the last at 1, all "
            "between 0 and 1"
        )
    return points


def move_knot(points: Knots, k: int, x: float, y: float) -> Knots:
    """Return the points with number k moved as near to (x, y) as its neighbours and the unit square allow."""
    low = points[k - 1][0] + MIN_GAP if k else 0.0
    high = points[k + 1][0] - MIN_GAP if k < len(points) - 1 else 1.0
    x = high if k == len(points) - 1 else min(max(x, low), high)
    return *points[:k], (round(x, 2) + 0.0, round(min(max(y, 0.0), 1.0), 2) + 0.0), *points[k + 1 :]


def set_knot_from_text(points: Knots, k: int, text: str) -> Knots:
    """Return the points with number k at a typed place: a height alone, or a place and a height with a space between."""
    parts = text.replace(";", " ").split()
    if len(parts) not in (1, 2):
        raise InputError(f"{text} was typed; a height such as 0.4, or a place and a height such as 0.3 0.4, is wanted")
    *place, y = [parse_number(part, f"{_NAMES[k]}’s new place") for part in parts]
    x = place[0] if place else points[k][0]
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise InputError(f"{text} was typed; numbers from 0 to 1 are wanted")
    return move_knot(points, k, x, y)


def net_curve(frame: Frame, points: Knots, **attributes) -> str:
    """Return the network's line across the frame."""
    return curve_path(frame.points([(0.0, points[0][1]), *points]), stroke_width=2.5, **attributes)


def knot_handles(frame: Frame, points: Knots, name: str, letters: str) -> str:
    """Return the points as handles; `name` begins their ids, `letters` names the network aloud."""
    parts = []
    for k, (x, y) in enumerate(points):
        px, py = frame.at(x, y)
        parts.append(
            tag(
                "circle",
                cx=px,
                cy=py,
                r=7,
                fill="var(--paper)",
                stroke="var(--accent)",
                stroke_width=2.5,
                **handle(
                    f"{name}{k}",
                    "drag edit",
                    f"{letters}, {_NAMES[k]} at {number_text(x)}, height {number_text(y)}: "
                    "drag it, move it by arrow keys, or press Enter to type",
                    at=(x, y),
                    step=_STEP,
                    value=f"{x:g} {y:g}",
                ),
            )
        )
    return frame.hold(*parts)


def apply_knot_event(points: Knots, name: str, event: dict) -> Knots | None:
    """Return the points after a drag or a number typed at one of the network's own handles; None at any other."""
    id_ = event["id"]
    if not (id_.startswith(name) and id_[len(name) :].isdigit()):
        return None
    if event["kind"] == "drag":
        return move_knot(points, int(id_[len(name) :]), event["x"], event["y"])
    return set_knot_from_text(points, int(id_[len(name) :]), event["text"]) if event["kind"] == "edit" else None
