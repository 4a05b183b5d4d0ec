"""A strip of paper that a network folds, and a curve drawn on it that unfolding copies to every layer (row 13.2).

Each straight piece of the first network is one piece of the strip. Folded flat, every point of the strip lies above its
value y; a falling piece shows the paper's back. On the way there the falling pieces turn over.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import Frame, Panel, curve_path, handle, join_elements, number_text, svg, tag, text
from ...piecewise_linear import LinearPiece

FOLDING_FRAME = Frame(0, 1, 0, 1, 40, 32, 198, 190)
CURVE_FRAME = Frame(0, 1, 0, 1, 40, 32, 206, 118)
STRIP_FRAME = Frame(0, 1, 0, 1, 40, 214, 206, 84)
PANEL_SIZE = (258, 330)
_LIFT = 34.0  # pixels by which the paper rises at most while it turns over
_LAYERS = 48.0  # pixels that all layers together take when the paper lies flat
_FLOOR = STRIP_FRAME.top + STRIP_FRAME.height
_TABLE = _FLOOR - 10  # where the lowest layer lies


def piece_spans(pieces: Sequence[LinearPiece], t: float) -> np.ndarray:
    """Return from where to where each piece of the strip goes at time t from 0 (flat) to 1 (folded): shape (n, 2).

    Every point goes from x to its y on a straight way; so a falling piece grows narrow, then wide again, turned over.

    >>> piece_spans([LinearPiece(0, 0.5, 0, 1), LinearPiece(0.5, 1, 1, 0)], 1.0).tolist()  # rises to 1 and comes back
    [[0.0, 1.0], [1.0, 0.0]]
    """
    table = np.array(pieces)
    return (1 - t) * table[:, :2] + t * table[:, 2:]


def piece_heights(pieces: Sequence[LinearPiece], t: float) -> np.ndarray:
    """Return how many pixels both ends of each piece lie above the table: a falling one climbs while it turns over.

    >>> there, back = LinearPiece(0, 0.5, 0, 1), LinearPiece(0.5, 1, 1, 0)
    >>> piece_heights([there, back], 1.0).round(9).tolist()  # one layer on the other
    [[0.0, 0.0], [14.0, 14.0]]
    """
    falls, n = np.array([piece.y1 < piece.y0 for piece in pieces]), len(pieces)
    climbed = np.concatenate([[0], np.cumsum(falls)]) / max(1, falls.sum())
    ends = np.column_stack([climbed[:-1], climbed[1:]])
    return np.sin(np.pi * t) * _LIFT * ends + t * np.arange(n)[:, None] * min(14.0, _LAYERS / n)


def paper_strip(pieces: Sequence[LinearPiece], t: float) -> str:
    """Return the strip: thick lines, the back of the paper dashed.

    >>> paper_strip([LinearPiece(0, 1, 0, 1)], 0.5).count("<line")
    1
    """
    up, thick = piece_heights(pieces, t), max(2.2, min(7.0, 40.0 / len(pieces)))
    left = STRIP_FRAME.at(piece_spans(pieces, t), 0)[0]
    joined = (
        join_elements(
            svg.line_segment(
                left[i, 1],
                _TABLE - up[i, 1],
                left[i + 1, 0],
                _TABLE - up[i + 1, 0],
                stroke="var(--line)",
                stroke_width=1.5,
            )
            for i in range(len(pieces) - 1)
        )
        if t
        else ""
    )
    return joined + join_elements(
        svg.line_segment(
            left[i, 0],
            _TABLE - up[i, 0],
            left[i, 1],
            _TABLE - up[i, 1],
            stroke_width=thick,
            **_look(piece),
            stroke_linecap="butt",
        )
        for i, piece in enumerate(pieces)
    )


def _look(piece: LinearPiece) -> dict:
    back = piece.y1 < piece.y0
    return {"stroke": "var(--soft)", "stroke_dasharray": "6 2.5"} if back else {"stroke": "var(--ink)"}


def folding_curve(pieces: Sequence[LinearPiece], x: Sequence[float], y: float) -> str:
    """Return the first network's curve, and the inputs x that land on the height y, with their ways there.

    >>> folding_curve([LinearPiece(0, 0.5, 0, 1), LinearPiece(0.5, 1, 1, 0)], [0.25, 0.75], 0.5).count("<circle")
    2
    """
    frame = FOLDING_FRAME
    curves = join_elements(
        curve_path(frame.points([(piece.x0, piece.y0), (piece.x1, piece.y1)]), stroke_width=2.5, **_look(piece))
        for piece in pieces
    )
    bottom = frame.top + frame.height
    ways = "".join(f"M{px:.1f} {bottom:g}L{px:.1f} {py:.1f}" for px, py in (frame.at(v, y) for v in x))
    return (
        guide(*frame.at(0, y), *frame.at(1, y))
        + (tag("path", d=ways, fill="none", **_GUIDE) if ways else "")
        + curves
        + join_elements(input_dot(*frame.at(v, y)) for v in x)
    )


_GUIDE = {"stroke": "var(--accent)", "stroke_dasharray": "3 4"}


def guide(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a dashed line that belongs to the mark.

    >>> guide(0, 0, 1, 1).count("<line")
    1
    """
    return svg.line_segment(x1, y1, x2, y2, **_GUIDE)


