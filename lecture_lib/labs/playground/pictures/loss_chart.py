"""The losses of all epochs so far, on training and on held-out examples, with a read-out that moves along them."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ....drawing import (
    Frame,
    Panel,
    handle,
    join_elements,
    labelled_ticks,
    line_segment,
    path_data,
    scientific_notation,
    svg,
    tag,
    text,
)
from ....validation import Array
from ..run import Losses
from ..state import State
from .log_axis import decades, log_axis

_SIZE = 272, 208
_BOX = {"left": 48.0, "top": 56.0, "width": 212.0, "height": 112.0}
_LOG_FROM = 30  # the largest loss over the smallest, from which on the axis is logarithmic
_DRAWN = 120  # stretches of a curve; each shows its lowest and its highest loss
_NOW, _READ = 172, 262  # where the columns of numbers end
_FIRST_AXIS = 50  # epochs; longer ones double
_LOOKS = (
    ("training", {"stroke": "var(--ink)", "stroke_width": 2}),
    ("held out", {"stroke": "var(--accent)", "stroke_width": 2, "stroke_dasharray": "6 3"}),
)


def loss_chart(state: State, read: int | None = None) -> tuple[Panel, str]:
    """Return the panel, and what it shows in words.

    `read` is the epoch whose losses are read out, from 1; without it, the last one. The handle ("epoch",) can be
    dragged along the axis; its x is the epoch.

    >>> loss_chart(State(epochs=2))[1]
    'After epoch 2, the training loss is 0.69 and the held-out loss 0.695.'
    """
    losses = state.run.losses
    if not losses:
        none = "no epoch is done yet" if not state.run.epochs else "the next epoch shows its loss here"
        return _empty(none), f"{none.capitalize()}."
    values = np.asarray(losses, float).T
    first = state.run.epochs - len(losses) + 1
    read = state.run.epochs if read is None else min(max(read, first), state.run.epochs)
    frame, is_log = _frame(state.run.epochs, values)
    curves = [
        tag("path", d=path, fill="none", **look)
        for (_, look), row in zip(_LOOKS, values)
        if (path := _path(frame, row, first, is_log))
    ]
    now, there, epochs = losses[-1], losses[read - first], state.run.epochs
    parts = _key(epochs, now, read, there), _axes(frame, is_log), frame.open(*curves)
    return (
        svg.panel(*_SIZE, *parts, _read_out(frame, read, there, is_log)),
        _words(epochs, now, read, there),
    )


def _frame(epochs: int, values: Array) -> tuple[Frame, bool]:
    """Return the range of both axes, which grows in steps, and whether the upright one is logarithmic."""
    known = values[np.isfinite(values)]
    most = float(known.max(initial=0))
    least = float(known.min(where=known > 0, initial=np.inf))
    end = _FIRST_AXIS * 2 ** max(0, math.ceil(math.log2(epochs / _FIRST_AXIS)))
    if 0 < least < math.inf and most / least >= _LOG_FROM:
        return Frame(0, end, *decades(least, most), **_BOX), True
    return Frame(0, end, 0, _round_up(most), **_BOX), False


def _round_up(v: float) -> float:
    """Return the next of 1, 2, 5, 10, ... times a power of ten."""
    if v <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(v))
    return next(digit * unit for digit in (1, 2, 5, 10) if v <= digit * unit * (1 + 1e-9))


def _path(frame: Frame, row: Array, first: int, is_log: bool) -> str:
    """Return a curve's path; of many epochs the lowest and highest loss of each stretch, in their order."""
    chosen = _ends_of_stretches(row)
    chosen = chosen[np.isfinite(row[chosen])]
    if not len(chosen):
        return ""
    points = frame.points(np.column_stack([chosen + first, _heights(frame, row[chosen], is_log)]))
    if len(points) == 1:  # a dash can be seen, a point cannot
        points = points + [[-3.0, 0.0], [3.0, 0.0]]
    return path_data(points)


