"""The picture of a hidden layer on real data: its sums, its outputs, and which slopes are dead (row 02.3)."""

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
    svg,
    tag,
    text,
)
from ...nn import Activation
from ...validation import Array

MIN_STD, MAX_STD = 0.001, 3.0  # the spreads that the dial shows
_PLACE = 28, 290, 176  # top, width and height of both histograms
_BINS = 48
_HEIGHTS = 5, 10, 20, 50, 100  # per cent
_DIAL = Frame(math.log10(MIN_STD) - 0.25, math.log10(MAX_STD) + 0.2, 0, 1, 30, 298, 420, 60)


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


def draw_saturation(layer: LayerSaturation, spread: float, natural: float, said: str) -> Picture:
    """Return the picture; `natural` is the spread that keeps sums near the size of the inputs.

    >>> from lecture_lib import tanh
    >>> z = np.linspace(-1, 1, 50)
    >>> draw_saturation(LayerSaturation(tanh, z, np.tanh(z), (-3.0, 3.0), np.zeros(100)), 0.1, 0.04, "A calm layer.")
    A calm layer.
    """
    low, high = {"sigmoid": (-0.05, 1.05), "tanh": (-1.1, 1.1)}.get(layer.g.name, (-0.5, 12))
    sums, outputs = _shares(layer.z, -12, 12), _shares(layer.a, low, high)
    left = Frame(-12, 12, 0, _height(sums), 52, *_PLACE)
    right = Frame(low, high, 0, _height(outputs), 402, *_PLACE)
    return svg.picture(
        708,
        400,
        left.open(_dead_zones(left, layer), _bars(left, sums, "var(--plus)")),
        left.axes("z (the ends hold all beyond)", "%", "all sums z of the layer"),
        right.open(_bars(right, outputs, "var(--accent)")),
        right.axes("a", "%", "all outputs a = g(z)"),
        _dial(spread, natural),
        _counts(layer),
        _units(layer.shares),
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
                    fill="var(--minus)",
                    opacity=0.16,
                )
            )
            parts.append(text((px + qx) / 2, frame.top + 18, "slope ≈ 0", "mid small"))
    return join_elements(parts)


def dial_std(x: float) -> float:
    """Return the spread that a place on the dial means: x is its power of ten.

    >>> dial_std(-1.0)
    0.1
    """
    return float(f"{min(max(10.0**x, MIN_STD), MAX_STD):.3g}")


def _dial(spread: float, natural: float) -> str:
    """Return the dial of the spread, with ticks at powers of ten and a mark at the natural spread."""
    first, *_, last = (_DIAL.at(math.log10(v), 0.5) for v in (MIN_STD, natural, MAX_STD))
    x, y = _DIAL.at(math.log10(natural), 0.5)
    parts = [
        line_segment(*first, *last, stroke="var(--soft)", stroke_width=2),
        tag("polygon", points=f"{x:.1f},{y - 4} {x - 6:.1f},{y - 15} {x + 6:.1f},{y - 15}", fill="var(--good)"),
    ]
    for v in (0.001, 0.01, 0.1, 1.0):
        px, _ = _DIAL.at(math.log10(v), 0.5)
        parts += [
            line_segment(px, y - 6, px, y + 6, class_="axis"),
            text(px, y + 24, number_text(v), "mid small soft num"),
        ]
    said = f"spread of the weights, {number_text(spread)}: the arrow keys move it, Enter types it"
    at = (math.log10(spread), 0.5)
    px, _ = _DIAL.at(*at)
    parts.append(
        tag(
            "circle",
            cx=px,
            cy=y,
            r=10,
            fill="var(--plus)",
            stroke="var(--paper)",
            stroke_width=2.5,
            **handle(("dial",), "drag edit", said, at=at, step=0.05, value=f"{spread:g}"),
        )
    )
    box = network.edge_label(
        (270, 378),
        (270, 378),
        number_text(spread),
        **handle(
            ("spread",), "edit", f"spread, {number_text(spread)}: press Enter to type another", value=f"{spread:g}"
        ),
    )
    return (
        _DIAL.open(*parts) + text(x, y - 22, "√(1/784)", "mid small") + text(60, 383, "spread of the weights =") + box
    )


def _counts(layer: LayerSaturation) -> str:
    return join_elements(
        [
            text(466, 268, f"{scientific_notation(100 * layer.share, 3)} % of the slopes ≈ 0", "bold num"),
            text(466, 290, f"stuck on every image: {layer.n_stuck} of {len(layer.shares)}", "num"),
            text(466, 312, f"outputs differ by {number_text(layer.output_std, 3)}", "num"),
            text(466, 330, "(their standard deviation)", "small soft"),
        ]
    )


def _units(shares: Array) -> str:
    """Return one small square a unit: the fuller, the more of the images find it saturated; crossed out if all do."""
    parts = []
    for i, share in enumerate(shares.tolist()):
        x, y = 466 + i % 25 * 9, 346 + i // 25 * 9
        parts.append(
            tag(
                "rect",
                x=x,
                y=y,
                width=8,
                height=8,
                fill="var(--minus)" if share < 1 else "var(--ink)",
                opacity=round(0.12 + 0.88 * share, 2),
            )
        )
        if share == 1:
            parts.append(line_segment(x + 1, y + 1, x + 7, y + 7, stroke="var(--paper)", stroke_width=1.5))
    return join_elements(parts)
