"""The picture of a broken condition: target and network, and the error against the number of units (row 11.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ...drawing import Frame, Picture, curve_path, join_elements, line_segment, svg, tag, text
from .conditions import CONDITION_CASES, Approximation, approximate_case
from .curve_key import TARGET_LOOK, key_row

_UNIT_COUNTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_LEFT, _TOP, _WIDTH, _HEIGHT = 50, 30, 316, 270
_ERRORS = Frame(0, 6, -4, 4, 444, _TOP, 250, _HEIGHT)  # log₂ of the units, log₁₀ of the error
_HEIGHTS = {"open": (0.0, 30.0), "outside relu": (-4.0, 4.0), "outside tanh": (-4.0, 4.0), "jump": (-1.0, 2.0)}
_NETWORK_LOOK = {"stroke": "var(--plus)", "stroke_width": 2.4}
_LARGEST_LOOK = {"stroke": "var(--bad)", "stroke_width": 2.6}
_AVERAGE_LOOK = {"stroke": "var(--plus)", "stroke_width": 2, "stroke_dasharray": "6 4"}
_UNBROKEN_LOOK = {"stroke": "var(--faint)", "stroke_width": 3}


def draw_broken_condition(name: str, n: int, reach: float, said: str) -> Picture:
    """Return the picture of case `name` with n units.

    >>> draw_broken_condition("none", 4, 1.0, "Four hinges.")
    Four hinges.
    """
    seen = approximate_case(name, n, reach)
    frame, still = _frame_and_target(name, reach)
    net = curve_path(frame.points(np.column_stack([seen.x, seen.reached])[::3]), **_NETWORK_LOOK)
    return svg.picture(
        708,
        402,
        frame.open(still, net),
        frame.axes("x", "y", "target and network"),
        _errors(name, reach),
        _marks(n, seen),
        _key(),
        title="A condition of the theorem is broken",
        text=said,
    )


@lru_cache(maxsize=256)
def _frame_and_target(name: str, reach: float) -> tuple[Frame, str]:
    """Return the frame at the left, and what stands still in it: the set K and the target."""
    case, (low, high) = CONDITION_CASES[name], _HEIGHTS.get(name, (-1.5, 1.5))
    far = max(reach, 1.2) if case.outside else 1.2
    frame = Frame(
        -0.05 if name == "open" else -far, 1.05 if name == "open" else far, low, high, _LEFT, _TOP, _WIDTH, _HEIGHT
    )
    (left, top), (right, _) = frame.at(max(case.low, -1.0), high), frame.at(1.0, high)
    zone = tag("rect", x=left, y=top, width=right - left, height=_HEIGHT, fill="var(--zone)")
    edges = join_elements(
        line_segment(x, top, x, top + _HEIGHT, stroke="var(--faint)", stroke_width=1.5) for x in (left, right)
    )
    seen = approximate_case(name, 1, reach)
    points = frame.points(np.column_stack([seen.x, np.clip(seen.target, low - 1, high + 1)]))
    cut = [points[seen.x < 0], points[seen.x >= 0]] if name == "jump" else [points]
    target = join_elements(curve_path(part, **TARGET_LOOK) for part in cut)
    label = text((left + right) / 2, top + 18, "(0, 1]" if name == "open" else "K", "mid soft")
    return frame, zone + edges + target + label


@lru_cache(maxsize=256)
def _errors(name: str, reach: float) -> str:
    """Return the two error curves on their axes: they stand still while the number of units moves."""
    seen = [approximate_case(name, n, reach) for n in _UNIT_COUNTS]
    unbroken = [approximate_case("none", n).largest for n in _UNIT_COUNTS]
    parts = [
        _error_curve(unbroken, _UNBROKEN_LOOK),
        _error_curve([each.average for each in seen], _AVERAGE_LOOK),
        _error_curve([each.largest for each in seen], _LARGEST_LOOK),
    ]
    return _ERRORS.open(*parts) + _axes()


def _error_curve(errors: Sequence[float], look: dict) -> str:
    """Return the curve of the errors that belong to _UNIT_COUNTS."""
    return curve_path(_ERRORS.points([_place(n, error) for n, error in zip(_UNIT_COUNTS, errors)]), **look)


def _place(n: float, error: float) -> tuple[float, float]:
    return math.log2(n), min(max(math.log10(max(error, 1e-9)), _ERRORS.y0), _ERRORS.y1)


def _marks(n: int, seen: Approximation) -> str:
    """Return the marks of this n on both curves."""
    (px, py), (qx, qy) = _ERRORS.at(*_place(n, seen.largest)), _ERRORS.at(*_place(n, seen.average))
    return tag("circle", cx=px, cy=py, r=6, fill="var(--bad)", stroke="var(--paper)", stroke_width=2) + tag(
        "rect", x=qx - 5, y=qy - 5, width=10, height=10, fill="var(--plus)", stroke="var(--paper)", stroke_width=2
    )


@lru_cache(maxsize=1)
def _axes() -> str:
    """Return border, ticks and numbers of the doubly logarithmic frame."""
    f, bottom = _ERRORS, _TOP + _HEIGHT
    parts = [tag("rect", x=f.left, y=f.top, width=f.width, height=f.height, class_="axis")]
    for k in range(0, 7):
        x, _ = f.at(k, 0)
        parts += [
            line_segment(x, bottom, x, bottom + 4, class_="axis"),
            text(x, bottom + 17, 2**k, "mid small soft num"),
        ]
    for power, label in {-4: "0.0001", -2: "0.01", 0: "1", 2: "100", 4: "10000"}.items():
        _, y = f.at(0, power)
        parts += [
            line_segment(f.left - 4, y, f.left, y, class_="axis"),
            line_segment(f.left, y, f.left + f.width, y, class_="grid"),
            text(f.left - 7, y + 4, label, "end small soft num"),
        ]
    return join_elements(
        [
            *parts,
            text(f.left + f.width / 2, bottom + 33, "units N₁", "mid"),
            text(f.left + f.width / 2, f.top - 10, "distance from the target", "mid bold"),
        ]
    )


@lru_cache(maxsize=1)
def _key() -> str:
    """Return the key below: which line is what."""
    rows = (
        (50, 358, TARGET_LOOK, "the target"),
        (50, 382, _NETWORK_LOOK, "the network"),
        (330, 358, _LARGEST_LOOK, "● largest distance"),
        (330, 382, _AVERAGE_LOOK, "■ average distance"),
        (520, 358, _UNBROKEN_LOOK, "if all conditions hold"),
    )
    return join_elements(key_row(x, y, label, look) for x, y, look, label in rows)
