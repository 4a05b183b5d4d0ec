"""One network three times: as a drawing, in formulas and in code, all in the symbols of one notation (row 07.2)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ...drawing import Panel, Point, handle, join_elements, line_segment, svg, tag, text
from .layer_columns import column_centres, edge_bundle, layer_column
from .spelling import Spelling, Symbol, part_description
from .symbols import code_line, code_piece, formula_line, symbol, symbol_width

_WIDTH, _HEIGHT = 250, 376
_LEFT, _WIDE, _MIDDLE, _SPREAD = 30, 190, 176, 92
_VALUES, _WEIGHTS, _BELOW, _PITCH = 106, 246, 284, 36
_BLOCK, _FIRST, _LINE = 98, 58, 26
_ROWS = (("b", "biases"), ("z", "sums"), ("g", "activation"))


def network_in_notation(
    spelling: Spelling, sizes: Sequence[int], question: tuple[str, Symbol | None, str], marked: str, wrong: str
) -> tuple[Panel, Panel, Panel]:
    """Return the drawing, the formulas and the code; `marked` is a part that stands out in all three.

    Every symbol of the drawing can be pressed; the last item of its target is the part that it stands for. The one of
    the part `wrong` is shown as a wrong answer. Above the drawing stands the question: two lines, a symbol between.

    >>> from lecture_lib.labs.composed.spelling import spell_network
    >>> spelling = spell_network("C", (3, 4, 1))
    >>> drawing, formulas, code = network_in_notation(spelling, (3, 4, 1), ("", None, ""), "W2", "")
    >>> drawing.parts.count('data-id="symbol.W2"'), formulas.parts.count("<rect"), code.parts.count("<rect")
    (1, 1, 1)
    """
    places = [tuple(found) for found in column_centres(sizes, _LEFT, _WIDE, _MIDDLE - _SPREAD / 2, _SPREAD)]
    drawing = svg.panel(
        _WIDTH,
        _HEIGHT,
        *_question(*question),
        text(_WIDTH / 2, 78, f"the network in {spelling.title}", "mid bold"),
        _edges(places, marked),
        *(_column(spelling, places, sizes, l, marked, wrong) for l in range(len(sizes))),
        *(_weights(spelling, places, l, marked, wrong) for l in range(1, len(sizes))),
        *(text(4, _BELOW + k * _PITCH + 4, head, "small soft") for k, (_, head) in enumerate(_ROWS)),
    )
    return drawing, _formulas(spelling, marked), _code(spelling, marked)


def _question(first: str, name: Symbol | None, second: str) -> list[str]:
    end = 4 + 7.6 * len(first)
    return [
        text(4, 22, first, "bold", textLength=round(end - 4, 1) if first else None, lengthAdjust="spacingAndGlyphs"),
        symbol(end + 8, 22, name, 17, "bold") if name else "",
        text(4, 48, second, "bold"),
    ]


def _edges(places: list[tuple[Point, ...]], marked: str) -> str:
    return join_elements(
        edge_bundle(one, other, "var(--accent)", 2.2) if marked == f"W{l}" else edge_bundle(one, other)
        for l, (one, other) in enumerate(zip(places, places[1:]), start=1)
    )


def _column(spelling: Spelling, places: list, sizes: Sequence[int], l: int, marked: str, wrong: str) -> str:
    """Return the circles of layer l, the name of its values above and what is added and applied below."""
    part, x = f"a{l}" if l else "x", places[l][0][0]
    strong = {"stroke": "var(--accent)", "stroke_width": 4} if marked == part else {}
    chips = [_chip(spelling, part, x, _VALUES, marked, wrong)]
    for k, (letter, _) in enumerate(_ROWS if l else ()):
        y = _BELOW + k * _PITCH
        if f"{letter}{l}" in spelling.names:
            chips.append(_chip(spelling, f"{letter}{l}", x, y, marked, wrong))
        else:
            chips.append(text(x, y + 5, "–", "mid soft"))
    return layer_column(places[l], sizes[l], 8, **strong) + join_elements(chips)


def _weights(spelling: Spelling, places: list, l: int, marked: str, wrong: str) -> str:
    return _chip(spelling, f"W{l}", (places[l - 1][0][0] + places[l][0][0]) / 2, _WEIGHTS, marked, wrong)


def _chip(spelling: Spelling, part: str, x: float, y: float, marked: str, wrong: str) -> str:
    name, on = spelling.names[part], part == marked
    room = symbol_width(name, 17)
    width = max(room + 12, 40)
    colour = "var(--bad)" if part == wrong else "var(--accent)" if on else "var(--line)"
    ground = tag(
        "rect",
        x=x - width / 2,
        y=y - 16,
        width=width,
        height=32,
        rx=5,
        fill="var(--zone)" if on else "var(--paper)",
        stroke=colour,
        stroke_width=2.5 if on else 1,
        stroke_dasharray="4 3" if part == wrong else None,
    )
    label = f"{name.inline}, {part_description(part, len(spelling.equations))}: press Enter to mark it everywhere"
    return tag(
        "g",
        ground,
        symbol(x - room / 2, y + 5, name, 17, "bold" if on else ""),
        class_="flash" if part == wrong else None,
        **handle(("symbol", part), "press", label, quiet=on),
    )


def _formulas(spelling: Spelling, marked: str) -> Panel:
    parts = []
    for l, equations in enumerate(spelling.equations):
        y = _FIRST + l * _BLOCK
        parts += _head(l, y)
        parts += [formula_line(12, y + 26 + 32 * k, form, 16, marked) for k, form in enumerate(equations)]
    for k, line in enumerate(textwrap.wrap(spelling.counts, 39)):
        parts.append(text(4, _HEIGHT - 24 + 17 * k, line, "small soft"))
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, 20, "in formulas", "mid bold"), *parts)


def _code(spelling: Spelling, marked: str) -> Panel:
    parts = []
    for l, lines in enumerate(spelling.code):
        y = _FIRST + l * _BLOCK
        parts += _head(l, y)
        for k, (pieces, comment) in enumerate(lines):
            if comment:
                parts.append(code_line(12, y + 20, code_piece(comment), class_="soft"))
            parts.append(code_line(12, y + 43 + 22 * k, pieces, marked))
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, 20, "in code", "mid bold"), *parts)


def _head(l: int, y: float) -> list[str]:
    return [line_segment(4, y - 20, _WIDTH - 4, y - 20, class_="grid"), text(4, y - 4, f"layer {l + 1}", "small soft")]
