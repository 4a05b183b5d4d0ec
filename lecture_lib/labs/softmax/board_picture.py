"""The softmax board: logits, what the computer works out, probabilities, Jacobian, triangle (rows 06.2, 06.3)."""

from __future__ import annotations

from functools import cache
from math import ceil, log, log10

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    handle,
    join_elements,
    line_segment,
    network,
    number_table,
    number_text,
    subscript,
    svg,
    tag,
    text,
)
from ...nn import SoftmaxSteps, entropy
from .bars import CLASS_COLOURS, bar_axes, bar_frame, class_bars
from .simplex import Triangle

_LOGIT_LIMIT = 6  # the bars of the logits reach from −6 to 6; beyond, they are cut off
_TRIANGLE = Triangle(450, 384, 214)
_HEAT = Frame(-2, 2, 0, 1, 222, 276, 330, 28)


def draw_softmax_board(
    z: tuple[float, ...], T: float, steps: SoftmaxSteps, jacobian: np.ndarray | None, careless: bool, said: str
) -> Picture:
    """Return the board; `jacobian` is None, and no point lies in the triangle, where there are no probabilities.

    >>> from lecture_lib.nn import softmax_steps
    >>> draw_softmax_board((1.0, 0.0, 0.0), 1.0, softmax_steps([1, 0, 0]), np.zeros((3, 3)), False, "Three classes.")
    Three classes.
    """
    k = len(z)
    logits = bar_frame(k, -_LOGIT_LIMIT, _LOGIT_LIMIT, 40, 34, 250, 176)
    shares = bar_frame(k, 0, 1, 328, 34, 160, 176)
    p = steps.p if jacobian is not None else [0.0] * k
    return svg.picture(
        700,
        598,
        bar_axes(logits, "logits: drag, or type", "z"),
        class_bars(logits, z),
        _grips(logits, z),
        bar_axes(shares, "probabilities", "p"),
        class_bars(shares, p),
        _below(shares, steps.p),
        text(408, 126, "no probabilities", "mid bold bad") if jacobian is None else "",
        _working(steps, careless),
        _temperature(T),
        _jacobian(jacobian, k, T),
        _ignorance(steps, jacobian),
        _triangle(z, T, steps, jacobian),
        title="Softmax",
        text=said,
    )


def board_number(v: float, digits: int = 3) -> str:
    """Return a number as the board writes it; what is none is said in words.

    >>> board_number(float("inf")), board_number(float("nan")), board_number(0.25)
    ('too large', 'none', '0.25')
    """
    if np.isnan(v):
        return "none"
    return "too large" if np.isinf(v) else number_text(v, digits)


def _grips(frame: Frame, z: tuple[float, ...]) -> str:
    """Return a handle at the end of each bar and a box with its number below."""
    parts, bottom = [], frame.top + frame.height + 36
    for j, v in enumerate(z):
        x, y = frame.at(j + 0.5, min(max(v, -_LOGIT_LIMIT), _LOGIT_LIMIT))
        name = f"logit {j + 1}"
        if abs(v) > _LOGIT_LIMIT:  # the bar is longer than it looks: a cut through it
            cut = y + (22 if v > 0 else -22)
            parts.append(line_segment(x - 30, cut + 5, x + 30, cut - 5, stroke="var(--paper)", stroke_width=5))
        parts.append(
            tag(
                "rect",
                x=x - 15,
                y=y - 6,
                width=30,
                height=12,
                rx=6,
                fill=CLASS_COLOURS[j],
                stroke="var(--paper)",
                stroke_width=2,
                **handle(("bar", j), "drag", f"{name}, {number_text(v)}: arrow up and down", at=(j + 0.5, v), step=0.1),
            )
        )
        parts.append(
            network.edge_label(
                (x, bottom),
                (x, bottom),
                _brief(v, len(z)),
                **handle(
                    ("logit", j), "edit", f"{name}, {number_text(v)}: press Enter to type another", value=f"{v:.12g}"
                ),
            )
        )
    return frame.hold(*parts)


def _brief(v: float, k: int) -> str:
    """Return a logit so short that its box does not touch the next of k."""
    return number_text(round(v)) if abs(v) >= 100 and k == 5 else number_text(v, (5, 4, 2)[k - 3])


def _below(frame: Frame, p) -> str:
    small, y = len(p) > 3, frame.top + frame.height + 41
    shown = (
        board_number(v) if np.isnan(v) or v in (0, 1) else f"{v:.{3 - small}f}" for v in np.asarray(p, float).tolist()
    )
    return join_elements(text(frame.at(j + 0.5, 0)[0], y, v, "mid num" + " small" * small) for j, v in enumerate(shown))


