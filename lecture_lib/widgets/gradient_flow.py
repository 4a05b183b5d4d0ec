"""Vanishing and exploding gradients live: depth, activation and the weights' spread against the sizes (row 10.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..activations import identity, relu, sigmoid, tanh
from ..flow import Flow, factor_per_layer, gradient_sizes
from ..pictures import svg
from ..pictures.errors import Bar, bars
from ..pictures.svg import text
from ..words.writing import number
from .stage import Choice, Goal, Slider, Stage, View

ACTIVATIONS = {g.name: g for g in (sigmoid, tanh, relu, identity)}
DEPTH, WITHIN = 20, 10
LEFT, TOP, LENGTH = 46, 46, 286


@dataclass(frozen=True)
class State:
    """The network: its depth, activation, gain (the weights have standard deviation gain / √width) and seed."""

    depth: float = 10
    g: str = "sigmoid"
    gain: float = 1.0
    seed: float = 0

    @property
    def flow(self) -> Flow:
        return _flow(int(self.depth), self.g, self.gain, int(self.seed))


def view(state: State) -> View:
    """Return the bars and whether the gradient arrives.

    >>> view(State()).goal.reached, view(State(depth=20, g="tanh")).goal.reached
    (False, True)
    """
    flow = state.flow
    spread = _spread(flow.dz)
    goal = Goal(f"let the signal dz arrive: {DEPTH} layers or more, bent by an activation, and all sizes of dz "
                f"within a factor of {WITHIN}", state.depth >= DEPTH and state.g != "identity" and spread <= WITHIN)
    return View(_draw(state, flow), goal, _note(flow))


def gradient_flow(state: State = State()) -> Stage:
    """Return the widget.

    >>> gradient_flow().board.say.split(". ")[0]
    '10 layers of sigmoid, gain 1'
    """
    controls = [Choice("g", "activation", tuple(ACTIVATIONS)), Slider("depth", "layers", 2, 30, 1),
                Slider("gain", "gain", 0.2, 4, 0.1), Slider("seed", "seed", 0, 9, 1)]
    return Stage("gradient_flow", state, view, controls)


@lru_cache(maxsize=64)
def _flow(depth: int, g: str, gain: float, seed: int) -> Flow:
    return gradient_sizes(depth, ACTIVATIONS[g], gain, np.random.default_rng(seed), width=24, n=8)


def _spread(sizes) -> float:
    return float(sizes.max() / sizes.min()) if sizes.min() > 0 else float("inf")


def _draw(state: State, flow: Flow) -> svg.Picture:
    depth = len(flow.dz)
    row = 300 / max(depth, 10)
    parts, said = [], [f"{depth} layers of {state.g}, gain {number(state.gain)}"]
    low, high = _range(flow)
    names = [f"l = {l}" if row >= 14 or l in (1, depth) or l % 5 == 0 else "" for l in range(1, depth + 1)]
    for k, (name, sizes) in enumerate((("dz", flow.dz), ("dW", flow.dW))):
        left = LEFT + k * (LENGTH + 62)
        fine = [bool(sizes[-1] > 0 and 1 / WITHIN <= size / sizes[-1] <= WITHIN) for size in sizes]
        rows = [Bar(label, float(size), ok) for label, size, ok in zip(names, sizes, fine)]
        parts += [text(left, 20, f"size of {name}[l], layer by layer", "bold"),
                  bars(rows, low, high, left, TOP - 14, LENGTH, row=row)]
        said.append(f"Size of {name} from {sizes[0]:.2g} in layer 1 to {sizes[-1]:.2g} in layer {depth}")
    return svg.picture(LEFT + 2 * LENGTH + 62 + 24, TOP + row * depth + 14, *parts, title="Gradient flow",
                       text=". ".join(said) + ".")


def _range(flow: Flow) -> tuple[int, int]:
    """Return the powers of ten of the axis, in steps of six so that it does not jump about."""
    sizes = np.concatenate(flow)
    sizes = sizes[sizes > 0]
    low, high = (np.log10(v) for v in (sizes.min(), sizes.max())) if sizes.size else (-6, 0)
    return int(6 * np.floor(low / 6)), int(max(6 * np.ceil(high / 6), 0))


def _note(flow: Flow) -> str:
    if not flow.dz.min() > 0:
        return "In some layers nothing arrives at all: the size is 0."
    factor = factor_per_layer(flow.dz)
    way = "vanishes" if factor < 0.8 else "explodes" if factor > 1.25 else "keeps about its size"
    whole = number(float(flow.dz[0] / flow.dz[-1]), 3)
    return (f"At each layer further down dz is multiplied by about {number(factor, 3)}: the signal {way}. "
            f"From layer {len(flow.dz)} to layer 1 that makes a factor of {whole}.")
