"""One network three times: as a drawing, in formulas and in code, all in the symbols of one notation (row 07.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...drawing import Point, Target, handle, join_elements, line_segment, tag, text
from .layer_columns import column_centres, edge_bundle, layer_column
from .spelling import Spelling, part_description
from .symbols import code_line, formula_line, symbol, symbol_width

NETWORK_WIDTH, NETWORK_HEIGHT = 716, 506
_LEFT, _TOP, _WIDE, _HIGH = 70, 10, 572, 280
_FORMULA, _CODE, _FIRST, _ROW = 76, 304, 348, 50


def network_in_notation(spelling: Spelling, sizes: Sequence[int], marked: str, title: str) -> str:
    """Return the drawing, the formulas and the code; `marked` is a part that stands out in all three.

    Every symbol can be pressed; the last item of its target is the part that it stands for.

    >>> from lecture_lib.labs.composed.spelling import spell_network
    >>> drawn = network_in_notation(spell_network("C", (3, 4, 1)), (3, 4, 1), "W2", "C")
    >>> drawn.count('data-id="drawing.W2"'), drawn.count('.W2" data-target=')
    (1, 3)
    """
    places = [tuple(found) for found in column_centres(sizes, _LEFT, _WIDE, _TOP, _HIGH)]
    return join_elements(
        [
            _edges(places, marked),
            *(_column(spelling, places, sizes, l, marked) for l in range(len(sizes))),
            *(_weights(spelling, places, l, marked) for l in range(1, len(sizes))),
            text(8, 20, title, "big bold"),
            *_panel(spelling, marked),
        ]
    )


def _edges(places: list[tuple[Point, ...]], marked: str) -> str:
    return join_elements(
        edge_bundle(one, other, "var(--accent)", 2.2) if marked == f"W{l}" else edge_bundle(one, other)
        for l, (one, other) in enumerate(zip(places, places[1:]), start=1)
    )


def _column(spelling: Spelling, places: list, sizes: Sequence[int], l: int, marked: str) -> str:
    """Return the circles of layer l, the name of its values above and what is added and applied below."""
    part = f"a{l}" if l else "x"
    strong = {"stroke": "var(--accent)", "stroke_width": 4} if marked == part else {}
    x, top, bottom = places[l][0][0], places[l][0][1], places[l][-1][1]
    chips = [_chip(spelling, part, x, top - 29, marked)]
    below = [p for p in (f"b{l}", f"z{l}", f"g{l}") if p in spelling.names]
    chips += [_chip(spelling, p, x, bottom + 33 + 27 * k, marked) for k, p in enumerate(below)]
    return layer_column(places[l], sizes[l], 13, **strong) + join_elements(chips)


def _weights(spelling: Spelling, places: list, l: int, marked: str) -> str:
    return _chip(spelling, f"W{l}", (places[l - 1][0][0] + places[l][0][0]) / 2, _TOP + _HIGH / 2, marked)


def _chip(spelling: Spelling, part: str, x: float, y: float, marked: str) -> str:
    name, on = spelling.names[part], part == marked
    room = symbol_width(name)
    ground = tag(
        "rect",
        x=x - room / 2 - 6,
        y=y - 13,
        width=room + 12,
        height=25,
        rx=5,
        fill="var(--zone)" if on else "var(--paper)",
        stroke="var(--accent)" if on else "var(--faint)",
        stroke_width=2.5 if on else 1,
    )
    return tag(
        "g",
        ground,
        symbol(x - room / 2, y + 5, name, class_="bold" if on else ""),
        **_handle(spelling, ("drawing", part), on),
    )


def _panel(spelling: Spelling, marked: str) -> list[str]:
    """Return the formulas at the left and the code at the right, a row a layer."""
    heads = [
        text(8, _FIRST - 30, "layer", "small soft"),
        text(_FORMULA, _FIRST - 30, "in formulas", "small soft"),
        text(_CODE, _FIRST - 30, "in code", "small soft"),
    ]
    for l, (equations, lines) in enumerate(zip(spelling.equations, spelling.code), start=1):
        y = _FIRST + (l - 1) * _ROW
        heads += [line_segment(8, y - 22, NETWORK_WIDTH - 8, y - 22, class_="grid"), text(20, y, str(l), "mid bold")]
        for k, pieces in enumerate(equations):
            heads.append(
                formula_line(_FORMULA, y + 23 * k, pieces, 14.5, marked, _handles(spelling, ("formula", l, k), marked))
            )
        for k, (pieces, comment) in enumerate(lines):
            heads.append(
                code_line(_CODE, y + 23 * k, pieces, comment, marked, _handles(spelling, ("code", l, k), marked))
            )
    end = _FIRST + len(spelling.equations) * _ROW
    return [
        *heads,
        line_segment(8, end - 22, NETWORK_WIDTH - 8, end - 22, class_="grid"),
        text(8, end, spelling.counts, "soft"),
    ]


def _handles(spelling: Spelling, line: Target, marked: str) -> Callable[[str], dict]:
    """Return what makes the symbol of a part in this line a handle; no line holds a part twice."""
    return lambda part: _handle(spelling, (*line, part), part == marked)


def _handle(spelling: Spelling, target: Target, is_marked: bool) -> dict:
    part, depth = target[-1], len(spelling.equations)
    label = f"{spelling.names[part]}, {part_description(part, depth)}: press Enter to mark it everywhere"
    return handle(target, "press", label, quiet=is_marked)
