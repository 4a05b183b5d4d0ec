"""The network of the playground: every unit with its own picture over the plane, and every weight as a line.

Lines are drawn in bundles, one for each sign and thickness, so that many of them cost little. Of a network too large
for that, only what can be made out is drawn and said at every frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from markupsafe import Markup

from ....drawing import (
    MINUS_TINT,
    PLUS_TINT,
    Panel,
    Raster,
    handle,
    join_elements,
    number_text,
    signed_indices,
    signed_palette,
    svg,
    tag,
    text,
)
from ....nn import MLP
from ....validation import Array
from ..features import offered_features
from ..setup import MOST_UNITS
from .weight_list import HALO

_WIDTHS = (0.6, 1.1, 1.8, 2.6, 3.6)
_FULL_WIDTH = 3.0  # a weight of this size or more has the thickest line
_TOP, _SIDE = 70, 8
_NAME = 18  # the height of a name or a mark beside a tile
_NAMED_TILE = 30  # the smallest tile of a feature that has its name below it
_MOST_TOLD = 160  # lines up to which weights and biases are told under the pointer; more would be too much a frame
_MOST_LINES = 800  # lines; in a larger network the strongest are drawn, and the chosen unit's


@dataclass(frozen=True)
class TilePlaces:
    """Where the tiles of all units are: `centres[l][j]` is unit j of layer l (0: the features), `tile` their side."""

    width: float
    height: float
    tile: float
    centres: tuple[tuple[tuple[float, float], ...], ...]


@lru_cache(maxsize=32)
def tile_places(sizes: tuple[int, ...]) -> TilePlaces:
    """Return the places for a network of these sizes: columns from left to right.

    >>> tile_places((2, 4, 2, 1)).width, len(tile_places((2, 4, 2, 1)).centres)
    (272, 4)
    """
    most = max(sizes)
    tile = 40 if most <= 5 else 30 if most <= 8 else 24
    width = max(272, len(sizes) * (tile + 26))
    named = sizes[0] * (tile + _NAME) if tile >= _NAMED_TILE else 0  # features have their names below them
    height = max(280, most * (tile + 4), named)  # ten classes fit
    gap = (width - 2 * _SIDE - tile) / (len(sizes) - 1)
    left = _SIDE + tile / 2
    centres = tuple(
        tuple((left + l * gap, _TOP + height * (j + 0.5) / n) for j in range(n)) for l, n in enumerate(sizes)
    )
    return TilePlaces(width, _TOP + height, tile, centres)


@lru_cache(maxsize=16)
def _segments(sizes: tuple[int, ...]) -> Array:
    """Return the paths of all lines, layer after layer, and in each row by row of its matrix: an object array."""
    places = tile_places(sizes)
    half = places.tile / 2
    found = []
    for before, after in zip(places.centres, places.centres[1:]):
        lines = [[f"M{x1 + half:.0f} {y1:.0f}L{x2 - half:.0f} {y2:.0f}" for x1, y1 in before] for x2, y2 in after]
        found.append(np.array(lines, dtype=object).ravel())
    return np.concatenate(found)


def _strongest(sizes: tuple[int, ...], values: Array, chosen: tuple[int, int] | None) -> Array:
    """Return the places of the largest `values`, and of those that lead into the chosen unit."""
    size = np.nan_to_num(np.abs(values))
    drawn = np.argpartition(size, -_MOST_LINES)[-_MOST_LINES:]
    if chosen and chosen[0]:
        layer, unit = chosen
        first = sum(m * n for m, n in zip(sizes[: layer - 1], sizes[1:])) + unit * sizes[layer - 1]
        drawn = np.union1d(drawn, np.arange(first, first + sizes[layer - 1]))
    return drawn


def edge_bundles(
    sizes: tuple[int, ...],
    strengths: Sequence[Array],
    full: float = _FULL_WIDTH,
    chosen: tuple[int, int] | None = None,
) -> Markup:
    """Return the lines: `strengths` has a number for each, (n_out, n_in) by layer; `full` gives the thickest.

    Positive ones are blue and solid, negative ones orange and dashed. Of more than 800 only the strongest are drawn,
    with all that lead into the `chosen` unit, (layer from 1, unit).

    >>> edge_bundles((1, 2), [np.array([[1.0], [-3.0]])]).count("<path")
    2
    """
    segments = _segments(sizes)
    values = np.concatenate([np.asarray(s).ravel() for s in strengths])
    if len(values) > _MOST_LINES:
        drawn = _strongest(sizes, values, chosen)
        segments, values = segments[drawn], values[drawn]
    size = np.minimum(np.abs(values) / full, 1) if full > 0 else np.zeros(len(values))
    bins = np.nan_to_num(size * (len(_WIDTHS) - 1)).round().astype(int)
    parts = []
    for sign, colour, dashes in ((1, "var(--plus)", None), (-1, "var(--minus)", "6 4")):
        for i, width in enumerate(_WIDTHS):
            chosen = segments[(bins == i) & ((values >= 0) == (sign > 0))]
            if len(chosen):
                parts.append(
                    tag(
                        "path",
                        d="".join(chosen),
                        stroke=colour,
                        stroke_width=width,
                        stroke_dasharray=dashes,
                        opacity=0.8,
                        fill="none",
                    )
                )
    return join_elements(parts)


def network_panel(
    net: MLP,
    features: Sequence[str],
    outputs: Sequence[str],
    tiles: Sequence[Array],
    *,
    chosen: tuple[int, int],
    edges: Sequence[Array] | None = None,
    marks: Callable[[int, int], str] = lambda layer, unit: "",
) -> tuple[Panel, str]:
    """Return the panel, and in words which lines it has if it has not all of them.

    `features` and `outputs` are the names of the first and last column, `tiles[l]` has the pictures (units, n, n) of
    layer l in [-1, 1], l = 0 the features. The unit `chosen`, (layer, unit), has a thick frame. `edges` are what the
    lines show where that is not the weights. `marks(layer, unit)` is a word about a unit ("dead"), or nothing.

    >>> from lecture_lib.labs.playground import Setup, first_run
    >>> net, tiles = first_run(Setup()).net, [np.zeros((n, 2, 2)) for n in (2, 4, 2, 1)]
    >>> panel, said = network_panel(net, ("x1", "x2"), ("the output",), tiles, chosen=(3, 0))
    >>> len(panel.rasters), said
    (9, '')
    """
    sizes = net.sizes
    places = tile_places(sizes)
    shown = [W for W, _, _ in net] if edges is None else list(edges)
    full = _FULL_WIDTH if edges is None else max((float(np.nanmax(np.abs(e), initial=0)) for e in shown), default=0.0)
    rasters, parts = [], [edge_bundles(sizes, shown, full, chosen)]
    n_edges = len(_segments(sizes))
    if n_edges <= _MOST_TOLD:
        parts.append(
            _hovered(places, net, shown, partial(unit_name, depth=len(net), features=features, outputs=outputs))
        )
    indices = [signed_indices(pictures) for pictures in tiles]
    for l, column in enumerate(places.centres):
        for j in range(len(column)):
            rasters.append(_tile(places, l, j, indices[l][j]))
            about = _about_unit(net, l, j, features, outputs, n_edges <= _MOST_TOLD)
            parts.append(_unit(sizes, l, j, *about, (l, j) == chosen, marks(l, j)))
    parts += [_head(sizes, l, net[l].g.name if l else "") for l in range(len(sizes))]
    chips, bottom = _feature_chips(places.width, places.height, tuple(features))
    said = ""
    if n_edges > _MOST_LINES:
        parts.append(text(places.width - 4, places.height + 16, f"the {_MOST_LINES} strongest lines", "end small soft"))
        said = f"Of {n_edges:,} lines only the {_MOST_LINES} strongest are drawn."
    return svg.panel(places.width, bottom + 8, tag("style", _HOVER), *parts, chips, rasters=tuple(rasters)), said


_HOVER = Markup(
    ".ll .edge{cursor:text}.ll .edge:not(:hover) text{display:none}"
    ".ll .edge:hover path{stroke:var(--accent);stroke-opacity:.3}"
)


def unit_name(layer: int, unit: int, depth: int, features: Sequence[str], outputs: Sequence[str]) -> str:
    """Return how a unit is called: a feature, an output, or unit 2 of layer 1.

    >>> unit_name(1, 1, 2, ("x1",), ("output",)), unit_name(0, 0, 2, ("x1",), ("output",))
    ('unit 2 of layer 1', 'x1')
    """
    if layer == 0:
        return features[unit]
    return outputs[unit] if layer == depth else f"unit {unit + 1} of layer {layer}"


@lru_cache(maxsize=64)
def _head(sizes: tuple[int, ...], layer: int, activation: str) -> Markup:
    """Return what lies above a column: its activation, and for a hidden layer the buttons that change it."""
    places = tile_places(sizes)
    x = places.centres[layer][0][0]
    if layer == 0:
        return text(max(x, 22), 20, "inputs", "mid small soft")
    name = _short_activation(activation)
    if layer == len(sizes) - 1:
        return text(min(x, places.width - 26), 20, name, "mid small soft")
    says = f"activation of layer {layer}, {name}: press Enter for the next one"
    box = tag("rect", x=x - 25, y=3, width=50, height=24, rx=4, fill="var(--paper)", stroke="var(--line)")
    parts = [tag("g", box, text(x, 20, name, "mid small"), **handle(("activation", layer), "press", says))]
    size = sizes[layer]
    for by, sign, left, can in ((-1, "−", x - 25, size > 1), (1, "+", x + 1, size < MOST_UNITS)):
        says = f"{'one unit less' if by < 0 else 'one unit more'} in layer {layer}, which has {size}"
        parts.append(
            tag(
                "g",
                tag("rect", x=left, y=30, width=24, height=24, rx=4, fill="var(--zone)", stroke="var(--line)"),
                text(left + 12, 47, sign, "mid bold" if can else "mid soft"),
                **handle(("resize", layer, by), "press", says, quiet=not can),
            )
        )
    return join_elements(parts)


@lru_cache(maxsize=16)
def _feature_chips(width: float, height: float, features: tuple[str, ...]) -> tuple[Markup, float]:
    """Return the features that can be switched on and off, and those that were typed, in rows below the network.

    `width` and `height` are those of the network; the number is how far down the rows go.
    """
    top, left = height + 24, 4.0
    parts = [text(4, top - 8, "what it reads", "small soft")]
    for i, name in enumerate(offered_features(features)):
        on, written = name in features, _pretty(name)
        wide = max(26, 10 + 7 * len(written))
        if left + wide > width:
            top, left = top + 28, 4.0
        says = f"feature {name}, {'on' if on else 'off'}: press Enter to switch it {'off' if on else 'on'}"
        look = {"fill": "var(--act)"} if on else {"fill": "var(--paper)"}
        parts.append(
            tag(
                "g",
                tag("rect", x=left, y=top, width=wide, height=24, rx=12, stroke="var(--line)", **look),
                text(left + wide / 2, top + 16.5, written, "mid small", style="fill:var(--paper)" if on else None),
                **handle(("feature", i), "press", says, quiet=on and len(features) == 1),
            )
        )
        left += wide + 4
    return join_elements(parts), top + 24


def _short_activation(name: str) -> str:
    return {"relu": "ReLU", "leaky_relu": "leaky", "identity": "linear"}.get(name, name)


def _tile(places: TilePlaces, layer: int, unit: int, indices: Array) -> Raster:
    (x, y), side = places.centres[layer][unit], places.tile
    name, left, top = f"unit.{layer}.{unit}", x - side / 2, y - side / 2
    return Raster(name, left, top, side, side, indices, signed_palette(MINUS_TINT, PLUS_TINT))


def _about_unit(
    net: MLP, layer: int, unit: int, features: Sequence[str], outputs: Sequence[str], tells_bias: bool
) -> tuple[str, bool, str]:
    """Return what is said of a unit, whether its bias is at least 0, and the label below its tile."""
    says = unit_name(layer, unit, len(net), features, outputs)
    if layer == 0:
        return says, True, _pretty(features[unit])
    bias = float(net[layer].b[unit])
    return f"{says}, bias {number_text(bias, 3)}" if tells_bias else says, bias >= 0, ""


@lru_cache(maxsize=1024)  # in a large network, all units as they were at the frame before
def _unit(
    sizes: tuple[int, ...], layer: int, unit: int, says: str, is_up: bool, label: str, chosen: bool, mark: str
) -> Markup:
    """Return the frame of a unit's tile, `label` below it, and the sign of its bias and a mark beside it."""
    places = tile_places(sizes)
    (x, y), side = places.centres[layer][unit], places.tile
    says += f", {mark}" if mark else ""
    border = {"stroke": "var(--accent)", "stroke_width": 3} if chosen else {"stroke": "var(--soft)", "stroke_width": 1}
    parts = [
        tag("title", says),
        tag(
            "rect",
            x=x - side / 2,
            y=y - side / 2,
            width=side,
            height=side,
            fill="transparent",
            stroke_dasharray="4 3" if mark else None,
            **border,
        ),
    ]
    if layer:
        colour = "var(--plus)" if is_up else "var(--minus)"
        parts.append(tag("rect", x=x - side / 2 - 7, y=y + side / 2 - 6, width=6, height=6, fill=colour))
    elif side >= _NAMED_TILE:
        parts.append(text(x, y + side / 2 + 12, label, "mid small"))
    if mark:
        column = places.centres[layer]
        is_apart = len(column) < 2 or column[1][1] - column[0][1] >= side + _NAME
        parts.append(text(x, y - side / 2 - 3 if is_apart else y + 4, mark, "mid small bad", **HALO))
    able = handle(("unit", layer, unit), "press", f"{says}: press Enter to see it large", quiet=chosen or layer == 0)
    return tag("g", *parts, **able, data_enlarges=f"unit.{layer}.{unit}")


