"""A gallery of wrong gradients: one mistake in each, and the errors that a gradient check finds (row 10.4)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ...nn import MLP, Gradients, central_difference, forward, half_squares, tanh
from ...questions.mistaken import (
    MISTAKEN_STEPS,
    RIGHT_STEPS,
    BackwardSteps,
    LayerContext,
    early_update_steps,
    gradients_by_steps,
)
from ...validation import Array


class FaultyGradient(NamedTuple):
    """A mistake: what it is called, the steps of who makes it, and how it betrays itself."""

    title: str
    steps: BackwardSteps
    symptom: str


class ArrayDeviation(NamedTuple):
    """One array of a checked gradient: its relative error, and the quotients got ÷ right, smallest and largest."""

    name: str
    error: float
    quotients: tuple[float, float]


def _transposed_where_it_fits(s: LayerContext) -> Array:
    W = s.layer.W
    return s.dz @ (W.T if W.shape[0] == W.shape[1] else W)


FAULTY_GRADIENTS: dict[str, FaultyGradient] = {
    "right": FaultyGradient(
        "nothing is wrong", RIGHT_STEPS, "Then every array is right up to the rounding of the check, far below 10⁻⁶."
    ),
    "sign": FaultyGradient(
        "y − a for a − y",
        MISTAKEN_STEPS["sign"],
        "That would flip every sign: all quotients −1.",
    ),
    "mean": FaultyGradient(
        "the 1/n forgotten",
        MISTAKEN_STEPS["mean missing"],
        "That would make everything too large by the number of examples: all quotients 5.",
    ),
    "mean in db": FaultyGradient(
        "db as a mean over the examples",
        MISTAKEN_STEPS["db as a mean"],
        "That would spoil only the db, each too small by the number of examples.",
    ),
    "slope": FaultyGradient(
        "slope missing in hidden layers",
        MISTAKEN_STEPS["hidden slopes missing"],
        "That would leave layer 3 right and spoil everything below it, and by far more than a little.",
    ),
    "transposed": FaultyGradient(
        "W for Wᵀ on the way back",
        BackwardSteps(da_before=_transposed_where_it_fits),
        "That fits only between layers of equal width, here 2 and 1: layers 3 and 2 stay right.",
    ),
    "z for a": FaultyGradient(
        "z in place of a in dW",
        MISTAKEN_STEPS["z for a"],
        "That would spoil only dW[2] and dW[3]: layer 1 reads x, and dz and db do not use a.",
    ),
    "last example": FaultyGradient(
        "= for += over the examples",
        MISTAKEN_STEPS["last example only"],
        "That would spoil every dW and db, while dL/dx stays right: it is never added up.",
    ),
    "moved": FaultyGradient(
        "weights updated before use",
        early_update_steps(rate=0.05),
        "That would leave layer 3 right and spoil what lies below a little: the weights moved a little.",
    ),
}
FAULTY_GRADIENT_ORDER = (
    "sign",
    "z for a",
    "mean in db",
    "slope",
    "right",
    "last example",
    "transposed",
    "mean",
    "moved",
)
"""In which order the gallery shows them."""


@cache
def array_deviations(key: str) -> tuple[ArrayDeviation, ...]:
    """Return what a check by central differences finds: a 3-4-4-2 network of tanh units, five examples.

    >>> [f.name for f in array_deviations("mean in db") if f.error > 1e-6]
    ['db[3]', 'db[2]', 'db[1]']
    """
    net, x, y, slow = _checked()
    grads = gradients_by_steps(FAULTY_GRADIENTS[key].steps, forward(net, x), y, half_squares)
    return tuple(ArrayDeviation(name, *_compared(_array(grads, name), right)) for name, right in slow.items())


@cache
def _checked() -> tuple[MLP, Array, Array, dict[str, Array]]:
    rng = np.random.default_rng(2)
    net = MLP(
        *(
            (rng.normal(0, 0.8, (n_out, n_in)), rng.normal(0, 0.5, n_out), tanh)
            for n_in, n_out in ((3, 4), (4, 4), (4, 2))
        )
    )
    x, y = rng.normal(size=(5, 3)), rng.uniform(-1, 1, (5, 2))
    slow = {f"d{part}[{l}]": _slow_gradient(net, x, y, l, part) for l in (3, 2, 1) for part in "Wb"}
    slow["dL/dx"] = central_difference(lambda p: half_squares.of(forward(net, p), y), x)
    return net, x, y, slow


def _slow_gradient(net: MLP, x: Array, y: Array, l: int, part: str) -> Array:
    def loss(p: Array) -> float:
        return half_squares.of(forward(net.with_layer(l, **{part: p}), x), y)

    return central_difference(loss, getattr(net[l], part))


def _array(grads: Gradients, name: str) -> Array:
    return grads.da[0] if name == "dL/dx" else getattr(grads, name[:2])[int(name[3])]


def _compared(got: Array, right: Array) -> tuple[float, tuple[float, float]]:
    quotients = got / right
    error = np.abs(got - right).max() / max(np.abs(got).max(), np.abs(right).max())
    return float(error), (float(quotients.min()), float(quotients.max()))
