"""A forward pass drawn from the top to the bottom: a row each for x, z[1], a[1], z[2], ..., joined by the weights.

Beside it stand W and b of one layer, in which every number can be typed over; the row that is used now is lit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from ...drawing import (
    Picture,
    Point,
    activation_name,
    handle,
    join_elements,
    line_segment,
    number_text,
    subscript,
    svg,
    tag,
    text,
)
from ...interactive import CellContent, answer_box, fitted_text, given_box
from ...nn import MLP
from .steps import ForwardCell

_WIDTH, _LEFT = 252, 40  # of a panel; where the rows begin
_BOX, _EDGES, _RULE = 26, 36, 22  # heights: of a row, of the edges above it, of what stands between z and a
_LAYER = _EDGES + _BOX + _RULE + _BOX
_TABLE_ROW, _TABLE_TOP, _LINE = 30, 58, 18
_LAYERS_A_PANEL, _LINE_LETTERS, _SUM_LINES = 2, 36, 3


class ForwardView(NamedTuple):
    """What the picture shows beside the network and its input.

    `shown` says what stands in each cell; `asked` is asked for by `rule`, the right-hand side of its equation, and
    `written` is that side in numbers, or nothing; `judged` was typed last; `layer` is whose weights stand there.
    """

    shown: Mapping[ForwardCell, CellContent]
    asked: ForwardCell | None
    rule: str
    written: str
    judged: ForwardCell | None
    layer: int


def forward_table(net: MLP, x, now: ForwardView, said: str) -> Picture:
    """Return the picture of the forward pass of x.

    Cells, inputs, weights and biases answer to the board as ("z", 1, 0), ("x", 2), ("W", 1, 0, 2), ("b", 1, 3); a
    press on ("layer", 1) asks for the weights of that layer.

    >>> from lecture_lib.nn import relu
    >>> from lecture_lib.labs.forward.steps import forward_cells
    >>> net = MLP(([[2.0]], [1.0], relu))
    >>> now = ForwardView({c: CellContent("open", None) for c in forward_cells(net)}, None, "", "", None, layer=1)
    >>> table = forward_table(net, [3.0], now, "")
    >>> [*table.abilities(("x", 0)), *table.abilities(("W", 1, 0, 0)), *table.abilities(("layer", 1))]
    ['edit', 'edit', 'press']
    """
    firsts = range(1, len(net) + 1, _LAYERS_A_PANEL)
    most = min(_LAYERS_A_PANEL, len(net))
    row = max(net.sizes[1:])
    height = max(_BOX + most * _LAYER, _TABLE_TOP + row * _TABLE_ROW + _SUM_LINES * _LINE) + 8
    passes = [svg.panel(_WIDTH, height, *_layers(net, x, now, first)) for first in firsts]
    return svg.panels(*passes, svg.panel(_WIDTH, height, *_table(net, now)), title="Forward pass", text=said)


# --- the pass ------------------------------------------------------------------------------------------------------


def _layers(net: MLP, x, now: ForwardView, first: int) -> list[Markup]:
    """Return the layers from `first` on that stand in one panel, below the numbers that they read."""
    last = min(first + _LAYERS_A_PANEL, len(net) + 1)
    parts = [_edges(net, now, l, first) for l in range(first, last)]
    parts += _inputs(net, x, now) if first == 1 else _passed_on(net, now, first - 1)
    for l in range(first, last):
        parts += [_layer_chip(net, l, now, first), *_layer(net, l, now, first)]
    if now.asked and first <= now.asked.l < last:
        parts.append(_rule(net, now, first))
    return parts


def _box_width(n: int) -> float:
    return min((_WIDTH - _LEFT) / n, 74) - 4


def _place(net: MLP, kind: str, l: int, j: int, first: int) -> Point:
    """Return where unit j of a row stands; layers before `first` have only the row at the top, l = first − 1."""
    n = net.sizes[l]
    pitch = _box_width(n) + 4
    x = _LEFT + (_WIDTH - _LEFT) / 2 + pitch * (j - (n - 1) / 2)
    if l < first:
        return x, 4 + _BOX / 2
    top = 4 + _BOX + (l - first) * _LAYER + _EDGES
    return x, top + _BOX / 2 + (0 if kind == "z" else _BOX + _RULE)


def _inputs(net: MLP, x, now: ForwardView) -> list[Markup]:
    used = now.asked is not None and now.asked[:2] == ("z", 1)
    size = (_box_width(len(x)), _BOX)
    boxes = [
        given_box(("x", i), f"input x{subscript(i + 1)}", v, _place(net, "a", 0, i, 1), size, used=used)
        for i, v in enumerate(x)
    ]
    return [_row_name("x", 4 + _BOX / 2), *boxes]


def _passed_on(net: MLP, now: ForwardView, l: int) -> list[Markup]:
    """Return the numbers that the panel before hands on: the same again, not to be touched."""
    used = now.asked is not None and now.asked[:2] == ("z", l + 1)
    parts = [_row_name(f"a[{l}]", 4 + _BOX / 2)]
    for j in range(net.sizes[l]):
        x, y = _place(net, "a", l, j, l + 1)
        width, value = _box_width(net.sizes[l]), now.shown[ForwardCell("a", l, j)].value
        box = {"x": x - width / 2, "y": y - _BOX / 2, "width": width, "height": _BOX, "rx": 4, "fill": "none"}
        parts += [
            tag("rect", **box, stroke="var(--accent)" if used else "var(--faint)", stroke_width=2 if used else 1),
            fitted_text(x, y + 4.5, "?" if value is None else number_text(value), width - 5, "mid small num soft"),
        ]
    return parts


def _row_name(name: str, y: float) -> Markup:
    return text(2, y + 4.5, name, "small bold")


def _layer_chip(net: MLP, l: int, now: ForwardView, first: int) -> Markup:
    """Return what shows the weights of a layer when pressed; it stands beside their edges."""
    y = _place(net, "z", l, 0, first)[1] - _BOX / 2 - _EDGES / 2
    frame = {"stroke": "var(--accent)", "stroke_width": 2} if l == now.layer else {"stroke": "var(--line)"}
    return tag(
        "g",
        tag("rect", x=1, y=y - 12, width=37, height=24, rx=12, fill="var(--paper)", **frame),
        text(19.5, y + 4.5, f"W[{l}]", "mid small"),
        **handle(("layer", l), "press", f"show the weights of layer {l}", quiet=l == now.layer),
    )


def _layer(net: MLP, l: int, now: ForwardView, first: int) -> list[Markup]:
    """Return the two rows of a layer, z and a, with the name of the activation between them."""
    z_row, a_row = (_place(net, kind, l, 0, first)[1] for kind in "za")
    parts = [_row_name(f"z[{l}]", z_row), _row_name(f"a[{l}]", a_row)]
    parts.append(text(2, (z_row + a_row) / 2 + 4.5, activation_name(net[l].g), "small soft"))
    size, used = (_box_width(net.sizes[l]), _BOX), _used_by(net, now.asked)
    for kind in "za":
        for j in range(net.sizes[l]):
            cell, at = ForwardCell(kind, l, j), _place(net, kind, l, j, first)
            states = {"asked": cell == now.asked, "used": cell in used, "judged": cell == now.judged}
            parts.append(answer_box(tuple(cell), str(cell), now.shown[cell], at, size, **states))
    return parts


def _used_by(net: MLP, asked: ForwardCell | None) -> set[ForwardCell]:
    """Return the cells that the number asked for is made of."""
    if asked is None:
        return set()
    if asked.kind == "z":
        return {ForwardCell("a", asked.l - 1, j) for j in range(net.sizes[asked.l - 1])}
    units = range(net.sizes[asked.l]) if net[asked.l].g.name == "softmax" else [asked.j]
    return {ForwardCell("z", asked.l, j) for j in units}


def _edges(net: MLP, now: ForwardView, l: int, first: int) -> Markup:
    parts = []
    for j in range(net.sizes[l]):
        x2, y2 = _place(net, "z", l, j, first)
        lit = now.asked == ForwardCell("z", l, j)
        for i in range(net.sizes[l - 1]):
            x1, y1 = _place(net, "a", l - 1, i, first)
            parts.append(_edge((x1, y1 + _BOX / 2), (x2, y2 - _BOX / 2), net[l].W[j, i], lit))
        below = now.asked == ForwardCell("a", l, j)
        parts.append(_edge((x2, y2 + _BOX / 2), (x2, y2 + _BOX / 2 + _RULE), 1, below))
    return join_elements(parts)


def _edge(start: Point, end: Point, w: float, lit: bool) -> Markup:
    return line_segment(
        *start,
        *end,
        stroke="var(--accent)" if lit else "var(--line)",
        stroke_width=2.4 if lit else 0.8,
        stroke_dasharray="6 4" if lit and w < 0 else None,
    )


def _rule(net: MLP, now: ForwardView, first: int) -> Markup:
    """Return the rule of the number asked for, at its cell: between the z and the a of its unit."""
    assert now.asked is not None
    x, z_row = _place(net, "z", *now.asked[1:], first)
    y, half = z_row + (_BOX + _RULE) / 2, 3.5 * len(now.rule) + 3
    x = min(max(x, 56 + half), _WIDTH - half)
    return tag("rect", x=x - half, y=y - 10, width=2 * half, height=20, fill="var(--paper)") + text(
        x, y + 4.5, now.rule, "mid small", style="fill:var(--accent)"
    )


# --- the weights ---------------------------------------------------------------------------------------------------


def _table(net: MLP, now: ForwardView) -> list[Markup]:
    """Return W and b of a layer, every number editable, and below them the sum in numbers."""
    l, (W, b, _) = now.layer, net[now.layer]
    n_out, n_in = W.shape
    pitch = min((_WIDTH - 20) / (max(net.sizes[:-1]) + 1), 50)
    x_at = [20 + pitch * (i + 0.5) for i in range(n_in + 1)]
    size, read = (pitch - 5, 25), "x" if l == 1 else "a"
    row = now.asked.j if now.asked and now.asked[:2] == ("z", l) else None
    parts = [text(2, 18, f"W[{l}] ({n_out} × {n_in}) and b[{l}]", "small bold")]
    parts += [
        text(at, _TABLE_TOP - 10, name, "mid small soft")
        for at, name in zip(x_at, [*(f"{read}{subscript(i + 1)}" for i in range(n_in)), "b"])
    ]
    if row is not None:
        parts.append(_lit_row(row, 20 + pitch * (n_in + 1)))
    for j in range(n_out):
        y = _TABLE_TOP + _TABLE_ROW * (j + 0.5)
        parts.append(text(6, y + 4.5, str(j + 1), "small bold" if j == row else "small soft"))
        names = [f"weight of layer {l}, row {j + 1}, column {i + 1}" for i in range(n_in)]
        targets = [*(("W", l, j, i) for i in range(n_in)), ("b", l, j)]
        numbers = zip(targets, [*names, f"bias of layer {l}, unit {j + 1}"], [*W[j], b[j]], x_at, strict=True)
        parts += [given_box(target, name, value, (at, y), size) for target, name, value, at in numbers]
    top = _TABLE_TOP + _TABLE_ROW * max(net.sizes[1:]) + _LINE
    lines = _wrapped(f"{now.asked} = {now.written}") if now.written else []
    return parts + [text(2, top + _LINE * k, line, "small num") for k, line in enumerate(lines)]


def _lit_row(j: int, width: float) -> Markup:
    box = {"x": 1, "y": _TABLE_TOP + _TABLE_ROW * j, "width": width, "height": _TABLE_ROW, "rx": 5}
    return tag("rect", **box, fill="var(--accent)", fill_opacity=0.16, class_="moves")


def _wrapped(sum_: str) -> list[str]:
    """Return a sum in lines, broken before its plus signs.

    >>> _wrapped("z[2]₁ = 3 × 0.04743 + (−12) × 0.8808 + 8 × 0.5 + 1 × 0.9991 + 6")
    ['z[2]₁ = 3 × 0.04743 + (−12) × 0.8808', '+ 8 × 0.5 + 1 × 0.9991 + 6']
    """
    first, *others = sum_.split(" + ")
    lines = [first]
    for part in others:
        if len(lines[-1]) + len(part) + 3 <= _LINE_LETTERS:
            lines[-1] += f" + {part}"
        else:
            lines.append(f"+ {part}")
    return lines
