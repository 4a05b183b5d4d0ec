"""A network with its forward numbers on the units and, as they are found, the deltas on units and edges (row 10.2)."""

from __future__ import annotations

from collections.abc import Mapping

from ...drawing import (
    Picture,
    Point,
    Target,
    handle,
    join_elements,
    line_segment,
    number_text,
    picture,
    subscript,
    tag,
    text,
)
from ...interactive import BORDERS, SIGNS, CellContent
from ...nn import MLP
from .walkthrough import BackwardCell, Walkthrough

_UNIT_WIDTH, _INPUT_WIDTH, _GAP, _ROW, _TOP = 124, 64, 186, 140, 34
_CELL_WIDTH, _CELL_HEIGHT = 55, 22
_CLASSES = {"right": " good", "wrong": " bad", "revealed": "", "open": " soft"}
_STANDS = {"open": "open", "right": "right", "wrong": "not right yet", "revealed": "shown"}


def draw_backward_pass(
    passes: Walkthrough,
    shown: Mapping[BackwardCell, CellContent],
    current: BackwardCell | None,
    rule: str,
    said: str,
    foot: str = "",
) -> Picture:
    """Return the network; `shown` says what stands in each cell, `current` is asked for by `rule`. `foot` stands below.

    There is room for three units a layer, and for two on one side of each pair of layers.

    Targets are those of the cells, `cell_target`, and of the inputs ("x", i), the weights ("W", l, j, i), the biases
    ("b", l, j) and what the outputs should be ("y", j).

    >>> from lecture_lib import half_squares, sigmoid
    >>> from lecture_lib.labs.backprop.walkthrough import backward_cells, backward_walkthrough
    >>> net = MLP(([[1.0, 2.0]], [0.0], sigmoid))
    >>> passes = backward_walkthrough(net, [2.0, -1.0], [1.0], half_squares)
    >>> contents = {cell: CellContent("open", None) for cell in backward_cells(net)}
    >>> drawn = draw_backward_pass(passes, contents, None, "", "")
    >>> targets = [("da", 1, 0), ("dz", 1, 0), ("dW", 1, 0, 1), ("W", 1, 0, 1), ("b", 1, 0), ("x", 0), ("y", 0)]
    >>> [*map(set, map(drawn.abilities, targets))] == 7 * [{"edit"}]
    True
    """
    net = passes.trace.net
    at = _places(net)
    width, height = at[-1][0][0] + _UNIT_WIDTH / 2 + 8, _TOP + _ROW * max(net.sizes)
    parts = [_headings(net, at), _lines(net, at, current)]
    parts += [_input(i, v, at[0][i]) for i, v in enumerate(passes.trace.a[0])]
    parts += [_unit(passes, l, j, at[l][j], shown, current) for l in range(1, len(at)) for j in range(len(at[l]))]
    parts += [_on_edge(net, cell, shown[cell], cell == current, at) for cell in shown if cell.kind == "dW"]
    parts.append(text(width - 8, height + 22, foot, "end num"))
    if current is not None:
        parts.append(text(8, height + 52, f"{current} = {rule} = ?", "big num"))
    return picture(max(width, 660), height + 66, *parts, title="Backward pass", text=said)


def cell_target(cell: BackwardCell) -> Target:
    """Return the target of a cell.

    >>> cell_target(BackwardCell("dW", 2, 0, 1)), cell_target(BackwardCell("da", 1, 2))
    (('dW', 2, 0, 1), ('da', 1, 2))
    """
    return tuple(cell) if cell.i is not None else cell[:3]


def _places(net: MLP) -> list[list[Point]]:
    middle = _TOP + _ROW * max(net.sizes) / 2
    at = []
    for l, n in enumerate(net.sizes):
        x = (
            8 + _INPUT_WIDTH / 2
            if l == 0
            else 8 + _INPUT_WIDTH + _GAP + _UNIT_WIDTH / 2 + (l - 1) * (_GAP + _UNIT_WIDTH)
        )
        at.append([(x, middle + _ROW * (j - (n - 1) / 2)) for j in range(n)])
    return at


def _headings(net: MLP, at) -> str:
    names = ["x"] + [f"layer {l}: {net[l].g.name}" for l in range(1, len(at))]
    return join_elements(text(column[0][0], 18, name, "mid bold") for name, column in zip(names, at))


def _edge(at, l: int, j: int, i: int) -> tuple[float, float, float, float]:
    """Return where the edge from unit i of layer l-1 to unit j of layer l starts and ends."""
    (x1, y1), (x2, y2) = at[l - 1][i], at[l][j]
    return x1 + (_INPUT_WIDTH if l == 1 else _UNIT_WIDTH) / 2, y1, x2 - _UNIT_WIDTH / 2, y2


def _lines(net: MLP, at, current: BackwardCell | None) -> str:
    parts = []
    for l in range(1, len(at)):
        for j in range(net.sizes[l]):
            for i in range(net.sizes[l - 1]):
                lit = current is not None and (current == ("dW", l, j, i) or current[:3] == ("da", l - 1, i))
                w = net[l].W[j, i]
                colour = ("var(--plus)" if w >= 0 else "var(--minus)") if lit else "var(--soft)"
                parts.append(
                    line_segment(
                        *_edge(at, l, j, i),
                        stroke=colour,
                        stroke_width=2.8 if lit else 0.8,
                        stroke_dasharray="6 4" if lit and w < 0 else None,
                    )
                )
    return join_elements(parts)