def _working(steps: SoftmaxSteps, careless: bool) -> str:
    """Return the table of what the computer works out: exponent, power, sum."""
    parts = [
        text(600, 18, "worked out", "mid bold"),
        text(580, 48, "z / T" if careless else "z / T − max", "end small soft"),
        text(692, 48, "e to that power", "end small soft"),
    ]
    rows = list(zip(np.asarray(steps.exponents, float).tolist(), np.asarray(steps.powers, float).tolist()))
    for j, (u, e) in enumerate(rows):
        y = 72 + 26 * j
        parts += [
            text(504, y, str(j + 1), "small bold", style=f"fill:{CLASS_COLOURS[j]}"),
            text(580, y, board_number(round(u, 4), 5), "end num"),
            text(692, y, board_number(e), "end num" + (" bad bold" if np.isinf(e) else "")),
        ]
    y = 72 + 26 * len(rows)
    parts += [
        line_segment(502, y - 18, 694, y - 18, class_="axis"),
        text(580, y, "sum", "end small soft"),
        text(692, y, board_number(float(steps.total)), "end num" + (" bad bold" if np.isinf(steps.total) else "")),
    ]
    return join_elements(parts)


def _temperature(T: float) -> str:
    """Return the scale of temperatures with its handle, and the number in a box."""
    x, y = _HEAT.at(log10(T), 0.5)
    grip = tag(
        "circle",
        cx=x,
        cy=y,
        r=9,
        fill="var(--ink)",
        stroke="var(--paper)",
        stroke_width=2,
        **handle(
            ("scale",), "drag", f"temperature {number_text(T, 3)}: arrow left and right", at=(log10(T), 0.5), step=0.1
        ),
    )
    says = f"temperature T, {number_text(T, 3)}: press Enter to type another"
    able = handle(("temperature",), "edit", says, value=f"{T:.12g}")
    return _scale() + _HEAT.hold(grip) + network.edge_label((170, 290), (170, 290), number_text(T, 3), **able)


@cache
def _scale() -> str:
    (a, y), (b, _) = _HEAT.at(-2, 0.5), _HEAT.at(2, 0.5)
    parts = [
        text(24, 295, "temperature T", "bold"),
        line_segment(a, y, b, y, class_="axis", stroke_width=2),
        text(24, 322, "cold: the winner takes all", "small soft"),
        text(b + 22, 322, "hot: all nearly equal", "small soft"),
    ]
    for power, name in zip(range(-2, 3), ("0.01", "0.1", "1", "10", "100")):
        x, _ = _HEAT.at(power, 0)
        parts += [line_segment(x, y - 5, x, y + 5, class_="axis"), text(x, 322, name, "mid small soft num")]
    return join_elements(parts)


def _jacobian(jacobian: np.ndarray | None, k: int, T: float) -> str:
    cell, left, top = ((70, 48), (64, 42), (54, 36))[k - 3], 46, 396
    head = text(24, 362, "Jacobian: row i, column j is ∂pᵢ / ∂zⱼ", "bold")
    names = [subscript(j + 1) for j in range(k)]
    digits = 3 + max(0, ceil(log10(T))) - (k == 5)
    values = np.full((k, k), np.nan) if jacobian is None else jacobian
    return head + number_table(
        values,
        left,
        top,
        cell,
        0.25 / T,
        ["p" + n for n in names],
        ["z" + n for n in names],
        lambda v: "–" if np.isnan(v) else number_text(round(v, digits), 3),
    )


def _ignorance(steps: SoftmaxSteps, jacobian: np.ndarray | None) -> str:
    """Return the entropy as a column that is full at log k."""
    k, left, top, height = len(steps.p), 366, 396, 130
    parts = [
        text(left + 12, top - 10, "entropy", "mid small bold"),
        tag("rect", x=left, y=top, width=24, height=height, fill="none", stroke="var(--soft)"),
        text(left + 12, top + height + 36, f"of {number_text(log(k), 3)}", "mid small soft num"),
    ]
    if jacobian is None:
        return join_elements(parts) + text(left + 12, top + height + 20, "none", "mid num")
    h = entropy(np.asarray(steps.p, float))
    full = height * h / log(k)
    return (
        join_elements(parts)
        + text(left + 12, top + height + 20, number_text(round(h, 6), 3), "mid num")
        + tag("rect", x=left, y=top + height - full, width=24, height=full, fill="var(--soft)")
    )


def _triangle(z, T: float, steps: SoftmaxSteps, jacobian: np.ndarray | None) -> str:
    """Return the triangle with its curve and point; of more than three classes, the first three among themselves."""
    head = "every softmax is a point inside" if len(z) == 3 else "classes 1 to 3 among themselves"
    parts = [text(557, 350, head, "mid bold"), _ground()]
    if jacobian is not None:
        p = np.asarray(steps.p, float)[:3]
        parts.append(_TRIANGLE.curve(z[:3]))
        if p.sum() > 0:
            parts.append(_TRIANGLE.point(p / p.sum()))
    return join_elements(parts)


@cache
def _ground() -> str:
    return _TRIANGLE.ground()
