"""A hidden layer on 4000 digits: its weights made larger and smaller, its dead slopes counted (row 02.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ...data import digits
from ...drawing import number_text, scientific_notation
from ...interactive import App, Button, Choice, Goal, Slider, View, even_values, log_values, widget
from ...nn import ACTIVATIONS
from ...training import SATURATION_TOLERANCE
from ...validation import Array, InputError
from .saturation_picture import LEAST_STD, MOST_DEAD, LayerSaturation, draw_saturation

LAYER_ACTIVATIONS = ("sigmoid", "tanh", "relu")
N_UNITS = 100
MIN_STD, MAX_STD = 0.001, 3.0  # the smallest and the largest scale: standard deviations
USUAL_SCALE = 0.0357  # √(1/784): it keeps sums near the size of the inputs
_BLOCK = 4  # neighbours among the sorted sums that are drawn as one; all are counted


@dataclass(frozen=True)
class State:
    """The layer's activation, the standard deviation of its weights, and one bias for all its units."""

    g: str = "sigmoid"
    scale: float = 1.0
    bias: float = 0.0

    def __post_init__(self) -> None:
        if self.g not in LAYER_ACTIVATIONS:
            raise InputError(f"g is {self.g!r}. Give one of {', '.join(LAYER_ACTIVATIONS)}.")
        if not MIN_STD <= self.scale <= MAX_STD:
            raise InputError(f"the scale is {number_text(self.scale)}. Give a number from {MIN_STD:g} to {MAX_STD:g}.")
        if not -20 <= self.bias <= 20:
            raise InputError(f"the bias is {number_text(self.bias)}. Give a number from −20 to 20.")


@cache
def weighted_sums() -> tuple[Array, Array]:
    """Return W x of all units and digits for weights of scale 1: one row per unit, and sorted, in blocks."""
    W = np.random.default_rng(0).normal(size=(N_UNITS, 784))
    table = (W @ digits().x.T).astype(np.float32)
    return table, np.sort(table, axis=None).reshape(-1, _BLOCK).mean(axis=1, dtype=float)


@cache
def saturation_thresholds(g: str) -> tuple[float, float]:
    """Return where |g'| falls below the tolerance, to the left and to the right; both slopes are known by formula.

    >>> [round(edge, 3) for edge in saturation_thresholds("sigmoid")], saturation_thresholds("relu")
    ([-4.585, 4.585], (0.0, inf))
    """
    if g == "relu":
        return 0.0, math.inf
    if g == "tanh":  # 1 − a² = t, so a = √(1 − t)
        edge = math.atanh(math.sqrt(1 - SATURATION_TOLERANCE))
    else:  # a (1 − a) = t
        a = (1 + math.sqrt(1 - 4 * SATURATION_TOLERANCE)) / 2
        edge = math.log(a / (1 - a))
    return -edge, edge


def layer_statistics(state: State) -> LayerSaturation:
    """Return what is to be counted in the layer.

    >>> layer_statistics(State("relu", 1.0)).share == layer_statistics(State("relu", 0.01)).share
    True
    """
    (table, blocks), g, (left, right) = weighted_sums(), ACTIVATIONS[state.g], saturation_thresholds(state.g)
    low, high = (left - state.bias) / state.scale, (right - state.bias) / state.scale
    dead = np.count_nonzero(table <= low, axis=1)
    if math.isfinite(high):
        dead = dead + np.count_nonzero(table >= high, axis=1)
    z = state.scale * blocks + state.bias
    return LayerSaturation(g, z, g.value(z), (left, right), dead / table.shape[1])


def n_healthy(state: State) -> int:
    """Return how many of two things hold for the sigmoid or tanh: few slopes are dead, and the outputs still differ.

    >>> n_healthy(State()), n_healthy(State("tanh", 0.05)), n_healthy(State("relu"))
    (1, 2, 0)
    """
    layer = layer_statistics(state)
    return (layer.share <= MOST_DEAD) + (layer.output_std >= LEAST_STD) if state.g != "relu" else 0


GOALS = {
    "both marks": Goal("sigmoid or tanh: bring both numbers to the right side of their marks", have=n_healthy, of=2)
}


def view(state: State) -> View:
    """Return the layer's picture and counts.

    >>> view(State("tanh", 0.05)).right
    True
    """
    layer = layer_statistics(state)
    picture = draw_saturation(layer, _said(state, layer))
    return View(picture, note=_note(state, layer), right=True if n_healthy(state) == 2 else None)


def _said(state: State, layer: LayerSaturation) -> str:
    return (
        f"{N_UNITS} {state.g} units, scale {number_text(state.scale)}, bias {number_text(state.bias)}: "
        f"{scientific_notation(100 * layer.share, 3)}% of the slopes below {SATURATION_TOLERANCE}, "
        f"{layer.n_stuck} units stuck, outputs differ by {number_text(layer.output_std, 3)}."
    )


def _note(state: State, layer: LayerSaturation) -> str:
    if state.g == "relu":
        if layer.n_stuck:
            return "Crossed-out units are stuck: z < 0 on all 4000 images. Their weights get a gradient of exactly 0."
        return (
            "For the ReLU, the scale does not change the sign of any z, so no unit gets stuck. What does the bias do?"
        )
    if layer.share > MOST_DEAD:
        return "Most z lie far out, where the curve is flat. Make the scale smaller, or the bias 0."
    if layer.output_std < LEAST_STD:
        return "Few slopes are dead, but the outputs hardly differ, because the weights are too small."
    return "Most z lie where the curve is steep, and the outputs differ. Next: what makes a ReLU unit stuck?"


@widget
def saturation(state: State) -> App:
    """Return the widget.

    >>> app = saturation()
    >>> app.press("Usual scale √(1/784)")
    >>> app.state.scale
    0.0357
    """
    return App(
        "saturation",
        state,
        view,
        [
            Button(
                "Usual scale √(1/784)",
                lambda s: replace(s, scale=USUAL_SCALE),
                lambda s: s.scale != USUAL_SCALE,
                primary=True,
            ),
            Slider("scale", "scale of the weights", log_values(MIN_STD, MAX_STD)),
            Slider("bias", "bias of every unit", even_values(-20, 20, 0.5)),
            Choice("g", "activation", [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")]),
        ],
        title="How much of a layer is dead",
        goals=GOALS,
    )
