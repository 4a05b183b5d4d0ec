"""Pictures of the plane of two inputs: points of two classes, lines, arrows, and what a unit says everywhere.

Class -1 is an orange circle, class +1 a blue square, so that shape and colour say the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from ..validation import count_phrase
from . import svg
from .palette import SERIES_TINTS
from .raster import Raster, signed_raster
from .svg import Frame, Picture, line_segment, tag

PLUS_TINT, MINUS_TINT = SERIES_TINTS[:2]


def plane_frame(
    x0: float, x1: float, y0: float, y1: float, *, left: float = 52, top: float = 28, size: float = 340
) -> Frame:
    """Return a frame of the plane whose longer side is `size`, with equal units on both axes.

    >>> plane_frame(0, 2, 0, 1, size=300).height
    150.0
    """
    unit = size / max(x1 - x0, y1 - y0)
    return Frame(x0, x1, y0, y1, left, top, (x1 - x0) * unit, (y1 - y0) * unit)


def point_marker(frame: Frame, x: Sequence[float], label: float, size: float = 7, **attributes) -> Markup:
    """Return one example: a blue square for label +1, an orange circle for -1.

    >>> frame = plane_frame(0, 1, 0, 1)
    >>> "circle" in point_marker(frame, (0, 0), -1), "rect" in point_marker(frame, (0, 0), 1)
    (True, True)
    """
    px, py = frame.at(*x)
    if label > 0:
        return tag(
            "rect",
            x=px - size * 0.9,
            y=py - size * 0.9,
            width=size * 1.8,
            height=size * 1.8,
            rx=1.5,
            class_="plus",
            **attributes,
        )
    return tag("circle", cx=px, cy=py, r=size, class_="minus", **attributes)


def point_markers(frame: Frame, x, y, size: float = 4) -> Markup:
    """Return many examples: x (n, 2) with labels y (n,), as two elements only, so that hundreds draw at once.

    >>> point_markers(plane_frame(0, 1, 0, 1), [[0, 0], [1, 1], [0, 1]], [1, -1, 1]).count("<path")
    2
    """
    pixels, y = frame.points(x), np.asarray(y)
    squares = "".join(
        f"M{px - size * 0.9:.1f} {py - size * 0.9:.1f}h{size * 1.8:.1f}v{size * 1.8:.1f}h{-size * 1.8:.1f}z"
        for px, py in pixels[y > 0].tolist()
    )
    circles = "".join(
        f"M{px - size:.1f} {py:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0z"
        for px, py in pixels[y <= 0].tolist()
    )
    return (
        tag("path", d=circles, class_="minus", paint_order="stroke")  # where many lie together, colour wins over rims
        + tag("path", d=squares, class_="plus", paint_order="stroke")
    )


def tinted_cells(
    pixels: np.ndarray, said: np.ndarray, colours: Sequence[str] = ("var(--minus)", "var(--plus)")
) -> Markup:
    """Return n × n cells between (n + 1)² corners, given row by row in the picture's units; one element a colour.

    `said` (n²,) is the number of each cell's colour, from 0; a cell with a number below 0 is left out.

    >>> corners = np.array([(x, y) for y in (0, 10, 20) for x in (0, 10, 20)])
    >>> drawn = tinted_cells(corners, np.array([1, 0, 1, -1]))
    >>> drawn.count("M"), drawn.count("<path")
    (3, 2)
    """
    n = round(len(said) ** 0.5)
    first = (np.arange(n)[:, None] * (n + 1) + np.arange(n)).ravel()
    cells = first[:, None] + np.array([0, 1, n + 2, n + 1])
    rounded = pixels.clip(-3000, 3000).round(1)
    places = ("%g %g," * len(rounded) % tuple(rounded.ravel().tolist())).split(",")
    return svg.join_elements(_cells(places, cells[said == k], colour) for k, colour in enumerate(colours))


def _cells(places: Sequence[str], cells: np.ndarray, colour: str) -> Markup:
    """Return one path round all cells, each four numbers of `places`, which most cells share with others."""
    if not len(cells):
        return Markup()
    return tag(
        "path",
        d="".join([f"M{places[a]}L{places[b]} {places[c]} {places[d]}z" for a, b, c, d in cells.tolist()]),
        fill=colour,
        fill_opacity=0.22,
        stroke=colour,
        stroke_width=0.8,
        stroke_opacity=0.55,
        stroke_linejoin="round",
    )


def boundary_line(frame: Frame, w: Sequence[float], b: float, colour: str = "var(--ink)", **attributes) -> Markup:
    """Return the line w₁x₁ + w₂x₂ + b = 0 across the frame; nothing if w is zero or the line passes it by.

    >>> str(boundary_line(plane_frame(0, 1, 0, 1), (0, 0), 1))
    ''
    """
    ends = line_ends(frame, w, b)
    if ends is None:
        return Markup()
    (ax, ay), (bx, by) = (frame.at(*end) for end in ends)
    return line_segment(ax, ay, bx, by, **({"stroke": colour, "stroke_width": 2.5} | attributes))


def line_ends(frame: Frame, w: Sequence[float], b: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the two points where the line w·x + b = 0 meets the frame's edge, or None.

    >>> line_ends(plane_frame(0, 1, 0, 1), (1, 1), -1)
    ((0.0, 1.0), (1.0, 0.0))
    """
    w1, w2 = (float(v) for v in w)
    found = []
    if w2:
        found += [(x, -(w1 * x + b) / w2) for x in (frame.x0, frame.x1)]
    if w1:
        found += [(-(w2 * y + b) / w1, y) for y in (frame.y0, frame.y1)]
    slack = 1e-9 * (frame.x1 - frame.x0)
    inside = sorted(
        {
            (round(float(x), 9) + 0.0, round(float(y), 9) + 0.0)
            for x, y in found
            if frame.x0 - slack <= x <= frame.x1 + slack and frame.y0 - slack <= y <= frame.y1 + slack
        }
    )
    return (inside[0], inside[-1]) if len(inside) > 1 else None


