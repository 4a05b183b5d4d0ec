"""The builder's board: columns with their buttons, a table of shapes and counts, and a line of code (row 07.4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...drawing import Target, handle, join_elements, line_segment, number_text, tag, text
from .layer_columns import column_centres, edge_bundle, layer_column
from .spelling import Spelling
from .symbols import code_line, code_piece, formula_line, formula_width

BOARD_WIDTH = 716
_LEFT, _WIDE, _TOP, _HIGH = 52, 612, 44, 150
_BUTTONS, _CODE, _TABLE, _ROW = _TOP + _HIGH + 22, 280, 356, 25
_COLUMNS = (18, 56, 430, 520, 600, 700)
MAX_LAYERS = 7


def builder_board(
    spelling: Spelling,
    sizes: Sequence[int],
    activations: Sequence[str],
    counts: Sequence[int],
    code: Sequence[str],
    remark: str,
) -> str:
    """Return the board of a network: sizes (n_0, ..., n_L), one activation's name and one count for each layer.

    Below the network stand the two lines of code that make it, and a remark. Targets are ("fewer", l), ("width", l) and
    ("more", l) for column l, and ("activation", l) for layer l.

    >>> from lecture_lib.labs.composed.spelling import spell_network
    >>> spelling, code = spell_network("C", (2, 3, 1)), ["MLP.random((2, 3, 1))"]
    >>> drawn = builder_board(spelling, (2, 3, 1), ["relu", "identity"], [9, 4], code, "")
    >>> drawn.count('data-id="more.'), ">13<" in drawn
    (3, True)
    """
    places = [tuple(found) for found in column_centres(sizes, _LEFT, _WIDE, _TOP, _HIGH)]
    parts = [edge_bundle(one, other) for one, other in zip(places, places[1:])]
    parts += [layer_column(found, n, 7) for found, n in zip(places, sizes)]
    parts += [_controls(l, n, places[l][0][0], len(sizes) - 1) for l, n in enumerate(sizes)]
    parts += [_activation(l, name, places[l][0][0]) for l, name in enumerate(activations, start=1)]
    return join_elements(
        [
            *parts,
            *_table(spelling, sizes, counts),
            text(8, _CODE + 44, remark, "soft"),
            *(code_line(8, _CODE + 18 * k, code_piece(shown)) for k, shown in enumerate(code)),
        ]
    )


def board_height() -> int:
    """Return the board's height, the same for every network.

    >>> board_height() > 500
    True
    """
    return _TABLE + (MAX_LAYERS + 1) * _ROW + 12


@lru_cache(maxsize=512)
def _controls(l: int, n: int, x: float, depth: int) -> str:
    """Return the buttons under a column: one fewer, the width to type over, one more."""
    name = "inputs" if l == 0 else "outputs" if l == depth else f"units of layer {l}"
    head = "inputs" if l == 0 else "outputs" if l == depth else f"layer {l}"
    return (
        text(x, _TOP - 20, head, "mid small soft")
        + _button(("fewer", l), x - 29, "−", f"one of the {name} less", quiet=n == 1)
        + tag(
            "g",
            tag(
                "rect", x=x - 19, y=_BUTTONS - 11, width=38, height=22, rx=4, fill="var(--paper)", stroke="var(--soft)"
            ),
            text(x, _BUTTONS + 5, str(n), "mid num"),
            **handle(("width", l), "edit", f"{name}, {n}: press Enter to type another number", value=str(n)),
        )
        + _button(("more", l), x + 29, "+", f"one of the {name} more")
    )


def _button(target: Target, x: float, sign: str, label: str, quiet: bool = False) -> str:
    return tag(
        "g",
        tag("circle", cx=x, cy=_BUTTONS, r=9, fill="var(--zone)", stroke="var(--soft)"),
        text(x, _BUTTONS + 5, sign, "mid bold" + " soft" * quiet),
        **handle(target, "press", label, quiet=quiet),
    )


@lru_cache(maxsize=256)
def _activation(l: int, name: str, x: float) -> str:
    return tag(
        "g",
        tag("rect", x=x - 33, y=_BUTTONS + 16, width=66, height=22, rx=11, fill="var(--zone)", stroke="var(--faint)"),
        text(x, _BUTTONS + 31, name, "mid small"),
        **handle(("activation", l), "press", f"activation of layer {l}, {name}: press Enter for the next one"),
    )


def _table(spelling: Spelling, sizes: Sequence[int], counts: Sequence[int]) -> list[str]:
    heads = ("layer", "formula", "W", "b", "", "parameters")
    parts = [
        text(x, _TABLE, head, "small soft" + (" end" if k > 3 else ""))
        for k, (x, head) in enumerate(zip(_COLUMNS, heads))
    ]
    for l, (equations, count) in enumerate(zip(spelling.equations, counts), start=1):
        y, x = _TABLE + 2 + l * _ROW, _COLUMNS[1]
        parts += [
            line_segment(8, y - 19, BOARD_WIDTH - 8, y - 19, class_="grid"),
            text(_COLUMNS[0] + 8, y, str(l), "mid bold"),
        ]
        for pieces in equations:
            parts.append(formula_line(x, y, pieces, 13.5))
            x += formula_width(pieces, 13.5) + 22
        parts += [
            text(_COLUMNS[2], y, f"{sizes[l]} × {sizes[l - 1]}", "num"),
            text(_COLUMNS[3], y, str(sizes[l]), "num"),
            text(_COLUMNS[5], y, number_text(count), "end num"),
        ]
    end = _TABLE + 2 + (len(counts) + 1) * _ROW
    return [
        *parts,
        line_segment(8, end - 19, BOARD_WIDTH - 8, end - 19, stroke="var(--ink)", stroke_width=1),
        text(_COLUMNS[4], end, "all together", "end"),
        text(_COLUMNS[5], end, number_text(sum(counts)), "end bold num"),
    ]
