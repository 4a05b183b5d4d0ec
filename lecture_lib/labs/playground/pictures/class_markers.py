"""Examples on the plane: a shape and a colour for each class, or a colour between two for a number."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from ....drawing import Frame, join_elements, tag
from ....validation import Array

CLASS_COLOURS = (
    "#c24e00",
    "#0067a8",
    "#8a2a78",
    "#11703b",
    "#b08900",
    "#00858a",
    "#d1495b",
    "#5b4bb7",
    "#7a5230",
    "#5f6b78",
)
"""A colour for each class; the first two are those of the classes -1 and +1 everywhere in the course."""
_SHAPES = ("circle", "square", "triangle", "diamond", "cross")
_STEPS = 9  # shades that numbers are drawn in


def shape_path(shape: str, x: float, y: float, r: float) -> str:
    """Return the path of one marker of radius r round (x, y).

    >>> shape_path("square", 0, 0, 1)
    'M-0.9 -0.9h1.8v1.8h-1.8z'
    """
    if shape == "circle":
        return f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    if shape == "square":
        s = 0.9 * r
        return f"M{x - s:.1f} {y - s:.1f}h{2 * s:.1f}v{2 * s:.1f}h{-2 * s:.1f}z"
    if shape == "triangle":
        return f"M{x:.1f} {y - 1.2 * r:.1f}l{1.1 * r:.1f} {2 * r:.1f}h{-2.2 * r:.1f}z"
    if shape == "diamond":
        d = 1.25 * r
        return f"M{x:.1f} {y - d:.1f}l{d:.1f} {d:.1f}l{-d:.1f} {d:.1f}l{-d:.1f} {-d:.1f}z"
    s, t = 1.2 * r, 0.45 * r
    return f"M{x - s:.1f} {y - t:.1f}h{2 * s:.1f}v{2 * t:.1f}h{-2 * s:.1f}zM{x - t:.1f} {y - s:.1f}h{2 * t:.1f}v{2 * s:.1f}h{-2 * t:.1f}z"


def class_markers(frame: Frame, x: Array, y: Array, n_classes: int, size: float = 3.5, hollow: bool = False) -> Markup:
    """Return examples x (n, 2) of classes y from 0, one element for each class; hollow ones are held out.

    >>> frame = Frame(0, 1, 0, 1, 0, 0, 100, 100)
    >>> class_markers(frame, np.array([[0, 0], [1, 1]]), np.array([0, 1]), 2).count("<path")
    2
    """
    pixels, parts = frame.points(x), []
    for k in range(n_classes):
        shape = _SHAPES[k % len(_SHAPES)]
        drawn = "".join(shape_path(shape, px, py, size) for px, py in pixels[y == k].tolist())
        if drawn:
            colour = ("var(--minus)", "var(--plus)")[k] if k < 2 else CLASS_COLOURS[k]
            fill = {"fill": "var(--paper)", "stroke": colour} if hollow else {"fill": colour, "stroke": "var(--paper)"}
            parts.append(tag("path", d=drawn, stroke_width=1.2, paint_order="stroke", **fill))
    return join_elements(parts)


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
        drawn = "".join(shape_path("circle", px, py, size) for px, py in pixels[bins == b].tolist())
        colour = "var(--minus)" if b < 0 else "var(--plus)"
        strength = {"fill_opacity": round(abs(b) / half, 2)}
        fill = {"fill": "var(--paper)", "stroke": colour} if hollow else {"fill": colour, "stroke": "var(--line)"}
        parts.append(tag("path", d=drawn, stroke_width=0.7, **fill | ({} if hollow else strength)))
    return join_elements(parts)
