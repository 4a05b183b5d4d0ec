"""A hidden layer on 4000 digits: the spread of its weights moved, its dead slopes counted (row 02.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ...data import digits
from ...drawing import number_text, scientific_notation
from ...interactive import App, Button, Choice, Event, LabGoal, Slider, View, even_values, widget
from ...nn import ACTIVATIONS
from ...training import SATURATION_TOLERANCE
from ...validation import Array, InputError, parse_number
from .saturation_picture import MAX_STD, MIN_STD, LayerSaturation, dial_std, draw_saturation

LAYER_ACTIVATIONS = ("sigmoid", "tanh", "relu")
N_UNITS = 100
LECUN_STD = math.sqrt(1 / 784)
_BLOCK = 4  # neighbours among the sorted sums that are drawn as one; all are counted


@dataclass(frozen=True)
class State:
    """The layer's activation, the standard deviation of its weights, and one bias for all its units."""

    g: str = "sigmoid"
    spread: float = 1.0
    bias: float = 0.0

    def __post_init__(self) -> None:
        if self.g not in LAYER_ACTIVATIONS:
            raise InputError(f"g is {self.g!r}; one of {', '.join(LAYER_ACTIVATIONS)} is wanted")
        if not MIN_STD <= self.spread <= MAX_STD:
            raise InputError(
                f"the spread is {number_text(self.spread)}; a number from {MIN_STD:g} to {MAX_STD:g} is wanted"
            )
        if not -20 <= self.bias <= 20:
            raise InputError(f"the bias is {number_text(self.bias)}; a number from −20 to 20 is wanted")


@cache
def weighted_sums() -> tuple[Array, Array]:
    """Return W x of all units and digits for weights of spread 1: as a table, one row a unit, and sorted, in blocks."""
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
    low, high = (left - state.bias) / state.spread, (right - state.bias) / state.spread
    dead = np.count_nonzero(table <= low, axis=1)
    if math.isfinite(high):
        dead = dead + np.count_nonzero(table >= high, axis=1)
    z = state.spread * blocks + state.bias
    return LayerSaturation(g, z, g.value(z), (left, right), dead / table.shape[1])


def view(state: State) -> View:
    """Return the layer's picture and counts.

    >>> view(State()).goal.reached, view(State("tanh", 0.05)).goal.reached
    (False, True)
    """
    layer = layer_statistics(state)
    reached = state.g != "relu" and layer.share <= 0.01 and layer.output_std >= 0.25
    goal = LabGoal(
        "sigmoid or tanh: at most 1 % of the slopes near 0, and outputs that differ by at least 0.25", reached
    )
    picture = draw_saturation(layer, state.spread, LECUN_STD, _said(state, layer))
    return View(picture, goal, _note(state, layer))


def _said(state: State, layer: LayerSaturation) -> str:
    return (
        f"{N_UNITS} {state.g} units, spread {number_text(state.spread)}, bias {number_text(state.bias)}: "
        f"{scientific_notation(100 * layer.share, 3)} % of the slopes below {SATURATION_TOLERANCE}, "
        f"{layer.n_stuck} units stuck, outputs differ by {number_text(layer.output_std, 3)}."
    )


def _note(state: State, layer: LayerSaturation) -> str:
    if state.g == "relu":
        if layer.n_stuck:
            return "Crossed-out units are dead: below 0 on all 4000 images. Their weights get a gradient of exactly 0."
        return "For the ReLU the spread alone changes no sign, so it kills nothing. What does the bias do?"
    if layer.share > 0.01:
        return "The sums run far out to where the curve is flat. Smaller weights, or a bias near 0, bring them back."
    if layer.output_std < 0.25:
        return "Few slopes are dead, but the outputs hardly differ: the weights are too small to say much."
    return "The sums lie where the curve is steep, and the outputs differ."


def on_event(state: State, event: Event) -> State:
    """Answer a drag of the dial or a number typed over the spread."""
    match event:
        case Event("edit", ("dial" | "spread",), text):
            return replace(state, spread=parse_number(text, "the spread"))
        case Event("drag", ("dial",), x=x):
            return replace(state, spread=dial_std(x))
    return state


@widget
def saturation(state: State) -> App:
    """Return the widget.

    >>> app = saturation()
    >>> app.press("natural spread")
    >>> app.state.spread
    0.0357
    """
    return App(
        "saturation",
        state,
        view,
        [
            Choice("g", "activation", [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")]),
            Slider("bias", "bias", even_values(-20, 20, 0.5)),
            Button("natural spread", lambda s: replace(s, spread=0.0357), lambda s: s.spread != 0.0357),
        ],
        on_event,
        title="Saturation",
    )
