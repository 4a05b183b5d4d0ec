"""A gallery of wrong gradients: one mistake in each, and the errors that a gradient check finds (row 10.4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from ...nn import MLP, Gradients, central_difference, forward, half_squares, tanh
from ...validation import Array
from .mistakes import BACKWARD_RULES, BackwardRule, LayerContext, backward_by_rules


class FaultyGradient(NamedTuple):
    """A mistake: what it is called, the rules it puts in place of the right ones, and how it betrays itself."""

    title: str
    instead: Mapping[str, BackwardRule]
    symptom: str


class ArrayDeviation(NamedTuple):
    """One array of a checked gradient: its relative error, and the quotients got ÷ right, smallest and largest."""

    name: str
    error: float
    quotients: tuple[float, float]


def _da(s: LayerContext) -> Array:
    return BACKWARD_RULES["da"](s)


def _with_moved_weights(s: LayerContext) -> Array:
    if s.last:
        return _da(s)
    moved = s.net[s.l + 1].W - 0.05 * s.dz.T @ s.trace.a[s.l]
    return s.dz @ moved


def _transposed(s: LayerContext) -> Array:
    W = None if s.last else s.net[s.l + 1].W
    return s.dz @ W.T if W is not None and W.shape[0] == W.shape[1] else _da(s)


FAULTY_GRADIENTS: dict[str, FaultyGradient] = {
    "right": FaultyGradient(
        "nothing is wrong", {}, "Then every array is right but for the rounding of the check, far below 10⁻⁶."
    ),
    "sign": FaultyGradient(
        "y − a for a − y",
        {"da": lambda s: -_da(s) if s.last else _da(s)},
        "That would turn every number round: all quotients −1.",
    ),
    "mean": FaultyGradient(
        "the 1/n forgotten",
        {"da": lambda s: s.n * _da(s) if s.last else _da(s)},
        "That would make everything too large by the number of examples: all quotients 5.",
    ),
    "mean in db": FaultyGradient(
        "db as a mean over the examples",
        {"db": lambda s: s.dz.mean(axis=0)},
        "That would spoil the db alone, each too small by the number of examples.",
    ),
    "slope": FaultyGradient(
        "slope missing in hidden layers",
        {"dz": lambda s: BACKWARD_RULES["dz"](s) if s.last else s.da},
        "That would leave layer 3 right and spoil everything below it, and by far more than a little.",
    ),
    "transposed": FaultyGradient(
        "W for Wᵀ on the way back (where it fits)",
        {"da": _transposed},
        "That fits between layers of equal width alone, here 2 and 1: layers 3 and 2 stay right.",
    ),
    "z for a": FaultyGradient(
        "z in place of a in dW",
        {"dW": lambda s: s.dz.T @ (s.before if s.l == 1 else s.trace.z[s.l - 1])},
        "That would spoil dW[2] and dW[3] alone: layer 1 reads x, and deltas and db do not use a.",
    ),
    "last example": FaultyGradient(
        "= for += over the examples",
        {"dW": lambda s: s.dz[-1:].T @ s.before[-1:], "db": lambda s: s.dz[-1]},
        "That would spoil every dW and db, while dL/dx stays right: it is never added up.",
    ),
    "moved": FaultyGradient(
        "weights updated before they were used",
        {"da": _with_moved_weights},
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
    grads = backward_by_rules(forward(net, x), y, half_squares, FAULTY_GRADIENTS[key].instead)
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
    slow = {}
    for l in (3, 2, 1):
        for part in "Wb":
            slow[f"d{part}[{l}]"] = central_difference(
                lambda p: half_squares.of(forward(net.with_layer(l, **{part: p}), x), y), getattr(net[l], part)
            )
    slow["dL/dx"] = central_difference(lambda p: half_squares.of(forward(net, p), y), x)
    return net, x, y, slow


def _array(grads: Gradients, name: str) -> Array:
    return grads.da[0] if name == "dL/dx" else getattr(grads, name[:2])[int(name[3])]


def _compared(got: Array, right: Array) -> tuple[float, tuple[float, float]]:
    quotients = got / right
    error = np.abs(got - right).max() / max(np.abs(got).max(), np.abs(right).max())
    return float(error), (float(quotients.min()), float(quotients.max()))
