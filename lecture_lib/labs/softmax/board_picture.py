"""The panels of the softmax board: logits, probabilities, triangle, Jacobian, and what the computer works out."""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np

from ...drawing import (
    Frame,
    Panel,
    line_segment,
    number_table,
    number_text,
    scientific_notation,
    subscript,
    svg,
    tag,
    text,
)
from ...nn import SoftmaxSteps, entropy
from .bars import CLASS_COLOURS, bar_axes, bar_frame, bar_grip, class_bars, logit_handle, number_chip
from .simplex import Triangle

_WIDTH, _HEIGHT = 250, 300
_LEFT, _TOP, _WIDE, _HIGH = 42, 36, 200, 200
_SHARES = bar_frame(3, 0, 1, _LEFT, _TOP, _WIDE, _HIGH)
_TRIANGLE = Triangle(24, 50, 202)
_GAUGE = Frame(0, -0.25, 0, 1, 24, 254, 202, 12)
_BEYOND = 40  # where a bar that is longer than it looks is cut through, from its end


def board_number(v: float) -> str:
    """Return a number as the board writes it; what is none is said in words.

    >>> board_number(float("inf")), board_number(float("nan")), board_number(0.25), board_number(1e300)
    ('too large', 'none', '0.25', '1.0 · 10³⁰⁰')
    """
    if np.isnan(v):
        return "none"
    if np.isinf(v):
        return "too large"
    written = scientific_notation(v, 3)
    return scientific_notation(v, 2) if "·" in written else written


def logits_panel(z: tuple[float, ...], reach: float, step: float, limits: tuple[float, ...] = ()) -> Panel:
    """Return the logits as bars from −reach to reach, to drag or to type; beyond, they are cut off.

    The arrow keys move a bar by `step`. `limits` are the z between which eᶻ is a number of the computer.

    >>> logits_panel((1.0, 1000.0, 2.0), 6, 0.1).parts.count("data-can")
    6
    """
    frame = bar_frame(3, -reach, reach, _LEFT, _TOP, _WIDE, _HIGH)
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        bar_axes(frame, "logits: drag, or type", "z"),
        tag("g", class_bars(frame, z), class_="moves"),
        *(_cut(frame, j, v) for j, v in enumerate(z) if abs(v) > reach),
        *(_limit(frame, v) for v in limits),
        _grips(frame, z, step),
    )


def _limit(frame: Frame, v: float) -> str:
    """Return a line at the z beyond which eᶻ is too large or too small for the computer."""
    right, y = frame.at(3, v)
    says, at = ("eᶻ is too large", y - 6) if v > 0 else ("eᶻ becomes 0", y + 15)
    return line_segment(frame.left, y, right, y, stroke="var(--ink)", stroke_dasharray="6 4") + text(
        right,
        at,
        f"{says} {'above' if v > 0 else 'below'} {number_text(round(v, 1))}",
        "end small",
        style="paint-order:stroke;stroke:var(--paper);stroke-width:4px",
    )


def _cut(frame: Frame, j: int, v: float) -> str:
    """Return a cut through bar j, which is longer than it looks."""
    x, end = frame.at(j + 0.5, frame.y1 if v > 0 else frame.y0)
    y = end + (_BEYOND if v > 0 else -_BEYOND)
    return line_segment(x - 24, y + 5, x + 24, y - 5, stroke="var(--paper)", stroke_width=5)


def _grips(frame: Frame, z: tuple[float, ...], step: float) -> str:
    """Return a handle at the end of each bar and a box with its number below."""
    parts, below = [], frame.top + frame.height + 44
    for j, v in enumerate(z):
        x, y = frame.at(j + 0.5, min(max(v, frame.y0), frame.y1))
        written = number_text(v)
        parts.append(bar_grip(x, y, CLASS_COLOURS[j], **logit_handle("bar", j, v, written, step)))
        parts.append(number_chip(x, below, number_text(v, 4), **logit_handle("logit", j, v, written)))
    return frame.hold(*parts)


def probabilities_panel(steps: SoftmaxSteps, are_probabilities: bool) -> Panel:
    """Return the probabilities as bars with their numbers; without bars where the numbers are no probabilities.

    >>> from lecture_lib.nn import softmax_steps
    >>> probabilities_panel(softmax_steps([1, 0, 0]), True).parts.count('class="mid num"')
    3
    """
    p = np.asarray(steps.p, float).tolist()
    shown = [board_number(v) if np.isnan(v) or v in (0, 1) else f"{v:.3f}" for v in p]
    middle = _LEFT + _WIDE / 2
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        bar_axes(_SHARES, "probabilities", "p"),
        tag("g", class_bars(_SHARES, p if are_probabilities else [0.0] * 3), class_="moves"),
        *(text(_SHARES.at(j + 0.5, 0)[0], _TOP + _HIGH + 49, v, "mid num") for j, v in enumerate(shown)),
        text(middle, 126, "no probabilities", "mid bold bad") if not are_probabilities else "",
    )


