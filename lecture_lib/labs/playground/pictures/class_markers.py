"""Examples on the plane: a shape and a colour for each class, or a colour between two for a number."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ....drawing import Frame, join_elements, tag
from ....validation import Array

CLASS_COLOURS = (
    "#c24e00",
    "#0067a8",
    "#b0559a",
    "#2f9156",
    "#a88400",
    "#00898e",
    "#d1495b",
    "#96693f",
    "#7d74d6",
    "#76808a",
)
"""A colour for each class; the first two are those of the classes -1 and +1 everywhere in the course.

The others are seen on light and on dark; two classes of one shape are told apart by colour-blind readers too.
"""
_SHAPES = ("circle", "square", "triangle", "diamond", "cross")
_STEPS = 9  # shades that numbers are drawn in


def marker_paths(shape: str, pixels: Array, r: float) -> str:
    """Return the path of markers of radius r round many places (n, 2) of the picture.

    >>> marker_paths("square", np.array([[0.0, 0.0], [5.0, 5.0]]), 1)
    'M-0.9 -0.9h1.8v1.8h-1.8zM4.1 4.1h1.8v1.8h-1.8z'
    """
    (across, down), outline = _outline(shape, r)
    return f"M%.1f %.1f{outline}z" * len(pixels) % tuple((pixels + (across, down)).ravel().tolist())


@lru_cache(maxsize=32)
def _outline(shape: str, r: float) -> tuple[tuple[float, float], str]:
    """Return where a marker's outline begins, from its middle, and how it goes on from there."""
    if shape == "circle":
        return (-r, 0), f"a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0"
    if shape == "square":
        s = 0.9 * r
        return (-s, -s), f"h{2 * s:g}v{2 * s:g}h{-2 * s:g}"
    if shape == "triangle":
        return (0, -1.2 * r), f"l{1.1 * r:g} {2 * r:g}h{-2.2 * r:g}"
    if shape == "diamond":
        d = 1.25 * r
        return (0, -d), f"l{d:g} {d:g}l{-d:g} {d:g}l{-d:g} {-d:g}"
    s, t = 1.2 * r, 0.45 * r
    arm, thick = f"{s - t:g}", f"{2 * t:g}"
    return (-s, -t), f"h{arm}v-{arm}h{thick}v{arm}h{arm}v{thick}h-{arm}v{arm}h-{thick}v-{arm}h-{arm}"


def class_markers(frame: Frame, x: Array, y: Array, n_classes: int, size: float = 3.5, hollow: bool = False) -> Markup:
    """Return examples x (n, 2) of classes y from 0, one element for each class; hollow ones are held out.

    >>> frame = Frame(0, 1, 0, 1, 0, 0, 100, 100)
    >>> class_markers(frame, np.array([[0, 0], [1, 1]]), np.array([0, 1]), 2).count("<path")
    2
    """
    pixels, parts = frame.points(x), []
    for k in range(n_classes):
        drawn = marker_paths(_SHAPES[k % len(_SHAPES)], pixels[y == k], size)
        if drawn:
            colour = _colour(k)
            fill = {"fill": "var(--paper)", "stroke": colour} if hollow else {"fill": colour, "stroke": "var(--paper)"}
            parts.append(tag("path", d=drawn, stroke_width=1.2, paint_order="stroke", **fill))
    return join_elements(parts)


def class_sign(k: int, at: tuple[float, float], r: float) -> Markup:
    """Return the marker of class k at a place of the picture, as it stands in a key.

    >>> print(class_sign(1, (5, 5), 2))
    <path d="M3.2 3.2h3.6v3.6h-3.6z" fill="var(--plus)"/>
    """
    return tag("path", d=marker_paths(_SHAPES[k % len(_SHAPES)], np.array([at]), r), fill=_colour(k))


def _colour(k: int) -> str:
    return ("var(--minus)", "var(--plus)")[k] if k < 2 else CLASS_COLOURS[k]


def number_markers(frame: Frame, x: Array, y: Array, size: float = 2.5, hollow: bool = False) -> Markup:
    """Return examples x (n, 2) with the numbers y in [-1, 1] wanted of them, orange for low and blue for high ones.

    >>> frame = Frame(0, 1, 0, 1, 0, 0, 100, 100)
    >>> number_markers(frame, np.array([[0, 0], [1, 1]]), np.array([-1.0, 1.0])).count("<path")
    2
    """
    half = (_STEPS - 1) / 2
    bins = np.clip(np.round(y * half), -half, half).astype(int)
    pixels, parts = frame.points(x), []
    for b in np.unique(bins).tolist():
        drawn = marker_paths("circle", pixels[bins == b], size)
        colour = "var(--minus)" if b < 0 else "var(--plus)"
        strength = {"fill_opacity": round(abs(b) / half, 2)}
        fill = {"fill": "var(--paper)", "stroke": colour} if hollow else {"fill": colour, "stroke": "var(--line)"}
        parts.append(tag("path", d=drawn, stroke_width=0.7, **fill | ({} if hollow else strength)))
    return join_elements(parts)