def _pretty(feature: str) -> str:
    """Return a feature as it is written under its tile: at most seven signs of it."""
    short = feature.replace("x1", "x₁").replace("x2", "x₂").replace("^2", "²").replace("*", "·")
    return short if len(short) <= 8 else short[:7] + "…"


def _hovered(places: TilePlaces, net: MLP, shown: Sequence[Array], names: Callable[[int, int], str]) -> Markup:
    """Return an unseen line over each line: under the pointer it tells its number, and a press types another weight."""
    parts, half = [], places.tile / 2
    for l, strengths in enumerate(shown, start=1):
        W = net[l].W
        for j, (x2, y2) in enumerate(places.centres[l]):
            for i, (x1, y1) in enumerate(places.centres[l - 1]):
                says = f"weight from {names(l - 1, i)} to {names(l, j)}"
                over = _over_line((l, j, i), (x1 + half, y1), (x2 - half, y2), says)
                weight, number = f"{float(W[j, i]):.4g}", number_text(float(strengths[j, i]), 3)
                parts.append(over.replace(_WEIGHT, weight).replace(_NUMBER, number))
    return join_elements(parts)


_WEIGHT, _NUMBER = "\0", "\1"  # where the weight and the number that is shown come to stand


@lru_cache(maxsize=4096)  # all else of a line is the same in every frame
def _over_line(edge: tuple[int, int, int], start: tuple[float, float], end: tuple[float, float], says: str) -> Markup:
    (x1, y1), (x2, y2) = start, end
    line = f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"
    return tag(
        "g",
        tag("path", d=line, stroke="transparent", stroke_width=9, fill="none"),
        text((x1 + x2) / 2, (y1 + y2) / 2 - 4, _NUMBER, "mid small num bold"),
        class_="edge",
        **handle(("edge", *edge), "edit", says, value=_WEIGHT, doubled=True),
    )
