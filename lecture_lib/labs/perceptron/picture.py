"""Pictures of a perceptron at work: two half-planes, a step of the rule, mistakes beside their bound."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from ...drawing import (
    Frame,
    Picture,
    Point,
    arrow,
    join_elements,
    line_segment,
    number_text,
    picture,
    planes,
    tag,
    text,
)
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


def turning_half_planes(frame: Frame, w: Sequence[float], b: float, length: float, near: Sequence[float]) -> Markup:
    """Return both half-planes tinted, the line between them and its normal, as one group that can turn as a whole.

    The group's own place is the line's point nearest to `near`, its x axis points along w; the arrow is `length` long
    in the data. Without a line in sight, one half-plane covers the frame.

    >>> unit = turning_half_planes(planes.plane_frame(0, 1, 0, 1, left=0, top=0, size=100), (0, 2), -1, 0.5, (0.5, 0))
    >>> 'transform="translate(50.00 50.00) rotate(-90.00)"' in unit
    True
    """
    (x, y), angle = _turned(frame, w, b, near)
    reach = 4 * (frame.width + frame.height)
    sides = ((0.0, planes.PLUS_TINT), (-reach, planes.MINUS_TINT))
    return tag(
        "g",
        *(
            tag("rect", x=left, y=-reach, width=reach, height=2 * reach, fill=tint, opacity=0.16)
            for left, tint in sides
        ),
        line_segment(0, -reach, 0, reach, stroke="var(--ink)", stroke_width=2.5),
        arrow(0, 0, length * frame.width / (frame.x1 - frame.x0), 0, "var(--ink)", 2),
        class_="moves",
        transform=f"translate({x:.2f} {y:.2f}) rotate({angle:.2f})",
    )


def _turned(frame: Frame, w: Sequence[float], b: float, near: Sequence[float]) -> tuple[tuple[float, float], float]:
    """Return the line's place in the picture, never far out of it, and the angle of w there in degrees."""
    w = np.asarray(w, float)
    middle, far = np.array(frame.at(*near), float), 1.5 * (frame.width + frame.height)
    if not w.any():
        return (float(middle[0] + (far if b <= 0 else -far)), float(middle[1])), 0.0
    way = np.array(frame.at(*planes.nearest_on_line(w, b, near))) - middle
    size = float(np.hypot(*way))
    x, y = middle + way * min(1.0, far / size if size else 1.0)
    return (float(x), float(y)), math.degrees(math.atan2(-w[1], w[0]))


def clear_label_place(at: Point, segments: Sequence[tuple[Point, Point]], offset: float = 14) -> Point:
    """Return where a point's number stands beside `at`, in the picture's units: where no segment comes near it.

    The first choice is above on the right; where all eight places are crossed, it is the least crossed one.

    >>> clear_label_place((0, 0), [])[0] > 0, clear_label_place((0, 0), [((0, 0), (40, -40))])[0] < 0
    (True, True)
    """
    x, y = at
    turns = [math.radians(-45 + turn) for turn in (0, -90, 90, 180, 45, -135, -45, 135)]
    places = [(x + offset * math.cos(turn), y + offset * math.sin(turn)) for turn in turns]
    clear = [min((_distance(place, *segment) for segment in segments), default=np.inf) for place in places]
    return next((place for place, c in zip(places, clear) if c >= 10), places[int(np.argmax(clear))])


def _distance(p: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a segment."""
    p, start, way = np.asarray(p, float), np.asarray(start, float), np.subtract(end, start).astype(float)
    share = float(np.clip((p - start) @ way / (way @ way), 0, 1)) if way.any() else 0.0
    return float(np.hypot(*(p - start - share * way)))


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


def mistake_bar(left: float, top: float, width: float, mistakes: int, bound: float, says: Sequence[str]) -> Markup:
    """Return mistakes as the filled part of a bar as long as the bound; a dashed frame if there is none.

    `says` is a line above the bar and one below it.

    >>> bar = mistake_bar(0, 0, 100, 3, 12, ("3 mistakes", ""))
    >>> 'width="25"' in bar, "dasharray" in mistake_bar(0, 0, 100, 3, np.inf, ("", ""))
    (True, True)
    """
    bounded = bool(np.isfinite(bound))
    share = min(mistakes / bound, 1.0) if bounded else 0.0
    box = {"x": left, "y": top, "height": 14, "rx": 3}
    dashes = None if bounded else "5 4"
    return join_elements(
        (
            text(left, top - 7, says[0], "small"),
            tag("rect", width=width, **box, fill="var(--zone)", stroke="var(--line)", stroke_dasharray=dashes),
            tag("g", tag("rect", width=round(share * width, 2), **box, fill="var(--accent)"), class_="moves"),
            text(left, top + 29, says[1], "small soft"),
        )
    )


def weight_frame(vectors: Sequence[Sequence[float]], left: float, top: float, size: float, least: float = 0.0) -> Frame:
    """Return a square frame round the origin that holds these weight vectors; its range is a round number.

    It reaches at least as far as `least`.

    >>> weight_frame([(3, -1)], 0, 0, 100).x1
    5.0
    """
    largest = max(1.0, np.abs(np.asarray(vectors, float)).max() * 1.15)
    power = 10.0 ** np.floor(np.log10(largest))
    half = max(least, float(next(power * m for m in (1, 2, 5, 10) if power * m >= largest)))
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