def triangle_panel(z, steps: SoftmaxSteps, target: tuple[float, ...]) -> Panel:
    """Return the triangle with the curve of all temperatures, the point, a ring at `target`, and the entropy below.

    >>> from lecture_lib.nn import softmax_steps
    >>> drawn = triangle_panel((1.0, 0.0, 0.0), softmax_steps([1, 0, 0]), (0.2, 0.3, 0.5))
    >>> drawn.parts.count("<circle"), "of 1.099" in drawn.parts
    (2, True)
    """
    p = np.asarray(steps.p, float)
    h, most = entropy(p), log(3)
    bar = {"x": 24, "y": 276, "height": 12, "rx": 3}
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        _ground(),
        _TRIANGLE.curve(z),
        _TRIANGLE.ring(target),
        tag("g", _TRIANGLE.point(p), class_="moves"),
        text(24, 268, "entropy", "bold"),
        text(226, 268, f"{number_text(round(h, 4), 3)} of {number_text(most)}", "end num"),
        tag("rect", **bar, width=202, fill="none", stroke="var(--soft)"),
        tag("g", tag("rect", **bar, width=202 * h / most, fill="var(--soft)"), class_="moves"),
    )


@cache
def _ground() -> str:
    return text(125, 20, "every softmax is a point", "mid bold") + _TRIANGLE.ground()


def jacobian_panel(jacobian: np.ndarray, T: float) -> Panel:
    """Return the table of all slopes; the slope of p₁ against z₂ is framed, and stands on a scale below.

    >>> jacobian_panel(np.full((3, 3), -0.2), 1.0).parts.count("−0.2<")
    10
    """
    left, top, (width, height) = 42, 62, (64, 46)
    names = [subscript(j + 1) for j in range(3)]
    rows, columns = ["p" + n for n in names], ["z" + n for n in names]
    slope = float(jacobian[0, 1])
    (start, y), (end, _) = _GAUGE.at(0, 1), _GAUGE.at(min(slope, 0), 1)
    bar = {"y": y, "height": _GAUGE.height, "rx": 3}
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        text(125, 20, "∂pᵢ / ∂zⱼ: row i, column j", "mid bold"),
        number_table(jacobian, left, top, (width, height), 0.25 / T, rows, columns, _slope),
        tag(
            "rect",
            x=left + width,
            y=top,
            width=width,
            height=height,
            fill="none",
            stroke="var(--accent)",
            stroke_width=3,
        ),
        text(24, 238, "∂p₁ / ∂z₂", "bold", style="fill:var(--accent)"),
        text(226, 238, _slope(slope), "end num bold"),
        tag("rect", x=start, **bar, width=_GAUGE.width, fill="none", stroke="var(--soft)"),
        tag("g", tag("rect", x=start, **bar, width=end - start, fill="var(--accent)"), class_="moves"),
        text(24, 284, "0", "small soft num"),
        text(125, 284, "−0.125", "mid small soft num"),
        text(226, 284, "−0.25", "end small soft num"),
    )


def _slope(v: float) -> str:
    return number_text(round(v, 4), 3)


def working_panel(z: tuple[float, ...], steps: SoftmaxSteps, naive: bool) -> Panel:
    """Return the table of what the computer works out: exponent, power, sum, share of the sum.

    >>> from lecture_lib.nn import softmax_steps
    >>> working_panel((1.0, 1000.0, 2.0), softmax_steps([1, 1000, 2], shifted=False), True).parts.count("too large")
    2
    """
    parts = [text(125, 20, "what the computer gets", "mid bold")]
    exponents, powers = (np.asarray(v, float).tolist() for v in (steps.exponents, steps.powers))
    head = "z" if naive else "z − max"
    for x, name, end in ((68, head, " end"), (162, "e to that", " end"), (242, "divided", " end")):
        parts.append(text(x, 58, name, "small soft" + end))
    for j, (u, e, p) in enumerate(zip(exponents, powers, np.asarray(steps.p, float).tolist())):
        y = 88 + 32 * j
        parts += [
            line_segment(8, y - 21, 242, y - 21, class_="grid"),
            text(8, y, str(j + 1), "bold", style=f"fill:{CLASS_COLOURS[j]}"),
            text(68, y, number_text(round(u, 4)), "end num"),
            text(162, y, board_number(e), "end num" + " bad bold" * bool(np.isinf(e))),
            text(242, y, board_number(p), "end num" + " bad bold" * bool(np.isnan(p))),
        ]
    y, total, shares = 88 + 96, float(steps.total), float(np.sum(steps.p))
    wrong = not np.isclose(shares, 1, atol=0.01)
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        *parts,
        line_segment(8, y - 21, 242, y - 21, class_="axis"),
        text(8, y, "sum", "soft"),
        text(162, y, board_number(total), "end num bold" + " bad" * bool(np.isinf(total) or total == 0)),
        text(242, y, board_number(round(shares, 3)), "end num bold" + " bad" * wrong),
        text(8, 226, "divided: by the sum", "small soft"),
        text(8, 246, "The last column should sum to 1.", "small soft"),
    )
