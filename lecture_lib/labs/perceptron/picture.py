"""Pictures of a perceptron at work: two half-planes, a step of the rule, mistakes beside their bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import Frame, Picture, join_elements, line_segment, number_text, picture, planes, tag, text
from ...threshold import clip_polygon


def half_plane_tint(frame: Frame, w: Sequence[float], b: float) -> str:
    """Return the frame's ground, tinted blue where w·x + b > 0 and orange elsewhere.

    >>> half_plane_tint(planes.plane_frame(0, 1, 0, 1), (0, 0), 0).count("polygon")
    1
    """
    corners = [(frame.x0, frame.y0), (frame.x1, frame.y0), (frame.x1, frame.y1), (frame.x0, frame.y1)]
    w = np.asarray(w, float)
    if not w.any() and b == 0:
        b = -1.0  # w·x + b is 0 everywhere, and nowhere above
    return join_elements(
        tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in frame.points(part)), fill=tint, opacity=0.16)
        for sign, tint in ((1, planes.PLUS_TINT), (-1, planes.MINUS_TINT))
        if len(part := clip_polygon(corners, sign * w, sign * b)) > 2
    )


def normal_arrow(frame: Frame, w: Sequence[float], b: float, length: float, near: Sequence[float]) -> str:
    """Return the arrow along w, `length` long, from the line's point nearest to `near`; nothing if w is 0.

    >>> normal_arrow(planes.plane_frame(0, 1, 0, 1), (0, 0), 1, 0.5, (0, 0))
    ''
    """
    w = np.asarray(w, float)
    if not w.any():
        return ""
    return planes.vector_arrow(
        frame, planes.nearest_on_line(w, b, near), w / np.linalg.norm(w) * length, "var(--ink)", 2
    )


def misclassified_ring(frame: Frame, x: Sequence[float], size: float = 12) -> str:
    """Return the mark of a wrongly classified example: a dashed ring round it.

    >>> "stroke-dasharray" in misclassified_ring(planes.plane_frame(0, 1, 0, 1), (0, 1))
    True
    """
    px, py = frame.at(*x)
    return tag("circle", cx=px, cy=py, r=size, fill="none", stroke="var(--bad)", stroke_width=2, stroke_dasharray="4 3")


def highlight_ring(frame: Frame, x: Sequence[float], size: float = 16) -> str:
    """Return the mark of an example that is spoken of: a solid ring round it.

    >>> "circle" in highlight_ring(planes.plane_frame(0, 1, 0, 1), (0, 1))
    True
    """
    px, py = frame.at(*x)
    return tag("circle", cx=px, cy=py, r=size, fill="none", stroke="var(--accent)", stroke_width=2.5)


def corner_text(x: Sequence[float]) -> str:
    """Return a corner of the gates' square in words.

    >>> corner_text([0.0, 1.0])
    '(0, 1)'
    """
    return f"({x[0]:.0f}, {x[1]:.0f})"


def mistake_bar(left: float, top: float, width: float, mistakes: int, bound: float, says: str) -> str:
    """Return mistakes as the filled part of a bar as long as the bound; a dashed frame if there is none.

    >>> mistake_bar(0, 0, 100, 3, 12, "").count("rect"), mistake_bar(0, 0, 100, 3, np.inf, "").count("rect")
    (2, 1)
    """
    frame = tag(
        "rect",
        x=left,
        y=top,
        width=width,
        height=16,
        rx=3,
        fill="var(--zone)",
        stroke="var(--soft)",
        stroke_dasharray=None if np.isfinite(bound) else "5 4",
    )
    share = min(mistakes / bound, 1.0) if np.isfinite(bound) else 0.0
    filled = tag("rect", x=left, y=top, width=round(share * width, 2), height=16, rx=3, fill="var(--accent)")
    return frame + (filled if share else "") + text(left, top - 7, says, "small")


def weight_frame(vectors: Sequence[Sequence[float]], left: float, top: float, size: float) -> Frame:
    """Return a square frame round the origin that holds these weight vectors; its range is a round number.

    >>> weight_frame([(3, -1)], 0, 0, 100).x1
    5.0
    """
    largest = max(1.0, np.abs(np.asarray(vectors, float)).max() * 1.15)
    power = 10.0 ** np.floor(np.log10(largest))
    half = float(next(power * m for m in (1, 2, 5, 10) if power * m >= largest))
    return Frame(-half, half, -half, half, left, top, size, size)


def weights_text(values: Sequence[float]) -> str:
    """Return w₁, w₂, b in words.

    >>> weights_text((1, -2, 0.5))
    'w = (1, −2), b = 0.5'
    """
    w1, w2, b = (number_text(v) for v in values)
    return f"w = ({w1}, {w2}), b = {b}"


def margin_picture(w: Sequence[float], b: float, x, y, title: str = "The margin") -> Picture:
    """Return the line with its normal, each example's way to the line, and the band as wide as the margin.

    x: (n, 2), y: (n,) of -1 and +1, all on the right side of the line.

    >>> margin_picture([1, 1], -1.5, [[0, 1], [1, 1]], [-1, 1])
    The margin: the nearest of 2 points, point 1, lies 0.3536 from the line; the band is that wide each way.
    """
    w, x, y = np.asarray(w, float), np.asarray(x, float), np.asarray(y, float)
    frame = planes.plane_frame(-0.75, 1.75, -0.75, 1.75, size=320)
    ways = y * (x @ w + b) / np.linalg.norm(w)
    nearest, shift = int(ways.argmin()), float(ways.min() * np.linalg.norm(w))
    edges = [
        planes.boundary_line(frame, w, b + s, "var(--soft)", stroke_width=1.5, stroke_dasharray="6 5")
        for s in (shift, -shift)
    ]
    feet = [
        line_segment(
            *frame.at(*p),
            *frame.at(*planes.nearest_on_line(w, b, p)),
            stroke="var(--accent)",
            stroke_width=1.5,
            stroke_dasharray="2 3",
        )
        for p in x
    ]
    said = (
        f"{title}: the nearest of {len(x)} points, point {nearest + 1}, lies {number_text(ways[nearest])} "
        "from the line; the band is that wide each way."
    )
    return picture(
        frame.left + frame.width + 24,
        frame.top + frame.height + 42,
        frame.open(
            half_plane_tint(frame, w, b),
            *edges,
            planes.boundary_line(frame, w, b),
            *feet,
            normal_arrow(frame, w, b, 0.5, (1.2, 0.0)),
            planes.point_markers(frame, x, y, 7),
        ),
        frame.axes(title=title),
        title=title,
        text=said,
    )