def input_dot(px: float, py: float) -> str:
    """Return the dot of an input that lands on the mark.

    >>> input_dot(1, 2).count("<circle")
    1
    """
    return tag("circle", cx=px, cy=py, r=4.5, fill="var(--accent)", stroke="var(--paper)")


def curve_copies(pieces: Sequence[LinearPiece], drawn: np.ndarray, t: float) -> str:
    """Return the curve `drawn` on the folded paper, corners (k, 2) from y = 0 to 1, as every piece of the strip has it.

    >>> there, back = LinearPiece(0, 1, 0, 1), LinearPiece(1, 2, 1, 0)
    >>> curve_copies([there, back], np.array([[0, 0], [0.5, 1], [1, 0]]), 0.0).count("<polyline")
    2
    """
    parts = []
    for piece, (start, end) in zip(pieces, piece_spans(pieces, t)):
        low, high = sorted((piece.y0, piece.y1))
        y = np.array([low, *drawn[(drawn[:, 0] > low) & (drawn[:, 0] < high), 0], high])
        share = (y - piece.y0) / (piece.y1 - piece.y0) if high > low else np.array([0.0, 1.0])
        corners = np.column_stack([start + share * (end - start), np.interp(y, *drawn.T)])
        parts.append(curve_path(CURVE_FRAME.points(corners), stroke_width=2.5, **_look(piece)))
    return join_elements(parts)


def input_dots(pieces: Sequence[LinearPiece], x: Sequence[float], height: float, t: float) -> str:
    """Return dots for the inputs x on the strip and on the curve, where the curve has `height`.

    >>> input_dots([LinearPiece(0, 1, 0, 1)], [0.25], 0.5, 0.0).count("<circle")
    2
    """
    spans, up, parts = piece_spans(pieces, t), piece_heights(pieces, t), []
    for v in x:
        i = next(k for k, piece in enumerate(pieces) if v <= piece.x1 + 1e-9)
        share = (v - pieces[i].x0) / (pieces[i].x1 - pieces[i].x0)
        across, lift = (a[i, 0] + share * (a[i, 1] - a[i, 0]) for a in (spans, up))
        px, py = CURVE_FRAME.at(across, height)
        parts += [input_dot(px, _TABLE - lift), input_dot(px, py)]
    return join_elements(parts)


def y_marker(y: float) -> str:
    """Return the mark below the flat paper, to drag along y.

    >>> y_marker(0.5).count("data-can")
    1
    """
    return _mark(STRIP_FRAME, ("mark",), STRIP_FRAME.at(y, 0), (y, 0), y)


