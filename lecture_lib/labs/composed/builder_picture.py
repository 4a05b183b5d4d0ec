"""The builder's panels: the network with its buttons, its shapes and counts, and how it is written (row 07.4)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache

from ...drawing import Panel, Target, activation_name, handle, line_segment, number_text, svg, tag, text
from ...nn import activation_named
from .layer_columns import column_centres, edge_bundle, layer_column
from .spelling import Spelling
from .symbols import code_line, code_piece, formula_line

MAX_LAYERS = 6
_WIDTH, _HEIGHT = 250, 358
_LEFT, _WIDE, _TOP, _HIGH = 22, 206, 160, 190
_HEADS, _MORE, _CHIP, _FEWER = 44, 66, 98, 130  # above a column, downwards: its name and its buttons
_CONDITIONS, _TABLE, _ROW = 92, 166, 33
_METER_LEFT, _METER_WIDE, _METER_MOST = 8, 234, 1.3  # the meter shows up to 1.3 of what is wanted


def columns_panel(sizes: Sequence[int]) -> Panel:
    """Return the network of these sizes (n_0, ..., n_L); ("more", l), ("width", l), ("fewer", l) change column l.

    >>> columns_panel((2, 3, 1)).parts.count('data-id="more.')
    3
    """
    places = [tuple(found) for found in column_centres(sizes, _LEFT, _WIDE, _TOP, _HIGH)]
    parts = [edge_bundle(one, other) for one, other in zip(places, places[1:])]
    parts += [layer_column(found, n, 6.5) for found, n in zip(places, sizes)]
    parts += [_controls(l, n, places[l][0][0], len(sizes) - 1) for l, n in enumerate(sizes)]
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, 20, "units per layer", "mid bold"), *parts)


@lru_cache(maxsize=512)
def _controls(l: int, n: int, x: float, depth: int) -> str:
    """Return the buttons above a column: one more, the width to type over, one fewer."""
    name = "inputs" if l == 0 else "outputs" if l == depth else f"units of layer {l}"
    head = "in" if l == 0 else "out" if l == depth else str(l)
    return (
        text(x, _HEADS, head, "mid small soft")
        + _button(("more", l), x, _MORE, "+", f"one more of the {name}")
        + tag(
            "g",
            tag("rect", x=x - 16, y=_CHIP - 13, width=32, height=26, rx=4, fill="var(--paper)", stroke="var(--line)"),
            text(x, _CHIP + 5, str(n), "mid num"),
            **handle(("width", l), "edit", f"{name}, {n}: press Enter to type another number", value=str(n)),
        )
        + _button(("fewer", l), x, _FEWER, "−", f"one fewer of the {name}", quiet=n == 1)
    )


def _button(target: Target, x: float, y: float, sign: str, label: str, quiet: bool = False) -> str:
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=13, fill="var(--zone)", stroke="var(--line)"),
        text(x, y + 5, sign, "mid bold" + " soft" * quiet),
        **handle(target, "press", label, quiet=quiet),
    )


def counts_panel(
    sizes: Sequence[int], activations: Sequence[str], wanted: int, conditions: Sequence[tuple[str, bool]]
) -> Panel:
    """Return each layer's shapes, count and activation, the sum on a meter, and the conditions with their marks.

    ("activation", l) is the target of layer l's activation.

    >>> drawn = counts_panel((2, 3, 1), ["relu", "identity"], 13, [("2 inputs", True)])
    >>> "3 × 2 + 3" in drawn.parts, "13 of 13 parameters" in drawn.parts, drawn.parts.count("✓")
    (True, True, 2)
    """
    parts = [
        text(x, _TABLE - 24, head, "small soft" + end)
        for x, head, end in ((8, "layer: W + b", ""), (176, "count", " end"), (215, "activation", " mid"))
    ]
    counts = [n * (m + 1) for m, n in zip(sizes, sizes[1:])]
    for l, (m, n, count, name) in enumerate(zip(sizes, sizes[1:], counts, activations), start=1):
        y = _TABLE + (l - 1) * _ROW
        parts += [
            line_segment(8, y - 15, 242, y - 15, class_="grid"),
            text(8, y + 4, str(l), "bold"),
            text(26, y + 4, f"{n} × {m} + {n}", "num", style="font-size:13px"),
            text(176, y + 4, number_text(count), "end num", style="font-size:13px"),
            _activation(l, name, y),
        ]
    return svg.panel(
        _WIDTH,
        _HEIGHT,
        text(_WIDTH / 2, 20, "shapes and counts", "mid bold"),
        *_meter(sum(counts), wanted),
        *(
            text(8, _CONDITIONS + 20 * k, f"{'✓' if met else '○'} {says}", "good" if met else "")
            for k, (says, met) in enumerate(conditions)
        ),
        *parts,
    )


@lru_cache(maxsize=256)
def _activation(l: int, name: str, y: float) -> str:
    return tag(
        "g",
        tag("rect", x=186, y=y - 12, width=58, height=24, rx=12, fill="var(--zone)", stroke="var(--line)"),
        text(215, y + 4, activation_name(activation_named(name)), "mid small"),
        **handle(("activation", l), "press", f"activation of layer {l}, {name}: press Enter for the next one"),
    )


def _meter(total: int, wanted: int) -> list[str]:
    y, reach = 56, _METER_MOST * wanted
    at = _METER_LEFT + _METER_WIDE * wanted / reach
    met, colour = total == wanted, "var(--good)" if total == wanted else "var(--soft)"
    bar = {"x": _METER_LEFT, "y": y, "height": 12, "rx": 3}
    return [
        text(8, y - 11, f"{'✓' if met else '○'} {number_text(total)} of {wanted} parameters", "bold" + " good" * met),
        tag("rect", **bar, width=_METER_WIDE, fill="none", stroke="var(--line)"),
        tag("g", tag("rect", **bar, width=_METER_WIDE * min(total / reach, 1), fill=colour), class_="moves"),
        line_segment(at, y - 5, at, y + 17, stroke="var(--ink)", stroke_width=2.5),
    ]


def formulas_panel(spelling: Spelling) -> Panel:
    """Return the equations of each layer in a notation, and how it counts layers.

    >>> from lecture_lib.labs.composed.spelling import spell_network
    >>> "in lecture C" in formulas_panel(spell_network("C", (2, 3, 1))).parts
    True
    """
    parts = []
    for l, equations in enumerate(spelling.equations):
        y = 92 + l * 45
        parts += [
            line_segment(8, y - 16, 242, y - 16, class_="grid"),
            text(8, y, str(l + 1), "bold"),
            *(formula_line(28, y + 22 * k, pieces, 13.5) for k, pieces in enumerate(equations)),
        ]
    for k, line in enumerate(textwrap.wrap(spelling.counts, 39)):
        parts.append(text(8, 42 + 17 * k, line, "small soft"))
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, 20, f"in {spelling.title}", "mid bold"), *parts)


def code_panel(lines: Sequence[str]) -> Panel:
    """Return the lines of code that make the network.

    >>> code_panel(["net = MLP.random(", ")"]).parts.count("<text")
    3
    """
    drawn = (code_line(8, 52 + 20 * k, code_piece(line)) for k, line in enumerate(lines))
    return svg.panel(_WIDTH, _HEIGHT, text(_WIDTH / 2, 20, "in Python", "mid bold"), *drawn)
