"""The picture of a broken condition: the conditions, target and network, and the error against the number of units
(row 11.2).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    curve_path,
    handle,
    join_elements,
    line_segment,
    number_text,
    scientific_notation,
    svg,
    tag,
    text,
)
from .conditions import CONDITION_CASES, Approximation, approximate_case
from .curve_key import TARGET_LOOK, key_row

MAX_UNITS, MAX_REACH = 64, 3.0
PANEL_SIZE = 250, 330
_UNIT_COUNTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_TOP, _HEIGHT = 26, 206
_LEFT, _WIDTH = 34, 208
_ERRORS = Frame(0, 6, -4, 4, 46, _TOP, 196, _HEIGHT)  # log₂ of the units, log₁₀ of the error
_HEIGHTS = {"open": (0.0, 30.0), "outside relu": (-4.0, 4.0), "outside tanh": (-4.0, 4.0), "jump": (-1.0, 2.0)}
_NETWORK_LOOK = {"stroke": "var(--ink)", "stroke_width": 2.2}
_LARGEST_LOOK = {"stroke": "var(--accent)", "stroke_width": 2.6}
_AVERAGE_LOOK = {"stroke": "var(--ink)", "stroke_width": 1.8, "stroke_dasharray": "6 4"}
_UNBROKEN_LOOK = {"stroke": "var(--faint)", "stroke_width": 4}
_REACH_LOOK = {"stroke": "var(--accent)", "stroke_width": 2, "stroke_dasharray": "3 3"}


def draw_broken_condition(name: str, n: int, reach: float, most: int, done: Collection[str], said: str) -> Picture:
    """Return the picture of case `name` with n units; errors are shown up to `most` units, `done` cases are ticked.

    >>> draw_broken_condition("none", 4, 1.0, 4, (), "Four hinges.")
    Four hinges.
    """
    seen = approximate_case(name, n, reach)
    frame, still = _frame_and_target(name, reach)
    net = curve_path(frame.points(np.column_stack([seen.x, seen.reached])[::3]), **_NETWORK_LOOK)
    outside = CONDITION_CASES[name].outside
    return svg.panels(
        svg.panel(*PANEL_SIZE, _cases(name, done)),
        svg.panel(
            *PANEL_SIZE,
            text(_LEFT + _WIDTH / 2, 14, "target and network", "mid bold"),
            frame.open(still, net, _reach_lines(frame, reach) if outside else ""),
            frame.hold(_reach_knob(frame, reach)) if outside else "",
            frame.axes("x", ""),
            key_row(_LEFT, 286, "the target", TARGET_LOOK),
            key_row(_LEFT, 305, "the network", _NETWORK_LOOK),
            key_row(_LEFT, 324, "how far we look", _REACH_LOOK) if outside else "",
        ),
        svg.panel(*PANEL_SIZE, _errors(name, reach, most), _marks(n, seen), _key()),
        title="The conditions of the theorem, and what becomes of the error",
        text=said,
    )


def _cases(chosen: str, done: Collection[str]) -> str:
    """Return the conditions as a list to choose from; what has been seen with all units is ticked."""
    width, height, gap = PANEL_SIZE[0] - 2, 38, 43
    parts = [text(0, 14, "What is broken?", "bold")]
    for k, (name, case) in enumerate(CONDITION_CASES.items()):
        here, y = name == chosen, _TOP + gap * k
        look = {"stroke": "var(--accent)" if here else "var(--line)", "stroke_width": 2.5 if here else 1}
        label = f"{case.title}{', chosen' * here}{f', seen with {MAX_UNITS} units' * (name in done)}"
        parts.append(
            tag(
                "g",
                tag("rect", x=1, y=y, width=width, height=height, rx=6, fill="var(--paper)", **look),
                _tick(20, y + height / 2, name in done),
                text(38, y + height / 2 + 5, case.title, "bold" if here else ""),
                **handle(("case", name), "press", label, quiet=here),
            )
        )
    return join_elements(parts)


def _tick(x: float, y: float, done: bool) -> str:
    ring = tag("circle", cx=x, cy=y, r=8, fill="none", stroke="var(--good)" if done else "var(--line)", stroke_width=2)
    return ring + (text(x, y + 4.5, "✓", "mid small bold good") if done else "")


@lru_cache(maxsize=256)
def _frame_and_target(name: str, reach: float) -> tuple[Frame, str]:
    """Return the frame, and what stands still in it: the set K and the target."""
    case, (low, high) = CONDITION_CASES[name], _HEIGHTS.get(name, (-1.5, 1.5))
    far = MAX_REACH + 0.2 if case.outside else 1.2
    frame = Frame(
        -0.05 if name == "open" else -far, 1.05 if name == "open" else far, low, high, _LEFT, _TOP, _WIDTH, _HEIGHT
    )
    (left, top), (right, _) = frame.at(max(case.low, -1.0), high), frame.at(1.0, high)
    zone = tag("rect", x=left, y=top, width=right - left, height=_HEIGHT, fill="var(--zone)")
    edges = join_elements(
        line_segment(x, top, x, top + _HEIGHT, stroke="var(--line)", stroke_width=1) for x in (left, right)
    )
    seen = approximate_case(name, 1, reach)
    points = frame.points(np.column_stack([seen.x, np.clip(seen.target, low - 1, high + 1)]))
    cut = [points[seen.x < 0], points[seen.x >= 0]] if name == "jump" else [points]
    target = join_elements(curve_path(part, **TARGET_LOOK) for part in cut)
    label = text((left + right) / 2, top + 18, "(0, 1]" if name == "open" else "K", "mid soft")
    return frame, zone + edges + target + label


def _reach_lines(frame: Frame, reach: float) -> str:
    ends = [frame.at(x, frame.y0)[0] for x in (-reach, reach)]
    return join_elements(line_segment(x, frame.top, x, frame.top + frame.height, **_REACH_LOOK) for x in ends)


def _reach_knob(frame: Frame, reach: float) -> str:
    """Return the knob that says how far from 0 one looks."""
    at = (reach, frame.y0 + 0.1 * (frame.y1 - frame.y0))
    x, y = frame.at(*at)
    label = f"looks from −{number_text(reach)} to {number_text(reach)}: arrow keys move it"
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=13, class_="hit"),
        tag("circle", cx=x, cy=y, r=8, fill="var(--accent)", stroke="var(--paper)", stroke_width=2.5),
        **handle(("reach",), "drag", label, at=at, step=0.1),
    )


@lru_cache(maxsize=256)
def _errors(name: str, reach: float, most: int) -> str:
    """Return the error curves up to `most` units on their axes; the one to compare with is there in full."""
    counts = sorted({*(n for n in _UNIT_COUNTS if n < most), most})
    seen = [approximate_case(name, n, reach) for n in counts]
    parts = [
        _error_curve(counts, [each.average for each in seen], _AVERAGE_LOOK),
        _error_curve(counts, [each.largest for each in seen], _LARGEST_LOOK),
    ]
    if name != "none":
        unbroken = [approximate_case("none", n).largest for n in _UNIT_COUNTS]
        parts.insert(0, _error_curve(_UNIT_COUNTS, unbroken, _UNBROKEN_LOOK))
    return _ERRORS.open(*parts) + _axes()


def _error_curve(counts: Sequence[int], errors: Sequence[float], look: dict) -> str:
    return curve_path(_ERRORS.points([_place(n, error) for n, error in zip(counts, errors)]), **look)


def _place(n: float, error: float) -> tuple[float, float]:
    return math.log2(n), min(max(math.log10(max(error, 1e-9)), _ERRORS.y0), _ERRORS.y1)


def _marks(n: int, seen: Approximation) -> str:
    """Return the marks of this n on both curves."""
    (px, py), (qx, qy) = _ERRORS.at(*_place(n, seen.largest)), _ERRORS.at(*_place(n, seen.average))
    border = {"stroke": "var(--paper)", "stroke_width": 2}
    return tag("rect", x=qx - 5, y=qy - 5, width=10, height=10, fill="var(--ink)", **border) + tag(
        "circle", cx=px, cy=py, r=6, fill="var(--accent)", **border
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
    for power in (-4, -2, 0, 2, 4):
        _, y = f.at(0, power)
        parts += [
            line_segment(f.left - 4, y, f.left, y, class_="axis"),
            line_segment(f.left, y, f.left + f.width, y, class_="grid"),
            text(f.left - 7, y + 4, scientific_notation(10.0**power, 1), "end small soft num"),
        ]
    return join_elements(
        [
            *parts,
            text(f.left + f.width / 2, bottom + 33, "units N₁", "mid"),
            text(f.left + f.width / 2, 14, "error", "mid bold"),
        ]
    )


@lru_cache(maxsize=1)
def _key() -> str:
    """Return the key below: which line is what."""
    rows = (
        (286, _LARGEST_LOOK, "● maximum error"),
        (305, _AVERAGE_LOOK, "■ mean error"),
        (324, _UNBROKEN_LOOK, "largest, nothing broken"),
    )
    return join_elements(key_row(46, y, label, look) for y, look, label in rows)