def level_marker(y: float) -> str:
    """Return the mark beside the first network's curve, to drag up and down.

    >>> level_marker(0.5).count("data-can")
    1
    """
    px, py = FOLDING_FRAME.at(1, y)
    return _mark(FOLDING_FRAME, ("level",), (px + 10, py), (1, y), y)


def _mark(frame: Frame, target: tuple, place: tuple[float, float], at: tuple[float, float], y: float) -> str:
    px, py = place
    label = f"the mark at y = {number_text(y)}: drag it, move it by arrow keys, or press Enter to type"
    look = {"rx": 3, "fill": "var(--accent)", "stroke": "var(--paper)", "stroke_width": 1.5}
    return frame.hold(
        tag(
            "g",
            tag("circle", cx=px, cy=py, r=13, class_="hit"),
            tag("rect", x=px - 7, y=py - 7, width=14, height=14, **look),
            **handle(target, "drag edit", label, at=at, step=0.01, value=f"{y:g}"),
        )
    )


def folding_panel(*parts: str, y: float, x: Sequence[float]) -> Panel:
    """Return the panel of the first network, with the inputs x that land on y in figures below it.

    >>> folding_panel(y=0.5, x=[0.25, 0.75]).width
    258
    """
    frame = FOLDING_FRAME
    head, *rows = preimage_lines(y, x)
    return svg.panel(
        *PANEL_SIZE,
        _axes(frame, "input x", "y", "y = f₁(x)"),
        *parts,
        text(frame.left, 284, head, "small bold"),
        *(text(frame.left, 302 + 17 * i, row, "small num") for i, row in enumerate(rows)),
    )


def paper_panel(*parts: str, t: float, layers: int, said: str) -> Panel:
    """Return the panel of the paper at time t: the curve on it above, seen from the side below.

    >>> "hidden value y" in paper_panel(t=1.0, layers=3, said="").parts
    True
    """
    label = "input x" if t == 0 else "hidden value y" if t == 1 else "on the way from x to y"
    left, right = STRIP_FRAME.left, STRIP_FRAME.left + STRIP_FRAME.width
    return svg.panel(
        *PANEL_SIZE,
        _axes(CURVE_FRAME, label, "y′", "what f₂ draws on the paper"),
        text(left, STRIP_FRAME.top - 6, f"{layers} layers: front solid, back dashed", "small soft"),
        svg.line_segment(left, _FLOOR, right, _FLOOR, class_="axis"),
        *parts,
        text(left, 324, said, "small soft"),
    )


def _axes(frame: Frame, across: str, up: str, title: str) -> str:
    middle = frame.left + frame.width / 2
    return (
        frame.axes(across, "")
        + text(frame.left - 22, frame.top + frame.height / 4 + 5, up, "mid")
        + text(middle, frame.top - 14, title, "mid bold")
    )


_IN_A_ROW, _ROWS = 4, 2


def preimage_lines(y: float, x: Sequence[float]) -> list[str]:
    """Return in up to three lines which inputs land on y; long lists are cut.

    >>> preimage_lines(0.5, [0.25, 0.75]), preimage_lines(2.0, [])
    (['2 inputs land on y = 0.5:', 'x = 0.25, 0.75'], ['No input lands on y = 2.'])
    """
    if not len(x):
        return [f"No input lands on y = {number_text(y)}."]
    shown = [number_text(v, 3) for v in x]
    if len(x) > _IN_A_ROW * _ROWS:
        shown = [*shown[: _IN_A_ROW * _ROWS - 2], f"and {len(x) - _IN_A_ROW * _ROWS + 2} more"]
    shown[0] = f"x = {shown[0]}"
    rows = [", ".join(shown[i : i + _IN_A_ROW]) for i in range(0, len(shown), _IN_A_ROW)]
    return [f"{len(x)} input{'s land' if len(x) > 1 else ' lands'} on y = {number_text(y)}:", *rows]
