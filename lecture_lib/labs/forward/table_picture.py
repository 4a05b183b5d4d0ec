"""A forward pass as the lecture's table: one column each for x, z[1], a[1], z[2], ..., joined by the weights.

Below it the arithmetic of one number and the layer's W and b, in which every number can be typed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...drawing import Picture, Target, handle, join_elements, line_segment, number_text, subscript, svg, tag, text
from ...interactive import BORDERS, SIGNS, CellContent
from ...nn import MLP
from .steps import ForwardCell, ForwardStep

_BOX_WIDTH, _BOX_HEIGHT, _ROW = 66, 28, 50
_TOP = 46


def forward_table(
    net: MLP,
    x,
    steps: Mapping[ForwardCell, ForwardStep],
    shown: Mapping[ForwardCell, CellContent],
    current: ForwardCell | None,
    rule: str,
    said: str,
) -> Picture:
    """Return the table of the forward pass of x; `shown` says what stands in each cell, `current` is asked for by
    `rule`, the right-hand side of its equation.

    Cells, inputs, weights and biases answer to the board as ("z", 1, 0), ("x", 2), ("W", 1, 0, 2), ("b", 1, 3).

    >>> from lecture_lib.nn import relu
    >>> from lecture_lib.labs.forward.steps import forward_steps
    >>> net = MLP(([[2.0]], [1.0], relu))
    >>> steps = forward_steps(net, [3.0])
    >>> open_ = {cell: CellContent("open", None) for cell in steps}
    >>> table = forward_table(net, [3.0], steps, open_, ForwardCell("z", 1, 0), " = W[1] row 1 · x + b₁", "")
    >>> [sorted(table.abilities(target)) for target in (("x", 0), ("z", 1, 0), ("W", 1, 0, 0), ("b", 1, 0))]
    [['edit'], ['edit'], ['edit'], ['edit']]
    """
    columns = _columns(net)
    width = max(at for at, _ in columns.values()) + _BOX_WIDTH / 2 + 22
    height = _TOP + _ROW * max(net.sizes)
    parts = [_edges(net, columns, current), _headings(net, columns)]
    parts += [_input(i, v, _place(columns, "x", 0, i)) for i, v in enumerate(x)]
    parts += [_cell(cell, shown[cell], cell == current, _place(columns, *cell)) for cell in steps]
    if current is not None:
        parts += [text(20, height + 20, f"{current}{rule} = ?", "big num"), _matrix(net, current, height + 56)]
        height += 78 + 30 * net.sizes[current.l]
    return svg.picture(max(width, 560), height + 12, *parts, title="Forward pass", text=said)


def _columns(net: MLP) -> dict[tuple[str, int], tuple[float, int]]:
    """Return for each column its centre and its number of rows."""
    gap_a, gap_z = 16, 54
    at, columns = 20 + _BOX_WIDTH / 2, {}
    columns["x", 0] = at, net.sizes[0]
    for l in range(1, len(net) + 1):
        at += _BOX_WIDTH + gap_z
        columns["z", l] = at, net.sizes[l]
        at += _BOX_WIDTH + gap_a
        columns["a", l] = at, net.sizes[l]
    return columns


def _place(columns, kind: str, l: int, j: int) -> tuple[float, float]:
    at, n = columns[kind, l]
    tallest = max(rows for _, rows in columns.values())
    return at, _TOP + _ROW * ((tallest - n) / 2 + j + 0.5)


def _headings(net: MLP, columns) -> str:
    parts = [text(columns["x", 0][0], 18, "x", "mid bold")]
    for (kind, l), (at, _) in list(columns.items())[1:]:
        parts.append(text(at, 18, f"{kind}[{l}]", "mid bold"))
        if kind == "a":
            parts.append(text(at, 34, net[l].g.name, "mid small soft"))
    return join_elements(parts)


def _edges(net: MLP, columns, current: ForwardCell | None) -> str:
    parts = []
    for l in range(1, len(net) + 1):
        source = ("x", 0) if l == 1 else ("a", l - 1)
        for j in range(net.sizes[l]):
            x2, y2 = _place(columns, "z", l, j)
            for i in range(net.sizes[l - 1]):
                x1, y1 = _place(columns, *source, i)
                parts.append(_edge(x1, y1, x2, y2, net[l].W[j, i], current == ForwardCell("z", l, j)))
            parts.append(
                line_segment(
                    x2 + _BOX_WIDTH / 2, y2, x2 + _BOX_WIDTH / 2 + 16, y2, stroke="var(--soft)", stroke_width=1.5
                )
            )
    return join_elements(parts)


def _edge(x1: float, y1: float, x2: float, y2: float, w: float, lit: bool) -> str:
    colour = ("var(--plus)" if w >= 0 else "var(--minus)") if lit else "var(--soft)"
    return line_segment(
        x1 + _BOX_WIDTH / 2,
        y1,
        x2 - _BOX_WIDTH / 2,
        y2,
        stroke=colour,
        stroke_width=2.6 if lit else 0.6,
        stroke_dasharray="6 4" if lit and w < 0 else None,
    )


def _box(
    at: tuple[float, float],
    content: str,
    border: str,
    width: float,
    attributes: dict,
    fill="var(--paper)",
    class_: str = "mid num",
    dash: str | None = None,
) -> str:
    x, y = at
    return tag(
        "g",
        tag(
            "rect",
            x=x - _BOX_WIDTH / 2,
            y=y - _BOX_HEIGHT / 2,
            width=_BOX_WIDTH,
            height=_BOX_HEIGHT,
            rx=5,
            fill=fill,
            stroke=border,
            stroke_width=width,
            stroke_dasharray=dash,
        ),
        text(x, y + 5, content, class_),
        **attributes,
    )


def _input(i: int, value: float, at: tuple[float, float]) -> str:
    label = f"input x{subscript(i + 1)}, {number_text(value)}: press Enter to type another"
    return _box(
        at,
        number_text(value),
        "var(--soft)",
        1.2,
        handle(("x", i), "edit", label, value=f"{value:g}"),
        fill="var(--zone)",
    )


def _cell(cell: ForwardCell, shown: CellContent, current: bool, at: tuple[float, float]) -> str:
    content = "?" if shown.value is None else f"{SIGNS[shown.kind]}{number_text(shown.value)}"
    stands = {"open": "open", "right": "right", "wrong": "not right yet", "revealed": "shown"}[shown.kind]
    label = f"{cell}, {stands}{'' if shown.value is None else ', ' + number_text(shown.value)}: press Enter to type it"
    attributes = handle(tuple(cell), "edit", label, value="" if shown.value is None else f"{shown.value:g}")
    border = "var(--accent)" if current else BORDERS[shown.kind]
    heavy = 3 if current else 1.8 if shown.kind in ("right", "wrong") else 1.2
    colour = {"right": " good", "wrong": " bad", "revealed": " soft", "open": " soft"}[shown.kind]
    return _box(
        at,
        content,
        border,
        heavy,
        attributes,
        class_="mid num" + colour,
        dash="4 3" if shown.kind == "open" and not current else None,
    )


def _matrix(net: MLP, current: ForwardCell, top: float) -> str:
    """Return W and b of the current layer, every number editable."""
    l, (W, b, _) = current.l, net[current.l]
    n_in = W.shape[1]
    parts = [
        text(20, top + 4, f"Layer {l}:", "soft"),
        text(116 + 46 * (n_in - 1) / 2, top + 4, f"W[{l}]", "mid bold"),
        text(116 + 46 * n_in + 22, top + 4, f"b[{l}]", "mid bold"),
    ]
    for j in range(len(b)):
        y = top + 33 + 30 * j
        parts.append(text(78, y, f"unit {j + 1}", "end small soft"))
        parts += [
            _weight(("W", l, j, i), f"weight of layer {l}, row {j + 1}, column {i + 1}", W[j, i], 116 + 46 * i, y)
            for i in range(n_in)
        ]
        parts.append(_weight(("b", l, j), f"bias of layer {l}, unit {j + 1}", b[j], 116 + 46 * n_in + 22, y))
    return join_elements(parts)


def _weight(target: Target, name: str, value: float, x: float, y: float) -> str:
    label = f"{name}, {number_text(value)}: press Enter to type another"
    return tag(
        "g",
        tag("rect", x=x - 21, y=y - 16, width=42, height=22, rx=4, fill="transparent"),
        text(x, y, number_text(value), "mid num"),
        **handle(target, "edit", label, value=f"{value:g}"),
    )
