"""A piecewise straight function with very many joints, drawn as far as the eye can tell (rows 14.1, 14.2)."""

from __future__ import annotations

import numpy as np

from ...drawing import Frame, line_segment, svg, tag
from ...validation import Array

MAX_PIECES = 400  # from so many pieces on a curve is a band: no eye tells them apart


def piecewise_curve(frame: Frame, t: Array, y: Array, stroke: str = "var(--ink)") -> str:
    """Return the curve through the corners (t, y), t rising; with more than MAX_PIECES the band that it fills.

    >>> frame = Frame(0, 1, 0, 1, left=0, top=0, width=100, height=50)
    >>> print(piecewise_curve(frame, np.array([0, 0.5, 1]), np.array([0, 1, 0]))[:52])
    <polyline points="0.00,50.00 50.00,0.00 100.00,50.00
    >>> t = np.linspace(0, 1, 2001)
    >>> "polygon" in piecewise_curve(frame, t, np.arange(2001) % 2)
    True
    """
    if len(t) <= MAX_PIECES:
        return svg.curve_path(frame.points(np.column_stack([t, y])), stroke=stroke, stroke_width=2)
    edges = np.linspace(t[0], t[-1], int(frame.width) // 2 + 1)
    at_edges = np.interp(edges, t, y)
    all_t, all_y = np.concatenate([t, edges[:-1]]), np.concatenate([y, at_edges[:-1]])
    order = np.argsort(all_t, kind="stable")
    first = np.searchsorted(all_t[order], edges[:-1])
    low, high = (f.reduceat(all_y[order], first) for f in (np.minimum, np.maximum))
    middle = (edges[1:] + edges[:-1]) / 2
    ring = np.concatenate([np.column_stack([middle, high]), np.column_stack([middle, low])[::-1]])
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in frame.points(ring))
    return tag("polygon", points=points, fill=stroke, fill_opacity=0.45, stroke=stroke)


def breakpoint_marks(frame: Frame, t: Array, length: float = 9, stroke: str = "var(--ink)") -> str:
    """Return a small stroke on the frame's lower edge at each place t, no two closer than a pixel.

    >>> frame = Frame(0, 1, 0, 1, left=0, top=0, width=100, height=50)
    >>> breakpoint_marks(frame, np.array([0.25, 0.2501, 0.5])).count("M")
    2
    """
    xs = np.unique(np.round(frame.at(t, 0.0)[0])) if len(t) else t
    bottom = frame.top + frame.height
    strokes = "".join(f"M{x:.0f} {bottom - length:g}L{x:.0f} {bottom:g}" for x in xs)
    return tag("path", d=strokes, stroke=stroke, stroke_width=1.4)


def labelled_bar(x: float, y: float, length: float, share: float, name: str, amount: str, colour: str) -> str:
    """Return a bar of `share` of `length` with its name above it and its amount behind its end.

    >>> labelled_bar(8, 20, 200, 0.5, "regions", "12", "red").count("<text")
    2
    """
    return (
        svg.text(x, y, name, "small")
        + tag("rect", x=x, y=y + 6, width=max(share * length, 1.5), height=16, rx=2, fill=colour)
        + line_segment(x, y + 3, x, y + 25, class_="axis")
        + svg.text(x + share * length + 8, y + 19, amount, "num bold")
    )
