"""The picture of one function at one z: value, tangent, slope, and the slope through ten layers (rows 02.1 to 02.3)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    handle,
    join_elements,
    line_segment,
    network,
    number_text,
    round_knob,
    scientific_notation,
    square_knob,
    svg,
    tag,
    text,
)
from ...nn import Activation
from .curves import SIDES, Z_MAX, CurveStyle, activation_curve

EPSILON_HANDLE_Z = -3.0  # where on the left branch its handle sits
DEPTH = 10
_SIZE = 258, 362  # of both panels
_LEFT, _WIDTH = 42, 208
_POWERS = -12, 4  # the bars reach from 10⁻¹² to 10⁴
_TICKS = {-12: "10⁻¹²", -8: "10⁻⁸", -4: "10⁻⁴", 0: "1", 4: "10⁴"}
_APART = 26  # pixels between two dots to press, at the least


class CurvePoint(NamedTuple):
    """What the picture shows: g with its look, the point z, epsilon (None if g has none), the side that holds at 0."""

    look: CurveStyle
    g: Activation
    z: float
    epsilon: float | None
    side: str

    @property
    def value(self) -> float:
        return float(self.g(self.z))

    @property
    def slope(self) -> float:
        return float(self.g.slope(self.z))

    @property
    def kept(self) -> float:
        """What ten layers with this slope leave of a change."""
        return self.slope**DEPTH

    @property
    def at_break(self) -> bool:
        """Is z exactly where the function jumps or has its kink?"""
        return self.z == 0 and self.broken

    @property
    def broken(self) -> bool:
        """Does the function jump or have a kink at 0?"""
        return self.look.kind == "jump" or (self.look.kind == "kink" and self.epsilon != 1)


def tangent_frames(look: CurveStyle) -> tuple[Frame, Frame]:
    """Return the frame of the curve and, below it with the same z, that of its slope.

    >>> from lecture_lib.labs.activations.curves import CURVE_STYLES
    >>> [frame.width for frame in tangent_frames(CURVE_STYLES["tanh"])]
    [208, 208]
    """
    low, high = {"leaky ReLU": (-0.2, 2.2), "PReLU": (-1.2, 2.2)}.get(look.label, (-0.2, 1.2))
    return (
        Frame(-Z_MAX, Z_MAX, look.low, look.high, _LEFT, 26, _WIDTH, 150),
        Frame(-Z_MAX, Z_MAX, low, high, _LEFT, 224, _WIDTH, 98),
    )


def draw_tangent(point: CurvePoint, said: str) -> Picture:
    """Return the picture; `said` is its text twin.

    >>> from lecture_lib import sigmoid
    >>> from lecture_lib.labs.activations.curves import CURVE_STYLES
    >>> draw_tangent(CurvePoint(CURVE_STYLES["sigmoid"], sigmoid, 0.0, None, "left"), "The middle of the sigmoid.")
    The middle of the sigmoid.
    """
    top, bottom = tangent_frames(point.look)
    return svg.panels(
        svg.panel(
            *_SIZE,
            top.open(
                _lines(top, point.z),
                _wedge(top, point),
                activation_curve(top, point.g, point.look.kind, stroke="var(--ink)"),
                _tangent(top, point),
                _dots(top, point),
                _epsilon(top, point),
                _point(top, point.z, point.value, "value"),
            ),
            top.axes("", "a", f"{point.look.label}: a = g(z)"),
            bottom.open(
                _lines(bottom, point.z),
                activation_curve(bottom, point.g, point.look.kind, True, stroke="var(--ink)"),
                _stem(bottom, point),
                _dots(bottom, point),
                _point(bottom, point.z, point.slope, "slope"),
            ),
            bottom.axes("z", "g′", "its slope: g′(z)"),
        ),
        svg.panel(*_SIZE, _numbers(point), _product(point)),
        title="A function and its slope",
        text=said,
    )


def _lines(frame: Frame, z: float) -> str:
    """Return the two lines through 0, faint, and the one through z, which joins the two frames."""
    ends = (frame.at(frame.x0, 0), frame.at(frame.x1, 0)), (frame.at(0, frame.y0), frame.at(0, frame.y1))
    here = line_segment(*frame.at(z, frame.y0), *frame.at(z, frame.y1), stroke="var(--accent)", stroke_dasharray="2 4")
    return join_elements(line_segment(*start, *end, class_="grid") for start, end in ends) + here


def _tangent(frame: Frame, point: CurvePoint) -> str:
    """Return the tangent, and on it the triangle that is 1 wide and g' high."""
    if point.at_break and point.look.kind == "jump":
        return ""
    z, a, slope = point.z, point.value, point.slope
    ends = [frame.at(z + by, a + slope * by) for by in (-2 * Z_MAX, 2 * Z_MAX)]
    run = 1.0 if z < Z_MAX - 1.3 else -1.0
    (px, py), (qx, qy), (rx, ry) = frame.at(z, a), frame.at(z + run, a), frame.at(z + run, a + run * slope)
    beside = text(qx + 6 * run, (qy + ry) / 2 + 4, "g′", "small" if run > 0 else "small end")
    return (
        line_segment(*ends[0], *ends[1], stroke="var(--accent)", stroke_width=1.6)
        + tag(
            "polygon",
            points=f"{px:.1f},{py:.1f} {qx:.1f},{qy:.1f} {rx:.1f},{ry:.1f}",
            fill="var(--accent)",
            opacity=0.25,
        )
        + line_segment(qx, qy, rx, ry, stroke="var(--accent)", stroke_width=4)
        + (
            beside + text((px + qx) / 2 + 4 * run, qy + (14 if ry <= qy else -5), "1", "small mid")
            if abs(ry - qy) > 9
            else ""
        )
    )