def _ends_of_stretches(row: Array) -> Array:
    n = len(row)
    if n <= 2 * _DRAWN:
        return np.arange(n)
    length = math.ceil(n / _DRAWN)
    padded = np.full(length * math.ceil(n / length), row[-1])
    padded[:n] = row
    stretches = padded.reshape(-1, length)
    starts = length * np.arange(len(stretches))
    ends = np.concatenate([starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1), [n - 1]])
    return np.unique(np.minimum(ends, n - 1))


def _heights(frame: Frame, values, is_log: bool) -> Array:
    values = np.asarray(values, float)
    heights = np.log10(np.maximum(values, 10.0**frame.y0)) if is_log else values
    return np.minimum(heights, frame.y1)


@lru_cache(maxsize=32)
def _axes(frame: Frame, is_log: bool) -> Markup:
    if not is_log:
        return frame.axes("epoch", "loss")
    bottom = frame.top + frame.height
    parts = [log_axis(frame)]
    for v, label in labelled_ticks(frame.x0, frame.x1, 4):
        x, _ = frame.at(v, frame.y0)
        parts += [
            line_segment(x, bottom, x, bottom + 4, class_="axis"),
            text(x, bottom + 17, label, "mid small soft num"),
        ]
    middle = frame.top + frame.height / 2
    turned = f"rotate(-90 12 {middle:g})"
    parts += [
        text(frame.left + frame.width / 2, bottom + 33, "epoch", "mid"),
        text(12, middle, "loss", "mid", transform=turned),
    ]
    return join_elements(parts)


def _key(epochs: int, now: Losses, read: int, there: Losses) -> Markup:
    """Return which line is which, with its last value and the one that is read out."""
    parts = [text(_NOW, 14, f"epoch {epochs}", "end small num soft")]
    if read != epochs:
        parts.append(text(_READ, 14, f"epoch {read}", "end small num"))
    for y, (name, look), last, other in zip((31, 47), _LOOKS, now, there):
        if math.isnan(last) and math.isnan(other):
            continue
        parts += [
            line_segment(8, y - 4, 34, y - 4, **look),
            text(40, y, name, "small"),
            text(_NOW, y, _loss(last), "end small num bold"),
            text(_READ, y, _loss(other), "end small num") if read != epochs else "",
        ]
    return join_elements(parts)


def _read_out(frame: Frame, epoch: int, there: Losses, is_log: bool) -> Markup:
    """Return the upright line at the epoch that is read out, with a knob to drag it by."""
    x, bottom = frame.at(epoch, frame.y0)
    step = max(1, round(frame.x1 / 100))
    dots = [
        tag("circle", cx=x, cy=frame.at(epoch, float(_heights(frame, value, is_log)))[1], r=3.5, fill=look["stroke"])
        for (_, look), value in zip(_LOOKS, there)
        if math.isfinite(value)
    ]
    says = f"read-out at epoch {epoch}: {_losses_in_words(there)}; arrow keys move it"
    return frame.hold(
        tag(
            "g",
            tag("rect", x=x - 12, y=frame.top, width=24, height=frame.height + 12, class_="hit"),
            line_segment(x, frame.top, x, bottom, stroke="var(--soft)", stroke_width=1.2, stroke_dasharray="2 2"),
            tag("circle", cx=x, cy=bottom, r=6, fill="var(--paper)", stroke="var(--act)", stroke_width=2.5),
            *dots,
            **handle(("epoch",), "drag", says, at=(epoch, 0.0), step=step),
        )
    )


@lru_cache(maxsize=2)
def _empty(none: str) -> Panel:
    frame = Frame(0, _FIRST_AXIS, 0, 1, **_BOX)
    middle = frame.left + frame.width / 2, frame.top + frame.height / 2
    return svg.panel(*_SIZE, frame.axes("epoch", "loss"), text(*middle, none, "mid small soft"))


def _loss(value: float) -> str:
    return scientific_notation(value, 3)


def _words(epochs: int, now: Losses, read: int, there: Losses) -> str:
    said = f"After epoch {epochs}, {_losses_in_words(now)}."
    return said if read == epochs else f"{said} At epoch {read}, {_losses_in_words(there)}."


def _losses_in_words(losses: Losses) -> str:
    said = f"the training loss is {_loss(losses.train)}"
    return said if math.isnan(losses.held_out) else f"{said} and the held-out loss {_loss(losses.held_out)}"
