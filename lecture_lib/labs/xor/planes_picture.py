"""The plane of inputs beside the plane of two hidden units, and the way between them (row 04.4 A)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from ...drawing import (
    Frame,
    Picture,
    Raster,
    boundary_line,
    decision_layers,
    join_elements,
    line_ends,
    line_segment,
    number_text,
    plane_frame,
    point_marker,
    svg,
    text,
    tinted_cells,
)
from ...nn import MLP, forward, sign, step, tanh
from ...threshold import GATES, INPUTS, interpolate_to_hidden, predicted_labels

UNIT_LINE_STYLES = (("h₁", "var(--accent)", None), ("h₂", "var(--good)", "9 5"))
"""Name, colour and dashes of each hidden unit's line."""
_JUMPS = (sign, step)


PLANE_SIZE = 258, 284
"""Width and height of the panel that holds a plane with its axes."""


def input_frame(left: float = 42, top: float = 28, size: float = 208) -> Frame:
    """Return the frame of the input plane round the four corners.

    >>> input_frame().x0, input_frame().x1
    (-0.75, 1.75)
    """
    return plane_frame(-0.75, 1.75, -0.75, 1.75, left=left, top=top, size=size)


def hidden_frame(net: MLP, left: float = 42, top: float = 28, size: float = 208) -> Frame:
    """Return a frame that holds the four corners and their hidden images; it grows in steps.

    >>> from lecture_lib.threshold import XOR_RELU_NET, XOR_SIGN_NET
    >>> hidden_frame(XOR_SIGN_NET).x0, hidden_frame(XOR_RELU_NET).x1
    (-1.5, 3.0)
    """
    far = 1.1 * float(interpolate_to_hidden(net, INPUTS).max())
    high = next(v for k in range(1000) for v in (1.5 * 2**k, 2.0 * 2**k) if v >= far)
    low = -1.5 if net[1].g in (sign, tanh) else -high / 4
    return plane_frame(low, high, low, high, left=left, top=top, size=size)


def decision_function(net: MLP) -> Callable:
    """Return what the network says at each point, as a number in [-1, 1] whose sign is the answer.

    >>> from lecture_lib.threshold import XOR_SIGN_NET
    >>> decision_function(XOR_SIGN_NET)([[0, 0], [1, 0]])
    array([-1.,  1.])
    """
    squash = np.sign if net[1].g in _JUMPS else np.tanh

    def f(x):
        score = forward(net, x).z[-1][:, 0]
        return squash(np.where(score == 0, -1e-12, score))  # on the line the answer is -1

    return f


def input_plane(frame: Frame, net: MLP) -> tuple[Raster, Markup]:
    """Return the network's answer everywhere, and its edge and the lines of the hidden units above it.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> input_plane(input_frame(), XOR_RELU_NET)[1].count("<line")
    2
    """
    smooth = net[1].g not in _JUMPS
    hidden = [
        boundary_line(frame, W, c, colour, stroke_width=2.5, stroke_dasharray=dashes)
        for W, c, (_, colour, dashes) in zip(net[1].W, net[1].b, UNIT_LINE_STYLES)
    ]
    answer, edge = decision_layers("answer", frame, decision_function(net), 80, edge=smooth)
    return answer, join_elements([edge, *hidden])


def mapped_plane(frame: Frame, source: Frame, net: MLP, t: float, n: int = 25) -> str:
    """Return the input plane in n × n cells, each carried t of the way and tinted by the network's answer.

    Where a sign or a step tears the plane apart the torn cells are left out.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> mapped_plane(hidden_frame(XOR_RELU_NET), input_frame(), XOR_RELU_NET, 0.5, n=3).count("M")
    9
    """
    u = np.linspace(0, 1, n + 1)
    xx, yy = np.meshgrid(source.x0 + u * (source.x1 - source.x0), source.y0 + u * (source.y1 - source.y0))
    corners = np.column_stack([xx.ravel(), yy.ravel()])
    pixels = frame.points(interpolate_to_hidden(net, corners, t))
    first = (np.arange(n)[:, None] * (n + 1) + np.arange(n)).ravel()
    cells = first[:, None] + np.array([0, 1, n + 2, n + 1])
    said = np.where(predicted_labels(net, corners[cells].mean(axis=1)) > 0, 1, 0)
    if net[1].g in _JUMPS:
        images = interpolate_to_hidden(net, corners)[cells]
        said[np.any(images != images[:, :1], axis=(1, 2))] = -1
    return tinted_cells(pixels, said)


Box = tuple[float, float, float, float]
"""What is taken of a picture: left, top, right, bottom."""


def box_round(x: float, y: float, half: float) -> Box:
    """Return the square box round a point.

    >>> box_round(10, 20, 5)
    (5, 15, 15, 25)
    """
    return x - half, y - half, x + half, y + half