def nearest_on_line(w: Sequence[float], b: float, near: Sequence[float] = (0.0, 0.0)) -> np.ndarray:
    """Return the point of the line w·x + b = 0 that is nearest to `near`; w must not be zero.

    >>> nearest_on_line((0, 2), -2)
    array([0., 1.])
    """
    w, near = np.asarray(w, float), np.asarray(near, float)
    return near - (w @ near + b) / (w @ w) * w + 0.0


def vector_arrow(
    frame: Frame, start: Sequence[float], by: Sequence[float], colour: str, width: float = 2.5, **attributes
) -> Markup:
    """Return an arrow from the data point `start` along the data vector `by`.

    >>> str(vector_arrow(plane_frame(0, 1, 0, 1), (0, 0), (0, 0), "red"))
    ''
    """
    end = np.asarray(start, float) + np.asarray(by, float)
    return svg.arrow(*frame.at(*start), *frame.at(*end), colour, width, **attributes)


def square_knob(frame: Frame, at: Sequence[float], colour: str, **attributes) -> Markup:
    """Return a square to drag at the data point `at`: hollow, with a border of this colour, on a larger unseen target.

    >>> square_knob(plane_frame(0, 1, 0, 1, left=0, top=0, size=100), (0.5, 0.5), "red").count('x="42" y="42"')
    1
    """
    px, py = frame.at(*at)
    border = {"fill": "var(--paper)", "stroke": colour, "stroke_width": 3}
    return tag("g", _hit(px, py), tag("rect", x=px - 8, y=py - 8, width=16, height=16, rx=4, **border), **attributes)


def round_knob(frame: Frame, at: Sequence[float], colour: str, **attributes) -> Markup:
    """Return a disc to drag at the data point `at`, full of this colour, on a larger unseen target.

    >>> round_knob(plane_frame(0, 1, 0, 1, left=0, top=0, size=100), (0.5, 0.5), "red").count("<circle")
    2
    """
    px, py = frame.at(*at)
    disc = tag("circle", cx=px, cy=py, r=8, fill=colour, stroke="var(--paper)", stroke_width=2.5)
    return tag("g", _hit(px, py), disc, **attributes)


def _hit(x: float, y: float) -> Markup:
    """Return what a pointer meets of a small thing."""
    return tag("circle", cx=x, cy=y, r=14, class_="hit")


def decision_surface(frame: Frame, f: Callable[[np.ndarray], np.ndarray], n: int = 100, edge: bool = True) -> Markup:
    """Return what f says everywhere: f takes (m, 2) points and returns (m,) numbers in [-1, 1].

    Orange where negative, blue where positive, the stronger the deeper; and the line where f is 0.

    >>> decision_surface(plane_frame(-1, 1, -1, 1), lambda x: np.sign(x[:, 0] - 0.01), n=10).count("<image")
    1
    """
    values = _decisions(frame, f, n)
    return frame.raster(values, MINUS_TINT, PLUS_TINT) + (zero_contour(frame, values) if edge else "")


