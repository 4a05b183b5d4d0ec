"""A strip of paper that a network folds, and a curve drawn on it that unfolding copies to every layer (row 13.2).

Each straight piece of the first network is one piece of the strip. Folded flat, every point of the strip lies above its
value y; a falling piece shows the paper's back. On the way there the falling pieces turn over.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import Frame, curve_path, handle, join_elements, number_text, svg, tag, text
from ...piecewise_linear import LinearPiece

CURVE_FRAME = Frame(0, 1, 0, 1, 52, 32, 620, 190)
STRIP_FRAME = Frame(0, 1, 0, 1, 52, 282, 620, 120)
PAPER_SIZE = (700, 446)
_LIFT = 46.0  # pixels by which the paper rises at most while it turns over
_LAYERS = 60.0  # pixels that all layers together take when the paper lies flat


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
    """Return the strip: thick lines, the back of the paper orange and dashed, with a dot at every fold.

    >>> paper_strip([LinearPiece(0, 1, 0, 1)], 0.5).count("<line")
    1
    """
    up, thick = piece_heights(pieces, t), max(2.5, min(7.0, 60.0 / len(pieces)))
    left, floor_ = STRIP_FRAME.at(piece_spans(pieces, t), 0)[0], STRIP_FRAME.top + STRIP_FRAME.height - 12
    joined = (
        join_elements(
            svg.line_segment(
                left[i, 1],
                floor_ - up[i, 1],
                left[i + 1, 0],
                floor_ - up[i + 1, 0],
                stroke="var(--soft)",
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
            floor_ - up[i, 0],
            left[i, 1],
            floor_ - up[i, 1],
            stroke_width=thick,
            **_look(piece),
            stroke_linecap="butt",
        )
        for i, piece in enumerate(pieces)
    )


def _look(piece: LinearPiece) -> dict:
    back = piece.y1 < piece.y0
    return {"stroke": "var(--minus)", "stroke_dasharray": "9 2"} if back else {"stroke": "var(--plus)"}


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
        parts += [
            tag("circle", cx=px, cy=y, r=4.5, fill="var(--good)", stroke="var(--paper)")
            for y in (STRIP_FRAME.top + STRIP_FRAME.height - 12 - lift, py)
        ]
    return join_elements(parts)


def y_marker(y: float) -> str:
    """Return the mark below the flat paper, to drag along y.

    >>> y_marker(0.5).count("data-can")
    1
    """
    px, py = STRIP_FRAME.at(y, 0)
    return STRIP_FRAME.hold(
        tag(
            "rect",
            x=px - 7,
            y=py - 7,
            width=14,
            height=14,
            rx=3,
            fill="var(--good)",
            stroke="var(--paper)",
            stroke_width=1.5,
            **handle(
                ("mark",),
                "drag edit",
                f"the mark at y = {number_text(y)}: drag it, move it by arrow keys, or press Enter to type",
                at=(y, 0),
                step=0.01,
                value=f"{y:g}",
            ),
        )
    )


def paper_axes(t: float) -> str:
    """Return the frame of the curve and the table on which the strip lies, with what the places mean at time t.

    >>> "input x" in paper_axes(0.0), "hidden value y" in paper_axes(1.0)
    (True, True)
    """
    label = "input x" if t == 0 else "hidden value y = f₁(x)" if t == 1 else "on the way from x to y"
    floor_ = STRIP_FRAME.top + STRIP_FRAME.height
    return (
        CURVE_FRAME.axes(label, "y′")
        + text(CURVE_FRAME.left + CURVE_FRAME.width / 2, CURVE_FRAME.top - 15, "what f₂ draws on the paper", "mid bold")
        + text(
            STRIP_FRAME.left,
            STRIP_FRAME.top + 2,
            "the paper, seen from the side: blue is its front, orange and dashed its back",
            "small soft",
        )
        + svg.line_segment(STRIP_FRAME.left, floor_, STRIP_FRAME.left + STRIP_FRAME.width, floor_, class_="axis")
    )


def preimage_text(y: float, x: Sequence[float]) -> str:
    """Return in words which inputs land on y; long lists are cut.

    >>> preimage_text(0.5, [0.25, 0.75]), preimage_text(2.0, [])
    ('y = 0.5: 2 inputs land here, x = 0.25, 0.75.', 'y = 2: no input lands here.')
    """
    if not len(x):
        return f"y = {number_text(y)}: no input lands here."
    few = x if len(x) <= 8 else x[:6]
    shown = ", ".join(number_text(v, 3) for v in few) + " and so on" * (len(few) < len(x))
    return f"y = {number_text(y)}: {len(x)} input{'s land' if len(x) > 1 else ' lands'} here, x = {shown}."
