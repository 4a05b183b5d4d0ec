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
    scientific_notation,
    square_knob,
    svg,
    tag,
    text,
)
from ...nn import Activation
from .curves import SIDES, Z_MAX, CurveStyle, activation_curve

EPSILON_HANDLE_Z = -3.0  # where on the left branch its handle sits
_LEFT, _WIDTH = 56, 372
_LOW, _HIGH = -12, 4  # the bars reach from 10⁻¹² to 10⁴
_TICKS = {-12: "10⁻¹²", -8: "", -4: "10⁻⁴", 0: "1", 4: "10⁴"}


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
    [372, 372]
    """
    low, high = {"leaky ReLU": (-0.2, 2.2), "PReLU": (-1.2, 2.2)}.get(look.label, (-0.2, 1.2))
    return (
        Frame(-Z_MAX, Z_MAX, look.low, look.high, _LEFT, 28, _WIDTH, 226),
        Frame(-Z_MAX, Z_MAX, low, high, _LEFT, 308, _WIDTH, 152),
    )


def draw_tangent(point: CurvePoint, said: str) -> Picture:
    """Return the picture; `said` is its text twin.

    >>> from lecture_lib import sigmoid
    >>> from lecture_lib.labs.activations.curves import CURVE_STYLES
    >>> draw_tangent(CurvePoint(CURVE_STYLES["sigmoid"], sigmoid, 0.0, None, "left"), "The middle of the sigmoid.")
    The middle of the sigmoid.
    """
    top, bottom = tangent_frames(point.look)
    x, _ = top.at(point.z, 0)
    return svg.picture(
        708,
        508,
        line_segment(x, top.top + top.height, x, bottom.top, stroke="var(--faint)", stroke_width=1.5),
        top.open(
            _zero(top),
            _wedge(top, point),
            activation_curve(top, point.g, point.look.kind),
            _tangent(top, point),
            _dots(top, point),
            _epsilon(top, point),
            _point(top, point.z, point.value, "value"),
        ),
        top.axes("", "a", f"{point.look.label}:  a = g(z)"),
        bottom.open(
            _zero(bottom),
            activation_curve(bottom, point.g, point.look.kind, True),
            _stem(bottom, point),
            _dots(bottom, point),
            _point(bottom, point.z, point.slope, "slope"),
        ),
        bottom.axes("z", "g′", "its slope:  g′(z)"),
        _numbers(point),
        _product(point.slope),
        title="A function and its slope",
        text=said,
    )


def _zero(frame: Frame) -> str:
    """Return the two lines through 0, faint."""
    ends = (frame.at(frame.x0, 0), frame.at(frame.x1, 0)), (frame.at(0, frame.y0), frame.at(0, frame.y1))
    return join_elements(line_segment(*start, *end, class_="grid") for start, end in ends)


def _tangent(frame: Frame, point: CurvePoint) -> str:
    """Return the tangent, and on it the triangle that is 1 wide and g' high."""
    if point.at_break and point.look.kind == "jump":
        return ""
    z, a, slope = point.z, point.value, point.slope
    ends = [frame.at(z + by, a + slope * by) for by in (-2 * Z_MAX, 2 * Z_MAX)]
    run = 1.0 if z < Z_MAX - 1.3 else -1.0
    (px, py), (qx, qy), (rx, ry) = frame.at(z, a), frame.at(z + run, a), frame.at(z + run, a + run * slope)
    beside = text(qx + 7 * run, (qy + ry) / 2 + 4, "g′", "small" if run > 0 else "small end")
    return (
        line_segment(*ends[0], *ends[1], stroke="var(--ink)", stroke_width=1.6)
        + tag(
            "polygon",
            points=f"{px:.1f},{py:.1f} {qx:.1f},{qy:.1f} {rx:.1f},{ry:.1f}",
            fill="var(--accent)",
            opacity=0.25,
        )
        + line_segment(qx, qy, rx, ry, stroke="var(--accent)", stroke_width=4)
        + (
            beside + text((px + qx) / 2 + 4 * run, qy + (15 if ry <= qy else -6), "1", "small mid")
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
    of_slope = frame.height < 200
    if not point.broken or of_slope != (point.look.kind == "kink"):
        return ""
    left, right = (point.g.derivative if of_slope else point.g.value)(_BESIDE)
    parts = []
    for side, level in zip(SIDES, (left, (left + right) / 2, right)):
        px, py = frame.at(0, level)
        chosen = side == point.side
        what = f"{'slope' if of_slope else 'value'} {number_text(level, 3)} at z = 0"
        parts.append(
            tag(
                "circle",
                cx=px,
                cy=py,
                r=6,
                fill="var(--ink)" if chosen else "var(--paper)",
                stroke="var(--ink)",
                stroke_width=1.8,
                **handle(
                    ("side", side),
                    "press",
                    f"{what}{', chosen' if chosen else ': press Enter to choose it'}",
                    quiet=chosen,
                ),
            )
        )
    return join_elements(parts)


_BESIDE = np.array([-1.0, 1.0])


def _epsilon(frame: Frame, point: CurvePoint) -> str:
    """Return the handle that turns the left branch."""
    if point.epsilon is None:
        return ""
    at = (EPSILON_HANDLE_Z, EPSILON_HANDLE_Z * point.epsilon)
    px, py = frame.at(*at)
    able = handle(("tilt",), "drag", f"slope ε of the left branch, {number_text(point.epsilon)}", at=at, step=0.25)
    below = 26 if py < frame.top + 120 else -14
    return square_knob(frame, at, "var(--minus)", **able) + text(px, py + below, "ε", "mid bold")


def _point(frame: Frame, z: float, y: float, name: str) -> str:
    """Return the point that is dragged along z; where the curve has left the frame it waits at the edge."""
    at = (z, min(max(y, frame.y0), frame.y1))
    px, py = frame.at(*at)
    said = f"{name} {number_text(y)} at z = {number_text(z)}: the arrow keys move z, Enter types it"
    return tag(
        "circle",
        cx=px,
        cy=py,
        r=9,
        fill="var(--accent)",
        stroke="var(--paper)",
        stroke_width=2.5,
        **handle((name,), "drag edit", said, at=at, value=f"{z:g}"),
    )


def _numbers(point: CurvePoint) -> str:
    """Return the numbers at the right: z and epsilon to type over, value and slope to read."""
    parts = [
        text(462, 26, "at this z", "bold"),
        text(462, 56, "z ="),
        network.edge_label(
            (530, 51),
            (530, 51),
            number_text(point.z),
            **handle(("z",), "edit", f"z, {number_text(point.z)}: press Enter to type another", value=f"{point.z:g}"),
        ),
    ]
    if point.epsilon is not None:
        parts += [
            text(592, 56, "ε ="),
            network.edge_label(
                (652, 51),
                (652, 51),
                number_text(point.epsilon),
                **handle(
                    ("epsilon",),
                    "edit",
                    f"epsilon, {number_text(point.epsilon)}: press Enter to type another",
                    value=f"{point.epsilon:g}",
                ),
            ),
        ]
    jumps = point.at_break and point.look.kind == "jump"
    return join_elements(
        [
            *parts,
            text(462, 86, f"a = {number_text(point.value)}", "num"),
            text(592, 86, point.look.formula, "small soft") if len(point.look.formula) < 18 else "",
            text(462, 112, "no tangent; g′ is set to 0" if jumps else f"g′ = {number_text(point.slope)}", "num bold"),
            text(592, 112, point.look.slope, "small soft") if not jumps else "",
        ]
    )


def _product(slope: float) -> str:
    """Return ten rows: the product of the slopes of k layers that all stand at this z, as number and as bar."""
    left, width, top = 486, 132, 206
    parts = [
        text(462, 158, "k such layers in a row", "bold"),
        text(462, 178, "leave g′ · g′ ⋯ g′ = (g′)ᵏ of a change", "small soft"),
    ]
    for power, label in _TICKS.items():
        x = left + width * (power - _LOW) / (_HIGH - _LOW)
        parts += [
            line_segment(x, top - 8, x, top + 238, class_="grid" if power else None, stroke="var(--soft)"),
            text(x, top + 254, label, "mid small soft num"),
        ]
    for k in range(1, 11):
        product, y = slope**k, top + 24 * (k - 1)
        parts += [
            text(476, y + 11, str(k), "end small num"),
            _bar(left, y, width, product),
            text(702, y + 11, scientific_notation(product), "end small num"),
        ]
    return join_elements(parts)


def _bar(left: float, top: float, width: float, product: float) -> str:
    """Return a bar whose length is the logarithm of the product; nothing for 0 and for what is too small."""
    share = (math.log10(abs(product)) - _LOW) / (_HIGH - _LOW) if product else 0.0
    if share <= 0:
        return ""
    colour = "var(--good)" if abs(product) >= 0.5 else "var(--plus)" if product > 0 else "var(--minus)"
    return tag("rect", x=left, y=top, width=round(width * share, 2), height=14, rx=2, fill=colour)