def free_label(frame: Frame, at: tuple[float, float], words: str, taken: list[Box]) -> str:
    """Return the words beside a place of the picture, where nothing lies yet; what they take is added to `taken`.

    >>> taken = [box_round(100, 100, 9)]
    >>> free_label(input_frame(), (100, 100), "h₁", taken).count("<text"), len(taken)
    (1, 2)
    """
    width = 7.2 * len(words) + 2
    beside = (("small bold", 13, 0.0), ("small bold end", -13, -1.0), ("small bold mid", 0, -0.5))
    spots = [(*side, down) for down in (-10, 20, 5) for side in beside[: 2 if down == 5 else 3]]
    spots += [(*side, down) for down in (-26, 36) for side in beside]
    edge = (frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)

    def box(spot) -> Box:
        _, across, share, down = spot
        left, baseline = at[0] + across + share * width, at[1] + down
        return left, baseline - 11, left + width, baseline + 3

    def crowd(spot) -> tuple[bool, int]:
        own = box(spot)
        outside = own[0] < edge[0] or own[1] < edge[1] or own[2] > edge[2] or own[3] > edge[3]
        return outside, sum(_overlap(own, other) for other in taken)

    best = min(spots, key=crowd)
    taken.append(box(best))
    halo = {"paint_order": "stroke", "stroke": "var(--paper)", "stroke_width": 4}
    return text(at[0] + best[1], at[1] + best[3], words, best[0], **halo)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def mapped_corners(frame: Frame, net: MLP, t: float, taken: list[Box]) -> str:
    """Return the four corners on their way, each place labelled with the inputs that lie there.

    The labels keep away from what is `taken`, and are added to it.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> "(0,1) (1,0)" in mapped_corners(hidden_frame(XOR_RELU_NET), XOR_RELU_NET, 1.0, [])
    True
    """
    places: dict[tuple, list[int]] = {}
    for i, (x, y) in enumerate(interpolate_to_hidden(net, INPUTS, t)):
        places.setdefault((round(float(x), 2), round(float(y), 2)), []).append(i)
    taken += [box_round(*frame.at(*at), 9) for at in places]
    names = {at: " ".join(map(corner_name, members)) for at, members in places.items()}
    marks = join_elements(_images_at(frame, at, members) for at, members in places.items())
    return marks + join_elements(free_label(frame, frame.at(*at), name, taken) for at, name in names.items())


def _images_at(frame: Frame, at: tuple[float, float], members: Sequence[int]) -> str:
    """Draw the corners that share one place; where both classes do, the square stands on a larger circle."""
    labels = [GATES["XOR"][i] for i in members]
    both = len(set(labels)) == 2
    return join_elements(
        point_marker(frame, at, label, size=(11 if label < 0 else 6) if both else 8) for label in sorted(set(labels))
    )


def corner_name(i: int) -> str:
    """Return the name of corner i of the square.

    >>> corner_name(2)
    '(1,0)'
    """
    return "({:g},{:g})".format(*INPUTS[i])


def corner_reports(net: MLP) -> list[str]:
    """Return one sentence for each corner: where it lands, its score, and whether the answer is right.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> corner_reports(XOR_RELU_NET)[3]
    '(1,1) lands at (2, 1), score −0.5, output 0: right.'
    """
    trace, wanted = forward(net, INPUTS), GATES["XOR"]
    given = predicted_labels(net, INPUTS)
    return [
        f"{corner_name(i)} lands at ({number_text(h[0], 3)}, {number_text(h[1], 3)}), score {number_text(z, 3)}, "
        f"output {number_text(a, 3)}: {'right' if given[i] == wanted[i] else 'wrong'}."
        for i, (h, z, a) in enumerate(zip(trace.a[1].tolist(), trace.z[2][:, 0].tolist(), trace.a[2][:, 0].tolist()))
    ]


def both_planes(net: MLP, title: str, t: float = 1.0) -> Picture:
    """Return a still picture of a 2-2-1 network's two planes side by side.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> str(both_planes(XOR_RELU_NET, "ReLU"))[:52]
    'ReLU. (0,0) lands at (0, 0), score −0.5, output 0: r'
    """
    left, right = input_frame(), hidden_frame(net)
    answer, lines = input_plane(left, net)
    corners = join_elements(point_marker(left, x, label, 8) for x, label in zip(INPUTS, GATES["XOR"]))
    images = mapped_plane(right, left, net, t), output_line(right, net), mapped_corners(right, net, t, [])
    way = "hidden plane" if t == 1 else f"carried {number_text(t)} of the way"
    return svg.panels(
        svg.panel(*PLANE_SIZE, left.open(lines, corners, clear=True), left.axes(title="input plane"), rasters=[answer]),
        svg.panel(*PLANE_SIZE, right.open(*images), right.axes("h₁", "h₂", title=way)),
        title=title,
        text=f"{title}. {' '.join(corner_reports(net))}",
    )


def output_line(frame: Frame, net: MLP) -> str:
    """Return the output unit's line in the hidden plane, with short strokes on the side where it says +1.

    >>> from lecture_lib.threshold import XOR_RELU_NET
    >>> str(output_line(hidden_frame(XOR_RELU_NET), XOR_RELU_NET.with_layer(2, W=[[0, 0]])))  # no weights, no line
    ''
    """
    w, b = net[2].W[0], float(net[2].b[0])
    return boundary_line(frame, w, b) + _strokes(frame, w, b)


def _strokes(frame: Frame, w: np.ndarray, b: float) -> str:
    ends = line_ends(frame, w, b)
    if ends is None:
        return ""
    (ax, ay), (bx, by) = (frame.at(*end) for end in ends)
    out = np.array([w[0], -w[1]]) / np.hypot(*w) * 7
    along = ((ax + s * (bx - ax), ay + s * (by - ay)) for s in np.linspace(0.04, 0.96, 24))
    return join_elements(
        line_segment(x, y, x + out[0], y + out[1], stroke="var(--plus)", stroke_width=2) for x, y in along
    )
