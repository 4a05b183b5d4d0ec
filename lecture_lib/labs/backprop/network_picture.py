"""A network with its forward numbers on the units and, as they are found, the derivatives (row 10.2).

Each layer is a panel: the numbers that it reads, the weights on their way into a unit with dW beside each, the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from ...drawing import (
    Picture,
    Point,
    Target,
    activation_name,
    join_elements,
    line_segment,
    number_text,
    subscript,
    svg,
    tag,
    text,
)
from ...interactive import CellContent, answer_box, fitted_text, given_box
from ...nn import MLP, half_squares
from .walkthrough import BackwardCell, Walkthrough, backward_cells, backward_walkthrough

_WIDTH, _TOP, _UNITS, _FOOT = 252, 24, 330, 24
_READ, _WEIGHT, _DERIVATIVE = (19, 36), (79, 40), (123, 45)  # columns: the middle, and the width of what stands there
_BOX_LEFT, _BOX_HEIGHT, _LEFT_CELL, _RIGHT_CELL = 149, 88, 176, 224
_CELL = (45, 25)
_SLOT = 29  # between the weights into one unit


class BackwardView(NamedTuple):
    """What the picture shows beside the two passes.

    `shown` says what stands in each cell, `asked` is asked for by `rule`, `judged` was typed last; `foot` stands
    below the last layer.
    """

    shown: Mapping[BackwardCell, CellContent]
    asked: BackwardCell | None
    rule: str
    judged: BackwardCell | None = None
    foot: str = ""


def draw_backward_pass(passes: Walkthrough, now: BackwardView, said: str) -> Picture:
    """Return the network, a panel for each layer, each with room for three units.

    Targets are those of the cells, `cell_target`, and of the inputs ("x", i), the weights ("W", l, j, i), the biases
    ("b", l, j) and what the outputs should be ("y", j).

    >>> from lecture_lib import half_squares, sigmoid
    >>> from lecture_lib.labs.backprop.walkthrough import MLP, backward_cells, backward_walkthrough
    >>> net = MLP(([[1.0, 2.0]], [0.0], sigmoid))
    >>> passes = backward_walkthrough(net, [2.0, -1.0], [1.0], half_squares)
    >>> contents = {cell: CellContent("open", None) for cell in backward_cells(net)}
    >>> drawn = draw_backward_pass(passes, BackwardView(contents, None, ""), "")
    >>> targets = [("da", 1, 0), ("dz", 1, 0), ("dW", 1, 0, 1), ("W", 1, 0, 1), ("b", 1, 0), ("x", 0), ("y", 0)]
    >>> [*map(set, map(drawn.abilities, targets))] == 7 * [{"edit"}]
    True
    """
    last, height = len(passes.trace.net), _TOP + _UNITS + _FOOT
    foot = text(_WIDTH - 1, height - 8, now.foot, "end small num")
    layers = [_layer(passes, now, l) + (foot if l == last else Markup()) for l in range(1, last + 1)]
    row = [svg.panel(_WIDTH, height, layer) for layer in layers]
    return svg.panels(*row, title="Backward pass", text=said)


def backward_pass_diagram(net: MLP, x, y) -> Picture:
    """Return the network with one example's numbers, all derivatives of half the squared error found.

    >>> from lecture_lib import sigmoid
    >>> backward_pass_diagram(MLP(([[1.0, 2.0]], [0.0], sigmoid)), [2.0, -1.0], [1.0])
    Input (2, −1), output (0.5), target (1). da[1]₁ −0.5, dz[1]₁ −0.125, dW[1]₁₁ −0.25, dW[1]₁₂ 0.125.
    """
    passes = backward_walkthrough(net, x, y, half_squares)
    contents = {cell: CellContent("revealed", passes.value(cell)) for cell in backward_cells(net)}
    given = {"Input": passes.trace.a[0], "output": passes.trace.a[-1], "target": passes.y}
    said = ", ".join(f"{name} ({', '.join(map(number_text, values))})" for name, values in given.items())
    found = ", ".join(f"{cell} {number_text(content.value)}" for cell, content in contents.items())
    return draw_backward_pass(passes, BackwardView(contents, None, ""), f"{said}. {found}.")


def cell_target(cell: BackwardCell) -> Target:
    """Return the target of a cell.

    >>> cell_target(BackwardCell("dW", 2, 0, 1)), cell_target(BackwardCell("da", 1, 2))
    (('dW', 2, 0, 1), ('da', 1, 2))
    """
    return tuple(cell) if cell.i is not None else cell[:3]


def _layer(passes: Walkthrough, now: BackwardView, l: int) -> Markup:
    net = passes.trace.net
    middle = (_BOX_LEFT + _WIDTH) / 2
    heads = {_READ[0]: "x" if l == 1 else f"a[{l - 1}]", _WEIGHT[0]: "w", _DERIVATIVE[0]: "dW"}
    parts = [text(x, 14, name, "mid small bold") for x, name in heads.items()]
    name = f"layer {l}, {activation_name(net[l].g)}"
    parts.append(fitted_text(middle, 14, name, _WIDTH - _BOX_LEFT, "mid small bold"))
    units, reads = range(net.sizes[l]), range(net.sizes[l - 1])
    parts += [_wire(passes, now, l, j, i) for j in units for i in reads]
    parts += [_read(passes, now, l, i) for i in reads]
    for j in units:
        parts += [_unit(passes, now, l, j), *(_weight(passes, now, BackwardCell("dW", l, j, i)) for i in reads)]
    return join_elements(parts)


def _height_of(j: int, n: int) -> float:
    """Return how far down unit j of n stands."""
    return _TOP + _UNITS * (j + 0.5) / n


def _slot(passes: Walkthrough, l: int, j: int, i: int) -> float:
    """Return how far down the weight from i to j stands: beside its unit j."""
    n_out, n_in = passes.trace.net[l].W.shape
    return _height_of(j, n_out) + 8 + _SLOT * (i - (n_in - 1) / 2)


def _is_used(asked: BackwardCell | None, kind: str, l: int, j: int, i: int | None = None) -> bool:
    """Is this number part of the right-hand side of the one that is asked for?

    `kind` may also be "W" (with i) and "a": what the layer after l reads, x where l is 0.

    >>> asked = BackwardCell("da", 1, 0)
    >>> _is_used(asked, "W", 2, 1, 0), _is_used(asked, "W", 2, 1, 1), _is_used(asked, "dz", 2, 1)
    (True, False, True)
    """
    match asked:
        case BackwardCell("da", of, unit):
            return kind == "dz" and l == of + 1 or (kind == "W" and l == of + 1 and i == unit)
        case BackwardCell("dz", of, unit):
            return (kind, l, j) == ("da", of, unit)
        case BackwardCell("dW", of, unit, start):
            return (kind, l, j) in {("dz", of, unit), ("a", of - 1, start)}
    return False


def _wire(passes: Walkthrough, now: BackwardView, l: int, j: int, i: int) -> Markup:
    n_out, n_in = passes.trace.net[l].W.shape
    lit = _is_used(now.asked, "W", l, j, i) or now.asked == ("dW", l, j, i)
    start = _READ[0] + _READ[1] / 2, _height_of(i, n_in)
    return line_segment(
        *start,
        _WEIGHT[0] - _WEIGHT[1] / 2,
        _slot(passes, l, j, i),
        stroke="var(--accent)" if lit else "var(--line)",
        stroke_width=2.4 if lit else 0.8,
    )


def _read(passes: Walkthrough, now: BackwardView, l: int, i: int) -> Markup:
    """Return a number that the layer reads: an input, which can be typed over, or what the layer before gives."""
    value, used = passes.trace.a[l - 1][i], _is_used(now.asked, "a", l - 1, i)
    x, y = _READ[0], _height_of(i, len(passes.trace.a[l - 1]))
    if l == 1:
        name, size = f"input x{subscript(i + 1)}", (_READ[1], 25)
        return given_box(("x", i), name, value, (x, y), size, written=_given(value), used=used)
    frame = {"stroke": "var(--accent)", "stroke_width": 2} if used else {"stroke": "var(--faint)"}
    box = {"x": x - _READ[1] / 2, "y": y - 12, "width": _READ[1], "height": 24, "rx": 12, "fill": "none"}
    return tag("rect", **box, **frame) + fitted_text(x, y + 4.5, _given(value), _READ[1] - 6, "mid small num")


def _unit(passes: Walkthrough, now: BackwardView, l: int, j: int) -> Markup:
    net, trace = passes.trace.net, passes.trace
    top = _height_of(j, net.sizes[l]) + 8 - _BOX_HEIGHT / 2
    box = {"x": _BOX_LEFT, "y": top, "width": _WIDTH - _BOX_LEFT - 1, "height": _BOX_HEIGHT, "rx": 8}
    bias = f"bias of layer {l}, unit {j + 1}"
    parts = [
        tag("rect", **box, fill="var(--paper)", stroke="var(--line)"),
        fitted_text(_LEFT_CELL, top + 15, f"z {_given(trace.z[l][j])}", _CELL[0], "mid small num"),
        fitted_text(_RIGHT_CELL, top + 15, f"a {_given(trace.a[l][j])}", _CELL[0], "mid small num"),
        text(_LEFT_CELL, top + 57, "da", "mid small soft"),
        text(_RIGHT_CELL, top + 57, "dz", "mid small soft"),
    ]
    b, y = net[l].b[j], passes.y[j] if l == len(net) else None
    wide = ((_LEFT_CELL + _RIGHT_CELL) / 2, _CELL[0] + _RIGHT_CELL - _LEFT_CELL)
    x, width = wide if y is None else (_LEFT_CELL, _CELL[0])
    parts.append(given_box(("b", l, j), bias, b, (x, top + 33), (width, 24), written=f"b {_given(b)}"))
    if y is not None:
        at, size = (_RIGHT_CELL, top + 33), (_CELL[0], 24)
        parts.append(given_box(("y", j), f"target {j + 1}", y, at, size, written=f"y {_given(y)}"))
    for kind, x in (("da", _LEFT_CELL), ("dz", _RIGHT_CELL)):
        parts.append(_cell(now, BackwardCell(kind, l, j), (x, top + 73)))
    if now.asked is not None and now.asked[1:3] == (l, j):
        rule = f"{now.asked} = {now.rule}"
        parts.append(_right_text(_WIDTH - 2, top - 7, rule))
    return join_elements(parts)


def _right_text(right: float, y: float, rule: str) -> Markup:
    """Return the rule above its unit; where it is too long, pressed together."""
    width = min(7 * len(rule), right - 2)
    squeezed = {"textLength": width, "lengthAdjust": "spacingAndGlyphs"} if width < 7 * len(rule) else {}
    return text(right, y, rule, "end small num", style="fill:var(--accent)", **squeezed)


def _weight(passes: Walkthrough, now: BackwardView, cell: BackwardCell) -> Markup:
    """Return a weight and, to its right, its derivative."""
    _, l, j, i = cell
    assert i is not None
    y, name = _slot(passes, l, j, i), f"weight of layer {l}, from {i + 1} to {j + 1}"
    used = _is_used(now.asked, "W", l, j, i)
    at, size = (_WEIGHT[0], y), (_WEIGHT[1], 25)
    w = passes.trace.net[l].W[j, i]
    weight = given_box(("W", l, j, i), name, w, at, size, written=_given(w), used=used)
    return weight + _cell(now, cell, (_DERIVATIVE[0], y))


def _given(v: float) -> str:
    """Write a given number in few letters: to three decimals and three digits."""
    return number_text(round(v, 3), 3)


def _cell(now: BackwardView, cell: BackwardCell, at: Point) -> Markup:
    states = {
        "asked": cell == now.asked,
        "used": _is_used(now.asked, *cell),
        "judged": cell == now.judged,
    }
    return answer_box(cell_target(cell), str(cell), now.shown[cell], at, _CELL, **states, digits=3)
