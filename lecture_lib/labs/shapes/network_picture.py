"""The network of a shape as a diagram: inputs, lines, ANDs, output; each unit shows whether it fires (row 12.2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...drawing import join_elements, tag, text
from ...nn import MLP, forward
from ...validation import count_phrase

MAX_DRAWN_UNITS = 10  # a layer with more units is drawn with its first ones, dots, and its last
_LARGEST_RADIUS = 11


def drawn_units(n: int, most: int = MAX_DRAWN_UNITS) -> list[int | None]:
    """Return which of n units are drawn, from the top; None stands for the dots in between.

    >>> drawn_units(3), drawn_units(30, 5)
    ([0, 1, 2], [0, 1, None, 28, 29])
    """
    if n <= most:
        return list(range(n))
    low = most // 2
    return [*range(low), None, *range(n - (most - 1 - low), n)]


def step_network_diagram(net: MLP, x: Sequence[float], left: float, top: float, width: float, height: float) -> str:
    """Return the diagram of a network of step units; each unit holds 1 if it fires at the point x, else 0.

    Layer l stands at equal distances from left to right. Solid edges add, dashed ones subtract.

    >>> from lecture_lib.threshold import polygon_shape, shape_net
    >>> net = shape_net(polygon_shape([(0, 0), (1, 0), (0, 1)]))
    >>> step_network_diagram(net, (0.2, 0.2), 0, 0, 300, 200).count("bold")  # three lines, the AND and the output fire
    5
    """
    rows = [drawn_units(n) for n in net.sizes]
    at = [
        {unit: (left + l * width / len(net), top + height * (k + 0.5) / len(row)) for k, unit in enumerate(row)}
        for l, row in enumerate(rows)
    ]
    trace = forward(net, np.asarray(x, float))
    radius = min(_LARGEST_RADIUS, 0.46 * height / max(map(len, rows)))
    parts = [_edges(net[l].W, at[l - 1], at[l], radius, l > 1) for l in range(1, len(net) + 1)]
    for l, places in enumerate(at):
        for unit, place in places.items():
            parts.append(
                _dots(place)
                if unit is None
                else _unit(place, radius, f"x{'₁₂'[unit]}" if l == 0 else None, trace.a[l][unit])
            )
    return join_elements(parts)


def _edges(W, before: dict, after: dict, radius: float, strong: bool) -> str:
    """Return the edges between two layers as two paths: what adds, and what subtracts."""
    ways = {True: [], False: []}
    for j, (x2, y2) in after.items():
        for i, (x1, y1) in before.items():
            if i is not None and j is not None and W[j, i]:
                ways[bool(W[j, i] > 0)].append(f"M{x1 + radius:.1f} {y1:.1f}L{x2 - radius:.1f} {y2:.1f}")
    if not strong:
        return tag("path", d="".join(ways[True] + ways[False]), fill="none", stroke="var(--line)", stroke_width=0.8)
    return join_elements(
        tag("path", d="".join(found), fill="none", stroke=colour, stroke_width=1.4, stroke_dasharray=dash, opacity=0.8)
        for found, colour, dash in ((ways[True], "var(--ink)", None), (ways[False], "var(--ink)", "4 3"))
        if found
    )


def _unit(at, radius: float, name: str | None, fires: float) -> str:
    x, y = at
    if name:
        return tag("circle", cx=x, cy=y, r=radius, fill="var(--zone)", stroke="var(--soft)", stroke_width=1.2) + text(
            x, round(y + 4, 1), name, "mid small"
        )
    look = (
        {"fill": "var(--plus)", "fill_opacity": 0.4, "stroke": "var(--plus)"}
        if fires
        else {"fill": "var(--paper)", "stroke": "var(--soft)"}
    )
    return (
        tag("circle", cx=x, cy=y, r=radius, fill="var(--paper)") * bool(fires)
        + tag("circle", cx=x, cy=y, r=radius, stroke_width=1.6 if fires else 1.2, **look)
        + text(x, round(y + 4, 1), f"{fires:.0f}", "mid small num" + " bold" * bool(fires))
    )


def _dots(at) -> str:
    return text(at[0], round(at[1] + 5, 1), "⋮", "mid bold soft")


def network_size_text(net: MLP) -> str:
    """Return how many units and parameters a shape's network has, in words.

    >>> from lecture_lib.threshold import polygon_shape, shape_net
    >>> network_size_text(shape_net(polygon_shape([(0, 0), (1, 0), (0, 1)])))
    '3 lines + 1 AND + 1 output = 5 units, 15 parameters'
    """
    lines, ands = net.sizes[1:3]
    layers = f"{lines} lines + {count_phrase(ands, 'AND')} + 1 output"
    return f"{layers} = {net.n_units} units, {net.n_parameters} parameters"
