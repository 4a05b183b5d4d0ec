"""The picture of the drawing card: canvas, layers, probabilities, nearest images, drawings that were kept (15.4)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from ...data import Stroke
from ...drawing import Frame, Picture, Point, curve_path, handle, join_elements, svg, tag, text
from ...validation import Array
from .pixel_image import ink_image

_SIZE = 264, 404
_CANVAS = Frame(0, 28, 0, 28, 3, 24, 258, 258)
_N_SAVED = 5  # drawings that are shown, the latest ones


class SavedScene(NamedTuple):
    """A drawing that was kept: its image, what the learner calls it, what the network reads."""

    image: Array
    label: int
    read: int

    @property
    def right(self) -> bool:
        """Does the network read what the learner says?"""
        return self.label == self.read


class DigitScene(NamedTuple):
    """All that the picture shows; `image`, `p` are None and the layers empty while there is nothing to read."""

    strokes: tuple[Stroke, ...]
    cross: Point
    label: int
    image: Array | None
    hidden: tuple[Array, ...]
    p: Array | None
    near: tuple[Array, ...]
    near_labels: tuple[int, ...]
    saved: tuple[SavedScene, ...]
    score: str
    own: str
    words: str


def draw_digit_scene(scene: DigitScene) -> Picture:
    """Return the picture.

    >>> draw_digit_scene(DigitScene((), (14.0, 14.0), 0, None, (), None, (), (), (), "", "", "An empty canvas."))
    An empty canvas.
    """
    return svg.panels(
        svg.panel(*_SIZE, text(132, 16, f"draw here, as {scene.label}", "mid bold"), _canvas(scene), _kept(scene)),
        svg.panel(*_SIZE, _layers(scene), _probabilities(scene.p), _nearest(scene), _scores(scene)),
        title="Draw a digit",
        text=scene.words,
    )


def _canvas(scene: DigitScene) -> Markup:
    lines = [_stroke(stroke) for stroke in scene.strokes]
    x, y = _CANVAS.at(*scene.cross)
    says = "the pen: arrow keys move it, Enter sets a point, N ends a line"
    cross = tag(
        "g",
        tag("circle", cx=x, cy=y, r=13, class_="hit"),
        tag("path", d=f"M{x - 7:.1f} {y:.1f}h14M{x:.1f} {y - 7:.1f}v14", stroke="var(--accent)", stroke_width=2),
        **handle(("cross",), "drag press", says, at=scene.cross, step=1),
    )
    border = tag("rect", x=3, y=24, width=258, height=258, fill="none", stroke="var(--line)", pointer_events="none")
    return _CANVAS.open(*lines, target=("canvas",)) + border + _CANVAS.hold(cross)


def _stroke(stroke: Stroke) -> Markup:
    points = _CANVAS.points(stroke)
    if len(stroke) == 1:
        return tag("circle", cx=points[0, 0], cy=points[0, 1], r=11, fill="var(--ink)")
    look = {"stroke_width": 22, "stroke_linecap": "round", "stroke_linejoin": "round"}
    return curve_path(points, stroke="var(--ink)", **look)


def _layers(scene: DigitScene) -> Markup:
    """Return the image as the network gets it, and the activations of both hidden layers as small squares."""
    image = scene.image if scene.image is not None else np.zeros(784)
    first, second = scene.hidden or (np.zeros(64), np.zeros(32))
    return join_elements(
        (
            text(58, 16, "as the data", "mid bold"),
            ink_image(2, 24, 112, image.reshape(28, 28)),
            text(156, 16, "64 units", "mid bold"),
            ink_image(124, 24, 64, _scaled(first).reshape(8, 8), fill="var(--accent)"),
            text(230, 16, "32 units", "mid bold"),
            ink_image(198, 24, 64, _scaled(second).reshape(4, 8), fill="var(--accent)"),
            text(124, 106, "dark: large activation", "small soft"),
        )
    )


def _scaled(a: Array) -> Array:
    return a / a.max() if a.max() > 0 else a


def _probabilities(p: Array | None) -> Markup:
    """Return ten bars, one per class, the two highest with their probabilities written above."""
    parts = [text(2, 152, "probability of each digit", "small soft")]
    top = np.argsort(-p, kind="stable")[:2].tolist() if p is not None else []
    for digit in range(10):
        height = 60 * float(p[digit]) if p is not None else 0.0
        left = 2 + 26.4 * digit
        parts += [
            tag("rect", x=left, y=176, width=22, height=60, fill="var(--zone)"),
            tag("rect", x=left, y=236 - height, width=22, height=height, fill="var(--accent)"),
            text(left + 11, 253, str(digit), "mid num" + " bold" * (digit in top[:1])),
        ]
        if p is not None and digit in top:
            parts.append(text(left + 11, 170, f"{100 * float(p[digit]):.0f}%", "mid small num"))
    return join_elements(parts)


def _nearest(scene: DigitScene) -> Markup:
    parts = [text(2, 280, "nearest training images", "small soft")]
    for i in range(5):
        image = scene.near[i] if scene.near else np.zeros(784)
        label = str(scene.near_labels[i]) if scene.near else ""
        parts += [
            ink_image(2 + 53 * i, 288, 48, image.reshape(28, 28)),
            text(26 + 53 * i, 352, label, "mid small num"),
        ]
    return join_elements(parts)


def _scores(scene: DigitScene) -> Markup:
    return text(2, 378, scene.score, "small num") + text(2, 398, scene.own, "small num")


def _kept(scene: DigitScene) -> Markup:
    """Return the latest drawings that were kept, each with its label and what the network reads."""
    parts = [text(2, 302, "your drawings: drawn → read", "small soft")]
    for i in range(_N_SAVED):
        shown = scene.saved[-_N_SAVED:]
        each = shown[i] if i < len(shown) else None
        edge = "" if each is None or each.right else "var(--accent)"
        image = each.image if each else np.zeros(784)
        parts.append(ink_image(2 + 53 * i, 310, 48, image.reshape(28, 28), edge=edge))
        if each:
            parts.append(text(26 + 53 * i, 374, f"{each.label} → {each.read}", "mid small num"))
    return join_elements(parts)
