"""Vanishing and exploding gradients live: depth, activation and the weights' spread against the sizes (row 10.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ...drawing import Picture, activation_name, number_text, scientific_notation, svg, text
from ...interactive import App, Button, Choice, Goal, Slider, View, even_values, widget
from ...nn import ACTIVATIONS
from ...training import GradientSizes, factor_per_layer, gradient_sizes
from ...validation import InputError
from .log_bars import LogAxis, LogBar, log_bar_chart

FLOW_ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
GOAL_DEPTH, GOAL_RATIO = 20, 10
_WIDTH, _LEFT, _TOP, _ROWS = 252, 46, 44, 260


@dataclass(frozen=True)
class State:
    """The network: its depth, activation, gain (the weights have standard deviation gain / √width) and seed."""

    depth: int = 10
    g: str = "sigmoid"
    gain: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.g not in FLOW_ACTIVATIONS:
            raise InputError(f"activation g is {self.g!r}. It should be one of {', '.join(FLOW_ACTIVATIONS)}")
        if self.depth < 2 or self.gain <= 0 or self.seed < 0:
            raise InputError(
                f"depth is {self.depth}, gain {self.gain} and seed {self.seed}. There should be at least 2 layers, "
                "a gain above 0 and a seed of at least 0"
            )

    @property
    def flow(self) -> GradientSizes:
        return _flow(self.depth, self.g, self.gain, self.seed)


def view(state: State) -> View:
    """Return the bars, and what the signal does.

    >>> "vanishes" in view(State()).note
    True
    """
    return View(draw(state), note=_note(state.flow))


def layers_in_band(state: State) -> int:
    """Return through how many layers, from the last one down, dz stays near its size in the last; 0 without a bend.

    >>> layers_in_band(State()), layers_in_band(State(depth=20, g="tanh")), layers_in_band(State(g="identity"))
    (2, 20, 0)
    """
    if state.g == "identity":
        return 0
    inside = _in_band(state.flow.dz)[::-1]
    return inside.index(False) if False in inside else len(inside)


GOALS = {
    "20 layers": Goal(
        f"keep dz within a factor of {GOAL_RATIO} through {GOAL_DEPTH} layers that bend the signal",
        layers_in_band,
        GOAL_DEPTH,
    ),
}


@widget
def gradient_flow(state: State) -> App:
    """Return the widget.

    >>> gradient_flow(g="tanh").picture.text.split(". ")[0]
    '10 layers of tanh, gain 1'
    """
    controls = [
        Button("Another draw", lambda s: replace(s, seed=s.seed + 1), primary=True),
        Choice("g", "activation", [(activation_name(ACTIVATIONS[g]), g) for g in FLOW_ACTIVATIONS]),
        Slider("depth", "layers", even_values(2, 30, 1)),
        Slider("gain", "gain of the weights", even_values(0.2, 4, 0.1)),
    ]
    return App("gradient_flow", state, view, controls, title="Does the signal come back?", goals=GOALS)


@lru_cache(maxsize=64)
def _flow(depth: int, g: str, gain: float, seed: int) -> GradientSizes:
    return gradient_sizes(depth, ACTIVATIONS[g], gain, np.random.default_rng(seed), width=24, n=8)


def _in_band(sizes) -> list[bool]:
    """Is each size within a factor of the last one?"""
    last = sizes[-1]
    return [bool(last > 0 and last / GOAL_RATIO <= size <= last * GOAL_RATIO) for size in sizes]


def draw(state: State) -> Picture:
    """Return the picture: the sizes of dz and of dW, layer by layer."""
    flow, depth = state.flow, state.depth
    said = [f"{depth} layers of {activation_name(ACTIVATIONS[state.g])}, gain {number_text(state.gain)}"]
    said += [
        f"Size of {name} from {_written(sizes[0])} in layer 1 to {_written(sizes[-1])} "
        f"in layer {depth}, {sum(_in_band(sizes))} of {depth} within a factor of {GOAL_RATIO} of the last"
        for name, sizes in (("dz", flow.dz), ("dW", flow.dW))
    ]
    row = [_sizes_panel(name, sizes, _range(flow)) for name, sizes in (("dz", flow.dz), ("dW", flow.dW))]
    return svg.panels(*row, title="Gradient flow", text=". ".join(said) + ".")


def _sizes_panel(name: str, sizes, powers: tuple[int, int]) -> svg.Panel:
    depth, last = len(sizes), float(sizes[-1])
    row = _ROWS / depth
    names = [f"l = {l}" if row >= 14 or l in (1, depth) or l % 5 == 0 else "" for l in range(1, depth + 1)]
    bars = [LogBar(label, float(size), near) for label, size, near in zip(names, sizes, _in_band(sizes))]
    axis = LogAxis(*powers, _LEFT, _TOP, _WIDTH - _LEFT - 14, row)
    band = (last / GOAL_RATIO, last * GOAL_RATIO) if last > 0 else None
    label = Markup()
    if band:
        middle = (axis.at(band[0]) + axis.at(band[1])) / 2
        label = text(min(max(middle, 72), _WIDTH - 72), _TOP - 8, f"within a factor of {GOAL_RATIO}", "mid small good")
    heading = text(_WIDTH / 2, 14, f"size of {name}, layer by layer", "mid bold")
    return svg.panel(_WIDTH, _TOP + _ROWS + 24, heading, label, log_bar_chart(bars, axis, band=band))


def _range(flow: GradientSizes) -> tuple[int, int]:
    """Return the powers of ten of the axis, in steps of six so that it does not jump about."""
    sizes = np.concatenate(flow)
    sizes = sizes[sizes > 0]
    low, high = (np.log10(v) for v in (sizes.min(), sizes.max())) if sizes.size else (-6, 0)
    lowest = int(6 * np.floor(low / 6))
    return lowest, int(max(6 * np.ceil(high / 6), lowest + 6))


def _written(size: float) -> str:
    """Write a size or a factor in two digits, a large one as a whole number."""
    return scientific_notation(round(size) if size >= 100 else size)


def _note(flow: GradientSizes) -> str:
    if not flow.dz.min() > 0:
        return "In some layers nothing arrives at all: the size is 0. Try another gain or activation."
    factor, depth = factor_per_layer(flow.dz), len(flow.dz)
    way = "vanishes" if factor < 0.8 else "explodes" if factor > 1.25 else "keeps about its size"
    whole = _written(flow.dz[0] / flow.dz[-1])
    advice = "" if 0.8 <= factor <= 1.25 else " Try another gain or activation."
    return (
        f"On its way from layer {depth} to layer 1, dz is multiplied by {whole}, about {number_text(factor, 3)} "
        f"per layer: the signal {way}.{advice}"
    )
