"""Vanishing and exploding gradients live: depth, activation and the weights' spread against the sizes (row 10.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...drawing import Picture, number_text, picture, text
from ...interactive import App, Choice, LabGoal, Slider, View, even_values, widget
from ...nn import ACTIVATIONS
from ...training import GradientSizes, factor_per_layer, gradient_sizes
from ...validation import InputError
from .log_bars import LogBar, log_bar_chart

FLOW_ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
GOAL_DEPTH, GOAL_RATIO = 20, 10
_LEFT, _TOP, _LENGTH = 46, 46, 286


@dataclass(frozen=True)
class State:
    """The network: its depth, activation, gain (the weights have standard deviation gain / √width) and seed."""

    depth: float = 10
    g: str = "sigmoid"
    gain: float = 1.0
    seed: float = 0

    def __post_init__(self) -> None:
        if self.g not in FLOW_ACTIVATIONS:
            raise InputError(f"activation g={self.g!r} was given; one of {', '.join(FLOW_ACTIVATIONS)} is wanted")
        if self.depth < 2 or self.gain <= 0 or self.seed < 0:
            raise InputError(
                f"depth={self.depth}, gain={self.gain} and seed={self.seed} were given; at least 2 layers, "
                "a gain above 0 and a seed of at least 0 are wanted"
            )

    @property
    def flow(self) -> GradientSizes:
        return _flow(int(self.depth), self.g, self.gain, int(self.seed))


def view(state: State) -> View:
    """Return the bars and whether the gradient arrives.

    >>> view(State()).goal.reached, view(State(depth=20, g="tanh")).goal.reached
    (False, True)
    """
    flow = state.flow
    spread = _spread(flow.dz)
    goal = LabGoal(
        f"let the signal dz arrive: {GOAL_DEPTH} layers or more, bent by an activation, and all sizes of dz "
        f"within a factor of {GOAL_RATIO}",
        state.depth >= GOAL_DEPTH and state.g != "identity" and spread <= GOAL_RATIO,
    )
    return View(draw(state), goal, _note(flow))


@widget
def gradient_flow(state: State) -> App:
    """Return the widget.

    >>> gradient_flow(g="tanh").picture.text.split(". ")[0]
    '10 layers of tanh, gain 1'
    """
    controls = [
        Choice("g", "activation", FLOW_ACTIVATIONS),
        Slider("depth", "layers", even_values(2, 30, 1)),
        Slider("gain", "gain", even_values(0.2, 4, 0.1)),
        Slider("seed", "seed", even_values(0, 9, 1)),
    ]
    return App("gradient_flow", state, view, controls, title="Gradient flow")


@lru_cache(maxsize=64)
def _flow(depth: int, g: str, gain: float, seed: int) -> GradientSizes:
    return gradient_sizes(depth, ACTIVATIONS[g], gain, np.random.default_rng(seed), width=24, n=8)


def _spread(sizes) -> float:
    return float(sizes.max() / sizes.min()) if sizes.min() > 0 else float("inf")


def draw(state: State) -> Picture:
    """Return the picture: the sizes of dz and of dW, layer by layer."""
    flow = state.flow
    depth = len(flow.dz)
    row = 300 / max(depth, 10)
    parts, said = [], [f"{depth} layers of {state.g}, gain {number_text(state.gain)}"]
    low, high = _range(flow)
    names = [f"l = {l}" if row >= 14 or l in (1, depth) or l % 5 == 0 else "" for l in range(1, depth + 1)]
    for k, (name, sizes) in enumerate((("dz", flow.dz), ("dW", flow.dW))):
        left = _LEFT + k * (_LENGTH + 62)
        fine = [bool(sizes[-1] > 0 and 1 / GOAL_RATIO <= size / sizes[-1] <= GOAL_RATIO) for size in sizes]
        rows = [LogBar(label, float(size), ok) for label, size, ok in zip(names, sizes, fine)]
        parts += [
            text(left, 20, f"size of {name}[l], layer by layer", "bold"),
            log_bar_chart(rows, low, high, left, _TOP - 14, _LENGTH, row=row),
        ]
        said.append(f"Size of {name} from {sizes[0]:.2g} in layer 1 to {sizes[-1]:.2g} in layer {depth}")
    return picture(
        _LEFT + 2 * _LENGTH + 62 + 24,
        _TOP + row * depth + 14,
        *parts,
        title="Gradient flow",
        text=". ".join(said) + ".",
    )


def _range(flow: GradientSizes) -> tuple[int, int]:
    """Return the powers of ten of the axis, in steps of six so that it does not jump about."""
    sizes = np.concatenate(flow)
    sizes = sizes[sizes > 0]
    low, high = (np.log10(v) for v in (sizes.min(), sizes.max())) if sizes.size else (-6, 0)
    lowest = int(6 * np.floor(low / 6))
    return lowest, int(max(6 * np.ceil(high / 6), lowest + 6))


def _note(flow: GradientSizes) -> str:
    if not flow.dz.min() > 0:
        return "In some layers nothing arrives at all: the size is 0."
    factor = factor_per_layer(flow.dz)
    way = "vanishes" if factor < 0.8 else "explodes" if factor > 1.25 else "keeps about its size"
    whole = number_text(float(flow.dz[0] / flow.dz[-1]), 3)
    return (
        f"At each layer further down dz is multiplied by about {number_text(factor, 3)}: the signal {way}. "
        f"From layer {len(flow.dz)} to layer 1 that makes a factor of {whole}."
    )