def _input(i: int, value: float, at: Point) -> str:
    x, y = at
    label = f"input x{subscript(i + 1)}, {number_text(value)}: press Enter to type another"
    return tag(
        "g",
        tag(
            "rect",
            x=x - _INPUT_WIDTH / 2,
            y=y - 15,
            width=_INPUT_WIDTH,
            height=30,
            rx=6,
            fill="var(--zone)",
            stroke="var(--soft)",
        ),
        text(x, y + 5, _given_number(value), "mid num"),
        **handle(("x", i), "edit", label, value=f"{value:g}"),
    )


def _unit(passes: Walkthrough, l: int, j: int, at: Point, shown, current) -> str:
    x, y = at
    left, right = x - 29, x + 29
    net, trace = passes.trace.net, passes.trace
    parts = [
        tag(
            "rect",
            x=x - _UNIT_WIDTH / 2,
            y=y - 56,
            width=_UNIT_WIDTH,
            height=112,
            rx=10,
            fill="var(--zone)",
            stroke="var(--soft)",
        ),
        text(left, y - 36, f"z {_given_number(trace.z[l][j])}", "mid small num"),
        text(right, y - 36, f"a {_given_number(trace.a[l][j])}", "mid small num"),
        text(left, y + 19, "da", "mid small soft"),
        text(right, y + 19, "dz", "mid small soft"),
        _given(("b", l, j), "b", f"bias of layer {l}, unit {j + 1}", net[l].b[j], left, y - 13),
    ]
    if l == len(net):
        parts.append(_given(("y", j), "y", f"target {j + 1}", passes.y[j], right, y - 13))
    for kind, centre in (("da", left), ("dz", right)):
        cell = BackwardCell(kind, l, j)
        parts.append(_cell(cell, shown[cell], cell == current, centre, y + 37))
    return join_elements(parts)


def _given(target: Target, letter: str, name: str, value: float, x: float, y: float) -> str:
    label = f"{name}, {number_text(value)}: press Enter to type another"
    return tag(
        "g",
        tag("rect", x=x - 27, y=y - 10, width=54, height=20, rx=4, fill="var(--paper)", stroke="var(--faint)"),
        text(x, y + 4, f"{letter} {_given_number(value)}", "mid small num"),
        **handle(target, "edit", label, value=f"{value:g}"),
    )


def _on_edge(net: MLP, cell: BackwardCell, shown: CellContent, current: bool, at) -> str:
    """Return the weight and below it its derivative, at a place where no other edge has its own."""
    _, l, j, i = cell
    n_in, n_out = net.sizes[l - 1], net.sizes[l]
    share = (i + 1) / (n_in + 1) if n_in <= n_out else (j + 1) / (n_out + 1)
    x1, y1, x2, y2 = _edge(at, l, j, i)
    x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    name = f"weight of layer {l}, from {i + 1} to {j + 1}"
    return _given(("W", l, j, i), "w", name, net[l].W[j, i], x, y - 11) + _cell(cell, shown, current, x, y + 10)


def _given_number(v: float) -> str:
    """Write a given number in few letters: to three decimals, large ones as powers."""
    return _letters(round(v, 3))


def _found_number(v: float) -> str:
    """Write a derivative in few letters: three digits, very small and large ones as powers."""
    return _letters(v) if abs(v) >= 0.001 or v == 0 else _power(v)


def _letters(v: float) -> str:
    return number_text(v, 3) if abs(v) < 999.5 else number_text(round(v)) if abs(v) < 9999.5 else _power(v)


def _power(v: float) -> str:
    return f"{v:.0e}".replace("e+0", "e").replace("e-0", "e-").replace("-", "−")


def _cell(cell: BackwardCell, shown: CellContent, current: bool, x: float, y: float) -> str:
    content = "?" if shown.value is None else f"{SIGNS[shown.kind]}{_found_number(shown.value)}"
    value = "" if shown.value is None else f", {number_text(shown.value)}"
    label = f"{cell}, {_STANDS[shown.kind]}{value}: press Enter to type it"
    border = "var(--accent)" if current else BORDERS[shown.kind]
    heavy = 3 if current else 1.8 if shown.kind in ("right", "wrong") else 1.2
    return tag(
        "g",
        tag(
            "rect",
            x=x - _CELL_WIDTH / 2,
            y=y - _CELL_HEIGHT / 2,
            width=_CELL_WIDTH,
            height=_CELL_HEIGHT,
            rx=4,
            fill="var(--paper)",
            stroke=border,
            stroke_width=heavy,
            stroke_dasharray="4 3" if shown.kind == "open" and not current else None,
        ),
        text(x, y + 4, content, "mid small num" + _CLASSES[shown.kind]),
        **handle(cell_target(cell), "edit", label, value="" if shown.value is None else f"{shown.value:g}"),
    )