def _wedge(frame: Frame, point: CurvePoint) -> str:
    """Return, at a kink, the fan of all lines whose slope lies between those of the two sides."""
    if not (point.at_break and point.look.kind == "kink"):
        return ""
    low, high = point.epsilon or 0.0, 1.0
    fan = [(Z_MAX, Z_MAX * low), (Z_MAX, Z_MAX * high), (-Z_MAX, -Z_MAX * high), (-Z_MAX, -Z_MAX * low)]
    (a, b, c, d), o = (frame.at(*p) for p in fan), frame.at(0, 0)
    return tag(
        "path",
        d=f"M{o[0]} {o[1]}L{a[0]} {a[1]}L{b[0]} {b[1]}ZM{o[0]} {o[1]}L{c[0]} {c[1]}L{d[0]} {d[1]}Z",
        fill="var(--accent)",
        opacity=0.14,
    )


def _stem(frame: Frame, point: CurvePoint) -> str:
    """Return the slope as a length: as high as the triangle's side above."""
    return line_segment(*frame.at(point.z, 0), *frame.at(point.z, point.slope), stroke="var(--accent)", stroke_width=4)


def _dots(frame: Frame, point: CurvePoint) -> str:
    """Return three dots at z = 0 to choose what holds there: on a jump its value, on a kink its slope."""
    of_slope = frame.height < 100
    if not point.broken or of_slope != (point.look.kind == "kink"):
        return ""
    left, right = (point.g.derivative if of_slope else point.g.value)(_BESIDE)
    levels = [float(level) for level in (left, (left + right) / 2, right)]
    parts = []
    for side, level, (x, y) in zip(SIDES, levels, _dot_places(frame, levels)):
        chosen = side == point.side
        what = f"{'slope' if of_slope else 'value'} {number_text(level, 3)} at z = 0"
        fill = "var(--ink)" if chosen else "var(--paper)"
        parts += [
            line_segment(x, y, *frame.at(0, level), stroke="var(--soft)", stroke_width=1),
            tag(
                "g",
                tag("circle", cx=x, cy=y, r=_APART / 2, class_="hit"),
                tag("circle", cx=x, cy=y, r=8, fill=fill, stroke="var(--ink)", stroke_width=2),
                **handle(
                    ("side", side),
                    "press",
                    f"{what}{', chosen' if chosen else ': press Enter to choose it'}",
                    quiet=chosen,
                ),
            ),
        ]
    return join_elements(parts)


_BESIDE = np.array([-1.0, 1.0])


def _dot_places(frame: Frame, levels: list[float]) -> list[tuple[float, float]]:
    """Return where the three dots are drawn: at their levels on z = 0, or beside it where these lie close."""
    places = [frame.at(0, level) for level in levels]
    if abs(places[1][1] - places[0][1]) >= _APART:
        return places
    x, y = places[1]
    lowest, highest = frame.top + 1.5 * _APART, frame.top + frame.height - 1.5 * _APART
    middle, down = min(max(y, lowest), highest), math.copysign(_APART, places[1][1] - places[0][1])
    return [(x - 1.5 * _APART, middle + k * down) for k in (-1, 0, 1)]


