"""A hidden layer on 4000 digits: the spread of its weights moved, its dead slopes counted (row 02.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ..activations import relu, sigmoid, tanh
from ..digits import digits
from ..inputs import Array, InputError, typed
from ..pictures import saturation as pictures
from ..pictures.saturation import HIGH, LOW, Layer, spread_at
from ..saturation import TOLERANCE
from ..words.writing import number, scientific
from .stage import Choice, Goal, Press, Slider, Stage, View

ACTIVATIONS = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}
UNITS = 100
NATURAL = math.sqrt(1 / 784)
_BLOCK = 4                  # neighbours among the sorted sums that are drawn as one; all are counted


@dataclass(frozen=True)
class State:
    """The layer's activation, the standard deviation of its weights, and one bias for all its units."""

    g: str = "sigmoid"
    spread: float = 1.0
    bias: float = 0.0

    def __post_init__(self) -> None:
        if self.g not in ACTIVATIONS:
            raise InputError(f"g is {self.g!r}; one of {', '.join(ACTIVATIONS)} is wanted")
        if not LOW <= self.spread <= HIGH:
            raise InputError(f"the spread is {number(self.spread)}; a number from {LOW:g} to {HIGH:g} is wanted")
        if not -20 <= self.bias <= 20:
            raise InputError(f"the bias is {number(self.bias)}; a number from −20 to 20 is wanted")


@cache
def sums() -> tuple[Array, Array]:
    """Return W x of all units and digits for weights of spread 1: as a table, one row a unit, and sorted, in blocks."""
    W = np.random.default_rng(0).normal(size=(UNITS, 784))
    table = (W @ digits().x.T).astype(np.float32)
    return table, np.sort(table, axis=None).reshape(-1, _BLOCK).mean(axis=1, dtype=float)


@cache
def edges(g: str) -> tuple[float, float]:
    """Return where |g'| falls below the tolerance, to the left and to the right; both slopes are known by formula.

    >>> [round(edge, 3) for edge in edges("sigmoid")], edges("relu")
    ([-4.585, 4.585], (0.0, inf))
    """
    if g == "relu":
        return 0.0, math.inf
    if g == "tanh":                                     # 1 − a² = t, so a = √(1 − t)
        edge = math.atanh(math.sqrt(1 - TOLERANCE))
    else:                                               # a (1 − a) = t
        a = (1 + math.sqrt(1 - 4 * TOLERANCE)) / 2
        edge = math.log(a / (1 - a))
    return -edge, edge


def counted(state: State) -> Layer:
    """Return what is to be counted in the layer.

    >>> counted(State("relu", 1.0)).share == counted(State("relu", 0.01)).share
    True
    """
    (table, blocks), g, (left, right) = sums(), ACTIVATIONS[state.g], edges(state.g)
    low, high = (left - state.bias) / state.spread, (right - state.bias) / state.spread
    dead = np.count_nonzero(table <= low, axis=1)
    if math.isfinite(high):
        dead = dead + np.count_nonzero(table >= high, axis=1)
    z = state.spread * blocks + state.bias
    return Layer(g, z, g.value(z), (left, right), dead / table.shape[1])


def view(state: State) -> View:
    """Return the layer's picture and counts.

    >>> view(State()).goal.reached, view(State("tanh", 0.05)).goal.reached
    (False, True)
    """
    layer = counted(state)
    reached = state.g != "relu" and layer.share <= 0.01 and layer.differ >= 0.25
    goal = Goal("sigmoid or tanh: at most 1 % of the slopes near 0, and outputs that differ by at least 0.25", reached)
    return View(pictures.draw(layer, state.spread, NATURAL, _said(state, layer)), goal, _note(state, layer))


def _said(state: State, layer: Layer) -> str:
    return (f"{UNITS} {state.g} units, spread {number(state.spread)}, bias {number(state.bias)}: "
            f"{scientific(100 * layer.share, 3)} % of the slopes below {TOLERANCE}, {layer.n_stuck} units stuck, "
            f"outputs differ by {number(layer.differ, 3)}.")


def _note(state: State, layer: Layer) -> str:
    if state.g == "relu":
        if layer.n_stuck:
            return "Crossed-out units are dead: below 0 on all 4000 images. Their weights get a gradient of exactly 0."
        return "For the ReLU the spread alone changes no sign, so it kills nothing. What does the bias do?"
    if layer.share > 0.01:
        return "The sums run far out to where the curve is flat. Smaller weights, or a bias near 0, bring them back."
    if layer.differ < 0.25:
        return "Few slopes are dead, but the outputs hardly differ: the weights are too small to say much."
    return "The sums lie where the curve is steep, and the outputs differ."


def react(state: State, event: dict) -> State:
    """Answer a drag of the dial or a number typed over the spread."""
    if event["kind"] == "edit":
        return replace(state, spread=typed(event["text"], "the spread"))
    if event["kind"] == "drag":
        return replace(state, spread=spread_at(event["x"]))
    return state


def saturation(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = saturation()
    >>> stage.press("natural spread")
    >>> stage.state.spread
    0.0357
    """
    return Stage("saturation", state, view, [
        Choice("g", "activation", [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")]),
        Slider("bias", "bias", -20, 20, 0.5),
        Press("natural spread", lambda s: replace(s, spread=0.0357), lambda s: s.spread != 0.0357),
    ], react)
