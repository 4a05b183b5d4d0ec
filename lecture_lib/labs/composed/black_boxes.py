"""Layers as black boxes: what goes in and what comes out, nothing of what happens inside (row 07.1)."""

from __future__ import annotations

from ...drawing import Picture, arrow, join_elements, number_text, svg, tag, text
from ...nn import MLP, forward
from ...validation import InputError, count_phrase

_GAP, _BOX, _MOST = 92, 84, 6


def black_box_diagram(net: MLP, x) -> Picture:
    """Return the chain of a network's layers as closed boxes, with the numbers that travel between them.

    >>> from lecture_lib import identity
    >>> net = MLP(([[2.0], [1.0]], [1.0, 0.0], identity), ([[1.0, 1.0]], [0.0], identity))
    >>> black_box_diagram(net, [3.0])
    x = (3) goes in. f1 takes 1 number and gives 2: (7, 3). f2 takes 2 numbers and gives 1: (10).
    """
    trace = forward(net, x)
    if trace.a[0].ndim != 1:
        raise InputError(f"x has shape {trace.a[0].shape}; it should be one example, a list of numbers")
    middle = 42 + 12 * min(max(net.sizes), _MOST)
    parts, said = [_values(46, middle, trace.a[0], "x")], [f"x = {_number_list(trace.a[0])} goes in."]
    for l in range(1, len(net) + 1):
        left = 46 + (l - 1) * (_GAP + _BOX + 40) + 44
        n_in, n_out = net.sizes[l - 1], net.sizes[l]
        parts += [
            arrow(left - 8, middle, left + 22, middle, "var(--soft)", 2),
            tag("rect", x=left + 24, y=middle - 32, width=_BOX, height=64, rx=8, fill="var(--ink)"),
            text(
                left + 24 + _BOX / 2,
                middle + 6,
                f"f⁽{'¹²³⁴⁵⁶⁷⁸⁹'[l - 1]}⁾" if l < 10 else f"f({l})",
                "mid big bold",
                style="fill:var(--paper)",
            ),
            text(left + 24 + _BOX / 2, middle + 52, f"{n_in} in, {n_out} out", "mid small soft"),
            arrow(left + 26 + _BOX, middle, left + 56 + _BOX, middle, "var(--soft)", 2),
            _values(left + _BOX + 88, middle, trace.a[l], "y" if l == len(net) else ""),
        ]
        said.append(f"f{l} takes {count_phrase(n_in, 'number')} and gives {n_out}: {_number_list(trace.a[l])}.")
    return svg.picture(
        46 + len(net) * (_GAP + _BOX + 40) + 46, 2 * middle, *parts, title="Black boxes in a row", text=" ".join(said)
    )


def _values(x: float, middle: float, values, name: str) -> str:
    shown = [number_text(v, 3) for v in values[:_MOST].tolist()] + ["⋮"] * (len(values) > _MOST)
    top = middle - 12 * (len(shown) - 1)
    column = join_elements(text(x, top + 24 * i + 5, v, "mid num") for i, v in enumerate(shown))
    return text(x, 22, name, "mid bold") + column


def _number_list(values) -> str:
    return f"({', '.join(number_text(v, 3) for v in values.tolist())})"