def decision_layers(
    name: str, frame: Frame, f: Callable[[np.ndarray], np.ndarray], n: int = 100, edge: bool = True
) -> tuple[Raster, Markup]:
    """Return what f says everywhere for a picture that lives: the colours as a raster, and the line where f is 0.

    The raster goes to the panel, the line into the frame, which must be `clear`. See `decision_surface` for f.

    >>> raster, line = decision_layers("answer", plane_frame(-1, 1, -1, 1), lambda x: np.sign(x[:, 0] - 0.01), n=10)
    >>> raster.size, line.count("<path")
    ((10, 10), 1)
    """
    values = _decisions(frame, f, n)
    return signed_raster(name, frame, values), zero_contour(frame, values) if edge else Markup()


def _decisions(frame: Frame, f: Callable[[np.ndarray], np.ndarray], n: int) -> np.ndarray:
    return np.asarray(f(frame.grid(n)), float).reshape(n, n)


def zero_contour(frame: Frame, values: np.ndarray) -> Markup:
    """Return the line where a raster of n × m values over the frame is 0; nothing if it is so nowhere.

    >>> frame = plane_frame(-1, 1, -1, 1)
    >>> zero_contour(frame, np.array([[-1.0, 1.0]] * 2)).count("<path"), str(zero_contour(frame, np.ones((2, 2))))
    (1, '')
    """
    lines = frame.contour(values, 0.0)
    return tag("path", d=lines, fill="none", stroke="var(--ink)", stroke_width=1.5) if lines else Markup()


def scatter(
    x, y, title: str, f: Callable | None = None, half: float = 2.0, labels: tuple[str, str] = ("x₁", "x₂")
) -> Picture:
    """Return a still picture of labelled points, with the decisions of f behind them if it is given.

    The axes reach from -half to half and carry `labels`.

    >>> scatter([[0, 0], [1, 1]], [-1, 1], "Two points")
    Two points: 1 point of class −1 (circles), 1 of class +1 (squares).
    """
    frame = plane_frame(-half, half, -half, half)
    y = np.asarray(y)
    n_minus, n_plus = int((y <= 0).sum()), int((y > 0).sum())
    said = f"{title}: {count_phrase(n_minus, 'point')} of class −1 (circles), {n_plus} of class +1 (squares)."
    if f is not None:
        right = int((np.sign(f(np.asarray(x, float))) == np.where(y > 0, 1, -1)).sum())
        said += f" {right} of {len(y)} are classified correctly."
    return svg.picture(
        frame.left + frame.width + 16,
        frame.top + frame.height + 42,
        frame.open(decision_surface(frame, f) if f else "", point_markers(frame, x, y)),
        frame.axes(*labels, title=title),
        title=title,
        text=said,
    )


_MAP, _GAP = 205, 62


def decision_map_row(fields: Sequence[Callable], titles: Sequence[str], x, y, title: str, half: float = 2.0) -> Picture:
    """Return one map for each field, two or three in a row, all with the points x (n, 2) of classes y.

    A field takes (m, 2) points and returns m numbers in [-1, 1], as `planes.decision` wants it.

    >>> decision_map_row([lambda x: x[:, 0]], ["x₁"], [[-1, 0], [1, 0]], [-1, 1], "One unit")
    One unit. x₁: 2 of 2 points classified correctly.
    """
    y = np.asarray(y)
    parts, said, columns = [], [], 2 if len(fields) in (2, 4) else min(len(fields), 3)
    for i, (f, name) in enumerate(zip(fields, titles)):
        frame = plane_frame(
            -half,
            half,
            -half,
            half,
            left=48 + i % columns * (_MAP + _GAP),
            top=28 + i // columns * (_MAP + 72),
            size=_MAP,
        )
        parts += [frame.open(decision_surface(frame, f, 70), point_markers(frame, x, y, 3)), frame.axes(title=name)]
        right = int(((f(np.asarray(x, float)) > 0) == (y > 0)).sum())
        said.append(f"{name}: {right} of {len(y)} points classified correctly.")
    rows = -(-len(fields) // columns)
    return svg.picture(
        columns * (_MAP + _GAP) + 8, rows * (_MAP + 72), *parts, title=title, text=f"{title}. {' '.join(said)}"
    )
