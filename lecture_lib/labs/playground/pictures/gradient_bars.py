"""How large the gradient is in each layer: where it vanishes or explodes, the bars show it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from ....drawing import Frame, Panel, join_elements, scientific_notation, svg, tag, text
from ..insight import loss_gradients
from ..state import State
from .log_axis import decades, log_axis

_SIZE = 272, 196
_MOST_TOLD = 4  # layers, each with its two numbers
_BOX = {"left": 48.0, "top": 42.0, "width": 216.0, "height": 114.0}


def gradient_bars(state: State) -> tuple[Panel, str]:
    """Return the panel with the norms of dW (filled) and db (hollow) of each layer, and what it shows in words.

    >>> gradient_bars(State())[1][:73]
    'Norms of the gradient. Layer 1: weights 0.0221, biases 0.0473. Layer 2: w'
    """
    layers = loss_gradients(state.setup, state.run)
    sizes = [(layer.weight_norm, layer.bias_norm) for layer in layers]
    known = [size for pair in sizes for size in pair if 0 < size < math.inf]
    low, high = decades(min(known), max(known)) if known else (-1, 0)
    frame = Frame(0, len(layers), low, high, **_BOX)
    names = [_name(l, len(layers)) for l in range(1, len(layers) + 1)]
    bottom = frame.top + frame.height
    return (
        svg.panel(
            *_SIZE,
            text(8, 16, "size of the gradient, by layer", "bold"),
            tag("rect", x=8, y=25, width=9, height=9, fill="var(--act)"),
            text(22, 34, "weights", "small"),
            tag("rect", x=80, y=25, width=9, height=9, fill="var(--paper)", stroke="var(--act)", stroke_width=1.5),
            text(94, 34, "biases", "small"),
            log_axis(frame),
            *(_bars(frame, l, pair) for l, pair in enumerate(sizes)),
            *(text(frame.at(l + 0.5, 0)[0], bottom + 17, name, "mid small soft") for l, name in enumerate(names)),
            text(frame.left + frame.width / 2, bottom + 34, "layer", "mid"),
        ),
        _words(sizes),
    )


def _name(layer: int, depth: int) -> str:
    return "out" if layer == depth else str(layer)


def _bars(frame: Frame, place: int, pair: tuple[float, float]) -> Markup:
    width = min(22.0, 0.36 * frame.width / frame.x1)
    middle, parts = frame.at(place + 0.5, 0)[0], []
    for x, size, fill in ((middle - width - 1, pair[0], "var(--act)"), (middle + 1, pair[1], "var(--paper)")):
        if size == 0:  # its logarithm has no place
            parts.append(text(x + width / 2, frame.top + frame.height - 4, "0", "mid small num"))
            continue
        height = math.log10(size) if math.isfinite(size) else frame.y1
        top = frame.at(0, min(max(height, frame.y0), frame.y1))[1]
        tall = max(frame.top + frame.height - top, 1.5)
        look = {"fill": fill, "stroke": "var(--act)", "stroke_width": 1.5}
        parts.append(tag("rect", x=x, y=frame.top + frame.height - tall, width=width, height=tall, **look))
    return join_elements(parts)


def _words(sizes: Sequence[tuple[float, float]]) -> str:
    """Say the norms of all layers, or of many the first, the last and the extremes."""
    depth = len(sizes)
    if depth <= _MOST_TOLD:
        told = (
            f"{_in_words(l, depth).capitalize()}: weights {_size(weights)}, biases {_size(biases)}."
            for l, (weights, biases) in enumerate(sizes, start=1)
        )
        return f"Norms of the gradient. {' '.join(told)}"
    weights = [weights for weights, _ in sizes]
    least, most = (weights.index(pick(weights)) for pick in (min, max))
    return (
        f"Norms of the weights’ gradients: {_size(weights[0])} in layer 1, {_size(weights[-1])} in the output layer; "
        f"smallest in {_in_words(least + 1, depth)}, {_size(weights[least])}, "
        f"largest in {_in_words(most + 1, depth)}, {_size(weights[most])}."
    )


def _in_words(layer: int, depth: int) -> str:
    return "the output layer" if layer == depth else f"layer {layer}"


def _size(size: float) -> str:
    return scientific_notation(size, 3)
