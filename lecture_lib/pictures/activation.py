"""Pictures of activation functions: a curve and its slope, over the same z (rows 02.1, 02.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..activations import Activation, identity, make_relu, make_sign, make_step, sigmoid, tanh
from ..inputs import InputError
from ..prelu import make_prelu
from . import svg
from .svg import Frame, Picture, path, text

SIDES = ("left", "middle", "right")
FAR = 6.0                   # the pictures show z from -FAR to FAR


@dataclass(frozen=True)
class Look:
    """How a function is written and drawn.

    `kind` is "smooth", "straight", "kink" or "jump"; `low` and `high` bound what the curve's frame shows.
    """

    label: str
    formula: str
    slope: str
    kind: str
    low: float
    high: float


LOOKS = {
    "sign": Look("sign", "−1 or +1", "0, none at the jump", "jump", -1.35, 1.35),
    "step": Look("step", "0 or 1", "0, none at the jump", "jump", -0.25, 1.25),
    "sigmoid": Look("sigmoid", "σ = 1 / (1 + e⁻ᶻ)", "σ (1 − σ)", "smooth", -0.25, 1.25),
    "tanh": Look("tanh", "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "1 − tanh² z", "smooth", -1.35, 1.35),
    "relu": Look("ReLU", "max(0, z)", "0 or 1", "kink", -6.6, 6.6),
    "leaky_relu": Look("leaky ReLU", "z or ε z, ε fixed", "1 or ε", "kink", -6.6, 6.6),
    "prelu": Look("PReLU", "z or ε z, ε learned", "1 or ε", "kink", -6.6, 6.6),
    "identity": Look("identity", "z", "1", "straight", -6.6, 6.6),
}
"""The scalar activations of the course, by name."""


@lru_cache(maxsize=256)
def activation(name: str, epsilon: float = 0.01, side: str = "left") -> Activation:
    """Return the function of this name with its epsilon; `side` says which of its two sides holds at exactly 0.

    >>> float(activation("sign", side="right")(0)), float(activation("relu", side="middle").slope(0))
    (1.0, 0.5)
    """
    if name not in LOOKS or side not in SIDES:
        raise InputError(f"{name!r} with the {side!r} side is no function here; one of {', '.join(LOOKS)} "
                         f"with one of {', '.join(SIDES)} is wanted")
    share = SIDES.index(side) / 2
    if name == "relu":
        epsilon = 0.0
    at_zero = (epsilon, (1 + epsilon) / 2, 1.0)[SIDES.index(side)]
    return {"sign": lambda: make_sign(2 * share - 1), "step": lambda: make_step(share),
            "sigmoid": lambda: sigmoid, "tanh": lambda: tanh, "identity": lambda: identity,
            "relu": lambda: make_relu(at_zero), "leaky_relu": lambda: make_prelu(epsilon, at_zero),
            "prelu": lambda: make_prelu(epsilon, at_zero)}[name]()


@lru_cache(maxsize=256)
def pieces(g: Activation, kind: str, of_slope: bool) -> tuple[np.ndarray, ...]:
    """Return the unbroken pieces of the curve of g, or of its slope, each as data points (n, 2).

    >>> [piece.tolist() for piece in pieces(activation("step"), "jump", False)]
    [[[-6.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [6.0, 1.0]]]
    """
    f = g.derivative if of_slope else g.value
    if kind == "smooth":
        z = np.linspace(-FAR, FAR, 161)
        return (np.column_stack([z, f(z)]),)
    if kind == "straight" or (kind == "kink" and not of_slope):
        z = np.array([-FAR, 0.0, FAR])
        return (np.column_stack([z, f(z)]),)
    left, right = f(np.array([-1.0, 1.0]))
    return np.array([[-FAR, left], [0, left]]), np.array([[0, right], [FAR, right]])


def curve(frame: Frame, g: Activation, kind: str, of_slope: bool = False, **attributes) -> str:
    """Return the curve of g, or of its slope, in the frame.

    >>> curve(Frame(-6, 6, 0, 1, 0, 0, 100, 100), activation("step"), "jump").count("<polyline")
    2
    """
    look = {"stroke": "var(--minus)" if of_slope else "var(--plus)", "stroke_width": 2.5,
            "stroke_dasharray": "7 4" if of_slope else None} | attributes
    return "".join(path(frame.points(piece), **look) for piece in pieces(g, kind, of_slope))


def gallery(names: Sequence[str] = tuple(LOOKS), epsilon: float = 0.2) -> Picture:
    """Return one small frame a function: the curve solid and blue, its slope dashed and orange.

    >>> gallery(["relu", "tanh"])
    Functions (solid) with their slopes (dashed). ReLU: max(0, z), slope 0 or 1. tanh: (eᶻ − e⁻ᶻ) / ...
    """
    parts, said = [], []
    for i, name in enumerate(names):
        look, g = LOOKS[name], activation(name, epsilon)
        frame = Frame(-5, 5, -1.4, 2.0, 40 + i % 4 * 172, 30 + i // 4 * 190, 132, 118)
        parts += [frame.open(curve(frame, g, look.kind), curve(frame, g, look.kind, True)),
                  frame.axes("", "", look.label),
                  text(frame.left + 66, frame.top + 152, f"slope {look.slope}", "mid small soft")]
        said.append(f"{look.label}: {look.formula}, slope {look.slope}.")
    rows = -(-len(names) // 4)
    return svg.picture(40 + 172 * min(len(names), 4), 190 * rows + 6, *parts, title="Activation functions",
                       text=f"Functions (solid) with their slopes (dashed). {' '.join(said)}")
