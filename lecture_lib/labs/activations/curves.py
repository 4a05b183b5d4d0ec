"""Pictures of activation functions: a curve and its slope, over the same z (rows 02.1, 02.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...drawing import Frame, Picture, curve_path, join_elements, svg, text
from ...nn import ACTIVATIONS, Activation, make_prelu, make_relu, make_sign, make_step
from ...validation import InputError

SIDES = ("left", "middle", "right")
Z_MAX = 6.0  # the pictures show z from −6 to 6


@dataclass(frozen=True)
class CurveStyle:
    """How a function is written and drawn.

    `kind` is "smooth", "straight", "kink" or "jump"; `low` and `high` bound what the curve's frame shows.
    """

    label: str
    formula: str
    slope: str
    kind: str
    low: float
    high: float


CURVE_STYLES = {
    "sign": CurveStyle("sign", "−1 or +1", "0, none at the jump", "jump", -1.35, 1.35),
    "step": CurveStyle("step", "0 or 1", "0, none at the jump", "jump", -0.25, 1.25),
    "sigmoid": CurveStyle("sigmoid", "σ = 1 / (1 + e⁻ᶻ)", "σ (1 − σ)", "smooth", -0.25, 1.25),
    "tanh": CurveStyle("tanh", "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "1 − tanh² z", "smooth", -1.35, 1.35),
    "relu": CurveStyle("ReLU", "max(0, z)", "0 or 1", "kink", -6.6, 6.6),
    "leaky_relu": CurveStyle("leaky ReLU", "z or ε z, ε fixed", "1 or ε", "kink", -6.6, 6.6),
    "prelu": CurveStyle("PReLU", "z or ε z, ε learned", "1 or ε", "kink", -6.6, 6.6),
    "identity": CurveStyle("identity", "z", "1", "straight", -6.6, 6.6),
}
"""The scalar activations of the course, by name."""


@lru_cache(maxsize=256)
def make_activation(name: str, epsilon: float = 0.01, side: str = "left") -> Activation:
    """Return the function of this name with its epsilon; `side` says which of its two sides holds at exactly 0.

    >>> float(make_activation("sign", side="right")(0)), float(make_activation("relu", side="middle").slope(0))
    (1.0, 0.5)
    """
    if name not in CURVE_STYLES or side not in SIDES:
        raise InputError(
            f"{name!r} with the {side!r} side is not a function here. Give one of {', '.join(CURVE_STYLES)}, "
            f"with one of {', '.join(SIDES)}."
        )
    share = SIDES.index(side) / 2
    if name == "relu":
        epsilon = 0.0
    at_zero = (epsilon, (1 + epsilon) / 2, 1.0)[SIDES.index(side)]
    return {
        "sign": lambda: make_sign(2 * share - 1),
        "step": lambda: make_step(share),
        "relu": lambda: make_relu(at_zero),
        "leaky_relu": lambda: make_prelu(epsilon, at_zero),
        "prelu": lambda: make_prelu(epsilon, at_zero),
    }.get(name, lambda: ACTIVATIONS[name])()


@lru_cache(maxsize=256)
def continuous_pieces(g: Activation, kind: str, of_slope: bool) -> tuple[np.ndarray, ...]:
    """Return the unbroken pieces of the curve of g, or of its slope, each as data points (n, 2).

    >>> [piece.tolist() for piece in continuous_pieces(make_activation("step"), "jump", False)]
    [[[-6.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [6.0, 1.0]]]
    """
    f = g.derivative if of_slope else g.value
    if kind == "smooth":
        z = np.linspace(-Z_MAX, Z_MAX, 161)
        return (np.column_stack([z, f(z)]),)
    if kind == "straight" or (kind == "kink" and not of_slope):
        z = np.array([-Z_MAX, 0.0, Z_MAX])
        return (np.column_stack([z, f(z)]),)
    left, right = f(np.array([-1.0, 1.0]))
    return np.array([[-Z_MAX, left], [0, left]]), np.array([[0, right], [Z_MAX, right]])


def activation_curve(frame: Frame, g: Activation, kind: str, of_slope: bool = False, **attributes) -> str:
    """Return the curve of g, or of its slope, in the frame.

    >>> activation_curve(Frame(-6, 6, 0, 1, 0, 0, 100, 100), make_activation("step"), "jump").count("<polyline")
    2
    """
    look = {
        "stroke": "var(--minus)" if of_slope else "var(--plus)",
        "stroke_width": 2.5,
        "stroke_dasharray": "7 4" if of_slope else None,
    } | attributes
    return join_elements(curve_path(frame.points(piece), **look) for piece in continuous_pieces(g, kind, of_slope))


def activation_gallery(names: Sequence[str] = tuple(CURVE_STYLES), epsilon: float = 0.2) -> Picture:
    """Return one small frame per function: the curve solid and blue, its slope dashed and orange.

    >>> activation_gallery(["relu", "tanh"])
    Line plots of value (solid) and slope (dashed) against z. ReLU: max(0, z), slope 0 or 1. tanh: (eᶻ − e⁻ᶻ) / ...
    """
    frame = Frame(-5, 5, -1.4, 2.0, 40, 30, 132, 118)
    shown, said = [], []
    for name in names:
        look, g = CURVE_STYLES[name], make_activation(name, epsilon)
        shown.append(
            svg.panel(
                184,
                186,
                frame.open(activation_curve(frame, g, look.kind), activation_curve(frame, g, look.kind, True)),
                frame.axes("", "", look.label),
                text(frame.left + 66, frame.top + 148, f"slope {look.slope}", "mid small soft"),
            )
        )
        said.append(f"{look.label}: {look.formula}, slope {look.slope}.")
    return svg.panels(
        *shown,
        title="Activation functions",
        text=f"Line plots of value (solid) and slope (dashed) against z. {' '.join(said)}",
    )
