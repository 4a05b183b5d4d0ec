"""The picture of a hidden layer on real data: its z, its outputs, and which slopes are dead (row 02.3)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...drawing import (
    Frame,
    Picture,
    join_elements,
    line_segment,
    number_text,
    scientific_notation,
    svg,
    tag,
    text,
)
from ...nn import Activation
from ...validation import Array

MOST_DEAD, LEAST_STD = 0.01, 0.25  # what a healthy layer has: no larger share of dead slopes, outputs that differ so
_HISTOGRAM = 258, 200  # width and height of its panel
_PLACE = 42, 28, 208, 130  # left, top, width and height of its frame
_READOUT = 258, 146
_BINS = 48
_HEIGHTS = 5, 10, 20, 50, 100  # per cent


class LayerSaturation(NamedTuple):
    """What is counted in a layer of units under one activation.

    z and a are all sums and outputs, sorted; `edges` is where |g'| falls below the tolerance, to the
    left and to the right; `shares` holds each unit's share of saturated examples.
    """

    g: Activation
    z: Array
    a: Array
    edges: tuple[float, float]
    shares: Array

    @property
    def share(self) -> float:
        """The share of all slopes that are saturated."""
        return float(self.shares.mean())

    @property
    def n_stuck(self) -> int:
        """How many units are saturated on every example."""
        return int((self.shares == 1).sum())

    @property
    def output_std(self) -> float:
        """The standard deviation of the outputs."""
        return float(self.a.std())


def draw_saturation(layer: LayerSaturation, said: str) -> Picture:
    """Return the picture: sums, outputs, the two numbers that tell how healthy the layer is, and its units.

    >>> from lecture_lib import tanh
    >>> z = np.linspace(-1, 1, 50)
    >>> draw_saturation(LayerSaturation(tanh, z, np.tanh(z), (-3.0, 3.0), np.zeros(100)), "A calm layer.")
    A calm layer.
    """
    low, high = {"sigmoid": (-0.05, 1.05), "tanh": (-1.1, 1.1)}.get(layer.g.name, (-0.5, 12))
    sums, outputs = _shares(layer.z, -12, 12), _shares(layer.a, low, high)
    left = Frame(-12, 12, 0, _height(sums), *_PLACE)
    right = Frame(low, high, 0, _height(outputs), *_PLACE)
    return svg.panels(
        svg.panel(
            *_HISTOGRAM,
            left.open(_dead_zones(left, layer), _bars(left, sums, "var(--soft)")),
            left.axes("z (the ends hold all beyond)", "%", "all z of the layer"),
        ),
        svg.panel(
            *_HISTOGRAM,
            right.open(_bars(right, outputs, "var(--accent)")),
            right.axes("a", "%", "all outputs a = g(z)"),
        ),
        svg.panel(*_READOUT, _gauges(layer)),
        svg.panel(*_READOUT, _units(layer)),
        title="A hidden layer on 4000 digits",
        text=said,
    )


def _shares(values: Array, low: float, high: float) -> Array:
    """Return how many per cent of the sorted values fall into each bin; the outermost also hold what lies beyond."""
    places = np.searchsorted(values, np.linspace(low, high, _BINS + 1))
    places[0], places[-1] = 0, len(values)
    return 100 * np.diff(places) / len(values)


def _height(shares: Array) -> float:
    """Return how high the axis reaches: a round number, so that it does not jump at every move."""
    return next(height for height in _HEIGHTS if shares.max() <= height + 1e-9)


def _bars(frame: Frame, shares: Array, colour: str) -> str:
    """Return the histogram as one shape."""
    width, parts = frame.width / _BINS, []
    for i in np.flatnonzero(shares).tolist():
        up = shares[i] / frame.y1 * frame.height
        parts.append(f"M{frame.left + i * width:.1f} {frame.top + frame.height:.1f}v{-up:.1f}h{width:.1f}v{up:.1f}z")
    return tag("path", d="".join(parts), fill=colour, stroke="var(--paper)", stroke_width=0.5)


def _dead_zones(frame: Frame, layer: LayerSaturation) -> str:
    """Return the ground where the slope lies below the tolerance, and the words for it."""
    left, right = (min(max(edge, frame.x0), frame.x1) for edge in layer.edges)
    parts = []
    for x0, x1 in ((frame.x0, left), (right, frame.x1)):
        (px, _), (qx, _) = frame.at(x0, 0), frame.at(x1, 0)
        if qx - px > 1:
            parts.append(
                tag(
                    "rect",
                    x=px,
                    y=frame.top,
                    width=round(qx - px, 2),
                    height=frame.height,
                    fill="var(--faint)",
                    opacity=0.55,
                )
            )
            parts.append(text((px + qx) / 2, frame.top + 18, "slope ≈ 0", "mid small"))
    return join_elements(parts)


# The numbers of the layer, each on a line of its own, with a mark where a healthy layer's begins.


def _gauges(layer: LayerSaturation) -> str:
    """Return the share of dead slopes, on a line that grows in powers of ten, and how far the outputs differ."""
    dead = Frame(-2, 2, 0, 1, 10, 24, 238, 14)
    apart = Frame(0, 0.5 if layer.g.name == "sigmoid" else 1, 0, 1, 10, 96, 238, 14)
    percent = 100 * layer.share
    few, enough = (layer.share <= MOST_DEAD, layer.output_std >= LEAST_STD) if layer.g.name != "relu" else (None, None)
    return join_elements(
        [
            _read(dead, f"dead slopes: {scientific_notation(percent, 3)}%", few),
            _gauge(dead, math.log10(percent) if percent > 0 else dead.x0, few),
            _scale(dead, {-2: "0.01%", 0: "1%", 2: "100%"}),
            _mark(dead, math.log10(100 * MOST_DEAD), "at most", few),
            _read(apart, f"outputs differ by {number_text(layer.output_std, 3)}", enough),
            _gauge(apart, layer.output_std, enough),
            _scale(apart, {apart.x0: "0", LEAST_STD: number_text(LEAST_STD), apart.x1: number_text(apart.x1)}),
            _mark(apart, LEAST_STD, "at least", enough),
        ]
    )


def _read(frame: Frame, words: str, healthy: bool | None) -> str:
    """Return the number above a line, with its verdict."""
    sign = {None: "", True: "✓", False: "✗"}[healthy]
    right = frame.left + frame.width
    return text(frame.left, frame.top - 8, words, "num bold") + text(
        right, frame.top - 8, sign, f"end bold {'good' if healthy else 'bad'}"
    )


def _gauge(frame: Frame, value: float, healthy: bool | None) -> str:
    """Return a line filled up to a value, in the colour of the verdict; `None` is no verdict."""
    place = {"x": frame.left, "y": frame.top, "height": frame.height, "rx": 3}
    colour = {None: "var(--soft)", True: "var(--good)", False: "var(--bad)"}[healthy]
    filled = frame.at(min(max(value, frame.x0), frame.x1), 0)[0] - frame.left
    return tag("rect", **place, width=frame.width, fill="var(--zone)", stroke="var(--line)") + tag(
        "rect", **place, width=round(filled, 2), fill=colour
    )


def _scale(frame: Frame, labels: dict[float, str]) -> str:
    """Return the numbers below a line."""
    parts = []
    for value, label in labels.items():
        x, _ = frame.at(value, 0)
        side = (
            "small soft num"
            if value == frame.x0
            else "end small soft num"
            if value == frame.x1
            else "mid small soft num"
        )
        parts.append(text(round(x, 2), frame.top + frame.height + 16, label, side))
    return join_elements(parts)


def _mark(frame: Frame, value: float, words: str, healthy: bool | None) -> str:
    """Return the mark of what is to be reached, if anything is: the value itself stands on the scale below it."""
    if healthy is None:
        return ""
    x, _ = frame.at(value, 0)
    bottom = frame.top + frame.height
    return line_segment(x, frame.top - 5, x, bottom + 4, stroke="var(--ink)", stroke_width=2.5) + text(
        round(x, 2), bottom + 30, words, "mid small bold"
    )


_COLUMNS, _CELL = 20, 12


def _units(layer: LayerSaturation) -> str:
    """Return one small square a unit: the fuller, the more of the images find it dead; crossed out if all do."""
    parts = [text(10, 16, f"stuck units: {layer.n_stuck} of {len(layer.shares)}", "num bold")]
    for i, share in enumerate(layer.shares.tolist()):
        parts.append(_unit(10 + i % _COLUMNS * _CELL, 24 + i // _COLUMNS * _CELL, share))
    parts.append(text(10, 106, "each square is a unit, dead on", "small soft"))
    for x, share, words in ((10, 0.0, "no image"), (88, 0.5, "half of them"), (186, 1.0, "all: stuck")):
        parts += [
            _unit(x, 116, share),
            text(x + 16, 126, words, "small soft"),
        ]
    return join_elements(parts)


def _unit(x: float, y: float, share: float) -> str:
    side = _CELL - 1
    fill = {"fill": "var(--soft)" if share < 1 else "var(--ink)", "fill_opacity": round(share, 2)}
    square = tag("rect", x=x, y=y, width=side, height=side, class_="grid", **fill)
    if share < 1:
        return square
    return square + line_segment(x + 2, y + 2, x + side - 2, y + side - 2, stroke="var(--paper)", stroke_width=1.5)