def _epsilon(frame: Frame, point: CurvePoint) -> str:
    """Return the handle that turns the left branch, and what it is for."""
    if point.epsilon is None:
        return ""
    at = (EPSILON_HANDLE_Z, EPSILON_HANDLE_Z * point.epsilon)
    px, py = frame.at(*at)
    able = handle(("tilt",), "drag", f"slope ε of the left branch, {number_text(point.epsilon)}", at=at, step=0.25)
    below = 27 if py < frame.top + 100 else -15
    return text(px, py + below, "↕ tilt: ε", "mid small bold") + square_knob(frame, at, "var(--ink)", **able)


def _point(frame: Frame, z: float, y: float, name: str) -> str:
    """Return the point that is dragged along z; where the curve has left the frame it waits at the edge."""
    at = (z, min(max(y, frame.y0), frame.y1))
    said = f"{name} {scientific_notation(y, 4)} at z = {number_text(z)}: the arrow keys move z, Enter types it"
    return round_knob(frame, at, "var(--accent)", **handle((name,), "drag edit", said, at=at, value=f"{z:g}"))


def _numbers(point: CurvePoint) -> str:
    """Return the numbers at the top: z and epsilon to type over, value and slope to read."""
    parts = [text(10, 18, "at this z", "bold"), text(10, 50, "z ="), _chip(66, 45, "z", point.z)]
    if point.epsilon is not None:
        parts += [text(142, 50, "ε ="), _chip(198, 45, "epsilon", point.epsilon)]
    jumps = point.at_break and point.look.kind == "jump"
    slope = "none at the jump; set to 0" if jumps else scientific_notation(point.slope, 4)
    return join_elements(
        [
            *parts,
            text(10, 82, f"a = {scientific_notation(point.value, 4)}", "num"),
            text(108, 82, point.look.formula, "small soft"),
            text(10, 108, f"g′ = {slope}", "num bold"),
            text(142, 108, point.look.slope, "small soft") if not jumps else "",
        ]
    )


def _chip(x: float, y: float, name: str, value: float) -> str:
    able = handle((name,), "edit", f"{name}, {number_text(value)}: press Enter to type another", value=f"{value:g}")
    return network.edge_label((x, y), (x, y), number_text(value), **able)


def _product(point: CurvePoint) -> str:
    """Return ten bars: the product of the slopes of k layers that all stand at this z; the tenth also as a number."""
    frame = Frame(0.5, DEPTH + 0.5, *_POWERS, _LEFT, 172, _WIDTH, 118)
    bottom = frame.top + frame.height
    parts = [
        text(10, 142, "k layers with this slope", "bold"),
        text(10, 160, "what is left of a change: (g′)ᵏ", "small soft"),
    ]
    for power, label in _TICKS.items():
        _, y = frame.at(0.5, power)
        strong = {"stroke": "var(--soft)"} if power == 0 else {"class_": "grid"}
        parts += [
            line_segment(frame.left, y, frame.left + frame.width, y, **strong),
            text(frame.left - 5, y + 4, label, "end small soft num"),
        ]
    for k in range(1, DEPTH + 1):
        x, _ = frame.at(k, 0)
        parts += [_bar(frame, k, point.slope**k), text(x, bottom + 16, str(k), "mid small soft num")]
    parts += [
        text(frame.left + frame.width / 2, bottom + 32, "layers k", "mid small"),
        text(10, 350, f"after ten: {scientific_notation(point.kept)} is left", "num bold"),
    ]
    return join_elements(parts)


def _bar(frame: Frame, k: int, product: float) -> str:
    """Return a bar as high as the logarithm of the product: hollow below 0, none for 0 and for what is too small."""
    power = math.log10(abs(product)) if product else frame.y0
    if power <= frame.y0:
        return ""
    x, y = frame.at(k - 0.35, power)
    colour = "var(--accent)" if k == DEPTH else "var(--soft)"
    return tag(
        "rect",
        x=round(x, 2),
        y=round(y, 2),
        width=round(0.7 * frame.width / DEPTH, 2),
        height=round(frame.top + frame.height - y, 2),
        fill=colour if product > 0 else "var(--paper)",
        stroke=colour,
    )
