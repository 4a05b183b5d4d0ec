"""The picture of one point and its losses: the plane with the margin, four curves, and their numbers (row 01.1)."""

from __future__ import annotations

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    boundary_line,
    curve_path,
    handle,
    join_elements,
    line_segment,
    number_text,
    plane_frame,
    point_marker,
    svg,
    tag,
    text,
)
from ...linear import MARGIN_LOSSES

WEIGHTS = (1.0, 0.5)
HALF = 2.0  # the plane reaches from -HALF to HALF
M_MAX = 3.0  # the margin of a corner of it
_SIZE = 250, 290
_LOOKS = {  # each with its name's place beside the curve
    "hinge": {"stroke": "var(--ink)", "stroke_width": 2.6},
    "logistic": {"stroke": "var(--good)", "stroke_width": 2.2, "stroke_dasharray": "9 4"},
    "squared": {"stroke": "var(--act)", "stroke_width": 2.2, "stroke_dasharray": "2 4"},
    "0/1": {"stroke": "var(--soft)", "stroke_width": 2.2, "stroke_dasharray": "10 3 2 3"},
}
_PLANE = plane_frame(-HALF, HALF, -HALF, HALF, left=44, top=30, size=196)
_CURVES = Frame(-M_MAX, M_MAX, -0.3, 5.0, 44, 30, 196, 196)
_M = np.linspace(-M_MAX, M_MAX, 241)


def draw_margin(x1: float, x2: float, y: int, m: float, said: str) -> Picture:
    """Return the picture of a point of class y at (x1, x2) with margin m; `said` is its text twin.

    >>> draw_margin(1.0, 1.0, 1, 1.5, "A point.")
    A point.
    """
    return svg.panels(
        svg.panel(*_SIZE, _plane(x1, x2, y)),
        svg.panel(*_SIZE, _curves(m)),
        svg.panel(*_SIZE, _table(m)),
        title="Four losses of one point",
        text=said,
    )


def _plane(x1: float, x2: float, y: int) -> str:
    """Return the line, the two lines on which the margin is 1, and the point with its distance to the line."""
    z = WEIGHTS[0] * x1 + WEIGHTS[1] * x2
    square = WEIGHTS[0] ** 2 + WEIGHTS[1] ** 2
    foot = x1 - z * WEIGHTS[0] / square, x2 - z * WEIGHTS[1] / square
    dashes = [
        boundary_line(_PLANE, WEIGHTS, -by, "var(--soft)", stroke_width=1.5, stroke_dasharray="5 4") for by in (1, -1)
    ]
    marker = tag(
        "g",
        tag("circle", cx=_PLANE.at(x1, x2)[0], cy=_PLANE.at(x1, x2)[1], r=15, class_="hit"),
        point_marker(_PLANE, (x1, x2), y, 9),
        **handle(("point",), "drag", "the point", at=(x1, x2), step=0.1),
    )
    return join_elements(
        [
            _PLANE.open(
                *dashes,
                boundary_line(_PLANE, WEIGHTS, 0.0),
                line_segment(*_PLANE.at(x1, x2), *_PLANE.at(*foot), stroke="var(--accent)", stroke_width=2),
                _label(0.80, -1.85, "z = 0"),
                _label(1.80, -1.85, "z = 1"),
                _label(-0.20, -1.85, "z = −1"),
                marker,
            ),
            _PLANE.axes("x₁", "x₂", "class +1: m = z" if y > 0 else "class −1: m = −z"),
        ]
    )


def _label(x: float, y: float, says: str) -> str:
    px, py = _PLANE.at(x, y)
    return text(px, py, says, "small soft end")


def _curves(m: float) -> str:
    """Return the four curves, and on each a dot at the margin m."""
    parts = []
    for name, loss in MARGIN_LOSSES.items():
        if name == "0/1":
            parts += [
                curve_path(_CURVES.points([(-M_MAX, 1), (0, 1)]), **_LOOKS[name]),
                curve_path(_CURVES.points([(0, 0), (M_MAX, 0)]), **_LOOKS[name]),
            ]
        else:
            parts.append(curve_path(_CURVES.points(np.column_stack([_M, loss.value(_M)])), **_LOOKS[name]))
    (x, top), (_, bottom) = _CURVES.at(m, _CURVES.y1), _CURVES.at(m, _CURVES.y0)
    dots = [tag("rect", x=x - 13, y=top, width=26, height=bottom - top, class_="hit")]
    dots.append(line_segment(x, top, x, bottom, stroke="var(--accent)", stroke_width=1.5, stroke_dasharray="2 3"))
    for loss in MARGIN_LOSSES.values():
        value = float(loss.value(m))
        px, py = _CURVES.at(m, min(value, _CURVES.y1))
        if value > _CURVES.y1:  # an arrow says that the dot lies higher
            dots.append(tag("path", d=f"M{px - 6:.1f} {py + 10:.1f}h12l-6 -9z", fill="var(--accent)"))
        else:
            dots.append(tag("circle", cx=px, cy=py, r=5, fill="var(--accent)", stroke="var(--paper)", stroke_width=1.5))
    grip = tag("g", *dots, **handle(("margin",), "drag", "the margin", at=(m, 0), step=0.1))
    zero = line_segment(*_CURVES.at(0, _CURVES.y0), *_CURVES.at(0, _CURVES.y1), class_="grid")
    return join_elements([_CURVES.open(zero, *parts, grip), _CURVES.axes("margin m", "loss", "four losses")])


def _table(m: float) -> str:
    """Return the margin, which can be typed over, and each loss with its value and its slope."""
    parts = [
        text(_SIZE[0] / 2, 22, "at this margin", "mid bold"),
        text(96, 62, "margin m =", "end"),
        tag(
            "g",
            tag("rect", x=106, y=44, width=84, height=28, rx=5, fill="var(--zone)", stroke="var(--line)"),
            text(148, 63, number_text(round(m, 3), 4), "mid num"),
            **handle(("typed",), "edit", "the margin m: press Enter to type another", value=f"{round(m, 4):g}"),
        ),
        text(166, 104, "loss", "end soft small"),
        text(242, 104, "slope", "end soft small"),
    ]
    for i, (name, loss) in enumerate(MARGIN_LOSSES.items()):
        y = 132 + 36 * i
        value, slope = float(loss.value(m)), float(loss.slope(m))
        parts += [
            curve_path([(14, y - 5), (46, y - 5)], **_LOOKS[name]),
            text(54, y, name),
            text(166, y, number_text(round(value, 4) + 0.0, 3), "end num"),
            text(242, y, _slope_text(name, slope, m), "end num"),
        ]
    return join_elements([*parts, text(_SIZE[0] / 2, 278, "slope: with respect to m", "mid soft small")])


def _slope_text(name: str, slope: float, m: float) -> str:
    if name == "hinge" and m == 1:
        return "−1 … 0"
    if name == "0/1" and m == 0:
        return "jump"
    return number_text(round(slope, 4) + 0.0, 3)
